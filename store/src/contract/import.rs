//! Lines of the export into the ledger: one batch in one transaction, each line with its outcome.

use super::clients::{Clients, Found};
use super::figures::Changes;
use super::line::{ClientKey, Column, Content, Line, Outcome, Problem, Reason};
use super::row::{Row, columns};
use crate::many::among;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::client::name;
use domain::contract::{Contract, ContractState, DebtState, Refund, Refundable, taken_back};
use domain::pay::PayReference;
use domain::payment::{due_date, due_month, is_overdue_money};
use domain::{ContractId, Money, PersonId, Price};
use std::collections::{BTreeSet, HashMap};

/// Who imports, when, and the day on which what is unpaid is judged.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    pub by: Option<PersonId>,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    /// The row of `import_run`.
    pub run: i64,
}

/// What a batch has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// One for each line, in their order.
    pub outcomes: Vec<Outcome>,
    pub clients_added: u64,
    pub names_added: u64,
}

/// Begins a run and gives its id.
pub async fn begin(
    tx: &mut Tx,
    file_hash: &str,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let id = on!(tx, |conn| {
        sqlx::query_scalar(
        "INSERT INTO import_run (kind, file_hash, by_id, started_at) VALUES ('contracts', $1, $2, $3) RETURNING id"
    )
    .bind(file_hash)
    .bind(by.map(|person| person.0))
    .bind(domain::clock::instant(now))
    .fetch_one(conn)
    .await
    })?;
    Ok(id)
}

/// Ends a run.
pub async fn end(tx: &mut Tx, run: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "UPDATE import_run SET finished_at = $1 WHERE id = $2"
    )
    .bind(domain::clock::instant(now))
    .bind(run)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Brings a batch of lines into the ledger. Lines that take others back come in a pass of their own, after all others:
/// the line they name may stand anywhere in the file.
pub async fn batch(tx: &mut Tx, import: &Import, lines: &[Line]) -> Result<Done, StoreError> {
    let keys: Vec<&ClientKey> = lines.iter().filter_map(|line| line.client.as_ref()).collect();
    let mut work = Work {
        import,
        clients: Clients::of(tx, &keys).await?,
        known: known(tx, lines).await?,
        members: HashMap::new(),
        professions: professions(tx, lines).await?,
        pay: crate::reference::pay_in(tx).await?,
        new: Vec::new(),
        changes: Changes::default(),
    };
    work.read_members(tx, lines).await?;
    let mut outcomes = Vec::with_capacity(lines.len());
    for line in lines {
        outcomes.push(work.line(tx, line).await?);
    }
    work.flush(tx).await?;
    let (clients_added, names_added) = (work.clients.added, work.clients.names_added);
    let changed = work.changes.clients();
    work.changes.write(tx).await?;
    crate::detection::mark(tx, &changed, import.today).await?;
    let done = Done {
        outcomes,
        clients_added,
        names_added,
    };
    count(tx, import, &done).await?;
    Ok(done)
}

/// The run's counts, and its audit entry where anything changed.
async fn count(tx: &mut Tx, import: &Import, done: &Done) -> Result<(), StoreError> {
    let of = |which: fn(&Outcome) -> bool| done.outcomes.iter().filter(|o| which(o)).count() as i64;
    let added = of(|o| matches!(o, Outcome::Added));
    let updated = of(|o| matches!(o, Outcome::Updated));
    on!(tx, |conn| sqlx::query(
        "UPDATE import_run SET lines = lines + $1, added = added + $2, updated = updated + $3,
             unchanged = unchanged + $4, rejected = rejected + $5 WHERE id = $6"
    )
    .bind(done.outcomes.len() as i64)
    .bind(added)
    .bind(updated)
    .bind(of(|o| matches!(o, Outcome::Unchanged)))
    .bind(of(|o| matches!(o, Outcome::Rejected(_))))
    .bind(import.run)
    .execute(conn)
    .await
    .map(drop))?;
    if added + updated > 0 || done.clients_added + done.names_added > 0 {
        let details =
            serde_json::json!({ "added": added, "updated": updated, "clients_added": done.clients_added });
        let object = format!("import {}", import.run);
        crate::audit::record(
            tx,
            import.by,
            AuditAction::ImportContracts,
            &object,
            details,
            import.now,
        )
        .await?;
    }
    Ok(())
}

async fn known(tx: &mut Tx, lines: &[Line]) -> Result<HashMap<String, Row>, StoreError> {
    const BY_REFERENCE: &str = concat!("SELECT ", columns!(), " FROM contract c WHERE c.reference IN (");
    let references: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line.content.as_ref())
        .map(|content| content.reference.as_str())
        .collect();
    let references: Vec<&str> = references.into_iter().collect();
    let rows = among!(tx, Row, BY_REFERENCE, references, ")");
    Ok(rows.into_iter().map(|row| (row.reference.clone(), row)).collect())
}

#[derive(sqlx::FromRow)]
struct ProfessionRow {
    profession_id: i64,
    folded: String,
}

