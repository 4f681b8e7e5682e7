//! Measures a running `vigie` under load: each case as whole pages, beside a bare router that answers the same bytes
//! and beside the same questions asked of the store alone. `cargo xtask bench` starts it.
//!
//! [`cases`] says what is asked, [`wrk`] asks it over HTTP, [`bare`] is the router without work, [`query`] asks the
//! store, [`table`] writes it down.

mod bare;
mod cases;
mod query;
mod table;
mod visitor;
mod wrk;

use anyhow::{Context as _, Result};
use cases::Targets;
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;
use store::Store;
use table::Row;
use visitor::Visitor;

#[derive(Parser)]
struct Args {
    /// Where the program listens, http://127.0.0.1:port
    #[arg(long)]
    address: String,
    /// Its database
    #[arg(long)]
    database_url: String,
    /// Its process, whose memory is read
    #[arg(long)]
    pid: u32,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Seconds of rest before memory is read
    #[arg(long, default_value_t = 60)]
    rest: u64,
    /// Connections kept alive
    #[arg(long, default_value_t = 16)]
    connections: u32,
    /// Only the cases whose name has this
    #[arg(long, default_value = "")]
    only: String,
    /// What the table is called
    #[arg(long)]
    title: String,
    /// Where the table is written, as Markdown
    #[arg(long)]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let store = Store::open(&args.database_url).await?;
    // The load is no member's day: each client is looked up once in the round that warms up.
    let mut tx = store.write().await?;
    store::house::set(&mut tx, store::lookup::SETTING, "1000000").await?;
    tx.commit().await?;
    let targets = Targets::read(&store).await.context("choosing what to ask for")?;
    let memory_before = memory(args.pid);
    let bare = bare::start().await?;
    let wrk = wrk::Wrk {
        connections: args.connections,
    };
    let mut rows = Vec::new();
    for case in cases::all(&targets)
        .into_iter()
        .filter(|case| case.name.contains(&args.only))
    {
        eprintln!("{} …", case.name);
        let visitor = Visitor::sign_in(&args.address, case.account)?;
        let probe = visitor.send(&case.requests[0])?;
        let expected = if case.writes.is_some() { 303 } else { 200 };
        anyhow::ensure!(
            probe.status == expected,
            "{}: answered {} to {}",
            case.name,
            probe.status,
            case.requests[0].path
        );
        wrk.run(&args.address, &case, &visitor.cookie, 2)?;
        let warm = count(&store, case.writes).await?;
        let page = wrk.run(&args.address, &case, &visitor.cookie, args.seconds)?;
        let written = count(&store, case.writes).await? - warm;
        // A write that was answered stands in the table: else it is an error, whatever the answer said.
        let lost = if case.writes.is_some() {
            (page.requests as i64 - written).max(0)
        } else {
            0
        };
        let sent_away = case.writes.is_none() && page.bytes_each() * 2 < probe.body.len() as u64;
        bare.answer(&probe);
        let router = wrk.run(&bare.address, &case, &visitor.cookie, args.seconds.min(5))?;
        let query = query::run(
            &store,
            &targets,
            &case,
            args.connections,
            Duration::from_secs(args.seconds.min(5)),
        )
        .await?;
        let errors = page.errors + lost.unsigned_abs() + if sent_away { page.requests } else { 0 };
        rows.push(Row {
            name: case.name,
            page,
            router,
            query,
            errors,
            bytes: probe.body.len(),
        });
        eprintln!("{}", table::line(&rows[rows.len() - 1]));
    }
    eprintln!("resting {} s …", args.rest);
    tokio::time::sleep(Duration::from_secs(args.rest)).await;
    let text = table::markdown(&args.title, &rows, memory_before, memory(args.pid), args.rest);
    std::fs::write(&args.out, &text).with_context(|| format!("writing {}", args.out.display()))?;
    print!("{text}");
    anyhow::ensure!(
        rows.iter().all(|row| row.errors == 0),
        "some answers were errors: see the table"
    );
    Ok(())
}

async fn count(store: &Store, table: Option<&'static str>) -> Result<i64> {
    let Some(table) = table else { return Ok(0) };
    cases::number(store, &format!("SELECT COUNT(*) FROM {table}")).await
}

/// Resident memory in KiB.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse().ok())
        .unwrap_or_default()
}
