//! Rows of the issue tables and how they become words of the domain.

use crate::StoreError;
use crate::error::word;
use chrono::{DateTime, NaiveDate, Utc};
use domain::category::Sensitivity;
use domain::contract::WageUnit;
use domain::issue::content::Details;
use domain::issue::life::Step;
use domain::issue::{Again, IssueEvent, IssueSheet, IssueState, IssueSummary};
use domain::{
    ArticleId, CaseId, CategoryId, ClientId, ContractId, FunderId, IssueId, Money, PersonId, ProfessionId,
    Wage,
};
use sqlx::types::Json;

/// The columns of a list; the sheet has them too.
macro_rules! summary_columns {
    () => {
        "i.id, i.client_id, c.legal_name AS client_name, i.category_id, i.filter, i.sensitivity, i.severity, i.state,
         i.source, i.happened_on, i.reported_at, SUBSTR(i.facts, 1, 140) AS gist"
    };
}
pub(crate) use summary_columns;

#[derive(sqlx::FromRow)]
pub(crate) struct SummaryRow {
    id: i64,
    client_id: i64,
    client_name: String,
    category_id: i64,
    filter: String,
    sensitivity: String,
    severity: String,
    state: String,
    source: String,
    happened_on: NaiveDate,
    reported_at: DateTime<Utc>,
    gist: String,
}

impl TryFrom<SummaryRow> for IssueSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: IssueId(row.id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            category: CategoryId(row.category_id),
            filter: word(&row.filter, "issue.filter")?,
            sensitivity: word::<Sensitivity>(&row.sensitivity, "issue.sensitivity")?,
            severity: word(&row.severity, "issue.severity")?,
            state: word(&row.state, "issue.state")?,
            source: word(&row.source, "issue.source")?,
            happened_on: row.happened_on,
            reported_at: row.reported_at,
            gist: row.gist,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SheetRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    cause: String,
    funder_id: Option<i64>,
    funder_fr: Option<String>,
    funder_nl: Option<String>,
    funder_en: Option<String>,
    funder_de: Option<String>,
    charter_article_id: Option<i64>,
    dossier_id: Option<i64>,
    facts: String,
    reporter_id: Option<i64>,
    reporter_name: Option<String>,
    contract_id: Option<i64>,
    contract_reference: Option<String>,
    profession_id: Option<i64>,
    wage_unit: Option<String>,
    wage_cents: Option<i64>,
    hours: Option<i64>,
    days_late: Option<i64>,
    unpaid_cents: Option<i64>,
    again: Option<String>,
    may_tell_client: bool,
    decided_at: Option<DateTime<Utc>>,
    confirmed_by: Option<i64>,
    spell_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    revision: i64,
}

impl SheetRow {
    pub(super) fn into_sheet(self, events: Vec<IssueEvent>) -> Result<IssueSheet, StoreError> {
        let unit = self
            .wage_unit
            .map(|unit| word::<WageUnit>(&unit, "issue.wage_unit"))
            .transpose()?;
        Ok(IssueSheet {
            summary: self.summary.try_into()?,
            cause: word(&self.cause, "issue.cause")?,
            funder: self.funder_id.map(FunderId),
            funder_names: match (self.funder_fr, self.funder_nl, self.funder_en, self.funder_de) {
                (Some(fr), Some(nl), Some(en), Some(de)) => Some([fr, nl, en, de]),
                _ => None,
            },
            article: self.charter_article_id.map(ArticleId),
            case: self.dossier_id.map(CaseId),
            facts: self.facts,
            reporter: self.reporter_id.map(PersonId),
            reporter_name: self.reporter_name,
            contract: self.contract_id.map(ContractId),
            contract_reference: self.contract_reference,
            profession: self.profession_id.map(ProfessionId),
            wage: unit.zip(self.wage_cents.map(|cents| Wage(Money(cents)))),
            hours: self.hours,
            days_late: self.days_late,
            unpaid: self.unpaid_cents.map(Money),
            again: self
                .again
                .map(|again| word::<Again>(&again, "issue.again"))
                .transpose()?,
            may_tell_client: self.may_tell_client,
            decided_at: self.decided_at,
            confirmed_by: self.confirmed_by.map(PersonId),
            spell_at: self.spell_at,
            acknowledged_at: self.acknowledged_at,
            revision: self.revision,
            events,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    step: String,
    from_state: Option<String>,
    to_state: String,
    by_id: Option<i64>,
    by_name: Option<String>,
    at: DateTime<Utc>,
    reason: String,
    details: Json<Details>,
}

impl TryFrom<EventRow> for IssueEvent {
    type Error = StoreError;
    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            step: word::<Step>(&row.step, "issue_event.step")?,
            from: row
                .from_state
                .map(|state| word::<IssueState>(&state, "issue_event.from_state"))
                .transpose()?,
            to: word(&row.to_state, "issue_event.to_state")?,
            by: row.by_id.map(PersonId),
            by_name: row.by_name,
            at: row.at,
            reason: row.reason,
            details: row.details.0,
        })
    }
}
