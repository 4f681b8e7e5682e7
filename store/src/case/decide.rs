//! One decision for all issues of a case: each gets its event, its figures, its log entry and its answer, in one transaction and a
//! number of statements that does not grow with the case.

use super::group::{note, step_on};
use crate::error::word;
use crate::idempotency::Claim;
use crate::issue::{counted_month, follow, move_cards, on_card};
use crate::trend::{self, IssueFacts, IssueMove};
use crate::{StoreError, Tx, audit, idempotency, message, stance};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::case::{CaseRefused, CaseStep};
use domain::category::Sensitivity;
use domain::issue::IssueState;
use domain::issue::content::Details;
use domain::issue::life::{Standing, Step};
use domain::message::Message;
use domain::{CaseId, CategoryId, ClientId, FunderId, IssueId, Month, PersonId, ProfessionId};
use serde_json::json;
use sqlx::types::Json;
use std::collections::HashMap;

/// A decision that somebody wants to take.
#[derive(Debug, Clone)]
pub struct CaseDecision<'a> {
    pub case: CaseId,
    /// Confirm, dismiss, resolve or reopen.
    pub step: Step,
    pub reason: &'a str,
    /// The revision that the person saw.
    pub revision: i64,
    pub by: PersonId,
    /// The key of the form; empty where nobody posts twice.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of it. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseDecided {
    /// How many issues were decided.
    Done(usize),
    /// This form was sent before: its answer was a redirect to this place.
    Again(String),
    /// A rule forbids it.
    Refused(CaseRefused),
}

/// Decides the case. [`StoreError::Conflict`] where the case or one of its issues has changed since it was read.
pub async fn decide(tx: &mut Tx, wanted: &CaseDecision<'_>) -> Result<CaseDecided, StoreError> {
    let id = wanted.case;
    if !wanted.key.is_empty() {
        let place = format!("/cases/{id}?done={}", wanted.step);
        if let Claim::Again(place) = idempotency::claim(tx, wanted.by, wanted.key, &place, wanted.now).await?
        {
            return Ok(CaseDecided::Again(place));
        }
    }
    // First of all: whoever changes the case or one of its issues waits here, and then finds another revision.
    step_on(tx, id, wanted.revision, wanted.step == Step::Reopen).await?;
    let issues = members(tx, id).await?;
    let standings: Vec<_> = issues.iter().map(|i| (i.id, i.standing)).collect();
    let changed = match domain::case::decide(wanted.step, &standings, wanted.by, wanted.reason) {
        Ok(changed) => changed,
        Err(refused) => return Ok(CaseDecided::Refused(refused)),
    };
    let to: HashMap<IssueId, IssueState> = changed.into_iter().collect();
    let moved: Vec<(&Member, IssueState)> = issues
        .iter()
        .filter_map(|issue| to.get(&issue.id).map(|state| (issue, *state)))
        .collect();
    let ids: Vec<IssueId> = moved.iter().map(|(issue, _)| issue.id).collect();
    trend::count_waits(tx, &ids, -1).await?;
    write(tx, wanted, &moved).await?;
    trend::count_waits(tx, &ids, 1).await?;
    count(tx, &moved, wanted.now).await?;
    log(tx, wanted, &moved).await?;
    answer(tx, wanted, &moved).await?;
    if let Some(step) = CaseStep::of(wanted.step) {
        note(
            tx,
            id,
            step,
            wanted.by,
            wanted.reason,
            moved.len() as i64,
            wanted.now,
        )
        .await?;
    }
    if wanted.step != Step::Reopen {
        const DECIDED: &str = "UPDATE dossier SET state = 'decided', decided_at = $2 WHERE id = $1";
        on!(&mut *tx, |conn| sqlx::query(DECIDED)
            .bind(id.0)
            .bind(wanted.now)
            .execute(&mut *conn)
            .await)?;
    }
    Ok(CaseDecided::Done(moved.len()))
}

/// An issue of the case.
struct Member {
    id: IssueId,
    client: ClientId,
    client_name: String,
    standing: Standing,
    facts: IssueFacts,
    sensitivity: Sensitivity,
    revision: i64,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: i64,
    client_id: i64,
    client_name: String,
    state: String,
    sensitivity: String,
    source: String,
    reporter_id: Option<i64>,
    category_id: i64,
    filter: String,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    happened_on: NaiveDate,
    reported_month: i64,
    revision: i64,
}

