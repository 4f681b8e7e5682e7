//! The issues a stance rests on: as the rules see them, and as they are frozen.

use crate::error::word;
use crate::many::among;
use crate::{Store, StoreError, Tx};
use chrono::{Days, NaiveDate};
use domain::category::Filter;
use domain::debt::NOTICE_DAYS;
use domain::stance::life::{JudgedGround, Standing};
use domain::stance::{Ground, may_rest};
use domain::{CaseId, ClientId, IssueId, Money, PersonId, StanceId};

#[derive(sqlx::FromRow)]
pub(super) struct GroundRow {
    id: i64,
    client_id: i64,
    state: String,
    filter: String,
    reporter_id: Option<i64>,
    confirmed_by: Option<i64>,
    owes: bool,
    notice_on: Option<NaiveDate>,
}

impl TryFrom<GroundRow> for Ground {
    type Error = StoreError;
    fn try_from(row: GroundRow) -> Result<Self, StoreError> {
        Ok(Self {
            issue: IssueId(row.id),
            client: ClientId(row.client_id),
            confirmed: row.state == "confirmed",
            filter: word::<Filter>(&row.filter, "issue.filter")?,
            reporter: row.reporter_id.map(PersonId),
            confirmed_by: row.confirmed_by.map(PersonId),
            owes: row.owes,
            proven_from: row.notice_on.map(|day| day + Days::new(NOTICE_DAYS)),
        })
    }
}

/// What the rules read of an issue `i` and its contract `ct`. Money is still owed on a contract that is not paid (of what
/// the ledger found, on any of them), or, where the report names no contract, where it says an amount.
macro_rules! ground_columns {
    () => {
        "i.id, i.client_id, i.state, i.filter, i.reporter_id, i.confirmed_by,
           CASE WHEN EXISTS (SELECT 1 FROM detected_contract f WHERE f.issue_id = i.id)
                THEN EXISTS (SELECT 1 FROM detected_contract f JOIN contract k ON k.id = f.contract_id
                             WHERE f.issue_id = i.id AND k.paid_on IS NULL AND k.counted AND k.debt_state <> 'paid')
                WHEN ct.id IS NULL THEN COALESCE(i.unpaid_cents, 0) > 0
                ELSE ct.paid_on IS NULL AND ct.counted AND ct.debt_state <> 'paid' END AS owes,
           CASE WHEN ct.paid_on IS NULL AND ct.counted AND ct.price_cents > 0 AND ct.debt_state NOT IN ('disputed', 'paid')
                THEN (SELECT d.notice_on FROM debt d WHERE d.contract_id = ct.id) END AS notice_on"
    };
}
pub(super) use ground_columns;

const GROUNDS: &str = concat!(
    "SELECT ",
    ground_columns!(),
    " FROM stance_ground g JOIN issue i ON i.id = g.issue_id LEFT JOIN contract ct ON ct.id = i.contract_id
    WHERE g.stance_id = $1 ORDER BY i.id"
);

