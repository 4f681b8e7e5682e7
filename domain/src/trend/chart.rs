//! The charts of the reports by name, and the figures behind them: language-neutral, so that a page, a file, a picture and
//! a frozen edition are made from the same numbers.

use super::Split;
use super::chance::benjamini_hochberg;
use super::check_report::{ChecksTrend, OffersTrend};
use super::choices::{AgreementTrend, SparedTrend};
use super::claim::RATE;
use super::endings::{EndingsTrend, RelapseTrend};
use super::low_pay::LowPayTrend;
use super::movers::MoversTrend;
use super::payment_report::{DelayTrend, LateTrend, MoneyTrend};
use super::people::PeopleTrend;
use super::queues::QueuesTrend;
use super::rate::RatesTrend;
use super::report::{IssuesTrend, OutcomeTrend, Period, StancesTrend};
use super::share::ShareSeries;
use super::split::{Chosen, SplitIssues, SplitLate};
use super::wage::WageTrend;
use super::wait::WaitTrend;
use crate::ClientId;
use crate::category::Filter;
use crate::permission::Grant;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// A chart, in the order of the page; the word is its anchor and the name of its files.
    ChartName {
        Issues = "issues",
        Outcomes = "outcomes",
        Waits = "waits",
        IssueRate = "issue-rate",
        Rates = "rates",
        Late = "late",
        Delays = "delays",
        Money = "money",
        Wages = "wages",
        Under = "under",
        Checks = "checks",
        Offers = "offers",
        Stances = "stances",
        People = "people",
        Agreement = "agreement",
        Spared = "spared",
        Endings = "endings",
        Relapses = "relapses",
        LowPay = "low-pay",
        MoversLate = "movers-late",
        MoversIssues = "movers-issues",
        Queues = "queues",
    }
}

/// Who sees a chart, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// To the filter that is asked for: everyone sees it for the filters that they may read.
    ToFilter,
    /// To payment: hidden where another filter is asked for.
    ToPayment,
    /// To no filter: hidden from those who follow payment only.
    ToAll,
}

impl ChartName {
    pub const fn belongs(self) -> Belongs {
        match self {
            // What waits is there for each team, whatever filter is asked for.
            Self::Queues | Self::Issues | Self::Outcomes | Self::Waits | Self::IssueRate | Self::Rates => {
                Belongs::ToFilter
            }
            Self::Late | Self::Delays | Self::Money => Belongs::ToPayment,
            Self::Wages
            | Self::Under
            | Self::Checks
            | Self::Offers
            | Self::Stances
            | Self::People
            | Self::Agreement
            | Self::Spared
            | Self::Endings
            | Self::Relapses
            | Self::LowPay
            | Self::MoversLate
            | Self::MoversIssues => Belongs::ToAll,
        }
    }

    /// The splits of which it can show one part alone.
    pub const fn splits(self) -> &'static [Split] {
        match self {
            Self::Issues | Self::Outcomes | Self::Waits | Self::IssueRate => {
                &[Split::Sector, Split::Region, Split::Size, Split::Category]
            }
            Self::Late | Self::Delays | Self::Money | Self::Wages | Self::Under => {
                &[Split::Sector, Split::Region, Split::Size]
            }
            _ => &[],
        }
    }

    /// Does it show the largest parts side by side where none is chosen?
    pub const fn shows_parts(self, split: Split) -> bool {
        match self {
            Self::Issues => true,
            Self::Late => matches!(split, Split::Sector | Split::Region | Split::Size),
            _ => false,
        }
    }

    /// Does it show what is known of today only? An edition of an earlier month is without it.
    pub const fn is_of_today(self) -> bool {
        matches!(self, Self::MoversLate | Self::MoversIssues | Self::Queues)
    }

    /// Has it control limits, which can begin anew?
    pub const fn has_limits(self) -> bool {
        matches!(self, Self::IssueRate | Self::Late | Self::Under)
    }

    /// May a reader with this grant see it at all (`product.md`, "Who may do what": reports)?
    pub const fn is_for(self, grant: Grant) -> bool {
        match grant {
            Grant::Yes => true,
            Grant::Payment => !matches!(self.belongs(), Belongs::ToAll),
            Grant::Own | Grant::Put | Grant::No => false,
        }
    }

    /// Is it on the page of this filter?
    pub fn is_on(self, filter: Option<Filter>) -> bool {
        match self.belongs() {
            Belongs::ToFilter | Belongs::ToAll => true,
            Belongs::ToPayment => filter.is_none_or(|filter| filter == Filter::Payment),
        }
    }
}

