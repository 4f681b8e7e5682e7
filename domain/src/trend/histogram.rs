//! Exact histograms: a count per day or per basis point, so that months add up to quarters and years and every quantile
//! is exact (`statistics.md` 8).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts by whole value; no value has a count of zero.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(BTreeMap<i64, i64>);

impl Histogram {
    /// Of values, one each.
    pub fn of(values: impl IntoIterator<Item = i64>) -> Self {
        let mut histogram = Self::default();
        for value in values {
            histogram.add(value, 1);
        }
        histogram
    }

    /// Counts a value so many times; a negative number takes it back.
    pub fn add(&mut self, value: i64, times: i64) {
        let count = self.0.entry(value).or_default();
        *count += times;
        if *count == 0 {
            self.0.remove(&value);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (value, count) in other.counts() {
            self.add(value, count);
        }
    }

    /// Values and their counts, the smallest first.
    pub fn counts(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.0.iter().map(|(value, count)| (*value, *count))
    }

    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn greatest(&self) -> Option<i64> {
        self.0.keys().next_back().copied()
    }

    /// How many lie strictly above this value.
    pub fn above(&self, value: i64) -> i64 {
        self.counts().filter(|(v, _)| *v > value).map(|(_, n)| n).sum()
    }

    /// How many lie strictly below this value.
    pub fn below(&self, value: i64) -> i64 {
        self.counts().filter(|(v, _)| *v < value).map(|(_, n)| n).sum()
    }

    /// The smallest value that at least `percent` in a hundred do not exceed (type 1): for whole days.
    pub fn quantile_type1(&self, percent: u32) -> Option<i64> {
        let total = self.total();
        let wanted = total * i64::from(percent);
        let mut seen = 0;
        self.counts().find_map(|(value, count)| {
            seen += count;
            (count > 0 && seen * 100 >= wanted).then_some(value)
        })
    }

    /// The quantile between two neighbours (type 7): for ratios in basis points. In thousandths of the unit, rounded to
    /// the nearest, so that it is the same on every machine.
    pub fn quantile_type7_thousandths(&self, percent: u32) -> Option<i64> {
        let total = self.total();
        if total <= 0 {
            return None;
        }
        // Position (n − 1)·p, in hundredths.
        let position = (total - 1) * i64::from(percent.min(100));
        let (rank, hundredths) = (position / 100, position % 100);
        let low = self.nth(rank)?;
        let high = if hundredths > 0 { self.nth(rank + 1)? } else { low };
        Some(low * 1_000 + (high - low) * hundredths * 10)
    }

    /// The same as a number of the unit.
    pub fn quantile_type7(&self, percent: u32) -> Option<f64> {
        self.quantile_type7_thousandths(percent)
            .map(|value| value as f64 / 1_000.0)
    }

    /// The value at this rank, from 0.
    fn nth(&self, rank: i64) -> Option<i64> {
        let mut seen = 0;
        self.counts().find_map(|(value, count)| {
            seen += count;
            (seen > rank).then_some(value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn type_7_gives_the_known_answers() {
        assert_eq!(Histogram::of([15, 20, 35, 40, 50]).quantile_type7(40), Some(29.0));
        assert_eq!(Histogram::of([1, 2, 3, 4]).quantile_type7(75), Some(3.25));
        assert_eq!(Histogram::of(1..=10).quantile_type7(90), Some(9.1));
        assert_eq!(Histogram::default().quantile_type7(50), None);
        assert_eq!(Histogram::of([7]).quantile_type7(50), Some(7.0));
    }

    #[test]
    fn type_1_is_the_inverse_of_the_distribution_function() {
        let histogram = Histogram::of([15, 20, 35, 40, 50]);
        assert_eq!(histogram.quantile_type1(40), Some(20));
        assert_eq!(histogram.quantile_type1(41), Some(35));
        assert_eq!(histogram.quantile_type1(100), Some(50));
        assert_eq!(Histogram::default().quantile_type1(50), None);
    }

    #[test]
    fn what_is_taken_back_is_gone() {
        let mut histogram = Histogram::of([3, 3, 5]);
        histogram.add(5, -1);
        assert_eq!(histogram, Histogram::of([3, 3]));
        assert_eq!(
            (histogram.above(2), histogram.above(3), histogram.below(3)),
            (2, 0, 0)
        );
    }

    proptest! {
        #[test]
        fn months_add_up_to_years(a in prop::collection::vec(-50i64..200, 0..50), b in prop::collection::vec(-50i64..200, 0..50)) {
            let mut year = Histogram::of(a.iter().copied());
            year.merge(&Histogram::of(b.iter().copied()));
            prop_assert_eq!(&year, &Histogram::of(a.iter().chain(&b).copied()));
        }

        #[test]
        fn quantiles_are_those_of_the_sorted_values(mut values in prop::collection::vec(-50i64..200, 1..80), percent in 1u32..=99) {
            let histogram = Histogram::of(values.iter().copied());
            values.sort_unstable();
            let rank = (values.len() * percent as usize).div_ceil(100) - 1;
            prop_assert_eq!(histogram.quantile_type1(percent), Some(values[rank]));
            let position = (values.len() - 1) as f64 * f64::from(percent) / 100.0;
            let (low, high) = (values[position.floor() as usize], values[position.ceil() as usize]);
            let between = low as f64 + (high - low) as f64 * position.fract();
            prop_assert!((histogram.quantile_type7(percent).unwrap() - between).abs() < 1e-6);
        }
    }
}
