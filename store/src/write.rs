//! Units of work, and the group commit of SQLite.
//!
//! SQLite has one connection that writes. Whoever holds its lock works in a savepoint of the open *round*; committing
//! releases the savepoint, and the first to release sends a task to the end of the lock's queue that commits the round for
//! everyone who released meanwhile. So the queue itself makes the batches: one sync of the disk for all who were waiting,
//! and no timer. Nobody is answered before the round is durable.

use crate::{Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// A round older than this is committed before the next unit of work joins it.
const LONGEST_ROUND: Duration = Duration::from_millis(20);
/// A round of this many units is committed before the next joins it.
const LARGEST_ROUND: u32 = 256;
/// Pages of SQLite's log after which a commit copies them itself, should nobody call `Store::checkpoint`.
const CHECKPOINT_PAGES: &str = "8000";

/// One open unit of work. Dropped without [`Tx::commit`] it leaves no trace.
pub enum Tx {
    #[doc(hidden)]
    Sqlite(SqliteTx),
    #[doc(hidden)]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx {
    /// Makes the work durable; on SQLite together with what others committed at the same time.
    /// Once called it goes through even if the caller stops waiting.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => {
                let committed = tokio::spawn(tx.commit()).await;
                committed.map_err(|_| StoreError::NotCommitted("the program is stopping".to_owned()))?
            }
            Self::Postgres(tx) => Ok(tx.commit().await?),
        }
    }

    /// Takes the work back. The same as dropping it, but done when this returns.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => {
                drop(tx);
                Ok(())
            }
            Self::Postgres(tx) => Ok(tx.rollback().await?),
        }
    }
}

/// What became of a round: unknown until committed, then the same for everyone in it.
type Outcome = Option<Result<(), Arc<str>>>;

struct Round {
    opened: Instant,
    members: u32,
    outcome: watch::Sender<Outcome>,
}

/// How far a unit of work has come on the connection; what a dropped one reached is put right by the next holder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// Nothing of it is left.
    Done,
    /// A BEGIN that nobody waited for: it may have worked.
    Begin,
    /// A round, without a savepoint that counts.
    Round,
    /// The savepoint with all that was written in it.
    Savepoint,
}

struct Writer {
    connection: SqliteConnection,
    round: Option<Round>,
    /// What a dropped unit of work left on the connection.
    left: Reached,
}

/// The one connection that writes, shared by all clones of a store.
#[doc(hidden)]
#[derive(Clone)]
pub struct SqliteWriter {
    writer: Arc<Mutex<Writer>>,
    /// A connection of its own for checkpoints, so that they run beside the writer.
    checkpoints: Arc<Mutex<SqliteConnection>>,
}

impl SqliteWriter {
    pub(crate) async fn open(options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let options = options.clone().pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        let connection = SqliteConnection::connect_with(&options).await?;
        let checkpoints = SqliteConnection::connect_with(&options).await?;
        let writer = Writer {
            connection,
            round: None,
            left: Reached::Done,
        };
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            checkpoints: Arc::new(Mutex::new(checkpoints)),
        })
    }

    /// Waits for its turn and opens a savepoint in the round.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        let mut guard = lock(self.writer.clone()).await?;
        if guard.round.as_ref().is_some_and(Round::is_full) {
            guard = committed(guard).await?;
        }
        // From here on the drop of `tx` puts things right, at whichever await the caller goes away.
        let reached = if guard.round.is_some() {
            Reached::Round
        } else {
            Reached::Begin
        };
        let mut tx = SqliteTx {
            guard,
            writer: self.writer.clone(),
            reached,
        };
        if tx.reached == Reached::Begin {
            run(&mut tx.guard.connection, "BEGIN IMMEDIATE").await?;
            tx.guard.round = Some(Round::open());
            tx.reached = Reached::Round;
        }
        // An interrupted SAVEPOINT does no harm: the next one has the same name and lies inside it.
        run(&mut tx.guard.connection, "SAVEPOINT unit").await?;
        tx.reached = Reached::Savepoint;
        Ok(Tx::Sqlite(tx))
    }

    /// The connection outside any round, for migrations.
    pub(crate) async fn alone(&self) -> Result<Alone, StoreError> {
        let guard = lock(self.writer.clone()).await?;
        Ok(Alone(if guard.round.is_some() {
            committed(guard).await?
        } else {
            guard
        }))
    }

    pub(crate) async fn checkpoint(&self) -> Result<(), StoreError> {
        let mut connection = self.checkpoints.lock().await;
        Ok(run(&mut connection, "PRAGMA wal_checkpoint(PASSIVE)").await?)
    }

    pub(crate) async fn close(&self) {
        if let Ok(mut alone) = self.alone().await {
            // Folds the log into the file; a failure loses nothing, the log is read at the next start.
            let _ = run(alone.connection(), "PRAGMA wal_checkpoint(TRUNCATE)").await;
        }
    }
}

/// The writing connection while no round is open.
pub(crate) struct Alone(OwnedMutexGuard<Writer>);

impl Alone {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }
}

/// A savepoint in the shared round, with the lock of the connection.
#[doc(hidden)]
pub struct SqliteTx {
    guard: OwnedMutexGuard<Writer>,
    writer: Arc<Mutex<Writer>>,
    reached: Reached,
}

