//! One enterprise of the register, with labels in the reader's language.

use crate::{Store, StoreError, Tx};
use chrono::NaiveDate;
use domain::Lang;
use domain::client::identifier::EnterpriseNumber;
use domain::register::{
    Listed, RegisterActivity, RegisterAddress, RegisterEnterprise, RegisterName, RegisterNameKind,
    RegisterState, register_language,
};

const DATES: &str = "
    SELECT (SELECT MAX(number) FROM register_extract WHERE kind = 'full' AND finished_at IS NOT NULL) AS newest_full,
           (SELECT MAX(snapshot_on) FROM register_extract WHERE finished_at IS NOT NULL) AS as_of";
const ENTERPRISE: &str = "
    SELECT situation, enterprise_type, form, form_cac, started_on, seen_in FROM register_enterprise WHERE number = $1";
const LABELS: &str = "
    SELECT category, code, language, description FROM register_code
    WHERE category IN ('JuridicalSituation', 'JuridicalForm') AND code IN ($1, $2)";
const NAMES: &str =
    "SELECT language, kind, name FROM register_name WHERE entity_number = $1 ORDER BY kind, language, name";
const ADDRESS: &str = "
    SELECT country, postcode, municipality_nl, municipality_fr, street_nl, street_fr, house_number, box, struck_off_on
    FROM register_address WHERE entity_number = $1 AND kind = 'REGO'";
const ACTIVITIES: &str = "
    SELECT DISTINCT nace_version, nace_code FROM register_activity WHERE entity_number = $1
    ORDER BY nace_version DESC, nace_code";

#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Dates {
    /// Number of the newest full extract that was loaded to its end.
    pub newest_full: Option<i64>,
    pub as_of: Option<NaiveDate>,
}

impl Dates {
    pub async fn of(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(on!(tx, |conn| sqlx::query_as(DATES).fetch_one(conn).await)?)
    }

    /// An enterprise that the newest full extract does not hold has stopped; bankrupt says more than stopped.
    pub fn state(self, seen_in: i64, by_situation: RegisterState) -> RegisterState {
        let gone = self.newest_full.is_some_and(|newest| seen_in < newest);
        if gone && by_situation != RegisterState::Bankrupt {
            RegisterState::Stopped
        } else {
            by_situation
        }
    }
}

#[derive(sqlx::FromRow)]
struct EnterpriseRow {
    situation: String,
    enterprise_type: String,
    form: Option<String>,
    form_cac: Option<String>,
    started_on: Option<NaiveDate>,
    seen_in: i64,
}

#[derive(sqlx::FromRow)]
struct LabelRow {
    category: String,
    code: String,
    language: String,
    description: String,
}

