//! Each chart held against what the facts say.

use super::SECTORS;
use super::naive::{self, Contract, End, Wait};
use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::category::{Category, Filter};
use domain::client::sector::SectorGroup;
use domain::contract::SizeBand;
use domain::stance::StanceKind;
use domain::trend::agreement;
use domain::trend::control::ChartKind;
use domain::trend::duration::Quantile;
use domain::trend::ledger::{Delays, LedgerSeries, by_due, late_of_due};
use domain::trend::payment_report::{DelayTrend, MoneyFlows, MoneyTrend};
use domain::trend::rate::{RateCounts, RatesTrend, by_month};
use domain::trend::report::{Period, StancesTrend};
use domain::trend::series::Flow;
use domain::trend::share::{Counts, ShareSeries};
use domain::trend::wage::{WageBars, WageTrend};
use domain::trend::wait::{AgainSeries, WaitSeries, WaitTrend, Waits};
use domain::trend::work::WorkSeries;
use domain::trend::{Measure, Split};
use domain::{CategoryId, Month};
use std::collections::{BTreeMap, BTreeSet};
use store::trend::Wanted;
use store::{Store, trend};

fn months(period: Period) -> Vec<(Month, i64, NaiveDate)> {
    period
        .months()
        .into_iter()
        .map(|m| (m, m.number(), m.last_day()))
        .collect()
}

fn ever() -> (Month, Month) {
    (Month::new(2000, 1).unwrap(), Month::new(2040, 12).unwrap())
}

pub(super) async fn issues_and_outcomes(store: &Store, issues: &[naive::Issue]) {
    let measures = [
        Measure::IssuesReported,
        Measure::IssuesConfirmed,
        Measure::IssuesDismissed,
        Measure::IssuesWithdrawn,
        Measure::IssuesDetected,
    ];
    let splits = [
        Split::All,
        Split::Filter,
        Split::Category,
        Split::Sector,
        Split::Region,
        Split::Size,
        Split::SectorCategory,
        Split::RegionCategory,
        Split::SizeCategory,
    ];
    for measure in measures {
        for split in splits {
            let (first, last) = ever();
            let counts = trend::counts(store, measure, split, first, last).await.unwrap();
            let kept: BTreeMap<(i64, String), i64> = counts
                .into_iter()
                .map(|c| ((c.month.number(), c.cell), c.count))
                .collect();
            assert_eq!(
                kept,
                naive::count_issues(issues, measure.code(), split.code()),
                "{measure} by {split}"
            );
        }
    }
}

fn reached(quantile: Option<Quantile>) -> Option<i64> {
    match quantile {
        Some(Quantile::Days(days)) => Some(days),
        _ => None,
    }
}

