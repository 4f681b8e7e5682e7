//! Stances with their grounds, authors, versions and events, as they stand.

use super::{Totals, insert};
use crate::trend::{EndingFacts, StanceFacts, SteppedDown, ending_deltas, stance_deltas, step_down_deltas};
use crate::{StoreError, Tx, house};
use chrono::{DateTime, NaiveDate, Utc};
use domain::issue::Dimensions;
use domain::stance::life::{Event, Frozen, StanceState, Standing, Step, replay, sole_confirmer};
use domain::stance::{Ground, Proposal, StanceCard};
use domain::trend::Measure;
use domain::trend::endings::{self, Ending};
use domain::{Month, PersonId, StanceId};
use sqlx::types::Json;

/// One step of a stance's life.
#[derive(Debug, Clone)]
pub struct StanceStep {
    pub event: Event,
    pub at: DateTime<Utc>,
    pub reason: String,
}

/// A stance with its history, from which everything else follows.
#[derive(Debug, Clone)]
pub struct NewStance {
    pub id: StanceId,
    pub proposal: Proposal,
    pub grounds: Vec<Ground>,
    pub sent_on: Option<NaiveDate>,
    /// What was put to the client.
    pub frozen: Option<Frozen>,
    /// Frozen when it was proposed.
    pub dimensions: Dimensions,
    pub standing: Standing,
    pub steps: Vec<StanceStep>,
    /// The first day after its end on which the same was confirmed of the client again.
    pub relapsed_on: Option<NaiveDate>,
}

impl NewStance {
    /// A stance with this history; `None` where it does not begin with a proposal.
    pub fn new(
        id: StanceId,
        proposal: Proposal,
        grounds: Vec<Ground>,
        dimensions: Dimensions,
        steps: Vec<StanceStep>,
    ) -> Option<Self> {
        let standing = replay(proposal.client, steps.iter().map(|step| &step.event))?;
        Some(Self {
            id,
            proposal,
            grounds,
            sent_on: None,
            frozen: None,
            dimensions,
            standing,
            steps,
            relapsed_on: None,
        })
    }

    fn moment(&self, wanted: impl Fn(Step) -> bool) -> Option<DateTime<Utc>> {
        self.steps
            .iter()
            .find(|step| wanted(step.event.step))
            .map(|step| step.at)
    }

    /// When it was put forward.
    pub fn proposed_at(&self) -> Option<DateTime<Utc>> {
        self.moment(|step| step == Step::Propose)
    }

    /// When it took effect.
    pub fn in_force_at(&self) -> Option<DateTime<Utc>> {
        self.moment(|step| step == Step::TakeEffect)
    }

    /// When it was over, refused ones too.
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.moment(|step| matches!(step, Step::Refuse | Step::Lift | Step::Change | Step::End))
    }

    fn stepped_down(&self) -> Option<SteppedDown> {
        let from = self.standing.stepped_down_from?;
        let month = Month::of_instant(self.moment(|step| step == Step::StepDown)?);
        Some(SteppedDown { from, month })
    }

    fn ended_how(&self) -> Option<Ending> {
        self.steps.iter().find_map(|step| match step.event.step {
            Step::Lift => Some(Ending::Lifted),
            Step::End => Some(Ending::Ended),
            Step::Change => Some(Ending::Replaced),
            _ => None,
        })
    }

    fn ending(&self) -> Option<EndingFacts> {
        let ended_on = domain::clock::day(self.ended_at()?);
        Some(EndingFacts {
            how: self.ended_how()?,
            became: self.standing.outcome,
            relapsed: endings::relapsed(ended_on, self.relapsed_on),
        })
    }

    fn note_from(&self) -> Option<NaiveDate> {
        self.in_force_at().map(domain::clock::day)
    }

    fn conditions(&self) -> Vec<domain::stance::condition::Condition> {
        if self.standing.stepped_down_on.is_some() {
            Vec::new()
        } else {
            self.proposal.conditions.clone()
        }
    }

    /// As the client's card shows it, while it is in force.
    pub fn card(&self) -> Option<StanceCard> {
        let in_force_at = self
            .in_force_at()
            .filter(|_| self.standing.state == StanceState::InForce)?;
        Some(StanceCard {
            id: self.id,
            kind: self.standing.kind,
            scope: self.proposal.scope.clone(),
            conditions: self.conditions(),
            review_on: self.standing.review_on,
            in_force_on: domain::clock::day(in_force_at),
            note: Some(self.proposal.note.clone()),
            note_from: self.note_from(),
            to_lift: self.proposal.to_lift.clone(),
            running: self.proposal.running,
            filters: self.grounds.iter().map(|ground| ground.filter).collect(),
            replies: Vec::new(),
        })
    }

    /// Flows count a stance when it comes into force and when it ends.
    fn count(&self, totals: &mut Totals) {
        let Some(in_force) = self.in_force_at().map(Month::of_instant) else {
            return;
        };
        let facts = StanceFacts {
            kind: self.standing.kind,
            in_force,
            ended: self.ended_at().map(Month::of_instant),
            sector: self.dimensions.sector.code().to_owned(),
            region: self.dimensions.region.code().to_owned(),
            size: self.dimensions.size.code().to_owned(),
            stepped_down: self.stepped_down(),
            ending: self.ending(),
        };
        totals.add(stance_deltas(&facts, Measure::StancesIn, in_force, 1));
        totals.add(step_down_deltas(&facts));
        if let Some(ended) = facts.ended {
            totals.add(stance_deltas(&facts, Measure::StancesOut, ended, 1));
            totals.add(ending_deltas(&facts, 1));
        }
    }
}

