//! The read models of payment behind `/reports`: share paid late, delays, and money owed, from histograms alone.

use super::ALL;
use super::claim::{Evidence, ShareFinding};
use super::cluster::ClientSums;
use super::control::{Baseline, Counted, Limits, Mark};
use super::duration::{Quantile, Spells};
use super::ledger::{Bar, DueMonth, MoneyMonth, Outside, money_stock};
use super::rebase::Rebased;
use super::report::Period;
use super::series::MonthState;
use super::share::{Counts, ShareMonth, ShareSeries};
use crate::{Money, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Invoices due in a month, by cell.
pub type ByDue = BTreeMap<(String, Month), DueMonth>;

/// One month of the share paid late.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LateMonth {
    pub month: Month,
    pub state: MonthState,
    /// Late, of the invoices due in the month.
    pub late: Counted,
    /// The same weighted by amount, in cents.
    pub late_cents: Counted,
    /// Absent in months that are not mature.
    pub limits: Option<Limits>,
    pub mark: Option<Mark>,
}

/// Share of invoices paid late, each against its own due date, with the limits of what it does by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LateTrend {
    pub months: Vec<LateMonth>,
    pub baseline: Option<Baseline>,
    pub finding: ShareFinding,
    /// How many marks chance alone makes in the mature months shown.
    pub marks_by_chance: f64,
    /// The mature months shown, together.
    pub late: Counted,
    /// The delay of half of the late ones.
    pub late_median: Option<Quantile>,
    /// Due in the months shown and in no rate, in the order of [`Outside::ALL`].
    pub outside: [i64; 4],
    /// Since when the limits begin anew, by whom and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebased: Option<Rebased>,
    /// What the finding rests on, until it is judged with the rest of its page.
    #[serde(skip)]
    pub evidence: Evidence,
}

/// Late of due in a month, by invoices and by cents.
pub type DueMonthCounts = (Month, Counted, Counted);

impl LateTrend {
    /// From the counts of all months since the beginning: the baseline is their first two years. `by_due` has the delays
    /// of the period, `outside` are its bars; `sums` over clients are those of the three months that a title compares.
    pub fn new(
        period: Period,
        counts: &[DueMonthCounts],
        by_due: &ByDue,
        sums: Option<&ClientSums>,
        rebased: Option<&Rebased>,
        outside: &[Bar],
        today: NaiveDate,
    ) -> Self {
        let late: BTreeMap<Month, Counted> = counts.iter().map(|(month, late, _)| (*month, *late)).collect();
        let cents: BTreeMap<Month, Counted> =
            counts.iter().map(|(month, _, cents)| (*month, *cents)).collect();
        let counts = Counts::share(&late).with(sums).since(rebased);
        let series = ShareSeries::new(period, counts, today);
        let mut late_delays = Spells::default();
        for shown in series.months.iter().filter(|m| m.state == MonthState::Mature) {
            if let Some(due) = by_due.get(&(ALL.to_owned(), shown.month)) {
                late_delays.merge(&due.late_delays);
            }
        }
        let month = |m: &ShareMonth| LateMonth {
            month: m.month,
            state: m.state,
            late: m.counted,
            late_cents: cents.get(&m.month).copied().unwrap_or_default(),
            limits: m.limits,
            mark: m.mark,
        };
        Self {
            months: series.months.iter().map(month).collect(),
            finding: series.finding,
            marks_by_chance: series.marks_by_chance,
            late: series.total,
            late_median: late_delays.quantile(50),
            outside: count_outside(outside),
            baseline: series.baseline,
            rebased: series.rebased,
            evidence: series.evidence,
        }
    }
}

fn count_outside(bars: &[Bar]) -> [i64; 4] {
    let mut counts = [0; Outside::ALL.len()];
    for bar in bars {
        if let Some(count) = usize::try_from(bar.value)
            .ok()
            .and_then(|place| counts.get_mut(place))
        {
            *count += bar.n;
        }
    }
    counts
}

/// One month of delays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayMonth {
    pub month: Month,
    pub state: MonthState,
    pub invoices: i64,
    /// Days after due by which half, and nine in ten, of the invoices are paid.
    pub half: Option<Quantile>,
    pub nine_in_ten: Option<Quantile>,
    /// Paid, or waited for, more than 30 and more than 60 days after due; what is never paid is in both.
    pub over_30: i64,
    pub over_60: i64,
}

/// How long after its due date an invoice is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayTrend {
    pub months: Vec<DelayMonth>,
    /// The last three mature months together: from, to, and their figures. None without an invoice.
    pub recent: Option<(Month, Month, DelayMonth)>,
}

