//! "Speak to a counsellor first": a danger to people. A manager, 30 days, renewable once by another manager with reasons;
//! never published.

use crate::{ClientId, HoldId, Person, PersonId, Role};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Days for which a hold stands, and for which it is renewed.
pub const DAYS: u64 = 30;

/// Days after a hold within which a new one on the same client takes a manager who had no part in it: a hold is short, and
/// nobody keeps it up by placing it again.
pub const APART_DAYS: u64 = 90;

/// The longest reason, in characters.
pub const MAX_REASON: usize = 2_000;

/// A hold as staff read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: HoldId,
    pub client: ClientId,
    pub client_name: String,
    pub reason: String,
    pub placed_by: PersonId,
    pub placed_by_name: String,
    pub placed_at: DateTime<Utc>,
    /// Its last day.
    pub until_on: NaiveDate,
    pub renewed_by: Option<PersonId>,
    pub renewed_by_name: Option<String>,
    pub renewal_reason: String,
    pub lifted_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

impl Hold {
    /// Does it stand on this day?
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.lifted_at.is_none() && self.until_on >= day
    }

    /// The last day on which it stood, or will.
    fn ends_on(&self) -> NaiveDate {
        self.lifted_at
            .map_or(self.until_on, |at| crate::clock::day(at).min(self.until_on))
    }

    fn is_by(&self, person: PersonId) -> bool {
        self.placed_by == person || self.renewed_by == Some(person)
    }
}

/// Why a hold is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoldRefused {
    #[error("only a manager places, renews and lifts a hold")]
    NotAManager,
    #[error("who belongs to the client, to a rival, or stepped aside, is kept out")]
    KeptOut,
    #[error("a hold stands already")]
    StandsAlready,
    #[error("the hold is over")]
    Over,
    #[error("it was renewed once: a hold is short")]
    RenewedOnce,
    #[error("another manager renews it")]
    SameManager,
    #[error("within {APART_DAYS} days of a hold, a manager who had no part in it places the next")]
    HadPart,
    #[error("it needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
}

fn manager(by: &Person, client: ClientId) -> Result<(), HoldRefused> {
    if by.role != Role::Manager {
        return Err(HoldRefused::NotAManager);
    }
    if by.own_clients.contains(&client) {
        return Err(HoldRefused::KeptOut);
    }
    Ok(())
}

fn reasoned(reason: &str) -> Result<(), HoldRefused> {
    if reason.trim().is_empty() {
        return Err(HoldRefused::ReasonMissing);
    }
    if reason.chars().count() > MAX_REASON {
        return Err(HoldRefused::ReasonTooLong);
    }
    Ok(())
}

/// The last day of a hold placed today; `last` is the newest one of the client, whether or not it stands.
pub fn place(
    by: &Person,
    client: ClientId,
    last: Option<&Hold>,
    reason: &str,
    today: NaiveDate,
) -> Result<NaiveDate, HoldRefused> {
    manager(by, client)?;
    if last.is_some_and(|last| last.stands_on(today)) {
        return Err(HoldRefused::StandsAlready);
    }
    let soon = |last: &Hold| today <= last.ends_on() + Days::new(APART_DAYS);
    if last.is_some_and(|last| soon(last) && last.is_by(by.id)) {
        return Err(HoldRefused::HadPart);
    }
    reasoned(reason)?;
    Ok(today + Days::new(DAYS))
}

/// The last day of a hold renewed today: 30 days more, once, by another manager.
pub fn renew(hold: &Hold, by: &Person, reason: &str, today: NaiveDate) -> Result<NaiveDate, HoldRefused> {
    manager(by, hold.client)?;
    if !hold.stands_on(today) {
        return Err(HoldRefused::Over);
    }
    if hold.renewed_by.is_some() {
        return Err(HoldRefused::RenewedOnce);
    }
    if hold.placed_by == by.id {
        return Err(HoldRefused::SameManager);
    }
    reasoned(reason)?;
    Ok(hold.until_on + Days::new(DAYS))
}

/// May it be lifted?
pub fn lift(hold: &Hold, by: &Person, reason: &str, today: NaiveDate) -> Result<(), HoldRefused> {
    manager(by, hold.client)?;
    if !hold.stands_on(today) {
        return Err(HoldRefused::Over);
    }
    reasoned(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    const CLIENT: ClientId = ClientId(7);

    fn manager(id: i64) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            email: String::new(),
            role: Role::Manager,
            lang: Lang::Fr,
            named_handler: false,
            member: None,
            own_clients: vec![],
        }
    }

    /// Placed by manager 1, renewed by manager 2, until today.
    fn last() -> Hold {
        Hold {
            id: HoldId(1),
            client: CLIENT,
            client_name: String::new(),
            reason: String::new(),
            placed_by: PersonId(1),
            placed_by_name: String::new(),
            placed_at: DateTime::<Utc>::UNIX_EPOCH,
            until_on: TODAY,
            renewed_by: Some(PersonId(2)),
            renewed_by_name: None,
            renewal_reason: String::new(),
            lifted_at: None,
            revision: 1,
        }
    }

    fn place_after(by: i64, last: &Hold, days: u64) -> Result<NaiveDate, HoldRefused> {
        place(
            &manager(by),
            CLIENT,
            Some(last),
            "A scaffold fell.",
            TODAY + Days::new(days),
        )
    }

    #[test]
    fn soon_after_a_hold_a_new_one_takes_a_manager_who_had_no_part_in_it() {
        assert_eq!(place_after(3, &last(), 0), Err(HoldRefused::StandsAlready));
        for by in [1, 2] {
            assert_eq!(place_after(by, &last(), 1), Err(HoldRefused::HadPart));
            assert_eq!(place_after(by, &last(), APART_DAYS), Err(HoldRefused::HadPart));
            assert!(place_after(by, &last(), APART_DAYS + 1).is_ok());
        }
        assert_eq!(place_after(3, &last(), 1), Ok(TODAY + Days::new(1 + DAYS)));
    }

    #[test]
    fn the_days_after_a_lifted_hold_run_from_its_end() {
        let lifted = Hold {
            lifted_at: Some(crate::clock::begin_of(TODAY - Days::new(20))),
            ..last()
        };
        assert_eq!(place_after(1, &lifted, 70), Err(HoldRefused::HadPart));
        assert!(place_after(1, &lifted, 71).is_ok());
    }
}
