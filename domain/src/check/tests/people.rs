//! Who may still work with whom, who says yes to what, and what is ticked.

use super::*;

#[test]
fn a_granted_derogation_allows_the_work_and_says_so() {
    let sanctioned = ClientFacts {
        stances: vec![stance(StanceKind::Punitive, vec![])],
        ..client()
    };
    let refused = facts(sanctioned);
    assert_eq!(answer(&offer(), &refused).answer, Answer::Refused);
    let mut allowed = refused;
    allowed.between.derogations = vec![(StanceId(1), TODAY)];
    let answered = answer(&offer(), &allowed);
    assert_eq!(answered.answer, Answer::TakeNote);
    assert!(
        matches!(&answered.reasons[0], Reason::Derogation { until, .. } if *until == TODAY),
        "{:?}",
        answered.reasons
    );
    allowed.between.derogations = vec![(StanceId(2), TODAY)];
    assert_eq!(
        answer(&offer(), &allowed).answer,
        Answer::Refused,
        "of another stance"
    );
}

#[test]
fn a_derogation_from_one_stance_leaves_the_others_standing() {
    let mut other = stance(StanceKind::Restrictive, vec![Condition::WrittenOrder]);
    other.id = StanceId(2);
    other.scope = Scope::Professions(vec![ProfessionId(3)]);
    let both = ClientFacts {
        stances: vec![stance(StanceKind::Punitive, vec![]), other],
        ..client()
    };
    let mut allowed = facts(both);
    allowed.between.derogations = vec![(StanceId(1), TODAY)];
    let answered = answer(&offer(), &allowed);
    assert_eq!(answered.answer, Answer::OnConditions);
    assert!(
        answered
            .reasons
            .iter()
            .any(|r| matches!(r, Reason::Derogation { .. }))
    );
}

#[test]
fn a_go_ahead_given_before_covers_the_stance_it_was_given_under_and_no_other() {
    let mut asked = facts(restricted(vec![Condition::Approval, Condition::WrittenOrder]));
    asked.between.go_aheads = vec![GoAhead {
        stances: vec![StanceId(1)],
        until: TODAY,
    }];
    let answered = answer(&offer(), &asked);
    assert!(!answered.needs_approval);
    let Reason::Conditions {
        met, approved_until, ..
    } = &answered.reasons[0]
    else {
        panic!("{:?}", answered.reasons)
    };
    assert_eq!((met, *approved_until), (&vec![Condition::Approval], Some(TODAY)));
    asked.between.go_aheads[0].stances = vec![StanceId(9)];
    assert!(answer(&offer(), &asked).needs_approval);
}

#[test]
fn a_go_ahead_also_is_the_prior_agreement_of_a_profession() {
    let mut asked = facts(client());
    asked.profession = profession(ProfessionState::Conditional);
    asked.profession.proofs = vec![Proof::InsuranceCertificate, Proof::PriorAgreement];
    assert!(answer(&offer(), &asked).needs_approval);
    asked.between.go_aheads = vec![GoAhead {
        stances: vec![],
        until: TODAY,
    }];
    let answered = answer(&offer(), &asked);
    assert!(!answered.needs_approval);
    assert_eq!(
        needs(&answered.reasons),
        vec![Need::Proof(Proof::InsuranceCertificate)]
    );
}

#[test]
fn two_restrictive_stances_in_scope_ask_for_both_their_conditions() {
    let mut here = stance(StanceKind::Restrictive, vec![Condition::WrittenOrder]);
    here.id = StanceId(2);
    here.scope = Scope::Professions(vec![ProfessionId(3)]);
    let mut two = restricted(vec![
        Condition::Prepayment { percent: 30 },
        Condition::WrittenOrder,
    ]);
    two.stances.push(here);
    let answered = answer(&offer(), &facts(two));
    assert_eq!(
        needs(&answered.reasons),
        vec![
            Need::Condition(Condition::Prepayment { percent: 30 }),
            Need::Condition(Condition::WrittenOrder)
        ]
    );
}

