//! `vigie import contracts`: the export of the cooperative's own system, as `data/README` of the project describes it.
//!
//! The file is gone through three times: once to learn its encoding, its columns and which lines repeat others (a file
//! that is no table is refused here, before anything is written); once for all lines but refunds; once for these.

mod columns;
mod line;

use super::rejected::{REASON, Rejected};
use super::repeats::{Keys, Repeats};
use super::report::Remark;
use super::text::{self, Encoding, Table};
use super::{Refusal, Report, Stopped, WAITING, progress_bar, texts};
use app::texts::import as t;
use chrono::{DateTime, NaiveDate, Utc};
use columns::{Header, Said, Styles};
use csv::StringRecord;
use domain::{Lang, PersonId};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::contract::import::{self, Import};
use store::contract::{Column, Line, Outcome, ledger};
use store::{Batches, Pace, Store};
use tokio::sync::mpsc;

/// Lines written together.
const AT_A_TIME: usize = 250;

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct Job {
    pub file: PathBuf,
    /// Where refused lines go.
    pub rejected: PathBuf,
    /// The day on which what is unpaid is judged.
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub by: Option<PersonId>,
    pub lang: Lang,
}

/// A text about a count.
type Says = fn(Lang, i64) -> String;

/// Counts of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub lines: u64,
    pub added: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub repeated: u64,
    pub rejected: u64,
    pub clients_added: u64,
    pub names_added: u64,
    pub overdue: u64,
}

/// What the first look through the file has found.
struct Survey {
    file: PathBuf,
    encoding: Encoding,
    hash: String,
    first: StringRecord,
    header: Header,
    styles: Styles,
    repeats: Repeats,
    records: u64,
    refunds: bool,
}

/// Lines of one pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Facts,
    Refunds,
}

/// A line on its way from the file to the ledger.
struct Read {
    number: u64,
    repeat: bool,
    record: StringRecord,
    line: Line,
}

/// Imports a file; the same file again changes nothing.
pub async fn run(store: &Store, job: &Job) -> Result<(Tally, Report), Stopped> {
    let name = job.file.display().to_string();
    let path = job.file.clone();
    let survey = tokio::task::spawn_blocking(move || survey(&path))
        .await
        .map_err(|panic| Stopped::before(&name, std::io::Error::other(panic).into()))?
        .map_err(|why| Stopped::before(&name, why))?;
    let survey = Arc::new(survey);
    let names = survey.header.without_reason(&survey.first).chain([REASON]);
    let mut work = Work {
        job,
        name,
        rejected: Rejected::new(job.rejected.clone(), names.collect(), b';'),
        report: Report::default(),
        tally: Tally::default(),
        bar: progress_bar(survey.records),
        survey,
    };
    let mut batches = store.write_batch(Pace::Beside);
    let imported = work.import(&mut batches).await;
    if !matches!(imported, Err(Stopped::Store(_))) {
        // Where the file stopped midway, what was read before stays; the rest comes with the next import.
        batches.finish().await?;
    }
    imported?;
    work.tell()
}

struct Work<'a> {
    job: &'a Job,
    name: String,
    survey: Arc<Survey>,
    rejected: Rejected,
    report: Report,
    tally: Tally,
    bar: indicatif::ProgressBar,
}

