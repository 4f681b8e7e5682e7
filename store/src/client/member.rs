//! A client as a member reads it: one prepared row.

use super::closed::{self, PaidRow, open_month, paid_columns};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::client::{MemberClientSheet, PaymentCounts};
use domain::stance::StanceCard;
use domain::{ClientId, MemberId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct MemberRow {
    name: String,
    number: String,
    kind: String,
    municipality: String,
    stances: Json<Vec<StanceCard>>,
    held: bool,
    register_state: String,
    register_as_of: Option<NaiveDate>,
    #[sqlx(flatten)]
    paid: PaidRow,
}

/// `$2` the member who asks, `$3` today, `$4` the first day of the month that runs.
#[doc(hidden)]
pub const SHEET: &str = concat!(
    "
    SELECT k.name, k.number, k.kind, k.municipality, k.stances,
           EXISTS (SELECT 1 FROM hold h WHERE h.client_id = k.client_id AND h.until_on >= $3 AND h.lifted_at IS NULL) AS held,
           c.register_state, c.register_as_of, ",
    paid_columns!("$4"),
    "
    FROM client_card k
    JOIN client c ON c.id = k.client_id
    LEFT JOIN client_member m ON m.client_id = k.client_id AND m.member_id = $2
    WHERE k.client_id = $1"
);

/// What a member may read of a client. The reader's own contracts are not counted, the bands run to the last closed month
/// and stand from 3 contracts of 2 members on, and a note waits until the client was sent it.
pub async fn for_member(
    store: &Store,
    client: ClientId,
    asking: Option<MemberId>,
    today: NaiveDate,
) -> Result<Option<MemberClientSheet>, StoreError> {
    let row: Option<MemberRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(client.0)
        .bind(asking.map_or(0, |member| member.0))
        .bind(today)
        .bind(open_month(today))
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let record = closed::record(store, client, asking, today, row.paid).await?;
    sheet(client, row, record.bands, today).map(Some)
}

fn sheet(
    client: ClientId,
    row: MemberRow,
    payment: PaymentCounts,
    today: NaiveDate,
) -> Result<MemberClientSheet, StoreError> {
    Ok(MemberClientSheet {
        id: client,
        name: row.name,
        number: row.number,
        kind: word(&row.kind, "client_card.kind")?,
        municipality: row.municipality,
        register_state: word(&row.register_state, "client.register_state")?,
        register_as_of: row.register_as_of,
        stances: readable(row.stances.0, today),
        held: row.held,
        payment: payment.shown_to_members().then_some(payment),
    })
}

/// The strictest first, without notes that members may not read yet.
fn readable(mut stances: Vec<StanceCard>, today: NaiveDate) -> Vec<StanceCard> {
    for stance in &mut stances {
        if stance.note_for_members(today).is_none() {
            stance.note = None;
            stance.replies.clear();
        }
    }
    stances.sort_by_key(|stance| std::cmp::Reverse(stance.kind));
    stances
}
