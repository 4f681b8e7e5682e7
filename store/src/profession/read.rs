//! One entry with its names and its history, and the entries whose review is due.

use crate::error::word;
use crate::{Store, StoreError, Tx, reference};
use chrono::{DateTime, NaiveDate, Utc};
use domain::profession::{Draft, PartChange, Profession};
use domain::{Lang, ProfessionId, ProfessionProposalId};
use sqlx::types::Json;

/// An entry as a person may edit it, with all its names; `None` where there is none such.
pub async fn draft(store: &Store, id: ProfessionId) -> Result<Option<(Profession, Draft)>, StoreError> {
    let catalogue = reference::catalogue(store).await?;
    let Some(profession) = catalogue.profession(id) else {
        return Ok(None);
    };
    let rows: Vec<(String, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT language, name FROM profession_name WHERE profession_id = $1
         ORDER BY language, CASE WHEN preferred THEN 0 ELSE 1 END, folded"
    )
    .bind(id.0)
    .fetch_all(pool)
    .await)?;
    let mut names: [Vec<String>; 4] = Default::default();
    for (language, name) in rows {
        let lang: Lang = word(&language, "profession_name.language")?;
        names[lang as usize].push(name);
    }
    let draft = Draft {
        names,
        field: profession.field,
        state: profession.state,
        filter: profession.filter,
        reasons: profession.reasons.clone(),
        effects: profession.effects.clone(),
        proofs: profession.proofs.clone(),
        source: profession.source.clone(),
        since: profession.since,
        review_on: profession.review_on,
    };
    Ok(Some((profession.clone(), draft)))
}

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Added,
    Edited,
}

/// One step of an entry's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    pub by_name: Option<String>,
    /// Who proposed it, where somebody did.
    pub proposed_by: Option<String>,
    pub at: DateTime<Utc>,
    pub changes: Vec<PartChange>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    by_name: Option<String>,
    proposed_by: Option<String>,
    at: DateTime<Utc>,
    details: Json<Vec<PartChange>>,
}

/// The steps of an entry, the newest first.
pub async fn history(store: &Store, id: ProfessionId) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<EventRow> = read!(store, |pool| sqlx::query_as(
        "SELECT e.kind, p.name AS by_name, w.name AS proposed_by, e.at, e.details
         FROM profession_event e
         LEFT JOIN person p ON p.id = e.by_id
         LEFT JOIN profession_proposal o ON o.id = e.proposal_id
         LEFT JOIN person w ON w.id = o.proposed_by
         WHERE e.profession_id = $1 ORDER BY e.id DESC LIMIT 100"
    )
    .bind(id.0)
    .fetch_all(pool)
    .await)?;
    let event = |row: EventRow| Event {
        kind: if row.kind == "add" {
            EventKind::Added
        } else {
            EventKind::Edited
        },
        by_name: row.by_name,
        proposed_by: row.proposed_by,
        at: row.at,
        changes: row.details.0,
    };
    Ok(rows.into_iter().map(event).collect())
}

/// Entries whose day of review has come, the longest waiting first.
pub async fn to_review(store: &Store, today: NaiveDate) -> Result<Vec<Profession>, StoreError> {
    let catalogue = reference::catalogue(store).await?;
    let mut due: Vec<Profession> = catalogue
        .professions
        .iter()
        .filter(|p| p.is_due(today))
        .cloned()
        .collect();
    due.sort_by_key(|p| p.review_on);
    Ok(due)
}

/// A name of the draft that another profession has already in the same language, with that profession.
pub async fn taken(
    tx: &mut Tx,
    draft: &Draft,
    itself: Option<ProfessionId>,
) -> Result<Option<(Lang, String, ProfessionId)>, StoreError> {
    for lang in Lang::ALL {
        for name in &draft.names[*lang as usize] {
            let owner: Option<i64> = on!(&mut *tx, |conn| {
                sqlx::query_scalar(
                "SELECT profession_id FROM profession_name WHERE language = $1 AND folded = $2 AND profession_id <> $3"
            )
            .bind(lang.code())
            .bind(domain::client::name::fold(name).text)
            .bind(itself.map_or(0, |id| id.0))
            .fetch_optional(&mut *conn)
            .await
            })?;
            if let Some(owner) = owner {
                return Ok(Some((*lang, name.clone(), ProfessionId(owner))));
            }
        }
    }
    Ok(None)
}

/// The proposal in the log.
pub(super) fn proposal_object(id: ProfessionProposalId) -> String {
    format!("profession_proposal {id}")
}
