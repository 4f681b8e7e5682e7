//! Versions of a stance: text, grounds and facts under the SHA-256 of their canonical form. Each that was written or put to
//! the client stays, so that what somebody read can be shown beside what stands now.

use super::ground;
use super::row::TextRow;
use crate::{Store, StoreError, Tx, house};
use chrono::{DateTime, Months, Utc};
use domain::stance::Proposal;
use domain::stance::life::{Figures, Frozen, Judged};
use domain::{IssueId, Money, PersonId, StanceId};
use sqlx::types::Json;

/// What stands now, with its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub hash: String,
    pub judged: Judged,
}

impl Version {
    pub(super) fn of(judged: Judged) -> Self {
        Self {
            hash: house::hash(&judged.canonical()),
            judged,
        }
    }
}

const TEXT: &str = "
    SELECT client_id, kind, scope, conditions, reason, running, review_on, to_lift, note_fr, note_nl, recommended, policy_id,
           departs_because
    FROM stance WHERE id = $1";

const GROUNDS: &str = "SELECT issue_id FROM stance_ground WHERE stance_id = $1 ORDER BY issue_id";

/// The text of a stance with its grounds, inside a unit of work.
async fn text_in(tx: &mut Tx, id: StanceId) -> Result<Proposal, StoreError> {
    let row: TextRow = on!(tx, |conn| sqlx::query_as(TEXT)
        .bind(id.0)
        .fetch_one(&mut *conn)
        .await)?;
    let grounds: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(GROUNDS)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    row.proposal(grounds.into_iter().map(IssueId).collect())
}

/// Text, grounds and facts as they stand now, inside a unit of work.
pub(super) async fn current_in(tx: &mut Tx, id: StanceId) -> Result<Version, StoreError> {
    let proposal = text_in(tx, id).await?;
    let grounds = ground::judged_in(tx, id).await?;
    Ok(Version::of(Judged::new(&proposal, grounds)))
}

/// The same for a page: what a person reads there, under its hash.
pub async fn current(store: &Store, id: StanceId, proposal: &Proposal) -> Result<Version, StoreError> {
    let grounds = ground::judged(store, id).await?;
    Ok(Version::of(Judged::new(proposal, grounds)))
}

/// Keeps a version; one that stands already stays as it is.
pub(super) async fn keep(
    tx: &mut Tx,
    id: StanceId,
    version: &Version,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO stance_version (stance_id, hash, content, by_id, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stance_id, hash) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(&version.hash)
        .bind(Json(&version.judged))
        .bind(by.map(|person| person.0))
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A version that was written or put to the client, by its hash.
pub async fn version(store: &Store, id: StanceId, hash: &str) -> Result<Option<Judged>, StoreError> {
    const SQL: &str = "SELECT content FROM stance_version WHERE stance_id = $1 AND hash = $2";
    let found: Option<Json<Judged>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(id.0)
        .bind(hash)
        .fetch_optional(pool)
        .await)?;
    Ok(found.map(|json| json.0))
}

/// What was judged, as it was on the day the client was notified last.
pub async fn frozen(store: &Store, id: StanceId) -> Result<Option<Frozen>, StoreError> {
    const SQL: &str = "SELECT snapshot FROM stance WHERE id = $1";
    let found: Option<Option<Json<Frozen>>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten().map(|json| json.0))
}

#[derive(sqlx::FromRow)]
struct FiguresRow {
    members: i64,
    contracts: i64,
    income_cents: i64,
    open_cents: i64,
    overdue_cents: i64,
}

/// Freezes a version with the figures of the day.
pub(super) async fn freeze(
    tx: &mut Tx,
    version: &Version,
    client: domain::ClientId,
    now: DateTime<Utc>,
) -> Result<Frozen, StoreError> {
    const SQL: &str = "
        SELECT (SELECT COUNT(DISTINCT c.member_id) FROM contract c WHERE c.client_id = $1 AND c.start_on >= $2 AND c.counted) AS members,
               (SELECT COUNT(*) FROM contract c WHERE c.client_id = $1 AND c.start_on >= $2 AND c.counted) AS contracts,
               (SELECT CAST(COALESCE(SUM(c.price_cents), 0) AS BIGINT) FROM contract c
                WHERE c.client_id = $1 AND c.start_on >= $2 AND c.counted) AS income_cents,
               k.open_cents, k.overdue_cents
        FROM client_card k WHERE k.client_id = $1";
    let on = domain::clock::day(now);
    let row: FiguresRow = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(client.0)
        .bind(on.checked_sub_months(Months::new(12)).unwrap_or(on))
        .fetch_one(&mut *conn)
        .await)?;
    Ok(Frozen {
        judged: version.judged.clone(),
        figures: Figures {
            members: row.members,
            contracts: row.contracts,
            income: Money(row.income_cents),
            open: Money(row.open_cents),
            overdue: Money(row.overdue_cents),
        },
        on,
    })
}
