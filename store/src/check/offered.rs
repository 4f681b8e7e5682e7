//! Wages that members were offered: of several checks of one offer (member, client, profession and dates) the last one kept
//! counts, in its month (`statistics.md` 16).

use super::keep::NewCheck;
use crate::many::among;
use crate::trend::{self, Delta};
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::check::{CheckAnswer, Estimated, Offer};
use domain::trend::agreement;
use domain::trend::{ALL, Measure, Split};
use domain::{Month, ProfessionId};
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};

/// An offer of one member, however often it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    person: i64,
    client: Option<i64>,
    /// What was typed, where no client was found.
    text: String,
    profession: ProfessionId,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

impl Key {
    fn of(person: i64, offer: &Offer) -> Self {
        Self {
            person,
            client: offer.client.map(|client| client.0),
            text: offer.client.map_or_else(
                || domain::client::name::fold(&offer.client_text).text,
                |_| String::new(),
            ),
            profession: offer.profession,
            starts_on: offer.starts_on,
            ends_on: offer.ends_on,
        }
    }
}

/// A wage that was only estimated from a price was not told.
fn class(offer: &Offer, answer: &CheckAnswer) -> agreement::Offer {
    let told = offer.wage.filter(|_| offer.estimated != Some(Estimated::Wage));
    agreement::Offer::of(
        told.map(|wage| wage.0.cents()),
        answer.pay.reference.map(|wage| wage.0.cents()),
    )
}

/// The cells in which an offer counts.
pub(crate) fn deltas(month: Month, class: agreement::Offer, profession: ProfessionId, by: i64) -> [Delta; 3] {
    let delta = |split, cell: String| Delta::new(Measure::Offers, month, split, cell, by);
    [
        delta(Split::All, ALL.to_owned()),
        delta(Split::Offer, class.code().to_owned()),
        delta(Split::Profession, profession.to_string()),
    ]
}

#[derive(sqlx::FromRow)]
struct Earlier {
    id: i64,
    person_id: i64,
    kept_at: DateTime<Utc>,
    offer: Json<Offer>,
    answer: Json<CheckAnswer>,
}

impl Earlier {
    fn deltas(&self, by: i64) -> [Delta; 3] {
        let offer = &self.offer.0;
        deltas(
            Month::of_instant(self.kept_at),
            class(offer, &self.answer.0),
            offer.profession,
            by,
        )
    }
}

/// The same offer, as far as columns tell it, as it was checked last; where no client was found, what was typed tells the
/// rest.
pub(super) const EARLIER: &str = "
    SELECT id, person_id, kept_at, offer, answer FROM kept_check
    WHERE person_id = $1 AND profession_id = $3 AND COALESCE(client_id, 0) = $4 AND (offer->>'starts_on') = $5
        AND (offer->>'ends_on') = $6 AND id < $2
    ORDER BY id DESC LIMIT $7";

/// Offers of one member, profession and pair of dates whose client nobody knows: more are not looked through.
const UNKNOWN: i64 = 50;

/// Counts the offer of a new check, and the same offer as it was checked before no more.
pub(super) async fn count(tx: &mut Tx, id: i64, new: &NewCheck<'_>, month: Month) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        // Two checks of one member at once: the second takes back what the first has counted. SQLite has one writer.
        on!(&mut *tx, |conn| sqlx::query(
            "SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE"
        )
        .bind(new.by.0)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    }
    let earlier: Vec<Earlier> = on!(&mut *tx, |conn| sqlx::query_as(EARLIER)
        .bind(new.by.0)
        .bind(id)
        .bind(new.offer.profession.0)
        .bind(new.offer.client.map_or(0, |client| client.0))
        .bind(new.offer.starts_on.to_string())
        .bind(new.offer.ends_on.to_string())
        .bind(if new.offer.client.is_some() { 1 } else { UNKNOWN })
        .fetch_all(&mut *conn)
        .await)?;
    let key = Key::of(new.by.0, new.offer);
    let mut moved = Vec::from(deltas(
        month,
        class(new.offer, new.answer),
        new.offer.profession,
        1,
    ));
    if let Some(last) = earlier
        .iter()
        .find(|check| Key::of(check.person_id, &check.offer.0) == key)
    {
        moved.extend(last.deltas(-1));
    }
    trend::append(tx, &trend::summed(moved)).await
}

