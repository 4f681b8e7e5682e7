//! Units of work: durable when answered, without trace when dropped, whatever the neighbours do.

use crate::support::on_sqlite;
use std::time::Duration;
use store::{Pace, Store, StoreError, Tx, house, on, read};

async fn put(tx: &mut Tx, key: &str) {
    house::set(tx, key, "x").await.unwrap();
}

async fn stands(store: &Store, key: &str) -> bool {
    house::get(store, key).await.unwrap().is_some()
}

async fn count(store: &Store) -> i64 {
    read!(store, |pool| sqlx::query_scalar(
        "SELECT COUNT(*) FROM house WHERE key LIKE 'k%'"
    )
    .fetch_one(pool)
    .await)
    .unwrap()
}

both_engines! {
    async fn what_was_committed_is_seen_by_the_next_reader(store) {
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..64 {
            let store = store.clone();
            writers.spawn(async move {
                let key = format!("k{n}");
                let mut tx = store.write().await.unwrap();
                put(&mut tx, &key).await;
                tx.commit().await.unwrap();
                assert!(stands(&store, &key).await, "{key} was answered and is not there");
            });
        }
        for done in writers.join_all().await {
            let () = done;
        }
        assert_eq!(count(&store).await, 64);
    }

    async fn a_dropped_unit_leaves_no_trace_and_harms_no_neighbour(store) {
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..60 {
            let store = store.clone();
            writers.spawn(async move {
                let mut tx = store.write().await.unwrap();
                put(&mut tx, &format!("k{n}")).await;
                if n % 3 == 0 {
                    drop(tx);
                } else {
                    tx.commit().await.unwrap();
                }
            });
        }
        writers.join_all().await;
        assert_eq!(count(&store).await, 40);
        assert!(!stands(&store, "k0").await && stands(&store, "k1").await);
    }

    async fn a_panic_inside_a_unit_is_a_dropped_unit(store) {
        let inside = store.clone();
        let panicked = tokio::spawn(async move {
            let mut tx = inside.write().await.unwrap();
            put(&mut tx, "k1").await;
            panic!("a mistake of the program");
        });
        assert!(panicked.await.is_err());
        let mut tx = store.write().await.unwrap();
        put(&mut tx, "k2").await;
        tx.commit().await.unwrap();
        assert!(!stands(&store, "k1").await && stands(&store, "k2").await);
    }

    async fn a_refused_statement_is_named(store) {
        let mut tx = store.write().await.unwrap();
        let insert = |n: i64| ("INSERT INTO house (key, value) VALUES ('k1', $1)", n.to_string());
        for (sql, value) in [insert(1)] {
            on!(&mut tx, |conn| sqlx::query(sql).bind(value).execute(conn).await.map(drop)).unwrap();
        }
        let (sql, value) = insert(2);
        let twice = on!(&mut tx, |conn| sqlx::query(sql).bind(value).execute(conn).await.map(drop));
        assert!(matches!(StoreError::from(twice.unwrap_err()), StoreError::Duplicate));
    }

    async fn a_long_piece_of_work_is_many_transactions(store) {
        let mut batches = store.write_batch(Pace::Beside);
        for n in 0..20 {
            put(batches.tx().await.unwrap(), &format!("k{n}")).await;
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        let before_the_end = count(&store).await;
        batches.finish().await.unwrap();
        assert!(before_the_end > 0 && before_the_end < 20, "{before_the_end}");
        assert_eq!(count(&store).await, 20);
    }
}

#[test]
fn a_caller_that_goes_away_hangs_nobody() {
    on_sqlite(async |store| {
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..200u64 {
            let store = store.clone();
            writers.spawn(async move {
                let work = async {
                    let mut tx = store.write().await.unwrap();
                    put(&mut tx, &format!("k{n}")).await;
                    tx.commit().await.unwrap();
                };
                // Every second one goes away at a moment of its own: in the queue, between statements, in the commit.
                if n % 2 == 0 {
                    let _ = tokio::time::timeout(Duration::from_micros(40 * n), work).await;
                    false
                } else {
                    work.await;
                    true
                }
            });
        }
        let finished = tokio::time::timeout(Duration::from_secs(20), writers.join_all())
            .await
            .unwrap();
        assert_eq!(finished.iter().filter(|done| **done).count(), 100);
        for n in (1..200).step_by(2) {
            assert!(
                stands(&store, &format!("k{n}")).await,
                "k{n} was answered and is not there"
            );
        }
        // And the next one finds the door open.
        let mut tx = store.write().await.unwrap();
        put(&mut tx, "last").await;
        tx.commit().await.unwrap();
        assert!(stands(&store, "last").await);
    });
}

#[test]
fn a_commit_goes_through_though_nobody_waits_for_it() {
    on_sqlite(async |store| {
        let mut tx = store.write().await.unwrap();
        put(&mut tx, "k1").await;
        // Polled once: the work is on its way.
        let gone = tokio::time::timeout(Duration::ZERO, tx.commit()).await;
        drop(gone);
        let mut tx = store.write().await.unwrap();
        put(&mut tx, "k2").await;
        tx.commit().await.unwrap();
        assert!(stands(&store, "k1").await);
    });
}

#[test]
fn after_a_dropped_unit_another_program_may_write() {
    on_sqlite(async |store| {
        let mut tx = store.write().await.unwrap();
        put(&mut tx, "k1").await;
        drop(tx);
        let url = format!("sqlite://{}", store.file().unwrap().display());
        let other = Store::open(&url).await.unwrap();
        let mut tx = other.write().await.unwrap();
        put(&mut tx, "k2").await;
        tx.commit().await.unwrap();
        assert!(!stands(&store, "k1").await && stands(&store, "k2").await);
    });
}

#[test]
fn a_failed_round_is_told_to_everyone_in_it() {
    on_sqlite(async |store| {
        // On a busy machine the two may miss each other's round: until they meet.
        for attempt in 0..100 {
            let key = format!("k{attempt}");
            let mut first = store.write().await.unwrap();
            let mut second = Box::pin(store.write());
            // Polled once, and so in the queue behind the first.
            assert!(tokio::time::timeout(Duration::ZERO, &mut second).await.is_err());
            put(&mut first, &key).await;
            let (first, second) = tokio::join!(first.commit(), async {
                let mut tx = second.await.unwrap();
                // Ends the transaction behind the back of the round, as SQLite does when the disk is full.
                on!(&mut tx, |conn| sqlx::query("ROLLBACK").execute(&mut *conn).await).unwrap();
                tx.commit().await
            });
            assert!(second.is_err());
            if first.is_ok() {
                assert!(stands(&store, &key).await, "answered and not there");
                continue;
            }
            assert!(matches!(first, Err(StoreError::NotCommitted(_))), "{first:?}");
            assert!(!stands(&store, &key).await);
            let mut tx = store.write().await.unwrap();
            put(&mut tx, "after").await;
            tx.commit().await.unwrap();
            assert!(stands(&store, "after").await);
            return;
        }
        panic!("never in the same round");
    });
}

#[test]
fn writers_that_wait_together_share_a_commit() {
    on_sqlite(async |store| {
        let alone = std::time::Instant::now();
        for n in 0..50 {
            let mut tx = store.write().await.unwrap();
            put(&mut tx, &format!("a{n}")).await;
            tx.commit().await.unwrap();
        }
        let alone = alone.elapsed();
        let together = std::time::Instant::now();
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..50 {
            let store = store.clone();
            writers.spawn(async move {
                let mut tx = store.write().await.unwrap();
                put(&mut tx, &format!("k{n}")).await;
                tx.commit().await.unwrap();
            });
        }
        writers.join_all().await;
        eprintln!(
            "50 commits one after the other {alone:?}, together {:?}",
            together.elapsed()
        );
        assert_eq!(count(&store).await, 50);
    });
}
