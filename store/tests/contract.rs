//! The ledger: lines of the export, and the figures that follow from them.

use crate::support::make::{add_client, client_draft, day, now};
use crate::support::plan::assert_no_full_scan;
use chrono::{Days, NaiveDate};
use domain::client::PaymentCounts;
use domain::client::identifier::{EnterpriseNumber, Identifier};
use domain::client::region::Region;
use domain::client::sector::SectorGroup;
use domain::contract::{Contract, ContractState, DebtState, RefundError, SizeBand, WageUnit};
use domain::payment::{PaymentRecord, due_month, late_on};
use domain::trend::Split;
use domain::trend::duration::{Spells, payment_delay};
use domain::trend::ledger::{Bar, Delays, LedgerSeries, by_due, money_stock};
use domain::{ClientId, ContractId, Lang, MemberId, Money, Month, Price, Wage};
use std::collections::BTreeMap;
use store::contract::import::{self, Import};
use store::contract::{ClientKey, Column, Content, Entry, Line, Outcome, Problem, Reason, ledger};
use store::{Db, Pace, Store, check, contract, on, read, trend};

/// The series that later migrations began.
const WITHOUT_WORK: &str =
    "series NOT IN ('contracts', 'wage_minimum', 'wage_reference', 'wage_unknown', 'client_sums')";
const TODAY: &str = "2026-01-15";

fn number(root: u32) -> Identifier {
    EnterpriseNumber::from_root(root).unwrap().into()
}

fn maybe(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| day(text))
}

/// A day's work for 120, invoiced at 400, due 30 days after the invoice.
fn line(reference: &str, client: u32, invoiced: &str, paid: &str) -> Line {
    let invoiced = day(invoiced);
    let content = Content {
        reference: reference.to_owned(),
        member: "M-1".to_owned(),
        profession: "graphiste".to_owned(),
        start_on: invoiced - Days::new(5),
        end_on: invoiced - Days::new(4),
        unit: WageUnit::Day,
        units: 100,
        wage: Wage(Money(12_000)),
        price: Price(Money(40_000)),
        invoiced_on: Some(invoiced),
        received_on: None,
        agreed_due_on: None,
        paid_on: maybe(paid),
        state: if paid.is_empty() {
            ContractState::Open
        } else {
            ContractState::Paid
        },
        amends: String::new(),
        hash: String::new(),
    };
    let client = ClientKey {
        number: Some(number(client)),
        name: format!("Client {client}"),
    };
    hashed(Line {
        client: Some(client),
        content: Some(content),
        problems: Vec::new(),
    })
}

/// The same with something changed.
fn but(mut line: Line, change: impl FnOnce(&mut Content)) -> Line {
    change(line.content.as_mut().unwrap());
    hashed(line)
}

fn hashed(mut line: Line) -> Line {
    if let Some(content) = &mut line.content {
        content.hash = String::new();
        content.hash = format!("{content:?}{:?}", line.client);
    }
    line
}

async fn import_on(store: &Store, lines: &[Line], today: &str) -> Vec<Outcome> {
    let mut tx = store.write().await.unwrap();
    let run = import::begin(&mut tx, "hash", None, now()).await.unwrap();
    let import = Import {
        by: None,
        now: now(),
        today: day(today),
        run,
    };
    let done = import::batch(&mut tx, &import, lines).await.unwrap();
    import::end(&mut tx, run, now()).await.unwrap();
    tx.commit().await.unwrap();
    done.outcomes
}

async fn import(store: &Store, lines: &[Line]) -> Vec<Outcome> {
    import_on(store, lines, TODAY).await
}