/// The issues a stance rests on, as its rules see them.
pub async fn grounds_of(store: &Store, id: StanceId) -> Result<Vec<Ground>, StoreError> {
    let rows: Vec<GroundRow> = read!(store, |pool| sqlx::query_as(GROUNDS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The same for issues that are about to become grounds.
pub(super) async fn of_issues(tx: &mut Tx, issues: &[IssueId]) -> Result<Vec<Ground>, StoreError> {
    const BEFORE: &str = concat!(
        "SELECT ",
        ground_columns!(),
        " FROM issue i LEFT JOIN contract ct ON ct.id = i.contract_id WHERE i.id IN ("
    );
    let ids: Vec<i64> = issues.iter().map(|issue| issue.0).collect();
    let rows = among!(tx, GroundRow, BEFORE, ids, ")");
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Do the grounds bear a stance as it stands, with the facts of this moment? Asked at each yes.
pub(super) async fn bear(
    tx: &mut Tx,
    id: StanceId,
    standing: &Standing,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    const PERSON: &str = "SELECT natural_person FROM client WHERE id = $1";
    let natural_person: bool = on!(tx, |conn| sqlx::query_scalar(PERSON)
        .bind(standing.client.0)
        .fetch_one(&mut *conn)
        .await)?;
    let rows: Vec<GroundRow> = on!(tx, |conn| sqlx::query_as(GROUNDS)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    let grounds: Vec<Ground> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, StoreError>>()?;
    Ok(may_rest(standing.kind, natural_person, &grounds, today))
}

#[derive(sqlx::FromRow)]
struct JudgedRow {
    id: i64,
    category: String,
    filter: String,
    sensitivity: String,
    severity: String,
    state: String,
    happened_on: NaiveDate,
    facts: String,
    days_late: Option<i64>,
    unpaid_cents: Option<i64>,
}

const JUDGED: &str = "
    SELECT i.id, c.code AS category, i.filter, i.sensitivity, i.severity, i.state, i.happened_on, i.facts, i.days_late,
           i.unpaid_cents
    FROM stance_ground g JOIN issue i ON i.id = g.issue_id JOIN category c ON c.id = i.category_id
    WHERE g.stance_id = $1 ORDER BY i.id";
const FILES: &str = "
    SELECT f.issue_id, s.sha256 FROM stance_ground g
    JOIN issue_file f ON f.issue_id = g.issue_id JOIN stored_file s ON s.id = f.file_id
    WHERE g.stance_id = $1 ORDER BY f.issue_id, s.sha256";

/// The grounds with their facts as they stand now, and the hashes of their files.
pub(super) async fn judged_in(tx: &mut Tx, id: StanceId) -> Result<Vec<JudgedGround>, StoreError> {
    let rows: Vec<JudgedRow> = on!(tx, |conn| sqlx::query_as(JUDGED)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    let files: Vec<(i64, String)> = on!(tx, |conn| sqlx::query_as(FILES)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    rows.into_iter().map(|row| row.ground(&files)).collect()
}

/// The same for a page.
pub(super) async fn judged(store: &Store, id: StanceId) -> Result<Vec<JudgedGround>, StoreError> {
    let rows: Vec<JudgedRow> = read!(store, |pool| sqlx::query_as(JUDGED)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let files: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(FILES)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(|row| row.ground(&files)).collect()
}

/// Issues of one case that are read at once.
const OF_CASE_AT_ONCE: i64 = 100;
const OF_CASE: &str = "
    SELECT i.id, c.code AS category, i.filter, i.sensitivity, i.severity, i.state, i.happened_on, i.facts, i.days_late,
           i.unpaid_cents
    FROM issue i JOIN category c ON c.id = i.category_id WHERE i.dossier_id = $1 ORDER BY i.id LIMIT $2";

/// The issues of a case with their facts, never who reported them; their files are listed apart.
pub async fn facts_of_case(store: &Store, id: CaseId) -> Result<Vec<JudgedGround>, StoreError> {
    let rows: Vec<JudgedRow> = read!(store, |pool| sqlx::query_as(OF_CASE)
        .bind(id.0)
        .bind(OF_CASE_AT_ONCE)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(|row| row.ground(&[])).collect()
}

impl JudgedRow {
    fn ground(self, files: &[(i64, String)]) -> Result<JudgedGround, StoreError> {
        let own = files.iter().filter(|(issue, _)| *issue == self.id);
        Ok(JudgedGround {
            issue: IssueId(self.id),
            filter: word(&self.filter, "issue.filter")?,
            sensitivity: word(&self.sensitivity, "issue.sensitivity")?,
            severity: word(&self.severity, "issue.severity")?,
            state: word(&self.state, "issue.state")?,
            happened_on: self.happened_on,
            facts: self.facts,
            days_late: self.days_late,
            unpaid: self.unpaid_cents.map(Money),
            files: own.map(|(_, hash)| hash.clone()).collect(),
            category: self.category,
        })
    }
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("grounds of a stance", GROUNDS),
    ("grounds with their facts", JUDGED),
    ("the facts of a case", OF_CASE),
];
