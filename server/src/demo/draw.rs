//! Chance that is the same for the same seed: every client and every subject has a stream of its own.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What a stream is for; with a number (a client's, mostly) it names the stream.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    Members,
    People,
    Client,
    Contracts,
    Flagged,
    Issues,
    Stances,
}

/// A stream of chance.
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a subject and number under a seed.
    pub fn new(seed: u64, subject: Subject, number: i64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((subject as u64) << 40 | number.unsigned_abs());
        Self(rng)
    }

    /// From 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// From 0 to `n`, without `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        self.0.random_range(0..n.max(1))
    }

    /// Both ends included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        self.0.random_range(first..=last.max(first))
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of them, each as likely. The list is never empty.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u32) as usize]
    }

    /// One of them, as likely as its weight says. The list is never empty.
    pub fn weighted<T: Copy>(&mut self, all: &[(u32, T)]) -> T {
        let mut left = self.below(all.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in all {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        all[0].1
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_gives_the_same_and_another_gives_another() {
        let numbers = |seed, number| {
            let mut draw = Draw::new(seed, Subject::Client, number);
            [
                draw.below(1_000_000),
                draw.below(1_000_000),
                draw.below(1_000_000),
            ]
        };
        assert_eq!(numbers(1, 7), numbers(1, 7));
        assert_ne!(numbers(1, 7), numbers(1, 8));
        assert_ne!(numbers(1, 7), numbers(2, 7));
    }
}
