//! Protected tables: GET /reports/protected for analysts, GET /public for everybody, and each chart as a file for
//! analysts. Nothing here reads a fact or an exact count.

use super::file::{Ending, broken, known};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::charts::Chart;
use app::pages::reports::protected::{OVER_TIME, ProtectedPage, by_split, over_time, page, title};
use axum::extract::{Path, Query};
use domain::Lang;
use domain::trend::Split;
use domain::trend::protected::{ProtectedMeasure, ProtectedReport, Readers};
use domain::trend::report::Period;
use serde::Deserialize;
use serde_json::json;
use store::reference;
use store::trend::protected::tables;

/// What is counted, and how far back; what cannot be read is the default.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    of: String,
    months: String,
}

impl Asked {
    fn measure(&self) -> ProtectedMeasure {
        ProtectedMeasure::from_code(&self.of).unwrap_or(ProtectedMeasure::Issues)
    }

    fn period(&self, visit: &Visit) -> Period {
        Period::ending(visit.today(), self.months.parse().unwrap_or(LENGTH))
    }
}

/// Months that are shown unless others are asked for: the newest tables are three months old.
const LENGTH: i32 = 24;

/// The tables of analysts.
pub async fn get(visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    show(&visit, &asked, Readers::Analysts, "/reports/protected").await
}

/// The tables that everybody reads.
pub async fn public(visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    show(&visit, &asked, Readers::Public, "/public").await
}

async fn show(visit: &Visit, asked: &Asked, readers: Readers, path: &'static str) -> PageResult {
    let period = asked.period(visit);
    let props = ProtectedPage {
        lang: visit.lang,
        today: visit.today(),
        period,
        report: load(visit, readers, asked.measure(), period).await?,
        path,
        files: readers == Readers::Analysts,
    };
    Ok(visit.page(title(&props)).islands().render(|| page(&props)))
}

async fn load(
    visit: &Visit,
    readers: Readers,
    measure: ProtectedMeasure,
    period: Period,
) -> Result<ProtectedReport, PageError> {
    let store = &visit.app.store;
    let catalogue = reference::catalogue(store).await?;
    let names = catalogue.categories.iter().map(|category| {
        let names = [Lang::Fr, Lang::Nl, Lang::En, Lang::De].map(|l| category.name(l).to_owned());
        (category.id.to_string(), names)
    });
    Ok(ProtectedReport {
        measure,
        readers,
        tables: tables(store, readers, measure, period.first, period.last).await?,
        names: names.collect(),
    })
}

/// A chart of analysts as a file: `/reports/protected/issues/sector.csv`.
pub async fn file(
    visit: Visit,
    user: CurrentUser,
    Path((measure, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let measure = ProtectedMeasure::from_code(&measure).ok_or(PageError::NotFound)?;
    let (name, ending) = file.rsplit_once('.').ok_or(PageError::NotFound)?;
    let kind = Ending::of(ending).ok_or(PageError::NotFound)?;
    let period = asked.period(&visit);
    let report = load(&visit, Readers::Analysts, measure, period).await?;
    let chart = chart(visit.lang, &report, name).ok_or(PageError::NotFound)?;
    let known = known(visit.lang, visit.today());
    let bytes = tokio::task::spawn_blocking(move || kind.write(&chart, &known))
        .await
        .map_err(broken)??;
    let details = json!({"chart": format!("protected {measure} {name}"), "as": ending, "first": period.first, "last": period.last});
    visit.exported(user.id, "reports", details).await?;
    let name = format!("vigie-{measure}-{name}-{}-{}.{ending}", period.first, period.last);
    Ok(render::download(&name, kind.mime(), bytes))
}

fn chart(l: Lang, report: &ProtectedReport, name: &str) -> Option<Chart> {
    report.months()?;
    if name == OVER_TIME {
        return Some(over_time(l, report));
    }
    let split = Split::from_code(name).filter(|split| report.measure.splits().contains(split))?;
    Some(by_split(l, report, split))
}
