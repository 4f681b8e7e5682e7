//! Debts: steps with their history, plans, formal notices, what is owed by client and group, on both databases.

use crate::support::ledger::{but, client_of, import, line};
use crate::support::make::{self, day, instant, now};
use crate::support::plan::assert_no_full_scan;
use crate::support::second_server;
use domain::contract::{ContractState, DebtState};
use domain::debt::read::{DebtLine, DebtSheet};
use domain::debt::{
    AgeBand, DebtRefused, DebtSearch, DebtStep, Exposure, Instalment, NextStep, PlanProblem, even_plan,
};
use domain::payment::InterestRate;
use domain::person::Role;
use domain::{ClientId, ContractId, Money, PersonId};
use store::contract::ledger;
use store::debt::notice::Sent;
use store::debt::plan::{Receipt, Received};
use store::debt::{Followed, Following, Refusal, facts, follow, list, notice, plan, sheet};
use store::{Store, StoreError, read};

const TODAY: &str = "2026-01-15";
const CLIENT: u32 = 9_991_001;

async fn sheet_of(store: &Store, client: ClientId) -> DebtSheet {
    sheet::sheet(store, client, None, day(TODAY))
        .await
        .unwrap()
        .unwrap()
}

async fn line_of(store: &Store, client: ClientId, reference: &str) -> DebtLine {
    let sheet = sheet_of(store, client).await;
    let found = sheet.lines.into_iter().find(|line| line.reference == reference);
    found.unwrap()
}

fn wanted(client: ClientId, contracts: &[(ContractId, i64)], step: DebtStep, by: PersonId) -> Following<'_> {
    Following {
        client,
        contracts,
        step,
        on: day(TODAY),
        reason: "because",
        plan: &[],
        by,
        now: now(),
        today: day(TODAY),
    }
}

async fn take(store: &Store, wanted: &Following<'_>) -> Result<Followed, StoreError> {
    let mut tx = store.write().await.unwrap();
    let followed = follow(&mut tx, wanted).await?;
    if followed == Followed::Done {
        tx.commit().await.unwrap();
    }
    Ok(followed)
}

async fn seen(store: &Store, client: ClientId, references: &[&str]) -> Vec<(ContractId, i64)> {
    let sheet = sheet_of(store, client).await;
    let lines = sheet.lines.iter();
    lines
        .filter(|line| references.contains(&line.reference.as_str()))
        .map(|line| (line.id, line.revision))
        .collect()
}

