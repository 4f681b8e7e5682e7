//! What was written is changed: by its reporter (a correction) or by staff (a classification). The old text is kept with the step,
//! and the trends move from the old cells to the new.

use super::decide::Decided;
use super::figures::{follow, move_cards, on_card};
use super::standing::{Event, Stood, action, is_counted, move_case, stood, tell_the_team, write_event};
use crate::error::touched;
use crate::idempotency::Claim;
use crate::trend::{self, IssueFacts};
use crate::{StoreError, Tx, audit, case, idempotency, stance};
use chrono::{DateTime, Utc};
use domain::category::{Category, Sensitivity};
use domain::issue::IssueState;
use domain::issue::content::{Content, Details};
use domain::issue::life::{Step, begins_spell, take};
use domain::{IssueId, Month, PersonId};
use serde_json::json;

/// A change that somebody wants to make. `step` is [`Step::Correct`] or [`Step::Classify`].
#[derive(Debug, Clone)]
pub struct Correction<'a> {
    pub issue: IssueId,
    pub step: Step,
    pub content: &'a Content,
    /// That of the content.
    pub category: &'a Category,
    pub reason: &'a str,
    /// The revision that the person saw.
    pub revision: i64,
    pub by: PersonId,
    /// The key of the form; empty where nobody posts twice.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// Makes the change. [`StoreError::Conflict`] where someone was faster.
pub async fn correct(tx: &mut Tx, wanted: &Correction<'_>) -> Result<Decided, StoreError> {
    let id = wanted.issue;
    if !wanted.key.is_empty() {
        let location = format!("/issues/{id}?done={}", wanted.step);
        if let Claim::Again(location) =
            idempotency::claim(tx, wanted.by, wanted.key, &location, wanted.now).await?
        {
            return Ok(Decided::Again(location));
        }
    }
    let found = stood(tx, id, wanted.revision).await?;
    let from = found.standing.state;
    let to = match take(wanted.step, found.standing, wanted.by, wanted.reason) {
        Ok(to) => to,
        Err(refused) => return Ok(Decided::Refused(refused)),
    };
    let leaves_case = !stays_in_case(&found, wanted.category);
    trend::count_waits(tx, &[id], -1).await?;
    move_case(tx, found.case, !leaves_case && begins_spell(from, to)).await?;
    write(tx, wanted, from, to, leaves_case).await?;
    if let Some(left) = found.case.filter(|_| leaves_case) {
        case::note_removal(tx, left, id, wanted.by, wanted.now).await?;
    }
    let changed = found.content.changed(wanted.content);
    let (client, client_name) = (found.client, found.client_name.clone());
    let circle = (found.sensitivity, wanted.category.sensitivity);
    let after = counted(&found.facts, wanted);
    trend::append(tx, &trend::moved((&found.facts, from), (&after, to))).await?;
    trend::count_issue(tx, client, &found.facts, Some(from), Some(to)).await?;
    let event = Event {
        issue: id,
        step: wanted.step,
        from,
        to,
        by: wanted.by,
        reason: wanted.reason,
        details: Details {
            former: Some(found.content),
            ..Details::default()
        },
        now: wanted.now,
    };
    write_event(tx, event).await?;
    trend::count_waits(tx, &[id], 1).await?;
    move_cards(tx, client, &[(on_card(circle.0, from), on_card(circle.1, to))]).await?;
    let moved = (Some((&found.facts, from)), Some((&after, to)));
    follow(tx, client, &[moved], wanted.now).await?;
    if is_counted(from) != is_counted(to) {
        stance::facts_moved_on(tx, client).await?;
    }
    let details = json!({"from": from, "to": to, "parts": changed});
    let object = format!("issue {id}");
    audit::record(
        tx,
        Some(wanted.by),
        action(wanted.step),
        &object,
        details,
        wanted.now,
    )
    .await?;
    // What has become a matter of named handlers is not told to whoever looked after it before.
    let handed_over = circle.0 != circle.1 && circle.1 == Sensitivity::NamedHandlers;
    if wanted.step == Step::Correct && !handed_over {
        tell_the_team(tx, id, &client_name, wanted.step, wanted.by, wanted.now).await?;
    }
    Ok(Decided::Done(to))
}

/// A case keeps to one filter and one circle of readers.
fn stays_in_case(found: &Stood, category: &Category) -> bool {
    let circle = |s: Sensitivity| s == Sensitivity::NamedHandlers;
    found.facts.filter == category.filter && circle(found.sensitivity) == circle(category.sensitivity)
}

/// What the corrected issue counts as; the dimensions of the client stay frozen.
fn counted(before: &IssueFacts, wanted: &Correction<'_>) -> IssueFacts {
    IssueFacts {
        month: if before.detected {
            Month::of(wanted.content.happened_on)
        } else {
            before.month
        },
        filter: wanted.category.filter,
        category: wanted.category.id,
        funder: wanted.content.funder,
        handlers: wanted.category.sensitivity == Sensitivity::NamedHandlers,
        ..before.clone()
    }
}

const WRITE: &str = "
    UPDATE issue SET state = $3, category_id = $4, filter = $5, sensitivity = $6, severity = $7, cause = $8, funder_id = $9,
        charter_article_id = $10, facts = $11, happened_on = $12, contract_id = $13, wage_unit = $14, wage_cents = $15,
        hours = $16, days_late = $17, unpaid_cents = $18, may_tell_client = $19,
        dossier_id = CASE WHEN $20 THEN NULL ELSE dossier_id END,
        decided_at = CASE WHEN $21 THEN NULL ELSE decided_at END,
        decided_month = CASE WHEN $21 THEN NULL ELSE decided_month END,
        confirmed_by = CASE WHEN $21 THEN NULL ELSE confirmed_by END,
        acknowledged_at = CASE WHEN $21 THEN NULL ELSE acknowledged_at END,
        spell_at = CASE WHEN $21 THEN $22 ELSE spell_at END,
        revision = revision + 1
    WHERE id = $1 AND revision = $2";

async fn write(
    tx: &mut Tx,
    wanted: &Correction<'_>,
    from: IssueState,
    to: IssueState,
    leaves_case: bool,
) -> Result<(), StoreError> {
    let (c, category) = (wanted.content, wanted.category);
    let rows = on!(tx, |conn| sqlx::query(WRITE)
        .bind(wanted.issue.0)
        .bind(wanted.revision)
        .bind(to.code())
        .bind(category.id.0)
        .bind(category.filter.code())
        .bind(category.sensitivity.code())
        .bind(c.severity.code())
        .bind(c.cause.code())
        .bind(c.funder.map(|f| f.0))
        .bind(c.article.map(|a| a.0))
        .bind(c.facts.trim())
        .bind(c.happened_on)
        .bind(c.contract.map(|k| k.0))
        .bind(c.wage.map(|(unit, _)| unit.code()))
        .bind(c.wage.map(|(_, wage)| wage.0.0))
        .bind(c.hours)
        .bind(c.days_late)
        .bind(c.unpaid.map(|m| m.0))
        .bind(c.may_tell_client)
        .bind(leaves_case)
        .bind(begins_spell(from, to))
        .bind(wanted.now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}
