//! What would change a recommendation: time alone to the day, the client, an agreement; and what would make it stricter.

use super::recommend::{Rule, at, recommend};
use super::weigh::is_counted;
use super::{ClientFacts, IssueFact, Policy, Recommendation, rank};
use crate::category::{Filter, Sensitivity};
use crate::issue::{Cause, Severity};
use crate::stance::StanceKind;
use crate::{CategoryId, IssueId};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// One thing that would change the recommendation, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Time alone, if nothing new is confirmed and the ledger stays as it is: the first day of the milder one.
    Time { on: NaiveDate, to: Option<StanceKind> },
    /// What is due stays unpaid until that day.
    DebtsStay { on: NaiveDate, to: Option<StanceKind> },
    /// The agreement runs out.
    AgreementEnds { on: NaiveDate, to: Option<StanceKind> },
    /// This one issue is resolved.
    Resolved { issue: IssueId, to: Option<StanceKind> },
    /// All issues of this filter are resolved.
    FilterResolved { filter: Filter, to: Option<StanceKind> },
    /// Everything that counts is resolved.
    AllResolved { to: Option<StanceKind> },
    /// What is due is paid.
    DebtsPaid { to: Option<StanceKind> },
    /// So many invoices more are paid on time.
    OnTime { invoices: i64, to: Option<StanceKind> },
    /// An agreement is made and kept.
    AgreementKept { to: Option<StanceKind> },
    /// One more confirmed issue of this severity (of today, by someone else), in this filter or in any.
    OneMore {
        filter: Option<Filter>,
        severity: Severity,
        to: Option<StanceKind>,
    },
}

/// Issues named one by one at most.
const NAMED: usize = 5;
/// The furthest that invoices on time are counted.
const INVOICES: i64 = 200;