/// The figures of one chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "chart", rename_all = "snake_case")]
pub enum Trend {
    Issues(IssuesTrend),
    /// The largest parts of a split side by side.
    IssuesSplit(SplitIssues),
    Outcomes(OutcomeTrend),
    Waits(WaitTrend),
    /// Issues per contract, by month.
    IssueRate(ShareSeries),
    Rates(RatesTrend),
    Late(LateTrend),
    LateSplit(SplitLate),
    Delays(DelayTrend),
    Money(MoneyTrend),
    Wages(WageTrend),
    Under(ShareSeries),
    Checks(ChecksTrend),
    Offers(OffersTrend),
    Stances(StancesTrend),
    People(PeopleTrend),
    Agreement(AgreementTrend),
    Spared(SparedTrend),
    Endings(EndingsTrend),
    Relapses(RelapseTrend),
    LowPay(LowPayTrend),
    MoversLate(MoversTrend),
    MoversIssues(MoversTrend),
    Queues(QueuesTrend),
}

impl Trend {
    pub const fn name(&self) -> ChartName {
        match self {
            Self::Issues(_) | Self::IssuesSplit(_) => ChartName::Issues,
            Self::Outcomes(_) => ChartName::Outcomes,
            Self::Waits(_) => ChartName::Waits,
            Self::IssueRate(_) => ChartName::IssueRate,
            Self::Rates(_) => ChartName::Rates,
            Self::Late(_) | Self::LateSplit(_) => ChartName::Late,
            Self::Delays(_) => ChartName::Delays,
            Self::Money(_) => ChartName::Money,
            Self::Wages(_) => ChartName::Wages,
            Self::Under(_) => ChartName::Under,
            Self::Checks(_) => ChartName::Checks,
            Self::Offers(_) => ChartName::Offers,
            Self::Stances(_) => ChartName::Stances,
            Self::People(_) => ChartName::People,
            Self::Agreement(_) => ChartName::Agreement,
            Self::Spared(_) => ChartName::Spared,
            Self::Endings(_) => ChartName::Endings,
            Self::Relapses(_) => ChartName::Relapses,
            Self::LowPay(_) => ChartName::LowPay,
            Self::MoversLate(_) => ChartName::MoversLate,
            Self::MoversIssues(_) => ChartName::MoversIssues,
            Self::Queues(_) => ChartName::Queues,
        }
    }
}

impl ChartName {
    /// Does its title test for a change?
    pub const fn is_tested(self) -> bool {
        matches!(
            self,
            Self::Issues | Self::IssueRate | Self::Late | Self::Under | Self::Spared
        )
    }
}

impl Trend {
    /// How often chance alone would do as much as each thing that the chart tests; `None` with too little history.
    fn tested(&self) -> Vec<Option<f64>> {
        match self {
            Self::Issues(trend) => vec![trend.tested.p],
            Self::IssuesSplit(trend) => trend.cells.iter().map(|cell| cell.tested.p).collect(),
            Self::Late(trend) => vec![trend.evidence.p],
            Self::LateSplit(trend) => trend.cells.iter().map(|(_, series)| series.evidence.p).collect(),
            Self::Under(series) | Self::IssueRate(series) => vec![series.evidence.p],
            Self::Spared(trend) => vec![trend.tested.p],
            _ => Vec::new(),
        }
    }

