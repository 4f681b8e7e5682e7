//! Where an extract's files are: in a folder, or in the zip as it was downloaded.

use super::super::Refusal;
use super::super::text::{self, Encoding, Table};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;
use zip::result::ZipError;

/// An extract; its files are known by their plain names.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    zipped: bool,
    /// Plain name → the path inside, and the length once unpacked.
    files: BTreeMap<String, (String, u64)>,
}

impl Source {
    /// Opens a folder or a zip, and lists its files.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let zipped = !std::fs::metadata(path)?.is_dir();
        let files = if zipped { in_zip(path)? } else { in_folder(path)? };
        Ok(Self {
            path: path.to_owned(),
            zipped,
            files,
        })
    }

    /// Length of a file in bytes; refused where the extract does not have it.
    pub fn length(&self, name: &str) -> Result<u64, Refusal> {
        self.files
            .get(name)
            .map(|(_, length)| *length)
            .ok_or_else(|| Refusal::MissingFile(name.to_owned()))
    }

    /// Goes once through a file of a zip, whose checksum stands at its end: a damaged extract is refused before any of
    /// it is written.
    pub fn verify(&self, name: &str) -> Result<(), Refusal> {
        if !self.zipped {
            return Ok(());
        }
        let (inside, _) = self
            .files
            .get(name)
            .ok_or_else(|| Refusal::MissingFile(name.to_owned()))?;
        let mut archive = ZipArchive::new(File::open(&self.path)?).map_err(refusal)?;
        let mut file = archive.by_name(inside).map_err(refusal)?;
        io::copy(&mut file, &mut io::sink()).map_err(|_| Refusal::BrokenZip)?;
        Ok(())
    }

    /// Hands a reader of one file to `with`.
    pub fn read<T>(
        &self,
        name: &str,
        with: impl FnOnce(Table<&mut dyn Read>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let (inside, _) = self
            .files
            .get(name)
            .ok_or_else(|| Refusal::MissingFile(name.to_owned()))?;
        if self.zipped {
            let mut archive = ZipArchive::new(File::open(&self.path)?).map_err(refusal)?;
            let mut file = archive.by_name(inside).map_err(refusal)?;
            with(table(&mut file))
        } else {
            with(table(&mut File::open(self.path.join(inside))?))
        }
    }
}

/// The register writes UTF-8, its cells parted by commas.
fn table(file: &mut dyn Read) -> Table<&mut dyn Read> {
    text::table(file, Encoding::Utf8, b',')
}

fn in_folder(path: &Path) -> Result<BTreeMap<String, (String, u64)>, Refusal> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name.to_lowercase(), (name, entry.metadata()?.len()));
    }
    Ok(files)
}

fn in_zip(path: &Path) -> Result<BTreeMap<String, (String, u64)>, Refusal> {
    let mut archive = ZipArchive::new(File::open(path)?).map_err(refusal)?;
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(refusal)?;
        let inside = entry.name().map_err(refusal)?.into_owned();
        let plain = inside
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        files.insert(plain, (inside, entry.size()));
    }
    Ok(files)
}

fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Refusal::Unreadable(error),
        _ => Refusal::BrokenZip,
    }
}
