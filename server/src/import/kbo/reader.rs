//! One file of an extract, cut into pieces that the store writes one by one. An entity's lines are never parted: what is
//! written of it replaces what was there.

use super::super::Refusal;
use super::super::text::{self, Table};
use super::files::{Cells, Change, Columns, Part, Wrong, is_branch};
use csv::StringRecord;
use std::io::Read;
use store::register::{Activity, Chunk, Rows, Subject};
use tokio::sync::mpsc;

/// Rows of a piece: some ten milliseconds of writing.
const ROWS: usize = 1_000;
/// Lines after which a piece is handed on even where few of them are kept.
const LINES: u64 = 20_000;

/// What the reading thread hands on.
pub enum Message {
    /// A piece, and how many bytes of the file have been read.
    Piece(Chunk, u64),
    /// A line that cannot be read.
    Wrong(Refused),
}

/// A line that cannot be read, by its number, with the header that its cells stand under.
pub struct Refused {
    pub line: u64,
    pub wrong: Wrong,
    pub header: StringRecord,
    pub record: StringRecord,
}

/// Nobody takes pieces any more: whoever did has stopped for a reason of its own.
struct Abandoned;

/// Reads a file from after `skip` lines on; `high` is the last entity before them.
pub fn read<R: Read>(
    table: Table<R>,
    part: Part,
    skip: u64,
    high: String,
    sender: &mpsc::Sender<Message>,
) -> Result<(), Refusal> {
    let mut reader = Reader::open(table, part, skip, high, sender)?;
    loop {
        match reader.step() {
            Ok(Ok(true)) => {}
            Ok(Ok(false) | Err(Abandoned)) => return Ok(()),
            Err(refusal) => return Err(refusal),
        }
    }
}

/// The columns of a file, without reading more of it.
pub fn check<R: Read>(mut table: Table<R>, part: Part) -> Result<(), Refusal> {
    let mut first = StringRecord::new();
    table.read_record(&mut first).map_err(text::stopped)?;
    Columns::read(part, &first).map(drop)
}

struct Reader<'a, R> {
    table: Table<R>,
    part: Part,
    header: StringRecord,
    columns: Columns,
    sender: &'a mpsc::Sender<Message>,
    record: StringRecord,
    /// Lines read after the header.
    lines: u64,
    piece: Rows,
    /// Lines before this piece.
    piece_from: u64,
    ordered: bool,
    /// The last entity whose lines are complete, and the highest so far.
    last: String,
    high: String,
    /// The entity whose lines are being gathered, and the lines before its first.
    entity: String,
    entity_from: u64,
    gathered: Rows,
}

impl<'a, R: Read> Reader<'a, R> {
    fn open(
        mut table: Table<R>,
        part: Part,
        skip: u64,
        high: String,
        sender: &'a mpsc::Sender<Message>,
    ) -> Result<Self, Refusal> {
        let mut record = StringRecord::new();
        table.read_record(&mut record).map_err(text::stopped)?;
        let columns = Columns::read(part, &record)?;
        let header = record.clone();
        let mut lines = 0;
        while lines < skip && table.read_record(&mut record).map_err(text::stopped)? {
            lines += 1;
        }
        Ok(Self {
            table,
            part,
            header,
            columns,
            sender,
            record,
            lines,
            piece: empty(part),
            piece_from: lines,
            ordered: true,
            last: high.clone(),
            high,
            entity: String::new(),
            entity_from: lines,
            gathered: empty(part),
        })
    }

    /// One line further; `false` at the end of the file.
    fn step(&mut self) -> Result<Result<bool, Abandoned>, Refusal> {
        if !self.table.read_record(&mut self.record).map_err(text::stopped)? {
            return Ok(self.end().map(|()| false));
        }
        self.lines += 1;
        let line = self.record.position().map_or(0, csv::Position::line);
        let went = match self.line() {
            Ok(went) => went,
            Err(wrong) => self.send(Message::Wrong(Refused {
                line,
                wrong,
                header: self.header.clone(),
                record: self.record.clone(),
            })),
        };
        Ok(went.map(|()| true))
    }

    fn line(&mut self) -> Result<Result<(), Abandoned>, Wrong> {
        let cells = self.columns.line(&self.record)?;
        let entity = if self.part.subject == Subject::Code {
            String::new()
        } else {
            cells.entity()?
        };
        if is_branch(&entity) {
            return Ok(Ok(()));
        }
        let one = one(self.part, cells, entity.clone())?;
        if !self.is_grouped() {
            append(&mut self.piece, one);
            return Ok(if len(&self.piece) >= ROWS {
                self.hand_on(self.lines)
            } else {
                Ok(())
            });
        }
        if entity != self.entity
            && let Err(abandoned) = self.close_entity()
        {
            return Ok(Err(abandoned));
        }
        if self.entity.is_empty() {
            self.entity = entity;
            self.entity_from = self.lines - 1;
        }
        append(&mut self.gathered, one);
        Ok(Ok(()))
    }

