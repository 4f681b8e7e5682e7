//! Work begun: wages against the figures of their day, and what each client's months come to.

use crate::support::ledger::{but, client_of, import, line};
use crate::support::make::{day, now};
use crate::support::plan::assert_no_full_scan;
use domain::contract::ContractState;
use domain::trend::Split;
use domain::trend::cluster::ClientSums;
use domain::trend::control::Counted;
use domain::trend::work::WorkSeries;
use domain::{Money, Month, Wage};
use std::collections::BTreeMap;
use store::{Store, on, read, trend};

const TODAY: &str = "2026-01-15";
const CLIENT: u32 = 9_992_001;

fn month(number: i64) -> Month {
    Month::from_number(number).unwrap()
}

/// Value and number of one series, of all months together.
async fn counted(store: &Store, series: WorkSeries) -> Vec<(i64, i64)> {
    let bars = trend::work(store, series, Split::All, month(202_001), month(203_012))
        .await
        .unwrap();
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for bar in bars {
        *sums.entry(bar.value).or_default() += bar.n;
    }
    sums.into_iter().filter(|(_, n)| *n != 0).collect()
}

async fn run(store: &Store, sql: &str) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(conn)
        .await
        .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

/// A general reference for a day's work.
async fn enter_reference(store: &Store, cents: i64, from: &str) {
    run(
        store,
        &format!(
            "INSERT INTO pay_reference (kind, unit, amount_cents, valid_from, source, confirmed)
             VALUES ('reference', 'day', {cents}, '{from}', 'test', TRUE)"
        ),
    )
    .await;
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Row {
    month: i64,
    due: i64,
    paid_late: i64,
    unpaid: i64,
    contracts: i64,
}

async fn months(store: &Store, root: u32) -> Vec<(i64, [i64; 4])> {
    let client = client_of(store, root).await;
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(
        "SELECT month, CAST(SUM(due) AS BIGINT) AS due, CAST(SUM(paid_late) AS BIGINT) AS paid_late,
                CAST(SUM(unpaid) AS BIGINT) AS unpaid, CAST(SUM(contracts) AS BIGINT) AS contracts
         FROM client_month WHERE client_id = $1 GROUP BY month ORDER BY month"
    )
    .bind(client.0)
    .fetch_all(pool)
    .await)
    .unwrap();
    rows.into_iter()
        .map(|row| (row.month, [row.due, row.paid_late, row.unpaid, row.contracts]))
        .collect()
}

