//! Embeds `target/site` (written by `cargo xtask assets`) into the program.
//!
//! The manifest there becomes a table in `OUT_DIR/assets.rs`. Without it (a plain `cargo check` on a fresh
//! clone) the table is empty: everything type-checks, and `vigie serve` says what is missing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let site = here.join("../target/site");
    let manifest = site.join("manifest.tsv");
    if !manifest.exists() {
        // A watched file that is missing would make cargo run this script, and compile the server, every time.
        fs::create_dir_all(&site)?;
        fs::write(&manifest, "")?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", manifest.display());
    let table = table(&fs::read_to_string(&manifest)?, &site.canonicalize()?)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("assets.rs"), table)
}

/// The Rust source of the table. Names carry a hash of their content: a changed file is a changed manifest.
fn table(manifest: &str, site: &Path) -> io::Result<String> {
    let mut text = String::from("pub(super) static FILES: &[File] = &[\n");
    for line in manifest.lines() {
        let Some((role, file)) = line.split_once('\t') else {
            continue;
        };
        let path = site.join(file);
        if !path.exists() {
            return Err(io::Error::other(format!(
                "{} is missing: run `cargo xtask assets`",
                path.display()
            )));
        }
        let packed = |extension: &str| {
            let packed = site.join(format!("{file}.{extension}"));
            if packed.exists() {
                format!("Some(include_bytes!({:?}))", packed.to_string_lossy())
            } else {
                String::from("None")
            }
        };
        let written = writeln!(
            text,
            "    File {{ role: {role:?}, name: {file:?}, address: \"/assets/{file}\", plain: include_bytes!({:?}), \
             br: {}, gzip: {} }},",
            path.to_string_lossy(),
            packed("br"),
            packed("gz"),
        );
        written.map_err(io::Error::other)?;
    }
    text.push_str("];\n");
    Ok(text)
}
