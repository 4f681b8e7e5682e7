//! A client in full, as staff read it: one row and its parts, two round trips.

use super::closed::add_unpaid;
use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::client::change::{Change, ClientEvent};
use domain::client::identifier::Identifier;
use domain::client::{Address, ClientName, ClientSheet, Establishment, IssueCounts, PaymentCounts};
use domain::issue::Severity;
use domain::stance::StanceCard;
use domain::{ClientId, EstablishmentId, FunderId, Lang, MergeId, Money, PersonId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct SheetRow {
    legal_name: String,
    kind: String,
    natural_person: bool,
    language: String,
    sector: String,
    nace_version: Option<i64>,
    nace_code: Option<String>,
    region: String,
    street: String,
    postcode: String,
    municipality: String,
    country: String,
    phone: String,
    email: String,
    parent_id: Option<i64>,
    parent_name: Option<String>,
    subsidised: bool,
    register_state: String,
    register_as_of: Option<NaiveDate>,
    revision: i64,
    created_at: DateTime<Utc>,
    stances: Json<Vec<StanceCard>>,
    hold_until: Option<NaiveDate>,
    issues_open: i64,
    issues_confirmed: i64,
    issues_resolved: i64,
    worst: Option<i64>,
    contracts: i64,
    members: i64,
    paid_on_time: i64,
    paid_late_30: i64,
    paid_late_60: i64,
    paid_late_over_60: i64,
    open_cents: i64,
    overdue_cents: i64,
    first_contract_on: Option<NaiveDate>,
}

const SHEET: &str = "
    SELECT c.legal_name, c.kind, c.natural_person, c.language, c.sector, c.nace_version, c.nace_code, c.region,
           c.street, c.postcode, c.municipality, c.country, c.phone, c.email, c.parent_id, p.legal_name AS parent_name,
           c.subsidised, c.register_state, c.register_as_of, c.revision, c.created_at, k.stances,
           (SELECT MAX(h.until_on) FROM hold h
            WHERE h.client_id = c.id AND h.until_on >= $2 AND h.lifted_at IS NULL) AS hold_until,
           k.issues_open, k.issues_confirmed, k.issues_resolved,
           (SELECT CAST(MAX(CASE i.severity WHEN 'critical' THEN 3 WHEN 'serious' THEN 2 WHEN 'moderate' THEN 1 ELSE 0 END) AS BIGINT)
            FROM issue i WHERE i.client_id = c.id AND i.state = 'confirmed' AND i.sensitivity <> 'named_handlers') AS worst,
           k.contracts, k.members, k.paid_on_time, k.paid_late_30, k.paid_late_60, k.paid_late_over_60,
           k.open_cents, k.overdue_cents, k.first_contract_on
    FROM client c
    JOIN client_card k ON k.client_id = c.id
    LEFT JOIN client p ON p.id = c.parent_id
    WHERE c.id = $1";

/// Names, numbers, funders and establishments, each as what it is and up to eight texts.
#[derive(sqlx::FromRow)]
struct PartRow {
    what: String,
    id: i64,
    a: String,
    b: String,
    street: String,
    postcode: String,
    municipality: String,
    country: String,
    region: String,
}

const PARTS: &str = "
    SELECT 'name' AS what, id, kind AS a, name AS b, '' AS street, '' AS postcode, '' AS municipality, '' AS country, '' AS region
    FROM client_name WHERE client_id = $1
    UNION ALL
    SELECT 'number', id, scheme, number, '', '', '', '', '' FROM client_identifier WHERE client_id = $1
    UNION ALL
    SELECT 'funder', f.id, '', CASE $2 WHEN 'nl' THEN f.name_nl WHEN 'en' THEN f.name_en WHEN 'de' THEN f.name_de ELSE f.name_fr END,
           '', '', '', '', ''
    FROM client_funder cf JOIN funder f ON f.id = cf.funder_id WHERE cf.client_id = $1
    UNION ALL
    SELECT 'establishment', id, COALESCE(number, ''), name, street, postcode, municipality, country, region
    FROM establishment WHERE client_id = $1
    ORDER BY 1, 2";

/// A client with everything staff read on its sheet; funders are named in `lang`.
pub async fn sheet(
    store: &Store,
    client: ClientId,
    lang: Lang,
    today: NaiveDate,
) -> Result<Option<ClientSheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(client.0)
        .bind(today)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let parts: Vec<PartRow> = read!(store, |pool| sqlx::query_as(PARTS)
        .bind(client.0)
        .bind(lang.code())
        .fetch_all(pool)
        .await)?;
    let mut sheet = bare(client, row)?;
    add_unpaid(store, client, today, &mut sheet.payment).await?;
    for part in parts {
        add_part(&mut sheet, part)?;
    }
    Ok(Some(sheet))
}

