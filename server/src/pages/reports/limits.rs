//! The limits of a chart, and letting them begin anew: GET and POST /reports/limits.

use super::load::{Asked, Choice, Source, figures_of};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::reports::limits::{LimitsForm, LimitsPage, limits, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Query;
use axum::response::Response;
use domain::permission::{Action, Denied, Object, may_at_all};
use domain::trend::chart::ChartName;
use domain::trend::rebase::{MAX_REASON, Place, RebaseProblem, offered, problems};
use domain::{Lang, Month};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::trend::{self, NewLimits};

/// Which chart, beside period, filter and split.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    chart: String,
}

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    /// How often these limits had begun anew when the form was shown.
    revision: String,
    from: String,
    reason: String,
}

/// A chart with limits, as the reader asked for it.
struct Shown {
    chart: ChartName,
    place: Place,
    choice: Choice,
}

impl Shown {
    async fn of(visit: &Visit, user: &CurrentUser, asked: &Asked, which: &Which) -> Result<Self, PageError> {
        let chart = ChartName::from_code(&which.chart).ok_or(PageError::NotFound)?;
        let choice = Choice::of(asked, visit, user).await?;
        if !choice.may_see(chart) {
            return Err(Denied::NotPayment.into());
        }
        let place = choice.series(chart).ok_or(PageError::NotFound)?;
        Ok(Self { chart, place, choice })
    }
}

/// What the limits rest on, and since when.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Query(asked): Query<Asked>,
    Query(which): Query<Which>,
) -> PageResult {
    let shown = Shown::of(&visit, &user, &asked, &which).await?;
    page(&visit, &user, shown, LimitsForm::default(), Errors::none()).await
}

/// Lets them begin anew.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Query(asked): Query<Asked>,
    Query(which): Query<Which>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::RebaseLimits, &Object::default())?;
    let shown = Shown::of(&visit, &user, &asked, &which).await?;
    let from = raw.from.parse().ok().and_then(Month::from_number);
    let errors = refused(visit.lang, from, &raw.reason, &visit);
    let Some(from) = from.filter(|_| errors.is_empty()) else {
        let form = LimitsForm {
            from: raw.from,
            reason: raw.reason,
        };
        return page(&visit, &user, shown, form, errors).await;
    };
    let back = visit.path.to_string();
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &back, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let new = NewLimits {
        place: &shown.place,
        from,
        reason: &raw.reason,
        seen: raw.revision.parse().unwrap_or(-1),
    };
    match trend::rebase(&mut tx, &new, user.id, visit.now).await {
        Err(StoreError::Conflict) => return Err(PageError::Conflict { back }),
        other => other?,
    }
    tx.commit().await?;
    Ok(render::redirect(&back))
}

fn refused(l: Lang, from: Option<Month>, reason: &str, visit: &Visit) -> Errors {
    let mut errors = Errors::none();
    for problem in problems(from, reason, visit.today()) {
        let (field, sentence) = match problem {
            RebaseProblem::Month => ("from", texts::limits::month_needed(l).to_owned()),
            RebaseProblem::NoReason => ("reason", texts::form::required(l).to_owned()),
            RebaseProblem::TooLong => ("reason", texts::form::too_long(l, MAX_REASON)),
        };
        errors.add(field, sentence);
    }
    errors
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    shown: Shown,
    form: LimitsForm,
    errors: Errors,
) -> Result<Response, PageError> {
    let store = &visit.app.store;
    let months = if may_at_all(user, Action::RebaseLimits).is_ok() {
        offered(visit.today()).collect()
    } else {
        Vec::new()
    };
    let props = LimitsPage {
        lang: visit.lang,
        chart: shown.chart,
        history: trend::rebase_history(store, &shown.place).await?,
        figures: figures_of(&Source::of(visit), &shown.choice, shown.chart).await?,
        months,
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(&props))
        .islands()
        .refused_if(!props.errors.is_empty())
        .render(|| limits(&props)))
}