/// The card and the prepared row say what the contracts say.
async fn assert_exact(store: &Store, client: ClientId) {
    let exposure: Exposure = sheet::exposure(store, client, day(TODAY)).await.unwrap();
    let card: (i64, i64) = read!(store, |pool| sqlx::query_as(
        "SELECT open_cents, overdue_cents FROM client_card WHERE client_id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap();
    assert_eq!(card, (exposure.open.cents(), exposure.overdue.cents()), "card");
    let row: Option<(i64, i64, i64, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT contracts, members, open_cents, overdue_cents FROM client_debt WHERE client_id = $1 AND contracts > 0"
    )
    .bind(client.0)
    .fetch_optional(pool)
    .await)
    .unwrap();
    let expected = (exposure.contracts > 0).then_some((
        exposure.contracts,
        exposure.members,
        exposure.open.cents(),
        exposure.overdue.cents(),
    ));
    assert_eq!(row, expected, "client_debt");
}

async fn ledger(store: &Store) -> (ClientId, PersonId) {
    let lines = [
        line("CT-1", CLIENT, "M-1", "2025-12-01", ""),
        line("CT-2", CLIENT, "M-2", "2025-12-20", ""),
        line("CT-3", CLIENT, "M-1", "2026-01-12", ""),
        line("CT-4", CLIENT, "M-3", "2025-06-01", "2025-06-01"),
    ];
    import(store, &lines, day(TODAY)).await;
    let by = make::person(store, "compta", Role::Accounts).await;
    (client_of(store, CLIENT).await, by)
}

fn rates() -> Vec<InterestRate> {
    let rate = |from: &str, to: &str, basis_points| InterestRate {
        from: day(from),
        to: day(to),
        basis_points,
        confirmed: true,
    };
    vec![
        rate("2025-07-01", "2025-12-31", 1_050),
        rate("2026-01-01", "2026-06-30", 1_150),
    ]
}

both_engines! {
    async fn a_reminder_is_kept_with_who_when_and_what_comes_next(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1", "CT-2"]).await;

        let followed = take(&store, &wanted(client, &contracts, DebtStep::Remind, by)).await.unwrap();

        assert_eq!(followed, Followed::Done);
        let one = line_of(&store, client, "CT-1").await;
        assert_eq!(one.standing.state, DebtState::Reminded);
        assert_eq!(one.next, Some((NextStep::FormalNotice, day("2026-01-29"))));
        let event = &one.history[0];
        assert_eq!((event.step, event.from, event.to), (DebtStep::Remind, DebtState::Overdue, DebtState::Reminded));
        assert_eq!((event.by, event.reason.as_str()), (Some(by), "because"));
        assert_exact(&store, client).await;
        let list = list::page(&store, &DebtSearch::default(), day(TODAY)).await.unwrap();
        // CT-3 is three days past due: the first reminder comes on the eighth.
        assert_eq!(list.debtors[0].next_on, Some(day("2026-01-20")));
    }

    async fn a_stale_or_foreign_contract_changes_nothing(store) {
        let (client, by) = ledger(&store).await;
        let other = make::client(&store, "Another").await;
        let contracts = seen(&store, client, &["CT-1", "CT-2"]).await;
        let stale = [contracts[0], (contracts[1].0, contracts[1].1 + 1)];

        for (of, chosen) in [(client, &stale[..]), (other, &contracts[..]), (client, &[(ContractId(999), 1)])] {
            let answer = take(&store, &wanted(of, chosen, DebtStep::Remind, by)).await;
            assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
        }
        let nothing = take(&store, &wanted(client, &[], DebtStep::Remind, by)).await.unwrap();
        assert_eq!(nothing, Followed::Refused(Refusal::Nothing));
        assert_eq!(line_of(&store, client, "CT-1").await.standing.state, DebtState::Overdue);
    }

    async fn one_contract_that_cannot_take_the_step_stops_all(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1"]).await;
        take(&store, &wanted(client, &contracts, DebtStep::Dispute, by)).await.unwrap();
        let both = seen(&store, client, &["CT-1", "CT-2"]).await;

        let refused = take(&store, &wanted(client, &both, DebtStep::Remind, by)).await.unwrap();

        let why = DebtRefused::NotFromHere(DebtState::Disputed, DebtStep::Remind);
        assert_eq!(refused, Followed::Refused(Refusal::Debt { reference: "CT-1".to_owned(), why }));
        assert_eq!(line_of(&store, client, "CT-2").await.standing.state, DebtState::Overdue);
        assert_exact(&store, client).await;
    }

    async fn a_disputed_debt_is_no_overdue_money_until_it_is_settled(store) {
        let (client, by) = ledger(&store).await;
        let before = sheet_of(&store, client).await.exposure;
        let contracts = seen(&store, client, &["CT-1"]).await;

        take(&store, &wanted(client, &contracts, DebtStep::Dispute, by)).await.unwrap();

        let disputed = sheet_of(&store, client).await.exposure;
        assert_eq!(disputed.overdue, before.overdue - Money(40_000));
        assert_eq!((disputed.open, disputed.disputed), (before.open, Money(40_000)));
        assert_exact(&store, client).await;
        let contracts = seen(&store, client, &["CT-1"]).await;
        take(&store, &wanted(client, &contracts, DebtStep::Settle, by)).await.unwrap();
        assert_eq!(sheet_of(&store, client).await.exposure, before);
        assert_exact(&store, client).await;
    }

    async fn what_is_written_off_is_lost_and_can_come_back(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1"]).await;

        take(&store, &wanted(client, &contracts, DebtStep::WriteOff, by)).await.unwrap();

        let lost = sheet_of(&store, client).await.exposure;
        assert_eq!((lost.lost, lost.open), (Money(40_000), Money(80_000)));
        assert_exact(&store, client).await;
        // The calendar does not make it overdue money again.
        let mut tx = store.write().await.unwrap();
        assert_eq!(ledger::mark_overdue(&mut tx, day("2026-01-16")).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let contracts = seen(&store, client, &["CT-1"]).await;
        take(&store, &wanted(client, &contracts, DebtStep::Reopen, by)).await.unwrap();
        assert_eq!(sheet_of(&store, client).await.exposure.lost, Money::ZERO);
        assert_exact(&store, client).await;
    }

    async fn a_plan_is_received_part_by_part_and_closes_its_debts(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1", "CT-2"]).await;
        let parts = even_plan(Money(80_000), 2, day("2026-02-01"));
        let short = [Instalment { amount: Money(79_999), ..parts[0] }];
        let refused = Following { plan: &short, ..wanted(client, &contracts, DebtStep::Plan, by) };
        let problem = PlanProblem::Sum { planned: Money(79_999), owed: Money(80_000) };
        assert_eq!(take(&store, &refused).await.unwrap(), Followed::Refused(Refusal::Plan(problem)));

        let agreed = Following { plan: &parts, ..wanted(client, &contracts, DebtStep::Plan, by) };
        assert_eq!(take(&store, &agreed).await.unwrap(), Followed::Done);

        let made = sheet_of(&store, client).await;
        assert_eq!((made.plans.len(), made.plans[0].running), (1, 2));
        let one = line_of(&store, client, "CT-1").await;
        assert_eq!(one.next, Some((NextStep::WatchInstalment, day("2026-02-01"))));
        let mut receipt = Receipt {
            client, plan: made.plans[0].id, revision: 1, number: 1, on: day(TODAY), by, now: now(), today: day(TODAY),
        };
        let mut tx = store.write().await.unwrap();
        assert_eq!(plan::receive(&mut tx, &receipt).await.unwrap(), Received::Part);
        tx.commit().await.unwrap();
        assert_eq!(line_of(&store, client, "CT-1").await.next, Some((NextStep::WatchInstalment, day("2026-03-01"))));
        // The same part again, on what was seen before.
        let mut tx = store.write().await.unwrap();
        assert!(matches!(plan::receive(&mut tx, &receipt).await, Err(StoreError::Conflict)));
        drop(tx);
        receipt.revision = 2;
        receipt.number = 2;
        let mut tx = store.write().await.unwrap();
        assert_eq!(plan::receive(&mut tx, &receipt).await.unwrap(), Received::All);
        tx.commit().await.unwrap();
        let paid = line_of(&store, client, "CT-1").await;
        assert_eq!((paid.standing.state, paid.standing.paid_on), (DebtState::Paid, Some(day(TODAY))));
        assert_eq!(sheet_of(&store, client).await.plans[0].running, 0);
        assert_exact(&store, client).await;
    }

    async fn a_formal_notice_is_frozen_and_proves_the_debt_thirty_days_later(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1", "CT-2"]).await;
        let step = wanted(client, &contracts, DebtStep::FormalNotice, by);
        let mut tx = store.write().await.unwrap();
        let none = notice::send(&mut tx, &step, day("2026-01-30"), &rates()[..1]).await.unwrap();
        assert!(matches!(none, Sent::NoRate(missing) if missing.0 == day("2026-01-01")), "{none:?}");
        drop(tx);

        let mut tx = store.write().await.unwrap();
        let Sent::Done(id) = notice::send(&mut tx, &step, day("2026-01-30"), &rates()).await.unwrap() else {
            panic!("not sent")
        };
        tx.commit().await.unwrap();

        let letter = notice::find(&store, client, id).await.unwrap().unwrap();
        let first = &letter.claimed.lines[0];
        // 400 × (30 × 10.5 % + 15 × 11.5 %) / 365
        assert_eq!((first.reference.as_str(), first.interest), ("CT-1", Money(534)));
        assert_eq!(letter.claimed.lump_sums, Money(8_000));
        assert_eq!(letter.claimed.total, letter.claimed.principal + letter.claimed.interest + Money(8_000));
        assert_eq!(notice::find(&store, ClientId(999), id).await.unwrap(), None);
        let one = line_of(&store, client, "CT-1").await;
        assert_eq!(one.standing.notice_on, Some(day(TODAY)));
        assert_eq!(one.history[0].reason, id.reference());
        assert!(!one.standing.is_proven(day("2026-02-13")) && one.standing.is_proven(day("2026-02-14")));
        let debts = facts::of(&store, client).await.unwrap();
        assert_eq!(debts.len(), 3);
        assert_eq!(debts.iter().filter(|debt| debt.is_proven(30, day("2026-02-14"))).count(), 2);
    }

    async fn a_payment_by_import_closes_the_debt_and_says_so(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1"]).await;
        take(&store, &wanted(client, &contracts, DebtStep::Remind, by)).await.unwrap();

        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-12-01", "2026-01-14")], day(TODAY)).await;

        let sheet = sheet_of(&store, client).await;
        assert!(!sheet.lines.iter().any(|line| line.reference == "CT-1"));
        let event: (String, Option<i64>) = read!(store, |pool| sqlx::query_as(
            "SELECT step, by_id FROM debt_event ORDER BY id DESC LIMIT 1"
        ).fetch_one(pool).await).unwrap();
        assert_eq!(event, ("pay".to_owned(), None));
        assert_exact(&store, client).await;
    }

    async fn what_accounts_saw_paid_stays_until_the_export_knows(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1"]).await;
        let paid = Following { on: day("2026-01-10"), ..wanted(client, &contracts, DebtStep::Pay, by) };
        take(&store, &paid).await.unwrap();
        assert_exact(&store, client).await;
        let unpaid = line("CT-1", CLIENT, "M-1", "2025-12-01", "");

        // The export changes something else, and still says open.
        import(&store, &[but(unpaid, |line| line.units = 50)], day(TODAY)).await;

        let one = line_of(&store, client, "CT-1").await;
        assert_eq!((one.standing.state, one.standing.paid_on), (DebtState::Paid, Some(day("2026-01-10"))));
        assert_exact(&store, client).await;
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-12-01", "2026-01-09")], day(TODAY)).await;
        assert!(!sheet_of(&store, client).await.lines.iter().any(|line| line.reference == "CT-1"));
        assert_exact(&store, client).await;
    }

    async fn a_dispute_in_the_export_and_its_end_are_in_the_history(store) {
        let (client, _) = ledger(&store).await;
        let disputed = but(line("CT-1", CLIENT, "M-1", "2025-12-01", ""), |l| l.state = ContractState::Disputed);
        import(&store, &[disputed], day(TODAY)).await;
        assert_eq!(line_of(&store, client, "CT-1").await.standing.state, DebtState::Disputed);
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-12-01", "")], day(TODAY)).await;

        let one = line_of(&store, client, "CT-1").await;
        assert_eq!(one.standing.state, DebtState::Overdue);
        let steps: Vec<_> = one.history.iter().map(|event| event.step).collect();
        assert_eq!(steps, [DebtStep::Settle, DebtStep::Dispute]);
        assert_exact(&store, client).await;
    }

    async fn the_list_shows_the_most_overdue_first_with_ages_and_groups(store) {
        let parent = make::client(&store, "Parent").await;
        import(&store, &[
            line("CT-1", 9_991_001, "M-1", "2025-09-01", ""),
            line("CT-2", 9_991_001, "M-2", "2026-02-01", ""),
            line("CT-3", 9_991_002, "M-1", "2025-12-01", ""),
            line("CT-4", 9_991_003, "M-9", "2026-02-01", ""),
        ], day(TODAY)).await;
        let (child, other) = (client_of(&store, 9_991_001).await, client_of(&store, 9_991_002).await);
        set_parent(&store, child, parent).await;
        set_parent(&store, other, parent).await;

        let list = list::page(&store, &DebtSearch::default(), day(TODAY)).await.unwrap();

        assert_eq!((list.overdue_clients, list.overdue), (2, Money(80_000)));
        let clients: Vec<_> = list.debtors.iter().map(|debtor| debtor.client).collect();
        assert_eq!(clients, [other, child]);
        let first = &list.debtors[1];
        assert_eq!(first.by_age, [40_000, 0, 0, 0, 40_000].map(Money));
        assert_eq!((first.members, first.contracts), (2, 2));
        assert_eq!(first.group, Some((parent, "Parent".to_owned(), Money(80_000))));
        let groups = DebtSearch { by_group: true, ..DebtSearch::default() };
        let groups = list::page(&store, &groups, day(TODAY)).await.unwrap();
        assert_eq!(groups.debtors.len(), 1);
        assert_eq!((groups.debtors[0].client, groups.debtors[0].clients, groups.debtors[0].members), (parent, 2, 2));
        let old = DebtSearch { age: Some(AgeBand::Over90), ..DebtSearch::default() };
        assert_eq!(list::page(&store, &old, day(TODAY)).await.unwrap().debtors.len(), 1);
        let all = DebtSearch { all_open: true, ..DebtSearch::default() };
        assert_eq!(list::page(&store, &all, day(TODAY)).await.unwrap().debtors.len(), 3);
        let due = DebtSearch { step_due: true, all_open: true, ..DebtSearch::default() };
        assert_eq!(list::page(&store, &due, day(TODAY)).await.unwrap().debtors.len(), 2);
        assert_eq!(list::waiting(&store, day(TODAY)).await.unwrap(), 2);
        let group = sheet_of(&store, parent).await;
        assert_eq!(group.group.unwrap().open, Money(120_000));
        assert_eq!(group.children.len(), 2);
    }

    async fn the_list_goes_on_where_the_page_ended(store) {
        let lines: Vec<_> = (0..30)
            .map(|at| line(&format!("CT-{at}"), 9_991_100 + at, "M-1", "2025-11-01", ""))
            .collect();
        import(&store, &lines, day(TODAY)).await;

        let first = list::page(&store, &DebtSearch::default(), day(TODAY)).await.unwrap();
        let second = DebtSearch { after: first.next, ..DebtSearch::default() };
        let second = list::page(&store, &second, day(TODAY)).await.unwrap();

        assert_eq!((first.debtors.len(), second.debtors.len(), second.next), (25, 5, None));
        let mut all: Vec<_> = first.debtors.iter().chain(&second.debtors).map(|d| d.client.0).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 30);
    }

    async fn two_people_at_once_remind_once(store) {
        let (client, by) = ledger(&store).await;
        let contracts = seen(&store, client, &["CT-1"]).await;
        let step = wanted(client, &contracts, DebtStep::Remind, by);
        let second = second_server().await;
        let (one, two) = tokio::join!(take(&store, &step), take(&second, &step));
        let done = [&one, &two].into_iter().filter(|answer| matches!(answer, Ok(Followed::Done))).count();
        assert_eq!(done, 1, "{one:?} {two:?}");
        let reminders = line_of(&store, client, "CT-1").await.history;
        assert_eq!(reminders.iter().filter(|event| event.step == DebtStep::Remind).count(), 1);
    }

    async fn what_falls_due_is_written_into_the_history(store) {
        let lines = [line("CT-1", CLIENT, "M-1", "2026-01-10", "")];
        import(&store, &lines, day(TODAY)).await;
        let client = client_of(&store, CLIENT).await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(ledger::mark_overdue(&mut tx, day("2026-01-18")).await.unwrap(), 1);
        tx.commit().await.unwrap();

        let one = line_of(&store, client, "CT-1").await;

        assert_eq!(one.standing.state, DebtState::Overdue);
        assert_eq!((one.history[0].step, one.history[0].on), (DebtStep::FallDue, day("2026-01-18")));
        assert_eq!(one.history[0].at, instant("2026-01-17T23:00:00Z"));
    }

    async fn no_query_of_debts_walks_through_a_large_table(store) {
        for text in store::debt::texts() {
            assert_no_full_scan(&store, text).await;
        }
    }
}

async fn set_parent(store: &Store, client: ClientId, parent: ClientId) {
    use store::client;
    let sheet = client::sheet(store, client, domain::Lang::Fr, day(TODAY))
        .await
        .unwrap()
        .unwrap();
    let mut draft = make::client_draft(&sheet.name);
    draft.identifiers = sheet.identifiers;
    draft.parent = Some(parent);
    let by = make::person(store, &format!("editor{client}"), Role::Counsellor).await;
    let mut tx = store.write().await.unwrap();
    client::edit(&mut tx, client, sheet.revision, &draft, &[], by, now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
