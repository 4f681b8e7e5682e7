//! An issue as a step finds it: what the rules need, what it counts as, what was written.

use crate::error::word;
use crate::trend::IssueFacts;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::category::Sensitivity;
use domain::contract::WageUnit;
use domain::issue::content::{Content, Details};
use domain::issue::life::{Standing, Step};
use domain::issue::{IssueState, Source};
use domain::message::Message;
use domain::{
    ArticleId, CaseId, CategoryId, ClientId, ContractId, FunderId, IssueId, Money, Month, PersonId,
    ProfessionId, Wage,
};
use sqlx::types::Json;

/// An issue at the revision that was seen.
#[derive(Debug)]
pub(crate) struct Stood {
    pub client: ClientId,
    pub client_name: String,
    pub standing: Standing,
    pub facts: IssueFacts,
    pub content: Content,
    pub sensitivity: Sensitivity,
    pub case: Option<CaseId>,
    pub spell_at: DateTime<Utc>,
    pub acknowledged: bool,
}

const STANDING: &str = "
    SELECT i.client_id, c.legal_name AS client_name, i.category_id, i.filter, i.sensitivity, i.state, i.source, i.reporter_id,
           i.sector, i.region, i.size_band, i.funder_id, i.profession_id, i.happened_on, i.reported_month, i.dossier_id,
           COALESCE(i.spell_at, i.reported_at) AS spell_at, i.acknowledged_at, i.severity, i.cause, i.charter_article_id, i.facts,
           i.contract_id, i.wage_unit, i.wage_cents, i.hours, i.days_late, i.unpaid_cents, i.may_tell_client
    FROM issue i JOIN client c ON c.id = i.client_id WHERE i.id = $1 AND i.revision = $2";

#[derive(sqlx::FromRow)]
struct StandingRow {
    client_id: i64,
    client_name: String,
    category_id: i64,
    filter: String,
    sensitivity: String,
    state: String,
    source: String,
    reporter_id: Option<i64>,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    happened_on: NaiveDate,
    reported_month: i64,
    dossier_id: Option<i64>,
    spell_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    severity: String,
    cause: String,
    charter_article_id: Option<i64>,
    facts: String,
    contract_id: Option<i64>,
    wage_unit: Option<String>,
    wage_cents: Option<i64>,
    hours: Option<i64>,
    days_late: Option<i64>,
    unpaid_cents: Option<i64>,
    may_tell_client: bool,
}

/// What an issue counts as: detected ones by the month of their fact, the others by that of their report.
pub(crate) fn counted_month(
    source: &str,
    happened_on: NaiveDate,
    reported_month: i64,
) -> Result<(Month, bool), StoreError> {
    let detected = word::<Source>(source, "issue.source")? == Source::Ledger;
    let reported = Month::from_number(reported_month).ok_or(StoreError::Corrupt("issue.reported_month"))?;
    Ok((
        if detected {
            Month::of(happened_on)
        } else {
            reported
        },
        detected,
    ))
}

/// The issue, if nobody has changed it since; else a conflict.
pub(crate) async fn stood(tx: &mut Tx, id: IssueId, revision: i64) -> Result<Stood, StoreError> {
    let row: Option<StandingRow> = on!(tx, |conn| sqlx::query_as(STANDING)
        .bind(id.0)
        .bind(revision)
        .fetch_optional(&mut *conn)
        .await)?;
    row.ok_or(StoreError::Conflict)?.read()
}

