//! What holds for any client, drawn at random.

use crate::category::{Filter, Sensitivity};
use crate::client::ClientKind;
use crate::client::sector::SectorGroup;
use crate::contract::DebtState;
use crate::issue::{Cause, Severity};
use crate::policy::alike::{Profile, distance};
use crate::policy::explain::{Change, what_would_change};
use crate::policy::make::today;
use crate::policy::recommend::at;
use crate::policy::simulate::Trial;
use crate::policy::{ClientFacts, Debt, IssueFact, Ledger, Policy, rank, recommend};
use crate::{CaseId, CategoryId, ClientId, ContractId, IssueId, Money};
use chrono::Days;
use proptest::prelude::*;

fn an_issue() -> impl Strategy<Value = IssueFact> {
    (
        (1_i64..1_000, 0_usize..4, 0_usize..4, 0_u64..1_300),
        (any::<bool>(), 0_u8..3, prop::option::of(1_i64..3)),
        (prop::option::of(1_i64..3), any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |((id, filter, severity, age), (resolved, reporter, contract), (case, evidence, structural))| {
                IssueFact {
                    id: IssueId(id),
                    filter: Filter::ALL[filter],
                    category: CategoryId(filter as i64 * 2 + i64::from(structural)),
                    low_pay: structural,
                    sensitivity: Sensitivity::Ordinary,
                    severity: Severity::ALL[severity],
                    cause: if structural {
                        Cause::Structural
                    } else {
                        Cause::Unknown
                    },
                    happened_on: today() - Days::new(age),
                    resolved,
                    reporter: char::from(b'a' + reporter).to_string(),
                    contract: contract.map(ContractId),
                    case: case.map(CaseId),
                    evidence,
                }
            },
        )
}

fn a_debt() -> impl Strategy<Value = Debt> {
    (
        1_i64..100,
        0_usize..10,
        1_u64..300,
        any::<bool>(),
        prop::option::of(0_u64..90),
    )
        .prop_map(|(contract, state, past_due, disputed, noticed)| Debt {
            contract: ContractId(contract),
            state: DebtState::ALL[state],
            due_on: today() - Days::new(past_due),
            amount: Money(100_000),
            disputed,
            certain: true,
            noticed_on: noticed.map(|days| today() - Days::new(days)),
        })
}

fn a_client() -> impl Strategy<Value = ClientFacts> {
    (
        prop::collection::vec(an_issue(), 0..10),
        prop::collection::vec(a_debt(), 0..4),
        (0_i64..30, 0_i64..30),
        (any::<bool>(), any::<bool>(), prop::option::of(0_u64..90)),
    )
        .prop_map(
            |(mut issues, debts, (due, late), (natural_person, bankrupt, agreement))| {
                for (issue, id) in issues.iter_mut().zip(1..) {
                    issue.id = IssueId(id);
                }
                ClientFacts {
                    client: ClientId(1),
                    kind: ClientKind::Company,
                    natural_person,
                    sector: SectorGroup::Events,
                    issues,
                    ledger: Ledger {
                        contracts: due,
                        due,
                        late: late.min(due),
                    },
                    debts,
                    bankrupt,
                    agreement_until: agreement.map(|days| today() + Days::new(days)),
                }
            },
        )
}

fn policy() -> Policy {
    Policy::version_1()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_same_facts_give_the_same_answer_byte_for_byte_in_any_order(facts in a_client(), turn in 0_usize..10) {
        let answer = |facts: &ClientFacts| serde_json::to_vec(&recommend(&policy(), facts, today())).unwrap();
        let mut turned = facts.clone();
        turned.issues.reverse();
        turned.debts.reverse();
        let middle = turn.min(turned.issues.len());
        turned.issues.rotate_left(middle);
        prop_assert_eq!(answer(&facts), answer(&turned));
    }

    #[test]
    fn one_more_confirmed_issue_never_makes_it_milder(facts in a_client(), mut more in an_issue()) {
        let before = recommend(&policy(), &facts, today()).stance;
        more.id = IssueId(5_000);
        let mut after = facts;
        after.issues.push(more);
        prop_assert!(rank(recommend(&policy(), &after, today()).stance) >= rank(before));
    }

    #[test]
    fn one_more_debt_never_makes_it_milder(facts in a_client(), more in a_debt()) {
        let before = recommend(&policy(), &facts, today()).stance;
        let mut after = facts;
        after.debts.push(more);
        prop_assert!(rank(recommend(&policy(), &after, today()).stance) >= rank(before));
    }

    #[test]
    fn time_alone_never_makes_it_stricter(facts in a_client(), days in 0_u64..1_500) {
        let now = at(&policy(), &facts, today(), today()).stance;
        let later = at(&policy(), &facts, today() + Days::new(days), today()).stance;
        prop_assert!(rank(later) <= rank(now));
    }

    #[test]
    fn graver_is_never_milder(facts in a_client(), which in any::<prop::sample::Index>()) {
        prop_assume!(!facts.issues.is_empty());
        let before = recommend(&policy(), &facts, today()).stance;
        let mut graver = facts;
        let which = which.index(graver.issues.len());
        let severity = graver.issues[which].severity as usize;
        graver.issues[which].severity = Severity::ALL[(severity + 1).min(3)];
        prop_assert!(rank(recommend(&policy(), &graver, today()).stance) >= rank(before));
    }

    #[test]
    fn resolving_never_makes_it_stricter(facts in a_client(), which in any::<prop::sample::Index>()) {
        prop_assume!(!facts.issues.is_empty());
        let before = recommend(&policy(), &facts, today()).stance;
        let mut after = facts;
        let which = which.index(after.issues.len());
        after.issues[which].resolved = true;
        prop_assert!(rank(recommend(&policy(), &after, today()).stance) <= rank(before));
    }

    #[test]
    fn no_evidence_is_blank_and_asks_for_nothing(contracts in 0_i64..3) {
        let mut facts = crate::policy::make::client();
        facts.ledger.contracts = contracts;
        let answer = recommend(&policy(), &facts, today());
        prop_assert!(answer.is_blank() && answer.stance.is_none());
    }

    #[test]
    fn the_day_on_which_time_changes_it_is_exact(facts in a_client()) {
        let stance = |day| at(&policy(), &facts, day, today()).stance;
        let mut before = stance(today());
        for change in what_would_change(&policy(), &facts, today()) {
            if let Change::Time { on, to } = change {
                prop_assert_eq!(stance(on - Days::new(1)), before);
                prop_assert_eq!(stance(on), to);
                before = to;
            }
        }
    }

    #[test]
    fn what_is_said_to_change_it_does(facts in a_client()) {
        let now = recommend(&policy(), &facts, today()).stance;
        for change in what_would_change(&policy(), &facts, today()) {
            match change {
                Change::Resolved { to, .. } | Change::FilterResolved { to, .. } | Change::AllResolved { to }
                | Change::DebtsPaid { to } | Change::OnTime { to, .. } | Change::AgreementKept { to }
                | Change::Time { to, .. } => prop_assert!(rank(to) < rank(now)),
                Change::DebtsStay { to, .. } | Change::AgreementEnds { to, .. } | Change::OneMore { to, .. } => {
                    prop_assert!(rank(to) > rank(now));
                }
            }
        }
    }

    #[test]
    fn a_natural_person_without_proven_debts_is_at_most_informative(mut facts in a_client()) {
        facts.natural_person = true;
        for debt in &mut facts.debts {
            debt.noticed_on = None;
        }
        prop_assert!(rank(recommend(&policy(), &facts, today()).stance) <= 1);
    }

    #[test]
    fn weights_of_another_measure_keep_their_order(facts in a_client()) {
        let trial = Trial::new(policy(), policy());
        let half = recommend(&policy().with_weights(50), &facts, today()).stance;
        let more = recommend(&policy().with_weights(150), &facts, today()).stance;
        let plain = recommend(&trial.draft, &facts, today()).stance;
        prop_assert!(rank(half) <= rank(plain) && rank(plain) <= rank(more));
    }

    #[test]
    fn a_case_is_as_far_from_another_as_the_other_from_it_and_not_at_all_from_itself(a in a_client(), b in a_client()) {
        let profile = |facts: &ClientFacts| Profile::of(facts, &recommend(&policy(), facts, today()), facts.ledger.contracts);
        let (a, b) = (profile(&a), profile(&b));
        prop_assert_eq!(distance(&a, &a), 0);
        prop_assert_eq!(distance(&a, &b), distance(&b, &a));
    }

    #[test]
    fn a_policy_is_the_same_after_it_was_stored(facts in a_client()) {
        let stored: Policy = serde_json::from_str(&serde_json::to_string(&policy()).unwrap()).unwrap();
        prop_assert_eq!(recommend(&stored, &facts, today()), recommend(&policy(), &facts, today()));
    }
}
