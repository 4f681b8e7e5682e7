//! What the ledger finds, opens and takes away, once each, on both databases.

use crate::support::ledger::{but, client_of, import, line};
use crate::support::make::{self, day, instant, now};
use crate::support::plan::assert_no_full_scan;
use crate::support::second_server;
use chrono::{DateTime, Utc};
use domain::contract::ContractState;
use domain::detection::Finding;
use domain::issue::content::Content;
use domain::issue::life::replay;
use domain::issue::{IssueSheet, IssueState, Severity};
use domain::person::Role;
use domain::trend::people::DistinctSeries;
use domain::trend::{Measure, Split};
use domain::{ClientId, Month, Wage};
use store::detection::{self, SectorLimits, Settled, Subject};
use store::issue::{Correction, Decided, Decision};
use store::{Store, read, reference, trend};

const TODAY: &str = "2026-01-15";
const CLIENT: u32 = 9_991_001;

fn tell(finding: &Finding) -> String {
    format!("{} {}", finding.kind, finding.figures.contracts)
}

async fn settle(store: &Store, subject: &Subject, now: DateTime<Utc>) -> Settled {
    let catalogue = reference::catalogue(store).await.unwrap();
    let today = domain::clock::day(now);
    let limits = SectorLimits::default();
    let looked = detection::look(store, subject, &limits, &catalogue.pay, today)
        .await
        .unwrap();
    detection::settle(store, subject, &looked, &catalogue, &tell, now)
        .await
        .unwrap()
}

/// Looks at whoever is due on a day, and gives what was opened and withdrawn.
async fn look_on(store: &Store, at: &str) -> (u64, u64) {
    let at = instant(at);
    let mut done = (0, 0);
    for subject in detection::due(store, domain::clock::day(at), 100).await.unwrap() {
        let settled = settle(store, &subject, at).await;
        assert!(!settled.overtaken);
        done = (done.0 + settled.opened, done.1 + settled.withdrawn);
    }
    done
}

