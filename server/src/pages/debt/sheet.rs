//! What one client owes: GET /debts/{client}.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::pages::home;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::debt::sheet::{SheetPage, StepForm, sheet, title};
use app::parts::Errors;
use app::texts;
use axum::extract::{Path, Query};
use chrono::NaiveDate;
use domain::debt::read::DebtSheet;
use domain::permission::{Action, Object};
use domain::{ClientId, ContractId, PlanId};
use serde::Deserialize;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// `2026-01-31.17`: the last line of the page before; what is no place is the first page.
fn place(text: &str) -> Option<(NaiveDate, ContractId)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

/// What rights depend on.
pub(super) fn object(client: ClientId) -> Object {
    Object {
        client: Some(client),
        ..Object::default()
    }
}

/// The debts of a client, for whoever may read them.
pub(super) async fn load(
    visit: &Visit,
    user: &CurrentUser,
    client: ClientId,
    after: &str,
) -> Result<DebtSheet, PageError> {
    user.may(Action::ReadDebts, &object(client))?;
    store::debt::sheet::sheet(&visit.app.store, client, place(after), visit.today())
        .await?
        .ok_or(PageError::NotFound)
}

/// The page, with a step as it was typed and what is wrong with it.
pub(super) struct Returned {
    pub form: StepForm,
    pub received: Option<(PlanId, String)>,
    pub errors: Errors,
    pub key: String,
    pub overtaken: bool,
}

impl Default for Returned {
    fn default() -> Self {
        Self {
            form: StepForm::default(),
            received: None,
            errors: Errors::none(),
            key: form::new_key(),
            overtaken: false,
        }
    }
}

pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    debts: DebtSheet,
    returned: Returned,
) -> PageResult {
    use texts::debt_sheet as t;
    let l = visit.lang;
    let done = [
        ("step", t::done(l)),
        ("part", t::done_part(l)),
        ("all", t::done_all(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    let refused = !returned.errors.is_empty() || returned.overtaken;
    let props = SheetPage {
        lang: l,
        today: visit.today(),
        may_follow: user.may(Action::FollowDebts, &object(debts.client)).is_ok(),
        sheet: debts,
        form: returned.form,
        received: returned.received,
        errors: returned.errors,
        key: returned.key,
        overtaken: returned.overtaken,
    };
    let counts = home::counts(visit, user).await?;
    Ok(visit
        .page(title(&props))
        .counts(counts)
        .notice(done.filter(|_| !refused))
        .refused_if(refused)
        .render(|| sheet(&props)))
}

/// The debts, oldest first.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    match load(&visit, &user, client, &asked.after).await {
        Ok(debts) => page(&visit, &user, debts, Returned::default()).await,
        // A client that was merged: its address leads to the one that stayed.
        Err(PageError::NotFound) => {
            let kept = store::client::merge::merged_into(&visit.app.store, client).await?;
            let kept = kept.ok_or(PageError::NotFound)?;
            Ok(render::redirect(&format!("/debts/{kept}")))
        }
        Err(other) => Err(other),
    }
}
