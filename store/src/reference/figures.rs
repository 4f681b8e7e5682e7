//! The dated figures as people keep them: added, ended, confirmed, proposed; each step in the history, none overwritten.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::contract::WageUnit;
use domain::pay::figure::{
    Figure, FigureEvent, FigureKind, FigureProblem, FigureStep, NewFigure, Proposal, ends, may_end, problems,
};
use domain::{FigureProposalId, PersonId, ProfessionId};
use serde_json::json;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Row {
    key: String,
    kind: String,
    profession_id: Option<i64>,
    unit: Option<String>,
    amount: i64,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    source: String,
    source_url: String,
    confirmed: bool,
}

impl TryFrom<Row> for Figure {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let unit = row.unit.map(|unit| word::<WageUnit>(&unit, "pay_reference.unit"));
        Ok(Self {
            key: row.key,
            content: NewFigure {
                kind: word(&row.kind, "pay_reference.kind")?,
                profession: row.profession_id.map(ProfessionId),
                unit: unit.transpose()?,
                amount: row.amount,
                from: row.valid_from,
                to: row.valid_to,
                source: row.source,
                url: row.source_url,
                confirmed: row.confirmed,
            },
        })
    }
}

/// All three tables as one; they are small.
const ALL: &str = "
    SELECT 'pay-' || CAST(id AS TEXT) AS key, kind, profession_id, unit, amount_cents AS amount, valid_from, valid_to, source,
           source_url, confirmed FROM pay_reference
    UNION ALL
    SELECT 'rate-' || CAST(id AS TEXT), 'interest', NULL, NULL, basis_points, valid_from, valid_to, source, source_url, confirmed
    FROM interest_rate
    UNION ALL
    SELECT 'factor-' || CAST(valid_from AS TEXT), 'factor', NULL, NULL, factor, valid_from, NULL, source, source_url, confirmed
    FROM price_factor
    ORDER BY 2, 6 DESC, 1";

/// Every figure, the newest of its kind first.
pub async fn all(store: &Store) -> Result<Vec<Figure>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(ALL).fetch_all(pool).await)?;
    rows.into_iter().map(Figure::try_from).collect()
}

async fn standing(tx: &mut Tx) -> Result<Vec<Figure>, StoreError> {
    let rows: Vec<Row> = on!(tx, |conn| sqlx::query_as(ALL).fetch_all(&mut *conn).await)?;
    rows.into_iter().map(Figure::try_from).collect()
}

/// One change at a time, also between two servers; and caches in memory are read again.
async fn begin(tx: &mut Tx) -> Result<(), StoreError> {
    super::changed(tx).await
}

/// What became of a change. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Done,
    Refused(Vec<FigureProblem>),
}

/// Adds a figure; an earlier one without an end ends on the day before.
pub async fn add(tx: &mut Tx, new: &NewFigure, by: PersonId, now: DateTime<Utc>) -> Result<Kept, StoreError> {
    begin(tx).await?;
    enter(tx, new, FigureStep::Add, by, now).await
}

