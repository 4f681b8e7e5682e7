//! Months as whole numbers (`202611`): computed in Rust, stored as written, compared as they are.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A calendar month of the cooperative's time zone, as `year * 100 + month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(i32);

impl Month {
    /// Before anything that is counted.
    pub const BEGINNING: Self = Self(190_001);

    /// The month `month` (1 to 12) of `year` (1900 to 9999), if there is one.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1900..=9999).contains(&year) && (1..=12).contains(&month))
            .then_some(Self(year * 100 + month as i32))
    }

    /// The month written as `202611`.
    pub fn from_number(number: i64) -> Option<Self> {
        let number = i32::try_from(number).ok()?;
        Self::new(number / 100, u32::try_from(number % 100).ok()?)
    }

    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 100 + day.month() as i32)
    }

    /// The month in Brussels of an instant.
    pub fn of_instant(at: DateTime<Utc>) -> Self {
        Self::of(crate::clock::day(at))
    }

    /// `202611`, as stored.
    pub const fn number(self) -> i64 {
        self.0 as i64
    }

    pub const fn year(self) -> i32 {
        self.0 / 100
    }

    /// 1 to 12.
    pub const fn month(self) -> u32 {
        (self.0 % 100) as u32
    }

    /// The month this many months later (or earlier, when negative).
    pub fn plus(self, months: i32) -> Self {
        let index = self.index() + months;
        Self(index.div_euclid(12) * 100 + index.rem_euclid(12) + 1)
    }

    /// Months since year 0: differences of two are whole months.
    pub const fn index(self) -> i32 {
        self.year() * 12 + self.0 % 100 - 1
    }

    /// First day of the month.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }

    /// Last day of the month.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - chrono::Days::new(1)
    }

    /// Every month from `self` to `last`, both included.
    pub fn through(self, last: Self) -> impl DoubleEndedIterator<Item = Self> {
        (self.index()..=last.index()).map(|i| Self(i.div_euclid(12) * 100 + i.rem_euclid(12) + 1))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl std::str::FromStr for Month {
    type Err = crate::word::UnknownWord;
    /// Reads `2026-11`.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.split_once('-')
            .and_then(|(y, m)| Self::new(y.parse().ok()?, m.parse().ok()?))
            .ok_or_else(|| crate::word::UnknownWord {
                kind: "month",
                word: s.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_begins_at_midnight_in_brussels() {
        let at = "2026-10-31T23:30:00Z".parse().unwrap();
        assert_eq!(Month::of_instant(at), Month::new(2026, 11).unwrap());
    }

    #[test]
    fn december_is_followed_by_january() {
        assert_eq!(
            Month::new(2026, 12).unwrap().plus(1),
            Month::new(2027, 1).unwrap()
        );
        assert_eq!(
            Month::new(2026, 1).unwrap().plus(-1),
            Month::new(2025, 12).unwrap()
        );
    }

    #[test]
    fn a_month_that_does_not_exist_is_refused() {
        assert_eq!(Month::from_number(202_613), None);
        assert_eq!("2026-00".parse::<Month>().ok(), None);
    }

    proptest! {
        #[test]
        fn going_forth_and_back_is_standing_still(y in 1950i32..2100, m in 1u32..=12, n in -400i32..400) {
            let month = Month::new(y, m).unwrap();
            prop_assert_eq!(month.plus(n).plus(-n), month);
            prop_assert_eq!(month.to_string().parse::<Month>().unwrap(), month);
            prop_assert_eq!(month.last_day() + chrono::Days::new(1), month.plus(1).first_day());
        }
    }
}
