//! The reference data as rules and pages read it: small, and kept in memory under its version.

use crate::error::word;
use crate::issue::{CategoryRow, columns};
use crate::{Store, StoreError, Tx, house};
use chrono::NaiveDate;
use domain::category::Category;
use domain::money::PriceFactor;
use domain::pay::PayReference;
use domain::payment::InterestRate;
use domain::profession::{Profession, Proof};
use domain::{CategoryId, FunderId, Lang, Money, ProfessionId, Wage};
use sqlx::types::Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Who subsidises clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funder {
    pub id: FunderId,
    pub code: String,
    /// In the order of [`Lang::ALL`].
    pub names: [String; 4],
}

impl Funder {
    pub fn name(&self, lang: Lang) -> &str {
        &self.names[lang as usize]
    }
}

/// All reference data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// In the order in which people read them.
    pub categories: Vec<Category>,
    /// By French name.
    pub professions: Vec<Profession>,
    pub pay: Vec<PayReference>,
    pub price_factors: Vec<PriceFactor>,
    /// Legal interest on late payment, by half-year.
    pub interest_rates: Vec<InterestRate>,
    pub funders: Vec<Funder>,
    /// Professions by any of their names, folded.
    by_name: HashMap<String, ProfessionId>,
}

impl Catalogue {
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    pub fn category_by_code(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    pub fn profession(&self, id: ProfessionId) -> Option<&Profession> {
        self.professions.iter().find(|profession| profession.id == id)
    }

    /// The profession that a contract or a person writes so, in any language.
    pub fn profession_named(&self, name: &str) -> Option<&Profession> {
        self.profession(*self.by_name.get(&domain::client::name::fold(name).text)?)
    }

    pub fn funder(&self, id: FunderId) -> Option<&Funder> {
        self.funders.iter().find(|funder| funder.id == id)
    }
}

/// The number that moves on with every change of reference data.
const REVISION: &str = "reference_revision";

/// The last catalogue that was read, with its revision.
pub(crate) type Cache = Arc<Mutex<Option<(String, Arc<Catalogue>)>>>;

/// The reference data in force: one small query, and the rows only after a change.
pub async fn catalogue(store: &Store) -> Result<Arc<Catalogue>, StoreError> {
    let version = house::get(store, REVISION).await?.unwrap_or_default();
    let kept = |cache: &Cache| cache.lock().ok().and_then(|kept| kept.clone());
    if let Some((of, catalogue)) = kept(store.catalogue_cache())
        && of == version
    {
        return Ok(catalogue);
    }
    let catalogue = Arc::new(load(store).await?);
    if let Ok(mut kept) = store.catalogue_cache().lock() {
        *kept = Some((version, catalogue.clone()));
    }
    Ok(catalogue)
}

/// Says that reference data has changed: called in the transaction of the change. The revision only grows, so that no
/// server ever takes an older catalogue for the present one.
pub async fn changed(tx: &mut Tx) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "INSERT INTO house (key, value) VALUES ($1, '1') ON CONFLICT (key) DO UPDATE
         SET value = CAST(CAST(house.value AS BIGINT) + 1 AS TEXT)"
    )
    .bind(REVISION)
    .execute(conn)
    .await)?;
    Ok(())
}

async fn load(store: &Store) -> Result<Catalogue, StoreError> {
    let names = names(store).await?;
    let by_name = names
        .iter()
        .rev()
        .map(|row| (row.folded.clone(), ProfessionId(row.profession_id)))
        .collect();
    Ok(Catalogue {
        categories: categories(store).await?,
        professions: professions(store, &names).await?,
        pay: pay(store).await?,
        price_factors: price_factors(store).await?,
        interest_rates: interest_rates(store).await?,
        funders: funders(store).await?,
        by_name,
    })
}

const CATEGORIES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM category WHERE NOT retired ORDER BY position, id"
);

async fn categories(store: &Store) -> Result<Vec<Category>, StoreError> {
    let rows: Vec<CategoryRow> = read!(store, |pool| sqlx::query_as(CATEGORIES).fetch_all(pool).await)?;
    rows.into_iter().map(Category::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct NameRow {
    profession_id: i64,
    language: String,
    name: String,
    folded: String,
    preferred: bool,
}

async fn names(store: &Store) -> Result<Vec<NameRow>, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_as(
        "SELECT profession_id, language, name, folded, preferred FROM profession_name ORDER BY profession_id, language, folded"
    )
    .fetch_all(pool)
    .await
    })?)
}

#[derive(sqlx::FromRow)]
struct ProfessionRow {
    id: i64,
    code: String,
    state: String,
    filter: Option<String>,
    field: String,
    reason_fr: String,
    reason_nl: String,
    reason_en: String,
    reason_de: String,
    effect_fr: String,
    effect_nl: String,
    effect_en: String,
    effect_de: String,
    proofs: Json<Vec<Proof>>,
    since_on: NaiveDate,
    review_on: Option<NaiveDate>,
    source: String,
    revision: i64,
}

