//! Queues by team: what waits now for the role that must act, each count bounded and read from an index of its own size.

use crate::issue::{self, limited_to, readable};
use crate::{Store, StoreError};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::home::Queue;
use domain::payment::GRACE_DAYS;
use domain::trend::queues::{COUNTED, QueueRow, QueuesTrend, TRIAGE_DAYS, Team};
use domain::{Person, Role};

/// Reviews of this many days ahead wait already, as on the first page.
const WEEK: Days = Days::new(7);

/// Without the clients that the reader ($1) is kept out of.
macro_rules! without_own {
    ($client:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = ",
            $client,
            ")"
        )
    };
}

/// How many, how many of them before $3, and the first of all; $2 the bound. The column is called `since`.
macro_rules! counted {
    ($($from:expr),+) => {
        concat!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN since < $3 THEN 1 ELSE 0 END), 0) AS BIGINT), MIN(since) FROM (",
            $($from),+,
            " LIMIT $2) AS few"
        )
    };
}

/// $4 limits to a filter, $5 tells a named handler: as in every list of issues.
macro_rules! triage {
    ($filter:literal) => {
        concat!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN since < $5 THEN 1 ELSE 0 END), 0) AS BIGINT), MIN(since) FROM (
             SELECT COALESCE(i.spell_at, i.reported_at) AS since FROM issue i
             WHERE i.state IN ('reported', 'under_review') AND i.filter ",
            $filter,
            readable!(),
            " ORDER BY i.id LIMIT $4) AS few"
        )
    };
}

const TRIAGE: &str = triage!("<> 'payment'");
const PAYMENT: &str = triage!("= 'payment'");
const TO_NOTIFY: &str = counted!(
    "SELECT s.proposed_at AS since FROM stance s WHERE s.state = 'proposed'",
    without_own!("s.client_id")
);
const TO_APPROVE: &str = counted!(
    "SELECT s.proposed_at AS since FROM stance s WHERE s.state = 'heard' AND s.kind <> 'punitive'",
    without_own!("s.client_id")
);
const TO_APPROVE_PUNITIVE: &str = counted!(
    "SELECT s.proposed_at AS since FROM stance s WHERE s.state = 'heard' AND s.kind = 'punitive'",
    without_own!("s.client_id")
);
const RENEWALS: &str = counted!(
    "SELECT s.review_on AS since FROM stance s WHERE s.renewal_until_on IS NOT NULL",
    without_own!("s.client_id")
);
const GO_AHEADS: &str = counted!(
    "SELECT a.due_on AS since FROM approval a JOIN kept_check k ON k.id = a.kept_check_id WHERE a.state = 'asked'",
    without_own!("k.client_id")
);
const CONTESTED: &str = counted!(
    "SELECT a.due_on AS since FROM appeal a JOIN stance s ON s.id = a.stance_id WHERE a.state = 'open'",
    without_own!("s.client_id")
);
/// $4 the day before which reviews are due.
const REVIEW: &str = counted!(
    "SELECT s.review_on AS since FROM stance s WHERE s.state = 'in_force' AND s.review_on < $4 AND s.kind <> 'punitive'",
    without_own!("s.client_id"),
    " ORDER BY s.review_on"
);
const EXPIRING: &str = counted!(
    "SELECT s.review_on AS since FROM stance s WHERE s.state = 'in_force' AND s.review_on < $4 AND s.kind = 'punitive'",
    without_own!("s.client_id"),
    " ORDER BY s.review_on"
);
const DEROGATIONS: &str = counted!(
    "SELECT d.due_on AS since FROM derogation d JOIN stance s ON s.id = d.stance_id WHERE d.state = 'asked'",
    without_own!("s.client_id")
);
/// $4 the due date up to which nobody has reminded yet.
const DEBTS: &str = counted!(
    "SELECT COALESCE(d.next_on, d.untouched_due_on) AS since FROM client_debt d
     WHERE d.overdue_cents > 0 AND (d.next_on <= $3 OR d.untouched_due_on <= $4)",
    without_own!("d.client_id"),
    " ORDER BY d.overdue_cents DESC"
);
const PROPOSALS: &str = counted!(
    "SELECT proposed_at AS since FROM (
        SELECT proposed_at FROM profession_proposal WHERE state = 'open' AND proposed_by <> $1
        UNION ALL SELECT proposed_at FROM figure_proposal WHERE state = 'open' AND proposed_by <> $1) AS open"
);
const OPINIONS: &str = counted!(
    "SELECT o.asked_at AS since FROM opinion o JOIN stance s ON s.id = o.stance_id WHERE o.given_at IS NULL",
    without_own!("s.client_id")
);

