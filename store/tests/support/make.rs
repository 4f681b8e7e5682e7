//! What tests build: each function adds one thing with plain values.

use chrono::{DateTime, NaiveDate, Utc};
use domain::PersonId;
use domain::person::Role;
use store::Store;
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
        lang: domain::Lang::Fr,
        password_hash: None,
        named_handler: false,
    };
    let id = person::add(&mut tx, &new, now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}
