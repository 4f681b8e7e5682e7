//! Lists of issues: the triage, the list behind a mark of the trend, a member's own reports.
//!
//! Who may read what is part of the SQL: a named handler's issue or one about the reader's own firm never leaves the
//! database for somebody else. Each path has its own text, so that each finds its index, whatever else narrows the list.

use super::row::{SummaryRow, summary_columns};
use crate::{Store, StoreError};
use domain::Person;
use domain::category::Filter;
use domain::issue::IssueSummary;
use domain::issue::search::{COUNTED, IssuePage, IssueSearch, SourceWanted, StateWanted};
use domain::permission::{Action, Grant, grant};

/// Issues on one page.
const PAGE: usize = 25;

/// Issues that the reader ($2 payment only, $3 named handler, $1 person) may see.
macro_rules! readable {
    () => {
        " AND (CAST($2 AS TEXT) IS NULL OR i.filter = $2)
          AND ($3 OR i.sensitivity <> 'named_handlers' OR i.reporter_id = $1)
          AND (i.reporter_id = $1
               OR NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = i.client_id))"
    };
}
pub(crate) use readable;

/// What the search asks for beside its path.
macro_rules! narrowed {
    () => {
        " AND (NOT $4 OR i.state IN ('reported', 'under_review'))
          AND (CAST($5 AS TEXT) IS NULL OR i.state = $5)
          AND (CAST($6 AS TEXT) IS NULL OR i.filter = $6)
          AND (CAST($7 AS BIGINT) IS NULL OR i.category_id = $7)
          AND (CAST($8 AS BIGINT) IS NULL OR i.client_id = $8)
          AND (CAST($9 AS BIGINT) IS NULL OR i.reported_month = $9)
          AND (CAST($10 AS TEXT) IS NULL OR (i.source = 'ledger') = ($10 = 'ledger'))"
    };
}

/// A path into the table: the page ($11 after, $12 rows) and the bounded count ($11 at most) along it.
macro_rules! path {
    ($driver:literal, oldest first) => {
        Path {
            page: path!(@page $driver, " AND i.id > $11", " ORDER BY i.id"),
            count: path!(@count $driver),
            oldest_first: true,
        }
    };
    ($driver:literal, newest first) => {
        Path {
            page: path!(@page $driver, " AND i.id < $11", " ORDER BY i.id DESC"),
            count: path!(@count $driver),
            oldest_first: false,
        }
    };
    (@page $driver:literal, $after:literal, $order:literal) => {
        concat!(
            "SELECT ", summary_columns!(), " FROM issue i JOIN client c ON c.id = i.client_id WHERE ", $driver,
            readable!(), narrowed!(), $after, $order, " LIMIT $12"
        )
    };
    (@count $driver:literal) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM issue i WHERE ", $driver, readable!(), narrowed!(),
            " LIMIT $11) AS found"
        )
    };
}

struct Path {
    page: &'static str,
    count: &'static str,
    oldest_first: bool,
}

const OPEN: Path = path!("i.state IN ('reported', 'under_review')", oldest first);
const OPEN_OF_CLIENT: Path =
    path!("i.client_id = $8 AND i.state IN ('reported', 'under_review')", oldest first);
const OF_CLIENT: Path = path!("i.client_id = $8", newest first);
const OF_MONTH: Path = path!("i.reported_month = $9", newest first);
const OF_MONTH_AND_FILTER: Path = path!("i.reported_month = $9 AND i.filter = $6", newest first);
const OF_CATEGORY: Path = path!("i.category_id = $7", newest first);
const OF_STATE: Path = path!("i.state = $5", newest first);
const ALL: Path = path!("i.id > 0", newest first);

/// Every text of this file with its name, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("the triage", OPEN.page),
    ("how many wait for triage", OPEN.count),
    ("the open issues of a client", OPEN_OF_CLIENT.page),
    ("the issues of a client", OF_CLIENT.page),
    ("the issues of a month", OF_MONTH.page),
    ("the issues of a month and filter", OF_MONTH_AND_FILTER.page),
    (
        "how many issues a month and filter has",
        OF_MONTH_AND_FILTER.count,
    ),
    ("the issues of a category", OF_CATEGORY.page),
    ("the issues in a state", OF_STATE.page),
    ("all issues", ALL.page),
    ("a person's own reports", OWN),
    ("the counts of a client's issues", super::queue::COUNTS),
    ("a client's issues by month", super::queue::BY_MONTH),
    ("protected reports whose periods run", super::queue::PROTECTED),
];

