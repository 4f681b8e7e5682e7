//! What moved against its own past: computed once for each mature month, kept as few rows, told once as alerts
//! (`statistics.md` 15).

mod alert;
mod run;

pub use alert::{Alert, TEXTS, count_open, dismiss, dismissed, find, is_subscribed, open, set_subscription};
pub use run::{Ran, due, latest, run};

use crate::StoreError;
use crate::error::word;
use domain::trend::control::Counted;
use domain::trend::movers::{Found, MoverKey, Subject};
use domain::{ClientId, Month};

/// The columns of what is kept of a mover.
macro_rules! mover_columns {
    () => {
        "m.month, m.subject, m.client_id, m.sector, m.measure, m.up, m.hits, m.n, m.expected, m.low, m.high, m.cautious,
         m.chance, m.silent"
    };
}
pub(crate) use mover_columns;

#[derive(sqlx::FromRow)]
struct MoverRow {
    month: i64,
    subject: String,
    client_id: Option<i64>,
    sector: String,
    measure: String,
    up: bool,
    hits: i64,
    n: i64,
    expected: i64,
    low: i64,
    high: i64,
    cautious: i64,
    chance: i64,
    silent: bool,
}

/// How a subject is stored: its kind, its client, its sector.
fn stored(subject: Subject) -> (&'static str, Option<i64>, &'static str) {
    match subject {
        Subject::Client(client) => ("client", Some(client.0), ""),
        Subject::Sector(sector) => ("sector", None, sector.code()),
    }
}

fn key(client: Option<i64>, sector: &str, measure: &str) -> Result<MoverKey, StoreError> {
    Ok(MoverKey {
        subject: match client {
            Some(client) => Subject::Client(ClientId(client)),
            None => Subject::Sector(word(sector, "mover.sector")?),
        },
        measure: word(measure, "mover.measure")?,
    })
}

fn read_month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("mover.month"))
}

impl MoverRow {
    fn found(&self) -> Result<Found, StoreError> {
        debug_assert_eq!(self.subject == "client", self.client_id.is_some());
        Ok(Found {
            key: key(self.client_id, &self.sector, &self.measure)?,
            up: self.up,
            now: Counted::new(self.hits, self.n),
            expected: self.expected,
            low: self.low,
            high: self.high,
            cautious: self.cautious,
            chance: self.chance,
            silent: self.silent,
        })
    }
}
