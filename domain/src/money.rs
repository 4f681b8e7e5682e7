//! Money in whole cents; what the client pays and what the member gets are different types.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in euro cents. Sums stop at the largest amount (92 thousand million million euros) rather than wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// What the client pays, before VAT, in euro cents. Never mixed with a wage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Price(pub Money);

/// What the member gets, gross, in euro cents, for one unit of work unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wage(pub Money);

impl Money {
    pub const ZERO: Self = Self(0);

    pub const fn cents(self) -> i64 {
        self.0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Times `numerator / denominator`, to the nearest cent, halves away from zero. A zero denominator gives zero.
    pub fn scaled(self, numerator: i64, denominator: i64) -> Self {
        Self(ratio(self.0, numerator, denominator, Rounding::Nearest))
    }

    /// Times `numerator / denominator`, to the next cent upwards: for what must not be less.
    pub fn scaled_up(self, numerator: i64, denominator: i64) -> Self {
        Self(ratio(self.0, numerator, denominator, Rounding::Up))
    }
}

#[derive(Clone, Copy)]
enum Rounding {
    Nearest,
    Up,
}

fn ratio(amount: i64, numerator: i64, denominator: i64, rounding: Rounding) -> i64 {
    if denominator == 0 {
        return 0;
    }
    let product = i128::from(amount) * i128::from(numerator) * i128::from(denominator.signum());
    let by = i128::from(denominator).abs();
    let rounded = match rounding {
        Rounding::Nearest => (2 * product.abs() + by) / (2 * by) * product.signum(),
        Rounding::Up => product.div_euclid(by) + i128::from(product.rem_euclid(by) > 0),
    };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Wage {
    /// What is earned for so many hundredths of a unit.
    pub fn for_units(self, hundredths: i64) -> Money {
        self.0.scaled(hundredths, 100)
    }
}

/// A figure that a factor gave: shown with "estimated" beside it, never as a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Estimate<T>(pub T);

/// The dated factor that turns a wage into a price: 1.75 is kept as 17,500 ten-thousandths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFactor {
    pub valid_from: NaiveDate,
    /// Price for one euro of gross wage, in ten-thousandths; more than 10,000.
    pub ten_thousandths: i64,
    pub source: String,
    pub confirmed: bool,
}

impl PriceFactor {
    /// The factor in force on a day: the newest that had begun.
    pub fn on(factors: &[Self], day: NaiveDate) -> Option<&Self> {
        factors
            .iter()
            .filter(|factor| factor.valid_from <= day)
            .max_by_key(|factor| factor.valid_from)
    }

    /// The wage that a price leaves, to the nearest cent.
    pub fn wage_from(&self, price: Price) -> Estimate<Wage> {
        Estimate(Wage(price.0.scaled(10_000, self.ten_thousandths)))
    }

    /// The price to ask for a wage, rounded up so that it is enough.
    pub fn price_for(&self, wage: Wage) -> Estimate<Price> {
        Estimate(Price(wage.0.scaled_up(self.ten_thousandths, 10_000)))
    }
}

words! {
    /// Which mark stands before the cents in a column of amounts, as far as its lines say so.
    ColumnStyle {
        /// No line says it, or they contradict each other.
        Unknown = "unknown",
        DecimalComma = "decimal_comma",
        DecimalPoint = "decimal_point",
    }
}

words! {
    /// Why a text is no amount.
    AmountError {
        Empty = "empty",
        /// Something other than digits, blanks, a comma, a point, a minus and the euro sign.
        NotANumber = "not_a_number",
        /// Thousands that are not in threes.
        Grouping = "grouping",
        /// More than two digits after the decimal mark.
        TooPrecise = "too_precise",
        /// `1.250` can be 1,250 or 1 and a quarter: whoever wrote it must say.
        Ambiguous = "ambiguous",
        TooLarge = "too_large",
    }
}

impl std::error::Error for AmountError {}

impl ColumnStyle {
    /// What the lines of a column say: a mark before one or two last digits is its decimal mark, a mark that repeats
    /// is its thousands mark. Lines that disagree say nothing.
    pub fn of<'a>(column: impl IntoIterator<Item = &'a str>) -> Self {
        let mut said = None;
        for style in column.into_iter().filter_map(Self::of_one) {
            match said {
                None => said = Some(style),
                Some(other) if other != style => return Self::Unknown,
                Some(_) => {}
            }
        }
        said.unwrap_or(Self::Unknown)
    }

