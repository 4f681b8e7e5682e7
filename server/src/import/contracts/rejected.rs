//! The lines that were refused, in a file to mend and import again: the same columns, and the reason.

use super::columns::{Header, REASON};
use csv::StringRecord;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Made with the first refused line, under its name only when all is written: it may be the very file that is read.
pub struct Rejected {
    path: PathBuf,
    first: StringRecord,
    out: Option<(tempfile::NamedTempFile, csv::Writer<File>)>,
}

impl Rejected {
    pub const fn new(path: PathBuf, first: StringRecord) -> Self {
        Self {
            path,
            first,
            out: None,
        }
    }

    /// Adds a line with its reasons.
    pub fn push(&mut self, header: &Header, record: &StringRecord, reasons: &str) -> io::Result<()> {
        let out = match &mut self.out {
            Some((_, out)) => out,
            none => {
                let (file, mut out) = create(&self.path)?;
                let names = header.without_reason(&self.first).chain([REASON]);
                out.write_record(names)?;
                &mut none.insert((file, out)).1
            }
        };
        Ok(out.write_record(header.without_reason(record).chain([reasons]))?)
    }

    /// Gives the file its name; `None` where no line was refused.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some((file, out)) = self.out else {
            return Ok(None);
        };
        out.into_inner()
            .map_err(csv::IntoInnerError::into_error)?
            .sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(Some(self.path))
    }
}

fn create(path: &Path) -> io::Result<(tempfile::NamedTempFile, csv::Writer<File>)> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder)?;
    let out = csv::WriterBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_writer(file.reopen()?);
    Ok((file, out))
}
