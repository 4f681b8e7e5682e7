//! One recorded problem with a client: its facts, its words, its read models.

pub mod content;
pub mod life;
pub mod protected;
pub mod search;

use crate::category::{Ask, Asks, Filter, HoursAre, Sensitivity};
use crate::client::{region::Region, sector::SectorGroup};
use crate::contract::{SizeBand, WageUnit};
use crate::permission::Object;
use crate::{
    ArticleId, CaseId, CategoryId, ClientId, ContractId, FunderId, IssueId, Money, PersonId, ProfessionId,
    Wage,
};
use chrono::{DateTime, NaiveDate, Utc};
use content::{Content, Details};
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
    /// Who funds the client, where the cause is structural: for advocacy, not blame.
    pub funder: Option<FunderId>,
    /// The article of the charter with which the client's conduct conflicts.
    pub article: Option<ArticleId>,
    /// The facts in the reporter's words: what, when, how much. At most 4,000 characters.
    pub facts: String,
    pub happened_on: NaiveDate,
    pub contract: Option<ContractId>,
    pub profession: Option<ProfessionId>,
    /// Gross wage for one `wage_unit`.
    pub wage: Option<(WageUnit, Wage)>,
    /// Hours in hundredths; what they are is the category's ([`HoursAre`]).
    pub hours: Option<i64>,
    /// Whole days late.
    pub days_late: Option<i64>,
    pub unpaid: Option<Money>,
    pub again: Option<Again>,
    /// The reporter allows that the facts are put to the client.
    pub may_tell_client: bool,
}

words! {
    /// A figure of a report, by the name of its field.
    Figure { Wage = "wage", Hours = "hours", DaysLate = "days_late", Unpaid = "unpaid" }
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
    #[error("{0} is negative or beyond measure")]
    OutOfRange(Figure),
    #[error("this category needs {0}")]
    Missing(Figure),
    #[error("pay for a project needs its hours")]
    ProjectHoursMissing,
    #[error("this category names the article of the charter")]
    ArticleMissing,
    #[error("a structural cause names the funder")]
    FunderMissing,
}

/// The longest facts, in characters.
pub const MAX_FACTS: usize = 4_000;
/// Beyond this no figure of a report is believed: 100 million euros in cents, or hours in hundredths.
const LARGEST_FIGURE: i64 = 10_000_000_000;
/// Beyond this no delay is believed, in days.
const LONGEST_DELAY: i64 = 36_500;

impl Report {
    /// Drops the figures that the category does not ask for, the funder where nothing is structural.
    #[must_use]
    pub fn as_asked(mut self, asks: &Asks) -> Self {
        let asked = |ask: Ask| ask != Ask::No;
        self.wage = self.wage.filter(|_| asked(asks.wage));
        self.hours = self.hours.filter(|_| asked(asks.hours));
        self.days_late = self.days_late.filter(|_| asked(asks.days_late));
        self.unpaid = self.unpaid.filter(|_| asked(asks.unpaid));
        self.article = self.article.filter(|_| asked(asks.article));
        self.funder = self.funder.filter(|_| self.cause == Cause::Structural);
        self
    }

    /// All that no form field can check alone, in the order of the form. `articles`: the charter has articles to choose from.
    pub fn problems(&self, asks: &Asks, articles: bool, today: NaiveDate) -> Vec<ReportProblem> {
        use ReportProblem as P;
        let mut problems = Vec::new();
        let mut when = |wrong: bool, problem| {
            if wrong {
                problems.push(problem);
            }
        };
        let needs = |ask: Ask, given: bool| ask == Ask::Needed && !given;
        let age = today.signed_duration_since(self.happened_on).num_days();
        when(age < 0, P::HappenedInFuture);
        when(age > 3_653, P::HappenedTooLongAgo);
        let facts = self.facts.trim();
        when(facts.is_empty(), P::FactsMissing);
        when(facts.chars().count() > MAX_FACTS, P::FactsTooLong);
        when(needs(asks.wage, self.wage.is_some()), P::Missing(Figure::Wage));
        let project = self.wage.is_some_and(|(unit, _)| unit == WageUnit::Project);
        let hours_asked = asks.hours != Ask::No;
        when(needs(asks.hours, self.hours.is_some()), P::Missing(Figure::Hours));
        when(
            project && hours_asked && asks.hours_are == HoursAre::Worked && self.hours.is_none(),
            P::ProjectHoursMissing,
        );
        when(
            needs(asks.days_late, self.days_late.is_some()),
            P::Missing(Figure::DaysLate),
        );
        when(
            needs(asks.unpaid, self.unpaid.is_some()),
            P::Missing(Figure::Unpaid),
        );
        let figures = [
            (Figure::Wage, self.wage.map(|(_, wage)| wage.0.0), LARGEST_FIGURE),
            (Figure::Hours, self.hours, LARGEST_FIGURE),
            (Figure::DaysLate, self.days_late, LONGEST_DELAY),
            (Figure::Unpaid, self.unpaid.map(|m| m.0), LARGEST_FIGURE),
        ];
        for (figure, n, most) in figures {
            when(n.is_some_and(|n| !(0..=most).contains(&n)), P::OutOfRange(figure));
        }
        when(
            articles && needs(asks.article, self.article.is_some()),
            P::ArticleMissing,
        );
        when(
            self.cause == Cause::Structural && self.funder.is_none(),
            P::FunderMissing,
        );
        problems
    }
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
    pub funder: Option<FunderId>,
    /// In the reader's language: the store gives French.
    /// In the order of [`crate::Lang::ALL`].
    pub funder_names: Option<[String; 4]>,
    pub article: Option<ArticleId>,
    pub case: Option<CaseId>,
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
    /// The beginning of the present spell: the report, or the last reopening (`statistics.md` 6).
    pub spell_at: DateTime<Utc>,
    /// Staff took it up, and the reporter was told so.
    pub acknowledged_at: Option<DateTime<Utc>>,
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
            put: false,
        }
    }

    /// All that people write of it and can correct.
    pub fn content(&self) -> Content {
        Content {
            category: self.summary.category,
            severity: self.summary.severity,
            cause: self.cause,
            funder: self.funder,
            article: self.article,
            facts: self.facts.clone(),
            happened_on: self.summary.happened_on,
            contract: self.contract,
            wage: self.wage,
            hours: self.hours,
            days_late: self.days_late,
            unpaid: self.unpaid,
            may_tell_client: self.may_tell_client,
        }
    }

    /// By when a protected report is acknowledged and answered.
    pub fn periods(&self) -> Option<protected::Periods> {
        protected::periods(self.summary.sensitivity, crate::clock::day(self.spell_at))
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
    /// What the step changed: the text before a correction, the file that came.
    pub details: Details,
}
