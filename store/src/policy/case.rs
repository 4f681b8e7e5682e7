//! Past cases by their facts: kept once for each choice, and the closest ones found again for equal treatment.

use super::{choices as choices_of, in_force, record};
use crate::error::word;
use crate::many::among;
use crate::trend::{self, Delta};
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::client::sector::SectorGroup;
use domain::policy::alike::{self, Profile};
use domain::policy::recommend;
use domain::stance::StanceKind;
use domain::stance::condition::Condition;
use domain::stance::life::StanceState;
use domain::trend::{Measure, Split, choices};
use domain::{ClientId, Month, StanceId};
use sqlx::types::Json;

/// Cases that are looked at: the newest.
const NEWEST: i64 = 1_000;
/// Cases that are written down in one go.
const AT_ONCE: i64 = 100;

const MISSING: &str = "
    SELECT s.id, s.client_id, s.kind, s.stepped_down_from, s.state, s.recommended, s.in_force_at, s.ended_at FROM stance s
    WHERE s.state IN ('in_force', 'lifted', 'ended', 'refused')
      AND NOT EXISTS (SELECT 1 FROM policy_case k WHERE k.stance_id = s.id)
    ORDER BY s.id LIMIT $1";
const KEEP: &str = "
    INSERT INTO policy_case (stance_id, facts_on, recommended, policy_id, facts_json, choice, size_band, decided_month)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (stance_id) DO NOTHING";
/// The other choice of a client that counts as its newest so far.
const NEWEST_SO_FAR: &str = "
    SELECT k.stance_id, k.choice, k.size_band, k.decided_month FROM policy_case k JOIN stance s ON s.id = k.stance_id
    WHERE s.client_id = $1 AND k.newest AND k.stance_id <> $2 ORDER BY k.stance_id DESC LIMIT 1";
const ALL_CHOICES: &str = "
    SELECT stance_id, choice, size_band, decided_month, newest FROM policy_case WHERE stance_id > $1 ORDER BY stance_id LIMIT $2";
const CASES: &str = "
    SELECT k.stance_id, k.facts_on, k.recommended, k.facts_json, s.kind, s.stepped_down_from, s.state, s.conditions, s.sector
    FROM policy_case k JOIN stance s ON s.id = k.stance_id
    WHERE s.client_id <> $1 AND s.state IN ('in_force', 'lifted', 'ended', 'refused')
    ORDER BY k.stance_id DESC LIMIT $2";

/// Writes down the cases of choices that were made since, as their facts and their policy were on the day of the proposal.
/// Gives how many; whoever else does it at the same time writes nothing twice.
pub async fn keep_cases(store: &Store) -> Result<u64, StoreError> {
    let missing: Vec<MissingRow> = read!(store, |pool| sqlx::query_as(MISSING)
        .bind(AT_ONCE)
        .fetch_all(pool)
        .await)?;
    let mut kept = 0;
    for row in missing {
        let (stance, client) = (row.id, ClientId(row.client_id));
        let of_client = choices_of(store, client, client).await?;
        let choice = of_client
            .get(&client)
            .and_then(|all| all.iter().find(|choice| choice.stance == StanceId(stance)));
        let (Some(choice), Some(record)) = (choice, record(store, client, None).await?) else {
            continue;
        };
        let policy = in_force(store, choice.on).await?;
        let facts = record.facts_on(&policy.content, choice.on);
        let recommendation = recommend(&policy.content, &facts, choice.on);
        let profile = Profile::of(&facts, &recommendation, record.touched(choice.on).contracts);
        let decided = row.decided(recommendation.stance, profile.size.code())?;
        let mut tx = store.write().await?;
        let done = on!(&mut tx, |conn| sqlx::query(KEEP)
            .bind(stance)
            .bind(choice.on)
            .bind(domain::policy::code(recommendation.stance))
            .bind(policy.summary.id.0)
            .bind(Json(&profile))
            .bind(&decided.choice)
            .bind(&decided.size_band)
            .bind(decided.decided_month)
            .execute(&mut *conn)
            .await)?;
        if done.rows_affected() == 1 {
            count(&mut tx, client, &decided).await?;
        }
        tx.commit().await?;
        kept += done.rows_affected();
    }
    Ok(kept)
}

#[derive(sqlx::FromRow)]
struct MissingRow {
    id: i64,
    client_id: i64,
    kind: String,
    stepped_down_from: Option<String>,
    state: String,
    recommended: String,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl MissingRow {
    /// What was chosen, beside what people saw recommended: where nobody was shown anything, what the policy says of that day.
    fn decided(&self, computed: Option<StanceKind>, size_band: &str) -> Result<DecidedRow, StoreError> {
        let at = self.in_force_at.or(self.ended_at);
        let seen = domain::policy::from_code(&self.recommended).unwrap_or(computed);
        let kind = self.stepped_down_from.as_ref().unwrap_or(&self.kind);
        let chosen = match word(&self.state, "stance.state")? {
            StanceState::Refused => None,
            _ => Some(word(kind, "stance.kind")?),
        };
        Ok(DecidedRow {
            stance_id: self.id,
            choice: choices::cell(seen, chosen),
            size_band: size_band.to_owned(),
            decided_month: at
                .map(|at| Month::of_instant(at).number())
                .ok_or(StoreError::Corrupt("stance.in_force_at"))?,
        })
    }
}

/// A choice as it is counted.
#[derive(sqlx::FromRow)]
struct DecidedRow {
    stance_id: i64,
    choice: String,
    size_band: String,
    decided_month: i64,
}

impl DecidedRow {
    fn month(&self) -> Result<Month, StoreError> {
        Month::from_number(self.decided_month).ok_or(StoreError::Corrupt("policy_case.decided_month"))
    }

