//! The figures of our own conduct: each from aggregates or few prepared rows.

use super::load::{Choice, Source};
use crate::error::{PageError, broken};
use domain::trend::choices::{AgreementTrend, SparedTrend};
use domain::trend::endings::{CellCount, EndingsTrend, RelapseTrend};
use domain::trend::low_pay::LowPayTrend;
use domain::trend::movers::{MoverMeasure, MoversTrend};
use domain::trend::queues::QueuesTrend;
use domain::trend::report::Period;
use domain::trend::{Measure, Split};
use domain::{Month, Person};
use std::collections::BTreeMap;
use store::{Store, StoreError, mover, queues, reference, trend};

async fn cells(
    store: &Store,
    measure: Measure,
    split: Split,
    (first, last): (Month, Month),
) -> Result<Vec<CellCount>, StoreError> {
    let counts = trend::counts(store, measure, split, first, last).await?;
    Ok(counts.into_iter().map(|c| (c.month, c.cell, c.count)).collect())
}

const fn whole(period: Period) -> (Month, Month) {
    (period.first, period.last)
}

/// Choices beside recommendations.
pub(super) async fn agreement(source: &Source<'_>, choice: &Choice) -> Result<AgreementTrend, StoreError> {
    let store = source.store;
    let counts = cells(store, Measure::Choices, Split::Choice, whole(choice.period)).await?;
    Ok(AgreementTrend::new(choice.period, &counts, source.today))
}

/// Are big clients spared?
pub(super) async fn spared(source: &Source<'_>, choice: &Choice) -> Result<SparedTrend, StoreError> {
    let store = source.store;
    let counts = cells(
        store,
        Measure::ClientChoices,
        Split::SizeChoice,
        whole(choice.period),
    )
    .await?;
    Ok(SparedTrend::new(choice.period, &counts))
}

/// How stances ended.
pub(super) async fn endings(source: &Source<'_>, choice: &Choice) -> Result<EndingsTrend, StoreError> {
    let store = source.store;
    let months = whole(choice.period);
    let endings = cells(store, Measure::StanceEndings, Split::Ending, months).await?;
    let became = cells(store, Measure::StanceEndings, Split::Became, months).await?;
    Ok(EndingsTrend::new(choice.period, &endings, &became, source.today))
}

/// Relapses: of endings that are a year old, so the months lie before the period's.
pub(super) async fn relapses(source: &Source<'_>, choice: &Choice) -> Result<RelapseTrend, StoreError> {
    let store = source.store;
    let months = (choice.period.first.plus(-14), choice.period.last);
    let over = cells(store, Measure::StancesOver, Split::Ending, months).await?;
    let relapses = cells(store, Measure::StanceRelapses, Split::Ending, months).await?;
    Ok(RelapseTrend::new(choice.period, &over, &relapses, source.today))
}

/// Low pay by funder.
pub(super) async fn low_pay(source: &Source<'_>, choice: &Choice) -> Result<LowPayTrend, StoreError> {
    let store = source.store;
    let months = whole(choice.period);
    let by_funder = cells(store, Measure::LowPayClients, Split::Funder, months).await?;
    let each_once = cells(store, Measure::LowPayClients, Split::All, months).await?;
    let each_once: Vec<_> = each_once.into_iter().map(|(month, _, n)| (month, n)).collect();
    let catalogue = reference::catalogue(store).await?;
    let names: BTreeMap<_, _> = catalogue
        .funders
        .iter()
        .map(|funder| (funder.id, funder.names.clone()))
        .collect();
    Ok(LowPayTrend::new(choice.period, &by_funder, &each_once, &names))
}

/// What moved, without the clients that the reader is kept out of.
pub(super) async fn movers(
    source: &Source<'_>,
    reader: &Person,
    measure: MoverMeasure,
) -> Result<MoversTrend, StoreError> {
    mover::latest(source.store, measure, reader.id).await
}

/// What waits now, as this reader may see it.
pub(super) async fn waiting(source: &Source<'_>, reader: &Person) -> Result<QueuesTrend, StoreError> {
    queues::waiting(source.store, reader, source.today).await
}

/// What a drawn page depends on beside the aggregates: what waits, what moved, whose cases the reader may see,
/// and which limits began anew.
pub(super) async fn beside(source: &Source<'_>, choice: &Choice) -> Result<String, PageError> {
    let reader = &choice.reader;
    let waiting = waiting(source, reader).await?;
    let moved = if choice.sees_all() {
        let late = movers(source, reader, MoverMeasure::Late).await?;
        Some((late, movers(source, reader, MoverMeasure::Issues).await?))
    } else {
        None
    };
    let rebased: Vec<_> = trend::rebased(source.store).await?.into_values().collect();
    let all = serde_json::to_string(&(waiting, moved, reader.named_handler, rebased)).map_err(broken)?;
    Ok(store::house::hash(&all))
}
