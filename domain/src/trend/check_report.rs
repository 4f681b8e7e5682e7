//! Checks by answer, what members then did, and the wages that they were offered (`statistics.md` 16).

use super::agreement::Offer;
use super::report::Period;
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
}

impl ChecksTrend {
    pub fn new(kept: &[(Answer, i64)], told: &[(Answer, Outcome, i64)]) -> Self {
        let of = |answer: Answer| Answered {
            answer,
            kept: kept.iter().filter(|(a, _)| *a == answer).map(|(_, n)| n).sum(),
            then: Outcome::ALL
                .iter()
                .map(|outcome| {
                    let mine = told.iter().filter(|(a, o, _)| a == &answer && o == outcome);
                    mine.map(|(.., n)| n).sum()
                })
                .collect(),
        };
        Self {
            answers: Answer::ALL.iter().copied().map(of).collect(),
        }
    }

    pub fn kept(&self) -> i64 {
        self.answers.iter().map(|answered| answered.kept).sum()
    }

    /// How many said that they did this.
    pub fn did(&self, outcome: Outcome) -> i64 {
        let at = outcome as usize;
        self.answers
            .iter()
            .filter_map(|answered| answered.then.get(at))
            .sum()
    }
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
            hollow: months
                .iter()
                .filter(|month| MonthState::of(**month, today).is_hollow())
                .count(),
            months,
        }
    }

    /// How many of a class there were in the period.
    pub fn total(&self, class: Offer) -> i64 {
        let mine = self.by_class.iter().filter(|(c, _)| *c == class);
        mine.flat_map(|(_, counts)| counts).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_what_followed_are_counted_apart() {
        let trend = ChecksTrend::new(
            &[(Answer::Clear, 3), (Answer::Refused, 2), (Answer::Clear, 1)],
            &[
                (Answer::Clear, Outcome::Accepted, 2),
                (Answer::Refused, Outcome::Declined, 5),
            ],
        );
        assert_eq!((trend.kept(), trend.answers[0].kept), (6, 4));
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
            (period.first, Offer::Fair, 1),
            (period.first.plus(-1), Offer::Fair, 9),
        ];
        let trend = OffersTrend::new(period, &counts, today);
        assert_eq!(
            (
                trend.total(Offer::Under),
                trend.total(Offer::Fair),
                trend.total(Offer::NotTold)
            ),
            (2, 1, 0)
        );
        assert_eq!(trend.by_class[0].1.last(), Some(&2));
        assert_eq!(trend.hollow, 3);
    }
}
