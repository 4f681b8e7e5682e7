//! Issues that the ledger opens, and takes away when their fact is corrected.

use super::keep::keep;
use super::look::{Looked, Subject};
use crate::error::{touched, word};
use crate::issue::{Reported, Reporting, count_outcome, follow, is_counted, move_card, move_case, report};
use crate::reference::Catalogue;
use crate::trend::IssueFacts;
use crate::{Store, StoreError, Tx, audit, issue, stance};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::detection::{DetectedKind, Figures, Finding, MONTHS_BACK, Quarter, is_withdrawn_from};
use domain::issue::life::begins_spell;
use domain::issue::{Cause, Dimensions, IssueState, Report, Source};
use domain::{CaseId, CategoryId, ClientId, ContractId, FunderId, IssueId, Month, ProfessionId};
use serde_json::json;
use sqlx::types::Json;
use std::collections::HashMap;

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    pub opened: u64,
    pub withdrawn: u64,
    /// The facts have changed since, or another server was faster: nothing was written, the client is looked at again.
    pub overtaken: bool,
}

/// The sentence in which a finding is told, in a language.
pub type Tell<'a> = &'a (dyn Fn(&Finding) -> String + Send + Sync);

/// Writes what a look has found, in one short transaction.
pub async fn settle(
    store: &Store,
    subject: &Subject,
    looked: &Looked,
    catalogue: &Catalogue,
    tell: Tell<'_>,
    now: DateTime<Utc>,
) -> Result<Settled, StoreError> {
    let today = domain::clock::day(now);
    // Frozen as they are on the day of the fact.
    let mut frozen: HashMap<NaiveDate, Dimensions> = HashMap::new();
    for finding in &looked.findings {
        if let Some(basis) = issue::basis(store, subject.client, finding.happened_on).await? {
            frozen.insert(finding.happened_on, basis.dimensions);
        }
    }
    let mut tx = store.write().await?;
    if !claim(&mut tx, subject, looked.next).await? {
        return Ok(Settled {
            overtaken: true,
            ..Settled::default()
        });
    }
    let mut known = known(&mut tx, subject.client).await?;
    let mut done = Settled::default();
    for finding in &looked.findings {
        match known.remove(&(finding.quarter, finding.kind)) {
            Some(issue) => done.opened += keep(&mut tx, issue, finding, catalogue, tell, now).await?,
            None => {
                let Some(dimensions) = frozen.get(&finding.happened_on) else {
                    continue;
                };
                done.opened += open(&mut tx, subject, finding, *dimensions, catalogue, tell, now).await?;
            }
        }
    }
    let oldest = Month::of(today).plus(-MONTHS_BACK).first_day();
    for ((quarter, _), issue) in known {
        // What is too old to be found is not therefore corrected.
        if quarter.first_day() >= oldest && is_withdrawn_from(issue.state) {
            change(&mut tx, &issue, "withdraw", IssueState::Withdrawn, now).await?;
            done.withdrawn += 1;
        }
    }
    tx.commit().await?;
    Ok(done)
}

const AGAIN: &str =
    "UPDATE detection_due SET due_on = $3, revision = revision + 1 WHERE client_id = $1 AND revision = $2";
const NO_MORE: &str = "DELETE FROM detection_due WHERE client_id = $1 AND revision = $2";

