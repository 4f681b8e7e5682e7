//! What is known of a client for a check: one prepared row.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{Months, NaiveDate};
use domain::check::ClientFacts;
use domain::client::identifier::Identifier;
use domain::client::{ClientCandidate, PaymentCounts};
use domain::stance::StanceCard;
use domain::{ClientId, MemberId};
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
    paid_on_time: i64,
    paid_late_30: i64,
    paid_late_60: i64,
    paid_late_over_60: i64,
    members: i64,
    own: bool,
    own_on_time: i64,
    own_late_30: i64,
    own_late_60: i64,
    own_late_over_60: i64,
    confirmed_recently: i64,
    facts_revision: i64,
}

/// A client's facts with the revision they stand at, so that a kept check knows when they have moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub facts: ClientFacts,
    pub revision: i64,
}

impl TryFrom<FactsRow> for Found {
    type Error = StoreError;
    fn try_from(row: FactsRow) -> Result<Self, StoreError> {
        // The reader's own contracts are not counted (`statistics.md` 19).
        let payment = PaymentCounts {
            on_time: row.paid_on_time - row.own_on_time,
            late_30: row.paid_late_30 - row.own_late_30,
            late_60: row.paid_late_60 - row.own_late_60,
            late_over_60: row.paid_late_over_60 - row.own_late_over_60,
            members: row.members - i64::from(row.own),
        };
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
            stances: row.stances.0,
            parent: row.parent_name.zip(strictest),
            held: row.held,
            register: word(&row.register_state, "client.register_state")?,
            register_as_of: row.register_as_of,
            paid_contracts: payment.contracts(),
            payment,
            confirmed_recently: row.confirmed_recently,
        };
        Ok(Self {
            facts,
            revision: row.facts_revision,
        })
    }
}

/// The row of one client; `$2` the member who asks, `$3` today, `$4` the day 24 months ago.
macro_rules! facts_of {
    ($client:literal) => {
        concat!(
            "
    SELECT k.client_id, k.name, k.number, k.kind, k.municipality, k.stances,
           p.name AS parent_name, p.stances AS parent_stances,
           EXISTS (SELECT 1 FROM hold h WHERE h.client_id = k.client_id AND h.until_on >= $3 AND h.lifted_at IS NULL) AS held,
           c.register_state, c.register_as_of,
           k.paid_on_time, k.paid_late_30, k.paid_late_60, k.paid_late_over_60, k.members,
           m.client_id IS NOT NULL AS own,
           COALESCE(m.paid_on_time, 0) AS own_on_time, COALESCE(m.paid_late_30, 0) AS own_late_30,
           COALESCE(m.paid_late_60, 0) AS own_late_60, COALESCE(m.paid_late_over_60, 0) AS own_late_over_60,
           (SELECT COUNT(*) FROM issue i
            WHERE i.client_id = k.client_id AND i.state IN ('confirmed', 'resolved') AND i.happened_on >= $4) AS confirmed_recently,
           COALESCE((SELECT f.revision FROM client_facts f WHERE f.client_id = k.client_id), 0) AS facts_revision
    FROM client_card k
    JOIN client c ON c.id = k.client_id
    LEFT JOIN client_card p ON p.client_id = c.parent_id
    LEFT JOIN client_member m ON m.client_id = k.client_id AND m.member_id = $2
    WHERE k.client_id = ",
            $client
        )
    };
}

const BY_ID: &str = facts_of!("$1");
const BY_NUMBER: &str =
    facts_of!("(SELECT n.client_id FROM client_identifier n WHERE n.number = $1 AND n.scheme = $5)");

fn months_ago(today: NaiveDate, months: u32) -> NaiveDate {
    today.checked_sub_months(Months::new(months)).unwrap_or(today)
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
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
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
        .bind(number.scheme.code())
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}
