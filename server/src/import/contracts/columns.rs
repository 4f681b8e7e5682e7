//! Where the columns of an export stand, and what a first look through it tells about each.

use super::super::Refusal;
use super::super::rejected::REASON;
use csv::StringRecord;
use domain::money::ColumnStyle;
use store::contract::Column;

/// The header of a file: its columns may stand in any order, with others among them.
#[derive(Debug, Clone)]
pub struct Header {
    places: [usize; Column::ALL.len()],
    /// Cells of the header: every line has as many.
    pub cells: usize,
    /// The column that an import adds to the lines it refuses; ignored when they come again.
    reason: Option<usize>,
}

impl Header {
    /// Reads the first line of a file.
    pub fn read(first: &StringRecord) -> Result<Self, Refusal> {
        let place = |name: &str| {
            first
                .iter()
                .position(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let missing: Vec<&'static str> = Column::ALL
            .iter()
            .map(|column| column.name())
            .filter(|name| place(name).is_none())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::MissingColumns(missing));
        }
        let mut places = [0; Column::ALL.len()];
        for (here, column) in places.iter_mut().zip(Column::ALL) {
            *here = place(column.name()).unwrap_or_default();
        }
        Ok(Self {
            places,
            cells: first.len(),
            reason: place(REASON),
        })
    }

    /// A cell without the blanks around it.
    pub fn cell<'a>(&self, record: &'a StringRecord, column: Column) -> &'a str {
        let place = self.places.get(column as usize).copied().unwrap_or_default();
        record.get(place).unwrap_or_default().trim()
    }

    /// The cells of a line as they were, but for the reason of an earlier import.
    pub fn without_reason<'a>(&self, record: &'a StringRecord) -> impl Iterator<Item = &'a str> + use<'a> {
        let reason = self.reason;
        record
            .iter()
            .enumerate()
            .filter(move |(place, _)| Some(*place) != reason)
            .map(|(_, cell)| cell)
    }
}

/// How each column of amounts writes its cents.
#[derive(Debug, Clone, Copy)]
pub struct Styles {
    pub units: ColumnStyle,
    pub wage: ColumnStyle,
    pub price: ColumnStyle,
}

/// What the lines of one column have said so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said {
    style: Option<ColumnStyle>,
    contradicted: bool,
}

impl Said {
    /// One more line.
    pub fn hear(&mut self, cell: &str) {
        match (ColumnStyle::of([cell]), self.style) {
            (ColumnStyle::Unknown, _) => {}
            (style, None) => self.style = Some(style),
            (style, Some(other)) => self.contradicted |= style != other,
        }
    }

    /// Lines that disagree say nothing.
    pub fn style(self) -> ColumnStyle {
        self.style
            .filter(|_| !self.contradicted)
            .unwrap_or(ColumnStyle::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_any_order_and_a_missing_one_is_named() {
        let mut names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        names.reverse();
        names.insert(3, " REASON ");
        let header = Header::read(&StringRecord::from(names.clone())).unwrap();
        let record = StringRecord::from((0..18).map(|n| format!(" {n} ")).collect::<Vec<_>>());
        assert_eq!(header.cell(&record, Column::Amends), "0");
        assert_eq!(header.cell(&record, Column::ContractRef), "17");
        assert_eq!(header.without_reason(&record).count(), 17);
        names.retain(|name| *name != "units");
        assert!(matches!(
            Header::read(&StringRecord::from(names)),
            Err(Refusal::MissingColumns(columns)) if columns == ["units"]
        ));
    }

    #[test]
    fn lines_that_contradict_each_other_say_nothing_of_their_column() {
        let mut said = Said::default();
        for cell in ["118,50", "", "7"] {
            said.hear(cell);
        }
        assert_eq!(said.style(), ColumnStyle::DecimalComma);
        said.hear("140.00");
        assert_eq!(said.style(), ColumnStyle::Unknown);
    }
}
