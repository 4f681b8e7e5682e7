//! The run of a month: everything with enough facts is tested together, what moved is kept and told, once whatever number of
//! servers tries.

use super::{MoverRow, key, mover_columns, read_month, stored};
use crate::{Store, StoreError, Tx, message, policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::client::sector::SectorGroup;
use domain::message::Message;
use domain::trend::control::Counted;
use domain::trend::mover::{Candidate, SILENT, last_mature};
use domain::trend::movers::{
    Found, MoverKey, MoverMeasure, MoversTrend, NamedMover, Priors, Subject, Sums, Window, candidates, found,
};
use domain::{ClientId, Month, PersonId};
use std::collections::{BTreeMap, HashMap};

/// Clients read at a time.
const CLIENTS: i64 = 5_000;
/// Movers of one measure that a chart shows.
const SHOWN: i64 = 40;

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    pub month: Month,
    pub tested: i64,
    /// Of those, held against late payment.
    pub tested_late: i64,
    pub moved: i64,
    /// Of those, the ones that speak.
    pub alerts: i64,
}

/// The month that has become mature and was not looked at yet.
pub async fn due(store: &Store, today: NaiveDate) -> Result<Option<Month>, StoreError> {
    let month = last_mature(today);
    let ran: bool = read!(store, |pool| sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM mover_run WHERE month >= $1)"
    )
    .bind(month.number())
    .fetch_one(pool)
    .await)?;
    Ok((!ran).then_some(month))
}

/// Looks at a month and tells what it found. `None` where another server was faster.
pub async fn run(store: &Store, month: Month, now: DateTime<Utc>) -> Result<Option<Ran>, StoreError> {
    let window = Window::ending(month);
    let read = sums(store, window).await?;
    let priors = priors(store, &read, domain::clock::day(now)).await?;
    let mut tested = Vec::new();
    for (client, (sector, sums)) in &read.clients {
        tested.extend(candidates(Subject::Client(*client), *sector, sums, &priors));
    }
    for (sector, sums) in &read.sectors {
        tested.extend(candidates(Subject::Sector(*sector), *sector, sums, &priors));
    }
    let found = found(&tested, &spoken(store, month).await?, month);
    let is_late = |candidate: &&Candidate<MoverKey>| candidate.key.measure == MoverMeasure::Late;
    let ran = Ran {
        month,
        tested: tested.len() as i64,
        tested_late: tested.iter().filter(is_late).count() as i64,
        moved: found.len() as i64,
        alerts: found.iter().filter(|f| !f.silent).count() as i64,
    };
    let mut tx = store.write().await?;
    if !write(&mut tx, ran, &priors, &found, now).await? {
        return Ok(None);
    }
    if ran.alerts > 0 {
        tell(&mut tx, month, now).await?;
    }
    tx.commit().await?;
    Ok(Some(ran))
}

/// Sums of the months watched and of those before, by client and by sector; of all clients the issues and contracts before.
#[derive(Default)]
struct Read {
    clients: BTreeMap<ClientId, (SectorGroup, Sums)>,
    sectors: BTreeMap<SectorGroup, Sums>,
    issues_past: Counted,
}

#[derive(sqlx::FromRow)]
struct SumRow {
    client_id: i64,
    sector: String,
    due: i64,
    late: i64,
    contracts: i64,
    issues: i64,
    due_past: i64,
    late_past: i64,
    contracts_past: i64,
    issues_past: i64,
}

/// $1 the first month before, $2 the first watched, $3 the last watched; clients after $4, up to $5.
const SUMS: &str = "
    SELECT client_id, sector,
        CAST(SUM(CASE WHEN month >= $2 THEN due ELSE 0 END) AS BIGINT) AS due,
        CAST(SUM(CASE WHEN month >= $2 THEN paid_late + unpaid ELSE 0 END) AS BIGINT) AS late,
        CAST(SUM(CASE WHEN month >= $2 THEN contracts ELSE 0 END) AS BIGINT) AS contracts,
        CAST(SUM(CASE WHEN month >= $2 THEN issues ELSE 0 END) AS BIGINT) AS issues,
        CAST(SUM(CASE WHEN month < $2 THEN due ELSE 0 END) AS BIGINT) AS due_past,
        CAST(SUM(CASE WHEN month < $2 THEN paid_late + unpaid ELSE 0 END) AS BIGINT) AS late_past,
        CAST(SUM(CASE WHEN month < $2 THEN contracts ELSE 0 END) AS BIGINT) AS contracts_past,
        CAST(SUM(CASE WHEN month < $2 THEN issues ELSE 0 END) AS BIGINT) AS issues_past
    FROM client_month WHERE client_id > $4 AND client_id <= $5 AND month >= $1 AND month <= $3
    GROUP BY client_id, sector ORDER BY client_id, sector";
