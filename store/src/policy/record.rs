//! Clients' dated records, one or many at a time: six statements a batch, however many clients.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::Milestone;
use domain::category::{Category, Filter};
use domain::clock::day;
use domain::contract::{ContractState, DebtState};
use domain::issue::content::{Content, Details};
use domain::policy::IssueFact;
use domain::policy::history::PastChoice;
use domain::policy::record::{AgreementRecord, ContractRecord, IssueRecord, Record};
use domain::stance::life::StanceState;
use domain::{CaseId, CategoryId, ClientId, ContractId, IssueId, MemberId, Money, StanceId};
use sqlx::types::Json;
use std::collections::HashMap;

/// Clients of one batch.
pub(super) const BATCH: i64 = 500;
/// The category whose cause can be the client's own funding.
const LOW_PAY: &str = "low_pay";

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: i64,
    kind: String,
    natural_person: bool,
    sector: String,
    register_state: String,
    register_as_of: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    client_id: i64,
    filter: String,
    category_id: i64,
    category: String,
    sensitivity: String,
    severity: String,
    cause: String,
    happened_on: NaiveDate,
    reporter_pseudonym: String,
    /// Which issues belong to one contract; a negative one where the contract was forgotten with the reporter.
    contract_id: Option<i64>,
    dossier_id: Option<i64>,
    evidence_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    issue_id: i64,
    to_state: String,
    at: DateTime<Utc>,
    /// Of steps that replaced what was said.
    details: Option<Json<Details>>,
}