#[test]
fn the_reply_stands_beside_the_stance_it_answers_only() {
    let reply = |id| crate::reply::PublishedReply {
        stance: StanceId(id),
        text: "Nous avons changé.".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        published_at: None,
    };
    let mut client = restricted(vec![Condition::WrittenOrder, Condition::Approval]);
    client.stances[0].replies = vec![reply(1)];
    let unread = answer(&offer(), &facts(client.clone()));
    assert!(
        unread.replies(TODAY).is_empty(),
        "members read it with the note, not before"
    );
    client.stances[0].note_from = Some(TODAY);
    let answered = answer(&offer(), &facts(client));
    assert_eq!(answered.replies(TODAY), vec![&reply(1)]);
}

#[test]
fn each_reason_says_what_to_do_next() {
    let low = Offer {
        wage: Some(euros(10_000)),
        units: 200,
        ..offer()
    };
    let mut checked = facts(restricted(vec![
        Condition::Approval,
        Condition::Prepayment { percent: 30 },
        Condition::WrittenOrder,
    ]));
    checked.profession = profession(ProfessionState::Conditional);
    let answered = answer(&low, &checked);
    let next = steps(&answered, &low, Some(Filter::Legal), Some(&factor()));
    assert_eq!(
        next,
        vec![
            NextStep::AskPrice {
                wage: euros(12_100),
                // 2 days at 121.00 by 1.75.
                price: Some(Estimate(Price(Money(42_350)))),
            },
            NextStep::Bring {
                need: Need::Proof(Proof::InsuranceCertificate)
            },
            NextStep::AskGoAhead,
            NextStep::CooperativeAsks {
                need: Need::Condition(Condition::Prepayment { percent: 30 })
            },
            NextStep::AskClient {
                need: Need::Condition(Condition::WrittenOrder)
            },
            NextStep::Training {
                filter: Filter::Legal
            },
            NextStep::Training {
                filter: Filter::Support
            },
        ]
    );
}

#[test]
fn a_training_is_offered_for_each_filter_of_a_stance_s_grounds() {
    for kind in StanceKind::ALL {
        let mut known = restricted(vec![]);
        known.stances[0].kind = *kind;
        known.stances[0].filters = [Filter::Ethics, Filter::Legal].into();
        let answered = answer(&offer(), &facts(known));
        let next = steps(&answered, &offer(), None, None);
        for filter in [Filter::Legal, Filter::Ethics] {
            assert!(next.contains(&NextStep::Training { filter }), "{kind}: {next:?}");
        }
    }
}

#[test]
fn who_is_under_the_minimum_negotiates_for_what_is_fair() {
    let low = Offer {
        wage: Some(euros(9_000)),
        ..offer()
    };
    let answered = answer(&low, &facts(client()));
    let next = steps(&answered, &low, None, None);
    assert_eq!(
        next[0],
        NextStep::AskPrice {
            wage: euros(12_100),
            price: None
        }
    );
}

#[test]
fn a_sanction_leads_to_a_derogation_and_a_hold_to_a_counsellor() {
    let mut both = restricted(vec![]);
    both.stances[0].kind = StanceKind::Punitive;
    both.held = true;
    let answered = answer(&offer(), &facts(both));
    let next = steps(&answered, &offer(), None, None);
    assert_eq!(
        next,
        vec![
            NextStep::AskDerogation { stance: StanceId(1) },
            NextStep::Counsellor
        ]
    );
}

#[test]
fn price_and_wage_turn_into_each_other() {
    let Estimate(Price(price)) = price_to_ask(euros(10_000), 200, &factor());
    assert_eq!(price, Money(35_000));
    assert_eq!(wage_left(price, 200, &factor()), Some(Estimate(euros(10_000))));
    assert_eq!(wage_left(price, 0, &factor()), None);
}

