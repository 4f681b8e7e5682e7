//! How a contract counts in the trends of payment: exact days, independent of the day on which they are read.
//!
//! What is paid counts by its delay, what is open by the day on which it is due: a reader on any day knows from both what
//! is late, and how long has been waited (`statistics.md` 7 and 8).

use super::control::Counted;
use super::duration::{Spell, Spells};
use super::series::MonthState;
use crate::contract::{Contract, ContractState, DebtState};
use crate::payment::{GRACE_DAYS, due_date, late_from};
use crate::{Money, Month};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What is counted of a contract, each with a day (or a number of days) and the price before VAT.
    LedgerSeries {
        /// Paid, by month due: the delay in days after due, negative when early.
        DelayEnded = "delay_ended",
        /// Not paid, by month due: the number of the day on which it is due.
        DelayOpen = "delay_open",
        /// Written off or bankrupt, by month due: the number of the day on which it was due.
        DelayNever = "delay_never",
        /// In no rate, by month due: the place of its [`Outside`].
        Outside = "outside",
        /// Becomes owed, by month of the invoice: its day.
        OpenIn = "open_in",
        /// Is owed no more, by month paid: the day.
        OpenOut = "open_out",
        /// Becomes late money, by month of its eighth day after due: that day.
        OverdueIn = "overdue_in",
        /// Is late money no more, by month paid: the day.
        OverdueOut = "overdue_out",
    }
}

words! {
    /// Why an invoice stands outside every rate.
    Outside {
        Disputed = "disputed",
        /// Another line takes it back.
        TakenBack = "taken_back",
        Consumer = "consumer",
        /// Paid, on a day that nobody knows.
        Undated = "undated",
    }
}

/// One place in which a contract counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerCount {
    pub series: LedgerSeries,
    pub month: Month,
    /// Days, or the number of a day.
    pub value: i64,
}

/// The number of a day: differences of two are days.
pub fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// Everywhere a contract counts. Nothing for drafts, and for lines that take others back: the line taken back is counted.
pub fn counted_as(contract: &Contract) -> Vec<LedgerCount> {
    let mut counts = Vec::new();
    if !contract.is_fact() || contract.state == ContractState::Refunded {
        return counts;
    }
    by_due_month(contract, &mut counts);
    if contract.counts() && !contract.debt.is_lost() {
        as_money(contract, &mut counts);
    }
    counts
}

fn by_due_month(contract: &Contract, counts: &mut Vec<LedgerCount>) {
    let Some(due) = due_date(contract).map(|due| due.on) else {
        return;
    };
    let outside = |why: Outside| (LedgerSeries::Outside, why as i64);
    let (series, value) = if contract.consumer {
        outside(Outside::Consumer)
    } else if contract.taken_back {
        outside(Outside::TakenBack)
    } else if contract.is_disputed() {
        outside(Outside::Disputed)
    } else if let Some(paid) = contract.paid_on {
        (LedgerSeries::DelayEnded, (paid - due).num_days())
    } else if contract.state == ContractState::Paid || contract.debt == DebtState::Paid {
        outside(Outside::Undated)
    } else if contract.debt.is_lost() {
        (LedgerSeries::DelayNever, day_number(due))
    } else {
        (LedgerSeries::DelayOpen, day_number(due))
    };
    counts.push(LedgerCount {
        series,
        month: Month::of(due),
        value,
    });
}

/// What comes into a stock of money and goes out of it; what is paid on an unknown day was never in it.
fn as_money(contract: &Contract, counts: &mut Vec<LedgerCount>) {
    let is_paid = contract.state == ContractState::Paid || contract.debt == DebtState::Paid;
    if contract.paid_on.is_none() && is_paid {
        return;
    }
    let mut flow = |into: LedgerSeries, out: LedgerSeries, from: Option<NaiveDate>| {
        let Some(from) = from.filter(|from| contract.paid_on.is_none_or(|paid| paid >= *from)) else {
            return;
        };
        let mut push = |series, day: NaiveDate| {
            counts.push(LedgerCount {
                series,
                month: Month::of(day),
                value: day_number(day),
            });
        };
        push(into, from);
        if let Some(paid) = contract.paid_on {
            push(out, paid);
        }
    };
    let owed_from = contract.invoiced_on.or(contract.received_on);
    flow(LedgerSeries::OpenIn, LedgerSeries::OpenOut, owed_from);
    if !contract.is_disputed() {
        flow(
            LedgerSeries::OverdueIn,
            LedgerSeries::OverdueOut,
            late_from(contract),
        );
    }
}

/// One bar of an exact histogram, as the aggregates give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    pub month: Month,
    pub cell: String,
    pub value: i64,
    /// Invoices.
    pub n: i64,
    /// Their price before VAT, in cents.
    pub cents: i64,
}

/// The three series of delays, as read.
#[derive(Debug, Clone, Copy)]
pub struct Delays<'a> {
    pub ended: &'a [Bar],
    pub open: &'a [Bar],
    pub never: &'a [Bar],
}

/// Delays of the invoices due in one month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueMonth {
    /// Of the invoices due by today.
    pub late: Counted,
    /// The same in cents: late, of due.
    pub late_cents: Counted,
    /// Days after due, with those still open or never paid.
    pub delays: Spells,
    /// The delays of the late ones alone.
    pub late_delays: Spells,
}

impl DueMonth {
    fn count(&mut self, spell: Spell, is_due: bool, is_late: bool, bar: &Bar) {
        self.delays.add(spell, bar.n);
        if is_due {
            self.late += Counted::new(if is_late { bar.n } else { 0 }, bar.n);
            self.late_cents += Counted::new(if is_late { bar.cents } else { 0 }, bar.cents);
        }
        if is_late {
            self.late_delays.add(spell, bar.n);
        }
    }

