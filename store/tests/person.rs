//! People with an account.

use crate::support::make;
use domain::Lang;
use domain::person::Role;
use store::{StoreError, person};

both_engines! {
    async fn a_person_is_found_by_address_however_it_is_typed(store) {
        let ada = make::person(&store, "ada", Role::Manager).await;
        let found = person::find_by_email(&store, "  ADA@Demo.Example ").await.unwrap().unwrap();
        assert_eq!((found.person.id, found.person.role, found.active), (ada, Role::Manager, true));
        assert!(person::find_by_email(&store, "eve@demo.example").await.unwrap().is_none());
    }

    async fn an_address_stands_once(store) {
        make::person(&store, "ada", Role::Manager).await;
        let mut tx = store.write().await.unwrap();
        let twin = person::NewPerson {
            email: "Ada@demo.example", name: "Ada", role: Role::Member, lang: Lang::Nl, password_hash: None, named_handler: false,
        };
        assert!(matches!(person::add(&mut tx, &twin, make::now()).await, Err(StoreError::Duplicate)));
    }

    async fn a_language_is_kept(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        person::set_language(&mut tx, ada, Lang::De).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(person::find(&store, ada).await.unwrap().unwrap().person.lang, Lang::De);
    }

    async fn two_who_change_a_role_at_once_are_told(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        person::set_role(&mut tx, ada, 1, Role::Counsellor, true, true).await.unwrap();
        let second = person::set_role(&mut tx, ada, 1, Role::Admin, false, true).await;
        assert!(matches!(second, Err(StoreError::Conflict)));
        tx.commit().await.unwrap();
        let found = person::find(&store, ada).await.unwrap().unwrap();
        assert_eq!((found.person.role, found.person.named_handler), (Role::Counsellor, true));
    }

    async fn a_member_is_added_once_and_tied_to_an_account_later(store) {
        let ada = make::person(&store, "ada", Role::Member).await;
        let mut tx = store.write().await.unwrap();
        let first = person::member(&mut tx, "M-10001", None).await.unwrap();
        let again = person::member(&mut tx, "M-10001", Some(ada)).await.unwrap();
        let third = person::member(&mut tx, "M-10001", None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((first, first), (again, third));
        let listed = person::list(&store).await.unwrap();
        assert_eq!(listed.iter().map(|account| account.person.member).collect::<Vec<_>>(), [Some(first)]);
    }
}
