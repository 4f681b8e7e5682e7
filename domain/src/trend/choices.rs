//! Choices beside recommendations, and whether big clients are spared: the read models of two charts that judge our own
//! conduct (`statistics.md` 16). Never by counsellor.

use super::agreement::{Agreement, LEVELS, Spared, level};
use super::chance::wilson;
use super::claim::{RATE, two_shares};
use super::control::Counted;
use super::report::{Period, mature};
use crate::Month;
use crate::contract::SizeBand;
use crate::stance::StanceKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was recommended and what was chosen, as a cell of the aggregates: `restrictive:informative`. A proposal that was
/// refused is the choice of no stance.
pub fn cell(recommended: Option<StanceKind>, chosen: Option<StanceKind>) -> String {
    format!(
        "{}:{}",
        crate::policy::code(recommended),
        crate::policy::code(chosen)
    )
}

/// Reads such a cell.
pub fn from_cell(cell: &str) -> Option<(Option<StanceKind>, Option<StanceKind>)> {
    let (recommended, chosen) = cell.split_once(':')?;
    Some((
        crate::policy::from_code(recommended)?,
        crate::policy::from_code(chosen)?,
    ))
}

/// Choices and recommendations of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementTrend {
    /// The months of the period, with the choices decided in each.
    pub months: Vec<(Month, Agreement)>,
    /// All of them together.
    pub whole: Agreement,
    /// How many of the last months are not mature: in no title.
    #[serde(default)]
    pub hollow: usize,
}

impl AgreementTrend {
    /// From counts by month of decision and cell; what lies outside the period is left out.
    pub fn new(period: Period, counts: &[(Month, String, i64)], today: NaiveDate) -> Self {
        let mut by_month: BTreeMap<Month, Agreement> = BTreeMap::new();
        let mut whole = Agreement::default();
        let within = |month: &Month| (period.first..=period.last).contains(month);
        for (month, cell, count) in counts.iter().filter(|(month, _, _)| within(month)) {
            let Some((recommended, chosen)) = from_cell(cell) else {
                continue;
            };
            for table in [by_month.entry(*month).or_default(), &mut whole] {
                table.cells[level(recommended)][level(chosen)] += count;
            }
        }
        let months = period.months().into_iter();
        Self {
            months: months
                .map(|month| (month, by_month.remove(&month).unwrap_or_default()))
                .collect(),
            whole,
            hollow: period.hollow(today),
        }
    }

    /// Those of the mature months together: what a title says.
    pub fn mature(&self) -> Agreement {
        let mut sum = Agreement::default();
        for (_, table) in mature(&self.months, self.hollow) {
            for (recommended, chosen, n) in cells(table) {
                sum.cells[recommended][chosen] += n;
            }
        }
        sum
    }
}

/// What may be said of big clients beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum SparedFinding {
    /// One of the two has fewer than five clients: counts only.
    TooFew,
    /// No difference beyond chance.
    Same { p: f64 },
    /// Big clients are given less than was recommended more often.
    Spared { p: f64 },
    /// Less often.
    Stricter { p: f64 },
}

/// What the comparison gives, before it is judged with everything that is tested beside it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SparedTested {
    /// How often chance alone would part big clients from the others as far; `None` with too few of them.
    pub p: Option<f64>,
    /// Big ones are given less more often.
    spared: bool,
}

impl SparedTested {
    fn of(big: Counted, small: Counted) -> Self {
        let enough = big.n >= FEWEST && small.n >= FEWEST;
        Self {
            p: two_shares(big, small, 1.0).filter(|_| enough),
            spared: big.rate() > small.rate(),
        }
    }

    /// What may be said: a difference only where it stands.
    pub const fn judged(self, stands: bool) -> SparedFinding {
        match self.p {
            None => SparedFinding::TooFew,
            Some(p) if !stands => SparedFinding::Same { p },
            Some(p) if self.spared => SparedFinding::Spared { p },
            Some(p) => SparedFinding::Stricter { p },
        }
    }
}

/// With fewer clients on either side nothing is compared.
pub const FEWEST: i64 = 5;

/// Among clients recommended restrictive or more, the share that was given less, by size band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SparedTrend {
    /// In the order of [`SizeBand::ALL`], each client once, with its newest choice of the period.
    pub bands: Vec<Spared>,
    pub whole: Counted,
    /// Ten contracts and more in the year before.
    pub big: Counted,
    pub small: Counted,
    pub finding: SparedFinding,
    /// What it rests on, until it is judged with the rest of its page.
    #[serde(skip)]
    pub tested: SparedTested,
}

