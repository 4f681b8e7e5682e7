//! Failed attempts by network address, in this server's memory: a second server counts for itself.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

/// So many failures …
pub const ALLOWED: usize = 10;
/// … within this time, and the next attempt has to wait.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Addresses that are remembered; beyond it the oldest are forgotten.
const REMEMBERED: usize = 10_000;

/// When each address failed.
#[derive(Debug, Default)]
pub struct Limits(Mutex<HashMap<IpAddr, Vec<DateTime<Utc>>>>);

impl Limits {
    /// How long this address still has to wait.
    pub fn wait(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> Option<Duration> {
        let known = self.0.lock().ok()?;
        wait(known.get(&address?)?, now)
    }

    /// Notes a failure.
    pub fn failed(&self, address: Option<IpAddr>, now: DateTime<Utc>) {
        let (Some(address), Ok(mut known)) = (address, self.0.lock()) else {
            return;
        };
        if known.len() >= REMEMBERED {
            known.retain(|_, times| times.last().is_some_and(|last| *last > now - WINDOW));
        }
        let times = known.entry(address).or_default();
        times.retain(|at| *at > now - WINDOW);
        times.push(now);
    }
}

/// The time until fewer than [`ALLOWED`] of these failures lie within the window.
pub fn wait(failures: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<Duration> {
    let mut recent: Vec<_> = failures.iter().filter(|at| **at > now - WINDOW).collect();
    recent.sort();
    let last_to_expire = recent.len().checked_sub(ALLOWED)?;
    (**recent.get(last_to_expire)? + WINDOW - now).to_std().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_waits_until_the_oldest_of_ten_is_past() {
        let start: DateTime<Utc> = "2026-11-22T10:00:00Z".parse().unwrap();
        let limits = Limits::default();
        let here = Some(IpAddr::from([192, 0, 2, 1]));
        for minute in 0..10 {
            assert_eq!(limits.wait(here, start + TimeDelta::minutes(minute)), None);
            limits.failed(here, start + TimeDelta::minutes(minute));
        }
        let now = start + TimeDelta::minutes(10);
        assert_eq!(limits.wait(here, now), Some(Duration::from_mins(5)));
        assert_eq!(limits.wait(Some(IpAddr::from([192, 0, 2, 2])), now), None);
        assert_eq!(limits.wait(here, start + WINDOW), None);
    }
}
