//! A small ledger: lines of the export, imported as the program does it.

use super::make::{day, now};
use chrono::{Days, NaiveDate};
use domain::client::identifier::{EnterpriseNumber, Identifier};
use domain::contract::{ContractState, WageUnit};
use domain::{ClientId, Money, Price, Wage};
use store::contract::import::{self, Import};
use store::contract::{ClientKey, Content, Line, Outcome};
use store::{Store, read};

fn number(root: u32) -> Identifier {
    EnterpriseNumber::from_root(root).unwrap().into()
}

/// A day's work of a member for 120 a day, priced at 400, invoiced 30 days before it falls due.
pub fn line(reference: &str, client: u32, member: &str, due: &str, paid: &str) -> Line {
    let due = day(due);
    let paid = (!paid.is_empty()).then(|| day(paid));
    let content = Content {
        reference: reference.to_owned(),
        member: member.to_owned(),
        profession: "graphiste".to_owned(),
        start_on: due - Days::new(35),
        end_on: due - Days::new(34),
        unit: WageUnit::Day,
        units: 100,
        wage: Wage(Money(12_000)),
        price: Price(Money(40_000)),
        invoiced_on: Some(due - Days::new(30)),
        received_on: None,
        agreed_due_on: None,
        paid_on: paid,
        state: if paid.is_some() {
            ContractState::Paid
        } else {
            ContractState::Open
        },
        amends: String::new(),
        hash: String::new(),
    };
    hashed(Line {
        client: Some(ClientKey {
            number: Some(number(client)),
            name: format!("Client {client}"),
        }),
        content: Some(content),
        problems: Vec::new(),
    })
}

/// The same with something changed.
pub fn but(mut line: Line, change: impl FnOnce(&mut Content)) -> Line {
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

/// Imports lines as on a day.
pub async fn import(store: &Store, lines: &[Line], today: NaiveDate) {
    let outcomes = try_import(store, lines, today).await;
    let refused = |outcome: &&Outcome| matches!(outcome, Outcome::Rejected(_));
    assert_eq!(outcomes.iter().find(refused), None);
}

/// The same, but some lines may be refused.
pub async fn try_import(store: &Store, lines: &[Line], today: NaiveDate) -> Vec<Outcome> {
    let mut tx = store.write().await.unwrap();
    let run = import::begin(&mut tx, "hash", None, now()).await.unwrap();
    let import = Import {
        by: None,
        now: now(),
        today,
        run,
    };
    let done = import::batch(&mut tx, &import, lines).await.unwrap();
    import::end(&mut tx, run, now()).await.unwrap();
    tx.commit().await.unwrap();
    done.outcomes
}

/// The client that an import made for a number.
pub async fn client_of(store: &Store, root: u32) -> ClientId {
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
