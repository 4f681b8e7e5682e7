//! Planting: what a new house begins with. What people changed since is never overwritten.

use super::files::{self, Charter, Files, Profession};
use crate::{Store, StoreError, Tx, house, profession};
use chrono::NaiveTime;

/// The version of the files that was planted last.
const VERSION: &str = "reference_version";

/// Adds what is missing, in one transaction; with the same files again, nothing.
pub(crate) async fn seed(store: &Store) -> Result<(), StoreError> {
    let version = files::version();
    if house::get(store, VERSION).await?.as_deref() == Some(version.as_str()) {
        return Ok(());
    }
    let files = files::read()?;
    let mut tx = store.write().await?;
    // First of all: on PostgreSQL this row holds back a second server until the first is done.
    house::set(&mut tx, VERSION, &version).await?;
    plant_categories(&mut tx, &files).await?;
    plant_funders(&mut tx, &files).await?;
    for profession in &files.professions {
        plant_profession(&mut tx, profession).await?;
    }
    plant_pay(&mut tx, &files).await?;
    plant_charter(&mut tx, &files.charter).await?;
    super::changed(&mut tx).await?;
    tx.commit().await
}

async fn plant_categories(tx: &mut Tx, files: &Files) -> Result<(), StoreError> {
    let categories: Vec<_> = files.categories.iter().enumerate().collect();
    insert_many!(
        tx,
        14,
        "INSERT INTO category (code, filter, sensitivity, name_fr, name_nl, name_en, name_de, position, ask_wage, ask_hours, \
         hours_are, ask_days_late, ask_unpaid, ask_article) ",
        categories,
        |row, b| {
            let (at, c) = *row;
            b.push_bind(&c.code)
                .push_bind(&c.filter)
                .push_bind(&c.sensitivity)
                .push_bind(&c.fr);
            b.push_bind(&c.nl)
                .push_bind(&c.en)
                .push_bind(&c.de)
                .push_bind(at as i64 + 1);
            b.push_bind(&c.ask_wage)
                .push_bind(&c.ask_hours)
                .push_bind(&c.hours_are)
                .push_bind(&c.ask_days_late)
                .push_bind(&c.ask_unpaid)
                .push_bind(&c.ask_article)
        },
        " ON CONFLICT (code) DO NOTHING"
    )?;
    Ok(())
}

async fn plant_funders(tx: &mut Tx, files: &Files) -> Result<(), StoreError> {
    insert_many!(
        tx,
        5,
        "INSERT INTO funder (code, name_fr, name_nl, name_en, name_de) ",
        files.funders,
        |f, b| {
            b.push_bind(&f.code)
                .push_bind(&f.fr)
                .push_bind(&f.nl)
                .push_bind(&f.en)
                .push_bind(&f.de)
        },
        " ON CONFLICT (code) DO NOTHING"
    )?;
    Ok(())
}

/// One that stands already keeps what people made of it. A house from before professions had a field gets what is new;
/// once somebody has edited an entry it is theirs.
async fn plant_profession(tx: &mut Tx, profession: &Profession) -> Result<(), StoreError> {
    let draft = profession.draft()?;
    let new = profession::insert(tx, &profession.code, &draft).await?;
    let Some(id) = new else {
        on!(&mut *tx, |conn| {
            sqlx::query(
            "UPDATE profession SET field = $2, reason_en = $3, reason_de = $4, effect_fr = $5, effect_nl = $6,
                effect_en = $7, effect_de = $8, source = $9, review_on = COALESCE(review_on, $10)
             WHERE code = $1 AND revision = 1 AND field = 'other' AND effect_fr = ''"
        )
        .bind(&profession.code)
        .bind(&profession.field)
        .bind(&profession.reason_en)
        .bind(&profession.reason_de)
        .bind(&profession.effect_fr)
        .bind(&profession.effect_nl)
        .bind(&profession.effect_en)
        .bind(&profession.effect_de)
        .bind(&profession.source)
        .bind(profession.review)
        .execute(conn)
        .await
        })?;
        return Ok(());
    };
    // A name that another profession has taken meanwhile stays with it.
    profession::add_names(tx, id, &draft, " ON CONFLICT (language, folded) DO NOTHING").await
}

/// The first version, in a house that has none yet.
async fn plant_charter(tx: &mut Tx, charter: &Charter) -> Result<(), StoreError> {
    let first: Option<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "INSERT INTO charter (state, version, in_force_on, begun_at)
         SELECT 'adopted', 1, $1, $2 WHERE NOT EXISTS (SELECT 1 FROM charter) RETURNING id"
    )
    .bind(charter.in_force_on)
    .bind(charter.in_force_on.and_time(NaiveTime::MIN).and_utc())
    .fetch_optional(conn)
    .await)?;
    let Some(first) = first else { return Ok(()) };
    insert_many!(
        tx,
        10,
        "INSERT INTO charter_article
            (charter_id, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de) ",
        charter.article,
        |a, b| {
            b.push_bind(first)
                .push_bind(a.number)
                .push_bind(&a.title_fr)
                .push_bind(&a.title_nl)
                .push_bind(&a.title_en);
            b.push_bind(&a.title_de)
                .push_bind(&a.text_fr)
                .push_bind(&a.text_nl)
                .push_bind(&a.text_en)
                .push_bind(&a.text_de)
        }
    )?;
    Ok(())
}

async fn plant_pay(tx: &mut Tx, files: &Files) -> Result<(), StoreError> {
    for pay in &files.pay {
        on!(&mut *tx, |conn| {
            sqlx::query(
            "INSERT INTO pay_reference
                (kind, profession_id, unit, amount_cents, valid_from, valid_to, source, source_url, confirmed)
             SELECT $1, (SELECT id FROM profession WHERE code = $2), $3, $4, $5, $6, $7, $8, $9
             WHERE NOT EXISTS (
                SELECT 1 FROM pay_reference p LEFT JOIN profession o ON o.id = p.profession_id
                WHERE p.kind = $1 AND p.unit = $3 AND p.valid_from = $5 AND COALESCE(o.code, '') = COALESCE($2, ''))"
        )
        .bind(&pay.kind)
        .bind(&pay.profession)
        .bind(&pay.unit)
        .bind(pay.cents)
        .bind(pay.from)
        .bind(pay.to)
        .bind(&pay.source)
        .bind(&pay.url)
        .bind(pay.confirmed)
        .execute(&mut *conn)
        .await
        })?;
    }
    insert_many!(
        tx,
        4,
        "INSERT INTO price_factor (valid_from, factor, source, confirmed) ",
        files.factors,
        |f, b| {
            b.push_bind(f.from)
                .push_bind(f.ten_thousandths)
                .push_bind(&f.source)
                .push_bind(f.confirmed)
        },
        " ON CONFLICT (valid_from) DO NOTHING"
    )?;
    insert_many!(
        tx,
        5,
        "INSERT INTO interest_rate (valid_from, valid_to, basis_points, source, confirmed) ",
        files.rates,
        |r, b| {
            b.push_bind(r.from)
                .push_bind(r.to)
                .push_bind(r.basis_points)
                .push_bind(&r.source)
                .push_bind(r.confirmed)
        },
        " ON CONFLICT (valid_from) DO NOTHING"
    )?;
    Ok(())
}
