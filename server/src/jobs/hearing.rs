//! Time in the life of a letter: clients are reminded before their last day, silence is recorded after it, links past their
//! day are revoked; judges are reminded of appeals. Each is guarded by its own row, so that several servers do it once.

use crate::app_state::App;
use crate::mail::words;
use crate::pages::appeal::judges;
use chrono::{Days, TimeDelta};
use domain::message::Message;
use domain::notice::Notice;
use domain::stance::hearing::HeardHow;
use domain::stance::hearing::REMINDER_DAYS;
use store::notice::Due;
use store::{StoreError, appeal, lease, mail, message, notice, stance};

/// Rows of one round; the rest wait for the next hour.
const ROUND: i64 = 500;
/// Days before the last one on which the judges of an appeal are reminded.
const APPEAL_DAYS: Days = Days::new(7);
/// A form that was shown is posted within this time, or its key is forgotten.
const KEYS_LAST: TimeDelta = TimeDelta::days(7);

/// One round of everything.
pub async fn work(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, "hearing", &holder, now, now + TimeDelta::minutes(10)).await?;
    tx.commit().await?;
    if !mine {
        return Ok(());
    }
    let today = app.clock.today();
    for letter in notice::remind(&app.store, today, today + Days::new(REMINDER_DAYS), ROUND).await? {
        remind(&app, &letter).await?;
    }
    for due in notice::passed(&app.store, today, ROUND).await? {
        hear(&app, due).await?;
    }
    for waiting in appeal::due(&app.store, today + APPEAL_DAYS, ROUND).await? {
        appeal_due(&app, &waiting).await?;
    }
    let mut tx = app.store.write().await?;
    notice::forget_links(&mut tx, today, now).await?;
    notice::forget_keys(&mut tx, now - KEYS_LAST).await?;
    tx.commit().await
}

/// A client that has not replied reads that its last day is near.
async fn remind(app: &App, letter: &Notice) -> Result<(), StoreError> {
    let Some(due_on) = letter.due_on() else {
        return Ok(());
    };
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    if notice::reminded(&mut tx, letter.id, app.clock.today()).await? {
        let about = format!("{} reminder", notice::about(letter.id));
        mail::put(&mut tx, &words::reminder(letter, due_on), &about, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The days have passed: the client was heard, by its words or by its silence; those concerned are told.
async fn hear(app: &App, due: Due) -> Result<(), StoreError> {
    let now = app.clock.now();
    let name = notice::find(&app.store, due.notice)
        .await?
        .map(|letter| letter.letter.client_name)
        .unwrap_or_default();
    let concerned = notice::concerned(&app.store, due.stance).await?;
    let mut tx = app.store.write().await?;
    if stance::mark_heard(&mut tx, due.stance, due.how, now).await? {
        let what = Message::ClientHeard {
            stance: due.stance,
            client_name: name,
            silent: due.how == HeardHow::Silence,
        };
        for person in concerned {
            message::tell(&mut tx, person, &what, now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The last day of an appeal is near: those who may judge it are told once.
async fn appeal_due(app: &App, waiting: &domain::appeal::AppealSummary) -> Result<(), StoreError> {
    let now = app.clock.now();
    let sheet = appeal::sheet(&app.store, waiting.id).await?;
    let appellant = sheet.and_then(|sheet| sheet.part.appellant);
    let told = judges(&app.store, waiting.stance, waiting.client, appellant).await?;
    let mut tx = app.store.write().await?;
    if appeal::reminded(&mut tx, waiting.id, app.clock.today()).await? {
        let what = Message::AppealDue {
            appeal: waiting.id,
            client_name: waiting.client_name.clone(),
            due_on: waiting.due_on,
        };
        for person in told {
            message::tell(&mut tx, person, &what, now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
