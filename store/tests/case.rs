//! Cases on both databases: grouped by facts, decided once, each issue by its own rules, every reporter answered.

use crate::support::{make, plan};
use chrono::TimeDelta;
use domain::case::{CaseRefused, CaseState, JoinRefused};
use domain::category::Category;
use domain::contract::SizeBand;
use domain::issue::life::Step;
use domain::issue::{Cause, Dimensions, IssueState, Report, Severity, Source};
use domain::{CaseId, ClientId, IssueId, Lang, Person, PersonId, Role};
use store::case::{self, CaseDecided, CaseDecision, CaseSearch, Grouped, NewCase};
use store::issue::{self, Reported, Reporting};
use store::{Store, StoreError, read, trend};

pub async fn category(store: &Store, code: &str) -> Category {
    let all = issue::categories(store).await.unwrap();
    all.into_iter().find(|c| c.code == code).unwrap()
}

pub async fn report(store: &Store, client: ClientId, category: &Category, by: PersonId) -> IssueId {
    let written = Report {
        client,
        category: category.id,
        severity: Severity::Serious,
        cause: Cause::Unknown,
        funder: None,
        article: None,
        facts: "Course impayée.".to_owned(),
        happened_on: make::day("2026-01-10"),
        contract: None,
        profession: None,
        wage: None,
        hours: None,
        days_late: None,
        unpaid: Some(domain::Money(12_000)),
        again: None,
        may_tell_client: true,
    };
    let pseudonym = format!("p{by}");
    let new = Reporting {
        report: &written,
        category,
        dimensions: Dimensions {
            sector: domain::client::sector::SectorGroup::Transport,
            region: domain::client::region::Region::Brussels,
            size: SizeBand::One,
        },
        by: Some(by),
        source: Source::Member,
        pseudonym: &pseudonym,
        key: "",
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    tx.commit().await.unwrap();
    id
}

async fn open(store: &Store, issues: &[IssueId], by: PersonId, key: &str) -> Grouped {
    let new = NewCase {
        title: "Faillite de la plateforme",
        issues,
        by,
        key,
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    let grouped = case::open(&mut tx, &new).await.unwrap();
    if matches!(grouped, Grouped::Done(_)) {
        tx.commit().await.unwrap();
    }
    grouped
}

pub async fn opened(store: &Store, issues: &[IssueId], by: PersonId) -> CaseId {
    match open(store, issues, by, "").await {
        Grouped::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn decide(
    store: &Store,
    id: CaseId,
    step: Step,
    by: PersonId,
    revision: i64,
    key: &str,
) -> Result<CaseDecided, StoreError> {
    let wanted = CaseDecision {
        case: id,
        step,
        reason: "jugement du 12 janvier",
        revision,
        by,
        key,
        now: make::now() + TimeDelta::days(2),
    };
    let mut tx = store.write().await.unwrap();
    let decided = case::decide(&mut tx, &wanted).await?;
    if matches!(decided, CaseDecided::Done(_)) {
        tx.commit().await.unwrap();
    }
    Ok(decided)
}

/// Confirms all that is open in a case.
pub async fn decided(store: &Store, id: CaseId, by: PersonId) {
    let seen = revision(store, id).await;
    let done = decide(store, id, Step::Confirm, by, seen, "").await.unwrap();
    assert!(matches!(done, CaseDecided::Done(_)), "{done:?}");
}

async fn revision(store: &Store, id: CaseId) -> i64 {
    case::sheet(store, id).await.unwrap().unwrap().revision
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

async fn count(store: &Store, sql: &'static str) -> i64 {
    read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}

both_engines! {
    async fn four_hundred_issues_are_decided_at_once_each_with_its_event_and_answer(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let category = category(&store, "non_payment").await;
        let mut issues = Vec::new();
        for _ in 0..400 {
            issues.push(report(&store, client, &category, member).await);
        }
        let id = opened(&store, &issues, counsellor).await;
        let jobs = count(&store, "SELECT COUNT(*) FROM job WHERE kind = 'issue_outcome'").await;
        let (events, logged) = (count(&store, "SELECT COUNT(*) FROM issue_event").await, count(&store, "SELECT COUNT(*) FROM audit").await);

        let decided = decide(&store, id, Step::Confirm, counsellor, revision(&store, id).await, "").await.unwrap();

        assert_eq!(decided, CaseDecided::Done(400));
        assert_eq!(count(&store, "SELECT COUNT(*) FROM issue_event").await, events + 400);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM audit").await, logged + 401);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM job WHERE kind = 'issue_outcome'").await, jobs + 400);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        let sheet = case::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!((sheet.summary.state, sheet.summary.issues, sheet.summary.undecided), (CaseState::Decided, 400, 0));
        assert_eq!(sheet.states, [(IssueState::Confirmed, 400)]);
        assert_eq!((sheet.unpaid_cents, sheet.reporters), (4_800_000, 1));
        let one = issue::sheet(&store, issues[7]).await.unwrap().unwrap();
        assert_eq!((one.summary.state, one.confirmed_by, one.case), (IssueState::Confirmed, Some(counsellor), Some(id)));
        assert_eq!(one.events.last().unwrap().details.case, Some(id));
        assert_eq!(domain::issue::life::replay(one.reporter, &one.events), Ok(IssueState::Confirmed));
        let card: (i64, i64) = read!(&store, |pool| sqlx::query_as(
            "SELECT issues_open, issues_confirmed FROM client_card WHERE client_id = $1"
        ).bind(client.0).fetch_one(pool).await).unwrap();
        assert_eq!(card, (0, 400));

        decide(&store, id, Step::Resolve, counsellor, revision(&store, id).await, "").await.unwrap();
        decide(&store, id, Step::Reopen, counsellor, revision(&store, id).await, "").await.unwrap();
        assert_eq!(store::message::newest(&store, member, 500).await.unwrap().len(), 400, "each reporter hears of a reopening");
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn who_reported_one_of_the_issues_does_not_decide_the_case(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let other = make::person(&store, "conseil2", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let category = category(&store, "non_payment").await;
        let first = report(&store, client, &category, member).await;
        let own = report(&store, client, &category, counsellor).await;
        let id = opened(&store, &[first, own], counsellor).await;

        let refused = decide(&store, id, Step::Confirm, counsellor, 1, "").await.unwrap();
        assert_eq!(refused, CaseDecided::Refused(CaseRefused::OwnReport(own)));
        assert_eq!(issue::sheet(&store, first).await.unwrap().unwrap().summary.state, IssueState::Reported);

        assert_eq!(decide(&store, id, Step::Confirm, other, 1, "one-click-9").await.unwrap(), CaseDecided::Done(2));
        let again = decide(&store, id, Step::Confirm, other, 1, "one-click-9").await.unwrap();
        assert_eq!(again, CaseDecided::Again(format!("/cases/{id}?done=confirm")));
    }

    async fn a_case_whose_issue_has_changed_since_is_not_decided(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let category = category(&store, "non_payment").await;
        let issues = [report(&store, client, &category, member).await, report(&store, client, &category, member).await];
        let id = opened(&store, &issues, counsellor).await;
        let seen = revision(&store, id).await;
        let sheet = issue::sheet(&store, issues[0]).await.unwrap().unwrap();
        let mut content = sheet.content();
        content.facts = "Course payée depuis.".to_owned();
        let wanted = issue::Correction {
            issue: issues[0], step: Step::Correct, content: &content, category: &category, reason: "", revision: sheet.revision,
            by: member, key: "", now: make::now(),
        };
        let mut tx = store.write().await.unwrap();
        issue::correct(&mut tx, &wanted).await.unwrap();
        tx.commit().await.unwrap();

        let late = decide(&store, id, Step::Confirm, counsellor, seen, "").await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    }

    async fn only_issues_of_one_client_filter_and_circle_join_and_each_is_in_one_case(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let elsewhere = make::client(&store, "Halles du Quai").await;
        let (payment, legal) = (category(&store, "non_payment").await, category(&store, "undeclared_work").await);
        let (pay, harassment) = (category(&store, "low_pay").await, category(&store, "harassment").await);
        let first = report(&store, client, &payment, member).await;
        let id = opened(&store, &[first], counsellor).await;
        for (issue, reason) in [
            (report(&store, elsewhere, &payment, member).await, JoinRefused::OtherClient),
            (report(&store, client, &legal, member).await, JoinRefused::OtherFilter),
            (first, JoinRefused::InACase),
        ] {
            let issues = [issue];
            let new = NewCase { title: "", issues: &issues, by: counsellor, key: "", now: make::now() };
            let mut tx = store.write().await.unwrap();
            assert_eq!(case::add(&mut tx, id, revision(&store, id).await, &new).await.unwrap(), Grouped::Refused(issue, reason));
        }
        let open_ethics = report(&store, client, &pay, member).await;
        let private = report(&store, client, &harassment, member).await;
        assert_eq!(open(&store, &[open_ethics, private], counsellor, "").await, Grouped::Refused(private, JoinRefused::OtherCircle));
        assert_eq!(open(&store, &[IssueId(99_999)], counsellor, "").await, Grouped::Size);

        let mut tx = store.write().await.unwrap();
        case::remove(&mut tx, id, revision(&store, id).await, first, counsellor, "", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(issue::sheet(&store, first).await.unwrap().unwrap().case, None);
        assert_eq!(case::sheet(&store, id).await.unwrap().unwrap().summary.issues, 0);
    }

    async fn a_case_of_named_handlers_is_in_no_list_count_or_suggestion_of_others(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let harassment = category(&store, "harassment").await;
        let private = report(&store, client, &harassment, member).await;
        let loose = report(&store, client, &harassment, member).await;
        let id = opened(&store, &[private], counsellor).await;
        let bounds = case::sheet(&store, id).await.unwrap().unwrap().summary.bounds;
        let days = (make::day("2026-01-10"), make::day("2026-01-10"));

        let mut asks = reader(counsellor, Role::Counsellor);
        for search in [CaseSearch::default(), CaseSearch { all: true, ..CaseSearch::default() }, CaseSearch { client: Some(client), ..CaseSearch::default() }] {
            let page = case::list(&store, &asks, &search).await.unwrap();
            assert_eq!((page.cases.len(), page.found), (0, 0), "{search:?}");
        }
        assert_eq!(case::count_open(&store, &asks, 100).await.unwrap(), 0);
        assert!(case::suggestions(&store, &asks, bounds, None, days, None, 10).await.unwrap().is_empty());
        assert_eq!(case::list(&store, &reader(accounts, Role::Accounts), &CaseSearch::default()).await.unwrap().found, 0);
        asks.named_handler = true;
        assert_eq!(case::list(&store, &asks, &CaseSearch::default()).await.unwrap().found, 1);
        let near = case::suggestions(&store, &asks, bounds, Some(harassment.id), days, Some(private), 10).await.unwrap();
        assert_eq!(near.iter().map(|i| i.id).collect::<Vec<_>>(), [loose]);
    }

    async fn a_new_issue_opens_a_decided_case_again_and_the_same_form_opens_one_case(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Colibrique Livraisons").await;
        let category = category(&store, "non_payment").await;
        let first = report(&store, client, &category, member).await;
        let Grouped::Done(id) = open(&store, &[first], counsellor, "one-click-7").await else { panic!() };
        assert_eq!(open(&store, &[first], counsellor, "one-click-7").await, Grouped::Again(format!("/cases/{id}?done=opened")));
        decide(&store, id, Step::Confirm, counsellor, revision(&store, id).await, "").await.unwrap();
        let late = [report(&store, client, &category, member).await];
        let new = NewCase { title: "", issues: &late, by: counsellor, key: "", now: make::now() };
        let mut tx = store.write().await.unwrap();
        assert_eq!(case::add(&mut tx, id, revision(&store, id).await, &new).await.unwrap(), Grouped::Done(id));
        tx.commit().await.unwrap();
        let sheet = case::sheet(&store, id).await.unwrap().unwrap();
        assert_eq!((sheet.summary.state, sheet.summary.undecided), (CaseState::Open, 1));
        let (page, more) = case::issues(&store, id, None, 1).await.unwrap();
        assert_eq!((page[0].id, more), (first, true));
        assert_eq!(decide(&store, id, Step::Dismiss, counsellor, revision(&store, id).await, "").await.unwrap(), CaseDecided::Done(1));
    }

    async fn cases_are_read_without_walking_a_large_table(store) {
        for (name, sql) in case::TEXTS {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
