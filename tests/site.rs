//! A running `vigie` on a free port, with a database of its own.

use crate::database::{Database, Engine};
use crate::visitor::Visitor;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

/// How long the program may take to serve.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program. Dropping it stops it; when the test failed, its last lines are printed.
#[derive(Debug)]
pub struct Site {
    address: String,
    server: Child,
    database: Database,
    log: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// An empty house: nobody, nothing.
    #[track_caller]
    pub fn empty() -> Self {
        Self::start(Database::empty(Engine::Sqlite), &[])
    }

    /// An empty house, with settings from the environment.
    #[track_caller]
    pub fn empty_with(settings: &[(&str, &str)]) -> Self {
        Self::start(Database::empty(Engine::Sqlite), settings)
    }

    /// The small demo data, always the same.
    #[track_caller]
    pub fn demo() -> Self {
        Self::demo_on(Engine::Sqlite)
    }

    /// The small demo data on one of the two databases.
    #[track_caller]
    pub fn demo_on(engine: Engine) -> Self {
        Self::start(Database::demo(engine), &[])
    }

    /// The small demo data, with settings from the environment (`("VIGIE_PUBLIC_URL", "https://…")`).
    #[track_caller]
    pub fn demo_with(settings: &[(&str, &str)]) -> Self {
        Self::start(Database::demo(Engine::Sqlite), settings)
    }

    #[track_caller]
    fn start(database: Database, settings: &[(&str, &str)]) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (address, server) = serve(&database, settings, &log);
        Self {
            address,
            server,
            database,
            log,
        }
    }

    /// Stops the program and starts it again on the same database with these settings: another day, with `VIGIE_CLOCK`.
    #[track_caller]
    pub fn restart(&mut self, settings: &[(&str, &str)]) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        (self.address, self.server) = serve(&self.database, settings, &self.log);
    }

    /// A folder of its own, beside the database.
    pub fn folder(&self) -> &Path {
        self.database.folder.path()
    }

    /// `http://127.0.0.1:port`
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address of its database, as `VIGIE_DATABASE_URL` takes it.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// Somebody with an empty cookie jar.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.address)
    }

    /// Somebody signed in with a demo account, through the form at `/sign-in`.
    #[track_caller]
    pub fn sign_in(&self, email: &str) -> Visitor {
        let visitor = self.visitor();
        let page = visitor.get("/sign-in");
        page.assert_status(200);
        let answer = page.submit_form(
            "form:has(input[name=password])",
            &[("email", email), ("password", crate::PASSWORD)],
        );
        assert_eq!(
            answer.status(),
            303,
            "signing in as {email}:\n{}",
            answer.summary()
        );
        visitor
    }

    /// Runs another command of the program on the same database, beside the running server.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Output {
        command(&self.database)
            .args(arguments)
            .output()
            .expect("starting vigie")
    }

    /// Everything the program has written so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        if thread::panicking() {
            let log = self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let last: Vec<&str> = log.iter().rev().take(40).rev().map(String::as_str).collect();
            eprintln!("--- the last lines of vigie ---\n{}", last.join("\n"));
        }
    }
}

/// Starts the program and waits until it listens.
#[track_caller]
fn serve(database: &Database, settings: &[(&str, &str)], log: &Arc<Mutex<Vec<String>>>) -> (String, Child) {
    let mut command = command(database);
    command.arg("serve").envs(settings.iter().copied());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut server = command.spawn().expect("starting `vigie serve`");
    let (sender, receiver) = channel();
    listen(server.stdout.take().unwrap(), log.clone(), sender.clone());
    listen(server.stderr.take().unwrap(), log.clone(), sender);
    let Ok(address) = receiver.recv_timeout(PATIENCE) else {
        let _ = server.kill();
        let _ = server.wait();
        panic!(
            "`vigie serve` does not listen:\n{}",
            log.lock().unwrap().join("\n")
        );
    };
    (address, server)
}

/// The program on a database, without the settings of the person who runs the tests.
fn command(database: &Database) -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VIGIE_") {
            command.env_remove(name);
        }
    }
    command.current_dir(database.folder.path());
    command.env("VIGIE_DATABASE_URL", &database.url);
    command.env("VIGIE_ADDR", "127.0.0.1:0");
    command.env("VIGIE_SECRET_FILE", database.folder.path().join("secret"));
    command
}

/// Keeps what the program writes, and passes on the address it listens at.
fn listen(from: impl Read + Send + 'static, log: Arc<Mutex<Vec<String>>>, found: Sender<String>) {
    const MARK: &str = "listening on ";
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once(MARK) {
                let end = address
                    .find(|c: char| c.is_whitespace() || c == '"')
                    .unwrap_or(address.len());
                // Only the first is waited for.
                let _ = found.send(address.split_at(end).0.to_owned());
            }
            log.lock().unwrap().push(line);
        }
    });
}

/// The program under test: `VIGIE_TEST_PROGRAM`, or the one beside this test, built when it is not there.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(given) = std::env::var_os("VIGIE_TEST_PROGRAM") {
            return given.into();
        }
        // This test is target/debug/deps/site-….
        let test = std::env::current_exe().expect("the path of this test");
        let beside = test.ancestors().nth(2).expect("target/debug").join("vigie");
        // Cargo knows whether it is out of date; it takes a moment when it is not.
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "server", "--bin", "vigie"]);
        build.args(["--features", "server/pdf"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        let built = build
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("starting cargo");
        assert!(
            built.success() && beside.exists(),
            "cannot build {}",
            beside.display()
        );
        beside
    })
}
