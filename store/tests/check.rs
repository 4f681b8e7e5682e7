//! Checks on both databases: facts in one row, kept answers, their needs, go-aheads, signatures, what members are told.

use crate::retention::{decide, report};
use crate::support::{make, plan, second_server};
use chrono::TimeDelta;
use domain::check::{Answer, CheckAnswer, CheckState, NeedState, Offer, Outcome, PayFigures, Reason};
use domain::client::identifier::Identifier;
use domain::contract::WageUnit;
use domain::issue::life::Step as IssueStep;
use domain::message::Message;
use domain::stance::condition::Condition;
use domain::stance::{PublishedNote, RunningContracts, Scope, StanceCard, StanceKind};
use domain::trend::{Measure, Split};
use domain::{ApiKeyId, CheckId, ClientId, Money, PersonId, Role, StanceId, Wage};
use store::check::{self, Decision, NewCheck, NewSignature, Recorded, Settled};
use store::{Store, StoreError, api_key, message, on, trend};

fn offer(client: Option<ClientId>, profession: domain::ProfessionId) -> Offer {
    Offer {
        client,
        client_text: "Rapid Courses".to_owned(),
        establishment: None,
        profession,
        starts_on: make::day("2026-01-20"),
        ends_on: make::day("2026-01-21"),
        unit: WageUnit::Day,
        units: 200,
        hours_a_unit: None,
        wage: Some(Wage(Money(16_500))),
        estimated: None,
        price: None,
    }
}

