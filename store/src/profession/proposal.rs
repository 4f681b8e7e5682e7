//! What counsellors would change in the nomenclature: it waits for a manager, and nobody decides on their own.

use super::read::proposal_object;
use super::write;
use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::profession::{Draft, PartChange};
use domain::{PersonId, ProfessionId, ProfessionProposalId};
use serde_json::json;
use sqlx::types::Json;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    Open,
    Accepted,
    Declined,
    Withdrawn,
}

/// A proposal with who made it and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProfessionProposalId,
    /// The entry with the revision that the proposer saw; `None`: a new profession.
    pub changes: Option<(ProfessionId, i64)>,
    pub draft: Draft,
    pub why: String,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub state: ProposalState,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub comment: String,
}

/// A manager's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// Puts it in force; the changes are for the entry's history. An entry that moved on since is a conflict.
    Accept(&'a [PartChange]),
    Decline,
}

/// Makes a proposal.
pub async fn propose(
    tx: &mut Tx,
    changes: Option<(ProfessionId, i64)>,
    draft: &Draft,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<ProfessionProposalId, StoreError> {
    let id: i64 = on!(&mut *tx, |conn| {
        sqlx::query_scalar(
        "INSERT INTO profession_proposal (profession_id, seen_revision, draft, why, proposed_by, proposed_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, 'open') RETURNING id"
    )
    .bind(changes.map(|(id, _)| id.0))
    .bind(changes.map(|(_, revision)| revision))
    .bind(Json(draft))
    .bind(why)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .fetch_one(conn)
    .await
    })?;
    let id = ProfessionProposalId(id);
    let details = json!({ "profession": changes.map(|(id, _)| id), "state": draft.state });
    audit::record(
        tx,
        Some(by),
        AuditAction::ProposeProfession,
        &proposal_object(id),
        details,
        now,
    )
    .await?;
    Ok(id)
}

/// Decides on a proposal that is open and somebody else's; else [`StoreError::Conflict`]. Gives the entry put in force.
pub async fn decide(
    tx: &mut Tx,
    proposal: &Proposal,
    decision: Decision<'_>,
    by: PersonId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<Option<ProfessionId>, StoreError> {
    let state = match decision {
        Decision::Accept(_) => "accepted",
        Decision::Decline => "declined",
    };
    close(tx, proposal, state, by, comment, now).await?;
    let Decision::Accept(changes) = decision else {
        return Ok(None);
    };
    let id = match proposal.changes {
        Some(at) => {
            write::edit(tx, at, &proposal.draft, changes, Some(proposal.id), by, now).await?;
            at.0
        }
        None => write::add(tx, &proposal.draft, Some(proposal.id), by, now).await?,
    };
    on!(&mut *tx, |conn| sqlx::query(
        "UPDATE profession_proposal SET profession_id = $2 WHERE id = $1"
    )
    .bind(proposal.id.0)
    .bind(id.0)
    .execute(conn)
    .await)?;
    Ok(Some(id))
}

/// The proposer's second thought.
pub async fn withdraw(
    tx: &mut Tx,
    proposal: &Proposal,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if proposal.by != by {
        return Err(StoreError::Conflict);
    }
    close(tx, proposal, "withdrawn", by, "", now).await
}

async fn close(
    tx: &mut Tx,
    proposal: &Proposal,
    state: &str,
    by: PersonId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "UPDATE profession_proposal SET state = $2, decided_by = $3, decided_at = $4, comment = $5
         WHERE id = $1 AND state = 'open' AND ($2 = 'withdrawn' OR proposed_by <> $3)"
    )
    .bind(proposal.id.0)
    .bind(state)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .bind(comment)
    .execute(conn)
    .await)?;
    touched(done.rows_affected())?;
    audit::record(
        tx,
        Some(by),
        AuditAction::DecideProfession,
        &proposal_object(proposal.id),
        json!({ "state": state }),
        now,
    )
    .await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    profession_id: Option<i64>,
    seen_revision: Option<i64>,
    draft: Json<Draft>,
    why: String,
    proposed_by: i64,
    by_name: String,
    proposed_at: DateTime<Utc>,
    state: String,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    comment: String,
}

impl TryFrom<Row> for Proposal {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProfessionProposalId(row.id),
            changes: row
                .profession_id
                .zip(row.seen_revision)
                .map(|(id, revision)| (ProfessionId(id), revision)),
            draft: row.draft.0,
            why: row.why,
            by: PersonId(row.proposed_by),
            by_name: row.by_name,
            at: row.proposed_at,
            state: match row.state.as_str() {
                "open" => ProposalState::Open,
                "accepted" => ProposalState::Accepted,
                "declined" => ProposalState::Declined,
                "withdrawn" => ProposalState::Withdrawn,
                _ => return Err(StoreError::Corrupt("profession_proposal.state")),
            },
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            comment: row.comment,
        })
    }
}

const OPEN: &str = "
    SELECT o.id, o.profession_id, o.seen_revision, o.draft, o.why, o.proposed_by, p.name AS by_name, o.proposed_at, o.state,
           d.name AS decided_by, o.decided_at, o.comment
    FROM profession_proposal o JOIN person p ON p.id = o.proposed_by LEFT JOIN person d ON d.id = o.decided_by
    WHERE o.state = 'open' ORDER BY o.proposed_at, o.id LIMIT 100";
const ONE: &str = "
    SELECT o.id, o.profession_id, o.seen_revision, o.draft, o.why, o.proposed_by, p.name AS by_name, o.proposed_at, o.state,
           d.name AS decided_by, o.decided_at, o.comment
    FROM profession_proposal o JOIN person p ON p.id = o.proposed_by LEFT JOIN person d ON d.id = o.decided_by
    WHERE o.id = $1";

/// Proposals that wait, the oldest first.
pub async fn open(store: &Store) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OPEN).fetch_all(pool).await)?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// How many proposals wait for this manager: not their own.
pub async fn open_count(store: &Store, reader: PersonId) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT 1 FROM profession_proposal WHERE state = 'open' AND proposed_by <> $1 LIMIT 100) waiting"
    )
    .bind(reader.0)
    .fetch_one(pool)
    .await
    })?)
}

/// One proposal.
pub async fn proposal(store: &Store, id: ProfessionProposalId) -> Result<Option<Proposal>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(Proposal::try_from).transpose()
}
