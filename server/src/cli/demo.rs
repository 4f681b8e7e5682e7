//! `vigie demo`: an empty database becomes one that shows everything, with synthetic data.

use super::open_migrated;
use super::serve::DEMO;
use crate::config::Settings;
use crate::demo::{self, Size};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::Instant;
use store::{Store, audit, bulk, house};

#[derive(clap::Args)]
pub struct Args {
    /// How much of it
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    /// The same seed and day give the same data
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Empty a demonstration and fill it anew
    #[arg(long)]
    reset: bool,
}

/// Fills the database. Refuses one that holds anything that is not synthetic.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let started = Instant::now();
    let store = open_migrated(settings).await?;
    match house::get(&store, DEMO).await? {
        Some(_) if args.reset => {}
        Some(what) => {
            bail!("the database holds synthetic data already ({what}); --reset empties it and fills it anew")
        }
        None if bulk::is_empty(&store).await? => {}
        None => bail!(
            "the database holds data that is not synthetic, and is left as it is; name another with VIGIE_DATABASE_URL or --database-url"
        ),
    }
    let now = settings.clock.now();
    let named = format!("{}/{}/{}", args.size.code(), args.seed, domain::clock::day(now));
    println!(
        "synthetic data: size {}, seed {}, ending on {}",
        args.size.code(),
        args.seed,
        domain::clock::day(now)
    );
    // Whatever happens from here on, it is a demonstration: --reset may empty it.
    mark(&store, &format!("{named} (incomplete)")).await?;
    bulk::begin(&store).await?;
    if args.reset {
        println!("emptying …");
        bulk::wipe(&store).await?;
    }
    let done = demo::load(&store, args.size, args.seed, now, |line| println!("{line}")).await?;
    println!("  indexes and statistics …");
    bulk::end(&store).await?;
    demo::make_editions(&store, settings, now).await?;
    while audit::seal(&store, "demo", now).await? > 0 {}
    mark(&store, &named).await?;
    store.close().await;
    println!(
        "{} clients, {} contracts, {} issues, {} stances in {:.1} s",
        done.clients,
        done.contracts,
        done.issues,
        done.stances,
        started.elapsed().as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

async fn mark(store: &Store, named: &str) -> Result<()> {
    let mut tx = store.write().await?;
    house::set(&mut tx, DEMO, named).await?;
    Ok(tx.commit().await?)
}
