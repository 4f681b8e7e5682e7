//! What the policy recommends for one client: today, or on an old day with the policy and the facts of that day.

use super::{in_force, record};
use crate::{Store, StoreError};
use chrono::{Months, NaiveDate};
use domain::ClientId;
use domain::policy::alike::Profile;
use domain::policy::explain::{Change, what_would_change};
use domain::policy::{ClientFacts, PolicySheet, Recommendation, recommend};

/// A recommendation with all that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The version in force on the day.
    pub policy: PolicySheet,
    pub facts: ClientFacts,
    pub recommendation: Recommendation,
    pub changes: Vec<Change>,
    /// The case by its facts, for equal treatment.
    pub profile: Profile,
}

/// What the policy in force recommends for a client today; `None` where there is no such client.
pub async fn advise(
    store: &Store,
    client: ClientId,
    today: NaiveDate,
) -> Result<Option<Advised>, StoreError> {
    advised_on(store, client, today).await
}

/// The same for any day: the policy of that day on the facts of that day.
pub async fn advised_on(
    store: &Store,
    client: ClientId,
    day: NaiveDate,
) -> Result<Option<Advised>, StoreError> {
    let policy = in_force(store, day).await?;
    // A contract is due at most some months after it began; what is older and paid is in no count.
    let from = policy
        .content
        .counted_from(day)
        .checked_sub_months(Months::new(24));
    let Some(record) = record(store, client, from).await? else {
        return Ok(None);
    };
    let facts = record.facts_on(&policy.content, day);
    let recommendation = recommend(&policy.content, &facts, day);
    Ok(Some(Advised {
        changes: what_would_change(&policy.content, &facts, day),
        profile: Profile::of(&facts, &recommendation, record.touched(day).contracts),
        policy,
        facts,
        recommendation,
    }))
}
