use super::*;
use proptest::prelude::*;

/// NIST handbook 6.3.3.2: chips rejected on 30 wafers of 50.
const NIST: [i64; 30] = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9,
    6,
];

fn month(n: usize) -> Month {
    Month::new(2020, 1).unwrap().plus(n as i32)
}

fn months(counts: impl IntoIterator<Item = (i64, i64)>) -> Vec<(Month, Counted)> {
    counts
        .into_iter()
        .enumerate()
        .map(|(i, (hits, n))| (month(i), Counted::new(hits, n)))
        .collect()
}

fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() < within
}

#[test]
fn with_a_variation_of_one_it_is_the_p_chart_of_the_nist_handbook() {
    assert_eq!(NIST.iter().sum::<i64>(), 347);
    let chart = Baseline {
        kind: ChartKind::Share,
        centre: 347.0 / 1_500.0,
        sigma_z: 1.0,
        months: 30,
        first: month(0),
        last: month(29),
        season: None,
    };
    let limits = chart.limits(month(0), 50).unwrap();
    assert!(near(limits.centre, 0.2313, 5e-5), "{limits:?}");
    assert!(near(limits.low, 0.0524, 5e-5), "{limits:?}");
    assert!(near(limits.high, 0.4102, 5e-5), "{limits:?}");
    // The handbook's findings: wafers 15 and 23 lie above.
    let beyond: Vec<usize> = (0..30).filter(|i| NIST[*i] as f64 / 50.0 > limits.high).collect();
    assert_eq!(beyond, [14, 22]);
}

#[test]
fn the_variation_is_the_mean_moving_range_by_hand() {
    // Twelve months of 100, in turn 10 and 30: centre 0.2, σ 0.04, z −2.5 and 2.5, every range 5.
    let chart = Baseline::of(
        ChartKind::Share,
        &months((0..12).map(|i| (if i % 2 == 0 { 10 } else { 30 }, 100))),
    )
    .unwrap();
    assert!(near(chart.centre, 0.2, 1e-12));
    assert!(near(chart.sigma_z, 5.0 / 1.128, 1e-12));
    let limits = chart.limits(month(0), 100).unwrap();
    assert!(near(limits.high, 0.2 + 3.0 * 0.04 * 5.0 / 1.128, 1e-12));
    // Below nothing there is nothing.
    assert!(near(limits.low, 0.0, 1e-12));
}

#[test]
fn a_rate_by_hand() {
    // 4 and 16 issues in turn over 1,000 contracts: centre 0.01, σ √(0.01/1000), z ±1.897.
    let chart = Baseline::of(
        ChartKind::Rate,
        &months((0..12).map(|i| (if i % 2 == 0 { 4 } else { 16 }, 1_000))),
    )
    .unwrap();
    let sigma = (0.01_f64 / 1_000.0).sqrt();
    assert!(near(chart.sigma_z, 0.012 / sigma / 1.128, 1e-9));
    let limits = chart.limits(month(0), 4_000).unwrap();
    assert!(near(limits.high, 0.01 + 3.0 * chart.sigma_z * sigma / 2.0, 1e-9));
}

#[test]
fn the_variation_is_never_under_one() {
    let chart = Baseline::of(ChartKind::Share, &months((0..12).map(|_| (20, 100)))).unwrap();
    assert!(near(chart.sigma_z, 1.0, 1e-12));
}

#[test]
fn there_are_no_limits_without_a_year_or_without_an_event() {
    assert_eq!(
        Baseline::of(ChartKind::Share, &months((0..11).map(|_| (20, 100)))),
        None
    );
    assert_eq!(
        Baseline::of(ChartKind::Share, &months((0..20).map(|_| (0, 100)))),
        None
    );
    assert_eq!(
        Baseline::of(ChartKind::Share, &months((0..20).map(|_| (100, 100)))),
        None
    );
    assert_eq!(
        Baseline::of(ChartKind::Rate, &months((0..20).map(|_| (0, 0)))),
        None
    );
    let chart = Baseline::of(ChartKind::Share, &months((0..12).map(|_| (20, 100)))).unwrap();
    assert_eq!(chart.limits(month(3), 0), None);
}