impl DelayTrend {
    pub fn new(period: Period, by_due: &ByDue, today: NaiveDate) -> Self {
        let of = |month: Month| by_due.get(&(ALL.to_owned(), month)).cloned().unwrap_or_default();
        let month = |month: Month| delay_month(month, MonthState::of(month, today), &of(month).delays);
        let mature = |month: &Month| MonthState::of(*month, today) == MonthState::Mature;
        let recent = period.months().into_iter().rev().find(mature).and_then(|last| {
            let first = last.plus(-2);
            let mut all = Spells::default();
            for month in first.through(last) {
                all.merge(&of(month).delays);
            }
            (all.total() > 0).then(|| (first, last, delay_month(last, MonthState::Mature, &all)))
        });
        Self {
            months: period.months().into_iter().map(month).collect(),
            recent,
        }
    }
}

fn delay_month(month: Month, state: MonthState, delays: &Spells) -> DelayMonth {
    let over = |days| delays.ended.above(days) + delays.open.above(days) + delays.never;
    DelayMonth {
        month,
        state,
        invoices: delays.total(),
        half: delays.quantile(50),
        nine_in_ten: delays.quantile(90),
        over_30: over(30),
        over_60: over(60),
    }
}

/// Money owed at the end of each month, and of it the late part; what is lost, by month due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTrend {
    pub months: Vec<Month>,
    /// Invoiced and not paid.
    pub owed: Vec<MoneyMonth>,
    /// Not paid more than seven days after due, and not disputed.
    pub overdue: Vec<MoneyMonth>,
    /// Written off or bankrupt: of the invoices due in the month.
    pub lost: Vec<Money>,
    pub lost_invoices: i64,
    /// Members whose money is late today; `None` where the last month is over: nobody counted them at its end.
    pub members: Option<i64>,
}

/// The flows that a [`MoneyTrend`] is made of: stocks need all of them since the beginning.
#[derive(Debug, Clone, Copy)]
pub struct MoneyFlows<'a> {
    pub open_in: &'a [Bar],
    pub open_out: &'a [Bar],
    pub overdue_in: &'a [Bar],
    pub overdue_out: &'a [Bar],
    /// Of the period.
    pub never: &'a [Bar],
}

impl MoneyTrend {
    pub fn new(period: Period, flows: MoneyFlows<'_>, members: i64, today: NaiveDate) -> Self {
        let stock = |came, went| {
            let months = money_stock(came, went, period.first, period.last, today);
            months.into_iter().map(|(_, month)| month).collect()
        };
        let lost = |month: Month| {
            Money(
                flows
                    .never
                    .iter()
                    .filter(|bar| bar.month == month)
                    .map(|bar| bar.cents)
                    .sum(),
            )
        };
        Self {
            owed: stock(flows.open_in, flows.open_out),
            overdue: stock(flows.overdue_in, flows.overdue_out),
            lost: period.months().into_iter().map(lost).collect(),
            lost_invoices: flows
                .never
                .iter()
                .filter(|bar| period.months().contains(&bar.month))
                .map(|bar| bar.n)
                .sum(),
            members: (MonthState::of(period.last, today) == MonthState::Incomplete).then_some(members),
            months: period.months(),
        }
    }

    /// At the end of the last month, or as it is today where that is not over.
    pub fn now(&self) -> (MoneyMonth, MoneyMonth) {
        let last = |months: &[MoneyMonth]| months.last().copied().unwrap_or_default();
        (last(&self.owed), last(&self.overdue))
    }

