//! The steps of an issue's life. Each is guarded by the revision that the person saw.

use super::figures::{count_outcome, follow, move_cards, on_card};
use super::standing::{Event, Stood, action, is_counted, move_case, stood, tell_the_team, write_event};
use crate::error::touched;
use crate::idempotency::Claim;
use crate::{StoreError, Tx, audit, idempotency, job, message, stance, trend};
use chrono::{DateTime, Utc};
use domain::issue::content::Details;
use domain::issue::life::{Step, StepRefused, begins_spell, take};
use domain::issue::{IssueState, protected};
use domain::message::Message;
use domain::{IssueId, Month, PersonId};
use serde_json::json;

/// A step that somebody wants to take.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    pub issue: IssueId,
    pub step: Step,
    pub reason: &'a str,
    /// The revision that the person saw.
    pub revision: i64,
    pub by: PersonId,
    /// The key of the form; empty where nobody posts twice.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of a step. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    Done(IssueState),
    /// This form was sent before: its answer was a redirect to this place.
    Again(String),
    /// A rule forbids it.
    Refused(StepRefused),
}

/// Where a person is sent after a step.
fn answer(id: IssueId, step: Step) -> String {
    format!("/issues/{id}?done={step}")
}

/// Takes a step. [`StoreError::Conflict`] where someone was faster, or there is no such issue.
pub async fn decide(tx: &mut Tx, wanted: &Decision<'_>) -> Result<Decided, StoreError> {
    let id = wanted.issue;
    if !wanted.key.is_empty() {
        let location = answer(id, wanted.step);
        if let Claim::Again(location) =
            idempotency::claim(tx, wanted.by, wanted.key, &location, wanted.now).await?
        {
            return Ok(Decided::Again(location));
        }
    }
    let found = stood(tx, id, wanted.revision).await?;
    let from = found.standing.state;
    if matches!(wanted.step, Step::Correct | Step::Classify | Step::Evidence) {
        // These bring something with them, and have functions of their own.
        return Ok(Decided::Refused(StepRefused::NotFromHere(from)));
    }
    let to = match take(wanted.step, found.standing, wanted.by, wanted.reason) {
        Ok(to) => to,
        Err(refused) => return Ok(Decided::Refused(refused)),
    };
    move_case(tx, found.case, begins_spell(from, to)).await?;
    let turns = trend::turn(from, to).is_some();
    if turns {
        trend::count_waits(tx, &[id], -1).await?;
    }
    write_state(tx, wanted, from, to).await?;
    let event = Event {
        issue: id,
        step: wanted.step,
        from,
        to,
        by: wanted.by,
        reason: wanted.reason,
        details: Details::default(),
        now: wanted.now,
    };
    write_event(tx, event).await?;
    if turns {
        trend::count_waits(tx, &[id], 1).await?;
    }
    count_outcome(tx, &found.facts, from, to).await?;
    trend::count_issue(tx, found.client, &found.facts, Some(from), Some(to)).await?;
    let card = |state| on_card(found.sensitivity, state);
    move_cards(tx, found.client, &[(card(from), card(to))]).await?;
    let moved = (Some((&found.facts, from)), Some((&found.facts, to)));
    follow(tx, found.client, &[moved], wanted.now).await?;
    if is_counted(from) != is_counted(to) {
        stance::facts_moved_on(tx, found.client).await?;
    }
    let details = json!({"from": from, "to": to});
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
    tell(tx, wanted, &found, to).await?;
    Ok(Decided::Done(to))
}

/// Who reported it is told the outcome, by a job; that a protected report was taken up and that one is looked at again, at once.
/// Whoever of the team looks after it is told of a withdrawal.
async fn tell(tx: &mut Tx, wanted: &Decision<'_>, found: &Stood, to: IssueState) -> Result<(), StoreError> {
    let (issue, client_name) = (wanted.issue, found.client_name.clone());
    if matches!(
        to,
        IssueState::Confirmed | IssueState::Dismissed | IssueState::Resolved
    ) {
        let key = format!("issue {issue} {to} {}", wanted.revision);
        let payload = json!({"issue": issue, "state": to});
        job::enqueue(tx, "issue_outcome", payload, Some(&key), wanted.now).await?;
    }
    if wanted.step == Step::Withdraw {
        return tell_the_team(tx, issue, &client_name, wanted.step, wanted.by, wanted.now).await;
    }
    let Some(reporter) = found.standing.reporter.filter(|reporter| *reporter != wanted.by) else {
        return Ok(());
    };
    let spell_on = domain::clock::day(if begins_spell(found.standing.state, to) {
        wanted.now
    } else {
        found.spell_at
    });
    let periods = protected::periods(found.sensitivity, spell_on);
    let what = match (wanted.step, periods) {
        (Step::Review, Some(periods)) if !found.acknowledged => Message::IssueAcknowledged {
            issue,
            client_name,
            answer_by: periods.answer_by,
        },
        (Step::Reopen, _) => Message::IssueReopened { issue, client_name },
        _ => return Ok(()),
    };
    message::tell(tx, reporter, &what, wanted.now).await.map(drop)
}

/// The day of the decision stays when a confirmed issue is resolved, and goes when it is reopened: that is a new spell.
const WRITE: &str = "
    UPDATE issue SET state = $3,
        decided_at = CASE WHEN $4 THEN $5 WHEN $6 THEN NULL ELSE decided_at END,
        decided_month = CASE WHEN $4 THEN $7 WHEN $6 THEN NULL ELSE decided_month END,
        confirmed_by = CASE WHEN $8 THEN $9 WHEN $6 THEN NULL ELSE confirmed_by END,
        spell_at = CASE WHEN $6 THEN $5 ELSE spell_at END,
        acknowledged_at = CASE WHEN $6 OR ($10 AND acknowledged_at IS NULL) THEN $5 ELSE acknowledged_at END,
        revision = revision + 1
    WHERE id = $1 AND revision = $2";

async fn write_state(
    tx: &mut Tx,
    wanted: &Decision<'_>,
    from: IssueState,
    to: IssueState,
) -> Result<(), StoreError> {
    let decided = matches!(wanted.step, Step::Confirm | Step::Dismiss | Step::Withdraw);
    let taken_up = matches!(wanted.step, Step::Review | Step::Confirm | Step::Dismiss);
    let rows = on!(tx, |conn| sqlx::query(WRITE)
        .bind(wanted.issue.0)
        .bind(wanted.revision)
        .bind(to.code())
        .bind(decided)
        .bind(wanted.now)
        .bind(begins_spell(from, to))
        .bind(Month::of_instant(wanted.now).number())
        .bind(wanted.step == Step::Confirm)
        .bind(wanted.by.0)
        .bind(taken_up)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}
