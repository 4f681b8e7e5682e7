//! A stance in full: GET /stances/{id}.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::sheet::{DecisionForm, SheetPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::response::Response;
use domain::permission::{Action, Object};
use domain::stance::{Scope, StanceSheet};
use domain::{Lang, StanceId};
use store::stance;

/// The stance, if this person may read it.
pub(super) async fn load(visit: &Visit, user: &CurrentUser, id: StanceId) -> Result<StanceSheet, PageError> {
    let sheet = stance::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::ReadStances,
        &Object {
            client: Some(sheet.client),
            ..Object::default()
        },
    )?;
    Ok(sheet)
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<StanceId>) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    page(&visit, &user, sheet, DecisionForm::default(), Errors::none()).await
}

/// The page, with a form that came back where there are errors.
pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    stance: StanceSheet,
    form: DecisionForm,
    errors: Errors,
) -> PageResult {
    let props = SheetPage {
        lang: visit.lang,
        scope_names: scope_names(visit, &stance).await?,
        note_from: stance::note_from(&visit.app.store, stance.id).await?,
        stance,
        reader: user.id,
        form,
        errors,
        key: form::new_key(),
    };
    let answer: Response = visit
        .page(title(&props))
        .notice(notice(visit.lang, visit))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::stance::sheet::sheet(&props));
    Ok(answer)
}

fn notice(l: Lang, visit: &Visit) -> Option<&'static str> {
    use texts::stance_sheet as t;
    let told = [
        ("proposed", t::done_proposed(l)),
        ("in_force", t::done_in_force(l)),
        ("refused", t::done_refused(l)),
        ("sent", t::done_sent(l)),
        ("lifted", t::done_lifted(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence)
}

async fn scope_names(visit: &Visit, sheet: &StanceSheet) -> Result<Vec<String>, PageError> {
    match &sheet.scope {
        Scope::WholeClient => Ok(vec![]),
        Scope::Establishment(id) => {
            let before = stance::before(&visit.app.store, sheet.client, false).await?;
            let establishments = before.map(|b| b.establishments).unwrap_or_default();
            Ok(establishments
                .into_iter()
                .filter(|(own, _)| own == id)
                .map(|(_, name)| name)
                .collect())
        }
        Scope::Professions(ids) => {
            let catalogue = store::reference::catalogue(&visit.app.store).await?;
            let named = catalogue.professions.iter().filter(|p| ids.contains(&p.id));
            Ok(named.map(|p| p.name(visit.lang).to_owned()).collect())
        }
    }
}
