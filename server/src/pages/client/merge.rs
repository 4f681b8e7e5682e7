//! Making one client of two: GET and POST /clients/{id}/merge, POST /clients/{id}/not-same and /take-over; undoing it: GET and
//! POST /merges/{id}.

use super::sheet;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::merge::{
    MergePage, OnePage, Other, Side, merge as page_of, one as one_page, one_title, title,
};
use app::parts::Errors;
use app::texts::{self, merge as t};
use axum::extract::{Path, Query};
use domain::client::merge::{self as rules, MAX_WHY, MergeProblem, UndoProblem};
use domain::permission::{Action, Object};
use domain::{ClientId, Lang, MergeId, StanceId};
use serde::Deserialize;
use store::client::merge::{self, Merging, Undone};
use store::idempotency::{self, Claim};
use store::{StoreError, client, search};

/// Clients that a text brings to choose from.
const FOUND: usize = 8;

fn on(client: ClientId) -> Object {
    Object {
        client: Some(client),
        ..Object::default()
    }
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    with: String,
}

/// What was typed and what is wrong with it, where the form came back.
#[derive(Debug, Default)]
struct Typed {
    why: String,
    errors: Errors,
}

/// The page: the search, or both side by side.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    user.may(Action::MergeClients, &on(id))?;
    let typed = asked.with.trim();
    let mut errors = Errors::none();
    let mut other = client::by_text(&visit.app.store, typed).await?;
    if other == Some(id) {
        errors.add("with", t::error_itself(visit.lang));
        other = None;
    }
    let typed_again = Typed {
        errors,
        ..Typed::default()
    };
    page(&visit, &user, id, other, typed, typed_again).await
}

async fn side(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<Side, PageError> {
    let sheet = sheet::load(visit, id).await?;
    let beside = merge::beside(&visit.app.store, id, user.named_handler)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(Side {
        sheet,
        parts: beside.parts,
    })
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    id: ClientId,
    other: Option<ClientId>,
    text: &str,
    typed: Typed,
) -> PageResult {
    let (store, l) = (&visit.app.store, visit.lang);
    let client = side(visit, user, id).await?;
    let chosen = match other {
        Some(other) => {
            user.may(Action::MergeClients, &on(other))?;
            Some(Other {
                side: side(visit, user, other).await?,
                different: merge::different(store, id, other).await?,
            })
        }
        None => None,
    };
    let mut candidates = Vec::new();
    if chosen.is_none() {
        candidates = if text.is_empty() {
            let likely = client::probable(store, &client.sheet.draft(), Some(id)).await?;
            likely.into_iter().map(|found| found.client).collect()
        } else {
            search::candidates(store, text, FOUND).await?
        };
        candidates.retain(|found| found.id != id);
    }
    let props = MergePage {
        lang: l,
        client,
        typed: text.to_owned(),
        other: chosen,
        candidates,
        waiting: merge::waiting(store, id).await?,
        may_choose: user.may(Action::ChooseStance, &on(id)).is_ok(),
        past: merge::history(store, id).await?,
        why: typed.why,
        errors: typed.errors,
        key: form::new_key(),
    };
    let done = [
        ("different", t::done_different(l)),
        ("taken", t::done_taken(l)),
        ("undone", t::done_undone(l)),
    ];
    let done = done.into_iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(title(&props))
        .notice(done.map(|(_, sentence)| sentence))
        .refused_if(!props.errors.is_empty())
        .render(|| page_of(&props)))
}

/// The fields of the forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    other: String,
    stance: String,
    revision: String,
    other_revision: String,
    looked_again: String,
    why: String,
}

/// Merges: the client of the address stays.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(kept): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let store = &visit.app.store;
    user.may(Action::MergeClients, &on(kept))?;
    let gone: ClientId = raw.other.parse().map_err(|_| PageError::BadRequest("other"))?;
    user.may(Action::MergeClients, &on(gone))?;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let sides = (
        merge::beside(store, kept, user.named_handler).await?,
        merge::beside(store, gone, user.named_handler).await?,
    );
    let (Some(kept_side), Some(gone_side)) = sides else {
        return Err(PageError::NotFound);
    };
    let different = merge::different(store, kept, gone).await?.is_some();
    let again = raw.looked_again == "1";
    let problems = rules::problems(kept_side.side, gone_side.side, different, again, &raw.why);
    if problems.contains(&MergeProblem::Merged) {
        return Err(conflict(kept));
    }
    if !problems.is_empty() {
        let mut errors = Errors::none();
        for problem in problems {
            let (field, sentence) = said(visit.lang, problem);
            errors.add(field, sentence);
        }
        let other = Some(gone).filter(|gone| *gone != kept);
        let typed = Typed { why: raw.why, errors };
        return page(&visit, &user, kept, other, "", typed).await;
    }
    let to = format!("/clients/{kept}?tab=history&done=merged");
    let wanted = Merging {
        kept,
        kept_revision: raw.revision.parse().unwrap_or(-1),
        gone,
        gone_revision: raw.other_revision.parse().unwrap_or(-1),
        why: &raw.why,
        by: user.id,
        now: visit.now,
    };
    let mut tx = store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match merge::merge(&mut tx, &wanted).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Err(StoreError::Conflict) => Err(conflict(kept)),
        Err(other) => Err(other.into()),
    }
}

