//! A formal notice (mise en demeure): the invoices, the interest that the law adds to date, EUR 40 for each, the total and
//! the day by which it is to be paid. It is frozen as it was sent.

use super::LEAST_DEADLINE;
use crate::client::Address;
use crate::payment::{InterestPiece, NoRate, statutory_interest};
use crate::{ClientId, FormalNoticeId, Lang, Money, PersonId};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The most that a notice leaves to pay, in days.
pub const LONGEST_DEADLINE: u64 = 90;

/// An invoice that is claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The cooperative's own reference.
    pub reference: String,
    pub invoiced_on: Option<NaiveDate>,
    pub due_on: NaiveDate,
    /// Before VAT.
    pub amount: Money,
}

/// The same with what the law adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    pub reference: String,
    pub invoiced_on: Option<NaiveDate>,
    pub due_on: NaiveDate,
    pub amount: Money,
    /// One piece for each half-year, with its rate.
    pub pieces: Vec<InterestPiece>,
    pub interest: Money,
    pub lump_sum: Money,
}

/// What a notice claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    pub lines: Vec<NoticeLine>,
    pub principal: Money,
    pub interest: Money,
    pub lump_sums: Money,
    pub total: Money,
    /// Every rate used was read in its official notice.
    pub confirmed: bool,
    /// Invoices between businesses: to whom, as they were named on that day.
    pub name: String,
    pub number: String,
    pub address: Address,
}

/// Who is addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    pub name: String,
    pub number: String,
    pub address: Address,
}

/// Counts a notice out to the day on which it is sent; nothing is guessed where a rate is missing.
pub fn claimed(
    claims: &[Claim],
    debtor: Debtor,
    on: NaiveDate,
    rates: &[crate::payment::InterestRate],
) -> Result<Claimed, NoRate> {
    let mut all = Claimed {
        lines: Vec::with_capacity(claims.len()),
        principal: Money::ZERO,
        interest: Money::ZERO,
        lump_sums: Money::ZERO,
        total: Money::ZERO,
        confirmed: true,
        name: debtor.name,
        number: debtor.number,
        address: debtor.address,
    };
    for claim in claims {
        let law = statutory_interest(claim.amount, claim.due_on, on, rates)?;
        all.principal += claim.amount;
        all.interest += law.interest;
        all.lump_sums += law.lump_sum;
        all.confirmed &= law.confirmed;
        all.lines.push(NoticeLine {
            reference: claim.reference.clone(),
            invoiced_on: claim.invoiced_on,
            due_on: claim.due_on,
            amount: claim.amount,
            interest: law.interest,
            lump_sum: law.lump_sum,
            pieces: law.pieces,
        });
    }
    all.total = all.principal + all.interest + all.lump_sums;
    Ok(all)
}

/// The deadline that a notice sent on a day proposes.
pub fn usual_deadline(on: NaiveDate) -> NaiveDate {
    on + Days::new(15)
}

/// Does this deadline leave at least eight days, and at most ninety?
pub fn is_deadline(on: NaiveDate, deadline: NaiveDate) -> bool {
    (on + Days::new(LEAST_DEADLINE)..=on + Days::new(LONGEST_DEADLINE)).contains(&deadline)
}

/// A notice that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormalNotice {
    pub id: FormalNoticeId,
    pub client: ClientId,
    pub sent_on: NaiveDate,
    pub deadline_on: NaiveDate,
    /// The client's.
    pub language: Lang,
    pub claimed: Claimed,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// A notice in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSummary {
    pub id: FormalNoticeId,
    pub sent_on: NaiveDate,
    pub deadline_on: NaiveDate,
    pub total: Money,
    pub by_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::InterestRate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rate(from: &str, to: &str, basis_points: i64, confirmed: bool) -> InterestRate {
        InterestRate {
            from: day(from),
            to: day(to),
            basis_points,
            confirmed,
        }
    }

    fn debtor() -> Debtor {
        Debtor {
            name: "Rapid Courses SRL".into(),
            number: "0999.100.295".into(),
            address: Address {
                street: "Rue Haute 1".into(),
                postcode: "1000".into(),
                municipality: "Bruxelles".into(),
                country: "BE".into(),
            },
        }
    }

    fn claim(reference: &str, due: &str, cents: i64) -> Claim {
        Claim {
            reference: reference.into(),
            invoiced_on: None,
            due_on: day(due),
            amount: Money(cents),
        }
    }

    #[test]
    fn a_notice_adds_interest_by_half_year_and_forty_euros_an_invoice() {
        let rates = [
            rate("2024-07-01", "2024-12-31", 1_250, true),
            rate("2025-01-01", "2025-06-30", 1_150, true),
        ];
        let claims = [
            claim("CT-1", "2024-12-21", 100_000),
            claim("CT-2", "2025-01-10", 50_000),
        ];
        let all = claimed(&claims, debtor(), day("2025-01-10"), &rates).unwrap();
        // 1,000 × (10 × 12.5 % + 10 × 11.5 %) / 365; the second is due today and owes nothing more yet.
        assert_eq!(all.lines[0].interest, Money(658));
        let pieces: Vec<_> = all.lines[0]
            .pieces
            .iter()
            .map(|p| (p.days, p.basis_points))
            .collect();
        assert_eq!(pieces, [(10, 1_250), (10, 1_150)]);
        assert_eq!(all.lines[1].lump_sum, Money::ZERO);
        assert_eq!(all.total, Money(100_000 + 50_000 + 658 + 4_000));
        assert!(all.confirmed);
    }

    #[test]
    fn without_a_rate_no_notice_is_counted_out() {
        let rates = [rate("2024-07-01", "2024-12-31", 1_250, true)];
        let claims = [claim("CT-1", "2024-12-21", 100_000)];
        assert_eq!(
            claimed(&claims, debtor(), day("2025-01-10"), &rates),
            Err(NoRate(day("2025-01-01")))
        );
    }

    #[test]
    fn a_deadline_leaves_eight_days_and_no_more_than_ninety() {
        let on = day("2026-03-01");
        for (deadline, good) in [
            ("2026-03-08", false),
            ("2026-03-09", true),
            ("2026-05-30", true),
            ("2026-05-31", false),
        ] {
            assert_eq!(is_deadline(on, day(deadline)), good, "{deadline}");
        }
        assert!(is_deadline(on, usual_deadline(on)));
    }
}
