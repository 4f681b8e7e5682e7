//! A throw-away PostgreSQL: in a temporary folder, on a socket only, gone when dropped.
//!
//! `initdb` and `postgres` refuse to run as root, so that root starts them as another user.

use crate::packages;
use crate::step::{self, say};
use anyhow::{Context as _, Result, anyhow, bail};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take to accept a connection.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. Dropping it stops it and removes its folder.
pub struct Postgres {
    folder: PathBuf,
    server: Child,
    user: Option<(u32, u32)>,
}

impl Postgres {
    /// Makes an empty database cluster and starts a server on it, for tests.
    pub fn start() -> Result<Self> {
        // Nothing there must outlive a power cut: no waiting for the disk.
        Self::start_with(&["fsync=off", "synchronous_commit=off", "full_page_writes=off"])
    }

    /// The same with commits that are durable, as a cooperative runs it: for measurements.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(&["shared_buffers=512MB", "max_wal_size=4GB"])
    }

    fn start_with(settings: &[&str]) -> Result<Self> {
        let initdb =
            packages::postgres("initdb").ok_or_else(|| anyhow!("initdb not found: install postgresql"))?;
        let postgres = packages::postgres("postgres")
            .ok_or_else(|| anyhow!("postgres not found: install postgresql"))?;
        let user = if packages::is_root() {
            Some(unprivileged()?)
        } else {
            None
        };
        let folder = std::env::temp_dir().join(format!("vigie-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid))?;
        }
        let made = step::output(
            as_user(&initdb, user, &folder)
                .args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "-D",
                ])
                .arg(folder.join("data")),
        );
        if let Err(error) = made {
            let _ = fs::remove_dir_all(&folder);
            return Err(error);
        }
        let log = fs::File::create(folder.join("log"))?;
        let server = as_user(&postgres, user, &folder)
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut running = Self { folder, server, user };
        running.wait()?;
        Ok(running)
    }

    /// Its address, as `VIGIE_TEST_POSTGRES` and `VIGIE_DATABASE_URL` take it.
    pub fn url(&self) -> String {
        // In an address the slashes of the folder are written %2F.
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@localhost/postgres?host={host}")
    }

    fn wait(&mut self) -> Result<()> {
        let ready = packages::postgres("pg_isready").ok_or_else(|| anyhow!("pg_isready not found"))?;
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("postgres stopped at once ({status}): {}", log.trim());
            }
            if step::output(Command::new(&ready).arg("-q").arg("-h").arg(&self.folder)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("postgres does not answer after {} s", PATIENCE.as_secs())
    }

    fn stop(&mut self) {
        if let Some(control) = packages::postgres("pg_ctl") {
            let mut stop = as_user(&control, self.user, &self.folder);
            let _ = step::output(
                stop.args(["stop", "-m", "immediate", "-D"])
                    .arg(self.folder.join("data")),
            );
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The command, run as `user` (we are root) or as ourselves.
fn as_user(program: &Path, user: Option<(u32, u32)>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("HOME", folder);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// User and group of `postgres`, or of `nobody`.
fn unprivileged() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| user_in(&users, name))
        .ok_or_else(|| anyhow!("neither a user postgres nor nobody to run the server as"))
}

/// User and group number of a name in the text of `/etc/passwd`.
fn user_in(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (found, _, uid, gid) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        (found == name).then_some((uid.parse().ok()?, gid.parse().ok()?))
    })
}

/// `cargo xtask postgres`: one server until Ctrl-C.
pub fn serve() -> Result<()> {
    let mut running = Postgres::start()?;
    say("PostgreSQL runs until Ctrl-C. For tests in another terminal:\n");
    say(&format!("export VIGIE_TEST_POSTGRES='{}'\n", running.url()));
    // Ctrl-C reaches the server as well, which shuts down; then we clean up... unless it reaches us first:
    // then the folder stays in the temporary folder, without a server.
    running.server.wait()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_from_the_list() {
        let users = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n";
        assert_eq!(user_in(users, "nobody"), Some((65534, 65534)));
        assert_eq!(user_in(users, "postgres"), None);
    }
}
