//! Stands between a file and its CSV reader, for what no table has: a cell or a line without end.

use super::Refusal;
use std::io::{self, Read};

/// A quotation mark still open after so many bytes was never closed; no cell is that long.
const LONGEST_CELL: usize = 64 * 1024;
/// No line is longer: what is, is no table.
const LONGEST_LINE: usize = 256 * 1024;

/// Watches what CSV reads: a quotation mark that is never closed would make one cell of all that follows.
pub struct Guard<R> {
    inner: R,
    delimiter: u8,
    place: Place,
    line: u64,
    opened_on: u64,
    cell: usize,
    length: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    CellStart,
    Bare,
    Quoted,
    /// After a quotation mark within quotes: the end of the cell, or the first half of a doubled one.
    QuoteInQuotes,
}

impl<R: Read> Guard<R> {
    pub fn new(inner: R, delimiter: u8) -> Self {
        Self {
            inner,
            delimiter,
            place: Place::CellStart,
            line: 1,
            opened_on: 1,
            cell: 0,
            length: 0,
        }
    }

    fn watch(&mut self, byte: u8) -> Result<(), Refusal> {
        self.place = match (self.place, byte) {
            (Place::CellStart, b'"') => {
                self.opened_on = self.line;
                self.cell = 0;
                Place::Quoted
            }
            (Place::Quoted, b'"') => Place::QuoteInQuotes,
            (Place::Quoted, _) | (Place::QuoteInQuotes, b'"') => Place::Quoted,
            (_, b'\n' | b'\r') => Place::CellStart,
            (_, b) if b == self.delimiter => Place::CellStart,
            _ => Place::Bare,
        };
        if byte == b'\n' {
            self.line += 1;
            self.length = 0;
        }
        self.cell += 1;
        self.length += 1;
        if self.place == Place::Quoted && self.cell > LONGEST_CELL {
            return Err(Refusal::OpenQuote { line: self.opened_on });
        }
        if self.length > LONGEST_LINE {
            return Err(Refusal::LongLine { line: self.line });
        }
        Ok(())
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        if n == 0 && self.place == Place::Quoted {
            return Err(io::Error::other(Refusal::OpenQuote { line: self.opened_on }));
        }
        for &byte in out.get(..n).unwrap_or_default() {
            self.watch(byte).map_err(io::Error::other)?;
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::text::{Encoding, stopped, table};

    fn cells(text: &str) -> Result<Vec<Vec<String>>, String> {
        table(text.as_bytes(), Encoding::Utf8, b';')
            .into_records()
            .map(|record| {
                record
                    .map(|r| r.iter().map(str::to_owned).collect())
                    .map_err(|e| format!("{:?}", stopped(e)))
            })
            .collect()
    }

    #[test]
    fn quotes_hold_semicolons_lines_and_doubled_quotes() {
        let read = cells("a;\"b;\"\"c\"\"\nd\";5\" disc\n").unwrap();
        assert_eq!(read, [["a", "b;\"c\"\nd", "5\" disc"]]);
    }

    #[test]
    fn a_quote_that_is_never_closed_names_its_line() {
        assert_eq!(cells("a;b\nc;\"d\ne;f\n").unwrap_err(), "OpenQuote { line: 2 }");
        let long = format!("a;b\nc;d\ne;\"{}", "x\n".repeat(LONGEST_CELL));
        assert_eq!(cells(&long).unwrap_err(), "OpenQuote { line: 3 }");
    }

    #[test]
    fn a_line_without_end_is_no_table() {
        assert_eq!(
            cells(&"x".repeat(LONGEST_LINE + 1)).unwrap_err(),
            "LongLine { line: 1 }"
        );
    }
}
