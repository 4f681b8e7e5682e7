//! Monthly tables as CSV that spreadsheets open without asking: UTF-8 with its mark, semicolons, one row a month.

use app::{texts, words};
use csv::WriterBuilder;
use domain::trend::control::Counted;
use domain::trend::duration::Quantile;
use domain::trend::payment_report::{DelayTrend, LateTrend, MoneyTrend};
use domain::trend::report::{IssuesTrend, OutcomeTrend, StancesTrend};
use domain::trend::wait::WaitTrend;
use domain::{Lang, Money, Month};

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

/// What became of the issues reported in each month.
pub fn outcomes(l: Lang, trend: &OutcomeTrend) -> Vec<u8> {
    let columns: Vec<_> = trend
        .by_outcome
        .iter()
        .map(|(o, values)| (app::pages::reports::outcome_name(l, *o), values.as_slice()))
        .collect();
    monthly(l, &trend.months, &columns)
}

/// Days by which half and nine in ten of each month's issues are decided, and how many were confirmed within 60 days.
pub fn waits(l: Lang, trend: &WaitTrend) -> Vec<u8> {
    use texts::reports as t;
    let head = [
        t::wait_waits(l),
        t::wait_half(l),
        t::wait_nine(l),
        t::wait_confirmed(l),
    ];
    let row = |m: &domain::trend::wait::WaitMonth| {
        let cells = vec![
            m.waits.to_string(),
            days(m.half),
            days(m.nine_in_ten),
            m.confirmed.hits.to_string(),
        ];
        (m.month, cells)
    };
    rows(l, &head, trend.months.iter().map(row))
}

/// Whole days; `>` where not reached yet.
fn days(quantile: Option<Quantile>) -> String {
    match quantile {
        None | Some(Quantile::Over(None)) => String::new(),
        Some(Quantile::Days(days)) => days.to_string(),
        Some(Quantile::Over(Some(days))) => format!(">{days}"),
    }
}

/// Invoices due and paid late per month, with the limits; shares as fractions of one.
pub fn late(l: Lang, trend: &LateTrend) -> Vec<u8> {
    use texts::reports_payment as t;
    let head = [
        t::due(l),
        t::late(l),
        t::share(l),
        t::share_amount(l),
        t::low(l),
        t::expected(l),
        t::high(l),
    ];
    let share = |counted: Counted| counted.rate().map(fraction).unwrap_or_default();
    let bound = |share: Option<f64>| share.map(fraction).unwrap_or_default();
    let row = |m: &domain::trend::payment_report::LateMonth| {
        let cells = vec![
            m.late.n.to_string(),
            m.late.hits.to_string(),
            share(m.late),
            share(m.late_cents),
            bound(m.limits.map(|limits| limits.low)),
            bound(m.limits.map(|limits| limits.centre)),
            bound(m.limits.map(|limits| limits.high)),
        ];
        (m.month, cells)
    };
    rows(l, &head, trend.months.iter().map(row))
}

/// Days after due by which half and nine in ten are paid: negative before, `>` where not reached yet.
pub fn delays(l: Lang, trend: &DelayTrend) -> Vec<u8> {
    use texts::reports_payment as t;
    let head = [
        t::invoices(l),
        t::delay_half(l),
        t::delay_nine(l),
        t::over_30(l),
        t::over_60(l),
    ];
    let row = |m: &domain::trend::payment_report::DelayMonth| {
        let counts = [m.over_30, m.over_60].map(|n| n.to_string());
        let mut cells = vec![m.invoices.to_string(), days(m.half), days(m.nine_in_ten)];
        cells.extend(counts);
        (m.month, cells)
    };
    rows(l, &head, trend.months.iter().map(row))
}

/// Money owed and late at the end of each month, what moved, and what is lost, in euros with cents.
pub fn money(l: Lang, trend: &MoneyTrend) -> Vec<u8> {
    use texts::reports_payment as t;
    let head = [
        t::money_owed(l),
        t::money_overdue(l),
        t::money_came(l),
        t::money_went(l),
        t::money_lost(l),
    ];
    let row = |(i, month): (usize, &Month)| {
        let (owed, overdue) = (trend.owed[i], trend.overdue[i]);
        let amounts = [owed.end, overdue.end, overdue.came, overdue.went, trend.lost[i]];
        (*month, amounts.map(euros).to_vec())
    };
    rows(l, &head, trend.months.iter().enumerate().map(row))
}

/// `0.1234`: a point in every language, so that a program reads it.
fn fraction(share: f64) -> String {
    format!("{share:.4}")
}

/// `-12.05`.
fn euros(amount: Money) -> String {
    let cents = amount.cents();
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn rows(l: Lang, head: &[&str], rows: impl Iterator<Item = (Month, Vec<String>)>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .from_writer("\u{feff}".as_bytes().to_vec());
    let head = std::iter::once(texts::chart::month(l)).chain(head.iter().copied());
    let _ = writer.write_record(head.map(harmless));
    for (month, cells) in rows {
        let _ = writer.write_record(std::iter::once(month.to_string()).chain(cells));
    }
    writer.into_inner().unwrap_or_default()
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
    fn amounts_and_shares_are_written_for_programs() {
        assert_eq!(euros(Money(-5)), "-0.05");
        assert_eq!(euros(Money(123_456)), "1234.56");
        assert_eq!(fraction(0.125), "0.1250");
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Éthique"), "Éthique");
    }
}
