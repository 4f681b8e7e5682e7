//! How much less invoices say that come from few clients: the design effect, from sums by client (`statistics.md` 11).

use super::chance::{Interval, wilson_effective};
use super::control::Counted;
use serde::{Deserialize, Serialize};

/// Months due that are summed up together: those that a title compares.
pub const MONTHS: i32 = 3;

/// With fewer clients only counts are shown, no interval.
pub const FEWEST_CLIENTS: i64 = 10;

/// Sums over the clients of a cell and period, of their `n` and their `y` (so many of `n`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClientSums {
    pub clients: i64,
    pub n: i64,
    pub y: i64,
    pub nn: i64,
    pub ny: i64,
    pub yy: i64,
}

impl ClientSums {
    /// Of the counts of each client; those without a fact are none.
    pub fn of(clients: impl IntoIterator<Item = Counted>) -> Self {
        let mut sums = Self::default();
        for client in clients {
            sums.add(client, 1);
        }
        sums
    }

    /// Counts a client; `-1` takes it back before it is counted with other figures.
    pub fn add(&mut self, client: Counted, times: i64) {
        if client.n != 0 {
            self.clients += times;
            self.n += times * client.n;
            self.y += times * client.hits;
            self.nn += times * client.n * client.n;
            self.ny += times * client.n * client.hits;
            self.yy += times * client.hits * client.hits;
        }
    }

    /// The sums in pairs, as they are kept: each pair under its place.
    pub const fn pairs(&self) -> [(i64, i64); 3] {
        [(self.clients, self.n), (self.y, self.nn), (self.ny, self.yy)]
    }

    /// Adds a kept pair; a place that is none adds nothing.
    pub const fn add_pair(&mut self, place: i64, (a, b): (i64, i64)) {
        match place {
            0 => {
                self.clients += a;
                self.n += b;
            }
            1 => {
                self.y += a;
                self.nn += b;
            }
            2 => {
                self.ny += a;
                self.yy += b;
            }
            _ => {}
        }
    }

    pub const fn counted(&self) -> Counted {
        Counted::new(self.y, self.n)
    }

    /// The variance of the share with clients as clusters, over that of as many independent facts; at least 1.
    pub fn design_effect(&self) -> f64 {
        let Some(p) = self.counted().rate() else {
            return 1.0;
        };
        let independent = self.n as f64 * p * (1.0 - p);
        if self.clients < 2 || independent <= 0.0 {
            return 1.0;
        }
        let squares = p.mul_add(p * self.nn as f64 - 2.0 * self.ny as f64, self.yy as f64);
        let m = self.clients as f64;
        (m / (m - 1.0) * squares / independent).max(1.0)
    }

    /// Wilson's 95 % interval with the effective number; `None` under [`FEWEST_CLIENTS`] clients: counts only.
    pub fn interval(&self) -> Option<Interval> {
        (self.clients >= FEWEST_CLIENTS)
            .then(|| wilson_effective(self.y, self.n, self.design_effect()))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::wilson;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clients_who_always_or_never_pay_late_count_once() {
        // Ten clients of ten invoices, five always late: variance m/(m−1) × Σ(y − pn)² = 10/9 × 10 × 25 over 25.
        let sums = ClientSums::of((0..10).map(|c| Counted::new(if c < 5 { 10 } else { 0 }, 10)));
        assert!((sums.design_effect() - 100.0 / 9.0).abs() < 1e-9);
        let found = sums.interval().unwrap();
        let plain = wilson(50, 100).unwrap();
        assert!(found.low < plain.low && plain.high < found.high);
    }

    #[test]
    fn one_invoice_a_client_is_nearly_independent_and_few_clients_have_no_interval() {
        let sums = ClientSums::of((0..40).map(|c| Counted::new(i64::from(c % 4 == 0), 1)));
        assert!((sums.design_effect() - 40.0 / 39.0).abs() < 1e-9);
        assert_eq!(ClientSums::of([Counted::new(3, 9); 9]).interval(), None);
        assert!(ClientSums::of([Counted::new(3, 9); 10]).interval().is_some());
        assert!((ClientSums::default().design_effect() - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_sums_give_what_the_clients_give(counts in prop::collection::vec((0i64..20, 0i64..20), 2..40)) {
            let clients: Vec<Counted> = counts.iter().map(|(y, more)| Counted::new(*y, y + more)).filter(|c| c.n > 0).collect();
            prop_assume!(clients.len() > 1);
            let sums = ClientSums::of(clients.iter().copied());
            let p = sums.counted().rate().unwrap();
            prop_assume!(p > 0.0 && p < 1.0);
            let m = clients.len() as f64;
            let squares: f64 = clients.iter().map(|c| (c.hits as f64 - p * c.n as f64).powi(2)).sum();
            let naive = (m / (m - 1.0) * squares / (sums.n as f64 * p * (1.0 - p))).max(1.0);
            prop_assert!((sums.design_effect() - naive).abs() < 1e-6);
        }

        #[test]
        fn sums_are_kept_in_pairs(counts in prop::collection::vec((0i64..20, 0i64..20), 0..20)) {
            let sums = ClientSums::of(counts.iter().map(|(y, more)| Counted::new(*y, y + more)));
            let mut read = ClientSums::default();
            for (place, pair) in (0..).zip(sums.pairs()) {
                read.add_pair(place, pair);
            }
            prop_assert_eq!(read, sums);
        }

        #[test]
        fn a_client_taken_back_was_never_there(counts in prop::collection::vec((0i64..20, 0i64..20), 0..20)) {
            let mut sums = ClientSums::of(counts.iter().map(|(y, more)| Counted::new(*y, y + more)));
            let before = sums;
            sums.add(Counted::new(3, 8), 1);
            sums.add(Counted::new(3, 8), -1);
            prop_assert_eq!(sums, before);
        }
    }
}
