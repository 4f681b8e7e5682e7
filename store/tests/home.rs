//! What waits for whom: counts and lists of the first page agree, and stop where rights do.

use crate::case::{category, opened, report};
use crate::support::make;
use domain::home::Queue;
use domain::{ClientId, Lang, Money, Person, PersonId, Role};
use store::{Store, home, on};

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

async fn proposed(store: &Store, client: ClientId, by: PersonId, kind: &'static str) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO stance (client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, to_lift,
            note_fr, note_nl, proposed_by, proposed_at, sector, region, size_band)
         VALUES ($1, $2, 'heard', '\"whole_client\"', 'client', '[]', 'r', 'go_on', $3, 't', 'fr', 'nl', $4, $5,
            'events', 'brussels', '1')"
    )
    .bind(client.0)
    .bind(kind)
    .bind(make::day("2026-06-01"))
    .bind(by.0)
    .bind(make::now())
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO stance_author (stance_id, person_id) SELECT id, proposed_by FROM stance WHERE client_id = $1
         ON CONFLICT DO NOTHING"
    )
    .bind(client.0)
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

async fn owes(store: &Store, client: ClientId, cents: i64) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "UPDATE client_card SET overdue_cents = $2, open_cents = $2 WHERE client_id = $1"
    )
    .bind(client.0)
    .bind(cents)
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn a_proposal_waits_for_everybody_but_its_proposer(store) {
        let first = make::person(&store, "conseil", Role::Counsellor).await;
        let second = make::person(&store, "conseil2", Role::Counsellor).await;
        let client = make::client(&store, "Rapid Courses").await;
        proposed(&store, client, first, "restrictive").await;
        proposed(&store, client, first, "punitive").await;
        let today = make::day("2026-01-15");

        let own = home::of(&store, &reader(first, Role::Counsellor), today).await.unwrap();
        let other = home::of(&store, &reader(second, Role::Counsellor), today).await.unwrap();

        assert_eq!((own.waiting.in_queue(Queue::ToApprove), own.stances.len()), (0, 0));
        assert_eq!((other.waiting.in_queue(Queue::ToApprove), other.stances.len()), (1, 1), "a punitive one waits for a manager");
    }

    async fn accounts_see_the_largest_debts_first_and_the_whole(store) {
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        for (name, cents) in [("Rapid Courses", 4_120_000), ("Nuit Blanche", 9_600_000), ("Halles du Quai", 0)] {
            let client = make::client(&store, name).await;
            owes(&store, client, cents).await;
        }

        let home = home::of(&store, &reader(accounts, Role::Accounts), make::day("2026-01-15")).await.unwrap();

        let names: Vec<&str> = home.overdue.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Nuit Blanche", "Rapid Courses"]);
        assert_eq!(home.overdue_total, Money(13_720_000));
        assert!(home.waiting.in_queues(&[Queue::ToApprove, Queue::GoAheads]) == 0, "not the work of accounts");
    }

    async fn a_member_is_shown_no_debts_no_stances_and_nothing_to_triage(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Nuit Blanche").await;
        owes(&store, client, 100).await;
        proposed(&store, client, member, "informative").await;

        let home = home::of(&store, &reader(member, Role::Member), make::day("2026-01-15")).await.unwrap();

        assert_eq!(home, domain::home::Home::default());
    }

    async fn open_cases_and_lawful_periods_wait_for_whoever_may_decide_them(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let client = make::client(&store, "Halles du Quai").await;
        let (pay, hidden) = (category(&store, "non_payment").await, category(&store, "undeclared_work").await);
        let unpaid = report(&store, client, &pay, member).await;
        opened(&store, &[unpaid], counsellor).await;
        report(&store, client, &hidden, member).await;
        let count = async |role, today| {
            let home = home::of(&store, &reader(counsellor, role), make::day(today)).await.unwrap();
            (home.waiting.in_queue(Queue::Cases), home.waiting.in_queue(Queue::Promised))
        };

        // Reported on 15 January: acknowledged by the 22nd.
        assert_eq!(count(Role::Counsellor, "2026-01-14").await, (1, 0), "more than a week ahead");
        assert_eq!(count(Role::Counsellor, "2026-01-15").await, (1, 1));
        assert_eq!(count(Role::Manager, "2026-02-15").await, (1, 1), "overdue ones stay");
        assert_eq!(count(Role::Accounts, "2026-02-15").await, (1, 0), "payment matters only");
        assert_eq!(count(Role::Member, "2026-02-15").await, (0, 0));
    }

    async fn the_next_interest_rate_is_asked_for_a_month_before_the_last_one_runs_out(store) {
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        let last = store::reference::catalogue(&store).await.unwrap().interest_rates.iter().map(|r| r.to).max().unwrap();
        let count = async |role, days| {
            let home = home::of(&store, &reader(accounts, role), last - chrono::Days::new(days)).await.unwrap();
            home.waiting.in_queue(Queue::Rates)
        };

        assert_eq!(count(Role::Accounts, 30).await, 0);
        assert_eq!(count(Role::Accounts, 29).await, 1);
        assert_eq!(count(Role::Manager, 0).await, 1);
        assert_eq!(count(Role::Counsellor, 0).await, 0, "not their work");
    }
}
