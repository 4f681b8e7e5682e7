//! One edition: GET /reports/editions/{month}.

use super::{may, month, scope};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages::edition::decisions::{DecisionForm, Decisions, Mate};
use app::pages::edition::sheet::{self, SheetPage, WaitingPage};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::edition::{Decision, EditionState, EditionSummary, Scope};
use domain::permission::{Action, Object};
use domain::trend::chart::Figures;
use store::{edition, person};

/// On its way, failed, or there.
pub async fn get(visit: Visit, user: CurrentUser, Path(path): Path<String>) -> PageResult {
    let summary = edition::find(&visit.app.store, month(&path)?)
        .await?
        .ok_or(PageError::NotFound)?;
    let figures = edition::figures(&visit.app.store, summary.month, scope(user.role)).await?;
    match figures {
        Some(figures) => {
            page(
                &visit,
                &user,
                (summary, figures),
                DecisionForm::default(),
                Errors::none(),
            )
            .await
        }
        None => Ok(waiting(&visit, &user, summary)),
    }
}

fn waiting(visit: &Visit, user: &CurrentUser, edition: EditionSummary) -> Response {
    let props = WaitingPage {
        lang: visit.lang,
        may_ask: may(user, Action::MakeEdition),
        edition,
        key: form::new_key(),
    };
    let mut answer = visit
        .page(sheet::waiting_title(&props))
        .render(|| sheet::waiting(&props));
    if props.edition.state != EditionState::Failed {
        // The browser looks again by itself, without a script.
        answer
            .headers_mut()
            .insert(header::REFRESH, HeaderValue::from(sheet::RELOAD));
    }
    answer
}

/// The page with its decisions; with errors, as a form that came back.
pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    (summary, mut figures): (EditionSummary, Figures),
    form: DecisionForm,
    errors: Errors,
) -> PageResult {
    let store = &visit.app.store;
    figures.leave_out(&user.own_clients);
    let key = form::new_key();
    let all = scope(user.role) == Scope::All;
    // What others decided may tell of other filters than payment.
    let mut decisions = edition::decisions(store, summary.month).await?;
    decisions.retain(|decision| all || decision.owner == user.id);
    let may_finish = |d: &&Decision| {
        let object = Object {
            owner: Some(d.owner),
            ..Object::default()
        };
        user.may(Action::FinishDecision, &object).is_ok()
    };
    let team = if may(user, Action::DecideOnEdition) {
        let team = person::team(store).await?;
        let mate = |person: domain::Person| Mate {
            id: person.id,
            name: person.name,
        };
        let mut team: Vec<_> = team.into_iter().map(mate).collect();
        team.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        team
    } else {
        Vec::new()
    };
    let refused = !errors.is_empty();
    let props = SheetPage {
        lang: visit.lang,
        figures,
        readers: edition::readers(store, summary.month).await?,
        me: user.id,
        decisions: Decisions {
            lang: visit.lang,
            today: visit.today(),
            month: summary.month,
            may_finish: decisions.iter().filter(may_finish).map(|d| d.id).collect(),
            decisions,
            team,
            form,
            errors,
            key: key.clone(),
        },
        has_pdf: reports::pdf::is_built(),
        edition: summary,
        key,
    };
    let said = [
        ("read", texts::edition::done_read(visit.lang)),
        ("decided", texts::edition::done_decided(visit.lang)),
        ("finished", texts::edition::done_finished(visit.lang)),
    ];
    let done = said.iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(sheet::title(&props))
        .islands()
        .refused_if(refused)
        .notice(done.map(|(_, sentence)| *sentence))
        .render(|| sheet::sheet(&props)))
}
