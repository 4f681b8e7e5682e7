use super::*;
use crate::contract::WageUnit;
use crate::payment::{PaymentRecord, payment};
use crate::trend::duration::payment_delay;
use crate::{Price, Wage};
use chrono::Days;
use proptest::prelude::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

/// Invoiced so many days ago, paid so many days after that, due 30 days after the invoice.
fn contract(invoiced_ago: u64, paid_after: Option<u64>, state: ContractState, debt: DebtState) -> Contract {
    let invoiced = TODAY - Days::new(invoiced_ago);
    Contract {
        reference: "C".to_owned(),
        state,
        debt,
        start_on: invoiced,
        end_on: invoiced,
        unit: WageUnit::Day,
        units: 100,
        wage: Wage(Money(10_000)),
        price: Price(Money(20_000)),
        invoiced_on: Some(invoiced),
        received_on: None,
        agreed_due_on: None,
        paid_on: paid_after.map(|days| invoiced + Days::new(days)),
        consumer: false,
        taken_back: false,
    }
}

fn open(invoiced_ago: u64) -> Contract {
    contract(invoiced_ago, None, ContractState::Open, DebtState::Open)
}

fn bars(contracts: &[Contract], series: LedgerSeries) -> Vec<Bar> {
    let bar = |contract: &Contract, count: LedgerCount| Bar {
        month: count.month,
        cell: "all".to_owned(),
        value: count.value,
        n: 1,
        cents: contract.price.0.cents(),
    };
    let all = contracts.iter().flat_map(|contract| {
        counted_as(contract)
            .into_iter()
            .map(move |count| (contract, count))
    });
    all.filter(|(_, count)| count.series == series)
        .map(|(contract, count)| bar(contract, count))
        .collect()
}

fn months(contracts: &[Contract]) -> BTreeMap<(String, Month), DueMonth> {
    let [ended, open, never] = [
        LedgerSeries::DelayEnded,
        LedgerSeries::DelayOpen,
        LedgerSeries::DelayNever,
    ]
    .map(|series| bars(contracts, series));
    by_due(
        Delays {
            ended: &ended,
            open: &open,
            never: &never,
        },
        TODAY,
    )
}

fn all(contracts: &[Contract]) -> DueMonth {
    let mut all = DueMonth::default();
    for month in months(contracts).values() {
        all.merge(month);
    }
    all
}

#[test]
fn late_of_due_by_hand() {
    let contracts = [
        contract(100, Some(37), ContractState::Paid, DebtState::Paid),
        contract(100, Some(38), ContractState::Paid, DebtState::Paid),
        open(38),
        open(37),
        open(30),
        contract(400, None, ContractState::Open, DebtState::WrittenOff),
        contract(100, None, ContractState::Disputed, DebtState::Disputed),
    ];
    let found = all(&contracts);
    // Due: all but the one due today and the disputed one. Late: the second, the third and the one written off.
    assert_eq!(found.late, Counted::new(3, 5));
    assert_eq!(found.late_cents, Counted::new(3 * 20_000, 5 * 20_000));
    assert_eq!(
        (
            found.delays.total(),
            found.late_delays.total(),
            found.delays.never
        ),
        (6, 3, 1)
    );
}

#[test]
fn a_line_taken_back_counts_once_and_outside() {
    let mut original = open(100);
    original.taken_back = true;
    let refund = contract(90, None, ContractState::Refunded, DebtState::Paid);
    let found = [counted_as(&original), counted_as(&refund)].concat();
    let outside = LedgerCount {
        series: LedgerSeries::Outside,
        month: Month::of(TODAY - Days::new(70)),
        value: Outside::TakenBack as i64,
    };
    assert_eq!(found, [outside]);
    assert_eq!(
        counted_as(&contract(90, None, ContractState::Draft, DebtState::Open)),
        []
    );
    let undated = contract(90, None, ContractState::Paid, DebtState::Paid);
    assert_eq!(counted_as(&undated).len(), 1);
}

#[test]
fn money_is_owed_from_the_invoice_and_late_from_the_eighth_day() {
    let contracts = [
        open(100),
        open(35),
        contract(100, Some(60), ContractState::Paid, DebtState::Paid),
    ];
    let (first, last) = (Month::new(2026, 8).unwrap(), Month::of(TODAY));
    let stock = |into, out| {
        money_stock(
            &bars(&contracts, into),
            &bars(&contracts, out),
            first,
            last,
            TODAY,
        )
    };
    let owed = stock(LedgerSeries::OpenIn, LedgerSeries::OpenOut);
    let ends: Vec<i64> = owed.iter().map(|(_, month)| month.end.cents() / 20_000).collect();
    // Two invoices of 20 August, one of 24 October; one is paid on 19 October.
    assert_eq!(ends, [2, 2, 2, 2]);
    assert_eq!(owed[2].1.came, Money(20_000));
    assert_eq!(owed[2].1.went, Money(20_000));
    let overdue = stock(LedgerSeries::OverdueIn, LedgerSeries::OverdueOut);
    let ends: Vec<i64> = overdue.iter().map(|(_, month)| month.invoices).collect();
    // Due 19 September, late on 27 September; the one due on 23 November is late on 1 December.
    assert_eq!(ends, [0, 2, 1, 1]);
}