/// The same on the day of these tests.
pub async fn look_now(store: &Store) -> (u64, u64) {
    look_on(store, "2026-01-15T09:00:00Z").await
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Found {
    kind: String,
    quarter: i64,
    state: String,
    source: String,
    happened_on: chrono::NaiveDate,
    code: String,
}

async fn found(store: &Store, client: ClientId) -> Vec<Found> {
    read!(store, |pool| sqlx::query_as(
        "SELECT d.kind, d.quarter, i.state, i.source, i.happened_on, c.code
         FROM detected d JOIN issue i ON i.id = d.issue_id JOIN category c ON c.id = i.category_id
         WHERE d.client_id = $1 ORDER BY d.quarter, d.kind"
    )
    .bind(client.0)
    .fetch_all(pool)
    .await)
    .unwrap()
}

async fn detected_in(store: &Store, month: i64) -> i64 {
    let month = Month::from_number(month).unwrap();
    let counts = trend::counts(store, Measure::IssuesDetected, Split::All, month, month)
        .await
        .unwrap();
    counts.iter().map(|count| count.count).sum()
}

async fn open_on_card(store: &Store, client: ClientId) -> (i64, i64) {
    read!(store, |pool| sqlx::query_as(
        "SELECT issues_open, issues_confirmed FROM client_card WHERE client_id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

/// The one issue that the ledger has opened.
async fn the_issue(store: &Store) -> IssueSheet {
    let id: i64 = read!(store, |pool| sqlx::query_scalar("SELECT issue_id FROM detected")
        .fetch_one(pool)
        .await)
    .unwrap();
    store::issue::sheet(store, domain::IssueId(id))
        .await
        .unwrap()
        .unwrap()
}

async fn said(store: &Store) -> Content {
    the_issue(store).await.content()
}

/// Two invoices more than 60 days late in one quarter, by two members, and one paid in time.
async fn two_late(store: &Store) -> ClientId {
    let lines = [
        line("CT-1", CLIENT, "M-1", "2025-08-10", ""),
        line("CT-2", CLIENT, "M-2", "2025-09-01", ""),
        line("CT-3", CLIENT, "M-3", "2025-09-01", "2025-09-01"),
    ];
    import(store, &lines, day(TODAY)).await;
    client_of(store, CLIENT).await
}

both_engines! {
    async fn one_issue_a_client_and_quarter_counts_by_the_month_of_the_fact(store) {
        let client = two_late(&store).await;

        assert_eq!(look_now(&store).await, (1, 0));

        let expected = Found {
            kind: "over_60".into(), quarter: 20_254, state: "reported".into(), source: "ledger".into(),
            happened_on: day("2025-10-10"), code: "non_payment".into(),
        };
        assert_eq!(found(&store, client).await, [expected]);
        assert_eq!(detected_in(&store, 202_510).await, 1);
        assert_eq!(detected_in(&store, 202_601).await, 0);
        assert_eq!(open_on_card(&store, client).await, (1, 0));
        let members: i64 = read!(store, |pool| sqlx::query_scalar(
            "SELECT COUNT(DISTINCT c.member_id) FROM detected_contract d JOIN contract c ON c.id = d.contract_id"
        ).fetch_one(pool).await).unwrap();
        assert_eq!(members, 2);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn looking_again_finds_nothing_new(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        assert_eq!(look_now(&store).await, (0, 0));
        // The same file again, and one more late invoice in the same quarter.
        import(&store, &[line("CT-4", CLIENT, "M-4", "2025-09-05", "")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0));
        assert_eq!(found(&store, client).await.len(), 1);
        let contracts: i64 = read!(store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM detected_contract")
            .fetch_one(pool).await).unwrap();
        assert_eq!(contracts, 3);
    }

    async fn a_corrected_fact_takes_its_issue_and_its_count_away(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        let paid = [
            line("CT-1", CLIENT, "M-1", "2025-08-10", "2025-08-20"),
            but(line("CT-2", CLIENT, "M-2", "2025-09-01", ""), |l| l.state = ContractState::Disputed),
        ];
        import(&store, &paid, day(TODAY)).await;

        assert_eq!(look_now(&store).await, (0, 1));

        assert_eq!(found(&store, client).await[0].state, "withdrawn");
        assert_eq!(detected_in(&store, 202_510).await, 0);
        assert_eq!(open_on_card(&store, client).await, (0, 0));
        let event: (String, Option<i64>) = read!(store, |pool| sqlx::query_as(
            "SELECT step, by_id FROM issue_event ORDER BY id DESC LIMIT 1"
        ).fetch_one(pool).await).unwrap();
        assert_eq!(event, ("withdraw".to_owned(), None));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        // The dispute ends: the fact stands again, in the same issue.
        import(&store, &[line("CT-2", CLIENT, "M-2", "2025-09-01", "")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (1, 0));
        assert_eq!(found(&store, client).await.len(), 1);
        assert_eq!((open_on_card(&store, client).await, detected_in(&store, 202_510).await), ((1, 0), 1));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_fact_that_stands_again_waits_anew_and_whoever_reads_its_case_is_told(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let id: i64 = read!(store, |pool| sqlx::query_scalar("SELECT id FROM issue WHERE source = 'ledger'").fetch_one(pool).await).unwrap();
        let case = crate::case::opened(&store, &[domain::IssueId(id)], by).await;
        let seen = async || store::case::sheet(&store, case).await.unwrap().unwrap();
        let before = seen().await.revision;
        let paid = [
            line("CT-1", CLIENT, "M-1", "2025-08-10", "2025-08-20"),
            line("CT-2", CLIENT, "M-2", "2025-09-01", "2025-09-03"),
        ];
        import(&store, &paid, day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 1));
        let gone = seen().await;
        assert!(gone.revision > before, "the case was read with another issue in it");
        assert_eq!(gone.summary.undecided, 0);

        import(&store, &[line("CT-2", CLIENT, "M-2", "2025-09-01", "")], day(TODAY)).await;
        let later = "2026-02-20T09:00:00Z";
        assert_eq!(look_on(&store, later).await, (1, 0));

        let back = seen().await;
        assert!(back.revision > gone.revision);
        assert_eq!(back.summary.undecided, 1);
        let sheet = store::issue::sheet(&store, domain::IssueId(id)).await.unwrap().unwrap();
        assert_eq!(sheet.spell_at, instant(later), "it waits from the day on which it is there again");
        assert_eq!(found(&store, client).await.len(), 1);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn what_a_person_dismissed_stays_dismissed(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let (id, revision): (i64, i64) = read!(store, |pool| sqlx::query_as(
            "SELECT id, revision FROM issue WHERE source = 'ledger'"
        ).fetch_one(pool).await).unwrap();
        let mut tx = store.write().await.unwrap();
        let dismiss = Decision {
            issue: domain::IssueId(id), step: domain::issue::life::Step::Dismiss, reason: "agreed by mail", revision, by,
            key: "", now: now(),
        };
        assert!(matches!(store::issue::decide(&mut tx, &dismiss).await.unwrap(), Decided::Done(_)));
        tx.commit().await.unwrap();

        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-08-10", "2025-08-20")], day(TODAY)).await;
        look_now(&store).await;
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-08-10", "")], day(TODAY)).await;
        look_now(&store).await;

        assert_eq!(found(&store, client).await[0].state, "dismissed");
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_confirmed_issue_goes_too_when_its_fact_is_corrected(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let (id, revision): (i64, i64) = read!(store, |pool| sqlx::query_as(
            "SELECT id, revision FROM issue WHERE source = 'ledger'"
        ).fetch_one(pool).await).unwrap();
        let mut tx = store.write().await.unwrap();
        let confirm = Decision {
            issue: domain::IssueId(id), step: domain::issue::life::Step::Confirm, reason: "", revision, by, key: "", now: now(),
        };
        assert!(matches!(store::issue::decide(&mut tx, &confirm).await.unwrap(), Decided::Done(_)));
        tx.commit().await.unwrap();
        assert_eq!(open_on_card(&store, client).await, (0, 1));
        let paid = [
            line("CT-1", CLIENT, "M-1", "2025-08-10", "2025-08-20"),
            line("CT-2", CLIENT, "M-2", "2025-09-01", "2025-09-03"),
        ];
        import(&store, &paid, day(TODAY)).await;

        assert_eq!(look_now(&store).await, (0, 1));

        assert_eq!(open_on_card(&store, client).await, (0, 0));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn members_concerned_are_counted_when_their_issue_is_forgotten(store) {
        let client = two_late(&store).await;
        look_now(&store).await;
        let id: i64 = read!(store, |pool| sqlx::query_scalar("SELECT id FROM issue WHERE source = 'ledger'").fetch_one(pool).await).unwrap();
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let member = make::person(&store, "membre", Role::Member).await;
        crate::retention::decide(&store, domain::IssueId(id), domain::issue::life::Step::Dismiss, by, now()).await;
        // The newest number is never given up.
        crate::retention::report(&store, client, member, "2026-01-02", now()).await;
        let october = Month::new(2025, 10).unwrap();
        let concerned = async |at: &str| {
            assert!(trend::distinct::count(&store, "one", instant(at)).await.unwrap());
            let counts = trend::distinct::read(&store, october, october).await.unwrap();
            let found = counts.iter().find(|count| count.series == DistinctSeries::Concerned);
            found.map(|count| count.n)
        };
        assert_eq!(concerned("2026-01-15T09:00:00Z").await, Some(2));

        crate::retention::purge(&store, instant("2029-03-01T09:00:00Z")).await;

        assert_eq!(found(&store, client).await, []);
        assert_eq!(concerned("2029-03-01T09:00:00Z").await, Some(2));
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn time_alone_opens_an_issue_on_the_61st_day(store) {
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-12-01", "")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0));
        assert_eq!(detection::due(&store, day("2026-01-30"), 10).await.unwrap(), []);
        assert_eq!(look_on(&store, "2026-01-31T09:00:00Z").await, (1, 0));
        assert_eq!(said(&store).await.severity, Severity::Moderate);
        // Half a year past due it is serious.
        assert_eq!(detection::due(&store, day("2026-05-30"), 10).await.unwrap(), []);
        assert_eq!(look_on(&store, "2026-05-31T09:00:00Z").await, (0, 0));
        let now = said(&store).await;
        assert_eq!((now.severity, now.days_late), (Severity::Serious, Some(181)));
        // Nothing is to come: the client is looked at when its facts change.
        assert_eq!(detection::due(&store, day("2030-01-01"), 10).await.unwrap(), []);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn an_undecided_issue_says_what_the_ledger_says_today_and_keeps_what_it_said(store) {
        two_late(&store).await;
        look_now(&store).await;
        let before = said(&store).await;
        assert_eq!((before.severity, before.unpaid), (Severity::Moderate, Some(domain::Money(80_000))));

        import(&store, &[line("CT-4", CLIENT, "M-4", "2025-09-05", "")], day(TODAY)).await;
        look_now(&store).await;
        let now = said(&store).await;
        assert_eq!((now.severity, now.unpaid), (Severity::Serious, Some(domain::Money(120_000))));
        assert_eq!(now.facts, "over_60 3");
        let sheet = the_issue(&store).await;
        let last = sheet.events.last().unwrap();
        assert_eq!((last.step.code(), last.by, last.details.former.as_ref()), ("correct", None, Some(&before)));
        assert_eq!(replay(None, &sheet.events), Ok(IssueState::Reported));

        // All are paid, too late: another category, and the count of the month goes with it.
        let paid = [
            line("CT-1", CLIENT, "M-1", "2025-08-10", "2026-01-10"),
            line("CT-2", CLIENT, "M-2", "2025-09-01", "2026-01-10"),
            line("CT-4", CLIENT, "M-4", "2025-09-05", "2026-01-10"),
        ];
        import(&store, &paid, day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0));
        let categories = store::issue::categories(&store).await.unwrap();
        let late = categories.iter().find(|category| category.code == "late_payment").unwrap();
        let now = said(&store).await;
        assert_eq!((now.category, now.unpaid), (late.id, None));
        assert_eq!(detected_in(&store, 202_510).await, 1);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn what_a_person_classified_or_decided_stays_theirs(store) {
        two_late(&store).await;
        look_now(&store).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let sheet = the_issue(&store).await;
        let categories = store::issue::categories(&store).await.unwrap();
        let content = Content { severity: Severity::Minor, ..sheet.content() };
        let category = categories.iter().find(|category| category.id == content.category).unwrap();
        let classify = Correction {
            issue: sheet.summary.id, step: domain::issue::life::Step::Classify, content: &content, category, reason: "convenu", revision: sheet.revision,
            by, key: "", now: now(),
        };
        let mut tx = store.write().await.unwrap();
        assert!(matches!(store::issue::correct(&mut tx, &classify).await.unwrap(), Decided::Done(_)));
        tx.commit().await.unwrap();
        import(&store, &[line("CT-4", CLIENT, "M-4", "2025-09-05", "")], day(TODAY)).await;
        look_now(&store).await;
        let now_said = said(&store).await;
        assert_eq!((now_said.severity, now_said.facts.as_str()), (Severity::Minor, "over_60 3"));

        let sheet = the_issue(&store).await;
        let confirm = Decision {
            issue: sheet.summary.id, step: domain::issue::life::Step::Confirm, reason: "", revision: sheet.revision, by, key: "", now: now(),
        };
        let mut tx = store.write().await.unwrap();
        assert!(matches!(store::issue::decide(&mut tx, &confirm).await.unwrap(), Decided::Done(_)));
        tx.commit().await.unwrap();
        import(&store, &[line("CT-5", CLIENT, "M-5", "2025-09-06", "")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0));

        assert_eq!(said(&store).await, now_said, "it was decided on the facts of its day");
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn wages_under_the_minimum_in_two_contracts_open_one_issue(store) {
        let low = |reference, member| but(
            line(reference, CLIENT, member, "2025-12-01", "2025-12-01"),
            |l| l.wage = Wage(domain::Money(5_000)),
        );
        import(&store, &[low("CT-1", "M-1")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0));
        import(&store, &[low("CT-2", "M-2")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (1, 0));
        let client = client_of(&store, CLIENT).await;
        assert_eq!(found(&store, client).await[0].code, "low_pay");
    }

    async fn a_confirmed_reference_is_held_against_wages_that_were_there_before(store) {
        let fair = |reference, member| line(reference, CLIENT, member, "2025-12-01", "2025-12-01");
        import(&store, &[fair("CT-1", "M-1"), fair("CT-2", "M-2")], day(TODAY)).await;
        assert_eq!(look_now(&store).await, (0, 0), "120 a day lies under a reference that nobody has confirmed");
        assert!(!detection::mark_some(&store, day(TODAY)).await.unwrap());
        let by = make::person(&store, "direction", Role::Manager).await;
        let figures = reference::figures::all(&store).await.unwrap();
        let fair = figures.iter().find(|f| f.content.amount == 12_100).unwrap();
        let mut tx = store.write().await.unwrap();
        reference::figures::confirm(&mut tx, &fair.key, by, now()).await.unwrap();
        tx.commit().await.unwrap();

        while detection::mark_some(&store, day(TODAY)).await.unwrap() {}

        assert_eq!(look_now(&store).await, (1, 0));
    }

    async fn of_two_servers_one_opens_the_issue(store) {
        let client = two_late(&store).await;
        let subject = detection::due(&store, day(TODAY), 10).await.unwrap().remove(0);
        let second = second_server().await;
        let (one, two) = tokio::join!(settle(&store, &subject, now()), settle(&second, &subject, now()));
        assert_eq!(one.opened + two.opened, 1, "{one:?} {two:?}");
        assert!(one.overtaken || two.overtaken);
        assert_eq!(found(&store, client).await.len(), 1);
        assert_eq!(detected_in(&store, 202_510).await, 1);
    }

    async fn a_look_that_an_import_overtakes_writes_nothing(store) {
        let client = two_late(&store).await;
        let subject = detection::due(&store, day(TODAY), 10).await.unwrap().remove(0);
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-08-10", "2025-08-20")], day(TODAY)).await;
        assert!(settle(&store, &subject, now()).await.overtaken);
        assert_eq!(found(&store, client).await, []);
        assert_eq!(look_now(&store).await, (1, 0), "it is looked at again");
    }

    async fn a_sector_has_limits_from_twelve_mature_months_on(store) {
        // Fourteen months in which 2 of 20 invoices are late, and a client of its own that is always late.
        let mut lines = Vec::new();
        for month in 0..14u32 {
            let due = format!("{}-{:02}-10", 2024 + (month + 6) / 12, (month + 6) % 12 + 1);
            for at in 0..20u32 {
                let paid = if at < 2 { day(&due) + chrono::Days::new(30) } else { day(&due) };
                lines.push(line(&format!("CT-{month}-{at}"), 9_991_050 + at % 7, "M-1", &due, &paid.to_string()));
            }
        }
        import(&store, &lines, day(TODAY)).await;
        let limits = detection::limits(&store, day(TODAY)).await.unwrap();
        let sector: String = read!(store, |pool| sqlx::query_scalar("SELECT sector FROM contract LIMIT 1")
            .fetch_one(pool).await).unwrap();
        let sector = sector.parse().unwrap();
        assert!(limits.are_left_by(sector, 8, 10));
        assert!(!limits.are_left_by(sector, 1, 10));
        assert!(!limits.are_left_by(domain::client::sector::SectorGroup::Care, 8, 10), "no limits, no finding");
    }

    async fn no_query_of_detection_walks_through_a_large_table(store) {
        for text in detection::texts() {
            assert_no_full_scan(&store, text).await;
        }
    }
}
