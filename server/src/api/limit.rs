//! Requests of each key in a minute, in this server's memory: a second server counts for itself.

use chrono::{DateTime, Utc};
use domain::ApiKeyId;
use domain::api_key::REQUESTS_A_MINUTE;
use std::collections::HashMap;
use std::sync::Mutex;

/// The minute that runs, and how often each key asked in it.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Minute>);

#[derive(Debug, Default)]
struct Minute {
    number: i64,
    asked: HashMap<ApiKeyId, u32>,
}

impl Limits {
    /// Counts a request; the seconds to wait where there were too many.
    pub fn count(&self, key: ApiKeyId, now: DateTime<Utc>) -> Option<u64> {
        let (number, second) = (now.timestamp() / 60, now.timestamp() % 60);
        let mut minute = self.0.lock().ok()?;
        if minute.number != number {
            *minute = Minute {
                number,
                asked: HashMap::new(),
            };
        }
        let asked = minute.asked.entry(key).or_default();
        *asked = asked.saturating_add(1);
        (*asked > REQUESTS_A_MINUTE).then(|| 60 - second.unsigned_abs().min(59))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_key_waits_for_the_next_minute_and_others_do_not() {
        let limits = Limits::default();
        let start: DateTime<Utc> = "2026-11-22T10:00:45Z".parse().unwrap();
        for _ in 0..REQUESTS_A_MINUTE {
            assert_eq!(limits.count(ApiKeyId(1), start), None);
        }
        assert_eq!(limits.count(ApiKeyId(1), start), Some(15));
        assert_eq!(limits.count(ApiKeyId(2), start), None);
        assert_eq!(limits.count(ApiKeyId(1), start + TimeDelta::seconds(15)), None);
    }
}
