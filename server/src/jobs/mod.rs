//! What runs by itself beside the pages. Each work holds a lease, so that only one server does it.
//!
//! | every | work |
//! |---|---|
//! | second | chain the audit log, copy SQLite's log into its file |
//! | minute | fold the trends |
//! | day, and at the start | chain entries of the log that were committed very late |
//! | hour, and at the start | mark what became overdue, forget old sessions and keys |

use crate::app_state::App;
use chrono::TimeDelta;
use std::future::Future;
use std::time::Duration;
use store::{Pace, StoreError, audit, idempotency, lease, session, trend};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// A form that was shown is posted within this time, or its key is forgotten.
const KEYS_LAST: TimeDelta = TimeDelta::days(7);

/// The running works.
pub struct Running {
    stop: watch::Sender<bool>,
    works: Vec<JoinHandle<()>>,
}

impl Running {
    /// Lets each work end what it is at.
    pub async fn end(self) {
        let _ = self.stop.send(true);
        for work in self.works {
            let _ = work.await;
        }
    }
}

/// Starts them all.
pub fn start(app: &App) -> Running {
    let (stop, stopped) = watch::channel(false);
    let holder = crate::form::new_key();
    let works = vec![
        every(
            Duration::from_secs(1),
            &stopped,
            "seal",
            app,
            holder.clone(),
            seal,
        ),
        every(
            Duration::from_secs(60),
            &stopped,
            "fold",
            app,
            holder.clone(),
            fold,
        ),
        every(
            Duration::from_secs(3600),
            &stopped,
            "tidy",
            app,
            holder.clone(),
            tidy,
        ),
        every(Duration::from_secs(3600), &stopped, "ledger", app, holder, ledger),
    ];
    Running { stop, works }
}

fn every<W, F>(
    pause: Duration,
    stopped: &watch::Receiver<bool>,
    name: &'static str,
    app: &App,
    holder: String,
    work: W,
) -> JoinHandle<()>
where
    W: Fn(App, String) -> F + Send + 'static,
    F: Future<Output = Result<(), StoreError>> + Send,
{
    let (app, mut stopped) = (app.clone(), stopped.clone());
    tokio::spawn(async move {
        let mut ticks = interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopped.changed() => return,
            }
            if let Err(error) = work(app.clone(), holder.clone()).await {
                tracing::warn!(%error, work = name, "a background work failed; it is tried again");
            }
        }
    })
}

async fn seal(app: App, holder: String) -> Result<(), StoreError> {
    audit::seal(&app.store, &holder, app.clock.now()).await?;
    app.store.checkpoint().await
}

async fn seal_missed(app: App, holder: String) -> Result<(), StoreError> {
    audit::seal_missed(&app.store, &holder, app.clock.now())
        .await
        .map(drop)
}

async fn fold(app: App, holder: String) -> Result<(), StoreError> {
    trend::fold(&app.store, &holder, app.clock.now()).await.map(drop)
}

async fn tidy(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if lease::take(&mut tx, "tidy", &holder, now, now + TimeDelta::minutes(5)).await? {
        session::forget(&mut tx, now).await?;
        idempotency::forget(&mut tx, now - KEYS_LAST).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn ledger(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, "ledger", &holder, now, now + TimeDelta::minutes(30)).await?;
    tx.commit().await?;
    if mine {
        let mut batches = app.store.write_batch(Pace::Beside);
        let marked = store::contract::ledger::mark_all_overdue(&mut batches, app.clock.today()).await?;
        batches.finish().await?;
        if marked > 0 {
            tracing::info!(marked, "contracts became overdue");
        }
    }
    Ok(())
}
