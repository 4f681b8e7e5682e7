//! What the browser gets: `target/site`, every file named by its content, with ready-made compressed copies.
//!
//! `manifest.tsv` there tells the server's build what to embed: a line `role <tab> file` for each file, where
//! the role is `css`, `boot`, `js`, `wasm`, or the plain name of a file of `style/static/`.

use crate::step::{root, say, timed};
use crate::{style, wasm};
use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of finished files. The server's `build.rs` looks for it at the same place, whatever the target
/// folder is.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// Builds everything the browser gets. Development and release embed the same files.
pub fn build() -> Result<()> {
    let bound = timed("islands for the browser", wasm::build)?;
    timed("style sheets and static files", || {
        let css = style::bundle(&root().join("style/main.css"))?;
        let mut site = Site::new(site())?;
        site.add("css", "main.css", css.as_bytes())?;
        let js = site.add("js", "app.js", bound.js.as_bytes())?;
        let wasm = site.add("wasm", "app.wasm", &bound.wasm)?;
        site.add("boot", "boot.js", boot(&js, &wasm).as_bytes())?;
        for (name, content) in statics(&root().join("style/static"))? {
            site.add(&name, &name, &content)?;
        }
        site.finish()
    })
}

/// The module that starts the islands; pages without an island do not load it.
fn boot(js: &str, wasm: &str) -> String {
    format!(
        "const start=async()=>{{\
         const m=await import('/assets/{js}');\
         await m.default({{module_or_path:'/assets/{wasm}'}});\
         m.hydrate();\
         for(const el of document.querySelectorAll('leptos-island'))await m[el.dataset.component]?.(el);\
         document.documentElement.dataset.islands='ready'}};\
         'requestIdleCallback' in window?requestIdleCallback(start,{{timeout:2000}}):start();\n"
    )
}

/// The files of `style/static/`, by name; none when there is no such folder.
fn statics(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            files.push((name.to_string_lossy().into_owned(), fs::read(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// `main.css` with the beginning of its content's SHA-256: `main.3f9a….css`.
fn hashed(name: &str, content: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(content).iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// Formats that are compressed already: no `.br` and `.gz` beside them.
fn compresses(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    !["png", "jpg", "jpeg", "webp", "avif", "woff2", "gz", "br", "zip"].contains(&extension)
}

/// The folder while it is filled.
struct Site {
    folder: PathBuf,
    manifest: String,
    kept: BTreeSet<String>,
    bytes: usize,
    compressed: usize,
}

impl Site {
    fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self {
            folder,
            manifest: String::new(),
            kept: BTreeSet::new(),
            bytes: 0,
            compressed: 0,
        })
    }

    /// Writes one file and its compressed copies, unless they are there already; returns its new name.
    fn add(&mut self, role: &str, name: &str, content: &[u8]) -> Result<String> {
        let file = hashed(name, content);
        self.write(&file, || Ok(content.to_vec()))?;
        self.bytes += content.len();
        if compresses(name) {
            self.compressed += self.write(&format!("{file}.br"), || brotli(content))?;
            self.write(&format!("{file}.gz"), || gzip(content))?;
        } else {
            self.compressed += content.len();
        }
        // Writing to a string cannot fail.
        let _ = writeln!(self.manifest, "{role}\t{file}");
        Ok(file)
    }

    /// Writes a file if its name, which tells its content, is new; the length of what is there now, in bytes.
    fn write(&mut self, name: &str, content: impl FnOnce() -> Result<Vec<u8>>) -> Result<usize> {
        let path = self.folder.join(name);
        self.kept.insert(name.to_owned());
        if let Ok(there) = fs::metadata(&path) {
            return Ok(usize::try_from(there.len())?);
        }
        let content = content()?;
        // Whole or not at all: a half-written file would be kept for its name.
        let half = path.with_extension("half");
        fs::write(&half, &content).with_context(|| format!("cannot write {}", half.display()))?;
        fs::rename(&half, &path)?;
        Ok(content.len())
    }

    /// Writes the manifest last and takes away what an earlier build left.
    fn finish(mut self) -> Result<()> {
        const MANIFEST: &str = "manifest.tsv";
        write_if_changed(&self.folder.join(MANIFEST), self.manifest.as_bytes())?;
        self.kept.insert(MANIFEST.to_owned());
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !self.kept.contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        say(&format!(
            "{} files, {} KB, {} KB on the wire",
            self.manifest.lines().count(),
            self.bytes / 1000,
            self.compressed / 1000
        ));
        Ok(())
    }
}

/// Leaves a file alone that is as it should be: cargo looks at the time of its last change.
fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    writer.write_all(content)?;
    writer.flush()?;
    drop(writer);
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let level = flate2::Compression::best();
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), level);
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("vigie-site-{name}-{}", std::process::id()))
    }

    #[test]
    fn a_name_changes_with_the_content_and_only_with_it() {
        assert_eq!(hashed("main.css", b"a"), hashed("main.css", b"a"));
        assert_ne!(hashed("main.css", b"a"), hashed("main.css", b"b"));
        let name = hashed("main.css", b"a");
        assert!(
            name.starts_with("main.ca978112ca1bbdca.") && name.split('.').next_back() == Some("css"),
            "{name}"
        );
    }

    #[test]
    fn the_folder_holds_what_the_manifest_names_and_nothing_older() {
        let folder = folder("manifest");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("main.old.css"), "x").unwrap();
        let mut site = Site::new(folder.clone()).unwrap();
        let css = site.add("css", "main.css", b"p{margin:0}").unwrap();
        let png = site.add("mark.png", "mark.png", b"not really").unwrap();
        site.finish().unwrap();
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let manifest = fs::read_to_string(folder.join("manifest.tsv")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            names,
            [
                css.clone(),
                format!("{css}.br"),
                format!("{css}.gz"),
                "manifest.tsv".into(),
                png.clone()
            ]
        );
        assert_eq!(manifest, format!("css\t{css}\nmark.png\t{png}\n"));
    }

    #[test]
    fn the_boot_module_has_no_line_that_needs_an_inline_script() {
        let text = boot("app.1.js", "app.2.wasm");
        assert!(text.contains("import('/assets/app.1.js')") && text.contains("'/assets/app.2.wasm'"));
        assert!(!text.contains("eval") && !text.contains("{{"));
    }

    #[test]
    fn compressed_copies_unpack_to_the_same_bytes() {
        let content = b"p{margin:0}".repeat(500);
        let mut plain = Vec::new();
        std::io::copy(
            &mut brotli::Decompressor::new(&*brotli(&content).unwrap(), 4096),
            &mut plain,
        )
        .unwrap();
        assert_eq!(plain, content);
        plain.clear();
        let gz = gzip(&content).unwrap();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*gz), &mut plain).unwrap();
        assert_eq!(plain, content);
    }
}
