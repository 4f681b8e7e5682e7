//! What may be due on a day, by the indexes of its own dates, with the facts that the rule asks for.

use super::forget::{CheckRow, IssueRow};
use super::period::{periods_in, periods_on};
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::retention::{
    DueLine, Fate, Periods, Preview, Stays, Subject, SubjectPreview, began_by, check_fate, issue_fate,
    reporter_fate,
};
use domain::{CheckId, ClientId, IssueId};
use std::collections::BTreeMap;

/// Looked at for a preview; what lies beyond is told as "more".
const LOOKED_AT: i64 = 2_000;
/// Named one by one.
const NAMED: usize = 5;
/// Both ends of a month are cut: what is looked at is wider by this many days than what can be due.
const WIDER: Days = Days::new(4);

/// $1 the end of what is looked at, $2 after which id, $3 how many, $4 the day.
macro_rules! issues {
    ($where:literal) => {
        concat!(
            "SELECT i.id, i.client_id, i.state, i.source, i.sensitivity, i.happened_on, i.reported_at, i.decided_at, i.reporter_id,
                    i.contract_id, i.reporter_pseudonym,
                    EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL AND h.until_on >= $4
                            AND (h.issue_id = i.id OR h.client_id = i.client_id OR h.dossier_id = i.dossier_id)) AS held,
                    EXISTS (SELECT 1 FROM stance_ground g JOIN stance s ON s.id = g.stance_id WHERE g.issue_id = i.id
                            AND s.state IN ('proposed', 'notified', 'heard', 'approved', 'in_force')) AS stance_rests,
                    EXISTS (SELECT 1 FROM stance_ground g JOIN appeal a ON a.stance_id = g.stance_id WHERE g.issue_id = i.id
                            AND a.state = 'open') AS appeal_open,
                    EXISTS (SELECT 1 FROM dossier d WHERE d.id = i.dossier_id AND d.state = 'open') AS case_open,
                    i.id = (SELECT MAX(n.id) FROM issue n) AS newest
             FROM issue i WHERE ",
            $where,
            " AND i.id > $2 ORDER BY i.id LIMIT $3"
        )
    };
}

const DISMISSED: &str =
    issues!("i.state IN ('dismissed', 'withdrawn') AND i.state = 'dismissed' AND i.decided_at < $1");
const WITHDRAWN: &str =
    issues!("i.state IN ('dismissed', 'withdrawn') AND i.state = 'withdrawn' AND i.decided_at < $1");
const DECIDED: &str = issues!("i.state IN ('confirmed', 'resolved') AND i.happened_on <= $1");
const REPORTERS: &str = issues!(
    "i.reporter_id IS NOT NULL AND i.decided_at IS NOT NULL AND i.decided_at < $1
      AND i.state IN ('confirmed', 'resolved', 'dismissed', 'withdrawn')"
);
macro_rules! checks {
    ($where:literal) => {
        concat!(
            "SELECT k.id, k.client_id, k.person_id, m.id AS member_id, k.kept_at, k.profession_id, k.answer,
           EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL AND h.until_on >= $4 AND h.client_id = k.client_id) AS held,
           (EXISTS (SELECT 1 FROM approval a WHERE a.kept_check_id = k.id AND (a.state = 'asked' OR a.valid_until >= $4))
            OR EXISTS (SELECT 1 FROM signature g WHERE g.client_id = k.client_id AND g.kept_check_id = k.id AND g.ends_on >= $4)) AS in_use,
           k.id = (SELECT MAX(n.id) FROM kept_check n) AS newest
    FROM kept_check k LEFT JOIN member m ON m.person_id = k.person_id
    WHERE ",
            $where
        )
    };
}

const CHECKS: &str = checks!("k.kept_at < $1 AND k.id > $2 ORDER BY k.id LIMIT $3");
const OF_CLIENT: &str = checks!("k.client_id = $1 AND $2 < $3 ORDER BY k.id");

/// All checks that were kept of a client.
pub(crate) async fn checks_of(
    tx: &mut Tx,
    client: ClientId,
    on: NaiveDate,
) -> Result<Vec<CheckRow>, StoreError> {
    Ok(on!(tx, |conn| sqlx::query_as(OF_CLIENT)
        .bind(client.0)
        .bind(0_i64)
        .bind(1_i64)
        .bind(on)
        .fetch_all(&mut *conn)
        .await)?)
}

fn issues_of(subject: Subject) -> &'static str {
    match subject {
        Subject::DismissedIssue => DISMISSED,
        Subject::WithdrawnIssue => WITHDRAWN,
        Subject::DecidedIssue => DECIDED,
        Subject::Reporter | Subject::Check => REPORTERS,
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The end of what is looked at on a day.
fn end(subject: Subject, periods: &Periods, on: NaiveDate) -> NaiveDate {
    began_by(on, periods.months(subject))
        .checked_add_days(WIDER)
        .unwrap_or(on)
}

/// Issues, or reporters of issues, that may be due, after an id; in a purge, with their rows locked.
pub(super) async fn issues_in(
    tx: &mut Tx,
    subject: Subject,
    on: NaiveDate,
    after: i64,
    limit: i64,
) -> Result<Vec<(IssueRow, Fate)>, StoreError> {
    let periods = periods_in(tx, on).await?;
    let until = end(subject, &periods, on);
    let sql = match tx {
        Tx::Sqlite(_) => issues_of(subject).to_owned(),
        // Somebody may reopen one at this moment.
        Tx::Postgres(_) => format!("{} FOR UPDATE OF i", issues_of(subject)),
    };
    let rows: Vec<IssueRow> = on!(tx, |conn| {
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        let query = match subject {
            Subject::DecidedIssue => query.bind(until),
            _ => query.bind(midnight(until)),
        };
        query.bind(after).bind(limit).bind(on).fetch_all(&mut *conn).await
    })?;
    with_fate(rows, subject, &periods, on)
}

fn with_fate(
    rows: Vec<IssueRow>,
    subject: Subject,
    periods: &Periods,
    on: NaiveDate,
) -> Result<Vec<(IssueRow, Fate)>, StoreError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = row.facts()?;
        let fate = match subject {
            Subject::Reporter => reporter_fate(&facts, periods, on),
            _ => issue_fate(&facts, periods, on),
        };
        found.extend(fate.map(|fate| (row, fate)));
    }
    Ok(found)
}