    fn of_one(text: &str) -> Option<Self> {
        let number = text
            .trim()
            .trim_end_matches("EUR")
            .trim_end_matches('€')
            .trim_end();
        let (mark, at) = last_mark(number)?;
        let other = if mark == ',' { '.' } else { ',' };
        let decimals = number.len() - at - 1;
        let repeats = number.matches(mark).count() > 1;
        let is_decimal =
            !repeats && ((1..=2).contains(&decimals) || (number.contains(other) && decimals != 3));
        match (if is_decimal { mark } else { other }, is_decimal || repeats) {
            (',', true) => Some(Self::DecimalComma),
            (_, true) => Some(Self::DecimalPoint),
            _ => None,
        }
    }
}

fn last_mark(number: &str) -> Option<(char, usize)> {
    let at = number.rfind([',', '.'])?;
    Some((
        if number.as_bytes().get(at) == Some(&b',') {
            ','
        } else {
            '.'
        },
        at,
    ))
}

/// Reads an amount as people type it: decimal comma or point, thousands by blank, narrow blank, point or none.
///
/// A point or comma before exactly three last digits is a thousands mark only if the amount has both marks, the mark
/// repeats, or the column's other lines say so; otherwise the answer is [`AmountError::Ambiguous`].
pub fn parse_amount(text: &str, style: ColumnStyle) -> Result<Money, AmountError> {
    parse_hundredths(text, style).map(Money)
}

/// The same for any number with two decimals: units of work in hundredths.
pub fn parse_hundredths(text: &str, style: ColumnStyle) -> Result<i64, AmountError> {
    let (negative, number) = signed(text)?;
    let (whole, decimals) = split_decimals(&number, style)?;
    let whole = ungrouped(whole)?;
    if whole.is_empty() && decimals.is_empty() {
        return Err(AmountError::NotANumber);
    }
    let digits = format!("{whole}{decimals:0<2}");
    let amount: i64 = digits.parse().map_err(|_| AmountError::TooLarge)?;
    Ok(if negative { -amount } else { amount })
}

/// The sign and the digits with their marks; every kind of blank becomes a plain one.
fn signed(text: &str) -> Result<(bool, String), AmountError> {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_whitespace() || c == '\u{2060}' {
                ' '
            } else {
                c
            }
        })
        .collect();
    let bare = plain
        .trim()
        .trim_start_matches('€')
        .trim_start_matches("EUR")
        .trim_start();
    let (negative, bare) = match bare.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, bare),
    };
    let bare = bare
        .trim_start_matches('€')
        .trim_end_matches('€')
        .trim_end_matches("EUR")
        .trim();
    if bare.is_empty() {
        return Err(if negative {
            AmountError::NotANumber
        } else {
            AmountError::Empty
        });
    }
    if bare
        .chars()
        .any(|c| !c.is_ascii_digit() && !matches!(c, ' ' | ',' | '.'))
    {
        return Err(AmountError::NotANumber);
    }
    Ok((negative, bare.to_owned()))
}

/// The part before the decimal mark, still grouped, and the digits after it.
fn split_decimals(number: &str, style: ColumnStyle) -> Result<(&str, &str), AmountError> {
    let Some((mark, at)) = last_mark(number) else {
        return Ok((number, ""));
    };
    let (before, after) = (&number[..at], &number[at + 1..]);
    let both = number.contains(',') && number.contains('.');
    if number.matches(mark).count() > 1 {
        // A decimal mark stands once: this one parts thousands, and no other mark may follow or precede it.
        return if both {
            Err(AmountError::Grouping)
        } else {
            Ok((number, ""))
        };
    }
    if after.contains(' ') {
        return Err(AmountError::Grouping);
    }
    match after.len() {
        0 => Err(AmountError::NotANumber),
        1 | 2 => Ok((before, after)),
        3 if both => Err(AmountError::Ambiguous),
        3 if could_be_thousands(before) => match (style, mark) {
            (ColumnStyle::DecimalComma, '.') | (ColumnStyle::DecimalPoint, ',') => Ok((number, "")),
            (ColumnStyle::Unknown, _) => Err(AmountError::Ambiguous),
            _ => Err(AmountError::TooPrecise),
        },
        _ => Err(AmountError::TooPrecise),
    }
}

/// One to three digits, not all of them zero, as thousands are written.
fn could_be_thousands(before: &str) -> bool {
    (1..=3).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit()) && !before.starts_with('0')
}

/// The digits of a whole number whose thousands, if parted, are parted by one and the same mark.
fn ungrouped(whole: &str) -> Result<String, AmountError> {
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Ok(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let first = groups.first().copied().unwrap_or_default();
    let in_threes = (1..=3).contains(&first.len())
        && groups[1..].iter().all(|group| group.len() == 3)
        && groups
            .iter()
            .all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    if in_threes {
        Ok(groups.concat())
    } else {
        Err(AmountError::Grouping)
    }
}

#[cfg(test)]
mod tests;
