//! An entry written: the row, its names, the event, the log, and the revision of the reference data.

use super::object;
use crate::error::touched;
use crate::{StoreError, Tx, audit, reference};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::category::Filter;
use domain::client::name::fold;
use domain::profession::{Draft, PartChange};
use domain::{Lang, PersonId, ProfessionId, ProfessionProposalId};
use serde_json::json;
use sqlx::types::Json;
use std::collections::BTreeSet;

/// Inserts the row of an entry; `None` where its code stands already.
pub(crate) async fn insert(
    tx: &mut Tx,
    code: &str,
    draft: &Draft,
) -> Result<Option<ProfessionId>, StoreError> {
    let id: Option<i64> = on!(&mut *tx, |conn| {
        sqlx::query_scalar(
        "INSERT INTO profession (code, field, state, filter, reason_fr, reason_nl, reason_en, reason_de, effect_fr, effect_nl,
            effect_en, effect_de, proofs, since_on, review_on, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (code) DO NOTHING RETURNING id"
    )
    .bind(code)
    .bind(draft.field.code())
    .bind(draft.state.code())
    .bind(draft.filter.map(Filter::code))
    .bind(&draft.reasons[0])
    .bind(&draft.reasons[1])
    .bind(&draft.reasons[2])
    .bind(&draft.reasons[3])
    .bind(&draft.effects[0])
    .bind(&draft.effects[1])
    .bind(&draft.effects[2])
    .bind(&draft.effects[3])
    .bind(Json(&draft.proofs))
    .bind(draft.since)
    .bind(draft.review_on)
    .bind(&draft.source)
    .fetch_optional(conn)
    .await
    })?;
    Ok(id.map(ProfessionId))
}

/// Writes the names of an entry, each once; the first of each language is the one to show.
pub(crate) async fn add_names(
    tx: &mut Tx,
    id: ProfessionId,
    draft: &Draft,
    suffix: &str,
) -> Result<(), StoreError> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for lang in Lang::ALL {
        for (at, name) in draft.names[*lang as usize].iter().enumerate() {
            let folded = fold(name).text;
            if seen.insert((lang.code(), folded.clone())) {
                names.push((lang.code(), name, folded, at == 0));
            }
        }
    }
    insert_many!(
        tx,
        5,
        "INSERT INTO profession_name (profession_id, language, name, folded, preferred) ",
        names,
        |n, b| {
            b.push_bind(id.0)
                .push_bind(n.0)
                .push_bind(n.1)
                .push_bind(&n.2)
                .push_bind(n.3)
        },
        suffix
    )?;
    Ok(())
}

/// Adds an entry. A name that another profession has is [`StoreError::Duplicate`].
pub async fn add(
    tx: &mut Tx,
    draft: &Draft,
    proposal: Option<ProfessionProposalId>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<ProfessionId, StoreError> {
    let english = draft.names[Lang::En as usize].first().map_or("", String::as_str);
    let code = fold(english).text.replace(' ', "_");
    let id = match insert(tx, &code, draft).await? {
        Some(id) => id,
        // Another entry has the code since long; the moment makes this one its own.
        None => insert(tx, &format!("{code}_{}", now.timestamp()), draft)
            .await?
            .ok_or(StoreError::Duplicate)?,
    };
    add_names(tx, id, draft, "").await?;
    event(tx, id, "add", proposal, by, &[], now).await?;
    let details = json!({ "state": draft.state });
    audit::record(
        tx,
        Some(by),
        AuditAction::AddProfession,
        &object(id),
        details,
        now,
    )
    .await?;
    reference::changed(tx).await?;
    Ok(id)
}

/// Writes a draft over an entry that still has this revision ([`StoreError::Conflict`] where not). `changes` is what
/// it changes, for the history.
pub async fn edit(
    tx: &mut Tx,
    (id, revision): (ProfessionId, i64),
    draft: &Draft,
    changes: &[PartChange],
    proposal: Option<ProfessionProposalId>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| {
        sqlx::query(
        "UPDATE profession SET field = $3, state = $4, filter = $5, reason_fr = $6, reason_nl = $7, reason_en = $8,
            reason_de = $9, effect_fr = $10, effect_nl = $11, effect_en = $12, effect_de = $13, proofs = $14,
            since_on = $15, review_on = $16, source = $17, revision = revision + 1
         WHERE id = $1 AND revision = $2"
    )
    .bind(id.0)
    .bind(revision)
    .bind(draft.field.code())
    .bind(draft.state.code())
    .bind(draft.filter.map(Filter::code))
    .bind(&draft.reasons[0])
    .bind(&draft.reasons[1])
    .bind(&draft.reasons[2])
    .bind(&draft.reasons[3])
    .bind(&draft.effects[0])
    .bind(&draft.effects[1])
    .bind(&draft.effects[2])
    .bind(&draft.effects[3])
    .bind(Json(&draft.proofs))
    .bind(draft.since)
    .bind(draft.review_on)
    .bind(&draft.source)
    .execute(conn)
    .await
    })?;
    touched(done.rows_affected())?;
    on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM profession_name WHERE profession_id = $1"
    )
    .bind(id.0)
    .execute(conn)
    .await)?;
    add_names(tx, id, draft, "").await?;
    event(tx, id, "edit", proposal, by, changes, now).await?;
    let parts: BTreeSet<&str> = changes.iter().map(|change| change.part.code()).collect();
    let details = json!({ "parts": parts, "state": draft.state });
    audit::record(
        tx,
        Some(by),
        AuditAction::EditProfession,
        &object(id),
        details,
        now,
    )
    .await?;
    reference::changed(tx).await
}

async fn event(
    tx: &mut Tx,
    id: ProfessionId,
    kind: &str,
    proposal: Option<ProfessionProposalId>,
    by: PersonId,
    changes: &[PartChange],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(tx, |conn| {
        sqlx::query(
        "INSERT INTO profession_event (profession_id, kind, by_id, at, proposal_id, details) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(id.0)
    .bind(kind)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .bind(proposal.map(|id| id.0))
    .bind(Json(changes))
    .execute(conn)
    .await
    .map(drop)
    })?;
    Ok(())
}
