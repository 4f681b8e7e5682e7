//! Files on both databases: kept as they came, listed with what they belong to, given out only whole.

use crate::support::make;
use domain::file::{Holder, Media, check};
use domain::person::Role;
use domain::{FileId, IssueId};
use store::{Store, StoreError, file, on};

/// An issue without anything around it.
async fn issue(store: &Store) -> IssueId {
    let client = make::client(store, "Orga").await;
    let reporter = make::person(store, "membre", Role::Member).await;
    let mut tx = store.write().await.unwrap();
    let id: i64 = on!(&mut tx, |conn| sqlx::query_scalar(
        "INSERT INTO issue (client_id, category_id, filter, sensitivity, severity, cause, state, source, facts, happened_on,
            reported_at, reporter_id, reporter_pseudonym, may_tell_client, sector, region, size_band, reported_month)
         SELECT $1, MIN(id), 'payment', 'ordinary', 'minor', 'unknown', 'reported', 'member', 'Pas payé', $2, $3, $4, 'p', $5,
            'events', 'brussels', 'one', 202601 FROM category RETURNING id"
    )
    .bind(client.0)
    .bind(make::day("2026-01-10"))
    .bind(make::now())
    .bind(reporter.0)
    .bind(true)
    .fetch_one(conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
    IssueId(id)
}

both_engines! {
    async fn a_file_comes_back_as_it_was_and_belongs_to_its_issue(store) {
        let issue = issue(&store).await;
        let text = "Relevé : 11,90 € l'heure".as_bytes().to_vec();
        let sent = check("C:\\relevé.txt", text.clone()).unwrap();
        let mut tx = store.write().await.unwrap();
        let ids = file::add_to(&mut tx, &[sent], Holder::Issue(issue), None, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let listed = file::of_issue(&store, issue).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].id, listed[0].name.as_str(), listed[0].media), (ids[0], "relevé.txt", Media::Text));
        assert_eq!(listed[0].size, text.len() as i64);
        assert_eq!(listed[0].sha256.len(), 64);
        let back = file::content(&store, ids[0]).await.unwrap().unwrap();
        assert_eq!(back.content, text);
        assert_eq!(file::holder(&store, ids[0]).await.unwrap(), Some(Holder::Issue(issue)));
        assert!(file::client_of(&store, Holder::Issue(issue)).await.unwrap().is_some());
        assert_eq!(file::content(&store, FileId(99)).await.unwrap(), None);
        assert_eq!(file::holder(&store, FileId(99)).await.unwrap(), None);
    }

    async fn bytes_that_lost_their_hash_are_not_given_out(store) {
        let issue = issue(&store).await;
        let mut tx = store.write().await.unwrap();
        let sent = check("a.txt", b"vrai".to_vec()).unwrap();
        let ids = file::add_to(&mut tx, &[sent], Holder::Issue(issue), None, make::now()).await.unwrap();
        let other: &[u8] = b"faux";
        on!(&mut tx, |conn| sqlx::query("UPDATE stored_file SET content = $1").bind(other).execute(conn).await).unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(file::content(&store, ids[0]).await, Err(StoreError::Corrupt(_))));
    }
}