#[test]
fn a_need_is_ticked_with_a_proof_by_the_right_person() {
    let (member, counsellor) = (person(Role::Member), person(Role::Counsellor));
    let order = Need::Condition(Condition::WrittenOrder);
    let prepaid = Need::Condition(Condition::Prepayment { percent: 30 });
    let click = Need::Condition(Condition::Acknowledgement);
    let open = NeedState::Open;
    assert_eq!(tick(&order, open, &member, "Bon 12", false), Ok(NeedState::Met));
    assert_eq!(tick(&order, open, &member, "", true), Ok(NeedState::Met));
    assert_eq!(
        tick(&order, open, &member, "  ", false),
        Err(TickRefused::ProofMissing)
    );
    assert_eq!(tick(&click, open, &member, "", false), Ok(NeedState::Met));
    assert_eq!(
        tick(&prepaid, open, &member, "payé", false),
        Err(TickRefused::NotYours)
    );
    assert_eq!(
        tick(&prepaid, open, &counsellor, "payé", false),
        Ok(NeedState::Met)
    );
    assert_eq!(
        tick(
            &Need::Condition(Condition::Approval),
            open,
            &counsellor,
            "oui",
            false
        ),
        Err(TickRefused::GoAhead)
    );
    let least = Need::Condition(Condition::MinimumPrice { price: Money(1) });
    assert_eq!(
        tick(&least, open, &counsellor, "oui", false),
        Err(TickRefused::Figure)
    );
    assert_eq!(
        tick(&order, NeedState::Waived, &member, "Bon 12", false),
        Err(TickRefused::Settled)
    );
}

#[test]
fn a_waiver_is_given_once_by_staff_with_a_reason_and_never_to_oneself() {
    let (member, manager) = (person(Role::Member), person(Role::Manager));
    let order = Need::Condition(Condition::WrittenOrder);
    let open = NeedState::Open;
    assert_eq!(
        waive(&order, open, &member, true, "urgent"),
        Err(TickRefused::NotYours)
    );
    assert_eq!(
        waive(&order, open, &manager, true, "urgent"),
        Err(TickRefused::OwnCheck)
    );
    assert_eq!(
        waive(&order, open, &manager, false, " "),
        Err(TickRefused::ReasonMissing)
    );
    assert_eq!(
        waive(&order, open, &manager, false, "urgent"),
        Ok(NeedState::Waived)
    );
    assert_eq!(
        waive(&order, NeedState::Waived, &manager, false, "urgent"),
        Err(TickRefused::Settled)
    );
    assert_eq!(
        waive(
            &Need::Proof(Proof::PriorAgreement),
            open,
            &manager,
            false,
            "urgent"
        ),
        Err(TickRefused::GoAhead)
    );
}

#[test]
fn a_contract_is_signed_when_nothing_is_missing_and_never_against_a_no() {
    let order = Need::Condition(Condition::WrittenOrder);
    let on_conditions = answer(&offer(), &facts(restricted(vec![Condition::WrittenOrder])));
    assert_eq!(sign(&on_conditions, &[]), vec![Blocked::Missing(order)]);
    assert_eq!(sign(&on_conditions, &[order]), vec![]);
    assert_eq!(sign(&answer(&offer(), &facts(client())), &[]), vec![]);
    let mut no = restricted(vec![]);
    no.stances[0].kind = StanceKind::Punitive;
    assert_eq!(
        sign(&answer(&offer(), &facts(no)), &[order]),
        vec![Blocked::Refused]
    );
    let held = ClientFacts {
        held: true,
        ..client()
    };
    assert_eq!(
        sign(&answer(&offer(), &facts(held)), &[]),
        vec![Blocked::SpeakFirst]
    );
}

#[test]
fn a_go_ahead_is_due_on_the_next_working_day_and_holds_three_months() {
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    // Thursday, Friday, Saturday, Sunday.
    assert_eq!(
        [26, 27, 28, 29].map(|d| due_on(day(d))),
        [27, 30, 30, 30].map(day)
    );
    assert_eq!(
        holds_until(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()),
        NaiveDate::from_ymd_opt(2027, 2, 28).unwrap()
    );
}

