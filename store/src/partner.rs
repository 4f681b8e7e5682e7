//! Partners: kept by staff, offered to members by filter and region.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::category::Filter;
use domain::client::name::fold;
use domain::client::region::Region;
use domain::partner::{Partner, PartnerDraft};
use domain::{PartnerId, PersonId};
use serde_json::json;
use sqlx::types::Json;
use std::str::FromStr;

fn object(id: PartnerId) -> String {
    format!("partner {id}")
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    kind: String,
    offer_fr: String,
    offer_nl: String,
    offer_en: String,
    offer_de: String,
    url: String,
    email: String,
    phone: String,
    free: bool,
    retired: bool,
    revision: i64,
}

const ALL: &str = "
    SELECT id, name, kind, offer_fr, offer_nl, offer_en, offer_de, url, email, phone, free, retired, revision
    FROM partner ORDER BY folded, id";

/// Every partner by name, retired ones too: there are a few dozen.
pub async fn all(store: &Store) -> Result<Vec<Partner>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(ALL).fetch_all(pool).await)?;
    let filters: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT partner_id, filter FROM partner_filter"
    )
    .fetch_all(pool)
    .await)?;
    let regions: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT partner_id, region FROM partner_region"
    )
    .fetch_all(pool)
    .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Partner {
                id: PartnerId(row.id),
                is: PartnerDraft {
                    name: row.name,
                    kind: word(&row.kind, "partner.kind")?,
                    offers: [row.offer_fr, row.offer_nl, row.offer_en, row.offer_de],
                    filters: of(&filters, row.id, "partner_filter.filter")?,
                    regions: of(&regions, row.id, "partner_region.region")?,
                    url: row.url,
                    email: row.email,
                    phone: row.phone,
                    free: row.free,
                },
                retired: row.retired,
                revision: row.revision,
            })
        })
        .collect()
}

/// The words of one partner, in the order in which people read them.
fn of<T: FromStr + Ord>(rows: &[(i64, String)], id: i64, column: &'static str) -> Result<Vec<T>, StoreError> {
    let own = rows.iter().filter(|(of, _)| *of == id);
    let mut words = own
        .map(|(_, code)| word(code, column))
        .collect::<Result<Vec<T>, _>>()?;
    words.sort();
    Ok(words)
}

/// One partner.
pub async fn find(store: &Store, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    Ok(all(store).await?.into_iter().find(|partner| partner.id == id))
}

/// Partners who help with this filter in this region (an unknown region is everywhere), by name.
pub async fn offered_for(
    store: &Store,
    filter: Option<Filter>,
    region: Option<Region>,
) -> Result<Vec<Partner>, StoreError> {
    let mut offered = all(store).await?;
    offered.retain(|partner| partner.helps(filter, region));
    Ok(offered)
}

/// Adds a partner. One with the same name that is not retired is [`StoreError::Duplicate`].
pub async fn add(
    tx: &mut Tx,
    draft: &PartnerDraft,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<PartnerId, StoreError> {
    let id: i64 = on!(&mut *tx, |conn| {
        sqlx::query_scalar(
        "INSERT INTO partner (name, folded, kind, offer_fr, offer_nl, offer_en, offer_de, url, email, phone, free)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
    )
    .bind(&draft.name)
    .bind(fold(&draft.name).text)
    .bind(draft.kind.code())
    .bind(&draft.offers[0])
    .bind(&draft.offers[1])
    .bind(&draft.offers[2])
    .bind(&draft.offers[3])
    .bind(&draft.url)
    .bind(&draft.email)
    .bind(&draft.phone)
    .bind(draft.free)
    .fetch_one(conn)
    .await
    })?;
    let id = PartnerId(id);
    set_words(tx, id, draft).await?;
    told(tx, id, "add", by, now).await?;
    Ok(id)
}

/// Writes over a partner that still has this revision.
pub async fn edit(
    tx: &mut Tx,
    id: PartnerId,
    revision: i64,
    draft: &PartnerDraft,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| {
        sqlx::query(
        "UPDATE partner SET name = $3, folded = $4, kind = $5, offer_fr = $6, offer_nl = $7, offer_en = $8, offer_de = $9,
            url = $10, email = $11, phone = $12, free = $13, revision = revision + 1
         WHERE id = $1 AND revision = $2"
    )
    .bind(id.0)
    .bind(revision)
    .bind(&draft.name)
    .bind(fold(&draft.name).text)
    .bind(draft.kind.code())
    .bind(&draft.offers[0])
    .bind(&draft.offers[1])
    .bind(&draft.offers[2])
    .bind(&draft.offers[3])
    .bind(&draft.url)
    .bind(&draft.email)
    .bind(&draft.phone)
    .bind(draft.free)
    .execute(conn)
    .await
    })?;
    touched(done.rows_affected())?;
    on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM partner_filter WHERE partner_id = $1"
    )
    .bind(id.0)
    .execute(conn)
    .await)?;
    on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM partner_region WHERE partner_id = $1"
    )
    .bind(id.0)
    .execute(conn)
    .await)?;
    set_words(tx, id, draft).await?;
    told(tx, id, "edit", Some(by), now).await
}

/// Retires a partner, or brings it back.
pub async fn retire(
    tx: &mut Tx,
    id: PartnerId,
    revision: i64,
    retired: bool,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "UPDATE partner SET retired = $3, revision = revision + 1 WHERE id = $1 AND revision = $2"
    )
    .bind(id.0)
    .bind(revision)
    .bind(retired)
    .execute(conn)
    .await)?;
    touched(done.rows_affected())?;
    let kind = if retired { "retire" } else { "bring_back" };
    told(tx, id, kind, Some(by), now).await
}

async fn set_words(tx: &mut Tx, id: PartnerId, draft: &PartnerDraft) -> Result<(), StoreError> {
    insert_many!(
        &mut *tx,
        2,
        "INSERT INTO partner_filter (partner_id, filter) ",
        draft.filters,
        |filter, b| b.push_bind(id.0).push_bind(filter.code()),
        " ON CONFLICT (partner_id, filter) DO NOTHING"
    )?;
    insert_many!(
        &mut *tx,
        2,
        "INSERT INTO partner_region (partner_id, region) ",
        draft.regions,
        |region, b| b.push_bind(id.0).push_bind(region.code()),
        " ON CONFLICT (partner_id, region) DO NOTHING"
    )?;
    Ok(())
}

/// The event and the log's entry.
async fn told(
    tx: &mut Tx,
    id: PartnerId,
    kind: &str,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query(
        "INSERT INTO partner_event (partner_id, kind, by_id, at, details) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id.0)
    .bind(kind)
    .bind(by.map(|person| person.0))
    .bind(domain::clock::instant(now))
    .bind(Json(json!({})))
    .execute(conn)
    .await)?;
    audit::record(
        tx,
        by,
        AuditAction::KeepPartner,
        &object(id),
        json!({ "step": kind }),
        now,
    )
    .await
}
