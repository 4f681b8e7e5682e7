//! Amounts as people type them.

use super::*;
use proptest::prelude::*;

fn amount(text: &str) -> Result<i64, AmountError> {
    parse_amount(text, ColumnStyle::Unknown).map(Money::cents)
}

#[test]
fn amounts_are_read_as_people_type_them() {
    for (text, cents) in [
        ("118,50", 11_850),
        ("140.00", 14_000),
        ("1 026,00", 102_600),
        ("1\u{a0}026,00", 102_600),
        ("1\u{202f}980,50", 198_050),
        ("1.250,00", 125_000),
        ("1,250.00", 125_000),
        ("1250", 125_000),
        ("1.234.567,89", 123_456_789),
        ("1.234.567", 123_456_700),
        ("1 234 567.8", 123_456_780),
        ("-174,20", -17_420),
        ("−174,20", -17_420),
        ("- 174,20 €", -17_420),
        ("€ 12,5", 1_250),
        ("12 EUR", 1_200),
        (",50", 50),
        ("0", 0),
        ("0,05", 5),
        ("  7,1 ", 710),
    ] {
        assert_eq!(amount(text), Ok(cents), "{text}");
    }
}

#[test]
fn what_is_no_amount_says_why() {
    for (text, why) in [
        ("", AmountError::Empty),
        ("  ", AmountError::Empty),
        ("abc", AmountError::NotANumber),
        ("12e3", AmountError::NotANumber),
        ("--5", AmountError::NotANumber),
        ("-", AmountError::NotANumber),
        ("12,", AmountError::NotANumber),
        ("1.250", AmountError::Ambiguous),
        ("1,250", AmountError::Ambiguous),
        ("1.250,000", AmountError::Ambiguous),
        ("10 26,00", AmountError::Grouping),
        ("1.25.00", AmountError::Grouping),
        ("1,2,3", AmountError::Grouping),
        ("12.34,56.78", AmountError::Grouping),
        ("1.000 000,00", AmountError::Grouping),
        ("1234.567", AmountError::TooPrecise),
        ("0,125", AmountError::TooPrecise),
        ("1 234,567", AmountError::TooPrecise),
        ("3,1415", AmountError::TooPrecise),
        ("99999999999999999999", AmountError::TooLarge),
    ] {
        assert_eq!(amount(text), Err(why), "{text}");
    }
}

#[test]
fn three_last_digits_are_thousands_only_if_the_column_says_so() {
    let comma = ColumnStyle::of(["118,50", "1.250,00", "", "7"]);
    assert_eq!(comma, ColumnStyle::DecimalComma);
    assert_eq!(parse_amount("1.250", comma), Ok(Money(125_000)));
    assert_eq!(parse_amount("1,250", comma), Err(AmountError::TooPrecise));
    assert_eq!(
        parse_amount("1,250", ColumnStyle::DecimalPoint),
        Ok(Money(125_000))
    );
    assert_eq!(
        parse_amount("140.00", comma),
        Ok(Money(14_000)),
        "two decimals are never in doubt"
    );
}

#[test]
fn a_column_whose_lines_disagree_says_nothing() {
    for (column, style) in [
        (vec!["118,50", "140.00"], ColumnStyle::Unknown),
        (vec!["1.250", "1250"], ColumnStyle::Unknown),
        (vec!["1.234.567"], ColumnStyle::DecimalComma),
        (vec!["1,234.5"], ColumnStyle::DecimalPoint),
        (vec!["12,5 €"], ColumnStyle::DecimalComma),
        (vec![], ColumnStyle::Unknown),
    ] {
        assert_eq!(ColumnStyle::of(column.clone()), style, "{column:?}");
    }
}

#[test]
fn sums_stop_at_the_largest_amount() {
    assert_eq!(
        [Money(1), Money(2), Money(-4)].into_iter().sum::<Money>(),
        Money(-1)
    );
    assert_eq!(Money(i64::MAX) + Money(1), Money(i64::MAX));
    assert_eq!(Money(i64::MAX).scaled(2, 1), Money(i64::MAX));
}

#[test]
fn halves_of_a_cent_are_rounded_away_from_zero() {
    assert_eq!(Money(5).scaled(1, 2), Money(3));
    assert_eq!(Money(-5).scaled(1, 2), Money(-3));
    assert_eq!(Money(5).scaled_up(1, 4), Money(2));
    assert_eq!(Wage(Money(11_850)).for_units(500), Money(59_250));
}

#[test]
fn the_newest_factor_that_has_begun_counts() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let factor = |from: &str, ten_thousandths| PriceFactor {
        valid_from: day(from),
        ten_thousandths,
        source: String::new(),
        confirmed: true,
    };
    let factors = [factor("2025-01-01", 17_500), factor("2026-01-01", 18_000)];
    assert_eq!(PriceFactor::on(&factors, day("2024-12-31")), None);
    assert_eq!(
        PriceFactor::on(&factors, day("2025-12-31"))
            .unwrap()
            .ten_thousandths,
        17_500
    );
    assert_eq!(
        PriceFactor::on(&factors, day("2026-01-01"))
            .unwrap()
            .ten_thousandths,
        18_000
    );
    assert_eq!(
        factors[0].price_for(Wage(Money(10_000))),
        Estimate(Price(Money(17_500)))
    );
    assert_eq!(
        factors[0].wage_from(Price(Money(17_500))),
        Estimate(Wage(Money(10_000)))
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(cents in -1_000_000_000_000i64..1_000_000_000_000, blank in "[ \u{a0}\u{202f}.]", mark in "[,.]") {
        prop_assume!(blank != mark);
        let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
        let digits = whole.to_string();
        let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
        let sign = if cents < 0 { "-" } else { "" };
        let text = format!("{sign}{}{mark}{rest:02}", grouped.join(&blank));
        prop_assert_eq!(amount(&text), Ok(cents), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9., €−-]{0,12}") {
        for &style in ColumnStyle::ALL {
            let _ = parse_amount(&text, style);
        }
        let _ = ColumnStyle::of([text.as_str()]);
    }

    #[test]
    fn the_price_asked_is_enough_for_the_wage(cents in 1i64..10_000_000, factor in 10_001i64..40_000) {
        let factor = PriceFactor { valid_from: NaiveDate::MIN, ten_thousandths: factor, source: String::new(), confirmed: true };
        let wage = Wage(Money(cents));
        let left = factor.wage_from(factor.price_for(wage).0).0;
        prop_assert!(left >= wage && left.0 - wage.0 <= Money(1));
    }
}
