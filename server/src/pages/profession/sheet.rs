//! One profession: GET /professions/{id}

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::pages::profession::sheet::{SheetPage, Step, sheet, title};
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::ProfessionId;
use domain::client::name::fold;
use domain::pay::PayReference;
use domain::permission::{Action, may_at_all};
use store::profession::EventKind;
use store::{profession, reference};

/// GET /professions/{id}
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ProfessionId>) -> PageResult {
    let store = &visit.app.store;
    let l = visit.lang;
    let (found, draft) = profession::draft(store, id).await?.ok_or(PageError::NotFound)?;
    let catalogue = reference::catalogue(store).await?;
    let history = profession::history(store, id).await?;
    let may_edit = may_at_all(&user, Action::ProposeProfession)
        .is_ok()
        .then(|| may_at_all(&user, Action::PutProfessionInForce).is_ok());
    let props = SheetPage {
        lang: l,
        today: visit.today(),
        also: also(&draft.names[l as usize]),
        pay: figures(&catalogue.pay, id, visit.today()),
        profession: found,
        history: history
            .into_iter()
            .map(|event| Step {
                added: event.kind == EventKind::Added,
                by_name: event.by_name,
                proposed_by: event.proposed_by,
                at: event.at,
                changes: event.changes,
            })
            .collect(),
        may_edit,
        may_check: may_at_all(&user, Action::RunCheck).is_ok(),
    };
    let done = [
        ("edited", texts::profession_form::done_edited(l)),
        ("added", texts::profession_form::done_added(l)),
        ("proposed", texts::profession_form::done_proposed(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit.page(title(&props)).notice(done).render(|| sheet(&props)))
}

/// The names beside the one that is shown, without those that it holds ("jardinier" of "Jardinier, jardinière").
fn also(names: &[String]) -> Vec<String> {
    let Some((shown, others)) = names.split_first() else {
        return Vec::new();
    };
    let held: Vec<String> = shown.split(',').map(|part| fold(part).text).collect();
    let new = |name: &&String| !held.contains(&fold(name).text);
    others.iter().filter(new).cloned().collect()
}

/// The figures of a day for a profession: its own, else everybody's, one for each kind and unit.
fn figures(all: &[PayReference], id: ProfessionId, day: NaiveDate) -> Vec<PayReference> {
    let holds =
        |figure: &&PayReference| figure.valid_from <= day && figure.valid_to.is_none_or(|last| day <= last);
    let mut found: Vec<&PayReference> = Vec::new();
    let own = all.iter().filter(holds).filter(|f| f.profession == Some(id));
    let shared = all.iter().filter(holds).filter(|f| f.profession.is_none());
    for figure in own.rev().chain(shared.rev()) {
        if !found
            .iter()
            .any(|f| f.kind == figure.kind && f.unit == figure.unit)
        {
            found.push(figure);
        }
    }
    found.sort_by_key(|figure| (figure.kind, figure.unit));
    found.into_iter().cloned().collect()
}
