//! Rows of the register's files as they are written, many at a time.

use super::import::Extract;
use crate::many::change_among;
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A line of `code.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub category: String,
    pub code: String,
    pub language: String,
    pub description: String,
}

/// A line of `enterprise.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    /// Ten digits, as all numbers here.
    pub number: String,
    pub situation: String,
    pub enterprise_type: String,
    pub form: Option<String>,
    pub form_cac: Option<String>,
    pub started_on: Option<NaiveDate>,
}

/// A line of `establishment.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Establishment {
    pub number: String,
    pub enterprise_number: String,
    pub started_on: Option<NaiveDate>,
}

/// A line of `denomination.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub entity: String,
    pub language: String,
    pub kind: String,
    pub name: String,
}

/// A line of `address.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub entity: String,
    pub kind: String,
    pub country: String,
    pub postcode: String,
    pub municipality_nl: String,
    pub municipality_fr: String,
    pub street_nl: String,
    pub street_fr: String,
    pub house_number: String,
    pub box_number: String,
    pub struck_off_on: Option<NaiveDate>,
}

/// A line of `contact.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub entity: String,
    pub entity_kind: String,
    pub kind: String,
    pub value: String,
}

/// A main activity of `activity.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub entity: String,
    pub group: String,
    pub nace_version: i64,
    pub nace_code: String,
}

/// What a file is about, and thereby the table that it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Code,
    Enterprise,
    Establishment,
    Name,
    Address,
    Contact,
    Activity,
}

/// Rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    Codes(Vec<Code>),
    Enterprises(Vec<Enterprise>),
    Establishments(Vec<Establishment>),
    Names(Vec<Name>),
    Addresses(Vec<Address>),
    Contacts(Vec<Contact>),
    Activities(Vec<Activity>),
    /// The entities that an update takes away, or is about to bring anew.
    Gone(Subject, Vec<String>),
}

/// A piece of a file, written in one transaction together with how far the file has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its name in the extract.
    pub file: String,
    pub rows: Rows,
    /// Lines of the file read up to and with this piece.
    pub lines: u64,
    /// The last entity of the piece, whose rows are complete: the next piece replaces what follows it.
    pub last: String,
    /// The entities of this piece come after those of all before it: what stands between them is replaced as well.
    /// `false` in a file that is not in order, where rows can only be added.
    pub ordered: bool,
    /// Nothing of the file is left.
    pub ended: bool,
}

/// Sorts after every number.
const AFTER_ALL: &str = "~";

/// Writes a piece; `after` is the last entity of the piece before.
pub(super) async fn write(
    tx: &mut Tx,
    extract: &Extract,
    chunk: &Chunk,
    after: &str,
) -> Result<(), StoreError> {
    if extract.replaces() && chunk.ordered {
        let upto = if chunk.ended { AFTER_ALL } else { &chunk.last };
        if let Some(delete) = replaced(&chunk.rows) {
            on!(tx, |conn| sqlx::query(delete)
                .bind(after)
                .bind(upto)
                .bind(extract.number)
                .execute(conn)
                .await
                .map(drop))?;
        }
    }
    match &chunk.rows {
        Rows::Codes(rows) => codes(tx, rows).await,
        Rows::Enterprises(rows) => enterprises(tx, extract.number, rows).await,
        Rows::Establishments(rows) => establishments(tx, extract.number, rows).await,
        Rows::Names(rows) => names(tx, rows).await,
        Rows::Addresses(rows) => addresses(tx, rows).await,
        Rows::Contacts(rows) => contacts(tx, rows).await,
        Rows::Activities(rows) => activities(tx, rows, !chunk.ordered).await,
        Rows::Gone(subject, numbers) => gone(tx, extract.number, *subject, numbers).await,
    }
}

/// What a full extract replaces between two entities: the rows of those that it holds. Enterprises that it no longer
/// holds keep theirs: they have stopped, and are still looked up.
macro_rules! replaced {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE entity_number > $1 AND entity_number <= $2
                AND (EXISTS (SELECT 1 FROM register_enterprise e WHERE e.number = entity_number AND e.seen_in = $3)
                  OR EXISTS (SELECT 1 FROM register_establishment s WHERE s.number = entity_number AND s.seen_in = $3))"
        )
    };
}