impl Work<'_> {
    async fn import(&mut self, batches: &mut Batches) -> Result<(), Stopped> {
        let job = self.job;
        let run = import::begin(batches.tx().await?, &self.survey.hash, job.by, job.now).await?;
        let import = Import {
            by: job.by,
            now: job.now,
            today: job.today,
            run,
        };
        self.pass(batches, &import, Pass::Facts).await?;
        if self.survey.refunds {
            self.pass(batches, &import, Pass::Refunds).await?;
        }
        self.tally.overdue = ledger::mark_all_overdue(batches, job.today).await?;
        import::end(batches.tx().await?, run, job.now).await?;
        Ok(())
    }

    async fn pass(&mut self, batches: &mut Batches, import: &Import, pass: Pass) -> Result<(), Stopped> {
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let survey = self.survey.clone();
        let reader = tokio::task::spawn_blocking(move || read(&survey, pass, &sender));
        while let Some(lines) = receiver.recv().await {
            self.write(batches, import, lines).await?;
        }
        match reader.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Stopped::midway(&self.name, why)),
            Err(panic) => Err(Stopped::midway(&self.name, std::io::Error::other(panic).into())),
        }
    }

    async fn write(
        &mut self,
        batches: &mut Batches,
        import: &Import,
        reads: Vec<Read>,
    ) -> Result<(), Stopped> {
        let (lines, told): (Vec<Line>, Vec<_>) = reads
            .into_iter()
            .map(|read| (read.line, (read.number, read.repeat, read.record)))
            .unzip();
        let done = import::batch(batches.tx().await?, import, &lines).await?;
        self.tally.clients_added += done.clients_added;
        self.tally.names_added += done.names_added;
        for (outcome, (number, repeat, record)) in done.outcomes.into_iter().zip(told) {
            self.tally.lines += 1;
            self.outcome(number, repeat, &record, outcome)?;
        }
        self.bar.set_position(self.tally.lines);
        Ok(())
    }

    fn outcome(
        &mut self,
        number: u64,
        repeat: bool,
        record: &StringRecord,
        outcome: Outcome,
    ) -> Result<(), Stopped> {
        let lang = self.job.lang;
        match outcome {
            Outcome::Added => self.tally.added += 1,
            Outcome::Unchanged if repeat => {
                self.tally.repeated += 1;
                let remark = self.remark(
                    number,
                    record,
                    Some(Column::ContractRef),
                    t::repeated(lang).to_owned(),
                );
                self.report.note(remark);
            }
            Outcome::Unchanged => self.tally.unchanged += 1,
            Outcome::Updated => {
                self.tally.updated += 1;
                let remark = self.remark(
                    number,
                    record,
                    Some(Column::ContractRef),
                    t::updated(lang).to_owned(),
                );
                self.report.note(remark);
            }
            Outcome::Rejected(problems) => {
                self.tally.rejected += 1;
                let mut reasons = Vec::new();
                for problem in problems {
                    let says = texts::reason(lang, problem.column, &problem.reason, self.survey.header.cells);
                    reasons.push(match problem.column {
                        Some(column) => app::texts::app::labelled(lang, column.name(), &says),
                        None => says.clone(),
                    });
                    let remark = self.remark(number, record, problem.column, says);
                    self.report.refuse(remark);
                }
                let reasons = reasons.join(" ");
                let cells = self.survey.header.without_reason(record);
                let kept = self.rejected.push(cells.chain([reasons.as_str()]));
                kept.map_err(|error| {
                    Stopped::midway(&self.job.rejected.display().to_string(), error.into())
                })?;
            }
        }
        Ok(())
    }

    fn remark(&self, line: u64, record: &StringRecord, column: Option<Column>, says: String) -> Remark {
        let value = column
            .map(|column| self.survey.header.cell(record, column))
            .unwrap_or_default();
        Remark {
            file: String::new(),
            line,
            column: column.map(Column::name).unwrap_or_default().to_owned(),
            value: value.to_owned(),
            says,
        }
    }

    fn tell(mut self) -> Result<(Tally, Report), Stopped> {
        self.bar.finish_and_clear();
        let (lang, tally) = (self.job.lang, self.tally);
        if self.survey.encoding != Encoding::Utf8 {
            self.report
                .heads
                .push(t::converted(lang, &self.name, self.survey.encoding.name()));
        }
        let counts: [(u64, Says); 9] = [
            (tally.lines, t::lines_read),
            (tally.added, t::lines_added),
            (tally.updated, t::lines_updated),
            (tally.unchanged, t::lines_unchanged),
            (tally.repeated, t::lines_repeated),
            (tally.rejected, t::lines_rejected),
            (tally.clients_added, t::clients_added),
            (tally.names_added, t::names_added),
            (tally.overdue, t::became_overdue),
        ];
        // What was read and what was added is said even where it is nothing.
        for (place, (n, says)) in counts.into_iter().enumerate() {
            if n > 0 || place < 2 {
                self.report.counts.push(says(lang, n as i64));
            }
        }
        let place = self.job.rejected.display().to_string();
        let kept = self
            .rejected
            .finish()
            .map_err(|error| Stopped::midway(&place, error.into()))?;
        if kept.is_some() {
            self.report.tails.push(t::rejected_file(lang, place));
        }
        Ok((tally, self.report))
    }
}

fn open(file: &Path, encoding: Encoding) -> Result<Table<File>, Refusal> {
    Ok(text::table(File::open(file)?, encoding, b';'))
}

/// Goes through the whole file once.
fn survey(file: &Path) -> Result<Survey, Refusal> {
    let scan = text::scan(file)?;
    let mut table = open(file, scan.encoding)?;
    let mut first = StringRecord::new();
    if !table.read_record(&mut first).map_err(text::stopped)? {
        return Err(Refusal::Empty);
    }
    let header = Header::read(&first)?;
    let mut keys = Keys::default();
    let (mut units, mut wage, mut price) = (Said::default(), Said::default(), Said::default());
    let mut refunds = false;
    let mut record = StringRecord::new();
    while table.read_record(&mut record).map_err(text::stopped)? {
        keys.push(header.cell(&record, Column::ContractRef))?;
        units.hear(header.cell(&record, Column::Units));
        wage.hear(header.cell(&record, Column::WagePerUnit));
        price.hear(header.cell(&record, Column::PriceExVat));
        refunds = refunds || line::is_refund(&header, &record);
    }
    Ok(Survey {
        file: file.to_owned(),
        encoding: scan.encoding,
        hash: scan.hash,
        first,
        header,
        styles: Styles {
            units: units.style(),
            wage: wage.style(),
            price: price.style(),
        },
        records: keys.records(),
        repeats: keys.finish()?,
        refunds,
    })
}

/// Reads one pass and hands its lines on, until nobody takes them any more.
fn read(survey: &Survey, pass: Pass, sender: &mpsc::Sender<Vec<Read>>) -> Result<(), Refusal> {
    let mut table = open(&survey.file, survey.encoding)?;
    let mut record = StringRecord::new();
    table.read_record(&mut record).map_err(text::stopped)?;
    let mut lines = Vec::with_capacity(AT_A_TIME);
    for n in 0.. {
        if !table.read_record(&mut record).map_err(text::stopped)? {
            break;
        }
        if line::is_refund(&survey.header, &record) != (pass == Pass::Refunds) {
            continue;
        }
        lines.push(Read {
            number: record.position().map_or(0, csv::Position::line),
            repeat: survey.repeats.is_repeat(n),
            line: line::read(&survey.header, survey.styles, &record),
            record: record.clone(),
        });
        if lines.len() == AT_A_TIME && sender.blocking_send(std::mem::take(&mut lines)).is_err() {
            return Ok(());
        }
    }
    if !lines.is_empty() {
        // Whoever takes lines no more has stopped for a reason of its own.
        _ = sender.blocking_send(lines);
    }
    Ok(())
}
