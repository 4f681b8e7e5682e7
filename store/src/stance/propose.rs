//! Putting a stance forward, and changing a text that is not yet approved.

use super::step::{self, Seen, Told, event, object};
use super::{ground, version};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::stance::life::{self, Judged};
use domain::stance::{Proposal, on_debts};
use domain::{Person, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// Sector, region and size band of the client, frozen on the stance.
#[derive(sqlx::FromRow)]
struct Frozen {
    sector: String,
    region: String,
    contracts: i64,
}

const INSERT: &str = "
    INSERT INTO stance (client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, to_lift,
                        note_fr, note_nl, on_debts, recommended, policy_id, departs_because, replaces_id, sole_confirmer_id,
                        proposed_by, proposed_at, sector, region, size_band)
    VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
            (SELECT s.id FROM stance s WHERE s.client_id = $1 AND s.scope_key = $4 AND s.state = 'in_force'),
            $16, $17, $18, $19, $20, $21) RETURNING id";

/// Writes a proposal that passed [`domain::stance::problems`]; its client is heard before anything else.
pub async fn propose(
    tx: &mut Tx,
    proposal: &Proposal,
    by: &Person,
    now: DateTime<Utc>,
) -> Result<Result<StanceId, life::StepRefused>, StoreError> {
    const FROZEN: &str = "SELECT sector, region, contracts FROM client_card WHERE client_id = $1";
    let grounds = ground::of_issues(tx, &proposal.grounds).await?;
    let sole = life::sole_confirmer(&grounds);
    let happened = match life::propose(by, proposal.client, proposal.kind, proposal.review_on, sole) {
        Ok(happened) => happened,
        Err(refused) => return Ok(Err(refused)),
    };
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
        .bind(on_debts(&grounds))
        .bind(proposal.recommended.map_or("", |advice| advice.code()))
        .bind(proposal.policy)
        .bind(proposal.departs_because.trim())
        .bind(sole.map(|person| person.0))
        .bind(by.id.0)
        .bind(now)
        .bind(&frozen.sector)
        .bind(&frozen.region)
        .bind(size.code())
        .fetch_one(&mut *conn)
        .await)?;
    let id = StanceId(id);
    write_grounds(tx, id, proposal).await?;
    author(tx, id, by.id).await?;
    event(tx, id, &happened, &proposal.reason, now).await?;
    let details = json!({"kind": proposal.kind, "client": proposal.client});
    audit::record(
        tx,
        Some(by.id),
        AuditAction::ProposeStance,
        &object(id),
        details,
        now,
    )
    .await?;
    let written = version::current_in(tx, id).await?;
    version::keep(tx, id, &written, Some(by.id), now).await?;
    Ok(Ok(id))
}

async fn write_grounds(tx: &mut Tx, id: StanceId, proposal: &Proposal) -> Result<(), StoreError> {
    const GROUND: &str =
        "INSERT INTO stance_ground (stance_id, issue_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    for issue in &proposal.grounds {
        on!(tx, |conn| sqlx::query(GROUND)
            .bind(id.0)
            .bind(issue.0)
            .execute(&mut *conn)
            .await
            .map(drop))?;
    }
    Ok(())
}

async fn author(tx: &mut Tx, id: StanceId, by: domain::PersonId) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO stance_author (stance_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(by.0)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

const AMEND: &str = "
    UPDATE stance SET kind = $2, scope = $3, scope_key = $4, conditions = $5, reason = $6, running = $7, review_on = $8,
           to_lift = $9, note_fr = $10, note_nl = $11, on_debts = $12, recommended = $13, policy_id = $14,
           departs_because = $15, sole_confirmer_id = $16
    WHERE id = $1";
/// What was sent and heard no longer counts.
const VOID: &str =
    "UPDATE stance SET state = 'proposed', sent_on = NULL, snapshot = NULL, snapshot_hash = '' WHERE id = $1";

/// Changes a text that is not yet approved. Where the client would read the change, what was sent no longer counts.
pub async fn amend(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    proposal: &Proposal,
    by: &Person,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Told, StoreError> {
    let held = step::hold(tx, id, Seen::Revision(revision)).await?;
    let before = version::current_in(tx, id).await?;
    let grounds = ground::of_issues(tx, &proposal.grounds).await?;
    // Whether the facts of a ground moved is not this change: the grounds are compared by what they are.
    let kept = before
        .judged
        .grounds
        .iter()
        .filter(|g| proposal.grounds.contains(&g.issue));
    let same_grounds = before.judged.grounds.len() == proposal.grounds.len();
    let after = Judged::new(proposal, kept.cloned().collect());
    let material = !same_grounds || after.canonical() != before.judged.canonical();
    let sole = life::sole_confirmer(&grounds);
    let asked = life::amend(
        &held,
        by,
        proposal.kind,
        proposal.review_on,
        sole,
        material,
        reason,
    );
    let happened = match asked {
        Ok(happened) => happened,
        Err(refused) => return Ok(Err(refused)),
    };
    on!(tx, |conn| sqlx::query(AMEND)
        .bind(id.0)
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
        .bind(on_debts(&grounds))
        .bind(proposal.recommended.map_or("", |advice| advice.code()))
        .bind(proposal.policy)
        .bind(proposal.departs_because.trim())
        .bind(sole.map(|person| person.0))
        .execute(&mut *conn)
        .await
        .map(drop))?;
    if material {
        for sql in ["DELETE FROM stance_ground WHERE stance_id = $1", VOID] {
            on!(tx, |conn| sqlx::query(sql)
                .bind(id.0)
                .execute(&mut *conn)
                .await
                .map(drop))?;
        }
        write_grounds(tx, id, proposal).await?;
        author(tx, id, by.id).await?;
    }
    event(tx, id, &happened, reason, now).await?;
    let details = json!({"material": material});
    audit::record(
        tx,
        Some(by.id),
        AuditAction::AmendStance,
        &object(id),
        details,
        now,
    )
    .await?;
    let written = version::current_in(tx, id).await?;
    version::keep(tx, id, &written, Some(by.id), now).await?;
    Ok(Ok(()))
}
