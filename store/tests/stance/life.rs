//! From the proposal to the end: one in force per scope, felt on the card and in the trends, replayed from its history.

use super::{approve, cast, hear, in_force, proposal, put, rank, sheet, total};
use crate::support::make;
use chrono::TimeDelta;
use domain::stance::life::{self, Event, HeardHow, Outcome, StanceState, Step, StepRefused};
use domain::stance::opinion::About;
use domain::stance::{Scope, StanceKind};
use domain::trend::Measure;
use domain::{Month, ProfessionId, StanceId};
use store::stance::{self, Listing, Seen};
use store::{Store, on, trend};

/// The history gives the state.
async fn replays(store: &Store, id: StanceId) {
    let sheet = sheet(store, id).await;
    let events: Vec<Event> = sheet
        .events
        .iter()
        .map(|e| Event {
            step: e.step,
            to: e.to,
            by: e.by,
            details: e.details.clone(),
        })
        .collect();
    assert_eq!(
        life::replay(sheet.standing.client, &events).as_ref(),
        Some(&sheet.standing)
    );
}

both_engines! {
    async fn a_stance_takes_effect_only_after_its_client_was_heard(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);

        let facts = async || store::check::client_facts(&store, c.client, None, make::day("2026-01-15")).await.unwrap().unwrap();
        let before = facts().await.revision;

        let id = put(&store, &wanted, &c.counsellor, make::now()).await;
        assert_eq!(approve(&store, id, &c.counsellor).await.unwrap(), Err(StepRefused::NotYetHeard));
        assert_eq!(rank(&store, c.client).await, 0);
        hear(&store, id, &c.counsellor).await;
        assert_eq!(facts().await.revision, before, "what is not in force changes no kept check");
        approve(&store, id, &c.counsellor).await.unwrap().unwrap();

        assert_eq!(rank(&store, c.client).await, 1);
        let found = facts().await;
        assert_eq!((found.facts.stances.len(), found.revision), (1, before + 1));
        assert_eq!(found.facts.stances[0].note_from, Some(make::day("2026-01-15")));
        assert_eq!(total(&store, Measure::StancesIn).await, 1);
        let sheet = sheet(&store, id).await;
        assert_eq!(
            sheet.events.iter().map(|e| e.step).collect::<Vec<_>>(),
            vec![Step::Propose, Step::Notify, Step::Hear, Step::Approve, Step::TakeEffect]
        );
        assert_eq!(sheet.proposal, wanted);
        replays(&store, id).await;
    }

    async fn what_was_judged_stands_frozen_with_the_figures_of_the_day(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;

        let frozen = stance::frozen(&store, id).await.unwrap().unwrap();

        assert_eq!(frozen.judged.grounds[0].issue, c.ground);
        assert_eq!(frozen.judged.grounds[0].facts, "Facture du 2 octobre impayée.");
        assert_eq!(frozen.on, make::day("2026-01-15"));
        let sheet = sheet(&store, id).await;
        let kept = stance::version(&store, id, &sheet.standing.judged).await.unwrap().unwrap();
        assert_eq!(kept.canonical(), frozen.judged.canonical());
        assert_eq!(store::house::hash(&kept.canonical()), sheet.standing.judged);
    }

    async fn a_new_stance_takes_the_place_of_the_one_in_the_same_scope_and_no_other(store) {
        let c = cast(&store).await;
        let narrow = Scope::Professions(vec![ProfessionId(1)]);
        in_force(&store, &c, StanceKind::Informative, narrow).await;
        let old = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;

        let new = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;

        assert_eq!(stance::in_force(&store, c.client).await.unwrap().len(), 2);
        let ended = sheet(&store, old).await;
        assert_eq!((ended.standing.state, ended.standing.outcome), (StanceState::Ended, Some(Outcome::Replaced)));
        assert_eq!(sheet(&store, new).await.replaces, Some(old));
        assert_eq!(total(&store, Measure::StancesIn).await - total(&store, Measure::StancesOut).await, 2);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
        replays(&store, old).await;
    }

    async fn a_material_change_begins_anew_and_both_versions_stay(store) {
        let c = cast(&store).await;
        let mut wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        let before = sheet(&store, id).await;

        wanted.reason = " Trois factures payées   après plus de 60 jours. ".to_owned();
        let mut tx = store.write().await.unwrap();
        stance::amend(&mut tx, id, before.revision, &wanted, &c.other, "Un blanc.", make::now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let light = sheet(&store, id).await;
        assert_eq!(light.standing, before.standing, "nothing that the client reads has changed");
        wanted.to_lift = "Payer toutes les factures.".to_owned();
        let mut tx = store.write().await.unwrap();
        stance::amend(&mut tx, id, light.revision, &wanted, &c.other, "Plus clair.", make::now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        let after = sheet(&store, id).await;
        assert_eq!(after.standing.state, StanceState::Proposed);
        assert_eq!(after.sent_on, None);
        assert_eq!(after.standing.authors, vec![c.counsellor.id, c.other.id]);
        assert!(stance::version(&store, id, &before.standing.judged).await.unwrap().is_some());
        replays(&store, id).await;
        hear(&store, id, &c.counsellor).await;
        assert_eq!(approve(&store, id, &c.other).await.unwrap(), Err(StepRefused::OwnProposal), "who changed it wrote it");
        approve(&store, id, &c.manager).await.unwrap().unwrap();
    }

    async fn heard_once_whoever_says_so(store) {
        let c = cast(&store).await;
        let id = put(&store, &proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground), &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;

        let mut tx = store.write().await.unwrap();
        let again = stance::mark_heard(&mut tx, id, HeardHow::Replied, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        assert!(!again);
        assert_eq!(sheet(&store, id).await.events.iter().filter(|e| e.step == Step::Hear).count(), 1);
    }

    async fn a_renewal_waits_for_the_people_of_the_first_time(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let today = make::day("2026-06-01");
        let until = make::day("2026-11-30");

        let mut tx = store.write().await.unwrap();
        stance::step(&mut tx, id, Seen::Whatever, "Toujours dû.", make::now(), |s| {
            life::ask_renewal(s, &c.counsellor, until, "Toujours dû.", today)
        })
        .await
        .unwrap()
        .unwrap();
        let own = stance::step(&mut tx, id, Seen::Whatever, "", make::now(), |s| life::renew(s, &c.counsellor, today)).await.unwrap();
        assert_eq!(own, Err(StepRefused::OwnRenewal));
        tx.commit().await.unwrap();
        assert_eq!(stance::list(&store, c.other.id, Listing::RenewalWaits, None, 10).await.unwrap().len(), 1);
        let mut tx = store.write().await.unwrap();
        stance::step(&mut tx, id, Seen::Whatever, "", make::now(), |s| life::renew(s, &c.other, today)).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(stance::in_force(&store, c.client).await.unwrap()[0].review_on, until);
        assert!(stance::list(&store, c.other.id, Listing::RenewalWaits, None, 10).await.unwrap().is_empty());
        replays(&store, id).await;
    }

    async fn a_lifted_stance_is_felt_no_more_and_its_history_stays(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;

        let mut tx = store.write().await.unwrap();
        let lifted = |s: &life::Standing| life::lift(s, &c.other, Outcome::Paid, "Payé.");
        stance::step(&mut tx, id, Seen::Whatever, "Payé.", make::now(), lifted).await.unwrap().unwrap();
        let relapsed = |s: &life::Standing| life::record_outcome(s, &c.other, Outcome::Relapsed);
        stance::step(&mut tx, id, Seen::Whatever, "", make::now(), relapsed).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(rank(&store, c.client).await, 0);
        assert_eq!(total(&store, Measure::StancesOut).await, 1);
        let sheet = sheet(&store, id).await;
        assert_eq!(sheet.standing.outcome, Some(Outcome::Relapsed));
        assert_eq!(sheet.events.iter().find(|e| e.step == Step::Lift).unwrap().reason, "Payé.");
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
        replays(&store, id).await;
    }

    async fn a_refused_proposal_never_takes_effect(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground);
        let id = put(&store, &wanted, &c.counsellor, make::now()).await;

        let mut tx = store.write().await.unwrap();
        let refused = |s: &life::Standing| life::refuse(s, &c.other, "Pas entendu.");
        stance::step(&mut tx, id, Seen::Whatever, "Pas entendu.", make::now(), refused).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(approve(&store, id, &c.manager).await.unwrap(), Err(StepRefused::NotFromHere(StanceState::Refused)));
        assert_eq!(rank(&store, c.client).await, 0);
        replays(&store, id).await;
    }

    async fn lists_have_their_queues_and_a_mark_leads_to_what_was_in_force(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        let narrow = Scope::Professions(vec![ProfessionId(1)]);
        let waiting = put(&store, &proposal(c.client, StanceKind::Informative, narrow, c.ground), &c.counsellor, make::now()).await;

        let list = |listing, after| stance::list(&store, c.other.id, listing, after, 10);
        let listed = list(Listing::InForce, None).await.unwrap();
        assert_eq!(listed.iter().map(|s| s.id).collect::<Vec<_>>(), vec![id]);
        let after = Some((listed[0].review_on, id));
        assert!(list(Listing::InForce, after).await.unwrap().is_empty());
        let soon = Listing::ReviewBefore(make::day("2026-06-30"));
        assert!(list(soon, None).await.unwrap().is_empty());
        assert_eq!(list(Listing::ToNotify, None).await.unwrap()[0].id, waiting);
        hear(&store, waiting, &c.counsellor).await;
        assert_eq!(list(Listing::ToApprove, None).await.unwrap()[0].id, waiting);
        let counts = stance::counts(&store, c.other.id, 100, make::day("2026-12-31")).await.unwrap();
        assert_eq!((counts.in_force, counts.to_approve, counts.to_review, counts.contested), (1, 1, 1, 0));
        let month = Month::of(make::day("2026-01-15"));
        let behind = |month| stance::behind_mark(&store, c.other.id, StanceKind::Informative, month, StanceId(0), 10);
        assert_eq!(behind(month).await.unwrap().len(), 1);
        assert!(behind(month.plus(-1)).await.unwrap().is_empty());
    }

    async fn who_is_kept_out_of_a_client_finds_its_stances_in_no_list(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        let mut tx = store.write().await.unwrap();
        stance::step_aside(&mut tx, c.other.id, c.client, "Un proche y travaille.", make::now()).await.unwrap();
        stance::opinion::ask(&mut tx, About::Stance(id), c.counsellor.id, "Est-ce proportionné ?", make::now()).await.unwrap();
        stance::derogation::ask(&mut tx, id, c.member, "Mon loyer.", make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let month = Month::of(make::day("2026-01-15"));
        for (reader, found) in [(&c.other, 0_usize), (&c.counsellor, 1)] {
            let reader = reader.id;
            let list = stance::list(&store, reader, Listing::InForce, None, 10).await.unwrap();
            let counts = stance::counts(&store, reader, 100, make::day("2026-12-31")).await.unwrap();
            let behind = stance::behind_mark(&store, reader, StanceKind::Informative, month, StanceId(0), 10).await.unwrap();
            let opinions = stance::opinion::waiting(&store, reader, 10).await.unwrap();
            let counted = stance::opinion::count_waiting(&store, reader, 10).await.unwrap();
            let requests = stance::derogation::waiting(&store, reader, 10).await.unwrap();
            assert_eq!([list.len(), behind.len(), opinions.len(), requests.len()], [found; 4]);
            assert_eq!([counts.in_force, counts.to_review, counted], [found as i64; 3]);
        }
    }

    async fn the_page_before_choosing_offers_confirmed_issues_only_and_names_a_merged_client(store) {
        let c = cast(&store).await;
        let before = stance::before(&store, c.client, false).await.unwrap().unwrap();
        assert_eq!(before.grounds.iter().map(|g| g.ground.issue).collect::<Vec<_>>(), vec![c.ground]);
        assert_eq!(before.grounds[0].ground.confirmed_by, Some(c.other.id));
        assert_eq!(before.client.merged_into, None);

        let other = make::client(&store, "Autre").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE issue SET sensitivity = 'named_handlers'").execute(conn).await.map(drop))
            .unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE client SET merged_into_id = $2 WHERE id = $1")
            .bind(c.client.0).bind(other.0).execute(conn).await.map(drop))
            .unwrap();
        tx.commit().await.unwrap();

        let before = stance::before(&store, c.client, false).await.unwrap().unwrap();
        assert!(before.grounds.is_empty());
        assert_eq!(before.client.merged_into, Some(other));
        assert_eq!(stance::before(&store, c.client, true).await.unwrap().unwrap().grounds.len(), 1);
    }

    async fn a_stance_that_steps_down_leaves_its_kind_and_stays_one_stance(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let later = make::now() + TimeDelta::days(40);
        let today = domain::clock::day(later);

        let mut tx = store.write().await.unwrap();
        let down = |s: &life::Standing| life::step_down(s, &c.other, "La moitié est payée.", today);
        stance::step(&mut tx, id, Seen::Whatever, "La moitié est payée.", later, down).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(rank(&store, c.client).await, 1);
        let card = &stance::in_force(&store, c.client).await.unwrap()[0];
        assert_eq!((card.kind, card.conditions.len()), (StanceKind::Informative, 0));
        assert_eq!((total(&store, Measure::StancesIn).await, total(&store, Measure::StancesOut).await), (1, 0));
        let january = Month::of(make::day("2026-01-15"));
        let behind = |kind, month| stance::behind_mark(&store, c.other.id, kind, month, StanceId(0), 10);
        assert_eq!(behind(StanceKind::Restrictive, january).await.unwrap().len(), 1);
        assert_eq!(behind(StanceKind::Restrictive, january.plus(1)).await.unwrap().len(), 0);
        assert_eq!(behind(StanceKind::Informative, january.plus(1)).await.unwrap().len(), 1);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
        replays(&store, id).await;
    }
}
