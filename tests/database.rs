//! A database for each site: a file on SQLite, a database of its own on the PostgreSQL server of the tests.

use crate::site::program;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Which of the two databases a site runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    /// The server that `VIGIE_TEST_POSTGRES` names; `cargo xtask test` starts one, `cargo xtask postgres` too.
    Postgres,
}

impl Engine {
    /// Both, for the journeys that must hold on each.
    pub const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
}

/// A database, gone when dropped (on PostgreSQL it goes with the server).
#[derive(Debug)]
pub struct Database {
    /// As `VIGIE_DATABASE_URL` takes it.
    pub url: String,
    /// Holds the SQLite file, and is where the program runs: no `vigie.toml` of a developer counts there.
    pub folder: tempfile::TempDir,
}

impl Database {
    /// An empty one; the program migrates it when it starts.
    pub fn empty(engine: Engine) -> Self {
        let folder = folder();
        let url = match engine {
            Engine::Sqlite => sqlite(&folder.path().join("vigie.db")),
            Engine::Postgres => create(None),
        };
        Self { url, folder }
    }

    /// One with the small demo data, copied from a first one made once for each run of the tests.
    pub fn demo(engine: Engine) -> Self {
        let folder = folder();
        let url = match engine {
            Engine::Sqlite => {
                let file = folder.path().join("vigie.db");
                fs::copy(demo_file(), &file).expect("copying the demo database");
                sqlite(&file)
            }
            Engine::Postgres => create(Some(demo_template())),
        };
        Self { url, folder }
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("vigie-site-")
        .tempdir()
        .expect("a temporary folder")
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// A SQLite file with the small demo data.
fn demo_file() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = folder().keep();
        let file = folder.join("demo.db");
        fill(&sqlite(&file), &folder);
        let journal = folder.join("demo.db-wal");
        let rest = fs::metadata(journal).map_or(0, |data| data.len());
        assert_eq!(
            rest, 0,
            "`vigie demo` left a journal: the file alone is not the whole database"
        );
        file
    })
}

/// The name of a PostgreSQL database with the small demo data.
fn demo_template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let url = create(None);
        fill(&url, folder().path());
        name_in(&url).to_owned()
    })
}

/// Runs `vigie demo --size small` on a database.
fn fill(url: &str, folder: &Path) {
    let mut demo = Command::new(program());
    demo.args(["demo", "--size", "small", "--seed", "1"])
        .env("VIGIE_DATABASE_URL", url)
        .current_dir(folder);
    let output = demo.output().expect("starting `vigie demo`");
    assert!(
        output.status.success(),
        "`vigie demo` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Creates a database on the PostgreSQL server of the tests; its address.
fn create(template: Option<&str>) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var_os("VIGIE_TEST_POSTGRES").expect(
        "VIGIE_TEST_POSTGRES is not set: run `cargo xtask test`, or `cargo xtask postgres` in another terminal",
    );
    let server = server.into_string().expect("VIGIE_TEST_POSTGRES is text");
    let name = format!(
        "site_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let order = match template {
        Some(template) => format!("CREATE DATABASE {name} TEMPLATE {template}"),
        None => format!("CREATE DATABASE {name}"),
    };
    let output = Command::new("psql")
        .arg(&server)
        .args(["-q", "-c", &order])
        .output()
        .expect("starting psql");
    assert!(
        output.status.success(),
        "{order}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    named(&server, &name)
}

/// The address of another database on the same server.
fn named(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").unwrap_or(("postgres", server));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let query = path
        .split_once('?')
        .map_or(String::new(), |(_, query)| format!("?{query}"));
    format!("{scheme}://{host}/{name}{query}")
}

/// The name of the database in its address.
fn name_in(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_changes_in_the_address_of_another_one() {
        let server = "postgres://postgres@localhost/postgres?host=%2Ftmp%2Fpostgres";
        assert_eq!(name_in(server), "postgres");
        assert_eq!(
            named(server, "site_1"),
            "postgres://postgres@localhost/site_1?host=%2Ftmp%2Fpostgres"
        );
    }
}
