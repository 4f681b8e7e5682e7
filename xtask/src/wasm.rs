//! The islands, compiled for the browser.
//!
//! They have a target folder of their own: built together with the server, cargo would unite the features
//! `ssr` and `hydrate` of Leptos, which exclude each other.

use crate::packages;
use crate::step::{self, cargo, root, say, target};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
/// What `wasm-opt` may use: what every browser since 2023 understands. `--all-features` emits code they refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The bound islands: the JavaScript that loads them, and the WebAssembly.
#[derive(Debug)]
pub struct Bound {
    pub js: String,
    pub wasm: Vec<u8>,
}

/// Compiles and binds the islands. Cargo decides whether anything is to be compiled.
pub fn build() -> Result<Bound> {
    let compiled = compile()?;
    bind(&compiled)
}

/// `cargo` with the arguments that choose the islands for the browser, after the subcommand `verb`.
pub fn islands(verb: &str) -> Result<Command> {
    let mut command = match toolchain()? {
        Toolchain::Rustup => cargo(),
        Toolchain::Debian => debian()?,
    };
    command
        .arg(verb)
        .args(["--package", "islands", "--lib", "--target", TARGET]);
    command.args([
        "--no-default-features",
        "--features",
        "hydrate",
        "--profile",
        "wasm-release",
    ]);
    Ok(command)
}

fn compile() -> Result<PathBuf> {
    // Asked for here and not in Cargo.toml: the file of a `cdylib` has no hash in its name, so that builds of the
    // islands for the server with different features would overwrite one another.
    let mut command = islands("rustc")?;
    command.args(["--crate-type", "cdylib"]);
    let folder = match toolchain()? {
        Toolchain::Rustup => target().join("wasm"),
        Toolchain::Debian => target().join("wasm-debian"),
    };
    step::run(command.arg("--target-dir").arg(&folder))?;
    Ok(folder.join(TARGET).join("wasm-release/islands.wasm"))
}

/// Where the compiler for the browser comes from.
enum Toolchain {
    /// The toolchain that runs us, with the target added.
    Rustup,
    /// Debian's compiler, which builds the standard library from its own sources.
    Debian,
}

/// Finds a compiler for the browser, and fetches one when there is none.
///
/// `VIGIE_WASM_TOOLCHAIN=rustup|debian` asks for one way only (to try it).
fn toolchain() -> Result<Toolchain> {
    let wish = std::env::var_os("VIGIE_WASM_TOOLCHAIN").unwrap_or_default();
    if wish != "debian" {
        if has_target() {
            return Ok(Toolchain::Rustup);
        }
        say(&format!("rustup target add {TARGET}"));
        let added = step::output(
            Command::new("rustup")
                .args(["target", "add", TARGET])
                .current_dir(root()),
        );
        match added {
            Ok(_) if has_target() => return Ok(Toolchain::Rustup),
            Ok(_) => say("rustup added the target to another toolchain than the one in use"),
            Err(error) => say(&format!("not added: {error:#}")),
        }
        if wish == "rustup" {
            bail!("no {TARGET} from rustup, and VIGIE_WASM_TOOLCHAIN asks for no other");
        }
    }
    if !has_debian() {
        packages::install(&["rustc-web", "cargo-web", "rust-web-src"])?;
    }
    if !has_debian() {
        bail!(
            "no compiler for {TARGET}: neither `rustup target add {TARGET}` nor Debian's rust-web-src worked"
        );
    }
    Ok(Toolchain::Debian)
}

/// Whether the compiler in use has the browser's standard library.
fn has_target() -> bool {
    let found = step::output(
        Command::new("rustc")
            .args(["--print", "target-libdir", "--target", TARGET])
            .current_dir(root()),
    );
    let holds_std = |folder: &str| {
        let files = fs::read_dir(folder.trim()).ok()?;
        let mut names = files.flatten().map(|file| file.file_name());
        Some(names.any(|name| name.to_string_lossy().starts_with("libstd-")))
    };
    found.is_ok_and(|folder| holds_std(&folder).unwrap_or(false))
}

/// Whether Debian's compiler is there with the sources of its standard library, where cargo looks for them.
fn has_debian() -> bool {
    if !Path::new(DEBIAN_RUSTC).exists() || !Path::new(DEBIAN_CARGO).exists() {
        return false;
    }
    let folder = step::output(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]));
    folder.is_ok_and(|folder| {
        Path::new(folder.trim())
            .join("lib/rustlib/src/rust/library/std/Cargo.toml")
            .exists()
    })
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// Debian's cargo, set up to build the standard library too: there is none ready-made for the browser.
/// Debian ships no linker for WebAssembly with it; rustup's own `rust-lld` does.
fn debian() -> Result<Command> {
    let mut command = Command::new(DEBIAN_CARGO);
    command.current_dir(root());
    command
        .env("RUSTC", DEBIAN_RUSTC)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    // Set by `cargo run` to the other toolchain's libraries.
    command.env_remove("LD_LIBRARY_PATH");
    // Building the standard library is an unstable option; this lets a stable compiler accept it.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
    command.arg("-Zbuild-std=std,panic_abort");
    Ok(command)
}

/// A linker for WebAssembly: rustup's `rust-lld`, or LLVM's own.
fn linker() -> Result<PathBuf> {
    let roots = step::output(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root()),
    )?;
    let host = step::output(
        Command::new("rustc")
            .args(["--print", "host-tuple"])
            .current_dir(root()),
    )?;
    let ours = Path::new(roots.trim())
        .join("lib/rustlib")
        .join(host.trim())
        .join("bin/rust-lld");
    if ours.exists() {
        Ok(ours)
    } else {
        packages::find("wasm-ld").context("no linker for WebAssembly: neither rust-lld nor wasm-ld")
    }
}

/// Writes the JavaScript beside the WebAssembly, as `wasm-bindgen --target web` would.
fn bind(compiled: &Path) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true);
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("app");
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;
    let inline = output.snippets().values().any(|snippets| !snippets.is_empty());
    if inline || !output.local_modules().is_empty() {
        bail!("a crate brings JavaScript of its own, which the build does not ship");
    }
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound {
        js: output.js().to_owned(),
        wasm: shrink(wasm)?,
    })
}

/// Shrinks with `wasm-opt` where there is one.
fn shrink(wasm: Vec<u8>) -> Result<Vec<u8>> {
    let Some(optimiser) = packages::find("wasm-opt") else {
        return Ok(wasm);
    };
    let folder = target().join("wasm");
    fs::create_dir_all(&folder)?;
    let (before, after) = (folder.join("bound.wasm"), folder.join("shrunk.wasm"));
    fs::write(&before, wasm)?;
    step::run(
        Command::new(optimiser)
            .arg("-Oz")
            .args(FEATURES)
            .arg(&before)
            .arg("-o")
            .arg(&after),
    )?;
    Ok(fs::read(after)?)
}
