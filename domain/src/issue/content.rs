//! What people write of an issue and can correct; the former text is kept with the step that changed it.

use super::{Cause, Report, Severity};
use crate::contract::WageUnit;
use crate::{ArticleId, CaseId, CategoryId, ContractId, FileId, FunderId, Money, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything of an issue that a person wrote or chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub category: CategoryId,
    pub severity: Severity,
    pub cause: Cause,
    pub funder: Option<FunderId>,
    pub article: Option<ArticleId>,
    pub facts: String,
    pub happened_on: NaiveDate,
    pub contract: Option<ContractId>,
    pub wage: Option<(WageUnit, Wage)>,
    pub hours: Option<i64>,
    pub days_late: Option<i64>,
    pub unpaid: Option<Money>,
    pub may_tell_client: bool,
}

impl From<&Report> for Content {
    fn from(report: &Report) -> Self {
        Self {
            category: report.category,
            severity: report.severity,
            cause: report.cause,
            funder: report.funder,
            article: report.article,
            facts: report.facts.trim().to_owned(),
            happened_on: report.happened_on,
            contract: report.contract,
            wage: report.wage,
            hours: report.hours,
            days_late: report.days_late,
            unpaid: report.unpaid,
            may_tell_client: report.may_tell_client,
        }
    }
}

words! {
    /// A part of the content, as a history names it.
    Part {
        Category = "category",
        Severity = "severity",
        Cause = "cause",
        Funder = "funder",
        Article = "article",
        Facts = "facts",
        HappenedOn = "happened_on",
        Contract = "contract",
        Wage = "wage",
        Hours = "hours",
        DaysLate = "days_late",
        Unpaid = "unpaid",
        MayTell = "may_tell",
    }
}

impl Content {
    /// The parts that differ.
    pub fn changed(&self, after: &Self) -> Vec<Part> {
        let same = |part: Part| match part {
            Part::Category => self.category == after.category,
            Part::Severity => self.severity == after.severity,
            Part::Cause => self.cause == after.cause,
            Part::Funder => self.funder == after.funder,
            Part::Article => self.article == after.article,
            Part::Facts => self.facts == after.facts,
            Part::HappenedOn => self.happened_on == after.happened_on,
            Part::Contract => self.contract == after.contract,
            Part::Wage => self.wage == after.wage,
            Part::Hours => self.hours == after.hours,
            Part::DaysLate => self.days_late == after.days_late,
            Part::Unpaid => self.unpaid == after.unpaid,
            Part::MayTell => self.may_tell_client == after.may_tell_client,
        };
        Part::ALL.iter().copied().filter(|part| !same(*part)).collect()
    }
}

/// What a step of an issue's life changed beside its state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The content before a correction or a classification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<Content>,
    /// The file that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// The case in which it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
}

/// Each version of the content with the step that replaced it, the oldest first: nothing that was written is lost.
pub fn versions<'e>(
    events: &'e [super::IssueEvent],
    now: &'e Content,
) -> Vec<(&'e Content, Option<&'e super::IssueEvent>)> {
    let mut versions: Vec<_> = events
        .iter()
        .filter_map(|event| event.details.former.as_ref().map(|former| (former, Some(event))))
        .collect();
    versions.push((now, None));
    versions
}
