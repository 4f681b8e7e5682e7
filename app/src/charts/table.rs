//! The figures of a chart as a table of typed values: shown on the page, written to CSV for programs and to spreadsheets
//! with their formats.

use crate::parts::table;
use crate::{format, texts};
use domain::{Lang, Money, Month};
use leptos::prelude::*;

/// Rows in the order of time or rank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column, with its unit in the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub numbers: bool,
}

impl Column {
    pub fn words(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            numbers: false,
        }
    }

    pub fn numbers(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            numbers: true,
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Empty,
    Words(String),
    Month(Month),
    Count(i64),
    /// Basis points.
    Share(i64),
    Days(i64),
    /// More than so many days: not reached yet.
    OverDays(i64),
    /// Euro cents.
    Cents(i64),
    /// Hundredths of one: rates, ratios.
    Hundredths(i64),
}

impl Value {
    /// As the page says it.
    pub fn say(&self, l: Lang) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Words(words) => words.clone(),
            Self::Month(month) => format::month(l, *month),
            Self::Count(n) => format::number(l, *n),
            Self::Share(share) => format::percent(l, *share),
            Self::Days(days) => format::days(l, *days),
            Self::OverDays(days) => texts::chart::over(l, format::days(l, *days)),
            Self::Cents(cents) => format::money_whole(l, Money(*cents)),
            Self::Hundredths(n) => format::hundredths(l, *n),
        }
    }

    /// As programs read it: a point in every language, shares as fractions of one, amounts in euros with cents, `>` where
    /// a day is not reached yet.
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Words(words) => words.clone(),
            Self::Month(month) => month.to_string(),
            Self::Count(n) | Self::Days(n) => n.to_string(),
            Self::Share(share) => decimal(*share, 4),
            Self::OverDays(days) => format!(">{days}"),
            Self::Cents(n) | Self::Hundredths(n) => decimal(*n, 2),
        }
    }
}

/// A whole number of parts as a decimal: `decimal(-5, 2)` is `-0.05`.
fn decimal(parts: i64, places: u32) -> String {
    let one = 10_u64.pow(places);
    let (whole, rest) = (parts.unsigned_abs() / one, parts.unsigned_abs() % one);
    let sign = if parts < 0 { "-" } else { "" };
    let width = places as usize;
    format!("{sign}{whole}.{rest:0width$}")
}

/// A value, and the list behind it; an empty `href` where the reader has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub value: Value,
    pub href: String,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self {
            value,
            href: String::new(),
        }
    }
}

impl Table {
    /// Rows of values without lists behind them.
    pub fn new(columns: Vec<Column>, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        Self {
            columns,
            rows: rows
                .into_iter()
                .map(|row| row.into_iter().map(Cell::from).collect())
                .collect(),
        }
    }

    /// The first column holds months: the page shows the newest first.
    fn is_monthly(&self) -> bool {
        let first = self.rows.first().and_then(|row| row.first());
        matches!(
            first,
            Some(Cell {
                value: Value::Month(_),
                ..
            })
        )
    }

    /// On the page.
    pub fn view(&self, l: Lang, caption: &str) -> AnyView {
        let columns = self.columns.iter().map(|column| table::Column {
            name: column.name.clone(),
            numeric: column.numbers,
        });
        let cell = |cell: &Cell| {
            let figure = cell.value.say(l);
            if cell.href.is_empty() {
                figure.into_any()
            } else {
                view! { <a href=cell.href.clone()>{figure}</a> }.into_any()
            }
        };
        let mut rows: Vec<Vec<AnyView>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        if self.is_monthly() {
            rows.reverse();
        }
        table::table(caption.to_owned(), columns.collect(), rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_read_points_and_fractions() {
        let plain = |value: Value| value.plain();
        assert_eq!(plain(Value::Cents(-5)), "-0.05");
        assert_eq!(plain(Value::Cents(123_456)), "1234.56");
        assert_eq!(plain(Value::Share(1_250)), "0.1250");
        assert_eq!(plain(Value::OverDays(60)), ">60");
        assert_eq!(plain(Value::Empty), "");
    }
}