const MEMBERS: &str = "
    SELECT i.id, i.client_id, c.legal_name AS client_name, i.state, i.sensitivity, i.source, i.reporter_id, i.category_id, i.filter, i.sector,
           i.region, i.size_band, i.funder_id, i.profession_id, i.happened_on, i.reported_month, i.revision
    FROM issue i JOIN client c ON c.id = i.client_id WHERE i.dossier_id = $1 ORDER BY i.id";

async fn members(tx: &mut Tx, case: CaseId) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<MemberRow> = on!(tx, |conn| sqlx::query_as(MEMBERS)
        .bind(case.0)
        .fetch_all(&mut *conn)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let (month, detected) = counted_month(&row.source, row.happened_on, row.reported_month)?;
            Ok(Member {
                id: IssueId(row.id),
                client: ClientId(row.client_id),
                client_name: row.client_name,
                standing: Standing {
                    state: word(&row.state, "issue.state")?,
                    reporter: row.reporter_id.map(PersonId),
                },
                facts: IssueFacts {
                    month,
                    detected,
                    filter: word(&row.filter, "issue.filter")?,
                    category: CategoryId(row.category_id),
                    sector: row.sector,
                    region: row.region,
                    size: row.size_band,
                    funder: row.funder_id.map(FunderId),
                    profession: row.profession_id.map(ProfessionId),
                    handlers: trend::is_for_handlers(&row.sensitivity)?,
                },
                sensitivity: word(&row.sensitivity, "issue.sensitivity")?,
                revision: row.revision,
            })
        })
        .collect()
}

/// The issues that the step finds, as SQL. The rules have decided which they are; the number written is held against theirs.
macro_rules! takes {
    ($step:expr, $before:literal, $after:literal) => {
        match $step {
            Step::Resolve => concat!($before, "('confirmed')", $after),
            Step::Reopen => concat!($before, "('confirmed', 'dismissed', 'resolved')", $after),
            _ => concat!($before, "('reported', 'under_review')", $after),
        }
    };
}

