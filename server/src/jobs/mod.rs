//! What runs by itself beside the pages. Each work holds a lease, so that only one server does it.
//!
//! | every | work |
//! |---|---|
//! | second | chain the audit log, copy SQLite's log into its file |
//! | ten seconds | look at the ledgers that have changed or whose day has come |
//! | 5 seconds | write messages out as mails, hand mails to the mail server, tell the team (`mail`) |
//! | 2 seconds | make the editions that were asked for (`edition`) |
//! | 10 minutes, and at the start | ask for the edition of the month gone by, once |
//! | minute | fold the trends, tell about checks and watched clients |
//! | 5 seconds | take trials of a draft of the policy further, where one waits |
//! | 10 minutes | write past cases down by their facts |
//! | day, and at the start | chain entries of the log that were committed very late |
//! | hour, and at the start | remind clients, record silence, revoke links past their day, remind judges (`hearing`) |
//! | hour, and at the start | make protected tables and distinct counts of months that have become mature (`protected`) |
//! | hour, and at the start | take a purge whose day has come to its end (`retention`) |
//! | hour, and at the start | what moved against its own past, once a month is mature (`movers`) |
//! | hour, and at the start | mark what became overdue, forget old sessions, keys and look-ups, take stances, holds and agreements past their dates |

mod checks;
mod detection;
mod edition;
mod hearing;
mod mail;
mod movers;
mod policy;
mod protected;
mod retention;
mod stance;

use crate::app_state::App;
use chrono::TimeDelta;
use std::future::Future;
use std::time::Duration;
use store::{Pace, StoreError, audit, idempotency, lease, session, sign_in, trend};
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
    let mut running = Running {
        stop: watch::Sender::new(false),
        works: Vec::new(),
    };
    // Names this server in the leases.
    let holder = crate::form::new_key();
    running.every(1, "seal", app, &holder, seal);
    running.every(5, "policy_trial", app, &holder, policy::trials);
    running.every(60, "fold", app, &holder, fold);
    running.every(60, "checks", app, &holder, checks::tell);
    running.every(3_600, "tidy_checks", app, &holder, checks::tidy);
    running.every(600, "policy_case", app, &holder, policy::cases);
    running.every(5, "mail", app, &holder, mail::work);
    running.every(2, "edition", app, &holder, edition::work);
    running.every(600, "edition_due", app, &holder, edition::due);
    running.every(3_600, "hearing", app, &holder, hearing::work);
    running.every(3_600, "tidy", app, &holder, tidy);
    running.every(3_600, "stance", app, &holder, stance::run);
    running.every(3_600, "ledger", app, &holder, ledger);
    running.every(10, "detection", app, &holder, detection::work);
    running.every(3_600, "protected", app, &holder, protected::work);
    running.every(3_600, "retention", app, &holder, retention::purge);
    running.every(3_600, "movers", app, &holder, movers::work);
    running.every(86_400, "seal_missed", app, &holder, seal_missed);
    running
}

impl Running {
    /// Does a work now and every so many seconds; one that fails is logged and tried again.
    fn every<W, F>(&mut self, seconds: u64, name: &'static str, app: &App, holder: &str, work: W)
    where
        W: Fn(App, String) -> F + Send + 'static,
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let (app, holder, mut stopped) = (app.clone(), holder.to_owned(), self.stop.subscribe());
        self.works.push(tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(seconds));
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
        }));
    }
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
        sign_in::forget(&mut tx, now - TimeDelta::days(domain::processing::SIGN_IN_DAYS)).await?;
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
