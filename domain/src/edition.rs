//! The monthly edition (`product.md`, "Reports"): figures frozen as they were known, one document in the reader's language,
//! and the page that says who read it, what was decided, by whom and until when.

use crate::trend::report::Period;
use crate::{EditionDecisionId, Month, PersonId};
use chrono::{DateTime, NaiveDate, Utc};

/// How many months an edition shows.
pub const MONTHS: i32 = 12;
/// How far back a closed month may still get its edition; one before the last is without what is known of today only
/// (`ChartName::is_of_today`).
pub const LOOK_BACK: i32 = 24;
/// The longest text of a decision, in characters.
pub const MAX_TEXT: usize = 1_000;
/// A decision is kept in sight for two years at most: longer is a wish.
pub const LATEST_DAYS: i64 = 730;

words! {
    /// How far an edition is.
    EditionState {
        /// Somebody asked for it, or its day has come; a job makes it.
        Asked = "asked",
        /// Its figures are frozen.
        Ready = "ready",
        /// It could not be made; it can be asked for again.
        Failed = "failed",
    }
}

words! {
    /// Whose figures: an edition is frozen once for each kind of reader.
    Scope {
        /// Every filter, exact.
        All = "all",
        /// The payment filter and the charts of payment.
        Payment = "payment",
    }
}

/// The months that an edition shows: the year that ends with its month.
pub fn period(month: Month) -> Period {
    Period {
        first: month.plus(1 - MONTHS),
        last: month,
    }
}

/// The month whose edition is due on this day: the last closed one.
pub fn due(today: NaiveDate) -> Month {
    Month::of(today).plus(-1)
}

/// The months that can have an edition on this day, the newest first.
pub fn open_to(today: NaiveDate) -> impl Iterator<Item = Month> {
    let last = due(today);
    last.plus(1 - LOOK_BACK).through(last).rev()
}

/// May this month have an edition? Only a closed one, and none too far back.
pub fn may_be_made(month: Month, today: NaiveDate) -> bool {
    open_to(today).any(|open| open == month)
}

/// An edition as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionSummary {
    pub month: Month,
    pub state: EditionState,
    pub asked_at: DateTime<Utc>,
    /// `None`: by itself.
    pub asked_by_name: Option<String>,
    pub made_at: Option<DateTime<Utc>>,
    pub readers: i64,
    pub decisions: i64,
    pub decisions_open: i64,
}

/// Who said that they have read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub person: PersonId,
    pub name: String,
    pub at: DateTime<Utc>,
}

/// What was decided on reading an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub id: EditionDecisionId,
    pub month: Month,
    pub what: String,
    pub owner: PersonId,
    pub owner_name: String,
    pub until_on: NaiveDate,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub done: Option<Done>,
    pub revision: i64,
}

/// When a decision was done, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub at: DateTime<Utc>,
    pub by_name: String,
}

impl Decision {
    /// Its day has passed and nobody has said that it is done.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.done.is_none() && self.until_on < today
    }
}

/// A decision before it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionDraft {
    pub what: String,
    pub owner: PersonId,
    pub until_on: NaiveDate,
}

/// What is wrong with a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionProblem {
    Empty,
    TooLong,
    /// Its day has passed already.
    Past,
    /// Its day is too far away to be kept in sight.
    TooFar,
    /// The owner is nobody of the team.
    Owner,
}

/// Everything that is wrong with it.
pub fn problems(draft: &DecisionDraft, team: &[PersonId], today: NaiveDate) -> Vec<DecisionProblem> {
    let what = draft.what.trim();
    let days = (draft.until_on - today).num_days();
    let found = [
        what.is_empty().then_some(DecisionProblem::Empty),
        (what.chars().count() > MAX_TEXT).then_some(DecisionProblem::TooLong),
        (days < 0).then_some(DecisionProblem::Past),
        (days > LATEST_DAYS).then_some(DecisionProblem::TooFar),
        (!team.contains(&draft.owner)).then_some(DecisionProblem::Owner),
    ];
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_edition_is_of_a_closed_month_and_shows_the_year_that_ends_with_it() {
        let today = day("2026-11-01");
        let october = Month::new(2026, 10).unwrap();
        assert_eq!(due(today), october);
        assert!(may_be_made(october, today));
        assert!(!may_be_made(october.plus(1), today), "november has only begun");
        assert!(may_be_made(october.plus(1 - LOOK_BACK), today));
        assert!(!may_be_made(october.plus(-LOOK_BACK), today));
        let period = period(october);
        assert_eq!(
            (period.first, period.len()),
            (Month::new(2025, 11).unwrap(), MONTHS)
        );
    }

    #[test]
    fn a_decision_names_what_who_of_the_team_and_a_day_to_come() {
        let today = day("2026-11-05");
        let team = [PersonId(1), PersonId(2)];
        let good = DecisionDraft {
            what: "Écrire aux dix clients qui paient le plus tard".to_owned(),
            owner: PersonId(2),
            until_on: today,
        };
        assert_eq!(problems(&good, &team, today), []);
        let bad = DecisionDraft {
            what: "  ".to_owned(),
            owner: PersonId(9),
            until_on: day("2026-11-04"),
        };
        assert_eq!(
            problems(&bad, &team, today),
            [
                DecisionProblem::Empty,
                DecisionProblem::Past,
                DecisionProblem::Owner
            ]
        );
        let far = DecisionDraft {
            what: "x".repeat(MAX_TEXT + 1),
            until_on: day("2036-01-01"),
            ..good
        };
        assert_eq!(
            problems(&far, &team, today),
            [DecisionProblem::TooLong, DecisionProblem::TooFar]
        );
    }
}
