//! An issue that the ledger opened and nobody has decided says what the ledger says today; its former text is kept.

use super::open::{Known, Tell, change, contracts, written};
use crate::error::touched;
use crate::issue::{move_case, stood};
use crate::reference::Catalogue;
use crate::trend::{self, IssueFacts};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::category::Category;
use domain::detection::Finding;
use domain::issue::IssueState;
use domain::issue::content::{Content, Details};
use serde_json::json;
use sqlx::types::Json;

/// Brings an issue up to date, and puts it back where the ledger had taken it away; gives 1 for that. What was decided, was
/// decided on the contracts and figures of its day: they stay.
pub(super) async fn keep(
    tx: &mut Tx,
    mut issue: Known,
    finding: &Finding,
    catalogue: &Catalogue,
    tell: Tell<'_>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    const FIGURES: &str = "UPDATE detected SET figures = $2 WHERE issue_id = $1";
    const FORGET: &str = "DELETE FROM detected_contract WHERE issue_id = $1";
    if !issue.state.is_open() && !issue.withdrawn_by_ledger {
        return Ok(0);
    }
    if issue.figures != finding.figures {
        on!(&mut *tx, |conn| sqlx::query(FIGURES)
            .bind(issue.id.0)
            .bind(Json(&finding.figures))
            .execute(&mut *conn)
            .await)?;
        on!(&mut *tx, |conn| sqlx::query(FORGET)
            .bind(issue.id.0)
            .execute(&mut *conn)
            .await)?;
        contracts(tx, issue.id, finding).await?;
        say(tx, &mut issue, finding, catalogue, tell, now).await?;
    }
    if issue.withdrawn_by_ledger {
        change(tx, &issue, "reopen", IssueState::Reported, now).await?;
        return Ok(1);
    }
    Ok(0)
}

const WRITE: &str = "
    UPDATE issue SET category_id = $3, severity = $4, facts = $5, contract_id = $6, wage_unit = $7, wage_cents = $8,
        days_late = $9, unpaid_cents = $10, revision = revision + 1
    WHERE id = $1 AND revision = $2";
const EVENT: &str = "INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at, details)
    VALUES ($1, 'correct', $2, $2, NULL, $3, $4)";

/// Writes what is found now, as a correction that no person made; the trends move from the old category to the new.
async fn say(
    tx: &mut Tx,
    issue: &mut Known,
    finding: &Finding,
    catalogue: &Catalogue,
    tell: Tell<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let former = stood(tx, issue.id, issue.revision).await?.content;
    let content = content(issue, &former, finding, catalogue, tell);
    let parts = former.changed(&content);
    if parts.is_empty() {
        return Ok(());
    }
    move_case(tx, issue.case, false).await?;
    write(tx, issue, &content).await?;
    let details = Details {
        former: Some(former),
        ..Details::default()
    };
    on!(&mut *tx, |conn| sqlx::query(EVENT)
        .bind(issue.id.0)
        .bind(issue.state.code())
        .bind(now)
        .bind(Json(&details))
        .execute(&mut *conn)
        .await)?;
    let after = IssueFacts {
        category: content.category,
        ..issue.facts.clone()
    };
    let moved = trend::moved((&issue.facts, issue.state), (&after, issue.state));
    trend::append(tx, &moved).await?;
    issue.facts = after;
    issue.revision += 1;
    let object = format!("issue {}", issue.id);
    audit::record(
        tx,
        None,
        AuditAction::DetectIssue,
        &object,
        json!({ "parts": parts }),
        now,
    )
    .await
}

/// What is found now. Where a person has classified the issue, its category and severity are theirs; a category in another
/// filter is another matter.
fn content(
    issue: &Known,
    former: &Content,
    finding: &Finding,
    catalogue: &Catalogue,
    tell: Tell<'_>,
) -> Content {
    let alike = |category: &&Category| category.filter == issue.facts.filter;
    let category = catalogue.category_by_code(finding.category()).filter(alike);
    let category = category.map_or(former.category, |category| category.id);
    let now = Content::from(&written(issue.client, category, finding, tell));
    let (category, severity) = if issue.classified {
        (former.category, former.severity)
    } else {
        (category, now.severity)
    };
    Content {
        category,
        severity,
        cause: former.cause,
        funder: former.funder,
        article: former.article,
        happened_on: former.happened_on,
        ..now
    }
}

async fn write(tx: &mut Tx, issue: &Known, content: &Content) -> Result<(), StoreError> {
    touched(on!(&mut *tx, |conn| sqlx::query(WRITE)
        .bind(issue.id.0)
        .bind(issue.revision)
        .bind(content.category.0)
        .bind(content.severity.code())
        .bind(&content.facts)
        .bind(content.contract.map(|contract| contract.0))
        .bind(content.wage.map(|(unit, _)| unit.code()))
        .bind(content.wage.map(|(_, wage)| wage.0.0))
        .bind(content.days_late)
        .bind(content.unpaid.map(|sum| sum.0))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}