    /// Takes a verdict for each.
    fn judge(&mut self, stand: &mut impl Iterator<Item = bool>) {
        let mut next = |p: Option<f64>| p.is_some() && stand.next().unwrap_or(false);
        match self {
            Self::Issues(trend) => trend.finding = trend.tested.judged(next(trend.tested.p)),
            Self::IssuesSplit(trend) => {
                for cell in &mut trend.cells {
                    cell.finding = cell.tested.judged(next(cell.tested.p));
                }
            }
            Self::Late(trend) => trend.finding = trend.evidence.judged(next(trend.evidence.p)),
            Self::LateSplit(trend) => {
                for (_, series) in &mut trend.cells {
                    series.finding = series.evidence.judged(next(series.evidence.p));
                }
            }
            Self::Under(series) | Self::IssueRate(series) => {
                series.finding = series.evidence.judged(next(series.evidence.p));
            }
            Self::Spared(trend) => trend.finding = trend.tested.judged(next(trend.tested.p)),
            _ => {}
        }
    }
}

/// Judges everything that a page tests together: titles claim only the changes that survive Benjamini and Hochberg at 10 %
/// over all of it (`statistics.md` 14). Marks of control charts speak for themselves.
pub fn judge_together(trends: &mut [Trend]) {
    let p_values: Vec<f64> = trends.iter().flat_map(Trend::tested).flatten().collect();
    let mut stand = benjamini_hochberg(&p_values, RATE).into_iter();
    for trend in trends {
        trend.judge(&mut stand);
    }
}

/// All figures of a report, as known on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub today: NaiveDate,
    pub period: Period,
    /// One filter alone, or all that the reader may see.
    pub filter: Option<Filter>,
    /// One split beside it, and a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
    /// In the order of [`ChartName::ALL`].
    pub trends: Vec<Trend>,
}

impl Figures {
    /// Leaves out what moved of clients that a reader is kept out of; says whether there was anything.
    pub fn leave_out(&mut self, clients: &[ClientId]) -> bool {
        let mut any = false;
        for trend in &mut self.trends {
            if let Trend::MoversLate(movers) | Trend::MoversIssues(movers) = trend {
                any |= movers.leave_out(clients);
            }
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::super::choices::SparedFinding;
    use super::super::control::Counted;
    use super::super::series::Finding;
    use super::super::share::Counts;
    use super::super::split::CellName;
    use super::super::wage::WageBars;
    use super::*;
    use crate::client::sector::SectorGroup;
    use std::collections::BTreeMap;

    #[test]
    fn accounts_see_no_stances_and_a_filter_hides_the_payment_of_others() {
        let seen = |grant, filter| -> Vec<&str> {
            ChartName::ALL
                .iter()
                .filter(|name| name.is_for(grant) && name.is_on(filter))
                .map(|name| name.code())
                .collect()
        };
        assert_eq!(seen(Grant::Yes, None).len(), ChartName::ALL.len());
        assert!(!seen(Grant::Payment, None).contains(&"stances"));
        assert!(!seen(Grant::Yes, Some(Filter::Ethics)).contains(&"late"));
        assert!(seen(Grant::Payment, Some(Filter::Payment)).contains(&"late"));
        assert!(seen(Grant::No, None).is_empty());
    }

    #[test]
    fn figures_can_be_frozen_and_read_again() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 12);
        let issues = [(period.last, Filter::Legal, 3)];
        let figures = Figures {
            today,
            period,
            filter: None,
            chosen: Some(Chosen {
                split: Split::Sector,
                cell: Some(CellName::Sector(SectorGroup::Events)),
            }),
            trends: vec![
                Trend::Issues(IssuesTrend::new(period, Filter::ALL, &issues, today)),
                Trend::Stances(StancesTrend::new(period, &[], &[], &BTreeMap::new())),
                Trend::Wages(WageTrend::new(
                    period,
                    WageBars {
                        minimum: &[],
                        reference: &[],
                        unknown: &[],
                    },
                    today,
                )),
                Trend::Under(ShareSeries::new(period, Counts::share(&BTreeMap::new()), today)),
                Trend::Checks(ChecksTrend::new(&[], &[], today)),
                Trend::Offers(OffersTrend::new(period, &[], today)),
                Trend::IssuesSplit(SplitIssues::new(
                    period,
                    Split::Sector,
                    vec![(
                        CellName::Sector(SectorGroup::Events),
                        BTreeMap::from([(period.last, 2)]),
                    )],
                    today,
                )),
            ],
        };
        let frozen = serde_json::to_string(&figures).unwrap();
        assert_eq!(serde_json::from_str::<Figures>(&frozen).unwrap(), figures);
    }

