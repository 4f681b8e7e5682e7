//! Sessions: who is behind a token, with all that rights depend on.

use crate::support::make;
use chrono::TimeDelta;
use domain::ClientId;
use domain::person::Role;
use store::person::KeepOut;
use store::{Store, StoreError, on, person, session, sign_in, stance};

async fn signed_in(store: &Store, name: &str, role: Role) -> domain::PersonId {
    let id = make::person(store, name, role).await;
    let mut tx = store.write().await.unwrap();
    let until = make::now() + TimeDelta::hours(12);
    session::create(
        &mut tx,
        &format!("hash of {name}"),
        id,
        "test",
        make::now(),
        until,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn client(store: &Store, name: &str) -> ClientId {
    let mut tx = store.write().await.unwrap();
    let id = on!(&mut tx, |conn| sqlx::query_scalar(
        "INSERT INTO client (legal_name, kind, language, sector, region, created_at)
         VALUES ($1, 'company', 'fr', 'other', 'brussels', $2) RETURNING id"
    )
    .bind(name)
    .bind(make::now())
    .fetch_one(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
    ClientId(id)
}

both_engines! {
    async fn a_token_gives_the_person_with_all_that_rights_depend_on(store) {
        let ada = signed_in(&store, "ada", Role::Member).await;
        let (own, rival) = (client(&store, "Own").await, client(&store, "Rival").await);
        let mut tx = store.write().await.unwrap();
        let member = person::member(&mut tx, "M-1", Some(ada)).await.unwrap();
        for (client, rival) in [(own, false), (rival, true)] {
            let new = KeepOut { person: ada, client, rival, reason: "Y travaille." };
            person::keep_out(&mut tx, &new, ada, make::now()).await.unwrap();
        }
        tx.commit().await.unwrap();

        let found = session::find_person(&store, "hash of ada", make::now()).await.unwrap().unwrap();

        assert_eq!((found.id, found.role, found.member), (ada, Role::Member, Some(member)));
        assert_eq!(found.own_clients, [own, rival]);
        assert!(session::find_person(&store, "hash of eve", make::now()).await.unwrap().is_none());
    }

    async fn who_is_let_in_again_stays_out_where_they_stepped_aside(store) {
        let ada = signed_in(&store, "ada", Role::Counsellor).await;
        let (one, two) = (client(&store, "One").await, client(&store, "Two").await);
        let mut tx = store.write().await.unwrap();
        stance::step_aside(&mut tx, ada, one, "Un proche y travaille.", make::now()).await.unwrap();
        for client in [one, two] {
            let new = KeepOut { person: ada, client, rival: false, reason: "Y travaille." };
            person::keep_out(&mut tx, &new, ada, make::now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let standing = person::kept_out_of(&store, ada).await.unwrap();
        assert_eq!(standing.iter().map(|k| (k.client, k.rival, k.reason.as_str())).collect::<Vec<_>>(),
            [(one, false, "Y travaille."), (two, false, "Y travaille.")]);

        let mut tx = store.write().await.unwrap();
        for client in [one, two] {
            person::let_in(&mut tx, ada, client, ada, make::now()).await.unwrap();
        }
        assert!(matches!(person::let_in(&mut tx, ada, two, ada, make::now()).await, Err(StoreError::Conflict)));
        tx.commit().await.unwrap();
        assert_eq!(person::kept_out_of(&store, ada).await.unwrap(), []);
        let found = session::find_person(&store, "hash of ada", make::now()).await.unwrap().unwrap();
        assert_eq!(found.own_clients, [one]);
    }

    async fn an_expired_session_opens_nothing(store) {
        signed_in(&store, "ada", Role::Member).await;
        let after = make::now() + TimeDelta::hours(12);
        assert!(session::find(&store, "hash of ada", after).await.unwrap().is_none());
        let mut tx = store.write().await.unwrap();
        assert_eq!(session::forget(&mut tx, after).await.unwrap(), 1);
    }

    async fn a_person_who_left_is_signed_out(store) {
        let ada = signed_in(&store, "ada", Role::Counsellor).await;
        let mut tx = store.write().await.unwrap();
        person::set_role(&mut tx, ada, 1, Role::Counsellor, false, false).await.unwrap();
        tx.commit().await.unwrap();
        assert!(session::find(&store, "hash of ada", make::now()).await.unwrap().is_none());
    }

    async fn use_is_noted_once_a_minute(store) {
        signed_in(&store, "ada", Role::Member).await;
        for (seconds, seen) in [(30, 0), (70, 70), (100, 70)] {
            let at = make::now() + TimeDelta::seconds(seconds);
            let open = session::find(&store, "hash of ada", at).await.unwrap().unwrap();
            assert_eq!(open.wants_touch(at), seconds == 70);
            let mut tx = store.write().await.unwrap();
            session::touch(&mut tx, "hash of ada", at).await.unwrap();
            tx.commit().await.unwrap();
            let open = session::find(&store, "hash of ada", at).await.unwrap().unwrap();
            assert_eq!(open.seen_at, make::now() + TimeDelta::seconds(seen));
        }
    }

    async fn signing_out_ends_one_session_and_everywhere_ends_all(store) {
        let ada = signed_in(&store, "ada", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        for hash in ["second", "third"] {
            session::create(&mut tx, hash, ada, "test", make::now(), make::now() + TimeDelta::hours(1)).await.unwrap();
        }
        session::end(&mut tx, "second").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(session::of_person(&store, ada, make::now()).await.unwrap().len(), 2);

        let mut tx = store.write().await.unwrap();
        assert_eq!(session::end_all(&mut tx, ada).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert!(session::find(&store, "third", make::now()).await.unwrap().is_none());
    }

    async fn failures_count_since_the_last_success(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        for (seconds, succeeded) in [(0, false), (1, false), (2, true), (3, false)] {
            let mut tx = store.write().await.unwrap();
            let at = make::now() + TimeDelta::seconds(seconds);
            sign_in::record(&mut tx, "hash", Some(ada), succeeded, "test", at).await.unwrap();
            tx.commit().await.unwrap();
        }
        let since = |seconds| make::now() + TimeDelta::seconds(seconds);
        assert_eq!(sign_in::recent_failures(&store, "hash", since(-60)).await.unwrap(), 1);
        assert_eq!(sign_in::recent_failures(&store, "hash", since(4)).await.unwrap(), 0);
        assert_eq!(sign_in::recent_failures(&store, "other", since(-60)).await.unwrap(), 0);
        assert_eq!(sign_in::of_person(&store, ada, 10).await.unwrap().len(), 4);
    }
}
