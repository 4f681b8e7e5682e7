//! Derogations: GET and POST /stances/{id}/derogation for the member; GET /derogations, GET and POST /derogations/{id} for managers.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::derogation::{
    AnswerForm, AskPage, ListPage, OnePage, ask as ask_page, ask_title, list, list_title, one, one_title,
};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::permission::{Action, Object};
use domain::stance::derogation::{self as rules, Derogation, DerogationRefused, DerogationState};
use domain::stance::life::StanceState;
use domain::stance::{MAX_TEXT, StanceKind, StanceSheet};
use domain::{DerogationId, Lang, StanceId};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::stance::{self, derogation};

/// Lines of the list.
const SHOWN: i64 = 100;

/// The fields of both forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    reason: String,
    answer: String,
    until: String,
    comment: String,
}

/// The field and the sentence of what the rules refuse.
fn refused(l: Lang, refused: DerogationRefused) -> (&'static str, String) {
    use DerogationRefused as R;
    use texts::derogation as t;
    match refused {
        R::NotPunitive => ("reason", t::not_punitive(l).to_owned()),
        R::NotTouched => ("reason", t::not_touched(l).to_owned()),
        R::WaitsAlready => ("reason", t::waits_already(l).to_owned()),
        R::TextMissing => ("reason", texts::form::required(l).to_owned()),
        R::TextTooLong => ("reason", texts::form::too_long(l, MAX_TEXT)),
        R::NotAManager => ("comment", t::not_a_manager(l).to_owned()),
        R::KeptOut => ("comment", texts::stance_refused::kept_out(l).to_owned()),
        R::Answered => ("comment", t::answered_already(l).to_owned()),
        R::UntilOutOfRange => ("until", t::until_hint(l).to_owned()),
    }
}

/// A punitive stance in force that this member may ask about. Anything else is not said to exist.
async fn sanction(visit: &Visit, user: &CurrentUser, id: StanceId) -> Result<StanceSheet, PageError> {
    let sheet = stance::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let own = Object {
        owner: Some(user.id),
        client: Some(sheet.standing.client),
        ..Object::default()
    };
    user.may(Action::AskDerogation, &own)?;
    let felt = sheet.standing.state == StanceState::InForce && sheet.standing.kind == StanceKind::Punitive;
    if felt { Ok(sheet) } else { Err(PageError::NotFound) }
}

/// The member's form.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<StanceId>) -> PageResult {
    let sheet = sanction(&visit, &user, id).await?;
    asking(&visit, &user, &sheet, String::new(), Errors::none()).await
}

async fn touched(visit: &Visit, user: &CurrentUser, sheet: &StanceSheet) -> Result<bool, PageError> {
    let (client, scope) = (sheet.standing.client, &sheet.proposal.scope);
    Ok(stance::touches(&visit.app.store, client, scope, user.id, visit.today()).await?)
}

async fn asking(
    visit: &Visit,
    user: &CurrentUser,
    sheet: &StanceSheet,
    reason: String,
    errors: Errors,
) -> PageResult {
    let props = AskPage {
        lang: visit.lang,
        stance: sheet.id,
        client: sheet.standing.client,
        client_name: sheet.client_name.clone(),
        ends_on: sheet.standing.review_on,
        touched: touched(visit, user, sheet).await?,
        own: derogation::own(&visit.app.store, sheet.id, user.id).await?,
        reason,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(ask_title(&props))
        .notice(
            visit
                .done("asked")
                .then(|| texts::derogation::done_asked(visit.lang)),
        )
        .refused_if(!props.errors.is_empty())
        .render(|| ask_page(&props)))
}

/// The member asks, with the hardship in their words.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = sanction(&visit, &user, id).await?;
    let to = format!("/stances/{id}/derogation?done=asked");
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let own = derogation::own(&visit.app.store, id, user.id).await?;
    let waits = own.is_some_and(|own| own.state == DerogationState::Asked);
    let (state, kind) = (sheet.standing.state, sheet.standing.kind);
    let touched = touched(&visit, &user, &sheet).await?;
    if let Err(wrong) = rules::ask(state, kind, touched, waits, &raw.reason) {
        let (field, sentence) = refused(visit.lang, wrong);
        let errors = Errors::none().with(field, sentence);
        return asking(&visit, &user, &sheet, raw.reason, errors).await;
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    derogation::ask(&mut tx, id, user.id, &raw.reason, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// What waits for a manager.
pub async fn queue(visit: Visit) -> PageResult {
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        waiting: derogation::waiting(&visit.app.store, SHOWN).await?,
    };
    Ok(visit.page(list_title(&props)).render(|| list(&props)))
}

/// A request, for its member and for managers; another member's is not said to exist.
async fn find(visit: &Visit, user: &CurrentUser, id: DerogationId) -> Result<(Derogation, bool), PageError> {
    let found = derogation::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let on = Object {
        owner: Some(found.person),
        client: Some(found.client),
        ..Object::default()
    };
    let answers = user.may(Action::AnswerDerogation, &on).is_ok();
    if !answers {
        user.may(Action::AskDerogation, &on)
            .map_err(|_| PageError::NotFound)?;
    }
    Ok((found, answers))
}

/// One request.
pub async fn one_get(visit: Visit, user: CurrentUser, Path(id): Path<DerogationId>) -> PageResult {
    let (found, answers) = find(&visit, &user, id).await?;
    shown(&visit, found, answers, AnswerForm::default(), Errors::none())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers as the handlers that end with it do"
)]
fn shown(
    visit: &Visit,
    derogation: Derogation,
    answers: bool,
    form: AnswerForm,
    errors: Errors,
) -> PageResult {
    let props = OnePage {
        lang: visit.lang,
        derogation,
        answers,
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(one_title(&props))
        .notice(
            visit
                .done("answered")
                .then(|| texts::derogation::done_answered(visit.lang)),
        )
        .refused_if(!props.errors.is_empty())
        .render(|| one(&props)))
}

/// A manager's answer.
pub async fn one_post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<DerogationId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (found, answers) = find(&visit, &user, id).await?;
    let on = Object {
        client: Some(found.client),
        ..Object::default()
    };
    user.may(Action::AnswerDerogation, &on)?;
    let l = visit.lang;
    let mut errors = Errors::none();
    let until = match raw.answer.as_str() {
        "grant" => {
            let until = raw.until.trim().parse::<NaiveDate>().ok();
            if until.is_none() {
                errors.add("until", texts::form::not_a_date(l));
            }
            until
        }
        "decline" => None,
        _ => {
            errors.add("comment", texts::form::not_a_choice(l));
            None
        }
    };
    let form = AnswerForm {
        until: raw.until.clone(),
        comment: raw.comment.clone(),
    };
    if !errors.is_empty() {
        return shown(&visit, found, answers, form, errors);
    }
    let to = format!("/derogations/{id}?done=answered");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let state = match rules::answer(&found, &user, until, &raw.comment, visit.today()) {
        Ok(state) => state,
        Err(wrong) => {
            drop(tx);
            let (field, sentence) = refused(l, wrong);
            let field = if field == "reason" { "comment" } else { field };
            return shown(&visit, found, answers, form, Errors::none().with(field, sentence));
        }
    };
    let revision = raw.revision.parse().unwrap_or(0);
    match derogation::answer(
        &mut tx,
        &found,
        revision,
        user.id,
        state,
        until,
        &raw.comment,
        visit.now,
    )
    .await
    {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/derogations/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
