//! Checks by themselves: members are told that a kept check no longer holds, watchers that something changed, the team
//! that go-aheads are due. Each happens once, whatever number of servers asks: the row that is told is marked first.

use crate::app_state::App;
use chrono::{Days, TimeDelta};
use store::{StoreError, api_key, check, lease, lookup, stance, watch};

/// Answers of the API are given again for this long.
const ANSWERS_LAST: TimeDelta = TimeDelta::days(7);

/// Every minute.
pub async fn tell(app: App, _holder: String) -> Result<(), StoreError> {
    let (store, now) = (&app.store, app.clock.now());
    let outdated = check::tell_outdated(store, now).await?;
    let changed = watch::tell_changes(store, now).await?;
    let due = check::remind(store, now).await?;
    if outdated > 0 || changed > 0 || due > 0 {
        tracing::info!(outdated, changed, due, "told about checks");
    }
    Ok(())
}

/// Every hour: holds that have run out, what is only counted for a day, and answers that nobody asks for again.
pub async fn tidy(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if lease::take(&mut tx, "tidy_checks", &holder, now, now + TimeDelta::minutes(5)).await? {
        stance::hold::lapse(&mut tx, now).await?;
        lookup::forget(&mut tx, app.clock.today() - Days::new(1)).await?;
        api_key::forget(&mut tx, now - ANSWERS_LAST).await?;
        tx.commit().await?;
    }
    Ok(())
}
