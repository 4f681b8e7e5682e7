//! The audit chain: whole when nobody touched it, and whatever somebody did to it is found.

use crate::support::{make, plan};
use chrono::TimeDelta;
use domain::AuditId;
use domain::audit::{AuditAction, AuditLine, AuditSearch, By};
use domain::person::Role;
use serde_json::json;
use store::audit::{self, AuditReport};
use store::{Engine, Store, on, read};

/// Five entries, sealed.
async fn five_sealed(store: &Store) {
    let ada = make::person(store, "ada", Role::Counsellor).await;
    for n in 1..=5 {
        let mut tx = store.write().await.unwrap();
        let details = json!({"revision": n, "b": [1, "x", null], "a": {"z": true, "y": "é"}});
        audit::record(
            &mut tx,
            Some(ada),
            AuditAction::EditClient,
            &format!("client {n}"),
            details,
            make::now(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(audit::seal(store, "one", make::now()).await.unwrap(), 5);
}

async fn change(store: &Store, sql: &'static str) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(sql).execute(&mut *conn).await).unwrap();
    tx.commit().await.unwrap();
}

async fn verify(store: &Store) -> AuditReport {
    audit::verify(store, make::now() + TimeDelta::minutes(5))
        .await
        .unwrap()
}

async fn broken_at(store: &Store) -> Option<i64> {
    verify(store).await.broken_at.map(|(sequence, _)| sequence)
}

fn objects(lines: &[AuditLine]) -> Vec<&str> {
    lines.iter().map(|line| line.object.as_str()).collect()
}

both_engines! {
    async fn the_log_is_read_newest_first_and_does_not_say_who_reported(store) {
        five_sealed(&store).await;
        change(&store, "INSERT INTO audit (at, by_id, action, object, details) VALUES ('2026-01-15T09:00:00Z', -4, 'report_issue', 'issue 4', '{}')").await;

        let all = audit::newest(&store, &AuditSearch::default(), 3).await.unwrap();
        assert_eq!(objects(&all), ["issue 4", "client 5", "client 4"]);
        assert_eq!(all[0].by, By::Reporter);
        let By::Person { id: ada, .. } = &all[1].by else { panic!("{:?}", all[1]) };

        let before = Some(all[2].id);
        for (action, by) in [
            (Some(AuditAction::EditClient), None),
            (None, Some(*ada)),
            (Some(AuditAction::EditClient), Some(*ada)),
        ] {
            let older = audit::newest(&store, &AuditSearch { action, by, before }, 2).await.unwrap();
            assert_eq!(objects(&older), ["client 3", "client 2"], "{action:?} {by:?}");
        }
        let none = AuditSearch { action: Some(AuditAction::Export), ..AuditSearch::default() };
        assert_eq!(audit::newest(&store, &none, 2).await.unwrap(), []);
    }

    async fn no_page_of_the_log_reads_all_of_it(store) {
        for (_, sql) in audit::TEXTS {
            plan::assert_no_full_scan(&store, sql).await;
        }
    }

    async fn an_untouched_chain_is_whole(store) {
        five_sealed(&store).await;
        let report = verify(&store).await;
        assert_eq!(report, AuditReport { sealed: 5, ..AuditReport::default() });
        assert!(report.is_whole());
        assert_eq!(audit::seal(&store, "one", make::now()).await.unwrap(), 0);
    }

    async fn a_dropped_change_leaves_no_entry(store) {
        let mut tx = store.write().await.unwrap();
        audit::record(&mut tx, None, AuditAction::Export, "", json!({}), make::now()).await.unwrap();
        drop(tx);
        assert_eq!(audit::seal(&store, "one", make::now()).await.unwrap(), 0);
    }

    async fn a_changed_entry_is_found(store) {
        for (n, sql) in [
            (2, "UPDATE audit SET object = 'client 9' WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 2)"),
        ] {
            five_sealed(&store).await;
            change(&store, sql).await;
            assert_eq!(broken_at(&store).await, Some(n));
        }
    }

    async fn changed_details_are_found(store) {
        five_sealed(&store).await;
        change(&store, r#"UPDATE audit SET details = '{"revision": 7}' WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 3)"#).await;
        assert_eq!(broken_at(&store).await, Some(3));
    }

    async fn an_entry_given_to_another_person_is_found(store) {
        five_sealed(&store).await;
        change(&store, "UPDATE audit SET by_id = 99 WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 5)").await;
        assert_eq!(broken_at(&store).await, Some(5));
    }

    async fn a_changed_seal_is_found(store) {
        five_sealed(&store).await;
        change(&store, "UPDATE audit_seal SET hash = 'ab' WHERE sequence = 4").await;
        assert_eq!(broken_at(&store).await, Some(4));
    }

    async fn a_deleted_entry_with_its_seal_is_found(store) {
        five_sealed(&store).await;
        change(&store, "DELETE FROM audit_seal WHERE sequence = 3").await;
        assert_eq!(broken_at(&store).await, Some(4));
    }

    async fn two_entries_that_changed_places_are_found(store) {
        five_sealed(&store).await;
        let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar("SELECT audit_id FROM audit_seal ORDER BY sequence")
            .fetch_all(pool)
            .await)
        .unwrap();
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO audit (id, at, action, object, details) VALUES (1000, $1, 'export', '', '{}')")
            .bind(make::now())
            .execute(&mut *conn)
            .await)
        .unwrap();
        for (sequence, audit) in [(2, 1000), (3, ids[1]), (2, ids[2])] {
            on!(&mut tx, |conn| sqlx::query("UPDATE audit_seal SET audit_id = $2 WHERE sequence = $1")
                .bind(sequence)
                .bind(audit)
                .execute(&mut *conn)
                .await)
            .unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(broken_at(&store).await, Some(2));
    }

    async fn an_entry_that_nobody_sealed_is_named(store) {
        five_sealed(&store).await;
        let mut tx = store.write().await.unwrap();
        audit::record(&mut tx, None, AuditAction::Export, "", json!({}), make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let at_once = audit::verify(&store, make::now()).await.unwrap();
        let later = verify(&store).await;

        assert!(at_once.is_whole());
        assert_eq!(later.unsealed_older_than_minute.len(), 1);
    }

    async fn an_entry_that_is_committed_late_is_still_sealed(store) {
        five_sealed(&store).await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO audit (id, at, action, object, details) VALUES ($1, $2, 'export', '', '{}')")
            .bind(1_000i64)
            .bind(make::now())
            .execute(&mut *conn)
            .await)
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(audit::seal(&store, "one", make::now()).await.unwrap(), 1);

        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO audit (id, at, action, object, details) VALUES ($1, $2, 'export', '', '{}')")
            .bind(999i64)
            .bind(make::now())
            .execute(&mut *conn)
            .await)
        .unwrap();
        tx.commit().await.unwrap();
        // SQLite never commits out of order; the daily look over the whole log would find it there, too.
        let at_once = audit::seal(&store, "one", make::now()).await.unwrap();
        let daily = audit::seal_missed(&store, "one", make::now()).await.unwrap();
        assert_eq!((at_once + daily, at_once == 1), (1, store.engine() == Engine::Postgres));
        assert_eq!(verify(&store).await, AuditReport { sealed: 7, ..AuditReport::default() });
    }

    async fn only_one_server_seals(store) {
        let mut tx = store.write().await.unwrap();
        audit::record(&mut tx, None, AuditAction::Export, "", json!({}), make::now()).await.unwrap();
        store::lease::take(&mut tx, "audit_seal", "other", make::now(), make::now() + TimeDelta::seconds(30)).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(audit::seal(&store, "one", make::now()).await.unwrap(), 0);
        let after_the_lease = make::now() + TimeDelta::seconds(30);
        assert_eq!(audit::seal(&store, "one", after_the_lease).await.unwrap(), 1);
    }

    async fn many_entries_are_sealed_in_order(store) {
        let mut tx = store.write().await.unwrap();
        for n in 0..1_200 {
            audit::record(&mut tx, None, AuditAction::ReadIssue, &format!("issue {n}"), json!({}), make::now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(audit::seal(&store, "one", make::now()).await.unwrap(), 1_200);
        let report = verify(&store).await;
        assert_eq!((report.sealed, report.broken_at), (1_200, None::<(i64, AuditId)>));
    }
}
