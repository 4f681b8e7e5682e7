//! Each sector's own limits of the share paid late, from the exact histograms of the ledger.

use crate::trend::{bars, rebased};
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::Month;
use domain::client::sector::SectorGroup;
use domain::trend::Split;
use domain::trend::chart::ChartName;
use domain::trend::control::{Baseline, ChartKind, Counted};
use domain::trend::ledger::{Delays, LedgerSeries, late_of_due};
use domain::trend::rebase::Place;
use std::collections::{BTreeMap, HashMap};

/// Years of the ledger that are read: the first of them make the baseline.
const YEARS: i32 = 20;

/// The baselines of the sectors that have one.
#[derive(Debug, Clone, Default)]
pub struct SectorLimits(HashMap<SectorGroup, Baseline>);

impl SectorLimits {
    /// Do so many late of so many due lie above what the sector does by itself? Without limits, no.
    pub fn are_left_by(&self, sector: SectorGroup, late: i64, due: i64) -> bool {
        self.0
            .get(&sector)
            .is_some_and(|baseline| baseline.is_left_above_by(Counted::new(late, due)))
    }
}

/// The limits as known on `today`: of each sector's first 24 mature months, or of those since they begin anew; none under
/// 12.
pub async fn limits(store: &Store, today: NaiveDate) -> Result<SectorLimits, StoreError> {
    let last = Month::of(today);
    let first = last.plus(-12 * YEARS);
    let read = |series| bars(store, series, Split::Sector, first, last);
    let (ended, open, never) = (
        read(LedgerSeries::DelayEnded).await?,
        read(LedgerSeries::DelayOpen).await?,
        read(LedgerSeries::DelayNever).await?,
    );
    let delays = Delays {
        ended: &ended,
        open: &open,
        never: &never,
    };
    let mut series: HashMap<SectorGroup, BTreeMap<Month, Counted>> = HashMap::new();
    for of in late_of_due(delays, today) {
        let sector = crate::error::word(&of.cell, "trend_histogram.cell")?;
        series.entry(sector).or_default().insert(of.month, of.late);
    }
    let rebased = rebased(store).await?;
    let known = series.into_iter().filter_map(|(sector, months)| {
        let place = Place {
            chart: ChartName::Late,
            split: Split::Sector,
            cell: sector.code().to_owned(),
        };
        let from = rebased.get(&place).map(|rebased| rebased.from);
        Baseline::known_on(today, ChartKind::Share, &months, from).map(|baseline| (sector, baseline))
    });
    Ok(SectorLimits(known.collect()))
}
