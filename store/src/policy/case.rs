//! Past cases by their facts: kept once for each choice, and the closest ones found again for equal treatment.

use super::{choices, in_force, record};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::client::sector::SectorGroup;
use domain::policy::alike::{self, Profile};
use domain::policy::recommend;
use domain::stance::StanceKind;
use domain::stance::condition::Condition;
use domain::stance::life::StanceState;
use domain::{ClientId, StanceId};
use sqlx::types::Json;

/// Cases that are looked at: the newest.
const NEWEST: i64 = 1_000;
/// Cases that are written down in one go.
const AT_ONCE: i64 = 100;

const MISSING: &str = "
    SELECT s.id, s.client_id FROM stance s
    WHERE s.state IN ('in_force', 'lifted', 'ended', 'refused')
      AND NOT EXISTS (SELECT 1 FROM policy_case k WHERE k.stance_id = s.id)
    ORDER BY s.id LIMIT $1";
const KEEP: &str = "
    INSERT INTO policy_case (stance_id, facts_on, recommended, policy_id, facts_json) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (stance_id) DO NOTHING";
const CASES: &str = "
    SELECT k.stance_id, k.facts_on, k.recommended, k.facts_json, s.kind, s.stepped_down_from, s.state, s.conditions, s.sector
    FROM policy_case k JOIN stance s ON s.id = k.stance_id
    WHERE s.client_id <> $1 AND s.state IN ('in_force', 'lifted', 'ended', 'refused')
    ORDER BY k.stance_id DESC LIMIT $2";

/// Writes down the cases of choices that were made since, as their facts and their policy were on the day of the proposal.
/// Gives how many; whoever else does it at the same time writes nothing twice.
pub async fn keep_cases(store: &Store) -> Result<u64, StoreError> {
    let missing: Vec<(i64, i64)> = read!(store, |pool| sqlx::query_as(MISSING)
        .bind(AT_ONCE)
        .fetch_all(pool)
        .await)?;
    let mut kept = 0;
    for (stance, client) in missing {
        let client = ClientId(client);
        let of_client = choices(store, client, client).await?;
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
        let mut tx = store.write().await?;
        let done = on!(&mut tx, |conn| sqlx::query(KEEP)
            .bind(stance)
            .bind(choice.on)
            .bind(domain::policy::code(recommendation.stance))
            .bind(policy.summary.id.0)
            .bind(Json(&profile))
            .execute(&mut *conn)
            .await)?;
        tx.commit().await?;
        kept += done.rows_affected();
    }
    Ok(kept)
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
