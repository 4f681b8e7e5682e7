//! The ethics committee: POST /stances/{id}/opinion and /cases/{id}/opinion ask; GET /opinions and /opinions/{id} read,
//! POST /opinions/{id} answers.

use super::sheet::{load, page, scope_names};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::pages::case::sheet as case_sheet;
use crate::pages::home;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::opinion::{
    AnswerForm, CasePage, ListPage, Matter, Said, case as case_page, case_title, list, list_title,
};
use app::pages::stance::sheet::DecisionForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::audit::AuditAction;
use domain::permission::{Action, Object};
use domain::stance::MAX_TEXT;
use domain::stance::life::JudgedGround;
use domain::stance::opinion::{self as rules, About, Advice, Opinion, OpinionRefused};
use domain::{CaseId, ClientId, Lang, OpinionId, StanceId};
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::stance::{self, opinion};
use store::{StoreError, audit, case, client, file};

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
    user.may(Action::AskOpinion, &at(sheet.standing.client))?;
    let to = format!("/stances/{id}?done=asked");
    let allowed = rules::ask(sheet.standing.state, &raw.question);
    match put(&visit, &user, About::Stance(id), &raw, allowed, to).await? {
        Put::Done(to) => Ok(render::redirect(&to)),
        Put::Wrong(told) => {
            let form = DecisionForm {
                question: raw.question,
                ..DecisionForm::default()
            };
            let errors = Errors::none().with("question", told);
            page(&visit, &user, sheet, form, errors).await
        }
    }
}

/// Puts a question about a case to the committee.
pub async fn ask_about_case(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CaseId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = case_sheet::load(&visit, &user, id, Action::ReadCase).await?;
    user.may(Action::AskOpinion, &at(sheet.summary.bounds.client))?;
    let to = format!("/cases/{id}?done=asked");
    let allowed = rules::ask_about_case(sheet.summary.state, &raw.question);
    match put(&visit, &user, About::Case(id), &raw, allowed, to).await? {
        Put::Done(to) => Ok(render::redirect(&to)),
        Put::Wrong(told) => {
            let returned = case_sheet::Returned {
                question: raw.question,
                errors: Errors::none().with("question", told),
                ..case_sheet::Returned::default()
            };
            case_sheet::page(&visit, &user, sheet, None, returned).await
        }
    }
}

fn at(client: ClientId) -> Object {
    Object {
        client: Some(client),
        ..Object::default()
    }
}

/// What became of a question.
enum Put {
    /// Put, by this click or an earlier one: where to go.
    Done(String),
    /// The sentence beside the field.
    Wrong(String),
}

async fn put(
    visit: &Visit,
    user: &CurrentUser,
    about: About,
    raw: &Raw,
    allowed: Result<(), OpinionRefused>,
    to: String,
) -> Result<Put, PageError> {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(Put::Done(first));
    }
    if let Err(wrong) = allowed {
        return Ok(Put::Wrong(refused(visit.lang, wrong)));
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(Put::Done(first));
    }
    match opinion::ask(&mut tx, about, user.id, &raw.question, visit.now).await {
        Ok(_) => {}
        Err(StoreError::Duplicate) => {
            return Ok(Put::Wrong(texts::opinion::waits_already(visit.lang).to_owned()));
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(Put::Done(to))
}

/// What waits for the committee.
pub async fn queue(visit: Visit, user: CurrentUser) -> PageResult {
    let store = &visit.app.store;
    let props = ListPage {
        lang: visit.lang,
        waiting: opinion::waiting(store, user.id, SHOWN).await?,
        answered: opinion::answered(store, user.id, SHOWN).await?,
    };
    let counts = home::counts(&visit, &user).await?;
    Ok(visit
        .page(list_title(&props))
        .counts(counts)
        .render(|| list(&props)))
}

/// One case; the reading of its facts is written down.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<OpinionId>) -> PageResult {
    let found = find(&visit, &user, id).await?;
    one(&visit, &user, found, AnswerForm::default(), Errors::none(), false).await
}

async fn find(visit: &Visit, user: &CurrentUser, id: OpinionId) -> Result<Opinion, PageError> {
    let found = opinion::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(Action::GiveOpinion, &at(found.client))?;
    Ok(found)
}

/// What the question is about, as the committee reads it; the reading is in the log before it is answered.
async fn matter(
    visit: &Visit,
    user: &CurrentUser,
    asked: &Opinion,
) -> Result<(Matter, Vec<JudgedGround>), PageError> {
    let store = &visit.app.store;
    let mut tx = store.write().await?;
    let read = match asked.about {
        About::Stance(id) => {
            let object = format!("stance {id}");
            let action = AuditAction::ReadJudged;
            audit::record(&mut tx, Some(user.id), action, &object, json!({}), visit.now).await?;
            let sheet = stance::sheet(store, id).await?.ok_or(PageError::NotFound)?;
            // What was put to the client; before that, what stands.
            let judged = match stance::frozen(store, id).await? {
                Some(frozen) => frozen.judged,
                None => stance::current(store, id, &sheet.proposal).await?.judged,
            };
            let replies = opinion::replies(store, id).await?;
            let matter = Matter::Stance {
                scope_names: scope_names(visit, &sheet).await?,
                replies: replies.into_iter().map(|(on, text)| Said { on, text }).collect(),
                stance: Box::new(sheet),
            };
            (matter, judged.grounds)
        }
        About::Case(id) => {
            case::read_by(&mut tx, id, None, user.id, visit.now).await?;
            let sheet = case::sheet(store, id).await?.ok_or(PageError::NotFound)?;
            (
                Matter::Case(Box::new(sheet)),
                stance::facts_of_case(store, id).await?,
            )
        }
    };
    tx.commit().await?;
    Ok(read)
}

/// The page, with a form that came back where there are errors; `overtaken` where somebody was faster (status 409).
async fn one(
    visit: &Visit,
    user: &CurrentUser,
    asked: Opinion,
    form: AnswerForm,
    errors: Errors,
    overtaken: bool,
) -> PageResult {
    let store = &visit.app.store;
    let (matter, grounds) = matter(visit, user, &asked).await?;
    let mut evidence = Vec::new();
    for ground in &grounds {
        let files = file::of_issue(store, ground.issue).await?;
        if !files.is_empty() {
            evidence.push((ground.issue, files));
        }
    }
    let props = CasePage {
        lang: visit.lang,
        matter,
        grounds,
        evidence,
        notes: client::notes(store, asked.client, user.id, visit.now).await?,
        categories: store::reference::catalogue(store).await?.categories.clone(),
        opinion: asked,
        overtaken,
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
        .overtaken_if(overtaken)
        .render(|| case_page(&props)))
}

/// The committee's answer; it advises, it does not decide.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<OpinionId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let found = find(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
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
    if found.given.is_some() {
        return one(&visit, &user, found, form, Errors::none(), true).await;
    }
    let Some(advises) = advises.filter(|_| errors.is_empty()) else {
        return one(&visit, &user, found, form, errors, false).await;
    };
    let to = format!("/opinions/{id}?done=given");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(0);
    match opinion::give(&mut tx, id, revision, user.id, advises, &raw.text, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let now = find(&visit, &user, id).await?;
            return one(&visit, &user, now, form, Errors::none(), true).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
