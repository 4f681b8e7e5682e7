//! Opening a case, adding issues to it and taking one out.

use crate::error::{touched, word};
use crate::idempotency::Claim;
use crate::issue::{SummaryRow, summary_columns};
use crate::many::{among, change_among};
use crate::{StoreError, Tx, audit, idempotency};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::case::{Bounds, CaseStep, JoinRefused, MAX_ISSUES, may_join};
use domain::issue::IssueSummary;
use domain::{CaseId, ClientId, IssueId, PersonId};
use serde_json::json;

/// A case to open. The first issue fixes its bounds.
#[derive(Debug, Clone)]
pub struct NewCase<'a> {
    pub title: &'a str,
    pub issues: &'a [IssueId],
    pub by: PersonId,
    /// The key of the form; empty where nobody posts twice.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of it. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouped {
    Done(CaseId),
    /// This form was sent before: its answer was a redirect to this place.
    Again(String),
    /// An issue does not belong there.
    Refused(IssueId, JoinRefused),
    /// The case is full, or there is nothing to put into it.
    Size,
}

const OPEN: &str = "
    INSERT INTO dossier (client_id, title, state, opened_by, opened_at, filter, named_handlers)
    VALUES ($1, $2, 'open', $3, $4, $5, $6) RETURNING id";

/// Opens a case. Whether the person may decide its first issue is asked by the caller; the bounds see to the others.
pub async fn open(tx: &mut Tx, new: &NewCase<'_>) -> Result<Grouped, StoreError> {
    if !new.key.is_empty()
        && let Claim::Again(place) = idempotency::claim(tx, new.by, new.key, "", new.now).await?
    {
        return Ok(Grouped::Again(place));
    }
    let issues = candidates(tx, new.issues).await?;
    let Some(first) = issues.first().filter(|_| issues.len() <= MAX_ISSUES) else {
        return Ok(Grouped::Size);
    };
    let bounds = Bounds::of(&first.summary);
    if let Some(refused) = first_refusal(bounds, &issues) {
        return Ok(refused);
    }
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(OPEN)
        .bind(bounds.client.0)
        .bind(new.title)
        .bind(new.by.0)
        .bind(new.now)
        .bind(bounds.filter.code())
        .bind(bounds.named_handlers)
        .fetch_one(&mut *conn)
        .await)?;
    let id = CaseId(id);
    put(tx, id, &issues).await?;
    note(tx, id, CaseStep::Open, new.by, "", issues.len() as i64, new.now).await?;
    let details = json!({"client": bounds.client, "issues": new.issues});
    audit::record(
        tx,
        Some(new.by),
        AuditAction::OpenCase,
        &format!("case {id}"),
        details,
        new.now,
    )
    .await?;
    if !new.key.is_empty() {
        idempotency::answer(tx, new.by, new.key, &format!("/cases/{id}?done=opened")).await?;
    }
    Ok(Grouped::Done(id))
}

/// Adds issues to a case at the revision that was seen. An open one opens the case again.
pub async fn add(tx: &mut Tx, case: CaseId, revision: i64, new: &NewCase<'_>) -> Result<Grouped, StoreError> {
    if !new.key.is_empty() {
        let place = format!("/cases/{case}?done=added");
        if let Claim::Again(place) = idempotency::claim(tx, new.by, new.key, &place, new.now).await? {
            return Ok(Grouped::Again(place));
        }
    }
    let (bounds, held) = bounds(tx, case).await?.ok_or(StoreError::Conflict)?;
    let issues = candidates(tx, new.issues).await?;
    if issues.is_empty() || held as usize + issues.len() > MAX_ISSUES {
        return Ok(Grouped::Size);
    }
    if let Some(refused) = first_refusal(bounds, &issues) {
        return Ok(refused);
    }
    let reopens = issues.iter().any(|issue| issue.summary.state.is_open());
    step_on(tx, case, revision, reopens).await?;
    put(tx, case, &issues).await?;
    note(tx, case, CaseStep::Add, new.by, "", issues.len() as i64, new.now).await?;
    let details = json!({"added": new.issues});
    audit::record(
        tx,
        Some(new.by),
        AuditAction::ChangeCase,
        &format!("case {case}"),
        details,
        new.now,
    )
    .await?;
    Ok(Grouped::Done(case))
}

const REMOVE: &str =
    "UPDATE issue SET dossier_id = NULL, revision = revision + 1 WHERE id = $1 AND dossier_id = $2";