async fn keep(store: &Store, by: PersonId, client: Option<ClientId>, needs_approval: bool) -> CheckId {
    let profession = store::reference::catalogue(store).await.unwrap().professions[0].id;
    let offer = offer(client, profession);
    let answer = CheckAnswer {
        answer: Answer::NothingKnown,
        reasons: vec![Reason::NothingKnown],
        pay: PayFigures::default(),
        payment: None,
        needs_approval,
        charter: None,
    };
    let new = NewCheck {
        by,
        offer: &offer,
        answer: &answer,
        facts_revision: 0,
    };
    let mut tx = store.write().await.unwrap();
    let id = check::keep(&mut tx, &new, make::now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn answer(
    store: &Store,
    id: CheckId,
    revision: i64,
    granted: bool,
    by: PersonId,
) -> Result<(), StoreError> {
    let facts = check::find(store, id).await?.unwrap().facts_revision;
    answer_having_read(store, id, (revision, facts), granted, by).await
}

async fn answer_having_read(
    store: &Store,
    check: CheckId,
    (revision, facts_revision): (i64, i64),
    granted: bool,
    by: PersonId,
) -> Result<(), StoreError> {
    let decision = Decision {
        check,
        revision,
        facts_revision,
        granted,
        stances: vec![StanceId(7)],
        by,
        comment: "D'accord.",
    };
    let mut tx = store.write().await?;
    check::answer_approval(&mut tx, &decision, make::now()).await?;
    tx.commit().await
}

/// A restrictive stance that asks for a written order and the acknowledgement, as a reason.
fn conditions() -> Reason {
    Reason::Conditions {
        stance: StanceCard {
            id: StanceId(7),
            kind: StanceKind::Restrictive,
            scope: Scope::WholeClient,
            conditions: vec![
                Condition::WrittenOrder,
                Condition::Approval,
                Condition::Acknowledgement,
            ],
            review_on: make::day("2026-06-01"),
            in_force_on: make::day("2026-01-01"),
            note: Some(PublishedNote::default()),
            note_from: None,
            to_lift: String::new(),
            running: RunningContracts::GoOn,
            filters: std::collections::BTreeSet::new(),
            replies: vec![],
        },
        unmet: vec![
            Condition::WrittenOrder,
            Condition::Approval,
            Condition::Acknowledgement,
        ],
        met: vec![],
        approved_until: None,
    }
}

async fn keep_on_conditions(store: &Store, by: PersonId, client: ClientId) -> CheckId {
    let profession = store::reference::catalogue(store).await.unwrap().professions[0].id;
    let offer = offer(Some(client), profession);
    let answer = CheckAnswer {
        answer: Answer::OnConditions,
        reasons: vec![conditions()],
        pay: PayFigures::default(),
        payment: None,
        needs_approval: true,
        charter: None,
    };
    let new = NewCheck {
        by,
        offer: &offer,
        answer: &answer,
        facts_revision: 0,
    };
    let mut tx = store.write().await.unwrap();
    let id = check::keep(&mut tx, &new, make::now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn moved_on(store: &Store, client: ClientId) {
    let mut tx = store.write().await.unwrap();
    store::stance::facts_moved_on(&mut tx, client).await.unwrap();
    tx.commit().await.unwrap();
}

async fn run(store: &Store, sql: &'static str, client: ClientId) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(sql)
        .bind(client.0)
        .execute(&mut *conn)
        .await
        .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

async fn told(store: &Store, person: PersonId) -> Vec<Message> {
    message::newest(store, person, 20)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.what)
        .collect()
}

async fn key(store: &Store, admin: PersonId) -> ApiKeyId {
    let new = api_key::NewKey {
        name: "contrats",
        hint: "vigie_abcd",
        token_hash: "0011",
        scopes: &[domain::api_key::ApiScope::Sign],
        by: admin,
    };
    let mut tx = store.write().await.unwrap();
    let id = api_key::add(&mut tx, &new, make::now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

both_engines! {
    async fn a_client_is_found_by_its_number_in_one_row(store) {
        let number = Identifier::parse("0999.100.295", None).unwrap();
        let mut draft = make::client_draft("Rapid Courses");
        draft.identifiers = vec![number.clone()];
        let client = make::add_client(&store, &draft).await;

        let found = check::find_by_number(&store, &number, None, make::day("2026-01-15")).await.unwrap().unwrap();

        assert_eq!(found.facts.candidate.id, client);
        assert_eq!(found.facts.paid_contracts, 0);
        assert!(!found.facts.held);
        let other = Identifier::parse("0314.595.348", None).unwrap();
        assert!(check::find_by_number(&store, &other, None, make::day("2026-01-15")).await.unwrap().is_none());
    }

    async fn a_hold_counts_until_its_last_day(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let client = make::client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO hold (client_id, reason, placed_by, placed_at, until_on) VALUES ($1, 'danger', $2, $3, $4)"
        )
        .bind(client.0)
        .bind(manager.0)
        .bind(make::now())
        .bind(make::day("2026-02-14"))
        .execute(conn)
        .await
        .map(drop))
        .unwrap();
        tx.commit().await.unwrap();

        let held = |day| check::client_facts(&store, client, None, make::day(day));
        assert!(held("2026-02-14").await.unwrap().unwrap().facts.held);
        assert!(!held("2026-02-15").await.unwrap().unwrap().facts.held);
    }

    async fn a_hold_that_has_run_out_moves_its_client_s_facts_on_once(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let client = make::client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        store::stance::hold::place(&mut tx, client, manager, make::day("2026-02-14"), "danger", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let revision = async || {
            let found = check::client_facts(&store, client, None, make::day("2026-02-15")).await.unwrap();
            found.unwrap().revision
        };
        let lapse = async |at: &str| {
            let mut tx = store.write().await.unwrap();
            let lapsed = store::stance::hold::lapse(&mut tx, make::instant(at)).await.unwrap();
            tx.commit().await.unwrap();
            lapsed
        };
        let before = revision().await;
        assert_eq!(lapse("2026-02-14T09:00:00Z").await, 0, "its last day");
        assert_eq!(lapse("2026-02-15T09:00:00Z").await, 1);
        assert_eq!(lapse("2026-02-16T09:00:00Z").await, 0, "once");
        assert_eq!(revision().await, before + 1);
    }

    async fn what_was_confirmed_in_24_months_counts_however_old_its_fact(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let recent = async |day| {
            let found = check::client_facts(&store, client, None, make::day(day)).await.unwrap();
            found.unwrap().facts.confirmed_recently
        };
        let id = report(&store, client, member, "2023-11-10", make::now()).await;
        assert_eq!(recent("2026-01-15").await, 0, "not yet confirmed");
        decide(&store, id, IssueStep::Confirm, counsellor, make::now()).await;
        assert_eq!(recent("2026-01-15").await, 1);
        decide(&store, id, IssueStep::Resolve, counsellor, make::instant("2026-03-01T09:00:00Z")).await;
        assert_eq!(recent("2028-01-15").await, 1);
        assert_eq!(recent("2028-01-16").await, 0);
    }

    async fn the_readers_own_contracts_are_left_out(store) {
        let client = make::client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        let member = store::person::member(&mut tx, "M-10001", None).await.unwrap();
        let others = [
            store::person::member(&mut tx, "M-10002", None).await.unwrap(),
            store::person::member(&mut tx, "M-10003", None).await.unwrap(),
            store::person::member(&mut tx, "M-10004", None).await.unwrap(),
        ];
        for member in [member].into_iter().chain(others) {
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO client_member (client_id, member_id, contracts, paid_on_time, paid_late_30) VALUES ($1, $2, 3, 2, 1)"
            )
            .bind(client.0)
            .bind(member.0)
            .execute(&mut *conn)
            .await
            .map(drop))
            .unwrap();
        }
        on!(&mut tx, |conn| sqlx::query(
            "UPDATE client_card SET members = 4, paid_on_time = 10, paid_late_30 = 5 WHERE client_id = $1"
        )
        .bind(client.0)
        .execute(&mut *conn)
        .await
        .map(drop))
        .unwrap();
        tx.commit().await.unwrap();

        let mine = check::client_facts(&store, client, Some(member), make::day("2026-01-15")).await.unwrap().unwrap();
        let all = check::client_facts(&store, client, None, make::day("2026-01-15")).await.unwrap().unwrap();

        assert_eq!((mine.facts.payment.on_time, mine.facts.payment.late_30, mine.facts.payment.members), (8, 4, 2), "two members are as many as it takes");
        assert_eq!((all.facts.payment.on_time, all.facts.payment.members), (10, 2));
    }

    async fn a_kept_check_reads_as_it_was_and_holds_for_fourteen_days(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;

        let id = keep(&store, member, Some(client), false).await;

        let kept = check::find(&store, id).await.unwrap().unwrap();
        assert_eq!(kept.valid_until, make::day("2026-01-29"));
        assert_eq!(kept.state, CheckState::Kept);
        assert_eq!(kept.client_name.as_deref(), Some("Rapid Courses"));
        assert!(!kept.profession_names[0].is_empty());
        assert!(!kept.outdated);
        assert_eq!(check::own(&store, member, None, 5).await.unwrap(), vec![kept]);
    }

    async fn a_changed_fact_makes_a_kept_check_outdated(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), false).await;

        let mut tx = store.write().await.unwrap();
        store::stance::facts_moved_on(&mut tx, client).await.unwrap();
        tx.commit().await.unwrap();

        assert!(check::find(&store, id).await.unwrap().unwrap().outdated);
    }

    async fn a_check_of_an_unknown_client_can_be_kept(store) {
        let member = make::person(&store, "membre", Role::Member).await;

        let id = keep(&store, member, None, false).await;

        let kept = check::find(&store, id).await.unwrap().unwrap();
        assert_eq!((kept.client_name, kept.offer.client_text.as_str()), (None, "Rapid Courses"));
    }

    async fn a_go_ahead_waits_is_answered_once_and_holds_for_three_months(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), true).await;

        let waiting = check::waiting(&store, None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|k| k.id).collect::<Vec<_>>(), vec![id]);
        assert_eq!(waiting[0].due_on, Some(make::day("2026-01-16")));
        answer(&store, id, waiting[0].revision, true, counsellor).await.unwrap();

        assert!(check::waiting(&store, None, 10).await.unwrap().is_empty());
        let again = answer(&store, id, waiting[0].revision, false, counsellor).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        let kept = check::find(&store, id).await.unwrap().unwrap();
        assert_eq!(kept.state, CheckState::Granted);
        assert_eq!(kept.go_ahead_until, Some(make::day("2026-04-15")));
    }

    async fn the_month_that_runs_is_not_told_nor_is_a_member_known_from_it_alone(store) {
        let client = make::client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        for (number, paid) in [("1", "2025-12-10"), ("2", "2025-12-12"), ("3", "2025-12-20"), ("4", "2026-01-10")] {
            // The fourth is another member's, due and paid this month.
            let (who, due) = if number == "4" { ("M-2", "2026-01-05") } else { ("M-1", "2025-12-15") };
            let member = store::person::member(&mut tx, who, None).await.unwrap();
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO contract (reference, client_id, member_id, profession_text, start_on, end_on, wage_unit, units,
                     wage_cents, price_cents, due_on, paid_on, state, debt_state, counted, sector, region, size_band,
                     line_hash, imported_at)
                 VALUES ($1, $2, $3, '', '2025-11-01', '2025-11-01', 'day', 100, 100, 200, $6, $4, 'paid', 'paid',
                     TRUE, 'events', 'brussels', '1', '', $5)"
            )
            .bind(number)
            .bind(client.0)
            .bind(member.0)
            .bind(make::day(paid))
            .bind(make::now())
            .bind(make::day(due))
            .execute(&mut *conn)
            .await
            .map(drop))
            .unwrap();
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO client_member (client_id, member_id, contracts, paid_on_time, paid_late_30)
                 VALUES ($1, $2, 1, CASE WHEN $3 <= '2025-12-15' THEN 1 ELSE 0 END, CASE WHEN $3 > '2025-12-15' THEN 1 ELSE 0 END)
                 ON CONFLICT (client_id, member_id) DO UPDATE SET contracts = client_member.contracts + 1,
                     paid_on_time = client_member.paid_on_time + excluded.paid_on_time,
                     paid_late_30 = client_member.paid_late_30 + excluded.paid_late_30"
            )
            .bind(client.0)
            .bind(member.0)
            .bind(paid)
            .execute(&mut *conn)
            .await
            .map(drop))
            .unwrap();
        }
        tx.commit().await.unwrap();
        run(&store, "UPDATE client_card SET members = 2, paid_on_time = 2, paid_late_30 = 2 WHERE client_id = $1", client).await;

        let facts = async |day| check::client_facts(&store, client, None, make::day(day)).await.unwrap().unwrap().facts;
        let running = facts("2026-01-15").await;
        assert_eq!((running.payment.on_time, running.payment.late_30), (2, 1));
        assert_eq!(running.payment.members, 1, "the other member was only paid this month");
        assert!(!running.payment.shown_to_members());
        let closed = facts("2026-02-01").await;
        assert_eq!((closed.payment.on_time, closed.payment.late_30, closed.payment.members), (2, 2, 2));
        let sheet = store::client::for_member(&store, client, None, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(sheet.payment, None);
        let sheet = store::client::for_member(&store, client, None, make::day("2026-02-01")).await.unwrap().unwrap();
        assert_eq!(sheet.payment, Some(closed.payment));
    }

    async fn a_yes_to_what_has_changed_since_it_was_read_is_a_conflict(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), true).await;
        let read = check::find(&store, id).await.unwrap().unwrap();
        moved_on(&store, client).await;

        let seen = (read.revision, read.facts_revision);
        let refused = answer_having_read(&store, id, seen, true, counsellor).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
        assert_eq!(check::find(&store, id).await.unwrap().unwrap().state, CheckState::Asked);
        // A no needs no second look.
        answer_having_read(&store, id, seen, false, counsellor).await.unwrap();
        assert_eq!(check::find(&store, id).await.unwrap().unwrap().state, CheckState::Declined);
        assert_eq!(
            told(&store, member).await,
            vec![Message::GoAheadAnswered { check: id, client_name: "Rapid Courses".into(), granted: false }]
        );
    }

    async fn a_yes_after_the_profession_was_changed_is_a_conflict_too(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), true).await;
        let read = check::find(&store, id).await.unwrap().unwrap();
        run(&store, "UPDATE profession SET state = 'paused', revision = revision + 1 WHERE $1 > 0", client).await;

        let seen = (read.revision, read.facts_revision);
        let refused = answer_having_read(&store, id, seen, true, counsellor).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
        let read = check::find(&store, id).await.unwrap().unwrap();
        answer_having_read(&store, id, (read.revision, read.facts_revision), true, counsellor).await.unwrap();
    }

    async fn two_counsellors_at_once_give_one_answer(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let (one, two) = (
            make::person(&store, "conseil", Role::Counsellor).await,
            make::person(&store, "conseil2", Role::Counsellor).await,
        );
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), true).await;
        let server = second_server().await;
        let (first, second) = tokio::join!(
            answer(&store, id, 1, true, one),
            answer(&server, id, 1, true, two),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        assert_eq!(told(&store, member).await.len(), 1, "told once");
    }

    async fn a_go_ahead_is_told_with_the_stances_it_was_given_under(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), true).await;
        answer(&store, id, 1, true, counsellor).await.unwrap();
        let profession = check::find(&store, id).await.unwrap().unwrap().offer.profession;

        let between = check::between(&store, Some(member), client, profession, make::day("2026-04-15")).await.unwrap();
        assert_eq!(between.go_ahead_under(StanceId(7)), Some(make::day("2026-04-15")));
        assert_eq!(between.go_ahead_under(StanceId(8)), None);
        let later = check::between(&store, Some(member), client, profession, make::day("2026-04-16")).await.unwrap();
        assert_eq!(later.go_ahead(), None, "three months");
        let other = check::between(&store, Some(counsellor), client, profession, make::day("2026-01-16")).await.unwrap();
        assert_eq!(other.go_ahead(), None, "of that member only");
        let second = keep(&store, member, Some(client), true).await;
        let history = check::earlier(&store, &check::find(&store, second).await.unwrap().unwrap()).await.unwrap();
        assert_eq!(history.iter().map(|one| (one.check, one.granted)).collect::<Vec<_>>(), vec![(id, true)]);
    }

    async fn the_team_is_reminded_once_of_what_is_due(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        keep(&store, member, Some(client), true).await;
        keep(&store, member, Some(client), true).await;
        assert_eq!(check::remind(&store, make::now()).await.unwrap(), 0, "due tomorrow");

        let tomorrow = make::now() + TimeDelta::days(1);
        let second = second_server().await;
        let (one, two) = tokio::join!(check::remind(&store, tomorrow), check::remind(&second, tomorrow));
        assert_eq!(one.unwrap() + two.unwrap(), 2);
        assert_eq!(told(&store, counsellor).await, vec![Message::GoAheadsDue { count: 2 }]);
        assert_eq!(told(&store, member).await, vec![]);
    }

    async fn a_need_is_settled_once_and_a_waiver_bears_a_name_and_a_reason(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep_on_conditions(&store, member, client).await;
        let needs = check::needs(&store, id).await.unwrap();
        assert_eq!(needs.len(), 2, "the go-ahead is not ticked: {needs:?}");
        let settle = async |position, state, text, by| {
            let mut tx = store.write().await?;
            let settled = Settled { check: id, position, revision: 1, state, text, file: None, by };
            check::settle(&mut tx, &settled, make::now()).await?;
            tx.commit().await
        };
        settle(1, NeedState::Met, "Bon 12 du 3 janvier", member).await.unwrap();
        let again = settle(1, NeedState::Waived, "urgent", counsellor).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        let nameless = settle(2, NeedState::Waived, " ", counsellor).await;
        assert!(nameless.is_err(), "the database wants a reason");
        settle(2, NeedState::Waived, "Premier contact, dates serrées.", counsellor).await.unwrap();
        let needs = check::needs(&store, id).await.unwrap();
        assert_eq!(needs.iter().map(|need| need.state).collect::<Vec<_>>(), vec![NeedState::Met, NeedState::Waived]);
        assert_eq!(needs[1].by_name.as_deref(), Some("conseil"));
        let nobody = check::needs(&store, CheckId(999_999)).await.unwrap();
        assert!(nobody.is_empty());
    }

    async fn what_a_member_did_is_counted_once_and_kept_beside_nobody(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let other = make::person(&store, "membre2", Role::Member).await;
        let id = keep(&store, member, None, false).await;
        let tell = async |by, outcome| {
            let mut tx = store.write().await?;
            check::tell_outcome(&mut tx, id, by, Answer::NothingKnown, outcome, make::now()).await?;
            tx.commit().await
        };
        assert!(tell(other, Outcome::Accepted).await.is_err(), "not theirs");
        tell(member, Outcome::Declined).await.unwrap();
        let again = tell(member, Outcome::Accepted).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");

        let month = domain::Month::of_instant(make::now());
        let count = async |measure, split, cell: &str| {
            let rows = trend::counts(&store, measure, split, month, month).await.unwrap();
            rows.iter().filter(|row| row.cell == cell).map(|row| row.count).sum::<i64>()
        };
        assert_eq!(count(Measure::Checks, Split::Answer, "nothing_known").await, 1);
        assert_eq!(count(Measure::CheckOutcomes, Split::Outcome, "declined").await, 1);
        assert_eq!(count(Measure::CheckOutcomes, Split::AnswerOutcome, "nothing_known:declined").await, 1);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
        assert!(check::find(&store, id).await.unwrap().unwrap().outcome_told);
    }

    async fn a_member_is_told_once_that_a_check_no_longer_holds(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        let id = keep(&store, member, Some(client), false).await;
        assert_eq!(check::tell_outdated(&store, make::now()).await.unwrap(), 0);
        moved_on(&store, client).await;
        let late = make::now() + TimeDelta::days(15);
        assert_eq!(check::tell_outdated(&store, late).await.unwrap(), 0, "it was past its days anyway");

        let second = second_server().await;
        let (one, two) = tokio::join!(
            check::tell_outdated(&store, make::now()),
            check::tell_outdated(&second, make::now()),
        );
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        moved_on(&store, client).await;
        assert_eq!(check::tell_outdated(&store, make::now()).await.unwrap(), 0);
        assert_eq!(
            told(&store, member).await,
            vec![Message::CheckOutdated { check: id, client_name: "Rapid Courses".into() }]
        );
    }

    async fn a_parent_that_moves_on_and_a_changed_profession_make_a_check_outdated(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let parent = make::client(&store, "Holding").await;
        let mut draft = make::client_draft("Filiale");
        draft.parent = Some(parent);
        let client = make::add_client(&store, &draft).await;
        let id = keep(&store, member, Some(client), false).await;
        let outdated = async || check::find(&store, id).await.unwrap().unwrap().outdated;
        assert!(!outdated().await);
        moved_on(&store, parent).await;
        assert!(outdated().await);

        let other = make::client(&store, "Halles").await;
        let second = keep(&store, member, Some(other), false).await;
        run(&store, "UPDATE profession SET revision = revision + 1 WHERE $1 > 0", other).await;
        assert!(check::find(&store, second).await.unwrap().unwrap().outdated);
    }

    async fn a_signature_is_recorded_once_and_with_the_facts_of_its_moment(store) {
        let admin = make::person(&store, "admin", Role::Admin).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        let key = key(&store, admin).await;
        let mut tx = store.write().await.unwrap();
        let worker = store::person::member(&mut tx, "M-1", Some(member)).await.unwrap();
        tx.commit().await.unwrap();
        let kept = keep(&store, member, Some(client), false).await;
        let kept = check::find(&store, kept).await.unwrap().unwrap();
        let sign = async |reference, facts_revision| {
            let new = NewSignature {
                reference,
                member: worker,
                offer: &kept.offer,
                answer: &kept.answer,
                check: Some(kept.id),
                key,
                facts_revision,
            };
            let mut tx = store.write().await?;
            let recorded = check::record_signature(&mut tx, &new, make::now()).await?;
            tx.commit().await.map(|()| recorded)
        };
        let stale = sign("C-1", 5).await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
        let signed = sign("C-1", 0).await.unwrap();
        assert!(matches!(signed, Recorded::Signature(_)), "{signed:?}");
        let again = sign("C-1", 0).await;
        assert!(matches!(again, Err(StoreError::Duplicate)), "{again:?}");
        // What was settled for one contract serves no other.
        assert_eq!(sign("C-2", 0).await.unwrap(), Recorded::CheckUsed);

        // A stance that takes effect there touches this member until the work is over. The kept check has run out by then.
        let felt = (&Scope::WholeClient, RunningContracts::GoOn);
        let touched = |day| store::stance::touches(&store, client, felt, member, make::day(day));
        run(&store, "UPDATE kept_check SET valid_until = '2026-01-01' WHERE client_id = $1", client).await;
        assert!(touched("2026-01-21").await.unwrap());
        assert!(!touched("2026-01-22").await.unwrap(), "the work is over");
    }

    async fn checks_and_watches_find_their_rows_without_reading_a_whole_table(store) {
        for (name, sql) in check::TEXTS {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