/// The texts with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("triage by team", TRIAGE),
    ("triage of payment", PAYMENT),
    ("stances to send", TO_NOTIFY),
    ("stances to approve", TO_APPROVE),
    ("punitive stances to approve", TO_APPROVE_PUNITIVE),
    ("renewals by team", RENEWALS),
    ("go-aheads by team", GO_AHEADS),
    ("appeals by team", CONTESTED),
    ("reviews by team", REVIEW),
    ("punitive stances that end", EXPIRING),
    ("derogations by team", DEROGATIONS),
    ("opinions by team", OPINIONS),
];

/// How many wait, how many are past their day, and since when.
type Counted<T> = (i64, i64, Option<T>);

/// A row of a queue with deadlines by day.
fn by_day(team: Team, queue: Queue, (waiting, overdue, oldest): Counted<NaiveDate>) -> QueueRow {
    QueueRow {
        team,
        queue,
        waiting,
        overdue: Some(overdue),
        oldest,
    }
}

/// A row of a queue without a deadline, or with one that follows from its beginning.
fn by_instant(
    team: Team,
    queue: Queue,
    (waiting, overdue, oldest): Counted<DateTime<Utc>>,
    has_deadline: bool,
) -> QueueRow {
    QueueRow {
        team,
        queue,
        waiting,
        overdue: has_deadline.then_some(overdue),
        oldest: oldest.map(domain::clock::day),
    }
}

/// What waits, as this reader may see it: without cases for named handlers and clients they are kept out of. Those who
/// follow payment only see their own team.
pub async fn waiting(store: &Store, reader: &Person, today: NaiveDate) -> Result<QueuesTrend, StoreError> {
    let rows = match reader.role {
        Role::Counsellor | Role::Manager => {
            let (mut rows, accounts, management, opinions) = tokio::try_join!(
                counselling(store, reader, today),
                accounts(store, reader, today),
                management(store, reader, today),
                instants(store, OPINIONS, reader),
            )?;
            rows.extend(accounts);
            rows.extend(management);
            rows.push(by_instant(Team::Committee, Queue::Opinions, opinions, false));
            rows
        }
        Role::Accounts => accounts(store, reader, today).await?,
        Role::Committee | Role::Member | Role::Analyst | Role::Admin => Vec::new(),
    };
    Ok(QueuesTrend::new(today, rows, None))
}

async fn counselling(store: &Store, reader: &Person, today: NaiveDate) -> Result<Vec<QueueRow>, StoreError> {
    let team = Team::Counselling;
    let (triage, promised, to_notify, to_approve, renewals, go_aheads, contested, review) = tokio::try_join!(
        triage(store, TRIAGE, reader, today),
        promised(store, reader, today),
        instants(store, TO_NOTIFY, reader),
        instants(store, TO_APPROVE, reader),
        days(store, RENEWALS, reader, today),
        days(store, GO_AHEADS, reader, today),
        days(store, CONTESTED, reader, today),
        until(store, REVIEW, reader, today, today + WEEK + Days::new(1)),
    )?;
    Ok(vec![
        by_instant(team, Queue::Triage, triage, true),
        promised,
        by_instant(team, Queue::ToNotify, to_notify, false),
        by_instant(team, Queue::ToApprove, to_approve, false),
        by_day(team, Queue::Renewals, renewals),
        by_day(team, Queue::GoAheads, go_aheads),
        by_day(team, Queue::Contested, contested),
        by_day(team, Queue::Review, review),
    ])
}

