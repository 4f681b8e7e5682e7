//! From facts to a recommendation: the rules, the strictest that fires, then the caps (`product.md`, "Recommendation").

use super::weigh::{self, Contribution, FilterVerdict, Verdict};
use super::{ClientFacts, Debt, IssueFact, LateRule, Policy, of_rank, rank};
use crate::category::Filter;
use crate::contract::DebtState;
use crate::issue::{Cause, Severity};
use crate::stance::StanceKind;
use crate::stance::condition::{Condition, ConditionKind};
use crate::{IssueId, Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A rule that fired, with what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// A filter is a concern, serious or grave.
    Filter {
        filter: Filter,
        verdict: Verdict,
    },
    /// An unresolved critical issue; sure with evidence or two reporters.
    Critical {
        issue: IssueId,
        sure: bool,
    },
    /// Proven debts longer past due than the policy allows.
    ProvenDebt {
        debts: i64,
        amount: Money,
    },
    /// A plan of payment that was not kept.
    BrokenPlan {
        debts: i64,
        amount: Money,
    },
    /// As many unpaid contracts as the policy names, or more.
    Unpaid {
        contracts: i64,
        amount: Money,
    },
    Bankrupt,
    /// The shrunk share of invoices paid late reached the first or the second limit.
    Late {
        strict: bool,
    },
}

impl Rule {
    /// A debt or late payment: what prepayment answers.
    pub const fn is_about_money_owed(&self) -> bool {
        matches!(
            self,
            Self::ProvenDebt { .. } | Self::BrokenPlan { .. } | Self::Late { .. }
        )
    }
}

/// A rule with what it asks for, and what the caps leave of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    #[serde(flatten)]
    pub rule: Rule,
    pub asks: StanceKind,
    pub allowed: StanceKind,
}

words! {
    /// A cap that made the recommendation milder, in the order of their application.
    Cap { Structural = "structural", NaturalPerson = "natural_person", Agreement = "agreement" }
}

/// The late share as it was judged, shares in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateShare {
    pub late: i64,
    pub due: i64,
    /// (y + m·μs) / (n + m).
    pub shrunk: i64,
    pub sector: i64,
}

/// What the facts say of a client on a day. No single score: verdicts, rules, caps, and what each issue adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    pub on: NaiveDate,
    pub stance: Option<StanceKind>,
    pub filters: Vec<FilterVerdict>,
    pub contributions: Vec<Contribution>,
    /// All that fired, the strictest first.
    pub fired: Vec<Fired>,
    pub caps: Vec<Cap>,
    /// `None` where no invoice is due: blank.
    pub late: Option<LateShare>,
    /// Debts that are proven, and all that is due and unpaid.
    pub proven: Money,
    pub owed: Money,
    /// What to demand where the recommendation is restrictive for money owed.
    pub conditions: Vec<Condition>,
    /// Counted issues of low pay without a choice: for advocacy with the funder, not for blame.
    pub structural: i64,
}

impl Recommendation {
    /// The rule that decided: the strictest, after the caps.
    pub fn decided_by(&self) -> Option<&Fired> {
        self.fired.first()
    }

    /// Nothing is known: neither issues nor enough contracts in any filter.
    pub fn is_blank(&self) -> bool {
        self.filters.iter().all(|f| f.verdict == Verdict::Blank)
    }

    pub fn verdict(&self, filter: Filter) -> Verdict {
        let found = self.filters.iter().find(|f| f.filter == filter);
        found.map_or(Verdict::Blank, |f| f.verdict)
    }
}

