//! What waits for a person: the counts of the menu in one bounded query, and the lists of the first page.

use crate::issue::{limited_to, readable};
use crate::stance::Listing;
use crate::{Store, StoreError, case, check, debt, edition, issue, mover, profession, reference, stance};
use chrono::{Days, NaiveDate};
use domain::home::{COUNTED, Home, OverdueClient, Queue, RATE_DAYS, Waiting};
use domain::payment::first_day_without_rate;
use domain::stance::{StanceKind, StanceSummary};
use domain::{ClientId, Money, Person, Role};

/// Entries of each list on the first page.
const SHOWN: usize = 5;
/// Clients with overdue money, for those whose work it is.
const OWING: i64 = 10;
/// Reviews of this many days ahead are shown.
const WEEK: Days = Days::new(7);

/// The queues that the menu counts on every page of staff: each in an index of its own size.
#[derive(sqlx::FromRow)]
struct MenuRow {
    triage: i64,
    to_notify: i64,
    to_hear: i64,
    to_approve: i64,
    renewals: i64,
    approvals: i64,
    derogations: i64,
    contested: i64,
    review: i64,
    expiring: i64,
}

/// Whether the reader ($1) is kept out of a client: its own people, those of a rival, and who stepped aside.
macro_rules! not_kept_out {
    ($client:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = ",
            $client,
            ")"
        )
    };
}

/// A count up to the bound of $4.
macro_rules! bounded {
    ($name:literal, $($from:expr),+) => {
        concat!("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM ", $($from),+, " LIMIT $4) AS few) AS ", $name)
    };
}

/// $1 to $3 as in every list of issues; $4 the bound of each count; $5 the day before which reviews are due; $6 a manager.
const STAFF: &str = concat!(
    "SELECT ",
    bounded!("triage", "issue i WHERE i.state IN ('reported', 'under_review')", readable!()),
    ", ",
    bounded!("to_notify", "stance s WHERE s.state = 'proposed'", not_kept_out!("s.client_id")),
    ", ",
    bounded!("to_hear", "stance s WHERE s.state = 'notified'", not_kept_out!("s.client_id")),
    ", ",
    bounded!(
        "to_approve",
        "stance s WHERE s.state = 'heard' AND (s.kind = 'informative' OR NOT EXISTS (
             SELECT 1 FROM stance_author w WHERE w.stance_id = s.id AND w.person_id = $1))
           AND (s.kind <> 'punitive' OR $6)",
        not_kept_out!("s.client_id")
    ),
    ", ",
    bounded!(
        "renewals",
        "stance s WHERE s.renewal_until_on IS NOT NULL AND (s.kind = 'informative' OR s.renewal_asked_by <> $1)
           AND (s.kind <> 'punitive' OR $6)",
        not_kept_out!("s.client_id")
    ),
    ", ",
    bounded!(
        "approvals",
        "approval a JOIN kept_check k ON k.id = a.kept_check_id WHERE a.state = 'asked'",
        not_kept_out!("k.client_id")
    ),
    ", ",
    bounded!(
        "derogations",
        "derogation d JOIN stance s ON s.id = d.stance_id WHERE d.state = 'asked' AND $6 AND d.person_id <> $1",
        not_kept_out!("s.client_id")
    ),
    ", ",
    bounded!(
        "contested",
        "appeal a JOIN stance s ON s.id = a.stance_id WHERE a.state = 'open'",
        not_kept_out!("s.client_id")
    ),
    ", ",
    bounded!(
        "review",
        "stance s WHERE s.state = 'in_force' AND s.review_on < $5",
        not_kept_out!("s.client_id")
    ),
    ", ",
    bounded!(
        "expiring",
        "stance s WHERE s.state = 'in_force' AND s.review_on < $5 AND (s.kind = 'punitive' OR s.stepped_down_on IS NOT NULL)",
        not_kept_out!("s.client_id")
    )
);

const ACCOUNTS: &str = concat!(
    "SELECT ",
    bounded!(
        "triage",
        "issue i WHERE i.state IN ('reported', 'under_review')",
        readable!()
    )
);

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("what waits for a counsellor", STAFF),
    ("who owes most", OVERDUE),
    ("all that is overdue", OVERDUE_TOTAL),
];

