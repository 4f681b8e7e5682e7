//! Accounts as the administration keeps them: found, switched off, their rights changed by two people, their passwords
//! set behind a link that works once.

use crate::error::{touched, word};
use crate::person::{self, Account};
use crate::{Store, StoreError, Tx, audit, session};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::person::{RightsWish, Role};
use domain::{PersonChangeId, PersonId};
use serde_json::{Value, json};

/// Accounts on the page.
const PAGE: usize = 200;

/// Accounts whose address or name holds this text, by address, and whether there are more.
pub async fn found(
    store: &Store,
    text: &str,
    role: Option<Role>,
) -> Result<(Vec<Account>, bool), StoreError> {
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(
        "SELECT id FROM person
         WHERE (CAST($1 AS TEXT) IS NULL OR role = $1)
           AND ($2 = '' OR lower(email) LIKE $3 ESCAPE '\\' OR lower(name) LIKE $3 ESCAPE '\\')
         ORDER BY email, id LIMIT $4"
    )
    .bind(role.map(Role::code))
    .bind(text)
    .bind(pattern(text))
    .bind(PAGE as i64 + 1)
    .fetch_all(pool)
    .await)?;
    let more = ids.len() > PAGE;
    let mut accounts = Vec::new();
    for id in ids.into_iter().take(PAGE) {
        accounts.extend(person::find(store, PersonId(id)).await?);
    }
    Ok((accounts, more))
}

/// A typed text inside `LIKE`.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A change of rights that waits for its second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub id: PersonChangeId,
    pub of: RightsWish,
    pub name: String,
    pub asked_by_name: String,
    pub asked_at: DateTime<Utc>,
    pub seen_revision: i64,
    pub role: Role,
    pub named_handler: bool,
    pub why: String,
}

#[derive(sqlx::FromRow)]
struct WishRow {
    id: i64,
    person_id: i64,
    name: String,
    asked_by: i64,
    asked_by_name: String,
    asked_at: DateTime<Utc>,
    seen_revision: i64,
    role: String,
    named_handler: bool,
    why: String,
}

const WISHES: &str = "
    SELECT c.id, c.person_id, p.name, c.asked_by, a.name AS asked_by_name, c.asked_at, c.seen_revision, c.role,
           c.named_handler, c.why
    FROM person_change c JOIN person p ON p.id = c.person_id JOIN person a ON a.id = c.asked_by
    WHERE c.state = 'asked' ORDER BY c.asked_at, c.id LIMIT 100";

/// Changes of rights that wait, the oldest first.
pub async fn wishes(store: &Store) -> Result<Vec<Wish>, StoreError> {
    let rows: Vec<WishRow> = read!(store, |pool| sqlx::query_as(WISHES).fetch_all(pool).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Wish {
                id: PersonChangeId(row.id),
                of: RightsWish {
                    person: PersonId(row.person_id),
                    asked_by: PersonId(row.asked_by),
                },
                name: row.name,
                asked_by_name: row.asked_by_name,
                asked_at: row.asked_at,
                seen_revision: row.seen_revision,
                role: word(&row.role, "person_change.role")?,
                named_handler: row.named_handler,
                why: row.why,
            })
        })
        .collect()
}

/// The change that waits for this person, if there is one.
pub async fn wish_of(store: &Store, person: PersonId) -> Result<Option<Wish>, StoreError> {
    Ok(wishes(store)
        .await?
        .into_iter()
        .find(|wish| wish.of.person == person))
}

/// Asks for another role or right. One wish a person at a time: a second is [`StoreError::Duplicate`].
pub async fn ask(
    tx: &mut Tx,
    (person, seen): (PersonId, i64),
    role: Role,
    named_handler: bool,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<PersonChangeId, StoreError> {
    let id: i64 = on!(&mut *tx, |conn| {
        sqlx::query_scalar(
        "INSERT INTO person_change (person_id, seen_revision, role, named_handler, why, asked_by, asked_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked') RETURNING id"
    )
    .bind(person.0)
    .bind(seen)
    .bind(role.code())
    .bind(named_handler)
    .bind(why)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .fetch_one(conn)
    .await
    })?;
    let details = json!({ "asked": role, "named_handler": named_handler });
    told(tx, person, details, by, now).await?;
    Ok(PersonChangeId(id))
}

/// What becomes of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Make,
    Decline,
    Withdraw,
}

