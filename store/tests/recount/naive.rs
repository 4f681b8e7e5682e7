//! The charts' numbers from the facts themselves, by plain loops over plainly read rows: nothing here is shared with what
//! keeps, reads or draws the aggregates.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, read};

/// `202511`.
pub fn month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// The day in Brussels; the months of these tests know only winter and summer time.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    domain::clock::day(at)
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Contract {
    pub client_id: i64,
    pub start_on: NaiveDate,
    pub wage_cents: i64,
    pub minimum_cents: Option<i64>,
    pub reference_cents: Option<i64>,
    pub price_cents: i64,
    pub invoiced_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    pub state: String,
    pub debt_state: String,
    pub amended_by_id: Option<i64>,
    pub counted: bool,
    pub sector: String,
    pub region: String,
    pub size_band: String,
}

pub async fn contracts(store: &Store) -> Vec<Contract> {
    read!(store, |pool| sqlx::query_as(
        "SELECT client_id, start_on, wage_cents, minimum_cents, reference_cents, price_cents, invoiced_on,
                received_on, due_on, paid_on, state, debt_state, amended_by_id, counted, sector, region, size_band
         FROM contract ORDER BY id"
    )
    .fetch_all(pool)
    .await)
    .unwrap()
}

/// How an invoice ends, in days after due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Paid(i64),
    /// Waited for so many days.
    Open(i64),
    /// After so many days it was given up.
    Never(i64),
}

impl Contract {
    fn is_disputed(&self) -> bool {
        self.state == "disputed" || self.debt_state == "disputed"
    }

    fn is_lost(&self) -> bool {
        self.debt_state == "written_off" || self.debt_state == "bankrupt"
    }

    fn says_paid(&self) -> bool {
        self.state == "paid" || self.debt_state == "paid"
    }

    /// Month due and end, of what is in a rate.
    pub fn end(&self, today: NaiveDate) -> Option<(i64, End)> {
        let due = self.due_on?;
        if !self.counted || self.is_disputed() {
            return None;
        }
        let waited = (today - due).num_days();
        let end = match self.paid_on {
            Some(paid) => End::Paid((paid - due).num_days()),
            None if self.says_paid() => return None,
            None if self.is_lost() => End::Never(waited),
            None => End::Open(waited),
        };
        Some((month(due), end))
    }

    /// Owed, and overdue, at the end of a day.
    pub fn owed(&self, on: NaiveDate) -> (bool, bool) {
        let undated = self.paid_on.is_none() && self.says_paid();
        if !self.counted || self.is_lost() || undated {
            return (false, false);
        }
        let from = self.invoiced_on.or(self.received_on);
        let unpaid = self.paid_on.is_none_or(|paid| paid > on);
        let owed = unpaid && from.is_some_and(|from| from <= on);
        let overdue =
            unpaid && !self.is_disputed() && self.due_on.is_some_and(|due| (on - due).num_days() > 7);
        (owed, overdue)
    }

    /// Work that was begun: neither a draft nor taken back.
    pub fn is_work(&self) -> bool {
        self.state != "draft" && self.state != "refunded" && self.amended_by_id.is_none()
    }

    pub fn cell(&self, split: &str) -> String {
        match split {
            "sector" => self.sector.clone(),
            "region" => self.region.clone(),
            "size" => self.size_band.clone(),
            _ => "all".to_owned(),
        }
    }
}

/// Late and due invoices, and the same in cents, by month due.
pub fn late(contracts: &[Contract], split: &str, cell: &str, today: NaiveDate) -> BTreeMap<i64, [i64; 4]> {
    let mut months: BTreeMap<i64, [i64; 4]> = BTreeMap::new();
    for contract in contracts.iter().filter(|c| c.cell(split) == cell) {
        let Some((month, end)) = contract.end(today) else {
            continue;
        };
        let (due, late) = match end {
            End::Paid(delay) => (true, delay > 7),
            End::Open(waited) | End::Never(waited) => (waited > 0, waited > 7),
        };
        let sums = months.entry(month).or_default();
        if due {
            sums[1] += 1;
            sums[3] += contract.price_cents;
        }
        if late {
            sums[0] += 1;
            sums[2] += contract.price_cents;
        }
    }
    months.retain(|_, sums| *sums != [0; 4]);
    months
}

