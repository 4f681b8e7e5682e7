//! People with an account.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, people};
use chrono::{DateTime, Utc};
use domain::person::{Person, Role};
use domain::{ClientId, Lang, MemberId, PersonId};
use serde_json::json;

/// A person to be added. The password stands as its argon2 hash; without one nobody signs in.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub lang: Lang,
    pub password_hash: Option<&'a str>,
    pub named_handler: bool,
}

/// A person with what signing in needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub person: Person,
    pub password_hash: Option<String>,
    pub active: bool,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: i64,
    name: String,
    email: String,
    role: String,
    language: String,
    named_handler: bool,
    password_hash: Option<String>,
    active: bool,
    revision: i64,
    member_id: Option<i64>,
    own_client_id: Option<i64>,
}

impl PersonRow {
    fn account(self) -> Result<Account, StoreError> {
        Ok(Account {
            person: Person {
                id: PersonId(self.id),
                role: word(&self.role, "person.role")?,
                lang: word(&self.language, "person.language")?,
                name: self.name,
                email: self.email,
                named_handler: self.named_handler,
                member: self.member_id.map(MemberId),
                own_clients: self.own_client_id.map(ClientId).into_iter().collect(),
            },
            password_hash: self.password_hash,
            active: self.active,
            revision: self.revision,
        })
    }
}

/// Addresses are compared without case and outer blanks.
pub fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Adds a person; an address that stands already is [`StoreError::Duplicate`].
pub async fn add(tx: &mut Tx, new: &NewPerson<'_>, now: DateTime<Utc>) -> Result<PersonId, StoreError> {
    let id = on!(tx, |conn| sqlx::query_scalar(
        "INSERT INTO person (email, name, role, language, password_hash, named_handler, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(normal_email(new.email))
    .bind(new.name)
    .bind(new.role.code())
    .bind(new.lang.code())
    .bind(new.password_hash)
    .bind(new.named_handler)
    .bind(domain::clock::instant(now))
    .fetch_one(conn)
    .await)?;
    Ok(PersonId(id))
}

const FIND_BY_EMAIL: &str = "
    SELECT p.id, p.name, p.email, p.role, p.language, p.named_handler, p.password_hash, p.active, p.revision,
           m.id AS member_id, c.client_id AS own_client_id
    FROM person p LEFT JOIN member m ON m.person_id = p.id LEFT JOIN person_client c ON c.person_id = p.id
    WHERE p.email = $1 ORDER BY c.client_id";
const FIND: &str = "
    SELECT p.id, p.name, p.email, p.role, p.language, p.named_handler, p.password_hash, p.active, p.revision,
           m.id AS member_id, c.client_id AS own_client_id
    FROM person p LEFT JOIN member m ON m.person_id = p.id LEFT JOIN person_client c ON c.person_id = p.id
    WHERE p.id = $1 ORDER BY c.client_id";
const LIST: &str = "
    SELECT p.id, p.name, p.email, p.role, p.language, p.named_handler, p.password_hash, p.active, p.revision,
           m.id AS member_id, c.client_id AS own_client_id
    FROM person p LEFT JOIN member m ON m.person_id = p.id LEFT JOIN person_client c ON c.person_id = p.id
    ORDER BY p.email, p.id, c.client_id";

/// The account with this address.
pub async fn find_by_email(store: &Store, email: &str) -> Result<Option<Account>, StoreError> {
    let rows: Vec<PersonRow> = read!(store, |pool| sqlx::query_as(FIND_BY_EMAIL)
        .bind(normal_email(email))
        .fetch_all(pool)
        .await)?;
    Ok(accounts(rows)?.pop())
}

/// The member whom the contract system names so, and their account where they have one.
pub async fn by_reference(
    store: &Store,
    reference: &str,
) -> Result<Option<(MemberId, Option<PersonId>)>, StoreError> {
    const SQL: &str = "SELECT id, person_id FROM member WHERE reference = $1";
    let row: Option<(i64, Option<i64>)> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(reference)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|(member, person)| (MemberId(member), person.map(PersonId))))
}

/// The account of a person.
pub async fn find(store: &Store, id: PersonId) -> Result<Option<Account>, StoreError> {
    let rows: Vec<PersonRow> = read!(store, |pool| sqlx::query_as(FIND)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    Ok(accounts(rows)?.pop())
}

/// Everyone with an account, by address.
pub async fn list(store: &Store) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<PersonRow> = read!(store, |pool| sqlx::query_as(LIST).fetch_all(pool).await)?;
    accounts(rows)
}

const TEAM: &str = "
    SELECT p.id, p.name, p.email, p.role, p.language, p.named_handler, p.password_hash, p.active, p.revision,
           m.id AS member_id, c.client_id AS own_client_id
    FROM person p LEFT JOIN member m ON m.person_id = p.id LEFT JOIN person_client c ON c.person_id = p.id
    WHERE p.role IN ('counsellor', 'accounts', 'manager') AND p.active ORDER BY p.email, p.id, c.client_id";

/// The staff that acts on clients: counsellors, accounts, managers. A few dozen.
pub async fn team(store: &Store) -> Result<Vec<Person>, StoreError> {
    let rows: Vec<PersonRow> = read!(store, |pool| sqlx::query_as(TEAM).fetch_all(pool).await)?;
    Ok(accounts(rows)?
        .into_iter()
        .map(|account| account.person)
        .collect())
}

