//! How large a demonstration is, and how its contracts and issues fall on its clients.

use clap::ValueEnum;

/// The three sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// 300 clients, 2,000 contracts, 150 issues
    Small,
    /// 28,000 clients, 1,000,000 contracts, 20,000 issues
    Large,
    /// 1,000,000 clients, 10,000,000 contracts, 1,000,000 issues
    Huge,
}

impl Size {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Huge => "huge",
        }
    }

    pub const fn counts(self) -> Counts {
        match self {
            Self::Small => Counts {
                clients: 300,
                contracts: 2_000,
                issues: 150,
                members: 200,
                accounts: 40,
                counsellors: 1,
                years: 3,
                couriers: 40,
                flagged: 3.0,
            },
            Self::Large => Counts {
                clients: 28_000,
                contracts: 1_000_000,
                issues: 20_000,
                members: 24_000,
                accounts: 2_000,
                counsellors: 78,
                years: 5,
                couriers: 400,
                flagged: 1.0,
            },
            Self::Huge => Counts {
                clients: 1_000_000,
                contracts: 10_000_000,
                issues: 1_000_000,
                members: 240_000,
                accounts: 10_000,
                counsellors: 78,
                years: 5,
                couriers: 400,
                flagged: 1.0,
            },
        }
    }
}

/// How many there are of each.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub clients: i64,
    pub contracts: i64,
    pub issues: i64,
    pub members: i64,
    /// Members with an account, beside the two of the demonstration.
    pub accounts: i64,
    /// Counsellors beside the two of the demonstration.
    pub counsellors: i64,
    pub years: i32,
    /// Members to whom the bankrupt courier platform owes money.
    pub couriers: i64,
    /// How much likelier than usual a client has issues, so that a small set shows some.
    pub flagged: f64,
}

/// Contracts of the clients that are no storyline: 55 % have one; the others follow Zipf and Mandelbrot with s = 1.1,
/// shifted so that the top 1 % of clients hold a quarter of all (`domain-facts.md` 8).
pub struct Spread {
    clients: i64,
    repeating: i64,
    /// Contracts of the repeating clients beyond two each.
    beyond: f64,
    shift: f64,
    step: i64,
}

const ONCE: f64 = 0.55;
const TOP_SHARE: f64 = 0.25;
const S: f64 = 1.1;

impl Spread {
    pub fn new(clients: i64, contracts: i64) -> Self {
        let repeating = clients - (clients as f64 * ONCE) as i64;
        let beyond = (contracts - (clients - repeating) - 2 * repeating).max(0) as f64;
        let top = (clients / 100).max(1);
        let (mut low, mut high) = (1e-3, repeating as f64 * 100.0);
        for _ in 0..80 {
            let shift = f64::midpoint(low, high);
            let held = (2 * top) as f64 + beyond * part(top as f64, repeating as f64, shift);
            if held > contracts as f64 * TOP_SHARE {
                low = shift;
            } else {
                high = shift;
            }
        }
        // A step without a common divisor visits every rank once, far from its neighbours.
        let step = (clients * 618 / 1000..=clients * 2)
            .find(|step| gcd(*step, clients) == 1)
            .unwrap_or(1);
        Self {
            clients,
            repeating,
            beyond,
            shift: low,
            step,
        }
    }

    /// The contracts of the client at this place (from 0); they add up to all.
    pub fn contracts(&self, place: i64) -> i64 {
        let rank = place * self.step % self.clients;
        if rank >= self.repeating {
            return 1;
        }
        let until =
            |rank: i64| (self.beyond * part(rank as f64, self.repeating as f64, self.shift)).round() as i64;
        2 + until(rank + 1) - until(rank)
    }
}

/// The share of the first `ranks` of all.
fn part(ranks: f64, all: f64, shift: f64) -> f64 {
    let sum = |ranks: f64| shift.powf(1.0 - S) - (ranks + shift).powf(1.0 - S);
    sum(ranks) / sum(all)
}

const fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Shares a whole number among weights in order, so that the shares add up to it.
pub struct Share {
    left_of: f64,
    all: f64,
    given: i64,
    total: i64,
}

impl Share {
    pub const fn new(total: i64, weights: f64) -> Self {
        Self {
            left_of: 0.0,
            all: weights,
            given: 0,
            total,
        }
    }

    pub fn next(&mut self, weight: f64) -> i64 {
        self.left_of += weight;
        let until = (self.total as f64 * (self.left_of / self.all) + 1e-6).floor() as i64;
        let until = until.min(self.total);
        let some = until - self.given;
        self.given = until;
        some
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_add_up_and_most_clients_have_one() {
        for (clients, contracts) in [(285, 1_700), (28_000, 1_000_000), (1_000_000, 10_000_000)] {
            let spread = Spread::new(clients, contracts);
            let mut all: Vec<i64> = (0..clients).map(|place| spread.contracts(place)).collect();
            assert_eq!(all.iter().sum::<i64>(), contracts);
            all.sort_unstable_by_key(|n| std::cmp::Reverse(*n));
            let top: i64 = all.iter().take(clients as usize / 100).sum();
            let share = top as f64 / contracts as f64;
            assert!((0.15..0.35).contains(&share), "{clients}: {share}");
            let once = all.iter().filter(|n| **n == 1).count() as f64 / clients as f64;
            assert!((0.5..0.6).contains(&once), "{once}");
        }
    }

    #[test]
    fn shares_add_up() {
        let weights = [0.3, 2.0, 0.0, 1.7, 9.0];
        let mut share = Share::new(17, weights.iter().sum());
        let given: Vec<i64> = weights.iter().map(|weight| share.next(*weight)).collect();
        assert_eq!(given.iter().sum::<i64>(), 17);
        assert_eq!(given[2], 0);
    }
}