const fn path_of(search: &IssueSearch) -> &'static Path {
    match (
        search.state,
        search.client,
        search.reported_month,
        search.filter,
        search.category,
    ) {
        (StateWanted::Open, Some(_), ..) => &OPEN_OF_CLIENT,
        (_, Some(_), ..) => &OF_CLIENT,
        (_, _, Some(_), Some(_), _) => &OF_MONTH_AND_FILTER,
        (_, _, Some(_), None, _) => &OF_MONTH,
        (StateWanted::Open, ..) => &OPEN,
        (_, _, _, _, Some(_)) => &OF_CATEGORY,
        (StateWanted::Only(_), ..) => &OF_STATE,
        (StateWanted::All, ..) => &ALL,
    }
}

/// The filter to which this person's reading is limited, if any.
pub(crate) fn limited_to(reader: &Person) -> Option<&'static str> {
    (grant(reader.role, Action::ListIssues) == Grant::Payment).then_some(Filter::Payment.code())
}

/// Binds the parameters that every text here begins with.
macro_rules! bound {
    ($query:expr, $reader:expr, $search:expr) => {
        $query
            .bind($reader.id.0)
            .bind(limited_to($reader))
            .bind($reader.named_handler)
            .bind($search.state == StateWanted::Open)
            .bind(match $search.state {
                StateWanted::Only(state) => Some(state.code()),
                StateWanted::Open | StateWanted::All => None,
            })
            .bind($search.filter.map(Filter::code))
            .bind($search.category.map(|c| c.0))
            .bind($search.client.map(|c| c.0))
            .bind($search.reported_month.map(|m| m.number()))
            .bind($search.source.map(SourceWanted::code))
    };
}

/// One page of what a search finds among the issues that the reader may see.
pub async fn found(store: &Store, reader: &Person, search: &IssueSearch) -> Result<IssuePage, StoreError> {
    let counted: i64 = read!(store, |pool| {
        bound!(sqlx::query_scalar(path_of(search).count), reader, search)
            .bind(COUNTED)
            .fetch_one(pool)
            .await
    })?;
    let mut issues = page(store, reader, search, PAGE + 1).await?;
    let more = issues.len() > PAGE;
    issues.truncate(PAGE);
    Ok(IssuePage {
        issues,
        more,
        found: counted,
    })
}

/// The oldest open issues that the reader may see.
pub async fn open(store: &Store, reader: &Person, rows: usize) -> Result<Vec<IssueSummary>, StoreError> {
    page(store, reader, &IssueSearch::default(), rows).await
}

async fn page(
    store: &Store,
    reader: &Person,
    search: &IssueSearch,
    rows: usize,
) -> Result<Vec<IssueSummary>, StoreError> {
    let path = path_of(search);
    let start = if path.oldest_first { 0 } else { i64::MAX };
    let found: Vec<SummaryRow> = read!(store, |pool| {
        bound!(sqlx::query_as(path.page), reader, search)
            .bind(search.after.map_or(start, |id| id.0))
            .bind(rows as i64)
            .fetch_all(pool)
            .await
    })?;
    found.into_iter().map(IssueSummary::try_from).collect()
}

const OWN: &str = concat!(
    "SELECT ",
    summary_columns!(),
    " FROM issue i JOIN client c ON c.id = i.client_id WHERE i.reporter_id = $1 AND i.id < $2 ORDER BY i.id DESC LIMIT $3"
);

/// What this person reported, the newest first.
pub async fn own(
    store: &Store,
    person: &Person,
    after: Option<i64>,
    rows: usize,
) -> Result<IssuePage, StoreError> {
    let found: Vec<SummaryRow> = read!(store, |pool| {
        sqlx::query_as(OWN)
            .bind(person.id.0)
            .bind(after.unwrap_or(i64::MAX))
            .bind(rows as i64 + 1)
            .fetch_all(pool)
            .await
    })?;
    let mut issues: Vec<IssueSummary> = found
        .into_iter()
        .map(IssueSummary::try_from)
        .collect::<Result<_, _>>()?;
    let more = issues.len() > rows;
    issues.truncate(rows);
    Ok(IssuePage {
        found: issues.len() as i64,
        issues,
        more,
    })
}
