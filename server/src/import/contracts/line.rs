//! A line of the export, read: every cell that cannot be understood is a problem of its own.

use super::columns::{Header, Styles};
use chrono::NaiveDate;
use csv::StringRecord;
use domain::client::identifier::Identifier;
use domain::contract::{ContractState, WageUnit};
use domain::money::{AmountError, ColumnStyle, parse_hundredths};
use domain::{Money, Price, Wage};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use store::contract::{ClientKey, Column, Content, Line, Problem, Reason};

/// Letters of a cell at most; the longest name in the register has 320.
const LONGEST: usize = 400;
/// Contracts of no other time are in the ledger.
const YEARS: std::ops::RangeInclusive<i32> = 1998..=2199;

/// Reads a line; its client is found later.
pub fn read(header: &Header, styles: Styles, record: &StringRecord) -> Line {
    if record.len() != header.cells {
        let problem = Problem {
            column: None,
            reason: Reason::Cells { found: record.len() },
        };
        return Line {
            client: None,
            content: None,
            problems: vec![problem],
        };
    }
    let mut cells = Cells {
        header,
        record,
        problems: Vec::new(),
    };
    let client = cells.client();
    let content = cells.content(styles);
    let problems = cells.problems;
    Line {
        client,
        content: content.filter(|_| problems.is_empty()),
        problems,
    }
}

/// The line takes another one back: such lines are read after all others.
pub fn is_refund(header: &Header, record: &StringRecord) -> bool {
    record.len() == header.cells
        && header
            .cell(record, Column::Status)
            .eq_ignore_ascii_case(ContractState::Refunded.code())
}

struct Cells<'a> {
    header: &'a Header,
    record: &'a StringRecord,
    problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    fn cell(&self, column: Column) -> &'a str {
        self.header.cell(self.record, column)
    }

    fn refuse<T>(&mut self, column: Column, reason: Reason) -> Option<T> {
        self.problems.push(Problem::new(column, reason));
        None
    }

    fn client(&mut self) -> Option<ClientKey> {
        let name = self.text(Column::ClientName, true);
        let written = self.cell(Column::ClientNumber);
        let number = match Identifier::parse(written, None) {
            _ if written.is_empty() => Some(None),
            Ok(number) => Some(Some(number)),
            Err(error) => self.refuse(Column::ClientNumber, Reason::Number(error)),
        };
        Some(ClientKey {
            number: number?,
            name: name?,
        })
    }

    fn content(&mut self, styles: Styles) -> Option<Content> {
        let state = self.word(Column::Status, ContractState::from_code, None);
        let draft = state == Some(ContractState::Draft);
        let refund = state == Some(ContractState::Refunded);
        let reference = self.text(Column::ContractRef, true);
        let member = self.text(Column::MemberRef, true);
        let profession = self.text(Column::Profession, !draft);
        let start = self.day(Column::StartDate, true).flatten();
        let end = self.day(Column::EndDate, !draft).map(|end| end.or(start));
        if let (Some(start), Some(Some(end))) = (start, end)
            && end < start
        {
            self.refuse::<()>(Column::EndDate, Reason::EndsBeforeStart);
        }
        let unit = self.word(
            Column::WageUnit,
            WageUnit::from_code,
            draft.then_some(WageUnit::Project),
        );
        let units = self.amount(Column::Units, styles.units, draft, refund);
        if units == Some(0) && !draft && !refund {
            self.refuse::<()>(Column::Units, Reason::Zero);
        }
        let wage = self.amount(Column::WagePerUnit, styles.wage, draft, refund);
        let price = self.amount(Column::PriceExVat, styles.price, draft, refund);
        let invoiced_on = self.day(Column::InvoiceDate, false);
        let received_on = self.day(Column::InvoiceReceivedOn, false);
        let agreed_due_on = self.day(Column::DueDate, false);
        let paid_on = self.day(Column::PaidDate, false);
        let amends = self.text(Column::Amends, false);
        Some(Content {
            reference: reference?,
            member: member?,
            profession: profession?,
            start_on: start?,
            end_on: end??,
            unit: unit?,
            units: units?,
            wage: Wage(Money(wage?)),
            price: Price(Money(price?)),
            invoiced_on: invoiced_on?,
            received_on: received_on?,
            agreed_due_on: agreed_due_on?,
            paid_on: paid_on?,
            state: state?,
            amends: amends?,
            hash: self.hash(),
        })
    }

    fn text(&mut self, column: Column, needed: bool) -> Option<String> {
        let cell = self.cell(column);
        if cell.is_empty() && needed {
            return self.refuse(column, Reason::Missing);
        }
        if cell.len() > LONGEST && cell.chars().count() > LONGEST {
            return self.refuse(column, Reason::TooLong);
        }
        // A line break or a tab within a cell is a blank.
        Some(cell.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn word<T: Copy>(
        &mut self,
        column: Column,
        from_code: fn(&str) -> Option<T>,
        when_empty: Option<T>,
    ) -> Option<T> {
        let cell = self.cell(column).to_lowercase();
        match (cell.is_empty(), when_empty) {
            (true, Some(word)) => Some(word),
            (true, None) => self.refuse(column, Reason::Missing),
            (false, _) => from_code(&cell).or_else(|| self.refuse(column, Reason::UnknownWord)),
        }
    }

    /// `None` where the cell cannot be read, `Some(None)` where it is empty and may be.
    #[expect(
        clippy::option_option,
        reason = "an empty cell and an unreadable one are different things"
    )]
    fn day(&mut self, column: Column, needed: bool) -> Option<Option<NaiveDate>> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return if needed {
                self.refuse(column, Reason::Missing)
            } else {
                Some(None)
            };
        }
        match day(cell) {
            Ok(day) => Some(Some(day)),
            Err(reason) => self.refuse(column, reason),
        }
    }

    /// Hundredths; a draft may lack them, and only a line that takes another back may be negative.
    fn amount(&mut self, column: Column, style: ColumnStyle, draft: bool, refund: bool) -> Option<i64> {
        match parse_hundredths(self.cell(column), style) {
            Ok(amount) if amount < 0 && !refund => self.refuse(column, Reason::Negative),
            Ok(amount) => Some(amount),
            Err(AmountError::Empty) if draft => Some(0),
            Err(AmountError::Empty) => self.refuse(column, Reason::Missing),
            Err(error) => self.refuse(column, Reason::Amount(error)),
        }
    }

    /// The cells in the order of [`Column::ALL`], whatever theirs in the file: the same line, the same hash.
    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for column in Column::ALL {
            hash.update(self.cell(column).as_bytes());
            hash.update([0x1f]);
        }
        let mut hex = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            // Writing to a String cannot fail.
            _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// dd/mm/yyyy, dd.mm.yyyy, dd-mm-yyyy or yyyy-mm-dd.
