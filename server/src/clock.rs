//! The one place that asks what time it is.
//!
//! `VIGIE_CLOCK=2026-11-22T10:00:00Z` (or `--clock`) starts the program at another instant; time runs on from there.
//! It exists for tests and demonstrations: a cooperative never sets it, and `vigie doctor` says so where it is set.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// The clock of the program, real or moved by a fixed distance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    ahead: TimeDelta,
}

impl Clock {
    /// A clock that shows `start` at this moment and runs on.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self {
            ahead: start - system_now(),
        }
    }

    /// Now, cut to what both databases keep.
    pub fn now(self) -> DateTime<Utc> {
        domain::clock::instant(system_now() + self.ahead)
    }

    /// The day in the cooperative's time zone.
    pub fn today(self) -> NaiveDate {
        domain::clock::day(self.now())
    }

    /// Does it show another time than the machine?
    pub fn is_moved(self) -> bool {
        !self.ahead.is_zero()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}
