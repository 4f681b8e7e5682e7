//! All professions: GET /professions?q=&field=&state=&due=1

use crate::error::PageResult;
use crate::visit::{CurrentUser, Visit};
use app::pages::profession::list::{ListPage, Waiting, list, title};
use app::texts;
use axum::extract::Query;
use domain::Lang;
use domain::client::name::fold;
use domain::permission::{Action, may_at_all};
use domain::profession::{Profession, ProfessionField, ProfessionState};
use serde::Deserialize;
use store::{profession, reference};

/// The address as typed: what it does not know narrows nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    field: String,
    state: String,
    due: String,
}

/// What is read of a text; the rest is somebody's clipboard.
const LONGEST: usize = 100;

/// GET /professions
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let store = &visit.app.store;
    let today = visit.today();
    let proposes = may_at_all(&user, Action::ProposeProfession).is_ok();
    let text: String = asked.q.trim().chars().take(LONGEST).collect();
    let field = ProfessionField::from_code(&asked.field);
    let state = ProfessionState::from_code(&asked.state);
    let due = proposes && asked.due == "1";
    let catalogue = reference::catalogue(store).await?;
    let wanted = fold(&text).text;
    let exact = catalogue.profession_named(&text).map(|p| p.id);
    let named = |p: &Profession| {
        wanted.is_empty()
            || exact == Some(p.id)
            || Lang::ALL.iter().any(|l| fold(p.name(*l)).text.contains(&wanted))
    };
    let mut found: Vec<Profession> = catalogue
        .professions
        .iter()
        .filter(|p| field.is_none_or(|f| p.field == f) && state.is_none_or(|s| p.state == s) && named(p))
        .filter(|p| !due || p.is_due(today))
        .cloned()
        .collect();
    if visit.lang != Lang::Fr {
        found.sort_by_cached_key(|p| fold(p.name(visit.lang)).text);
    }
    let waiting = if proposes {
        Some(Waiting {
            due: catalogue.professions.iter().filter(|p| p.is_due(today)).count() as i64,
            proposals: profession::open(store).await?.len() as i64,
        })
    } else {
        None
    };
    let props = ListPage {
        lang: visit.lang,
        text,
        field,
        state,
        due,
        found,
        waiting,
        may_put_in_force: may_at_all(&user, Action::PutProfessionInForce).is_ok(),
    };
    let done = visit
        .done("proposed")
        .then(|| texts::profession_form::done_proposed(visit.lang));
    Ok(visit.page(title(&props)).notice(done).render(|| list(&props)))
}
