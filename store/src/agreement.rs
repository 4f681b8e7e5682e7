//! Terms negotiated with one client.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{Agreement, AgreementState, Draft, Milestone};
use domain::audit::AuditAction;
use domain::{AgreementId, ClientId, PersonId, StanceId};
use serde_json::json;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: i64,
    client_name: String,
    stance_id: Option<i64>,
    terms: String,
    milestones: Json<Vec<Milestone>>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    state: String,
    proposed_by: i64,
    proposed_by_name: String,
    proposed_at: DateTime<Utc>,
    agreed_by_name: Option<String>,
    agreed_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    reason: String,
    revision: i64,
}

impl TryFrom<Row> for Agreement {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AgreementId(row.id),
            client_name: row.client_name,
            draft: Draft {
                client: ClientId(row.client_id),
                stance: row.stance_id.map(StanceId),
                terms: row.terms,
                milestones: row.milestones.0,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
            },
            state: word(&row.state, "agreement.state")?,
            proposed_by: PersonId(row.proposed_by),
            proposed_by_name: row.proposed_by_name,
            proposed_at: row.proposed_at,
            agreed_by_name: row.agreed_by_name,
            agreed_at: row.agreed_at,
            ended_at: row.ended_at,
            reason: row.reason,
            revision: row.revision,
        })
    }
}

macro_rules! agreements {
    ($where:literal) => {
        concat!(
            "SELECT g.id, g.client_id, k.name AS client_name, g.stance_id, g.terms, g.milestones, g.starts_on, g.ends_on, g.state,
           g.proposed_by, p.name AS proposed_by_name, g.proposed_at, a.name AS agreed_by_name, g.agreed_at, g.ended_at,
           g.reason, g.revision
    FROM agreement g JOIN client_card k ON k.client_id = g.client_id JOIN person p ON p.id = g.proposed_by
    LEFT JOIN person a ON a.id = g.agreed_by ",
            $where
        )
    };
}

const BY_ID: &str = agreements!("WHERE g.id = $1");
const OF_CLIENT: &str = agreements!("WHERE g.client_id = $1 ORDER BY g.id DESC LIMIT 50");

/// One agreement.
pub async fn find(store: &Store, id: AgreementId) -> Result<Option<Agreement>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(BY_ID)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// The agreements with a client, the newest first.
pub async fn of_client(store: &Store, client: ClientId) -> Result<Vec<Agreement>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OF_CLIENT)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn object(id: AgreementId) -> String {
    format!("agreement {id}")
}

/// Writes a draft that passed [`domain::agreement::problems`]; a second person agrees to it.
pub async fn propose(
    tx: &mut Tx,
    draft: &Draft,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<AgreementId, StoreError> {
    const SQL: &str = "
        INSERT INTO agreement (client_id, stance_id, terms, milestones, starts_on, ends_on, state, proposed_by, proposed_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(draft.client.0)
        .bind(draft.stance.map(|stance| stance.0))
        .bind(draft.terms.trim())
        .bind(Json(&draft.milestones))
        .bind(draft.starts_on)
        .bind(draft.ends_on)
        .bind(by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    let id = AgreementId(id);
    let details = json!({"client": draft.client, "ends": draft.ends_on});
    audit::record(
        tx,
        Some(by),
        AuditAction::ProposeAgreement,
        &object(id),
        details,
        now,
    )
    .await?;
    Ok(id)
}

/// Writes the state that [`domain::agreement::take`] allowed, guarded by what was seen.
pub async fn take(
    tx: &mut Tx,
    agreement: &Agreement,
    revision: i64,
    to: AgreementState,
    by: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE agreement SET state = $3, agreed_by = COALESCE($4, agreed_by), agreed_at = COALESCE($5, agreed_at),
               ended_at = COALESCE($6, ended_at), reason = $7, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND state = $8";
    let agrees = to == AgreementState::InForce;
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(agreement.id.0)
        .bind(revision)
        .bind(to.code())
        .bind(agrees.then_some(by.0))
        .bind(agrees.then_some(now))
        .bind((!agrees).then_some(now))
        .bind(reason.trim())
        .bind(agreement.state.code())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"state": to});
    audit::record(
        tx,
        Some(by),
        AuditAction::AnswerAgreement,
        &object(agreement.id),
        details,
        now,
    )
    .await
}

/// Records that a milestone was seen done (`at` is its place in the list).
pub async fn milestone_done(
    tx: &mut Tx,
    agreement: &Agreement,
    revision: i64,
    at: usize,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE agreement SET milestones = $3, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND state = 'in_force'";
    let mut milestones = agreement.draft.milestones.clone();
    let Some(milestone) = milestones.get_mut(at).filter(|m| m.done_on.is_none()) else {
        return Err(StoreError::Conflict);
    };
    milestone.done_on = Some(domain::clock::day(now));
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(agreement.id.0)
        .bind(revision)
        .bind(Json(&milestones))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"milestone": at});
    audit::record(
        tx,
        Some(by),
        AuditAction::AnswerAgreement,
        &object(agreement.id),
        details,
        now,
    )
    .await
}

/// Ends the agreements whose end has passed; staff then say whether they were kept. Each ends once, whoever runs it.
pub async fn end_past(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE agreement SET state = 'ended', ended_at = $2, revision = revision + 1
        WHERE state = 'in_force' AND ends_on < $1 RETURNING id";
    let ended: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(domain::clock::day(now))
        .bind(now)
        .fetch_all(&mut *conn)
        .await)?;
    for id in &ended {
        let details = json!({"state": AgreementState::Ended});
        let object = object(AgreementId(*id));
        audit::record(tx, None, AuditAction::AnswerAgreement, &object, details, now).await?;
    }
    Ok(ended.len() as u64)
}