impl StandingRow {
    fn read(self) -> Result<Stood, StoreError> {
        let (month, detected) = counted_month(&self.source, self.happened_on, self.reported_month)?;
        let unit = self
            .wage_unit
            .map(|unit| word::<WageUnit>(&unit, "issue.wage_unit"))
            .transpose()?;
        Ok(Stood {
            client: ClientId(self.client_id),
            client_name: self.client_name,
            standing: Standing {
                state: word(&self.state, "issue.state")?,
                reporter: self.reporter_id.map(PersonId),
            },
            facts: IssueFacts {
                month,
                detected,
                filter: word(&self.filter, "issue.filter")?,
                category: CategoryId(self.category_id),
                sector: self.sector,
                region: self.region,
                size: self.size_band,
                funder: self.funder_id.map(FunderId),
                profession: self.profession_id.map(ProfessionId),
                handlers: crate::trend::is_for_handlers(&self.sensitivity)?,
            },
            content: Content {
                category: CategoryId(self.category_id),
                severity: word(&self.severity, "issue.severity")?,
                cause: word(&self.cause, "issue.cause")?,
                funder: self.funder_id.map(FunderId),
                article: self.charter_article_id.map(ArticleId),
                facts: self.facts,
                happened_on: self.happened_on,
                contract: self.contract_id.map(ContractId),
                wage: unit.zip(self.wage_cents.map(|cents| Wage(Money(cents)))),
                hours: self.hours,
                days_late: self.days_late,
                unpaid: self.unpaid_cents.map(Money),
                may_tell_client: self.may_tell_client,
            },
            sensitivity: word(&self.sensitivity, "issue.sensitivity")?,
            case: self.dossier_id.map(CaseId),
            spell_at: self.spell_at,
            acknowledged: self.acknowledged_at.is_some(),
        })
    }
}

/// A step as its event keeps it.
pub(super) struct Event<'a> {
    pub issue: IssueId,
    pub step: Step,
    pub from: IssueState,
    pub to: IssueState,
    pub by: PersonId,
    pub reason: &'a str,
    pub details: Details,
    pub now: DateTime<Utc>,
}

const EVENT: &str = "
    INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at, reason, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) async fn write_event(tx: &mut Tx, event: Event<'_>) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(EVENT)
        .bind(event.issue.0)
        .bind(event.step.code())
        .bind(event.from.code())
        .bind(event.to.code())
        .bind(event.by.0)
        .bind(event.now)
        .bind(event.reason.trim())
        .bind(Json(event.details))
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Moves the case on in which the issue is, before the issue itself: whoever reads the case sees that something has changed,
/// and a case that is being decided waits or conflicts.
pub(crate) async fn move_case(tx: &mut Tx, case: Option<CaseId>, reopen: bool) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE dossier SET revision = revision + 1, state = CASE WHEN $2 THEN 'open' ELSE state END,
            decided_at = CASE WHEN $2 THEN NULL ELSE decided_at END
        WHERE id = $1";
    let Some(case) = case else { return Ok(()) };
    on!(tx, |conn| sqlx::query(SQL)
        .bind(case.0)
        .bind(reopen)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Is it counted among what is known of the client? Kept checks made before a change of that no longer hold.
pub(crate) const fn is_counted(state: IssueState) -> bool {
    matches!(state, IssueState::Confirmed | IssueState::Resolved)
}

const LOOKS_AFTER: &str = "
    SELECT by_id FROM issue_event
    WHERE issue_id = $1 AND by_id IS NOT NULL AND step IN ('review', 'confirm', 'dismiss', 'resolve', 'reopen', 'classify')
    ORDER BY id DESC LIMIT 1";

/// Tells whoever of the team looks after an issue what its reporter did.
pub(super) async fn tell_the_team(
    tx: &mut Tx,
    issue: IssueId,
    client_name: &str,
    step: Step,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let handler: Option<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(LOOKS_AFTER)
        .bind(issue.0)
        .fetch_optional(&mut *conn)
        .await)?;
    let Some(handler) = handler.map(PersonId).filter(|handler| *handler != by) else {
        return Ok(());
    };
    let what = Message::IssueChanged {
        issue,
        client_name: client_name.to_owned(),
        step,
    };
    crate::message::tell(tx, handler, &what, now).await.map(drop)
}

pub(super) const fn action(step: Step) -> AuditAction {
    match step {
        Step::Report => AuditAction::ReportIssue,
        Step::Review => AuditAction::ReviewIssue,
        Step::Confirm => AuditAction::ConfirmIssue,
        Step::Dismiss => AuditAction::DismissIssue,
        Step::Resolve => AuditAction::ResolveIssue,
        Step::Withdraw => AuditAction::WithdrawIssue,
        Step::Reopen => AuditAction::ReopenIssue,
        Step::Correct => AuditAction::CorrectIssue,
        Step::Classify => AuditAction::ClassifyIssue,
        Step::Evidence => AuditAction::AddFile,
    }
}
