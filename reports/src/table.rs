//! Monthly tables as CSV that spreadsheets open without asking: UTF-8 with its mark, semicolons, one row a month.

use app::{texts, words};
use csv::WriterBuilder;
use domain::trend::report::{IssuesTrend, StancesTrend};
use domain::{Lang, Month};

/// Issues reported per month by filter.
pub fn issues(l: Lang, trend: &IssuesTrend) -> Vec<u8> {
    let columns: Vec<_> = trend
        .by_filter
        .iter()
        .map(|(f, values)| (words::filter(l, *f), values.as_slice()))
        .collect();
    monthly(l, &trend.months, &columns)
}

/// Stances in force at the end of each month by kind.
pub fn stances(l: Lang, trend: &StancesTrend) -> Vec<u8> {
    let columns: Vec<_> = trend
        .by_kind
        .iter()
        .map(|(k, values)| (words::stance_kind(l, *k), values.as_slice()))
        .collect();
    monthly(l, &trend.months, &columns)
}

fn monthly(l: Lang, months: &[Month], columns: &[(&str, &[i64])]) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .from_writer("\u{feff}".as_bytes().to_vec());
    let head = std::iter::once(texts::chart::month(l)).chain(columns.iter().map(|(name, _)| *name));
    // Writing to memory does not fail; a row that did would be missing, never wrong.
    let _ = writer.write_record(head.map(harmless));
    for (i, month) in months.iter().enumerate() {
        let values = columns
            .iter()
            .map(|(_, values)| values.get(i).copied().unwrap_or(0).to_string());
        let _ = writer.write_record(std::iter::once(month.to_string()).chain(values));
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
    use domain::stance::StanceKind;

    #[test]
    fn a_month_is_a_row_and_a_kind_a_column() {
        let trend = StancesTrend {
            months: vec![Month::new(2026, 10).unwrap(), Month::new(2026, 11).unwrap()],
            by_kind: vec![
                (StanceKind::Informative, vec![3, 4]),
                (StanceKind::Restrictive, vec![1, 0]),
            ],
            came: 2,
            went: 2,
        };
        let csv = String::from_utf8(stances(Lang::Fr, &trend)).unwrap();
        let lines: Vec<_> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0].split(';').count(), 3);
        assert_eq!(lines[1..], ["2026-10;3;1", "2026-11;4;0"]);
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Éthique"), "Éthique");
    }
}
