//! How long reports wait for a decision: the waits of an issue follow from its events, and are counted anew around each
//! change of them.

use super::append::{IssueFacts, issue_cells};
use super::bar::Bars;
use super::histogram::Kept;
use super::is_for_handlers;
use crate::error::word;
use crate::many::among;
use crate::{Store, StoreError, Tx, house};
use chrono::{DateTime, NaiveDate, Utc};
use domain::clock::day;
use domain::issue::IssueState;
use domain::trend::duration::Turn;
use domain::trend::wait::{AgainSeries, WaitSeries, again, counted_as};
use domain::{CategoryId, FunderId, IssueId, Month, ProfessionId};
use std::collections::HashMap;

impl Kept for AgainSeries {
    fn series(self) -> &'static str {
        self.code()
    }
}

impl Bars {
    /// Counts the waits of an issue; none for what the ledger detected, which is no cohort of reports.
    pub fn count_waits(
        &mut self,
        facts: &IssueFacts,
        reported: NaiveDate,
        turns: &[(NaiveDate, Turn)],
        sign: i64,
    ) {
        if facts.detected {
            return;
        }
        self.add_waits(facts, &counted_as(reported, turns), sign);
    }

    /// Counts waits that are known already, as a tombstone keeps them.
    pub(super) fn add_waits(&mut self, facts: &IssueFacts, waits: &[(WaitSeries, i64)], sign: i64) {
        self.add_each(facts, waits, sign);
        self.add_again(facts, waits, sign);
    }

    pub(super) fn add_each(&mut self, facts: &IssueFacts, waits: &[(WaitSeries, i64)], sign: i64) {
        for (series, value) in waits {
            self.add_wait(series.code(), facts, *value, sign);
        }
    }

    /// Counts those after a reopening once more, apart: an issue is reported once.
    pub(super) fn add_again(&mut self, facts: &IssueFacts, waits: &[(WaitSeries, i64)], sign: i64) {
        for (series, value) in again(waits) {
            self.add_wait(series.code(), facts, value, sign);
        }
    }

    fn add_wait(&mut self, series: &'static str, facts: &IssueFacts, value: i64, sign: i64) {
        for (split, cell) in issue_cells(facts) {
            self.add(series, split, facts.month, cell, value, (sign, 0));
        }
    }
}

/// The turn that a change of state brings, if it does: a decision, a withdrawal, or a new wait.
pub fn turn(from: IssueState, to: IssueState) -> Option<Turn> {
    match (from.is_open(), to) {
        (true, IssueState::Confirmed) => Some(Turn::Confirmed),
        (true, IssueState::Dismissed) => Some(Turn::Dismissed),
        (true, IssueState::Withdrawn) => Some(Turn::Withdrawn),
        (false, IssueState::Reported | IssueState::UnderReview) => Some(Turn::Reopened),
        _ => None,
    }
}

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    source: String,
    filter: String,
    sensitivity: String,
    category_id: i64,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    reported_month: i64,
    reported_at: DateTime<Utc>,
}