/// One account a person; rows of the same person differ in the client they are kept out of.
fn accounts(rows: Vec<PersonRow>) -> Result<Vec<Account>, StoreError> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in rows {
        match accounts.last_mut() {
            Some(last) if last.person.id.0 == row.id => {
                last.person.own_clients.extend(row.own_client_id.map(ClientId));
            }
            _ => accounts.push(row.account()?),
        }
    }
    Ok(accounts)
}

/// Changes the language of a person's pages, mails and letters.
pub async fn set_language(tx: &mut Tx, person: PersonId, lang: Lang) -> Result<(), StoreError> {
    let rows = on!(tx, |conn| sqlx::query(
        "UPDATE person SET language = $2, revision = revision + 1 WHERE id = $1"
    )
    .bind(person.0)
    .bind(lang.code())
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// Sets the password's hash. The caller ends the person's sessions.
pub async fn set_password(tx: &mut Tx, person: PersonId, password_hash: &str) -> Result<(), StoreError> {
    let rows = on!(tx, |conn| sqlx::query(
        "UPDATE person SET password_hash = $2, revision = revision + 1 WHERE id = $1"
    )
    .bind(person.0)
    .bind(password_hash)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// Changes role and rights, guarded by the revision that was seen. The caller ends the person's sessions.
pub async fn set_role(
    tx: &mut Tx,
    person: PersonId,
    revision: i64,
    role: Role,
    named_handler: bool,
    active: bool,
) -> Result<(), StoreError> {
    let rows = on!(tx, |conn| sqlx::query(
        "UPDATE person SET role = $3, named_handler = $4, active = $5, revision = revision + 1
         WHERE id = $1 AND revision = $2"
    )
    .bind(person.0)
    .bind(revision)
    .bind(role.code())
    .bind(named_handler)
    .bind(active)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// The member with the contract system's reference, added if new, and tied to an account where one is given.
pub async fn member(tx: &mut Tx, reference: &str, person: Option<PersonId>) -> Result<MemberId, StoreError> {
    let id = on!(tx, |conn| sqlx::query_scalar(
        "INSERT INTO member (reference, person_id) VALUES ($1, $2)
         ON CONFLICT (reference) DO UPDATE SET person_id = COALESCE(excluded.person_id, member.person_id)
         RETURNING id"
    )
    .bind(reference)
    .bind(person.map(|id| id.0))
    .fetch_one(conn)
    .await)?;
    Ok(MemberId(id))
}

const fn relation(rival: bool) -> &'static str {
    if rival { "rival" } else { "own" }
}

/// Somebody belongs to a client, or to a rival of it.
#[derive(Debug, Clone, Copy)]
pub struct KeepOut<'a> {
    pub person: PersonId,
    pub client: ClientId,
    pub rival: bool,
    pub reason: &'a str,
}

/// Keeps a person out of what members say of a client: their own, or a rival of it. Said again, the newest reason stands.
pub async fn keep_out(
    tx: &mut Tx,
    new: &KeepOut<'_>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO person_client (person_id, client_id, relation, reason, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person_id, client_id)
        DO UPDATE SET relation = excluded.relation, reason = excluded.reason, at = excluded.at";
    let relation = relation(new.rival);
    on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(new.person.0)
        .bind(new.client.0)
        .bind(relation)
        .bind(new.reason)
        .bind(domain::clock::instant(now))
        .execute(conn)
        .await
        .map(drop))?;
    let details = json!({ "kept_out_of": new.client, "relation": relation });
    people::told(tx, new.person, details, by, now).await
}

/// Takes it back ([`StoreError::Conflict`] where it does not stand); who also stepped aside stays out for that.
pub async fn let_in(
    tx: &mut Tx,
    person: PersonId,
    client: ClientId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut rows = 0;
    for sql in [
        "UPDATE person_client SET relation = 'recused', reason = '', at = NULL
         WHERE person_id = $1 AND client_id = $2 AND relation <> 'recused'
           AND EXISTS (SELECT 1 FROM recusal r WHERE r.person_id = $1 AND r.client_id = $2)",
        "DELETE FROM person_client WHERE person_id = $1 AND client_id = $2 AND relation <> 'recused'",
    ] {
        rows += on!(&mut *tx, |conn| sqlx::query(sql)
            .bind(person.0)
            .bind(client.0)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
    }
    touched(rows)?;
    people::told(tx, person, json!({ "let_in": client }), by, now).await
}

/// A client of which a person is kept out, as the administration reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    pub client: ClientId,
    pub client_name: String,
    pub rival: bool,
    pub reason: String,
    pub at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct KeptOutRow {
    client_id: i64,
    name: String,
    relation: String,
    reason: String,
    at: Option<DateTime<Utc>>,
}

/// The clients that a person belongs to, and rivals of them, by name; where they stepped aside is told apart.
pub async fn kept_out_of(store: &Store, person: PersonId) -> Result<Vec<KeptOut>, StoreError> {
    const SQL: &str = "
        SELECT k.client_id, c.legal_name AS name, k.relation, k.reason, k.at
        FROM person_client k JOIN client c ON c.id = k.client_id
        WHERE k.person_id = $1 AND k.relation <> 'recused' AND c.merged_into_id IS NULL
        ORDER BY c.legal_name, k.client_id LIMIT 200";
    let rows: Vec<KeptOutRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(person.0)
        .fetch_all(pool)
        .await)?;
    let kept_out = rows.into_iter().map(|row| KeptOut {
        client: ClientId(row.client_id),
        client_name: row.name,
        rival: row.relation == relation(true),
        reason: row.reason,
        at: row.at,
    });
    Ok(kept_out.collect())
}