/// Writes stances with all that belongs to them; what they count as goes to `totals`.
pub async fn stances(tx: &mut Tx, stances: &[NewStance], totals: &mut Totals) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO stance (id, client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, \
         to_lift, note_fr, note_nl, sent_on, note_from, proposed_by, proposed_at, approved_by, approved_at, \
         in_force_at, ended_at, in_force_month, ended_month, sector, region, size_band, stepped_down_from, \
         stepped_down_on, stepped_down_month, sole_confirmer_id, outcome, snapshot, snapshot_hash, recommended, \
         departs_because, revision, ended_how, relapsed_on)",
        38,
        stances,
        |s, q| q
            .bind(s.id.0)
            .bind(s.proposal.client.0)
            .bind(s.standing.kind.code())
            .bind(s.standing.state.code())
            .bind(Json(&s.proposal.scope))
            .bind(s.proposal.scope.key())
            .bind(Json(s.conditions()))
            .bind(s.proposal.reason.as_str())
            .bind(s.proposal.running.code())
            .bind(s.standing.review_on)
            .bind(s.proposal.to_lift.as_str())
            .bind(s.proposal.note.fr.as_str())
            .bind(s.proposal.note.nl.as_str())
            .bind(s.sent_on)
            .bind(s.note_from())
            .bind(s.standing.proposer().map(|p| p.0))
            .bind(s.proposed_at())
            .bind(s.standing.approved_by.map(|p| p.0))
            .bind(s.moment(|step| step == Step::Approve))
            .bind(s.in_force_at())
            .bind(s.ended_at())
            .bind(s.in_force_at().map(|at| Month::of_instant(at).number()))
            // A refused proposal was never in force: it ends in no month.
            .bind(
                s.in_force_at()
                    .and(s.ended_at())
                    .map(|at| Month::of_instant(at).number())
            )
            .bind(s.dimensions.sector.code())
            .bind(s.dimensions.region.code())
            .bind(s.dimensions.size.code())
            .bind(s.standing.stepped_down_from.map(domain::stance::StanceKind::code))
            .bind(s.standing.stepped_down_on)
            .bind(s.stepped_down().map(|down| down.month.number()))
            .bind(sole_confirmer(&s.grounds).map(|p| p.0))
            .bind(s.standing.outcome.map(domain::stance::life::Outcome::code))
            .bind(s.frozen.as_ref().map(Json))
            .bind(s.standing.judged.as_str())
            .bind(s.proposal.recommended.map_or("", |advice| advice.code()))
            .bind(s.proposal.departs_because.as_str())
            .bind(s.steps.len() as i64)
            .bind(s.ended_how().map(Ending::code))
            .bind(s.relapsed_on)
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
    let authors: Vec<(i64, PersonId)> = stances
        .iter()
        .flat_map(|s| s.standing.authors.iter().map(|a| (s.id.0, *a)))
        .collect();
    insert!(
        tx,
        "INSERT INTO stance_author (stance_id, person_id)",
        2,
        authors,
        |row, q| q.bind(row.0).bind(row.1.0)
    );
    let versions: Vec<(&NewStance, &Frozen)> = stances
        .iter()
        .filter_map(|s| s.frozen.as_ref().map(|frozen| (s, frozen)))
        .collect();
    insert!(
        tx,
        "INSERT INTO stance_version (stance_id, hash, content, by_id, at)",
        5,
        versions,
        |row, q| q
            .bind(row.0.id.0)
            .bind(house::hash(&row.1.judged.canonical()))
            .bind(Json(&row.1.judged))
            .bind(row.0.standing.proposer().map(|p| p.0))
            .bind(row.0.proposed_at())
    );
    let steps: Vec<(i64, &StanceStep)> = stances
        .iter()
        .flat_map(|s| s.steps.iter().map(|e| (s.id.0, e)))
        .collect();
    insert!(
        tx,
        "INSERT INTO stance_event (stance_id, step, to_state, by_id, at, reason, details)",
        7,
        steps,
        |row, q| q
            .bind(row.0)
            .bind(row.1.event.step.code())
            .bind(row.1.event.to.code())
            .bind(row.1.event.by.map(|p| p.0))
            .bind(row.1.at)
            .bind(row.1.reason.as_str())
            .bind(Json(&row.1.event.details))
    );
    for stance in stances {
        stance.count(totals);
    }
    Ok(())
}

/// The hash that names what was put to a client.
pub fn judged_hash(frozen: &Frozen) -> String {
    house::hash(&frozen.judged.canonical())
}
