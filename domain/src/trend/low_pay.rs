//! Low pay by funder: distinct clients with confirmed low pay, for advocacy, not blame (`statistics.md` 16).

use super::report::Period;
use crate::{FunderId, Month};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The cell of reports that name no funder.
pub const NONE: &str = "none";

/// A funder and its clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunderClients {
    pub funder: FunderId,
    /// In the order of [`crate::Lang::ALL`].
    pub names: [String; 4],
    pub clients: i64,
}

/// Distinct clients with confirmed low pay in the period. A client can be in several parts: they do not add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowPayTrend {
    pub months: i32,
    /// The most first.
    pub funders: Vec<FunderClients>,
    /// Clients with at least one report that names no funder.
    pub without: i64,
    /// Each client once.
    pub whole: i64,
}

impl LowPayTrend {
    /// `by_funder` and `whole` count clients by the month of their latest report: in a period that runs until today, a
    /// client is there when its latest one is.
    pub fn new(
        period: Period,
        by_funder: &[(Month, String, i64)],
        whole: &[(Month, i64)],
        names: &BTreeMap<FunderId, [String; 4]>,
    ) -> Self {
        let mut clients: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, cell, n) in by_funder.iter().filter(|(month, _, _)| *month >= period.first) {
            *clients.entry(cell).or_default() += n;
        }
        let without = clients.remove(NONE).unwrap_or_default();
        let mut funders: Vec<FunderClients> = clients
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .filter_map(|(cell, clients)| {
                let funder = FunderId(cell.parse().ok()?);
                let names = names.get(&funder)?.clone();
                Some(FunderClients {
                    funder,
                    names,
                    clients,
                })
            })
            .collect();
        funders.sort_by_key(|f| (std::cmp::Reverse(f.clients), f.funder));
        let within = whole.iter().filter(|(month, _)| *month >= period.first);
        Self {
            months: period.len(),
            funders,
            without,
            whole: within.map(|(_, n)| n).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_do_not_add_up_and_a_client_is_there_by_its_latest_report() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let month = |y, m| Month::new(y, m).unwrap();
        let names = BTreeMap::from([
            (FunderId(1), ["Un", "Een", "One", "Eins"].map(str::to_owned)),
            (FunderId(2), ["Deux", "Twee", "Two", "Zwei"].map(str::to_owned)),
        ]);
        let by_funder = [
            (month(2026, 2), "1".to_owned(), 3),
            (month(2024, 2), "1".to_owned(), 90),
            (month(2026, 3), "2".to_owned(), 5),
            (month(2026, 3), NONE.to_owned(), 2),
        ];
        let trend = LowPayTrend::new(
            Period::ending(today, 12),
            &by_funder,
            &[(month(2026, 3), 6), (month(2024, 2), 80)],
            &names,
        );
        let clients: Vec<_> = trend.funders.iter().map(|f| (f.funder.0, f.clients)).collect();
        assert_eq!(clients, [(2, 5), (1, 3)]);
        assert_eq!((trend.without, trend.whole), (2, 6));
    }
}
