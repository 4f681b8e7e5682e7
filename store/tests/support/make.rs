//! What tests build: each function adds one thing with plain values.

use chrono::{DateTime, NaiveDate, Utc};
use domain::client::sector::SectorGroup;
use domain::client::{Address, ClientDraft, ClientKind};
use domain::person::Role;
use domain::{ClientId, Lang, PersonId};
use store::Store;
use store::client::{self, Added};
use store::person::{self, NewPerson};

/// An instant written as `2026-01-15T09:00:00Z`.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day written as `2026-01-15`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The moment at which tests happen unless they say otherwise.
pub fn now() -> DateTime<Utc> {
    instant("2026-01-15T09:00:00Z")
}

/// A person with this role; the address is `<name>@demo.example`.
pub async fn person(store: &Store, name: &str, role: Role) -> PersonId {
    let mut tx = store.write().await.unwrap();
    let email = format!("{name}@demo.example");
    let new = NewPerson {
        email: &email,
        name,
        role,
        lang: Lang::Fr,
        password_hash: None,
        named_handler: false,
    };
    let id = person::add(&mut tx, &new, now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A client as staff would enter it: a company in Brussels.
pub fn client_draft(name: &str) -> ClientDraft {
    ClientDraft {
        legal_name: name.to_owned(),
        other_names: Vec::new(),
        identifiers: Vec::new(),
        kind: ClientKind::Company,
        natural_person: false,
        language: Lang::Fr,
        address: Address {
            street: String::new(),
            postcode: "1000".to_owned(),
            municipality: "Bruxelles".to_owned(),
            country: "BE".to_owned(),
        },
        sector: SectorGroup::Events,
        nace: None,
        phone: String::new(),
        email: String::new(),
        parent: None,
        subsidised: false,
        funders: Vec::new(),
    }
}

/// A client with this name and nothing special.
pub async fn client(store: &Store, name: &str) -> ClientId {
    add_client(store, &client_draft(name)).await
}

/// A client as drafted.
pub async fn add_client(store: &Store, draft: &ClientDraft) -> ClientId {
    let mut tx = store.write().await.unwrap();
    let Added::Client(id) = client::add(&mut tx, draft, None, None, now()).await.unwrap() else {
        panic!("another client holds the number")
    };
    tx.commit().await.unwrap();
    id
}
