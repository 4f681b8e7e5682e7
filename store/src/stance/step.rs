//! Taking a step: the standing is read and the rule asked in the transaction that writes what happened.

use super::card::refresh_card;
use super::row::StandingRow;
use super::{effect, facts_moved_on, ground};
use crate::error::word;
use crate::trend::{self, Delta, EndingFacts, StanceFacts, SteppedDown};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::stance::life::{Event, Standing, Step, StepRefused};
use domain::trend::Measure;
use domain::trend::endings::{self, Ending};
use domain::{ClientId, Month, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// Done, or the rule that forbids it: then the caller drops the transaction.
pub type Told = Result<(), StepRefused>;

/// What the caller has seen of the stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The revision on the page: anything else is a conflict.
    Revision(i64),
    /// Time and replies act on whatever stands.
    Whatever,
}

/// How the log names a stance.
pub(super) fn object(id: StanceId) -> String {
    format!("stance {id}")
}

/// Writes one step of the history.
pub(super) async fn event(
    tx: &mut Tx,
    id: StanceId,
    happened: &Event,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO stance_event (stance_id, step, to_state, by_id, at, reason, details) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(happened.step.code())
        .bind(happened.to.code())
        .bind(happened.by.map(|p| p.0))
        .bind(now)
        .bind(reason.trim())
        .bind(Json(&happened.details))
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Moves the revision on, which keeps everybody else out until the transaction ends, and reads the standing.
pub(super) async fn hold(tx: &mut Tx, id: StanceId, seen: Seen) -> Result<Standing, StoreError> {
    const SQL: &str = "
        UPDATE stance SET revision = revision + 1 WHERE id = $1 AND ($2 < 0 OR revision = $2)
        RETURNING client_id, state, kind, stepped_down_from, stepped_down_on, review_on, proposed_by, sole_confirmer_id,
                  snapshot_hash, approved_by, renewal_until_on, renewal_asked_by, outcome, revision";
    const AUTHORS: &str = "SELECT person_id FROM stance_author WHERE stance_id = $1 ORDER BY person_id";
    let revision = match seen {
        Seen::Revision(revision) => revision.max(0),
        Seen::Whatever => -1,
    };
    let row: Option<StandingRow> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(id.0)
        .bind(revision)
        .fetch_optional(&mut *conn)
        .await)?;
    let row = row.ok_or(StoreError::Conflict)?;
    let authors: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(AUTHORS)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    row.standing(&authors)
}

/// Takes the step that `rule` allows: refuse, ask for a renewal and answer it, lift, step down, end, record the outcome.
/// The other steps have functions of their own.
pub async fn step(
    tx: &mut Tx,
    id: StanceId,
    seen: Seen,
    reason: &str,
    now: DateTime<Utc>,
    rule: impl FnOnce(&Standing) -> Result<Event, StepRefused>,
) -> Result<Told, StoreError> {
    let standing = hold(tx, id, seen).await?;
    let happened = match rule(&standing) {
        Ok(happened) => happened,
        Err(refused) => return Ok(Err(refused)),
    };
    let today = domain::clock::day(now);
    if happened.step == Step::Renew && !ground::bear(tx, id, &standing, today).await? {
        return Ok(Err(StepRefused::NaturalPerson));
    }
    write(tx, id, &happened, reason, now).await.map(Ok)
}

