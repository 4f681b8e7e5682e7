//! Sessions: only the SHA-256 of the token is kept, so that a copy of the database opens no door.

use crate::error::word;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use domain::person::Person;
use domain::{ClientId, MemberId, PersonId};

/// How often `seen_at` is written at most.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// A session that is open now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub person: Person,
    pub seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Session {
    /// Whether [`touch`] would write.
    pub fn wants_touch(&self, now: DateTime<Utc>) -> bool {
        now - self.seen_at >= TOUCH
    }
}

/// A person's sign-in as "my sessions" shows it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenSession {
    pub token_hash: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub user_agent: String,
}

/// Opens a session under the hash of its token.
pub async fn create(
    tx: &mut Tx,
    token_hash: &str,
    person: PersonId,
    user_agent: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "INSERT INTO session (token_hash, person_id, created_at, seen_at, expires_at, user_agent)
         VALUES ($1, $2, $3, $3, $4, $5)"
    )
    .bind(token_hash)
    .bind(person.0)
    .bind(domain::clock::instant(now))
    .bind(domain::clock::instant(expires_at))
    .bind(user_agent)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: i64,
    name: String,
    email: String,
    role: String,
    language: String,
    named_handler: bool,
    member_id: Option<i64>,
    own_client_id: Option<i64>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// One row a client that the person is kept out of; nearly always one row in all.
const FIND: &str = "
    SELECT p.id, p.name, p.email, p.role, p.language, p.named_handler, m.id AS member_id,
           c.client_id AS own_client_id, s.seen_at, s.expires_at
    FROM session s
    JOIN person p ON p.id = s.person_id
    LEFT JOIN member m ON m.person_id = p.id
    LEFT JOIN person_client c ON c.person_id = p.id
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.active
    ORDER BY c.client_id";

/// The open session under a token's hash, with all that rights depend on, in one query.
pub async fn find(
    store: &Store,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Session>, StoreError> {
    let rows: Vec<SessionRow> = read!(store, |pool| sqlx::query_as(FIND)
        .bind(token_hash)
        .bind(now)
        .fetch_all(pool)
        .await)?;
    let own_clients = rows
        .iter()
        .filter_map(|row| row.own_client_id.map(ClientId))
        .collect();
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let person = Person {
        id: PersonId(row.id),
        role: word(&row.role, "person.role")?,
        lang: word(&row.language, "person.language")?,
        name: row.name,
        email: row.email,
        named_handler: row.named_handler,
        member: row.member_id.map(MemberId),
        own_clients,
    };
    Ok(Some(Session {
        person,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }))
}

/// The person behind a token's hash.
pub async fn find_person(
    store: &Store,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Person>, StoreError> {
    Ok(find(store, token_hash, now).await?.map(|session| session.person))
}

/// Notes that the session was used, at most once a minute.
pub async fn touch(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at <= $3"
    )
    .bind(token_hash)
    .bind(domain::clock::instant(now))
    .bind(domain::clock::instant(now - TOUCH))
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Ends one session.
pub async fn end(tx: &mut Tx, token_hash: &str) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "DELETE FROM session WHERE token_hash = $1"
    )
    .bind(token_hash)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Ends all sessions of a person: "sign out everywhere", and whenever their rights or password change.
pub async fn end_all(tx: &mut Tx, person: PersonId) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(
        "DELETE FROM session WHERE person_id = $1"
    )
    .bind(person.0)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?)
}

/// The open sessions of a person, the newest first.
pub async fn of_person(
    store: &Store,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenSession>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(
        "SELECT token_hash, created_at, seen_at, expires_at, user_agent FROM session
         WHERE person_id = $1 AND expires_at > $2 ORDER BY created_at DESC, token_hash"
    )
    .bind(person.0)
    .bind(now)
    .fetch_all(pool)
    .await)?)
}

/// Forgets sessions that have expired.
pub async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(
        "DELETE FROM session WHERE expires_at <= $1"
    )
    .bind(now)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?)
}