fn conflict(client: ClientId) -> PageError {
    PageError::Conflict {
        back: format!("/clients/{client}/merge"),
    }
}

fn said(l: Lang, problem: MergeProblem) -> (&'static str, String) {
    match problem {
        MergeProblem::Itself => ("with", t::error_itself(l).to_owned()),
        MergeProblem::Merged => ("with", t::error_merged(l).to_owned()),
        MergeProblem::Erased => ("why", t::error_erased(l).to_owned()),
        MergeProblem::Different => ("looked_again", t::error_different(l).to_owned()),
        MergeProblem::Why => ("why", texts::form::required(l).to_owned()),
        MergeProblem::WhyTooLong => ("why", texts::form::too_long(l, MAX_WHY)),
    }
}

/// Remembers that they are two.
pub async fn not_same(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::MergeClients, &on(id))?;
    let other: ClientId = raw.other.parse().map_err(|_| PageError::BadRequest("other"))?;
    user.may(Action::MergeClients, &on(other))?;
    sheet::load(&visit, id).await?;
    sheet::load(&visit, other).await?;
    let to = format!("/clients/{id}/merge?done=different");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    client::not_same(&mut tx, id, &[other], user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// A named person takes over a stance that came with a merge.
pub async fn take_over(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::ChooseStance, &on(id))?;
    let stance: StanceId = raw.stance.parse().map_err(|_| PageError::BadRequest("stance"))?;
    let to = format!("/clients/{id}/merge?done=taken");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match merge::take_over(&mut tx, id, stance, revision, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        // Another one of the scope stands again, or someone was faster: the page says how it is now.
        Err(StoreError::Conflict | StoreError::Duplicate) => Err(conflict(id)),
        Err(other) => Err(other.into()),
    }
}

/// One merge with the form that undoes it.
pub async fn one(visit: Visit, user: CurrentUser, Path(id): Path<MergeId>) -> PageResult {
    let found = load(&visit, &user, id).await?;
    one_of(&visit, &user, found, String::new(), Errors::none()).await
}

async fn load(visit: &Visit, user: &CurrentUser, id: MergeId) -> Result<rules::Merge, PageError> {
    let found = merge::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(Action::MergeClients, &on(found.kept))?;
    user.may(Action::MergeClients, &on(found.gone))?;
    Ok(found)
}

async fn problems(
    visit: &Visit,
    user: &CurrentUser,
    found: &rules::Merge,
    why: &str,
) -> Result<Vec<UndoProblem>, PageError> {
    let store = &visit.app.store;
    let kept = merge::beside(store, found.kept, user.named_handler).await?;
    let gone = merge::beside(store, found.gone, user.named_handler).await?;
    let (Some(kept), Some(gone)) = (kept, gone) else {
        return Err(PageError::NotFound);
    };
    Ok(rules::undo_problems(found, kept.side, gone.side, why))
}

fn no_undo(l: Lang, problem: UndoProblem) -> Option<String> {
    match problem {
        UndoProblem::Undone => Some(t::undone_already(l).to_owned()),
        UndoProblem::MergedSince => Some(t::merged_since(l).to_owned()),
        UndoProblem::Erased => Some(t::error_erased(l).to_owned()),
        UndoProblem::Why | UndoProblem::WhyTooLong => None,
    }
}

async fn one_of(
    visit: &Visit,
    user: &CurrentUser,
    found: rules::Merge,
    why: String,
    errors: Errors,
) -> PageResult {
    let stands = problems(visit, user, &found, "-").await?;
    let props = OnePage {
        lang: visit.lang,
        no_undo: stands
            .into_iter()
            .find_map(|problem| no_undo(visit.lang, problem)),
        merge: found,
        why,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(one_title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| one_page(&props)))
}

/// Undoes it.
pub async fn undo(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<MergeId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let found = load(&visit, &user, id).await?;
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let stands = problems(&visit, &user, &found, &raw.why).await?;
    if stands.iter().any(|problem| no_undo(l, *problem).is_some()) {
        return Err(PageError::Conflict {
            back: format!("/merges/{id}"),
        });
    }
    let mut errors = Errors::none();
    let Some(why) = form::required(l, &mut errors, "why", &raw.why, MAX_WHY) else {
        return one_of(&visit, &user, found, raw.why.clone(), errors).await;
    };
    let to = format!("/clients/{}/merge?done=undone", found.kept);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match merge::undo(&mut tx, &found, why, user.id, visit.now).await {
        Ok(Undone::Done) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Ok(Undone::Held(held)) => {
            drop(tx);
            let reference = held.holder.reference();
            let sentence = texts::client_form::error_number_held(l, &held.holder_name, reference);
            let errors = Errors::none().with("why", sentence);
            one_of(&visit, &user, found, raw.why, errors).await
        }
        Err(StoreError::Conflict) => Err(PageError::Conflict {
            back: format!("/merges/{id}"),
        }),
        Err(other) => Err(other.into()),
    }
}
