//! Choices beside recommendations, big clients, and wages offered, as they are counted (`statistics.md` 16).

use super::chance::Interval;
use super::control::Counted;
use crate::contract::SizeBand;
use crate::stance::StanceKind;
use serde::{Deserialize, Serialize};

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
    fn under_is_strictly_below_and_what_is_not_known_is_apart() {
        assert_eq!(Offer::of(Some(1_500), Some(1_500)), Offer::Fair);
        assert_eq!(Offer::of(Some(1_499), Some(1_500)), Offer::Under);
        assert_eq!(Offer::of(Some(1_499), None), Offer::Unknown);
        assert_eq!(Offer::of(None, Some(1_500)), Offer::NotTold);
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
    }
}
