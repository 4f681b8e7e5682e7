//! Checks on both databases: facts in one row, kept answers, go-aheads.

use crate::support::make;
use domain::check::{Answer, CheckAnswer, CheckState, Offer, PayFigures, Reason};
use domain::client::identifier::Identifier;
use domain::contract::WageUnit;
use domain::{CheckId, ClientId, Money, PersonId, Role, Wage};
use store::check::{self, NewCheck};
use store::{Store, StoreError, on};

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
    };
    let new = NewCheck {
        by,
        offer: &offer,
        answer: &answer,
        facts_revision: 0,
    };
    let mut tx = store.write().await.unwrap();
    let id = check::keep(&mut tx, &new, make::day("2026-01-16"), make::now())
        .await
        .unwrap();
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
    let mut tx = store.write().await?;
    check::answer_approval(&mut tx, id, revision, granted, by, "D'accord.", make::now()).await?;
    tx.commit().await
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

    async fn the_readers_own_contracts_are_left_out(store) {
        let client = make::client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        let member = store::person::member(&mut tx, "M-10001", None).await.unwrap();
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO client_member (client_id, member_id, contracts, paid_on_time, paid_late_30) VALUES ($1, $2, 3, 2, 1)"
        )
        .bind(client.0)
        .bind(member.0)
        .execute(&mut *conn)
        .await
        .map(drop))
        .unwrap();
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

        assert_eq!((mine.facts.payment.on_time, mine.facts.payment.late_30, mine.facts.payment.members), (8, 4, 3));
        assert_eq!((all.facts.payment.on_time, all.facts.payment.members), (10, 4));
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
        let profession = kept.offer.profession;
        let granted = |day| check::granted(&store, member, client, profession, make::day(day));
        assert!(granted("2026-04-15").await.unwrap());
        assert!(!granted("2026-04-16").await.unwrap());
    }
}
