//! `cargo xtask bench`: the load benchmark, whole pages beside the bare router and the bare query.
//!
//! It builds everything in release, fills a database under target/bench once, serves it, and lets `load` measure.

use crate::packages;
use crate::step::{cargo, output, root, run as run_command, say, target, timed};
use crate::{postgres, run};
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What is measured, and how long.
struct Wanted {
    size: String,
    postgres: bool,
    seconds: String,
    rest: String,
    only: String,
}

/// Reads the words after `bench`.
fn read(arguments: &[&str]) -> Result<Wanted> {
    let mut wanted = Wanted {
        size: "large".to_owned(),
        postgres: false,
        seconds: "8".to_owned(),
        rest: "60".to_owned(),
        only: String::new(),
    };
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let field = match *word {
            "--postgres" => {
                wanted.postgres = true;
                continue;
            }
            "--size" => &mut wanted.size,
            "--seconds" => &mut wanted.seconds,
            "--rest" => &mut wanted.rest,
            "--only" => &mut wanted.only,
            unknown => bail!(
                "`cargo xtask bench` does not know `{unknown}`: --size small|large|huge, --postgres, --seconds N, --rest N, --only WORD"
            ),
        };
        *field = (*rest.next().with_context(|| format!("{word} needs a value"))?).to_owned();
    }
    Ok(wanted)
}

/// Measures one size on one database and writes target/bench/<size>-<database>.md.
pub fn bench(arguments: &[&str]) -> Result<()> {
    let wanted = read(arguments)?;
    if packages::find("wrk").is_none() {
        packages::install(&["wrk"])?;
    }
    let program = run::build(true)?;
    timed("the load generator", || {
        run_command(cargo().args(["build", "--release", "--package", "load"]))
    })?;
    let folder = target().join("bench");
    std::fs::create_dir_all(&folder)?;
    if wanted.postgres {
        let server = postgres::Postgres::start_durable()?;
        let name = format!("bench_{}", wanted.size);
        output(Command::new("psql").arg(server.url()).args([
            "-q",
            "-c",
            &format!("CREATE DATABASE {name}"),
        ]))?;
        let url = server.url().replacen("/postgres?", &format!("/{name}?"), 1);
        return measure(&program, &wanted, &url, "postgres", &folder);
    }
    let file = folder.join(format!("{}.db", wanted.size));
    measure(
        &program,
        &wanted,
        &format!("sqlite://{}", file.display()),
        "sqlite",
        &folder,
    )
}

fn measure(program: &Path, wanted: &Wanted, url: &str, engine: &str, folder: &Path) -> Result<()> {
    let data = format!("demo data ({}) in {engine}", wanted.size);
    timed(&data, || fill(program, wanted, url))?;
    let server = Server::start(program, url, folder)?;
    let table = folder.join(format!("{}-{engine}.md", wanted.size));
    say(&format!("measuring, {} s a case", wanted.seconds));
    run_command(
        Command::new(target().join("release/load"))
            .args(["--address", &server.address, "--database-url", url])
            .args(["--pid", &server.child.id().to_string()])
            .args([
                "--seconds",
                &wanted.seconds,
                "--rest",
                &wanted.rest,
                "--only",
                &wanted.only,
            ])
            .args(["--title", &format!("{} on {engine}", wanted.size)])
            .arg("--out")
            .arg(&table)
            .current_dir(root()),
    )?;
    let drawn = output(
        Command::new(program)
            .args(["aggregates", "time"])
            .env("VIGIE_DATABASE_URL", url),
    )?;
    say(drawn.trim());
    let mut written = std::fs::read_to_string(&table)?;
    written.push_str(&format!("\n{}\n", drawn.trim()));
    std::fs::write(&table, written)?;
    say(&format!("written to {}", table.display()));
    ratios(folder, engine)
}

/// Fills the database; one that an earlier run filled is used again.
fn fill(program: &Path, wanted: &Wanted, url: &str) -> Result<()> {
    if url
        .strip_prefix("sqlite://")
        .is_some_and(|file| Path::new(file).exists())
    {
        say("the database of an earlier run is used again");
        return Ok(());
    }
    run_command(
        Command::new(program)
            .args(["demo", "--size", &wanted.size, "--seed", "1"])
            .env("VIGIE_DATABASE_URL", url),
    )
}

/// The program under load; stopped when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, url: &str, folder: &Path) -> Result<Self> {
        let log = std::fs::File::create(folder.join("serve.log"))?;
        let mut child = Command::new(program)
            .arg("serve")
            .env("VIGIE_DATABASE_URL", url)
            .env("VIGIE_ADDR", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("starting vigie serve")?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        while let Some(Ok(line)) = lines.next() {
            if let Some((_, address)) = line.split_once("listening on ") {
                let address = address.trim().to_owned();
                // Whatever else it prints is read, so that it never waits.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, address });
            }
        }
        let _ = child.kill();
        bail!(
            "vigie serve does not listen: see {}",
            folder.join("serve.log").display()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where both sizes were measured: how much dearer the huge one is.
fn ratios(folder: &Path, engine: &str) -> Result<()> {
    let table = |size: &str| rows(&folder.join(format!("{size}-{engine}.md")));
    let (large, huge) = (table("large"), table("huge"));
    if large.is_empty() || huge.is_empty() {
        return Ok(());
    }
    let mut text = format!(
        "### huge beside large, {engine}\n\n| case | large/s | huge/s | cost of huge / large |\n|---|--:|--:|--:|\n"
    );
    for (name, many) in &large {
        if let Some((_, few)) = huge.iter().find(|(other, _)| other == name) {
            text.push_str(&format!(
                "| {name} | {many:.0} | {few:.0} | {:.2} |\n",
                many / few.max(0.001)
            ));
        }
    }
    print!("\n{text}");
    let file: PathBuf = folder.join(format!("ratios-{engine}.md"));
    Ok(std::fs::write(file, text)?)
}

/// Case and requests per second of a written table.
fn rows(file: &Path) -> Vec<(String, f64)> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
            Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?))
        })
        .collect()
}
