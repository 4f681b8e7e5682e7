//! Agreements: GET /clients/{id}/agreements, GET and POST /clients/{id}/agreements/new; GET and POST /agreements/{id}, POST
//! /agreements/{id}/milestone.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::agreement::{
    AgreementForm, FormPage, ListPage, OnePage, form as form_page, form_title, list as list_page, list_title,
    one as one_page, one_title,
};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::agreement::{self as rules, Agreement, Draft, DraftProblem, MAX_TEXT, Milestone, Refused, Say};
use domain::permission::{Action, Object};
use domain::{AgreementId, ClientId, Lang, StanceId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::stance::{self, Before};
use store::{StoreError, agreement};

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawDraft {
    key: String,
    stance: String,
    terms: String,
    starts_on: String,
    ends_on: String,
    due: Vec<String>,
    what: Vec<String>,
}

/// The fields of the decisions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    say: String,
    reason: String,
    at: String,
}

/// May this person negotiate with this client? The client as it stands.
async fn load(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<Before, PageError> {
    let client = Object {
        client: Some(id),
        ..Object::default()
    };
    user.may(Action::NegotiateAgreement, &client)?;
    stance::before(&visit.app.store, id, false)
        .await?
        .ok_or(PageError::NotFound)
}

/// The agreements with a client.
pub async fn list(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let props = ListPage {
        lang: visit.lang,
        client: id,
        client_name: before.name,
        agreements: agreement::of_client(&visit.app.store, id).await?,
    };
    Ok(visit.page(list_title(&props)).render(|| list_page(&props)))
}

/// The empty form.
pub async fn new(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let form = AgreementForm {
        starts_on: visit.today().to_string(),
        ..AgreementForm::default()
    };
    drafting(&visit, &before, form, Errors::none(), form::new_key())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers as the handlers that end with it do"
)]
fn drafting(visit: &Visit, before: &Before, form: AgreementForm, errors: Errors, key: String) -> PageResult {
    let props = FormPage {
        lang: visit.lang,
        client: before.client.id,
        client_name: before.name.clone(),
        stances: before.in_force.iter().map(|s| (s.id, s.kind)).collect(),
        form,
        errors,
        key,
    };
    Ok(visit
        .page(form_title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| form_page(&props)))
}