    #[test]
    fn a_change_is_claimed_where_it_survives_everything_tested_on_its_page() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 24);
        let first = crate::Month::new(2024, 1).unwrap();
        // Seven issues in three months a year ago, seventeen now: once in sixteen times by chance alone.
        let counts: Vec<_> = (0..32)
            .map(|i| {
                (
                    first.plus(i),
                    Filter::Legal,
                    if i >= 29 {
                        6 - i64::from(i == 31)
                    } else {
                        2 + i64::from(i % 3 == 0)
                    },
                )
            })
            .collect();
        let issues = Trend::Issues(IssuesTrend::new(period, Filter::ALL, &counts, today));
        let p = issues.tested()[0].unwrap();
        assert!((0.034..0.1).contains(&p), "{p}");
        let calm: BTreeMap<_, _> = (0..32)
            .map(|i| (first.plus(i), Counted::new(40 + i64::from(i % 2), 100)))
            .collect();
        let under = || Trend::Under(ShareSeries::new(period, Counts::share(&calm), today));
        let claims = |trends: &[Trend]| {
            let Trend::Issues(trend) = &trends[0] else {
                unreachable!("issues come first")
            };
            matches!(trend.finding, Finding::More { .. })
        };
        let mut alone = vec![issues.clone()];
        judge_together(&mut alone);
        assert!(claims(&alone));
        let mut page = vec![issues, under(), under()];
        judge_together(&mut page);
        assert!(!claims(&page), "one of three that chance may well have made");
        let Trend::Issues(trend) = &page[0] else {
            unreachable!("issues come first")
        };
        let Finding::NoChange { compared, low, high } = trend.finding else {
            panic!("{:?}", trend.finding)
        };
        assert!(
            (low + 1..high).contains(&compared.now),
            "the range holds what was seen"
        );
    }

    #[test]
    fn whether_big_clients_are_spared_is_judged_with_the_rest_of_the_page() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 24);
        // Six of ten big clients against two of ten others: once in fifteen times by chance alone.
        let counts = [
            ("100+:restrictive:informative", 6),
            ("100+:restrictive:restrictive", 4),
            ("1:restrictive:informative", 2),
            ("1:restrictive:restrictive", 8),
        ]
        .map(|(cell, n)| (period.first, cell.to_owned(), n));
        let spared = Trend::Spared(SparedTrend::new(period, &counts));
        let p = spared.tested()[0].unwrap();
        assert!((0.034..0.1).contains(&p), "{p}");
        let first = crate::Month::new(2024, 1).unwrap();
        let calm: BTreeMap<_, _> = (0..32)
            .map(|i| (first.plus(i), Counted::new(40 + i64::from(i % 2), 100)))
            .collect();
        let under = || Trend::Under(ShareSeries::new(period, Counts::share(&calm), today));
        let claims = |trends: &[Trend]| {
            let Trend::Spared(trend) = &trends[0] else {
                unreachable!("it comes first")
            };
            matches!(trend.finding, SparedFinding::Spared { .. })
        };
        let mut alone = vec![spared.clone()];
        judge_together(&mut alone);
        assert!(claims(&alone));
        let mut page = vec![spared, under(), under()];
        judge_together(&mut page);
        assert!(!claims(&page));
    }
}
