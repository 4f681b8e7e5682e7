//! What the page shows before a stance is chosen: the client, what stands already, the issues it may rest on.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::category::Filter;
use domain::issue::Severity;
use domain::stance::{Addressee, Ground, StanceCard};
use domain::{ClientId, EstablishmentId, IssueId, Lang, PersonId, StanceId};
use sqlx::types::Json;

/// A client before a stance is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub client: Addressee,
    pub name: String,
    pub in_force: Vec<StanceCard>,
    /// A proposal that waits for a second person.
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
    name: String,
    stances: Json<Vec<StanceCard>>,
    waiting: Option<i64>,
}

const CLIENT: &str = "
    SELECT c.kind, c.natural_person, k.name, k.stances,
           (SELECT s.id FROM stance s WHERE s.client_id = c.id AND s.state = 'proposed' ORDER BY s.id DESC LIMIT 1) AS waiting
    FROM client c JOIN client_card k ON k.client_id = c.id WHERE c.id = $1";

#[derive(sqlx::FromRow)]
struct EstablishmentRow {
    id: i64,
    name: String,
    municipality: String,
}

const ESTABLISHMENTS: &str =
    "SELECT id, name, municipality FROM establishment WHERE client_id = $1 ORDER BY id LIMIT 50";

#[derive(sqlx::FromRow)]
struct GroundRow {
    id: i64,
    filter: String,
    severity: String,
    happened_on: NaiveDate,
    reporter_id: Option<i64>,
    confirmed_by: Option<i64>,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
}

/// Issues that only named handlers read are no ground that others can choose.
const GROUNDS: &str = "
    SELECT i.id, i.filter, i.severity, i.happened_on, i.reporter_id, i.confirmed_by,
           c.name_fr, c.name_nl, c.name_en, c.name_de
    FROM issue i JOIN category c ON c.id = i.category_id
    WHERE i.client_id = $1 AND i.state = 'confirmed' AND (i.sensitivity <> 'named_handlers' OR $2)
    ORDER BY i.id DESC LIMIT 100";

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
    let establishments: Vec<EstablishmentRow> = read!(store, |pool| sqlx::query_as(ESTABLISHMENTS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let grounds: Vec<GroundRow> = read!(store, |pool| sqlx::query_as(GROUNDS)
        .bind(client.0)
        .bind(named_handler)
        .fetch_all(pool)
        .await)?;
    Ok(Some(Before {
        client: Addressee {
            id: client,
            kind: word(&row.kind, "client.kind")?,
            natural_person: row.natural_person,
        },
        name: row.name,
        in_force: row.stances.0,
        waiting: row.waiting.map(StanceId),
        establishments: establishments.into_iter().map(named).collect(),
        grounds: grounds
            .into_iter()
            .map(|g| g.into_ground(client))
            .collect::<Result<_, _>>()?,
    }))
}

fn named(row: EstablishmentRow) -> (EstablishmentId, String) {
    let name = [row.name, row.municipality]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    (EstablishmentId(row.id), name.join(", "))
}

impl GroundRow {
    fn into_ground(self, client: ClientId) -> Result<PossibleGround, StoreError> {
        Ok(PossibleGround {
            ground: Ground {
                issue: IssueId(self.id),
                client,
                confirmed: true,
                filter: word::<Filter>(&self.filter, "issue.filter")?,
                reporter: self.reporter_id.map(PersonId),
                confirmed_by: self.confirmed_by.map(PersonId),
            },
            severity: word(&self.severity, "issue.severity")?,
            happened_on: self.happened_on,
            names: [self.name_fr, self.name_nl, self.name_en, self.name_de],
        })
    }
}
