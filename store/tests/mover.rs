//! What moved against its own past on both databases: looked at once a month, told once, dismissed by one.

use crate::stance::staff;
use crate::support::{make, plan};
use chrono::NaiveDate;
use domain::trend::movers::{MoverMeasure, Subject};
use domain::{ClientId, Month, Person, Role};
use store::{Store, StoreError, message, mover, on, read};

/// On this day August is the last mature month.
const TODAY: &str = "2026-11-20";

fn today() -> NaiveDate {
    make::day(TODAY)
}

fn august() -> Month {
    Month::new(2026, 8).unwrap()
}

fn now() -> chrono::DateTime<chrono::Utc> {
    make::instant("2026-11-20T08:00:00Z")
}

/// So many invoices due, late, contracts and issues of a client in a month.
async fn month(store: &Store, client: ClientId, month: Month, counts: [i64; 4]) {
    let [due, late, contracts, issues] = counts;
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO client_month (client_id, month, sector, region, size_band, due, paid_late, unpaid, contracts, issues)
         VALUES ($1, $2, 'events', 'brussels', '1', $3, $4, 0, $5, $6)"
    )
    .bind(client.0)
    .bind(month.number())
    .bind(due)
    .bind(late)
    .bind(contracts)
    .bind(issues)
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
}

/// A past of 24 months with one of ten late, and three months as they came.
async fn history(store: &Store, name: &str, watched: [i64; 4]) -> ClientId {
    let client = make::client(store, name).await;
    let first = august().plus(-26);
    for past in first.through(august().plus(-3)) {
        month(store, client, past, [10, 1, 10, 0]).await;
    }
    for watch in august().plus(-2).through(august()) {
        month(store, client, watch, watched).await;
    }
    client
}

async fn people(store: &Store) -> [Person; 2] {
    [
        staff(
            make::person(store, "conseil", Role::Counsellor).await,
            Role::Counsellor,
        ),
        staff(
            make::person(store, "direction", Role::Manager).await,
            Role::Manager,
        ),
    ]
}

