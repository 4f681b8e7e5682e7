//! A chart's table as a spreadsheet: numbers are numbers, months dates, shares percentages, amounts euros. Words are
//! written as words, so that none becomes a formula.

use app::charts::Chart;
use app::charts::table::{Cell, Value};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The type of such a file.
pub const MIME: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// First row of the table: the finding and the day of its figures stand above.
const HEAD: u32 = 2;

/// One sheet: the finding, as known on which day, the table, the notes under it.
///
/// # Errors
/// Where the writer refuses: a table of more rows than a sheet has.
pub fn xlsx(chart: &Chart, known: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(chart.name)?;
    let title = Format::new().set_bold().set_font_size(13);
    sheet.write_string_with_format(0, 0, &chart.finding, &title)?;
    sheet.write_string(1, 0, known)?;
    let head = Format::new().set_bold().set_text_wrap();
    for (c, column) in chart.table.columns.iter().enumerate() {
        let align = if column.numbers {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        };
        let head = head.clone().set_align(align);
        let place = u16::try_from(c).unwrap_or(u16::MAX);
        sheet.write_string_with_format(HEAD, place, &column.name, &head)?;
        sheet.set_column_width(place, if c == 0 { 24.0 } else { 16.0 })?;
    }
    let mut row = HEAD;
    for cells in &chart.table.rows {
        row += 1;
        for (c, cell) in cells.iter().enumerate() {
            write(sheet, row, u16::try_from(c).unwrap_or(u16::MAX), cell)?;
        }
    }
    for note in &chart.notes {
        row += 1;
        sheet.write_string(row + 1, 0, &note.text)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 1)?;
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let (figure, format) = match &cell.value {
        Value::Empty => return Ok(()),
        words @ (Value::Words(_) | Value::OverDays(_)) => {
            sheet.write_string(row, column, words.plain())?;
            return Ok(());
        }
        Value::Month(month) => {
            let year = u16::try_from(month.year()).unwrap_or(1900);
            let first = ExcelDateTime::from_ymd(year, u8::try_from(month.month()).unwrap_or(1), 1)?;
            let format = Format::new()
                .set_num_format("mmm yyyy")
                .set_align(FormatAlign::Left);
            sheet.write_datetime_with_format(row, column, first, &format)?;
            return Ok(());
        }
        Value::Count(n) | Value::Days(n) => (*n as f64, "#,##0"),
        Value::Share(share) => (*share as f64 / 10_000.0, "0.0%"),
        Value::Cents(cents) => (*cents as f64 / 100.0, "#,##0.00 \"€\""),
        Value::Hundredths(n) => (*n as f64 / 100.0, "#,##0.00"),
    };
    sheet.write_number_with_format(row, column, figure, &Format::new().set_num_format(format))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::charts::levels::Levels;
    use app::charts::table::{Column, Table};
    use app::charts::{Note, Scene};
    use domain::{Lang, Month};
    use std::io::{Cursor, Read as _};

    fn sheet_of(file: Vec<u8>) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut text = String::new();
        for part in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
            zip.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        }
        text
    }

    #[test]
    fn figures_are_numbers_and_words_never_formulas() {
        let columns = vec![
            Column::words("Mois"),
            Column::words("Client"),
            Column::numbers("Part"),
        ];
        let rows = [vec![
            Value::Month(Month::new(2026, 10).unwrap()),
            Value::Words("=1+1".to_owned()),
            Value::Share(2_550),
        ]];
        let chart = Chart {
            lang: Lang::Fr,
            name: "late",
            finding: "Pas de changement".to_owned(),
            description: String::new(),
            scene: Scene::Levels(Levels {
                months: Vec::new(),
                series: Vec::new(),
            }),
            table: Table::new(columns, rows),
            notes: vec![Note::new("Sur 41 factures.")],
        };
        let text = sheet_of(xlsx(&chart, "Tel que connu le 3 mai 2026.").unwrap());
        assert!(text.contains("<v>0.255</v>"), "{text}");
        assert!(text.contains("=1+1") && !text.contains("<f>"), "{text}");
        assert!(
            text.contains("Sur 41 factures.")
                && text.contains("Pas de changement")
                && text.contains("connu le 3 mai 2026"),
            "{text}"
        );
    }
}
