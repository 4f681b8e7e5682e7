//! What the page shows before a stance is chosen: the client, what stands already, the issues it may rest on.

use super::ground::{GroundRow, ground_columns};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::issue::Severity;
use domain::stance::{Addressee, Ground, StanceCard};
use domain::{ClientId, EstablishmentId, Lang, StanceId};
use sqlx::types::Json;

/// A client before a stance is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub client: Addressee,
    pub name: String,
    pub in_force: Vec<StanceCard>,
    /// A proposal on its way: sent, heard or waiting for a yes.
    pub waiting: Option<StanceId>,
    pub establishments: Vec<(EstablishmentId, String)>,
    pub grounds: Vec<PossibleGround>,
}

/// A confirmed issue that a stance may rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleGround {
    pub ground: Ground,
    pub severity: Severity,
    pub happened_on: NaiveDate,
    names: [String; 4],
}

impl PossibleGround {
    /// The name of its category.
    pub fn category(&self, lang: Lang) -> &str {
        &self.names[lang as usize]
    }
}

#[derive(sqlx::FromRow)]
struct ClientRow {
    kind: String,
    natural_person: bool,
    merged_into_id: Option<i64>,
    name: String,
    stances: Option<Json<Vec<StanceCard>>>,
    waiting: Option<i64>,
}

const CLIENT: &str = "
    SELECT c.kind, c.natural_person, c.merged_into_id, COALESCE(k.name, c.legal_name) AS name, k.stances,
           (SELECT s.id FROM stance s WHERE s.client_id = c.id AND s.state IN ('proposed', 'notified', 'heard', 'approved')
            ORDER BY s.id DESC LIMIT 1) AS waiting
    FROM client c LEFT JOIN client_card k ON k.client_id = c.id WHERE c.id = $1";

#[derive(sqlx::FromRow)]
struct EstablishmentRow {
    id: i64,
    name: String,
    municipality: String,
}

const ESTABLISHMENTS: &str =
    "SELECT id, name, municipality FROM establishment WHERE client_id = $1 ORDER BY id LIMIT 50";

#[derive(sqlx::FromRow)]
struct PossibleRow {
    #[sqlx(flatten)]
    ground: GroundRow,
    severity: String,
    happened_on: NaiveDate,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
}

/// Issues that only named handlers read are no ground that others can choose.
const GROUNDS: &str = concat!(
    "SELECT ",
    ground_columns!(),
    ", i.severity, i.happened_on, c.name_fr, c.name_nl, c.name_en, c.name_de
    FROM issue i JOIN category c ON c.id = i.category_id LEFT JOIN contract ct ON ct.id = i.contract_id
    WHERE i.client_id = $1 AND i.state = 'confirmed' AND (i.sensitivity <> 'named_handlers' OR $2)
    ORDER BY i.id DESC LIMIT 100"
);

/// Reads it all; `named_handler` says whether the reader may see harassment and discrimination.
pub async fn before(
    store: &Store,
    client: ClientId,
    named_handler: bool,
) -> Result<Option<Before>, StoreError> {
    let row: Option<ClientRow> = read!(store, |pool| sqlx::query_as(CLIENT)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let grounds: Vec<PossibleRow> = read!(store, |pool| sqlx::query_as(GROUNDS)
        .bind(client.0)
        .bind(named_handler)
        .fetch_all(pool)
        .await)?;
    Ok(Some(Before {
        client: Addressee {
            id: client,
            kind: word(&row.kind, "client.kind")?,
            natural_person: row.natural_person,
            merged_into: row.merged_into_id.map(ClientId),
        },
        name: row.name,
        in_force: row.stances.map(|stances| stances.0).unwrap_or_default(),
        waiting: row.waiting.map(StanceId),
        establishments: establishments(store, client).await?,
        grounds: grounds
            .into_iter()
            .map(TryInto::try_into)
            .collect::<Result<_, _>>()?,
    }))
}

/// The establishments of a client, by name and place.
pub async fn establishments(
    store: &Store,
    client: ClientId,
) -> Result<Vec<(EstablishmentId, String)>, StoreError> {
    let rows: Vec<EstablishmentRow> = read!(store, |pool| sqlx::query_as(ESTABLISHMENTS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(named).collect())
}

fn named(row: EstablishmentRow) -> (EstablishmentId, String) {
    let name = [row.name, row.municipality]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    (EstablishmentId(row.id), name.join(", "))
}

impl TryFrom<PossibleRow> for PossibleGround {
    type Error = StoreError;
    fn try_from(row: PossibleRow) -> Result<Self, StoreError> {
        Ok(Self {
            ground: row.ground.try_into()?,
            severity: word::<Severity>(&row.severity, "issue.severity")?,
            happened_on: row.happened_on,
            names: [row.name_fr, row.name_nl, row.name_en, row.name_de],
        })
    }
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("a client before a stance is chosen", CLIENT),
    ("the issues a stance may rest on", GROUNDS),
];
