//! What a new extract says of our clients: their state in the register, with its day. Names and addresses are proposed
//! to staff, never written. Where a check would say something else now, the client's facts move on.

use super::find::Dates;
use crate::many::change_among;
use crate::stance::facts_moved_on;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::client::identifier::Scheme;
use domain::register::RegisterState;
use domain::{ClientId, PersonId};
use std::collections::{BTreeMap, HashMap};

/// Clients looked at in one transaction.
const AT_A_TIME: i64 = 500;

#[derive(sqlx::FromRow)]
struct ClientRow {
    client_id: i64,
    register_state: String,
    register_as_of: Option<NaiveDate>,
    situation: Option<String>,
    seen_in: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct LabelRow {
    code: String,
    description: String,
}

/// Brings the next 500 clients after `after` up to date; gives the last one looked at, `None` at the end.
pub async fn refresh_clients(
    tx: &mut Tx,
    after: i64,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    const NEXT: &str = "
        SELECT i.client_id, c.register_state, c.register_as_of, e.situation, e.seen_in
        FROM (SELECT client_id, MIN(number) AS number FROM client_identifier
              WHERE scheme = $1 AND client_id > $2 GROUP BY client_id ORDER BY client_id LIMIT $3) i
        JOIN client c ON c.id = i.client_id
        LEFT JOIN register_enterprise e ON e.number = i.number
        ORDER BY i.client_id";
    let dates = Dates::of(tx).await?;
    let Some(as_of) = dates.as_of else { return Ok(None) };
    let rows: Vec<ClientRow> = on!(tx, |conn| sqlx::query_as(NEXT)
        .bind(Scheme::BeEnterprise.code())
        .bind(after)
        .bind(AT_A_TIME)
        .fetch_all(conn)
        .await)?;
    let states = states(tx).await?;
    let mut dated: BTreeMap<&'static str, Vec<i64>> = BTreeMap::new();
    let mut moved = 0;
    for row in &rows {
        let state = row.state(dates, &states);
        if row.register_state != state.code() || row.register_as_of != Some(as_of) {
            dated.entry(state.code()).or_default().push(row.client_id);
            moved += i64::from(row.register_state != state.code());
        }
        if row.told() != told(state.code()) {
            facts_moved_on(tx, ClientId(row.client_id)).await?;
        }
    }
    for (state, clients) in dated {
        change_among!(
            tx,
            "UPDATE client SET register_state = ",
            state,
            ", register_as_of = ",
            as_of,
            " WHERE id IN (",
            clients,
            ")"
        );
    }
    if moved > 0 {
        let details = serde_json::json!({ "states_changed": moved, "as_of": as_of });
        crate::audit::record(tx, by, AuditAction::ImportRegister, "clients", details, now).await?;
    }
    Ok(rows.last().map(|row| row.client_id))
}

/// What an imported register says against a client in this state, if it does.
fn told(state: &str) -> Option<&str> {
    let quiet = [RegisterState::Normal.code(), RegisterState::Other.code()];
    Some(state).filter(|state| !quiet.contains(state))
}

impl ClientRow {
    /// What was said of it before; where no register had been imported, nothing.
    fn told(&self) -> Option<&str> {
        self.register_as_of.and(told(&self.register_state))
    }

    fn state(&self, dates: Dates, states: &HashMap<String, RegisterState>) -> RegisterState {
        let (Some(situation), Some(seen_in)) = (&self.situation, self.seen_in) else {
            return RegisterState::Unknown;
        };
        let by_situation = states
            .get(situation)
            .copied()
            .unwrap_or_else(|| RegisterState::of_situation(situation, []));
        dates.state(seen_in, by_situation)
    }
}

/// The state that each juridical situation says, by its labels.
async fn states(tx: &mut Tx) -> Result<HashMap<String, RegisterState>, StoreError> {
    const LABELS: &str = "SELECT code, description FROM register_code WHERE category = 'JuridicalSituation'";
    let rows: Vec<LabelRow> = on!(tx, |conn| sqlx::query_as(LABELS).fetch_all(conn).await)?;
    let mut labels: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        labels.entry(row.code).or_default().push(row.description);
    }
    let states = labels.into_iter().map(|(code, labels)| {
        let state = RegisterState::of_situation(&code, labels.iter().map(String::as_str));
        (code, state)
    });
    Ok(states.collect())
}