#[test]
fn a_baseline_is_frozen_after_two_years() {
    let two_years: Vec<(i64, i64)> = (0..24).map(|i| (10 + i % 5, 100)).collect();
    let mut later = two_years.clone();
    later.extend((0..11).map(|_| (60, 100)));
    let frozen = Baseline::of(ChartKind::Share, &months(two_years)).unwrap();
    assert_eq!(Baseline::of(ChartKind::Share, &months(later)).unwrap(), frozen);
    assert_eq!(
        (frozen.first, frozen.last, frozen.months),
        (month(0), month(23), 24)
    );
}

#[test]
fn only_mature_months_and_those_after_a_rebase_make_a_baseline() {
    let series: BTreeMap<Month, Counted> = months((0..20).map(|i| (10 + i % 3, 100))).into_iter().collect();
    let today = month(14).first_day();
    // Month 14 is under way, 13 and 12 are under 60 days old at its beginning.
    let chart = Baseline::known_on(today, ChartKind::Share, &series, None).unwrap();
    assert_eq!(chart.last, month(11));
    assert_eq!(
        Baseline::known_on(today, ChartKind::Share, &series, Some(month(1))),
        None
    );
    let late = month(30).first_day();
    let rebased = Baseline::known_on(late, ChartKind::Share, &series, Some(month(5))).unwrap();
    assert_eq!((rebased.first, rebased.months), (month(5), 15));
}

#[test]
fn from_three_years_on_december_is_measured_by_december() {
    // Three years in which December is twice as late as any other month.
    let counts = (0..48).map(|i| (if i % 12 == 11 { 40 } else { 20 }, 100));
    let series = months(counts);
    let chart = Baseline::of(ChartKind::Share, &series).unwrap();
    assert!(near(chart.expected(month(11)), 0.4, 1e-9), "{chart:?}");
    assert!(near(chart.expected(month(5)), 0.2, 1e-9), "{chart:?}");
    assert_eq!(marks(&chart, &series), []);
    let without = Baseline::of(ChartKind::Share, &series[..35]).unwrap();
    assert_eq!(without.season, None);
    assert!(
        marks(&without, &series)
            .iter()
            .any(|m| m.month == month(11) && m.rule == Rule::Beyond)
    );
}

#[test]
fn a_month_of_the_year_in_which_nothing_happened_yet_is_not_impossible() {
    let series = months((0..36).map(|i| (if i % 12 == 7 { 0 } else { 20 }, 100)));
    let chart = Baseline::of(ChartKind::Share, &series).unwrap();
    let august = chart.limits(month(43), 100).unwrap();
    assert!(august.centre > 0.0 && august.high > august.centre, "{august:?}");
}

#[test]
fn a_month_beyond_the_limits_is_marked_and_nine_in_a_row_are() {
    let mut counts: Vec<(i64, i64)> = (0..24).map(|i| (if i % 2 == 0 { 18 } else { 22 }, 100)).collect();
    counts.push((40, 100));
    counts.extend((0..2).map(|_| (18, 100)));
    counts.extend((0..10).map(|_| (23, 100)));
    let series = months(counts);
    let chart = Baseline::of(ChartKind::Share, &series[..24]).unwrap();
    assert_eq!(
        marks(&chart, &series),
        [
            Mark {
                month: month(24),
                rule: Rule::Beyond,
                above: true
            },
            Mark {
                month: month(35),
                rule: Rule::Run,
                above: true
            },
            Mark {
                month: month(36),
                rule: Rule::Run,
                above: true
            },
        ]
    );
}

#[test]
fn months_without_figures_are_skipped_and_the_centre_ends_a_run() {
    let chart = Baseline::of(
        ChartKind::Share,
        &months((0..24).map(|i| (18 + 4 * (i % 2), 100))),
    )
    .unwrap();
    let mut gap: Vec<(i64, i64)> = (0..8).map(|_| (23, 100)).collect();
    gap.push((0, 0));
    gap.push((23, 100));
    assert_eq!(marks(&chart, &months(gap.clone())).len(), 1);
    gap[8] = (20, 100);
    assert_eq!(marks(&chart, &months(gap)), []);
}

