//! When an invoice is due, when it is late, what interest the law gives, and the payment record.
//!
//! Law of 2 August 2002 on late payment, as in force since 1 February 2022: 30 days from receipt, 60 at most where
//! agreed; a longer term is void and falls back to 30. Consumers are outside.

use crate::client::PaymentCounts;
use crate::contract::{Contract, ContractState, DebtState};
use crate::{Money, Month};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days that the law gives where nothing valid is agreed.
pub const LAWFUL_DAYS: u64 = 30;
/// The longest term that can be agreed, in days.
pub const LONGEST_AGREED_DAYS: u64 = 60;
/// Days after due from which an invoice not paid in full is called late.
pub const GRACE_DAYS: i64 = 7;
/// Lump sum for the cost of recovery.
pub const LUMP_SUM: Money = Money(4_000);

words! {
    /// From which day the term is counted.
    Basis {
        /// The client received the invoice on a known day.
        Receipt = "receipt",
        /// The day of receipt is not known: from the day of the invoice, and the page says so.
        Invoice = "invoice",
        /// Neither is known: the agreed date as it is.
        Agreed = "agreed",
    }
}

/// When an invoice is due, and why then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDate {
    /// The earlier of the agreed and the lawful date.
    pub on: NaiveDate,
    pub basis: Basis,
    /// The agreed term in days, counted from the day of the invoice (else of receipt).
    pub agreed_days: Option<i64>,
    /// The agreed term was longer than the law allows, and is void.
    pub agreed_void: bool,
}

/// When a contract's invoice is due; `None` while it has neither invoice, receipt nor agreed date.
pub fn due_date(contract: &Contract) -> Option<DueDate> {
    due(contract.invoiced_on, contract.received_on, contract.agreed_due_on)
}

/// When an invoice is due, from its three dates.
pub fn due(
    invoiced_on: Option<NaiveDate>,
    received_on: Option<NaiveDate>,
    agreed_due_on: Option<NaiveDate>,
) -> Option<DueDate> {
    let Some((start, basis)) = received_on
        .map(|day| (day, Basis::Receipt))
        .or(invoiced_on.map(|day| (day, Basis::Invoice)))
    else {
        return agreed_due_on.map(|on| DueDate {
            on,
            basis: Basis::Agreed,
            agreed_days: None,
            agreed_void: false,
        });
    };
    let agreed_days = agreed_due_on.map(|agreed| days_between(invoiced_on.unwrap_or(start), agreed));
    let agreed_void = agreed_due_on.is_some_and(|agreed| agreed > start + Days::new(LONGEST_AGREED_DAYS));
    let on = agreed_due_on
        .filter(|_| !agreed_void)
        .unwrap_or(start + Days::new(LAWFUL_DAYS));
    Some(DueDate {
        on,
        basis,
        agreed_days,
        agreed_void,
    })
}

/// The month in which an invoice counts as due: payment charts group by it.
pub fn due_month(contract: &Contract) -> Option<Month> {
    due_date(contract).map(|due| Month::of(due.on))
}

fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// How an invoice stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "payment", rename_all = "snake_case")]
pub enum Payment {
    /// Draft, refunded, taken back, disputed, a consumer's, or without a due date: in no rate.
    Outside,
    /// Paid in full, this many days after due (negative when early).
    Paid { delay: i64 },
    /// Said to be paid, on an unknown day: neither late nor in a band.
    PaidUndated,
    /// Not paid, and not yet due (0) or due for this many days.
    Unpaid { days_past_due: i64 },
}

/// How a contract's invoice stands on `today`; a payment after `today` is not yet known.
pub fn payment(contract: &Contract, today: NaiveDate) -> Payment {
    let Some(due) = due_date(contract).filter(|_| contract.counts() && !contract.is_disputed()) else {
        return Payment::Outside;
    };
    match contract.paid_on {
        Some(paid) if paid <= today => Payment::Paid {
            delay: days_between(due.on, paid),
        },
        None if contract.state == ContractState::Paid || contract.debt == DebtState::Paid => {
            Payment::PaidUndated
        }
        _ => Payment::Unpaid {
            days_past_due: days_between(due.on, today).max(0),
        },
    }
}

