//! Equal treatment: how far two cases lie from each other by their facts, never by name.

use super::{ClientFacts, Recommendation, Verdict};
use crate::category::Filter;
use crate::client::ClientKind;
use crate::contract::SizeBand;
use crate::issue::Severity;
use crate::{CategoryId, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What is owed, in bands.
    Owed { Nothing = "nothing", Under1000 = "under_1000", Under5000 = "under_5000", Under20000 = "under_20000", More = "more" }
}

impl Owed {
    /// Euros before VAT, due and not paid.
    pub const fn of(amount: Money) -> Self {
        match amount.0 {
            ..=0 => Self::Nothing,
            1..=99_999 => Self::Under1000,
            100_000..=499_999 => Self::Under5000,
            500_000..=1_999_999 => Self::Under20000,
            _ => Self::More,
        }
    }
}

/// A case by its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Legal, ethics, support, payment.
    pub verdicts: [Verdict; 4],
    /// The kinds of issues that count, each with its worst severity.
    pub kinds: Vec<(CategoryId, Severity)>,
    pub owed: Owed,
    /// In quarters of the whole, 0 to 4; `None` where no invoice is due.
    pub late: Option<i64>,
    pub size: SizeBand,
    pub kind: ClientKind,
    pub natural_person: bool,
}

impl Profile {
    /// The case of a client with its recommendation; the size is by contracts of the last 12 months.
    pub fn of(facts: &ClientFacts, recommendation: &Recommendation, contracts_of_year: i64) -> Self {
        let mut kinds: BTreeMap<CategoryId, Severity> = BTreeMap::new();
        for part in recommendation
            .contributions
            .iter()
            .filter(|c| c.fate != super::Fate::TooOld)
        {
            let worst = kinds.entry(part.category).or_insert(part.severity);
            *worst = part.severity.max(*worst);
        }
        let late = recommendation
            .late
            .map(|late| late.shrunk * 4 / super::decay::MILLION);
        Self {
            verdicts: [Filter::Legal, Filter::Ethics, Filter::Support, Filter::Payment]
                .map(|filter| recommendation.verdict(filter)),
            kinds: kinds.into_iter().collect(),
            owed: Owed::of(recommendation.owed),
            late,
            size: SizeBand::of(contracts_of_year),
            kind: facts.kind,
            natural_person: facts.natural_person,
        }
    }
}

/// How far two cases lie apart; 0 is the same in everything that is compared, and it is the same both ways.
///
/// | difference | counts |
/// |---|---|
/// | each step between the verdicts of a filter (blank and quiet are one) | 4 |
/// | a kind of issue that only one of them has | 3 |
/// | each step of severity in a kind that both have | 1 |
/// | each band of what is owed | 2 |
/// | each quarter of the late share; one knows it and the other not | 1 |
/// | each band of size | 1 |
/// | another kind of client | 2 |
/// | one of them is a natural person | 6 |
pub fn distance(a: &Profile, b: &Profile) -> i64 {
    let steps = |a: usize, b: usize| a.abs_diff(b) as i64;
    let level = |verdict: Verdict| (verdict as usize).max(Verdict::Quiet as usize);
    let verdicts: i64 = a
        .verdicts
        .iter()
        .zip(&b.verdicts)
        .map(|(a, b)| steps(level(*a), level(*b)))
        .sum();
    let severity = |kinds: &[(CategoryId, Severity)], kind: CategoryId| {
        kinds
            .iter()
            .find(|(other, _)| *other == kind)
            .map(|(_, severity)| *severity as usize)
    };
    let of_a: i64 = a
        .kinds
        .iter()
        .map(|(kind, worst)| severity(&b.kinds, *kind).map_or(3, |other| steps(*worst as usize, other)))
        .sum();
    let only_b = b
        .kinds
        .iter()
        .filter(|(kind, _)| severity(&a.kinds, *kind).is_none())
        .count() as i64;
    let late = match (a.late, b.late) {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0,
        _ => 1,
    };
    4 * verdicts
        + of_a
        + 3 * only_b
        + 2 * steps(a.owed as usize, b.owed as usize)
        + late
        + steps(a.size as usize, b.size as usize)
        + 2 * i64::from(a.kind != b.kind)
        + 6 * i64::from(a.natural_person != b.natural_person)
}

/// The `n` closest of some cases, the closest first; at the same distance the later in the list, which is the newer.
pub fn closest<T: Clone>(to: &Profile, cases: &[(Profile, T)], n: usize) -> Vec<(i64, Profile, T)> {
    let mut found: Vec<(i64, std::cmp::Reverse<usize>)> = cases
        .iter()
        .enumerate()
        .map(|(at, (profile, _))| (distance(to, profile), std::cmp::Reverse(at)))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .take(n)
        .filter_map(|(distance, std::cmp::Reverse(at))| {
            cases
                .get(at)
                .map(|(profile, case)| (distance, profile.clone(), case.clone()))
        })
        .collect()
}
