//! `vigie aggregates verify`: do the trends tell what the facts tell?

use super::open_existing;
use crate::config::Settings;
use crate::pages::reports::load::{Choice, Source, figures};
use anyhow::Result;
use app::pages::reports::ReportsPage;
use app::shell;
use clap::Subcommand;
use domain::Lang;
use domain::category::Filter;
use domain::trend::chart::Figures;
use std::process::ExitCode;
use std::time::Instant;
use store::trend::protected::{self, Missing};
use store::{Store, trend};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count facts and tombstones again and print every cell that differs
    Verify,
    /// Draw the reports, and draw them again from the same figures in memory: what reading adds
    Time {
        /// How often; the middle of the times is told
        #[arg(long, default_value_t = 21)]
        rounds: usize,
        /// Months shown
        #[arg(long, default_value_t = 24)]
        months: i32,
    },
}

/// 0 where all counts are right, 1 where one differs.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let store = open_existing(settings).await?;
    match args.command {
        Command::Verify => verify(&store, settings).await,
        Command::Time { rounds, months } => time(&store, settings, rounds, months).await,
    }
}

/// The page with all its charts, read and drawn, beside the same charts drawn from figures in memory.
async fn time(store: &Store, settings: &Settings, rounds: usize, months: i32) -> Result<ExitCode> {
    let source = Source {
        store,
        today: settings.clock.today(),
    };
    let choice = Choice::whole(&source, months).await?;
    let (mut pages, mut drawings, mut readings) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..=rounds.max(1) {
        let begun = Instant::now();
        let figures = figures(&source, &choice).await?;
        let read = begun.elapsed();
        let page = draw(figures.clone());
        pages.push(begun.elapsed());
        readings.push(read);
        let begun = Instant::now();
        let again = draw(figures);
        drawings.push(begun.elapsed());
        anyhow::ensure!(page == again, "the same figures were drawn differently");
    }
    // The first round warms up.
    let [page, drawing, reading] = [pages, drawings, readings].map(|mut times| {
        times.remove(0);
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1_000.0
    });
    println!(
        "reports drawn: {page:.1} ms, of it read {reading:.1} ms; from figures in memory {drawing:.1} ms; {:.2} times",
        page / drawing
    );
    Ok(ExitCode::SUCCESS)
}

fn draw(figures: Figures) -> String {
    let props = ReportsPage {
        lang: Lang::Fr,
        figures,
        filters: Filter::ALL.to_vec(),
        cells: Vec::new(),
    };
    shell::html(|| app::pages::reports::reports(&props))
}

async fn verify(store: &Store, settings: &Settings) -> Result<ExitCode> {
    let mut differences = trend::verify(store).await?;
    if !differences.is_empty() {
        // A change that was committed between the two readings looks like a difference once, not twice.
        let again = trend::verify(store).await?;
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
    // Protected tables are made once and not counted again: what can be said is whether one is missing. One that is still to
    // be made is no fault, as in a house that was just opened.
    let missing = protected::missing(store, settings.clock.today()).await?;
    for one in &missing {
        println!("{}", named(one));
    }
    store.close().await;
    let lost = missing.iter().any(|one| !matches!(one, Missing::Months { .. }));
    Ok(if differences.is_empty() && !lost {
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
