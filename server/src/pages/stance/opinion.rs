//! The ethics committee: POST /stances/{id}/opinion asks; GET /opinions and /opinions/{id} read, POST /opinions/{id} answers.

use super::sheet::{load, page, scope_names};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::opinion::{AnswerForm, CasePage, ListPage, Said, case, case_title, list, list_title};
use app::pages::stance::sheet::DecisionForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::audit::AuditAction;
use domain::permission::{Action, Object};
use domain::stance::MAX_TEXT;
use domain::stance::opinion::{self as rules, Advice, Opinion, OpinionRefused};
use domain::{Lang, OpinionId, StanceId};
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::stance::{self, opinion};
use store::{StoreError, audit};

/// Lines of each list.
const SHOWN: i64 = 50;

/// The fields of both forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    question: String,
    advises: String,
    text: String,
}

fn refused(l: Lang, refused: OpinionRefused) -> String {
    match refused {
        OpinionRefused::TextMissing => texts::form::required(l).to_owned(),
        OpinionRefused::TextTooLong => texts::form::too_long(l, MAX_TEXT),
        OpinionRefused::NotNow => texts::opinion::not_now(l).to_owned(),
        OpinionRefused::NotCommittee => texts::opinion::not_committee(l).to_owned(),
        OpinionRefused::Answered => texts::opinion::answered_already(l).to_owned(),
    }
}

/// Puts a question about a stance to the committee.
pub async fn ask(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let client = Object {
        client: Some(sheet.standing.client),
        ..Object::default()
    };
    user.may(Action::AskOpinion, &client)?;
    if let Err(wrong) = rules::ask(sheet.standing.state, &raw.question) {
        let form = DecisionForm {
            question: raw.question,
            ..DecisionForm::default()
        };
        let errors = Errors::none().with("question", refused(visit.lang, wrong));
        return page(&visit, &user, sheet, form, errors).await;
    }
    let to = format!("/stances/{id}?done=asked");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    opinion::ask(&mut tx, id, user.id, &raw.question, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// What waits for the committee.
pub async fn queue(visit: Visit) -> PageResult {
    let store = &visit.app.store;
    let props = ListPage {
        lang: visit.lang,
        waiting: opinion::waiting(store, SHOWN).await?,
        answered: opinion::answered(store, SHOWN).await?,
    };
    Ok(visit.page(list_title(&props)).render(|| list(&props)))
}

/// One case; the reading of its facts is written down.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<OpinionId>) -> PageResult {
    let found = find(&visit, &user, id).await?;
    one(&visit, &user, found, AnswerForm::default(), Errors::none()).await
}

async fn find(visit: &Visit, user: &CurrentUser, id: OpinionId) -> Result<Opinion, PageError> {
    let found = opinion::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let client = Object {
        client: Some(found.client),
        ..Object::default()
    };
    user.may(Action::GiveOpinion, &client)?;
    Ok(found)
}

async fn one(
    visit: &Visit,
    user: &CurrentUser,
    asked: Opinion,
    form: AnswerForm,
    errors: Errors,
) -> PageResult {
    let store = &visit.app.store;
    let sheet = stance::sheet(store, asked.stance)
        .await?
        .ok_or(PageError::NotFound)?;
    // What was put to the client; before that, what stands.
    let judged = match stance::frozen(store, asked.stance).await? {
        Some(frozen) => frozen.judged,
        None => {
            stance::current(store, asked.stance, &sheet.proposal)
                .await?
                .judged
        }
    };
    let mut tx = store.write().await?;
    let object = format!("stance {}", asked.stance);
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::ReadJudged,
        &object,
        json!({}),
        visit.now,
    )
    .await?;
    tx.commit().await?;
    let replies = opinion::replies(store, asked.stance).await?;
    let props = CasePage {
        lang: visit.lang,
        scope_names: scope_names(visit, &sheet).await?,
        grounds: judged.grounds,
        categories: store::reference::catalogue(store).await?.categories.clone(),
        replies: replies.into_iter().map(|(on, text)| Said { on, text }).collect(),
        opinion: asked,
        stance: sheet,
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(case_title(&props))
        .notice(
            visit
                .done("given")
                .then(|| texts::opinion::done_given(visit.lang)),
        )
        .refused_if(!props.errors.is_empty())
        .render(|| case(&props)))
}

/// The committee's answer; it advises, it does not decide.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<OpinionId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let found = find(&visit, &user, id).await?;
    let l = visit.lang;
    let mut errors = Errors::none();
    let advises = Advice::from_code(&raw.advises);
    if advises.is_none() {
        errors.add("advises", texts::form::not_a_choice(l));
    }
    if let Err(wrong) = rules::give(&found, &user, &raw.text) {
        errors.add("text", refused(l, wrong));
    }
    let form = AnswerForm {
        advises: raw.advises.clone(),
        text: raw.text.clone(),
    };
    let Some(advises) = advises.filter(|_| errors.is_empty()) else {
        return one(&visit, &user, found, form, errors).await;
    };
    let to = format!("/opinions/{id}?done=given");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(0);
    match opinion::give(&mut tx, id, revision, user.id, advises, &raw.text, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/opinions/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
