//! The client's page behind its link: who may see it, and all that it shows.

use super::letter::view;
use crate::error::{PageError, PageResult};
use crate::form;
use crate::pages::sign_in::Peer;
use crate::visit::{Visit, cookie};
use app::pages::notice::letter::LinkShown;
use app::pages::notice::link::{CoverPage, LinkForm, LinkPage, Matter, OwnAppeal, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::file::FileSummary;
use domain::notice::Notice;
use domain::reply::Reply;
use domain::stance::hearing::Purpose;
use domain::stance::life::StanceState;
use domain::{Lang, StanceId};
use store::{appeal, charter, file, house, notice, reply};

/// A link that works, with its letter; or the answer that every other gets.
pub enum Found {
    Letter(Visit, Box<Notice>),
    Answer(Response),
}

/// Looks a token up. Unknown, expired and revoked links get one and the same answer; who tries many waits.
pub async fn find(visit: Visit, headers: &HeaderMap, peer: Peer, token: &str) -> Result<Found, PageError> {
    if let Some(wait) = visit.app.links.wait(peer.0, visit.now) {
        return Err(PageError::TooMany { wait });
    }
    // Hashed whatever it looks like: a forged one takes the same way.
    let found = notice::by_token(&visit.app.store, &house::hash(token)).await?;
    let working = found.filter(|sent| sent.link_works(visit.today()));
    let Some(sent) = working else {
        visit.app.links.failed(peer.0, visit.now);
        return Ok(Found::Answer(unknown(&visit)));
    };
    // The letter's language, until the reader chooses another.
    let chosen = cookie(headers, "lang").and_then(Lang::from_code);
    let lang = match &visit.person {
        Some(person) => person.lang,
        None => chosen.unwrap_or(sent.language),
    };
    Ok(Found::Letter(Visit { lang, ..visit }, Box::new(sent)))
}

fn unknown(visit: &Visit) -> Response {
    visit
        .page(texts::link::unknown_title(visit.lang))
        .status(StatusCode::NOT_FOUND)
        .render(|| pages::notice::link::unknown(visit.lang))
}

/// The page before the letter is opened.
pub fn cover(visit: &Visit, sent: &Notice, token: &str) -> Response {
    let props = CoverPage {
        lang: visit.lang,
        token: token.to_owned(),
        asks: sent.asks(),
        signed_in: visit.person.is_some(),
        key: form::new_key(),
    };
    visit
        .page(texts::link::cover_title(visit.lang))
        .render(|| pages::notice::link::cover(&props))
}

/// Was the letter opened, or its receipt recorded, so that it can be read?
pub fn is_open(visit: &Visit, sent: &Notice) -> bool {
    visit.person.is_none() && sent.hearing.received.is_some() && sent.hearing.bounced_on.is_none()
}

fn matter(visit: &Visit, sent: &Notice) -> Matter {
    let today = visit.today();
    match sent.stance_state {
        StanceState::InForce => Matter::InForce(sent.in_force_on.unwrap_or(today)),
        StanceState::Refused => Matter::Refused,
        StanceState::Lifted | StanceState::Ended => Matter::Ended(sent.ended_on.unwrap_or(today)),
        StanceState::Proposed | StanceState::Notified | StanceState::Heard | StanceState::Approved => {
            hearing(sent, today)
        }
    }
}

fn hearing(sent: &Notice, today: chrono::NaiveDate) -> Matter {
    if sent.purpose != Purpose::Hearing {
        return Matter::Waiting;
    }
    match (sent.hearing.closed_on, sent.due_on()) {
        (Some(on), _) => Matter::Closed(on),
        (None, Some(due)) if due < today => Matter::Passed(due),
        (None, Some(due)) if sent.asks() => Matter::Asks(due),
        _ => Matter::Waiting,
    }
}

/// What a client said about a stance, each with its files.
pub async fn replies(visit: &Visit, stance: StanceId) -> Result<Vec<(Reply, Vec<FileSummary>)>, PageError> {
    let store = &visit.app.store;
    let said = reply::of_stance(store, stance).await?;
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let attached = file::of_replies(store, stance).await?;
    let with_files = said.into_iter().map(|reply| {
        let files = attached
            .iter()
            .filter(|(of, _)| *of == reply.id)
            .map(|(_, file)| file.clone())
            .collect();
        (reply, files)
    });
    Ok(with_files.collect())
}

/// The page, with a form that came back where there are errors.
pub async fn page(visit: &Visit, sent: &Notice, token: &str, form: LinkForm, errors: Errors) -> PageResult {
    let store = &visit.app.store;
    let charter = charter::current(store, visit.today()).await?;
    let accepted = charter::accepted_by_client(store, sent.client).await?;
    let version = charter.as_ref().map(|charter| charter.version);
    let appeal = appeal::of_client(store, sent.stance).await?;
    let props = LinkPage {
        lang: visit.lang,
        token: token.to_owned(),
        letter: view(sent, visit.lang, LinkShown::None),
        matter: matter(visit, sent),
        extended: sent.hearing.extended_on.is_some(),
        replies: replies(visit, sent.stance).await?,
        appeal: appeal.map(|own| OwnAppeal {
            state: own.state,
            on: domain::clock::day(own.at),
            due_on: own.due_on,
            reasons: own.reasons,
            conditions: own.conditions,
        }),
        charter: charter.map(|charter| charter.articles).unwrap_or_default(),
        accepted_on: accepted
            .filter(|accepted| Some(accepted.version) == version)
            .map(|accepted| accepted.on),
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(&props))
        .notice(done(visit))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::notice::link::link(&props)))
}

fn done(visit: &Visit) -> Option<&'static str> {
    use texts::link as t;
    let l = visit.lang;
    let told = [
        ("replied", t::done_replied(l)),
        ("extended", t::done_extended(l)),
        ("appealed", t::done_appealed(l)),
        ("charter", t::done_charter(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence)
}
