//! A share or a rate by month with the limits of what it does by itself: late of due, under the reference of all wages,
//! issues per contract.

use super::claim::{Evidence, ShareFinding, evidence, findings};
use super::cluster::ClientSums;
use super::control::{Baseline, ChartKind, Counted, Limits, Mark, marks, marks_by_chance};
use super::rebase::Rebased;
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
    /// How many marks chance alone makes in the mature months shown; runs may begin before them.
    pub marks_by_chance: f64,
    /// The mature months shown, together.
    pub total: Counted,
    /// Since when the limits begin anew, by whom and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebased: Option<Rebased>,
    /// What the finding rests on, until it is judged with the rest of its page.
    #[serde(skip)]
    pub evidence: Evidence,
}

/// What a series is made of: all months since the beginning.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    pub kind: ChartKind,
    pub by_month: &'a BTreeMap<Month, Counted>,
    /// With the sums over clients of the three months that a title compares its interval knows how much clients cluster,
    /// and is none under ten of them; without, it is as wide as the figure moves from month to month by itself.
    pub sums: Option<&'a ClientSums>,
    /// The baseline is the first two years, or those from this month on.
    pub rebased: Option<&'a Rebased>,
}

impl<'a> Counts<'a> {
    /// A share whose limits rest on its first two years.
    pub const fn share(by_month: &'a BTreeMap<Month, Counted>) -> Self {
        Self {
            kind: ChartKind::Share,
            by_month,
            sums: None,
            rebased: None,
        }
    }

    pub const fn with(self, sums: Option<&'a ClientSums>) -> Self {
        Self { sums, ..self }
    }

    pub const fn since(self, rebased: Option<&'a Rebased>) -> Self {
        Self { rebased, ..self }
    }
}

impl ShareSeries {
    pub fn new(period: Period, counts: Counts<'_>, today: NaiveDate) -> Self {
        let mut all = Self::together(period, [counts], today);
        all.pop().unwrap_or_else(|| Self::empty(period, today))
    }

    /// Several at once: a change is claimed only where it survives among all that was tested.
    pub fn together<'a>(
        period: Period,
        series: impl IntoIterator<Item = Counts<'a>>,
        today: NaiveDate,
    ) -> Vec<Self> {
        let drawn: Vec<Self> = series
            .into_iter()
            .map(|counts| Self::one(period, counts, today))
            .collect();
        let tested: Vec<Evidence> = drawn.iter().map(|series| series.evidence.clone()).collect();
        drawn
            .into_iter()
            .zip(findings(&tested))
            .map(|(series, finding)| Self { finding, ..series })
            .collect()
    }

    fn one(period: Period, counts: Counts<'_>, today: NaiveDate) -> Self {
        let of = |month: Month| counts.by_month.get(&month).copied().unwrap_or_default();
        let mature: Vec<(Month, Counted)> = counts
            .by_month
            .keys()
            .next()
            .into_iter()
            .flat_map(|began| began.through(period.last))
            .filter(|month| MonthState::of(*month, today) == MonthState::Mature)
            .map(|month| (month, of(month)))
            .collect();
        let begun = counts.rebased.map_or(0, |rebased| {
            mature.partition_point(|(month, _)| *month < rebased.from)
        });
        let baseline = Baseline::of(counts.kind, &mature[begun..]);
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
        let mut evidence = evidence(counts.kind, &mature, baseline.as_ref(), spread);
        if let Some(sums) = counts.sums {
            evidence.interval = sums.interval();
        }
        let limited_before = |baseline: &Baseline| {
            let before = mature.iter().filter(|(month, _)| *month < period.first);
            before
                .filter(|(month, of)| baseline.limits(*month, of.n).is_some())
                .count()
        };
        let before = baseline.as_ref().map_or(0, limited_before);
        let limited = months.iter().filter(|m| m.limits.is_some()).count();
        Self {
            finding: ShareFinding::TooEarly { mature: mature.len() },
            marks_by_chance: marks_by_chance(before, limited),
            total,
            baseline,
            months,
            rebased: counts.rebased.cloned(),
            evidence,
        }
    }

    fn empty(period: Period, today: NaiveDate) -> Self {
        Self::one(period, Counts::share(&BTreeMap::new()), today)
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
        let interval = |sums: Option<&ClientSums>| match ShareSeries::new(
            period,
            Counts::share(&counts).with(sums),
            TODAY,
        )
        .finding
        {
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
        let counts = counts(|_| 50);
        let series = ShareSeries::new(Period::ending(TODAY, 12), Counts::share(&counts), TODAY);
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
        // Nine months are shown; the 35 before them have limits too.
        assert!((series.marks_by_chance - marks_by_chance(35, 9)).abs() < 1e-12);
    }

    #[test]
    fn what_would_be_a_change_alone_may_be_none_among_many() {
        let moved = counts(|i| if i > 40 { 43 } else { 36 + i % 2 });
        let still = counts(|i| 50 + i % 2);
        let period = Period::ending(TODAY, 12);
        let many: Vec<_> = std::iter::once(Counts::share(&moved))
            .chain((0..20).map(|_| Counts::share(&still)))
            .collect();
        let among = ShareSeries::together(period, many, TODAY);
        assert_eq!(among.len(), 21);
        assert!(
            among[1..]
                .iter()
                .all(|s| matches!(s.finding, ShareFinding::NoChange { .. }))
        );
    }

    #[test]
    fn limits_that_begin_anew_rest_on_what_came_after_and_mark_nothing_before() {
        // A new way of invoicing halves the share in January 2025: against the old limits all of it is marked.
        let counts = counts(|i| if i < 24 { 60 + i % 3 } else { 30 + i % 3 });
        let period = Period::ending(TODAY, 60);
        let old = ShareSeries::new(period, Counts::share(&counts), TODAY);
        assert!(old.months.iter().filter(|m| m.mark.is_some()).count() >= 18);
        let rebased = Rebased {
            from: Month::new(2025, 1).unwrap(),
            by_name: "Direction".to_owned(),
            on: TODAY,
            reason: "Nouvelle facturation".to_owned(),
        };
        let new = ShareSeries::new(period, Counts::share(&counts).since(Some(&rebased)), TODAY);
        assert!(new.months.iter().all(|m| m.mark.is_none()));
        assert!(
            new.months
                .iter()
                .all(|m| m.limits.is_none() || m.month >= rebased.from)
        );
        let baseline = new.baseline.unwrap();
        assert_eq!((baseline.first, baseline.months), (rebased.from, 20));
        assert_eq!(new.rebased, Some(rebased));
    }

    #[test]
    fn a_rate_may_pass_one_and_is_tested_as_one() {
        let counts = counts(|i| if i >= 41 { 260 } else { 150 + i % 4 });
        let of = Counts {
            kind: ChartKind::Rate,
            ..Counts::share(&counts)
        };
        let series = ShareSeries::new(Period::ending(TODAY, 12), of, TODAY);
        assert!(matches!(series.finding, ShareFinding::Higher { .. }));
        let limits = series.months[0].limits.unwrap();
        assert!(limits.low > 1.0 && limits.high > limits.centre);
    }
}
