//! Settings: flags before `VIGIE_*` variables before `vigie.toml` before what stands here.

use crate::clock::Clock;
use crate::mail::Mailer;
use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The flags that every command takes; what is not given comes from the environment or the file.
#[derive(Debug, Clone, Default, Args, Serialize)]
pub struct Flags {
    /// Settings file [default: vigie.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// sqlite://PATH or postgres://… (VIGIE_DATABASE_URL) [default: sqlite://data/vigie.db]
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Address and port to listen on (VIGIE_ADDR) [default: 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addr: Option<String>,
    /// The address people type, https://vigie.example (VIGIE_PUBLIC_URL) [default: http://ADDR]
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// File with the secret of this house, made at the first start (VIGIE_SECRET_FILE)
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Where mails go: smtp://host:port, smtps://user:password@host, or file:FOLDER (VIGIE_MAIL_URL) [default: mails are kept]
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_url: Option<String>,
    /// The address that mails come from (VIGIE_MAIL_FROM) [default: vigie@localhost]
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_from: Option<String>,
    /// For tests: start at this instant, e.g. 2026-11-22T10:00:00Z (VIGIE_CLOCK)
    #[arg(long, global = true, value_name = "INSTANT", hide = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
}

/// What the file and the environment may say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    database_url: Option<String>,
    addr: Option<String>,
    public_url: Option<String>,
    secret_file: Option<PathBuf>,
    mail_url: Option<String>,
    mail_from: Option<String>,
    clock: Option<String>,
}

const KEYS: &[&str] = &[
    "database_url",
    "addr",
    "public_url",
    "secret_file",
    "mail_url",
    "mail_from",
    "clock",
];

/// The settings of a running program, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    pub database_url: String,
    pub addr: SocketAddr,
    /// Without a trailing slash; `None` means the address that is listened on.
    pub public_url: Option<String>,
    /// Signs what leaves the house; `None` where no file is named.
    pub secret: Option<Vec<u8>>,
    /// How mails leave the house.
    pub mail: Mailer,
    pub clock: Clock,
}

impl Settings {
    /// Reads and checks the settings; an error is one sentence with the setting and how to mend it.
    pub fn read(flags: &Flags) -> Result<Self> {
        let written = written(flags)?;
        let addr = written.addr.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr = addr.parse().with_context(|| {
            format!("addr (VIGIE_ADDR) is {addr:?}: write an address and a port, like 127.0.0.1:3000")
        })?;
        Ok(Self {
            database_url: database_url(written.database_url)?,
            addr,
            public_url: written.public_url.as_deref().map(public_url).transpose()?,
            secret: written.secret_file.as_deref().map(secret).transpose()?,
            mail: Mailer::read(written.mail_url.as_deref(), written.mail_from.as_deref())?,
            clock: written
                .clock
                .as_deref()
                .map(clock)
                .transpose()?
                .unwrap_or_default(),
        })
    }

    /// Are the pages reached over https? Then the session's cookie is bound to it.
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }

    /// The address of the house as links in letters and mails begin, without a trailing slash.
    pub fn origin(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.addr))
    }

    /// The file of an SQLite database; `None` for PostgreSQL.
    pub fn database_file(&self) -> Option<PathBuf> {
        let path = self
            .database_url
            .strip_prefix("sqlite://")
            .or_else(|| self.database_url.strip_prefix("sqlite:"))?;
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }
}

fn written(flags: &Flags) -> Result<Written> {
    let file = flags
        .config
        .clone()
        .unwrap_or_else(|| PathBuf::from("vigie.toml"));
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && flags.config.is_none() => String::new(),
        Err(error) => bail!(
            "cannot read the settings in {}: {error}; mend the file or name another with --config",
            file.display()
        ),
    };
    Figment::new()
        .merge(Toml::string(&text))
        .merge(Env::prefixed("VIGIE_").only(KEYS))
        .merge(Serialized::defaults(flags))
        .extract()
        .map_err(|error| {
            let first = error
                .into_iter()
                .next()
                .map_or_else(String::new, |e| e.to_string());
            let first = first.replace('\n', " ");
            anyhow::anyhow!(
                "cannot read the settings in {}: {first}; the settings are {}",
                file.display(),
                KEYS.join(", ")
            )
        })
}

fn database_url(url: Option<String>) -> Result<String> {
    let url = url.unwrap_or_else(|| "sqlite://data/vigie.db".to_owned());
    if ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Ok(url);
    }
    bail!(
        "database_url (VIGIE_DATABASE_URL) begins with neither sqlite:// nor postgres://: write for example sqlite://data/vigie.db"
    )
}

fn public_url(url: &str) -> Result<String> {
    let origin = url.trim_end_matches('/');
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .unwrap_or_default();
    if host.is_empty() || host.contains(['/', '?', '#', '@']) {
        bail!(
            "public_url (VIGIE_PUBLIC_URL) is {url:?}: write only scheme and host, like https://vigie.example"
        );
    }
    Ok(origin.to_lowercase())
}

fn secret(file: &Path) -> Result<Vec<u8>> {
    let named = |what: &str| {
        format!(
            "secret_file (VIGIE_SECRET_FILE): cannot {what} {}",
            file.display()
        )
    };
    if !file.exists() {
        make_secret(file).with_context(|| named("make"))?;
    }
    let secret = std::fs::read(file)
        .with_context(|| named("read"))?
        .trim_ascii()
        .to_vec();
    if secret.len() < 32 {
        bail!(
            "secret_file (VIGIE_SECRET_FILE): {} holds fewer than 32 characters; write a longer secret",
            file.display()
        );
    }
    Ok(secret)
}

/// The first start draws the secret; only its owner may read it.
fn make_secret(file: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let secret = format!("{}{}\n", crate::form::new_key(), crate::form::new_key());
    options.open(file)?.write_all(secret.as_bytes())
}

fn clock(start: &str) -> Result<Clock> {
    let start: DateTime<Utc> = start.parse().with_context(|| {
        format!("clock (VIGIE_CLOCK) is {start:?}: write an instant like 2026-11-22T10:00:00Z")
    })?;
    Ok(Clock::starting_at(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin_and_nothing_more() {
        assert_eq!(
            public_url("https://Vigie.Example/").unwrap(),
            "https://vigie.example"
        );
        for wrong in [
            "vigie.example",
            "https://",
            "https://a.example/b",
            "ftp://a.example",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_the_two_engines_are_databases() {
        assert!(database_url(Some("mysql://x".into())).is_err());
        assert_eq!(database_url(None).unwrap(), "sqlite://data/vigie.db");
    }
}
