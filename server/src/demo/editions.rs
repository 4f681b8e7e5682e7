//! The editions of the two last closed months, read and decided on.

use crate::app_state::App;
use crate::config::Settings;
use crate::pages::edition::make::make;
use anyhow::{Context as _, Result};
use chrono::{DateTime, Days, Utc};
use domain::edition::{DecisionDraft, due};
use domain::{Month, PersonId};
use store::{Store, edition, person};

/// Makes them as the job would, from the figures that the demonstration has by now.
pub async fn make_some(store: &Store, settings: &Settings, now: DateTime<Utc>) -> Result<()> {
    let app = App::new(store.clone(), settings.clone(), None);
    let today = domain::clock::day(now);
    let last = due(today);
    for month in [last.plus(-1), last] {
        let mut tx = store.write().await?;
        edition::ask(&mut tx, month, None, now).await?;
        tx.commit().await?;
        make(&app, month, async |_| Ok(())).await?;
    }
    let who = async |name: &str| -> Result<PersonId> {
        let account = person::find_by_email(store, &format!("{name}@demo.example")).await?;
        Ok(account.context("an account of the demonstration")?.person.id)
    };
    let (manager, counsellor) = (who("direction").await?, who("conseil2").await?);
    read_by(store, last.plus(-1), &[manager, counsellor], now).await?;
    read_by(store, last, &[counsellor], now).await?;
    let decisions = [
        (
            "Écrire aux dix donneurs d'ordre qui paient le plus tard",
            40,
            true,
        ),
        (
            "Proposer l'acompte de 30 % dans le modèle de contrat du spectacle",
            75,
            false,
        ),
    ];
    let mut tx = store.write().await?;
    let mut placed = Vec::new();
    for (what, days, done) in decisions {
        let draft = DecisionDraft {
            what: what.to_owned(),
            owner: counsellor,
            until_on: today + Days::new(days),
        };
        let id = edition::decide(&mut tx, last.plus(-1), &draft, counsellor, now).await?;
        placed.push((id, done));
    }
    edition::subscribe(&mut tx, manager, true, now).await?;
    tx.commit().await?;
    for (id, _) in placed.iter().filter(|(_, done)| *done) {
        let decision = edition::decision(store, *id)
            .await?
            .context("what was just decided")?;
        let mut tx = store.write().await?;
        edition::finish(&mut tx, &decision, decision.revision, true, counsellor, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn read_by(store: &Store, month: Month, people: &[PersonId], now: DateTime<Utc>) -> Result<()> {
    let mut tx = store.write().await?;
    for person in people {
        edition::read(&mut tx, month, *person, now).await?;
    }
    Ok(tx.commit().await?)
}
