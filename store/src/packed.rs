//! Many small records in one row: a row costs more to hand over than to make, so a long list of few columns comes as one
//! text, its fields and records parted by two control characters that no kept text has.

/// Parts the fields of a record, as SQL and Rust write it.
macro_rules! end_of_field {
    () => {
        "'\u{1f}'"
    };
}

/// Parts the records.
macro_rules! end_of_record {
    () => {
        "'\u{1e}'"
    };
}

/// The SQL of one record of three or four text columns. The last may be free text: it is cleared of the two signs.
macro_rules! packed {
    ($a:literal, $b:literal, $last:literal) => {
        concat!(
            $a,
            " || ",
            end_of_field!(),
            " || ",
            $b,
            " || ",
            end_of_field!(),
            " || ",
            cleared!($last)
        )
    };
    ($a:literal, $b:literal, $c:literal, $last:literal) => {
        concat!($a, " || ", end_of_field!(), " || ", packed!($b, $c, $last))
    };
}

macro_rules! cleared {
    ($text:literal) => {
        concat!(
            "replace(replace(",
            $text,
            ", ",
            end_of_field!(),
            ", ' '), ",
            end_of_record!(),
            ", ' ')"
        )
    };
}

/// The records of a packed text, each with `N` fields; a record with fewer is left out.
pub(crate) fn unpacked<const N: usize>(text: &str) -> impl Iterator<Item = [&str; N]> {
    text.split('\u{1e}').filter_map(|record| {
        let mut fields = record.splitn(N, '\u{1f}');
        let mut row = [""; N];
        for field in &mut row {
            *field = fields.next()?;
        }
        Some(row)
    })
}

#[cfg(test)]
mod tests {
    use super::unpacked;

    #[test]
    fn records_come_back_field_by_field_and_nothing_is_no_record() {
        let text = "1\u{1f}legal\u{1f}Th\u{e9}\u{e2}tre\u{1e}2\u{1f}trade\u{1f}";
        let rows: Vec<[&str; 3]> = unpacked(text).collect();
        assert_eq!(rows, [["1", "legal", "Th\u{e9}\u{e2}tre"], ["2", "trade", ""]]);
        assert_eq!(unpacked::<3>("").count(), 0);
    }
}
