//! "Speak to a counsellor first": a danger to people. A manager, 30 days, renewable once by another manager with reasons;
//! never published.

use crate::{ClientId, HoldId, Person, PersonId, Role};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Days for which a hold stands, and for which it is renewed.
pub const DAYS: u64 = 30;

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

/// The last day of a hold placed today.
pub fn place(
    by: &Person,
    client: ClientId,
    standing: bool,
    reason: &str,
    today: NaiveDate,
) -> Result<NaiveDate, HoldRefused> {
    manager(by, client)?;
    if standing {
        return Err(HoldRefused::StandsAlready);
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
