//! Who said OK to the charter: a person by a click, a client by its link or through staff; once a version.

use super::object;
use crate::error::word;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::charter::{Accepted, Channel};
use domain::{CharterId, ClientId, NoticeId, PersonId};
use serde_json::json;

/// How many acknowledged one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Counts {
    pub people: i64,
    pub clients: i64,
}

/// One OK to be written down.
struct Saying<'a> {
    charter: i64,
    person: Option<PersonId>,
    client: Option<ClientId>,
    channel: Channel,
    notice: Option<NoticeId>,
    recorded_by: Option<PersonId>,
    on: NaiveDate,
    /// Who stands in the log.
    by: Option<PersonId>,
    about: &'a str,
}

/// A person clicks OK on this version, which must be in force or to come ([`StoreError::Conflict`] where there is none
/// such). Gives whether it is the first time.
pub async fn acknowledge(
    tx: &mut Tx,
    person: PersonId,
    version: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let charter: Option<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "SELECT id FROM charter WHERE version = $1 AND state = 'adopted'"
    )
    .bind(version)
    .fetch_optional(conn)
    .await)?;
    let said = Saying {
        charter: charter.ok_or(StoreError::Conflict)?,
        person: Some(person),
        client: None,
        channel: Channel::Click,
        notice: None,
        recorded_by: None,
        on: domain::clock::day(now),
        by: Some(person),
        about: &format!("person {person}"),
    };
    write(tx, &said, now).await
}

/// A client clicks OK behind its link on the version in force today (without a letter: behind another link of ours).
/// Gives whether it is the first time.
pub async fn acknowledge_by_client(
    tx: &mut Tx,
    client: ClientId,
    via_notice: Option<NoticeId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let today = domain::clock::day(now);
    let said = Saying {
        charter: in_force(tx, today).await?.ok_or(StoreError::Conflict)?,
        person: None,
        client: Some(client),
        channel: Channel::Link,
        notice: via_notice,
        recorded_by: None,
        on: today,
        by: None,
        about: &crate::client::object(client),
    };
    write(tx, &said, now).await
}

/// Staff write down that a client said OK on a day, to the version in force on that day; before the first version
/// there was none ([`StoreError::Conflict`]). Gives whether it is new.
pub async fn record_for_client(
    tx: &mut Tx,
    client: ClientId,
    on: NaiveDate,
    channel: Channel,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let said = Saying {
        charter: in_force(tx, on).await?.ok_or(StoreError::Conflict)?,
        person: None,
        client: Some(client),
        channel,
        notice: None,
        recorded_by: Some(by),
        on,
        by: Some(by),
        about: &crate::client::object(client),
    };
    write(tx, &said, now).await
}

async fn in_force(tx: &mut Tx, on: NaiveDate) -> Result<Option<i64>, StoreError> {
    Ok(on!(tx, |conn| {
        sqlx::query_scalar(
        "SELECT id FROM charter WHERE state = 'adopted' AND in_force_on <= $1 ORDER BY in_force_on DESC LIMIT 1"
    )
    .bind(on)
    .fetch_optional(conn)
    .await
    })?)
}

async fn write(tx: &mut Tx, said: &Saying<'_>, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let new = on!(&mut *tx, |conn| sqlx::query(
        "INSERT INTO charter_acknowledgement
            (charter_id, person_id, client_id, channel, notice_id, recorded_by, acknowledged_on, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
    )
    .bind(said.charter)
    .bind(said.person.map(|id| id.0))
    .bind(said.client.map(|id| id.0))
    .bind(said.channel.code())
    .bind(said.notice.map(|id| id.0))
    .bind(said.recorded_by.map(|id| id.0))
    .bind(said.on)
    .bind(domain::clock::instant(now))
    .execute(conn)
    .await)?;
    if new.rows_affected() == 0 {
        return Ok(false);
    }
    let details =
        json!({ "charter": object(CharterId(said.charter)), "channel": said.channel, "on": said.on });
    audit::record(
        tx,
        said.by,
        AuditAction::AcknowledgeCharter,
        said.about,
        details,
        now,
    )
    .await?;
    Ok(true)
}

pub(super) const OF_CLIENT: &str = "
    SELECT c.version, a.acknowledged_on, a.channel
    FROM charter_acknowledgement a JOIN charter c ON c.id = a.charter_id
    WHERE a.client_id = $1 ORDER BY c.version DESC LIMIT 1";
pub(super) const OF_PERSON: &str = "
    SELECT c.version, a.acknowledged_on, a.channel
    FROM charter_acknowledgement a JOIN charter c ON c.id = a.charter_id
    WHERE a.person_id = $1 ORDER BY c.version DESC LIMIT 1";

type Row = (i64, NaiveDate, String);

fn accepted((version, on, channel): Row) -> Result<Accepted, StoreError> {
    Ok(Accepted {
        version,
        on,
        channel: word(&channel, "charter_acknowledgement.channel")?,
    })
}

/// The newest version that a client acknowledged.
pub async fn accepted_by_client(store: &Store, client: ClientId) -> Result<Option<Accepted>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(OF_CLIENT)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    row.map(accepted).transpose()
}

/// The newest version that a person acknowledged.
pub async fn acknowledged_by_person(store: &Store, person: PersonId) -> Result<Option<Accepted>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(OF_PERSON)
        .bind(person.0)
        .fetch_optional(pool)
        .await)?;
    row.map(accepted).transpose()
}

/// How many people and clients acknowledged a version.
pub async fn counts(store: &Store, charter: CharterId) -> Result<Counts, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(
        "SELECT COUNT(person_id) AS people, COUNT(client_id) AS clients
         FROM charter_acknowledgement WHERE charter_id = $1"
    )
    .bind(charter.0)
    .fetch_one(pool)
    .await)?)
}