/// Everything that would change what is recommended on that day, what the client can do first.
pub fn what_would_change(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Vec<Change> {
    let now = recommend(policy, facts, on);
    let mut changes = by_the_client(policy, facts, &now);
    changes.extend(by_time(policy, facts, on));
    changes.extend(by_the_ledger_growing_older(policy, facts, on));
    changes.extend(one_more(policy, facts, &now));
    changes
}

fn stance(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Option<StanceKind> {
    recommend(policy, facts, on).stance
}

fn by_the_client(policy: &Policy, facts: &ClientFacts, now: &Recommendation) -> Vec<Change> {
    let on = now.on;
    let milder = |facts: &ClientFacts| {
        let to = stance(policy, facts, on);
        (rank(to) < rank(now.stance)).then_some(to)
    };
    let resolved = |test: &dyn Fn(&IssueFact) -> bool| {
        let mut facts = facts.clone();
        for issue in facts.issues.iter_mut().filter(|issue| test(issue)) {
            issue.resolved = true;
        }
        milder(&facts)
    };
    let mut changes = Vec::new();
    for part in now.contributions.iter().filter(|c| c.points.0 > 0 && !c.resolved) {
        if changes.len() < NAMED
            && let Some(to) = resolved(&|issue| issue.id == part.issue)
        {
            changes.push(Change::Resolved {
                issue: part.issue,
                to,
            });
        }
    }
    if changes.is_empty() {
        for &filter in Filter::ALL {
            if let Some(to) = resolved(&|issue| issue.filter == filter) {
                changes.push(Change::FilterResolved { filter, to });
            }
        }
    }
    if changes.is_empty()
        && let Some(to) = resolved(&|_| true)
    {
        changes.push(Change::AllResolved { to });
    }
    if let Some(to) = paid(facts).and_then(|facts| milder(&facts)) {
        changes.push(Change::DebtsPaid { to });
    }
    if now.fired.iter().any(|f| matches!(f.rule, Rule::Late { .. })) {
        changes.extend(on_time(&milder, facts));
    }
    if facts.agreement_until.is_none_or(|last| last < on) {
        let mut kept = facts.clone();
        kept.agreement_until = Some(on);
        changes.extend(milder(&kept).map(|to| Change::AgreementKept { to }));
    }
    changes
}

/// The facts without what is due; nothing to say where nothing is, or where the register says bankrupt.
fn paid(facts: &ClientFacts) -> Option<ClientFacts> {
    (!facts.debts.is_empty()).then(|| ClientFacts {
        debts: Vec::new(),
        ..facts.clone()
    })
}

/// How many invoices paid on time would make it milder: found by halving, since more of them never make it stricter.
fn on_time(
    milder: &dyn Fn(&ClientFacts) -> Option<Option<StanceKind>>,
    facts: &ClientFacts,
) -> Option<Change> {
    let with = |invoices: i64| {
        let mut facts = facts.clone();
        facts.ledger.due += invoices;
        facts.ledger.contracts += invoices;
        milder(&facts)
    };
    with(INVOICES)?;
    let (mut too_few, mut enough) = (0, INVOICES);
    while enough - too_few > 1 {
        let middle = i64::midpoint(too_few, enough);
        if with(middle).is_some() {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    with(enough).map(|to| Change::OnTime { invoices: enough, to })
}

/// The days on which age alone makes it milder, step by step, with the ledger as it is on `on`.
fn by_time(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Vec<Change> {
    let stance = |day: NaiveDate| at(policy, facts, day, on).stance;
    // After this day no fact of today is in the window any more.
    let Some(last) = facts.issues.iter().map(|issue| issue.happened_on).max() else {
        return Vec::new();
    };
    let end = last.max(on) + chrono::Months::new(policy.months) + Days::new(2);
    let mut changes = Vec::new();
    let mut from = on;
    while let Some(day) = first_day(from, end, |day| rank(stance(day)) < rank(stance(from))) {
        let to = stance(day);
        changes.push(Change::Time { on: day, to });
        if to.is_none() {
            break;
        }
        from = day;
    }
    changes
}

/// The first day after `from`, up to `end`, on which something is so; once so, it stays so.
fn first_day(from: NaiveDate, end: NaiveDate, is_so: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    if end <= from || !is_so(end) {
        return None;
    }
    let (mut not_yet, mut already) = (from, end);
    while already.signed_duration_since(not_yet).num_days() > 1 {
        let half = already.signed_duration_since(not_yet).num_days() / 2;
        let middle = not_yet + Days::new(half as u64);
        if is_so(middle) {
            already = middle;
        } else {
            not_yet = middle;
        }
    }
    Some(already)
}

/// The first day on which what is due, growing older, or the end of an agreement makes it stricter.
fn by_the_ledger_growing_older(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Option<Change> {
    let now = stance(policy, facts, on);
    let after = |day: NaiveDate, days: i64| day + Days::new(days.max(0) as u64);
    let agreement = facts.agreement_until.map(|last| after(last, 1));
    let mut days: Vec<NaiveDate> = facts
        .debts
        .iter()
        .flat_map(|debt| {
            let noticed = debt.noticed_on.map(|day| after(day, policy.notice_days));
            [Some(after(debt.due_on, policy.debt_days + 1)), noticed]
        })
        .flatten()
        .chain(agreement)
        .filter(|day| *day > on)
        .collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().find_map(|day| {
        let to = stance(policy, facts, day);
        (rank(to) > rank(now)).then_some(if agreement == Some(day) {
            Change::AgreementEnds { on: day, to }
        } else {
            Change::DebtsStay { on: day, to }
        })
    })
}

/// The least grave issue more that would make it stricter.
fn one_more(policy: &Policy, facts: &ClientFacts, now: &Recommendation) -> Option<Change> {
    for &severity in Severity::ALL {
        let stricter: Vec<(Filter, Option<StanceKind>)> = Filter::ALL
            .iter()
            .filter_map(|&filter| {
                let mut more = facts.clone();
                more.issues.push(someone_elses(filter, severity, now.on));
                let to = stance(policy, &more, now.on);
                (rank(to) > rank(now.stance)).then_some((filter, to))
            })
            .collect();
        let Some(&(filter, to)) = stricter.iter().min_by_key(|(_, to)| rank(*to)) else {
            continue;
        };
        let everywhere =
            stricter.len() == Filter::ALL.len() && stricter.iter().all(|(_, other)| *other == to);
        return Some(Change::OneMore {
            filter: (!everywhere).then_some(filter),
            severity,
            to,
        });
    }
    None
}

/// An issue that nobody has reported yet.
fn someone_elses(filter: Filter, severity: Severity, on: NaiveDate) -> IssueFact {
    IssueFact {
        id: IssueId(i64::MAX),
        filter,
        category: CategoryId(-1),
        low_pay: false,
        sensitivity: Sensitivity::Ordinary,
        severity,
        cause: Cause::Unknown,
        happened_on: on,
        resolved: false,
        reporter: String::new(),
        contract: None,
        case: None,
        evidence: false,
    }
}

/// Is any fact of this client in the window on that day?
pub fn has_evidence(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> bool {
    facts.issues.iter().any(|issue| is_counted(policy, issue, on))
        || facts.ledger.contracts >= policy.blank_under
        || !facts.debts.is_empty()
}
