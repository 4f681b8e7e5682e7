//! What one client owes: every contract's debt with its history, its plans and notices, and the group's exposure.

use super::notice;
use super::row::{DebtRow, FollowRow, InstalmentRow};
use crate::contract::{self, columns};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::debt::read::{DebtLine, DebtSheet, PlanSheet};
use domain::debt::{DebtEvent, Exposure, Instalment, Owed, next_step};
use domain::payment::payment;
use domain::{ClientId, ContractId, MemberId, Money, PersonId, PlanId};
use std::collections::HashMap;

/// Contracts on a page.
const LINES: i64 = 50;

#[derive(sqlx::FromRow)]
struct HeadRow {
    legal_name: String,
    number: String,
    language: String,
    parent_id: Option<i64>,
    parent_name: Option<String>,
}

const HEAD: &str = "
    SELECT c.legal_name, k.number, c.language, c.parent_id, p.legal_name AS parent_name
    FROM client c JOIN client_card k ON k.client_id = c.id LEFT JOIN client p ON p.id = c.parent_id
    WHERE c.id = $1";

/// Everything about what a client owes; `None` where there is no such client. `after` is the last line of the page before.
pub async fn sheet(
    store: &Store,
    client: ClientId,
    after: Option<(NaiveDate, ContractId)>,
    today: NaiveDate,
) -> Result<Option<DebtSheet>, StoreError> {
    let head: Option<HeadRow> = read!(store, |pool| sqlx::query_as(HEAD)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    let Some(head) = head else { return Ok(None) };
    let children = children(store, client).await?;
    let group = if children.is_empty() {
        None
    } else {
        Some(group_exposure(store, client, today).await?)
    };
    let (lines, next) = lines(store, client, after).await?;
    Ok(Some(DebtSheet {
        client,
        name: head.legal_name,
        number: head.number,
        language: word(&head.language, "client.language")?,
        parent: head.parent_id.map(ClientId).zip(head.parent_name),
        exposure: exposure(store, client, today).await?,
        group,
        children,
        lines,
        next,
        plans: plans(store, client).await?,
        notices: notice::of_client(store, client).await?,
    }))
}

const CHILDREN: &str = "
    SELECT c.id, c.legal_name, COALESCE(d.open_cents, 0) AS open_cents
    FROM client c LEFT JOIN client_debt d ON d.client_id = c.id
    WHERE c.parent_id = $1 ORDER BY c.id LIMIT 200";

async fn children(store: &Store, client: ClientId) -> Result<Vec<(ClientId, String, Money)>, StoreError> {
    let rows: Vec<(i64, String, i64)> = read!(store, |pool| sqlx::query_as(CHILDREN)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, open)| (ClientId(id), name, Money(open)))
        .collect())
}

const OWED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id = $1 AND c.paid_on IS NULL AND c.counted"
);
const OWED_BY_GROUP: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id IN (SELECT k.id FROM client k WHERE k.id = $1
        UNION ALL SELECT h.id FROM client h WHERE h.parent_id = $1) AND c.paid_on IS NULL AND c.counted"
);

/// What a client owes today, by age, with the members concerned.
pub async fn exposure(store: &Store, client: ClientId, today: NaiveDate) -> Result<Exposure, StoreError> {
    sum(store, OWED, client, today).await
}

/// The same for a parent with its children; members who work for several are counted once.
pub async fn group_exposure(
    store: &Store,
    parent: ClientId,
    today: NaiveDate,
) -> Result<Exposure, StoreError> {
    sum(store, OWED_BY_GROUP, parent, today).await
}

