//! Trials of a draft on all clients, and past cases by their facts: done while nobody waits.

use crate::app_state::App;
use chrono::TimeDelta;
use store::{StoreError, lease, policy};

/// How long a server keeps the trials to itself; each batch renews it.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Takes waiting trials to their end, batch by batch; a server that goes away is replaced after the lease.
pub(super) async fn trials(app: App, holder: String) -> Result<(), StoreError> {
    while policy::waits(&app.store).await? {
        if !mine(&app, "policy_trial", &holder).await? || !policy::step(&app.store, app.clock.now()).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Writes down the cases of choices that were made since.
pub(super) async fn cases(app: App, holder: String) -> Result<(), StoreError> {
    while mine(&app, "policy_case", &holder).await? {
        if policy::keep_cases(&app.store).await? == 0 {
            return Ok(());
        }
    }
    Ok(())
}

async fn mine(app: &App, name: &str, holder: &str) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, name, holder, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(mine)
}
