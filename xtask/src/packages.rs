//! Programs that are not Rust's: found, or installed from Debian's packages when we may.

use crate::step::{self, say};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program of the tests: how to see that it is there, and the Debian package that brings it.
struct Need {
    package: &'static str,
    there: fn() -> bool,
}

/// What `cargo xtask test` needs beyond Rust.
const NEEDS: [Need; 5] = [
    Need {
        package: "chromium",
        there: || find("chromium").is_some(),
    },
    Need {
        package: "nodejs",
        there: || find("node").is_some(),
    },
    Need {
        package: "npm",
        there: || find("npm").is_some(),
    },
    Need {
        package: "postgresql",
        there: || postgres("initdb").is_some(),
    },
    // Without a font of its own Chromium draws no letters, and contrast cannot be judged.
    Need {
        package: "fonts-dejavu-core",
        there: || Path::new("/usr/share/fonts/truetype/dejavu").exists(),
    },
];

/// Makes sure of everything the tests need.
pub fn for_tests() -> Result<()> {
    let missing: Vec<&str> = NEEDS
        .iter()
        .filter(|need| !(need.there)())
        .map(|need| need.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)?;
    let still: Vec<&str> = NEEDS
        .iter()
        .filter(|need| !(need.there)())
        .map(|need| need.package)
        .collect();
    if still.is_empty() {
        return Ok(());
    }
    bail!("installed, but still not found: {}", still.join(" "))
}

/// Installs Debian packages as root or through `sudo`; otherwise says what to install.
pub fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("install them by hand: apt-get install {}", packages.join(" "));
    if find("apt-get").is_none() {
        bail!(
            "missing: {}. This is not a Debian system; {by_hand} (or what your system calls them)",
            packages.join(" ")
        );
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if may_sudo() {
        &["sudo", "-n"]
    } else {
        bail!(
            "missing: {}. Neither root nor sudo without a password; {by_hand}",
            packages.join(" ")
        );
    };
    say(&format!(
        "installing from Debian's packages: {}",
        packages.join(" ")
    ));
    // An old list of packages names versions that are gone from the mirror; without network the old may still do.
    if let Err(error) = step::output(&mut apt(prefix, &["update", "-qq"])) {
        say(&format!("{error:#}"));
    }
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend_from_slice(packages);
    step::output(&mut apt(prefix, &arguments))
        .map(drop)
        .map_err(|error| error.context(by_hand))
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut line: Vec<&str> = prefix.to_vec();
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    line.extend_from_slice(arguments);
    let mut command = Command::new(line.first().copied().unwrap_or("env"));
    command.args(line.iter().skip(1)).stdin(Stdio::null());
    command
}

/// Whether we are the superuser.
pub fn is_root() -> bool {
    step::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn may_sudo() -> bool {
    find("sudo").is_some() && step::output(Command::new("sudo").args(["-n", "true"])).is_ok()
}

/// A program on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// A program of the newest PostgreSQL server installed: Debian keeps them off the search path.
pub fn postgres(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok();
    let newest = versions
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/{program}")).is_file())
        .max();
    newest
        .map(|version| format!("/usr/lib/postgresql/{version}/bin/{program}").into())
        .or_else(|| find(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_on_the_path_or_not_at_all() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-anywhere").is_none());
    }
}
