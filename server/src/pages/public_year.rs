//! The yearly public report: GET /public/{year}, and as a document: GET /public/{year}/pdf. For everybody; it reads the
//! tables of the public only.

use crate::document::{self, PDF};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::Visit;
use app::pages::public::{YearPage, title, year as page};
use axum::extract::Path;
use chrono::Datelike as _;
use domain::Lang;
use domain::trend::protected::{ProtectedReport, Readers};
use serde_json::json;
use std::collections::BTreeMap;
use store::trend::protected;

/// Years that are offered, the present one not among them: its tables come 60 days after each month.
const YEARS: i32 = 10;

async fn load(visit: &Visit, path: &str) -> Result<YearPage, PageError> {
    let store = &visit.app.store;
    let this = visit.today().year();
    let year: i32 = path.parse().map_err(|_| PageError::NotFound)?;
    if path.len() != 4 || !(this - YEARS..=this).contains(&year) {
        return Err(PageError::NotFound);
    }
    let catalogue = store::reference::catalogue(store).await?;
    let name = |category: &domain::category::Category| {
        let names = [Lang::Fr, Lang::Nl, Lang::En, Lang::De].map(|l| category.name(l).to_owned());
        (category.id.to_string(), names)
    };
    let names: BTreeMap<_, _> = catalogue.categories.iter().map(name).collect();
    let found = protected::of_year(store, Readers::Public, year).await?;
    let reports = found.into_iter().map(|(measure, tables)| ProtectedReport {
        measure,
        readers: Readers::Public,
        tables,
        names: names.clone(),
    });
    Ok(YearPage {
        lang: visit.lang,
        year,
        reports: reports.collect(),
        years: protected::years(store, Readers::Public).await?,
        today: visit.today(),
        has_pdf: reports::pdf::is_built(),
    })
}

/// The page.
pub async fn get(visit: Visit, Path(path): Path<String>) -> PageResult {
    let props = load(&visit, &path).await?;
    Ok(visit.page(title(&props)).islands().render(|| page(&props)))
}

/// The document. One that a person who is signed in takes is in the log.
pub async fn pdf(visit: Visit, Path(path): Path<String>) -> PageResult {
    let props = load(&visit, &path).await?;
    if props.reports.iter().all(|report| report.months().is_none()) {
        return Err(PageError::NotFound);
    }
    // Tables are added and never changed: as many of them are the same ones.
    let tables: usize = props.reports.iter().map(|report| report.tables.len()).sum();
    let key = format!("public-{}-{}-{tables}", props.year, visit.lang.code());
    let set = || reports::public::year(&props);
    let bytes = document::set_once(&visit.app, key, set).await?;
    if let Some(person) = &visit.person {
        let details = json!({"document": "public_year", "year": props.year, "lang": visit.lang});
        visit.exported(person.id, "reports", details).await?;
    }
    let name = format!("vigie-{}-{}.pdf", props.year, visit.lang.code());
    Ok(render::download(&name, PDF, bytes))
}
