//! Writes the demonstration into an empty database: one thread makes it, another writes it.

use super::PASSWORD;
use super::generate::{self, Piece};
use super::people::{COUNSELLOR, MANAGER};
use super::size::Size;
use super::world::World;
use crate::password;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;
use store::house::Pseudonyms;
use store::{Pace, Store, Tx, audit, bulk, contract, mover, policy, reference, trend};
use tokio::sync::mpsc;

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Loaded {
    pub clients: usize,
    pub contracts: usize,
    pub issues: usize,
    pub stances: usize,
}

/// Fills the database, which must be empty. `say` tells how far it is.
pub async fn load(
    store: &Store,
    size: Size,
    seed: u64,
    now: DateTime<Utc>,
    say: impl Fn(&str),
) -> Result<Loaded> {
    let catalogue = reference::catalogue(store).await?;
    let world = Arc::new(World::new(
        size,
        seed,
        now,
        catalogue,
        Pseudonyms::load(store).await?,
    ));
    write_people(store, &world).await?;
    let (sender, mut pieces) = mpsc::channel::<Piece>(2);
    let maker = {
        let world = world.clone();
        tokio::task::spawn_blocking(move || {
            generate::all(&world, |piece| sender.blocking_send(piece).is_ok());
        })
    };
    let mut batches = store.write_batch(Pace::Alone);
    let mut totals = bulk::Totals::default();
    let mut bars = trend::Bars::default();
    let mut done = Loaded::default();
    let mut next_name = 1;
    let mut progress = Progress::new(world.counts.contracts);
    while let Some(piece) = pieces.recv().await {
        let tx = batches.tx().await?;
        write(tx, &piece, &world, &mut next_name, &mut totals, &mut bars).await?;
        done.clients += piece.clients.len();
        done.contracts += piece.entries.len();
        done.issues += piece.issues.len();
        done.stances += piece.stances.len();
        progress.tell(done, &say);
    }
    maker.await?;
    let tx = batches.tx().await?;
    totals.add(trend::low_pay::fill(tx).await?);
    totals.write(tx).await?;
    bars.write(tx).await?;
    let details = json!({
        "size": size.code(), "seed": seed, "clients": done.clients, "contracts": done.contracts, "issues": done.issues,
    });
    audit::record(tx, None, AuditAction::LoadDemo, "demo", details, now).await?;
    batches.finish().await?;
    super::checks::keep(store, &world).await?;
    super::house::keep(store, &world).await?;
    super::debts::follow_some(store, &world).await?;
    super::heard::tell(store, &world).await?;
    super::forgetting::keep(store, &world).await?;
    let mut tx = store.write().await?;
    bulk::ledger_is_looked_at(&mut tx).await?;
    tx.commit().await?;
    trend::protected::make(store, "demo", now).await?;
    trend::distinct::count(store, "demo", now).await?;
    conduct(store, &world, size).await?;
    Ok(done)
}

/// What jobs do once the facts are there: past cases are written down, movers found and told. Of a large house the first job
/// writes the cases.
async fn conduct(store: &Store, world: &World, size: Size) -> Result<()> {
    let mut tx = store.write().await?;
    for person in [COUNSELLOR, MANAGER] {
        mover::set_subscription(&mut tx, person, true, world.now).await?;
    }
    tx.commit().await?;
    if matches!(size, Size::Small) {
        while policy::keep_cases(store).await? > 0 {}
    }
    if let Some(month) = mover::due(store, world.today).await? {
        mover::run(store, month, world.now).await?;
    }
    Ok(())
}

async fn write_people(store: &Store, world: &World) -> Result<()> {
    let hash = password::hash(PASSWORD)?;
    let created_at = super::world::at(world.first_day(), 8 * 60);
    let mut tx = store.write().await?;
    bulk::people(&mut tx, &world.people.all(world.seed, &hash, created_at)).await?;
    bulk::members(&mut tx, &world.people.members()).await?;
    Ok(tx.commit().await?)
}

async fn write(
    tx: &mut Tx,
    piece: &Piece,
    world: &World,
    next_name: &mut i64,
    totals: &mut bulk::Totals,
    bars: &mut trend::Bars,
) -> Result<()> {
    bulk::clients(tx, &piece.clients, next_name).await?;
    contract::add_all(tx, &piece.entries, world.today, world.now, bars).await?;
    bulk::taken_back(tx, &piece.entries).await?;
    bulk::dossiers(tx, &piece.dossiers).await?;
    bulk::issues(tx, &piece.issues, totals, bars).await?;
    bulk::stances(tx, &piece.stances, totals).await?;
    bulk::holds(tx, &piece.holds).await?;
    bulk::notes(tx, &piece.notes).await?;
    bulk::not_same(tx, &piece.not_same).await?;
    Ok(())
}

/// A line at each tenth of the contracts, for loads that take longer than a moment.
struct Progress {
    all: i64,
    told: i64,
    started: Instant,
}

impl Progress {
    fn new(all: i64) -> Self {
        Self {
            all,
            told: 0,
            started: Instant::now(),
        }
    }

    fn tell(&mut self, done: Loaded, say: &impl Fn(&str)) {
        let tenth = done.contracts as i64 * 10 / self.all.max(1);
        if tenth > self.told && self.all > 100_000 {
            self.told = tenth;
            say(&format!(
                "  {} clients, {} contracts, {} issues after {} s",
                done.clients,
                done.contracts,
                done.issues,
                self.started.elapsed().as_secs()
            ));
        }
    }
}
