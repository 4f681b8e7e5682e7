//! What time does to stances and agreements: stepping down, ending, lifting those whose debts are paid.

use crate::app_state::App;
use chrono::TimeDelta;
use store::{StoreError, agreement, lease, stance};

/// Runs it, on one server at a time; what a server left half done the next run takes up, and nothing happens twice.
pub async fn run(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, "stance", &holder, now, now + TimeDelta::minutes(30)).await?;
    tx.commit().await?;
    if !mine {
        return Ok(());
    }
    let ran = stance::due::run(&app.store, now).await?;
    let mut tx = app.store.write().await?;
    let agreements = agreement::end_past(&mut tx, now).await?;
    tx.commit().await?;
    if ran != stance::due::Ran::default() || agreements > 0 {
        tracing::info!(
            stepped_down = ran.stepped_down,
            ended = ran.ended,
            lifted = ran.lifted,
            agreements,
            "stances and agreements came to their dates"
        );
    }
    Ok(())
}