/// Writes what happened: the state, the event, the audit entry, the trend, the card.
pub(super) async fn write(
    tx: &mut Tx,
    id: StanceId,
    happened: &Event,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let before = match happened.step {
        Step::Outcome => Some(Flow::of(tx, id.0).await?.facts()?),
        _ => None,
    };
    let flow = change(tx, id, happened, reason, now).await?;
    event(tx, id, happened, reason, now).await?;
    audit::record(
        tx,
        happened.by,
        verb(happened.step),
        &object(id),
        json!(happened.details),
        now,
    )
    .await?;
    let month = Month::of_instant(now);
    let moved = match happened.step {
        Step::TakeEffect => flow.flow(Measure::StancesIn, month)?,
        Step::StepDown => trend::step_down_deltas(&flow.facts()?),
        Step::Lift | Step::End | Step::Change => [
            flow.flow(Measure::StancesOut, month)?,
            trend::ending_deltas(&flow.facts()?, 1),
        ]
        .concat(),
        // What became of it moves from one cell to another.
        Step::Outcome => {
            let gone = before.map(|before| trend::ending_deltas(&before, -1));
            let come = trend::ending_deltas(&flow.facts()?, 1);
            trend::summed([gone.unwrap_or_default(), come].concat())
        }
        _ => Vec::new(),
    };
    trend::append(tx, &moved).await?;
    let felt = matches!(
        happened.step,
        Step::TakeEffect | Step::StepDown | Step::Lift | Step::End | Step::Change | Step::Renew
    );
    if felt {
        refresh_card(tx, flow.client()).await?;
        facts_moved_on(tx, flow.client()).await?;
    }
    if happened.step == Step::TakeEffect {
        effect::tell_members(tx, id, now).await?;
    }
    Ok(())
}

/// The columns that flows and cards are kept from.
#[derive(sqlx::FromRow)]
pub(super) struct Flow {
    client_id: i64,
    kind: String,
    stepped_down_from: Option<String>,
    stepped_down_month: Option<i64>,
    sector: String,
    region: String,
    size_band: String,
    in_force_month: Option<i64>,
    ended_month: Option<i64>,
    ended_how: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
    relapsed_on: Option<NaiveDate>,
}

/// The columns of a flow.
macro_rules! flow_columns {
    () => {
        "client_id, kind, stepped_down_from, stepped_down_month, sector, region, size_band, in_force_month, ended_month,
         ended_how, ended_at, outcome, relapsed_on"
    };
}

impl Flow {
    /// A stance as it stands in this transaction.
    pub(super) async fn of(tx: &mut Tx, id: i64) -> Result<Self, StoreError> {
        const SQL: &str = concat!("SELECT ", flow_columns!(), " FROM stance WHERE id = $1");
        Ok(on!(tx, |conn| sqlx::query_as(SQL)
            .bind(id)
            .fetch_one(&mut *conn)
            .await)?)
    }

    pub(super) fn client(&self) -> ClientId {
        ClientId(self.client_id)
    }

    pub(super) fn facts(&self) -> Result<StanceFacts, StoreError> {
        let in_force = self
            .in_force_month
            .and_then(Month::from_number)
            .ok_or(StoreError::Corrupt("stance.in_force_month"))?;
        Ok(StanceFacts {
            kind: word(&self.kind, "stance.kind")?,
            in_force,
            ended: self.ended_month.and_then(Month::from_number),
            sector: self.sector.clone(),
            region: self.region.clone(),
            size: self.size_band.clone(),
            stepped_down: stepped_down(self.stepped_down_from.as_deref(), self.stepped_down_month)?,
            ending: ending(
                self.ended_how.as_deref(),
                self.ended_at,
                self.outcome.as_deref(),
                self.relapsed_on,
            )?,
        })
    }

    /// One stance more that came (or went) this month, in every split.
    fn flow(&self, series: Measure, month: Month) -> Result<Vec<Delta>, StoreError> {
        Ok(trend::stance_deltas(&self.facts()?, series, month, 1))
    }
}

/// The kind before a stance stepped down, with the month.
pub(crate) fn stepped_down(
    from: Option<&str>,
    month: Option<i64>,
) -> Result<Option<SteppedDown>, StoreError> {
    let Some((from, month)) = from.zip(month.and_then(Month::from_number)) else {
        return Ok(None);
    };
    Ok(Some(SteppedDown {
        from: word(from, "stance.stepped_down_from")?,
        month,
    }))
}

/// How it ended and what became of it, from its columns.
pub(crate) fn ending(
    how: Option<&str>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<&str>,
    relapsed_on: Option<NaiveDate>,
) -> Result<Option<EndingFacts>, StoreError> {
    let Some((how, ended_at)) = how.zip(ended_at) else {
        return Ok(None);
    };
    Ok(Some(EndingFacts {
        how: word(how, "stance.ended_how")?,
        became: outcome.map(|o| word(o, "stance.outcome")).transpose()?,
        relapsed: endings::relapsed(domain::clock::day(ended_at), relapsed_on),
    }))
}