impl IssueRow {
    fn facts(&self) -> Result<IssueFacts, StoreError> {
        Ok(IssueFacts {
            month: Month::from_number(self.reported_month)
                .ok_or(StoreError::Corrupt("issue.reported_month"))?,
            detected: self.source == domain::issue::Source::Ledger.code(),
            filter: word(&self.filter, "issue.filter")?,
            category: CategoryId(self.category_id),
            sector: self.sector.clone(),
            region: self.region.clone(),
            size: self.size_band.clone(),
            funder: self.funder_id.map(FunderId),
            profession: self.profession_id.map(ProfessionId),
            handlers: is_for_handlers(&self.sensitivity)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct EventRow {
    issue_id: i64,
    from_state: String,
    to_state: String,
    at: DateTime<Utc>,
}

macro_rules! issues {
    ($end:literal) => {
        concat!(
            "SELECT id, source, filter, sensitivity, category_id, sector, region, size_band, funder_id, profession_id,
                    reported_month, reported_at FROM issue WHERE ",
            $end
        )
    };
}
const EVENTS: &str =
    "SELECT issue_id, from_state, to_state, at FROM issue_event WHERE from_state <> to_state AND";

/// Counts (or with `-1` takes back) the waits of these issues as they stand in this transaction: call it with `-1` before
/// a change of their steps or dimensions, and with `1` after.
pub async fn count(tx: &mut Tx, issues: &[IssueId], sign: i64) -> Result<(), StoreError> {
    let ids: Vec<i64> = issues.iter().map(|id| id.0).collect();
    let rows = among!(tx, IssueRow, issues!("source <> 'ledger' AND id IN ("), ids, ")");
    let events = among!(
        tx,
        EventRow,
        format!("{EVENTS} issue_id IN ("),
        ids,
        ") ORDER BY issue_id, id"
    );
    let mut bars = Bars::default();
    add(&mut bars, &rows, &events, Bars::add_waits, sign)?;
    bars.append(tx).await
}

/// The waits of a new report.
pub(crate) async fn begin(
    tx: &mut Tx,
    facts: &IssueFacts,
    reported: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut bars = Bars::default();
    bars.count_waits(facts, day(reported), &[], 1);
    bars.append(tx).await
}

/// Which of the waits of an issue are counted, and with which sign.
pub(super) type Adding = fn(&mut Bars, &IssueFacts, &[(WaitSeries, i64)], i64);

fn add(
    bars: &mut Bars,
    rows: &[IssueRow],
    events: &[EventRow],
    adding: Adding,
    sign: i64,
) -> Result<(), StoreError> {
    let mut turns: HashMap<i64, Vec<(NaiveDate, Turn)>> = HashMap::new();
    for event in events {
        let (from, to) = (&event.from_state, &event.to_state);
        if let Some(turn) = turn(
            word(from, "issue_event.from_state")?,
            word(to, "issue_event.to_state")?,
        ) {
            turns
                .entry(event.issue_id)
                .or_default()
                .push((day(event.at), turn));
        }
    }
    for row in rows {
        let facts = row.facts()?;
        let turns = turns.remove(&row.id).unwrap_or_default();
        // What the ledger detected is no cohort of reports.
        if !facts.detected {
            adding(bars, &facts, &counted_as(day(row.reported_at), &turns), sign);
        }
    }
    Ok(())
}

const PAGE: &str = issues!("id > $1 ORDER BY id LIMIT $2");
const THEIR_EVENTS: &str = "SELECT issue_id, from_state, to_state, at FROM issue_event
    WHERE issue_id > $1 AND issue_id <= $2 AND from_state <> to_state ORDER BY issue_id, id";

/// Once, when waits begin to be counted: those of the issues that are there already. Tells whether it was now.
pub(crate) async fn catch_up(store: &Store) -> Result<bool, StoreError> {
    let mut tx = store.write().await?;
    if !house::claim(&mut tx, "trend_waits").await? {
        return Ok(false);
    }
    let mut bars = Bars::default();
    let mut last = 0;
    loop {
        let rows: Vec<IssueRow> = on!(&mut tx, |conn| sqlx::query_as(PAGE)
            .bind(last)
            .bind(5_000_i64)
            .fetch_all(&mut *conn)
            .await)?;
        let Some(end) = rows.last().map(|row| row.id) else {
            break;
        };
        let events: Vec<EventRow> = on!(&mut tx, |conn| sqlx::query_as(THEIR_EVENTS)
            .bind(last)
            .bind(end)
            .fetch_all(&mut *conn)
            .await)?;
        add(&mut bars, &rows, &events, Bars::add_waits, 1)?;
        last = end;
    }
    bars.append(&mut tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// What all issues add, or a part of it.
pub(super) async fn counted(store: &Store, at_a_time: i64, adding: Adding) -> Result<Bars, StoreError> {
    let mut bars = Bars::default();
    let mut last = 0;
    loop {
        let rows: Vec<IssueRow> = read!(store, |pool| sqlx::query_as(PAGE)
            .bind(last)
            .bind(at_a_time)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last().map(|row| row.id) else {
            return Ok(bars);
        };
        let events: Vec<EventRow> = read!(store, |pool| sqlx::query_as(THEIR_EVENTS)
            .bind(last)
            .bind(end)
            .fetch_all(pool)
            .await)?;
        add(&mut bars, &rows, &events, adding, 1)?;
        last = end;
    }
}