impl SparedTrend {
    /// From counts of clients by month of their newest decision and cell (`10-99:restrictive:informative`).
    pub fn new(period: Period, counts: &[(Month, String, i64)]) -> Self {
        let mut by_size: BTreeMap<SizeBand, Counted> = BTreeMap::new();
        for (month, cell, count) in counts {
            let read = cell
                .split_once(':')
                .and_then(|(size, rest)| Some((SizeBand::from_code(size)?, from_cell(rest)?)));
            let Some((size, (recommended, chosen))) = read else {
                continue;
            };
            if (period.first..=period.last).contains(month) && level(recommended) >= 2 {
                let less = level(chosen) < level(recommended);
                *by_size.entry(size).or_default() += Counted::new(if less { *count } else { 0 }, *count);
            }
        }
        let of = |size: SizeBand| by_size.get(&size).copied().unwrap_or_default();
        let sum = |sizes: &[SizeBand]| {
            let mut sum = Counted::default();
            for size in sizes {
                sum += of(*size);
            }
            sum
        };
        let (small, big) = (
            sum(&[SizeBand::One, SizeBand::Few]),
            sum(&[SizeBand::Tens, SizeBand::Hundreds]),
        );
        let band = |size: &SizeBand| Spared {
            size: *size,
            given_less: of(*size),
            interval: wilson(of(*size).hits, of(*size).n),
        };
        let tested = SparedTested::of(big, small);
        Self {
            bands: SizeBand::ALL.iter().map(band).collect(),
            whole: sum(SizeBand::ALL),
            finding: tested.judged(tested.p.is_some_and(|p| p < RATE)),
            tested,
            big,
            small,
        }
    }
}

/// Every cell of the 4 × 4 table with what it says: recommended, chosen, how many.
pub fn cells(table: &Agreement) -> impl Iterator<Item = (usize, usize, i64)> {
    (0..LEVELS).flat_map(move |r| (0..LEVELS).map(move |c| (r, c, table.cells[r][c])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    fn month(m: u32) -> Month {
        Month::new(2026, m).unwrap()
    }

    fn year() -> Period {
        Period::ending(TODAY, 12)
    }

    #[test]
    fn a_cell_says_what_was_recommended_and_what_was_chosen() {
        for recommended in [None, Some(StanceKind::Restrictive)] {
            for chosen in [None, Some(StanceKind::Punitive)] {
                assert_eq!(from_cell(&cell(recommended, chosen)), Some((recommended, chosen)));
            }
        }
        assert_eq!(from_cell("restrictive"), None);
    }

    #[test]
    fn choices_are_counted_by_month_of_decision_within_the_period() {
        let cell = |r: Option<StanceKind>, c: Option<StanceKind>| cell(r, c);
        let counts = [
            (
                month(3),
                cell(Some(StanceKind::Restrictive), Some(StanceKind::Informative)),
                2,
            ),
            (
                month(4),
                cell(Some(StanceKind::Informative), Some(StanceKind::Informative)),
                5,
            ),
            (month(11), cell(None, Some(StanceKind::Punitive)), 1),
            (Month::new(2020, 1).unwrap(), cell(None, None), 9),
        ];
        let trend = AgreementTrend::new(year(), &counts, TODAY);
        assert_eq!(
            (trend.whole.total(), trend.whole.agreed(), trend.whole.milder()),
            (8, 5, 2)
        );
        assert_eq!((trend.mature().total(), trend.mature().harsher()), (7, 0));
        assert_eq!(trend.months.len(), 12);
        assert_eq!(
            trend.months.iter().map(|(_, table)| table.total()).sum::<i64>(),
            8
        );
        assert_eq!(cells(&trend.whole).map(|(_, _, n)| n).sum::<i64>(), 8);
    }

    #[test]
    fn only_clients_recommended_restrictive_or_more_are_asked_about() {
        let counts = [
            (month(3), "100+:restrictive:informative".to_owned(), 8),
            (month(3), "100+:punitive:punitive".to_owned(), 2),
            (month(3), "1:restrictive:restrictive".to_owned(), 9),
            (month(3), "1:restrictive:none".to_owned(), 1),
            (month(3), "1:informative:none".to_owned(), 40),
        ];
        let trend = SparedTrend::new(year(), &counts);
        assert_eq!(
            (trend.big, trend.small),
            (Counted::new(8, 10), Counted::new(1, 10))
        );
        assert!(matches!(trend.finding, SparedFinding::Spared { p } if p < 0.01));
        assert_eq!(trend.bands[3].given_less, Counted::new(8, 10));
        assert_eq!(trend.bands[1].interval, None);
    }

    #[test]
    fn big_clients_are_spared_when_they_are_given_less() {
        let counts = [
            (month(3), "100+:restrictive:informative".to_owned(), 1),
            (month(3), "100+:punitive:restrictive".to_owned(), 1),
            (month(3), "100+:restrictive:restrictive".to_owned(), 1),
            (month(3), "1:restrictive:punitive".to_owned(), 1),
            (month(3), "1:informative:none".to_owned(), 1),
        ];
        let bands = SparedTrend::new(year(), &counts).bands;
        assert_eq!(bands.len(), 4);
        assert_eq!(bands[3].given_less, Counted::new(2, 3));
        assert_eq!(bands[0].given_less, Counted::new(0, 1));
        assert_eq!(bands[1].interval, None);
    }

    #[test]
    fn few_clients_and_equal_shares_claim_nothing() {
        let few = [(month(3), "100+:restrictive:informative".to_owned(), 4)];
        assert_eq!(SparedTrend::new(year(), &few).finding, SparedFinding::TooFew);
        let same = [
            (month(3), "100+:restrictive:informative".to_owned(), 5),
            (month(3), "100+:restrictive:punitive".to_owned(), 5),
            (month(3), "1:restrictive:informative".to_owned(), 6),
            (month(3), "1:restrictive:restrictive".to_owned(), 6),
        ];
        assert!(matches!(
            SparedTrend::new(year(), &same).finding,
            SparedFinding::Same { .. }
        ));
    }
}
