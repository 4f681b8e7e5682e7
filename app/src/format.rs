//! Numbers, dates and money as each language writes them in Belgium. Nothing here rounds silently: cents stay cents.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::{Lang, Money, Month};

/// Keeps a number and its sign on one line.
const NARROW: char = '\u{202f}';
const NO_BREAK: char = '\u{a0}';

/// A whole number with the thousands marked: `41 200`, `41.200`, `41,200`.
pub fn number(l: Lang, n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if n < 0 {
        out.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(thousands(l));
        }
        out.push(digit);
    }
    out
}

/// A number given in hundredths, without idle zeros: `7,5` for 750.
pub fn hundredths(l: Lang, n: i64) -> String {
    let (whole, part) = (number(l, (n / 100).abs()), (n % 100).abs());
    let sign = if n < 0 { "\u{2212}" } else { "" };
    match part {
        0 => format!("{sign}{whole}"),
        p if p % 10 == 0 => format!("{sign}{whole}{}{}", point(l), p / 10),
        p => format!("{sign}{whole}{}{p:02}", point(l)),
    }
}

/// A number in hundredths as one types it into a field: without marks of thousands.
pub fn hundredths_typed(l: Lang, n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    match (n.unsigned_abs() / 100, n.unsigned_abs() % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}{}{part:02}", point(l)),
    }
}

/// An amount with its cents: `1 234,50 €`, `€ 1.234,50`, `€1,234.50`, `1.234,50 €`.
pub fn money(l: Lang, amount: Money) -> String {
    let cents = amount.0.unsigned_abs();
    let figure = format!(
        "{}{}{:02}",
        number(l, (cents / 100) as i64),
        point(l),
        cents % 100
    );
    euros(l, amount.0 < 0, &figure)
}

/// An amount in whole euros, for overviews: cut toward zero, so that no debt is overstated.
pub fn money_whole(l: Lang, amount: Money) -> String {
    euros(
        l,
        amount.0 <= -100,
        &number(l, (amount.0.unsigned_abs() / 100) as i64),
    )
}

fn euros(l: Lang, negative: bool, figure: &str) -> String {
    let sign = if negative { "\u{2212}" } else { "" };
    match l {
        Lang::Fr => format!("{sign}{figure}{NARROW}€"),
        Lang::De => format!("{sign}{figure}{NO_BREAK}€"),
        Lang::Nl => format!("€{NO_BREAK}{sign}{figure}"),
        Lang::En => format!("{sign}€{figure}"),
    }
}

/// The size of a file: `820 ko`, `3,4 Mo`; never zero.
pub fn bytes(l: Lang, n: i64) -> String {
    if n < 1_000_000 {
        crate::texts::unit::kilobytes(l, number(l, (n + 999) / 1000))
    } else {
        crate::texts::unit::megabytes(l, hundredths(l, n / 100_000 * 10))
    }
}

/// A share given in basis points, to whole percents: `17 %`; under one percent with a decimal.
pub fn percent(l: Lang, basis_points: i64) -> String {
    let figure = if basis_points != 0 && basis_points.abs() < 100 {
        hundredths(l, basis_points)
    } else {
        number(l, (basis_points + 50 * basis_points.signum()) / 100)
    };
    match l {
        Lang::Fr => format!("{figure}{NARROW}%"),
        Lang::De => format!("{figure}{NO_BREAK}%"),
        Lang::Nl | Lang::En => format!("{figure}%"),
    }
}

/// A count of whole days: `12 jours`.
pub fn days(l: Lang, n: i64) -> String {
    crate::texts::unit::days(l, n)
}

/// A date written out, for what decides something: `12 mai 2027`.
pub fn date(l: Lang, day: NaiveDate) -> String {
    let (d, name, year) = (day.day(), month_name(l, day.month()), day.year());
    match l {
        Lang::Fr if d == 1 => format!("1er{NO_BREAK}{name} {year}"),
        Lang::De => format!("{d}.{NO_BREAK}{name} {year}"),
        _ => format!("{d}{NO_BREAK}{name} {year}"),
    }
}

/// A date for tables: `12/05/2027` (French), `12-05-2027` (Dutch), `12 May 2027`, `12.05.2027`.
pub fn date_short(l: Lang, day: NaiveDate) -> String {
    match l {
        Lang::Fr => day.format("%d/%m/%Y").to_string(),
        Lang::Nl => day.format("%d-%m-%Y").to_string(),
        Lang::De => day.format("%d.%m.%Y").to_string(),
        Lang::En => format!(
            "{}{NO_BREAK}{}{NO_BREAK}{}",
            day.day(),
            month_short(l, day.month()),
            day.year()
        ),
    }
}

