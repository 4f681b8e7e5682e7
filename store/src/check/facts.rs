//! What is known of a client for a check: one prepared row, and a second look where something was paid this month.

use crate::client::{ClosedRecord, PaidRow, closed_record, open_month, paid_columns};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use domain::check::{CharterAccepted, ClientFacts};
use domain::client::ClientCandidate;
use domain::client::identifier::Identifier;
use domain::stance::StanceCard;
use domain::{ClientId, Lang, MemberId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct FactsRow {
    client_id: i64,
    name: String,
    number: String,
    kind: String,
    municipality: String,
    stances: Json<Vec<StanceCard>>,
    parent_name: Option<String>,
    parent_stances: Option<Json<Vec<StanceCard>>>,
    held: bool,
    register_state: String,
    register_as_of: Option<NaiveDate>,
    #[sqlx(flatten)]
    paid: PaidRow,
    language: String,
    region: String,
    confirmed_recently: i64,
    charter_on: Option<NaiveDate>,
    charter_version: Option<i64>,
    charter_now: Option<i64>,
    facts_revision: i64,
}

/// A client's facts with the revision they stand at, so that a kept check knows when they have moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub facts: ClientFacts,
    pub revision: i64,
}

impl Found {
    fn of(row: FactsRow, record: ClosedRecord) -> Result<Self, StoreError> {
        let strictest = row
            .parent_stances
            .map(|s| s.0)
            .unwrap_or_default()
            .into_iter()
            .max_by_key(|s| s.kind);
        let facts = ClientFacts {
            candidate: ClientCandidate {
                id: ClientId(row.client_id),
                name: row.name,
                number: row.number,
                kind: word(&row.kind, "client.kind")?,
                municipality: row.municipality,
                matched_name: None,
            },
            lang: word(&row.language, "client.language")?,
            region: word(&row.region, "client_card.region")?,
            stances: row.stances.0,
            parent: row.parent_name.zip(strictest),
            held: row.held,
            register: word(&row.register_state, "client.register_state")?,
            register_as_of: row.register_as_of,
            paid_contracts: record.paid,
            payment: record.bands,
            confirmed_recently: row.confirmed_recently,
            charter: row
                .charter_on
                .zip(row.charter_version)
                .map(|(on, version)| CharterAccepted {
                    on,
                    version,
                    current: Some(version) == row.charter_now,
                }),
        };
        Ok(Self {
            facts,
            revision: row.facts_revision,
        })
    }
}

/// How far a client's facts have moved on, with those of its parent: `$of` names the client, `$parent` its parent.
macro_rules! revision_of {
    ($of:literal, $parent:literal) => {
        concat!(
            "COALESCE((SELECT f.revision FROM client_facts f WHERE f.client_id = ",
            $of,
            "), 0) + COALESCE((SELECT f.revision FROM client_facts f WHERE f.client_id = ",
            $parent,
            "), 0)"
        )
    };
}
pub(super) use revision_of;

/// The row of one client; `$2` the member who asks, `$3` today, `$4` the moment 24 months ago from which a confirmation
/// counts, however old its fact, `$5` the first day of the month that runs.
macro_rules! facts_of {
    ($client:literal) => {
        concat!(
            "
    SELECT k.client_id, k.name, k.number, k.kind, k.municipality, k.stances, k.region, c.language,
           p.name AS parent_name, p.stances AS parent_stances,
           EXISTS (SELECT 1 FROM hold h WHERE h.client_id = k.client_id AND h.until_on >= $3 AND h.lifted_at IS NULL) AS held,
           c.register_state, c.register_as_of, ",
            paid_columns!("$5"),
            ",
           (SELECT COUNT(*) FROM issue i
            WHERE i.client_id = k.client_id AND i.state IN ('confirmed', 'resolved') AND i.decided_at >= $4
              AND NOT EXISTS (SELECT 1 FROM client_contest t WHERE t.client_id = k.client_id AND t.settled_at IS NULL)
           ) AS confirmed_recently,
           (SELECT MAX(a.acknowledged_on) FROM charter_acknowledgement a WHERE a.client_id = k.client_id) AS charter_on,
           (SELECT MAX(h.version) FROM charter_acknowledgement a JOIN charter h ON h.id = a.charter_id
            WHERE a.client_id = k.client_id) AS charter_version,
           (SELECT MAX(h.version) FROM charter h WHERE h.in_force_on <= $3) AS charter_now,
           ",
            revision_of!("k.client_id", "c.parent_id"),
            " AS facts_revision
    FROM client_card k
    JOIN client c ON c.id = k.client_id
    LEFT JOIN client_card p ON p.client_id = c.parent_id
    LEFT JOIN client_member m ON m.client_id = k.client_id AND m.member_id = $2
    WHERE c.merged_into_id IS NULL AND k.client_id = ",
            $client
        )
    };
}

#[doc(hidden)]
pub const BY_ID: &str = facts_of!("$1");
#[doc(hidden)]
pub const BY_NUMBER: &str =
    facts_of!("(SELECT n.client_id FROM client_identifier n WHERE n.number = $1 AND n.scheme = $6)");

fn months_ago(today: NaiveDate, months: u32) -> DateTime<Utc> {
    let day = today.checked_sub_months(Months::new(months)).unwrap_or(today);
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The facts of a client, without the contracts of the member who asks.
pub async fn client_facts(
    store: &Store,
    client: ClientId,
    asking: Option<MemberId>,
    today: NaiveDate,
) -> Result<Option<Found>, StoreError> {
    let row: Option<FactsRow> = read!(store, |pool| sqlx::query_as(BY_ID)
        .bind(client.0)
        .bind(asking.map_or(0, |m| m.0))
        .bind(today)
        .bind(months_ago(today, 24))
        .bind(open_month(today))
        .fetch_optional(pool)
        .await)?;
    found(store, row, asking, today).await
}

async fn found(
    store: &Store,
    row: Option<FactsRow>,
    asking: Option<MemberId>,
    today: NaiveDate,
) -> Result<Option<Found>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let record = closed_record(store, ClientId(row.client_id), asking, today, row.paid).await?;
    Found::of(row, record).map(Some)
}

/// The same by one of the client's numbers, in one round trip.
pub async fn find_by_number(
    store: &Store,
    number: &Identifier,
    asking: Option<MemberId>,
    today: NaiveDate,
) -> Result<Option<Found>, StoreError> {
    let row: Option<FactsRow> = read!(store, |pool| sqlx::query_as(BY_NUMBER)
        .bind(&number.number)
        .bind(asking.map_or(0, |m| m.0))
        .bind(today)
        .bind(months_ago(today, 24))
        .bind(open_month(today))
        .bind(number.scheme.code())
        .fetch_optional(pool)
        .await)?;
    found(store, row, asking, today).await
}

/// The language in which a client is written to.
pub async fn language(store: &Store, client: ClientId) -> Result<Lang, StoreError> {
    const SQL: &str = "SELECT language FROM client WHERE id = $1";
    let code: Option<String> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    code.map_or(Ok(Lang::Fr), |code| word(&code, "client.language"))
}