/// Decides on a wish that still waits (`RightsWish::may_be_made_by` has agreed); an account that moved on since, or a
/// wish that was decided already, is [`StoreError::Conflict`]. Made rights end the person's sessions.
pub async fn decide(
    tx: &mut Tx,
    wish: &Wish,
    decision: Decision,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let state = match decision {
        Decision::Make => "made",
        Decision::Decline => "declined",
        Decision::Withdraw => "withdrawn",
    };
    let done = on!(&mut *tx, |conn| {
        sqlx::query(
        "UPDATE person_change SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'asked'"
    )
    .bind(wish.id.0)
    .bind(state)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .execute(conn)
    .await
    })?;
    touched(done.rows_affected())?;
    let person = wish.of.person;
    if decision == Decision::Make {
        let active: Option<bool> = on!(&mut *tx, |conn| sqlx::query_scalar(
            "SELECT active FROM person WHERE id = $1"
        )
        .bind(person.0)
        .fetch_optional(conn)
        .await)?;
        let active = active.ok_or(StoreError::Conflict)?;
        person::set_role(
            tx,
            person,
            wish.seen_revision,
            wish.role,
            wish.named_handler,
            active,
        )
        .await?;
        session::end_all(tx, person).await?;
    }
    let details = json!({ "decided": state, "role": wish.role, "named_handler": wish.named_handler });
    told(tx, person, details, by, now).await
}

/// Is there an active administrator beside this person?
pub async fn another_admin(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let other: i64 = on!(tx, |conn| sqlx::query_scalar(
        "SELECT COUNT(*) FROM person WHERE role = 'admin' AND active AND id <> $1"
    )
    .bind(person.0)
    .fetch_one(conn)
    .await)?;
    Ok(other > 0)
}

/// Switches an account off (its sessions end) or on again, guarded by the revision that was seen.
pub async fn set_active(
    tx: &mut Tx,
    (person, revision): (PersonId, i64),
    active: bool,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "UPDATE person SET active = $3, revision = revision + 1 WHERE id = $1 AND revision = $2"
    )
    .bind(person.0)
    .bind(revision)
    .bind(active)
    .execute(conn)
    .await)?;
    touched(done.rows_affected())?;
    if !active {
        session::end_all(tx, person).await?;
    }
    told(tx, person, json!({ "active": active }), by, now).await
}

/// Makes a link with which the person sets a password; earlier ones end.
pub async fn make_link(
    tx: &mut Tx,
    person: PersonId,
    token_hash: &str,
    expires_at: DateTime<Utc>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM password_link WHERE person_id = $1 AND used_at IS NULL"
    )
    .bind(person.0)
    .execute(conn)
    .await)?;
    on!(&mut *tx, |conn| {
        sqlx::query(
        "INSERT INTO password_link (token_hash, person_id, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(token_hash)
    .bind(person.0)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .bind(domain::clock::instant(expires_at))
    .execute(conn)
    .await
    })?;
    told(tx, person, json!({ "password_link": "made" }), by, now).await
}

/// Whose link this is, while it works: the account is active, the link unused and not too old.
pub async fn linked(
    store: &Store,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>, StoreError> {
    let id: Option<i64> = read!(store, |pool| {
        sqlx::query_scalar(
        "SELECT person_id FROM password_link WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
    )
    .bind(token_hash)
    .bind(domain::clock::instant(now))
    .fetch_optional(pool)
    .await
    })?;
    match id {
        Some(id) => Ok(person::find(store, PersonId(id))
            .await?
            .filter(|account| account.active)),
        None => Ok(None),
    }
}

/// Sets the password behind a link, which then works no more ([`StoreError::Conflict`] where it did not); all sessions end.
pub async fn use_link(
    tx: &mut Tx,
    token_hash: &str,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let person: Option<i64> = on!(&mut *tx, |conn| {
        sqlx::query_scalar(
        "UPDATE password_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
         RETURNING person_id"
    )
    .bind(token_hash)
    .bind(domain::clock::instant(now))
    .fetch_optional(conn)
    .await
    })?;
    let person = PersonId(person.ok_or(StoreError::Conflict)?);
    person::set_password(tx, person, password_hash).await?;
    session::end_all(tx, person).await?;
    told(tx, person, json!({ "changed": "password" }), person, now).await
}

/// The log's entry about an account.
pub async fn told(
    tx: &mut Tx,
    person: PersonId,
    details: Value,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let object = format!("person {person}");
    audit::record(tx, Some(by), AuditAction::EditPerson, &object, details, now).await
}