    /// Lost in the months shown.
    pub fn lost_in_all(&self) -> Money {
        Money(self.lost.iter().map(|lost| lost.cents()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::{Delays, by_due, day_number};
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    fn bar(month: Month, value: i64, n: i64) -> Bar {
        Bar {
            month,
            cell: ALL.to_owned(),
            value,
            n,
            cents: n * 10_000,
        }
    }

    /// Four years in which ten of a hundred invoices a month are paid 20 days late, the rest on the day.
    fn ended(late: impl Fn(Month) -> i64) -> Vec<Bar> {
        let months = Month::new(2022, 12)
            .unwrap()
            .through(Month::new(2026, 11).unwrap());
        months
            .flat_map(|month| [bar(month, 0, 100 - late(month)), bar(month, 20, late(month))])
            .collect()
    }

    fn late(ended: &[Bar], open: &[Bar]) -> LateTrend {
        let by_due = by_due(
            Delays {
                ended,
                open,
                never: &[],
            },
            TODAY,
        );
        let counts: Vec<DueMonthCounts> = by_due
            .iter()
            .map(|((_, month), due)| (*month, due.late, due.late_cents))
            .collect();
        LateTrend::new(
            Period::ending(TODAY, 12),
            &counts,
            &by_due,
            None,
            None,
            &[bar(Month::of(TODAY), 1, 4)],
            TODAY,
        )
    }

    #[test]
    fn a_steady_share_has_limits_in_its_mature_months_and_no_mark() {
        let found = late(&ended(|month| 9 + i64::from(month.month() % 2) * 2), &[]);
        assert!(
            matches!(found.finding, ShareFinding::NoChange { .. }),
            "{:?}",
            found.finding
        );
        let limits: Vec<bool> = found.months.iter().map(|month| month.limits.is_some()).collect();
        assert_eq!(
            limits,
            [
                true, true, true, true, true, true, true, true, true, false, false, false
            ]
        );
        assert!(found.months.iter().all(|month| month.mark.is_none()));
        assert_eq!((found.late.n, found.outside), (900, [0, 4, 0, 0]));
        assert_eq!(found.late_median, Some(Quantile::Days(20)));
    }

    #[test]
    fn a_month_beyond_its_limits_is_the_finding() {
        let loud = Month::new(2026, 8).unwrap();
        let found = late(
            &ended(|month| {
                if month == loud {
                    60
                } else {
                    9 + i64::from(month.month() % 2) * 2
                }
            }),
            &[],
        );
        assert!(
            matches!(found.finding, ShareFinding::Higher { .. }),
            "{:?}",
            found.finding
        );
        assert_eq!(
            found.months.iter().filter(|month| month.mark.is_some()).count(),
            1
        );
    }

    #[test]
    fn what_is_open_counts_as_late_by_the_day() {
        let month = Month::new(2026, 11).unwrap();
        let open = [
            bar(month, day_number(TODAY) - 8, 2),
            bar(month, day_number(TODAY) - 7, 3),
            bar(month, day_number(TODAY) + 1, 5),
        ];
        let found = late(&[], &open);
        assert_eq!(found.months.last().unwrap().late, Counted::new(2, 5));
        assert_eq!(found.finding, ShareFinding::TooEarly { mature: 0 });
    }

    #[test]
    fn delays_know_what_is_not_paid_yet() {
        let month = Month::new(2026, 8).unwrap();
        let by_due = by_due(
            Delays {
                ended: &[bar(month, -3, 4), bar(month, 40, 2), bar(month, 61, 1)],
                open: &[bar(month, day_number(TODAY) - 70, 1)],
                never: &[bar(month, day_number(TODAY) - 80, 2)],
            },
            TODAY,
        );
        let found = DelayTrend::new(Period::ending(TODAY, 12), &by_due, TODAY);
        let (first, last, recent) = found.recent.unwrap();
        assert_eq!((first, last), (month.plus(-2), month));
        assert_eq!((recent.invoices, recent.over_30, recent.over_60), (10, 6, 4));
        assert_eq!(
            (recent.half, recent.nine_in_ten),
            (Some(Quantile::Days(40)), Some(Quantile::Over(Some(70))))
        );
        assert_eq!(found.months[8], recent);
        assert_eq!(found.months[0].half, None);
    }

    #[test]
    fn money_owed_is_a_stock_and_what_is_lost_is_apart() {
        let month = Month::new(2026, 10).unwrap();
        let day = day_number(NaiveDate::from_ymd_opt(2026, 10, 5).unwrap());
        let flows = MoneyFlows {
            open_in: &[bar(month, day, 3)],
            open_out: &[bar(Month::of(TODAY), day_number(TODAY), 1)],
            overdue_in: &[bar(Month::of(TODAY), day_number(TODAY) + 1, 1)],
            overdue_out: &[],
            never: &[bar(month, day, 2)],
        };
        let found = MoneyTrend::new(Period::ending(TODAY, 12), flows, 7, TODAY);
        let (owed, overdue) = found.now();
        assert_eq!(
            (owed.end, owed.invoices, owed.went),
            (Money(20_000), 2, Money(10_000))
        );
        // Late tomorrow is not late today.
        assert_eq!(overdue.end, Money(0));
        assert_eq!(
            (found.lost_in_all(), found.lost_invoices, found.members),
            (Money(20_000), 2, Some(7))
        );
        // Whose money is late today says nothing of a month that is over.
        let closed = Period {
            last: month,
            ..Period::ending(TODAY, 12)
        };
        let found = MoneyTrend::new(closed, flows, 7, TODAY);
        assert_eq!((found.now().0.end, found.members), (Money(30_000), None));
    }
}
