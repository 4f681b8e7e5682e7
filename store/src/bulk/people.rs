//! People and members with known ids.

use super::insert;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::{Lang, MemberId, PersonId, Role};

/// A person; without a hash nobody signs in.
#[derive(Debug, Clone)]
pub struct Someone {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub lang: Lang,
    pub named_handler: bool,
    pub password_hash: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Writes people.
pub async fn people(tx: &mut Tx, people: &[Someone]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO person (id, email, name, role, language, named_handler, password_hash, created_at)",
        8,
        people,
        |p, q| q
            .bind(p.id.0)
            .bind(p.email.as_str())
            .bind(p.name.as_str())
            .bind(p.role.code())
            .bind(p.lang.code())
            .bind(p.named_handler)
            .bind(p.password_hash.as_deref())
            .bind(p.created_at)
    );
    Ok(())
}

/// A member, with the account behind it where there is one.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub id: MemberId,
    pub reference: String,
    pub person: Option<PersonId>,
}

/// Writes members.
pub async fn members(tx: &mut Tx, members: &[NewMember]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO member (id, reference, person_id)",
        3,
        members,
        |m, q| q
            .bind(m.id.0)
            .bind(m.reference.as_str())
            .bind(m.person.map(|p| p.0))
    );
    Ok(())
}
