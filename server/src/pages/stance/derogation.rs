//! Derogations: GET and POST /stances/{id}/derogation for the member; GET /derogations, GET and POST /derogations/{id} for managers.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::lookups;
use crate::pages::home;
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
use store::idempotency::{self, Claim};
use store::stance::{self, derogation};
use store::{StoreError, lookup};

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

/// A punitive stance in force that this member may ask about. Anything else is not said to exist: who walks through the
/// numbers learns of no client.
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
    if !felt || !known(visit, user, &sheet).await? {
        return Err(PageError::NotFound);
    }
    lookups::count(visit, user, sheet.standing.client).await?;
    Ok(sheet)
}

/// Does the member know of the stance: it touches them, they have asked already, or they looked its client up today?
async fn known(visit: &Visit, user: &CurrentUser, sheet: &StanceSheet) -> Result<bool, PageError> {
    let store = &visit.app.store;
    Ok(touched(visit, user, sheet).await?
        || derogation::own(store, sheet.id, user.id).await?.is_some()
        || lookup::seen(store, user.id, sheet.standing.client, visit.today()).await?)
}

/// The member's form.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<StanceId>) -> PageResult {
    let sheet = sanction(&visit, &user, id).await?;
    asking(&visit, &user, &sheet, String::new(), Errors::none()).await
}

async fn touched(visit: &Visit, user: &CurrentUser, sheet: &StanceSheet) -> Result<bool, PageError> {
    let client = sheet.standing.client;
    let felt = (&sheet.proposal.scope, sheet.proposal.running);
    Ok(stance::touches(&visit.app.store, client, felt, user.id, visit.today()).await?)
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
pub async fn queue(visit: Visit, user: CurrentUser) -> PageResult {
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        waiting: derogation::waiting(&visit.app.store, user.id, SHOWN).await?,
    };
    let counts = home::counts(&visit, &user).await?;
    Ok(visit
        .page(list_title(&props))
        .counts(counts)
        .render(|| list(&props)))
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
    let form = AnswerForm::default();
    shown(&visit, found, answers, form, Errors::none(), false)
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
    overtaken: bool,
) -> PageResult {
    let props = OnePage {
        lang: visit.lang,
        derogation,
        answers,
        overtaken,
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
        .overtaken_if(overtaken)
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
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    if found.state != DerogationState::Asked {
        return shown(&visit, found, answers, form, Errors::none(), true);
    }
    if !errors.is_empty() {
        return shown(&visit, found, answers, form, errors, false);
    }
    let to = format!("/derogations/{id}?done=answered");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let state = match rules::answer(&found, &user, until, &raw.comment, visit.today()) {
        Ok(state) => state,
        Err(wrong) => {
            drop(tx);
            let (field, sentence) = refused(l, wrong);
            let field = if field == "reason" { "comment" } else { field };
            let errors = Errors::none().with(field, sentence);
            return shown(&visit, found, answers, form, errors, false);
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
            drop(tx);
            let (now, answers) = find(&visit, &user, id).await?;
            return shown(&visit, now, answers, form, Errors::none(), true);
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