#[derive(sqlx::FromRow)]
struct NameRow {
    language: String,
    kind: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct AddressRow {
    country: String,
    postcode: String,
    municipality_nl: String,
    municipality_fr: String,
    street_nl: String,
    street_fr: String,
    house_number: String,
    r#box: String,
    struck_off_on: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct ActivityRow {
    nace_version: i64,
    nace_code: String,
}

/// The rows of one enterprise, read over the pool or inside a unit of work.
macro_rules! load {
    ($via:ident, $from:expr, $number:expr, $lang:expr) => {{
        let number = $number.digits();
        let dates: Dates = $via!($from, |c| sqlx::query_as(DATES).fetch_one(c).await)?;
        let enterprise: Option<EnterpriseRow> = $via!($from, |c| sqlx::query_as(ENTERPRISE)
            .bind(&number)
            .fetch_optional(c)
            .await)?;
        let (Some(as_of), Some(enterprise)) = (dates.as_of, enterprise) else {
            return Ok(None);
        };
        let labels: Vec<LabelRow> = $via!($from, |c| sqlx::query_as(LABELS)
            .bind(&enterprise.situation)
            .bind(enterprise.form())
            .fetch_all(c)
            .await)?;
        let names: Vec<NameRow> = $via!($from, |c| sqlx::query_as(NAMES).bind(&number).fetch_all(c).await)?;
        let address: Option<AddressRow> = $via!($from, |c| sqlx::query_as(ADDRESS)
            .bind(&number)
            .fetch_optional(c)
            .await)?;
        let activities: Vec<ActivityRow> = $via!($from, |c| sqlx::query_as(ACTIVITIES)
            .bind(&number)
            .fetch_all(c)
            .await)?;
        let by_situation = RegisterState::of_situation(
            &enterprise.situation,
            labels
                .iter()
                .filter(|row| row.category == "JuridicalSituation" && row.code == enterprise.situation)
                .map(|row| row.description.as_str()),
        );
        Ok(Some(RegisterEnterprise {
            number: $number,
            situation_label: label(&labels, "JuridicalSituation", &enterprise.situation, $lang),
            form: label(&labels, "JuridicalForm", enterprise.form(), $lang),
            state: dates.state(enterprise.seen_in, by_situation),
            natural_person: enterprise.enterprise_type == "1",
            started_on: enterprise.started_on,
            situation: enterprise.situation,
            names: names.into_iter().filter_map(name).collect(),
            address: address.map(RegisterAddress::from),
            activities: activities.into_iter().map(RegisterActivity::from).collect(),
            as_of,
        }))
    }};
}

/// An enterprise as the register has it, with labels in a language; `None` where it is not in the register, or no
/// extract was loaded.
pub async fn find(
    store: &Store,
    number: EnterpriseNumber,
    lang: Lang,
) -> Result<Option<RegisterEnterprise>, StoreError> {
    load!(read, store, number, lang)
}

/// The same, inside a unit of work.
pub async fn find_in(
    tx: &mut Tx,
    number: EnterpriseNumber,
    lang: Lang,
) -> Result<Option<RegisterEnterprise>, StoreError> {
    load!(on, tx, number, lang)
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    what: String,
    a: String,
    b: String,
    c: String,
    d: String,
    e: String,
    f: String,
    g: String,
    h: String,
}

/// Names, the seat, and whether it is a person, each as what it is and up to eight texts.
const LISTED: &str = "
    SELECT 'name' AS what, kind AS a, language AS b, name AS c, '' AS d, '' AS e, '' AS f, '' AS g, '' AS h
    FROM register_name WHERE entity_number = $1
    UNION ALL
    SELECT 'seat', country, postcode, municipality_nl, municipality_fr, street_nl, street_fr, house_number, box
    FROM register_address WHERE entity_number = $1 AND kind = 'REGO' AND struck_off_on IS NULL
    UNION ALL
    SELECT 'person', '', '', '', '', '', '', '', ''
    FROM register_enterprise WHERE number = $1 AND enterprise_type = '1'
    ORDER BY 1, 2, 3, 4";

/// The names and the seat of an enterprise, in one query; nothing where it is not in the register.
pub async fn listed(store: &Store, number: EnterpriseNumber) -> Result<Listed, StoreError> {
    let number = number.digits();
    let rows: Vec<ListedRow> = read!(store, |c| sqlx::query_as(LISTED).bind(&number).fetch_all(c).await)?;
    let mut listed = Listed::default();
    for row in rows {
        match row.what.as_str() {
            "name" => listed.names.extend(name(NameRow {
                kind: row.a,
                language: row.b,
                name: row.c,
            })),
            "seat" => listed.seat = Some(row.seat()),
            _ => listed.natural_person = true,
        }
    }
    Ok(listed)
}

impl ListedRow {
    fn seat(self) -> RegisterAddress {
        RegisterAddress {
            country: self.a,
            postcode: self.b,
            municipality_nl: self.c,
            municipality_fr: self.d,
            street_nl: self.e,
            street_fr: self.f,
            house_number: self.g,
            box_number: self.h,
            struck_off_on: None,
        }
    }
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("what a client is compared with", LISTED)];

/// The day of the newest extract; `None` where none was loaded.
pub async fn as_of(store: &Store) -> Result<Option<NaiveDate>, StoreError> {
    let dates: Dates = read!(store, |c| sqlx::query_as(DATES).fetch_one(c).await)?;
    Ok(dates.as_of)
}

/// The same, inside a unit of work.
pub async fn as_of_in(tx: &mut Tx) -> Result<Option<NaiveDate>, StoreError> {
    Ok(Dates::of(tx).await?.as_of)
}

impl EnterpriseRow {
    /// The form as it is to be read under the code of 2019, where the register says so.
    fn form(&self) -> &str {
        self.form_cac
            .as_deref()
            .or(self.form.as_deref())
            .unwrap_or_default()
    }
}

/// A label in the language, else in French, else in any.
fn label(labels: &[LabelRow], category: &str, code: &str, lang: Lang) -> String {
    let of = || {
        labels
            .iter()
            .filter(|row| row.category == category && row.code == code)
    };
    let is = |row: &&LabelRow, lang: Lang| row.language.eq_ignore_ascii_case(lang.code());
    let row = of()
        .find(|row| is(row, lang))
        .or_else(|| of().find(|row| is(row, Lang::Fr)))
        .or_else(|| of().next());
    row.map(|row| row.description.clone()).unwrap_or_default()
}

fn name(row: NameRow) -> Option<RegisterName> {
    let kind = RegisterNameKind::from_code(&row.kind)?;
    Some(RegisterName {
        kind,
        lang: register_language(&row.language),
        name: row.name,
    })
}

impl From<AddressRow> for RegisterAddress {
    fn from(row: AddressRow) -> Self {
        Self {
            country: row.country,
            postcode: row.postcode,
            municipality_fr: row.municipality_fr,
            municipality_nl: row.municipality_nl,
            street_fr: row.street_fr,
            street_nl: row.street_nl,
            house_number: row.house_number,
            box_number: row.r#box,
            struck_off_on: row.struck_off_on,
        }
    }
}

impl From<ActivityRow> for RegisterActivity {
    fn from(row: ActivityRow) -> Self {
        Self {
            nace_version: row.nace_version,
            nace_code: row.nace_code,
        }
    }
}