#[test]
fn chance_alone_makes_a_known_number_of_marks() {
    // 24 months: 24 × 0.27 %, and 16 ends of nine in a row at 2 × (1/2)⁹ each.
    assert!(near(marks_by_chance(0, 24), 24.0 * 0.0027 + 16.0 / 256.0, 1e-4));
    assert!(near(marks_by_chance(0, 8), 8.0 * 0.0027, 1e-4));
    assert!(near(marks_by_chance(0, 0), 0.0, 1e-12));
    // A run may begin before what is shown: after eight months with limits each month can end one.
    assert!(near(marks_by_chance(30, 12), 12.0 * 0.0027 + 12.0 / 256.0, 1e-4));
    assert!(near(marks_by_chance(3, 12), 12.0 * 0.0027 + 7.0 / 256.0, 1e-4));
}

#[test]
fn a_client_leaves_its_sector_by_its_own_number_of_invoices() {
    // A sector at 10 %, σz 1: the limit of 10 invoices is 0.1 + 3 × 0.0949 = 0.385.
    let sector = Baseline::of(ChartKind::Share, &months((0..24).map(|_| (100, 1_000)))).unwrap();
    assert!(!sector.is_left_above_by(Counted::new(3, 10)));
    assert!(sector.is_left_above_by(Counted::new(4, 10)));
    // The limit of 40 invoices is 0.1 + 3 × 0.0474 = 0.242.
    assert!(!sector.is_left_above_by(Counted::new(9, 40)));
    assert!(sector.is_left_above_by(Counted::new(10, 40)));
    // One late invoice is a single delay, whatever the share.
    let punctual = Baseline::of(ChartKind::Share, &months((0..24).map(|_| (5, 1_000)))).unwrap();
    assert!(!punctual.is_left_above_by(Counted::new(1, 1)));
    assert!(punctual.is_left_above_by(Counted::new(2, 2)));
    assert!(!punctual.is_left_above_by(Counted::new(0, 0)));
}

proptest! {
    #[test]
    fn ten_times_as_many_facts_leave_the_limits_when_they_cluster(
        counts in prop::collection::vec((0i64..=50, 50i64..200), 12..24)
    ) {
        let series = months(counts.clone());
        let more = months(counts.iter().map(|(hits, n)| (hits * 10, n * 10)));
        let (Some(one), Some(ten)) = (Baseline::of(ChartKind::Share, &series), Baseline::of(ChartKind::Share, &more))
        else {
            return Ok(());
        };
        prop_assume!(one.sigma_z > 1.0);
        for (month, counted) in series {
            let (a, b) = (one.limits(month, counted.n).unwrap(), ten.limits(month, counted.n * 10).unwrap());
            prop_assert!(near(a.low, b.low, 1e-9) && near(a.high, b.high, 1e-9));
        }
    }

    #[test]
    fn limits_hold_their_centre_and_stay_within_what_is_possible(
        counts in prop::collection::vec((0i64..=30, 30i64..200), 12..60), n in 1i64..500, share in any::<bool>()
    ) {
        let kind = if share { ChartKind::Share } else { ChartKind::Rate };
        if let Some(chart) = Baseline::of(kind, &months(counts)) {
            prop_assert!(chart.sigma_z >= 1.0);
            for m in 0..12 {
                if let Some(limits) = chart.limits(month(m), n) {
                    prop_assert!(0.0 <= limits.low && limits.low <= limits.centre && limits.centre <= limits.high);
                    prop_assert!(!share || limits.high <= 1.0);
                }
            }
        }
    }

    #[test]
    fn one_more_late_invoice_never_brings_a_client_back(hits in 0i64..40, n in 1i64..40) {
        prop_assume!(hits < n);
        let sector = Baseline::of(ChartKind::Share, &months((0..24).map(|i| (90 + i, 1_000)))).unwrap();
        let now = sector.is_left_above_by(Counted::new(hits, n));
        prop_assert!(!now || sector.is_left_above_by(Counted::new(hits + 1, n)));
    }
}