#[derive(sqlx::FromRow)]
struct ContractRow {
    id: i64,
    client_id: i64,
    member_id: i64,
    start_on: NaiveDate,
    due_on: Option<NaiveDate>,
    paid_on: Option<NaiveDate>,
    price_cents: i64,
    state: String,
    debt_state: String,
    counted: bool,
    notice_on: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct DebtRow {
    contract_id: i64,
    to_state: String,
    happened_on: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct AgreementRow {
    client_id: i64,
    state: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    milestones: Json<Vec<Milestone>>,
    agreed_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

const CLIENTS: &str = "
    SELECT id, kind, natural_person, sector, register_state, register_as_of FROM client
    WHERE id > $1 AND merged_into_id IS NULL ORDER BY id LIMIT $2";
const CLIENT: &str = "
    SELECT id, kind, natural_person, sector, register_state, register_as_of FROM client WHERE id = $1";
const ISSUES: &str = "
    SELECT i.id, i.client_id, i.filter, i.category_id, c.code AS category, i.sensitivity, i.severity, i.cause, i.happened_on,
           i.reporter_pseudonym, COALESCE(-i.contract_group, i.contract_id) AS contract_id, i.dossier_id,
           (SELECT MIN(f.added_at) FROM issue_file x JOIN stored_file f ON f.id = x.file_id WHERE x.issue_id = i.id) AS evidence_at
    FROM issue i JOIN category c ON c.id = i.category_id
    WHERE i.client_id >= $1 AND i.client_id <= $2 AND i.state <> 'reported'
      AND NOT EXISTS (SELECT 1 FROM client_contest t WHERE t.client_id = i.client_id AND t.settled_at IS NULL)
    ORDER BY i.client_id, i.id";
const STEPS: &str = "
    SELECT e.issue_id, e.to_state, e.at, CASE WHEN e.step IN ('correct', 'classify') THEN e.details END AS details
    FROM issue i JOIN issue_event e ON e.issue_id = i.id
    WHERE i.client_id >= $1 AND i.client_id <= $2 AND i.state <> 'reported'
    ORDER BY i.client_id, i.id, e.id";
const CONTRACTS: &str = "
    SELECT c.id, c.client_id, c.member_id, c.start_on, c.due_on, c.paid_on, c.price_cents, c.state, c.debt_state, c.counted,
           d.notice_on
    FROM contract c LEFT JOIN debt d ON d.contract_id = c.id
    WHERE c.client_id >= $1 AND c.client_id <= $2 AND (c.start_on >= $3 OR c.paid_on IS NULL)
    ORDER BY c.client_id, c.start_on, c.id";
const DEBTS: &str = "
    SELECT e.contract_id, e.to_state, e.happened_on FROM contract c JOIN debt_event e ON e.contract_id = c.id
    WHERE c.client_id >= $1 AND c.client_id <= $2 AND (c.start_on >= $3 OR c.paid_on IS NULL)
    ORDER BY c.client_id, c.start_on, c.id, e.id";
const AGREEMENTS: &str = "
    SELECT a.client_id, a.state, a.starts_on, a.ends_on, a.milestones, a.agreed_at, a.ended_at FROM agreement a
    WHERE a.client_id >= $1 AND a.client_id <= $2 AND a.agreed_at IS NOT NULL
    ORDER BY a.client_id, a.id";
const CHOICES: &str = "
    SELECT s.id, s.client_id, s.kind, s.stepped_down_from, s.state, s.recommended, s.proposed_at FROM stance s
    WHERE s.client_id >= $1 AND s.client_id <= $2 AND s.state IN ('in_force', 'lifted', 'ended', 'refused')
    ORDER BY s.client_id, s.id";

/// Statements over many clients, with their names, for the test of their plans.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("clients of a batch", CLIENTS),
    ("issues of a batch", ISSUES),
    ("steps of the issues of a batch", STEPS),
    ("contracts of a batch", CONTRACTS),
    ("debts of a batch", DEBTS),
    ("agreements of a batch", AGREEMENTS),
    ("choices of a batch", CHOICES),
];

/// The record of one client. `from` leaves out paid contracts that began before.
pub async fn record(
    store: &Store,
    client: ClientId,
    from: Option<NaiveDate>,
) -> Result<Option<Record>, StoreError> {
    let row: Option<ClientRow> = read!(store, |pool| sqlx::query_as(CLIENT)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    let found = filled(store, row.into_iter().collect(), from).await?;
    Ok(found.into_iter().next())
}

/// The records of the next clients by id, none of them merged into another.
pub async fn records(
    store: &Store,
    after: ClientId,
    limit: i64,
    from: Option<NaiveDate>,
) -> Result<Vec<Record>, StoreError> {
    let rows: Vec<ClientRow> = read!(store, |pool| sqlx::query_as(CLIENTS)
        .bind(after.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    filled(store, rows, from).await
}

async fn filled(
    store: &Store,
    rows: Vec<ClientRow>,
    from: Option<NaiveDate>,
) -> Result<Vec<Record>, StoreError> {
    let (Some(first), Some(last)) = (rows.first().map(|r| r.id), rows.last().map(|r| r.id)) else {
        return Ok(Vec::new());
    };
    let mut records = Vec::with_capacity(rows.len());
    let mut at: HashMap<i64, usize> = HashMap::with_capacity(rows.len());
    for row in rows {
        at.insert(row.id, records.len());
        records.push(empty(row)?);
    }
    add_issues(store, &mut records, &at, first, last).await?;
    add_contracts(store, &mut records, &at, (first, last), from.unwrap_or_default()).await?;
    let agreements: Vec<AgreementRow> = read!(store, |pool| sqlx::query_as(AGREEMENTS)
        .bind(first)
        .bind(last)
        .fetch_all(pool)
        .await)?;
    for row in agreements {
        if let Some(record) = at.get(&row.client_id).and_then(|at| records.get_mut(*at)) {
            record.agreements.push(agreement(&row));
        }
    }
    Ok(records)
}

fn empty(row: ClientRow) -> Result<Record, StoreError> {
    let bankrupt = row.register_state == "bankrupt";
    Ok(Record {
        client: ClientId(row.id),
        kind: word(&row.kind, "client.kind")?,
        natural_person: row.natural_person,
        sector: word(&row.sector, "client.sector")?,
        bankrupt_from: bankrupt.then(|| row.register_as_of.unwrap_or_default()),
        issues: Vec::new(),
        contracts: Vec::new(),
        agreements: Vec::new(),
    })
}

async fn add_contracts(
    store: &Store,
    records: &mut [Record],
    at: &HashMap<i64, usize>,
    (first, last): (i64, i64),
    from: NaiveDate,
) -> Result<(), StoreError> {
    let contracts: Vec<ContractRow> = read!(store, |pool| sqlx::query_as(CONTRACTS)
        .bind(first)
        .bind(last)
        .bind(from)
        .fetch_all(pool)
        .await)?;
    let debts: Vec<DebtRow> = read!(store, |pool| sqlx::query_as(DEBTS)
        .bind(first)
        .bind(last)
        .bind(from)
        .fetch_all(pool)
        .await)?;
    let mut states: HashMap<i64, Vec<(NaiveDate, DebtState)>> = HashMap::new();
    for row in debts {
        let state = word(&row.to_state, "debt_event.to_state")?;
        states
            .entry(row.contract_id)
            .or_default()
            .push((row.happened_on, state));
    }
    for row in contracts {
        if let Some(record) = at.get(&row.client_id).and_then(|at| records.get_mut(*at)) {
            let debt = states.remove(&row.id).unwrap_or_default();
            record.contracts.push(contract(&row, debt)?);
        }
    }
    Ok(())
}

async fn add_issues(
    store: &Store,
    records: &mut [Record],
    at: &HashMap<i64, usize>,
    first: i64,
    last: i64,
) -> Result<(), StoreError> {
    let issues: Vec<IssueRow> = read!(store, |pool| sqlx::query_as(ISSUES)
        .bind(first)
        .bind(last)
        .fetch_all(pool)
        .await)?;
    if issues.is_empty() {
        return Ok(());
    }
    let rows: Vec<StepRow> = read!(store, |pool| sqlx::query_as(STEPS)
        .bind(first)
        .bind(last)
        .fetch_all(pool)
        .await)?;
    let mut steps: HashMap<i64, Vec<_>> = HashMap::with_capacity(issues.len());
    let mut former: HashMap<i64, Vec<(NaiveDate, Content)>> = HashMap::new();
    for row in rows {
        let step = (day(row.at), word(&row.to_state, "issue_event.to_state")?);
        steps.entry(row.issue_id).or_default().push(step);
        if let Some(said) = row.details.and_then(|details| details.0.former) {
            former.entry(row.issue_id).or_default().push((step.0, said));
        }
    }
    let categories = if former.is_empty() {
        Vec::new()
    } else {
        crate::issue::categories(store).await?
    };
    for row in issues {
        let steps = steps.remove(&row.id).unwrap_or_default();
        let former = former.remove(&row.id).unwrap_or_default();
        if let Some(record) = at.get(&row.client_id).and_then(|at| records.get_mut(*at)) {
            let evidence_from = row.evidence_at.map(day);
            let fact = fact(row)?;
            record.issues.push(IssueRecord {
                evidence_from,
                former: former
                    .into_iter()
                    .map(|(replaced, content)| (replaced, said(&fact, &content, &categories)))
                    .collect(),
                fact,
                steps,
            });
        }
    }
    Ok(())
}

/// What an issue said before it was corrected: who reported it, its contract and its case are those of today.
fn said(now: &IssueFact, former: &Content, categories: &[Category]) -> IssueFact {
    let category = categories.iter().find(|category| category.id == former.category);
    IssueFact {
        filter: category.map_or(now.filter, |category| category.filter),
        category: former.category,
        low_pay: category.map_or(now.low_pay, |category| category.code == LOW_PAY),
        sensitivity: category.map_or(now.sensitivity, |category| category.sensitivity),
        severity: former.severity,
        cause: former.cause,
        happened_on: former.happened_on,
        ..now.clone()
    }
}

fn fact(row: IssueRow) -> Result<IssueFact, StoreError> {
    Ok(IssueFact {
        id: IssueId(row.id),
        filter: word::<Filter>(&row.filter, "issue.filter")?,
        category: CategoryId(row.category_id),
        low_pay: row.category == LOW_PAY,
        sensitivity: word(&row.sensitivity, "issue.sensitivity")?,
        severity: word(&row.severity, "issue.severity")?,
        cause: word(&row.cause, "issue.cause")?,
        happened_on: row.happened_on,
        resolved: false,
        reporter: row.reporter_pseudonym,
        contract: row.contract_id.map(ContractId),
        case: row.dossier_id.map(CaseId),
        evidence: false,
    })
}

fn contract(row: &ContractRow, states: Vec<(NaiveDate, DebtState)>) -> Result<ContractRecord, StoreError> {
    let state: ContractState = word(&row.state, "contract.state")?;
    let debt: DebtState = word(&row.debt_state, "contract.debt_state")?;
    Ok(ContractRecord {
        contract: ContractId(row.id),
        member: MemberId(row.member_id),
        start_on: row.start_on,
        due_on: row.due_on,
        paid_on: row.paid_on,
        price: Money(row.price_cents),
        counts: row.counted,
        paid_undated: row.paid_on.is_none() && (state == ContractState::Paid || debt == DebtState::Paid),
        disputed: state == ContractState::Disputed,
        debt: states,
        debt_now: debt,
        noticed_on: row.notice_on,
    })
}

fn agreement(row: &AgreementRow) -> AgreementRecord {
    let over = matches!(row.state.as_str(), "broken" | "ended");
    // Whoever says that it was kept has seen everything done.
    let all_done = row.ended_at.filter(|_| row.state == "kept").map(day);
    let milestone = |m: &Milestone| (m.due_on, m.done_on.or(all_done));
    AgreementRecord {
        from: row.starts_on.max(day(row.agreed_at)),
        through: row.ends_on,
        milestones: row.milestones.0.iter().map(milestone).collect(),
        ended_on: row.ended_at.filter(|_| over).map(day),
    }
}

#[derive(sqlx::FromRow)]
struct ChoiceRow {
    id: i64,
    client_id: i64,
    kind: String,
    stepped_down_from: Option<String>,
    state: String,
    recommended: String,
    proposed_at: DateTime<Utc>,
}

/// Past choices of each client.
pub type Chosen = HashMap<ClientId, Vec<PastChoice>>;

/// What was chosen about the clients from one id to another, in the order of the choices.
pub async fn choices(store: &Store, first: ClientId, last: ClientId) -> Result<Chosen, StoreError> {
    let rows: Vec<ChoiceRow> = read!(store, |pool| sqlx::query_as(CHOICES)
        .bind(first.0)
        .bind(last.0)
        .fetch_all(pool)
        .await)?;
    let mut chosen = Chosen::new();
    for row in rows {
        let choice = choice(row)?;
        chosen.entry(choice.client).or_default().push(choice);
    }
    Ok(chosen)
}

fn choice(row: ChoiceRow) -> Result<PastChoice, StoreError> {
    let state: StanceState = word(&row.state, "stance.state")?;
    let kind = row.stepped_down_from.as_ref().unwrap_or(&row.kind);
    Ok(PastChoice {
        stance: StanceId(row.id),
        client: ClientId(row.client_id),
        on: day(row.proposed_at),
        chosen: match state {
            StanceState::Refused => None,
            _ => Some(word(kind, "stance.kind")?),
        },
        told: domain::policy::history::kept(&row.recommended),
    })
}
