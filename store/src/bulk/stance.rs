//! Stances with their grounds and events, as they stand.

use super::{Totals, insert};
use crate::trend::{StanceFacts, stance_deltas};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::issue::Dimensions;
use domain::stance::life::{StanceState, Step};
use domain::stance::{Proposal, StanceCard};
use domain::trend::Measure;
use domain::{Month, PersonId, StanceId};
use sqlx::types::Json;

/// One step of a stance's life.
#[derive(Debug, Clone)]
pub struct StanceStep {
    pub step: Step,
    pub to: StanceState,
    pub by: Option<PersonId>,
    pub at: DateTime<Utc>,
    pub reason: String,
}

/// A stance as it stands, with its history.
#[derive(Debug, Clone)]
pub struct NewStance {
    pub id: StanceId,
    pub proposal: Proposal,
    pub state: StanceState,
    pub sent_on: Option<NaiveDate>,
    pub note_from: Option<NaiveDate>,
    pub proposed_by: PersonId,
    pub proposed_at: DateTime<Utc>,
    pub approved_by: Option<PersonId>,
    pub in_force_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Frozen when it was proposed.
    pub dimensions: Dimensions,
    pub steps: Vec<StanceStep>,
}

impl NewStance {
    /// As the client's card shows it, while it is in force.
    pub fn card(&self) -> Option<StanceCard> {
        let in_force_at = self.in_force_at.filter(|_| self.state == StanceState::InForce)?;
        Some(StanceCard {
            id: self.id,
            kind: self.proposal.kind,
            scope: self.proposal.scope.clone(),
            conditions: self.proposal.conditions.clone(),
            review_on: self.proposal.review_on,
            in_force_on: domain::clock::day(in_force_at),
            note: Some(self.proposal.note.clone()),
            note_from: self.note_from,
            to_lift: self.proposal.to_lift.clone(),
            running: self.proposal.running,
        })
    }

    /// Flows count a stance when it comes into force and when it ends.
    fn count(&self, totals: &mut Totals) {
        let Some(in_force) = self.in_force_at.map(Month::of_instant) else {
            return;
        };
        let facts = StanceFacts {
            kind: self.proposal.kind,
            in_force,
            ended: self.ended_at.map(Month::of_instant),
            sector: self.dimensions.sector.code().to_owned(),
            region: self.dimensions.region.code().to_owned(),
            size: self.dimensions.size.code().to_owned(),
        };
        totals.add(stance_deltas(&facts, Measure::StancesIn, in_force, 1));
        if let Some(ended) = facts.ended {
            totals.add(stance_deltas(&facts, Measure::StancesOut, ended, 1));
        }
    }
}

/// Writes stances, their grounds and their events; what they count as goes to `totals`.
pub async fn stances(tx: &mut Tx, stances: &[NewStance], totals: &mut Totals) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO stance (id, client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, \
         to_lift, note_fr, note_nl, sent_on, note_from, proposed_by, proposed_at, approved_by, approved_at, \
         in_force_at, ended_at, in_force_month, ended_month, sector, region, size_band, revision)",
        27,
        stances,
        |s, q| q
            .bind(s.id.0)
            .bind(s.proposal.client.0)
            .bind(s.proposal.kind.code())
            .bind(s.state.code())
            .bind(Json(&s.proposal.scope))
            .bind(s.proposal.scope.key())
            .bind(Json(&s.proposal.conditions))
            .bind(s.proposal.reason.as_str())
            .bind(s.proposal.running.code())
            .bind(s.proposal.review_on)
            .bind(s.proposal.to_lift.as_str())
            .bind(s.proposal.note.fr.as_str())
            .bind(s.proposal.note.nl.as_str())
            .bind(s.sent_on)
            .bind(s.note_from)
            .bind(s.proposed_by.0)
            .bind(s.proposed_at)
            .bind(s.approved_by.map(|p| p.0))
            .bind(s.approved_by.and(s.in_force_at))
            .bind(s.in_force_at)
            .bind(s.ended_at)
            .bind(s.in_force_at.map(|at| Month::of_instant(at).number()))
            // A refused proposal was never in force: it ends in no month.
            .bind(
                s.in_force_at
                    .and(s.ended_at)
                    .map(|at| Month::of_instant(at).number())
            )
            .bind(s.dimensions.sector.code())
            .bind(s.dimensions.region.code())
            .bind(s.dimensions.size.code())
            .bind(s.steps.len() as i64)
    );
    let grounds: Vec<(i64, i64)> = stances
        .iter()
        .flat_map(|s| s.proposal.grounds.iter().map(|g| (s.id.0, g.0)))
        .collect();
    insert!(
        tx,
        "INSERT INTO stance_ground (stance_id, issue_id)",
        2,
        grounds,
        |row, q| q.bind(row.0).bind(row.1)
    );
    let steps: Vec<(i64, &StanceStep)> = stances
        .iter()
        .flat_map(|s| s.steps.iter().map(|e| (s.id.0, e)))
        .collect();
    insert!(
        tx,
        "INSERT INTO stance_event (stance_id, step, to_state, by_id, at, reason)",
        6,
        steps,
        |row, q| q
            .bind(row.0)
            .bind(row.1.step.code())
            .bind(row.1.to.code())
            .bind(row.1.by.map(|p| p.0))
            .bind(row.1.at)
            .bind(row.1.reason.as_str())
    );
    for stance in stances {
        stance.count(totals);
    }
    Ok(())
}