    /// Both together: of a quarter, of a year.
    pub fn merge(&mut self, other: &Self) {
        self.late += other.late;
        self.late_cents += other.late_cents;
        self.delays.merge(&other.delays);
        self.late_delays.merge(&other.late_delays);
    }
}

/// The three series one after the other: each bar with what it tells on `today`.
fn judged<'a>(delays: Delays<'a>, today: NaiveDate) -> impl Iterator<Item = (&'a Bar, Judged)> {
    let now = day_number(today);
    let ended = delays.ended.iter().map(|bar| {
        let judged = Judged {
            spell: Spell::Ended { days: bar.value },
            is_due: true,
            is_late: bar.value > GRACE_DAYS,
        };
        (bar, judged)
    });
    let waited = move |bar: &Bar| now - bar.value;
    let unpaid = move |bar: &'a Bar, spell: Spell| {
        let judged = Judged {
            spell,
            is_due: waited(bar) > 0,
            is_late: waited(bar) > GRACE_DAYS,
        };
        (bar, judged)
    };
    let open = delays
        .open
        .iter()
        .map(move |bar| unpaid(bar, Spell::Open { days: waited(bar) }));
    let never = delays.never.iter().map(move |bar| unpaid(bar, Spell::Never));
    ended.chain(open).chain(never)
}

/// What a bar tells on a day: how long its invoices waited, and whether they are due, and late.
#[derive(Clone, Copy)]
struct Judged {
    spell: Spell,
    is_due: bool,
    is_late: bool,
}

/// The invoices due in each month, by cell, as known on `today`.
pub fn by_due(delays: Delays<'_>, today: NaiveDate) -> BTreeMap<(String, Month), DueMonth> {
    let mut months: BTreeMap<(String, Month), DueMonth> = BTreeMap::new();
    for (
        bar,
        Judged {
            spell,
            is_due,
            is_late,
        },
    ) in judged(delays, today)
    {
        months
            .entry((bar.cell.clone(), bar.month))
            .or_default()
            .count(spell, is_due, is_late, bar);
    }
    months
}

/// Late of due in one month of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateOfDue {
    pub month: Month,
    pub cell: String,
    /// Of the invoices due by today.
    pub late: Counted,
    /// The same in cents.
    pub late_cents: Counted,
}

/// Late of due by month and cell, as known on `today`: what [`by_due`] counts, without its days. For all months since the
/// beginning.
pub fn late_of_due(delays: Delays<'_>, today: NaiveDate) -> Vec<LateOfDue> {
    let mut counts: BTreeMap<(Month, &str), (Counted, Counted)> = BTreeMap::new();
    for (bar, judged) in judged(delays, today).filter(|(_, judged)| judged.is_due) {
        let (late, late_cents) = counts.entry((bar.month, &bar.cell)).or_default();
        let hits = |of: i64| Counted::new(if judged.is_late { of } else { 0 }, of);
        *late += hits(bar.n);
        *late_cents += hits(bar.cents);
    }
    let late_of_due = |((month, cell), (late, late_cents)): ((Month, &str), _)| LateOfDue {
        month,
        cell: cell.to_owned(),
        late,
        late_cents,
    };
    counts.into_iter().map(late_of_due).collect()
}

/// One cell's months in order from `first` to `last`, with their state on `today`; months without an invoice are there.
pub fn series(
    months: &BTreeMap<(String, Month), DueMonth>,
    cell: &str,
    first: Month,
    last: Month,
    today: NaiveDate,
) -> Vec<(Month, MonthState, DueMonth)> {
    let of = |month| months.get(&(cell.to_owned(), month)).cloned().unwrap_or_default();
    first
        .through(last)
        .map(|month| (month, MonthState::of(month, today), of(month)))
        .collect()
}

/// A stock of money at the end of a month, and what moved in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MoneyMonth {
    pub came: Money,
    pub went: Money,
    pub end: Money,
    /// Invoices in it at the end.
    pub invoices: i64,
}

/// The stock at the end of each month from `first` to `last`, from all flows since the beginning, and as it is on
/// `today` for the month that is under way. `start + came − went = end`, always.
pub fn money_stock(
    came: &[Bar],
    went: &[Bar],
    first: Month,
    last: Month,
    today: NaiveDate,
) -> Vec<(Month, MoneyMonth)> {
    let now = day_number(today);
    let mut flows: BTreeMap<Month, (i64, i64, i64)> = BTreeMap::new();
    for bar in came.iter().filter(|bar| bar.value <= now) {
        let flow = flows.entry(bar.month).or_default();
        *flow = (flow.0 + bar.cents, flow.1, flow.2 + bar.n);
    }
    for bar in went.iter().filter(|bar| bar.value <= now) {
        let flow = flows.entry(bar.month).or_default();
        *flow = (flow.0, flow.1 + bar.cents, flow.2 - bar.n);
    }
    let before = flows.range(..first).map(|(_, flow)| (flow.0 - flow.1, flow.2));
    let (mut end, mut invoices) = before.fold((0, 0), |sum, flow| (sum.0 + flow.0, sum.1 + flow.1));
    let month = |month| {
        let (came, went, n) = flows.get(&month).copied().unwrap_or_default();
        end += came - went;
        invoices += n;
        let stock = MoneyMonth {
            came: Money(came),
            went: Money(went),
            end: Money(end),
            invoices,
        };
        (month, stock)
    };
    first.through(last).map(month).collect()
}

#[cfg(test)]
mod tests;