async fn client_of(store: &Store, root: u32) -> ClientId {
    let number = number(root).number;
    let id: i64 = read!(store, |pool| sqlx::query_scalar(
        "SELECT client_id FROM client_identifier WHERE number = $1"
    )
    .bind(&number)
    .fetch_one(pool)
    .await)
    .unwrap();
    ClientId(id)
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Card {
    contracts: i64,
    members: i64,
    paid_on_time: i64,
    paid_late_30: i64,
    paid_late_60: i64,
    paid_late_over_60: i64,
    open_cents: i64,
    overdue_cents: i64,
    first_contract_on: Option<NaiveDate>,
}

async fn card(store: &Store, client: ClientId) -> Card {
    read!(store, |pool| sqlx::query_as(
        "SELECT contracts, members, paid_on_time, paid_late_30, paid_late_60, paid_late_over_60, open_cents,
                overdue_cents, first_contract_on FROM client_card WHERE client_id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

/// The card as it follows from the contracts themselves.
async fn recounted(store: &Store, client: ClientId) -> Card {
    let lines = contract::list(store, client, None, 1000).await.unwrap();
    let counted: Vec<_> = lines.iter().filter(|line| line.contract.counts()).collect();
    let mut members: Vec<MemberId> = counted.iter().map(|line| line.member).collect();
    members.sort();
    members.dedup();
    let paid = counted
        .iter()
        .filter(|line| line.contract.paid_on.is_some())
        .map(|line| &line.contract);
    let record = PaymentRecord::of(paid, day("9999-01-01"));
    let owed = |contract: &&Contract| contract.paid_on.is_none() && contract.state != ContractState::Paid;
    let sum = |which: &dyn Fn(&&Contract) -> bool| -> i64 {
        counted
            .iter()
            .map(|line| &line.contract)
            .filter(which)
            .map(|c| c.price.0.cents())
            .sum()
    };
    Card {
        contracts: counted.len() as i64,
        members: members.len() as i64,
        paid_on_time: record.on_time,
        paid_late_30: record.late_30,
        paid_late_60: record.late_60,
        paid_late_over_60: record.late_over_60,
        open_cents: sum(&owed),
        overdue_cents: sum(&|contract| owed(contract) && late_on(contract, day(TODAY))),
        first_contract_on: counted.iter().map(|line| line.contract.start_on).min(),
    }
}

async fn count(store: &Store, table: &'static str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    read!(store, |pool| sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone()))
        .fetch_one(pool)
        .await)
    .unwrap()
}

both_engines! {
    async fn lines_come_in_once_and_the_card_counts_them(store) {
        let lines = [
            line("CT-1", 9_991_001, "2025-03-01", "2025-03-20"),
            line("CT-2", 9_991_001, "2025-04-01", "2025-06-20"),
            line("CT-3", 9_991_001, "2025-05-01", ""),
        ];

        assert_eq!(import(&store, &lines).await, [Outcome::Added, Outcome::Added, Outcome::Added]);
        let first = card(&store, client_of(&store, 9_991_001).await).await;
        let events = (count(&store, "audit").await, count(&store, "client_event").await);
        assert_eq!(import(&store, &lines).await, [Outcome::Unchanged, Outcome::Unchanged, Outcome::Unchanged]);

        assert_eq!(first, Card {
            contracts: 3, members: 1, paid_on_time: 1, paid_late_30: 0, paid_late_60: 1, paid_late_over_60: 0,
            open_cents: 40_000, overdue_cents: 40_000, first_contract_on: Some(day("2025-02-24")),
        });
        assert_eq!(card(&store, client_of(&store, 9_991_001).await).await, first);
        assert_eq!((count(&store, "audit").await, count(&store, "client_event").await), events);
    }

    async fn other_content_under_the_same_reference_updates_and_keeps_the_earlier_version(store) {
        let open = line("CT-1", 9_991_001, "2025-03-01", "");
        import(&store, std::slice::from_ref(&open)).await;
        let paid = but(line("CT-1", 9_991_001, "2025-03-01", "2025-04-10"), |c| c.member = "M-2".into());

        assert_eq!(import(&store, &[paid]).await, [Outcome::Updated]);

        let client = client_of(&store, 9_991_001).await;
        assert_eq!(card(&store, client).await, recounted(&store, client).await);
        assert_eq!(card(&store, client).await.members, 1, "the first member has no contract any more");
        let line = contract::find::by_reference(&store, "CT-1").await.unwrap().unwrap();
        assert_eq!((line.contract.debt, line.revision), (DebtState::Paid, 2));
        let kept: String = read!(store, |pool| sqlx::query_scalar(
            "SELECT CAST(details AS TEXT) FROM contract_event WHERE kind = 'updated'"
        ).fetch_one(pool).await).unwrap();
        assert!(kept.contains("overdue") && kept.contains("2025-03-01"), "{kept}");
    }

    async fn a_contract_that_moves_to_another_client_leaves_the_first(store) {
        import(&store, &[line("CT-1", 9_991_001, "2025-03-01", ""), line("CT-2", 9_991_002, "2025-03-01", "")]).await;

        assert_eq!(import(&store, &[line("CT-1", 9_991_002, "2025-03-01", "")]).await, [Outcome::Updated]);

        let (left, joined) = (client_of(&store, 9_991_001).await, client_of(&store, 9_991_002).await);
        assert_eq!(card(&store, left).await, recounted(&store, left).await);
        assert_eq!(card(&store, joined).await, recounted(&store, joined).await);
        assert_eq!((card(&store, left).await.contracts, card(&store, joined).await.contracts), (0, 2));
    }

    async fn the_first_name_is_kept_and_others_become_trade_names(store) {
        let named = |reference: &str, name: &str| {
            let mut line = line(reference, 9_991_001, "2025-03-01", "");
            line.client.as_mut().unwrap().name = name.to_owned();
            hashed(line)
        };
        import(&store, &[named("CT-1", "Halles du Quai ASBL"), named("CT-2", "HALLES DU QUAI")]).await;
        import(&store, &[named("CT-3", "Les Halles (Liège)"), named("CT-4", "Halles du Quai"), named("CT-5", "Halles du Quai ASBL")]).await;

        let names: Vec<(String, String)> = read!(store, |pool| sqlx::query_as(
            "SELECT kind, name FROM client_name ORDER BY id"
        ).fetch_all(pool).await).unwrap();
        let names: Vec<(&str, &str)> = names.iter().map(|(k, n)| (k.as_str(), n.as_str())).collect();
        assert_eq!(names, [("legal", "Halles du Quai ASBL"), ("trade", "HALLES DU QUAI"), ("trade", "Les Halles (Liège)")]);
    }

    async fn without_a_number_a_line_needs_a_name_that_one_client_has(store) {
        add_client(&store, &client_draft("Atelier Perdu")).await;
        add_client(&store, &client_draft("Port & Quai SRL")).await;
        add_client(&store, &client_draft("Port et Quai ASBL")).await;
        let nameless = |reference: &str, name: &str| {
            let mut line = line(reference, 0, "2025-03-01", "");
            line.client = Some(ClientKey { number: None, name: name.to_owned() });
            hashed(line)
        };

        let outcomes = import(&store, &[
            nameless("CT-1", "L'ATELIER PERDU sprl"), nameless("CT-2", "Port Quai"), nameless("CT-3", "Cantine"),
        ]).await;

        let refused = |reason| Outcome::Rejected(vec![Problem::new(Column::ClientName, reason)]);
        assert_eq!(outcomes, [Outcome::Added, refused(Reason::SeveralClients), refused(Reason::NoClient)]);
        assert_eq!(count(&store, "client").await, 3);
    }

    async fn a_refused_line_leaves_nothing_behind_and_tells_all_its_problems(store) {
        let bad = Line {
            client: Some(ClientKey { number: None, name: "Cantine".into() }),
            content: None,
            problems: vec![Problem::new(Column::WagePerUnit, Reason::Negative)],
        };
        let refund = but(line("CT-9", 9_991_001, "2025-03-01", ""), |c| {
            c.state = ContractState::Refunded;
            c.amends = "CT-404".into();
        });

        let outcomes = import(&store, &[bad, refund]).await;

        assert_eq!(outcomes, [
            Outcome::Rejected(vec![
                Problem::new(Column::ClientName, Reason::NoClient),
                Problem::new(Column::WagePerUnit, Reason::Negative),
            ]),
            Outcome::Rejected(vec![Problem::new(Column::Amends, Reason::Refund(RefundError::NamedNotFound))]),
        ]);
        for table in ["client", "member", "contract", "audit"] {
            assert_eq!(count(&store, table).await, 0, "{table}");
        }
    }

    async fn a_refund_and_the_line_it_takes_back_count_nowhere(store) {
        import(&store, &[line("CT-1", 9_991_001, "2025-03-01", "2025-09-01"), line("CT-2", 9_991_001, "2025-04-01", "")]).await;
        let refund = |reference: &str, amends: &str| but(line(reference, 9_991_001, "2025-05-01", "2025-05-01"), |c| {
            c.state = ContractState::Refunded;
            c.price = Price(Money(-40_000));
            c.units = -100;
            c.amends = amends.into();
        });
        let client = client_of(&store, 9_991_001).await;

        assert_eq!(import(&store, &[refund("CT-3", "CT-1")]).await, [Outcome::Added]);
        let after_one = card(&store, client).await;
        // The only one left with the opposite amount.
        assert_eq!(import(&store, &[refund("CT-4", "")]).await, [Outcome::Added]);
        let after_two = card(&store, client).await;
        let third = import(&store, &[refund("CT-5", "")]).await;

        assert_eq!((after_one.contracts, after_one.paid_late_over_60, after_one.open_cents), (1, 0, 40_000));
        assert_eq!((after_two.contracts, after_two.members, after_two.open_cents, after_two.overdue_cents), (0, 0, 0, 0));
        assert_eq!(third, [Outcome::Rejected(vec![Problem::new(Column::Amends, Reason::Refund(RefundError::NoneOpposite))])]);
        // A refund that turns out to be none lets the other stand again.
        let mended = but(line("CT-3", 9_991_001, "2025-05-01", "2025-05-01"), |_| {});
        assert_eq!(import(&store, &[mended]).await, [Outcome::Updated]);
        assert_eq!(card(&store, client).await, recounted(&store, client).await);
        assert_eq!(card(&store, client).await.contracts, 2);
    }

    async fn a_draft_is_kept_aside(store) {
        let draft = but(line("CT-1", 9_991_001, "2025-03-01", ""), |c| c.state = ContractState::Draft);
        import(&store, &[draft]).await;
        let client = client_of(&store, 9_991_001).await;
        let member = contract::find::by_reference(&store, "CT-1").await.unwrap().unwrap().member;
        assert_eq!(card(&store, client).await, Card {
            contracts: 0, members: 0, paid_on_time: 0, paid_late_30: 0, paid_late_60: 0, paid_late_over_60: 0,
            open_cents: 0, overdue_cents: 0, first_contract_on: None,
        });
        assert_eq!(contract::by_member_client(&store, member, client).await.unwrap(), []);
    }

    async fn the_daily_job_turns_only_what_became_overdue(store) {
        // Due on 31 March and on 30 April.
        import_on(&store, &[line("CT-1", 9_991_001, "2025-03-01", ""), line("CT-2", 9_991_001, "2025-03-31", "")], "2025-04-01").await;
        let client = client_of(&store, 9_991_001).await;
        let mut batches = store.write_batch(Pace::Alone);
        let mut marked = Vec::new();
        for today in ["2025-04-07", "2025-04-08", "2025-04-08", "2025-05-07", "2025-05-08"] {
            marked.push(ledger::mark_all_overdue(&mut batches, day(today)).await.unwrap());
        }
        batches.finish().await.unwrap();
        assert_eq!(marked, [0, 1, 0, 0, 1], "late is 8 days after due");
        assert_eq!(card(&store, client).await.overdue_cents, 80_000);
        let debt = contract::find::by_reference(&store, "CT-1").await.unwrap().unwrap().contract.debt;
        assert_eq!(debt, DebtState::Overdue);
    }

    async fn a_member_reads_how_long_others_had_waited_at_the_end_of_the_last_closed_month(store) {
        let by = |line: Line, member: &str| but(line, |c| c.member = member.to_owned());
        import(&store, &[
            by(line("CT-1", 9_991_001, "2025-03-01", "2025-03-20"), "M-1"),
            by(line("CT-2", 9_991_001, "2025-03-01", "2025-03-20"), "M-2"),
            by(line("CT-3", 9_991_001, "2025-12-01", ""), "M-2"),
            by(line("CT-4", 9_991_001, "2025-11-20", ""), "M-3"),
            by(line("CT-5", 9_991_001, "2025-06-01", ""), "M-3"),
            by(line("CT-6", 9_991_001, "2026-01-10", ""), "M-3"),
            but(by(line("CT-7", 9_991_001, "2025-06-01", ""), "M-4"), |c| c.state = ContractState::Disputed),
            by(line("CT-8", 9_991_001, "2025-10-01", "2026-01-10"), "M-5"),
        ]).await;
        let client = client_of(&store, 9_991_001).await;
        let reader = contract::find::by_reference(&store, "CT-1").await.unwrap().unwrap().member;
        let read_by = async |reader| {
            let found = check::client_facts(&store, client, reader, day(TODAY)).await.unwrap().unwrap();
            let sheet = store::client::for_member(&store, client, reader, day(TODAY)).await.unwrap().unwrap();
            assert_eq!(sheet.payment, Some(found.facts.payment), "the sheet says the same");
            (found.facts.payment, found.facts.paid_contracts)
        };

        // At the end of December CT-3 falls due, CT-4 has been waited for 11 days, CT-5 and CT-8 over 60; CT-8 was paid since.
        let others = PaymentCounts { on_time: 1, late_30: 1, late_60: 0, late_over_60: 2, members: 2 };
        assert_eq!(read_by(Some(reader)).await, (others, 1));
        assert_eq!(read_by(None).await, (PaymentCounts { on_time: 2, ..others }, 2));
    }

    async fn a_client_that_paid_nobody_is_seen_not_to(store) {
        let by = |line: Line, member: &str| but(line, |c| c.member = member.to_owned());
        import(&store, &[
            by(line("CT-1", 9_991_001, "2025-06-01", ""), "M-1"),
            by(line("CT-2", 9_991_001, "2025-06-01", ""), "M-2"),
            by(line("CT-3", 9_991_001, "2025-06-01", ""), "M-2"),
        ]).await;
        let client = client_of(&store, 9_991_001).await;
        let reader = contract::find::by_reference(&store, "CT-2").await.unwrap().unwrap().member;

        let found = check::client_facts(&store, client, None, day(TODAY)).await.unwrap().unwrap();
        assert_eq!((found.facts.payment.late_over_60, found.facts.payment.members), (3, 2));
        assert_eq!(found.facts.paid_contracts, 0);
        let staff = store::client::sheet(&store, client, Lang::Fr, day(TODAY)).await.unwrap().unwrap();
        assert_eq!((staff.payment.late_over_60, staff.payment.contracts()), (3, 3), "staff read it as it stands");
        let own = store::client::for_member(&store, client, Some(reader), day(TODAY)).await.unwrap().unwrap();
        assert_eq!(own.payment, None, "one contract of one other member tells too much");
    }

    async fn the_size_band_counts_the_twelve_months_before(store) {
        let mut lines: Vec<Line> = (0..11)
            .map(|n| line(&format!("CT-{n}"), 9_991_001, "2025-03-01", "2025-03-20"))
            .collect();
        lines.push(line("CT-OLD", 9_991_001, "2023-03-01", "2023-03-20"));
        import(&store, &lines[..6]).await;
        import(&store, &lines[6..]).await;
        let bands: Vec<(String, i64)> = read!(store, |pool| sqlx::query_as(
            "SELECT size_band, COUNT(*) FROM contract GROUP BY size_band ORDER BY size_band"
        ).fetch_all(pool).await).unwrap();
        let bands: Vec<(&str, i64)> = bands.iter().map(|(band, n)| (band.as_str(), *n)).collect();
        assert_eq!(bands, [("1", 2), ("10-99", 2), ("2-9", 8)]);
    }

    async fn after_any_history_the_cards_are_what_the_contracts_say(store) {
        let mut dice = Dice(7);
        for round in 0..12_u64 {
            let mut lines = Vec::new();
            for _ in 0..15 {
                let n = dice.roll(40);
                let paid = ["", "2025-04-20", "2025-06-01", "2025-12-01"][dice.roll(4) as usize];
                let mut one = line(&format!("CT-{n}"), 9_991_000 + dice.roll(3) as u32, ["2025-03-01", "2025-12-30"][dice.roll(2) as usize], paid);
                one = but(one, |c| {
                    c.member = format!("M-{}", n % 5);
                    c.price = Price(Money(10_000 + 100 * (round as i64 + n as i64)));
                    match n % 7 {
                        0 => c.state = ContractState::Disputed,
                        1 => c.state = ContractState::Draft,
                        2 if paid.is_empty() => c.state = ContractState::Paid,
                        3 => {
                            c.state = ContractState::Refunded;
                            c.amends = format!("CT-{}", dice.roll(40));
                        }
                        _ => {}
                    }
                });
                lines.push(one);
            }
            import(&store, &lines).await;
            for root in 9_991_000..9_991_003 {
                let client = client_of(&store, root).await;
                assert_eq!(card(&store, client).await, recounted(&store, client).await, "round {round}, client {root}");
            }
            if round % 3 == 1 {
                trend::fold(&store, "one", now()).await.unwrap();
            }
            assert_eq!(trend::verify(&store).await.unwrap(), [], "round {round}");
            recount_trends(&store).await;
        }
        // A ledger from before the trends is counted by the migration.
        let folded = all_bars(&store).await;
        let sql = match store.db() {
            Db::Sqlite { .. } => include_str!("../../migrations/sqlite/0021_trend.sql"),
            Db::Postgres(_) => include_str!("../../migrations/postgres/0021_trend.sql"),
        };
        let (_, insert) = sql.split_once("INSERT INTO trend_bar ").unwrap();
        // Histograms are one row each by now; what is fresh is still counted bar by bar.
        let insert = format!("INSERT INTO trend_bar_delta {insert}");
        let mut tx = store.write().await.unwrap();
        // What that migration does not count is begun by a later one.
        let (folded_bars, fresh_bars) =
            (format!("DELETE FROM trend_histogram WHERE {WITHOUT_WORK}"), format!("DELETE FROM trend_bar_delta WHERE {WITHOUT_WORK}"));
        for sql in [folded_bars.as_str(), fresh_bars.as_str(), insert.as_str()] {
            on!(&mut tx, |conn| sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(conn).await.map(drop)).unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        assert_eq!(all_bars(&store).await, folded);
    }

    async fn reading_a_chart_of_payment_reads_no_whole_table(store) {
        assert_no_full_scan(&store, "SELECT month, cell, bars FROM trend_histogram WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4").await;
        assert_no_full_scan(&store, "SELECT COUNT(DISTINCT member_id) FROM contract WHERE overdue").await;
    }

    async fn the_bulk_path_writes_what_an_import_would(store) {
        let client = add_client(&store, &client_draft("Demo")).await;
        let mut tx = store.write().await.unwrap();
        for id in 1..=3_i64 {
            on!(&mut tx, |conn| sqlx::query("INSERT INTO member (id, reference) VALUES ($1, $2)")
                .bind(id).bind(format!("M-{id}")).execute(conn).await.map(drop)).unwrap();
        }
        let entries: Vec<Entry> = (1..=1200).map(|n| entry(client, n)).collect();
        let mut bars = trend::Bars::default();
        contract::add_all(&mut tx, &entries, day(TODAY), now(), &mut bars).await.unwrap();
        bars.write(&mut tx).await.unwrap();
        contract::end_bulk(&mut tx).await.unwrap();
        tx.commit().await.unwrap();

        let counted = card(&store, client).await;
        assert_eq!((counted.contracts, counted.members), (1200, 3));
        assert_eq!(counted.paid_on_time + counted.paid_late_over_60, 800);
        assert_eq!((counted.open_cents, counted.overdue_cents), (400 * 40_000, 400 * 40_000));
        // The next contract gets an id of its own.
        assert_eq!(import(&store, &[line("CT-NEW", 9_991_001, "2025-03-01", "")]).await, [Outcome::Added]);
    }

    async fn pages_of_contracts_follow_each_other_without_gap(store) {
        let days = ["2025-03-01", "2025-03-02", "2025-03-02", "2025-03-03"];
        let lines: Vec<Line> = days.iter().zip(0..).map(|(d, n)| line(&format!("CT-{n}"), 9_991_001, d, "")).collect();
        import(&store, &lines).await;
        let client = client_of(&store, 9_991_001).await;
        let first = contract::list(&store, client, None, 2).await.unwrap();
        let last = first.last().unwrap();
        let second = contract::list(&store, client, Some((last.contract.start_on, last.id)), 9).await.unwrap();
        let references: Vec<&str> = first.iter().chain(&second).map(|l| l.contract.reference.as_str()).collect();
        assert_eq!(references, ["CT-3", "CT-2", "CT-1", "CT-0"]);
    }

    async fn what_is_unpaid_is_found_without_reading_the_ledger(store) {
        assert_no_full_scan(&store, "SELECT COUNT(*) FROM contract WHERE client_id = $1 AND paid_on IS NULL AND counted
            AND due_on < $2 AND state = 'open'").await;
        assert_no_full_scan(&store, "SELECT id FROM contract WHERE paid_on IS NULL AND counted AND NOT overdue
            AND due_on < $1 ORDER BY due_on, id LIMIT 500").await;
    }
}

async fn read_bars(store: &Store, series: LedgerSeries, split: Split) -> Vec<Bar> {
    let (first, last) = (Month::new(2020, 1).unwrap(), Month::new(2030, 12).unwrap());
    trend::bars(store, series, split, first, last).await.unwrap()
}

async fn all_bars(store: &Store) -> Vec<Vec<Bar>> {
    let mut all = Vec::new();
    for series in LedgerSeries::ALL {
        for split in trend::SPLITS {
            all.push(read_bars(store, *series, split).await);
        }
    }
    all
}

/// The charts' numbers from the contracts themselves, by the plain rules of payment.
async fn recount_trends(store: &Store) {
    let mut contracts = Vec::new();
    for root in 9_991_000..9_991_003 {
        let lines = contract::list(store, client_of(store, root).await, None, 1000)
            .await
            .unwrap();
        contracts.extend(lines.into_iter().map(|line| line.contract));
    }
    let ended = read_bars(store, LedgerSeries::DelayEnded, Split::All).await;
    let open = read_bars(store, LedgerSeries::DelayOpen, Split::All).await;
    let never = read_bars(store, LedgerSeries::DelayNever, Split::All).await;
    let found = by_due(
        Delays {
            ended: &ended,
            open: &open,
            never: &never,
        },
        day(TODAY),
    );
    let mut plain: BTreeMap<Month, (PaymentRecord, Spells)> = BTreeMap::new();
    for contract in &contracts {
        if let Some(due) = due_month(contract) {
            let month = plain.entry(due).or_default();
            month.0.count(contract, day(TODAY));
            if let Some(spell) = payment_delay(contract, day(TODAY)) {
                month.1.add(spell, 1);
            }
        }
    }
    for (month, (record, spells)) in &plain {
        let of = found
            .get(&("all".to_owned(), *month))
            .cloned()
            .unwrap_or_default();
        assert_eq!((of.late.hits, of.late.n), (record.late, record.due()), "{month}");
        assert_eq!(of.delays, *spells, "{month}");
    }
    let came = read_bars(store, LedgerSeries::OverdueIn, Split::All).await;
    let went = read_bars(store, LedgerSeries::OverdueOut, Split::All).await;
    let last = Month::of(day(TODAY));
    let stock = money_stock(&came, &went, last, last, day(TODAY));
    let late = contracts
        .iter()
        .filter(|c| c.paid_on.is_none() && late_on(c, day(TODAY)));
    assert_eq!(
        stock[0].1.end.cents(),
        late.map(|c| c.price.0.cents()).sum::<i64>()
    );
}

fn entry(client: ClientId, n: i64) -> Entry {
    let paid = ["2025-03-20", "2025-09-01", ""][(n % 3) as usize];
    let content = line(&format!("CT-{n}"), 0, "2025-03-01", paid).content.unwrap();
    Entry {
        id: ContractId(n),
        client,
        establishment: None,
        member: MemberId(1 + n % 3),
        profession: None,
        profession_text: content.profession,
        contract: Contract {
            reference: content.reference,
            state: content.state,
            debt: DebtState::of(content.state),
            start_on: content.start_on,
            end_on: content.end_on,
            unit: content.unit,
            units: content.units,
            wage: content.wage,
            price: content.price,
            invoiced_on: content.invoiced_on,
            received_on: None,
            agreed_due_on: None,
            paid_on: content.paid_on,
            consumer: false,
            taken_back: false,
        },
        amends: None,
        amended_by: None,
        sector: SectorGroup::Other,
        region: Region::Brussels,
        size: SizeBand::One,
    }
}

/// Always the same throws.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
