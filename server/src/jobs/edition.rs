//! The monthly editions: asked for on the first of the month, made by whichever server claims the job.

use crate::app_state::App;
use crate::error::PageError;
use crate::pages::edition::make::make;
use domain::{Month, edition as rules};
use store::job::{self, Job};
use store::{StoreError, edition};

/// From the first of a month on, the edition of the month gone by is asked for: once, whichever server is first. A house
/// that has counted nothing yet has none.
pub async fn due(app: App, _holder: String) -> Result<(), StoreError> {
    let month = rules::due(app.clock.today());
    if edition::find(&app.store, month).await?.is_some() || !edition::is_anything_counted(&app.store).await? {
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    edition::ask(&mut tx, month, None, app.clock.now()).await?;
    tx.commit().await
}

/// Makes what was asked for.
pub async fn work(app: App, _holder: String) -> Result<(), StoreError> {
    while let Some(job) = job::claim_kind(&app.store, edition::MAKE_JOB, app.clock.now()).await? {
        if let Err(error) = one(&app, &job).await {
            tracing::warn!(%error, "an edition could not be made; it is tried again");
            let now = app.clock.now();
            let mut tx = app.store.write().await?;
            // Its page says so at once; the job goes on trying, and whoever waits may ask again.
            if let Some(month) = month(&job) {
                edition::fail(&mut tx, month, now).await?;
            }
            job::fail(&mut tx, &job, &error.to_string(), now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

fn month(job: &Job) -> Option<Month> {
    Month::from_number(job.payload.get("month")?.as_i64()?)
}

async fn one(app: &App, job: &Job) -> Result<(), PageError> {
    let Some(month) = month(job) else {
        return Err(StoreError::Corrupt("job.payload").into());
    };
    let finish = async |tx: &mut store::Tx| Ok(job::finish(tx, job.id).await?);
    if make(app, month, finish).await? {
        tracing::info!(%month, "an edition was made");
    }
    Ok(())
}