both_engines! {
    async fn a_wage_is_counted_against_the_figures_of_its_day_and_these_are_frozen(store) {
        run(&store, "DELETE FROM pay_reference").await;
        enter_reference(&store, 12_000, "2020-01-01").await;
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-09-30", "")], day(TODAY)).await;
        let exactly = vec![(10_000, 1)];
        assert_eq!(counted(&store, WorkSeries::WageReference).await, exactly);
        assert_eq!(counted(&store, WorkSeries::WageUnknown).await, [(0, 1)]);

        // A figure that is entered later moves no past count, not even when the contract is paid.
        enter_reference(&store, 20_000, "2021-01-01").await;
        let paid = line("CT-1", CLIENT, "M-1", "2025-09-30", "2025-09-20");
        import(&store, std::slice::from_ref(&paid), day(TODAY)).await;
        assert_eq!(counted(&store, WorkSeries::WageReference).await, exactly);

        // Other work is held against the figures known by then; a lower wage of the same work is not.
        import(&store, &[but(paid.clone(), |c| c.wage = Wage(Money(11_999)))], day(TODAY)).await;
        assert_eq!(counted(&store, WorkSeries::WageReference).await, [(9_900, 1)]);
        import(&store, &[but(paid, |c| c.start_on = day("2025-08-01"))], day(TODAY)).await;
        assert_eq!(counted(&store, WorkSeries::WageReference).await, [(6_000, 1)]);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn a_client_s_months_follow_its_contracts(store) {
        let open = line("CT-1", CLIENT, "M-1", "2025-09-30", "");
        let late = line("CT-2", CLIENT, "M-1", "2025-09-30", "2025-10-20");
        import(&store, &[open.clone(), late], day(TODAY)).await;
        assert_eq!(months(&store, CLIENT).await, [(202_508, [0, 0, 0, 2]), (202_509, [2, 1, 1, 0])]);

        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-09-30", "2025-10-01")], day(TODAY)).await;
        assert_eq!(months(&store, CLIENT).await[1], (202_509, [2, 1, 0, 0]));

        // A month without a fact left is gone.
        let back = but(line("CT-3", CLIENT, "M-1", "2025-09-30", ""), |c| {
            c.state = ContractState::Refunded;
            c.amends = "CT-1".to_owned();
            c.price.0 = -c.price.0;
        });
        let other = but(line("CT-4", CLIENT, "M-1", "2025-09-30", ""), |c| {
            c.state = ContractState::Refunded;
            c.amends = "CT-2".to_owned();
            c.price.0 = -c.price.0;
        });
        import(&store, &[back, other], day(TODAY)).await;
        assert_eq!(months(&store, CLIENT).await, []);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn the_sums_over_clients_are_those_of_three_months_together(store) {
        // Client n has n invoices, due in one of three months; every other one is late.
        let mut lines = Vec::new();
        for n in 1..=12_u32 {
            for i in 0..n {
                let due = ["2025-07-10", "2025-08-10", "2025-09-10"][(i % 3) as usize];
                let paid = if i % 2 == 0 { due } else { "2025-12-01" };
                lines.push(line(&format!("CT-{n}-{i}"), 9_992_000 + n, "M-1", due, paid));
            }
        }
        let (first, second) = lines.split_at(40);
        import(&store, first, day(TODAY)).await;
        trend::fold(&store, "one", now()).await.unwrap();
        import(&store, second, day(TODAY)).await;
        let sums = trend::client_sums(&store, Split::Sector, month(202_509)).await.unwrap();
        let expected = ClientSums::of((1..=12).map(|n| Counted::new(n / 2, n)));
        assert_eq!(sums.into_values().collect::<Vec<_>>(), [expected]);
        let sums = trend::client_sums(&store, Split::All, month(202_511)).await.unwrap();
        let expected = ClientSums::of((1..=12).map(|n| {
            let september: Vec<i64> = (0..n).filter(|i| i % 3 == 2).collect();
            Counted::new(september.iter().filter(|i| *i % 2 == 1).count() as i64, september.len() as i64)
        }));
        assert_eq!(sums["all"], expected);
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn what_was_there_before_is_counted_at_the_next_start(store) {
        let lines: Vec<_> = (0..9)
            .map(|n| line(&format!("CT-{n}"), CLIENT + n % 2, "M-1", "2025-09-30", ["", "2025-12-01"][(n % 2) as usize]))
            .collect();
        import(&store, &lines, day(TODAY)).await;
        trend::fold(&store, "one", now()).await.unwrap();
        for sql in [
            "DELETE FROM client_month",
            "DELETE FROM trend_histogram WHERE series IN ('contracts', 'wage_minimum', 'wage_reference', 'wage_unknown', 'client_sums')",
            "UPDATE contract SET minimum_cents = NULL, reference_cents = NULL",
            "DELETE FROM house WHERE key IN ('trend_work', 'trend_wage_places')",
        ] {
            run(&store, sql).await;
        }
        assert_ne!(trend::verify(&store).await.unwrap(), []);
        store.migrate().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        assert!(!counted(&store, WorkSeries::WageMinimum).await.is_empty());
        // Once.
        store.migrate().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn wages_by_region_and_size_are_counted_at_the_next_start(store) {
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-09-30", "2025-12-01"), line("CT-2", CLIENT + 1, "M-1", "2025-09-30", "")], day(TODAY)).await;
        trend::fold(&store, "one", now()).await.unwrap();
        for sql in [
            "DELETE FROM trend_histogram WHERE series IN ('wage_minimum', 'wage_reference', 'wage_unknown') AND split IN ('region', 'size')",
            "DELETE FROM house WHERE key = 'trend_wage_places'",
        ] {
            run(&store, sql).await;
        }
        assert_ne!(trend::verify(&store).await.unwrap(), []);
        store.migrate().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
    }

    async fn contracts_that_become_another_client_s_are_counted_with_it(store) {
        import(&store, &[line("CT-1", CLIENT, "M-1", "2025-09-30", ""), line("CT-2", CLIENT + 1, "M-1", "2025-09-30", "")], day(TODAY)).await;
        let (one, other) = (client_of(&store, CLIENT).await, client_of(&store, CLIENT + 1).await);
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE contract SET client_id = $1 WHERE client_id = $2")
            .bind(one.0).bind(other.0).execute(conn).await.map(drop)).unwrap();
        for client in [one, other] {
            trend::recount_client(&mut tx, client).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(trend::verify(&store).await.unwrap(), []);
        let sums = trend::client_sums(&store, Split::All, month(202_509)).await.unwrap();
        assert_eq!((sums["all"].clients, sums["all"].n), (1, 2));
    }

    async fn a_client_s_months_are_found_by_its_id(store) {
        assert_no_full_scan(&store, "SELECT month FROM client_month WHERE month BETWEEN 202501 AND 202512 AND client_id IN ($1, $2)").await;
    }
}
