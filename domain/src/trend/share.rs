//! A share by month with the limits of what it does by itself: late of due, under the reference of all wages.

use super::claim::{Evidence, ShareFinding, evidence, findings};
use super::cluster::ClientSums;
use super::control::{Baseline, ChartKind, Counted, Limits, Mark, marks, marks_by_chance};
use super::report::Period;
use super::series::MonthState;
use crate::Month;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One month of a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareMonth {
    pub month: Month,
    pub state: MonthState,
    pub counted: Counted,
    /// Absent in months that are not mature.
    pub limits: Option<Limits>,
    pub mark: Option<Mark>,
}

/// A share by month, and what its title may say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareSeries {
    pub months: Vec<ShareMonth>,
    pub baseline: Option<Baseline>,
    pub finding: ShareFinding,
    /// How many marks chance alone makes in the mature months shown.
    pub marks_by_chance: f64,
    /// The mature months shown, together.
    pub total: Counted,
}

impl ShareSeries {
    /// From all months since the beginning: the baseline is their first two years. With the sums over clients of the three
    /// months that a title compares its interval knows how much clients cluster, and is none under ten of them; without,
    /// it is as wide as the share moves from month to month by itself.
    pub fn new(
        period: Period,
        counts: &BTreeMap<Month, Counted>,
        sums: Option<&ClientSums>,
        today: NaiveDate,
    ) -> Self {
        let mut all = Self::together(period, [(counts, sums)], today);
        all.pop().unwrap_or_else(|| Self::empty(period, today))
    }

    /// Several at once: a change is claimed only where it survives among all that was tested.
    pub fn together<'a>(
        period: Period,
        series: impl IntoIterator<Item = (&'a BTreeMap<Month, Counted>, Option<&'a ClientSums>)>,
        today: NaiveDate,
    ) -> Vec<Self> {
        let (drawn, tested): (Vec<Self>, Vec<Evidence>) = series
            .into_iter()
            .map(|(counts, sums)| Self::one(period, counts, sums, today))
            .unzip();
        drawn
            .into_iter()
            .zip(findings(&tested))
            .map(|(series, finding)| Self { finding, ..series })
            .collect()
    }

    fn one(
        period: Period,
        counts: &BTreeMap<Month, Counted>,
        sums: Option<&ClientSums>,
        today: NaiveDate,
    ) -> (Self, Evidence) {
        let of = |month: Month| counts.get(&month).copied().unwrap_or_default();
        let mature: Vec<(Month, Counted)> = counts
            .keys()
            .next()
            .into_iter()
            .flat_map(|began| began.through(period.last))
            .filter(|month| MonthState::of(*month, today) == MonthState::Mature)
            .map(|month| (month, of(month)))
            .collect();
        let baseline = Baseline::of(ChartKind::Share, &mature);
        let marked = baseline
            .as_ref()
            .map(|baseline| marks(baseline, &mature))
            .unwrap_or_default();
        let month = |month: Month| {
            let (state, counted) = (MonthState::of(month, today), of(month));
            ShareMonth {
                month,
                state,
                counted,
                limits: baseline
                    .as_ref()
                    .filter(|_| state == MonthState::Mature)
                    .and_then(|baseline| baseline.limits(month, counted.n)),
                mark: marked.iter().find(|mark| mark.month == month).copied(),
            }
        };
        let months: Vec<ShareMonth> = period.months().into_iter().map(month).collect();
        let mut total = Counted::default();
        for shown in months.iter().filter(|m| m.state == MonthState::Mature) {
            total += shown.counted;
        }
        let spread = baseline.as_ref().map_or(1.0, |b| b.sigma_z * b.sigma_z);
        let mut evidence = evidence(&mature, baseline.as_ref(), spread);
        if let Some(sums) = sums {
            evidence.interval = sums.interval();
        }
        let limited = months.iter().filter(|m| m.limits.is_some()).count();
        let series = Self {
            finding: ShareFinding::TooEarly { mature: mature.len() },
            marks_by_chance: marks_by_chance(limited),
            total,
            baseline,
            months,
        };
        (series, evidence)
    }

    fn empty(period: Period, today: NaiveDate) -> Self {
        Self::one(period, &BTreeMap::new(), None, today).0
    }
}

/// The last of the three months that titles compare on a day, for the sums over clients.
pub fn compared_until(period: Period, today: NaiveDate) -> Month {
    let last = super::mover::last_mature(today);
    last.min(period.last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    fn counts(share: impl Fn(i64) -> i64) -> BTreeMap<Month, Counted> {
        let first = Month::new(2023, 1).unwrap();
        (0..44)
            .map(|i| (first.plus(i), Counted::new(share(i64::from(i)), 100)))
            .collect()
    }

    #[test]
    fn clients_who_cluster_widen_the_interval_and_few_clients_have_none() {
        let counts = counts(|i| 50 + i % 3);
        let period = Period::ending(TODAY, 12);
        let interval =
            |sums: Option<&ClientSums>| match ShareSeries::new(period, &counts, sums, TODAY).finding {
                ShareFinding::NoChange { interval, .. } => interval.map(|found| found.high - found.low),
                other => panic!("{other:?}"),
            };
        let apart = ClientSums::of((0..300).map(|n| Counted::new(n % 2, 1)));
        let together = ClientSums::of((0..30).map(|n| Counted::new(10 * (n % 2), 10)));
        let few = ClientSums::of((0..9).map(|_| Counted::new(15, 30)));
        assert!(interval(Some(&together)).unwrap() > 2.0 * interval(Some(&apart)).unwrap());
        assert_eq!(interval(Some(&few)), None);
        assert!(interval(None).is_some());
    }

    #[test]
    fn hollow_months_have_no_limits_and_are_in_no_total() {
        let series = ShareSeries::new(Period::ending(TODAY, 12), &counts(|_| 50), None, TODAY);
        // August is the last month in the counts, September the last mature one would be.
        let hollow: Vec<i64> = series
            .months
            .iter()
            .filter(|m| m.state.is_hollow())
            .map(|m| m.month.number())
            .collect();
        assert_eq!(hollow, [202_609, 202_610, 202_611]);
        assert!(
            series
                .months
                .iter()
                .all(|m| m.state.is_hollow() || m.limits.is_some())
        );
        assert_eq!(series.total, Counted::new(9 * 50, 9 * 100));
        assert_eq!(compared_until(Period::ending(TODAY, 12), TODAY).number(), 202_608);
    }

    #[test]
    fn what_would_be_a_change_alone_may_be_none_among_many() {
        let moved = counts(|i| if i > 40 { 43 } else { 36 + i % 2 });
        let still = counts(|i| 50 + i % 2);
        let period = Period::ending(TODAY, 12);
        let many: Vec<_> = std::iter::once((&moved, None))
            .chain((0..20).map(|_| (&still, None)))
            .collect();
        let among = ShareSeries::together(period, many, TODAY);
        assert_eq!(among.len(), 21);
        assert!(
            among[1..]
                .iter()
                .all(|s| matches!(s.finding, ShareFinding::NoChange { .. }))
        );
    }
}
