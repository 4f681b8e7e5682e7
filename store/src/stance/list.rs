//! Stances in lists: each queue is bounded, in its own order, and none reads past stances.

use super::row::SummaryRow;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::stance::{StanceKind, StanceSummary};
use domain::trend::endings::Ending;
use domain::{Month, PersonId, StanceId};

/// Which stances a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// In force, by review date.
    InForce,
    /// In force and to be reviewed before a day, by review date.
    ReviewBefore(NaiveDate),
    /// Stepped down or punitive, and ending before a day, by that day.
    EndingBefore(NaiveDate),
    /// To be sent to their client, by when they were proposed.
    ToNotify,
    /// Sent, the client's days run, by when they were proposed.
    ToHear,
    /// Heard, and waiting for a yes, by when they were proposed.
    ToApprove,
    /// In force with a renewal that waits for a yes, by the date asked for.
    RenewalWaits,
    /// With an open appeal, by when it is due.
    Contested,
}

impl Listing {
    const fn sql(self) -> &'static str {
        match self {
            Self::InForce | Self::ReviewBefore(_) => IN_FORCE,
            Self::EndingBefore(_) => ENDING,
            Self::ToNotify | Self::ToHear | Self::ToApprove => WAITING,
            Self::RenewalWaits => RENEWAL,
            Self::Contested => CONTESTED,
        }
    }

    /// The state of a waiting one; empty for the others, which do not ask.
    const fn state(self) -> &'static str {
        match self {
            Self::ToNotify => "proposed",
            Self::ToHear => "notified",
            Self::ToApprove => "heard",
            _ => "",
        }
    }

    fn before(self) -> NaiveDate {
        match self {
            Self::ReviewBefore(day) | Self::EndingBefore(day) => day,
            _ => NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default(),
        }
    }
}

/// Whether the reader is kept out of the client: their own, a rival, or one from which they stepped aside.
macro_rules! not_kept_out {
    ($reader:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM person_client o WHERE o.person_id = ",
            $reader,
            " AND o.client_id = s.client_id) "
        )
    };
}

macro_rules! summary {
    ($($rest:expr),+) => {
        concat!(
            "SELECT s.id, s.client_id, c.name AS client_name, s.kind, s.state, s.review_on, s.proposed_by,
           COALESCE(s.in_force_at, s.proposed_at) AS since
    FROM stance s JOIN client_card c ON c.client_id = s.client_id ",
            $($rest),+
        )
    };
}

/// $1 the state, $2 and $3 where the page before ended, $4 the day before which, $5 how many, $6 the reader; each text uses
/// all of them.
const IN_FORCE: &str = summary!(
    "WHERE s.state = 'in_force' AND $1 = '' AND (s.review_on, s.id) > ($2, $3) AND s.review_on < $4",
    not_kept_out!("$6"),
    "ORDER BY s.review_on, s.id LIMIT $5"
);
const ENDING: &str = summary!(
    "WHERE s.state = 'in_force' AND $1 = '' AND (s.review_on, s.id) > ($2, $3) AND s.review_on < $4
      AND (s.kind = 'punitive' OR s.stepped_down_on IS NOT NULL)",
    not_kept_out!("$6"),
    "ORDER BY s.review_on, s.id LIMIT $5"
);
const WAITING: &str = summary!(
    "WHERE s.state = $1 AND s.state IN ('proposed', 'notified', 'heard') AND s.review_on > $2 AND s.id > $3 AND s.review_on < $4",
    not_kept_out!("$6"),
    "ORDER BY s.id LIMIT $5"
);
const RENEWAL: &str = summary!(
    "WHERE s.renewal_until_on IS NOT NULL AND $1 = '' AND s.renewal_until_on > $2 AND s.id > $3 AND s.renewal_until_on < $4",
    not_kept_out!("$6"),
    "ORDER BY s.id LIMIT $5"
);
const CONTESTED: &str = summary!(
    "WHERE s.id IN (SELECT a.stance_id FROM appeal a WHERE a.state = 'open') AND $1 = '' AND s.review_on > $2 AND s.id > $3
      AND s.review_on < $4",
    not_kept_out!("$6"),
    "ORDER BY s.id LIMIT $5"
);

/// A page of a list as this person reads it, after the one that the last page ended with.
pub async fn list(
    store: &Store,
    reader: PersonId,
    listing: Listing,
    after: Option<(NaiveDate, StanceId)>,
    limit: i64,
) -> Result<Vec<StanceSummary>, StoreError> {
    let by_day = matches!(
        listing,
        Listing::InForce | Listing::ReviewBefore(_) | Listing::EndingBefore(_)
    );
    let (day, id) = after.map_or((NaiveDate::default(), 0), |(day, id)| (day, id.0));
    // Lists in the order of their ids go on from the id alone.
    let day = if by_day { day } else { NaiveDate::default() };
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(listing.sql())
        .bind(listing.state())
        .bind(day)
        .bind(id)
        .bind(listing.before())
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many of each list there are, counted up to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Counts {
    pub in_force: i64,
    pub to_notify: i64,
    pub to_hear: i64,
    pub to_approve: i64,
    pub renewals: i64,
    pub to_review: i64,
    pub ending: i64,
    pub contested: i64,
}

/// A count up to the bound of $1, of what the reader of $3 is not kept out of.
macro_rules! bounded {
    ($name:literal, $from:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM ",
            $from,
            not_kept_out!("$3"),
            "LIMIT $1) AS few) AS ",
            $name
        )
    };
}

