//! Time is passed in: nothing in `domain` asks what time it is.

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};

/// The time zone of the cooperative: days and months are its own.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Brussels;

/// An instant cut to microseconds, which both databases keep exactly.
pub fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// The calendar day in Brussels on which an instant falls.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

/// The first instant of a day in Brussels.
pub fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let local = midnight.and_local_timezone(ZONE).earliest();
    local.map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
