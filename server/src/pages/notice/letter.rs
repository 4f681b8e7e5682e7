//! A letter that was sent, ready to print: GET /notices/{id}/letter.

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::pages::notice::letter::{LetterView, LinkShown, PrintPage};
use app::{pages, texts};
use axum::extract::{Path, Query};
use domain::NoticeId;
use domain::notice::Notice;
use domain::permission::{Action, Object};
use domain::stance::hearing::Purpose;
use domain::stance::life::StanceState;
use serde::Deserialize;
use store::{house, issue, notice};

/// What the address may say: the token, for whoever has just sent the letter and prints it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    link: String,
}

/// The page. The link is shown only to whoever brings its token: nothing here knows it.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<NoticeId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let store = &visit.app.store;
    let sent = notice::find(store, id).await?.ok_or(PageError::NotFound)?;
    user.may(
        Action::HearClient,
        &Object {
            client: Some(sent.client),
            ..Object::default()
        },
    )?;
    let draft = notice::draft(store, sent.stance)
        .await?
        .ok_or(PageError::NotFound)?;
    for object in &draft.objects {
        user.may(Action::ReadIssue, object)?;
    }
    let mut tx = store.write().await?;
    for held in &sent.letter.held {
        issue::read_by(&mut tx, held.issue, user.id, visit.now).await?;
    }
    tx.commit().await?;
    let known = !asked.link.is_empty()
        && notice::by_token(store, &house::hash(&asked.link))
            .await?
            .is_some_and(|n| n.id == id);
    let link = if known {
        LinkShown::Address(format!("{}/reply/{}", visit.app.settings.origin(), asked.link))
    } else {
        LinkShown::Hidden
    };
    let props = PrintPage {
        lang: visit.lang,
        view: view(&sent, sent.language, link),
    };
    Ok(visit
        .page(texts::notify::print_title(visit.lang, &sent.letter.client_name))
        .notice(visit.done("sent").then(|| texts::notify::done_sent(visit.lang)))
        .render(|| pages::notice::letter::print(&props)))
}

/// A letter that was sent, as it was.
pub fn view(sent: &Notice, lang: domain::Lang, link: LinkShown) -> LetterView<'_> {
    LetterView {
        lang,
        letter: &sent.letter,
        stance: sent.stance,
        purpose: sent.purpose,
        channel: sent.channel(),
        sent_on: sent.hearing.sent_on,
        expires_on: sent.expires_on,
        refused: sent.purpose == Purpose::End && sent.stance_state == StanceState::Refused,
        link,
    }
}
