//! `vigie export`: what is kept, on standard output, for other programs. Each export is an entry of the log.

use super::open_existing;
use crate::config::Settings;
use anyhow::{Context as _, Result};
use clap::Subcommand;
use domain::audit::AuditAction;
use domain::trend::{Measure, Split};
use domain::{AuditId, Month};
use serde_json::{Value, json};
use std::io::{BufWriter, Write, stdout};
use std::process::ExitCode;
use store::{Store, audit, trend};

/// Entries read at a time.
const PAGE: i64 = 1_000;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The log as JSON lines: id, at, by, action, object, details
    Audit,
    /// The exact counts behind the trends as CSV: measure, split, month, cell, count
    Trends,
}

/// Writes the export, then its own entry.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let store = open_existing(settings).await?;
    let mut out = BufWriter::new(stdout().lock());
    let what = match args.command {
        Command::Audit => {
            audit_lines(&store, &mut out).await?;
            "audit"
        }
        Command::Trends => {
            trend_rows(&store, settings, &mut out).await?;
            "trends"
        }
    };
    out.flush().context("standard output")?;
    let mut tx = store.write().await?;
    let details = json!({ "what": what, "by": "command line" });
    audit::record(
        &mut tx,
        None,
        AuditAction::Export,
        "",
        details,
        settings.clock.now(),
    )
    .await?;
    tx.commit().await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn audit_lines(store: &Store, out: &mut impl Write) -> Result<()> {
    let mut last = AuditId(0);
    loop {
        let entries = audit::after(store, last, PAGE).await?;
        let Some(newest) = entries.last() else {
            return Ok(());
        };
        last = newest.id;
        for entry in entries {
            let details: Value = serde_json::from_str(&entry.details)?;
            let line = json!({
                "id": entry.id, "at": entry.at, "by": entry.by, "action": entry.action,
                "object": entry.object, "details": details,
            });
            writeln!(out, "{line}").context("standard output")?;
        }
    }
}

async fn trend_rows(store: &Store, settings: &Settings, out: &mut impl Write) -> Result<()> {
    let last = Month::of(settings.clock.today());
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["measure", "split", "month", "cell", "count"])?;
    for measure in Measure::ALL {
        for split in Split::ALL {
            for row in trend::since_ever(store, *measure, *split, last).await? {
                let count = row.count.to_string();
                table.write_record([
                    measure.code(),
                    split.code(),
                    &row.month.to_string(),
                    &row.cell,
                    &count,
                ])?;
            }
        }
    }
    Ok(table.flush()?)
}
