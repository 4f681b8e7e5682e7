//! A document before it is set: headings, paragraphs, charts, tables and terms, in the reader's words.

use chrono::NaiveDate;
use domain::Lang;
use serde::Serialize;

/// A document, whatever it tells of. Everything in it is written out: the template adds nothing but the page numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub lang: Lang,
    /// Above the title: what kind of document this is.
    pub kicker: String,
    pub title: String,
    /// Under the title: as known when, over which period.
    pub lead: Vec<String>,
    /// At the foot of each page, on the left.
    pub foot: String,
    /// "page" and "of", for the foot's right side.
    pub page: &'static str,
    pub of: &'static str,
    /// The day of its figures.
    #[serde(serialize_with = "ymd")]
    pub day: NaiveDate,
    pub parts: Vec<Part>,
}

/// What stands in a document, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// A section; with `new_page` it begins one.
    Section {
        title: String,
        new_page: bool,
    },
    Text {
        text: String,
    },
    /// The sentences that a hurried reader reads; each leads to the chart of this place among the charts.
    Findings {
        findings: Vec<Finding>,
    },
    Chart(Chart),
    Table(Table),
    /// Names and values about one thing.
    Facts {
        title: String,
        facts: Vec<Term>,
    },
    /// Words and what they mean.
    Terms {
        terms: Vec<Term>,
    },
}

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub text: String,
    /// The anchor of its chart.
    pub anchor: String,
}

/// A chart: its finding, its drawing, what it shows in words, its notes, its table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    pub anchor: String,
    pub finding: String,
    /// Alternative text of the drawing.
    pub description: String,
    /// With literal colours; left out where there is nothing to draw.
    pub svg: Option<String>,
    pub notes: Vec<String>,
    pub table: Table,
}

/// A table; its cells are written out.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Table {
    /// Empty where the heading above says it.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    pub name: String,
    /// Figures stand on the right.
    pub numbers: bool,
    /// How wide beside the others.
    pub width: u8,
}

impl Column {
    /// A column of words, half as wide again as one of figures.
    pub fn words(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            numbers: false,
            width: 3,
        }
    }

    /// A column of figures.
    pub fn numbers(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            numbers: true,
            width: 2,
        }
    }

    /// As wide as so many halves of a column of figures.
    pub fn wide(mut self, width: u8) -> Self {
        self.width = width;
        self
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    pub name: String,
    pub text: String,
}

fn ymd<S: serde::Serializer>(day: &NaiveDate, out: S) -> Result<S::Ok, S::Error> {
    use chrono::Datelike as _;
    [i64::from(day.year()), day.month().into(), day.day().into()].serialize(out)
}