pub(super) async fn waits(
    store: &Store,
    period: Period,
    issues: &[naive::Issue],
    plain: &BTreeMap<i64, Vec<Wait>>,
    confirmed_in_time: &BTreeSet<i64>,
    today: NaiveDate,
) {
    let (first, last) = ever();
    let read = async |series| {
        trend::waits(store, series, Split::Filter, first, last)
            .await
            .unwrap()
    };
    let again = async |series| {
        let wanted = Wanted::all(Split::Filter, first, last);
        trend::read_bars(store, series, wanted).await.unwrap()
    };
    let (again_confirmed, again_other) = (
        again(AgainSeries::AgainConfirmed).await,
        again(AgainSeries::AgainOther).await,
    );
    let (confirmed, dismissed) = (
        read(WaitSeries::WaitConfirmed).await,
        read(WaitSeries::WaitDismissed).await,
    );
    let (withdrawn, open) = (
        read(WaitSeries::WaitWithdrawn).await,
        read(WaitSeries::WaitOpen).await,
    );
    let bars = Waits {
        confirmed: &confirmed,
        dismissed: &dismissed,
        withdrawn: &withdrawn,
        open: &open,
        again_confirmed: &again_confirmed,
        again_other: &again_other,
    };
    let mut shares = (0, 0);
    for filters in [Filter::ALL.to_vec(), vec![Filter::Payment], vec![Filter::Ethics]] {
        let found = WaitTrend::new(period, &filters, bars, today);
        let asked = |issue: &naive::Issue| filters.iter().any(|filter| filter.code() == issue.filter);
        for month in &found.months {
            let of: Vec<Wait> = issues
                .iter()
                .filter(|issue| asked(issue) && issue.month() == month.month.number())
                .filter_map(|issue| plain.get(&issue.id))
                .flatten()
                .copied()
                .collect();
            assert_eq!(month.waits, of.len() as i64, "{}", month.month);
            let reported = issues
                .iter()
                .filter(|issue| asked(issue) && issue.counts_as("issues_reported"))
                .filter(|issue| issue.month() == month.month.number());
            let in_time = reported
                .clone()
                .filter(|issue| confirmed_in_time.contains(&issue.id));
            let share = (in_time.count() as i64, reported.count() as i64);
            assert_eq!(
                (month.confirmed.hits, month.confirmed.n),
                share,
                "{}",
                month.month
            );
            shares = (shares.0 + share.0, shares.1 + share.1);
            assert_eq!(
                reached(month.half),
                naive::quantile(&of, 50.0),
                "{} {of:?}",
                month.month
            );
            assert_eq!(
                reached(month.nine_in_ten),
                naive::quantile(&of, 90.0),
                "{} {of:?}",
                month.month
            );
        }
        let open = issues
            .iter()
            .filter(|issue| {
                asked(issue)
                    && issue.source != "ledger"
                    && ["reported", "under_review"].contains(&issue.state.as_str())
            })
            .count();
        assert_eq!(found.open, open as i64);
    }
    assert!(0 < shares.0 && shares.0 < shares.1, "{shares:?}");
}