/// Puts an agreement forward; a second person agrees to it for the house.
pub async fn create(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<RawDraft>,
) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    let mut errors = Errors::none();
    let draft = read(visit.lang, &before, &raw, &mut errors);
    if let Some(draft) = draft.as_ref().filter(|_| errors.is_empty()) {
        let mut problems = rules::problems(draft, visit.today());
        problems.extend(before.client.merged_into.map(|_| DraftProblem::Merged));
        for problem in problems {
            tell(visit.lang, &mut errors, problem);
        }
    }
    let Some(draft) = draft.filter(|_| errors.is_empty()) else {
        let form = AgreementForm {
            stance: raw.stance,
            terms: raw.terms,
            starts_on: raw.starts_on,
            ends_on: raw.ends_on,
            due: raw.due,
            what: raw.what,
        };
        return drafting(&visit, &before, form, errors, key);
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let placed = agreement::propose(&mut tx, &draft, user.id, visit.now).await?;
    let to = format!("/agreements/{placed}?done=proposed");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

fn read(l: Lang, before: &Before, raw: &RawDraft, errors: &mut Errors) -> Option<Draft> {
    let mut day = |field: &str, text: &str| {
        let day = text.trim().parse::<NaiveDate>().ok();
        if day.is_none() {
            errors.add(field, texts::form::not_a_date(l));
        }
        day
    };
    let (starts_on, ends_on) = (day("starts_on", &raw.starts_on), day("ends_on", &raw.ends_on));
    let mut milestones = Vec::new();
    for (due, what) in raw.due.iter().zip(&raw.what) {
        let (due, what) = (due.trim(), what.trim());
        if due.is_empty() && what.is_empty() {
            continue;
        }
        match due.parse() {
            Ok(due_on) => milestones.push(Milestone {
                due_on,
                text: what.to_owned(),
                done_on: None,
            }),
            Err(_) => errors.add("milestones", texts::agreement::error_milestone(l)),
        }
    }
    let stance = raw.stance.trim().parse::<StanceId>().ok();
    Some(Draft {
        client: before.client.id,
        stance: stance.filter(|id| before.in_force.iter().any(|s| s.id == *id)),
        terms: raw.terms.clone(),
        milestones,
        starts_on: starts_on?,
        ends_on: ends_on?,
    })
}

fn tell(l: Lang, errors: &mut Errors, problem: DraftProblem) {
    use texts::agreement as t;
    let (field, sentence) = match problem {
        DraftProblem::TermsMissing => ("terms", texts::form::required(l).to_owned()),
        DraftProblem::TextTooLong => ("terms", texts::form::too_long(l, MAX_TEXT)),
        DraftProblem::Dates => ("ends_on", t::ends_hint(l).to_owned()),
        DraftProblem::Milestones => ("milestones", t::error_milestones(l).to_owned()),
        DraftProblem::Milestone => ("milestones", t::error_milestone(l).to_owned()),
        DraftProblem::Merged => ("terms", texts::stance_choose::error_merged(l).to_owned()),
    };
    errors.add(field, sentence);
}

async fn find(visit: &Visit, user: &CurrentUser, id: AgreementId) -> Result<Agreement, PageError> {
    let found = agreement::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let client = Object {
        client: Some(found.draft.client),
        ..Object::default()
    };
    user.may(Action::NegotiateAgreement, &client)?;
    Ok(found)
}

/// One agreement.
pub async fn one(visit: Visit, user: CurrentUser, Path(id): Path<AgreementId>) -> PageResult {
    let found = find(&visit, &user, id).await?;
    shown(&visit, &user, found, String::new(), Errors::none(), false)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers as the handlers that end with it do"
)]
fn shown(
    visit: &Visit,
    user: &CurrentUser,
    found: Agreement,
    reason: String,
    errors: Errors,
    overtaken: bool,
) -> PageResult {
    use texts::agreement as t;
    let l = visit.lang;
    let props = OnePage {
        lang: l,
        today: visit.today(),
        own: found.proposed_by == user.id,
        agreement: found,
        overtaken,
        reason,
        errors,
        key: form::new_key(),
    };
    let done = [
        ("proposed", t::done_proposed(l)),
        ("said", t::done_said(l)),
        ("milestone", t::done_milestone(l)),
    ];
    let done = done.into_iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(one_title(&props))
        .notice(done.map(|(_, sentence)| sentence))
        .refused_if(!props.errors.is_empty())
        .overtaken_if(overtaken)
        .render(|| one_page(&props)))
}

fn refused(l: Lang, refused: Refused) -> String {
    use texts::agreement as t;
    match refused {
        Refused::People(_) => texts::stance_refused::kept_out(l).to_owned(),
        Refused::OwnDraft => t::own_draft(l).to_owned(),
        Refused::ReasonMissing => texts::stance_refused::reason(l).to_owned(),
        Refused::ReasonTooLong => texts::form::too_long(l, MAX_TEXT),
        Refused::NotFromHere(state) => {
            t::refused_state(l, app::words::agreement_state(l, state).to_lowercase())
        }
    }
}

/// Agreed to, taken back, kept or broken.
pub async fn say(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<AgreementId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let found = find(&visit, &user, id).await?;
    let say = match raw.say.as_str() {
        "agree" => Say::Agree,
        "withdraw" => Say::Withdraw,
        "kept" => Say::Kept,
        "broken" => Say::Broken,
        _ => {
            let errors = Errors::none().with("reason", texts::form::not_a_choice(visit.lang));
            return shown(&visit, &user, found, raw.reason, errors, false);
        }
    };
    let to = format!("/agreements/{id}?done=said");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(0);
    let state = match rules::take(&found, &user, say, &raw.reason) {
        Ok(state) => state,
        Err(Refused::NotFromHere(_)) if revision != found.revision => {
            drop(tx);
            return shown(&visit, &user, found, raw.reason, Errors::none(), true);
        }
        Err(wrong) => {
            drop(tx);
            let errors = Errors::none().with("reason", refused(visit.lang, wrong));
            return shown(&visit, &user, found, raw.reason, errors, false);
        }
    };
    match agreement::take(&mut tx, &found, revision, state, user.id, &raw.reason, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let now = find(&visit, &user, id).await?;
            return shown(&visit, &user, now, raw.reason, Errors::none(), true);
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// A milestone was seen done.
pub async fn milestone(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<AgreementId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let found = find(&visit, &user, id).await?;
    let to = format!("/agreements/{id}?done=milestone");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let at = raw.at.parse().unwrap_or(usize::MAX);
    let revision = raw.revision.parse().unwrap_or(0);
    match agreement::milestone_done(&mut tx, &found, revision, at, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/agreements/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
