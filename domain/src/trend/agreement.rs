//! Choices beside recommendations, big clients, relapses, and low pay by funder (`statistics.md` 16).

use super::chance::{Interval, wilson};
use super::control::Counted;
use crate::contract::SizeBand;
use crate::stance::StanceKind;
use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

/// No stance, then the three kinds from the mildest on.
pub const LEVELS: usize = 4;

/// How strict a stance is: 0 is none.
pub fn level(kind: Option<StanceKind>) -> usize {
    match kind {
        None => 0,
        Some(StanceKind::Informative) => 1,
        Some(StanceKind::Restrictive) => 2,
        Some(StanceKind::Punitive) => 3,
    }
}

/// How often each stance was chosen for each recommendation. People saw the recommendation: agreement is not accuracy.
/// It is never split by counsellor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agreement {
    /// By recommendation, then by choice.
    pub cells: [[i64; LEVELS]; LEVELS],
}

impl Agreement {
    pub fn of(choices: impl IntoIterator<Item = (Option<StanceKind>, Option<StanceKind>)>) -> Self {
        let mut table = Self::default();
        for (recommended, chosen) in choices {
            table.cells[level(recommended)][level(chosen)] += 1;
        }
        table
    }

    fn sum(&self, which: impl Fn(usize, usize) -> bool) -> i64 {
        let mut sum = 0;
        for (recommended, row) in self.cells.iter().enumerate() {
            for (chosen, count) in row.iter().enumerate() {
                sum += if which(recommended, chosen) { *count } else { 0 };
            }
        }
        sum
    }

    pub fn total(&self) -> i64 {
        self.sum(|_, _| true)
    }

    /// Chosen as recommended.
    pub fn agreed(&self) -> i64 {
        self.sum(|recommended, chosen| recommended == chosen)
    }

    pub fn milder(&self) -> i64 {
        self.sum(|recommended, chosen| chosen < recommended)
    }

    pub fn harsher(&self) -> i64 {
        self.sum(|recommended, chosen| chosen > recommended)
    }
}

/// Are big clients spared? One size band's clients for which restrictive or more was recommended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spared {
    pub size: SizeBand,
    /// Given less than was recommended, of all for which restrictive or more was.
    pub given_less: Counted,
    pub interval: Option<Interval>,
}

/// By size band, in order, a line for each; one client counts once, with its newest choice: give each client once.
pub fn spared(
    choices: impl IntoIterator<Item = (SizeBand, Option<StanceKind>, Option<StanceKind>)>,
) -> Vec<Spared> {
    let mut bands: BTreeMap<SizeBand, Counted> = SizeBand::ALL
        .iter()
        .map(|band| (*band, Counted::default()))
        .collect();
    for (size, recommended, chosen) in choices {
        if level(recommended) >= 2 {
            *bands.entry(size).or_default() += Counted::new(i64::from(level(chosen) < level(recommended)), 1);
        }
    }
    let line = |(size, given_less): (SizeBand, Counted)| Spared {
        size,
        given_less,
        interval: wilson(given_less.hits, given_less.n),
    };
    bands.into_iter().map(line).collect()
}

/// A stance that ended, and the first day after it on which the same was confirmed of the client again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    pub ended_on: NaiveDate,
    pub relapsed_on: Option<NaiveDate>,
}

/// Relapses within 12 months, of the endings that are at least 12 months old on `today`; younger ones could still.
pub fn relapses(endings: impl IntoIterator<Item = Ending>, today: NaiveDate) -> Counted {
    let mut counted = Counted::default();
    for ending in endings {
        let until = ending.ended_on + Months::new(12);
        if until <= today {
            counted += Counted::new(i64::from(ending.relapsed_on.is_some_and(|on| on <= until)), 1);
        }
    }
    counted
}

/// Low pay by funder. A client can have several funders, so the parts do not add up to the whole, and the chart says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByFunder<F: Ord> {
    /// Distinct clients with low pay, by funder.
    pub clients: BTreeMap<F, i64>,
    /// Distinct clients with low pay that have no funder.
    pub without: i64,
    /// Distinct clients in all: at most the sum of the parts.
    pub whole: i64,
}

