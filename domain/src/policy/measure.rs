//! Measuring the means of late payment, to be frozen in a version (`statistics.md` 10): clients in equal weight.

use super::Shrinkage;
use super::decay::MILLION;
use crate::client::sector::SectorGroup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A sector with fewer clients uses the mean of all.
pub const LEAST_CLIENTS: i64 = 20;

/// Sums of clients' late shares, by sector.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measured(BTreeMap<SectorGroup, (i64, i64)>);

impl Measured {
    /// Counts one client: its late share, whatever the number of its invoices.
    pub fn count(&mut self, sector: SectorGroup, late: i64, due: i64) {
        if due > 0 {
            let (clients, sum) = self.0.entry(sector).or_default();
            *clients += 1;
            *sum += late * MILLION / due;
        }
    }

    /// Clients that were counted.
    pub fn clients(&self) -> i64 {
        self.0.values().map(|(clients, _)| clients).sum()
    }

    /// μ and every μs = (Ys + m0·μ) / (Ns + m0), with the same m and m0; `None` where nobody was counted.
    pub fn shrinkage(&self, m: i64, m0: i64) -> Option<Shrinkage> {
        let clients = self.clients();
        if clients == 0 {
            return None;
        }
        let mean = self.0.values().map(|(_, sum)| sum).sum::<i64>() / clients;
        let of = |(clients, sum): &(i64, i64)| (sum + m0 * mean) / (clients + m0);
        let sectors = self
            .0
            .iter()
            .filter(|(_, (clients, _))| *clients >= LEAST_CLIENTS)
            .map(|(sector, counted)| (*sector, of(counted)))
            .collect();
        Some(Shrinkage { m, m0, mean, sectors })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clients_weigh_the_same_and_a_small_sector_uses_the_mean() {
        let mut measured = Measured::default();
        for _ in 0..20 {
            measured.count(SectorGroup::Events, 1, 1);
        }
        for _ in 0..20 {
            measured.count(SectorGroup::Training, 0, 1_000);
        }
        measured.count(SectorGroup::Care, 0, 0);

        let shrinkage = measured.shrinkage(10, 20).unwrap();

        assert_eq!(shrinkage.mean, 500_000);
        // (20 + 20 · 0.5) / (20 + 20) and (0 + 20 · 0.5) / (20 + 20).
        assert_eq!(shrinkage.of(SectorGroup::Events), 750_000);
        assert_eq!(shrinkage.of(SectorGroup::Training), 250_000);
        assert_eq!(shrinkage.of(SectorGroup::Care), 500_000);
        // (7 + 10 · 0.75) / (41 + 10).
        assert_eq!(shrinkage.shrink(7, 41, SectorGroup::Events), Some(284_313));
        assert_eq!(shrinkage.shrink(0, 0, SectorGroup::Events), None);
    }

    fn drawn_to(mean: i64, m: i64) -> Shrinkage {
        Shrinkage {
            m,
            m0: 20,
            mean,
            sectors: Vec::new(),
        }
    }

    #[test]
    fn a_share_is_drawn_to_its_sector_by_hand() {
        let shrinkage = drawn_to(60_000, 10);
        // 7 of 41 late, sector 6 %, m = 10: (7 + 0.6) / 51. One of one late is no 100 %: (1 + 0.6) / 11.
        assert_eq!(shrinkage.shrink(7, 41, SectorGroup::Care), Some(149_019));
        assert_eq!(shrinkage.shrink(1, 1, SectorGroup::Care), Some(145_454));
    }

    proptest! {
        #[test]
        fn it_lies_between_the_share_and_the_mean(late in 0i64..50, more in 0i64..50, mean in 0i64..=MILLION, m in 0i64..100) {
            prop_assume!(late + more > 0);
            let share = late * MILLION / (late + more);
            let found = drawn_to(mean, m).shrink(late, late + more, SectorGroup::Care).unwrap();
            prop_assert!(share.min(mean) <= found && found <= share.max(mean) + 1);
            prop_assert!(m > 0 || found == share);
        }

        #[test]
        fn one_more_late_invoice_never_lowers_it(late in 0i64..50, more in 1i64..50) {
            let of = |late, due| drawn_to(60_000, 10).shrink(late, due, SectorGroup::Care);
            prop_assert!(of(late + 1, late + more) > of(late, late + more));
        }
    }

    #[test]
    fn nothing_is_measured_where_nobody_was_invoiced() {
        assert_eq!(Measured::default().shrinkage(10, 20), None);
    }
}