/// Issues that only named handlers read: they are in no alert that others see.
const HANDLERS: &str = "
    SELECT client_id, sector,
        CAST(SUM(CASE WHEN reported_month >= $2 THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN reported_month < $2 THEN 1 ELSE 0 END) AS BIGINT)
    FROM issue WHERE sensitivity = 'named_handlers' AND reported_month >= $1 AND reported_month <= $3
      AND source <> 'ledger' AND state NOT IN ('dismissed', 'withdrawn')
    GROUP BY client_id, sector";

async fn sums(store: &Store, window: Window) -> Result<Read, StoreError> {
    let (past, first, last) = (
        window.first_past.number(),
        window.first.number(),
        window.last.number(),
    );
    let hidden: Vec<(i64, String, i64, i64)> = read!(store, |pool| sqlx::query_as(HANDLERS)
        .bind(past)
        .bind(first)
        .bind(last)
        .fetch_all(pool)
        .await)?;
    let mut hidden: HashMap<(i64, String), (i64, i64)> = hidden
        .into_iter()
        .map(|(client, sector, watched, past)| ((client, sector), (watched, past)))
        .collect();
    let newest: Option<i64> = read!(store, |pool| sqlx::query_scalar(
        "SELECT MAX(client_id) FROM client_month"
    )
    .fetch_one(pool)
    .await)?;
    let mut read = Read::default();
    let mut after = 0;
    while after < newest.unwrap_or_default() {
        let rows: Vec<SumRow> = read!(store, |pool| sqlx::query_as(SUMS)
            .bind(past)
            .bind(first)
            .bind(last)
            .bind(after)
            .bind(after + CLIENTS)
            .fetch_all(pool)
            .await)?;
        after += CLIENTS;
        for row in rows {
            let (watched, before) = hidden
                .remove(&(row.client_id, row.sector.clone()))
                .unwrap_or_default();
            let sector = crate::error::word(&row.sector, "client_month.sector")?;
            read.add(
                ClientId(row.client_id),
                sector,
                row.sums().without(watched, before),
            );
        }
    }
    Ok(read)
}

impl SumRow {
    const fn sums(&self) -> Sums {
        Sums {
            late: Counted::new(self.late, self.due),
            late_past: Counted::new(self.late_past, self.due_past),
            issues: Counted::new(self.issues, self.contracts),
            issues_past: Counted::new(self.issues_past, self.contracts_past),
        }
    }
}

impl Read {
    /// A client whose sector has changed is held against the past of all its months, with the newest sector's prior.
    fn add(&mut self, client: ClientId, sector: SectorGroup, sums: Sums) {
        let own = self.clients.entry(client).or_insert((sector, Sums::default()));
        if sums.late.n > own.1.late.n {
            own.0 = sector;
        }
        for into in [&mut own.1, self.sectors.entry(sector).or_default()] {
            into.late += sums.late;
            into.late_past += sums.late_past;
            into.issues += sums.issues;
            into.issues_past += sums.issues_past;
        }
        self.issues_past += sums.issues_past;
    }
}

/// Late: the frozen means of the policy in force. Issues: all clients together in the months before, with the same weight;
/// frozen with the run.
async fn priors(store: &Store, read: &Read, today: NaiveDate) -> Result<Priors, StoreError> {
    let shrinkage = policy::in_force(store, today).await?.content.shrinkage;
    let all = read.issues_past;
    Ok(Priors {
        late_mean: shrinkage.mean,
        late_of: shrinkage.sectors.into_iter().collect(),
        late_weight: shrinkage.m,
        issue_rate: all.hits * 1_000_000 / all.n.max(1),
        issue_weight: shrinkage.m,
    })
}

/// The last month in which each spoke, of those that are still silent.
async fn spoken(store: &Store, month: Month) -> Result<BTreeMap<MoverKey, Month>, StoreError> {
    let rows: Vec<(Option<i64>, String, String, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT client_id, sector, measure, MAX(month) FROM mover
         WHERE month >= $1 AND month < $2 AND NOT silent GROUP BY client_id, sector, measure"
    )
    .bind(month.plus(-SILENT).number())
    .bind(month.number())
    .fetch_all(pool)
    .await)?;
    rows.into_iter()
        .map(|(client, sector, measure, month)| Ok((key(client, &sector, &measure)?, read_month(month)?)))
        .collect()
}