/// Kept checks that may be due, after an id.
pub(super) async fn checks_in(
    tx: &mut Tx,
    on: NaiveDate,
    after: i64,
    limit: i64,
) -> Result<Vec<(CheckRow, Fate)>, StoreError> {
    let periods = periods_in(tx, on).await?;
    let rows: Vec<CheckRow> = on!(tx, |conn| sqlx::query_as(CHECKS)
        .bind(midnight(end(Subject::Check, &periods, on)))
        .bind(after)
        .bind(limit)
        .bind(on)
        .fetch_all(&mut *conn)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let fate = check_fate(&row.facts(), &periods, on);
            (row, fate)
        })
        .collect())
}

/// What a purge on that day would do, as things stand now. Issues for named handlers are counted and not named.
pub async fn preview(store: &Store, on: NaiveDate) -> Result<Preview, StoreError> {
    let periods = periods_on(store, on).await?;
    let mut subjects = Vec::with_capacity(Subject::ALL.len());
    for subject in Subject::ALL.iter().copied() {
        subjects.push(match subject {
            Subject::Check => checks(store, &periods, on).await?,
            _ => issues(store, subject, &periods, on).await?,
        });
    }
    Ok(Preview { on, subjects })
}

async fn issues(
    store: &Store,
    subject: Subject,
    periods: &Periods,
    on: NaiveDate,
) -> Result<SubjectPreview, StoreError> {
    let until = end(subject, periods, on);
    let rows: Vec<IssueRow> = read!(store, |pool| {
        let query = sqlx::query_as(issues_of(subject));
        let query = match subject {
            Subject::DecidedIssue => query.bind(until),
            _ => query.bind(midnight(until)),
        };
        query.bind(0_i64).bind(LOOKED_AT).bind(on).fetch_all(pool).await
    })?;
    let more = rows.len() as i64 == LOOKED_AT;
    let lines = with_fate(rows, subject, periods, on)?
        .into_iter()
        .filter(|(row, _)| subject != Subject::Reporter || !goes(row, periods, on))
        .map(|(row, fate)| {
            let id = IssueId(row.id);
            let line = row.nameable().then(|| DueLine {
                reference: id.reference(),
                path: format!("/issues/{id}"),
                since: row.since(subject),
            });
            (fate, line)
        })
        .collect();
    Ok(previewed(subject, more, lines))
}

/// Does the same purge forget the whole issue? Then nobody has to ask who reported it.
fn goes(row: &IssueRow, periods: &Periods, on: NaiveDate) -> bool {
    row.facts()
        .is_ok_and(|facts| issue_fate(&facts, periods, on) == Some(Fate::Due))
}

async fn checks(store: &Store, periods: &Periods, on: NaiveDate) -> Result<SubjectPreview, StoreError> {
    let rows: Vec<CheckRow> = read!(store, |pool| sqlx::query_as(CHECKS)
        .bind(midnight(end(Subject::Check, periods, on)))
        .bind(0_i64)
        .bind(LOOKED_AT)
        .bind(on)
        .fetch_all(pool)
        .await)?;
    let more = rows.len() as i64 == LOOKED_AT;
    let lines = rows
        .into_iter()
        .map(|row| {
            let (id, facts) = (CheckId(row.id), row.facts());
            let line = DueLine {
                reference: id.reference(),
                path: format!("/checks/{id}"),
                since: facts.kept_on,
            };
            (check_fate(&facts, periods, on), Some(line))
        })
        .collect();
    Ok(previewed(Subject::Check, more, lines))
}

fn previewed(subject: Subject, more: bool, lines: Vec<(Fate, Option<DueLine>)>) -> SubjectPreview {
    let mut preview = SubjectPreview {
        subject,
        due: 0,
        more,
        first: Vec::new(),
        stays: Vec::new(),
    };
    let mut stays: BTreeMap<Stays, i64> = BTreeMap::new();
    for (fate, line) in lines {
        match fate {
            Fate::NotYet(_) => {}
            Fate::Stays(why) => *stays.entry(why).or_default() += 1,
            Fate::Due => {
                preview.due += 1;
                if preview.first.len() < NAMED {
                    preview.first.extend(line);
                }
            }
        }
    }
    preview.stays = stays.into_iter().collect();
    preview
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("dismissed issues that may be due", DISMISSED),
    ("withdrawn issues that may be due", WITHDRAWN),
    ("decided issues that may be due", DECIDED),
    ("reporters that may be due", REPORTERS),
    ("checks that may be due", CHECKS),
];
