//! `vigie export`: what is kept, on standard output, for other programs. Each export is an entry of the log.

use super::open_existing;
use crate::app_state::App;
use crate::config::Settings;
use crate::pages::edition::make::make;
use crate::pages::edition::pdf;
use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use domain::audit::AuditAction;
use domain::edition::Scope;
use domain::trend::{Measure, Split};
use domain::{AuditId, Lang, Month};
use serde_json::{Value, json};
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
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
    /// The monthly edition as a PDF; a closed month that has none is frozen first
    Report(Report),
}

#[derive(clap::Args)]
struct Report {
    /// The month, as 2026-10
    #[arg(long)]
    month: Month,
    /// fr, nl, en or de
    #[arg(long, default_value = "fr", value_parser = lang)]
    lang: Lang,
    /// The file to write; standard output where it is -
    #[arg(long)]
    out: PathBuf,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "write fr, nl, en or de".to_owned())
}

/// Writes the export, then its own entry.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let store = open_existing(settings).await?;
    if let Command::Report(report) = args.command {
        let done = edition(&store, settings, &report).await;
        store.close().await;
        return done.map(|()| ExitCode::SUCCESS);
    }
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
        Command::Report(_) => "report",
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

/// Writes the document of an edition, and the entry of the log; freezes the edition first where there is none.
async fn edition(store: &Store, settings: &Settings, report: &Report) -> Result<()> {
    let month = report.month;
    let now = settings.clock.now();
    if !domain::edition::may_be_made(month, settings.clock.today())
        && store::edition::find(store, month).await?.is_none()
    {
        bail!(
            "{month} has no edition: only the last {} closed months can have one",
            domain::edition::LOOK_BACK
        );
    }
    if !reports::pdf::is_built() {
        bail!("this build of vigie makes no PDF: build it with the feature pdf");
    }
    let app = App::new(store.clone(), settings.clone(), None);
    let figures = store::edition::figures(store, month, Scope::All).await?;
    if figures.is_none() {
        let mut tx = store.write().await?;
        store::edition::ask(&mut tx, month, None, now).await?;
        tx.commit().await?;
        make(&app, month, async |_| Ok(())).await?;
    }
    let bytes = pdf::of(&app, month, report.lang, Scope::All).await?;
    if report.out.as_os_str() == "-" {
        stdout().lock().write_all(&bytes).context("standard output")?;
    } else {
        std::fs::write(&report.out, &bytes).with_context(|| report.out.display().to_string())?;
    }
    let mut tx = store.write().await?;
    let details = json!({"document": "edition", "lang": report.lang, "by": "command line"});
    let object = format!("edition {month}");
    audit::record(&mut tx, None, AuditAction::Export, &object, details, now).await?;
    tx.commit().await?;
    Ok(())
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