/// What the menu counts for this person, in one bounded query. Roles without such work cost none.
pub async fn waiting(store: &Store, person: &Person, today: NaiveDate) -> Result<Waiting, StoreError> {
    macro_rules! bound {
        ($query:expr) => {
            $query
                .bind(person.id.0)
                .bind(limited_to(person))
                .bind(person.named_handler)
                .bind(COUNTED + 1)
        };
    }
    match person.role {
        Role::Counsellor | Role::Manager => {
            let due = today + WEEK + Days::new(1);
            let row: MenuRow = read!(store, |pool| bound!(sqlx::query_as(STAFF))
                .bind(due)
                .bind(person.role == Role::Manager)
                .fetch_one(pool)
                .await)?;
            Ok(Waiting::of([
                (Queue::Triage, row.triage),
                (Queue::ToNotify, row.to_notify),
                (Queue::ToHear, row.to_hear),
                (Queue::ToApprove, row.to_approve),
                (Queue::Renewals, row.renewals),
                (Queue::GoAheads, row.approvals),
                (Queue::Derogations, row.derogations),
                (Queue::Contested, row.contested),
                (Queue::Review, row.review),
                (Queue::Expiring, row.expiring),
            ]))
        }
        Role::Accounts => {
            let triage: i64 = read!(store, |pool| bound!(sqlx::query_scalar(ACCOUNTS))
                .fetch_one(pool)
                .await)?;
            let debts = debt::list::waiting(store, today).await?.min(COUNTED + 1);
            Ok(Waiting::of([(Queue::Triage, triage), (Queue::Debts, debts)]))
        }
        Role::Committee => {
            let opinions = stance::opinion::count_waiting(store, person.id, COUNTED + 1).await?;
            Ok(Waiting::of([(Queue::Opinions, opinions)]))
        }
        Role::Member | Role::Analyst | Role::Admin => Ok(Waiting::default()),
    }
}

/// What only the first page counts: alerts, and smaller queues.
async fn more_waiting(
    store: &Store,
    person: &Person,
    today: NaiveDate,
) -> Result<Vec<(Queue, i64)>, StoreError> {
    if !matches!(person.role, Role::Counsellor | Role::Manager | Role::Accounts) {
        return Ok(Vec::new());
    }
    let promised = issue::promised(store, person, today).await?.len() as i64;
    let decisions = edition::overdue_of(store, person.id, today, COUNTED + 1)
        .await?
        .len() as i64;
    let mut more = vec![
        (Queue::Decisions, decisions),
        (Queue::Cases, case::count_open(store, person, COUNTED + 1).await?),
        (Queue::Promised, promised.min(COUNTED + 1)),
    ];
    if person.role != Role::Accounts {
        more.push((
            Queue::Alerts,
            mover::count_open(store, person, COUNTED + 1).await?,
        ));
    }
    if person.role != Role::Counsellor {
        more.push((Queue::Rates, rates_run_out(store, today).await?));
    }
    if person.role == Role::Manager {
        more.extend(of_manager(store, person, today).await?);
    }
    Ok(more)
}

/// One where the legal interest is not known for a day that comes soon: nobody guesses it, somebody has to enter it.
async fn rates_run_out(store: &Store, today: NaiveDate) -> Result<i64, StoreError> {
    let catalogue = reference::catalogue(store).await?;
    let unknown = first_day_without_rate(today, &catalogue.interest_rates);
    Ok(i64::from(unknown <= today + Days::new(RATE_DAYS)))
}

async fn of_manager(
    store: &Store,
    person: &Person,
    today: NaiveDate,
) -> Result<[(Queue, i64); 3], StoreError> {
    let figures = reference::figures::proposals(store).await?;
    let figures = figures.iter().filter(|f| f.by != person.id).count() as i64;
    Ok([
        (
            Queue::Debts,
            debt::list::waiting(store, today).await?.min(COUNTED + 1),
        ),
        (
            Queue::Proposals,
            profession::open_count(store, person.id).await? + figures,
        ),
        (
            Queue::Professions,
            profession::to_review(store, today).await?.len() as i64,
        ),
    ])
}

/// The first page of this person.
pub async fn of(store: &Store, person: &Person, today: NaiveDate) -> Result<Home, StoreError> {
    let menu = waiting(store, person, today).await?;
    let mut home = Home {
        waiting: menu.and(more_waiting(store, person, today).await?),
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
    let waits = |queue| home.waiting.in_queue(queue) > 0;
    let (triage, hear, approve) = (
        waits(Queue::Triage),
        waits(Queue::ToHear),
        waits(Queue::ToApprove),
    );
    let (go_aheads, review) = (waits(Queue::GoAheads), waits(Queue::Review));
    if triage {
        home.triage = issue::open(store, person, SHOWN).await?;
    }
    if hear {
        home.to_hear = stance::list(store, person.id, Listing::ToHear, None, SHOWN as i64).await?;
    }
    if approve {
        home.stances = stance::list(store, person.id, Listing::ToApprove, None, COUNTED).await?;
        home.stances.retain(|s| may_answer(s, person));
        home.stances.truncate(SHOWN);
    }
    if go_aheads {
        home.approvals = check::waiting(store, None, COUNTED).await?;
        home.approvals.retain(|c| {
            c.offer
                .client
                .is_none_or(|client| !person.own_clients.contains(&client))
        });
        home.approvals.truncate(SHOWN);
    }
    if review {
        let soon = Listing::ReviewBefore(today + WEEK + Days::new(1));
        home.review = stance::list(store, person.id, soon, None, SHOWN as i64).await?;
    }
    if person.role == Role::Manager {
        (home.overdue, home.overdue_total) = overdue(store).await?;
    }
    Ok(())
}

fn may_answer(stance: &StanceSummary, person: &Person) -> bool {
    (stance.proposed_by != person.id || stance.kind == StanceKind::Informative)
        && (stance.kind != StanceKind::Punitive || person.role == Role::Manager)
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