/// Puts the client down for its next day, if nothing has changed since it was read.
async fn claim(tx: &mut Tx, subject: &Subject, next: Option<NaiveDate>) -> Result<bool, StoreError> {
    let (client, revision) = (subject.client.0, subject.revision);
    let rows = match next {
        Some(day) => on!(tx, |conn| sqlx::query(AGAIN)
            .bind(client)
            .bind(revision)
            .bind(day)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?,
        None => on!(tx, |conn| sqlx::query(NO_MORE)
            .bind(client)
            .bind(revision)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?,
    };
    Ok(rows == 1)
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    issue_id: i64,
    quarter: i64,
    kind: String,
    figures: Json<Figures>,
    state: String,
    revision: i64,
    client_id: i64,
    category_id: i64,
    filter: String,
    sensitivity: String,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    happened_on: NaiveDate,
    dossier_id: Option<i64>,
    withdrawn_by_ledger: bool,
    classified: bool,
}

const KNOWN: &str = "
    SELECT d.issue_id, d.quarter, d.kind, d.figures, i.state, i.revision, i.client_id, i.category_id, i.filter, i.sensitivity, i.sector,
           i.region, i.size_band, i.funder_id, i.profession_id, i.happened_on, i.dossier_id,
           (i.state = 'withdrawn' AND COALESCE((SELECT e.by_id IS NULL FROM issue_event e WHERE e.issue_id = d.issue_id
               ORDER BY e.id DESC LIMIT 1), FALSE)) AS withdrawn_by_ledger,
           EXISTS (SELECT 1 FROM issue_event e WHERE e.issue_id = d.issue_id AND e.step = 'classify') AS classified
    FROM detected d JOIN issue i ON i.id = d.issue_id WHERE d.client_id = $1";

pub(super) struct Known {
    pub id: IssueId,
    pub client: ClientId,
    pub state: IssueState,
    pub revision: i64,
    pub figures: Figures,
    pub facts: IssueFacts,
    pub case: Option<CaseId>,
    pub withdrawn_by_ledger: bool,
    /// A person has put it into a category and severity.
    pub classified: bool,
}

async fn known(tx: &mut Tx, client: ClientId) -> Result<HashMap<(Quarter, DetectedKind), Known>, StoreError> {
    let rows: Vec<KnownRow> = on!(tx, |conn| sqlx::query_as(KNOWN)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let quarter = Quarter::from_number(row.quarter).ok_or(StoreError::Corrupt("detected.quarter"))?;
            let key = (quarter, word(&row.kind, "detected.kind")?);
            let known = Known {
                id: IssueId(row.issue_id),
                client: ClientId(row.client_id),
                state: word(&row.state, "issue.state")?,
                revision: row.revision,
                figures: row.figures.0,
                facts: IssueFacts {
                    month: Month::of(row.happened_on),
                    detected: true,
                    filter: word(&row.filter, "issue.filter")?,
                    category: CategoryId(row.category_id),
                    sector: row.sector,
                    region: row.region,
                    size: row.size_band,
                    funder: row.funder_id.map(FunderId),
                    profession: row.profession_id.map(ProfessionId),
                    handlers: crate::trend::is_for_handlers(&row.sensitivity)?,
                },
                case: row.dossier_id.map(CaseId),
                withdrawn_by_ledger: row.withdrawn_by_ledger,
                classified: row.classified,
            };
            Ok((key, known))
        })
        .collect()
}

async fn open(
    tx: &mut Tx,
    subject: &Subject,
    finding: &Finding,
    dimensions: Dimensions,
    catalogue: &Catalogue,
    tell: Tell<'_>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    const DETECTED: &str = "INSERT INTO detected (issue_id, client_id, quarter, kind, figures, found_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    // A category that the house has retired is looked for by nobody.
    let Some(category) = catalogue.category_by_code(finding.category()) else {
        return Ok(0);
    };
    let reporting = Reporting {
        report: &written(subject.client, category.id, finding, tell),
        category,
        dimensions,
        by: None,
        source: Source::Ledger,
        pseudonym: "",
        key: "",
        now,
    };
    let Reported::First(id) = report(tx, &reporting).await? else {
        return Ok(0);
    };
    on!(&mut *tx, |conn| sqlx::query(DETECTED)
        .bind(id.0)
        .bind(subject.client.0)
        .bind(finding.quarter.number())
        .bind(finding.kind.code())
        .bind(Json(&finding.figures))
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    contracts(tx, id, finding).await?;
    Ok(1)
}

/// What a finding says as a report.
pub(super) fn written(client: ClientId, category: CategoryId, finding: &Finding, tell: Tell<'_>) -> Report {
    let figures = &finding.figures;
    Report {
        client,
        category,
        severity: finding.severity(),
        cause: Cause::Unknown,
        funder: None,
        article: None,
        facts: tell(finding),
        happened_on: finding.happened_on,
        contract: only(&finding.contracts),
        profession: None,
        wage: figures.worst_wage.map(|(unit, wage, _)| (unit, wage)),
        hours: None,
        days_late: figures.days_late,
        unpaid: figures.unpaid.filter(|sum| sum.cents() > 0),
        again: None,
        may_tell_client: true,
    }
}

fn only(contracts: &[ContractId]) -> Option<ContractId> {
    match contracts {
        [one] => Some(*one),
        _ => None,
    }
}

pub(super) async fn contracts(tx: &mut Tx, issue: IssueId, finding: &Finding) -> Result<(), StoreError> {
    insert_many!(
        tx,
        2,
        "INSERT INTO detected_contract (issue_id, contract_id) ",
        finding.contracts,
        |contract, b| { b.push_bind(issue.0).push_bind(contract.0) }
    )?;
    Ok(())
}

/// Takes an issue away, or puts it back, with its event, its figures (minus one, plus one), its card, its case and its log
/// entry: the same as a person's step. Put back, it waits anew from today on.
pub(super) async fn change(
    tx: &mut Tx,
    issue: &Known,
    step: &'static str,
    to: IssueState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const STATE: &str =
        "UPDATE issue SET state = $3, decided_at = $4, decided_month = $5, confirmed_by = NULL,
        spell_at = CASE WHEN $6 THEN $7 ELSE spell_at END, revision = revision + 1 WHERE id = $1 AND revision = $2";
    const EVENT: &str = "INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at)
        VALUES ($1, $2, $3, $4, NULL, $5)";
    let decided = (to == IssueState::Withdrawn).then_some(now);
    let new_spell = begins_spell(issue.state, to);
    move_case(tx, issue.case, new_spell).await?;
    touched(on!(&mut *tx, |conn| sqlx::query(STATE)
        .bind(issue.id.0)
        .bind(issue.revision)
        .bind(to.code())
        .bind(decided)
        .bind(decided.map(|at| Month::of_instant(at).number()))
        .bind(new_spell)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)?;
    on!(&mut *tx, |conn| sqlx::query(EVENT)
        .bind(issue.id.0)
        .bind(step)
        .bind(issue.state.code())
        .bind(to.code())
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    count_outcome(tx, &issue.facts, issue.state, to).await?;
    move_card(tx, issue.client, Some(issue.state), to).await?;
    if is_counted(issue.state) != is_counted(to) {
        stance::facts_moved_on(tx, issue.client).await?;
    }
    let moved = (Some((&issue.facts, issue.state)), Some((&issue.facts, to)));
    follow(tx, issue.client, &[moved], now).await?;
    audit::record(
        tx,
        None,
        AuditAction::DetectIssue,
        &format!("issue {}", issue.id),
        json!({ "from": issue.state, "to": to }),
        now,
    )
    .await
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![KNOWN, AGAIN, NO_MORE]
}
