//! `vigie aggregates verify`: do the trends tell what the facts tell?

use super::open_existing;
use crate::config::Settings;
use anyhow::Result;
use clap::Subcommand;
use std::process::ExitCode;
use store::trend;
use store::trend::protected::{self, Missing};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count facts and tombstones again and print every cell that differs
    Verify,
}

/// 0 where all counts are right, 1 where one differs.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let Command::Verify = args.command;
    let store = open_existing(settings).await?;
    let mut differences = trend::verify(&store).await?;
    if !differences.is_empty() {
        // A change that was committed between the two readings looks like a difference once, not twice.
        let again = trend::verify(&store).await?;
        differences.retain(|difference| again.contains(difference));
    }
    for d in &differences {
        println!(
            "{} by {} in {}, {}: kept {}, facts {}",
            d.series, d.split, d.month, d.cell, d.kept, d.facts
        );
    }
    match differences.len() {
        0 => println!("every count follows from its facts"),
        n => println!("{n} counts differ from their facts"),
    }
    // Protected tables are made once and not counted again: what can be said is whether one is missing.
    let missing = protected::missing(&store, settings.clock.today()).await?;
    for one in &missing {
        println!("{}", named(one));
    }
    store.close().await;
    Ok(if differences.is_empty() && missing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn named(missing: &Missing) -> String {
    match missing {
        Missing::Months { measure, first, last } => {
            format!(
                "protected tables of {measure} are missing from {first} to {last}: a running server makes them within the hour"
            )
        }
        Missing::Gap {
            measure,
            readers,
            before,
        } => {
            format!("protected tables of {measure} for {readers} do not join before {before}")
        }
        Missing::Unequal {
            measure,
            readers,
            first,
        } => {
            format!(
                "the splits of the protected table of {measure} for {readers} from {first} count different facts"
            )
        }
    }
}