/// Professions by folded name; where two languages share a name it is the same work, and the first is taken.
async fn professions(tx: &mut Tx, lines: &[Line]) -> Result<HashMap<String, i64>, StoreError> {
    let folded: BTreeSet<String> = lines
        .iter()
        .filter_map(|line| line.content.as_ref())
        .map(|content| name::fold(&content.profession).text)
        .collect();
    let folded: Vec<String> = folded.into_iter().collect();
    let rows = among!(
        tx,
        ProfessionRow,
        "SELECT profession_id, folded FROM profession_name WHERE folded IN (",
        folded,
        ") ORDER BY folded, profession_id DESC"
    );
    Ok(rows
        .into_iter()
        .map(|row| (row.folded, row.profession_id))
        .collect())
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: i64,
    reference: String,
}

#[derive(sqlx::FromRow)]
struct RefundableRow {
    id: i64,
    reference: String,
    state: String,
    price_cents: i64,
    amended_by_id: Option<i64>,
}

/// One batch under way.
pub(super) struct Work<'a> {
    pub(super) import: &'a Import,
    clients: Clients,
    pub(super) known: HashMap<String, Row>,
    members: HashMap<String, i64>,
    professions: HashMap<String, i64>,
    /// The minima and references that are known.
    pay: Vec<PayReference>,
    /// New rows, inserted together.
    pub(super) new: Vec<Row>,
    pub(super) changes: Changes,
}

impl Work<'_> {
    async fn read_members(&mut self, tx: &mut Tx, lines: &[Line]) -> Result<(), StoreError> {
        let references: BTreeSet<&str> = lines
            .iter()
            .filter(|line| line.problems.is_empty())
            .filter_map(|line| line.content.as_ref())
            .map(|content| content.member.as_str())
            .collect();
        let references: Vec<&str> = references.into_iter().collect();
        let rows = among!(
            tx,
            MemberRow,
            "SELECT id, reference FROM member WHERE reference IN (",
            references,
            ")"
        );
        self.members = rows.into_iter().map(|row| (row.reference, row.id)).collect();
        Ok(())
    }

    async fn line(&mut self, tx: &mut Tx, line: &Line) -> Result<Outcome, StoreError> {
        let (Some(content), Some(key), []) = (&line.content, &line.client, line.problems.as_slice()) else {
            return Ok(Outcome::Rejected(self.all_problems(line)));
        };
        if let Some(row) = self.known.get(&content.reference)
            && row.line_hash == content.hash
        {
            return Ok(Outcome::Unchanged);
        }
        // A refund is judged before its client gets another name: a refused line leaves nothing behind.
        let found = match self.clients.find(key) {
            Err(reason) => return Ok(refused(client_column(key), reason)),
            Ok(found) => found,
        };
        let amends = match self.taken_back(tx, content, found.as_ref()).await? {
            Err(refusal) => return Ok(refused(Column::Amends, Reason::Refund(refusal))),
            Ok(amends) => amends,
        };
        let found = match self
            .clients
            .find_or_add(tx, key, self.import.by, self.import.now)
            .await?
        {
            Err(reason) => return Ok(refused(client_column(key), reason)),
            Ok(found) => found,
        };
        let member = self.member(tx, &content.member).await?;
        let row = self.row(content, &found, member, amends)?;
        self.write(tx, row).await
    }

    /// What is wrong with a line that cannot be read, its client looked for as well.
    fn all_problems(&self, line: &Line) -> Vec<Problem> {
        let mut problems = line.problems.clone();
        if let Some(key) = &line.client
            && let Err(reason) = self.clients.find(key)
        {
            problems.insert(0, Problem::new(client_column(key), reason));
        }
        problems
    }

    async fn member(&mut self, tx: &mut Tx, reference: &str) -> Result<i64, StoreError> {
        if let Some(id) = self.members.get(reference) {
            return Ok(*id);
        }
        let id: i64 = on!(tx, |conn| sqlx::query_scalar(
            "INSERT INTO member (reference) VALUES ($1) RETURNING id"
        )
        .bind(reference)
        .fetch_one(conn)
        .await)?;
        self.members.insert(reference.to_owned(), id);
        Ok(id)
    }

    /// The line that a refund takes back.
    async fn taken_back(
        &mut self,
        tx: &mut Tx,
        content: &Content,
        client: Option<&Found>,
    ) -> Result<Result<Option<i64>, domain::contract::RefundError>, StoreError> {
        const LINES: &str = "SELECT id, reference, state, price_cents, amended_by_id FROM contract
            WHERE client_id = $1 AND (reference = $2 OR ($2 = '' AND price_cents = $3)) ORDER BY id";
        if content.state != ContractState::Refunded {
            return Ok(Ok(None));
        }
        // The line to take back may be among those that wait to be written.
        self.flush(tx).await?;
        let own = self.known.get(&content.reference).map(|row| row.id);
        let rows: Vec<RefundableRow> = match client {
            None => Vec::new(),
            Some(client) => on!(tx, |conn| sqlx::query_as(LINES)
                .bind(client.id)
                .bind(content.amends.trim())
                .bind(-content.price.0.cents())
                .fetch_all(conn)
                .await)?,
        };
        let lines = rows.into_iter().map(|row| {
            Ok(Refundable {
                id: ContractId(row.id),
                reference: row.reference,
                state: crate::error::word(&row.state, "contract.state")?,
                price: Price(Money(row.price_cents)),
                // What this line took back before its content changed is free again.
                taken_back: row.amended_by_id.is_some() && row.amended_by_id != own,
            })
        });
        let lines: Vec<Refundable> = lines.collect::<Result<_, StoreError>>()?;
        let refund = Refund {
            reference: &content.reference,
            amends: &content.amends,
            price: content.price,
        };
        Ok(taken_back(refund, &lines).map(|id| Some(id.0)))
    }

    fn row(
        &self,
        content: &Content,
        client: &Found,
        member: i64,
        amends: Option<i64>,
    ) -> Result<Row, StoreError> {
        let before = self.known.get(&content.reference);
        let same_client = before.filter(|row| row.client_id == client.id);
        let mut contract = Contract {
            reference: content.reference.clone(),
            state: content.state,
            debt: debt(content.state, before),
            start_on: content.start_on,
            end_on: content.end_on,
            unit: content.unit,
            units: content.units,
            wage: content.wage,
            price: content.price,
            invoiced_on: content.invoiced_on,
            received_on: content.received_on,
            agreed_due_on: content.agreed_due_on,
            paid_on: content.paid_on,
            consumer: client.consumer,
            taken_back: before.is_some_and(|row| row.amended_by_id.is_some()),
        };
        if contract.paid_on.is_none()
            && let Some(row) = before
            && is_paid_by_hand(content.state, row)
        {
            contract.paid_on = row.paid_on;
            contract.debt = DebtState::Paid;
        }
        let overdue = is_overdue_money(&contract, self.import.today);
        if overdue && contract.debt == DebtState::Open {
            contract.debt = DebtState::Overdue;
        }
        let mut row = Row {
            id: before.map_or(0, |row| row.id),
            client_id: client.id,
            establishment_id: client.establishment,
            member_id: member,
            profession_id: self
                .professions
                .get(&name::fold(&content.profession).text)
                .copied(),
            profession_text: content.profession.clone(),
            start_on: content.start_on,
            end_on: content.end_on,
            wage_unit: content.unit.code().to_owned(),
            units: content.units,
            wage_cents: content.wage.0.cents(),
            price_cents: content.price.0.cents(),
            invoiced_on: content.invoiced_on,
            received_on: content.received_on,
            agreed_due_on: content.agreed_due_on,
            due_on: due_date(&contract).map(|due| due.on),
            paid_on: contract.paid_on,
            state: content.state.code().to_owned(),
            debt_state: contract.debt.code().to_owned(),
            amends_id: amends,
            amended_by_id: before.and_then(|row| row.amended_by_id),
            counted: contract.counts(),
            overdue,
            // Dimensions are frozen on the fact: an update keeps them, unless the contract is another client's.
            sector: same_client.map_or_else(|| client.sector.clone(), |row| row.sector.clone()),
            region: same_client.map_or_else(|| client.region.clone(), |row| row.region.clone()),
            size_band: before.map_or_else(String::new, |row| row.size_band.clone()),
            due_month: due_month(&contract).map(domain::Month::number),
            line_hash: content.hash.clone(),
            revision: before.map_or(1, |row| row.revision),
            reference: content.reference.clone(),
            minimum_cents: before.and_then(|row| row.minimum_cents),
            reference_cents: before.and_then(|row| row.reference_cents),
        };
        let what = |row: &Row| (row.profession_id, row.wage_unit.clone(), row.start_on);
        // Frozen on the fact, unless it is other work than it was.
        if before.is_none_or(|before| what(before) != what(&row)) {
            row.freeze(&self.pay)?;
        }
        Ok(row)
    }
}

