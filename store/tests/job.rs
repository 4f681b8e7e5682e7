//! Jobs, leases and idempotency keys.

use crate::support::make;
use chrono::TimeDelta;
use domain::person::Role;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::{Store, job, lease};

async fn put(store: &Store, kind: &str, key: Option<&str>, delay: i64) -> bool {
    let mut tx = store.write().await.unwrap();
    let at = make::now() + TimeDelta::seconds(delay);
    let new = job::enqueue(&mut tx, kind, json!({"n": 1}), key, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    new
}

both_engines! {
    async fn jobs_are_claimed_in_order_and_once(store) {
        put(&store, "second", None, -1).await;
        put(&store, "first", None, -2).await;
        put(&store, "later", None, 60).await;

        let one = job::claim(&store, make::now()).await.unwrap().unwrap();
        let two = job::claim(&store, make::now()).await.unwrap().unwrap();

        assert_eq!((one.kind.as_str(), two.kind.as_str()), ("first", "second"));
        assert_eq!((&one.payload, one.attempts), (&json!({"n": 1}), 1));
        assert_eq!(job::claim(&store, make::now()).await.unwrap(), None);
    }

    async fn a_key_stands_once_until_its_job_is_done(store) {
        assert!(put(&store, "mail", Some("k"), 0).await);
        assert!(!put(&store, "mail", Some("k"), 0).await);
        let claimed = job::claim(&store, make::now()).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        job::finish(&mut tx, claimed.id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(put(&store, "mail", Some("k"), 0).await);
    }

    async fn the_job_of_a_worker_that_has_gone_is_claimed_again(store) {
        put(&store, "mail", None, 0).await;
        job::claim(&store, make::now()).await.unwrap().unwrap();
        let later = make::now() + TimeDelta::minutes(5);
        assert_eq!(job::claim(&store, later).await.unwrap().unwrap().attempts, 2);
    }

    async fn a_failed_job_waits_longer_each_time_and_then_rests(store) {
        put(&store, "mail", None, 0).await;
        let mut now = make::now();
        for attempt in 1..=8u32 {
            let claimed = job::claim(&store, now).await.unwrap().unwrap();
            let mut tx = store.write().await.unwrap();
            job::fail(&mut tx, &claimed, "no answer", now).await.unwrap();
            tx.commit().await.unwrap();
            let wait = TimeDelta::minutes(2i64.pow(attempt - 1));
            assert_eq!(job::claim(&store, now + wait - TimeDelta::seconds(1)).await.unwrap(), None);
            now += wait;
        }
        assert_eq!(job::claim(&store, now + TimeDelta::days(1)).await.unwrap(), None);
        assert_eq!(job::failed(&store).await.unwrap(), 1);
    }

    async fn a_lease_has_one_holder(store) {
        let until = make::now() + TimeDelta::seconds(30);
        let mut tx = store.write().await.unwrap();
        assert!(lease::take(&mut tx, "seal", "one", make::now(), until).await.unwrap());
        assert!(!lease::take(&mut tx, "seal", "two", make::now(), until).await.unwrap());
        assert!(lease::take(&mut tx, "seal", "one", make::now(), until).await.unwrap());
        assert!(lease::take(&mut tx, "seal", "two", until, until + TimeDelta::seconds(30)).await.unwrap());
    }

    async fn the_second_post_gets_the_answer_of_the_first(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let eve = make::person(&store, "eve", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(idempotency::claim(&mut tx, ada, "k", "", make::now()).await.unwrap(), Claim::First);
        idempotency::answer(&mut tx, ada, "k", "/clients/1").await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        let again = idempotency::claim(&mut tx, ada, "k", "", make::now()).await.unwrap();
        let other = idempotency::claim(&mut tx, eve, "k", "", make::now()).await.unwrap();
        assert_eq!((again, other), (Claim::Again("/clients/1".to_owned()), Claim::First));
        assert_eq!(idempotency::answered(&store, ada, "k").await.unwrap().as_deref(), Some("/clients/1"));
        assert_eq!(idempotency::forget(&mut tx, make::now() + TimeDelta::days(1)).await.unwrap(), 2);
    }

    async fn a_dropped_change_gives_its_key_back(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        idempotency::claim(&mut tx, ada, "k", "/x", make::now()).await.unwrap();
        drop(tx);
        let mut tx = store.write().await.unwrap();
        assert_eq!(idempotency::claim(&mut tx, ada, "k", "/x", make::now()).await.unwrap(), Claim::First);
    }

    async fn two_equal_posts_at_once_are_one(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let mut posts = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let store = store.clone();
            posts.spawn(async move {
                let mut tx = store.write().await.unwrap();
                let claim = idempotency::claim(&mut tx, ada, "k", "/x", make::now()).await.unwrap();
                tx.commit().await.unwrap();
                claim == Claim::First
            });
        }
        let first = posts.join_all().await.into_iter().filter(|first| *first).count();
        assert_eq!(first, 1);
    }
}