async fn sum(
    store: &Store,
    text: &'static str,
    client: ClientId,
    today: NaiveDate,
) -> Result<Exposure, StoreError> {
    let rows: Vec<contract::Row> = read!(store, |pool| sqlx::query_as(text)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let owed = rows.iter().map(|row| {
        let contract = row.contract()?;
        Ok(Owed {
            member: MemberId(row.member_id),
            state: if contract.is_disputed() {
                domain::contract::DebtState::Disputed
            } else {
                contract.debt
            },
            price: contract.price.0,
            due_on: row.due_on,
            payment: payment(&contract, today),
        })
    });
    let owed: Vec<Owed> = owed.collect::<Result<_, StoreError>>()?;
    Ok(Exposure::of(&owed, today))
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    row: contract::Row,
    member_reference: String,
    since_on: Option<NaiveDate>,
    reminded_on: Option<NaiveDate>,
    notice_on: Option<NaiveDate>,
    plan_id: Option<i64>,
}

macro_rules! line_columns {
    () => {
        ", m.reference AS member_reference, d.since_on, d.reminded_on, d.notice_on, d.plan_id
         FROM contract c JOIN member m ON m.id = c.member_id LEFT JOIN debt d ON d.contract_id = c.id "
    };
}

/// Not paid, the oldest first; what was written off stays here, so that it can be taken back.
const UNPAID: &str = concat!(
    "SELECT ",
    columns!(),
    line_columns!(),
    "WHERE c.client_id = $1 AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid'
       AND c.due_on >= $2 AND (c.due_on > $2 OR c.id > $3)
     ORDER BY c.due_on, c.id LIMIT $4"
);
/// Paid as accounts have seen, before the export says so.
const PAID_BY_HAND: &str = concat!(
    "SELECT ",
    columns!(),
    line_columns!(),
    "WHERE c.client_id = $1 AND c.debt_state = 'paid' AND c.state = 'open' ORDER BY c.id DESC LIMIT 25"
);

type Lines = (Vec<DebtLine>, Option<(NaiveDate, ContractId)>);

async fn lines(
    store: &Store,
    client: ClientId,
    after: Option<(NaiveDate, ContractId)>,
) -> Result<Lines, StoreError> {
    let (day, id) = after.unwrap_or((
        NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(),
        ContractId(0),
    ));
    let mut rows: Vec<LineRow> = read!(store, |pool| sqlx::query_as(UNPAID)
        .bind(client.0)
        .bind(day)
        .bind(id.0)
        .bind(LINES + 1)
        .fetch_all(pool)
        .await)?;
    let more = rows.len() as i64 > LINES;
    rows.truncate(usize::try_from(LINES).unwrap_or_default());
    let next = rows
        .last()
        .filter(|_| more)
        .and_then(|row| Some((row.row.due_on?, ContractId(row.row.id))));
    if after.is_none() {
        let paid: Vec<LineRow> = read!(store, |pool| sqlx::query_as(PAID_BY_HAND)
            .bind(client.0)
            .fetch_all(pool)
            .await)?;
        rows.extend(paid);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.row.id).collect();
    let mut history = history(store, &ids).await?;
    let mut plans: Vec<i64> = rows.iter().filter_map(|row| row.plan_id).collect();
    plans.sort_unstable();
    plans.dedup();
    let mut parts: HashMap<i64, Vec<Instalment>> = HashMap::new();
    for plan in plans {
        parts.insert(plan, instalments(store, plan).await?);
    }
    let lines = rows
        .into_iter()
        .map(|row| {
            let events = history.remove(&row.row.id).unwrap_or_default();
            line(row, &parts, events)
        })
        .collect::<Result<_, StoreError>>()?;
    Ok((lines, next))
}

fn line(
    row: LineRow,
    parts: &HashMap<i64, Vec<Instalment>>,
    history: Vec<DebtEvent>,
) -> Result<DebtLine, StoreError> {
    let follow = row.since_on.map(|since_on| FollowRow {
        contract_id: row.row.id,
        since_on,
        reminded_on: row.reminded_on,
        notice_on: row.notice_on,
        plan_id: row.plan_id,
    });
    let plan = row
        .plan_id
        .and_then(|id| parts.get(&id))
        .cloned()
        .unwrap_or_default();
    let debt = DebtRow::new(row.row, follow, plan)?;
    Ok(DebtLine {
        id: debt.id(),
        member: MemberId(debt.row.member_id),
        member_reference: row.member_reference,
        next: next_step(&debt.standing),
        plan: row.plan_id.map(PlanId),
        revision: debt.row.revision,
        reference: debt.row.reference,
        standing: debt.standing,
        history,
    })
}

const INSTALMENTS: &str =
    "SELECT plan_id, due_on, amount_cents, paid_on FROM debt_instalment WHERE plan_id = $1 ORDER BY number";

async fn instalments(store: &Store, plan: i64) -> Result<Vec<Instalment>, StoreError> {
    let rows: Vec<InstalmentRow> = read!(store, |pool| sqlx::query_as(INSTALMENTS)
        .bind(plan)
        .fetch_all(pool)
        .await)?;
    Ok(rows.iter().map(InstalmentRow::instalment).collect())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    contract_id: i64,
    step: String,
    from_state: String,
    to_state: String,
    by_id: Option<i64>,
    by_name: Option<String>,
    at: DateTime<Utc>,
    happened_on: NaiveDate,
    reason: String,
}

/// The steps of these contracts, the newest first.
async fn history(store: &Store, ids: &[i64]) -> Result<HashMap<i64, Vec<DebtEvent>>, StoreError> {
    let mut all: HashMap<i64, Vec<DebtEvent>> = HashMap::new();
    if ids.is_empty() {
        return Ok(all);
    }
    // Ids are numbers of the query before: they can stand in the text.
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT e.contract_id, e.step, e.from_state, e.to_state, e.by_id, p.name AS by_name, e.at, e.happened_on, e.reason
         FROM debt_event e LEFT JOIN person p ON p.id = e.by_id
         WHERE e.contract_id IN ({list}) ORDER BY e.id DESC"
    );
    let rows: Vec<EventRow> = read!(store, |pool| sqlx::query_as(sqlx::AssertSqlSafe(text.clone()))
        .persistent(false)
        .fetch_all(pool)
        .await)?;
    for row in rows {
        all.entry(row.contract_id).or_default().push(DebtEvent {
            contract: ContractId(row.contract_id),
            step: word(&row.step, "debt_event.step")?,
            from: word(&row.from_state, "debt_event.from_state")?,
            to: word(&row.to_state, "debt_event.to_state")?,
            by: row.by_id.map(PersonId),
            by_name: row.by_name,
            at: row.at,
            on: row.happened_on,
            reason: row.reason,
        });
    }
    Ok(all)
}

