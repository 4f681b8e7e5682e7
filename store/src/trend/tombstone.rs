//! What a purge leaves, so that facts and tombstones always rebuild every count: the frozen dimensions, dates, durations and
//! outcome of an issue, with keyed pseudonyms for distinct counts.

use super::append::{IssueFacts, IssueRemains, IssueTombstone};
use super::wait::turn;
use crate::error::word;
use crate::house::Pseudonyms;
use crate::many::among;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::clock::day;
use domain::issue::Source;
use domain::trend::duration::Turn;
use domain::trend::wait::counted_as;
use domain::{CategoryId, FunderId, Month, ProfessionId};
use serde::Serialize;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    client_id: i64,
    source: String,
    state: String,
    filter: String,
    category_id: i64,
    sensitivity: String,
    severity: String,
    cause: String,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    reported_month: i64,
    happened_on: NaiveDate,
    reported_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    reporter_pseudonym: String,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    issue_id: i64,
    from_state: String,
    to_state: String,
    at: DateTime<Utc>,
}

const ISSUES: &str = "
    SELECT id, client_id, source, state, filter, category_id, sensitivity, severity, cause, sector, region, size_band,
           funder_id, profession_id, reported_month, happened_on, reported_at, decided_at, reporter_pseudonym
    FROM issue WHERE id IN (";
const MEMBERS: &str = "
    SELECT DISTINCT d.issue_id, k.member_id FROM detected_contract d JOIN contract k ON k.id = d.contract_id
    WHERE d.issue_id IN (";
const EVENTS: &str = "SELECT issue_id, from_state, to_state, at FROM issue_event WHERE from_state <> to_state AND issue_id IN (";

/// The tombstones of these issues, as they count now.
pub(crate) async fn of_issues(
    tx: &mut Tx,
    ids: &[i64],
    pseudonyms: &Pseudonyms,
) -> Result<Vec<IssueTombstone>, StoreError> {
    let rows = among!(tx, IssueRow, ISSUES, ids, ") ORDER BY id");
    let events = among!(tx, EventRow, EVENTS, ids, ") ORDER BY issue_id, id");
    let concerned = among!(tx, (i64, i64), MEMBERS, ids, ") ORDER BY d.issue_id, k.member_id");
    let mut members: HashMap<i64, Vec<String>> = HashMap::new();
    for (issue, member) in concerned {
        let of_issue = members.entry(issue).or_default();
        of_issue.push(pseudonyms.of("member", member));
    }
    let mut turns: HashMap<i64, Vec<(NaiveDate, Turn)>> = HashMap::new();
    for event in events {
        let (from, to) = (&event.from_state, &event.to_state);
        let turned = turn(
            word(from, "issue_event.from_state")?,
            word(to, "issue_event.to_state")?,
        );
        if let Some(turned) = turned {
            turns
                .entry(event.issue_id)
                .or_default()
                .push((day(event.at), turned));
        }
    }
    rows.into_iter()
        .map(|row| {
            let turns = turns.remove(&row.id).unwrap_or_default();
            let members = members.remove(&row.id).unwrap_or_default();
            row.tombstone(&turns, members, pseudonyms)
        })
        .collect()
}

impl IssueRow {
    fn tombstone(
        self,
        turns: &[(NaiveDate, Turn)],
        members: Vec<String>,
        pseudonyms: &Pseudonyms,
    ) -> Result<IssueTombstone, StoreError> {
        let detected = self.source == Source::Ledger.code();
        let month = if detected {
            Month::of(self.happened_on)
        } else {
            Month::from_number(self.reported_month).ok_or(StoreError::Corrupt("issue.reported_month"))?
        };
        // What the ledger detected is no cohort of reports and waits for nobody.
        let waits = if detected {
            Vec::new()
        } else {
            counted_as(day(self.reported_at), turns)
        };
        Ok(IssueTombstone {
            facts: IssueFacts {
                month,
                detected,
                filter: word(&self.filter, "issue.filter")?,
                category: CategoryId(self.category_id),
                sector: self.sector,
                region: self.region,
                size: self.size_band,
                funder: self.funder_id.map(FunderId),
                profession: self.profession_id.map(ProfessionId),
                handlers: super::is_for_handlers(&self.sensitivity)?,
            },
            state: word(&self.state, "issue.state")?,
            waits,
            remains: Some(IssueRemains {
                reported_on: day(self.reported_at),
                happened_on: self.happened_on,
                decided_on: self.decided_at.map(day),
                severity: word(&self.severity, "issue.severity")?,
                cause: word(&self.cause, "issue.cause")?,
                sensitivity: word(&self.sensitivity, "issue.sensitivity")?,
                source: word(&self.source, "issue.source")?,
                reporter: self.reporter_pseudonym,
                client: pseudonyms.of("client", self.client_id),
                members,
            }),
        })
    }
}

/// Writes tombstones of one kind: `issue`, `stance` or `check`.
pub(crate) async fn bury<T: Serialize>(
    tx: &mut Tx,
    kind: &'static str,
    tombstones: &[T],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let facts = tombstones
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| StoreError::Corrupt("tombstone.facts"))?;
    insert_many!(
        tx,
        3,
        "INSERT INTO tombstone (kind, facts, purged_at) ",
        facts,
        |fact, b| {
            b.push_bind(kind)
                .push_bind(sqlx::types::Json(fact.clone()))
                .push_bind(now);
        }
    )?;
    Ok(())
}
