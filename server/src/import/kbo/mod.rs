//! `vigie import kbo`: the open data of the register, a full extract or an update, from a folder or a zip.
//!
//! All files and their columns are looked at before anything is written. Then each is streamed, in pieces whose place in
//! the file is kept in the same transaction: an interrupted import goes on where it stopped.

mod files;
mod meta;
mod reader;
mod source;

use super::rejected::{REASON, Rejected};
use super::report::Remark;
use super::{Refusal, Report, Stopped, WAITING, progress_bar, texts};
use app::format::date;
use app::texts::import as t;
use chrono::{DateTime, Utc};
use domain::{Lang, PersonId};
use files::{Part, parts};
use reader::{Message, Refused};
use source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::register::{self, Begun, Extract, Meta};
use store::{Batches, Pace, Store};
use tokio::sync::mpsc;

/// What to import.
#[derive(Debug, Clone)]
pub struct Job {
    /// A folder or a zip.
    pub source: PathBuf,
    /// The folder where refused lines go, a file for each of the extract's.
    pub rejected: PathBuf,
    pub now: DateTime<Utc>,
    pub by: Option<PersonId>,
    pub lang: Lang,
}

/// Counts of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines read in this run.
    pub lines: u64,
    pub rejected: u64,
}

/// Imports an extract; the same one again changes nothing.
pub async fn run(store: &Store, job: &Job) -> Result<(Tally, Report), Stopped> {
    let name = job.source.display().to_string();
    let path = job.source.clone();
    let looked = tokio::task::spawn_blocking(move || look(&path)).await;
    let looked = looked.unwrap_or_else(|panic| Err((String::new(), std::io::Error::other(panic).into())));
    let (source, meta) = looked.map_err(|(part, why)| Stopped::before(&within(&name, &part), why))?;
    let mut batches = store.write_batch(Pace::Beside);
    let begun = register::import::begin(batches.tx().await?, meta, job.by, job.now).await?;
    let extract = match begun {
        Begun::Extract(extract) => extract,
        Begun::Refused(refused) => return Err(Stopped::before(&name, Refusal::Extract(refused))),
    };
    let mut work = Work {
        job,
        name,
        extract,
        tally: Tally::default(),
        report: Report::default(),
        kept: false,
    };
    let imported = work.import(&Arc::new(source), &mut batches).await;
    if !matches!(imported, Err(Stopped::Store(_))) {
        batches.finish().await?;
    }
    imported?;
    Ok(work.tell())
}

/// A file within the extract, as a sentence names it.
fn within(name: &str, part: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {part}")
    }
}

/// Everything that can be known before the first line is written.
fn look(path: &Path) -> Result<(Source, Meta), (String, Refusal)> {
    let source = Source::open(path).map_err(|why| (String::new(), why))?;
    source.length(meta::FILE).map_err(|why| (String::new(), why))?;
    let meta = source
        .read(meta::FILE, meta::read)
        .map_err(|why| (String::new(), why))?;
    for part in parts(meta.kind) {
        source.verify(&part.file()).map_err(|why| (String::new(), why))?;
    }
    for part in parts(meta.kind) {
        let file = part.file();
        source.length(&file).map_err(|why| (String::new(), why))?;
        source
            .read(&file, |table| reader::check(table, part))
            .map_err(|why| (file, why))?;
    }
    Ok((source, meta))
}

struct Work<'a> {
    job: &'a Job,
    name: String,
    extract: Extract,
    tally: Tally,
    report: Report,
    /// Refused lines were written.
    kept: bool,
}

