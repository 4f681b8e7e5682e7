//! How many there are, as far as a floor asks: a bounded number of pseudonyms, whatever the number of facts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Up to so many are told apart. No floor asks for more than five; the rest tells small cells from large ones.
pub const ENOUGH: usize = 32;

/// The smallest pseudonyms of a set. They are hashes, so that the smallest of a union are the smallest of its parts'
/// smallest: joining in any order gives the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Few(BTreeSet<u64>);

impl Few {
    pub fn add(&mut self, one: u64) {
        if self.0.len() == ENOUGH && self.0.last().is_some_and(|last| *last <= one) {
            return;
        }
        self.0.insert(one);
        if self.0.len() > ENOUGH {
            self.0.pop_last();
        }
    }

    pub fn join(&mut self, other: Self) {
        for one in other.0 {
            self.add(one);
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(all: &[u64]) -> Few {
        let mut few = Few::default();
        for one in all {
            few.add(*one);
        }
        few
    }

    proptest! {
        #[test]
        fn it_counts_exactly_up_to_enough_in_any_order(a in prop::collection::vec(0u64..90, 0..120), b in prop::collection::vec(0u64..90, 0..120)) {
            let all: BTreeSet<u64> = a.iter().chain(&b).copied().collect();
            let mut joined = of(&a);
            joined.join(of(&b));
            prop_assert_eq!(joined.len(), all.len().min(ENOUGH));
            let mut other = of(&b);
            other.join(of(&a));
            prop_assert_eq!(joined, other);
        }
    }
}
