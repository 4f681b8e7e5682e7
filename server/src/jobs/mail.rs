//! Mails and what the team is told: messages are written out as mails, mails handed to the mail server, again after a failure.
//!
//! Each is a job that one server claims. A mail whose server dies between sending and noting it is sent a second time after
//! five minutes: better twice than never; both have one Message-ID.

use crate::app_state::App;
use crate::mail::words;
use chrono::{DateTime, Utc};
use domain::issue::IssueState;
use domain::message::Message;
use domain::permission::{self, Action};
use domain::{IssueId, MessageId};
use store::job::{self, Job};
use store::mail::SEND_JOB;
use store::message::MAIL_JOB;
use store::{StoreError, issue, mail, message, person};

/// Jobs of one kind in one round; the rest wait for the next.
const ROUND: usize = 200;

/// One round of each kind.
pub async fn work(app: App, _holder: String) -> Result<(), StoreError> {
    for _ in 0..ROUND {
        let Some(job) = job::claim_kind(&app.store, "issue_reported", app.clock.now()).await? else {
            break;
        };
        done(&app, &job, reported(&app, &job).await).await?;
    }
    for _ in 0..ROUND {
        let Some(job) = job::claim_kind(&app.store, "issue_outcome", app.clock.now()).await? else {
            break;
        };
        done(&app, &job, outcome(&app, &job).await).await?;
    }
    for _ in 0..ROUND {
        let Some(job) = job::claim_kind(&app.store, MAIL_JOB, app.clock.now()).await? else {
            break;
        };
        done(&app, &job, write_out(&app, &job).await).await?;
    }
    if !app.settings.mail.sends() {
        return Ok(());
    }
    for _ in 0..ROUND {
        let Some(job) = job::claim_kind(&app.store, SEND_JOB, app.clock.now()).await? else {
            break;
        };
        send(&app, &job).await?;
    }
    Ok(())
}

/// A failed job is tried again later; the worker goes on with the next.
async fn done(app: &App, job: &Job, result: Result<(), StoreError>) -> Result<(), StoreError> {
    let Err(error) = result else { return Ok(()) };
    tracing::warn!(%error, kind = job.kind, "a job failed; it is tried again");
    let mut tx = app.store.write().await?;
    job::fail(&mut tx, job, &error.to_string(), app.clock.now()).await?;
    tx.commit().await
}

fn number(job: &Job, name: &str) -> i64 {
    job.payload
        .get(name)
        .and_then(serde_json::Value::as_i64)
        .unwrap_or_default()
}

/// A report came in: those who may decide about it read so on their first page.
async fn reported(app: &App, job: &Job) -> Result<(), StoreError> {
    let id = IssueId(number(job, "issue"));
    let sheet = issue::sheet(&app.store, id).await?;
    let team = person::team(&app.store).await?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if let Some(sheet) = sheet.filter(|sheet| sheet.summary.state == IssueState::Reported) {
        let what = Message::IssueReported {
            issue: id,
            client_name: sheet.summary.client_name.clone(),
        };
        let object = sheet.object();
        let may = |p: &&domain::Person| {
            sheet.reporter != Some(p.id) && permission::may(p, Action::DecideIssue, &object).is_ok()
        };
        for person in team.iter().filter(may) {
            message::tell(&mut tx, person.id, &what, now).await?;
        }
    }
    job::finish(&mut tx, job.id).await?;
    tx.commit().await
}

/// A report was decided: whoever made it is told.
async fn outcome(app: &App, job: &Job) -> Result<(), StoreError> {
    let id = IssueId(number(job, "issue"));
    let state = job
        .payload
        .get("state")
        .and_then(serde_json::Value::as_str)
        .and_then(IssueState::from_code);
    let sheet = issue::sheet(&app.store, id).await?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if let Some((sheet, state)) = sheet.zip(state)
        && let Some(reporter) = sheet.reporter
    {
        let what = Message::IssueDecided {
            issue: id,
            client_name: sheet.summary.client_name,
            state,
        };
        message::tell(&mut tx, reporter, &what, now).await?;
    }
    job::finish(&mut tx, job.id).await?;
    tx.commit().await
}

/// A message becomes a mail in its reader's language; for a person who has left there is none.
async fn write_out(app: &App, job: &Job) -> Result<(), StoreError> {
    let id = MessageId(number(job, "message"));
    let found = message::find(&app.store, id).await?;
    let now = app.clock.now();
    let mail = match found {
        Some((to, what)) => person::find(&app.store, to)
            .await?
            .filter(|account| account.active)
            .map(|account| words::message(&app.settings.origin(), &account.person, &what)),
        None => None,
    };
    let mut tx = app.store.write().await?;
    if let Some(mail) = mail {
        mail::put(&mut tx, &mail, &format!("message {id}"), now).await?;
    }
    job::finish(&mut tx, job.id).await?;
    tx.commit().await
}

/// Hands a mail to the mail server, and notes what became of it.
async fn send(app: &App, job: &Job) -> Result<(), StoreError> {
    let id = number(job, "mail");
    let waiting = mail::find(&app.store, id)
        .await?
        .filter(|mail| mail.sent_at.is_none());
    let result = match &waiting {
        Some(mail) => app.settings.mail.send(mail).await,
        None => Ok(()),
    };
    let now: DateTime<Utc> = app.clock.now();
    let mut tx = app.store.write().await?;
    match result {
        Ok(()) => {
            mail::sent(&mut tx, id, now).await?;
            job::finish(&mut tx, job.id).await?;
        }
        Err(error) => {
            let address = waiting.as_ref().map_or("", |mail| mail.to_address.as_str());
            // A mail server likes to repeat the address; the log never does.
            let cause = if address.is_empty() {
                format!("{error:#}")
            } else {
                format!("{error:#}").replace(address, "…")
            };
            tracing::warn!(cause, mail = id, "a mail was not taken; it is tried again");
            mail::failed(&mut tx, id, &cause, job.is_last(), now).await?;
            job::fail(&mut tx, job, &cause, now).await?;
        }
    }
    tx.commit().await
}