    /// Lines of these files belong together by their entity.
    fn is_grouped(&self) -> bool {
        self.part.change != Change::Delete
            && matches!(
                self.part.subject,
                Subject::Name | Subject::Address | Subject::Contact | Subject::Activity
            )
    }

    /// The entity's lines are complete: they join the piece.
    fn close_entity(&mut self) -> Result<(), Abandoned> {
        if self.entity.is_empty() {
            return Ok(());
        }
        let entity = std::mem::take(&mut self.entity);
        let in_order = entity > self.high;
        if in_order != self.ordered && self.piece_from < self.entity_from {
            self.hand_on(self.entity_from)?;
        }
        self.ordered = in_order;
        if let Rows::Activities(rows) = &mut self.gathered {
            keep_newest(rows);
        }
        let gathered = std::mem::replace(&mut self.gathered, empty(self.part));
        append(&mut self.piece, gathered);
        if in_order {
            self.high.clone_from(&entity);
        }
        self.last = entity;
        // The line just read belongs to the next entity already.
        let upto = self.lines - 1;
        if len(&self.piece) >= ROWS || upto - self.piece_from >= LINES {
            self.hand_on(upto)
        } else {
            Ok(())
        }
    }

    fn hand_on(&mut self, lines: u64) -> Result<(), Abandoned> {
        let chunk = self.chunk(lines, false);
        self.piece_from = lines;
        let bytes = self.table.position().byte();
        self.send(Message::Piece(chunk, bytes))
    }

    fn chunk(&mut self, lines: u64, ended: bool) -> Chunk {
        Chunk {
            file: self.part.file(),
            rows: std::mem::replace(&mut self.piece, empty(self.part)),
            lines,
            last: self.last.clone(),
            ordered: self.ordered,
            ended,
        }
    }

    /// What is left, then an empty piece that says the file is at its end: what stood after its last entity goes.
    fn end(&mut self) -> Result<(), Abandoned> {
        if self.is_grouped() {
            // As if one more line had been read.
            self.lines += 1;
            self.close_entity()?;
            self.lines -= 1;
        }
        if len(&self.piece) > 0 {
            self.hand_on(self.lines)?;
        }
        self.ordered = true;
        self.last.clone_from(&self.high);
        let chunk = self.chunk(self.lines, true);
        let bytes = self.table.position().byte();
        self.send(Message::Piece(chunk, bytes))
    }

    fn send(&self, message: Message) -> Result<(), Abandoned> {
        self.sender.blocking_send(message).map_err(|_| Abandoned)
    }
}

/// Of the main activities of an entity, those of the newest version.
fn keep_newest(rows: &mut Vec<Activity>) {
    let newest = rows.iter().map(|row| row.nace_version).max();
    rows.retain(|row| Some(row.nace_version) == newest);
}

fn empty(part: Part) -> Rows {
    match (part.change, part.subject) {
        (Change::Delete, subject) => Rows::Gone(subject, Vec::new()),
        (_, Subject::Code) => Rows::Codes(Vec::new()),
        (_, Subject::Enterprise) => Rows::Enterprises(Vec::new()),
        (_, Subject::Establishment) => Rows::Establishments(Vec::new()),
        (_, Subject::Name) => Rows::Names(Vec::new()),
        (_, Subject::Address) => Rows::Addresses(Vec::new()),
        (_, Subject::Contact) => Rows::Contacts(Vec::new()),
        (_, Subject::Activity) => Rows::Activities(Vec::new()),
    }
}

fn one(part: Part, cells: Cells<'_>, entity: String) -> Result<Rows, Wrong> {
    Ok(match (part.change, part.subject) {
        (Change::Delete, subject) => Rows::Gone(subject, vec![entity]),
        (_, Subject::Code) => Rows::Codes(vec![cells.code()?]),
        (_, Subject::Enterprise) => Rows::Enterprises(vec![cells.enterprise()?]),
        (_, Subject::Establishment) => Rows::Establishments(vec![cells.establishment()?]),
        (_, Subject::Name) => Rows::Names(vec![cells.name(entity)?]),
        (_, Subject::Address) => Rows::Addresses(vec![cells.address(entity)?]),
        (_, Subject::Contact) => Rows::Contacts(vec![cells.contact(entity)?]),
        (_, Subject::Activity) => Rows::Activities(cells.activity(entity)?.into_iter().collect()),
    })
}

fn append(rows: &mut Rows, more: Rows) {
    match (rows, more) {
        (Rows::Codes(rows), Rows::Codes(more)) => rows.extend(more),
        (Rows::Enterprises(rows), Rows::Enterprises(more)) => rows.extend(more),
        (Rows::Establishments(rows), Rows::Establishments(more)) => rows.extend(more),
        (Rows::Names(rows), Rows::Names(more)) => rows.extend(more),
        (Rows::Addresses(rows), Rows::Addresses(more)) => rows.extend(more),
        (Rows::Contacts(rows), Rows::Contacts(more)) => rows.extend(more),
        (Rows::Activities(rows), Rows::Activities(more)) => rows.extend(more),
        (Rows::Gone(_, rows), Rows::Gone(_, more)) => rows.extend(more),
        // One file has rows of one kind.
        _ => {}
    }
}