    fn as_choice(&self) -> Result<Delta, StoreError> {
        Ok(Delta::new(
            Measure::Choices,
            self.month()?,
            Split::Choice,
            &self.choice,
            1,
        ))
    }

    fn as_client(&self, n: i64) -> Result<Delta, StoreError> {
        let cell = format!("{}:{}", self.size_band, self.choice);
        Ok(Delta::new(
            Measure::ClientChoices,
            self.month()?,
            Split::SizeChoice,
            cell,
            n,
        ))
    }
}

/// Counts a choice, and makes it the newest of its client where it is.
async fn count(tx: &mut Tx, client: ClientId, decided: &DecidedRow) -> Result<(), StoreError> {
    const SET: &str = "UPDATE policy_case SET newest = $2 WHERE stance_id = $1";
    let before: Option<DecidedRow> = on!(&mut *tx, |conn| sqlx::query_as(NEWEST_SO_FAR)
        .bind(client.0)
        .bind(decided.stance_id)
        .fetch_optional(&mut *conn)
        .await)?;
    let mut deltas = vec![decided.as_choice()?];
    if before
        .as_ref()
        .is_none_or(|before| before.stance_id < decided.stance_id)
    {
        let set = [
            (Some(decided.stance_id), true),
            (before.as_ref().map(|b| b.stance_id), false),
        ];
        for (stance, newest) in set {
            let Some(stance) = stance else { continue };
            on!(&mut *tx, |conn| sqlx::query(SET)
                .bind(stance)
                .bind(newest)
                .execute(&mut *conn)
                .await)?;
        }
        deltas.push(decided.as_client(1)?);
        if let Some(before) = before {
            deltas.push(before.as_client(-1)?);
        }
    }
    trend::append(tx, &trend::summed(deltas)).await
}

/// Choices about stances that are erased with their client are counted no more.
pub(crate) async fn forget_choices(tx: &mut Tx, stances: &[i64]) -> Result<(), StoreError> {
    let rows = among!(
        tx,
        CountedRow,
        "SELECT stance_id, choice, size_band, decided_month, newest FROM policy_case WHERE stance_id IN (",
        stances,
        ")"
    );
    let mut deltas = Vec::new();
    for row in &rows {
        deltas.extend(row.counted()?);
    }
    for delta in &mut deltas {
        delta.delta = -delta.delta;
    }
    trend::append(tx, &trend::summed(deltas)).await
}

#[derive(sqlx::FromRow)]
struct CountedRow {
    #[sqlx(flatten)]
    decided: DecidedRow,
    newest: bool,
}

impl CountedRow {
    fn counted(&self) -> Result<Vec<Delta>, StoreError> {
        let mut deltas = vec![self.decided.as_choice()?];
        if self.newest {
            deltas.push(self.decided.as_client(1)?);
        }
        Ok(deltas)
    }
}

/// What all kept choices count as, for verifying.
pub(crate) async fn choices_counted(store: &Store) -> Result<Vec<Delta>, StoreError> {
    let mut deltas = Vec::new();
    let mut last = 0;
    loop {
        let rows: Vec<CountedRow> = read!(store, |pool| sqlx::query_as(ALL_CHOICES)
            .bind(last)
            .bind(5_000_i64)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last() else { return Ok(deltas) };
        last = end.decided.stance_id;
        for row in &rows {
            deltas.extend(row.counted()?);
        }
        deltas = trend::summed(deltas);
    }
}

/// A past case: its facts, what was recommended, and what was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCase {
    pub stance: StanceId,
    pub on: NaiveDate,
    pub sector: SectorGroup,
    pub profile: Profile,
    pub recommended: Option<StanceKind>,
    /// `None` where the proposal was refused.
    pub chosen: Option<StanceKind>,
    pub conditions: Vec<Condition>,
    /// How far its facts lie from those asked for ([`alike::distance`]).
    pub distance: i64,
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    stance_id: i64,
    facts_on: NaiveDate,
    recommended: String,
    facts_json: Json<Profile>,
    kind: String,
    stepped_down_from: Option<String>,
    state: String,
    conditions: Json<Vec<Condition>>,
    sector: String,
}

/// The `n` past cases of other clients whose facts are closest, the closest first.
pub async fn closest(
    store: &Store,
    client: ClientId,
    to: &Profile,
    n: usize,
) -> Result<Vec<PastCase>, StoreError> {
    let rows: Vec<CaseRow> = read!(store, |pool| sqlx::query_as(CASES)
        .bind(client.0)
        .bind(NEWEST)
        .fetch_all(pool)
        .await)?;
    // The newest come first, and at the same distance the later in the list is taken: turn them round.
    let mut cases = rows
        .into_iter()
        .map(|row| past_case(row).map(|case| (case.profile.clone(), case)))
        .collect::<Result<Vec<_>, _>>()?;
    cases.reverse();
    let found = alike::closest(to, &cases, n);
    Ok(found
        .into_iter()
        .map(|(distance, _, case)| PastCase { distance, ..case })
        .collect())
}

fn past_case(row: CaseRow) -> Result<PastCase, StoreError> {
    let kind = row.stepped_down_from.as_ref().unwrap_or(&row.kind);
    let state: StanceState = word(&row.state, "stance.state")?;
    Ok(PastCase {
        stance: StanceId(row.stance_id),
        on: row.facts_on,
        sector: word(&row.sector, "stance.sector")?,
        profile: row.facts_json.0,
        recommended: domain::policy::from_code(&row.recommended).flatten(),
        chosen: match state {
            StanceState::Refused => None,
            _ => Some(word(kind, "stance.kind")?),
        },
        conditions: row.conditions.0,
        distance: 0,
    })
}