pub fn day(text: &str) -> Result<NaiveDate, Reason> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let marks: String = text.chars().filter(|c| matches!(c, '/' | '.' | '-')).collect();
    let [first, month, last] = parts.as_slice() else {
        return Err(Reason::NotADate);
    };
    let is_number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let year_first = is_number(first, 4..=4) && is_number(last, 1..=2) && marks == "--";
    let day_first =
        is_number(first, 1..=2) && is_number(last, 4..=4) && matches!(marks.as_str(), "//" | ".." | "--");
    if !is_number(month, 1..=2) || !(year_first || day_first) {
        return Err(Reason::NotADate);
    }
    let (year, day) = if year_first { (first, last) } else { (last, first) };
    let read = |part: &str| part.parse::<u32>().map_err(|_| Reason::NotADate);
    let year = i32::try_from(read(year)?).map_err(|_| Reason::NotADate)?;
    NaiveDate::from_ymd_opt(year, read(month)?, read(day)?)
        .filter(|_| YEARS.contains(&year))
        .ok_or(Reason::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header::read(&StringRecord::from(Column::ALL.map(Column::name).to_vec())).unwrap()
    }

    fn line(cells: &str) -> Line {
        let styles = Styles {
            units: ColumnStyle::Unknown,
            wage: ColumnStyle::Unknown,
            price: ColumnStyle::DecimalComma,
        };
        read(
            &header(),
            styles,
            &StringRecord::from(cells.split(';').collect::<Vec<_>>()),
        )
    }

    fn problems(cells: &str) -> Vec<(Option<&'static str>, Reason)> {
        line(cells)
            .problems
            .into_iter()
            .map(|p| (p.column.map(Column::name), p.reason))
            .collect()
    }

    #[test]
    fn a_good_line_is_read_whole() {
        let line = line(
            "CT-1;BE 0999 100 196; Halles  du Quai ;M-1;graphiste;3/03/2025;2025-03-07;Day;2,5;118.50;1.026;10.03.2025;;;07-05-2025;PAID;",
        );
        assert_eq!(line.problems, []);
        let content = line.content.unwrap();
        assert_eq!(
            (content.units, content.wage, content.price),
            (250, Wage(Money(11_850)), Price(Money(102_600)))
        );
        assert_eq!(content.start_on, NaiveDate::from_ymd_opt(2025, 3, 3).unwrap());
        assert_eq!(content.invoiced_on, NaiveDate::from_ymd_opt(2025, 3, 10));
        assert_eq!((content.received_on, content.state), (None, ContractState::Paid));
        assert_eq!(line.client.unwrap().name, "Halles du Quai");
    }

    #[test]
    fn every_wrong_cell_is_told_with_its_column() {
        use domain::client::identifier::IdentifierError;
        let wrong = problems(";0999.100.494;X;M-1;;31/02/2025;12/13;week;0;1.250;-5;soon;;;;gone;");
        assert_eq!(
            wrong,
            [
                (
                    Some("client_number"),
                    Reason::Number(IdentifierError::CheckDigits)
                ),
                (Some("status"), Reason::UnknownWord),
                (Some("contract_ref"), Reason::Missing),
                (Some("profession"), Reason::Missing),
                (Some("start_date"), Reason::NoSuchDay),
                (Some("end_date"), Reason::NotADate),
                (Some("wage_unit"), Reason::UnknownWord),
                (Some("units"), Reason::Zero),
                (Some("wage_per_unit"), Reason::Amount(AmountError::Ambiguous)),
                (Some("price_ex_vat"), Reason::Negative),
                (Some("invoice_date"), Reason::NotADate),
            ]
        );
    }

    #[test]
    fn a_draft_may_lack_amounts_but_not_turn_them_negative() {
        assert_eq!(
            problems("CT-1;;Cantine;M-1;cuisinier;10/11/2025;;;;;;;;;;draft;"),
            []
        );
        assert_eq!(
            problems("CT-1;;Cantine;M-1;cuisinier;10/11/2025;;day;5;-95,00;;;;;;draft;"),
            [(Some("wage_per_unit"), Reason::Negative)]
        );
    }

    #[test]
    fn a_line_with_other_cells_than_the_header_is_no_line() {
        assert_eq!(problems("CT-1;x"), [(None, Reason::Cells { found: 2 })]);
    }

    #[test]
    fn days_are_read_in_four_forms_and_no_other() {
        let expected = NaiveDate::from_ymd_opt(2025, 3, 7).unwrap();
        for text in ["07/03/2025", "7/3/2025", "07.03.2025", "07-03-2025", "2025-03-07"] {
            assert_eq!(day(text), Ok(expected), "{text}");
        }
        for text in [
            "2025/03/07",
            "07/03-2025",
            "07/03/25",
            "20250307",
            "7 mars 2025",
            "07/03/2025/1",
            "",
        ] {
            assert_eq!(day(text), Err(Reason::NotADate), "{text}");
        }
        for text in ["31/02/2025", "29.02.2025", "2025-13-01", "01/01/0225"] {
            assert_eq!(day(text), Err(Reason::NoSuchDay), "{text}");
        }
    }

    #[test]
    fn the_same_cells_in_another_order_of_columns_have_the_same_hash() {
        let cells = "CT-1;;Cantine;M-1;cuisinier;10/11/2025;;;;;;;;;;draft;";
        let mut names = Column::ALL.map(Column::name).to_vec();
        let mut turned: Vec<&str> = cells.split(';').collect();
        names.rotate_left(5);
        turned.rotate_left(5);
        let header = Header::read(&StringRecord::from(names)).unwrap();
        let styles = Styles {
            units: ColumnStyle::Unknown,
            wage: ColumnStyle::Unknown,
            price: ColumnStyle::Unknown,
        };
        let other = read(&header, styles, &StringRecord::from(turned));
        assert_eq!(other.content.unwrap().hash, line(cells).content.unwrap().hash);
    }
}
