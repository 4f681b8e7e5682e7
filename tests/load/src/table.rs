//! The table that `docs/performance.md` quotes.

use super::wrk::Measured;
use std::fmt::Write as _;

pub struct Row {
    pub name: &'static str,
    pub page: Measured,
    pub router: Measured,
    pub query: Measured,
    pub errors: u64,
    /// Of one answer.
    pub bytes: usize,
}

fn ms(micros: u64) -> String {
    format!("{:.1}", micros as f64 / 1000.0)
}

/// One line of the table.
pub fn line(row: &Row) -> String {
    format!(
        "| {} | {:.0} | {} | {} | {} | {:.0} | {} | {:.0} | {} | {} | {} |",
        row.name,
        row.page.per_second(),
        ms(row.page.p50),
        ms(row.page.p99),
        ms(row.page.longest),
        row.router.per_second(),
        ms(row.router.p99),
        row.query.per_second(),
        ms(row.query.p99),
        row.bytes,
        row.errors
    )
}

/// The whole table.
pub fn markdown(title: &str, rows: &[Row], before: u64, after: u64, rest: u64) -> String {
    let mut text = format!(
        "### {title}\n\n| case | requests/s | p50 ms | p99 ms | max ms | bare router/s | its p99 ms | bare query/s | its p99 ms | bytes | errors |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line(row));
    }
    let _ = writeln!(
        text,
        "\nResident memory: {} MB before, {} MB {rest} s after the load.",
        before / 1024,
        after / 1024
    );
    text
}
