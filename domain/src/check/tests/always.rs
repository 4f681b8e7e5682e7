//! What holds whatever the facts are.

use super::*;
use proptest::prelude::*;

fn any_stance() -> impl Strategy<Value = StanceCard> {
    let conditions = prop::sample::subsequence(
        vec![
            Condition::Approval,
            Condition::WrittenOrder,
            Condition::Prepayment { percent: 30 },
            Condition::MinimumWage {
                unit: WageUnit::Day,
                wage: euros(15_000),
            },
        ],
        1..4,
    );
    let scope = prop::sample::select(vec![
        Scope::WholeClient,
        Scope::Professions(vec![ProfessionId(3)]),
        Scope::Professions(vec![ProfessionId(99)]),
    ]);
    (1i64..50, prop::sample::select(StanceKind::ALL), conditions, scope).prop_map(
        |(id, kind, conditions, scope)| {
            let mut card = stance(kind, conditions);
            card.id = StanceId(id);
            card.scope = scope;
            card
        },
    )
}

fn any_facts() -> impl Strategy<Value = CheckFacts> {
    let stances = prop::collection::vec(any_stance(), 0..4);
    let of_client = (
        stances,
        any::<bool>(),
        prop::sample::select(RegisterState::ALL),
        0i64..6,
        0i64..2,
        prop::option::of(any_stance()),
    );
    let between = (
        prop::collection::vec(1i64..50, 0..3),
        prop::collection::vec(1i64..50, 0..3),
    );
    let state = prop::sample::select(ProfessionState::ALL);
    (state, any::<bool>(), of_client, between).prop_map(|(state, known, of_client, (derogations, yes))| {
        let (stances, held, register, paid_contracts, confirmed_recently, parent) = of_client;
        let known_client = ClientFacts {
            stances,
            held,
            register,
            paid_contracts,
            confirmed_recently,
            parent: parent.map(|card| ("Holding".to_owned(), card)),
            ..client()
        };
        CheckFacts {
            profession: profession(state),
            client: known.then_some(known_client),
            register: (!known).then_some(register),
            between: Between {
                derogations: derogations.into_iter().map(|id| (StanceId(id), TODAY)).collect(),
                go_aheads: vec![GoAhead {
                    stances: yes.into_iter().map(StanceId).collect(),
                    until: TODAY,
                }],
            },
            ..facts(client())
        }
    })
}

proptest! {
    /// The order of the stances says nothing, and neither does asking twice.
    #[test]
    fn the_order_of_facts_says_nothing(mut facts in any_facts(), wage in 5_000i64..20_000) {
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let first = answer(&offer, &facts);
        prop_assert_eq!(&answer(&offer, &facts), &first);
        if let Some(client) = &mut facts.client {
            // Two stances of one client never share an id.
            client.stances.sort_by_key(|s| s.id);
            client.stances.dedup_by_key(|s| s.id);
        }
        let sorted = answer(&offer, &facts);
        if let Some(client) = &mut facts.client {
            client.stances.reverse();
        }
        facts.between.derogations.reverse();
        facts.between.go_aheads.reverse();
        prop_assert_eq!(answer(&offer, &facts), sorted);
    }

    /// One more stance, of whatever kind and scope, never makes an answer milder, nor lifts a condition of one that stays.
    #[test]
    fn one_more_stance_never_softens(facts in any_facts(), more in any_stance(), wage in 5_000i64..20_000) {
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let before = answer(&offer, &facts);
        let mut facts = facts;
        if let Some(client) = &mut facts.client {
            client.stances.push(StanceCard { id: StanceId(99), ..more });
        }
        let after = answer(&offer, &facts);
        prop_assert!(after.answer >= before.answer, "{:?} became {:?}", before.answer, after.answer);
        if after.answer == Answer::OnConditions && before.answer == Answer::OnConditions {
            let still = needs(&after.reasons);
            prop_assert!(needs(&before.reasons).iter().all(|need| still.contains(need)));
        }
    }

    /// A stance in force that turns stricter never makes an answer milder.
    #[test]
    fn a_stricter_stance_never_softens(mut facts in any_facts(), at in 0usize..4, wage in 5_000i64..20_000) {
        facts.between.derogations.clear();
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let before = answer(&offer, &facts).answer;
        if let Some(stance) = facts.client.as_mut().and_then(|c| c.stances.get_mut(at)) {
            stance.kind = StanceKind::Punitive;
        }
        prop_assert!(answer(&offer, &facts).answer >= before);
    }

    /// Nothing that is refused or held can be signed, whatever was ticked; and what may be signed needs nothing more.
    #[test]
    fn what_is_signed_was_allowed(facts in any_facts(), wage in 5_000i64..20_000) {
        let answered = answer(&Offer { wage: Some(euros(wage)), ..offer() }, &facts);
        let all = needs(&answered.reasons);
        let may = sign(&answered, &all).is_empty();
        prop_assert_eq!(may, answered.answer < Answer::SpeakFirst);
        prop_assert_eq!(sign(&answered, &[]).is_empty(), may && all.is_empty());
    }

    /// Whatever is needed comes with what to do about it.
    #[test]
    fn every_need_leads_to_a_step(facts in any_facts()) {
        let answered = answer(&offer(), &facts);
        let next = steps(&answered, &offer(), None, None);
        for need in needs(&answered.reasons) {
            let told = next.iter().any(|step| match step {
                NextStep::AskClient { need: n } | NextStep::CooperativeAsks { need: n } | NextStep::Bring { need: n } => *n == need,
                NextStep::AskGoAhead => need.is_go_ahead(),
                _ => false,
            });
            prop_assert!(told, "{need:?} has no step");
        }
    }
}

proptest! {
    /// The answer is the worst of the reasons, they stand from the worst to the best, and there is always one.
    #[test]
    fn the_worst_reason_wins(
        wage in 5_000i64..20_000,
        state in prop::sample::select(ProfessionState::ALL),
        kinds in prop::collection::vec(prop::sample::select(StanceKind::ALL), 0..3),
        held: bool,
        register in prop::sample::select(RegisterState::ALL),
        paid in 0i64..6,
    ) {
        let known = ClientFacts {
            stances: kinds.into_iter().map(|k| stance(k, vec![Condition::WrittenOrder])).collect(),
            held,
            register,
            paid_contracts: paid,
            ..client()
        };
        let checked = CheckFacts { profession: profession(state), ..facts(known) };
        let answered = answer(&Offer { wage: Some(euros(wage)), ..offer() }, &checked);
        let worst = answered.reasons.iter().map(Reason::answer).max();
        prop_assert_eq!(worst, Some(answered.answer));
        prop_assert!(answered.reasons.is_sorted_by_key(|r| std::cmp::Reverse(r.answer())));
    }
}
