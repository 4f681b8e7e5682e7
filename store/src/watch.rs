//! Watched clients: who watches which, and what they are told when something that members may read has changed.

use crate::{Store, StoreError, Tx, audit, message};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::message::Message;
use domain::stance::StanceCard;
use domain::watch::{MOST_WATCHED, Seen, Watched, changes};
use domain::{ClientId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// Watches looked at in one round.
const AT_A_TIME: i64 = 200;

#[derive(sqlx::FromRow)]
struct LookRow {
    name: String,
    stances: Json<Vec<StanceCard>>,
    held: bool,
    revision: i64,
}

const LOOK: &str = "
    SELECT k.name, k.stances,
           EXISTS (SELECT 1 FROM hold h WHERE h.client_id = k.client_id AND h.until_on >= $2 AND h.lifted_at IS NULL) AS held,
           COALESCE((SELECT f.revision FROM client_facts f WHERE f.client_id = k.client_id), 0) AS revision
    FROM client_card k WHERE k.client_id = $1";

/// What there is to see of a client today.
async fn look(
    store: &Store,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<Option<(LookRow, Seen)>, StoreError> {
    let today = domain::clock::day(now);
    let row: Option<LookRow> = read!(store, |pool| sqlx::query_as(LOOK)
        .bind(client.0)
        .bind(today)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let seen = Seen::of(&row.stances.0, row.held, today);
    Ok(Some((row, seen)))
}

/// What came of the wish to watch a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    Begun,
    Already,
    /// No such client.
    Nobody,
    /// [`MOST_WATCHED`] are watched.
    TooMany,
}

/// Begins to watch a client, from what there is to see of it now.
pub async fn begin(
    store: &Store,
    person: PersonId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<Watching, StoreError> {
    const SQL: &str = "
        INSERT INTO watch (person_id, client_id, since_at, seen, seen_revision)
        SELECT $1, $2, $3, $4, $5 WHERE (SELECT COUNT(*) FROM watch w WHERE w.person_id = $1) < $6
        ON CONFLICT (person_id, client_id) DO NOTHING";
    let Some((row, seen)) = look(store, client, now).await? else {
        return Ok(Watching::Nobody);
    };
    if is_watched(store, person, client).await? {
        return Ok(Watching::Already);
    }
    let mut tx = store.write().await?;
    let rows = on!(&mut tx, |conn| sqlx::query(SQL)
        .bind(person.0)
        .bind(client.0)
        .bind(now)
        .bind(Json(&seen))
        .bind(row.revision)
        .bind(MOST_WATCHED)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Ok(Watching::TooMany);
    }
    log(&mut tx, person, client, true, now).await?;
    tx.commit().await?;
    Ok(Watching::Begun)
}

/// Watches it no longer; `false` where it was not watched.
pub async fn end(
    store: &Store,
    person: PersonId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM watch WHERE person_id = $1 AND client_id = $2";
    let mut tx = store.write().await?;
    let rows = on!(&mut tx, |conn| sqlx::query(SQL)
        .bind(person.0)
        .bind(client.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Ok(false);
    }
    log(&mut tx, person, client, false, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn log(
    tx: &mut Tx,
    person: PersonId,
    client: ClientId,
    watches: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    audit::record(
        tx,
        Some(person),
        AuditAction::WatchClient,
        &format!("client {client}"),
        json!({"watches": watches}),
        now,
    )
    .await
}

/// Does this person watch this client?
pub async fn is_watched(store: &Store, person: PersonId, client: ClientId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM watch WHERE person_id = $1 AND client_id = $2)";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(person.0)
        .bind(client.0)
        .fetch_one(pool)
        .await)?)
}

#[derive(sqlx::FromRow)]
struct WatchedRow {
    client_id: i64,
    name: String,
    number: String,
    stances: Json<Vec<StanceCard>>,
    since_at: DateTime<Utc>,
}

#[doc(hidden)]
pub const OF_PERSON: &str = "
    SELECT w.client_id, k.name, k.number, k.stances, w.since_at
    FROM watch w JOIN client_card k ON k.client_id = w.client_id WHERE w.person_id = $1";

/// The clients that a person watches, by name.
pub async fn of_person(store: &Store, person: PersonId) -> Result<Vec<Watched>, StoreError> {
    let rows: Vec<WatchedRow> = read!(store, |pool| sqlx::query_as(OF_PERSON)
        .bind(person.0)
        .fetch_all(pool)
        .await)?;
    let mut watched: Vec<Watched> = rows
        .into_iter()
        .map(|row| Watched {
            client: ClientId(row.client_id),
            name: row.name,
            number: row.number,
            stance: row.stances.0.iter().map(|stance| stance.kind).max(),
            since: row.since_at,
        })
        .collect();
    watched.sort_by(|a, b| a.name.cmp(&b.name).then(a.client.cmp(&b.client)));
    Ok(watched)
}

#[derive(sqlx::FromRow)]
struct MovedRow {
    person_id: i64,
    client_id: i64,
    seen: Json<Seen>,
    seen_revision: i64,
}

#[doc(hidden)]
pub const MOVED: &str = "
    SELECT w.person_id, w.client_id, w.seen, w.seen_revision
    FROM watch w JOIN client_facts f ON f.client_id = w.client_id
    WHERE f.revision <> w.seen_revision ORDER BY w.client_id, w.person_id LIMIT $1";

/// Tells the watchers of clients whose facts have moved on, where something changed that they may read: each once,
/// whatever number of servers asks. Says how many were told.
pub async fn tell_changes(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    const MARK: &str = "
        UPDATE watch SET seen = $4, seen_revision = $5
        WHERE person_id = $1 AND client_id = $2 AND seen_revision = $3";
    let moved: Vec<MovedRow> = read!(store, |pool| sqlx::query_as(MOVED)
        .bind(AT_A_TIME)
        .fetch_all(pool)
        .await)?;
    let mut told = 0;
    for watch in moved {
        let client = ClientId(watch.client_id);
        let Some((row, seen)) = look(store, client, now).await? else {
            continue;
        };
        let news = changes(&watch.seen.0, &seen);
        let mut tx = store.write().await?;
        let marked = on!(&mut tx, |conn| sqlx::query(MARK)
            .bind(watch.person_id)
            .bind(watch.client_id)
            .bind(watch.seen_revision)
            .bind(Json(&seen))
            .bind(row.revision)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        if marked == 0 {
            continue;
        }
        if !news.is_empty() {
            let what = Message::WatchedChanged {
                client,
                client_name: row.name,
                changes: news,
            };
            message::tell(&mut tx, PersonId(watch.person_id), &what, now).await?;
            told += 1;
        }
        tx.commit().await?;
    }
    Ok(told)
}