/// `UPDATE … RETURNING` the columns of a flow.
macro_rules! returning {
    ($set:literal) => {
        concat!(
            "UPDATE stance SET ",
            $set,
            " WHERE id = $1 RETURNING ",
            flow_columns!()
        )
    };
}

/// Writes the new state.
async fn change(
    tx: &mut Tx,
    id: StanceId,
    happened: &Event,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Flow, StoreError> {
    let details = &happened.details;
    let month = Month::of_instant(now).number();
    let by = happened.by.map(|person| person.0);
    macro_rules! run {
        ($set:literal $(, $value:expr)*) => {
            on!(tx, |conn| sqlx::query_as(returning!($set)).bind(id.0)$(.bind($value))*.fetch_one(&mut *conn).await)?
        };
    }
    let flow = match happened.step {
        Step::Approve => run!("state = $2, approved_by = $3, approved_at = $4", happened.to.code(), by, now),
        Step::TakeEffect => run!(
            "state = $2, in_force_at = $3, in_force_month = $4, note_from = $5",
            happened.to.code(),
            now,
            month,
            domain::clock::day(now)
        ),
        Step::AskRenewal => run!(
            "renewal_until_on = $2, renewal_reason = $3, renewal_asked_by = $4, renewed_by = NULL",
            details.review_on,
            reason.trim(),
            by
        ),
        Step::Renew => run!(
            "review_on = $2, renewal_until_on = NULL, renewed_by = $3",
            details.review_on,
            by
        ),
        Step::DeclineRenewal => run!("renewal_until_on = NULL"),
        Step::StepDown => run!(
            "stepped_down_from = CASE WHEN kind = $2 THEN stepped_down_from ELSE kind END, kind = $2, review_on = $3,
             stepped_down_on = $4, stepped_down_month = $5, conditions = $6, renewal_until_on = NULL",
            details.kind.map(domain::stance::StanceKind::code),
            details.review_on,
            details.on,
            month,
            Json(Vec::<domain::stance::condition::Condition>::new())
        ),
        Step::Lift | Step::End | Step::Change => run!(
            "state = $2, ended_at = $3, ended_month = $4, outcome = $5, ended_how = $6, renewal_until_on = NULL",
            happened.to.code(),
            now,
            month,
            details.outcome.map(domain::stance::life::Outcome::code),
            how_it_ends(happened.step).map(Ending::code)
        ),
        Step::Refuse => run!("state = $2, ended_at = $3", happened.to.code(), now),
        Step::Outcome => run!("outcome = $2", details.outcome.map(domain::stance::life::Outcome::code)),
        _ => run!("state = $2", happened.to.code()),
    };
    Ok(flow)
}

const fn how_it_ends(step: Step) -> Option<Ending> {
    match step {
        Step::Lift => Some(Ending::Lifted),
        Step::End => Some(Ending::Ended),
        Step::Change => Some(Ending::Replaced),
        _ => None,
    }
}

const fn verb(step: Step) -> AuditAction {
    match step {
        Step::Propose => AuditAction::ProposeStance,
        Step::Amend => AuditAction::AmendStance,
        Step::Notify | Step::Send | Step::Receive | Step::Bounce | Step::Extend => AuditAction::SendStance,
        Step::Reply | Step::Hear => AuditAction::HearStance,
        Step::Approve | Step::TakeEffect => AuditAction::ApproveStance,
        Step::Refuse => AuditAction::RefuseStance,
        Step::AskRenewal | Step::Renew | Step::DeclineRenewal => AuditAction::RenewStance,
        Step::Lift => AuditAction::LiftStance,
        Step::StepDown => AuditAction::StepDownStance,
        Step::Change | Step::End => AuditAction::EndStance,
        Step::Outcome => AuditAction::RecordOutcome,
    }
}