#[derive(sqlx::FromRow)]
struct PlanRow {
    id: i64,
    agreed_on: NaiveDate,
    total_cents: i64,
    revision: i64,
    running: i64,
}

const PLANS: &str = "
    SELECT p.id, p.agreed_on, p.total_cents, p.revision,
           (SELECT COUNT(*) FROM debt d JOIN contract c ON c.id = d.contract_id
            WHERE d.plan_id = p.id AND c.debt_state IN ('plan', 'plan_broken')) AS running
    FROM debt_plan p WHERE p.client_id = $1 ORDER BY p.id DESC LIMIT 20";

/// The newest plans of a client.
async fn plans(store: &Store, client: ClientId) -> Result<Vec<PlanSheet>, StoreError> {
    let rows: Vec<PlanRow> = read!(store, |pool| sqlx::query_as(PLANS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let mut plans = Vec::with_capacity(rows.len());
    for row in rows {
        plans.push(PlanSheet {
            id: PlanId(row.id),
            agreed_on: row.agreed_on,
            total: Money(row.total_cents),
            parts: instalments(store, row.id).await?,
            running: row.running,
            revision: row.revision,
        });
    }
    Ok(plans)
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![
        HEAD,
        CHILDREN,
        OWED,
        OWED_BY_GROUP,
        UNPAID,
        PAID_BY_HAND,
        INSTALMENTS,
        PLANS,
    ]
}
