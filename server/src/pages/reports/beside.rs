//! What a drawn page depends on beside the aggregates, known for a moment: it takes as long to read as a page may take.

use super::conduct;
use super::load::{Choice, Source};
use crate::error::PageError;
use chrono::NaiveDate;
use domain::PersonId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longer than this nothing is believed: a job may change what waits without a line in the log, and on another server two
/// changes may come in the other order.
const KNOWN_FOR: Duration = Duration::from_secs(10);
/// Readers known at a time.
const READERS: usize = 256;

/// What was found for a reader, while the log has no newer line.
#[derive(Debug, Clone)]
struct Known {
    newest: i64,
    today: NaiveDate,
    at: Instant,
    hash: String,
}

/// What stood beside the figures when each reader last asked.
#[derive(Debug, Default)]
pub struct Beside(Mutex<HashMap<PersonId, Known>>);

impl Beside {
    /// Read again where anything was written since, which the log tells by its newest line.
    pub(super) async fn of(&self, source: &Source<'_>, choice: &Choice) -> Result<String, PageError> {
        let newest = store::audit::newest_id(source.store).await?;
        let reader = choice.reader.id;
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&reader)
            .cloned();
        let holds = |known: &Known| {
            (known.newest, known.today) == (newest, source.today) && known.at.elapsed() < KNOWN_FOR
        };
        if let Some(known) = known.filter(holds) {
            return Ok(known.hash);
        }
        let at = Instant::now();
        let hash = conduct::beside(source, choice).await?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= READERS {
            all.clear();
        }
        let found = Known {
            newest,
            today: source.today,
            at,
            hash: hash.clone(),
        };
        all.insert(reader, found);
        Ok(hash)
    }
}
