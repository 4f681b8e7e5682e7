//! What moved against its own past: looked at once, when a month has become mature.

use crate::app_state::App;
use chrono::TimeDelta;
use store::{StoreError, lease, mover};

/// Every hour: nothing to do on most days of a month. The lease spares the work; that it happens once is the run's own rule.
pub(super) async fn work(app: App, holder: String) -> Result<(), StoreError> {
    let Some(month) = mover::due(&app.store, app.clock.today()).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, "movers", &holder, now, now + TimeDelta::minutes(30)).await?;
    tx.commit().await?;
    if !mine {
        return Ok(());
    }
    if let Some(ran) = mover::run(&app.store, month, now).await? {
        tracing::info!(month = %ran.month, ran.tested, ran.moved, ran.alerts, "looked at what moved");
    }
    Ok(())
}
