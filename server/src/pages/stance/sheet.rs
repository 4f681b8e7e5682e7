//! A stance in full: GET /stances/{id}.

use super::words;
use crate::error::{PageError, PageResult};
use crate::form;
use crate::pages::home;
use crate::pages::notice::{replies as replies_of, reply};
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::sheet::{DecisionForm, Moved, Rights, SheetPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::response::Response;
use domain::file::FileSummary;
use domain::permission::{Action, Object};
use domain::reply::Reply;
use domain::stance::life::{self, Approval, StanceState, StepRefused};
use domain::stance::{Scope, StanceSheet};
use domain::{Lang, StanceId};
use store::notice;
use store::stance::{self, Version};

fn object(sheet: &StanceSheet) -> Object {
    Object {
        client: Some(sheet.standing.client),
        ..Object::default()
    }
}

/// The stance, if this person may read it.
pub(super) async fn load(visit: &Visit, user: &CurrentUser, id: StanceId) -> Result<StanceSheet, PageError> {
    let sheet = stance::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(Action::ReadStances, &object(&sheet))?;
    Ok(sheet)
}

/// May this person read every issue that the stance rests on? Who may not decides nothing here.
pub(super) async fn reads_grounds(
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
) -> Result<bool, PageError> {
    let draft = notice::draft(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut objects = draft.objects.iter();
    Ok(objects.all(|object| user.may(Action::ReadIssue, object).is_ok()))
}

/// Puts what staff wrote about facts that this reader may not read out of their sight.
fn mask(l: Lang, stance: &mut StanceSheet) {
    let kept = texts::judged::sensitive(l);
    let texts = [
        &mut stance.proposal.reason,
        &mut stance.proposal.departs_because,
        &mut stance.renewal_reason,
    ];
    let steps = stance.events.iter_mut().map(|event| &mut event.reason);
    for text in texts.into_iter().chain(steps).filter(|text| !text.is_empty()) {
        kept.clone_into(text);
    }
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
    shown(visit, user, stance, form, errors, false).await
}

/// Somebody was faster: what stands now, with what was typed kept; status 409.
pub(super) async fn overtaken(
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
    form: DecisionForm,
) -> PageResult {
    let now = load(visit, user, id).await?;
    shown(visit, user, now, form, Errors::none(), true).await
}

async fn shown(
    visit: &Visit,
    user: &CurrentUser,
    mut stance: StanceSheet,
    form: DecisionForm,
    errors: Errors,
    overtaken: bool,
) -> PageResult {
    let store = &visit.app.store;
    let current = stance::current(store, stance.id, &stance.proposal).await?;
    let reads = reads_grounds(visit, user, stance.id).await?;
    let moved = moved(visit, &stance, &current).await?;
    if !reads {
        mask(visit.lang, &mut stance);
    }
    let replies = replies(visit, user, stance.id).await?;
    let props = SheetPage {
        lang: visit.lang,
        today: visit.today(),
        scope_names: scope_names(visit, &stance).await?,
        rights: rights(visit, user, &stance, reads),
        moved: moved.filter(|_| reads),
        seen: current.hash,
        due_on: stance::hearing_due(store, stance.id).await?,
        replies,
        appeals: store::appeal::of_stance(store, stance.id).await?,
        opinions: stance::opinion::of_stance(store, stance.id).await?,
        derogations: stance::derogation::of_stance(store, stance.id).await?,
        stance,
        overtaken,
        form,
        errors,
        key: form::new_key(),
    };
    let page = visit
        .page(title(&props))
        .counts(home::counts(visit, user).await?)
        .notice(notice(visit.lang, visit))
        .refused_if(!props.errors.is_empty())
        .overtaken_if(overtaken);
    let answer: Response = page.render(|| pages::stance::sheet::sheet(&props));
    Ok(answer)
}

/// What the client said; that somebody reads what members do not is in the log before it is answered.
async fn replies(
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
) -> Result<Vec<(Reply, Vec<FileSummary>)>, PageError> {
    let said = replies_of(visit, id).await?;
    let unread = said.iter().filter(|(reply, _)| reply.published.is_none());
    let unread: Vec<_> = unread.map(|(reply, _)| reply.id).collect();
    if !unread.is_empty() {
        reply::note_reading(visit, user, &unread).await?;
    }
    Ok(said)
}

fn rights(visit: &Visit, user: &CurrentUser, sheet: &StanceSheet, reads: bool) -> Rights {
    let may = |action| user.may(action, &object(sheet)).is_ok();
    let standing = &sheet.standing;
    let refusal = |told: Result<_, StepRefused>| {
        if reads {
            told.err().map(|refused| words::refused(visit.lang, refused))
        } else {
            Some(texts::judged::sensitive(visit.lang).to_owned())
        }
    };
    let yes = Approval {
        seen: &standing.judged,
        current: &standing.judged,
        opinion: None,
        comment: "",
        today: visit.today(),
    };
    Rights {
        kept_from_grounds: !reads,
        choose: reads && may(Action::ChooseStance),
        lift: reads
            && may(Action::LiftStance)
            && life::lift(standing, user, life::Outcome::Paid, "-").is_ok(),
        ask_opinion: may(Action::AskOpinion),
        answer_derogation: may(Action::AnswerDerogation),
        no_approval: refusal(life::approve(standing, user, yes)),
        no_renewal: refusal(life::renew(standing, user, visit.today())),
    }
}

/// What was put to the client beside what stands now, where the facts have moved since.
async fn moved(visit: &Visit, sheet: &StanceSheet, current: &Version) -> Result<Option<Moved>, PageError> {
    let put = matches!(sheet.standing.state, StanceState::Notified | StanceState::Heard);
    if !put || sheet.standing.judged == current.hash {
        return Ok(None);
    }
    let frozen = stance::frozen(&visit.app.store, sheet.id).await?;
    Ok(frozen.map(|frozen| Moved {
        before: frozen.judged,
        now: current.judged.clone(),
    }))
}

fn notice(l: Lang, visit: &Visit) -> Option<&'static str> {
    use texts::stance_sheet as t;
    let told = [
        ("proposed", t::done_proposed(l)),
        ("amended", t::done_amended(l)),
        ("in_force", t::done_in_force(l)),
        ("refused", t::done_refused(l)),
        ("sent", t::done_sent(l)),
        ("renewal_asked", t::done_renewal_asked(l)),
        ("renewed", t::done_renewed(l)),
        ("renewal_declined", t::done_renewal_declined(l)),
        ("stepped_down", t::done_stepped_down(l)),
        ("lifted", t::done_lifted(l)),
        ("outcome", t::done_outcome(l)),
        ("asked", t::done_asked(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence)
}

pub(super) async fn scope_names(visit: &Visit, sheet: &StanceSheet) -> Result<Vec<String>, PageError> {
    match &sheet.proposal.scope {
        Scope::WholeClient => Ok(vec![]),
        Scope::Establishment(id) => {
            let before = stance::before(&visit.app.store, sheet.standing.client, false).await?;
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
