//! How much an old fact still weighs: a table in millionths, one number a day of age, made by whole numbers alone.

/// Millionths in one.
pub const MILLION: i64 = 1_000_000;
/// The longest window that a policy may have, in months.
pub const LONGEST_MONTHS: u32 = 60;
/// The longest half-life that a policy may have, in days.
pub const LONGEST_HALF: u32 = 3_650;

/// Binary places of the fixed-point numbers below.
const PLACES: u32 = 62;
/// Binary digits of the exponent that are looked at: more than the table shows.
const DIGITS: u32 = 48;

/// What is left of a weight after each whole day, from 0 (all of it) to the last day that `months` can have:
/// a million halved every `half_days` days, rounded. Built from integer square roots, so that every machine gives the same table.
pub fn table(half_days: u32, months: u32) -> Vec<i64> {
    let half = u64::from(half_days.clamp(1, LONGEST_HALF));
    let last = u64::from(months.min(LONGEST_MONTHS)) * 31;
    let roots = roots();
    (0..=last).map(|day| left_after(day, half, &roots)).collect()
}

/// 2^(-1/2), 2^(-1/4), 2^(-1/8)… in fixed point.
fn roots() -> Vec<u128> {
    let mut roots = Vec::with_capacity(DIGITS as usize);
    let mut last: u128 = 1 << (PLACES - 1);
    for _ in 0..DIGITS {
        last = (last << PLACES).isqrt();
        roots.push(last);
    }
    roots
}

/// 2^(-day/half) in millionths, rounded: whole halvings by a shift, the rest by the binary digits of the exponent.
fn left_after(day: u64, half: u64, roots: &[u128]) -> i64 {
    let (whole, mut rest) = (day / half, day % half);
    let mut value: u128 = 1 << PLACES;
    for root in roots {
        rest *= 2;
        if rest >= half {
            rest -= half;
            value = (value * root) >> PLACES;
        }
    }
    let scaled = value * MILLION as u128;
    let shift = PLACES + u32::try_from(whole).unwrap_or(u32::MAX).min(60);
    i64::try_from((scaled + (1 << (shift - 1))) >> shift).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_left_after_twelve_months_a_quarter_after_twenty_four() {
        let table = table(365, 36);
        assert_eq!(table[0], 1_000_000);
        assert_eq!(table[365], 500_000);
        assert_eq!(table[730], 250_000);
        assert_eq!(table[1_095], 125_000);
        assert_eq!(table.len(), 36 * 31 + 1);
    }

    #[test]
    fn the_table_is_that_of_the_powers_of_two_to_the_last_millionth() {
        for half in [1_u32, 7, 182, 365, 366, 1_000] {
            for (day, left) in table(half, 36).into_iter().enumerate() {
                let exact = 1e6 * (-(day as f64) / f64::from(half)).exp2();
                assert!(
                    (left as f64 - exact).abs() <= 0.500_001,
                    "half {half} day {day}: {left} and {exact}"
                );
            }
        }
    }

    #[test]
    fn nothing_weighs_more_for_being_older() {
        assert!(table(365, 36).is_sorted_by(|a, b| a >= b));
    }
}
