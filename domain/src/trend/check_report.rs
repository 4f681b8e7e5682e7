//! Checks by answer, what members then did, and the wages that they were offered (`statistics.md` 16).

use super::agreement::Offer;
use super::report::{Period, mature};
use super::series::MonthState;
use crate::Month;
use crate::check::{Answer, Outcome};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The checks kept with one answer, and what members said they did after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub answer: Answer,
    pub kept: i64,
    /// In the order of [`Outcome::ALL`].
    pub then: Vec<i64>,
}

/// Checks of a period. Members may say later what they did, or never: the two are counted apart, each in its month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecksTrend {
    /// In the order of [`Answer::ALL`], from the best to the worst.
    pub answers: Vec<Answered>,
    /// The same of the mature months alone; absent where it was frozen before they were told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mature: Option<Vec<Answered>>,
}

/// Checks kept in a month with an answer.
pub type Kept = (Month, Answer, i64);
/// What members said in a month that they did after an answer.
pub type Told = (Month, Answer, Outcome, i64);

impl ChecksTrend {
    pub fn new(kept: &[Kept], told: &[Told], today: NaiveDate) -> Self {
        let mature = |month: Month| MonthState::of(month, today) == MonthState::Mature;
        Self {
            answers: answered(kept, told, |_| true),
            mature: Some(answered(kept, told, mature)),
        }
    }

    /// What a title speaks of.
    fn titled(&self) -> &[Answered] {
        self.mature.as_ref().unwrap_or(&self.answers)
    }

    /// Kept in the mature months.
    pub fn kept(&self) -> i64 {
        self.titled().iter().map(|answered| answered.kept).sum()
    }

    /// How many said in the mature months that they did this.
    pub fn did(&self, outcome: Outcome) -> i64 {
        let at = outcome as usize;
        self.titled()
            .iter()
            .filter_map(|answered| answered.then.get(at))
            .sum()
    }
}

fn answered(kept: &[Kept], told: &[Told], within: impl Fn(Month) -> bool) -> Vec<Answered> {
    let of = |answer: Answer| {
        let kept = kept.iter().filter(|(month, a, _)| *a == answer && within(*month));
        let then = |outcome: &Outcome| {
            let mine = told
                .iter()
                .filter(|(month, a, o, _)| *a == answer && o == outcome && within(*month));
            mine.map(|(.., n)| n).sum()
        };
        Answered {
            answer,
            kept: kept.map(|(.., n)| n).sum(),
            then: Outcome::ALL.iter().map(then).collect(),
        }
    };
    Answer::ALL.iter().copied().map(of).collect()
}

/// Offers by month in which their last check was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffersTrend {
    pub months: Vec<Month>,
    /// A count for each month, in the order of [`Offer::ALL`].
    pub by_class: Vec<(Offer, Vec<i64>)>,
    /// How many of the last months are not mature.
    pub hollow: usize,
}

impl OffersTrend {
    pub fn new(period: Period, counts: &[(Month, Offer, i64)], today: NaiveDate) -> Self {
        let months = period.months();
        let of = |class: Offer| {
            let count = |month: &Month| {
                let mine = counts.iter().filter(|(m, c, _)| m == month && *c == class);
                mine.map(|(.., n)| n).sum()
            };
            (class, months.iter().map(count).collect())
        };
        Self {
            by_class: Offer::ALL.iter().copied().map(of).collect(),
            hollow: period.hollow(today),
            months,
        }
    }

    /// How many of a class there were in the mature months shown.
    pub fn mature(&self, class: Offer) -> i64 {
        let mine = self.by_class.iter().filter(|(c, _)| *c == class);
        mine.flat_map(|(_, counts)| mature(counts, self.hollow)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_what_followed_are_counted_apart() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let (old, young) = (Month::new(2026, 3).unwrap(), Month::new(2026, 11).unwrap());
        let trend = ChecksTrend::new(
            &[
                (old, Answer::Clear, 3),
                (old, Answer::Refused, 2),
                (old, Answer::Clear, 1),
                (young, Answer::Clear, 9),
            ],
            &[
                (old, Answer::Clear, Outcome::Accepted, 2),
                (old, Answer::Refused, Outcome::Declined, 5),
                (young, Answer::Refused, Outcome::Declined, 1),
            ],
            today,
        );
        // The table has all months, the title those that are mature.
        assert_eq!((trend.kept(), trend.answers[0].kept), (6, 13));
        assert_eq!(trend.answers[0].then, [2, 0, 0]);
        assert_eq!(
            (trend.did(Outcome::Accepted), trend.did(Outcome::Declined)),
            (2, 5)
        );
    }

    #[test]
    fn offers_are_by_month_and_class() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 12);
        let counts = [
            (period.last, Offer::Under, 2),
            (period.first, Offer::Under, 4),
            (period.first, Offer::Fair, 1),
            (period.first.plus(-1), Offer::Fair, 9),
        ];
        let trend = OffersTrend::new(period, &counts, today);
        assert_eq!(
            (
                trend.mature(Offer::Under),
                trend.mature(Offer::Fair),
                trend.mature(Offer::NotTold)
            ),
            (4, 1, 0)
        );
        assert_eq!(trend.by_class[0].1.last(), Some(&2));
        assert_eq!(trend.hollow, 3);
    }
}
