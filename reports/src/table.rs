//! A table as CSV that spreadsheets open without asking: UTF-8 with its mark, semicolons, one row a month or a rank.

use app::charts::table::{Table, Value};
use csv::WriterBuilder;

/// The type of such a file.
pub const MIME: &str = "text/csv; charset=utf-8";

/// Figures as programs read them, under the names of the page.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .from_writer("\u{feff}".as_bytes().to_vec());
    // Writing to memory does not fail; a row that did would be missing, never wrong.
    let _ = writer.write_record(table.columns.iter().map(|column| harmless(&column.name)));
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| match &cell.value {
            Value::Words(words) => harmless(words),
            figure => figure.plain(),
        }));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet would run as a formula begins with an apostrophe.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::charts::table::Column;
    use domain::Month;

    #[test]
    fn a_month_is_a_row_and_a_series_a_column() {
        let columns = vec![
            Column::words("Mois"),
            Column::numbers("Informative"),
            Column::numbers("=Restrictive"),
        ];
        let month = |m| Value::Month(Month::new(2026, m).unwrap());
        let rows = [
            vec![month(10), Value::Count(3), Value::Cents(-150)],
            vec![month(11), Value::Empty, Value::Share(2_550)],
        ];
        let csv = String::from_utf8(csv(&Table::new(columns, rows))).unwrap();
        let lines: Vec<_> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines,
            [
                "Mois;Informative;'=Restrictive",
                "2026-10;3;-1.50",
                "2026-11;;0.2550"
            ]
        );
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Éthique"), "Éthique");
    }
}
