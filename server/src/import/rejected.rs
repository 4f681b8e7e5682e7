//! The lines that were refused, in a file to mend: the columns of the file that was read, and why.

use csv::StringRecord;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The last column of such a file.
pub const REASON: &str = "reason";

/// Made with the first refused line, under its name only when all is written: it may be the very file that is read.
pub struct Rejected {
    path: PathBuf,
    names: StringRecord,
    delimiter: u8,
    out: Option<(tempfile::NamedTempFile, csv::Writer<File>)>,
}

impl Rejected {
    pub const fn new(path: PathBuf, names: StringRecord, delimiter: u8) -> Self {
        Self {
            path,
            names,
            delimiter,
            out: None,
        }
    }

    /// Adds a line: its cells, then the reasons.
    pub fn push<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
        let out = match &mut self.out {
            Some((_, out)) => out,
            none => {
                let (file, mut out) = create(&self.path, self.delimiter)?;
                out.write_record(&self.names)?;
                &mut none.insert((file, out)).1
            }
        };
        Ok(out.write_record(cells)?)
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

fn create(path: &Path, delimiter: u8) -> io::Result<(tempfile::NamedTempFile, csv::Writer<File>)> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder)?;
    let out = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(file.reopen()?);
    Ok((file, out))
}
