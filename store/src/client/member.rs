//! A client as a member reads it: one prepared row.

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
    paid_on_time: i64,
    paid_late_30: i64,
    paid_late_60: i64,
    paid_late_over_60: i64,
    members: i64,
    own: bool,
    own_on_time: i64,
    own_late_30: i64,
    own_late_60: i64,
    own_late_over_60: i64,
}

/// `$2` the member who asks, `$3` today.
#[doc(hidden)]
pub const SHEET: &str = "
    SELECT k.name, k.number, k.kind, k.municipality, k.stances,
           EXISTS (SELECT 1 FROM hold h WHERE h.client_id = k.client_id AND h.until_on >= $3 AND h.lifted_at IS NULL) AS held,
           c.register_state, c.register_as_of,
           k.paid_on_time, k.paid_late_30, k.paid_late_60, k.paid_late_over_60, k.members,
           m.client_id IS NOT NULL AS own,
           COALESCE(m.paid_on_time, 0) AS own_on_time, COALESCE(m.paid_late_30, 0) AS own_late_30,
           COALESCE(m.paid_late_60, 0) AS own_late_60, COALESCE(m.paid_late_over_60, 0) AS own_late_over_60
    FROM client_card k
    JOIN client c ON c.id = k.client_id
    LEFT JOIN client_member m ON m.client_id = k.client_id AND m.member_id = $2
    WHERE k.client_id = $1";

/// What a member may read of a client. The reader's own contracts are not counted, the bands stand from 3 contracts of
/// 2 members on, and a note waits until the client was sent it.
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
        .fetch_optional(pool)
        .await)?;
    row.map(|row| sheet(client, row, today)).transpose()
}

fn sheet(client: ClientId, row: MemberRow, today: NaiveDate) -> Result<MemberClientSheet, StoreError> {
    let payment = PaymentCounts {
        on_time: row.paid_on_time - row.own_on_time,
        late_30: row.paid_late_30 - row.own_late_30,
        late_60: row.paid_late_60 - row.own_late_60,
        late_over_60: row.paid_late_over_60 - row.own_late_over_60,
        members: row.members - i64::from(row.own),
    };
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
        }
    }
    stances.sort_by_key(|stance| std::cmp::Reverse(stance.kind));
    stances
}
