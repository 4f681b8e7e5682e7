//! A new report: the issue, its event, its figures, its log entry, its job and the client's card, in one transaction.

use super::figures::{move_card, on_card};
use crate::idempotency::Claim;
use crate::trend::{self, IssueFacts, issue_deltas};
use crate::{Store, StoreError, Tx, audit, idempotency, job};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::category::{Category, Sensitivity};
use domain::contract::SizeBand;
use domain::issue::{Dimensions, IssueState, Report, Source};
use domain::{ClientId, ContractId, IssueId, MemberId, Month, PersonId};
use serde_json::json;

/// What the form needs to know of the client, and what is frozen on the issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub client_name: String,
    /// As they are today: a later correction of the client moves no past figure.
    pub dimensions: Dimensions,
}

#[derive(sqlx::FromRow)]
struct BasisRow {
    legal_name: String,
    sector: String,
    region: String,
    contracts: i64,
}

/// Sector and region from the client, the size from its contracts of the 12 months before (counted up to the last band).
const BASIS: &str = "
    SELECT c.legal_name, c.sector, c.region,
           (SELECT COUNT(*) FROM (SELECT 1 AS one FROM contract k
                WHERE k.client_id = c.id AND k.start_on > $2 AND k.start_on <= $3 LIMIT 100) AS year) AS contracts
    FROM client c WHERE c.id = $1 AND c.merged_into_id IS NULL";

/// The client and its dimensions today; `None` where there is no such client, or it was merged into another.
pub async fn basis(store: &Store, client: ClientId, today: NaiveDate) -> Result<Option<Basis>, StoreError> {
    let year_ago = today.checked_sub_months(chrono::Months::new(12)).unwrap_or(today);
    let row: Option<BasisRow> = read!(store, |pool| {
        sqlx::query_as(BASIS)
            .bind(client.0)
            .bind(year_ago)
            .bind(today)
            .fetch_optional(pool)
            .await
    })?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Basis {
        client_name: row.legal_name,
        dimensions: Dimensions {
            sector: crate::error::word(&row.sector, "client.sector")?,
            region: crate::error::word(&row.region, "client.region")?,
            size: SizeBand::of(row.contracts),
        },
    }))
}

/// A contract of the reporter with this client, to choose from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnContract {
    pub id: i64,
    pub reference: String,
    pub profession_text: String,
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
}

const OWN_CONTRACTS: &str = "
    SELECT k.id, k.reference, k.profession_text, k.start_on, k.end_on
    FROM contract k WHERE k.member_id = $1 AND k.client_id = $2 ORDER BY k.id DESC LIMIT 25";

/// The latest contracts of a member with a client.
pub async fn own_contracts(
    store: &Store,
    member: MemberId,
    client: ClientId,
) -> Result<Vec<OwnContract>, StoreError> {
    let mut found: Vec<OwnContract> = read!(store, |pool| {
        sqlx::query_as(OWN_CONTRACTS)
            .bind(member.0)
            .bind(client.0)
            .fetch_all(pool)
            .await
    })?;
    found.sort_by_key(|contract| std::cmp::Reverse((contract.start_on, contract.id)));
    Ok(found)
}

const CLIENT_CONTRACTS: &str = "
    SELECT k.id, k.reference, k.profession_text, k.start_on, k.end_on
    FROM contract k WHERE k.client_id = $1 ORDER BY k.start_on DESC, k.id DESC LIMIT 50";

/// The newest contracts of a client, for staff who report for a member.
pub async fn client_contracts(store: &Store, client: ClientId) -> Result<Vec<OwnContract>, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_as(CLIENT_CONTRACTS)
            .bind(client.0)
            .fetch_all(pool)
            .await
    })?)
}

/// Whose contract it is.
pub async fn member_of(store: &Store, contract: ContractId) -> Result<Option<MemberId>, StoreError> {
    const SQL: &str = "SELECT member_id FROM contract WHERE id = $1";
    let member: Option<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(contract.0)
        .fetch_optional(pool)
        .await)?;
    Ok(member.map(MemberId))
}

/// A report with all that is frozen on it.
#[derive(Debug, Clone)]
pub struct Reporting<'a> {
    pub report: &'a Report,
    pub category: &'a Category,
    pub dimensions: Dimensions,
    /// `None` for what the ledger detects.
    pub by: Option<PersonId>,
    pub source: Source,
    /// The keyed pseudonym of whoever reports: it stays for counting when the identity is erased.
    pub pseudonym: &'a str,
    /// The key of the form; empty where nobody posts twice (imports, demo data).
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

