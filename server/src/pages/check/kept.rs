//! A kept check: GET /checks/{id}, with what it still needs, the go-ahead and its history.

use super::read;
use crate::check::{self as shared, Asker};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::check::answer::Answered;
use app::pages::check::kept::{Changed, KeptPage, Typed, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::CheckId;
use domain::check::{CheckState, KeptCheck, NextStep};
use domain::client::region::Region;
use domain::permission::{Action, Object};

/// The check, where this person may read it.
pub(super) async fn load(visit: &Visit, user: &CurrentUser, id: CheckId) -> Result<KeptCheck, PageError> {
    let kept = store::check::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    // Another member's check is not said to exist.
    user.may(Action::ReadCheck, &object(&kept))
        .map_err(|_| PageError::NotFound)?;
    Ok(kept)
}

/// What rights on a check depend on.
pub(super) fn object(kept: &KeptCheck) -> Object {
    Object {
        owner: Some(kept.kept_by),
        client: kept.offer.client,
        ..Object::default()
    }
}

/// The page, also for the printer.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<CheckId>) -> PageResult {
    let kept = load(&visit, &user, id).await?;
    page(&visit, &user, kept, Typed::default(), Errors::none(), false).await
}

/// The answer of the same offer with the facts of now, as the keeper would get it.
pub(super) async fn now(visit: &Visit, kept: &KeptCheck) -> Result<Option<shared::Evaluated>, PageError> {
    let store = &visit.app.store;
    let catalogue = store::reference::catalogue(store).await?;
    let keeper = Asker::of(store, kept.kept_by).await?;
    Ok(shared::again(store, &keeper, &kept.offer, &catalogue, visit.today()).await?)
}

/// The answer as it was kept.
async fn as_kept(visit: &Visit, kept: &KeptCheck) -> Result<Answered, PageError> {
    let l = visit.lang;
    let store = &visit.app.store;
    let catalogue = store::reference::catalogue(store).await?;
    let profession = catalogue.profession(kept.offer.profession);
    let factor = domain::money::PriceFactor::on(&catalogue.price_factors, domain::clock::day(kept.kept_at));
    let against = profession.and_then(|p| p.filter);
    let client_lang = match kept.offer.client {
        Some(client) => store::check::language(store, client).await?,
        None => domain::Lang::Fr,
    };
    let mut steps = domain::check::steps(&kept.answer, &kept.offer, against, factor);
    // It is kept: the go-ahead was asked for with it.
    steps.retain(|step| *step != NextStep::AskGoAhead);
    let partners = shared::partners(store, &steps, Region::Unknown).await?;
    let establishments = match kept.offer.client.filter(|_| kept.offer.establishment.is_some()) {
        Some(client) => store::stance::establishments(store, client).await?,
        None => Vec::new(),
    };
    Ok(Answered {
        client: kept.offer.client,
        client_name: kept.client_name.clone(),
        client_number: kept.client_number.clone(),
        client_lang,
        profession: kept.profession_names[l as usize].clone(),
        profession_for_client: kept.profession_names[client_lang as usize].clone(),
        profession_reason: profession.map(|p| p.reason(l).to_owned()).unwrap_or_default(),
        profession_filter: against,
        steps,
        partners,
        establishments,
        wish: None,
        offer: kept.offer.clone(),
        answer: kept.answer.clone(),
        today: visit.today(),
    })
}

/// The page with what was typed into one of its forms; `changed` where a fact moved on under a decision.
pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    kept: KeptCheck,
    typed: Typed,
    errors: Errors,
    changed: bool,
) -> PageResult {
    let l = visit.lang;
    let store = &visit.app.store;
    let on = object(&kept);
    let own = kept.kept_by == user.id;
    let may_answer = user.may(Action::AnswerApproval, &on).is_ok();
    let decides = kept.state == CheckState::Asked && may_answer && !own;
    // Who decides sees both: the answer as it was kept, and as it would be now.
    let now = if kept.outdated && (decides || own) {
        now(visit, &kept).await?
    } else {
        None
    };
    let grantable = match (&now, kept.outdated) {
        (Some(now), true) => domain::check::approval::may_grant(&now.answer, own).is_ok(),
        _ => true,
    };
    let answered = as_kept(visit, &kept).await?;
    let props = KeptPage {
        lang: l,
        may_answer,
        own,
        may_tick: user.may(Action::TickCondition, &on).is_ok(),
        may_waive: user.may(Action::WaiveCondition, &on).is_ok() && !own,
        staff: user.role.is_staff(),
        needs: store::check::needs(store, kept.id).await?,
        earlier: if may_answer {
            store::check::earlier(store, &kept).await?
        } else {
            Vec::new()
        },
        now: now.map(|now| Changed {
            answered: read::shown(visit, kept.offer.clone(), now),
            overtaken: changed,
        }),
        grantable,
        kept,
        answered,
        typed,
        errors,
        key: form::new_key(),
    };
    let notice = if visit.done("kept") {
        Some(texts::kept_check::done_kept(l, props.kept.id.reference()))
    } else {
        [
            ("answered", texts::kept_check::done_answered(l)),
            ("ticked", texts::kept_check::done_ticked(l)),
            ("waived", texts::kept_check::done_waived(l)),
            ("outcome", texts::kept_check::done_outcome(l)),
        ]
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence.to_owned())
    };
    let page = visit
        .page(title(&props))
        .notice(notice)
        .refused_if(changed || !props.errors.is_empty());
    let page = if changed {
        page.status(axum::http::StatusCode::CONFLICT)
    } else {
        page
    };
    Ok(page.render(|| pages::check::kept::kept(&props)))
}
