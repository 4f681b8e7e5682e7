//! Putting a stance forward.

use super::card::refresh_card;
use super::facts_moved_on;
use crate::error::word;
use crate::trend::{self, Delta, StanceFacts};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::stance::Proposal;
use domain::stance::life::{StanceState, Step};
use domain::trend::Measure;
use domain::{ClientId, Month, PersonId, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// A stance that was written, and where it landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub id: StanceId,
    pub state: StanceState,
}

/// Sector, region and size band of the client, frozen on the stance.
#[derive(sqlx::FromRow)]
struct Frozen {
    sector: String,
    region: String,
    contracts: i64,
}

const INSERT: &str = "
    INSERT INTO stance (client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, to_lift,
                        note_fr, note_nl, proposed_by, proposed_at, sector, region, size_band)
    VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id";

/// Writes a proposal that passed [`domain::stance::problems`]; `state` is what [`domain::stance::life::propose`] said.
pub async fn propose(
    tx: &mut Tx,
    proposal: &Proposal,
    state: StanceState,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Placed, StoreError> {
    const FROZEN: &str = "SELECT sector, region, contracts FROM client_card WHERE client_id = $1";
    let frozen: Frozen = on!(tx, |conn| sqlx::query_as(FROZEN)
        .bind(proposal.client.0)
        .fetch_one(&mut *conn)
        .await)?;
    let size = domain::contract::SizeBand::of(frozen.contracts);
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(INSERT)
        .bind(proposal.client.0)
        .bind(proposal.kind.code())
        .bind(Json(&proposal.scope))
        .bind(proposal.scope.key())
        .bind(Json(&proposal.conditions))
        .bind(proposal.reason.trim())
        .bind(proposal.running.code())
        .bind(proposal.review_on)
        .bind(proposal.to_lift.trim())
        .bind(proposal.note.fr.trim())
        .bind(proposal.note.nl.trim())
        .bind(by.0)
        .bind(now)
        .bind(&frozen.sector)
        .bind(&frozen.region)
        .bind(size.code())
        .fetch_one(&mut *conn)
        .await)?;
    for issue in &proposal.grounds {
        const GROUND: &str = "INSERT INTO stance_ground (stance_id, issue_id) VALUES ($1, $2)";
        on!(tx, |conn| sqlx::query(GROUND)
            .bind(id)
            .bind(issue.0)
            .execute(&mut *conn)
            .await
            .map(drop))?;
    }
    event(
        tx,
        StanceId(id),
        Step::Propose,
        state,
        Some(by),
        &proposal.reason,
        now,
    )
    .await?;
    let details = json!({"kind": proposal.kind, "client": proposal.client, "state": state});
    audit::record(
        tx,
        Some(by),
        AuditAction::ProposeStance,
        &object(StanceId(id)),
        details,
        now,
    )
    .await?;
    if state == StanceState::InForce {
        take_effect(tx, StanceId(id), None, now).await?;
    }
    Ok(Placed {
        id: StanceId(id),
        state,
    })
}

/// How the log names a stance.
pub(super) fn object(id: StanceId) -> String {
    format!("stance {id}")
}

/// Writes one step of the history.
pub(super) async fn event(
    tx: &mut Tx,
    id: StanceId,
    step: Step,
    to: StanceState,
    by: Option<PersonId>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO stance_event (stance_id, step, to_state, by_id, at, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(step.code())
        .bind(to.code())
        .bind(by.map(|p| p.0))
        .bind(now)
        .bind(reason.trim())
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The columns that flows and cards are kept from.
#[derive(sqlx::FromRow)]
pub(super) struct Flow {
    pub id: i64,
    client_id: i64,
    kind: String,
    sector: String,
    region: String,
    size_band: String,
    in_force_month: i64,
    ended_month: Option<i64>,
}

impl Flow {
    pub(super) fn client(&self) -> ClientId {
        ClientId(self.client_id)
    }

    /// One stance more that came (or went) this month, in every split.
    pub(super) fn deltas(&self, series: Measure, month: Month) -> Result<Vec<Delta>, StoreError> {
        let in_force =
            Month::from_number(self.in_force_month).ok_or(StoreError::Corrupt("stance.in_force_month"))?;
        let facts = StanceFacts {
            kind: word(&self.kind, "stance.kind")?,
            in_force,
            ended: self.ended_month.and_then(Month::from_number),
            sector: self.sector.clone(),
            region: self.region.clone(),
            size: self.size_band.clone(),
        };
        Ok(trend::stance_deltas(&facts, series, month, 1))
    }
}

/// Puts a written stance in force: the one before it in the same scope ends, cards, checks and trends follow.
pub(super) async fn take_effect(
    tx: &mut Tx,
    id: StanceId,
    approved_by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const REPLACED: &str = "
        UPDATE stance SET state = 'ended', ended_at = $2, ended_month = $3, revision = revision + 1
        WHERE state = 'in_force' AND id <> $1
          AND (client_id, scope_key) = (SELECT client_id, scope_key FROM stance WHERE id = $1)
        RETURNING id, client_id, kind, sector, region, size_band, in_force_month, ended_month";
    const EFFECT: &str = "
        UPDATE stance SET state = 'in_force', in_force_at = $2, in_force_month = $3, approved_by = $4, approved_at = $5,
               revision = revision + 1
        WHERE id = $1 AND state = 'proposed' RETURNING id, client_id, kind, sector, region, size_band, in_force_month, ended_month";
    let month = Month::of_instant(now);
    let replaced: Vec<Flow> = on!(tx, |conn| sqlx::query_as(REPLACED)
        .bind(id.0)
        .bind(now)
        .bind(month.number())
        .fetch_all(&mut *conn)
        .await)?;
    for old in &replaced {
        event(
            tx,
            StanceId(old.id),
            Step::End,
            StanceState::Ended,
            approved_by,
            "",
            now,
        )
        .await?;
        trend::append(tx, &old.deltas(Measure::StancesOut, month)?).await?;
    }
    let started: Option<Flow> = on!(tx, |conn| sqlx::query_as(EFFECT)
        .bind(id.0)
        .bind(now)
        .bind(month.number())
        .bind(approved_by.map(|p| p.0))
        .bind(approved_by.map(|_| now))
        .fetch_optional(&mut *conn)
        .await)?;
    let started = started.ok_or(StoreError::Conflict)?;
    trend::append(tx, &started.deltas(Measure::StancesIn, month)?).await?;
    refresh_card(tx, started.client()).await?;
    facts_moved_on(tx, started.client()).await
}
