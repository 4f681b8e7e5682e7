//! The policy on both databases: its versions, clients' records and recommendations, trials by several servers, past cases.

use crate::support::{make, plan, second_server};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::category::Filter;
use domain::issue::life::Step as IssueStep;
use domain::issue::{Cause, Dimensions, Report, Severity, Source};
use domain::policy::simulate::moved;
use domain::policy::{Points, Policy, PolicyState, Verdict};
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind};
use domain::{ClientId, IssueId, PersonId, PolicyId, Role};
use store::issue::{self, Correction, Decided, Decision, Reported, Reporting};
use store::policy::{self, Asked, TrialList};
use store::{Store, StoreError, on, stance};

const TODAY: &str = "2026-01-15";

fn today() -> NaiveDate {
    make::day(TODAY)
}

async fn drafted(store: &Store, by: PersonId, content: &Policy) -> PolicyId {
    let mut tx = store.write().await.unwrap();
    let id = policy::draft(&mut tx, content, "Mieux peser", by, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn put(store: &Store, id: PolicyId, revision: i64, from: &str, by: PersonId) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    policy::put(&mut tx, id, revision, make::day(from), by, make::now()).await?;
    tx.commit().await
}

/// An issue of the ethics filter, reported and (with a confirmer) confirmed at these moments.
async fn report(
    store: &Store,
    client: ClientId,
    severity: Severity,
    pseudonym: &str,
    at: DateTime<Utc>,
    by: Option<PersonId>,
) -> IssueId {
    let catalogue = store::reference::catalogue(store).await.unwrap();
    let category = catalogue.categories.iter().find(|c| c.code == "low_pay").unwrap();
    let report = Report {
        client,
        category: category.id,
        severity,
        cause: Cause::Unknown,
        funder: None,
        article: None,
        facts: "11,90 euros l'heure.".to_owned(),
        happened_on: domain::clock::day(at),
        contract: None,
        profession: None,
        wage: None,
        hours: None,
        days_late: None,
        unpaid: None,
        again: None,
        may_tell_client: true,
    };
    let new = Reporting {
        report: &report,
        category,
        dimensions: Dimensions {
            sector: domain::client::sector::SectorGroup::Events,
            region: domain::client::region::Region::Brussels,
            size: domain::contract::SizeBand::One,
        },
        by: None,
        source: Source::Member,
        pseudonym,
        key: "",
        now: at,
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    if let Some(by) = by {
        let confirm = Decision {
            issue: id,
            step: IssueStep::Confirm,
            reason: "vérifié",
            revision: 1,
            by,
            key: "",
            now: at,
        };
        issue::decide(&mut tx, &confirm).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

/// Takes a step with an issue as it stands.
async fn step(store: &Store, issue: IssueId, step: IssueStep, by: PersonId, now: DateTime<Utc>) {
    let revision = issue::sheet(store, issue).await.unwrap().unwrap().revision;
    let decision = Decision {
        issue,
        step,
        reason: "vérifié",
        revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    let done = issue::decide(&mut tx, &decision).await.unwrap();
    assert!(matches!(done, Decided::Done(_)), "{done:?}");
    tx.commit().await.unwrap();
}

/// One contract of a member, invoiced at 1,000 euros.
async fn contract(store: &Store, client: ClientId, n: i64, start: &str, due: &str, paid: Option<&str>) {
    let mut tx = store.write().await.unwrap();
    let member: i64 = on!(&mut tx, |conn| sqlx::query_scalar(
        "INSERT INTO member (reference) VALUES ($1) RETURNING id"
    )
    .bind(format!("M-{n}"))
    .fetch_one(&mut *conn)
    .await)
    .unwrap();
    let state = if paid.is_some() { "paid" } else { "open" };
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO contract (reference, client_id, member_id, profession_text, start_on, end_on, wage_unit, units, wage_cents,
             price_cents, invoiced_on, due_on, paid_on, state, debt_state, counted, sector, region, size_band, line_hash, imported_at)
         VALUES ($1, $2, $3, 'x', $4, $4, 'day', 100, 1, 100000, $4, $5, $6, $7, $7, $9, 'events', 'brussels', '1', 'h', $8)"
    )
    .bind(format!("K-{n}"))
    .bind(client.0)
    .bind(member)
    .bind(make::day(start))
    .bind(make::day(due))
    .bind(paid.map(make::day))
    .bind(state)
    .bind(make::now())
    .bind(true)
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
}

async fn propose(store: &Store, client: ClientId, ground: IssueId, by: PersonId, at: DateTime<Utc>) {
    let proposal = Proposal {
        client,
        kind: StanceKind::Informative,
        scope: Scope::WholeClient,
        conditions: vec![],
        reason: "Bas salaires.".to_owned(),
        grounds: vec![ground],
        running: RunningContracts::GoOn,
        review_on: make::day("2026-06-30"),
        to_lift: "Payer la référence.".to_owned(),
        note: PublishedNote {
            fr: "Salaires bas.".to_owned(),
            nl: "Lage lonen.".to_owned(),
        },
        recommended: None,
        policy: None,
        departs_because: String::new(),
    };
    let mut tx = store.write().await.unwrap();
    let by = crate::stance::staff(by, Role::Counsellor);
    let placed = stance::propose(&mut tx, &proposal, &by, at)
        .await
        .unwrap()
        .unwrap();
    // However it comes into force, here it is.
    on!(&mut tx, |conn| sqlx::query(
        "UPDATE stance SET state = 'in_force', in_force_at = $2 WHERE id = $1"
    )
    .bind(placed.0)
    .bind(at)
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn a_new_house_has_version_1_in_force_for_every_day(store) {
        for day in ["2026-01-15", "2010-01-01"] {
            let policy = policy::in_force(&store, make::day(day)).await.unwrap();
            assert_eq!((policy.summary.number, &policy.content), (1, &Policy::version_1()));
        }
        store.migrate().await.unwrap();
        let all = policy::list(&store, today()).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].state, PolicyState::InForce);
    }

    async fn a_version_holds_from_its_day_until_the_next_and_the_past_keeps_its_own(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let mut milder = Policy::version_1();
        milder.limits.concern = Points::whole(5);
        let second = drafted(&store, manager, &milder).await;

        put(&store, second, 1, "2026-02-01", manager).await.unwrap();

        let number = async |day: &str| policy::in_force(&store, make::day(day)).await.unwrap().summary.number;
        assert_eq!((number("2026-01-31").await, number("2026-02-01").await), (1, 2));
        let states: Vec<_> = policy::list(&store, make::day("2026-03-01")).await.unwrap().iter().map(|p| p.state).collect();
        assert_eq!(states, [PolicyState::InForce, PolicyState::Ended]);
        let first = policy::in_force(&store, today()).await.unwrap().summary;
        assert_eq!(first.valid_to, Some(make::day("2026-02-01")));
    }

    async fn two_people_at_once_put_a_draft_in_force_once_and_save_it_once(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let other = make::person(&store, "direction2", Role::Manager).await;
        let id = drafted(&store, manager, &Policy::version_1()).await;
        let save = async |revision, why: &str| {
            let mut tx = store.write().await.unwrap();
            let saved = policy::save(&mut tx, (id, revision), &Policy::version_1(), why, other, make::now()).await;
            if saved.is_ok() { tx.commit().await.unwrap(); }
            saved
        };

        save(1, "un").await.unwrap();
        assert!(matches!(save(1, "deux").await, Err(StoreError::Conflict)));
        assert!(matches!(put(&store, id, 1, "2026-02-01", manager).await, Err(StoreError::Conflict)));
        put(&store, id, 2, "2026-02-01", manager).await.unwrap();
        assert!(matches!(put(&store, id, 3, "2026-03-01", other).await, Err(StoreError::Conflict)));
        assert!(matches!(save(3, "trois").await, Err(StoreError::Conflict)));

        let again = drafted(&store, manager, &Policy::version_1()).await;
        assert!(matches!(put(&store, again, 1, "2026-02-01", manager).await, Err(StoreError::Conflict)));
        assert_eq!(policy::events(&store, id).await.unwrap().len(), 3);
    }

    async fn a_version_is_taken_back_before_its_day_and_never_after(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let id = drafted(&store, manager, &Policy::version_1()).await;
        put(&store, id, 1, "2026-02-01", manager).await.unwrap();
        let withdraw = async |day: &str| {
            let mut tx = store.write().await.unwrap();
            let done = policy::withdraw(&mut tx, id, 2, make::day(day), manager, make::now()).await;
            if done.is_ok() { tx.commit().await.unwrap(); }
            done
        };
        assert!(matches!(withdraw("2026-02-01").await, Err(StoreError::Conflict)));
        withdraw("2026-01-31").await.unwrap();
        assert_eq!(policy::sheet(&store, id, today()).await.unwrap().unwrap().summary.state, PolicyState::Draft);

        let mut tx = store.write().await.unwrap();
        policy::discard(&mut tx, id, 3, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(policy::sheet(&store, id, today()).await.unwrap(), None);
        let first = policy::in_force(&store, today()).await.unwrap().summary;
        let mut tx = store.write().await.unwrap();
        assert!(matches!(policy::discard(&mut tx, first.id, 1, manager, make::now()).await, Err(StoreError::Conflict)));
    }

    async fn a_client_is_advised_on_its_confirmed_issues_and_its_ledger_alone(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let other = make::client(&store, "Nuit Blanche").await;
        report(&store, client, Severity::Moderate, "a", make::now(), Some(counsellor)).await;
        report(&store, client, Severity::Critical, "b", make::now(), None).await;
        report(&store, other, Severity::Critical, "c", make::now(), Some(counsellor)).await;
        for n in 0..4 {
            contract(&store, client, n, "2025-10-01", "2025-11-01", Some("2025-12-01")).await;
        }

        let advised = policy::advise(&store, client, today()).await.unwrap().unwrap();

        let answer = &advised.recommendation;
        assert_eq!((answer.verdict(Filter::Ethics), answer.verdict(Filter::Legal)), (Verdict::Concern, Verdict::Quiet));
        assert_eq!(answer.stance, Some(StanceKind::Informative));
        assert_eq!((advised.facts.ledger.late, advised.facts.ledger.due), (4, 4));
        assert_eq!(advised.policy.summary.number, 1);
        assert_eq!(policy::advise(&store, ClientId(999_999), today()).await.unwrap(), None);
        // The day before it was reported, nothing was confirmed; before the invoices were late, none was.
        let before = policy::advised_on(&store, client, make::day("2025-11-05")).await.unwrap().unwrap();
        assert_eq!((before.recommendation.stance, before.facts.issues.len(), before.facts.ledger.late), (None, 0, 0));
    }

    async fn many_records_are_the_same_as_one_by_one(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let mut clients = Vec::new();
        for n in 0..5 {
            let client = make::client(&store, &format!("Cliente {n}")).await;
            report(&store, client, Severity::Moderate, "a", make::now(), Some(counsellor)).await;
            contract(&store, client, n, "2025-10-01", "2025-11-01", None).await;
            clients.push(client);
        }

        let first = policy::records(&store, ClientId(0), 3, None).await.unwrap();
        let rest = policy::records(&store, first[2].client, 3, None).await.unwrap();

        assert_eq!((first.len(), rest.len()), (3, 2));
        for (client, record) in clients.iter().zip(first.iter().chain(&rest)) {
            assert_eq!(policy::record(&store, *client, None).await.unwrap().as_ref(), Some(record));
        }
    }

    async fn a_trial_is_done_once_whoever_does_it_and_its_result_is_kept(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let quiet = make::client(&store, "Cliente calme").await;
        let flagged = make::client(&store, "Halles du Quai").await;
        let ground = report(&store, flagged, Severity::Moderate, "a", make::now(), Some(counsellor)).await;
        contract(&store, flagged, 1, "2025-10-01", "2025-11-01", Some("2025-11-01")).await;
        propose(&store, flagged, ground, counsellor, make::now()).await;
        let mut stricter = Policy::version_1();
        stricter.weights.moderate = Points::whole(9);
        let id = drafted(&store, manager, &stricter).await;
        let draft = policy::sheet(&store, id, today()).await.unwrap().unwrap();
        let now = policy::in_force(&store, today()).await.unwrap();
        let ask = async || {
            let mut tx = store.write().await.unwrap();
            let asked = policy::ask(&mut tx, &draft, &now, today(), manager, make::now()).await.unwrap();
            tx.commit().await.unwrap();
            asked
        };
        let asked = ask().await;
        assert!(matches!(asked, Asked::New(_)));
        assert_eq!(ask().await, Asked::Known(asked.id()));

        // Two servers at once, again and again until nothing waits.
        let second = second_server().await;
        loop {
            let (one, two) = tokio::join!(policy::step(&store, make::now()), policy::step(&second, make::now()));
            if !one.unwrap() && !two.unwrap() { break; }
        }

        let trial = policy::trial(&store, asked.id()).await.unwrap().unwrap();
        assert_eq!((trial.head.percent, trial.tally.clients), (100, 2));
        assert_eq!((moved(&trial.tally.changes), trial.tally.members, trial.tally.income_cents), (1, 1, 100_000));
        assert_eq!(trial.tally.changes[1][2], 1);
        // Chosen informative; the draft would have said restrictive.
        assert_eq!(trial.history.tried[2][1], 1);
        let (clients, more) = policy::clients(&store, asked.id(), TrialList::Changes, None).await.unwrap();
        assert_eq!((clients.len(), more), (1, false));
        assert_eq!((clients[0].client, clients[0].draft), (flagged, Some(StanceKind::Restrictive)));
        let (sensitive, _) = policy::clients(&store, asked.id(), TrialList::Sensitive, None).await.unwrap();
        assert!(sensitive.iter().all(|c| c.client != quiet));
        let last = (clients[0].income, clients[0].client);
        assert!(policy::clients(&store, asked.id(), TrialList::Changes, Some(last)).await.unwrap().0.is_empty());
        assert_eq!(policy::trials(&store, id).await.unwrap().len(), 1);

        let mut tx = store.write().await.unwrap();
        policy::discard(&mut tx, id, 1, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(policy::trial(&store, asked.id()).await.unwrap(), None);
    }

    async fn a_past_day_is_judged_by_what_was_said_then(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let id = report(&store, client, Severity::Moderate, "a", make::now(), Some(counsellor)).await;
        let later = make::now() + TimeDelta::days(4);
        // Four days later it is opened again, found graver than it was written, and confirmed as such.
        step(&store, id, IssueStep::Reopen, counsellor, later).await;
        let sheet = issue::sheet(&store, id).await.unwrap().unwrap();
        let catalogue = store::reference::catalogue(&store).await.unwrap();
        let mut content = sheet.content();
        content.severity = Severity::Critical;
        content.cause = Cause::Deliberate;
        let classified = Correction {
            issue: id,
            step: IssueStep::Classify,
            content: &content,
            category: catalogue.categories.iter().find(|c| c.id == content.category).unwrap(),
            reason: "plus grave qu'écrit",
            revision: sheet.revision,
            by: counsellor,
            key: "",
            now: later,
        };
        let mut tx = store.write().await.unwrap();
        let done = issue::correct(&mut tx, &classified).await.unwrap();
        assert!(matches!(done, Decided::Done(_)), "{done:?}");
        tx.commit().await.unwrap();
        step(&store, id, IssueStep::Confirm, counsellor, later).await;

        let record = policy::record(&store, client, None).await.unwrap().unwrap();
        let on = |days| {
            let facts = record.facts_on(&Policy::version_1(), today() + TimeDelta::days(days));
            facts.issues.first().map(|issue| (issue.severity, issue.cause))
        };
        assert_eq!(on(3), Some((Severity::Moderate, Cause::Unknown)));
        assert_eq!(on(4), Some((Severity::Critical, Cause::Deliberate)));
    }

    async fn the_closest_case_is_another_clients_with_the_facts_of_its_day(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let this = make::client(&store, "Halles du Quai").await;
        let that = make::client(&store, "Nuit Blanche").await;
        let own = report(&store, this, Severity::Moderate, "a", make::now(), Some(counsellor)).await;
        let ground = report(&store, that, Severity::Moderate, "b", make::now(), Some(counsellor)).await;
        propose(&store, this, own, counsellor, make::now()).await;
        propose(&store, that, ground, counsellor, make::now()).await;
        assert_eq!(policy::keep_cases(&store).await.unwrap(), 2);
        assert_eq!(policy::keep_cases(&store).await.unwrap(), 0);
        // What happens afterwards does not change the case.
        report(&store, that, Severity::Critical, "c", make::now() + TimeDelta::days(3), Some(counsellor)).await;

        let profile = policy::advise(&store, this, today()).await.unwrap().unwrap().profile;
        let cases = policy::closest(&store, this, &profile, 3).await.unwrap();

        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].distance, cases[0].chosen), (0, Some(StanceKind::Informative)));
        assert_eq!(cases[0].recommended, Some(StanceKind::Informative));
    }

    async fn means_are_measured_from_the_ledger_with_clients_in_equal_weight(store) {
        let client = make::client(&store, "Halles du Quai").await;
        let other = make::client(&store, "Nuit Blanche").await;
        contract(&store, client, 1, "2025-10-01", "2025-11-01", Some("2025-12-01")).await;
        for n in 2..6 {
            contract(&store, other, n, "2025-10-01", "2025-11-01", Some("2025-11-01")).await;
        }
        let manager = make::person(&store, "direction", Role::Manager).await;
        let id = drafted(&store, manager, &Policy::version_1()).await;
        let draft = policy::sheet(&store, id, today()).await.unwrap().unwrap();
        let now = policy::in_force(&store, today()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        let asked = policy::ask(&mut tx, &draft, &now, today(), manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        while policy::step(&store, make::now()).await.unwrap() {}

        let measured = policy::trial(&store, asked.id()).await.unwrap().unwrap().tally.measured.shrinkage(10, 20).unwrap();
        assert_eq!((measured.mean, measured.sectors.len()), (500_000, 0));

        let mut tx = store.write().await.unwrap();
        policy::save_measured(&mut tx, &draft, measured, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let draft = policy::sheet(&store, id, today()).await.unwrap().unwrap();
        assert_eq!((draft.content.shrinkage.mean, draft.summary.revision), (500_000, 2));
    }

    async fn batches_find_their_rows_without_reading_a_whole_table(store) {
        for (name, sql) in policy::TRIAL_TEXTS {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
