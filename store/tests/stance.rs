//! Stances on both databases: put forward, decided by others, one in force per scope, felt on the card and in the trends.

use crate::support::make;
use chrono::{DateTime, TimeDelta, Utc};
use domain::issue::life::Step as IssueStep;
use domain::issue::{Cause, Dimensions, Report, Severity, Source};
use domain::stance::condition::Condition;
use domain::stance::life::{self, StanceState, Step};
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind};
use domain::trend::{Measure, Split};
use domain::{ClientId, IssueId, Month, PersonId, ProfessionId, Role, StanceId};
use store::issue::{self, Decision, Reported, Reporting};
use store::stance::{self, Listing};
use store::{Store, StoreError, on, read, trend};

/// A confirmed issue of the client.
async fn confirmed(store: &Store, client: ClientId, reporter: PersonId, confirmer: PersonId) -> IssueId {
    let category = store::reference::catalogue(store).await.unwrap().categories[0].clone();
    let report = Report {
        client,
        category: category.id,
        severity: Severity::Serious,
        cause: Cause::Unknown,
        facts: "Facture du 2 octobre impayée.".to_owned(),
        happened_on: make::day("2026-01-10"),
        contract: None,
        profession: None,
        wage: None,
        hours: None,
        days_late: None,
        unpaid: None,
        again: None,
        may_tell_client: true,
    };
    let dimensions = Dimensions {
        sector: domain::client::sector::SectorGroup::Events,
        region: domain::client::region::Region::Brussels,
        size: domain::contract::SizeBand::One,
    };
    let new = Reporting {
        report: &report,
        category: &category,
        dimensions,
        by: Some(reporter),
        source: Source::Member,
        pseudonym: "p",
        key: "",
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    let confirm = Decision {
        issue: id,
        step: IssueStep::Confirm,
        reason: "vérifié",
        revision: 1,
        by: confirmer,
        key: "",
        now: make::now(),
    };
    issue::decide(&mut tx, &confirm).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn proposal(client: ClientId, kind: StanceKind, scope: Scope, ground: IssueId) -> Proposal {
    let conditions = match kind {
        StanceKind::Restrictive => vec![Condition::Prepayment { percent: 30 }, Condition::WrittenOrder],
        StanceKind::Informative | StanceKind::Punitive => vec![],
    };
    Proposal {
        client,
        kind,
        scope,
        conditions,
        reason: "Trois factures payées après plus de 60 jours.".to_owned(),
        grounds: vec![ground],
        running: RunningContracts::GoOn,
        review_on: make::day("2026-06-30"),
        to_lift: "Payer les factures ouvertes.".to_owned(),
        note: PublishedNote {
            fr: "Acompte demandé.".to_owned(),
            nl: "Voorschot gevraagd.".to_owned(),
        },
    }
}

/// The people and the client of each test.
struct Cast {
    counsellor: PersonId,
    other: PersonId,
    client: ClientId,
    ground: IssueId,
}

async fn cast(store: &Store) -> Cast {
    let member = make::person(store, "membre", Role::Member).await;
    let counsellor = make::person(store, "conseil", Role::Counsellor).await;
    let other = make::person(store, "conseil2", Role::Counsellor).await;
    let client = make::client(store, "Rapid Courses").await;
    let ground = confirmed(store, client, member, other).await;
    Cast {
        counsellor,
        other,
        client,
        ground,
    }
}

async fn put(store: &Store, proposal: &Proposal, by: PersonId, now: DateTime<Utc>) -> stance::Placed {
    let mut tx = store.write().await.unwrap();
    let state = life::propose(proposal.kind, by, &[]);
    let placed = stance::propose(&mut tx, proposal, state, by, now).await.unwrap();
    tx.commit().await.unwrap();
    placed
}

async fn approve(store: &Store, id: StanceId, revision: i64, by: PersonId) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    stance::approve(&mut tx, id, revision, by, "", make::now()).await?;
    tx.commit().await
}

async fn rank(store: &Store, client: ClientId) -> i64 {
    read!(store, |pool| sqlx::query_scalar(
        "SELECT stance_rank FROM client_card WHERE client_id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

async fn total(store: &Store, measure: Measure) -> i64 {
    let month = Month::of(make::day("2026-01-15"));
    trend::counts(store, measure, Split::All, month, month)
        .await
        .unwrap()
        .iter()
        .map(|c| c.count)
        .sum()
}

both_engines! {
    async fn an_informative_stance_takes_effect_at_once_on_card_checks_and_trend(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);

        let placed = put(&store, &wanted, c.counsellor, make::now()).await;

        assert_eq!(placed.state, StanceState::InForce);
        assert_eq!(rank(&store, c.client).await, 1);
        let found = store::check::client_facts(&store, c.client, None, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(found.facts.stances.len(), 1);
        assert_eq!(found.revision, 1);
        assert_eq!(total(&store, Measure::StancesIn).await, 1);
        let sheet = stance::sheet(&store, placed.id).await.unwrap().unwrap();
        assert_eq!(sheet.grounds, vec![c.ground]);
        assert_eq!(sheet.events.iter().map(|e| e.step).collect::<Vec<_>>(), vec![Step::Propose]);
    }

    async fn a_restrictive_stance_waits_for_a_second_person_and_then_is_in_force(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);

        let placed = put(&store, &wanted, c.counsellor, make::now()).await;
        assert_eq!((placed.state, rank(&store, c.client).await), (StanceState::Proposed, 0));
        approve(&store, placed.id, 1, c.other).await.unwrap();

        assert_eq!(rank(&store, c.client).await, 2);
        let in_force = stance::in_force(&store, c.client).await.unwrap();
        assert_eq!(in_force[0].conditions, wanted.conditions);
        let sheet = stance::sheet(&store, placed.id).await.unwrap().unwrap();
        assert_eq!(sheet.approved_by, Some(c.other));
    }

    async fn the_database_itself_refuses_an_approval_by_the_proposer(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;

        assert!(approve(&store, placed.id, 1, c.counsellor).await.is_err());

        assert_eq!(rank(&store, c.client).await, 0);
        assert_eq!(total(&store, Measure::StancesIn).await, 0);
    }

    async fn approving_what_has_changed_since_is_a_conflict_and_a_second_click_approves_nothing(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;

        approve(&store, placed.id, 1, c.other).await.unwrap();
        let again = approve(&store, placed.id, 1, c.other).await;

        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        assert_eq!(total(&store, Measure::StancesIn).await, 1);
    }

    async fn a_new_stance_ends_the_one_before_it_in_the_same_scope_and_no_other(store) {
        let c = cast(&store).await;
        let narrow = Scope::Professions(vec![ProfessionId(1)]);
        put(&store, &proposal(c.client, StanceKind::Informative, narrow, c.ground), c.counsellor, make::now()).await;
        let first = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let old = put(&store, &first, c.counsellor, make::now()).await;

        put(&store, &first, c.counsellor, make::now() + TimeDelta::hours(1)).await;

        assert_eq!(stance::in_force(&store, c.client).await.unwrap().len(), 2);
        let ended = stance::sheet(&store, old.id).await.unwrap().unwrap();
        assert_eq!(ended.state, StanceState::Ended);
        assert_eq!(total(&store, Measure::StancesIn).await - total(&store, Measure::StancesOut).await, 2);
    }

    async fn two_people_at_once_leave_one_stance_in_force(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        let one = put(&store, &wanted, c.counsellor, make::now()).await;
        let two = put(&store, &wanted, c.counsellor, make::now()).await;

        let (a, b) = tokio::join!(approve(&store, one.id, 1, c.other), approve(&store, two.id, 1, c.other));

        assert!(a.is_ok() || b.is_ok());
        assert_eq!(stance::in_force(&store, c.client).await.unwrap().len(), 1);
    }

    async fn a_lifted_stance_is_felt_no_more_and_its_history_stays(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;
        let sheet = stance::sheet(&store, placed.id).await.unwrap().unwrap();

        let mut tx = store.write().await.unwrap();
        stance::lift(&mut tx, placed.id, sheet.revision, c.other, "Payé.", make::now()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(rank(&store, c.client).await, 0);
        assert_eq!(total(&store, Measure::StancesOut).await, 1);
        let lifted = stance::sheet(&store, placed.id).await.unwrap().unwrap();
        assert_eq!(lifted.events.last().unwrap().step, Step::Lift);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn a_refused_proposal_never_takes_effect(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Punitive, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;

        let mut tx = store.write().await.unwrap();
        stance::refuse(&mut tx, placed.id, 1, c.other, "Pas entendu.", make::now()).await.unwrap();
        tx.commit().await.unwrap();

        assert!(matches!(approve(&store, placed.id, 2, c.other).await, Err(StoreError::Conflict)));
        assert_eq!(rank(&store, c.client).await, 0);
    }

    async fn the_day_the_text_was_sent_decides_when_members_read_the_note(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;
        let sheet = stance::sheet(&store, placed.id).await.unwrap().unwrap();
        let (sent, from) = (make::day("2026-01-15"), make::day("2026-01-23"));

        let mut tx = store.write().await.unwrap();
        stance::send(&mut tx, placed.id, sheet.revision, sheet.state, c.counsellor, sent, from, make::now())
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let card = &stance::in_force(&store, c.client).await.unwrap()[0];
        assert_eq!(card.note_for_members(make::day("2026-01-22")), None);
        assert!(card.note_for_members(from).is_some());
        // The check reads the card, not the stance.
        let found = store::check::client_facts(&store, c.client, None, from).await.unwrap().unwrap();
        assert_eq!(found.facts.stances[0].note_from, Some(from));
    }

    async fn lists_go_by_review_date_and_a_mark_leads_to_what_was_in_force(store) {
        let c = cast(&store).await;
        let wanted = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        let placed = put(&store, &wanted, c.counsellor, make::now()).await;

        let listed = stance::list(&store, Listing::State(StanceState::InForce), None, 10).await.unwrap();
        assert_eq!(listed.iter().map(|s| s.id).collect::<Vec<_>>(), vec![placed.id]);
        let after = Some((listed[0].review_on, placed.id));
        assert!(stance::list(&store, Listing::State(StanceState::InForce), after, 10).await.unwrap().is_empty());
        let soon = Listing::ReviewBefore(make::day("2026-06-30"));
        assert!(stance::list(&store, soon, None, 10).await.unwrap().is_empty());
        let month = Month::of(make::day("2026-01-15"));
        let behind = |month| stance::behind_mark(&store, StanceKind::Informative, month, StanceId(0), 10);
        assert_eq!(behind(month).await.unwrap().len(), 1);
        assert!(behind(month.plus(-1)).await.unwrap().is_empty());
    }

    async fn the_page_before_choosing_offers_confirmed_issues_only(store) {
        let c = cast(&store).await;

        let before = stance::before(&store, c.client, false).await.unwrap().unwrap();

        assert_eq!(before.grounds.iter().map(|g| g.ground.issue).collect::<Vec<_>>(), vec![c.ground]);
        assert_eq!(before.grounds[0].ground.confirmed_by, Some(c.other));
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE issue SET sensitivity = 'named_handlers'").execute(conn).await.map(drop))
            .unwrap();
        tx.commit().await.unwrap();
        assert!(stance::before(&store, c.client, false).await.unwrap().unwrap().grounds.is_empty());
        assert_eq!(stance::before(&store, c.client, true).await.unwrap().unwrap().grounds.len(), 1);
    }
}