/// What the policy recommends for a client on a day. The same facts, policy and day give the same answer, byte for byte.
pub fn recommend(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Recommendation {
    at(policy, facts, on, on)
}

/// The same, with the ledger and the agreement read as on another day: time alone moves only the first.
pub(super) fn at(
    policy: &Policy,
    facts: &ClientFacts,
    on: NaiveDate,
    ledger_on: NaiveDate,
) -> Recommendation {
    let contributions = weigh::contributions(policy, &facts.issues, on);
    let filters = weigh::verdicts(policy, &contributions, facts.ledger.contracts);
    let late = late_share(policy, facts);
    let asked = all_asked(policy, facts, &filters, late, on, ledger_on);
    let counted = |issue: &&IssueFact| weigh::is_counted(policy, issue, on);
    let structural = facts
        .issues
        .iter()
        .filter(counted)
        .filter(|i| is_structural(i))
        .count() as i64;

    let mut caps = BTreeSet::new();
    let mut fired: Vec<Fired> = asked
        .into_iter()
        .map(|asked| asked.capped(policy, facts.natural_person, &mut caps))
        .collect();
    fired.sort_by_key(|f| (std::cmp::Reverse(f.allowed), std::cmp::Reverse(f.asks)));
    let strictest = fired.iter().map(|f| f.allowed).max();
    // A cap is told only where it made the recommendation itself milder.
    if strictest == fired.iter().map(|f| f.asks).max() {
        caps.clear();
    }
    let kept = policy.caps.agreement && facts.agreement_until.is_some_and(|last| last >= ledger_on);
    let stance = if kept && strictest.is_some() {
        caps.insert(Cap::Agreement);
        of_rank(rank(strictest) - 1)
    } else {
        strictest
    };
    let proven = |debt: &&Debt| debt.is_proven(policy.notice_days, ledger_on);
    Recommendation {
        on,
        stance,
        filters,
        conditions: conditions(policy, facts, stance, &fired),
        contributions,
        fired,
        caps: caps.into_iter().collect(),
        late,
        proven: facts.debts.iter().filter(proven).map(|d| d.amount).sum(),
        owed: facts
            .debts
            .iter()
            .filter(|d| d.state != DebtState::Paid)
            .map(|d| d.amount)
            .sum(),
        structural,
    }
}

/// A rule before the caps, with what it would ask for under two narrower readings of the facts.
struct Asked {
    rule: Rule,
    asks: StanceKind,
    /// Without low pay that the funding leaves no choice about.
    without_structural: Option<StanceKind>,
    /// On proven debts alone.
    on_proven_debts: Option<StanceKind>,
}

impl Asked {
    /// Above informative only what the narrower reading asks for as well.
    fn capped(self, policy: &Policy, natural_person: bool, caps: &mut BTreeSet<Cap>) -> Fired {
        let mut allowed = self.asks;
        let mut cap = |holds: bool, narrower: Option<StanceKind>, cap: Cap| {
            let most = narrower.map_or(StanceKind::Informative, |kind| kind.max(StanceKind::Informative));
            if holds && most < allowed {
                allowed = most;
                caps.insert(cap);
            }
        };
        cap(policy.caps.structural, self.without_structural, Cap::Structural);
        cap(
            policy.caps.natural_person && natural_person,
            self.on_proven_debts,
            Cap::NaturalPerson,
        );
        Fired {
            rule: self.rule,
            asks: self.asks,
            allowed,
        }
    }
}

fn is_structural(issue: &IssueFact) -> bool {
    issue.low_pay && issue.cause == Cause::Structural
}

fn all_asked(
    policy: &Policy,
    facts: &ClientFacts,
    filters: &[FilterVerdict],
    late: Option<LateShare>,
    on: NaiveDate,
    ledger_on: NaiveDate,
) -> Vec<Asked> {
    let rest: Vec<IssueFact> = facts
        .issues
        .iter()
        .filter(|i| !is_structural(i))
        .cloned()
        .collect();
    let narrower = weigh::verdicts(
        policy,
        &weigh::contributions(policy, &rest, on),
        facts.ledger.contracts,
    );
    let mut asked: Vec<Asked> = filters
        .iter()
        .zip(&narrower)
        .filter_map(|(all, rest)| {
            Some(Asked {
                rule: Rule::Filter {
                    filter: all.filter,
                    verdict: all.verdict,
                },
                asks: asked_by(all.verdict)?,
                without_structural: asked_by(rest.verdict),
                on_proven_debts: None,
            })
        })
        .collect();
    asked.extend(critical(policy, facts, &rest, on));
    asked.extend(by_debts(policy, facts, ledger_on));
    asked.extend(by_late_share(policy, late));
    asked
}

/// Any concern → informative; any serious → restrictive; any grave → punitive.
const fn asked_by(verdict: Verdict) -> Option<StanceKind> {
    match verdict {
        Verdict::Blank | Verdict::Quiet => None,
        Verdict::Concern => Some(StanceKind::Informative),
        Verdict::Serious => Some(StanceKind::Restrictive),
        Verdict::Grave => Some(StanceKind::Punitive),
    }
}

/// An unresolved critical issue with evidence or two reporters → punitive, else restrictive. The surest one is named.
fn critical(policy: &Policy, facts: &ClientFacts, rest: &[IssueFact], on: NaiveDate) -> Option<Asked> {
    let (sure, issue) = surest(policy, &facts.issues, on)?;
    let kind = |sure| {
        if sure {
            StanceKind::Punitive
        } else {
            StanceKind::Restrictive
        }
    };
    Some(Asked {
        rule: Rule::Critical { issue, sure },
        asks: kind(sure),
        without_structural: surest(policy, rest, on).map(|(sure, _)| kind(sure)),
        on_proven_debts: None,
    })
}

fn surest(policy: &Policy, issues: &[IssueFact], on: NaiveDate) -> Option<(bool, IssueId)> {
    let counts = |issue: &&IssueFact| weigh::is_counted(policy, issue, on);
    let open = |issue: &&IssueFact| issue.severity == Severity::Critical && !issue.resolved;
    let sure = |issue: &IssueFact| {
        // The same facts: one case, or as grave a matter of the same category that is as open.
        let others = issues.iter().filter(counts).filter(|other| {
            other.case.is_some() && other.case == issue.case
                || other.category == issue.category && open(other)
        });
        let reporters: BTreeSet<&str> = others.map(|other| other.reporter.as_str()).collect();
        issue.evidence || reporters.len() as i64 >= policy.sure_reporters
    };
    issues
        .iter()
        .filter(counts)
        .filter(open)
        .map(|issue| (sure(issue), std::cmp::Reverse(issue.id)))
        .max()
        .map(|(sure, std::cmp::Reverse(id))| (sure, id))
}

fn by_debts(policy: &Policy, facts: &ClientFacts, on: NaiveDate) -> Vec<Asked> {
    let proven = |debt: &Debt| debt.is_proven(policy.notice_days, on);
    // Counts debts and their amount; what they ask for, and what the proven ones alone ask for.
    let rule =
        |test: &dyn Fn(&Debt) -> bool, least: i64, asks: StanceKind, rule: &dyn Fn(i64, Money) -> Rule| {
            let found = || facts.debts.iter().filter(|debt| test(debt));
            let count = found().count() as i64;
            (count >= least).then(|| Asked {
                rule: rule(count, found().map(|d| d.amount).sum()),
                asks,
                without_structural: Some(asks),
                on_proven_debts: (found().filter(|debt| proven(debt)).count() as i64 >= least)
                    .then_some(asks),
            })
        };
    let old = |debt: &Debt| proven(debt) && !debt.in_plan() && debt.days_past_due(on) > policy.debt_days;
    let broken = |debt: &Debt| debt.state == DebtState::PlanBroken;
    let unpaid = |debt: &Debt| debt.is_unpaid(policy.debt_days, on);
    let mut asked: Vec<Asked> = [
        rule(&old, 1, StanceKind::Restrictive, &|debts, amount| {
            Rule::ProvenDebt { debts, amount }
        }),
        rule(&broken, 1, StanceKind::Restrictive, &|debts, amount| {
            Rule::BrokenPlan { debts, amount }
        }),
        rule(
            &unpaid,
            policy.unpaid_contracts.max(1),
            StanceKind::Punitive,
            &|contracts, amount| Rule::Unpaid { contracts, amount },
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    if facts.bankrupt || facts.debts.iter().any(|debt| debt.state == DebtState::Bankrupt) {
        asked.push(Asked {
            rule: Rule::Bankrupt,
            asks: StanceKind::Punitive,
            without_structural: Some(StanceKind::Punitive),
            on_proven_debts: None,
        });
    }
    asked
}

fn late_share(policy: &Policy, facts: &ClientFacts) -> Option<LateShare> {
    let (late, due) = (facts.ledger.late, facts.ledger.due);
    Some(LateShare {
        late,
        due,
        shrunk: policy.shrinkage.shrink(late, due, facts.sector)?,
        sector: policy.shrinkage.of(facts.sector),
    })
}

fn by_late_share(policy: &Policy, late: Option<LateShare>) -> Option<Asked> {
    let late = late?;
    let reached = |rule: LateRule| {
        late.due >= rule.contracts
            && late.shrunk >= rule.share
            && late.shrunk * 100 >= rule.times_sector * late.sector
    };
    let strict = reached(policy.late_restrictive);
    let asks = if strict {
        StanceKind::Restrictive
    } else if reached(policy.late_informative) {
        StanceKind::Informative
    } else {
        return None;
    };
    Some(Asked {
        rule: Rule::Late { strict },
        asks,
        without_structural: Some(asks),
        on_proven_debts: None,
    })
}

/// Prepayment where money owed makes it restrictive; a public body signs an order instead.
fn conditions(
    policy: &Policy,
    facts: &ClientFacts,
    stance: Option<StanceKind>,
    fired: &[Fired],
) -> Vec<Condition> {
    let restrictive = StanceKind::Restrictive;
    let owed = fired
        .iter()
        .any(|f| f.rule.is_about_money_owed() && f.allowed == restrictive);
    if stance != Some(restrictive) || !owed {
        return Vec::new();
    }
    if ConditionKind::Prepayment.allowed_for(facts.kind) {
        vec![Condition::Prepayment {
            percent: policy.prepayment,
        }]
    } else {
        vec![Condition::WrittenOrder]
    }
}
