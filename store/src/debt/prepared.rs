//! `client_debt`: what each client owes, counted again from its unpaid contracts in the transaction that changes them.

use crate::many::{among, change_among};
use crate::{StoreError, Tx};

/// What somebody still follows: not paid, not written off. Of it, what a bankrupt client owes is expected no more: it counts
/// apart, as lost, and its claim is declared all the same. The text of `contract_unpaid`, so that its index answers.
macro_rules! owed {
    () => {
        "c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off')"
    };
}

#[derive(sqlx::FromRow)]
#[expect(dead_code, reason = "the rows are read for their locks")]
struct Locked {
    client_id: i64,
}

/// Counts these clients again. Its cost grows with what they owe, not with their contracts.
pub(crate) async fn refresh(tx: &mut Tx, clients: &[i64]) -> Result<(), StoreError> {
    const COUNT: &str = "
        INSERT INTO client_debt (client_id, group_id, grouped, contracts, members, open_cents, overdue_cents,
            lost_cents, oldest_due_on, untouched_due_on, next_on)
        SELECT k.id, COALESCE(k.parent_id, k.id),
               (k.parent_id IS NOT NULL OR EXISTS (SELECT 1 FROM client h WHERE h.parent_id = k.id)),
               o.contracts, o.members, o.open_cents, o.overdue_cents, o.lost_cents, o.oldest, o.untouched, o.next_on
        FROM (SELECT c.client_id, CAST(SUM(CASE WHEN c.debt_state <> 'bankrupt' THEN 1 ELSE 0 END) AS BIGINT) AS contracts,
                     COUNT(DISTINCT CASE WHEN c.debt_state <> 'bankrupt' THEN c.member_id END) AS members,
                     CAST(SUM(CASE WHEN c.debt_state <> 'bankrupt' THEN c.price_cents ELSE 0 END) AS BIGINT) AS open_cents,
                     CAST(SUM(CASE WHEN c.overdue THEN c.price_cents ELSE 0 END) AS BIGINT) AS overdue_cents,
                     CAST(SUM(CASE WHEN c.debt_state = 'bankrupt' THEN c.price_cents ELSE 0 END) AS BIGINT) AS lost_cents,
                     MIN(CASE WHEN c.debt_state <> 'bankrupt' THEN c.due_on END) AS oldest,
                     MIN(CASE WHEN d.contract_id IS NULL AND c.debt_state <> 'bankrupt' THEN c.due_on END) AS untouched,
                     MIN(d.next_on) AS next_on
              FROM contract c LEFT JOIN debt d ON d.contract_id = c.id
              WHERE ";
    const AFTER: &str = ") GROUP BY c.client_id) o JOIN client k ON k.id = o.client_id
        WHERE TRUE
        ON CONFLICT (client_id) DO UPDATE SET group_id = excluded.group_id, grouped = excluded.grouped,
            contracts = excluded.contracts, members = excluded.members, open_cents = excluded.open_cents,
            overdue_cents = excluded.overdue_cents, lost_cents = excluded.lost_cents, oldest_due_on = excluded.oldest_due_on,
            untouched_due_on = excluded.untouched_due_on, next_on = excluded.next_on";
    if clients.is_empty() {
        return Ok(());
    }
    let mut clients = clients.to_vec();
    clients.sort_unstable();
    clients.dedup();
    if let Tx::Postgres(_) = tx {
        // Two changes of one client at once: the second counts what the first has written. SQLite has one writer.
        let _: Vec<Locked> = among!(
            tx,
            Locked,
            "SELECT client_id FROM client_card WHERE client_id IN (",
            clients,
            ") ORDER BY client_id FOR UPDATE"
        );
    }
    change_among!(tx, concat_owed(COUNT), clients, AFTER);
    change_among!(
        tx,
        concat!(
            "DELETE FROM client_debt WHERE NOT EXISTS (SELECT 1 FROM contract c WHERE c.client_id = client_debt.client_id AND ",
            owed!(),
            ") AND client_id IN ("
        ),
        clients,
        ")"
    );
    Ok(())
}

/// The text before the list of clients.
fn concat_owed(before: &str) -> String {
    format!("{before}{} AND c.client_id IN (", owed!())
}
