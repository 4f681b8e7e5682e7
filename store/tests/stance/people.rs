//! Nobody decides alone twice, and two people at once: held by the rules and by the database itself.

use super::{approve, approve_as_read, cast, hear, in_force, proposal, put, rank, sheet, total};
use crate::support::{make, second_server};
use domain::stance::life::{self, StepRefused};
use domain::stance::{Scope, StanceKind};
use domain::trend::Measure;
use store::stance::{self, Seen};
use store::{StoreError, on};

both_engines! {
    async fn a_restrictive_stance_takes_a_second_person_and_a_punitive_one_a_manager(store) {
        let c = cast(&store).await;
        for kind in [StanceKind::Restrictive, StanceKind::Punitive] {
            let id = put(&store, &proposal(c.client, kind, Scope::WholeClient, c.ground), &c.counsellor, make::now()).await;
            hear(&store, id, &c.counsellor).await;
            let own = approve(&store, id, &c.counsellor).await.unwrap();
            if kind == StanceKind::Restrictive {
                assert_eq!(own, Err(StepRefused::OwnProposal));
                approve(&store, id, &c.other).await.unwrap().unwrap();
            } else {
                assert_eq!(own, Err(StepRefused::NotAManager));
                assert_eq!(approve(&store, id, &c.other).await.unwrap(), Err(StepRefused::NotAManager));
                approve(&store, id, &c.manager).await.unwrap().unwrap();
            }
        }
        assert_eq!(rank(&store, c.client).await, 3);
    }

    async fn who_confirmed_all_the_grounds_is_not_the_only_decider(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.other, make::now()).await;
        hear(&store, id, &c.counsellor).await;

        assert_eq!(approve(&store, id, &c.other).await.unwrap(), Err(StepRefused::ConfirmedAllGrounds));
        let mut tx = store.write().await.unwrap();
        let forced = on!(&mut tx, |conn| sqlx::query("UPDATE stance SET approved_by = $2 WHERE id = $1")
            .bind(id.0).bind(c.other.id.0).execute(conn).await.map(drop));
        assert!(forced.is_err(), "the database refuses it too");
        drop(tx);
        approve(&store, id, &c.counsellor).await.unwrap().unwrap();
    }

    async fn the_database_itself_refuses_a_wrong_yes(store) {
        let c = cast(&store).await;
        let mut wanted = proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.manager, make::now()).await;
        let revision = sheet(&store, id).await.revision;
        wanted.to_lift = "Tout payer.".to_owned();
        let mut tx = store.write().await.unwrap();
        stance::amend(&mut tx, id, revision, &wanted, &c.second_manager, "", make::now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        // The proposer, who changed it, and a counsellor.
        for by in [&c.manager, &c.second_manager, &c.other] {
            let mut tx = store.write().await.unwrap();
            let forced = on!(&mut tx, |conn| sqlx::query("UPDATE stance SET approved_by = $2 WHERE id = $1")
                .bind(id.0).bind(by.id.0).execute(conn).await.map(drop));
            assert!(forced.is_err(), "{:?}", by.role);
        }
    }

    async fn who_took_part_does_not_judge_the_appeal(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO appeal (stance_id, person_id, text, at, due_on, state, snapshot) VALUES ($1, $2, 't', $3, $4, 'open', $5)")
            .bind(id.0).bind(c.member.0).bind(make::now()).bind(make::day("2026-02-15"))
            .bind(sqlx::types::Json(serde_json::json!({}))).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();

        let part = stance::took_part(&store, id).await.unwrap();
        assert!([c.counsellor.id, c.manager.id, c.other.id].iter().all(|p| part.contains(p)));
        assert!(!part.contains(&c.second_manager.id));
        for (by, allowed) in [(&c.counsellor, false), (&c.manager, false), (&c.other, false), (&c.second_manager, true)] {
            let mut tx = store.write().await.unwrap();
            let judged = on!(&mut tx, |conn| sqlx::query("UPDATE appeal SET decided_by = $2 WHERE stance_id = $1")
                .bind(id.0).bind(by.id.0).execute(conn).await.map(drop));
            assert_eq!(judged.is_ok(), allowed, "{:?}", by.id);
        }
    }

    async fn approving_what_has_just_changed_is_a_conflict_and_a_second_click_approves_nothing(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        let read = sheet(&store, id).await;
        let seen = read.standing.judged.clone();

        approve_as_read(&store, id, read.revision, &c.other, &seen).await.unwrap().unwrap();
        let again = approve_as_read(&store, id, read.revision, &c.other, &seen).await;

        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        assert_eq!(total(&store, Measure::StancesIn).await, 1);
    }

    async fn an_approval_is_bound_to_text_grounds_and_facts(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        let read = sheet(&store, id).await;

        let stale = approve_as_read(&store, id, read.revision, &c.other, "another version").await.unwrap();
        assert_eq!(stale, Err(StepRefused::NotWhatWasRead));
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE issue SET state = 'resolved' WHERE id = $1")
            .bind(c.ground.0).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let moved = approve_as_read(&store, id, read.revision, &c.other, &read.standing.judged).await.unwrap();

        assert_eq!(moved, Err(StepRefused::ChangedSinceHeard));
        assert_eq!(rank(&store, c.client).await, 0);
        // Sent again, it can be approved.
        hear(&store, id, &c.counsellor).await;
        approve(&store, id, &c.other).await.unwrap().unwrap();
    }

    async fn for_a_natural_person_no_yes_puts_in_force_or_renews_what_rests_on_no_proven_debt(store) {
        let c = cast(&store).await;
        let restrictive = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let next = put(&store, &restrictive, &c.counsellor, make::now()).await;
        hear(&store, next, &c.counsellor).await;
        // It was taken for a company until now.
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE client SET natural_person = TRUE WHERE id = $1")
            .bind(c.client.0).execute(conn).await.map(drop)).unwrap();
        let until = make::day("2026-07-10");
        let today = make::day("2026-01-15");
        stance::step(&mut tx, id, Seen::Whatever, "Toujours dû.", make::now(), |s| {
            life::ask_renewal(s, &c.counsellor, until, "Toujours dû.", today)
        }).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(approve(&store, next, &c.other).await.unwrap(), Err(StepRefused::NaturalPerson));
        let mut tx = store.write().await.unwrap();
        let renewed = stance::step(&mut tx, id, Seen::Whatever, "", make::now(), |s| life::renew(s, &c.other, today)).await.unwrap();
        assert_eq!(renewed, Err(StepRefused::NaturalPerson));
        drop(tx);
        let told = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let told = put(&store, &told, &c.counsellor, make::now()).await;
        hear(&store, told, &c.counsellor).await;
        approve(&store, told, &c.counsellor).await.unwrap().unwrap();
    }

    async fn two_people_at_once_leave_one_stance_in_force(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let one = put(&store, &wanted, &c.counsellor, make::now()).await;
        let two = put(&store, &wanted, &c.counsellor, make::now()).await;
        for id in [one, two] {
            hear(&store, id, &c.counsellor).await;
        }

        let second = second_server().await;
        let (a, b) = tokio::join!(approve(&store, one, &c.other), approve(&second, two, &c.manager));

        assert!(matches!(a, Ok(Ok(()))) || matches!(b, Ok(Ok(()))), "{a:?} {b:?}");
        assert_eq!(stance::in_force(&store, c.client).await.unwrap().len(), 1);
    }

    async fn two_who_approve_one_stance_at_once_approve_it_once(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;

        let second = second_server().await;
        let (a, b) = tokio::join!(approve(&store, id, &c.other), approve(&second, id, &c.manager));

        let wins = [&a, &b].iter().filter(|told| matches!(told, Ok(Ok(())))).count();
        assert_eq!(wins, 1, "{a:?} {b:?}");
        assert_eq!(total(&store, Measure::StancesIn).await, 1);
    }

    async fn who_steps_aside_is_kept_out_of_that_client(store) {
        let c = cast(&store).await;
        let mut tx = store.write().await.unwrap();
        stance::step_aside(&mut tx, c.other.id, c.client, "Ma sœur y travaille.", make::now()).await.unwrap();
        stance::step_aside(&mut tx, c.other.id, c.client, "Deux fois.", make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let person = store::person::find(&store, c.other.id).await.unwrap().unwrap().person;
        assert_eq!(person.own_clients, vec![c.client]);
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let mut tx = store.write().await.unwrap();
        assert_eq!(stance::propose(&mut tx, &wanted, &person, make::now()).await.unwrap(), Err(StepRefused::KeptOut));
        drop(tx);
        assert_eq!(stance::recusals(&store, c.client).await.unwrap().len(), 1);
        let mut tx = store.write().await.unwrap();
        stance::step_back(&mut tx, c.other.id, c.client, c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store::person::find(&store, c.other.id).await.unwrap().unwrap().person.own_clients.is_empty());
    }
}
