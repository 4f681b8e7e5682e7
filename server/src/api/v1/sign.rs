//! POST /api/v1/signatures: the check again at signature, with the facts of that moment. What may be signed is recorded as
//! work to come; a stance takes effect here, where contracts are signed.

use super::check::answered;
use super::kept;
use super::read::{self, Asked, Fields, LINE};
use super::shapes::{self, BlockedGiven, SignGiven, SignRequest};
use crate::api::key::Caller;
use crate::api::problem::Problem;
use crate::check;
use app::texts;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::check::{Blocked, Need, NeedState, sign};
use domain::{CheckId, PersonId};
use store::api_key::{self, Claimed};
use store::check::{NewSignature, Recorded};
use store::{StoreError, house};

/// The header that makes a repeated request harmless.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// May this contract be signed? Asked with the facts of this moment. If so (201) the signature is recorded; if not (200)
/// the answer says what stands in the way and nothing is stored. The same `Idempotency-Key` gets the first answer again.
#[utoipa::path(
    post,
    path = "/api/v1/signatures",
    tag = "signature",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 64 letters, digits, - and _")),
    request_body = SignRequest,
    responses(
        (status = 200, body = SignGiven, description = "May not be signed"),
        (status = 201, body = SignGiven, description = "Recorded"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = ["sign"]))
)]
pub async fn post(caller: Caller, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let (l, store) = (caller.lang, &caller.app.store);
    let failed = |error| Problem::failed(l, &error);
    let (request, bytes): (SignRequest, _) = read::json(l, body).await?;
    let mut fields = Fields(Vec::new());
    let once = idempotency_key(&caller, &headers, &mut fields);
    let hash = house::hash(&String::from_utf8_lossy(&bytes));
    if let Some(key) = &once {
        match api_key::answered(store, caller.key.id, key, &hash)
            .await
            .map_err(failed)?
        {
            Claimed::First => {}
            Claimed::Again { status, body } => return Ok(answer(status, body)),
            Claimed::Other => return Err(Problem::key_reused(l)),
        }
    }
    let contract = request.contract.trim();
    if contract.is_empty() || contract.len() > LINE {
        fields.wrong("contract", texts::api::no_contract(l));
    }
    let catalogue = store::reference::catalogue(store).await.map_err(failed)?;
    let asked = read::offer(&caller, &request.offer, &catalogue, &mut fields).await?;
    let kept = match (&request.check, &asked) {
        (Some(reference), Some(asked)) => Some(settled(&caller, reference, asked, &mut fields).await?),
        _ => None,
    };
    let Some(asked) = asked.filter(|_| fields.0.is_empty()) else {
        return Err(Problem::invalid(l, fields.0));
    };
    let (check, done) = kept.flatten().unzip();
    let today = domain::clock::day(caller.now);
    let evaluated = check::evaluate(
        store,
        &asked.asker,
        &asked.offer,
        asked.found.as_ref(),
        &catalogue,
        today,
    )
    .await
    .map_err(failed)?
    .ok_or_else(|| Problem::not_found(l))?;
    let facts_revision = evaluated.facts_revision;
    let blocked = sign(&evaluated.answer, &done.unwrap_or_default());
    let answered = answered(&caller, l, asked.offer, evaluated);
    let given = SignGiven {
        may_sign: blocked.is_empty(),
        blocked: blocked
            .iter()
            .map(|one| match one {
                Blocked::Refused => blocked_given("refused", None),
                Blocked::SpeakFirst => blocked_given("speak_first", None),
                Blocked::Missing(need) => blocked_given("missing", Some(shapes::need(l, need, None))),
            })
            .collect(),
        check: shapes::check(l, &answered),
    };
    let body = serde_json::to_string(&given).unwrap_or_default();
    if !given.may_sign {
        return Ok(answer(200, body));
    }
    let new = NewSignature {
        reference: contract,
        member: asked.member,
        offer: &answered.offer,
        answer: &answered.answer,
        check,
        key: caller.key.id,
        facts_revision,
    };
    record(&caller, &new, once.as_deref(), &hash, body).await
}

const fn blocked_given(code: &'static str, need: Option<shapes::NeedGiven>) -> BlockedGiven {
    BlockedGiven { code, need }
}

async fn record(
    caller: &Caller,
    new: &NewSignature<'_>,
    once: Option<&str>,
    hash: &str,
    body: String,
) -> Result<Response, Problem> {
    let l = caller.lang;
    let failed = |error| Problem::failed(l, &error);
    let mut tx = caller.app.store.write().await.map_err(failed)?;
    if let Some(key) = once {
        match api_key::claim(&mut tx, caller.key.id, key, hash, caller.now)
            .await
            .map_err(failed)?
        {
            Claimed::First => {}
            Claimed::Again { status, body } => return Ok(answer(status, body)),
            Claimed::Other => return Err(Problem::key_reused(l)),
        }
    }
    match store::check::record_signature(&mut tx, new, caller.now).await {
        Ok(Recorded::Signature(_)) => {}
        Ok(Recorded::CheckUsed) => return Err(Problem::check_used(l)),
        Err(StoreError::Duplicate) => return Err(Problem::signed_already(l)),
        Err(StoreError::Conflict) => return Err(Problem::changed(l)),
        Err(error) => return Err(failed(error)),
    }
    if let Some(key) = once {
        api_key::answer(&mut tx, caller.key.id, key, 201, &body)
            .await
            .map_err(failed)?;
    }
    tx.commit().await.map_err(failed)?;
    Ok(answer(201, body))
}

/// The kept check that was named, with what was ticked or waived for it: of the same member, client and profession, for
/// this very contract, and still holding.
async fn settled(
    caller: &Caller,
    text: &str,
    asked: &Asked,
    fields: &mut Fields,
) -> Result<Option<(CheckId, Vec<Need>)>, Problem> {
    let (l, store) = (caller.lang, &caller.app.store);
    let failed = |error| Problem::failed(l, &error);
    let found = match kept::reference(text) {
        Some(id) => store::check::find(store, id).await.map_err(failed)?,
        None => None,
    };
    let same = |keeper: PersonId| asked.asker.person == Some(keeper);
    let found = found.filter(|kept| {
        same(kept.kept_by)
            && kept.offer.same_client(&asked.offer)
            && kept.offer.profession == asked.offer.profession
    });
    let Some(kept) = found else {
        fields.wrong("check", texts::api::no_check(l));
        return Ok(None);
    };
    if !kept.holds(domain::clock::day(caller.now)) {
        fields.wrong("check", texts::api::check_over(l));
        return Ok(None);
    }
    if !kept.offer.same_terms(&asked.offer) {
        fields.wrong("check", texts::api::check_other(l));
        return Ok(None);
    }
    let needs = store::check::needs(store, kept.id).await.map_err(failed)?;
    let done = needs
        .into_iter()
        .filter(|need| need.state != NeedState::Open)
        .map(|need| need.need)
        .collect();
    Ok(Some((kept.id, done)))
}

fn idempotency_key(caller: &Caller, headers: &HeaderMap, fields: &mut Fields) -> Option<String> {
    let value = headers.get(IDEMPOTENCY_KEY)?;
    let key = value.to_str().unwrap_or_default();
    let plain = key
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !plain || !(8..=64).contains(&key.len()) {
        fields.wrong("Idempotency-Key", texts::api::bad_key(caller.lang));
        return None;
    }
    Some(key.to_owned())
}

fn answer(status: i64, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::OK);
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