fn len(rows: &Rows) -> usize {
    match rows {
        Rows::Codes(rows) => rows.len(),
        Rows::Enterprises(rows) => rows.len(),
        Rows::Establishments(rows) => rows.len(),
        Rows::Names(rows) => rows.len(),
        Rows::Addresses(rows) => rows.len(),
        Rows::Contacts(rows) => rows.len(),
        Rows::Activities(rows) => rows.len(),
        Rows::Gone(_, rows) => rows.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::text::{Encoding, table};
    use std::fmt::Write as _;

    fn pieces(text: &str, subject: Subject, skip: u64, high: &str) -> (Vec<Chunk>, Vec<(u64, Wrong)>) {
        let (sender, mut receiver) = mpsc::channel(1000);
        let mut bytes = text.as_bytes();
        let part = Part {
            subject,
            change: Change::All,
        };
        read(
            table(&mut bytes as &mut dyn Read, Encoding::Utf8, b','),
            part,
            skip,
            high.to_owned(),
            &sender,
        )
        .unwrap();
        drop(sender);
        let (mut chunks, mut wrongs) = (Vec::new(), Vec::new());
        while let Ok(message) = receiver.try_recv() {
            match message {
                Message::Piece(chunk, _) => chunks.push(chunk),
                Message::Wrong(refused) => wrongs.push((refused.line, refused.wrong)),
            }
        }
        (chunks, wrongs)
    }

    const ACTIVITIES: &str = "\"EntityNumber\",\"ActivityGroup\",\"NaceVersion\",\"NaceCode\",\"Classification\"\n\
        \"0200.065.765\",\"006\",\"2025\",\"84130\",\"MAIN\"\n\
        \"0200.065.765\",\"001\",\"2003\",\"70111\",\"MAIN\"\n\
        \"0200.065.765\",\"001\",\"2025\",\"68121\",\"SECO\"\n\
        \"0200.068.637\",\"001\",\"2025\",\"68121\",\"MAIN\"\n\
        \"0200.068.636\",\"001\",\"2008\",\"36000\",\"MAIN\"\n";

    fn codes(rows: &Rows) -> Vec<&str> {
        match rows {
            Rows::Activities(rows) => rows.iter().map(|row| row.nace_code.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn only_main_activities_of_the_newest_version_are_kept_and_a_wrong_line_loses_no_other() {
        let (chunks, wrongs) = pieces(ACTIVITIES, Subject::Activity, 0, "");
        assert_eq!(
            chunks.iter().flat_map(|c| codes(&c.rows)).collect::<Vec<_>>(),
            ["84130", "36000"]
        );
        assert_eq!(wrongs.len(), 1);
        assert_eq!((wrongs[0].0, wrongs[0].1.column), (5, "EntityNumber"));
        let end = chunks.last().unwrap();
        assert_eq!((end.ended, end.lines, end.last.as_str()), (true, 5, "0200068636"));
    }

    #[test]
    fn reading_goes_on_after_the_lines_that_were_written() {
        let (chunks, _) = pieces(ACTIVITIES, Subject::Activity, 3, "0200065765");
        assert_eq!(
            chunks.iter().flat_map(|c| codes(&c.rows)).collect::<Vec<_>>(),
            ["36000"]
        );
        assert!(chunks.iter().all(|chunk| chunk.ordered));
    }

    #[test]
    fn an_entity_out_of_order_has_a_piece_of_its_own() {
        let text = "EntityNumber,EntityContact,ContactType,Value\n\
            0200.068.636,ENT,TEL,1\n0200.065.765,ENT,TEL,2\n0200.171.970,ENT,TEL,3\n";
        let (chunks, _) = pieces(text, Subject::Contact, 0, "");
        let told: Vec<_> = chunks
            .iter()
            .map(|c| (c.ordered, c.lines, len(&c.rows), c.ended))
            .collect();
        assert_eq!(
            told,
            [
                (true, 1, 1, false),
                (false, 2, 1, false),
                (true, 3, 1, false),
                (true, 3, 0, true)
            ]
        );
    }

    #[test]
    fn pieces_end_between_entities_and_count_the_lines_up_to_there() {
        let mut text = String::from("EntityNumber,EntityContact,ContactType,Value\n");
        for root in 2_000_000..2_000_400_u32 {
            let number = domain::client::identifier::EnterpriseNumber::from_root(root).unwrap();
            for n in 0..3 {
                writeln!(text, "{},ENT,TEL,{n}", number.printed()).unwrap();
            }
        }
        let (chunks, wrongs) = pieces(&text, Subject::Contact, 0, "");
        assert_eq!(wrongs, []);
        assert_eq!(chunks.iter().map(|c| len(&c.rows)).sum::<usize>(), 1200);
        assert!(
            chunks.len() >= 3
                && chunks
                    .iter()
                    .all(|c| len(&c.rows).is_multiple_of(3) && c.lines.is_multiple_of(3))
        );
        assert!(chunks.iter().all(|c| c.ordered));
    }
}
