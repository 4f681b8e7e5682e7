//! What a letter about a stance would say today.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::category::Filter;
use domain::client::identifier::{Identifier, Scheme, shown};
use domain::permission::Object;
use domain::stance::condition::Condition;
use domain::stance::letter::{FourTexts, GroundFact, HeldFact, Letter, held};
use domain::stance::life::StanceState;
use domain::stance::{PublishedNote, Scope};
use domain::{ClientId, IssueId, Lang, Money, PersonId, StanceId, Wage};
use sqlx::types::Json;

/// A letter before it is sent, with what the page and the rules need beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub stance: StanceId,
    pub client: ClientId,
    pub state: StanceState,
    pub revision: i64,
    pub letter: Letter,
    pub client_language: Lang,
    pub client_email: String,
    /// The client was merged into another: nobody writes to it.
    pub merged: bool,
    /// The grounds as rights depend on them: who sends the letter must be allowed to read each.
    pub objects: Vec<Object>,
    /// The names of those who reported the grounds: they may stand in no part of the letter.
    pub reporters: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct StanceRow {
    client_id: i64,
    state: String,
    kind: String,
    scope: Json<Scope>,
    conditions: Json<Vec<Condition>>,
    reason: String,
    running: String,
    review_on: NaiveDate,
    to_lift: String,
    note_fr: String,
    note_nl: String,
    approved_at: Option<DateTime<Utc>>,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    revision: i64,
    legal_name: String,
    language: String,
    street: String,
    postcode: String,
    municipality: String,
    country: String,
    email: String,
    merged_into_id: Option<i64>,
}

const STANCE: &str = "
    SELECT s.client_id, s.state, s.kind, s.scope, s.conditions, s.reason, s.running, s.review_on, s.to_lift, s.note_fr, s.note_nl,
           s.approved_at, s.in_force_at, s.ended_at, s.revision, c.legal_name, c.language, c.street, c.postcode, c.municipality,
           c.country, c.email, c.merged_into_id
    FROM stance s JOIN client c ON c.id = s.client_id WHERE s.id = $1";

#[derive(sqlx::FromRow)]
struct GroundRow {
    id: i64,
    filter: String,
    sensitivity: String,
    severity: String,
    source: String,
    facts: String,
    happened_on: NaiveDate,
    reporter_id: Option<i64>,
    reporter_name: Option<String>,
    wage_unit: Option<String>,
    wage_cents: Option<i64>,
    hours: Option<i64>,
    days_late: Option<i64>,
    unpaid_cents: Option<i64>,
    may_tell_client: bool,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
}

const GROUNDS: &str = "
    SELECT i.id, i.filter, i.sensitivity, i.severity, i.source, i.facts, i.happened_on, i.reporter_id, p.name AS reporter_name,
           i.wage_unit, i.wage_cents, i.hours, i.days_late, i.unpaid_cents, i.may_tell_client,
           c.name_fr, c.name_nl, c.name_en, c.name_de
    FROM stance_ground g
    JOIN issue i ON i.id = g.issue_id
    JOIN category c ON c.id = i.category_id
    LEFT JOIN person p ON p.id = i.reporter_id
    WHERE g.stance_id = $1 ORDER BY i.happened_on, i.id";