const fn replaced(rows: &Rows) -> Option<&'static str> {
    match rows {
        Rows::Names(_) => Some(replaced!("register_name")),
        Rows::Addresses(_) => Some(replaced!("register_address")),
        Rows::Contacts(_) => Some(replaced!("register_contact")),
        Rows::Activities(_) => Some(replaced!("register_activity")),
        Rows::Codes(_) | Rows::Enterprises(_) | Rows::Establishments(_) | Rows::Gone(..) => None,
    }
}

/// One row a key, the later one, as it would be line by line: two of them in one statement stop PostgreSQL.
fn latest<'a, T, K: Ord>(rows: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a T> {
    let by_key: BTreeMap<K, &T> = rows.iter().map(|row| (key(row), row)).collect();
    by_key.into_values().collect()
}

async fn codes(tx: &mut Tx, rows: &[Code]) -> Result<(), StoreError> {
    let rows = latest(rows, |row| {
        (row.category.as_str(), row.code.as_str(), row.language.as_str())
    });
    insert_many!(
        tx,
        4,
        "INSERT INTO register_code (category, code, language, description) ",
        rows,
        |row, b| {
            b.push_bind(row.category.as_str())
                .push_bind(row.code.as_str())
                .push_bind(row.language.as_str())
                .push_bind(row.description.as_str());
        },
        " ON CONFLICT (category, code, language) DO UPDATE SET description = excluded.description"
    )?;
    Ok(())
}

async fn enterprises(tx: &mut Tx, extract: i64, rows: &[Enterprise]) -> Result<(), StoreError> {
    let rows = latest(rows, |row| row.number.as_str());
    insert_many!(
        tx,
        7,
        "INSERT INTO register_enterprise (number, situation, enterprise_type, form, form_cac, started_on, seen_in) ",
        rows,
        |row, b| {
            b.push_bind(row.number.as_str())
                .push_bind(row.situation.as_str())
                .push_bind(row.enterprise_type.as_str())
                .push_bind(row.form.as_deref())
                .push_bind(row.form_cac.as_deref())
                .push_bind(row.started_on)
                .push_bind(extract);
        },
        " ON CONFLICT (number) DO UPDATE SET situation = excluded.situation,
            enterprise_type = excluded.enterprise_type, form = excluded.form, form_cac = excluded.form_cac,
            started_on = excluded.started_on, seen_in = excluded.seen_in"
    )?;
    Ok(())
}

async fn establishments(tx: &mut Tx, extract: i64, rows: &[Establishment]) -> Result<(), StoreError> {
    let rows = latest(rows, |row| row.number.as_str());
    insert_many!(
        tx,
        4,
        "INSERT INTO register_establishment (number, enterprise_number, started_on, seen_in) ",
        rows,
        |row, b| {
            b.push_bind(row.number.as_str())
                .push_bind(row.enterprise_number.as_str())
                .push_bind(row.started_on)
                .push_bind(extract);
        },
        " ON CONFLICT (number) DO UPDATE SET enterprise_number = excluded.enterprise_number,
            started_on = excluded.started_on, seen_in = excluded.seen_in"
    )?;
    Ok(())
}

async fn names(tx: &mut Tx, rows: &[Name]) -> Result<(), StoreError> {
    insert_many!(
        tx,
        4,
        "INSERT INTO register_name (entity_number, language, kind, name) ",
        rows,
        |row, b| {
            b.push_bind(row.entity.as_str())
                .push_bind(row.language.as_str())
                .push_bind(row.kind.as_str())
                .push_bind(row.name.as_str());
        },
        " ON CONFLICT DO NOTHING"
    )?;
    Ok(())
}

