//! Watched clients, look-ups and keys of other systems, on both databases.

use crate::support::{make, second_server};
use chrono::TimeDelta;
use domain::api_key::ApiScope;
use domain::message::Message;
use domain::watch::WatchChange;
use domain::{ApiKeyId, ClientId, PersonId, Role};
use store::api_key::{self, Claimed, NewKey};
use store::lookup::{self, Look};
use store::watch::{self, Watching};
use store::{Store, StoreError, message, on};

async fn hold(store: &Store, client: ClientId, by: PersonId) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO hold (client_id, reason, placed_by, placed_at, until_on) VALUES ($1, 'danger', $2, $3, $4)"
    )
    .bind(client.0)
    .bind(by.0)
    .bind(make::now())
    .bind(make::day("2026-02-14"))
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    store::stance::facts_moved_on(&mut tx, client).await.unwrap();
    tx.commit().await.unwrap();
}

async fn told(store: &Store, person: PersonId) -> Vec<Message> {
    let newest = message::newest(store, person, 20).await.unwrap();
    newest.into_iter().map(|one| one.what).collect()
}

both_engines! {
    async fn a_watcher_is_told_once_of_what_members_may_read(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let other = make::person(&store, "membre2", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        assert_eq!(watch::begin(&store, member, client, make::now()).await.unwrap(), Watching::Begun);
        assert_eq!(watch::begin(&store, member, client, make::now()).await.unwrap(), Watching::Already);
        hold(&store, client, manager).await;

        let second = second_server().await;
        let (one, two) = tokio::join!(
            watch::tell_changes(&store, make::now()),
            watch::tell_changes(&second, make::now()),
        );
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        let news = Message::WatchedChanged {
            client,
            client_name: "Rapid Courses".into(),
            changes: vec![WatchChange::SpeakFirst],
        };
        assert_eq!(told(&store, member).await, vec![news], "and never why");
        assert_eq!(told(&store, other).await, vec![]);
        assert_eq!(watch::tell_changes(&store, make::now()).await.unwrap(), 0);
    }

    async fn what_members_may_not_read_is_no_news(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        watch::begin(&store, member, client, make::now()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        store::stance::facts_moved_on(&mut tx, client).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(watch::tell_changes(&store, make::now()).await.unwrap(), 0);
        assert_eq!(told(&store, member).await, vec![]);
    }

    async fn watching_ends_and_nobody_watches_what_is_not_there(store) {
        let member = make::person(&store, "membre", Role::Member).await;
        let client = make::client(&store, "Rapid Courses").await;
        let nobody = watch::begin(&store, member, ClientId(999_999), make::now()).await.unwrap();
        assert_eq!(nobody, Watching::Nobody);
        watch::begin(&store, member, client, make::now()).await.unwrap();
        let watched = watch::of_person(&store, member).await.unwrap();
        assert_eq!(watched.iter().map(|one| one.client).collect::<Vec<_>>(), vec![client]);
        assert!(watch::end(&store, member, client, make::now()).await.unwrap());
        assert!(!watch::end(&store, member, client, make::now()).await.unwrap());
        assert!(!watch::is_watched(&store, member, client).await.unwrap());
    }

    async fn a_member_looks_up_so_many_different_clients_a_day(store) {
        let admin = make::person(&store, "admin", Role::Admin).await;
        let member = make::person(&store, "membre", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        lookup::set_limit(&mut tx, admin, 5, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let (today, tomorrow) = (make::day("2026-01-15"), make::day("2026-01-16"));
        let mut clients = Vec::new();
        for number in 0..6 {
            clients.push(make::client(&store, &format!("Maison {number}")).await);
        }
        for client in &clients[..5] {
            assert_eq!(lookup::look(&store, member, *client, today).await.unwrap(), Look::Allowed);
        }
        assert_eq!(lookup::look(&store, member, clients[5], today).await.unwrap(), Look::Enough { limit: 5 });
        assert_eq!(lookup::look(&store, member, clients[0], today).await.unwrap(), Look::Allowed, "seen today");
        assert_eq!(lookup::look(&store, admin, clients[5], today).await.unwrap(), Look::Allowed, "somebody else");
        assert_eq!(lookup::look(&store, member, clients[5], tomorrow).await.unwrap(), Look::Allowed);
        let mut tx = store.write().await.unwrap();
        assert_eq!(lookup::forget(&mut tx, tomorrow).await.unwrap(), 6);
        tx.commit().await.unwrap();
    }

    async fn a_key_is_found_by_its_hash_until_it_is_revoked(store) {
        let admin = make::person(&store, "admin", Role::Admin).await;
        let new = NewKey {
            name: "contrats",
            hint: "vigie_abcd",
            token_hash: "aa",
            scopes: &[ApiScope::Check],
            by: admin,
        };
        let mut tx = store.write().await.unwrap();
        let id = api_key::add(&mut tx, &new, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let found = api_key::find(&store, "aa").await.unwrap().unwrap();
        assert!(found.opens(ApiScope::Check) && !found.opens(ApiScope::Sign));
        assert!(api_key::find(&store, "ab").await.unwrap().is_none());

        let revoke = async |revision| {
            let mut tx = store.write().await?;
            api_key::revoke(&mut tx, id, revision, admin, make::now()).await?;
            tx.commit().await
        };
        assert!(matches!(revoke(9).await, Err(StoreError::Conflict)));
        revoke(1).await.unwrap();
        assert!(matches!(revoke(2).await, Err(StoreError::Conflict)), "once and for ever");
        assert!(!api_key::find(&store, "aa").await.unwrap().unwrap().opens(ApiScope::Check));
    }

    async fn a_repeated_request_gets_the_first_answer_and_another_one_is_told(store) {
        let admin = make::person(&store, "admin", Role::Admin).await;
        let new = NewKey {
            name: "contrats",
            hint: "vigie_abcd",
            token_hash: "aa",
            scopes: &[ApiScope::Sign],
            by: admin,
        };
        let mut tx = store.write().await.unwrap();
        let id: ApiKeyId = api_key::add(&mut tx, &new, make::now()).await.unwrap();
        assert_eq!(api_key::claim(&mut tx, id, "key-0001", "h1", make::now()).await.unwrap(), Claimed::First);
        api_key::answer(&mut tx, id, "key-0001", 201, "{}").await.unwrap();
        tx.commit().await.unwrap();

        let again = Claimed::Again { status: 201, body: "{}".into() };
        assert_eq!(api_key::answered(&store, id, "key-0001", "h1").await.unwrap(), again);
        assert_eq!(api_key::answered(&store, id, "key-0001", "h2").await.unwrap(), Claimed::Other);
        assert_eq!(api_key::answered(&store, id, "key-0002", "h1").await.unwrap(), Claimed::First);
        let mut tx = store.write().await.unwrap();
        assert_eq!(api_key::claim(&mut tx, id, "key-0001", "h1", make::now()).await.unwrap(), again);
        assert_eq!(api_key::forget(&mut tx, make::now() + TimeDelta::days(8)).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}