/// One wait: after so many days it ended, or was seen for the last time, or never ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    Ended(i64),
    Seen(i64),
    Never,
}

/// The smallest day by which so many in a hundred have ended, by the product of Kaplan and Meier; `None` while it is not
/// reached.
pub fn quantile(waits: &[Wait], percent: f64) -> Option<i64> {
    let mut days: Vec<i64> = waits
        .iter()
        .filter_map(|wait| match wait {
            Wait::Ended(day) => Some(*day),
            Wait::Seen(_) | Wait::Never => None,
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut going_on = 1.0;
    for day in days {
        let at_risk = waits
            .iter()
            .filter(|wait| match wait {
                Wait::Ended(d) | Wait::Seen(d) => *d >= day,
                Wait::Never => true,
            })
            .count() as f64;
        let ended = waits.iter().filter(|wait| **wait == Wait::Ended(day)).count() as f64;
        going_on *= 1.0 - ended / at_risk;
        if going_on <= 1.0 - percent / 100.0 + 1e-9 {
            return Some(day);
        }
    }
    None
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Issue {
    pub id: i64,
    pub source: String,
    pub filter: String,
    pub category_id: i64,
    pub sector: String,
    pub region: String,
    pub size_band: String,
    pub state: String,
    pub reported_at: DateTime<Utc>,
    pub happened_on: NaiveDate,
}

pub async fn issues(store: &Store) -> Vec<Issue> {
    read!(store, |pool| sqlx::query_as(
        "SELECT id, source, filter, category_id, sector, region, size_band, state, reported_at, happened_on
         FROM issue ORDER BY id"
    )
    .fetch_all(pool)
    .await)
    .unwrap()
}

impl Issue {
    pub fn month(&self) -> i64 {
        month(if self.source == "ledger" {
            self.happened_on
        } else {
            day_of(self.reported_at)
        })
    }

    pub fn cell(&self, split: &str) -> String {
        match split {
            "filter" => self.filter.clone(),
            "category" => self.category_id.to_string(),
            "sector" => self.sector.clone(),
            "region" => self.region.clone(),
            "size" => self.size_band.clone(),
            "sector_category" => format!("{}:{}", self.sector, self.category_id),
            "region_category" => format!("{}:{}", self.region, self.category_id),
            "size_category" => format!("{}:{}", self.size_band, self.category_id),
            _ => "all".to_owned(),
        }
    }

    /// Is it one of these: reported, confirmed, dismissed, withdrawn, detected?
    pub fn counts_as(&self, measure: &str) -> bool {
        let detected = self.source == "ledger";
        match measure {
            "issues_detected" => detected && self.state != "withdrawn",
            "issues_reported" => !detected,
            "issues_confirmed" => !detected && (self.state == "confirmed" || self.state == "resolved"),
            "issues_dismissed" => !detected && self.state == "dismissed",
            "issues_withdrawn" => !detected && self.state == "withdrawn",
            _ => false,
        }
    }
}

/// Counts by month and cell.
pub fn count_issues(issues: &[Issue], measure: &str, split: &str) -> BTreeMap<(i64, String), i64> {
    let mut counts = BTreeMap::new();
    for issue in issues.iter().filter(|issue| issue.counts_as(measure)) {
        *counts.entry((issue.month(), issue.cell(split))).or_default() += 1;
    }
    counts
}

#[derive(Debug, Clone, sqlx::FromRow)]
struct Event {
    issue_id: i64,
    from_state: Option<String>,
    to_state: String,
    at: DateTime<Utc>,
}

async fn events(store: &Store) -> Vec<Event> {
    read!(store, |pool| sqlx::query_as(
        "SELECT issue_id, from_state, to_state, at FROM issue_event ORDER BY id"
    )
    .fetch_all(pool)
    .await)
    .unwrap()
}

fn is_open(state: &str) -> bool {
    state == "reported" || state == "under_review"
}

/// The reports whose first decision, or withdrawal, is a confirmation 60 days after them at most.
pub async fn confirmed_in_time(store: &Store, issues: &[Issue]) -> BTreeSet<i64> {
    let events = events(store).await;
    let mut confirmed = BTreeSet::new();
    for issue in issues.iter().filter(|issue| issue.source != "ledger") {
        let first = events
            .iter()
            .filter(|event| event.issue_id == issue.id)
            .find(|event| event.from_state.as_deref().is_some_and(is_open) && !is_open(&event.to_state));
        let Some(first) = first else { continue };
        let days = (day_of(first.at) - day_of(issue.reported_at)).num_days();
        if first.to_state == "confirmed" && days <= 60 {
            confirmed.insert(issue.id);
        }
    }
    confirmed
}

/// The waits for a decision by issue: from the report, and from each reopening.
pub async fn waits(store: &Store, issues: &[Issue], today: NaiveDate) -> BTreeMap<i64, Vec<Wait>> {
    let events = events(store).await;
    let mut waits = BTreeMap::new();
    for issue in issues.iter().filter(|issue| issue.source != "ledger") {
        let mut since = Some(day_of(issue.reported_at));
        let mut mine = Vec::new();
        for event in events.iter().filter(|event| event.issue_id == issue.id) {
            let Some(from) = &event.from_state else { continue };
            let day = day_of(event.at);
            match (is_open(from), is_open(&event.to_state)) {
                (true, false) => {
                    let days = (day - since.take().unwrap()).num_days();
                    mine.push(if event.to_state == "withdrawn" {
                        Wait::Seen(days)
                    } else {
                        Wait::Ended(days)
                    });
                }
                (false, true) => since = Some(day),
                _ => {}
            }
        }
        if let Some(since) = since {
            mine.push(Wait::Seen((today - since).num_days()));
        }
        waits.insert(issue.id, mine);
    }
    waits
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Check {
    pub person_id: i64,
    pub client_id: Option<i64>,
    pub profession_id: i64,
    pub kept_at: DateTime<Utc>,
    pub offer: sqlx::types::Json<serde_json::Value>,
    pub answer: sqlx::types::Json<serde_json::Value>,
}

pub async fn checks(store: &Store) -> Vec<Check> {
    read!(store, |pool| sqlx::query_as(
        "SELECT person_id, client_id, profession_id, kept_at, offer, answer FROM kept_check ORDER BY id"
    )
    .fetch_all(pool)
    .await)
    .unwrap()
}

/// Offers by month and class: of the checks of one offer the last.
pub fn offers(checks: &[Check]) -> BTreeMap<(i64, String), i64> {
    let mut last: BTreeMap<String, &Check> = BTreeMap::new();
    for check in checks {
        let offer = &check.offer.0;
        let key = format!(
            "{} {:?} {} {} {}",
            check.person_id, check.client_id, check.profession_id, offer["starts_on"], offer["ends_on"]
        );
        last.insert(key, check);
    }
    let mut counts = BTreeMap::new();
    for check in last.values() {
        let told = check.offer.0["wage"]
            .as_i64()
            .filter(|_| check.offer.0["estimated"].is_null());
        let reference = check.answer.0["pay"]["reference"].as_i64();
        let class = match (told, reference) {
            (None, _) => "not_told",
            (Some(_), None) => "unknown",
            (Some(wage), Some(reference)) if wage < reference => "under",
            _ => "fair",
        };
        *counts
            .entry((month(day_of(check.kept_at)), class.to_owned()))
            .or_default() += 1;
    }
    counts
}
