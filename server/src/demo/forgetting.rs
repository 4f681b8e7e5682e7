//! What a visitor sees of forgetting and merging: a purge that is planned, a report that a court case keeps, two sheets that
//! turned out to be one client.

use super::world::World;
use anyhow::Result;
use chrono::Days;
use domain::client::merge::Part;
use domain::retention::{HeldObject, NewLegalHold, Subject, first_of_next_month};
use domain::{ClientId, PersonId};
use store::client::merge::{self, Beside, Merging};
use store::{Store, person, retention};

/// Clients that are looked through for two that can be merged.
const LOOKED_AT: i64 = 40;

/// Writes all of it, after the clients and people.
pub async fn keep(store: &Store, world: &World) -> Result<()> {
    let mut tx = store.write().await?;
    retention::plan(&mut tx, world.today).await?;
    tx.commit().await?;
    if let Some(manager) = account(store, "direction@demo.example").await? {
        hold(store, world, manager).await?;
    }
    if let Some(counsellor) = account(store, "conseil@demo.example").await? {
        join(store, world, counsellor).await?;
    }
    Ok(())
}

async fn account(store: &Store, email: &str) -> Result<Option<PersonId>> {
    Ok(person::find_by_email(store, email)
        .await?
        .map(|account| account.person.id))
}

/// The first dismissed report whose time is over, kept for a court case.
async fn hold(store: &Store, world: &World, by: PersonId) -> Result<()> {
    let preview = retention::preview(store, first_of_next_month(world.today)).await?;
    let due = preview.subjects.iter().find(|subject| {
        matches!(subject.subject, Subject::DismissedIssue | Subject::DecidedIssue)
            && !subject.first.is_empty()
    });
    let line = due.and_then(|subject| subject.first.first());
    let Some(on) = line.and_then(|line| HeldObject::from_reference(&line.reference)) else {
        return Ok(());
    };
    let new = NewLegalHold {
        on,
        reason: "Procédure devant le tribunal du travail : le dossier est demandé.".to_owned(),
        until_on: world.today + Days::new(400),
    };
    let mut tx = store.write().await?;
    retention::place(&mut tx, &new, by, world.now).await?;
    Ok(tx.commit().await?)
}

/// Nothing stands in the way: no stance waits, and no person is meant.
fn simple(beside: &Beside) -> bool {
    let none = |part: Part| beside.parts.iter().all(|(one, n)| *one != part || *n == 0);
    beside.side.merged_into.is_none() && none(Part::Stances) && none(Part::Issues)
}

/// Two small clients of the end of the list, entered twice under two names.
async fn join(store: &Store, world: &World, by: PersonId) -> Result<()> {
    let last = world.counts.clients;
    let mut found: Vec<Beside> = Vec::new();
    for id in ((last - LOOKED_AT).max(1)..=last).rev() {
        if let Some(beside) = merge::beside(store, ClientId(id), false).await?.filter(simple) {
            found.push(beside);
        }
        if let [gone, kept] = found.as_slice() {
            let wanted = Merging {
                kept: kept.side.id,
                kept_revision: kept.revision,
                gone: gone.side.id,
                gone_revision: gone.revision,
                why: "Même équipe et même adresse : la société a changé de nom.",
                by,
                now: world.now,
            };
            let mut tx = store.write().await?;
            merge::merge(&mut tx, &wanted).await?;
            return Ok(tx.commit().await?);
        }
    }
    Ok(())
}