fn bare(client: ClientId, row: SheetRow) -> Result<ClientSheet, StoreError> {
    let mut stances = row.stances.0;
    stances.sort_by_key(|stance| std::cmp::Reverse(stance.kind));
    let worst = row
        .worst
        .and_then(|rank| Severity::ALL.get(usize::try_from(rank).unwrap_or(usize::MAX)));
    Ok(ClientSheet {
        id: client,
        name: row.legal_name,
        names: Vec::new(),
        identifiers: Vec::new(),
        kind: word(&row.kind, "client.kind")?,
        natural_person: row.natural_person,
        language: word(&row.language, "client.language")?,
        address: Address {
            street: row.street,
            postcode: row.postcode,
            municipality: row.municipality,
            country: row.country,
        },
        region: word(&row.region, "client.region")?,
        sector: word(&row.sector, "client.sector")?,
        nace: row.nace_version.zip(row.nace_code),
        phone: row.phone,
        email: row.email,
        parent: row.parent_id.map(ClientId).zip(row.parent_name),
        subsidised: row.subsidised,
        funders: Vec::new(),
        establishments: Vec::new(),
        register_state: word(&row.register_state, "client.register_state")?,
        register_as_of: row.register_as_of,
        stances,
        hold_until: row.hold_until,
        payment: PaymentCounts {
            on_time: row.paid_on_time,
            late_30: row.paid_late_30,
            late_60: row.paid_late_60,
            late_over_60: row.paid_late_over_60,
            members: row.members,
        },
        open: Money(row.open_cents),
        overdue: Money(row.overdue_cents),
        contracts: row.contracts,
        members: row.members,
        since: row.first_contract_on,
        issues: IssueCounts {
            open: row.issues_open,
            confirmed: row.issues_confirmed,
            resolved: row.issues_resolved,
            worst_confirmed: worst.copied(),
        },
        revision: row.revision,
        created_at: row.created_at,
    })
}

fn add_part(sheet: &mut ClientSheet, part: PartRow) -> Result<(), StoreError> {
    match part.what.as_str() {
        "name" => sheet.names.push(ClientName {
            kind: word(&part.a, "client_name.kind")?,
            name: part.b,
        }),
        "number" => sheet.identifiers.push(Identifier {
            scheme: word(&part.a, "client_identifier.scheme")?,
            number: part.b,
        }),
        "funder" => sheet.funders.push((FunderId(part.id), part.b)),
        _ => sheet.establishments.push(Establishment {
            id: EstablishmentId(part.id),
            number: Identifier::parse(&part.a, None).map_or(part.a, |number| number.printed()),
            name: part.b,
            address: Address {
                street: part.street,
                postcode: part.postcode,
                municipality: part.municipality,
                country: part.country,
            },
            region: word(&part.region, "establishment.region")?,
        }),
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    by_id: Option<i64>,
    by_name: Option<String>,
    at: DateTime<Utc>,
    details: Json<serde_json::Value>,
}

const HISTORY: &str = "
    SELECT e.kind, e.by_id, p.name AS by_name, e.at, e.details
    FROM client_event e LEFT JOIN person p ON p.id = e.by_id
    WHERE e.client_id IN (SELECT $1 UNION ALL SELECT c.id FROM client c WHERE c.merged_into_id = $1)
      AND e.kind <> 'merged_into' ORDER BY e.id DESC LIMIT 100";

/// What a step about two clients says beside its kind.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct MergeNote {
    merge: Option<i64>,
    other: Option<i64>,
    why: String,
}

/// The newest hundred steps of a client's own record, and of those that were merged into it.
pub async fn history(store: &Store, client: ClientId) -> Result<Vec<ClientEvent>, StoreError> {
    let rows: Vec<EventRow> = read!(store, |pool| sqlx::query_as(HISTORY)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let note: MergeNote = serde_json::from_value(row.details.0.clone()).unwrap_or_default();
            Ok(ClientEvent {
                kind: word(&row.kind, "client_event.kind")?,
                by: row.by_id.map(PersonId),
                by_name: row.by_name,
                at: row.at,
                merge: note.merge.map(MergeId).zip(note.other.map(ClientId)),
                why: note.why,
                // Other writers (an import) may note facts of their own.
                changes: serde_json::from_value::<Vec<Change>>(row.details.0).unwrap_or_default(),
            })
        })
        .collect()
}

/// The texts that must find their indexes, for the test of query plans.
#[doc(hidden)]
pub fn texts() -> Vec<&'static str> {
    vec![SHEET, PARTS, HISTORY, super::member::SHEET, super::note::NEWEST]
}