#[test]
fn a_yes_cannot_be_given_to_what_has_become_a_no_nor_to_oneself() {
    let fine = answer(&offer(), &facts(restricted(vec![Condition::Approval])));
    assert_eq!(may_grant(&fine, false), Ok(()));
    assert_eq!(may_grant(&fine, true), Err(GrantRefused::OwnCheck));
    assert_eq!(stances_asked(&fine), vec![StanceId(1)]);
    let held = ClientFacts {
        held: true,
        ..restricted(vec![Condition::Approval])
    };
    assert_eq!(
        may_grant(&answer(&offer(), &facts(held)), false),
        Err(GrantRefused::Held)
    );
    let mut no = restricted(vec![]);
    no.stances[0].kind = StanceKind::Punitive;
    assert_eq!(
        may_grant(&answer(&offer(), &facts(no)), false),
        Err(GrantRefused::Refused)
    );
}

#[test]
fn a_yes_is_bound_to_the_stances_that_ask_for_one_and_to_no_other() {
    let mut client = restricted(vec![Condition::WrittenOrder]);
    let mut asks = stance(StanceKind::Restrictive, vec![Condition::Approval]);
    asks.id = StanceId(9);
    client.stances.push(asks);
    assert_eq!(stances_asked(&answer(&offer(), &facts(client))), [StanceId(9)]);
}

#[test]
fn what_a_client_replied_stands_once_though_its_stance_is_a_reason_twice() {
    let mut client = restricted(vec![Condition::WrittenOrder]);
    client.stances[0].note_from = Some(TODAY);
    client.stances[0].replies = vec![crate::reply::PublishedReply {
        stance: StanceId(1),
        text: "Nous avons changé.".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        published_at: None,
    }];
    let mut other = client.stances[0].clone();
    other.id = StanceId(2);
    let mut answered = answer(&offer(), &facts(client));
    let again = answered.reasons[0].clone();
    answered.reasons.push(again);
    assert_eq!(answered.replies(TODAY).len(), 1);
    answered.reasons.push(Reason::Informative { stance: other });
    assert_eq!(answered.replies(TODAY).len(), 2);
}

#[test]
fn a_kept_answer_holds_until_its_last_day_unless_something_changed() {
    let kept = KeptCheck {
        id: crate::CheckId(1),
        kept_by: PersonId(1),
        kept_by_name: String::new(),
        offer: offer(),
        client_name: None,
        client_number: String::new(),
        profession_names: std::array::from_fn(|_| String::new()),
        answer: answer(&offer(), &facts(client())),
        kept_at: chrono::DateTime::UNIX_EPOCH,
        valid_until: TODAY,
        outdated: false,
        state: CheckState::Kept,
        due_on: None,
        decided_by_name: None,
        decided_at: None,
        comment: String::new(),
        go_ahead_until: None,
        facts_revision: 0,
        outcome_told: false,
        revision: 1,
    };
    assert!(kept.holds(TODAY));
    assert!(!kept.holds(TODAY.succ_opt().unwrap()));
    let outdated = KeptCheck {
        outdated: true,
        ..kept
    };
    assert!(!outdated.holds(TODAY));
}

#[test]
fn a_check_is_settled_when_no_need_is_open() {
    let need = |state| KeptNeed {
        position: 1,
        need: Need::Condition(Condition::WrittenOrder),
        state,
        text: String::new(),
        file: None,
        by_name: None,
        at: None,
        revision: 1,
    };
    let (open, ticked, waived) = (
        need(NeedState::Open),
        need(NeedState::Met),
        need(NeedState::Waived),
    );
    assert!(all_settled(&[]));
    assert!(all_settled(&[ticked.clone(), waived]));
    assert!(!all_settled(&[ticked, open]));
}
