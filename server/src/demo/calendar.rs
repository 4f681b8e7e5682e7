//! When work is done: the season of the arts, over the years of the demo.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::Month;

/// How much work begins in each month of a year, January first: peaks in May, June and from September, troughs in
/// January and August (`domain-facts.md` 8).
const SEASON: [f64; 12] = [0.55, 0.85, 1.0, 1.05, 1.35, 1.35, 0.85, 0.5, 1.2, 1.3, 1.25, 1.1];
/// Each year has this much more work than the one before.
const GROWTH: f64 = 1.04;

/// Days as shares of all work, from 0 (the first day) to 1 (today).
pub struct Calendar {
    /// First day, number of days and the share of work before it, month by month.
    months: Vec<(NaiveDate, i64, f64)>,
    today: NaiveDate,
}

impl Calendar {
    /// The `years` before `today`.
    pub fn new(today: NaiveDate, years: i32) -> Self {
        let last = Month::of(today);
        let first = last.plus(-12 * years + 1);
        let mut months = Vec::new();
        let mut before = 0.0;
        for (at, month) in first.through(last).enumerate() {
            let days = if month == last {
                i64::from(today.day())
            } else {
                i64::from(month.last_day().day())
            };
            months.push((month.first_day(), days, before));
            let part = days as f64 / f64::from(month.last_day().day());
            before += SEASON[month.month() as usize - 1] * GROWTH.powf(at as f64 / 12.0) * part;
        }
        for (.., share) in &mut months {
            *share /= before;
        }
        Self { months, today }
    }

    /// The day at which this share of all work has begun.
    pub fn day(&self, share: f64) -> NaiveDate {
        let at = self
            .months
            .partition_point(|(.., before)| *before <= share)
            .saturating_sub(1);
        let (first, days, before) = self.months[at];
        let end = self.months.get(at + 1).map_or(1.0, |(.., next)| *next);
        let part = ((share - before) / (end - before).max(f64::EPSILON)).clamp(0.0, 0.999);
        (first + Days::new((part * days as f64) as u64)).min(self.today)
    }

    /// The share of all work that has begun before this day.
    pub fn share(&self, day: NaiveDate) -> f64 {
        let at = self
            .months
            .partition_point(|(first, ..)| *first <= day)
            .saturating_sub(1);
        let (first, days, before) = self.months[at];
        let end = self.months.get(at + 1).map_or(1.0, |(.., next)| *next);
        let part = day.signed_duration_since(first).num_days() as f64 / days as f64;
        before + (end - before) * part.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_begins_in_the_first_month_and_ends_today() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let calendar = Calendar::new(today, 5);
        assert_eq!(calendar.day(0.0), NaiveDate::from_ymd_opt(2021, 12, 1).unwrap());
        assert!(calendar.day(1.0) >= today - Days::new(1));
        let june = NaiveDate::from_ymd_opt(2025, 6, 12).unwrap();
        assert_eq!(calendar.day(calendar.share(june) + 1e-9), june);
        let mut days: Vec<_> = (0..500).map(|n| calendar.day(f64::from(n) / 500.0)).collect();
        let sorted = {
            let mut copy = days.clone();
            copy.sort();
            copy
        };
        assert_eq!(days, sorted);
        days.retain(|day| day.month() == 8);
        assert!(days.len() < 30, "August is quiet: {}", days.len());
    }
}
