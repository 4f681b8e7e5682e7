//! What an import did, as its reader sees it on the terminal: a table of remarks, then counts.

use app::texts::import as t;
use domain::Lang;
use std::fmt::Write as _;

/// Remarks shown; all of them would scroll away, and the file of refused lines has every one.
const SHOWN: usize = 200;
/// Letters of a cell shown.
const WIDEST: usize = 32;

/// A remark on one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Empty where there is one file only.
    pub file: String,
    pub line: u64,
    /// Empty for the line as a whole.
    pub column: String,
    /// What is written there.
    pub value: String,
    pub says: String,
}

/// Remarks and counts, finished texts.
#[derive(Debug, Default)]
pub struct Report {
    /// Lines that were refused.
    refusals: Vec<Remark>,
    refused: u64,
    /// What happened to lines that were taken, and is worth a word.
    notes: Vec<Remark>,
    noted: u64,
    /// Sentences before the table.
    pub heads: Vec<String>,
    /// Counts after it.
    pub counts: Vec<String>,
    /// Sentences at the end.
    pub tails: Vec<String>,
}

impl Report {
    /// A reason for which a line was refused.
    pub fn refuse(&mut self, remark: Remark) {
        self.refused += 1;
        if self.refusals.len() < SHOWN {
            self.refusals.push(remark);
        }
    }

    /// Something about a line that was taken.
    pub fn note(&mut self, remark: Remark) {
        self.noted += 1;
        if self.notes.len() < SHOWN / 4 {
            self.notes.push(remark);
        }
    }

    /// The whole of it, lines ended.
    pub fn print(&self, lang: Lang) -> String {
        let mut out = String::new();
        for head in &self.heads {
            push_line(&mut out, head);
        }
        let mut remarks: Vec<&Remark> = self.refusals.iter().chain(&self.notes).collect();
        remarks.sort();
        if !remarks.is_empty() {
            table(&mut out, lang, &remarks);
            let more = self.refused + self.noted - remarks.len() as u64;
            if more > 0 {
                push_line(&mut out, &t::and_more(lang, more as i64));
            }
            out.push('\n');
        }
        if !self.counts.is_empty() {
            push_line(&mut out, &self.counts.join(" · "));
        }
        for tail in &self.tails {
            push_line(&mut out, tail);
        }
        out
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn table(out: &mut String, lang: Lang, remarks: &[&Remark]) {
    let files = remarks.iter().any(|remark| !remark.file.is_empty());
    let mut rows = vec![[
        t::column_file(lang).to_owned(),
        t::column_line(lang).to_owned(),
        t::column_column(lang).to_owned(),
        t::column_value(lang).to_owned(),
        t::column_reason(lang).to_owned(),
    ]];
    rows.extend(remarks.iter().map(|remark| {
        [
            remark.file.clone(),
            remark.line.to_string(),
            remark.column.clone(),
            shortened(&remark.value),
            remark.says.clone(),
        ]
    }));
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for (n, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            match column {
                0 if !files => {}
                // Line numbers stand under each other's last digit.
                1 if n > 0 => _ = write!(line, "{cell:>width$}  "),
                _ => _ = write!(line, "{cell:<width$}  "),
            }
        }
        push_line(out, line.trim_end());
        if n == 0 {
            push_line(out, &"─".repeat(line.trim_end().chars().count().max(40)));
        }
    }
}

/// On one line, and not longer than a column is wide; control characters would steer the terminal.
fn shortened(value: &str) -> String {
    let mut plain: String = value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(WIDEST + 1)
        .collect();
    if plain.chars().count() > WIDEST {
        plain.pop();
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(line: u64, says: &str) -> Remark {
        Remark {
            file: String::new(),
            line,
            column: "units".into(),
            value: "a\u{1b}[31mb".into(),
            says: says.into(),
        }
    }

    #[test]
    fn remarks_stand_in_the_order_of_the_file_and_steer_no_terminal() {
        let mut report = Report::default();
        report.refuse(remark(12, "second"));
        report.note(remark(3, "first"));
        let printed = report.print(Lang::En);
        assert!(printed.find("first").unwrap() < printed.find("second").unwrap());
        assert!(!printed.contains('\u{1b}'));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let mut report = Report::default();
        for line in 0..SHOWN as u64 + 7 {
            report.refuse(remark(line, "x"));
        }
        assert!(report.print(Lang::En).contains("7 more"));
    }
}