async fn accounts(store: &Store, reader: &Person, today: NaiveDate) -> Result<Vec<QueueRow>, StoreError> {
    let team = Team::Accounts;
    let untouched = today - Days::new(GRACE_DAYS.unsigned_abs() + 1);
    let (triage, debts) = tokio::try_join!(
        triage(store, PAYMENT, reader, today),
        until(store, DEBTS, reader, today, untouched),
    )?;
    Ok(vec![
        by_instant(team, Queue::Triage, triage, true),
        by_day(team, Queue::Debts, debts),
    ])
}

async fn management(store: &Store, reader: &Person, today: NaiveDate) -> Result<Vec<QueueRow>, StoreError> {
    let team = Team::Management;
    let (to_approve, derogations, expiring, proposals) = tokio::try_join!(
        instants(store, TO_APPROVE_PUNITIVE, reader),
        days(store, DEROGATIONS, reader, today),
        until(store, EXPIRING, reader, today, today + WEEK + Days::new(1)),
        instants(store, PROPOSALS, reader),
    )?;
    Ok(vec![
        by_instant(team, Queue::ToApprove, to_approve, false),
        by_day(team, Queue::Derogations, derogations),
        by_day(team, Queue::Expiring, expiring),
        by_instant(team, Queue::Proposals, proposals, false),
    ])
}

/// Protected reports by their lawful periods: acknowledged in 7 days, answered in 3 months.
async fn promised(store: &Store, reader: &Person, today: NaiveDate) -> Result<QueueRow, StoreError> {
    let due = issue::protected_open(store, reader, COUNTED).await?;
    let by = |report: &issue::ProtectedDue| {
        if report.acknowledged {
            report.periods.answer_by
        } else {
            report.periods.acknowledge_by
        }
    };
    Ok(QueueRow {
        team: Team::Counselling,
        queue: Queue::Promised,
        waiting: due.len() as i64,
        overdue: Some(due.iter().filter(|report| by(report) < today).count() as i64),
        oldest: due.iter().map(by).min(),
    })
}

async fn triage(
    store: &Store,
    sql: &'static str,
    reader: &Person,
    today: NaiveDate,
) -> Result<Counted<DateTime<Utc>>, StoreError> {
    let overdue_from = domain::clock::begin_of(today - Days::new(TRIAGE_DAYS.unsigned_abs()));
    Ok(read!(store, |pool| sqlx::query_as(sql)
        .bind(reader.id.0)
        .bind(limited_to(reader))
        .bind(reader.named_handler)
        .bind(COUNTED)
        .bind(overdue_from)
        .fetch_one(pool)
        .await)?)
}

async fn instants(
    store: &Store,
    sql: &'static str,
    reader: &Person,
) -> Result<Counted<DateTime<Utc>>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(sql)
        .bind(reader.id.0)
        .bind(COUNTED)
        .bind(DateTime::<Utc>::UNIX_EPOCH)
        .fetch_one(pool)
        .await)?)
}

async fn days(
    store: &Store,
    sql: &'static str,
    reader: &Person,
    today: NaiveDate,
) -> Result<Counted<NaiveDate>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(sql)
        .bind(reader.id.0)
        .bind(COUNTED)
        .bind(today)
        .fetch_one(pool)
        .await)?)
}

async fn until(
    store: &Store,
    sql: &'static str,
    reader: &Person,
    today: NaiveDate,
    day: NaiveDate,
) -> Result<Counted<NaiveDate>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(sql)
        .bind(reader.id.0)
        .bind(COUNTED)
        .bind(today)
        .bind(day)
        .fetch_one(pool)
        .await)?)
}