async fn addresses(tx: &mut Tx, rows: &[Address]) -> Result<(), StoreError> {
    let rows = latest(rows, |row| (row.entity.as_str(), row.kind.as_str()));
    insert_many!(
        tx,
        11,
        "INSERT INTO register_address (entity_number, kind, country, postcode, municipality_nl, municipality_fr, \
         street_nl, street_fr, house_number, box, struck_off_on) ",
        rows,
        |row, b| {
            b.push_bind(row.entity.as_str())
                .push_bind(row.kind.as_str())
                .push_bind(row.country.as_str())
                .push_bind(row.postcode.as_str())
                .push_bind(row.municipality_nl.as_str())
                .push_bind(row.municipality_fr.as_str())
                .push_bind(row.street_nl.as_str())
                .push_bind(row.street_fr.as_str())
                .push_bind(row.house_number.as_str())
                .push_bind(row.box_number.as_str())
                .push_bind(row.struck_off_on);
        },
        " ON CONFLICT (entity_number, kind) DO UPDATE SET country = excluded.country, postcode = excluded.postcode,
            municipality_nl = excluded.municipality_nl, municipality_fr = excluded.municipality_fr,
            street_nl = excluded.street_nl, street_fr = excluded.street_fr, house_number = excluded.house_number,
            box = excluded.box, struck_off_on = excluded.struck_off_on"
    )?;
    Ok(())
}

async fn contacts(tx: &mut Tx, rows: &[Contact]) -> Result<(), StoreError> {
    insert_many!(
        tx,
        4,
        "INSERT INTO register_contact (entity_number, entity_kind, kind, value) ",
        rows,
        |row, b| {
            b.push_bind(row.entity.as_str())
                .push_bind(row.entity_kind.as_str())
                .push_bind(row.kind.as_str())
                .push_bind(row.value.as_str());
        },
        " ON CONFLICT DO NOTHING"
    )?;
    Ok(())
}

/// The rows are those of the newest version within the piece; `scattered` where an entity's rows may lie in several.
async fn activities(tx: &mut Tx, rows: &[Activity], scattered: bool) -> Result<(), StoreError> {
    insert_many!(
        tx,
        4,
        "INSERT INTO register_activity (entity_number, activity_group, nace_version, nace_code) ",
        rows,
        |row, b| {
            b.push_bind(row.entity.as_str())
                .push_bind(row.group.as_str())
                .push_bind(row.nace_version)
                .push_bind(row.nace_code.as_str());
        },
        " ON CONFLICT DO NOTHING"
    )?;
    if scattered {
        let mut entities: Vec<&str> = rows.iter().map(|row| row.entity.as_str()).collect();
        entities.dedup();
        change_among!(
            tx,
            "DELETE FROM register_activity WHERE nace_version < (SELECT MAX(newest.nace_version)
                FROM register_activity newest WHERE newest.entity_number = register_activity.entity_number)
             AND entity_number IN (",
            entities,
            ")"
        );
    }
    Ok(())
}

/// Entities of an update's list of deletions. Enterprises and establishments keep their row, marked as seen in no
/// extract, unless the same update has brought them anew.
async fn gone(tx: &mut Tx, extract: i64, subject: Subject, numbers: &[String]) -> Result<(), StoreError> {
    match subject {
        Subject::Code => {}
        Subject::Enterprise => change_among!(
            tx,
            "UPDATE register_enterprise SET seen_in = 0 WHERE seen_in <> ",
            extract,
            " AND number IN (",
            numbers,
            ")"
        ),
        Subject::Establishment => change_among!(
            tx,
            "UPDATE register_establishment SET seen_in = 0 WHERE seen_in <> ",
            extract,
            " AND number IN (",
            numbers,
            ")"
        ),
        Subject::Name => change_among!(
            tx,
            "DELETE FROM register_name WHERE entity_number IN (",
            numbers,
            ")"
        ),
        Subject::Address => change_among!(
            tx,
            "DELETE FROM register_address WHERE entity_number IN (",
            numbers,
            ")"
        ),
        Subject::Contact => change_among!(
            tx,
            "DELETE FROM register_contact WHERE entity_number IN (",
            numbers,
            ")"
        ),
        Subject::Activity => change_among!(
            tx,
            "DELETE FROM register_activity WHERE entity_number IN (",
            numbers,
            ")"
        ),
    }
    Ok(())
}