impl<F: Ord + Copy> ByFunder<F> {
    /// Of each client with low pay and its funders.
    pub fn of<C: Ord + Copy>(clients: impl IntoIterator<Item = (C, Vec<F>)>) -> Self {
        let mut of: BTreeMap<C, BTreeSet<F>> = BTreeMap::new();
        for (client, funders) in clients {
            of.entry(client).or_default().extend(funders);
        }
        let mut parts: BTreeMap<F, i64> = BTreeMap::new();
        for funder in of.values().flatten() {
            *parts.entry(*funder).or_default() += 1;
        }
        Self {
            clients: parts,
            without: of.values().filter(|funders| funders.is_empty()).count() as i64,
            whole: of.len() as i64,
        }
    }
}

words! {
    /// How a wage that was offered stands to its reference.
    Offer {
        /// Strictly below.
        Under = "under",
        /// At the reference or above.
        Fair = "fair",
        /// There is no reference for it.
        Unknown = "unknown",
        /// The member did not say which wage was offered.
        NotTold = "not_told",
    }
}

/// One kept check of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferCheck<K> {
    /// Member, client, profession and dates: the same offer, however often it was checked.
    pub offer: K,
    /// Grows with time: the reference number of the check.
    pub kept: i64,
    pub wage_cents: Option<i64>,
    pub reference_cents: Option<i64>,
}

/// Offers by class: of several checks of one offer only the last one kept counts.
pub fn offers<K: Eq + Hash + Ord + Copy>(
    checks: impl IntoIterator<Item = OfferCheck<K>>,
) -> BTreeMap<Offer, i64> {
    let mut last: BTreeMap<K, OfferCheck<K>> = BTreeMap::new();
    for check in checks {
        let kept = last.entry(check.offer).or_insert(check);
        if check.kept > kept.kept {
            *kept = check;
        }
    }
    let mut classes: BTreeMap<Offer, i64> = Offer::ALL.iter().map(|class| (*class, 0)).collect();
    for check in last.values() {
        *classes.entry(class(check)).or_default() += 1;
    }
    classes
}

fn class<K>(check: &OfferCheck<K>) -> Offer {
    Offer::of(check.wage_cents, check.reference_cents)
}

impl Offer {
    /// The class of a wage against its reference, both in cents for one unit.
    pub const fn of(wage_cents: Option<i64>, reference_cents: Option<i64>) -> Self {
        match (wage_cents, reference_cents) {
            (None, _) => Self::NotTold,
            (Some(_), None) => Self::Unknown,
            (Some(wage), Some(reference)) if wage < reference => Self::Under,
            (Some(_), Some(_)) => Self::Fair,
        }
    }
}

