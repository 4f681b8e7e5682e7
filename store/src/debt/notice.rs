//! Formal notices: counted out, frozen and registered in one transaction with the step of each contract.

use super::follow::{Following, Refusal, read as read_debts, write};
use crate::error::word;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::client::Address;
use domain::debt::notice::{Claim, Claimed, Debtor, FormalNotice, NoticeSummary, claimed};
use domain::payment::{InterestRate, NoRate};
use domain::{ClientId, FormalNoticeId, Lang, Money, PersonId};
use sqlx::types::Json;

/// What became of a formal notice. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    Done(FormalNoticeId),
    Refused(Refusal),
    /// No legal rate is known for one of the days: it is for staff to enter, not to guess.
    NoRate(NoRate),
}

#[derive(sqlx::FromRow)]
struct AddressRow {
    legal_name: String,
    number: String,
    language: String,
    street: String,
    postcode: String,
    municipality: String,
    country: String,
}

const ADDRESS: &str = "
    SELECT c.legal_name, k.number, c.language, c.street, c.postcode, c.municipality, c.country
    FROM client c JOIN client_card k ON k.client_id = c.id WHERE c.id = $1";

/// Sends a notice for the contracts of a step, to be paid by a deadline that the caller has checked.
pub async fn send(
    tx: &mut Tx,
    wanted: &Following<'_>,
    deadline: NaiveDate,
    rates: &[InterestRate],
) -> Result<Sent, StoreError> {
    const SEND: &str = "INSERT INTO formal_notice (client_id, sent_on, deadline_on, language, content, total_cents, by_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let debts = match read_debts(tx, wanted).await? {
        Ok(debts) => debts,
        Err(refusal) => return Ok(Sent::Refused(refusal)),
    };
    let to: AddressRow = on!(&mut *tx, |conn| sqlx::query_as(ADDRESS)
        .bind(wanted.client.0)
        .fetch_one(&mut *conn)
        .await)?;
    let language: Lang = word(&to.language, "client.language")?;
    let debtor = Debtor {
        name: to.legal_name,
        number: to.number,
        address: Address {
            street: to.street,
            postcode: to.postcode,
            municipality: to.municipality,
            country: to.country,
        },
    };
    let claims: Vec<Claim> = debts
        .iter()
        .filter_map(|(debt, _)| {
            Some(Claim {
                reference: debt.row.reference.clone(),
                invoiced_on: debt.row.invoiced_on,
                due_on: debt.row.due_on?,
                amount: debt.standing.price,
            })
        })
        .collect();
    let content = match claimed(&claims, debtor, wanted.on, rates) {
        Ok(content) => content,
        Err(missing) => return Ok(Sent::NoRate(missing)),
    };
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(SEND)
        .bind(wanted.client.0)
        .bind(wanted.on)
        .bind(deadline)
        .bind(language.code())
        .bind(Json(&content))
        .bind(content.total.cents())
        .bind(wanted.by.0)
        .bind(domain::clock::instant(wanted.now))
        .fetch_one(&mut *conn)
        .await)?;
    let id = FormalNoticeId(id);
    let reason = id.reference();
    let registered = Following {
        reason: &reason,
        ..wanted.clone()
    };
    write(tx, &registered, debts, None).await?;
    Ok(Sent::Done(id))
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: i64,
    client_id: i64,
    sent_on: NaiveDate,
    deadline_on: NaiveDate,
    language: String,
    content: Json<Claimed>,
    by_id: i64,
    by_name: String,
    at: DateTime<Utc>,
}

const ONE: &str = "
    SELECT n.id, n.client_id, n.sent_on, n.deadline_on, n.language, n.content, n.by_id, p.name AS by_name, n.at
    FROM formal_notice n JOIN person p ON p.id = n.by_id WHERE n.id = $1 AND n.client_id = $2";

/// A notice as it was sent to this client.
pub async fn find(
    store: &Store,
    client: ClientId,
    id: FormalNoticeId,
) -> Result<Option<FormalNotice>, StoreError> {
    let row: Option<NoticeRow> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(id.0)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(FormalNotice {
        id: FormalNoticeId(row.id),
        client: ClientId(row.client_id),
        sent_on: row.sent_on,
        deadline_on: row.deadline_on,
        language: word(&row.language, "formal_notice.language")?,
        claimed: row.content.0,
        by: PersonId(row.by_id),
        by_name: row.by_name,
        at: row.at,
    }))
}

const OF_CLIENT: &str = "
    SELECT n.id, n.sent_on, n.deadline_on, n.total_cents, p.name
    FROM formal_notice n JOIN person p ON p.id = n.by_id WHERE n.client_id = $1 ORDER BY n.id DESC LIMIT 20";

/// The newest notices of a client.
pub(super) async fn of_client(store: &Store, client: ClientId) -> Result<Vec<NoticeSummary>, StoreError> {
    let rows: Vec<(i64, NaiveDate, NaiveDate, i64, String)> = read!(store, |pool| sqlx::query_as(OF_CLIENT)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, sent_on, deadline_on, total, by_name)| NoticeSummary {
            id: FormalNoticeId(id),
            sent_on,
            deadline_on,
            total: Money(total),
            by_name,
        })
        .collect())
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![ADDRESS, ONE, OF_CLIENT]
}