/// The letter about a stance as it stands; `None` where there is no such stance.
pub async fn draft(store: &Store, id: StanceId) -> Result<Option<Draft>, StoreError> {
    let row: Option<StanceRow> = read!(store, |pool| sqlx::query_as(STANCE)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let grounds: Vec<GroundRow> = read!(store, |pool| sqlx::query_as(GROUNDS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let client = ClientId(row.client_id);
    let objects = grounds
        .iter()
        .map(|g| g.object(client))
        .collect::<Result<_, _>>()?;
    let reporters = grounds.iter().filter_map(|g| g.reporter_name.clone()).collect();
    let facts = grounds
        .into_iter()
        .map(GroundRow::fact)
        .collect::<Result<_, _>>()?;
    let (held, others_kept_back) = held(facts);
    let decided = row.ended_at.or(row.in_force_at).or(row.approved_at);
    let address = [
        row.street,
        format!("{} {}", row.postcode, row.municipality).trim().to_owned(),
        if row.country == "BE" {
            String::new()
        } else {
            row.country
        },
    ];
    let letter = Letter {
        client_name: row.legal_name,
        client_number: number(store, client).await?,
        address: address.into_iter().filter(|line| !line.is_empty()).collect(),
        kind: word(&row.kind, "stance.kind")?,
        scope_names: scope_names(store, &row.scope.0).await?,
        scope: row.scope.0,
        conditions: row.conditions.0,
        reason: row.reason,
        held,
        others_kept_back,
        running: word(&row.running, "stance.running")?,
        review_on: row.review_on,
        to_lift: row.to_lift,
        note: PublishedNote {
            fr: row.note_fr,
            nl: row.note_nl,
        },
        decided_on: decided.map(domain::clock::day),
        decision: String::new(),
    };
    Ok(Some(Draft {
        stance: id,
        client,
        state: word(&row.state, "stance.state")?,
        revision: row.revision,
        letter,
        client_language: word(&row.language, "client.language")?,
        client_email: row.email,
        merged: row.merged_into_id.is_some(),
        objects,
        reporters,
    }))
}

impl GroundRow {
    fn object(&self, client: ClientId) -> Result<Object, StoreError> {
        Ok(Object {
            owner: self.reporter_id.map(PersonId),
            filter: Some(word::<Filter>(&self.filter, "issue.filter")?),
            sensitivity: Some(word(&self.sensitivity, "issue.sensitivity")?),
            client: Some(client),
            put: false,
        })
    }

    fn fact(self) -> Result<GroundFact, StoreError> {
        let unit = self
            .wage_unit
            .map(|unit| word(&unit, "issue.wage_unit"))
            .transpose()?;
        Ok(GroundFact {
            held: HeldFact {
                issue: IssueId(self.id),
                category: [self.name_fr, self.name_nl, self.name_en, self.name_de],
                happened_on: self.happened_on,
                facts: self.facts,
                unpaid: self.unpaid_cents.map(Money),
                days_late: self.days_late,
                hours: self.hours,
                wage: unit.zip(self.wage_cents.map(|cents| Wage(Money(cents)))),
            },
            severity: word(&self.severity, "issue.severity")?,
            sensitivity: word(&self.sensitivity, "issue.sensitivity")?,
            source: word(&self.source, "issue.source")?,
            may_tell_client: self.may_tell_client,
            hide: self.reporter_name.into_iter().collect(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct NumberRow {
    scheme: String,
    number: String,
}

/// The number that people know the client by, printed; empty where there is none.
async fn number(store: &Store, client: ClientId) -> Result<String, StoreError> {
    const SQL: &str = "SELECT scheme, number FROM client_identifier WHERE client_id = $1 ORDER BY id";
    let rows: Vec<NumberRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let identifiers: Vec<Identifier> = rows
        .into_iter()
        .map(|row| {
            Ok(Identifier {
                scheme: word::<Scheme>(&row.scheme, "client_identifier.scheme")?,
                number: row.number,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(shown(&identifiers).map(Identifier::printed).unwrap_or_default())
}

#[derive(sqlx::FromRow)]
struct NamesRow {
    a: String,
    b: String,
    c: String,
    d: String,
}

/// The establishment or the professions of a scope, in the four languages.
async fn scope_names(store: &Store, scope: &Scope) -> Result<Vec<FourTexts>, StoreError> {
    const ESTABLISHMENT: &str = "
        SELECT name AS a, municipality AS b, '' AS c, '' AS d FROM establishment WHERE id = $1";
    match scope {
        Scope::WholeClient => Ok(Vec::new()),
        Scope::Establishment(id) => {
            let rows: Vec<NamesRow> = read!(store, |pool| sqlx::query_as(ESTABLISHMENT)
                .bind(id.0)
                .fetch_all(pool)
                .await)?;
            let names = rows.into_iter().map(|row| {
                let parts = [row.a, row.b, row.c, row.d];
                let name = parts
                    .iter()
                    .filter(|part| !part.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ");
                std::array::from_fn(|_| name.clone())
            });
            Ok(names.collect())
        }
        Scope::Professions(ids) => {
            let catalogue = crate::reference::catalogue(store).await?;
            let named = catalogue.professions.iter().filter(|p| ids.contains(&p.id));
            Ok(named
                .map(|p| std::array::from_fn(|at| p.name(Lang::ALL[at]).to_owned()))
                .collect())
        }
    }
}