pub(super) async fn late(store: &Store, contracts: &[Contract], today: NaiveDate) {
    let (first, last) = ever();
    for (split, cells) in [
        (Split::All, vec!["all".to_owned()]),
        (
            Split::Sector,
            SECTORS.iter().map(|s| s.code().to_owned()).collect(),
        ),
        (
            Split::Region,
            vec![
                "brussels".to_owned(),
                "wallonia".to_owned(),
                "flanders".to_owned(),
            ],
        ),
        (
            Split::Size,
            SizeBand::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
    ] {
        for cell in cells {
            let wanted = Wanted {
                split,
                cell: Some(&cell),
                first,
                last,
            };
            let read = async |series| trend::read_bars(store, series, wanted).await.unwrap();
            let (ended, open, never) = (
                read(LedgerSeries::DelayEnded).await,
                read(LedgerSeries::DelayOpen).await,
                read(LedgerSeries::DelayNever).await,
            );
            let delays = Delays {
                ended: &ended,
                open: &open,
                never: &never,
            };
            let counts = late_of_due(delays, today);
            let kept: BTreeMap<i64, [i64; 4]> = counts
                .iter()
                .map(|c| {
                    (
                        c.month.number(),
                        [c.late.hits, c.late.n, c.late_cents.hits, c.late_cents.n],
                    )
                })
                .filter(|(_, sums)| *sums != [0; 4])
                .collect();
            assert_eq!(
                kept,
                naive::late(contracts, split.code(), &cell, today),
                "{split} {cell}"
            );
        }
    }
}

pub(super) async fn delays(store: &Store, period: Period, contracts: &[Contract], today: NaiveDate) {
    let (first, last) = ever();
    let read = async |series| trend::bars(store, series, Split::All, first, last).await.unwrap();
    let (ended, open, never) = (
        read(LedgerSeries::DelayEnded).await,
        read(LedgerSeries::DelayOpen).await,
        read(LedgerSeries::DelayNever).await,
    );
    let by_due = by_due(
        Delays {
            ended: &ended,
            open: &open,
            never: &never,
        },
        today,
    );
    let found = DelayTrend::new(period, &by_due, today);
    for month in &found.months {
        let ends: Vec<End> = contracts
            .iter()
            .filter_map(|c| c.end(today))
            .filter(|(due, _)| *due == month.month.number())
            .map(|(_, end)| end)
            .collect();
        let waits: Vec<Wait> = ends
            .iter()
            .map(|end| match end {
                End::Paid(days) => Wait::Ended(*days),
                End::Open(days) => Wait::Seen(*days),
                End::Never(_) => Wait::Never,
            })
            .collect();
        let over = |limit: i64| {
            ends.iter()
                .filter(|end| match end {
                    End::Paid(days) | End::Open(days) => *days > limit,
                    End::Never(_) => true,
                })
                .count() as i64
        };
        assert_eq!(month.invoices, waits.len() as i64, "{}", month.month);
        assert_eq!(
            reached(month.half),
            naive::quantile(&waits, 50.0),
            "{}",
            month.month
        );
        assert_eq!(
            reached(month.nine_in_ten),
            naive::quantile(&waits, 90.0),
            "{}",
            month.month
        );
        assert_eq!(
            (month.over_30, month.over_60),
            (over(30), over(60)),
            "{}",
            month.month
        );
    }
}

pub(super) async fn money(store: &Store, period: Period, contracts: &[Contract], today: NaiveDate) {
    let (first, last) = (ever().0, period.last);
    for (split, cell) in [
        (Split::All, "all"),
        (Split::Sector, "events"),
        (Split::Region, "wallonia"),
    ] {
        let wanted = Wanted {
            split,
            cell: Some(cell),
            first,
            last,
        };
        let read = async |series| trend::read_bars(store, series, wanted).await.unwrap();
        let (open_in, open_out) = (
            read(LedgerSeries::OpenIn).await,
            read(LedgerSeries::OpenOut).await,
        );
        let (overdue_in, overdue_out) = (
            read(LedgerSeries::OverdueIn).await,
            read(LedgerSeries::OverdueOut).await,
        );
        let never = trend::read_bars(
            store,
            LedgerSeries::DelayNever,
            Wanted {
                first: period.first,
                ..wanted
            },
        )
        .await
        .unwrap();
        let flows = MoneyFlows {
            open_in: &open_in,
            open_out: &open_out,
            overdue_in: &overdue_in,
            overdue_out: &overdue_out,
            never: &never,
        };
        let found = MoneyTrend::new(period, flows, 0, today);
        let mine = || contracts.iter().filter(|c| c.cell(split.code()) == cell);
        for (at, (_, number, end)) in months(period).into_iter().enumerate() {
            let on = end.min(today);
            let sum = |which: fn((bool, bool)) -> bool| -> i64 {
                mine().filter(|c| which(c.owed(on))).map(|c| c.price_cents).sum()
            };
            assert_eq!(found.owed[at].end.cents(), sum(|owed| owed.0), "{split} {number}");
            assert_eq!(
                found.overdue[at].end.cents(),
                sum(|owed| owed.1),
                "{split} {number}"
            );
        }
    }
}

pub(super) async fn wages(store: &Store, period: Period, contracts: &[Contract], today: NaiveDate) {
    let (first, last) = ever();
    for (split, cell) in [(Split::All, "all"), (Split::Sector, "events")] {
        let wanted = Wanted {
            split,
            cell: Some(cell),
            first,
            last,
        };
        let read = async |series| trend::read_bars(store, series, wanted).await.unwrap();
        let (minimum, reference) = (
            read(WorkSeries::WageMinimum).await,
            read(WorkSeries::WageReference).await,
        );
        let unknown = read(WorkSeries::WageUnknown).await;
        let bars = WageBars {
            minimum: &minimum,
            reference: &reference,
            unknown: &unknown,
        };
        let found = WageTrend::new(period, bars, today);
        let work: Vec<&Contract> = contracts
            .iter()
            .filter(|c| c.is_work() && c.cell(split.code()) == cell)
            .filter(|c| (period.first.number()..=period.last.number()).contains(&naive::month(c.start_on)))
            .collect();
        let known = |figure: fn(&Contract) -> Option<i64>| -> Vec<(i64, i64)> {
            work.iter()
                .filter_map(|c| Some((c.wage_cents, figure(c)?)))
                .collect()
        };
        for (against, pairs) in [
            (found.minimum, known(|c| c.minimum_cents)),
            (found.reference, known(|c| c.reference_cents)),
        ] {
            let under = pairs.iter().filter(|(wage, figure)| wage < figure).count() as i64;
            assert_eq!(
                (against.under.hits, against.under.n),
                (under, pairs.len() as i64),
                "{split}"
            );
            assert_eq!(against.unknown, (work.len() - pairs.len()) as i64, "{split}");
            // To the whole percent below, between the two in the middle.
            let mut ratios: Vec<i64> = pairs.iter().map(|(wage, figure)| wage * 100 / figure).collect();
            ratios.sort_unstable();
            if !ratios.is_empty() {
                let (low, high) = (ratios[(ratios.len() - 1) / 2], ratios[ratios.len() / 2]);
                assert_eq!(against.median, Some((low + high) * 50_000), "{split}");
            }
        }
        for month in &found.months {
            let of = |c: &&&Contract| naive::month(c.start_on) == month.month.number();
            let under = work
                .iter()
                .filter(of)
                .filter(|c| c.reference_cents.is_some_and(|r| c.wage_cents < r))
                .count();
            assert_eq!(month.under_reference.hits, under as i64);
            assert_eq!(
                month.unknown,
                work.iter()
                    .filter(of)
                    .filter(|c| c.reference_cents.is_none())
                    .count() as i64
            );
        }
        let classes: i64 = found.classes.iter().map(|class| class.reference).sum();
        assert_eq!(classes, found.reference.under.n);
    }
}

pub(super) async fn checks(store: &Store, kept: &[naive::Check]) {
    let (first, last) = ever();
    let read = async |measure, split| -> BTreeMap<(i64, String), i64> {
        let counts = trend::counts(store, measure, split, first, last).await.unwrap();
        counts
            .into_iter()
            .map(|c| ((c.month.number(), c.cell), c.count))
            .collect()
    };
    let mut answers: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for check in kept {
        let answer = check.answer.0["answer"].as_str().unwrap().to_owned();
        *answers
            .entry((naive::month(naive::day_of(check.kept_at)), answer))
            .or_default() += 1;
    }
    assert_eq!(read(Measure::Checks, Split::Answer).await, answers);
    let offers = naive::offers(kept);
    assert_eq!(read(Measure::Offers, Split::Offer).await, offers);
    assert!(
        agreement::Offer::ALL
            .iter()
            .all(|class| offers.keys().any(|(_, cell)| cell == class.code())),
        "{offers:?}"
    );
    assert!(
        offers.values().sum::<i64>() < kept.len() as i64,
        "no offer was checked twice"
    );
}

#[derive(sqlx::FromRow)]
struct StanceRow {
    kind: String,
    in_force_month: Option<i64>,
    ended_month: Option<i64>,
}

pub(super) async fn stances(store: &Store, period: Period) {
    let rows: Vec<StanceRow> = store::read!(store, |pool| sqlx::query_as(
        "SELECT kind, in_force_month, ended_month FROM stance"
    )
    .fetch_all(pool)
    .await)
    .unwrap();
    let read = async |measure| {
        let counts = trend::since_ever(store, measure, Split::StanceKind, period.last)
            .await
            .unwrap();
        let kind = |c: trend::Count| (c.month, c.cell.parse::<StanceKind>().unwrap(), c.count);
        counts.into_iter().map(kind).collect::<Vec<_>>()
    };
    let (first, last) = ever();
    let each = async |measure| {
        trend::counts(store, measure, Split::All, first, last)
            .await
            .unwrap()
    };
    let mut flows: BTreeMap<Month, Flow> = BTreeMap::new();
    for count in each(Measure::StancesIn).await {
        flows.entry(count.month).or_default().came += count.count;
    }
    for count in each(Measure::StancesOut).await {
        flows.entry(count.month).or_default().went += count.count;
    }
    let found = StancesTrend::new(
        period,
        &read(Measure::StancesIn).await,
        &read(Measure::StancesOut).await,
        &flows,
    );
    for ((_, number, _), flow) in months(period).iter().zip(&found.flows) {
        let count = |of: fn(&StanceRow) -> Option<i64>| {
            rows.iter().filter(|row| of(row) == Some(*number)).count() as i64
        };
        let plain = (count(|row| row.in_force_month), count(|row| row.ended_month));
        assert_eq!((flow.came, flow.went), plain, "{number}");
    }
    for (kind, ends) in &found.by_kind {
        for ((_, number, _), end) in months(period).iter().zip(ends) {
            let holds = |row: &&StanceRow| {
                row.kind == kind.code()
                    && row.in_force_month.is_some_and(|month| month <= *number)
                    && row.ended_month.is_none_or(|month| month > *number)
            };
            assert_eq!(*end, rows.iter().filter(holds).count() as i64, "{kind} {number}");
        }
    }
    assert!(found.came > 0);
}

#[derive(sqlx::FromRow)]
struct EndingRow {
    ended_how: String,
    ended_month: i64,
    ended_at: DateTime<Utc>,
    outcome: Option<String>,
    relapsed_on: Option<NaiveDate>,
}

pub(super) async fn endings(store: &Store) {
    let rows: Vec<EndingRow> = store::read!(store, |pool| sqlx::query_as(
        "SELECT ended_how, ended_month, ended_at, outcome, relapsed_on FROM stance WHERE ended_how IS NOT NULL"
    )
    .fetch_all(pool)
    .await)
    .unwrap();
    let (first, last) = ever();
    let read = async |measure, split| -> BTreeMap<(i64, String), i64> {
        let counts = trend::counts(store, measure, split, first, last).await.unwrap();
        counts
            .into_iter()
            .map(|c| ((c.month.number(), c.cell), c.count))
            .collect()
    };
    let mut plain: [BTreeMap<(i64, String), i64>; 4] = Default::default();
    for row in &rows {
        let said = row.outcome.as_deref().unwrap_or("unknown");
        let mut count = |which: usize, cell: &str| {
            *plain[which]
                .entry((row.ended_month, cell.to_owned()))
                .or_default() += 1;
        };
        count(0, &row.ended_how);
        count(1, said);
        if row.ended_how == "replaced" || said == "reversed" {
            continue;
        }
        count(2, &row.ended_how);
        let ended = naive::day_of(row.ended_at);
        if row
            .relapsed_on
            .is_some_and(|on| on > ended && on <= ended + Months::new(12))
        {
            count(3, &row.ended_how);
        }
    }
    assert!(!plain[2].is_empty());
    assert_eq!(read(Measure::StanceEndings, Split::Ending).await, plain[0]);
    assert_eq!(read(Measure::StanceEndings, Split::Became).await, plain[1]);
    assert_eq!(read(Measure::StancesOver, Split::Ending).await, plain[2]);
    assert_eq!(read(Measure::StanceRelapses, Split::Ending).await, plain[3]);
}

pub(super) async fn issue_rate(
    store: &Store,
    period: Period,
    contracts: &[Contract],
    issues: &[naive::Issue],
    today: NaiveDate,
) {
    let (first, last) = ever();
    let of_issues = trend::counts(store, Measure::IssuesReported, Split::Filter, first, last)
        .await
        .unwrap();
    let of_contracts = trend::work(store, WorkSeries::Contracts, Split::All, first, last)
        .await
        .unwrap();
    let counts = by_month(
        of_issues.iter().map(|count| (count.month, count.count)),
        of_contracts.iter().map(|bar| (bar.month, bar.n)),
    );
    let rate = Counts {
        kind: ChartKind::Rate,
        ..Counts::share(&counts)
    };
    let found = ShareSeries::new(period, rate, today);
    let began = issues
        .iter()
        .filter(|i| i.counts_as("issues_reported"))
        .map(naive::Issue::month)
        .min();
    for shown in &found.months {
        let number = shown.month.number();
        let told = issues
            .iter()
            .filter(|i| i.counts_as("issues_reported") && i.month() == number)
            .count() as i64;
        let begun = contracts
            .iter()
            .filter(|c| {
                c.is_work() && naive::month(c.start_on) == number && began.is_some_and(|b| number >= b)
            })
            .count() as i64;
        assert_eq!((shown.counted.hits, shown.counted.n), (told, begun), "{number}");
    }
}

pub(super) async fn rates(
    store: &Store,
    period: Period,
    categories: &[Category],
    contracts: &[Contract],
    issues: &[naive::Issue],
    today: NaiveDate,
) {
    let (first, last) = ever();
    let counts = trend::counts(store, Measure::IssuesReported, Split::SectorCategory, first, last)
        .await
        .unwrap();
    let of_issues: Vec<(Month, SectorGroup, CategoryId, i64)> = counts
        .iter()
        .map(|c| {
            let (sector, category) = c.cell.split_once(':').unwrap();
            (
                c.month,
                sector.parse().unwrap(),
                CategoryId(category.parse().unwrap()),
                c.count,
            )
        })
        .collect();
    let bars = trend::work(store, WorkSeries::Contracts, Split::Sector, first, last)
        .await
        .unwrap();
    let of_contracts: Vec<(Month, SectorGroup, i64)> = bars
        .iter()
        .map(|bar| (bar.month, bar.cell.parse().unwrap(), bar.n))
        .collect();
    let counts = RateCounts {
        issues: &of_issues,
        contracts: &of_contracts,
    };
    let found = RatesTrend::new(period, Filter::ALL, categories, true, counts, today);
    // Sixty days after its last day a month is mature: November 2025 is the last that is not, on 15 January 2026.
    let mature = |month: i64| (period.first.number()..=202_510).contains(&month);
    for (category, rates) in &found.categories {
        for ((sector, n), rate) in found.sectors.iter().zip(rates) {
            let begun = contracts
                .iter()
                .filter(|c| c.is_work() && c.sector == sector.code() && mature(naive::month(c.start_on)))
                .count() as i64;
            let told = issues
                .iter()
                .filter(|i| i.counts_as("issues_reported") && i.sector == sector.code())
                .filter(|i| i.category_id == category.id.0 && mature(i.month()))
                .count() as i64;
            assert_eq!(
                (rate.counted.hits, rate.counted.n, *n),
                (told, begun, begun),
                "{sector} {}",
                category.code
            );
        }
    }
    assert!(
        found
            .categories
            .iter()
            .any(|(_, rates)| rates.iter().any(|rate| rate.class().is_some()))
    );
}

/// The variance of the share with clients as clusters, from the clients themselves.
pub(super) async fn clusters(store: &Store, contracts: &[Contract], today: NaiveDate) {
    let last = Month::new(2025, 10).unwrap();
    let sums = trend::client_sums(store, Split::All, last).await.unwrap()["all"];
    let mut clients: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for contract in contracts {
        let Some((month, end)) = contract.end(today) else {
            continue;
        };
        if (202_508..=202_510).contains(&month) {
            let of = clients.entry(contract.client_id).or_default();
            of.1 += 1.0;
            of.0 += if matches!(end, End::Paid(days) if days <= 7) {
                0.0
            } else {
                1.0
            };
        }
    }
    let (y, n) = clients
        .values()
        .fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    let (p, m) = (y / n, clients.len() as f64);
    let squares: f64 = clients.values().map(|(y, n)| (y - p * n).powi(2)).sum();
    let deff = (m / (m - 1.0) * squares / (n * p * (1.0 - p))).max(1.0);
    assert_eq!(
        (sums.clients, sums.n, sums.y),
        (clients.len() as i64, n as i64, y as i64)
    );
    assert!(
        (sums.design_effect() - deff).abs() < 1e-9,
        "{} {deff}",
        sums.design_effect()
    );
}
