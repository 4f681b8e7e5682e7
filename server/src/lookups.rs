//! The limit on members' look-ups: which clients each of them was already shown today, remembered here so that a second
//! look costs nothing. The count itself stands in the database, for all servers.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use chrono::NaiveDate;
use domain::{ClientId, PersonId, Role};
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use store::lookup::{Look, look};

/// People that are remembered; beyond it all are forgotten, and the database is asked again.
const REMEMBERED: usize = 20_000;

/// What was allowed today.
#[derive(Debug, Default)]
pub struct Lookups(Mutex<Today>);

#[derive(Debug, Default)]
struct Today {
    day: NaiveDate,
    shown: HashMap<PersonId, HashSet<ClientId>>,
}

impl Lookups {
    fn knows(&self, person: PersonId, client: ClientId, day: NaiveDate) -> bool {
        self.0.lock().is_ok_and(|today| {
            today.day == day
                && today
                    .shown
                    .get(&person)
                    .is_some_and(|clients| clients.contains(&client))
        })
    }

    fn remember(&self, person: PersonId, client: ClientId, day: NaiveDate) {
        if let Ok(mut today) = self.0.lock() {
            if today.day != day || today.shown.len() >= REMEMBERED {
                *today = Today {
                    day,
                    shown: HashMap::new(),
                };
            }
            today.shown.entry(person).or_default().insert(client);
        }
    }
}

/// Counts a member's look at a client. Staff look up as many as their work asks for.
pub async fn count(visit: &Visit, user: &CurrentUser, client: ClientId) -> Result<(), PageError> {
    if user.role != Role::Member {
        return Ok(());
    }
    let (lookups, day) = (&visit.app.lookups, visit.today());
    if lookups.knows(user.id, client, day) {
        return Ok(());
    }
    match look(&visit.app.store, user.id, client, day).await? {
        Look::Allowed => {
            lookups.remember(user.id, client, day);
            Ok(())
        }
        Look::Enough { limit } => Err(PageError::LookedUpEnough { limit }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_allowed_is_remembered_until_the_day_ends() {
        let lookups = Lookups::default();
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap_or_default();
        let (person, client) = (PersonId(1), ClientId(7));
        assert!(!lookups.knows(person, client, day(22)));
        lookups.remember(person, client, day(22));
        assert!(lookups.knows(person, client, day(22)));
        assert!(!lookups.knows(person, ClientId(8), day(22)));
        assert!(!lookups.knows(PersonId(2), client, day(22)));
        assert!(!lookups.knows(person, client, day(23)));
    }
}