/// `false` where the month is there already.
async fn write(
    tx: &mut Tx,
    ran: Ran,
    priors: &Priors,
    found: &[Found],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const RUN: &str = "
        INSERT INTO mover_run (month, ran_at, tested, late_mean, late_weight, issue_rate, issue_weight, tested_late)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (month) DO NOTHING";
    let first = on!(&mut *tx, |conn| sqlx::query(RUN)
        .bind(ran.month.number())
        .bind(now)
        .bind(ran.tested)
        .bind(priors.late_mean)
        .bind(priors.late_weight)
        .bind(priors.issue_rate)
        .bind(priors.issue_weight)
        .bind(ran.tested_late)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if first == 0 {
        return Ok(false);
    }
    insert_many!(
        &mut *tx,
        14,
        "INSERT INTO mover (month, subject, client_id, sector, measure, up, hits, n, expected, low, high, cautious, chance,
            silent) ",
        found,
        |f, b| {
            let (subject, client, sector) = stored(f.key.subject);
            b.push_bind(ran.month.number())
                .push_bind(subject)
                .push_bind(client)
                .push_bind(sector)
                .push_bind(f.key.measure.code())
                .push_bind(f.up)
                .push_bind(f.now.hits)
                .push_bind(f.now.n)
                .push_bind(f.expected)
                .push_bind(f.low)
                .push_bind(f.high)
                .push_bind(f.cautious)
                .push_bind(f.chance)
                .push_bind(f.silent)
        }
    )?;
    Ok(true)
}

/// Subscribers who may read alerts, with the number that each may see.
const SUBSCRIBERS: &str = "
    SELECT a.person_id, (SELECT COUNT(*) FROM mover m WHERE m.month = $1 AND NOT m.silent AND NOT EXISTS (
        SELECT 1 FROM person_client k WHERE k.person_id = a.person_id AND k.client_id = m.client_id)) AS alerts
    FROM alert_subscription a JOIN person p ON p.id = a.person_id
    WHERE p.active AND p.role IN ('counsellor', 'manager')";

async fn tell(tx: &mut Tx, month: Month, now: DateTime<Utc>) -> Result<(), StoreError> {
    let rows: Vec<(i64, i64)> = on!(&mut *tx, |conn| sqlx::query_as(SUBSCRIBERS)
        .bind(month.number())
        .fetch_all(&mut *conn)
        .await)?;
    let words: Vec<(PersonId, Message)> = rows
        .into_iter()
        .filter(|(_, alerts)| *alerts > 0)
        .map(|(person, alerts)| (PersonId(person), Message::Alerts { month, alerts }))
        .collect();
    message::tell_all(tx, &words, now).await
}

const LATEST_RUN: &str = "SELECT month, tested, tested_late FROM mover_run ORDER BY month DESC LIMIT 1";

/// What moved in the month $1 by the measure $2, without the clients that the reader $3 is kept out of.
macro_rules! moved {
    () => {
        "m.month = $1 AND m.measure = $2
         AND NOT EXISTS (SELECT 1 FROM person_client k WHERE k.person_id = $3 AND k.client_id = m.client_id)"
    };
}
const MOVED: &str = concat!("SELECT COUNT(*) FROM mover m WHERE ", moved!());
const LATEST: &str = concat!(
    "SELECT ",
    mover_columns!(),
    ", COALESCE(c.name, '') AS name FROM mover m LEFT JOIN client_card c ON c.client_id = m.client_id WHERE ",
    moved!(),
    " ORDER BY m.cautious DESC, m.id LIMIT $4"
);

#[derive(sqlx::FromRow)]
struct NamedRow {
    #[sqlx(flatten)]
    mover: MoverRow,
    name: String,
}

/// What moved by one measure in the newest month that was looked at, the surest first; without the clients that the reader
/// is kept out of.
pub async fn latest(
    store: &Store,
    measure: MoverMeasure,
    reader: PersonId,
) -> Result<MoversTrend, StoreError> {
    let run: Option<(i64, i64, Option<i64>)> = read!(store, |pool| sqlx::query_as(LATEST_RUN)
        .fetch_optional(pool)
        .await)?;
    let Some((month, tested, tested_late)) = run else {
        return Ok(MoversTrend::default());
    };
    let moved: i64 = read!(store, |pool| sqlx::query_scalar(MOVED)
        .bind(month)
        .bind(measure.code())
        .bind(reader.0)
        .fetch_one(pool)
        .await)?;
    let rows: Vec<NamedRow> = read!(store, |pool| sqlx::query_as(LATEST)
        .bind(month)
        .bind(measure.code())
        .bind(reader.0)
        .bind(SHOWN)
        .fetch_all(pool)
        .await)?;
    Ok(MoversTrend {
        month: Some(read_month(month)?),
        tested: match (measure, tested_late) {
            (_, None) => tested,
            (MoverMeasure::Late, Some(late)) => late,
            (MoverMeasure::Issues, Some(late)) => tested - late,
        },
        moved,
        movers: rows
            .into_iter()
            .map(|row| {
                Ok(NamedMover {
                    found: row.mover.found()?,
                    name: row.name,
                })
            })
            .collect::<Result<_, StoreError>>()?,
    })
}