const PAGE: &str =
    "SELECT id, person_id, kept_at, offer, answer FROM kept_check WHERE id > $1 ORDER BY id LIMIT $2";

/// The last check of each offer, as they are read in order.
#[derive(Default)]
struct Last(HashMap<Key, [Delta; 3]>);

/// The classes of the offers of which these checks, about to be forgotten, are all that is left: by the last of each. Where
/// the last goes and an earlier one stays, the earlier one counts again.
pub(crate) async fn remain(tx: &mut Tx, ids: &[i64]) -> Result<HashMap<i64, agreement::Offer>, StoreError> {
    let rows = among!(
        tx,
        Earlier,
        "SELECT id, person_id, kept_at, offer, answer FROM kept_check
         WHERE person_id IN (SELECT k.person_id FROM kept_check k WHERE k.id IN (",
        ids,
        ")) ORDER BY id"
    );
    let mut of: HashMap<Key, Vec<Earlier>> = HashMap::new();
    let mut seen = HashSet::new();
    for row in rows {
        if seen.insert(row.id) {
            of.entry(Key::of(row.person_id, &row.offer.0))
                .or_default()
                .push(row);
        }
    }
    let going: HashSet<i64> = ids.iter().copied().collect();
    let (mut left, mut moved) = (HashMap::new(), Vec::new());
    for checks in of.values() {
        let Some(last) = checks.iter().max_by_key(|check| check.id) else {
            continue;
        };
        if !going.contains(&last.id) {
            continue;
        }
        let stays = checks.iter().filter(|check| !going.contains(&check.id));
        match stays.max_by_key(|check| check.id) {
            None => {
                left.insert(last.id, class(&last.offer.0, &last.answer.0));
            }
            Some(earlier) => {
                moved.extend(last.deltas(-1));
                moved.extend(earlier.deltas(1));
            }
        }
    }
    trend::append(tx, &trend::summed(moved)).await?;
    Ok(left)
}

impl Last {
    /// Gives the id to read on from, or nothing at the end.
    fn take(&mut self, rows: &[Earlier]) -> Option<i64> {
        for row in rows {
            self.0.insert(Key::of(row.person_id, &row.offer.0), row.deltas(1));
        }
        rows.last().map(|row| row.id)
    }

    fn deltas(self) -> Vec<Delta> {
        self.0.into_values().flatten().collect()
    }
}

/// What all kept checks add, for verifying.
pub(crate) async fn counted(store: &Store, at_a_time: i64) -> Result<Vec<Delta>, StoreError> {
    let (mut last, mut from) = (Last::default(), 0);
    loop {
        let rows: Vec<Earlier> = read!(store, |pool| sqlx::query_as(PAGE)
            .bind(from)
            .bind(at_a_time)
            .fetch_all(pool)
            .await)?;
        match last.take(&rows) {
            Some(next) => from = next,
            None => return Ok(last.deltas()),
        }
    }
}

/// Once, when offers begin to be counted: those of the checks that are there already.
pub(crate) async fn catch_up(tx: &mut Tx) -> Result<(), StoreError> {
    let (mut last, mut from) = (Last::default(), 0);
    loop {
        let rows: Vec<Earlier> = on!(&mut *tx, |conn| sqlx::query_as(PAGE)
            .bind(from)
            .bind(5_000_i64)
            .fetch_all(&mut *conn)
            .await)?;
        match last.take(&rows) {
            Some(next) => from = next,
            None => break,
        }
    }
    trend::append(tx, &trend::summed(last.deltas())).await
}
