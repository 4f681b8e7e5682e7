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

    #[test]
    fn nothing_is_measured_where_nobody_was_invoiced() {
        assert_eq!(Measured::default().shrinkage(10, 20), None);
    }
}
