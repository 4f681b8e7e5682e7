//! The payment part of a client's sheet: contracts judged by the rules of today.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::payment::{PaymentContent, PaymentLine};
use chrono::NaiveDate;
use domain::pay::{self, WageOffer};
use domain::payment::{due_date, interest_on, payment};
use domain::permission::{Action, Object};
use domain::{ClientId, ContractId};
use store::contract::{self, LedgerLine};
use store::debt::sheet::{exposure, group_exposure};
use store::reference::{self, Catalogue};

/// Contracts on a page.
const LINES: i64 = 25;

/// `2026-01-31.17`: the last line of the page before; what is no place is the first page.
fn place(text: &str) -> Option<(NaiveDate, ContractId)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

pub(super) async fn load(
    visit: &Visit,
    user: &CurrentUser,
    id: ClientId,
    after: &str,
) -> Result<PaymentContent, PageError> {
    let (store, today) = (&visit.app.store, visit.today());
    let catalogue = reference::catalogue(store).await?;
    let mut lines = contract::list(store, id, place(after), LINES + 1).await?;
    let more = lines.len() as i64 > LINES;
    lines.truncate(usize::try_from(LINES).unwrap_or_default());
    let next = lines.last().filter(|_| more).map(|line| {
        format!(
            "/clients/{id}?tab=payment&after={}.{}",
            line.contract.start_on, line.id
        )
    });
    let exposure = exposure(store, id, today).await?;
    let group = group_exposure(store, id, today).await?;
    let on = Object {
        client: Some(id),
        ..Object::default()
    };
    Ok(PaymentContent {
        lines: lines
            .into_iter()
            .map(|line| judged(line, &catalogue, today))
            .collect(),
        next,
        exposure,
        group: (group != exposure).then_some(group),
        may_read_debts: user.may(Action::ReadDebts, &on).is_ok(),
    })
}

fn judged(line: LedgerLine, catalogue: &Catalogue, today: NaiveDate) -> PaymentLine {
    let contract = line.contract;
    let offer = WageOffer {
        profession: line.profession,
        unit: contract.unit,
        wage: contract.wage,
        // The ledger does not tell how long a project or a service took.
        hours_a_unit: None,
    };
    PaymentLine {
        due: due_date(&contract),
        payment: payment(&contract, today),
        interest: interest_on(&contract, today, &catalogue.interest_rates),
        wage: pay::compare(&offer, &catalogue.pay, contract.start_on).verdict,
        contract,
    }
}
