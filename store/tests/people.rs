//! Accounts as the administration keeps them.

use crate::support::make;
use chrono::TimeDelta;
use domain::Role;
use store::people::{self, Decision};
use store::{StoreError, person, session};

both_engines! {
    async fn a_role_takes_two_people_and_ends_the_sessions(store) {
        let (admin, other) =
            (make::person(&store, "admin", Role::Admin).await, make::person(&store, "boss", Role::Manager).await);
        let ada = make::person(&store, "ada", Role::Member).await;
        let now = make::now();
        let mut tx = store.write().await.unwrap();
        session::create(&mut tx, "hash", ada, "", now, now + TimeDelta::days(1)).await.unwrap();
        people::ask(&mut tx, (ada, 1), Role::Counsellor, true, "Engagée", admin, now).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let twice = people::ask(&mut tx, (ada, 1), Role::Admin, false, "Aussi", admin, now).await;
        assert!(matches!(twice, Err(StoreError::Duplicate)));
        drop(tx);

        let wish = people::wish_of(&store, ada).await.unwrap().unwrap();
        assert!(wish.of.may_be_made_by(admin).is_err() && wish.of.may_be_made_by(other).is_ok());
        let mut tx = store.write().await.unwrap();
        assert!(people::decide(&mut tx, &wish, Decision::Make, admin, now).await.is_err(), "the database refuses it too");
        drop(tx);
        let mut tx = store.write().await.unwrap();
        people::decide(&mut tx, &wish, Decision::Make, other, now).await.unwrap();
        tx.commit().await.unwrap();
        let account = person::find(&store, ada).await.unwrap().unwrap();
        assert_eq!((account.person.role, account.person.named_handler), (Role::Counsellor, true));
        assert!(session::of_person(&store, ada, now).await.unwrap().is_empty());
        let mut tx = store.write().await.unwrap();
        let again = people::decide(&mut tx, &wish, Decision::Make, other, now).await;
        assert!(matches!(again, Err(StoreError::Conflict)));
    }

    async fn a_wish_about_an_account_that_moved_on_is_not_made(store) {
        let (admin, other) =
            (make::person(&store, "admin", Role::Admin).await, make::person(&store, "boss", Role::Manager).await);
        let ada = make::person(&store, "ada", Role::Member).await;
        let now = make::now();
        let mut tx = store.write().await.unwrap();
        people::ask(&mut tx, (ada, 1), Role::Counsellor, false, "Engagée", admin, now).await.unwrap();
        people::set_active(&mut tx, (ada, 1), false, other, now).await.unwrap();
        assert!(people::another_admin(&mut tx, ada).await.unwrap());
        assert!(!people::another_admin(&mut tx, admin).await.unwrap());
        tx.commit().await.unwrap();
        let wish = people::wish_of(&store, ada).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let late = people::decide(&mut tx, &wish, Decision::Make, other, now).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        drop(tx);
        let mut tx = store.write().await.unwrap();
        people::decide(&mut tx, &wish, Decision::Withdraw, admin, now).await.unwrap();
        tx.commit().await.unwrap();
        assert!(people::wishes(&store).await.unwrap().is_empty());
    }

    async fn a_password_link_works_once_and_not_for_long(store) {
        let (admin, ada) =
            (make::person(&store, "admin", Role::Admin).await, make::person(&store, "ada", Role::Member).await);
        let now = make::now();
        let make = async |hash: &str| {
            let mut tx = store.write().await.unwrap();
            people::make_link(&mut tx, ada, hash, now + TimeDelta::days(2), admin, now).await.unwrap();
            tx.commit().await.unwrap();
        };
        make("one").await;
        make("two").await;
        assert!(people::linked(&store, "one", now).await.unwrap().is_none(), "the newer one has ended it");
        assert!(people::linked(&store, "two", now + TimeDelta::days(3)).await.unwrap().is_none());
        assert_eq!(people::linked(&store, "two", now).await.unwrap().unwrap().person.id, ada);

        let mut tx = store.write().await.unwrap();
        people::use_link(&mut tx, "two", "new hash", now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(person::find(&store, ada).await.unwrap().unwrap().password_hash.as_deref(), Some("new hash"));
        let mut tx = store.write().await.unwrap();
        assert!(matches!(people::use_link(&mut tx, "two", "other", now).await, Err(StoreError::Conflict)));
    }

    async fn accounts_are_found_by_name_address_and_role(store) {
        make::person(&store, "ada_1", Role::Member).await;
        make::person(&store, "adam", Role::Counsellor).await;
        let named = async |text, role| people::found(&store, text, role).await.unwrap().0.len();
        assert_eq!((named("ADA", None).await, named("ada_", None).await, named("%", None).await), (2, 1, 0));
        assert_eq!(named("", Some(Role::Counsellor)).await, 1);
    }
}
