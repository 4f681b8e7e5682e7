//! Forgetting on both databases: what is due goes and leaves every count as it was, what something rests on stays.

use crate::stance::{Cast, cast, in_force};
use crate::support::{make, plan, second_server};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::category::Category;
use domain::file;
use domain::issue::life::Step as IssueStep;
use domain::issue::{Again, Cause, Dimensions, Report, Severity, Source};
use domain::retention::{HeldObject, NewLegalHold, PeriodChange, Stays, Subject};
use domain::stance::{Scope, StanceKind};
use domain::{AuditId, ClientId, IssueId, PersonId};
use store::case::{self, Grouped, NewCase};
use store::house::Pseudonyms;
use store::issue::{self, Decided, Decision, Evidence, Reported, Reporting};
use store::retention::{self, Step};
use store::{Store, on, read, trend};

async fn category(store: &Store) -> Category {
    store::reference::catalogue(store).await.unwrap().categories[0].clone()
}

pub async fn report(
    store: &Store,
    client: ClientId,
    by: PersonId,
    happened: &str,
    now: DateTime<Utc>,
) -> IssueId {
    let category = category(store).await;
    let report = Report {
        client,
        category: category.id,
        severity: Severity::Serious,
        cause: Cause::Negligent,
        funder: None,
        article: None,
        facts: "Facture du 2 octobre impayée.".to_owned(),
        happened_on: make::day(happened),
        contract: None,
        profession: None,
        wage: None,
        hours: None,
        days_late: Some(70),
        unpaid: None,
        again: Some(Again::No),
        may_tell_client: true,
    };
    let new = Reporting {
        report: &report,
        category: &category,
        dimensions: Dimensions {
            sector: domain::client::sector::SectorGroup::Events,
            region: domain::client::region::Region::Brussels,
            size: domain::contract::SizeBand::One,
        },
        by: Some(by),
        source: Source::Member,
        pseudonym: &format!("p{by}"),
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    tx.commit().await.unwrap();
    id
}

pub async fn decide(store: &Store, id: IssueId, step: IssueStep, by: PersonId, now: DateTime<Utc>) {
    let revision = issue::sheet(store, id).await.unwrap().unwrap().revision;
    let decision = Decision {
        issue: id,
        step,
        reason: "vérifié",
        revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    assert!(matches!(
        issue::decide(&mut tx, &decision).await.unwrap(),
        Decided::Done(_)
    ));
    tx.commit().await.unwrap();
}

/// Runs the planned purge to its end, as if its day were that of `now`.
pub async fn purge(store: &Store, now: DateTime<Utc>) {
    let pseudonyms = Pseudonyms::load(store).await.unwrap();
    let mut tx = store.write().await.unwrap();
    retention::plan(&mut tx, domain::clock::day(now)).await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "UPDATE purge_run SET due_on = $1 WHERE state = 'planned'"
    )
    .bind(domain::clock::day(now))
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..1_000 {
        if retention::step(store, "one", &pseudonyms, now).await.unwrap() != Step::More {
            return;
        }
    }
    panic!("a purge that does not end");
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}

async fn exists(store: &Store, id: IssueId) -> bool {
    issue::sheet(store, id).await.unwrap().is_some()
}

/// A dismissed report with a file, and a newer one that is open: the newest number is never given up.
async fn dismissed(store: &Store, c: &Cast) -> IssueId {
    let id = report(store, c.client, c.member, "2026-01-02", make::now()).await;
    let content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec();
    let files = [file::check("facture.pdf", content).unwrap()];
    let mut tx = store.write().await.unwrap();
    let evidence = Evidence {
        issue: id,
        files: &files,
        revision: 1,
        by: c.member,
        key: "",
        now: make::now(),
    };
    assert!(matches!(
        issue::add_evidence(&mut tx, &evidence).await.unwrap(),
        Decided::Done(_)
    ));
    tx.commit().await.unwrap();
    decide(store, id, IssueStep::Dismiss, c.counsellor.id, make::now()).await;
    report(store, c.client, c.member, "2026-01-02", make::now()).await;
    id
}

async fn hold(store: &Store, on: HeldObject, by: PersonId, until: &str) {
    let new = NewLegalHold {
        on,
        reason: "Procédure en cours".into(),
        until_on: make::day(until),
    };
    let mut tx = store.write().await.unwrap();
    retention::place(&mut tx, &new, by, make::now())
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
}

async fn stays(store: &Store, subject: Subject, on: &str) -> Vec<(Stays, i64)> {
    let preview = retention::preview(store, make::day(on)).await.unwrap();
    preview
        .subjects
        .into_iter()
        .find(|s| s.subject == subject)
        .unwrap()
        .stays
}

both_engines! {
    async fn a_dismissed_issue_goes_with_its_file_and_every_count_stays(store) {
        let c = cast(&store).await;
        let id = dismissed(&store, &c).await;
        let before = count(&store, "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM trend_delta").await;

        purge(&store, make::instant("2026-07-14T09:00:00Z")).await;
        assert!(exists(&store, id).await, "a day too early");
        purge(&store, make::instant("2026-07-15T09:00:00Z")).await;

        assert!(!exists(&store, id).await);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM stored_file").await, 0);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM issue_file").await, 0);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM tombstone WHERE kind = 'issue'").await, 1);
        assert_eq!(count(&store, "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM trend_delta").await, before);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        let text: String = read!(&store, |pool| sqlx::query_scalar("SELECT CAST(facts AS TEXT) FROM tombstone").fetch_one(pool).await).unwrap();
        assert!(!text.contains("impayée") && !text.contains("facture.pdf"), "{text}");
    }

    async fn the_log_says_what_was_forgotten_and_its_chain_holds(store) {
        let c = cast(&store).await;
        let id = dismissed(&store, &c).await;
        store::audit::seal(&store, "one", make::now()).await.unwrap();
        let later = make::instant("2026-08-01T09:00:00Z");
        purge(&store, later).await;
        store::audit::seal(&store, "one", later).await.unwrap();

        assert!(store::audit::verify(&store, later).await.unwrap().is_whole());
        let entries = store::audit::after(&store, AuditId(0), 1_000).await.unwrap();
        assert!(entries.iter().any(|e| e.action == AuditAction::Purge && e.object == format!("issue {id}") && e.by.is_none()));
        let own = entries.iter().find(|e| e.action == AuditAction::ReportIssue && e.object == format!("issue {id}")).unwrap();
        assert!(own.by.is_some_and(|by| by.0 < 0), "who reported stands under a key that has gone");
    }

    async fn a_confirmed_issue_goes_36_months_after_its_fact_and_not_while_a_stance_rests_on_it(store) {
        let c = cast(&store).await;
        let stance = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        report(&store, c.client, c.member, "2026-01-02", make::now()).await;
        let late = make::instant("2029-01-10T09:00:00Z");
        assert_eq!(stays(&store, Subject::DecidedIssue, "2029-01-10").await, [(Stays::Stance, 1)]);
        purge(&store, late).await;
        assert!(exists(&store, c.ground).await);

        store::stance::due::run(&store, late).await.unwrap();
        store::stance::due::run(&store, make::instant("2029-06-10T09:00:00Z")).await.unwrap();
        purge(&store, make::instant("2029-06-11T09:00:00Z")).await;

        assert!(!exists(&store, c.ground).await);
        // Its page opens, and what was judged is still there to read.
        let sheet = store::stance::sheet(&store, stance).await.unwrap().unwrap();
        assert!(sheet.proposal.grounds.is_empty());
        let frozen = store::stance::frozen(&store, stance).await.unwrap().unwrap();
        assert_eq!(frozen.judged.grounds[0].issue, c.ground);
        assert_eq!(frozen.judged.grounds[0].facts, "Facture du 2 octobre impayée.");
        store::stance::current(&store, stance, &sheet.proposal).await.unwrap();
        store::stance::took_part(&store, stance).await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        let card: (i64, i64) = read!(&store, |pool| sqlx::query_as(
            "SELECT issues_confirmed, issues_open FROM client_card WHERE client_id = $1").bind(c.client.0).fetch_one(pool).await).unwrap();
        assert_eq!(card, (0, 1));
    }

    async fn a_legal_hold_on_the_issue_its_case_or_its_client_stops_it_until_its_day(store) {
        let c = cast(&store).await;
        let id = dismissed(&store, &c).await;
        hold(&store, HeldObject::Client(c.client), c.manager.id, "2026-09-30").await;
        purge(&store, make::instant("2026-09-30T09:00:00Z")).await;
        assert!(exists(&store, id).await);
        assert_eq!(stays(&store, Subject::DismissedIssue, "2026-09-30").await, [(Stays::LegalHold, 1)]);

        let shown = retention::holds_on(&store, HeldObject::Client(c.client), make::day("2026-09-30")).await.unwrap();
        assert_eq!((shown.len(), shown[0].reason.as_str()), (1, "Procédure en cours"));
        let mut tx = store.write().await.unwrap();
        retention::lift(&mut tx, &shown[0], 1, "Jugement rendu", c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(retention::lift(&mut tx, &shown[0], 1, "deux fois", c.manager.id, make::now()).await.is_err());
        drop(tx);
        hold(&store, HeldObject::Issue(id), c.manager.id, "2026-10-31").await;
        purge(&store, make::instant("2026-10-31T09:00:00Z")).await;
        assert!(exists(&store, id).await);
        purge(&store, make::instant("2026-11-01T09:00:00Z")).await;
        assert!(!exists(&store, id).await, "the hold is over");
    }

    async fn an_open_case_keeps_its_issues_and_a_decided_one_goes_with_the_last(store) {
        let c = cast(&store).await;
        let id = dismissed(&store, &c).await;
        let other = report(&store, c.client, c.member, "2026-01-02", make::now()).await;
        report(&store, c.client, c.member, "2026-01-02", make::now()).await;
        let mut tx = store.write().await.unwrap();
        let new = NewCase { title: "Factures d'octobre", issues: &[id, other], by: c.counsellor.id, key: "", now: make::now() };
        let Grouped::Done(_) = case::open(&mut tx, &new).await.unwrap() else { panic!("not grouped") };
        tx.commit().await.unwrap();
        let late = make::instant("2026-08-01T09:00:00Z");
        purge(&store, late).await;
        assert!(exists(&store, id).await);
        assert_eq!(stays(&store, Subject::DismissedIssue, "2026-08-01").await, [(Stays::Case, 1)]);

        decide(&store, other, IssueStep::Dismiss, c.counsellor.id, make::now()).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE dossier SET state = 'decided'").execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();
        purge(&store, late).await;
        assert!(!exists(&store, id).await && !exists(&store, other).await);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM dossier").await, 0);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM dossier_event").await, 0);
    }

    async fn the_identity_of_a_reporter_goes_24_months_after_the_decision_and_the_pseudonym_stays(store) {
        let c = cast(&store).await;
        report(&store, c.client, c.member, "2026-01-02", make::now()).await;
        store::audit::seal(&store, "one", make::now()).await.unwrap();
        let before = store::audit::after(&store, AuditId(0), 100).await.unwrap();
        assert!(before.iter().any(|e| e.action == AuditAction::ReportIssue && e.by == Some(c.member)), "until then staff can be told");

        purge(&store, make::instant("2028-01-15T09:00:00Z")).await;

        let sheet = issue::sheet(&store, c.ground).await.unwrap().unwrap();
        assert_eq!((sheet.reporter, sheet.reporter_name), (None, None));
        assert!(sheet.events.iter().all(|event| event.by != Some(c.member)));
        let pseudonym: String = read!(&store, |pool| sqlx::query_scalar("SELECT reporter_pseudonym FROM issue WHERE id = $1")
            .bind(c.ground.0).fetch_one(pool).await).unwrap();
        assert_eq!(pseudonym, "p");
        let log = store::audit::after(&store, AuditId(0), 100).await.unwrap();
        let object = format!("issue {}", c.ground);
        assert!(log.iter().filter(|e| e.object == object).all(|e| e.by != Some(c.member)));
        assert_eq!(count(&store, "SELECT COUNT(*) FROM message").await, 0);
        assert!(store::audit::verify(&store, make::now()).await.unwrap().broken_at.is_none());
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn two_servers_forget_once(store) {
        let c = cast(&store).await;
        for _ in 0..3 {
            dismissed(&store, &c).await;
        }
        let late = make::instant("2026-08-01T09:00:00Z");
        let pseudonyms = Pseudonyms::load(&store).await.unwrap();
        let mut tx = store.write().await.unwrap();
        retention::plan(&mut tx, make::day("2026-07-01")).await.unwrap();
        tx.commit().await.unwrap();
        let mut servers = tokio::task::JoinSet::new();
        for (name, store) in [("one", store.clone()), ("two", second_server().await)] {
            let pseudonyms = pseudonyms.clone();
            servers.spawn(async move {
                for _ in 0..40 {
                    retention::step(&store, name, &pseudonyms, late).await.unwrap();
                }
            });
        }
        servers.join_all().await;
        assert_eq!(count(&store, "SELECT COUNT(*) FROM tombstone").await, 3);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM purge_run WHERE state = 'done'").await, 1);
        let done = retention::past(&store, 5).await.unwrap();
        assert_eq!(done[0].counts.done.get(&Subject::DismissedIssue), Some(&3));
        assert_eq!(done[0].counts.files, 3);
        let next = retention::planned(&store).await.unwrap().unwrap();
        assert_eq!(next.due_on, make::day("2026-09-01"));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_new_house_forgets_nothing_before_the_first_of_the_next_month(store) {
        let c = cast(&store).await;
        dismissed(&store, &c).await;
        let pseudonyms = Pseudonyms::load(&store).await.unwrap();
        let late = make::instant("2026-08-15T09:00:00Z");
        assert_eq!(retention::step(&store, "one", &pseudonyms, late).await.unwrap(), Step::Idle);
        let run = retention::planned(&store).await.unwrap().unwrap();
        assert_eq!(run.due_on, make::day("2026-09-01"));
        let preview = retention::preview(&store, run.due_on).await.unwrap();
        assert_eq!(preview.due(), 1);
        let mut tx = store.write().await.unwrap();
        retention::move_up(&mut tx, run.revision, c.manager.id, late).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(retention::move_up(&mut tx, run.revision, c.manager.id, late).await.is_err(), "someone was faster");
        drop(tx);
        assert_eq!(retention::step(&store, "one", &pseudonyms, late).await.unwrap(), Step::More);
    }

    async fn a_changed_period_holds_from_its_day_and_says_who_and_why(store) {
        let c = cast(&store).await;
        let id = dismissed(&store, &c).await;
        let change = PeriodChange { subject: Subject::DismissedIssue, months: 2, from_on: make::day("2026-03-01"), why: "Avis du DPO".into() };
        let mut tx = store.write().await.unwrap();
        retention::set(&mut tx, &change, c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        purge(&store, make::instant("2026-02-28T09:00:00Z")).await;
        assert!(exists(&store, id).await);
        purge(&store, make::instant("2026-03-15T09:00:00Z")).await;
        assert!(!exists(&store, id).await);
        let history = retention::history(&store).await.unwrap();
        assert_eq!((history[0].months, history[0].set_by_name.as_str()), (2, "direction"));
    }

    async fn purging_finds_its_rows_by_index(store) {
        for (name, sql) in retention::TEXTS.iter().copied().flatten() {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