/// Events first, while the states before can still be read; then the states.
async fn write(
    tx: &mut Tx,
    wanted: &CaseDecision<'_>,
    moved: &[(&Member, IssueState)],
) -> Result<(), StoreError> {
    let Some((_, to)) = moved.first() else {
        return Ok(());
    };
    let events = takes!(
        wanted.step,
        "INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at, reason, details)
         SELECT i.id, $2, i.state, $3, $4, $5, $6, $7 FROM issue i WHERE i.dossier_id = $1 AND i.state IN ",
        ""
    );
    let details = Details {
        case: Some(wanted.case),
        ..Details::default()
    };
    let written = on!(&mut *tx, |conn| sqlx::query(events)
        .bind(wanted.case.0)
        .bind(wanted.step.code())
        .bind(to.code())
        .bind(wanted.by.0)
        .bind(wanted.now)
        .bind(wanted.reason.trim())
        .bind(Json(&details))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    let states = takes!(
        wanted.step,
        "UPDATE issue SET state = $2,
            decided_at = CASE WHEN $3 THEN $4 WHEN $5 THEN NULL ELSE decided_at END,
            decided_month = CASE WHEN $3 THEN $6 WHEN $5 THEN NULL ELSE decided_month END,
            confirmed_by = CASE WHEN $7 THEN $8 WHEN $5 THEN NULL ELSE confirmed_by END,
            spell_at = CASE WHEN $5 THEN $4 ELSE spell_at END,
            acknowledged_at = CASE WHEN $5 OR ($3 AND acknowledged_at IS NULL) THEN $4 ELSE acknowledged_at END,
            revision = revision + 1
         WHERE dossier_id = $1 AND state IN ",
        ""
    );
    let changed = on!(&mut *tx, |conn| sqlx::query(states)
        .bind(wanted.case.0)
        .bind(to.code())
        .bind(matches!(wanted.step, Step::Confirm | Step::Dismiss))
        .bind(wanted.now)
        .bind(wanted.step == Step::Reopen)
        .bind(Month::of_instant(wanted.now).number())
        .bind(wanted.step == Step::Confirm)
        .bind(wanted.by.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if (written, changed) == (moved.len() as u64, moved.len() as u64) {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// The trends, each cell once, and the card of the client.
async fn count(tx: &mut Tx, moved: &[(&Member, IssueState)], now: DateTime<Utc>) -> Result<(), StoreError> {
    let deltas = moved
        .iter()
        .flat_map(|(issue, to)| trend::moved((&issue.facts, issue.standing.state), (&issue.facts, *to)))
        .collect();
    trend::append(tx, &trend::summed(deltas)).await?;
    let of_clients: Vec<_> = moved
        .iter()
        .map(|(issue, to)| IssueMove {
            client: issue.client,
            facts: &issue.facts,
            from: Some(issue.standing.state),
            to: Some(*to),
        })
        .collect();
    trend::count_issues(tx, &of_clients).await?;
    let moves: Vec<_> = moved
        .iter()
        .map(|(issue, to)| {
            let card = |state| on_card(issue.sensitivity, state);
            (card(issue.standing.state), card(*to))
        })
        .collect();
    if let Some((first, _)) = moved.first() {
        move_cards(tx, first.client, &moves).await?;
        let moved: Vec<_> = moved
            .iter()
            .map(|(issue, to)| {
                (
                    Some((&issue.facts, issue.standing.state)),
                    Some((&issue.facts, *to)),
                )
            })
            .collect();
        follow(tx, first.client, &moved, now).await?;
        stance::facts_moved_on(tx, first.client).await?;
    }
    Ok(())
}

async fn log(
    tx: &mut Tx,
    wanted: &CaseDecision<'_>,
    moved: &[(&Member, IssueState)],
) -> Result<(), StoreError> {
    let verb = match wanted.step {
        Step::Confirm => AuditAction::ConfirmIssue,
        Step::Dismiss => AuditAction::DismissIssue,
        Step::Resolve => AuditAction::ResolveIssue,
        _ => AuditAction::ReopenIssue,
    };
    let entries: Vec<_> = moved
        .iter()
        .map(|(issue, to)| {
            let details = json!({"from": issue.standing.state, "to": to, "case": wanted.case});
            (format!("issue {}", issue.id), details)
        })
        .collect();
    audit::record_many(tx, Some(wanted.by), verb, &entries, wanted.now).await?;
    let details = json!({"step": wanted.step, "issues": moved.len()});
    let object = format!("case {}", wanted.case);
    audit::record(
        tx,
        Some(wanted.by),
        AuditAction::DecideCase,
        &object,
        details,
        wanted.now,
    )
    .await
}

/// Every reporter is answered: of a decision by the job that answers single ones too, of a reopening at once.
async fn answer(
    tx: &mut Tx,
    wanted: &CaseDecision<'_>,
    moved: &[(&Member, IssueState)],
) -> Result<(), StoreError> {
    let reported = moved
        .iter()
        .filter_map(|(issue, to)| issue.standing.reporter.map(|reporter| (*issue, *to, reporter)));
    if wanted.step == Step::Reopen {
        let words: Vec<(PersonId, Message)> = reported
            .map(|(issue, _, reporter)| {
                let what = Message::IssueReopened {
                    issue: issue.id,
                    client_name: issue.client_name.clone(),
                };
                (reporter, what)
            })
            .collect();
        return message::tell_all(tx, &words, wanted.now).await;
    }
    let jobs: Vec<_> = reported
        .map(|(issue, to, _)| {
            let key = format!("issue {} {to} {}", issue.id, issue.revision);
            (json!({"issue": issue.id, "state": to}), key)
        })
        .collect();
    insert_many!(
        tx,
        5,
        "INSERT INTO job (kind, payload, unique_key, run_at, state) ",
        jobs,
        |row, b| {
            b.push_bind("issue_outcome")
                .push_bind(Json(row.0.clone()))
                .push_bind(row.1.clone())
                .push_bind(wanted.now)
                .push_bind("waiting")
        },
        " ON CONFLICT (unique_key) DO NOTHING"
    )?;
    Ok(())
}