/// An instant in Brussels, to the minute: `12 mai 2027, 14:05`.
pub fn moment(l: Lang, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&domain::clock::ZONE);
    format!(
        "{}, {:02}:{:02}",
        date(l, local.date_naive()),
        local.hour(),
        local.minute()
    )
}

/// A month written out: `mai 2027`.
pub fn month(l: Lang, month: Month) -> String {
    format!("{} {}", month_name(l, month.month()), month.year())
}

/// The name of a month, 1 to 12.
pub const fn month_name(l: Lang, month: u32) -> &'static str {
    MONTHS[l as usize][(month.wrapping_sub(1) % 12) as usize]
}

/// The short name of a month, for axes.
pub const fn month_short(l: Lang, month: u32) -> &'static str {
    MONTHS_SHORT[l as usize][(month.wrapping_sub(1) % 12) as usize]
}

const fn thousands(l: Lang) -> char {
    match l {
        Lang::Fr => NARROW,
        Lang::Nl | Lang::De => '.',
        Lang::En => ',',
    }
}

const fn point(l: Lang) -> char {
    match l {
        Lang::En => '.',
        Lang::Fr | Lang::Nl | Lang::De => ',',
    }
}

/// In the order of `Lang`: French, Dutch, English, German.
const MONTHS: [[&str; 12]; 4] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
];

const MONTHS_SHORT: [[&str; 12]; 4] = [
    [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ],
    [
        "jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.",
    ],
    [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    [
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_each_language_writes_it() {
        let written = Lang::ALL
            .iter()
            .map(|l| money(*l, Money(123_450)))
            .collect::<Vec<_>>();
        assert_eq!(
            written,
            [
                "1\u{202f}234,50\u{202f}€",
                "€\u{a0}1.234,50",
                "€1,234.50",
                "1.234,50\u{a0}€"
            ]
        );
    }

    #[test]
    fn a_debt_keeps_its_sign_and_its_cents() {
        assert_eq!(money(Lang::En, Money(-5)), "−€0.05");
        assert_eq!(money(Lang::Nl, Money(-100_005)), "€\u{a0}−1.000,05");
        assert_eq!(money_whole(Lang::En, Money(-99)), "€0");
    }

    #[test]
    fn thousands_are_marked_from_the_right() {
        assert_eq!(number(Lang::En, 1_234_567), "1,234,567");
        assert_eq!(number(Lang::En, 123), "123");
        assert_eq!(number(Lang::Nl, -1000), "−1.000");
        assert_eq!(number(Lang::En, i64::MIN), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal_in_french_only() {
        let day = NaiveDate::from_ymd_opt(2027, 5, 1).unwrap();
        assert_eq!(date(Lang::Fr, day), "1er\u{a0}mai 2027");
        assert_eq!(date(Lang::Nl, day), "1\u{a0}mei 2027");
        assert_eq!(date(Lang::De, day), "1.\u{a0}Mai 2027");
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest_percent_but_never_to_nothing() {
        assert_eq!(percent(Lang::En, 1_750), "18%");
        assert_eq!(percent(Lang::En, 1_749), "17%");
        assert_eq!(percent(Lang::Fr, 40), "0,4\u{202f}%");
        assert_eq!(percent(Lang::En, 0), "0%");
    }

    #[test]
    fn hours_drop_idle_zeros() {
        assert_eq!(hundredths(Lang::Fr, 750), "7,5");
        assert_eq!(hundredths(Lang::Fr, 725), "7,25");
        assert_eq!(hundredths(Lang::Fr, 800), "8");
        assert_eq!(hundredths(Lang::En, -50), "−0.5");
    }

    #[test]
    fn none_and_one_are_singular_in_french_and_only_one_elsewhere() {
        assert_eq!(days(Lang::Fr, 0), "0 jour");
        assert_eq!(days(Lang::Nl, 0), "0 dagen");
        assert_eq!(days(Lang::En, 1), "1 day");
    }

    #[test]
    fn a_moment_is_told_in_brussels_time() {
        let at = "2026-07-31T22:05:00Z".parse().unwrap();
        assert_eq!(moment(Lang::En, at), "1\u{a0}August 2026, 00:05");
    }
}