impl Work<'_> {
    async fn import(&mut self, source: &Arc<Source>, batches: &mut Batches) -> Result<(), Stopped> {
        let (number, day) = (self.extract.number, date(self.job.lang, self.extract.snapshot_on));
        if self.extract.finished {
            self.report
                .heads
                .push(t::extract_known(self.job.lang, day, number));
        } else {
            if self.extract.resumed {
                self.report.heads.push(t::extract_resumed(self.job.lang, number));
            }
            self.files(source, batches).await?;
            let rejected = self.tally.rejected;
            self.extract
                .end(batches.tx().await?, self.job.by, rejected, self.job.now)
                .await?;
            self.report
                .heads
                .push(t::extract_done(self.job.lang, day, number));
        }
        // Also where the extract is known: an interruption may have come just before.
        let mut after = Some(0);
        while let Some(client) = after {
            after = register::refresh_clients(batches.tx().await?, client, self.job.by, self.job.now).await?;
        }
        Ok(())
    }

    async fn files(&mut self, source: &Arc<Source>, batches: &mut Batches) -> Result<(), Stopped> {
        let parts = parts(self.extract.kind);
        let lengths: Vec<u64> = parts
            .iter()
            .map(|part| source.length(&part.file()).unwrap_or_default())
            .collect();
        let bar = progress_bar(lengths.iter().sum());
        let mut before = 0;
        for (part, length) in parts.into_iter().zip(lengths) {
            let file = part.file();
            bar.set_message(file.clone());
            if let Some(skip) = self.extract.lines_done(&file) {
                self.file(source, batches, part, skip, &|bytes| {
                    bar.set_position(before + bytes);
                })
                .await?;
            }
            before += length;
            bar.set_position(before);
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// One file; what is refused of it is kept also where it stops.
    async fn file(
        &mut self,
        source: &Arc<Source>,
        batches: &mut Batches,
        part: Part,
        skip: u64,
        at: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Stopped> {
        let path = self.job.rejected.join(rejected_name(&part.file(), skip));
        let mut rejected = None;
        let read = self
            .lines(source, batches, part, skip, at, (path.as_path(), &mut rejected))
            .await;
        let kept = rejected.map_or(Ok(None), Rejected::finish);
        read?;
        self.kept |= kept.map_err(|error| not_kept(&path, error))?.is_some();
        Ok(())
    }

    async fn lines(
        &mut self,
        source: &Arc<Source>,
        batches: &mut Batches,
        part: Part,
        skip: u64,
        at: &(dyn Fn(u64) + Sync),
        (path, rejected): (&Path, &mut Option<Rejected>),
    ) -> Result<(), Stopped> {
        let file = part.file();
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let (source, name, high) = (
            source.clone(),
            file.clone(),
            self.extract.last_entity(&file).to_owned(),
        );
        let reader = tokio::task::spawn_blocking(move || {
            source.read(&name, |table| reader::read(table, part, skip, high, &sender))
        });
        let mut before = skip;
        while let Some(message) = receiver.recv().await {
            match message {
                Message::Piece(chunk, bytes) => {
                    self.extract.write(batches.tx().await?, &chunk).await?;
                    self.tally.lines += chunk.lines - before;
                    before = chunk.lines;
                    at(bytes);
                }
                Message::Wrong(refused) => {
                    let remark = remark(self.job.lang, &file, &refused);
                    keep(path, rejected, &refused, &remark).map_err(|error| not_kept(path, error))?;
                    self.tally.rejected += 1;
                    self.report.refuse(remark);
                }
            }
        }
        match reader.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Stopped::midway(&within(&self.name, &file), why)),
            Err(panic) => Err(Stopped::midway(
                &within(&self.name, &file),
                std::io::Error::other(panic).into(),
            )),
        }
    }

    fn tell(mut self) -> (Tally, Report) {
        let lang = self.job.lang;
        if self.tally.lines > 0 {
            self.report
                .counts
                .push(t::lines_read(lang, self.tally.lines as i64));
        }
        if self.tally.rejected > 0 {
            self.report
                .counts
                .push(t::lines_rejected(lang, self.tally.rejected as i64));
        }
        if self.kept {
            let folder = self.job.rejected.display();
            self.report.tails.push(t::rejected_folder(lang, folder));
        }
        (self.tally, self.report)
    }
}

fn remark(lang: Lang, file: &str, refused: &Refused) -> Remark {
    let wrong = &refused.wrong;
    Remark {
        file: file.to_owned(),
        line: refused.line,
        column: wrong.column.to_owned(),
        value: wrong.value.clone(),
        says: texts::reason(lang, None, &wrong.reason, refused.header.len()),
    }
}

/// `enterprise.csv` → `enterprise.rejected.csv`; where an import went on after some lines, beside what was refused of these.
fn rejected_name(file: &str, skip: u64) -> String {
    let stem = file.trim_end_matches(".csv");
    if skip == 0 {
        format!("{stem}.rejected.csv")
    } else {
        format!("{stem}.rejected.after-{skip}.csv")
    }
}

/// Writes a refused line with its number, its column and the reason; the folder is made with the first.
fn keep(
    path: &Path,
    rejected: &mut Option<Rejected>,
    refused: &Refused,
    remark: &Remark,
) -> std::io::Result<()> {
    let rejected = match rejected {
        Some(rejected) => rejected,
        none => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let names = refused.header.iter().chain(["line", "column", REASON]);
            none.insert(Rejected::new(path.to_owned(), names.collect(), b','))
        }
    };
    let line = remark.line.to_string();
    let told = [line.as_str(), remark.column.as_str(), remark.says.as_str()];
    rejected.push(refused.record.iter().chain(told))
}

fn not_kept(path: &Path, error: std::io::Error) -> Stopped {
    Stopped::midway(&path.display().to_string(), error.into())
}
