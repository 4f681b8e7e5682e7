//! Issues with their events, and the cases that group them.

use super::{Totals, insert};
use crate::trend::{Bars, IssueFacts, IssueMove, count_issues, issue_deltas, outcome_deltas, turn};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::category::{Category, Sensitivity};
use domain::clock::day;
use domain::contract::WageUnit;
use domain::issue::life::Step;
use domain::issue::{Again, Dimensions, IssueState, Report, Source};
use domain::{ClientId, FunderId, IssueId, Month, PersonId};

/// One step of an issue's life.
#[derive(Debug, Clone)]
pub struct IssueStep {
    pub step: Step,
    pub from: Option<IssueState>,
    pub to: IssueState,
    pub by: Option<PersonId>,
    pub at: DateTime<Utc>,
    pub reason: String,
}

/// An issue as it stands, with its history.
#[derive(Debug, Clone)]
pub struct NewIssue {
    pub id: IssueId,
    pub report: Report,
    pub category: Category,
    pub dossier: Option<i64>,
    pub state: IssueState,
    pub source: Source,
    pub reported_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reporter: Option<PersonId>,
    pub pseudonym: String,
    pub confirmed_by: Option<PersonId>,
    pub funder: Option<FunderId>,
    /// Frozen on the day of the report.
    pub dimensions: Dimensions,
    pub steps: Vec<IssueStep>,
}

impl NewIssue {
    fn reported_month(&self) -> Month {
        Month::of_instant(self.reported_at)
    }

    fn counted(&self) -> IssueFacts {
        let detected = self.source == Source::Ledger;
        IssueFacts {
            month: if detected {
                Month::of(self.report.happened_on)
            } else {
                self.reported_month()
            },
            detected,
            filter: self.category.filter,
            category: self.category.id,
            sector: self.dimensions.sector.code().to_owned(),
            region: self.dimensions.region.code().to_owned(),
            size: self.dimensions.size.code().to_owned(),
            funder: self.funder,
            profession: self.report.profession,
            handlers: self.category.sensitivity == Sensitivity::NamedHandlers,
        }
    }
}

/// Writes issues and their events; what they count as goes to `totals`, their waits to `bars`.
pub async fn issues(
    tx: &mut Tx,
    issues: &[NewIssue],
    totals: &mut Totals,
    bars: &mut Bars,
) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO issue (id, client_id, category_id, dossier_id, filter, sensitivity, severity, cause, state, \
         source, facts, happened_on, reported_at, decided_at, reporter_id, reporter_pseudonym, contract_id, \
         profession_id, funder_id, wage_unit, wage_cents, hours, days_late, unpaid_cents, again, may_tell_client, \
         confirmed_by, sector, region, size_band, reported_month, decided_month, revision, charter_article_id)",
        34,
        issues,
        |i, q| q
            .bind(i.id.0)
            .bind(i.report.client.0)
            .bind(i.category.id.0)
            .bind(i.dossier)
            .bind(i.category.filter.code())
            .bind(i.category.sensitivity.code())
            .bind(i.report.severity.code())
            .bind(i.report.cause.code())
            .bind(i.state.code())
            .bind(i.source.code())
            .bind(i.report.facts.as_str())
            .bind(i.report.happened_on)
            .bind(i.reported_at)
            .bind(i.decided_at)
            .bind(i.reporter.map(|p| p.0))
            .bind(i.pseudonym.as_str())
            .bind(i.report.contract.map(|c| c.0))
            .bind(i.report.profession.map(|p| p.0))
            .bind(i.funder.map(|f| f.0))
            .bind(i.report.wage.map(|(unit, _)| WageUnit::code(unit)))
            .bind(i.report.wage.map(|(_, wage)| wage.0.0))
            .bind(i.report.hours)
            .bind(i.report.days_late)
            .bind(i.report.unpaid.map(|m| m.0))
            .bind(i.report.again.map(Again::code))
            .bind(i.report.may_tell_client)
            .bind(i.confirmed_by.map(|p| p.0))
            .bind(i.dimensions.sector.code())
            .bind(i.dimensions.region.code())
            .bind(i.dimensions.size.code())
            .bind(i.reported_month().number())
            .bind(i.decided_at.map(|at| Month::of_instant(at).number()))
            .bind(i.steps.len() as i64)
            .bind(i.report.article.map(|a| a.0))
    );
    let steps: Vec<(i64, &IssueStep)> = issues
        .iter()
        .flat_map(|i| i.steps.iter().map(|s| (i.id.0, s)))
        .collect();
    insert!(
        tx,
        "INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at, reason)",
        7,
        steps,
        |row, q| q
            .bind(row.0)
            .bind(row.1.step.code())
            .bind(row.1.from.map(IssueState::code))
            .bind(row.1.to.code())
            .bind(row.1.by.map(|p| p.0))
            .bind(row.1.at)
            .bind(row.1.reason.as_str())
    );
    let counted: Vec<IssueFacts> = issues.iter().map(NewIssue::counted).collect();
    let of_clients: Vec<_> = issues
        .iter()
        .zip(&counted)
        .map(|(issue, facts)| IssueMove {
            client: issue.report.client,
            facts,
            from: None,
            to: Some(issue.state),
        })
        .collect();
    count_issues(tx, &of_clients).await?;
    for (issue, facts) in issues.iter().zip(counted) {
        if facts.detected && issue.state == IssueState::Withdrawn {
            continue;
        }
        totals.add(issue_deltas(&facts, 1));
        totals.add(outcome_deltas(&facts, issue.state, 1));
        let turns: Vec<_> = issue
            .steps
            .iter()
            .filter_map(|step| Some((day(step.at), turn(step.from?, step.to)?)))
            .collect();
        bars.count_waits(&facts, day(issue.reported_at), &turns, 1);
    }
    Ok(())
}

/// Issues about the same facts, decided once.
#[derive(Debug, Clone)]
pub struct NewDossier {
    pub id: i64,
    pub client: ClientId,
    pub title: String,
    pub filter: domain::category::Filter,
    pub decided: bool,
    pub opened_by: PersonId,
    pub opened_at: DateTime<Utc>,
}

/// Writes cases.
pub async fn dossiers(tx: &mut Tx, dossiers: &[NewDossier]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO dossier (id, client_id, title, state, opened_by, opened_at, filter)",
        7,
        dossiers,
        |d, q| q
            .bind(d.id)
            .bind(d.client.0)
            .bind(d.title.as_str())
            .bind(if d.decided { "decided" } else { "open" })
            .bind(d.opened_by.0)
            .bind(d.opened_at)
            .bind(d.filter.code())
    );
    insert!(
        tx,
        "INSERT INTO dossier_event (dossier_id, kind, by_id, at)",
        4,
        dossiers,
        |d, q| q
            .bind(d.id)
            .bind(domain::case::CaseStep::Open.code())
            .bind(d.opened_by.0)
            .bind(d.opened_at)
    );
    Ok(())
}
