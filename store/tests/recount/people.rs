//! Different people and clients of each period, counted again from plain rows.

use super::naive::{day_of, month};
use crate::support::make::instant;
use chrono::{DateTime, NaiveDate, Utc};
use domain::trend::people::DistinctSeries::{self, DueClients, DueMembers, ReportedClients, Reporters};
use domain::{ClientId, Month};
use std::collections::BTreeSet;
use store::trend::distinct;
use store::{Store, read};

/// Who stands behind something in a month.
pub type Fact = (DistinctSeries, i64, String);

/// All there is, before anything is forgotten.
pub async fn facts(store: &Store) -> Vec<Fact> {
    let mut facts = Vec::new();
    let issues: Vec<(DateTime<Utc>, String, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT reported_at, reporter_pseudonym, client_id FROM issue
         WHERE source <> 'ledger' AND sensitivity <> 'named_handlers'"
    )
    .fetch_all(pool)
    .await)
    .unwrap();
    for (at, person, client) in issues {
        let month = month(day_of(at));
        facts.push((Reporters, month, person));
        facts.push((ReportedClients, month, client.to_string()));
    }
    let due: Vec<(NaiveDate, i64, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT due_on, member_id, client_id FROM contract WHERE counted AND due_on IS NOT NULL"
    )
    .fetch_all(pool)
    .await)
    .unwrap();
    for (day, member, client) in due {
        facts.push((DueMembers, month(day), member.to_string()));
        facts.push((DueClients, month(day), client.to_string()));
    }
    facts
}

/// Counted after issues were forgotten and one client became another: as if nothing had been forgotten.
pub async fn people(store: &Store, facts: &[Fact], gone: ClientId, kept: ClientId) {
    let by_now = |(series, _, key): &Fact| match series {
        ReportedClients | DueClients if *key == gone.0.to_string() => kept.0.to_string(),
        _ => key.clone(),
    };
    let plain = |series: DistinctSeries, first: i64, last: i64| {
        let within = facts
            .iter()
            .filter(|(of, month, _)| *of == series && (first..=last).contains(month));
        within.map(by_now).collect::<BTreeSet<_>>().len() as i64
    };
    let now = instant("2027-07-01T09:00:00Z");
    assert!(distinct::count(store, "one", now).await.unwrap());
    let (first, last) = (Month::new(2000, 1).unwrap(), Month::new(2040, 12).unwrap());
    let counts = distinct::read(store, first, last).await.unwrap();
    for count in &counts {
        let expected = plain(count.series, count.first.number(), count.last.number());
        assert_eq!(count.n, expected, "{count:?}");
    }
    // No month is left out.
    let months: BTreeSet<_> = facts.iter().map(|(series, month, _)| (*series, *month)).collect();
    let counted = counts
        .iter()
        .filter(|count| count.first == count.last && count.n > 0);
    assert_eq!(counted.count(), months.len());
}
