//! The file of a person: read in few statements, each bounded by the person's own rows. Making it is an entry of the log.

use crate::client::{add, sheet};
use crate::error::word;
use crate::{Store, StoreError, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::category::Sensitivity;
use domain::client::person::{
    FileContract, FileIssue, FileNotice, FileStance, FileStep, FileText, PersonFile, tells_facts,
};
use domain::clock::day;
use domain::{ClientId, IssueId, Lang, Money, PersonId, StanceId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
    filter: String,
    sensitivity: String,
    severity: String,
    state: String,
    happened_on: NaiveDate,
    facts: String,
    may_tell_client: bool,
    unpaid_cents: Option<i64>,
    days_late: Option<i64>,
}

const ISSUES: &str = "
    SELECT i.id, c.name_fr, c.name_nl, c.name_en, c.name_de, i.filter, i.sensitivity, i.severity, i.state, i.happened_on,
           i.facts, i.may_tell_client, i.unpaid_cents, i.days_late
    FROM issue i JOIN category c ON c.id = i.category_id WHERE i.client_id = $1 ORDER BY i.id";

#[derive(sqlx::FromRow)]
struct StanceRow {
    id: i64,
    kind: String,
    state: String,
    reason: String,
    to_lift: String,
    note_fr: String,
    note_nl: String,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

const STANCES: &str = "
    SELECT id, kind, state, reason, to_lift, note_fr, note_nl, in_force_at, ended_at
    FROM stance WHERE client_id = $1 ORDER BY id";

#[derive(sqlx::FromRow)]
struct ContractRow {
    start_on: NaiveDate,
    end_on: NaiveDate,
    price_cents: i64,
    due_on: Option<NaiveDate>,
    paid_on: Option<NaiveDate>,
}

const CONTRACTS: &str = "
    SELECT start_on, end_on, price_cents, due_on, paid_on FROM contract WHERE client_id = $1 ORDER BY start_on, id";
const NOTICES: &str = "SELECT sent_on, total_cents FROM formal_notice WHERE client_id = $1 ORDER BY id";
const AGREEMENTS: &str = "SELECT starts_on, terms FROM agreement WHERE client_id = $1 ORDER BY id";
const REPLIES: &str = "SELECT at, text FROM reply WHERE client_id = $1 ORDER BY id";
const NOTES: &str = "SELECT written_at, text FROM note WHERE client_id = $1 ORDER BY id";
const STEPS: &str = "SELECT at, kind FROM client_event WHERE client_id = $1 ORDER BY id";
const CHECKS: &str = "SELECT COUNT(*) FROM kept_check WHERE client_id = $1";
/// Everybody whose name may stand in a text about the person: who reported, decided, wrote, looked after the money.
const OTHERS: &str = "
    SELECT DISTINCT p.name FROM person p WHERE p.id IN (
        SELECT i.reporter_id FROM issue i WHERE i.client_id = $1
        UNION SELECT e.by_id FROM issue i JOIN issue_event e ON e.issue_id = i.id WHERE i.client_id = $1
        UNION SELECT n.written_by FROM note n WHERE n.client_id = $1
        UNION SELECT s.proposed_by FROM stance s WHERE s.client_id = $1
        UNION SELECT s.approved_by FROM stance s WHERE s.client_id = $1
        UNION SELECT k.person_id FROM kept_check k WHERE k.client_id = $1
        UNION SELECT m.person_id FROM client_member x JOIN member m ON m.id = x.member_id WHERE x.client_id = $1)";

/// Everything that is held about a person, third parties masked; `None` where the client is no natural person. Noted in the
/// log before it is given out.
pub async fn file(
    store: &Store,
    client: ClientId,
    lang: Lang,
    reader: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<PersonFile>, StoreError> {
    let today = day(now);
    let Some(known) = sheet(store, client, lang, today).await? else {
        return Ok(None);
    };
    if !known.natural_person {
        return Ok(None);
    }
    let contested = super::contested(store, client).await?;
    let a = &known.address;
    let file = PersonFile {
        reference: client.reference(),
        made_on: today,
        names: known.names.iter().map(|name| name.name.clone()).collect(),
        numbers: known
            .identifiers
            .iter()
            .map(domain::client::identifier::Identifier::printed)
            .collect(),
        address: [
            a.street.clone(),
            format!("{} {}", a.postcode, a.municipality),
            a.country.clone(),
        ]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect(),
        phone: known.phone.clone(),
        email: known.email.clone(),
        since: day(known.created_at),
        contested: contested.map(|contest| contest.what),
        issues: issues(store, client).await?,
        stances: stances(store, client).await?,
        contracts: contracts(store, client).await?,
        formal_notices: notices(store, client).await?,
        agreements: days(store, AGREEMENTS, client).await?,
        replies: moments(store, REPLIES, client).await?,
        notes: moments(store, NOTES, client).await?,
        checks: read!(store, |pool| sqlx::query_scalar(CHECKS)
            .bind(client.0)
            .fetch_one(pool)
            .await)?,
        steps: steps(store, client).await?,
    };
    let others: Vec<String> = read!(store, |pool| sqlx::query_scalar(OTHERS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let mut tx = store.write().await?;
    let details =
        json!({"issues": file.issues.len(), "stances": file.stances.len(), "notes": file.notes.len()});
    audit::record(
        &mut tx,
        Some(reader),
        AuditAction::ReadPersonFile,
        &add::object(client),
        details,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Some(file.masked(&others)))
}

async fn issues(store: &Store, client: ClientId) -> Result<Vec<FileIssue>, StoreError> {
    let rows: Vec<IssueRow> = read!(store, |pool| sqlx::query_as(ISSUES)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let sensitivity: Sensitivity = word(&row.sensitivity, "issue.sensitivity")?;
            Ok(FileIssue {
                reference: IssueId(row.id).reference(),
                category: [row.name_fr, row.name_nl, row.name_en, row.name_de],
                filter: word(&row.filter, "issue.filter")?,
                severity: word(&row.severity, "issue.severity")?,
                state: word(&row.state, "issue.state")?,
                happened_on: row.happened_on,
                facts: tells_facts(row.may_tell_client, sensitivity).then_some(row.facts),
                unpaid: row.unpaid_cents.map(Money),
                days_late: row.days_late,
            })
        })
        .collect()
}

async fn stances(store: &Store, client: ClientId) -> Result<Vec<FileStance>, StoreError> {
    let rows: Vec<StanceRow> = read!(store, |pool| sqlx::query_as(STANCES)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(FileStance {
                reference: StanceId(row.id).reference(),
                kind: word(&row.kind, "stance.kind")?,
                state: word(&row.state, "stance.state")?,
                reason: row.reason,
                to_lift: row.to_lift,
                note_fr: row.note_fr,
                note_nl: row.note_nl,
                in_force_on: row.in_force_at.map(day),
                ended_on: row.ended_at.map(day),
            })
        })
        .collect()
}

async fn contracts(store: &Store, client: ClientId) -> Result<Vec<FileContract>, StoreError> {
    let rows: Vec<ContractRow> = read!(store, |pool| sqlx::query_as(CONTRACTS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| FileContract {
            start_on: row.start_on,
            end_on: row.end_on,
            price: Money(row.price_cents),
            due_on: row.due_on,
            paid_on: row.paid_on,
        })
        .collect())
}

async fn notices(store: &Store, client: ClientId) -> Result<Vec<FileNotice>, StoreError> {
    let rows: Vec<(NaiveDate, i64)> = read!(store, |pool| sqlx::query_as(NOTICES)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let notice = |(sent_on, total)| FileNotice {
        sent_on,
        total: Money(total),
    };
    Ok(rows.into_iter().map(notice).collect())
}

async fn days(store: &Store, sql: &'static str, client: ClientId) -> Result<Vec<FileText>, StoreError> {
    let rows: Vec<(NaiveDate, String)> = read!(store, |pool| sqlx::query_as(sql)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(|(on, text)| FileText { on, text }).collect())
}

async fn moments(store: &Store, sql: &'static str, client: ClientId) -> Result<Vec<FileText>, StoreError> {
    let rows: Vec<(DateTime<Utc>, String)> = read!(store, |pool| sqlx::query_as(sql)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let text = |(at, text)| FileText { on: day(at), text };
    Ok(rows.into_iter().map(text).collect())
}

async fn steps(store: &Store, client: ClientId) -> Result<Vec<FileStep>, StoreError> {
    let rows: Vec<(DateTime<Utc>, String)> = read!(store, |pool| sqlx::query_as(STEPS)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let step = |(at, what)| FileStep { on: day(at), what };
    Ok(rows.into_iter().map(step).collect())
}
