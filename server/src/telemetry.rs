//! The log: lines on standard error, filtered by `RUST_LOG` (`info` unless set), as JSON with `VIGIE_LOG_JSON=true`.

use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Starts the log. A second call changes nothing.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal());
    let _ = if json {
        log.json().try_init()
    } else {
        log.compact().try_init()
    };
}
