//! Figures about our own conduct on both databases: choices, endings, relapses, low pay, and what is kept from whom.

use crate::stance::{approve, cast, hear, in_force, proposal, put, sheet};
use crate::support::{make, plan};
use chrono::{DateTime, TimeDelta, Utc};
use domain::category::Category;
use domain::issue::life::Step as IssueStep;
use domain::issue::{Cause, Dimensions, Report, Severity, Source};
use domain::stance::life::{self, Outcome};
use domain::stance::opinion::Advice;
use domain::stance::{Scope, StanceKind};
use domain::trend::{Measure, Split};
use domain::{ClientId, FunderId, IssueId, Month, PersonId, Role};
use store::issue::{self, Decision, Reported, Reporting};
use store::stance::Seen;
use store::trend::{Delta, Wanted};
use store::{Store, on, policy, queues, read, stance, trend};

async fn category(store: &Store, code: &str) -> Category {
    let catalogue = store::reference::catalogue(store).await.unwrap();
    catalogue.category_by_code(code).unwrap().clone()
}

/// A report of a category, for facts of a day.
async fn report(
    store: &Store,
    client: ClientId,
    code: &str,
    funder: Option<i64>,
    by: PersonId,
    at: DateTime<Utc>,
) -> IssueId {
    let category = category(store, code).await;
    let report = Report {
        client,
        category: category.id,
        severity: Severity::Moderate,
        cause: Cause::Unknown,
        funder: funder.map(FunderId),
        article: None,
        facts: "Des faits.".to_owned(),
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
        category: &category,
        dimensions: Dimensions {
            sector: domain::client::sector::SectorGroup::Events,
            region: domain::client::region::Region::Brussels,
            size: domain::contract::SizeBand::One,
        },
        by: Some(by),
        source: Source::Member,
        pseudonym: "p",
        key: "",
        now: at,
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    tx.commit().await.unwrap();
    id
}

async fn decide(store: &Store, id: IssueId, step: IssueStep, by: PersonId, at: DateTime<Utc>) {
    let revision = issue::sheet(store, id).await.unwrap().unwrap().revision;
    let wanted = Decision {
        issue: id,
        step,
        reason: "vérifié",
        revision,
        by,
        key: "",
        now: at,
    };
    let mut tx = store.write().await.unwrap();
    assert!(matches!(
        issue::decide(&mut tx, &wanted).await.unwrap(),
        issue::Decided::Done(_)
    ));
    tx.commit().await.unwrap();
}

/// Cells with their counts, whatever the month.
async fn cells(store: &Store, measure: Measure, split: Split) -> Vec<(String, i64)> {
    let ever = trend::since_ever(store, measure, split, Month::new(2030, 1).unwrap())
        .await
        .unwrap();
    let mut sums = std::collections::BTreeMap::new();
    for count in ever {
        *sums.entry(count.cell).or_insert(0) += count.count;
    }
    sums.into_iter().filter(|(_, n)| *n != 0).collect()
}

fn cell(name: &str, n: i64) -> (String, i64) {
    (name.to_owned(), n)
}

pub async fn lift(
    store: &Store,
    id: domain::StanceId,
    by: &domain::Person,
    outcome: Outcome,
    at: DateTime<Utc>,
) {
    let revision = sheet(store, id).await.revision;
    let mut tx = store.write().await.unwrap();
    stance::step(&mut tx, id, Seen::Revision(revision), "réglé", at, |s| {
        life::lift(s, by, outcome, "réglé")
    })
    .await
    .unwrap()
    .unwrap();
    tx.commit().await.unwrap();
}

async fn plain(store: &Store, sql: &'static str) -> i64 {
    read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}

both_engines! {
    async fn a_choice_is_counted_beside_what_people_saw_and_a_client_by_its_newest_one(store) {
        let c = cast(&store).await;
        let mut first = proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground);
        first.recommended = Some(Advice::Restrictive);
        first.departs_because = "Il paie déjà mieux.".to_owned();
        let id = put(&store, &first, &c.counsellor, make::now()).await;
        assert_eq!(policy::keep_cases(&store).await.unwrap(), 0, "what is not decided is no choice");
        hear(&store, id, &c.counsellor).await;
        approve(&store, id, &c.counsellor).await.unwrap().unwrap();
        assert_eq!(policy::keep_cases(&store).await.unwrap(), 1);
        assert_eq!(cells(&store, Measure::Choices, Split::Choice).await, [cell("restrictive:informative", 1)]);
        assert_eq!(cells(&store, Measure::ClientChoices, Split::SizeChoice).await, [cell("1:restrictive:informative", 1)]);

        let mut second = proposal(c.client, StanceKind::Restrictive, Scope::WholeClient, c.ground);
        second.recommended = Some(Advice::Restrictive);
        let id = put(&store, &second, &c.counsellor, make::now()).await;
        hear(&store, id, &c.counsellor).await;
        approve(&store, id, &c.manager).await.unwrap().unwrap();
        let (a, b) = tokio::join!(policy::keep_cases(&store), policy::keep_cases(&store));
        assert_eq!(a.unwrap() + b.unwrap(), 1, "once, whoever does it");

        assert_eq!(
            cells(&store, Measure::Choices, Split::Choice).await,
            [cell("restrictive:informative", 1), cell("restrictive:restrictive", 1)]
        );
        assert_eq!(cells(&store, Measure::ClientChoices, Split::SizeChoice).await, [cell("1:restrictive:restrictive", 1)]);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn an_ending_is_counted_with_what_became_of_it_and_moves_when_more_is_known(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        lift(&store, id, &c.counsellor, Outcome::Improved, make::now() + TimeDelta::days(10)).await;
        assert_eq!(cells(&store, Measure::StanceEndings, Split::Ending).await, [cell("lifted", 1)]);
        assert_eq!(cells(&store, Measure::StanceEndings, Split::Became).await, [cell("improved", 1)]);
        assert_eq!(cells(&store, Measure::StancesOver, Split::Ending).await, [cell("lifted", 1)]);

        let revision = sheet(&store, id).await.revision;
        let mut tx = store.write().await.unwrap();
        stance::step(&mut tx, id, Seen::Revision(revision), "", make::now() + TimeDelta::days(40), |s| {
            life::record_outcome(s, &c.other, Outcome::Reversed)
        }).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert_eq!(cells(&store, Measure::StanceEndings, Split::Ending).await, [cell("lifted", 1)]);
        assert_eq!(cells(&store, Measure::StanceEndings, Split::Became).await, [cell("reversed", 1)]);
        assert_eq!(cells(&store, Measure::StancesOver, Split::Ending).await, [], "what was wrong has no relapse");
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn the_same_confirmed_again_within_a_year_is_a_relapse_until_it_is_confirmed_no_more(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        let ended = make::now() + TimeDelta::days(10);
        lift(&store, id, &c.counsellor, Outcome::Paid, ended).await;
        let codes: Vec<String> = store::reference::catalogue(&store).await.unwrap().categories.iter().map(|k| k.code.clone()).collect();
        let relapses = async || cells(&store, Measure::StanceRelapses, Split::Ending).await;

        // Another kind of fact, and the same kind from before the end, are none.
        let other = report(&store, c.client, "low_pay", None, c.member, ended + TimeDelta::days(30)).await;
        decide(&store, other, IssueStep::Confirm, c.other.id, ended + TimeDelta::days(31)).await;
        let old = report(&store, c.client, &codes[0], None, c.member, ended - TimeDelta::days(3)).await;
        decide(&store, old, IssueStep::Confirm, c.other.id, ended + TimeDelta::days(31)).await;
        assert_eq!(relapses().await, []);

        let again = report(&store, c.client, &codes[0], None, c.member, ended + TimeDelta::days(60)).await;
        assert_eq!(relapses().await, []);
        decide(&store, again, IssueStep::Confirm, c.other.id, ended + TimeDelta::days(70)).await;
        assert_eq!(relapses().await, [cell("lifted", 1)]);
        decide(&store, again, IssueStep::Resolve, c.other.id, ended + TimeDelta::days(80)).await;
        assert_eq!(relapses().await, [cell("lifted", 1)]);
        decide(&store, again, IssueStep::Reopen, c.other.id, ended + TimeDelta::days(90)).await;
        assert_eq!(relapses().await, []);
        decide(&store, again, IssueStep::Confirm, c.other.id, ended + TimeDelta::days(400)).await;
        assert_eq!(relapses().await, [], "after more than 12 months");
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn a_client_with_low_pay_counts_once_a_funder_by_its_latest_report(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let (one, other) = (make::client(&store, "Halles du Quai").await, make::client(&store, "Rapid Courses").await);
        let funders: Vec<i64> = read!(&store, |pool| sqlx::query_scalar("SELECT id FROM funder ORDER BY id LIMIT 2").fetch_all(pool).await).unwrap();
        let at = |days| make::now() + TimeDelta::days(days);
        let clients = async |split| cells(&store, Measure::LowPayClients, split).await;

        let mut ids = Vec::new();
        for (client, funder, days) in [(one, Some(funders[0]), 0), (one, Some(funders[0]), 40), (one, Some(funders[1]), 0), (other, None, 1)] {
            let id = report(&store, client, "low_pay", funder, member, at(days)).await;
            decide(&store, id, IssueStep::Confirm, by, at(days)).await;
            ids.push(id);
        }
        assert_eq!(clients(Split::All).await, [cell("all", 2)]);
        let mut parts = vec![cell(&funders[0].to_string(), 1), cell(&funders[1].to_string(), 1), cell("none", 1)];
        parts.sort();
        assert_eq!(clients(Split::Funder).await, parts);
        let latest = trend::counts(&store, Measure::LowPayClients, Split::All, Month::new(2026, 2).unwrap(), Month::new(2026, 2).unwrap()).await.unwrap();
        assert_eq!(latest.iter().map(|c| c.count).sum::<i64>(), 1, "the latest report says when a client was there");

        decide(&store, ids[1], IssueStep::Reopen, by, at(50)).await;
        let latest = trend::counts(&store, Measure::LowPayClients, Split::All, Month::new(2026, 1).unwrap(), Month::new(2026, 1).unwrap()).await.unwrap();
        assert_eq!(latest.iter().map(|c| c.count).sum::<i64>(), 2);
        decide(&store, ids[0], IssueStep::Reopen, by, at(50)).await;
        assert_eq!(clients(Split::Funder).await, [cell(&funders[1].to_string(), 1), cell("none", 1)]);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn who_is_kept_out_of_cases_for_named_handlers_reads_figures_without_them(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let pay = report(&store, client, "low_pay", None, member, make::now()).await;
        let harassment = report(&store, client, "harassment", None, member, make::now()).await;
        for id in [pay, harassment] {
            decide(&store, id, IssueStep::Confirm, by, make::now() + TimeDelta::days(3)).await;
        }
        let month = Month::of(make::day("2026-01-15"));
        for split in [Split::All, Split::Filter, Split::Sector, Split::Region, Split::Size] {
            for measure in [Measure::IssuesReported, Measure::IssuesConfirmed] {
                let seen = async |handlers| trend::counts_seen(&store, measure, split, (month, month), handlers).await.unwrap().iter().map(|c| c.count).sum::<i64>();
                assert_eq!((seen(true).await, seen(false).await), (2, 1), "{measure} by {split}");
            }
        }
        let categories = trend::counts_seen(&store, Measure::IssuesReported, Split::Category, (month, month), false).await.unwrap();
        assert_eq!(categories.len(), 1, "not even its category is there");
        let waits = async |handlers| trend::bars_seen(&store, domain::trend::wait::WaitSeries::WaitConfirmed, Wanted::all(Split::Filter, month, month), handlers)
            .await.unwrap().iter().map(|bar| bar.n).sum::<i64>();
        assert_eq!((waits(true).await, waits(false).await), (2, 1));
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn a_database_from_before_is_counted_once(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        lift(&store, id, &c.manager, Outcome::Paid, make::now() + TimeDelta::days(10)).await;
        let pay = report(&store, c.client, "low_pay", None, c.member, make::now()).await;
        let harassment = report(&store, c.client, "harassment", None, c.member, make::now()).await;
        for id in [pay, harassment] {
            decide(&store, id, IssueStep::Confirm, c.other.id, make::now()).await;
        }
        let before = async || (plain(&store, "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM trend_delta").await, plain(&store, "SELECT COUNT(*) FROM low_pay").await);
        let all = before().await;
        let mut tx = store.write().await.unwrap();
        for sql in [
            "DELETE FROM trend_delta WHERE series IN ('stance_endings', 'stances_over', 'stance_relapses', 'low_pay_clients') OR split LIKE 'handlers%'",
            "DELETE FROM trend_bar_delta WHERE split LIKE 'handlers%'",
            "DELETE FROM low_pay",
            "DELETE FROM house WHERE key = 'trend_conduct'",
        ] {
            on!(&mut tx, |conn| sqlx::query(sql).execute(&mut *conn).await).unwrap();
        }
        tx.commit().await.unwrap();
        assert!(!trend::verify(&store).await.unwrap().is_empty());

        store.migrate().await.unwrap();
        store.migrate().await.unwrap();

        assert_eq!(before().await, all);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn the_waits_after_a_reopening_are_counted_once_in_a_database_from_before(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let by = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        for code in ["low_pay", "harassment"] {
            let id = report(&store, client, code, None, member, make::now()).await;
            for (step, days) in [(IssueStep::Dismiss, 3), (IssueStep::Reopen, 4), (IssueStep::Confirm, 9)] {
                decide(&store, id, step, by, make::now() + TimeDelta::days(days)).await;
            }
        }
        let again = async || plain(&store, "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM trend_bar_delta WHERE series = 'again_confirmed' AND value = 5").await;
        let all = again().await;
        assert!(all > 0);
        let mut tx = store.write().await.unwrap();
        for sql in [
            "DELETE FROM trend_bar_delta WHERE series IN ('again_confirmed', 'again_other')",
            "DELETE FROM house WHERE key = 'trend_again'",
        ] {
            on!(&mut tx, |conn| sqlx::query(sql).execute(&mut *conn).await).unwrap();
        }
        tx.commit().await.unwrap();
        assert!(!trend::verify(&store).await.unwrap().is_empty());

        store.migrate().await.unwrap();
        store.migrate().await.unwrap();

        assert_eq!(again().await, all);
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn verifying_names_a_choice_that_was_not_counted(store) {
        let mut tx = store.write().await.unwrap();
        let stray = Delta::new(Measure::Choices, Month::new(2026, 1).unwrap(), Split::Choice, "none:none", 1);
        trend::append(&mut tx, &[stray]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap().len(), 1);
    }

    async fn what_waits_is_told_by_team_with_what_is_overdue_and_the_oldest(store) {
        let c = cast(&store).await;
        let counsellor = c.counsellor.clone();
        report(&store, c.client, "low_pay", None, c.member, make::now() - TimeDelta::days(61)).await;
        report(&store, c.client, "harassment", None, c.member, make::now()).await;
        report(&store, c.client, "late_payment", None, c.member, make::now()).await;
        put(&store, &proposal(c.client, StanceKind::Informative, Scope::WholeClient, c.ground), &c.counsellor, make::now()).await;

        let told = async |person: &domain::Person| {
            let all = queues::waiting(&store, person, make::day("2026-01-15")).await.unwrap();
            all.rows.iter().map(|r| (r.team.code(), r.queue.code(), r.waiting, r.overdue)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(&counsellor).await,
            [
                ("counselling", "triage", 1, Some(1)),
                ("counselling", "to_notify", 1, None),
                ("accounts", "triage", 1, Some(0)),
            ]
        );
        let handler = domain::Person { named_handler: true, ..counsellor.clone() };
        assert_eq!(told(&handler).await[0], ("counselling", "triage", 2, Some(1)));
        let accounts = crate::stance::staff(make::person(&store, "compta", Role::Accounts).await, Role::Accounts);
        assert_eq!(told(&accounts).await, [("accounts", "triage", 1, Some(0))]);
        let oldest = queues::waiting(&store, &counsellor, make::day("2026-01-15")).await.unwrap().rows[0].oldest;
        assert_eq!(oldest, Some(make::day("2025-11-15")));
    }

    async fn queues_and_relapses_read_no_large_table(store) {
        for (name, sql) in queues::TEXTS.iter().chain(stance::relapse::TEXTS) {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