impl Reporting<'_> {
    /// What it counts as from now on.
    fn counted(&self) -> IssueFacts {
        let detected = self.source == Source::Ledger;
        IssueFacts {
            month: if detected {
                Month::of(self.report.happened_on)
            } else {
                Month::of_instant(self.now)
            },
            detected,
            filter: self.category.filter,
            category: self.category.id,
            sector: self.dimensions.sector.code().to_owned(),
            region: self.dimensions.region.code().to_owned(),
            size: self.dimensions.size.code().to_owned(),
            funder: self.report.funder,
            profession: self.report.profession,
            handlers: self.category.sensitivity == Sensitivity::NamedHandlers,
        }
    }
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported {
    First(IssueId),
    /// This form was sent before: its answer was a redirect to this place. Drop the transaction.
    Again(String),
}

const REPORT: &str = "
    INSERT INTO issue (client_id, category_id, filter, sensitivity, severity, cause, state, source, facts, happened_on,
        reported_at, reporter_id, reporter_pseudonym, contract_id, profession_id, wage_unit, wage_cents, hours,
        days_late, unpaid_cents, again, may_tell_client, sector, region, size_band, reported_month, funder_id,
        charter_article_id)
    VALUES ($1, $2, $3, $4, $5, $6, 'reported', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26, $27)
    RETURNING id";
const EVENT: &str =
    "INSERT INTO issue_event (issue_id, step, to_state, by_id, at) VALUES ($1, 'report', 'reported', $2, $3)";

/// Under it the reporter's own steps stand in the log; it goes with the identity.
const KEY: &str = "INSERT INTO reporter_key (issue_id, person_id) VALUES ($1, $2)";

/// Where a person is sent after reporting.
fn answer(id: IssueId) -> String {
    format!("/issues/{id}?done=reported")
}

/// Writes a report. The same form a second time writes nothing.
pub async fn report(tx: &mut Tx, new: &Reporting<'_>) -> Result<Reported, StoreError> {
    let id = write(tx, new).await?;
    if let Some(by) = new.by.filter(|_| !new.key.is_empty()) {
        // Last, when the place is known: the rare second post is rolled back, the usual first one saves a statement.
        if let Claim::Again(location) = idempotency::claim(tx, by, new.key, &answer(id), new.now).await? {
            return Ok(Reported::Again(location));
        }
    }
    Ok(Reported::First(id))
}

async fn write(tx: &mut Tx, new: &Reporting<'_>) -> Result<IssueId, StoreError> {
    let id = insert(tx, new).await?;
    if let Some(by) = new.by {
        on!(tx, |conn| sqlx::query(KEY)
            .bind(id.0)
            .bind(by.0)
            .execute(&mut *conn)
            .await)?;
    }
    on!(tx, |conn| sqlx::query(EVENT)
        .bind(id.0)
        .bind(new.by.map(|p| p.0))
        .bind(new.now)
        .execute(&mut *conn)
        .await)?;
    trend::append(tx, &issue_deltas(&new.counted(), 1)).await?;
    trend::begin_wait(tx, &new.counted(), new.now).await?;
    let state = IssueState::Reported;
    trend::count_issue(tx, new.report.client, &new.counted(), None, Some(state)).await?;
    if let Some(state) = on_card(new.category.sensitivity, IssueState::Reported) {
        move_card(tx, new.report.client, None, state).await?;
    }
    // Nothing that the reporter wrote, and for sensitive ones not even the category, stands in the log.
    let details = json!({"client": new.report.client, "filter": new.category.filter});
    audit::record(
        tx,
        new.by,
        AuditAction::ReportIssue,
        &format!("issue {id}"),
        details,
        new.now,
    )
    .await?;
    let key = format!("issue {id} reported");
    job::enqueue(tx, "issue_reported", json!({"issue": id}), Some(&key), new.now).await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, new: &Reporting<'_>) -> Result<IssueId, StoreError> {
    let r = new.report;
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(REPORT)
        .bind(r.client.0)
        .bind(new.category.id.0)
        .bind(new.category.filter.code())
        .bind(new.category.sensitivity.code())
        .bind(r.severity.code())
        .bind(r.cause.code())
        .bind(new.source.code())
        .bind(r.facts.trim())
        .bind(r.happened_on)
        .bind(new.now)
        .bind(new.by.map(|p| p.0))
        .bind(new.pseudonym)
        .bind(r.contract.map(|c: ContractId| c.0))
        .bind(r.profession.map(|p| p.0))
        .bind(r.wage.map(|(unit, _)| unit.code()))
        .bind(r.wage.map(|(_, wage)| wage.0.0))
        .bind(r.hours)
        .bind(r.days_late)
        .bind(r.unpaid.map(|m| m.0))
        .bind(r.again.map(domain::issue::Again::code))
        .bind(r.may_tell_client)
        .bind(new.dimensions.sector.code())
        .bind(new.dimensions.region.code())
        .bind(new.dimensions.size.code())
        .bind(Month::of_instant(new.now).number())
        .bind(r.funder.map(|f| f.0))
        .bind(r.article.map(|a| a.0))
        .fetch_one(&mut *conn)
        .await)?;
    Ok(IssueId(id))
}
