//! The load: `wrk` with a small script for each case; every connection is kept alive.

use super::cases::Case;
use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Wrk {
    pub connections: u32,
}

/// What was measured; times in microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measured {
    pub requests: u64,
    pub micros: u64,
    pub p50: u64,
    pub p99: u64,
    pub longest: u64,
    pub bytes: u64,
    pub errors: u64,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / (self.micros.max(1)) as f64
    }

    pub fn bytes_each(&self) -> u64 {
        self.bytes / self.requests.max(1)
    }
}

const SCRIPT: &str = r#"
local n, at = 0, 0
request = function()
  at = at % #wanted + 1
  local path, body = wanted[at][1], wanted[at][2]
  if body then
    n = n + 1
    return wrk.format("POST", path, posting, (body:gsub("{key}", nonce .. n)))
  end
  return wrk.format("GET", path, getting)
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency.max, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout))
end
"#;

impl Wrk {
    /// Asks one case for some seconds.
    pub fn run(&self, address: &str, case: &Case, cookie: &str, seconds: u64) -> Result<Measured> {
        let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
        script.write_all(head(address, case, cookie).as_bytes())?;
        script.write_all(SCRIPT.as_bytes())?;
        script.flush()?;
        let output = Command::new("wrk")
            .args(["-t1", "--timeout", "20s"])
            .arg(format!("-c{}", self.connections))
            .arg(format!("-d{seconds}s"))
            .arg("-s")
            .arg(script.path())
            .arg(address)
            .output()
            .context("starting wrk (Debian's package wrk)")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(line) = text.lines().find_map(|line| line.strip_prefix("RESULT ")) else {
            bail!(
                "wrk said nothing of use: {text}{}",
                String::from_utf8_lossy(&output.stderr)
            );
        };
        let numbers: Vec<u64> = line
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [requests, micros, p50, p99, longest, bytes, errors] = numbers[..] else {
            bail!("wrk said {line}")
        };
        Ok(Measured {
            requests,
            micros,
            p50,
            p99,
            longest,
            bytes,
            errors,
        })
    }
}

/// The requests and headers as Lua tables.
fn head(address: &str, case: &Case, cookie: &str) -> String {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let mut text = format!(
        "local nonce = \"load-{}-{run}-\"\n\
         local getting = {{ [\"Cookie\"] = \"{cookie}\" }}\n\
         local posting = {{ [\"Cookie\"] = \"{cookie}\", [\"Origin\"] = \"{address}\", \
         [\"Content-Type\"] = \"application/x-www-form-urlencoded\" }}\nlocal wanted = {{\n",
        std::process::id()
    );
    for request in &case.requests {
        let body = request
            .body
            .as_ref()
            .map_or_else(|| "nil".to_owned(), |body| format!("{body:?}"));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {{ {:?}, {body} }},", request.path);
    }
    text.push_str("}\n");
    text
}
