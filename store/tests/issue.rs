//! Issues on both databases: reported once, decided by others, listed to those who may read them, counted exactly.

use crate::support::{make, plan};
use chrono::{DateTime, TimeDelta, Utc};
use domain::category::{Category, Filter, Sensitivity};
use domain::contract::SizeBand;
use domain::issue::life::{self, Step, StepRefused};
use domain::issue::search::{IssueSearch, SourceWanted, StateWanted};
use domain::issue::{Dimensions, IssueSheet, IssueState, Report, Severity, Source};
use domain::trend::{Measure, Split};
use domain::{CaseId, CategoryId, ClientId, IssueId, Lang, Month, Person, PersonId, Role};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::case::{self, CaseDecided, CaseDecision, Grouped, NewCase};
use store::issue::{self, Correction, Decided, Decision, Evidence, Reported, Reporting};
use store::{Store, StoreError, on, read, trend};

/// A category of a test's own.
async fn category(store: &Store, filter: Filter, sensitivity: Sensitivity) -> Category {
    let code = format!("test_{filter}_{sensitivity}");
    let mut tx = store.write().await.unwrap();
    let id: i64 = on!(&mut tx, |conn| sqlx::query_scalar(
        "INSERT INTO category (code, filter, sensitivity, name_fr, name_nl, name_en, name_de, position)
         VALUES ($1, $2, $3, $1, $1, $1, $1, 900) RETURNING id"
    )
    .bind(&code)
    .bind(filter.code())
    .bind(sensitivity.code())
    .fetch_one(conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
    issue::category(store, CategoryId(id)).await.unwrap().unwrap()
}

fn a_report(client: ClientId, category: &Category) -> Report {
    Report {
        client,
        category: category.id,
        severity: Severity::Moderate,
        cause: domain::issue::Cause::Unknown,
        funder: None,
        article: None,
        facts: "Payé 11,90 € brut de l'heure.".to_owned(),
        happened_on: make::day("2026-01-10"),
        contract: None,
        profession: None,
        wage: None,
        hours: Some(250),
        days_late: None,
        unpaid: None,
        again: Some(domain::issue::Again::No),
        may_tell_client: true,
    }
}

const DIMENSIONS: Dimensions = Dimensions {
    sector: domain::client::sector::SectorGroup::ALL[0],
    region: domain::client::region::Region::ALL[0],
    size: SizeBand::One,
};

async fn send(
    store: &Store,
    client: ClientId,
    category: &Category,
    by: PersonId,
    key: &str,
    now: DateTime<Utc>,
) -> Reported {
    let report = a_report(client, category);
    let pseudonym = format!("p{by}");
    let new = Reporting {
        report: &report,
        category,
        dimensions: DIMENSIONS,
        by: Some(by),
        source: Source::Member,
        pseudonym: &pseudonym,
        key,
        now,
    };
    let mut tx = store.write().await.unwrap();
    let reported = issue::report(&mut tx, &new).await.unwrap();
    if matches!(reported, Reported::First(_)) {
        tx.commit().await.unwrap();
    }
    reported
}

async fn reported(store: &Store, client: ClientId, category: &Category, by: PersonId) -> IssueId {
    match send(store, client, category, by, "", make::now()).await {
        Reported::First(id) => id,
        Reported::Again(location) => panic!("reported before: {location}"),
    }
}

async fn step(
    store: &Store,
    id: IssueId,
    step: Step,
    by: PersonId,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<Decided, StoreError> {
    let wanted = Decision {
        issue: id,
        step,
        reason: "vérifié",
        revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    let decided = issue::decide(&mut tx, &wanted).await?;
    if matches!(decided, Decided::Done(_)) {
        tx.commit().await.unwrap();
    }
    Ok(decided)
}

fn reader(id: PersonId, role: Role) -> Person {
    Person {
        id,
        name: "Lecteur".to_owned(),
        email: "lecteur@demo.example".to_owned(),
        role,
        lang: Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: vec![],
    }
}

async fn count(store: &Store, table: &'static str) -> i64 {
    let sql = match table {
        "issue" => "SELECT COUNT(*) FROM issue",
        "issue_event" => "SELECT COUNT(*) FROM issue_event",
        "job" => "SELECT COUNT(*) FROM job",
        "audit" => "SELECT COUNT(*) FROM audit",
        other => panic!("{other} is not counted here"),
    };
    read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}

async fn card(store: &Store, client: ClientId) -> (i64, i64, i64) {
    read!(store, |pool| sqlx::query_as(
        "SELECT issues_open, issues_confirmed, issues_resolved FROM client_card WHERE client_id = $1"
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

fn everything() -> IssueSearch {
    IssueSearch {
        state: StateWanted::All,
        ..IssueSearch::default()
    }
}

both_engines! {
    async fn a_report_writes_its_event_its_figures_its_job_its_log_and_its_card_at_once(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let (jobs, entries) = (count(&store, "job").await, count(&store, "audit").await);

        let id = reported(&store, client, &category, member).await;

        let sheet = issue::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!(sheet.summary.state, IssueState::Reported);
        assert_eq!(sheet.reporter_name.as_deref(), Some("membre"));
        assert_eq!(sheet.hours, Some(250));
        assert_eq!(sheet.events.len(), 1);
        assert_eq!(card(&store, client).await, (1, 0, 0));
        assert_eq!(total(&store, Measure::IssuesReported).await, 1);
        assert_eq!(count(&store, "job").await, jobs + 1);
        assert_eq!(count(&store, "audit").await, entries + 1);
    }

    async fn the_same_form_twice_is_one_report(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;

        let first = send(&store, client, &category, member, "one-click-1", make::now()).await;
        let second = send(&store, client, &category, member, "one-click-1", make::now()).await;

        let Reported::First(id) = first else { panic!("the first is new: {first:?}") };
        assert_eq!(second, Reported::Again(format!("/issues/{id}?done=reported")));
        assert_eq!(count(&store, "issue").await, 1);
        assert_eq!(count(&store, "issue_event").await, 1);
        assert_eq!(total(&store, Measure::IssuesReported).await, 1);
        assert_eq!(card(&store, client).await, (1, 0, 0));
    }

    async fn who_reported_an_issue_does_not_confirm_it(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let id = reported(&store, client, &category, counsellor).await;

        let refused = step(&store, id, Step::Confirm, counsellor, 1, make::now()).await.unwrap();

        assert_eq!(refused, Decided::Refused(StepRefused::OwnReport));
        assert_eq!(issue::sheet(&store, id).await.unwrap().unwrap().summary.state, IssueState::Reported);
    }

    async fn of_two_who_decide_at_once_the_second_is_told(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let first = make::person(&store, "conseil", Role::Counsellor).await;
        let second = make::person(&store, "conseil2", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let id = reported(&store, client, &category, member).await;

        let won = step(&store, id, Step::Confirm, first, 1, make::now()).await.unwrap();
        let lost = step(&store, id, Step::Dismiss, second, 1, make::now()).await;

        assert_eq!(won, Decided::Done(IssueState::Confirmed));
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
        let sheet = issue::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!((sheet.summary.state, sheet.confirmed_by), (IssueState::Confirmed, Some(first)));
    }

    async fn the_same_decision_sent_twice_is_taken_once(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let id = reported(&store, client, &category, member).await;
        let wanted = Decision {
            issue: id, step: Step::Confirm, reason: "", revision: 1, by: counsellor, key: "one-click-2", now: make::now(),
        };

        let mut tx = store.write().await.unwrap();
        assert_eq!(issue::decide(&mut tx, &wanted).await.unwrap(), Decided::Done(IssueState::Confirmed));
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let again = issue::decide(&mut tx, &wanted).await.unwrap();
        drop(tx);

        assert_eq!(again, Decided::Again(format!("/issues/{id}?done=confirm")));
        assert_eq!(card(&store, client).await, (0, 1, 0));
    }

    async fn a_reopened_issue_loses_its_outcome_in_the_month_of_its_report(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let id = reported(&store, client, &category, member).await;
        let later = make::now() + TimeDelta::days(40);

        step(&store, id, Step::Confirm, counsellor, 1, later).await.unwrap();
        assert_eq!(total(&store, Measure::IssuesConfirmed).await, 1);
        step(&store, id, Step::Resolve, counsellor, 2, later).await.unwrap();
        assert_eq!(total(&store, Measure::IssuesConfirmed).await, 1, "a resolved issue stays a confirmed one");
        step(&store, id, Step::Reopen, counsellor, 3, later).await.unwrap();

        assert_eq!(total(&store, Measure::IssuesConfirmed).await, 0);
        let sheet = issue::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!((sheet.decided_at, sheet.confirmed_by), (None, None));
        assert_eq!(card(&store, client).await, (1, 0, 0));
    }

    async fn a_correction_keeps_the_old_text_moves_the_counts_and_opens_the_review_again(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let payment = category(&store, Filter::Payment, Sensitivity::Ordinary).await;
        let id = reported(&store, client, &ethics, member).await;
        step(&store, id, Step::Confirm, counsellor, 1, make::now()).await.unwrap();
        let before = issue::sheet(&store, id).await.unwrap().unwrap();

        change_text(&store, &before, Step::Correct, &payment, member, make::now() + TimeDelta::days(3)).await;

        let after = issue::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!(after.summary.state, IssueState::Reported, "another text was confirmed");
        assert_eq!((after.confirmed_by, after.decided_at), (None, None));
        assert_eq!(after.spell_at, make::now() + TimeDelta::days(3), "a new spell");
        assert_eq!((after.summary.filter, after.summary.category), (Filter::Payment, payment.id));
        let versions = domain::issue::content::versions(&after.events, &after.content()).len();
        assert_eq!(versions, 2);
        assert_eq!(after.events.last().unwrap().details.former.as_ref(), Some(&before.content()));
        assert_eq!(total(&store, Measure::IssuesConfirmed).await, 0);
        assert_eq!(total(&store, Measure::IssuesReported).await, 1);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        assert_eq!(card(&store, client).await, (1, 0, 0));
        let told = store::message::newest(&store, counsellor, 5).await.unwrap();
        assert_eq!(told.len(), 1, "whoever confirmed it is told: {told:?}");

        // Someone else's correction, or one of a text that has changed since, changes nothing.
        let content = after.content();
        let wanted = Correction {
            issue: id, step: Step::Correct, content: &content, category: &payment, reason: "", revision: after.revision,
            by: counsellor, key: "", now: make::now(),
        };
        let mut tx = store.write().await.unwrap();
        assert_eq!(issue::correct(&mut tx, &wanted).await.unwrap(), Decided::Refused(StepRefused::NotTheReporter));
        drop(tx);
        let stale = Correction { revision: 1, by: member, ..wanted };
        let mut tx = store.write().await.unwrap();
        assert!(matches!(issue::correct(&mut tx, &stale).await, Err(StoreError::Conflict)));
    }

    async fn undeclared_work_is_acknowledged_and_its_reporter_told_by_when_it_is_answered(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let category = category(&store, Filter::Legal, Sensitivity::Whistleblower).await;
        let id = reported(&store, client, &category, member).await;
        let asks = reader(counsellor, Role::Counsellor);
        let due = issue::protected_open(&store, &asks, 10).await.unwrap();
        assert_eq!(due.iter().map(|d| (d.issue, d.acknowledged)).collect::<Vec<_>>(), [(id, false)]);

        step(&store, id, Step::Review, counsellor, 1, make::now()).await.unwrap();

        let told = store::message::newest(&store, member, 5).await.unwrap();
        let Some(domain::message::Message::IssueAcknowledged { answer_by, .. }) = told.first().map(|t| &t.what) else {
            panic!("{told:?}")
        };
        assert_eq!(*answer_by, make::day("2026-04-15"));
        let due = issue::protected_open(&store, &asks, 10).await.unwrap();
        assert_eq!(due.iter().map(|d| (d.acknowledged, d.periods.answer_by)).collect::<Vec<_>>(), [(true, make::day("2026-04-15"))]);
        step(&store, id, Step::Dismiss, counsellor, 2, make::now()).await.unwrap();
        assert!(issue::protected_open(&store, &asks, 10).await.unwrap().is_empty());
        step(&store, id, Step::Reopen, counsellor, 3, make::now() + TimeDelta::days(30)).await.unwrap();
        let due = issue::protected_open(&store, &asks, 10).await.unwrap();
        assert_eq!(due[0].periods.answer_by, make::day("2026-05-14"), "a reopening is a new spell");
    }

    async fn nothing_is_reported_about_a_client_that_was_merged_into_another(store) {
        let (gone, kept) = (make::client(&store, "Halles du Quai").await, make::client(&store, "Halles").await);
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE client SET merged_into_id = $2 WHERE id = $1")
            .bind(gone.0)
            .bind(kept.0)
            .execute(conn)
            .await
            .map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(issue::basis(&store, gone, make::day("2026-01-15")).await.unwrap(), None);
        assert!(issue::basis(&store, kept, make::day("2026-01-15")).await.unwrap().is_some());
    }

    async fn suspected_duplicates_have_the_same_reporter_category_and_contract(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let other = make::person(&store, "membre2", Role::Member).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let payment = category(&store, Filter::Payment, Sensitivity::Ordinary).await;
        let first = reported(&store, client, &ethics, member).await;
        let second = reported(&store, client, &ethics, member).await;
        reported(&store, client, &ethics, other).await;
        reported(&store, client, &payment, member).await;

        let found = issue::duplicates(&store, &[first, second]).await.unwrap();
        assert_eq!(found, [(first, second), (second, first)]);
    }

    async fn sensitive_issues_are_listed_to_named_handlers_and_their_reporter_only(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let reporting = make::person(&store, "conseil2", Role::Counsellor).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let sensitive = category(&store, Filter::Ethics, Sensitivity::NamedHandlers).await;
        reported(&store, client, &sensitive, member).await;
        let own = reported(&store, client, &sensitive, reporting).await;

        let mut reader_of = reader(counsellor, Role::Counsellor);
        for search in [everything(), IssueSearch::default(), IssueSearch { client: Some(client), ..everything() }] {
            let found = issue::found(&store, &reader_of, &search).await.unwrap();
            assert_eq!((found.issues.len(), found.found), (0, 0), "{search:?}");
        }
        let found = issue::found(&store, &reader(reporting, Role::Counsellor), &everything()).await.unwrap();
        assert_eq!(found.issues.iter().map(|i| i.id).collect::<Vec<_>>(), [own]);
        let counts = issue::counts_of(&store, &reader_of, client).await.unwrap();
        assert_eq!((counts.open, card(&store, client).await), (0, (0, 0, 0)), "in no count either");
        reader_of.named_handler = true;
        assert_eq!(issue::counts_of(&store, &reader_of, client).await.unwrap().open, 2);
        assert_eq!(issue::found(&store, &reader_of, &everything()).await.unwrap().found, 2);
    }

    async fn accounts_list_payment_matters_only(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        let client = make::client(&store, "Halles du Quai").await;
        let payment = category(&store, Filter::Payment, Sensitivity::Ordinary).await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let late = reported(&store, client, &payment, member).await;
        reported(&store, client, &ethics, member).await;

        let found = issue::found(&store, &reader(accounts, Role::Accounts), &everything()).await.unwrap();

        assert_eq!(found.issues.iter().map(|i| i.id).collect::<Vec<_>>(), [late]);
        assert_eq!(found.found, 1);
    }

    async fn what_is_said_of_their_own_firm_is_hidden_from_its_people(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        reported(&store, client, &ethics, member).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO person_client (person_id, client_id, relation) VALUES ($1, $2, 'rival')")
            .bind(counsellor.0)
            .bind(client.0)
            .execute(conn)
            .await
            .map(drop))
        .unwrap();
        tx.commit().await.unwrap();

        let found = issue::found(&store, &reader(counsellor, Role::Counsellor), &IssueSearch::default()).await.unwrap();

        assert_eq!(found.found, 0);
    }

    async fn the_list_behind_a_mark_holds_exactly_what_the_mark_counts(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let legal = category(&store, Filter::Legal, Sensitivity::Ordinary).await;
        for days in [0, 1, 40] {
            send(&store, client, &ethics, member, "", make::now() + TimeDelta::days(days)).await;
            send(&store, client, &legal, member, "", make::now() + TimeDelta::days(days)).await;
        }
        let month = Month::of(make::day("2026-01-15"));

        for (filter, counted) in [(Some(Filter::Ethics), 2), (None, 4)] {
            let search = IssueSearch { filter, reported_month: Some(month), ..everything() };
            let found = issue::found(&store, &reader(counsellor, Role::Counsellor), &search).await.unwrap();
            assert_eq!((found.found, found.issues.len()), (counted, counted as usize), "{filter:?}");
        }
    }

    async fn what_the_ledger_detected_is_on_no_list_of_what_people_reported(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let told = reported(&store, client, &ethics, member).await;
        let detected = reported(&store, client, &ethics, member).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE issue SET source = 'ledger' WHERE id = $1").bind(detected.0).execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();

        for (source, id) in [(SourceWanted::People, told), (SourceWanted::Ledger, detected)] {
            let search = IssueSearch { source: Some(source), ..everything() };
            let found = issue::found(&store, &reader(counsellor, Role::Counsellor), &search).await.unwrap();
            let ids: Vec<IssueId> = found.issues.iter().map(|i| i.id).collect();
            assert_eq!((found.found, ids), (1, vec![id]), "{source}");
        }
    }

    async fn every_issue_is_on_exactly_one_page_and_the_triage_begins_with_the_oldest(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let ethics = category(&store, Filter::Ethics, Sensitivity::Ordinary).await;
        let mut sent = Vec::new();
        for _ in 0..60 {
            sent.push(reported(&store, client, &ethics, member).await);
        }
        let asks = reader(counsellor, Role::Counsellor);

        for (state, oldest_first) in [(StateWanted::Open, true), (StateWanted::All, false)] {
            let (mut seen, mut search) = (Vec::new(), IssueSearch { state, ..IssueSearch::default() });
            loop {
                let page = issue::found(&store, &asks, &search).await.unwrap();
                assert_eq!(page.found, 60);
                seen.extend(page.issues.iter().map(|i| i.id));
                search.after = page.issues.last().map(|i| i.id);
                if !page.more {
                    break;
                }
            }
            if !oldest_first {
                seen.reverse();
            }
            assert_eq!(seen, sent);
        }
    }

    async fn a_member_lists_own_reports_the_newest_first(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let other = make::person(&store, "membre2", Role::Member).await;
        let client = make::client(&store, "Halles du Quai").await;
        let sensitive = category(&store, Filter::Ethics, Sensitivity::NamedHandlers).await;
        let first = reported(&store, client, &sensitive, member).await;
        reported(&store, client, &sensitive, other).await;
        let last = reported(&store, client, &sensitive, member).await;

        let own = issue::own(&store, &reader(member, Role::Member), None, 25).await.unwrap();

        assert_eq!(own.issues.iter().map(|i| i.id).collect::<Vec<_>>(), [last, first]);
    }

    async fn the_size_is_frozen_from_the_contracts_of_the_year_before(store) {
        let client = make::client(&store, "Halles du Quai").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO member (reference) VALUES ('M-1')").execute(conn).await.map(drop)).unwrap();
        for (reference, start) in [("A", "2024-01-10"), ("B", "2025-06-01"), ("C", "2025-07-01"), ("D", "2026-02-01")] {
            on!(&mut tx, |conn| sqlx::query(
                "INSERT INTO contract (reference, client_id, member_id, profession_text, start_on, end_on, wage_unit, units,
                    wage_cents, price_cents, state, debt_state, counted, sector, region, size_band, line_hash, imported_at)
                 VALUES ($1, $2, (SELECT MIN(id) FROM member), 'Technicien son', $3, $3, 'day', 100, 16500, 25000, 'paid',
                    'paid', TRUE, 'events', 'brussels', '1', '', $4)"
            )
            .bind(reference)
            .bind(client.0)
            .bind(make::day(start))
            .bind(make::now())
            .execute(conn)
            .await
            .map(drop))
            .unwrap();
        }
        tx.commit().await.unwrap();

        let basis = issue::basis(&store, client, make::day("2026-01-15")).await.unwrap().unwrap();

        assert_eq!(basis.dimensions.size, SizeBand::Few, "two contracts began within the year before");
    }

    async fn lists_find_their_rows_without_reading_a_whole_table(store) {
        for (name, sql) in issue::TEXTS.iter().chain(store::home::TEXTS) {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }

    async fn the_counts_equal_a_plain_recount_after_any_history(store) {
        let people = [
            make::person(&store, "membre", Role::Member).await,
            make::person(&store, "conseil", Role::Counsellor).await,
            make::person(&store, "conseil2", Role::Counsellor).await,
        ];
        let clients = [make::client(&store, "Halles du Quai").await, make::client(&store, "Rapid Courses").await];
        let categories = [
            category(&store, Filter::Ethics, Sensitivity::Ordinary).await,
            category(&store, Filter::Payment, Sensitivity::Ordinary).await,
            category(&store, Filter::Ethics, Sensitivity::NamedHandlers).await,
        ];
        // (report or step, who, what, when): any history, lawful or not; the rules sort it out.
        let histories = prop::collection::vec((0u8..18, 0usize..3, 0usize..64, 0i64..90), 60);
        let mut runner = TestRunner::deterministic();
        let mut issues: Vec<IssueId> = Vec::new();
        let mut cases: Vec<CaseId> = Vec::new();
        for _ in 0..3 {
            let history = histories.new_tree(&mut runner).unwrap().current();
            for (kind, person, what, days) in history {
                let now = make::now() + TimeDelta::days(days);
                if kind < 3 || issues.is_empty() {
                    let (client, category) = (clients[what % 2], &categories[what / 2 % 2]);
                    if let Reported::First(id) = send(&store, client, category, people[person], "", now).await {
                        issues.push(id);
                    }
                } else {
                    let id = issues[what % issues.len()];
                    let sheet = issue::sheet(&store, id).await.unwrap().unwrap();
                    let by = people[person];
                    match kind {
                        11..=13 => {
                            let change = if kind == 13 { Step::Classify } else { Step::Correct };
                            change_text(&store, &sheet, change, &categories[what / 2 % 3], by, now).await;
                        }
                        14 => add_file(&store, &sheet, by, now).await,
                        15 => cases.extend(group(&store, &issues, what, by, now).await),
                        16 if !cases.is_empty() => {
                            let case = cases[what % cases.len()];
                            decide_case(&store, case, Step::ALL[what % Step::ALL.len()], by, now).await;
                        }
                        _ => {
                            let wanted = Step::ALL[usize::from(kind) % Step::ALL.len()];
                            step(&store, id, wanted, by, sheet.revision, now).await.unwrap();
                        }
                    }
                }
            }
            assert_eq!(trend::verify(&store).await.unwrap(), []);
            for client in clients {
                assert_eq!(card(&store, client).await, recount_card(&store, client).await);
            }
            recount_outcomes(&store).await;
            for id in &issues {
                let sheet = issue::sheet(&store, *id).await.unwrap().unwrap();
                assert_eq!(life::replay(sheet.reporter, &sheet.events), Ok(sheet.summary.state), "{id}");
                assert_eq!(sheet.confirmed_by.is_some(), matches!(sheet.summary.state, IssueState::Confirmed | IssueState::Resolved));
                assert_ne!(sheet.confirmed_by, sheet.reporter, "{id}");
            }
        }
    }
}

/// Puts it into another category, with other words.
async fn change_text(
    store: &Store,
    sheet: &IssueSheet,
    step: Step,
    category: &Category,
    by: PersonId,
    now: DateTime<Utc>,
) {
    let mut content = sheet.content();
    content.category = category.id;
    content.facts = format!("{} (corrigé)", content.facts);
    let wanted = Correction {
        issue: sheet.summary.id,
        step,
        content: &content,
        category,
        reason: "mieux ainsi",
        revision: sheet.revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    if let Decided::Done(_) = issue::correct(&mut tx, &wanted).await.unwrap() {
        tx.commit().await.unwrap();
    }
}

async fn add_file(store: &Store, sheet: &IssueSheet, by: PersonId, now: DateTime<Utc>) {
    let files = [domain::file::check("a.txt", b"une heure".to_vec()).unwrap()];
    let wanted = Evidence {
        issue: sheet.summary.id,
        files: &files,
        revision: sheet.revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    if let Decided::Done(_) = issue::add_evidence(&mut tx, &wanted).await.unwrap() {
        tx.commit().await.unwrap();
    }
}

/// Opens a case with some issues, if they belong together.
async fn group(
    store: &Store,
    issues: &[IssueId],
    what: usize,
    by: PersonId,
    now: DateTime<Utc>,
) -> Option<CaseId> {
    let some: Vec<IssueId> = issues
        .iter()
        .copied()
        .skip(what % issues.len())
        .step_by(2)
        .take(3)
        .collect();
    let new = NewCase {
        title: "Mêmes faits",
        issues: &some,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    match case::open(&mut tx, &new).await.unwrap() {
        Grouped::Done(id) => {
            tx.commit().await.unwrap();
            Some(id)
        }
        _ => None,
    }
}

async fn decide_case(store: &Store, id: CaseId, step: Step, by: PersonId, now: DateTime<Utc>) {
    let revision = case::sheet(store, id).await.unwrap().unwrap().revision;
    let wanted = CaseDecision {
        case: id,
        step,
        reason: "décidé ensemble",
        revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    if let CaseDecided::Done(_) = case::decide(&mut tx, &wanted).await.unwrap() {
        tx.commit().await.unwrap();
    }
}

async fn recount_card(store: &Store, client: ClientId) -> (i64, i64, i64) {
    let states: Vec<String> = read!(store, |pool| sqlx::query_scalar(
        "SELECT state FROM issue WHERE client_id = $1 AND sensitivity <> 'named_handlers'"
    )
    .bind(client.0)
    .fetch_all(pool)
    .await)
    .unwrap();
    let of = |wanted: &[&str]| states.iter().filter(|s| wanted.contains(&s.as_str())).count() as i64;
    (
        of(&["reported", "under_review"]),
        of(&["confirmed"]),
        of(&["resolved"]),
    )
}

/// Outcomes by month and filter, counted from the rows without the functions that counted them when written.
async fn recount_outcomes(store: &Store) {
    let rows: Vec<(i64, String, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT reported_month, filter, state FROM issue"
    )
    .fetch_all(pool)
    .await)
    .unwrap();
    let (first, last) = (Month::new(2026, 1).unwrap(), Month::new(2026, 12).unwrap());
    for (measure, states) in [
        (
            Measure::IssuesReported,
            &[
                "reported",
                "under_review",
                "confirmed",
                "dismissed",
                "resolved",
                "withdrawn",
            ][..],
        ),
        (Measure::IssuesConfirmed, &["confirmed", "resolved"][..]),
        (Measure::IssuesDismissed, &["dismissed"][..]),
        (Measure::IssuesWithdrawn, &["withdrawn"][..]),
    ] {
        let mut plain = std::collections::BTreeMap::new();
        for (month, filter, _) in rows
            .iter()
            .filter(|(_, _, state)| states.contains(&state.as_str()))
        {
            *plain.entry((*month, filter.clone())).or_insert(0) += 1;
        }
        let kept: std::collections::BTreeMap<(i64, String), i64> =
            trend::counts(store, measure, Split::Filter, first, last)
                .await
                .unwrap()
                .into_iter()
                .map(|c| ((c.month.number(), c.cell), c.count))
                .collect();
        assert_eq!(kept, plain, "{measure}");
    }
}
