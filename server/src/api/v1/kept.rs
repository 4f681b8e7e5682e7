//! GET /api/v1/checks/{reference}: a kept check, whether it still holds, and what became of its needs.

use super::shapes::{self, KeptGiven};
use crate::api::key::Caller;
use crate::api::problem::Problem;
use axum::Json;
use axum::extract::Path;
use domain::CheckId;
use domain::check::{CheckState, Need};

/// `V-20391` or the bare number.
pub(super) fn reference(text: &str) -> Option<CheckId> {
    let text = text.trim();
    text.strip_prefix("V-")
        .or_else(|| text.strip_prefix("v-"))
        .unwrap_or(text)
        .parse()
        .ok()
}

/// A kept check: whether it still holds, its go-ahead, and what became of what it needs.
#[utoipa::path(
    get,
    path = "/api/v1/checks/{reference}",
    tag = "check",
    params(("reference" = String, Path, example = "V-20391")),
    responses(
        (status = 200, body = KeptGiven),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = ["check"]))
)]
pub async fn get(caller: Caller, Path(text): Path<String>) -> Result<Json<KeptGiven>, Problem> {
    let (l, store) = (caller.lang, &caller.app.store);
    let failed = |error| Problem::failed(l, &error);
    let id = reference(&text).ok_or_else(|| Problem::not_found(l))?;
    let kept = store::check::find(store, id)
        .await
        .map_err(failed)?
        .ok_or_else(|| Problem::not_found(l))?;
    let needs = store::check::needs(store, id).await.map_err(failed)?;
    let mut given: Vec<_> = needs
        .iter()
        .map(|one| shapes::need(l, &one.need, Some(one.state.code())))
        .collect();
    let go_ahead = domain::check::needs(&kept.answer.reasons)
        .into_iter()
        .find(Need::is_go_ahead);
    if let Some(go_ahead) = go_ahead {
        let state = if kept.state == CheckState::Granted {
            "met"
        } else {
            "open"
        };
        given.push(shapes::need(l, &go_ahead, Some(state)));
    }
    Ok(Json(KeptGiven {
        reference: id.reference(),
        answer: kept.answer.answer.code(),
        holds: kept.holds(domain::clock::day(caller.now)),
        valid_until: kept.valid_until.to_string(),
        go_ahead: kept.state.code(),
        go_ahead_until: kept.go_ahead_until.map(|day| day.to_string()),
        needs: given,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_people_quote_it() {
        for good in ["V-20391", "v-20391", " 20391 "] {
            assert_eq!(reference(good), Some(CheckId(20_391)), "{good:?}");
        }
        for bad in ["", "V-", "C-20391", "V-2039x"] {
            assert_eq!(reference(bad), None, "{bad:?}");
        }
    }
}
