//! What the ledger detects: clients whose facts have changed or whose day has come, one short transaction each.

use crate::app_state::App;
use app::{format, texts, words};
use chrono::{DateTime, TimeDelta, Utc};
use domain::detection::{DetectedKind, Finding};
use domain::{Lang, Money};
use store::detection::{self, Settled};
use store::{Store, StoreError, lease, reference};

/// Clients looked at before the queue is asked again.
const AT_A_TIME: i64 = 50;

/// The work of a server: those that wait, while it holds the lease.
pub(super) async fn work(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    while detection::mark_some(&app.store, app.clock.today()).await? {}
    if detection::due(&app.store, app.clock.today(), 1).await?.is_empty() {
        // An idle server does not write.
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    let mine = lease::take(&mut tx, "detection", &holder, now, now + TimeDelta::minutes(10)).await?;
    tx.commit().await?;
    if mine {
        let done = all(&app.store, now, i64::MAX).await?;
        if done.opened + done.withdrawn > 0 {
            tracing::info!(done.opened, done.withdrawn, "the ledger detected issues");
        }
    }
    Ok(())
}

/// Looks at everyone who is due, at most so many clients. Running it twice, or on two servers at once, finds nothing twice.
async fn all(store: &Store, now: DateTime<Utc>, at_most: i64) -> Result<Settled, StoreError> {
    let today = domain::clock::day(now);
    let mut done = Settled::default();
    let mut limits = None;
    let mut left = at_most;
    while left > 0 {
        let subjects = detection::due(store, today, AT_A_TIME.min(left)).await?;
        if subjects.is_empty() {
            return Ok(done);
        }
        left -= subjects.len() as i64;
        let catalogue = reference::catalogue(store).await?;
        if limits.is_none() {
            limits = Some(detection::limits(store, today).await?);
        }
        let Some(limits) = &limits else { return Ok(done) };
        let mut moved = false;
        for subject in &subjects {
            let looked = detection::look(store, subject, limits, &catalogue.pay, today).await?;
            let language = subject.language;
            let tell = move |finding: &Finding| facts(language, finding);
            let settled = detection::settle(store, subject, &looked, &catalogue, &tell, now).await?;
            moved |= !settled.overtaken;
            done.opened += settled.opened;
            done.withdrawn += settled.withdrawn;
        }
        if !moved {
            // Another server is at the same clients.
            return Ok(done);
        }
    }
    Ok(done)
}

/// A finding in words, in the language of the client that may be sent them.
fn facts(l: Lang, finding: &Finding) -> String {
    use texts::detected as t;
    let f = &finding.figures;
    let quarter = t::quarter(l, finding.quarter.place(), finding.quarter.year());
    match finding.kind {
        DetectedKind::Over60 => t::over_60(
            l,
            f.contracts,
            f.days_late.unwrap_or_default(),
            format::money(l, f.unpaid.unwrap_or(Money::ZERO)),
            f.members,
        ),
        DetectedKind::LateShare => {
            t::late_share(l, f.contracts, f.due.unwrap_or_default(), quarter, f.members)
        }
        DetectedKind::LowWages => {
            let (unit, wage, figure) = match f.worst_wage {
                Some((unit, wage, figure)) => (
                    words::wage_unit(l, unit).to_lowercase(),
                    format::money(l, wage.0),
                    format::money(l, figure.0),
                ),
                None => Default::default(),
            };
            let minimum = f.below_minimum.unwrap_or_default();
            t::low_wages(l, f.contracts, quarter, minimum, wage, unit, figure, f.members)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::Wage;
    use domain::contract::WageUnit;
    use domain::detection::{Figures, Quarter};

    #[test]
    fn a_finding_is_told_with_its_figures_in_each_language() {
        let day: NaiveDate = "2026-05-02".parse().unwrap();
        let finding = |kind| Finding {
            kind,
            quarter: Quarter::of(day),
            happened_on: day,
            contracts: Vec::new(),
            figures: Figures {
                contracts: 3,
                members: 2,
                days_late: Some(75),
                unpaid: Some(Money(123_450)),
                due: Some(7),
                below_minimum: Some(1),
                worst_wage: Some((WageUnit::Day, Wage(Money(9_000)), Wage(Money(9_747)))),
            },
        };
        for l in Lang::ALL {
            assert!(facts(*l, &finding(DetectedKind::Over60)).contains("75"));
            assert!(facts(*l, &finding(DetectedKind::LateShare)).contains("2/2026"));
            assert!(facts(*l, &finding(DetectedKind::LowWages)).contains("97"));
        }
    }
}