async fn enter(
    tx: &mut Tx,
    new: &NewFigure,
    step: FigureStep,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Kept, StoreError> {
    let standing = standing(tx).await?;
    let found = problems(new, &standing, domain::clock::day(now));
    if !found.is_empty() {
        return Ok(Kept::Refused(found));
    }
    for (old, last) in ends(new, &standing) {
        write_end(tx, old, last).await?;
        let ended = NewFigure {
            to: Some(last),
            ..old.content.clone()
        };
        event(tx, FigureStep::End, &old.key, &ended, by, now).await?;
    }
    let key = insert(tx, new).await?;
    event(tx, step, &key, new, by, now).await?;
    Ok(Kept::Done)
}

async fn insert(tx: &mut Tx, new: &NewFigure) -> Result<String, StoreError> {
    const PAY: &str = "INSERT INTO pay_reference
        (kind, profession_id, unit, amount_cents, valid_from, valid_to, source, source_url, confirmed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    const RATE: &str =
        "INSERT INTO interest_rate (valid_from, valid_to, basis_points, source, source_url, confirmed)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    const FACTOR: &str = "INSERT INTO price_factor (valid_from, factor, source, source_url, confirmed) VALUES ($1, $2, $3, $4, $5)";
    let source = new.source.trim();
    match new.kind {
        FigureKind::Minimum | FigureKind::Reference => {
            let id: i64 = on!(tx, |conn| sqlx::query_scalar(PAY)
                .bind(new.kind.code())
                .bind(new.profession.map(|id| id.0))
                .bind(new.unit.map(WageUnit::code))
                .bind(new.amount)
                .bind(new.from)
                .bind(new.to)
                .bind(source)
                .bind(&new.url)
                .bind(new.confirmed)
                .fetch_one(&mut *conn)
                .await)?;
            Ok(format!("pay-{id}"))
        }
        FigureKind::Interest => {
            let id: i64 = on!(tx, |conn| sqlx::query_scalar(RATE)
                .bind(new.from)
                .bind(new.to)
                .bind(new.amount)
                .bind(source)
                .bind(&new.url)
                .bind(new.confirmed)
                .fetch_one(&mut *conn)
                .await)?;
            Ok(format!("rate-{id}"))
        }
        FigureKind::Factor => {
            on!(tx, |conn| sqlx::query(FACTOR)
                .bind(new.from)
                .bind(new.amount)
                .bind(source)
                .bind(&new.url)
                .bind(new.confirmed)
                .execute(&mut *conn)
                .await)?;
            Ok(format!("factor-{}", new.from))
        }
    }
}

/// The number in a key: of a pay figure or of a rate.
fn number(key: &str, before: &str) -> Option<i64> {
    key.strip_prefix(before)?.parse().ok()
}

async fn write_end(tx: &mut Tx, old: &Figure, last: NaiveDate) -> Result<(), StoreError> {
    const PAY: &str =
        "UPDATE pay_reference SET valid_to = $2 WHERE id = $1 AND (valid_to IS NULL OR valid_to > $2)";
    const RATE: &str = "UPDATE interest_rate SET valid_to = $2 WHERE id = $1 AND valid_to > $2";
    let (text, id) = match (number(&old.key, "pay-"), number(&old.key, "rate-")) {
        (Some(id), _) => (PAY, id),
        (_, Some(id)) => (RATE, id),
        _ => return Err(StoreError::Conflict),
    };
    touched(on!(tx, |conn| sqlx::query(text)
        .bind(id)
        .bind(last)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Ends a figure on a day. [`StoreError::Conflict`] where there is no such figure any more.
pub async fn end(
    tx: &mut Tx,
    key: &str,
    last: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Kept, StoreError> {
    begin(tx).await?;
    let standing = standing(tx).await?;
    let figure = standing.iter().find(|figure| figure.key == key);
    let figure = figure.ok_or(StoreError::Conflict)?;
    if let Err(problem) = may_end(figure, last) {
        return Ok(Kept::Refused(vec![problem]));
    }
    write_end(tx, figure, last).await?;
    let ended = NewFigure {
        to: Some(last),
        ..figure.content.clone()
    };
    event(tx, FigureStep::End, key, &ended, by, now).await?;
    Ok(Kept::Done)
}

/// Somebody has read the figure in its source. [`StoreError::Conflict`] where it was confirmed already.
pub async fn confirm(tx: &mut Tx, key: &str, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const PAY: &str = "UPDATE pay_reference SET confirmed = TRUE WHERE id = $1 AND NOT confirmed";
    const RATE: &str = "UPDATE interest_rate SET confirmed = TRUE WHERE id = $1 AND NOT confirmed";
    const FACTOR: &str = "UPDATE price_factor SET confirmed = TRUE WHERE valid_from = $1 AND NOT confirmed";
    begin(tx).await?;
    let standing = standing(tx).await?;
    let figure = standing.iter().find(|figure| figure.key == key);
    let figure = figure.ok_or(StoreError::Conflict)?;
    let rows = match (number(key, "pay-"), number(key, "rate-")) {
        (Some(id), _) => on!(&mut *tx, |conn| sqlx::query(PAY)
            .bind(id)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?,
        (_, Some(id)) => on!(&mut *tx, |conn| sqlx::query(RATE)
            .bind(id)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?,
        _ => on!(&mut *tx, |conn| sqlx::query(FACTOR)
            .bind(figure.content.from)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?,
    };
    touched(rows)?;
    let confirmed = NewFigure {
        confirmed: true,
        ..figure.content.clone()
    };
    event(tx, FigureStep::Confirm, key, &confirmed, by, now).await
}

/// Proposes a figure: a manager enters it.
pub async fn propose(
    tx: &mut Tx,
    new: &NewFigure,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Kept, StoreError> {
    const PROPOSE: &str = "INSERT INTO figure_proposal (content, state, proposed_by, proposed_at)
        VALUES ($1, 'open', $2, $3) RETURNING id";
    let found = problems(new, &standing(tx).await?, domain::clock::day(now));
    if !found.is_empty() {
        return Ok(Kept::Refused(found));
    }
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(PROPOSE)
        .bind(Json(new))
        .bind(by.0)
        .bind(domain::clock::instant(now))
        .fetch_one(&mut *conn)
        .await)?;
    event(tx, FigureStep::Propose, &format!("proposal-{id}"), new, by, now).await?;
    Ok(Kept::Done)
}

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: i64,
    content: Json<NewFigure>,
    proposed_by: i64,
    by_name: String,
    proposed_at: DateTime<Utc>,
    revision: i64,
}

const OPEN: &str = "
    SELECT f.id, f.content, f.proposed_by, p.name AS by_name, f.proposed_at, f.revision
    FROM figure_proposal f JOIN person p ON p.id = f.proposed_by WHERE f.state = 'open' ORDER BY f.id LIMIT 100";

/// Proposals that wait for a manager.
pub async fn proposals(store: &Store) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<ProposalRow> = read!(store, |pool| sqlx::query_as(OPEN).fetch_all(pool).await)?;
    Ok(rows
        .into_iter()
        .map(|row| Proposal {
            id: FigureProposalId(row.id),
            figure: row.content.0,
            by: PersonId(row.proposed_by),
            by_name: row.by_name,
            at: row.proposed_at,
            revision: row.revision,
        })
        .collect())
}

/// Enters a proposal, or declines it. [`StoreError::Conflict`] where it was decided already, or the manager is the one who
/// proposed it.
pub async fn decide(
    tx: &mut Tx,
    proposal: FigureProposalId,
    revision: i64,
    accept: bool,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Kept, StoreError> {
    const DECIDE: &str =
        "UPDATE figure_proposal SET state = $3, decided_by = $4, decided_at = $5, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND state = 'open' AND proposed_by <> $4 RETURNING content";
    begin(tx).await?;
    let content: Option<Json<NewFigure>> = on!(&mut *tx, |conn| sqlx::query_scalar(DECIDE)
        .bind(proposal.0)
        .bind(revision)
        .bind(if accept { "accepted" } else { "declined" })
        .bind(by.0)
        .bind(domain::clock::instant(now))
        .fetch_optional(&mut *conn)
        .await)?;
    let content = content.ok_or(StoreError::Conflict)?.0;
    if accept {
        return enter(tx, &content, FigureStep::Accept, by, now).await;
    }
    let key = format!("proposal-{proposal}");
    event(tx, FigureStep::Decline, &key, &content, by, now).await?;
    Ok(Kept::Done)
}

/// The step in the history of figures, and in the log.
async fn event(
    tx: &mut Tx,
    step: FigureStep,
    key: &str,
    content: &NewFigure,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const EVENT: &str =
        "INSERT INTO figure_event (figure, step, by_id, at, content) VALUES ($1, $2, $3, $4, $5)";
    on!(&mut *tx, |conn| sqlx::query(EVENT)
        .bind(key)
        .bind(step.code())
        .bind(by.0)
        .bind(domain::clock::instant(now))
        .bind(Json(content))
        .execute(&mut *conn)
        .await)?;
    let proposal = matches!(step, FigureStep::Propose | FigureStep::Decline);
    if content.kind.of_wage().is_some() && !proposal {
        crate::detection::mark_all(tx).await?;
    }
    let details =
        json!({ "step": step, "kind": content.kind, "amount": content.amount, "from": content.from });
    audit::record(tx, Some(by), AuditAction::KeepFigure, key, details, now).await
}

#[derive(sqlx::FromRow)]
struct EventRow {
    figure: String,
    step: String,
    by_id: Option<i64>,
    by_name: Option<String>,
    at: DateTime<Utc>,
    content: Json<serde_json::Value>,
}

/// The newest steps of all figures.
pub async fn history(store: &Store, limit: i64) -> Result<Vec<FigureEvent>, StoreError> {
    const NEWEST: &str = "
        SELECT e.figure, e.step, e.by_id, p.name AS by_name, e.at, e.content
        FROM figure_event e LEFT JOIN person p ON p.id = e.by_id ORDER BY e.id DESC LIMIT $1";
    let rows: Vec<EventRow> = read!(store, |pool| sqlx::query_as(NEWEST)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(FigureEvent {
                step: word(&row.step, "figure_event.step")?,
                key: row.figure,
                by: row.by_id.map(PersonId),
                by_name: row.by_name,
                at: row.at,
                figure: serde_json::from_value(row.content.0).ok(),
            })
        })
        .collect()
}