async fn professions(store: &Store, names: &[NameRow]) -> Result<Vec<Profession>, StoreError> {
    let rows: Vec<ProfessionRow> = read!(store, |pool| {
        sqlx::query_as(
        "SELECT id, code, field, state, filter, reason_fr, reason_nl, reason_en, reason_de, effect_fr, effect_nl, effect_en,
                effect_de, proofs, since_on, review_on, source, revision
         FROM profession"
    )
    .fetch_all(pool)
    .await
    })?;
    let mut professions = Vec::with_capacity(rows.len());
    for row in rows {
        let shown = |lang: &Lang| {
            let mut own = names
                .iter()
                .filter(|name| name.profession_id == row.id && name.preferred);
            own.find(|name| name.language == lang.code())
                .map(|name| name.name.clone())
                .unwrap_or_default()
        };
        professions.push(Profession {
            id: ProfessionId(row.id),
            names: [
                shown(&Lang::Fr),
                shown(&Lang::Nl),
                shown(&Lang::En),
                shown(&Lang::De),
            ],
            state: word(&row.state, "profession.state")?,
            filter: row
                .filter
                .map(|filter| word(&filter, "profession.filter"))
                .transpose()?,
            code: row.code,
            field: word(&row.field, "profession.field")?,
            reasons: [row.reason_fr, row.reason_nl, row.reason_en, row.reason_de],
            effects: [row.effect_fr, row.effect_nl, row.effect_en, row.effect_de],
            revision: row.revision,
            proofs: row.proofs.0,
            since: row.since_on,
            review_on: row.review_on,
            source: row.source,
        });
    }
    professions.sort_by_cached_key(|profession| domain::client::name::fold(profession.name(Lang::Fr)).text);
    Ok(professions)
}

#[derive(sqlx::FromRow)]
struct PayRow {
    kind: String,
    profession_id: Option<i64>,
    unit: String,
    amount_cents: i64,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    source: String,
    source_url: String,
    confirmed: bool,
}

const PAY: &str =
    "SELECT kind, profession_id, unit, amount_cents, valid_from, valid_to, source, source_url, confirmed
     FROM pay_reference ORDER BY valid_from, id";

async fn pay(store: &Store) -> Result<Vec<PayReference>, StoreError> {
    let rows: Vec<PayRow> = read!(store, |pool| sqlx::query_as(PAY).fetch_all(pool).await)?;
    pay_of(rows)
}

/// The minima and references as this transaction finds them: few rows.
pub(crate) async fn pay_in(tx: &mut Tx) -> Result<Vec<PayReference>, StoreError> {
    let rows: Vec<PayRow> = on!(tx, |conn| sqlx::query_as(PAY).fetch_all(&mut *conn).await)?;
    pay_of(rows)
}

fn pay_of(rows: Vec<PayRow>) -> Result<Vec<PayReference>, StoreError> {
    rows.into_iter()
        .map(|row| {
            Ok(PayReference {
                kind: word(&row.kind, "pay_reference.kind")?,
                profession: row.profession_id.map(ProfessionId),
                unit: word(&row.unit, "pay_reference.unit")?,
                amount: Wage(Money(row.amount_cents)),
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                source: row.source,
                source_url: row.source_url,
                confirmed: row.confirmed,
            })
        })
        .collect()
}

async fn price_factors(store: &Store) -> Result<Vec<PriceFactor>, StoreError> {
    let rows: Vec<(NaiveDate, i64, String, bool)> = read!(store, |pool| sqlx::query_as(
        "SELECT valid_from, factor, source, confirmed FROM price_factor ORDER BY valid_from"
    )
    .fetch_all(pool)
    .await)?;
    let factor = |(valid_from, ten_thousandths, source, confirmed)| PriceFactor {
        valid_from,
        ten_thousandths,
        source,
        confirmed,
    };
    Ok(rows.into_iter().map(factor).collect())
}

async fn interest_rates(store: &Store) -> Result<Vec<InterestRate>, StoreError> {
    let rows: Vec<(NaiveDate, NaiveDate, i64, bool)> = read!(store, |pool| sqlx::query_as(
        "SELECT valid_from, valid_to, basis_points, confirmed FROM interest_rate ORDER BY valid_from"
    )
    .fetch_all(pool)
    .await)?;
    let rate = |(from, to, basis_points, confirmed)| InterestRate {
        from,
        to,
        basis_points,
        confirmed,
    };
    Ok(rows.into_iter().map(rate).collect())
}

async fn funders(store: &Store) -> Result<Vec<Funder>, StoreError> {
    let rows: Vec<(i64, String, String, String, String, String)> = read!(store, |pool| sqlx::query_as(
        "SELECT id, code, name_fr, name_nl, name_en, name_de FROM funder ORDER BY id"
    )
    .fetch_all(pool)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, code, fr, nl, en, de)| Funder {
            id: FunderId(id),
            code,
            names: [fr, nl, en, de],
        })
        .collect())
}
