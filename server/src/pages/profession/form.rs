//! A profession added or edited: GET and POST /professions/new and /professions/{id}/edit. What a manager writes is put
//! in force; what a counsellor writes is a proposal.

use super::read::{self, Raw};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::profession::form::{FormPage, ProfessionForm, form as body, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::permission::{Action, may_at_all};
use domain::profession::{Draft, PartChange, Profession, changes};
use domain::{Lang, ProfessionId};
use store::idempotency::{self, Claim};
use store::{StoreError, Tx, profession, reference};

/// Longest reason of a proposal, in characters.
const WHY: usize = 2_000;

/// What is being edited, as it stands.
type Held = (Profession, Draft);

/// GET /professions/new
pub async fn get_new(visit: Visit, user: CurrentUser) -> PageResult {
    let form = ProfessionForm {
        since: visit.today().to_string(),
        ..ProfessionForm::default()
    };
    Ok(page(&visit, &user, None, form, Errors::none(), None))
}

/// GET /professions/{id}/edit
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ProfessionId>) -> PageResult {
    let held = load(&visit, id).await?;
    let form = ProfessionForm::of(&held.1);
    Ok(page(&visit, &user, Some(&held), form, Errors::none(), None))
}

/// POST /professions/new
pub async fn post_new(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    take(visit, user, None, raw).await
}

/// POST /professions/{id}/edit
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ProfessionId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    take(visit, user, Some(id), raw).await
}

async fn load(visit: &Visit, id: ProfessionId) -> Result<Held, PageError> {
    profession::draft(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)
}

fn puts_in_force(user: &CurrentUser) -> bool {
    may_at_all(user, Action::PutProfessionInForce).is_ok()
}

/// May they? load, decide, write: the same for a new entry and an edit, for a manager and a proposer.
async fn take(visit: Visit, user: CurrentUser, id: Option<ProfessionId>, raw: Raw) -> PageResult {
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let mut held = match id {
        Some(id) => Some(load(&visit, id).await?),
        None => None,
    };
    let revision: i64 = raw.revision.parse().unwrap_or(-1);
    let typed = ProfessionForm::from(raw);
    let mut errors = Errors::none();
    let draft = read::draft(&visit, &typed, &mut errors);
    let puts = puts_in_force(&user);
    let why = if puts {
        Some("")
    } else {
        form::required(l, &mut errors, "why", &typed.why, WHY)
    };
    let (Some(draft), Some(why)) = (draft, why) else {
        // A form that comes back for its errors still says what its reader had seen.
        if let Some((now, _)) = &mut held {
            now.revision = revision;
        }
        return Ok(page(&visit, &user, held.as_ref(), typed, errors, None));
    };
    let told = held
        .as_ref()
        .map_or_else(Vec::new, |(_, now)| changes(now, &draft));
    if let Some((now, _)) = &held {
        if now.revision != revision {
            return Ok(page(&visit, &user, held.as_ref(), typed, errors, Some(told)));
        }
        if told.is_empty() {
            return Ok(render::redirect(&format!("/professions/{}", now.id)));
        }
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    if let Some((of, name, owner)) = profession::taken(&mut tx, &draft, id).await? {
        drop(tx);
        let owner = owner_name(&visit, owner).await?;
        let sentence = texts::profession_form::error_taken(l, name, owner);
        let errors = errors.with(format!("names_{}", of.code()), sentence);
        return Ok(page(&visit, &user, held.as_ref(), typed, errors, None));
    }
    let at = held.as_ref().map(|(now, _)| (now.id, revision));
    let to = match write(&mut tx, &visit, &user, at, &draft, &told, puts, why).await {
        Ok(to) => to,
        Err(StoreError::Conflict) => {
            drop(tx);
            let Some(id) = id else {
                return Err(StoreError::Conflict.into());
            };
            let now = load(&visit, id).await?;
            let told = changes(&now.1, &draft);
            return Ok(page(&visit, &user, Some(&now), typed, errors, Some(told)));
        }
        Err(other) => return Err(other.into()),
    };
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// Puts in force or proposes; gives where to go on.
async fn write(
    tx: &mut Tx,
    visit: &Visit,
    user: &CurrentUser,
    at: Option<(ProfessionId, i64)>,
    draft: &Draft,
    told: &[PartChange],
    puts: bool,
    why: &str,
) -> Result<String, StoreError> {
    let (by, now) = (user.id, visit.now);
    Ok(match (puts, at) {
        (false, _) => {
            let id = profession::propose(tx, at, draft, why, by, now).await?;
            format!("/professions/proposals/{id}?done=proposed")
        }
        (true, Some(at)) => {
            profession::edit(tx, at, draft, told, None, by, now).await?;
            format!("/professions/{}?done=edited", at.0)
        }
        (true, None) => {
            let id = profession::add(tx, draft, None, by, now).await?;
            format!("/professions/{id}?done=added")
        }
    })
}

async fn owner_name(visit: &Visit, id: ProfessionId) -> Result<String, PageError> {
    let catalogue = reference::catalogue(&visit.app.store).await?;
    let owner = catalogue.profession(id);
    Ok(owner.map_or_else(String::new, |p| p.name(visit.lang).to_owned()))
}

fn page(
    visit: &Visit,
    user: &CurrentUser,
    held: Option<&Held>,
    form: ProfessionForm,
    errors: Errors,
    conflict: Option<Vec<PartChange>>,
) -> Response {
    let l: Lang = visit.lang;
    let overtaken = conflict.is_some();
    let props = FormPage {
        lang: l,
        entry: held.map(|(now, _)| (now.id, now.name(l).to_owned(), now.revision)),
        puts_in_force: puts_in_force(user),
        form,
        errors,
        conflict,
        key: form::new_key(),
    };
    let page = visit
        .page(title(&props))
        .refused_if(overtaken || !props.errors.is_empty());
    let page = if overtaken {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    page.render(|| body(&props))
}
