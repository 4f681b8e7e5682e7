//! What happens around a stance: members told, holds, opinions, derogations, agreements.

use super::{approve, cast, hear, in_force, proposal, put, sheet};
use crate::support::{make, plan};
use chrono::TimeDelta;
use domain::ProfessionId;
use domain::agreement::{self, AgreementState, Draft, Milestone, Say};
use domain::hold;
use domain::message::Message;
use domain::stance::derogation::{self, DerogationState};
use domain::stance::life::StepRefused;
use domain::stance::opinion::{About, Advice};
use domain::stance::{RunningContracts, Scope, StanceKind};
use store::{StoreError, message, on, stance};

both_engines! {
    async fn members_with_an_open_check_or_work_to_come_in_scope_are_told(store) {
        let c = cast(&store).await;
        let professions = store::reference::catalogue(&store).await.unwrap().professions.clone();
        let other_member = make::person(&store, "membre2", domain::Role::Member).await;
        let mut tx = store.write().await.unwrap();
        for (person, profession, until) in [(c.member, professions[0].id, "2026-01-20"), (other_member, professions[1].id, "2026-01-20")] {
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO kept_check (person_id, client_id, profession_id, offer, answer, kept_at, valid_until, facts_revision)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, 0)")
                .bind(person.0).bind(c.client.0).bind(profession.0).bind(sqlx::types::Json(serde_json::json!({})))
                .bind(make::now()).bind(make::day(until)).execute(conn).await.map(drop)).unwrap();
        }
        tx.commit().await.unwrap();

        let id = in_force(&store, &c, StanceKind::Punitive, Scope::Professions(vec![professions[0].id])).await;

        let told = message::newest(&store, c.member, 10).await.unwrap();
        assert!(told.iter().any(|t| matches!(&t.what, Message::StanceInForce { stance, .. } if *stance == id)), "{told:?}");
        assert!(message::newest(&store, other_member, 10).await.unwrap().is_empty(), "another profession is not in scope");
        let scope = Scope::Professions(vec![professions[0].id]);
        let felt = (&scope, RunningContracts::GoOn);
        let today = make::day("2026-01-15");
        assert!(stance::touches(&store, c.client, felt, c.member, today).await.unwrap());
        assert!(!stance::touches(&store, c.client, felt, other_member, today).await.unwrap());
        assert!(!stance::touches(&store, c.client, felt, c.member, make::day("2026-01-21")).await.unwrap());
    }

    async fn who_has_a_running_contract_is_told_where_the_stance_stops_it(store) {
        let c = cast(&store).await;
        let (at_work, done) = (make::person(&store, "membre2", domain::Role::Member).await, make::person(&store, "membre3", domain::Role::Member).await);
        let mut tx = store.write().await.unwrap();
        for (person, reference, end) in [(at_work, "M-2", "2026-01-15"), (done, "M-3", "2026-01-14")] {
            let member = store::person::member(&mut tx, reference, Some(person)).await.unwrap();
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO contract (reference, client_id, member_id, profession_text, start_on, end_on, wage_unit, units,
                     wage_cents, price_cents, state, debt_state, counted, sector, region, size_band, line_hash, imported_at)
                 VALUES ($1, $2, $3, '', '2025-12-01', $4, 'day', 100, 100, 200, 'open', 'open', TRUE, 'events', 'brussels',
                     '1', '', $5)")
                .bind(reference).bind(c.client.0).bind(member.0).bind(make::day(end)).bind(make::now())
                .execute(conn).await.map(drop)).unwrap();
        }
        tx.commit().await.unwrap();
        let today = make::day("2026-01-15");
        for (running, touched) in [(RunningContracts::GoOn, false), (RunningContracts::Stop, true)] {
            let felt = (&Scope::WholeClient, running);
            assert_eq!(stance::touches(&store, c.client, felt, at_work, today).await.unwrap(), touched);
            assert!(!stance::touches(&store, c.client, felt, done, today).await.unwrap());
        }

        let mut stops = proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground);
        stops.running = RunningContracts::Stop;
        let id = put(&store, &stops, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        approve(&store, id, &c.manager).await.unwrap().unwrap();

        let told = message::newest(&store, at_work, 10).await.unwrap();
        assert!(told.iter().any(|t| matches!(&t.what, Message::StanceInForce { stance, .. } if *stance == id)), "{told:?}");
        assert!(message::newest(&store, done, 10).await.unwrap().is_empty(), "their work is over");
    }

    async fn a_hold_stands_30_days_and_is_renewed_once_by_another_manager(store) {
        let c = cast(&store).await;
        let today = make::day("2026-01-15");
        let until = hold::place(&c.manager, c.client, None, "Structure tombée.", today).unwrap();
        let mut tx = store.write().await.unwrap();
        let id = stance::hold::place(&mut tx, c.client, c.manager.id, until, "Structure tombée.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let twice = stance::hold::place(&mut tx, c.client, c.manager.id, until, "Encore.", make::now()).await;
        assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
        drop(tx);

        let placed = stance::hold::standing(&store, c.client, today).await.unwrap().unwrap();
        assert_eq!((placed.id, placed.until_on), (id, make::day("2026-02-14")));
        assert!(store::check::client_facts(&store, c.client, None, today).await.unwrap().unwrap().facts.held);
        assert_eq!(hold::renew(&placed, &c.manager, "r", today), Err(hold::HoldRefused::SameManager));
        let mut tx = store.write().await.unwrap();
        let same = stance::hold::renew(&mut tx, &placed, placed.revision, c.manager.id, until, "r", make::now()).await;
        assert!(same.is_err(), "the database refuses it too");
        drop(tx);
        let longer = hold::renew(&placed, &c.second_manager, "Contrôle attendu.", today).unwrap();
        let mut tx = store.write().await.unwrap();
        stance::hold::renew(&mut tx, &placed, placed.revision, c.second_manager.id, longer, "Contrôle attendu.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let renewed = stance::hold::find(&store, id).await.unwrap().unwrap();
        assert_eq!(renewed.until_on, make::day("2026-03-16"));
        assert_eq!(hold::renew(&renewed, &c.second_manager, "r", today), Err(hold::HoldRefused::RenewedOnce));
        let mut tx = store.write().await.unwrap();
        stance::hold::lift(&mut tx, &renewed, renewed.revision, c.manager.id, "Attestation reçue.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stance::hold::standing(&store, c.client, today).await.unwrap(), None);
        assert!(!store::check::client_facts(&store, c.client, None, today).await.unwrap().unwrap().facts.held);
        // Neither of them places it again soon after.
        let last = stance::hold::latest(&store, c.client).await.unwrap().unwrap();
        assert_eq!((last.id, last.renewed_by), (id, Some(c.second_manager.id)));
        assert_eq!(hold::place(&c.manager, c.client, Some(&last), "r", today), Err(hold::HoldRefused::HadPart));
    }

    async fn the_committee_advises_once_and_a_decision_that_departs_says_why(store) {
        let c = cast(&store).await;
        let committee = make::person(&store, "comite", domain::Role::Committee).await;
        let id = put(&store, &proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground), &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        let mut tx = store.write().await.unwrap();
        let asked = stance::opinion::ask(&mut tx, About::Stance(id), c.counsellor.id, "Est-ce proportionné ?", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let twice = stance::opinion::ask(&mut tx, About::Stance(id), c.counsellor.id, "Encore ?", make::now()).await;
        assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
        drop(tx);
        assert_eq!(stance::opinion::count_waiting(&store, committee, 10).await.unwrap(), 1);

        let mut tx = store.write().await.unwrap();
        stance::opinion::give(&mut tx, asked, 1, committee, Advice::Restrictive, "Des conditions suffisent.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let again = stance::opinion::give(&mut tx, asked, 2, committee, Advice::None, "Non.", make::now()).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        drop(tx);

        assert_eq!(approve(&store, id, &c.manager).await.unwrap(), Err(StepRefused::DepartsFromOpinion));
        let sheet = sheet(&store, id).await;
        let mut tx = store.write().await.unwrap();
        let why = "Les montants sont élevés.";
        stance::approve(&mut tx, id, sheet.revision, &c.manager, &sheet.standing.judged, why, make::now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stance::opinion::of_stance(&store, id).await.unwrap()[0].given.as_ref().unwrap().advises, Advice::Restrictive);
    }

    async fn what_the_committee_says_of_a_case_counts_for_the_stances_that_rest_on_it(store) {
        let c = cast(&store).await;
        let committee = make::person(&store, "comite", domain::Role::Committee).await;
        let ground = crate::case::report(&store, c.client, &crate::case::category(&store, "non_payment").await, c.member).await;
        assert!(!stance::opinion::is_put(&store, ground).await.unwrap());
        let case = crate::case::opened(&store, &[ground], c.counsellor.id).await;
        let mut tx = store.write().await.unwrap();
        let asked = stance::opinion::ask(&mut tx, About::Case(case), c.counsellor.id, "Que faire ?", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let twice = stance::opinion::ask(&mut tx, About::Case(case), c.counsellor.id, "Encore ?", make::now()).await;
        assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
        drop(tx);
        assert!(stance::opinion::is_put(&store, ground).await.unwrap());
        let waits = stance::opinion::waiting(&store, committee, 10).await.unwrap();
        assert_eq!((waits.len(), waits[0].about, waits[0].client), (1, About::Case(case), c.client));

        let mut tx = store.write().await.unwrap();
        stance::opinion::give(&mut tx, asked, 1, committee, Advice::Informative, "Informer suffit.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        crate::case::decided(&store, case, c.other.id).await;
        let id = put(&store, &proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, ground), &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;

        assert_eq!(stance::opinion::of_stance(&store, id).await.unwrap().len(), 1);
        assert_eq!(stance::opinion::of_case(&store, case).await.unwrap().len(), 1);
        assert_eq!(approve(&store, id, &c.manager).await.unwrap(), Err(StepRefused::DepartsFromOpinion));
    }

    async fn a_derogation_is_asked_answered_once_and_known_to_the_check(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Punitive, Scope::WholeClient).await;
        let today = make::day("2026-01-15");
        let mut tx = store.write().await.unwrap();
        let asked = stance::derogation::ask(&mut tx, id, c.member, "Trois mois de travail signés.", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let twice = stance::derogation::ask(&mut tx, id, c.member, "Encore.", make::now()).await;
        assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
        drop(tx);
        let request = stance::derogation::find(&store, asked).await.unwrap().unwrap();
        assert_eq!(request.due_on, make::day("2026-01-19"), "two working days after a Thursday");
        assert!(stance::derogation::granted_for(&store, c.member, c.client, today).await.unwrap().is_empty());

        let until = Some(make::day("2026-03-31"));
        let state = derogation::answer(&request, &c.manager, until, "", today).unwrap();
        let mut tx = store.write().await.unwrap();
        stance::derogation::answer(&mut tx, &request, request.revision, c.manager.id, state, until, "", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let again = stance::derogation::answer(&mut tx, &request, request.revision, c.manager.id, DerogationState::Declined, None, "Non.", make::now()).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        drop(tx);

        let granted = |day| stance::derogation::granted_for(&store, c.member, c.client, day);
        assert_eq!(granted(make::day("2026-03-31")).await.unwrap(), vec![(id, make::day("2026-03-31"))]);
        assert!(granted(make::day("2026-04-01")).await.unwrap().is_empty());
        let told = message::newest(&store, c.member, 10).await.unwrap();
        assert!(told.iter().any(|t| matches!(t.what, Message::DerogationAnswered { state: DerogationState::Granted, .. })));
    }

    async fn an_agreement_takes_two_people_and_its_end_is_seen_once(store) {
        let c = cast(&store).await;
        let draft = Draft {
            client: c.client,
            stance: None,
            terms: "Paiement en quatre fois.".to_owned(),
            milestones: vec![Milestone { due_on: make::day("2026-02-01"), text: "Première part.".to_owned(), done_on: None }],
            starts_on: make::day("2026-01-15"),
            ends_on: make::day("2026-06-30"),
        };
        assert_eq!(agreement::problems(&draft, make::day("2026-01-15")), vec![]);
        let mut tx = store.write().await.unwrap();
        let id = store::agreement::propose(&mut tx, &draft, c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let found = store::agreement::find(&store, id).await.unwrap().unwrap();
        assert_eq!(found.draft, draft);
        assert_eq!(agreement::take(&found, &c.counsellor, Say::Agree, ""), Err(agreement::Refused::OwnDraft));
        let mut tx = store.write().await.unwrap();
        let own = store::agreement::take(&mut tx, &found, found.revision, AgreementState::InForce, c.counsellor.id, "", make::now()).await;
        assert!(own.is_err(), "the database refuses it too");
        drop(tx);

        let to = agreement::take(&found, &c.other, Say::Agree, "").unwrap();
        let mut tx = store.write().await.unwrap();
        store::agreement::take(&mut tx, &found, found.revision, to, c.other.id, "", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let running = store::agreement::find(&store, id).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        store::agreement::milestone_done(&mut tx, &running, running.revision, 0, c.other.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let later = make::now() + TimeDelta::days(170);
        for ended in [1, 0] {
            let mut tx = store.write().await.unwrap();
            assert_eq!(store::agreement::end_past(&mut tx, later).await.unwrap(), ended);
            tx.commit().await.unwrap();
        }
        let over = store::agreement::find(&store, id).await.unwrap().unwrap();
        assert_eq!((over.state, over.missed(make::day("2026-12-31"))), (AgreementState::Ended, 0));
        assert_eq!(agreement::take(&over, &c.other, Say::Kept, "Tout payé."), Ok(AgreementState::Kept));
        assert_eq!(store::agreement::of_client(&store, c.client).await.unwrap().len(), 1);
    }

    async fn no_queue_of_stances_reads_a_large_table_from_end_to_end(store) {
        for text in stance::TEXTS.iter().flat_map(|texts| texts.iter()) {
            plan::assert_no_full_scan(&store, text.1).await;
        }
    }

    async fn a_profession_in_scope_is_found_by_its_number(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::Professions(vec![ProfessionId(2), ProfessionId(1)])).await;
        assert_eq!(sheet(&store, id).await.proposal.scope.key(), "professions:1:2");
    }
}
