//! A chart as a file: GET /reports/{chart}.csv, .xlsx, .svg and .png. Each export is in the log.

use super::load::{Asked, Choice, Source, figures_of};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::charts::Chart;
use app::pages::reports::{Context, chart};
use app::{format, texts};
use axum::extract::{Path, Query};
use chrono::NaiveDate;
use domain::Lang;
use domain::permission::Denied;
use domain::trend::chart::ChartName;
use domain::trend::split::CellName;
use reports::{picture, table, workbook};
use serde_json::json;

/// What a chart can be taken away as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Csv,
    Xlsx,
    Svg,
    Png,
}

impl Ending {
    pub(super) fn of(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    pub(super) const fn mime(self) -> &'static str {
        match self {
            Self::Csv => table::MIME,
            Self::Xlsx => workbook::MIME,
            Self::Svg => picture::SVG,
            Self::Png => picture::PNG,
        }
    }

    /// `known`: as known on which day. A CSV is for programs, and has its figures alone.
    pub(super) fn write(self, chart: &Chart, known: &str) -> Result<Vec<u8>, PageError> {
        Ok(match self {
            Self::Csv => table::csv(&chart.table),
            Self::Xlsx => workbook::xlsx(chart, known).map_err(broken)?,
            Self::Svg => picture::svg(chart, known),
            Self::Png => picture::png(chart, known).map_err(broken)?,
        })
    }
}

/// As known on this day: what stands in a file that travels without its page.
pub(super) fn known(l: Lang, day: NaiveDate) -> String {
    texts::document::known(l, format::date(l, day))
}

pub(super) fn broken(error: impl std::fmt::Display) -> PageError {
    PageError::Broken(error.to_string().into())
}

/// The file of a chart, in the reader's language, for the period and filter of the address.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (name, ending) = file.rsplit_once('.').ok_or(PageError::NotFound)?;
    let name = ChartName::from_code(name).ok_or(PageError::NotFound)?;
    let kind = Ending::of(ending).ok_or(PageError::NotFound)?;
    let choice = Choice::of(&asked, &visit, &user).await?;
    if !choice.may_see(name) {
        return Err(PageError::from(Denied::NotPayment));
    }
    let figures = figures_of(&Source::of(&visit), &choice, name).await?;
    let context = Context::of(&figures, false);
    let drawn = figures
        .trends
        .first()
        .map(|trend| chart(visit.lang, trend, &context));
    let drawn = drawn.ok_or(PageError::NotFound)?;
    // Drawing pixels and packing sheets take tens of milliseconds: not on the threads that answer.
    let known = known(visit.lang, figures.today);
    let bytes = tokio::task::spawn_blocking(move || kind.write(&drawn, &known))
        .await
        .map_err(broken)??;
    log(&visit, &user, name, ending, &choice).await?;
    let name = format!(
        "vigie-{name}-{}-{}.{ending}",
        choice.period.first, choice.period.last
    );
    Ok(render::download(&name, kind.mime(), bytes))
}

async fn log(
    visit: &Visit,
    user: &CurrentUser,
    chart: ChartName,
    ending: &str,
    choice: &Choice,
) -> Result<(), PageError> {
    let details = json!({
        "chart": chart,
        "as": ending,
        "first": choice.period.first,
        "last": choice.period.last,
        "filter": choice.filter,
        "split": choice.chosen.as_ref().map(|chosen| chosen.split),
        "cell": choice.chosen.as_ref().and_then(|chosen| chosen.cell.as_ref()).map(CellName::code),
    });
    visit.exported(user.id, "reports", details).await
}