async fn subscribe(store: &Store, person: &Person) {
    let mut tx = store.write().await.unwrap();
    mover::set_subscription(&mut tx, person.id, true, now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn a_client_that_leaves_its_own_past_is_found_once_whatever_number_of_servers_looks(store) {
        let moved = history(&store, "Rapid Courses", [8, 6, 8, 0]).await;
        history(&store, "Halles du Quai", [8, 1, 8, 0]).await;
        let [counsellor, manager] = people(&store).await;
        subscribe(&store, &counsellor).await;
        subscribe(&store, &counsellor).await;
        assert_eq!(mover::due(&store, today()).await.unwrap(), Some(august()));

        let second = store.clone();
        let (a, b) = tokio::join!(mover::run(&store, august(), now()), mover::run(&second, august(), now()));
        let ran: Vec<_> = [a.unwrap(), b.unwrap()].into_iter().flatten().collect();

        assert_eq!(ran.len(), 1, "one of them did it");
        assert_eq!(mover::due(&store, today()).await.unwrap(), None);
        let trend = mover::latest(&store, MoverMeasure::Late, manager.id).await.unwrap();
        let found: Vec<_> = trend.movers.iter().filter(|m| m.found.key.subject == Subject::Client(moved)).collect();
        assert_eq!((trend.month, found.len()), (Some(august()), 1));
        assert_eq!((found[0].name.as_str(), found[0].found.up, found[0].found.now.hits), ("Rapid Courses", true, 18));
        assert_eq!(found[0].found.key.measure, MoverMeasure::Late);
        assert!(trend.movers.iter().all(|m| m.name != "Halles du Quai"));
        let told = message::newest(&store, counsellor.id, 9).await.unwrap();
        assert_eq!(told.len(), 1, "one message a month");
        assert_eq!(message::newest(&store, manager.id, 9).await.unwrap(), [], "who did not ask is not told");
    }

    async fn each_measure_counts_those_tested_and_moved_of_its_own(store) {
        let client = history(&store, "Rapid Courses", [8, 6, 8, 0]).await;
        // With contracts and without an invoice due: held against issues alone.
        history(&store, "Halles du Quai", [0, 0, 8, 0]).await;
        let [counsellor, manager] = people(&store).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO person_client (person_id, client_id, relation) VALUES ($1, $2, 'own')")
            .bind(counsellor.id.0).bind(client.0).execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();
        let ran = mover::run(&store, august(), now()).await.unwrap().unwrap();

        let late = mover::latest(&store, MoverMeasure::Late, manager.id).await.unwrap();
        let issues = mover::latest(&store, MoverMeasure::Issues, manager.id).await.unwrap();
        assert_eq!((late.tested, late.tested + issues.tested), (ran.tested_late, ran.tested));
        assert_eq!(issues.tested, late.tested + 1);
        assert_eq!((late.moved, issues.moved), (late.movers.len() as i64, 0));
        let kept_out = mover::latest(&store, MoverMeasure::Late, counsellor.id).await.unwrap();
        assert_eq!((kept_out.tested, kept_out.moved), (late.tested, late.moved - 1));
    }

    async fn what_spoke_keeps_silent_for_three_months_and_stays_in_the_chart(store) {
        let client = history(&store, "Rapid Courses", [8, 6, 8, 0]).await;
        let [counsellor, _] = people(&store).await;
        mover::run(&store, august(), now()).await.unwrap().unwrap();
        let waiting = async || mover::count_open(&store, &counsellor, 100).await.unwrap();
        let spoke = waiting().await;
        assert!(spoke > 0);

        month(&store, client, august().plus(1), [8, 6, 8, 0]).await;
        let again = mover::run(&store, august().plus(1), now()).await.unwrap().unwrap();

        assert!(again.moved > 0, "it still moves");
        assert_eq!((again.alerts, waiting().await), (0, spoke), "and says nothing new");
        let trend = mover::latest(&store, MoverMeasure::Late, counsellor.id).await.unwrap();
        assert!(!trend.movers.is_empty() && trend.movers.iter().all(|m| m.found.silent));
    }

    async fn an_alert_is_dismissed_by_one_for_all_with_who_when_and_why(store) {
        history(&store, "Rapid Courses", [8, 6, 8, 0]).await;
        let [counsellor, manager] = people(&store).await;
        mover::run(&store, august(), now()).await.unwrap().unwrap();
        let alerts = mover::open(&store, &counsellor, 100).await.unwrap();
        let alert = alerts.iter().find(|a| a.client().is_some()).unwrap();
        let mut tx = store.write().await.unwrap();
        mover::dismiss(&mut tx, alert.id, alert.revision, &counsellor, " Une reprise de dette. ", now()).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        let late = mover::dismiss(&mut tx, alert.id, alert.revision, &manager, "", now()).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        drop(tx);
        assert!(mover::open(&store, &manager, 100).await.unwrap().iter().all(|a| a.id != alert.id));
        let dismissed = mover::dismissed(&store, &manager, 9).await.unwrap();
        let (by, at, why) = dismissed[0].dismissed.clone().unwrap();
        assert_eq!((by.as_str(), at, why.as_str()), ("conseil", now(), "Une reprise de dette."));
    }

    async fn who_is_kept_out_of_a_client_has_no_alert_of_it(store) {
        let client = history(&store, "Rapid Courses", [8, 6, 8, 0]).await;
        let [counsellor, manager] = people(&store).await;
        subscribe(&store, &counsellor).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO person_client (person_id, client_id, relation) VALUES ($1, $2, 'own')")
            .bind(counsellor.id.0).bind(client.0).execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();
        mover::run(&store, august(), now()).await.unwrap().unwrap();

        let of_client = |alerts: Vec<mover::Alert>| alerts.iter().any(|a| a.client() == Some(client));
        assert!(of_client(mover::open(&store, &manager, 100).await.unwrap()));
        let own = mover::open(&store, &counsellor, 100).await.unwrap();
        assert_eq!(mover::count_open(&store, &counsellor, 100).await.unwrap(), own.len() as i64);
        assert!(!of_client(own));
        let alert = mover::open(&store, &manager, 100).await.unwrap().into_iter().find(|a| a.client() == Some(client)).unwrap();
        let mut tx = store.write().await.unwrap();
        let refused = mover::dismiss(&mut tx, alert.id, alert.revision, &counsellor, "", now()).await;
        assert!(matches!(refused, Err(StoreError::Conflict)));
    }

    async fn noise_alone_moves_nobody_and_a_subscription_can_end(store) {
        for n in 0..6 {
            history(&store, &format!("Client {n}"), [5, i64::from(n % 2 == 0), 5, 0]).await;
        }
        let [counsellor, _] = people(&store).await;
        subscribe(&store, &counsellor).await;
        let ran = mover::run(&store, august(), now()).await.unwrap().unwrap();
        assert!(ran.tested >= 12, "{ran:?}");
        assert_eq!((ran.moved, ran.alerts), (0, 0));
        assert_eq!(message::newest(&store, counsellor.id, 9).await.unwrap(), []);
        assert!(mover::is_subscribed(&store, counsellor.id).await.unwrap());
        let mut tx = store.write().await.unwrap();
        mover::set_subscription(&mut tx, counsellor.id, false, now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!mover::is_subscribed(&store, counsellor.id).await.unwrap());
        let entries: i64 = read!(&store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE action = 'edit_person'").fetch_one(pool).await).unwrap();
        assert_eq!(entries, 2);
    }

    async fn alerts_read_no_large_table(store) {
        for (name, sql) in mover::TEXTS {
            println!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
