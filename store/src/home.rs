//! What waits for a person: the counts of the menu in one bounded query, and the lists of the first page.

use crate::issue::{limited_to, readable};
use crate::stance::Listing;
use crate::{Store, StoreError, check, issue, stance};
use chrono::{Days, NaiveDate};
use domain::home::{COUNTED, Home, OverdueClient, Waiting};
use domain::stance::{StanceKind, StanceSummary};
use domain::{ClientId, Money, Person, Role};

/// Entries of each list on the first page.
const SHOWN: usize = 5;
/// Clients with overdue money, for those whose work it is.
const OWING: i64 = 10;
/// Reviews of this many days ahead are shown.
const WEEK: Days = Days::new(7);

#[derive(sqlx::FromRow)]
struct WaitingRow {
    triage: i64,
    stances: i64,
    approvals: i64,
    review: i64,
    overdue_clients: i64,
}

/// $1 to $3 as in every list of issues; $4 the bound of each count; $5 the day before which reviews are due; $6 a manager.
const STAFF: &str = concat!(
    "SELECT
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM issue i WHERE i.state IN ('reported', 'under_review')",
    readable!(),
    " LIMIT $4) AS a) AS triage,
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM stance s
            WHERE s.state = 'heard' AND (s.kind = 'informative' OR NOT EXISTS (
                    SELECT 1 FROM stance_author w WHERE w.stance_id = s.id AND w.person_id = $1))
              AND (s.kind <> 'punitive' OR $6)
              AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = s.client_id)
            LIMIT $4) AS b) AS stances,
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM approval a JOIN kept_check k ON k.id = a.kept_check_id
            WHERE a.state = 'asked'
              AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = k.client_id)
            LIMIT $4) AS c) AS approvals,
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM stance s
            WHERE s.state = 'in_force' AND s.review_on < $5 LIMIT $4) AS d) AS review,
        CAST(0 AS BIGINT) AS overdue_clients"
);

const ACCOUNTS: &str = concat!(
    "SELECT
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM issue i WHERE i.state IN ('reported', 'under_review')",
    readable!(),
    " LIMIT $4) AS a) AS triage,
        CAST(0 AS BIGINT) AS stances, CAST(0 AS BIGINT) AS approvals, CAST(0 AS BIGINT) AS review,
        (SELECT COUNT(*) FROM (SELECT 1 AS one FROM client_card k WHERE k.overdue_cents > 0 LIMIT $4) AS e)
            AS overdue_clients"
);

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("what waits for a counsellor", STAFF),
    ("who owes most", OVERDUE),
    ("all that is overdue", OVERDUE_TOTAL),
];

/// What waits for this person, for the menu and the first page. Roles without such work cost no query.
pub async fn waiting(store: &Store, person: &Person, today: NaiveDate) -> Result<Waiting, StoreError> {
    macro_rules! bound {
        ($text:expr) => {
            sqlx::query_as($text)
                .bind(person.id.0)
                .bind(limited_to(person))
                .bind(person.named_handler)
                .bind(COUNTED + 1)
        };
    }
    let row: WaitingRow = match person.role {
        Role::Counsellor | Role::Manager => {
            let due = today + WEEK + Days::new(1);
            read!(store, |pool| bound!(STAFF)
                .bind(due)
                .bind(person.role == Role::Manager)
                .fetch_one(pool)
                .await)?
        }
        Role::Accounts => read!(store, |pool| bound!(ACCOUNTS).fetch_one(pool).await)?,
        Role::Member | Role::Committee | Role::Analyst | Role::Admin => return Ok(Waiting::default()),
    };
    Ok(Waiting {
        triage: row.triage,
        stances: row.stances,
        approvals: row.approvals,
        review: row.review,
        overdue_clients: row.overdue_clients,
    })
}

/// The first page of this person.
pub async fn of(store: &Store, person: &Person, today: NaiveDate) -> Result<Home, StoreError> {
    let mut home = Home {
        waiting: waiting(store, person, today).await?,
        ..Home::default()
    };
    match person.role {
        Role::Member => {
            home.reports = issue::own(store, person, None, SHOWN).await?.issues;
            home.checks = check::own(store, person.id, None, SHOWN as i64).await?;
        }
        Role::Counsellor | Role::Manager => staff(store, person, today, &mut home).await?,
        Role::Accounts => {
            home.triage = issue::open(store, person, SHOWN).await?;
            (home.overdue, home.overdue_total) = overdue(store).await?;
        }
        Role::Committee | Role::Analyst | Role::Admin => {}
    }
    Ok(home)
}

/// Lists are read only where the counts say that there is something to read.
async fn staff(store: &Store, person: &Person, today: NaiveDate, home: &mut Home) -> Result<(), StoreError> {
    let waiting = home.waiting;
    if waiting.triage > 0 {
        home.triage = issue::open(store, person, SHOWN).await?;
    }
    if waiting.stances > 0 {
        home.stances = stance::list(store, Listing::ToApprove, None, COUNTED).await?;
        home.stances.retain(|s| may_answer(s, person));
        home.stances.truncate(SHOWN);
    }
    if waiting.approvals > 0 {
        home.approvals = check::waiting(store, None, COUNTED).await?;
        home.approvals.retain(|c| {
            c.offer
                .client
                .is_none_or(|client| !person.own_clients.contains(&client))
        });
        home.approvals.truncate(SHOWN);
    }
    if waiting.review > 0 {
        let soon = Listing::ReviewBefore(today + WEEK + Days::new(1));
        home.review = stance::list(store, soon, None, SHOWN as i64).await?;
    }
    if person.role == Role::Manager {
        (home.overdue, home.overdue_total) = overdue(store).await?;
    }
    Ok(())
}

fn may_answer(stance: &StanceSummary, person: &Person) -> bool {
    (stance.proposed_by != person.id || stance.kind == StanceKind::Informative)
        && (stance.kind != StanceKind::Punitive || person.role == Role::Manager)
        && !person.own_clients.contains(&stance.client)
}

#[derive(sqlx::FromRow)]
struct OverdueRow {
    client_id: i64,
    name: String,
    overdue_cents: i64,
    open_cents: i64,
}

const OVERDUE: &str = "
    SELECT k.client_id, k.name, k.overdue_cents, k.open_cents FROM client_card k
    WHERE k.overdue_cents > 0 ORDER BY k.overdue_cents DESC, k.client_id DESC LIMIT $1";
const OVERDUE_TOTAL: &str =
    "SELECT CAST(COALESCE(SUM(k.overdue_cents), 0) AS BIGINT) FROM client_card k WHERE k.overdue_cents > 0";

async fn overdue(store: &Store) -> Result<(Vec<OverdueClient>, Money), StoreError> {
    let rows: Vec<OverdueRow> = read!(store, |pool| sqlx::query_as(OVERDUE)
        .bind(OWING)
        .fetch_all(pool)
        .await)?;
    let total: i64 = read!(store, |pool| sqlx::query_scalar(OVERDUE_TOTAL)
        .fetch_one(pool)
        .await)?;
    let client = |row: OverdueRow| OverdueClient {
        id: ClientId(row.client_id),
        name: row.name,
        overdue: Money(row.overdue_cents),
        open: Money(row.open_cents),
    };
    Ok((rows.into_iter().map(client).collect(), Money(total)))
}