impl Payment {
    /// Not paid in full 7 days after due.
    pub const fn is_late(self) -> bool {
        match self {
            Self::Paid { delay } => delay > GRACE_DAYS,
            Self::Unpaid { days_past_due } => days_past_due > GRACE_DAYS,
            Self::Outside | Self::PaidUndated => false,
        }
    }

    /// Due and still not paid.
    pub const fn is_overdue(self) -> bool {
        matches!(self, Self::Unpaid { days_past_due } if days_past_due > 0)
    }

    /// The band it counts in: by how many days after due it was paid, or has been waited for.
    pub const fn band(self) -> Option<PaymentBand> {
        match self {
            Self::Paid { delay } => Some(PaymentBand::of(delay)),
            Self::Unpaid { days_past_due } if days_past_due > 0 => Some(PaymentBand::of(days_past_due)),
            Self::Unpaid { .. } | Self::Outside | Self::PaidUndated => None,
        }
    }
}

/// Not paid in full 7 days after the earlier of the agreed and the lawful due date. Never for a disputed, refunded,
/// taken back or draft contract, nor for a consumer's.
pub fn late_on(contract: &Contract, today: NaiveDate) -> bool {
    payment(contract, today).is_late()
}

/// Counts as overdue money on the client's card: late, not paid, and not lost. What was written off, or is owed by a bankrupt
/// client, is lost: it stands apart (`statistics.md` 7).
pub fn is_overdue_money(contract: &Contract, today: NaiveDate) -> bool {
    contract.paid_on.is_none() && !contract.debt.is_lost() && late_on(contract, today)
}

/// Due before `today` and not paid.
pub fn overdue_on(contract: &Contract, today: NaiveDate) -> bool {
    payment(contract, today).is_overdue()
}

/// The first day on which an unpaid contract counts as late: the daily job turns it then.
pub fn late_from(contract: &Contract) -> Option<NaiveDate> {
    due_date(contract).map(|due| due.on + Days::new(GRACE_DAYS as u64 + 1))
}

words! {
    /// Bands of the payment record, by whole days after due. The first seven days of `1_30` are not yet "late".
    PaymentBand { OnTime = "on_time", Days1To30 = "1_30", Days31To60 = "31_60", Over60 = "over_60" }
}

impl PaymentBand {
    /// The band of a delay in days after due, negative when early.
    pub const fn of(delay: i64) -> Self {
        match delay {
            ..=0 => Self::OnTime,
            1..=30 => Self::Days1To30,
            31..=60 => Self::Days31To60,
            _ => Self::Over60,
        }
    }
}

/// Invoices of one client as counted on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaymentRecord {
    pub on_time: i64,
    /// 1 to 30 days after due.
    pub late_30: i64,
    /// 31 to 60 days after due.
    pub late_60: i64,
    pub late_over_60: i64,
    /// Of these, paid or waited for more than 7 days after due.
    pub late: i64,
    /// Of these, due and not paid.
    pub overdue: i64,
    /// Not yet due: in no band.
    pub pending: i64,
    /// Draft, disputed, refunded, consumer, undated: in no rate, counted apart.
    pub outside: i64,
    /// Not paid, whether due or not, before VAT.
    pub open_amount: Money,
    /// Due and not paid, before VAT.
    pub overdue_amount: Money,
}

