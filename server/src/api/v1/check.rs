//! POST /api/v1/check: what Vigie says of an offer. Nothing is stored.

use super::read::{self, Asked, Fields};
use super::shapes::{self, CheckGiven, CheckRequest};
use crate::api::key::Caller;
use crate::api::problem::Problem;
use crate::check::{self, Evaluated};
use app::pages::check::answer::Answered;
use axum::Json;
use axum::body::Body;
use domain::Lang;
use domain::check::Offer;

/// The answer of a check, with every reason and what to do next. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/v1/check",
    tag = "check",
    request_body = CheckRequest,
    responses(
        (status = 200, body = CheckGiven),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = ["check"]))
)]
pub async fn post(caller: Caller, body: Body) -> Result<Json<CheckGiven>, Problem> {
    let l = caller.lang;
    let (request, _): (CheckRequest, _) = read::json(l, body).await?;
    let failed = |error| Problem::failed(l, &error);
    let store = &caller.app.store;
    let catalogue = store::reference::catalogue(store).await.map_err(failed)?;
    let mut fields = Fields(Vec::new());
    let asked = read::offer(&caller, &request.offer, &catalogue, &mut fields).await?;
    let Some(Asked {
        offer, asker, found, ..
    }) = asked
    else {
        return Err(Problem::invalid(l, fields.0));
    };
    let today = domain::clock::day(caller.now);
    let evaluated = check::evaluate(store, &asker, &offer, found.as_ref(), &catalogue, today)
        .await
        .map_err(failed)?
        .ok_or_else(|| Problem::not_found(l))?;
    Ok(Json(shapes::check(l, &answered(&caller, l, offer, evaluated))))
}

/// The answer as its sentences need it.
pub(super) fn answered(caller: &Caller, l: Lang, offer: Offer, evaluated: Evaluated) -> Answered {
    Answered {
        client: evaluated.client.as_ref().map(|c| c.id),
        client_name: evaluated.client.as_ref().map(|c| c.name.clone()),
        client_number: evaluated.client.map(|c| c.number).unwrap_or_default(),
        client_lang: evaluated.client_lang,
        profession: evaluated.profession.name(l).to_owned(),
        profession_for_client: evaluated.profession.name(evaluated.client_lang).to_owned(),
        profession_reason: evaluated.profession.reason(l).to_owned(),
        profession_filter: evaluated.profession.filter,
        steps: evaluated.steps,
        partners: evaluated.partners,
        establishments: evaluated.establishments,
        wish: None,
        offer,
        answer: evaluated.answer,
        today: domain::clock::day(caller.now),
    }
}