/// Where the reader looks first: at the number if there is one, else at the name.
const fn client_column(key: &ClientKey) -> Column {
    if key.number.is_some() {
        Column::ClientNumber
    } else {
        Column::ClientName
    }
}

fn refused(column: Column, reason: Reason) -> Outcome {
    Outcome::Rejected(vec![Problem::new(column, reason)])
}

/// Accounts have seen the money; the export does not know of it yet.
fn is_paid_by_hand(state: ContractState, before: &Row) -> bool {
    state == ContractState::Open
        && before.state == ContractState::Open.code()
        && before.debt_state == DebtState::Paid.code()
        && before.paid_on.is_some()
}

/// What accounts wrote of an open debt stays while the line is open: also that its client disputes it, until the export
/// itself says so and then no longer.
fn debt(state: ContractState, before: Option<&Row>) -> DebtState {
    let kept = before
        .and_then(|row| DebtState::from_code(&row.debt_state))
        .filter(|debt| {
            let by_accounts = before.is_some_and(|row| row.state == ContractState::Open.code());
            match debt {
                DebtState::Open | DebtState::Overdue | DebtState::Paid => false,
                DebtState::Disputed => by_accounts,
                _ => true,
            }
        });
    match (state, kept) {
        (ContractState::Open, Some(debt)) => debt,
        _ => DebtState::of(state),
    }
}