fn any_contract() -> impl Strategy<Value = Contract> {
    let states = prop_oneof![
        4 => Just((ContractState::Open, DebtState::Open)),
        1 => Just((ContractState::Open, DebtState::Reminded)),
        1 => Just((ContractState::Open, DebtState::WrittenOff)),
        1 => Just((ContractState::Open, DebtState::Bankrupt)),
        1 => Just((ContractState::Open, DebtState::Disputed)),
        1 => Just((ContractState::Disputed, DebtState::Disputed)),
        1 => Just((ContractState::Draft, DebtState::Open)),
        4 => Just((ContractState::Paid, DebtState::Paid)),
    ];
    (0u64..400, states, 0u64..120, 0u8..10).prop_map(|(ago, (state, debt), after, kind)| {
        let paid = (state == ContractState::Paid && kind > 0).then_some(after.min(ago));
        let mut contract = contract(ago, paid, state, debt);
        contract.consumer = kind == 1;
        contract.taken_back = kind == 2;
        contract
    })
}

proptest! {
    /// The aggregates give what the rules of payment give for each contract on the day.
    #[test]
    fn the_counts_are_those_of_the_rules(contracts in prop::collection::vec(any_contract(), 0..60)) {
        let found = all(&contracts);
        // A due day that is not over yet is not due; those paid in time before it are.
        let record = PaymentRecord::of(&contracts, TODAY);
        prop_assert_eq!(found.late.n, record.due());
        prop_assert_eq!(found.late.hits, record.late);
        let spells = Spells::of(contracts.iter().filter_map(|contract| payment_delay(contract, TODAY)));
        prop_assert_eq!(&found.delays, &spells);
        let late = contracts.iter().filter(|c| payment(c, TODAY).is_late());
        prop_assert_eq!(found.late_delays.total(), late.count() as i64);
    }

    /// Start + in − out = end, and the end is what each contract says it owes.
    #[test]
    fn late_of_due_is_what_the_months_due_count(contracts in prop::collection::vec(any_contract(), 0..60)) {
        let (ended, open, never) = (
            bars(&contracts, LedgerSeries::DelayEnded),
            bars(&contracts, LedgerSeries::DelayOpen),
            bars(&contracts, LedgerSeries::DelayNever),
        );
        let delays = Delays { ended: &ended, open: &open, never: &never };
        let counted: BTreeMap<(String, Month), (Counted, Counted)> =
            late_of_due(delays, TODAY).into_iter().map(|of| ((of.cell, of.month), (of.late, of.late_cents))).collect();
        let due: BTreeMap<(String, Month), (Counted, Counted)> = by_due(delays, TODAY)
            .into_iter()
            .map(|(place, month)| (place, (month.late, month.late_cents)))
            .filter(|(_, (late, _))| late.n > 0)
            .collect();
        prop_assert_eq!(counted, due);
    }

    #[test]
    fn stocks_of_money_follow_from_their_flows(contracts in prop::collection::vec(any_contract(), 0..60)) {
        let (first, last) = (Month::new(2026, 3).unwrap(), Month::of(TODAY));
        let stock = |into, out| money_stock(&bars(&contracts, into), &bars(&contracts, out), first, last, TODAY);
        for stock in [stock(LedgerSeries::OpenIn, LedgerSeries::OpenOut), stock(LedgerSeries::OverdueIn, LedgerSeries::OverdueOut)] {
            for pair in stock.windows(2) {
                prop_assert_eq!(pair[0].1.end + pair[1].1.came - pair[1].1.went, pair[1].1.end);
            }
        }
        let kept = |contract: &&Contract| contract.counts() && !contract.debt.is_lost() && contract.paid_on.is_none();
        let unpaid: Vec<&Contract> = contracts.iter().filter(kept).filter(|c| c.state != ContractState::Paid).collect();
        let owed: i64 = unpaid.iter().map(|c| c.price.0.cents()).sum();
        let late: i64 = unpaid.iter().filter(|c| payment(c, TODAY).is_late()).map(|c| c.price.0.cents()).sum();
        let end = |into, out| stock(into, out).last().unwrap().1.end.cents();
        prop_assert_eq!(end(LedgerSeries::OpenIn, LedgerSeries::OpenOut), owed);
        prop_assert_eq!(end(LedgerSeries::OverdueIn, LedgerSeries::OverdueOut), late);
    }
}
