//! Trends: exact at once, the same after folding, and equal to their facts.

use crate::support::make;
use domain::category::Filter;
use domain::issue::IssueState;
use domain::stance::StanceKind;
use domain::trend::{Measure, Split};
use domain::{CategoryId, Month};
use sqlx::types::Json;
use store::trend::{self, IssueFacts, IssueTombstone, StanceFacts};
use store::{Store, on};

fn month(number: i64) -> Month {
    Month::from_number(number).unwrap()
}

fn issue(number: i64, filter: Filter) -> IssueFacts {
    IssueFacts {
        month: month(number),
        detected: false,
        filter,
        category: CategoryId(1),
        sector: "performing_arts".to_owned(),
        region: "brussels".to_owned(),
        size: "1".to_owned(),
        funder: None,
        profession: None,
        handlers: false,
    }
}

async fn report(store: &Store, facts: &IssueFacts) {
    let mut tx = store.write().await.unwrap();
    trend::append(&mut tx, &trend::issue_deltas(facts, 1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn by_filter(store: &Store) -> Vec<(i64, String, i64)> {
    let counts = trend::counts(
        store,
        Measure::IssuesReported,
        Split::Filter,
        month(202_601),
        month(202_612),
    )
    .await
    .unwrap();
    counts
        .into_iter()
        .map(|count| (count.month.number(), count.cell, count.count))
        .collect()
}

async fn bury(store: &Store, kind: &str, facts: serde_json::Value) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO tombstone (kind, facts, purged_at) VALUES ($1, $2, $3)"
    )
    .bind(kind)
    .bind(Json(facts))
    .bind(make::now())
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn folded_and_fresh_counts_add_up(store) {
        report(&store, &issue(202_601, Filter::Ethics)).await;
        report(&store, &issue(202_601, Filter::Ethics)).await;
        report(&store, &issue(202_602, Filter::Legal)).await;
        let expected = vec![(202_601, "ethics".to_owned(), 3), (202_602, "legal".to_owned(), 1)];

        assert_eq!(trend::fold(&store, "one", make::now()).await.unwrap(), 27);
        assert_eq!(trend::fresh(&store).await.unwrap(), 0);
        report(&store, &issue(202_601, Filter::Ethics)).await;

        assert_eq!(by_filter(&store).await, expected);
        trend::fold(&store, "one", make::now()).await.unwrap();
        assert_eq!(by_filter(&store).await, expected);
    }

    async fn what_is_taken_back_is_gone(store) {
        report(&store, &issue(202_601, Filter::Ethics)).await;
        trend::fold(&store, "one", make::now()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        trend::append(&mut tx, &trend::issue_deltas(&issue(202_601, Filter::Ethics), -1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(by_filter(&store).await, []);
    }

    async fn every_change_has_a_key_of_its_own(store) {
        let mut keys = vec![trend::revision(&store).await.unwrap()];
        for _ in 0..2 {
            report(&store, &issue(202_601, Filter::Ethics)).await;
            keys.push(trend::revision(&store).await.unwrap());
            report(&store, &issue(202_601, Filter::Ethics)).await;
            keys.push(trend::revision(&store).await.unwrap());
            trend::fold(&store, "one", make::now()).await.unwrap();
            keys.push(trend::revision(&store).await.unwrap());
        }
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    async fn nothing_is_lost_while_folding_beside_writers(store) {
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = store.clone();
            writers.spawn(async move {
                for _ in 0..25 {
                    report(&store, &issue(202_601, Filter::Support)).await;
                }
            });
        }
        for _ in 0..10 {
            trend::fold(&store, "one", make::now()).await.unwrap();
        }
        writers.join_all().await;
        trend::fold(&store, "one", make::now()).await.unwrap();
        assert_eq!(by_filter(&store).await, [(202_601, "support".to_owned(), 100)]);
    }

    async fn tombstones_still_count(store) {
        let facts = issue(202_601, Filter::Legal);
        let mut tx = store.write().await.unwrap();
        trend::append(&mut tx, &trend::issue_deltas(&facts, 1)).await.unwrap();
        trend::append(&mut tx, &trend::outcome_deltas(&facts, IssueState::Resolved, 1)).await.unwrap();
        let stance = StanceFacts {
            stepped_down: None, ending: None,
            kind: StanceKind::Informative, in_force: month(202_601), ended: Some(month(202_603)),
            sector: "other".to_owned(), region: "wallonia".to_owned(), size: "1".to_owned(),
        };
        trend::append(&mut tx, &trend::stance_deltas(&stance, Measure::StancesIn, month(202_601), 1)).await.unwrap();
        tx.commit().await.unwrap();
        bury(&store, "issue", serde_json::to_value(IssueTombstone { facts, state: IssueState::Resolved, waits: Vec::new(), remains: None }).unwrap()).await;
        bury(&store, "stance", serde_json::to_value(&stance).unwrap()).await;

        let differences = trend::verify(&store).await.unwrap();
        assert!(!differences.is_empty() && differences.iter().all(|d| (d.series.as_str(), d.month) == ("stances_out", 202_603)), "{differences:?}");

        let mut tx = store.write().await.unwrap();
        trend::append(&mut tx, &trend::stance_deltas(&stance, Measure::StancesOut, month(202_603), 1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_count_without_a_fact_is_named(store) {
        report(&store, &issue(202_601, Filter::Ethics)).await;
        let differences = trend::verify(&store).await.unwrap();
        assert_eq!(differences.len(), 9);
        assert!(differences.iter().all(|d| d.kept == 1 && d.facts == 0));
    }

    async fn reading_a_chart_reads_no_large_table(store) {
        crate::support::plan::assert_no_full_scan(&store, "SELECT month, cell, total FROM trend_total WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4").await;
    }
}
