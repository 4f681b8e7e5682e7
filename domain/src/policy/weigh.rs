//! What each issue contributes, and the verdict of each filter.

use super::{IssueFact, Points, Policy};
use crate::category::{Filter, Sensitivity};
use crate::issue::Severity;
use crate::{CategoryId, IssueId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What a filter says. Ordered from nothing known to the worst; *blank* is no evidence, never good.
    Verdict { Blank = "blank", Quiet = "quiet", Concern = "concern", Serious = "serious", Grave = "grave" }
}

/// What became of an issue in the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    Counted,
    /// The same reporter, category and contract (or 90 days) is counted once, with this one: the worst.
    Beside {
        issue: IssueId,
    },
    /// The facts are older than the window.
    TooOld,
}

/// One issue's part in the verdict of its filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    pub issue: IssueId,
    pub filter: Filter,
    pub category: CategoryId,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    pub happened_on: NaiveDate,
    pub resolved: bool,
    /// By severity alone.
    pub weight: Points,
    /// What age leaves of it, in millionths.
    pub left: i64,
    /// What it adds: weight × age × resolved; nothing where another stands for it.
    pub points: Points,
    pub fate: Fate,
}

/// A filter's verdict with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterVerdict {
    pub filter: Filter,
    pub verdict: Verdict,
    pub points: Points,
    /// Issues that count, each group of one reporter once.
    pub issues: i64,
}

/// What an issue would add by itself on a day: weight × decay × 3/10 once resolved, cut to a millionth; `None` outside the window.
fn worth(policy: &Policy, issue: &IssueFact, on: NaiveDate) -> Option<(i64, Points)> {
    if issue.happened_on < policy.counted_from(on) {
        return None;
    }
    let left = policy.left_after(on.signed_duration_since(issue.happened_on).num_days());
    let kept = if issue.resolved {
        policy.resolved
    } else {
        super::decay::MILLION
    };
    // At most 10^8 · 10^6 · 10^6: beyond 64 bits, within 128.
    let million = i128::from(super::decay::MILLION);
    let points = i128::from(policy.weights.of(issue.severity).0) * i128::from(left) / million
        * i128::from(kept)
        / million;
    Some((left, Points(i64::try_from(points).unwrap_or(i64::MAX))))
}

/// Is this issue in the policy's window on that day?
pub fn is_counted(policy: &Policy, issue: &IssueFact, on: NaiveDate) -> bool {
    issue.happened_on >= policy.counted_from(on)
}

/// Every issue's part on a day, the weightiest first; the order in which the facts came does not matter.
pub fn contributions(policy: &Policy, issues: &[IssueFact], on: NaiveDate) -> Vec<Contribution> {
    let mut sorted: Vec<&IssueFact> = issues.iter().collect();
    sorted.sort_unstable_by_key(|issue| (issue.happened_on, issue.id));
    sorted.dedup_by_key(|issue| issue.id);
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut found: Vec<Contribution> = Vec::with_capacity(sorted.len());
    for (at, issue) in sorted.iter().enumerate() {
        let worth = worth(policy, issue, on);
        let (left, points) = worth.unwrap_or_default();
        found.push(Contribution {
            issue: issue.id,
            filter: issue.filter,
            category: issue.category,
            sensitivity: issue.sensitivity,
            severity: issue.severity,
            happened_on: issue.happened_on,
            resolved: issue.resolved,
            weight: policy.weights.of(issue.severity),
            left,
            points,
            fate: if worth.is_some() {
                Fate::Counted
            } else {
                Fate::TooOld
            },
        });
        if worth.is_some() {
            let key = (issue.reporter.as_str(), issue.category, issue.contract);
            groups.entry(key).or_default().push(at);
        }
    }
    for ((_, _, contract), group) in groups {
        let apart = if contract.is_some() {
            i64::MAX
        } else {
            policy.apart_days
        };
        count_once(&mut found, &group, apart);
    }
    found.sort_by_key(|c| {
        (
            std::cmp::Reverse(c.points),
            std::cmp::Reverse(c.happened_on),
            c.issue,
        )
    });
    found
}

/// Leaves, of one reporter's issues in order of their days, those that weigh most together with no two of them less than
/// `apart` days from each other. (Taking always the worst first would let one more report make the sum smaller.)
fn count_once(found: &mut [Contribution], group: &[usize], apart: i64) {
    let on: Vec<NaiveDate> = found.iter().map(|c| c.happened_on).collect();
    let days = |at: usize, other: usize| on[at].signed_duration_since(on[other]).num_days();
    // best[k]: the weightiest choice among the first k; before[k]: how many of these are far enough from the k-th.
    let mut best = vec![0_i64; group.len() + 1];
    let mut before = vec![0_usize; group.len() + 1];
    for k in 1..=group.len() {
        before[k] = (0..k - 1)
            .rev()
            .find(|&j| days(group[k - 1], group[j]) >= apart)
            .map_or(0, |j| j + 1);
        best[k] = best[k - 1].max(found[group[k - 1]].points.0 + best[before[k]]);
    }
    let mut taken = Vec::new();
    let mut k = group.len();
    while k > 0 {
        // At a tie the earlier report stands.
        if best[k] > best[k - 1] {
            taken.push(group[k - 1]);
            k = before[k];
        } else {
            k -= 1;
        }
    }
    for &at in group {
        if taken.contains(&at) {
            continue;
        }
        let worst = taken
            .iter()
            .copied()
            .filter(|&other| days(at, other).abs() < apart)
            .max_by_key(|&other| (found[other].points, found[other].issue));
        if let Some(worst) = worst {
            found[at].fate = Fate::Beside {
                issue: found[worst].issue,
            };
            found[at].points = Points(0);
        }
    }
}

/// The verdict of each of the four filters, in their order.
pub fn verdicts(policy: &Policy, contributions: &[Contribution], contracts: i64) -> Vec<FilterVerdict> {
    Filter::ALL
        .iter()
        .map(|&filter| {
            let own = || {
                contributions
                    .iter()
                    .filter(|c| c.filter == filter && c.fate == Fate::Counted)
            };
            let points: Points = own().map(|c| c.points).sum();
            let issues = own().count() as i64;
            FilterVerdict {
                filter,
                verdict: verdict(policy, points, issues, contracts),
                points,
                issues,
            }
        })
        .collect()
}

fn verdict(policy: &Policy, points: Points, issues: i64, contracts: i64) -> Verdict {
    let limits = policy.limits;
    if points >= limits.grave {
        Verdict::Grave
    } else if points >= limits.serious {
        Verdict::Serious
    } else if points >= limits.concern {
        Verdict::Concern
    } else if issues == 0 && contracts < policy.blank_under {
        Verdict::Blank
    } else {
        Verdict::Quiet
    }
}