impl SqliteTx {
    #[doc(hidden)]
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.guard.connection
    }

    /// Releases the savepoint, lets the next unit begin, and returns when the round is durable.
    async fn commit(mut self) -> Result<(), StoreError> {
        run(&mut self.guard.connection, "RELEASE unit").await?;
        self.reached = Reached::Done;
        let Some(round) = &mut self.guard.round else {
            return Err(StoreError::Corrupt("a unit of work outside any round"));
        };
        round.members += 1;
        let first = round.members == 1;
        let mut outcome = round.outcome.subscribe();
        let writer = self.writer.clone();
        drop(self);
        if first {
            // Everyone who waits already comes before this task, and so into the round.
            let guard = lock(writer).await?;
            if outcome.borrow().is_none() {
                drop(committed(guard).await?);
            }
        }
        match outcome.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(Ok(()))) => Ok(()),
            Ok(Some(Err(cause))) => Err(StoreError::NotCommitted(cause.to_string())),
            Ok(None) | Err(_) => Err(StoreError::NotCommitted("the program is stopping".to_owned())),
        }
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        if self.reached == Reached::Done {
            return;
        }
        self.guard.left = self.reached;
        // Without members nobody is queued to end the round, and its lock would keep other processes out.
        let nobody = self.guard.round.as_ref().is_none_or(|round| round.members == 0);
        if nobody && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(settle(self.writer.clone()));
        }
    }
}

/// Puts right what a dropped unit left, and ends its round.
async fn settle(writer: Arc<Mutex<Writer>>) {
    let mut guard = writer.lock_owned().await;
    guard.tidy().await;
    guard.commit_round().await;
}

/// Waits for the connection and hands it over in order.
async fn lock(writer: Arc<Mutex<Writer>>) -> Result<OwnedMutexGuard<Writer>, StoreError> {
    let mut guard = writer.lock_owned().await;
    if guard.left == Reached::Done {
        return Ok(guard);
    }
    // A task of its own: half a tidying would leave the next holder guessing.
    let tidied = tokio::spawn(async move {
        guard.tidy().await;
        guard
    });
    tidied
        .await
        .map_err(|_| StoreError::NotCommitted("the program is stopping".to_owned()))
}

/// Commits the round, even if the caller goes away in the middle.
async fn committed(mut guard: OwnedMutexGuard<Writer>) -> Result<OwnedMutexGuard<Writer>, StoreError> {
    let done = tokio::spawn(async move {
        guard.commit_round().await;
        guard
    });
    done.await
        .map_err(|_| StoreError::NotCommitted("the program is stopping".to_owned()))
}

impl Writer {
    async fn tidy(&mut self) {
        match std::mem::replace(&mut self.left, Reached::Done) {
            Reached::Done | Reached::Round => {}
            Reached::Begin => {
                // Fails where the BEGIN did: then there is nothing to take back.
                let _ = run(&mut self.connection, "ROLLBACK").await;
            }
            Reached::Savepoint => {
                let back = run(&mut self.connection, "ROLLBACK TO unit").await;
                let released = match back {
                    Ok(()) => run(&mut self.connection, "RELEASE unit").await,
                    Err(error) => Err(error),
                };
                if let Err(error) = released {
                    // SQLite has rolled back the whole round by itself (a full disk, for one).
                    self.end_round(Err(error)).await;
                }
            }
        }
    }

    async fn commit_round(&mut self) {
        if self.round.is_some() {
            let committed = run(&mut self.connection, "COMMIT").await;
            self.end_round(committed).await;
        }
    }

    /// Tells everyone in the round what became of it.
    async fn end_round(&mut self, result: Result<(), sqlx::Error>) {
        if let Err(error) = &result {
            tracing::error!(%error, "a round of writes was not committed");
            let _ = run(&mut self.connection, "ROLLBACK").await;
        }
        if let Some(round) = self.round.take() {
            round
                .outcome
                .send_replace(Some(result.map_err(|error| error.to_string().into())));
        }
    }
}

impl Round {
    fn open() -> Self {
        Self {
            opened: Instant::now(),
            members: 0,
            outcome: watch::Sender::new(None),
        }
    }

    fn is_full(&self) -> bool {
        self.members >= LARGEST_ROUND || (self.members > 0 && self.opened.elapsed() > LONGEST_ROUND)
    }
}

/// A statement without values, prepared once.
async fn run(connection: &mut SqliteConnection, statement: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(statement).execute(connection).await.map(drop)
}

/// How large the transactions of a long piece of work may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Beside a serving process: short transactions with pauses in which it writes.
    Beside,
    /// Nobody else is there (demo data into an empty database).
    Alone,
}

impl Pace {
    const fn longest(self) -> Duration {
        match self {
            Self::Beside => Duration::from_millis(30),
            // Not longer: SQLite walks the whole journal of the open savepoint at the end of each statement.
            Self::Alone => Duration::from_millis(200),
        }
    }

    const fn pause(self) -> Duration {
        match self {
            Self::Beside => Duration::from_millis(10),
            Self::Alone => Duration::ZERO,
        }
    }
}

/// A long piece of work (an import, the demo) in many transactions.
pub struct Batches {
    store: Store,
    pace: Pace,
    open: Option<(Tx, Instant)>,
}

impl Batches {
    pub(crate) fn new(store: Store, pace: Pace) -> Self {
        Self {
            store,
            pace,
            open: None,
        }
    }

    /// The transaction to write the next unit in: a new one when the last has lasted long enough.
    /// What is written between two calls stands in one transaction.
    pub async fn tx(&mut self) -> Result<&mut Tx, StoreError> {
        let (tx, opened) = match self.open.take() {
            Some((tx, opened)) if opened.elapsed() < self.pace.longest() => (tx, opened),
            full => {
                if let Some((tx, _)) = full {
                    tx.commit().await?;
                    tokio::time::sleep(self.pace.pause()).await;
                }
                (self.store.write().await?, Instant::now())
            }
        };
        Ok(&mut self.open.insert((tx, opened)).0)
    }

    /// Commits the last transaction.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        match self.open.take() {
            Some((tx, _)) => tx.commit().await,
            None => Ok(()),
        }
    }
}