/// How many open cases are older than 30 and than 60 days on `today`, of those reported on these days.
pub fn older_than_30_and_60(reported: impl IntoIterator<Item = NaiveDate>, today: NaiveDate) -> (i64, i64) {
    let mut older = (0, 0);
    for day in reported {
        older.0 += i64::from(day + Days::new(30) < today);
        older.1 += i64::from(day + Days::new(60) < today);
    }
    older
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Option<StanceKind>; 4] = [
        None,
        Some(StanceKind::Informative),
        Some(StanceKind::Restrictive),
        Some(StanceKind::Punitive),
    ];

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn agreement_is_the_diagonal_and_milder_is_apart_from_harsher() {
        let table = Agreement::of([
            (KINDS[2], KINDS[2]),
            (KINDS[2], KINDS[1]),
            (KINDS[3], KINDS[0]),
            (KINDS[0], KINDS[1]),
        ]);
        assert_eq!(
            (table.total(), table.agreed(), table.milder(), table.harsher()),
            (4, 1, 2, 1)
        );
        assert_eq!(table.cells[2], [0, 1, 1, 0]);
    }

    #[test]
    fn big_clients_are_spared_when_they_are_given_less() {
        let found = spared([
            (SizeBand::Hundreds, KINDS[2], KINDS[1]),
            (SizeBand::Hundreds, KINDS[3], KINDS[2]),
            (SizeBand::Hundreds, KINDS[2], KINDS[2]),
            (SizeBand::One, KINDS[2], KINDS[3]),
            // Informative was recommended: not asked here.
            (SizeBand::One, KINDS[1], KINDS[0]),
        ]);
        assert_eq!(found.len(), 4);
        assert_eq!(found[3].given_less, Counted::new(2, 3));
        assert_eq!(found[0].given_less, Counted::new(0, 1));
        assert_eq!(found[1].interval, None);
    }

    #[test]
    fn only_endings_a_year_old_can_say_whether_the_client_relapsed() {
        let today = day(2026, 11, 28);
        let ending = |ended_on, relapsed_on| Ending {
            ended_on,
            relapsed_on,
        };
        let found = relapses(
            [
                ending(day(2025, 11, 28), Some(day(2026, 11, 28))),
                ending(day(2025, 11, 29), Some(day(2025, 12, 1))),
                ending(day(2024, 1, 1), Some(day(2025, 1, 2))),
                ending(day(2024, 1, 1), None),
            ],
            today,
        );
        assert_eq!(found, Counted::new(1, 3));
    }

    #[test]
    fn a_client_with_two_funders_is_in_both_and_once_in_the_whole() {
        let found = ByFunder::of([(1, vec!['a', 'b']), (1, vec!['b']), (2, vec!['b']), (3, vec![])]);
        assert_eq!(found.clients, BTreeMap::from([('a', 1), ('b', 2)]));
        assert_eq!((found.without, found.whole), (1, 3));
    }

    #[test]
    fn the_last_check_of_an_offer_counts_and_under_is_strictly_below() {
        let check = |offer, kept, wage_cents, reference_cents| OfferCheck {
            offer,
            kept,
            wage_cents,
            reference_cents,
        };
        let found = offers([
            check(1, 7, Some(1_500), Some(1_500)),
            check(1, 6, Some(1_000), Some(1_500)),
            check(2, 8, Some(1_499), Some(1_500)),
            check(3, 9, Some(1_499), None),
            check(4, 10, None, Some(1_500)),
        ]);
        let expected = [
            (Offer::Under, 1),
            (Offer::Fair, 1),
            (Offer::Unknown, 1),
            (Offer::NotTold, 1),
        ];
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn thirty_days_are_not_over_thirty_days() {
        let today = day(2026, 3, 31);
        assert_eq!(older_than_30_and_60([day(2026, 3, 1)], today), (0, 0));
        assert_eq!(older_than_30_and_60([day(2026, 2, 28)], today), (1, 0));
        assert_eq!(
            older_than_30_and_60([day(2026, 1, 29), day(2026, 1, 30)], today),
            (2, 1)
        );
    }

    proptest! {
        #[test]
        fn agreed_milder_and_harsher_are_all(choices in prop::collection::vec((0usize..4, 0usize..4), 0..60)) {
            let table = Agreement::of(choices.iter().map(|(a, b)| (KINDS[*a], KINDS[*b])));
            prop_assert_eq!(table.agreed() + table.milder() + table.harsher(), table.total());
            prop_assert_eq!(table.total(), choices.len() as i64);
            let turned = Agreement::of(choices.iter().map(|(a, b)| (KINDS[*b], KINDS[*a])));
            prop_assert_eq!((turned.milder(), turned.harsher()), (table.harsher(), table.milder()));
        }

        #[test]
        fn parts_by_funder_are_at_least_the_whole(clients in prop::collection::vec((0u8..20, prop::collection::vec(0u8..5, 0..4)), 0..40)) {
            let found = ByFunder::of(clients);
            prop_assert!(found.clients.values().sum::<i64>() + found.without >= found.whole);
            prop_assert!(found.clients.values().all(|n| *n <= found.whole));
        }
    }
}