/// Takes an issue out of a case; what was decided of it stands.
pub async fn remove(
    tx: &mut Tx,
    case: CaseId,
    revision: i64,
    issue: IssueId,
    by: PersonId,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Grouped, StoreError> {
    if !key.is_empty() {
        let place = format!("/cases/{case}?done=removed");
        if let Claim::Again(place) = idempotency::claim(tx, by, key, &place, now).await? {
            return Ok(Grouped::Again(place));
        }
    }
    step_on(tx, case, revision, false).await?;
    let rows = on!(&mut *tx, |conn| sqlx::query(REMOVE)
        .bind(issue.0)
        .bind(case.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    note_removal(tx, case, issue, by, now).await?;
    Ok(Grouped::Done(case))
}

/// Notes that an issue has left a case.
pub(crate) async fn note_removal(
    tx: &mut Tx,
    case: CaseId,
    issue: IssueId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    note(tx, case, CaseStep::Remove, by, "", 1, now).await?;
    let details = json!({"removed": issue});
    audit::record(
        tx,
        Some(by),
        AuditAction::ChangeCase,
        &format!("case {case}"),
        details,
        now,
    )
    .await
}

/// Moves a case on from the revision that was seen; first of all, so that two who change it wait for each other.
pub(super) async fn step_on(
    tx: &mut Tx,
    case: CaseId,
    revision: i64,
    reopens: bool,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE dossier SET revision = revision + 1, state = CASE WHEN $3 THEN 'open' ELSE state END,
            decided_at = CASE WHEN $3 THEN NULL ELSE decided_at END
        WHERE id = $1 AND revision = $2";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(case.0)
        .bind(revision)
        .bind(reopens)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// Writes the event of a case.
pub(super) async fn note(
    tx: &mut Tx,
    case: CaseId,
    step: CaseStep,
    by: PersonId,
    reason: &str,
    issues: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO dossier_event (dossier_id, kind, by_id, at, reason, issues) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(case.0)
        .bind(step.code())
        .bind(by.0)
        .bind(now)
        .bind(reason.trim())
        .bind(issues)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct BoundsRow {
    client_id: i64,
    filter: String,
    named_handlers: bool,
    issues: i64,
}

/// The bounds of a case and how many issues it holds.
async fn bounds(tx: &mut Tx, case: CaseId) -> Result<Option<(Bounds, i64)>, StoreError> {
    const SQL: &str = "
        SELECT d.client_id, d.filter, d.named_handlers,
               (SELECT COUNT(*) FROM issue i WHERE i.dossier_id = d.id) AS issues
        FROM dossier d WHERE d.id = $1";
    let row: Option<BoundsRow> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(case.0)
        .fetch_optional(&mut *conn)
        .await)?;
    row.map(|row| {
        let bounds = Bounds {
            client: ClientId(row.client_id),
            filter: word(&row.filter, "dossier.filter")?,
            named_handlers: row.named_handlers,
        };
        Ok((bounds, row.issues))
    })
    .transpose()
}

/// An issue that is to join.
struct Candidate {
    summary: IssueSummary,
    case: Option<CaseId>,
}

#[derive(sqlx::FromRow)]
struct CandidateRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    dossier_id: Option<i64>,
}

/// The issues in the order in which they were named, each once; those that do not exist are not among them.
async fn candidates(tx: &mut Tx, ids: &[IssueId]) -> Result<Vec<Candidate>, StoreError> {
    let wanted: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<CandidateRow> = among!(
        &mut *tx,
        CandidateRow,
        concat!(
            "SELECT ",
            summary_columns!(),
            ", i.dossier_id FROM issue i JOIN client c ON c.id = i.client_id WHERE i.id IN ("
        ),
        wanted,
        ")"
    );
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(Candidate {
            summary: row.summary.try_into()?,
            case: row.dossier_id.map(CaseId),
        });
    }
    found.sort_by_key(|c| ids.iter().position(|id| *id == c.summary.id));
    found.dedup_by_key(|c| c.summary.id);
    Ok(found)
}

fn first_refusal(bounds: Bounds, issues: &[Candidate]) -> Option<Grouped> {
    issues.iter().find_map(|issue| {
        may_join(bounds, &issue.summary, issue.case)
            .err()
            .map(|refused| Grouped::Refused(issue.summary.id, refused))
    })
}

/// Puts issues into a case; their revision moves, since what may be done with them has changed.
async fn put(tx: &mut Tx, case: CaseId, issues: &[Candidate]) -> Result<(), StoreError> {
    let ids: Vec<i64> = issues.iter().map(|issue| issue.summary.id.0).collect();
    change_among!(
        tx,
        "UPDATE issue SET revision = revision + 1, dossier_id = ",
        case.0,
        " WHERE dossier_id IS NULL AND id IN (",
        ids,
        ")"
    );
    Ok(())
}
