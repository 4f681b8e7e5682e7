//! Shrinkage: a client's rate drawn towards its sector's, the more the fewer its invoices (`statistics.md` 10).
//!
//! Only for rates of the ledger that have their full denominator: late, unpaid, under reference. In whole millionths, so
//! that a verdict is the same byte for byte on every machine.

use super::control::Counted;
use serde::{Deserialize, Serialize};

/// A rate of one, in millionths.
pub const ONE: i64 = 1_000_000;
/// A sector with fewer clients than this uses the mean of all.
pub const FEWEST_CLIENTS: usize = 20;

/// What a rate is drawn to: `mean` in millionths, with the weight of `m` invoices. Both are numbers of the policy
/// version, frozen and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prior {
    pub mean: i64,
    pub m: i64,
}

/// The posterior mean `(y + m·μ) / (n + m)` in millionths, half rounded up; `None` of nothing.
pub fn shrunk(client: Counted, prior: Prior) -> Option<i64> {
    (client.n > 0 && prior.m >= 0).then(|| {
        rounded(
            i128::from(client.hits) * i128::from(ONE) + i128::from(prior.m) * i128::from(prior.mean),
            client.n + prior.m,
        )
    })
}

/// A sector's mean `μs = (Ys + m0·μ) / (Ns + m0)` in millionths, each client's rate with the same weight: `Ys` is the
/// sum of their rates, `Ns` their number. Clients without an invoice are none; under [`FEWEST_CLIENTS`] it is `μ`.
pub fn sector_mean(clients: &[Counted], overall: Prior) -> i64 {
    let rates: Vec<i64> = clients.iter().filter_map(|client| millionths(*client)).collect();
    if rates.len() < FEWEST_CLIENTS {
        return overall.mean;
    }
    let sum: i128 = rates.iter().map(|rate| i128::from(*rate)).sum();
    rounded(
        sum + i128::from(overall.m) * i128::from(overall.mean),
        rates.len() as i64 + overall.m,
    )
}

/// The mean of all clients, each with the same weight, in millionths: `μ`. `None` without an invoice.
pub fn overall_mean(clients: &[Counted]) -> Option<i64> {
    let rates: Vec<i64> = clients.iter().filter_map(|client| millionths(*client)).collect();
    let sum: i128 = rates.iter().map(|rate| i128::from(*rate)).sum();
    (!rates.is_empty()).then(|| rounded(sum, rates.len() as i64))
}

/// A rate in millionths, half rounded up; `None` of nothing.
pub fn millionths(counted: Counted) -> Option<i64> {
    (counted.n > 0).then(|| rounded(i128::from(counted.hits) * i128::from(ONE), counted.n))
}

fn rounded(sum: i128, by: i64) -> i64 {
    let by = i128::from(by.max(1));
    (2 * sum + by).div_euclid(2 * by) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PRIOR: Prior = Prior { mean: 60_000, m: 10 };

    #[test]
    fn by_hand() {
        // 7 of 41 late, sector 6 %, m = 10: (7 + 0.6) / 51.
        assert_eq!(shrunk(Counted::new(7, 41), PRIOR), Some(149_020));
        // One of one late is no 100 %: (1 + 0.6) / 11.
        assert_eq!(shrunk(Counted::new(1, 1), PRIOR), Some(145_455));
        assert_eq!(shrunk(Counted::new(0, 0), PRIOR), None);
    }

    #[test]
    fn a_sector_counts_its_clients_alike_and_a_small_one_is_all() {
        let overall = Prior { mean: 50_000, m: 5 };
        let mut clients = vec![Counted::new(1, 2); 10];
        clients.extend([Counted::new(0, 1_000); 10]);
        clients.push(Counted::new(0, 0));
        // (10 × 0.5 + 5 × 0.05) / 25.
        assert_eq!(sector_mean(&clients, overall), 210_000);
        assert_eq!(sector_mean(&clients[..19], overall), 50_000);
        assert_eq!(overall_mean(&clients), Some(250_000));
        assert_eq!(overall_mean(&[]), None);
    }

    proptest! {
        #[test]
        fn it_lies_between_the_rate_and_the_mean(hits in 0i64..50, more in 0i64..50, mean in 0i64..=1_000_000, m in 0i64..100) {
            prop_assume!(hits + more > 0);
            let counted = Counted::new(hits, hits + more);
            let rate = millionths(counted).unwrap();
            let found = shrunk(counted, Prior { mean, m }).unwrap();
            prop_assert!(rate.min(mean) - 1 <= found && found <= rate.max(mean) + 1);
            prop_assert!(m > 0 || found == rate);
        }

        #[test]
        fn one_more_late_invoice_never_lowers_it(hits in 0i64..50, more in 1i64..50) {
            let before = shrunk(Counted::new(hits, hits + more), PRIOR);
            prop_assert!(shrunk(Counted::new(hits + 1, hits + more), PRIOR) > before);
        }
    }
}