impl PaymentRecord {
    /// The record of these contracts as known on `today`.
    pub fn of<'a>(contracts: impl IntoIterator<Item = &'a Contract>, today: NaiveDate) -> Self {
        let mut record = Self::default();
        for contract in contracts {
            record.count(contract, today);
        }
        record
    }

    /// Counts one more contract.
    pub fn count(&mut self, contract: &Contract, today: NaiveDate) {
        let payment = payment(contract, today);
        match payment.band() {
            Some(PaymentBand::OnTime) => self.on_time += 1,
            Some(PaymentBand::Days1To30) => self.late_30 += 1,
            Some(PaymentBand::Days31To60) => self.late_60 += 1,
            Some(PaymentBand::Over60) => self.late_over_60 += 1,
            None if matches!(payment, Payment::Unpaid { .. }) => self.pending += 1,
            None => self.outside += 1,
        }
        self.late += i64::from(payment.is_late());
        if matches!(payment, Payment::Unpaid { .. }) {
            self.open_amount += contract.price.0;
        }
        if payment.is_overdue() {
            self.overdue += 1;
            self.overdue_amount += contract.price.0;
        }
    }

    /// Invoices that fell due: the denominator of every share.
    pub const fn due(&self) -> i64 {
        self.on_time + self.late_30 + self.late_60 + self.late_over_60
    }

    /// The bands as the client's card holds them.
    pub const fn counts(&self, members: i64) -> PaymentCounts {
        PaymentCounts {
            on_time: self.on_time,
            late_30: self.late_30,
            late_60: self.late_60,
            late_over_60: self.late_over_60,
            members,
        }
    }
}

/// The legal rate of a half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterestRate {
    /// First day on which it counts.
    pub from: NaiveDate,
    /// Last day on which it counts.
    pub to: NaiveDate,
    /// Per year; 10.5 % is 1,050.
    pub basis_points: i64,
    /// Read in an official notice; otherwise staff have to confirm it.
    pub confirmed: bool,
}

/// One half-year's share of the interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterestPiece {
    pub from: NaiveDate,
    /// Last day counted.
    pub to: NaiveDate,
    pub days: i64,
    pub basis_points: i64,
}

/// What the law adds to an unpaid or late invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatutoryInterest {
    pub pieces: Vec<InterestPiece>,
    /// Simple interest on 365 days, rounded once.
    pub interest: Money,
    /// EUR 40 as soon as the invoice is a day past due.
    pub lump_sum: Money,
    /// Every rate used is confirmed.
    pub confirmed: bool,
}

impl StatutoryInterest {
    pub fn total(&self) -> Money {
        self.interest + self.lump_sum
    }
}

/// A day for which no rate is known: nothing is computed rather than guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no legal interest rate for {0}")]
pub struct NoRate(pub NaiveDate);

/// The first day, from this one on, for which no rate is known.
pub fn first_day_without_rate(from: NaiveDate, rates: &[InterestRate]) -> NaiveDate {
    let mut day = from;
    while let Some(rate) = rates.iter().find(|rate| rate.from <= day && day <= rate.to) {
        day = rate.to + Days::new(1);
    }
    day
}

/// Interest on `principal` from the day after `due` up to and with `until`, piece by piece for each rate.
pub fn statutory_interest(
    principal: Money,
    due: NaiveDate,
    until: NaiveDate,
    rates: &[InterestRate],
) -> Result<StatutoryInterest, NoRate> {
    let mut pieces = Vec::new();
    let mut confirmed = true;
    let mut from = due + Days::new(1);
    while from <= until {
        let rate = rates
            .iter()
            .find(|rate| rate.from <= from && from <= rate.to)
            .ok_or(NoRate(from))?;
        let to = rate.to.min(until);
        confirmed &= rate.confirmed;
        pieces.push(InterestPiece {
            from,
            to,
            days: days_between(from, to) + 1,
            basis_points: rate.basis_points,
        });
        from = to + Days::new(1);
    }
    let rate_days: i64 = pieces.iter().map(|piece| piece.days * piece.basis_points).sum();
    Ok(StatutoryInterest {
        interest: principal.scaled(rate_days, 10_000 * 365),
        lump_sum: if pieces.is_empty() { Money::ZERO } else { LUMP_SUM },
        pieces,
        confirmed,
    })
}

/// Interest that a contract's client owes on `today`: `None` if it is not due, in time, disputed or outside the law.
pub fn interest_on(
    contract: &Contract,
    today: NaiveDate,
    rates: &[InterestRate],
) -> Option<Result<StatutoryInterest, NoRate>> {
    let due = due_date(contract)?.on;
    let until = match payment(contract, today) {
        Payment::Paid { delay } if delay > 0 => contract.paid_on?,
        Payment::Unpaid { days_past_due } if days_past_due > 0 => today,
        _ => return None,
    };
    Some(statutory_interest(contract.price.0, due, until, rates))
}

#[cfg(test)]
mod tests;