/// $1 the bound, $2 the day before which reviews and ends are counted, $3 the reader.
const COUNTS: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM stance s WHERE s.state = 'in_force'",
    not_kept_out!("$3"),
    ") AS in_force, ",
    bounded!("to_notify", "stance s WHERE s.state = 'proposed'"),
    ", ",
    bounded!("to_hear", "stance s WHERE s.state = 'notified'"),
    ", ",
    bounded!("to_approve", "stance s WHERE s.state = 'heard'"),
    ", ",
    bounded!("renewals", "stance s WHERE s.renewal_until_on IS NOT NULL"),
    ", ",
    bounded!(
        "to_review",
        "stance s WHERE s.state = 'in_force' AND s.review_on < $2"
    ),
    ", ",
    bounded!(
        "ending",
        "stance s WHERE s.state = 'in_force' AND s.review_on < $2 AND (s.kind = 'punitive' OR s.stepped_down_on IS NOT NULL)"
    ),
    ", ",
    bounded!(
        "contested",
        "appeal a JOIN stance s ON s.id = a.stance_id WHERE a.state = 'open'"
    )
);

/// Counts every list as this person reads it, up to `bound`; reviews and ends before `before`.
pub async fn counts(
    store: &Store,
    reader: PersonId,
    bound: i64,
    before: NaiveDate,
) -> Result<Counts, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(COUNTS)
        .bind(bound)
        .bind(before)
        .bind(reader.0)
        .fetch_one(pool)
        .await)?)
}

/// The kind that it had at the end of that month: a stance that has stepped down since was still its first one.
const BEHIND_MARK: &str = concat!(
    "SELECT s.id, s.client_id, c.name AS client_name,
           CASE WHEN s.stepped_down_from IS NOT NULL AND s.stepped_down_month > $2 THEN s.stepped_down_from ELSE s.kind END AS kind,
           s.state, s.review_on, s.proposed_by, s.in_force_at AS since
    FROM stance s JOIN client_card c ON c.client_id = s.client_id
    WHERE CASE WHEN s.stepped_down_from IS NOT NULL AND s.stepped_down_month > $2 THEN s.stepped_down_from ELSE s.kind END = $1
      AND s.in_force_month <= $2 AND (s.ended_month IS NULL OR s.ended_month > $2) AND s.id > $3",
    not_kept_out!("$5"),
    "ORDER BY s.id LIMIT $4"
);

/// The stances of a kind in force at the end of a month: the list behind a mark of the trend.
pub async fn behind_mark(
    store: &Store,
    reader: PersonId,
    kind: StanceKind,
    month: Month,
    after: StanceId,
    limit: i64,
) -> Result<Vec<StanceSummary>, StoreError> {
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(BEHIND_MARK)
        .bind(kind.code())
        .bind(month.number())
        .bind(after.0)
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A mark of a chart about past stances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// Those that ended so, or stepped down, in a month.
    Ended(Ending, Month),
    /// Choices beside their recommendation (`restrictive:informative`), decided from one month to another.
    Chosen {
        choice: String,
        first: Month,
        last: Month,
    },
}

const ENDED: &str = summary!(
    "WHERE s.ended_month = $1 AND s.ended_how = $2 AND s.id > $3",
    not_kept_out!("$5"),
    "ORDER BY s.id LIMIT $4"
);
const STEPPED_DOWN: &str = summary!(
    "WHERE s.stepped_down_month = $1 AND $2 <> '' AND s.id > $3",
    not_kept_out!("$5"),
    "ORDER BY s.id LIMIT $4"
);
const CHOSEN: &str = summary!(
    "JOIN policy_case k ON k.stance_id = s.id
    WHERE k.choice = $2 AND k.decided_month >= $1 AND k.decided_month <= $6 AND s.id > $3",
    not_kept_out!("$5"),
    "ORDER BY s.id LIMIT $4"
);

/// The past stances behind a mark, in the order of their ids.
pub async fn past(
    store: &Store,
    reader: PersonId,
    past: &Past,
    after: StanceId,
    limit: i64,
) -> Result<Vec<StanceSummary>, StoreError> {
    let rows: Vec<SummaryRow> = match past {
        Past::Ended(how, month) => {
            let sql = if *how == Ending::SteppedDown {
                STEPPED_DOWN
            } else {
                ENDED
            };
            read!(store, |pool| sqlx::query_as(sql)
                .bind(month.number())
                .bind(how.code())
                .bind(after.0)
                .bind(limit)
                .bind(reader.0)
                .fetch_all(pool)
                .await)?
        }
        Past::Chosen { choice, first, last } => read!(store, |pool| sqlx::query_as(CHOSEN)
            .bind(first.number())
            .bind(choice)
            .bind(after.0)
            .bind(limit)
            .bind(reader.0)
            .bind(last.number())
            .fetch_all(pool)
            .await)?,
    };
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many stances are in force: those alone are counted, in their index; past ones are not read.
pub async fn count_in_force(store: &Store) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM stance WHERE state = 'in_force'";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .fetch_one(pool)
        .await)?)
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("stances in force", IN_FORCE),
    ("stances that end soon", ENDING),
    ("stances that wait", WAITING),
    ("renewals that wait", RENEWAL),
    ("contested stances", CONTESTED),
    ("counts of stances", COUNTS),
    ("stances that ended in a month", ENDED),
    ("stances that stepped down in a month", STEPPED_DOWN),
    ("choices beside a recommendation", CHOSEN),
];
