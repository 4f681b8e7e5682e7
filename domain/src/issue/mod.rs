//! One recorded problem with a client: its facts, its words, its read models.

pub mod life;
pub mod search;

use crate::category::{Filter, Sensitivity};
use crate::client::{region::Region, sector::SectorGroup};
use crate::contract::{SizeBand, WageUnit};
use crate::permission::Object;
use crate::{CategoryId, ClientId, ContractId, IssueId, Money, PersonId, ProfessionId, Wage};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// How grave the facts are; told by one to four ticks.
    Severity { Minor = "minor", Moderate = "moderate", Serious = "serious", Critical = "critical" }
}

words! {
    /// Why it happened, as far as is known.
    Cause {
        Unknown = "unknown",
        Negligent = "negligent",
        Deliberate = "deliberate",
        /// The client's own funding leaves no choice.
        Structural = "structural",
    }
}

words! {
    /// Where an issue stands in its life.
    IssueState {
        Reported = "reported",
        UnderReview = "under_review",
        Confirmed = "confirmed",
        Dismissed = "dismissed",
        Resolved = "resolved",
        Withdrawn = "withdrawn",
    }
}

impl IssueState {
    /// Still waiting for a decision.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Reported | Self::UnderReview)
    }
}

words! {
    /// Who says so.
    Source { Member = "member", Staff = "staff", Ledger = "ledger" }
}

words! {
    /// "Would you work for them again?": asked once, kept apart, never weighed.
    Again { Yes = "yes", No = "no", Unsure = "unsure" }
}

/// A report that passed its checks, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub client: ClientId,
    pub category: CategoryId,
    pub severity: Severity,
    pub cause: Cause,
    /// The facts in the reporter's words: what, when, how much. At most 4,000 characters.
    pub facts: String,
    pub happened_on: NaiveDate,
    pub contract: Option<ContractId>,
    pub profession: Option<ProfessionId>,
    /// Gross wage for one `wage_unit`.
    pub wage: Option<(WageUnit, Wage)>,
    /// Hours worked beyond what was agreed, in hundredths.
    pub hours: Option<i64>,
    /// Whole days late.
    pub days_late: Option<i64>,
    pub unpaid: Option<Money>,
    pub again: Option<Again>,
    /// The reporter allows that the facts are put to the client.
    pub may_tell_client: bool,
}

/// Why a report is not accepted; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportProblem {
    #[error("the facts are missing")]
    FactsMissing,
    #[error("the facts are longer than {MAX_FACTS} characters")]
    FactsTooLong,
    #[error("the day lies in the future")]
    HappenedInFuture,
    #[error("the day lies more than ten years ago")]
    HappenedTooLongAgo,
    #[error("an amount, a number of hours or of days is negative or beyond measure")]
    NumberOutOfRange,
}

/// The longest facts, in characters.
pub const MAX_FACTS: usize = 4_000;

/// Checks the parts of a report that no form field can check alone.
pub fn check_report(report: &Report, today: NaiveDate) -> Result<(), ReportProblem> {
    let facts = report.facts.trim();
    if facts.is_empty() {
        return Err(ReportProblem::FactsMissing);
    }
    if facts.chars().count() > MAX_FACTS {
        return Err(ReportProblem::FactsTooLong);
    }
    if report.happened_on > today {
        return Err(ReportProblem::HappenedInFuture);
    }
    if today.signed_duration_since(report.happened_on).num_days() > 3_653 {
        return Err(ReportProblem::HappenedTooLongAgo);
    }
    let numbers = [
        report.wage.map(|(_, w)| w.0.0),
        report.hours,
        report.days_late,
        report.unpaid.map(|m| m.0),
    ];
    if numbers
        .into_iter()
        .flatten()
        .any(|n| !(0..=10_000_000_000).contains(&n))
    {
        return Err(ReportProblem::NumberOutOfRange);
    }
    Ok(())
}

/// The dimensions of an issue, frozen on the day it was reported (`statistics.md` 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    pub sector: SectorGroup,
    pub region: Region,
    pub size: SizeBand,
}

/// An issue in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueSummary {
    pub id: IssueId,
    pub client: ClientId,
    pub client_name: String,
    pub category: CategoryId,
    pub filter: Filter,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    pub state: IssueState,
    pub source: Source,
    pub happened_on: NaiveDate,
    pub reported_at: DateTime<Utc>,
    /// The first 140 characters of the facts.
    pub gist: String,
}

/// An issue in full, as staff and its reporter read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueSheet {
    pub summary: IssueSummary,
    pub cause: Cause,
    pub facts: String,
    pub reporter: Option<PersonId>,
    /// Shown to staff only.
    pub reporter_name: Option<String>,
    pub contract: Option<ContractId>,
    pub contract_reference: Option<String>,
    pub profession: Option<ProfessionId>,
    pub wage: Option<(WageUnit, Wage)>,
    pub hours: Option<i64>,
    pub days_late: Option<i64>,
    pub unpaid: Option<Money>,
    pub again: Option<Again>,
    pub may_tell_client: bool,
    pub decided_at: Option<DateTime<Utc>>,
    pub confirmed_by: Option<PersonId>,
    pub revision: i64,
    pub events: Vec<IssueEvent>,
}

impl IssueSheet {
    /// What rights over it depend on.
    pub fn object(&self) -> Object {
        Object {
            owner: self.reporter,
            filter: Some(self.summary.filter),
            sensitivity: Some(self.summary.sensitivity),
            client: Some(self.summary.client),
        }
    }

    /// What the rules of its life need to know.
    pub fn standing(&self) -> life::Standing {
        life::Standing {
            state: self.summary.state,
            reporter: self.reporter,
        }
    }
}

/// One step of an issue's life, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueEvent {
    pub step: life::Step,
    pub from: Option<IssueState>,
    pub to: IssueState,
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    pub reason: String,
}
