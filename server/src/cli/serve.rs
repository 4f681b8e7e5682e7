//! `vigie serve`: the pages, until it is told to stop.

use super::open_migrated;
use crate::app_state::App;
use crate::config::Settings;
use crate::{jobs, routes};
use anyhow::{Context as _, Result};
use axum::serve::ListenerExt as _;
use domain::Role;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::{Store, house, person};
use tokio::net::TcpListener;
use tokio::signal;

/// The fact of the house that says: this data is synthetic.
pub const DEMO: &str = "demo";
/// Requests that are under way when the program is told to stop have so long to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C or SIGTERM, then lets requests end.
pub async fn run(settings: Settings) -> Result<ExitCode> {
    let listener = listen(settings.addr).await?;
    let addr = listener.local_addr()?;
    let store = open_migrated(&settings).await?;
    let _running = settings
        .database_file()
        .map(|file| mark_running(&file))
        .transpose()?;
    let demo = if is_demo(&store).await? {
        Some(demo_accounts(&store).await?)
    } else {
        None
    };
    let app = App::new(store.clone(), settings, demo);
    announce(&app, addr);
    let stop = jobs::start(&app);
    let service = routes::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    // Without it a page of more than one packet waits 40 ms for an acknowledgement.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, service).with_graceful_shutdown(told_to_stop());
    let late = async {
        told_to_stop().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        result = serving => result.context("serving ended")?,
        () = late => tracing::warn!("some requests did not end in time"),
    }
    stop.end().await;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn listen(addr: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(addr).await.with_context(|| {
        format!("cannot listen on {addr}: is another program using the port? Stop it, or choose another with VIGIE_ADDR or --addr")
    })
}

/// A lock that lasts as long as the process: `vigie restore` waits for no server, it refuses.
fn mark_running(database: &Path) -> Result<File> {
    let name = running_mark(database);
    let mark = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name);
    let mark = mark.with_context(|| {
        format!(
            "cannot write {}; see that this user may write there",
            name.display()
        )
    })?;
    mark.try_lock_shared().with_context(|| {
        format!(
            "{} is locked: a restore is under way, try again after it",
            name.display()
        )
    })?;
    Ok(mark)
}

/// The file whose lock says that a server runs on this database.
pub fn running_mark(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".running");
    PathBuf::from(name)
}

/// The accounts that the demonstration made.
async fn demo_accounts(store: &Store) -> Result<Vec<(String, Role)>> {
    let accounts = person::list(store)
        .await?
        .into_iter()
        .map(|account| account.person);
    Ok(accounts
        .filter(|p| p.email.ends_with("@demo.example"))
        .map(|p| (p.email, p.role))
        .collect())
}

/// Scripts read these lines.
fn announce(app: &App, addr: SocketAddr) {
    let mut out = String::new();
    if app.demo {
        out.push_str("synthetic data; accounts (password vigie-demo):\n");
        for (email, role) in &app.demo_accounts {
            let _ = writeln!(out, "  {email:<28} {role}");
        }
    }
    let _ = writeln!(out, "listening on http://{addr}");
    let mut stdout = std::io::stdout();
    // A closed pipe is no reason not to serve.
    let _ = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
}

async fn told_to_stop() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

/// What `vigie doctor` also asks: is this data synthetic?
pub async fn is_demo(store: &Store) -> Result<bool, store::StoreError> {
    Ok(house::get(store, DEMO).await?.is_some())
}
