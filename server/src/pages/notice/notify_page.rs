//! The page that writes to a client: what both its reading and its forms load and show.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::session;
use crate::visit::{CurrentUser, Visit};
use app::pages::notice::letter::{LetterView, LinkShown};
use app::pages::notice::notify::{MailTold, NotifyForm, NotifyPage, SentLetter, StepForm, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::response::Response;
use domain::notice::{Notice, expires_on, purpose_now};
use domain::permission::{Action, Object};
use domain::stance::StanceKind;
use domain::stance::hearing::{Channel, Purpose};
use domain::stance::life::StanceState;
use domain::wording::{Named, Pointed, named, point_out};
use domain::{Lang, StanceId};
use store::mail::MailState;
use store::notice::Draft;
use store::{issue, mail, notice, stance};

/// What the page is about.
pub struct Loaded {
    pub draft: Draft,
    /// What a letter would be for now.
    pub purpose: Option<Purpose>,
    /// What was put to the client has changed since: a letter freezes it anew.
    pub moved: bool,
    pub letters: Vec<Notice>,
}

/// The stance with the letter that would be sent, if this person may read all that stands in it.
pub async fn load(visit: &Visit, user: &CurrentUser, id: StanceId) -> Result<Loaded, PageError> {
    let store = &visit.app.store;
    let mut draft = notice::draft(store, id).await?.ok_or(PageError::NotFound)?;
    user.may(
        Action::HearClient,
        &Object {
            client: Some(draft.client),
            ..Object::default()
        },
    )?;
    for object in &draft.objects {
        user.may(Action::ReadIssue, object)?;
    }
    let letters = notice::of_stance(store, id).await?;
    let moved = moved(visit, &draft).await?;
    let purpose = purpose_now(draft.state, !letters.is_empty(), moved);
    if purpose == Some(Purpose::End) {
        draft.letter.decision = last_reason(visit, id).await?;
    }
    Ok(Loaded {
        draft,
        purpose,
        moved,
        letters,
    })
}

/// Do text, grounds and facts stand otherwise than the client was sent them?
async fn moved(visit: &Visit, draft: &Draft) -> Result<bool, PageError> {
    if !matches!(draft.state, StanceState::Notified | StanceState::Heard) {
        return Ok(false);
    }
    let store = &visit.app.store;
    let sheet = stance::sheet(store, draft.stance)
        .await?
        .ok_or(PageError::NotFound)?;
    let current = stance::current(store, draft.stance, &sheet.proposal).await?;
    Ok(current.hash != sheet.standing.judged)
}

/// What was said when the stance ended, for the client: it was lifted or not retained by a person with a reason.
async fn last_reason(visit: &Visit, id: StanceId) -> Result<String, PageError> {
    use domain::stance::life::Step;
    let sheet = stance::sheet(&visit.app.store, id).await?;
    let events = sheet.map(|sheet| sheet.events).unwrap_or_default();
    let over = |step: Step| matches!(step, Step::Lift | Step::Refuse | Step::End | Step::Change);
    let last = events.into_iter().rev().find(|event| over(event.step));
    Ok(last.map(|event| event.reason).unwrap_or_default())
}

impl Loaded {
    /// The texts that people wrote, which leave the house as they are.
    fn texts(&self) -> [&str; 5] {
        let letter = &self.draft.letter;
        [
            &letter.reason,
            &letter.to_lift,
            &letter.note.fr,
            &letter.note.nl,
            &letter.decision,
        ]
    }

    /// Reporters' names, or parts of them, in the texts that leave the house as they are.
    pub fn names_reporter(&self) -> Vec<Named> {
        let names: Vec<&str> = self.draft.reporters.iter().map(String::as_str).collect();
        let mut found: Vec<Named> = self
            .texts()
            .into_iter()
            .flat_map(|text| named(text, &names))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    fn pointed(&self) -> Vec<Pointed> {
        let mut found: Vec<Pointed> = Vec::new();
        let held = self.draft.letter.held.iter().map(|fact| fact.facts.as_str());
        for text in self.texts().into_iter().chain(held) {
            for pointed in point_out(text, &[]) {
                if !found.contains(&pointed) {
                    found.push(pointed);
                }
            }
        }
        found
    }
}

/// The letter as it would leave in this language.
pub fn view<'a>(visit: &Visit, loaded: &'a Loaded, lang: Lang, channel: Channel) -> Option<LetterView<'a>> {
    let purpose = loaded.purpose?;
    let letter = &loaded.draft.letter;
    Some(LetterView {
        lang,
        letter,
        stance: loaded.draft.stance,
        purpose,
        channel,
        sent_on: visit.today(),
        expires_on: expires_on(purpose, visit.today(), letter.review_on),
        refused: loaded.draft.state == StanceState::Refused,
        link: LinkShown::AtSending,
    })
}

/// The form as it stands before anybody typed.
pub fn blank(loaded: &Loaded, lang: Lang) -> NotifyForm {
    let punitive =
        loaded.draft.letter.kind == StanceKind::Punitive && loaded.purpose == Some(Purpose::Hearing);
    let channel = if punitive {
        Channel::Registered
    } else if loaded.draft.client_email.is_empty() {
        Channel::Letter
    } else {
        Channel::Mail
    };
    NotifyForm {
        channel: channel.code().to_owned(),
        language: lang.code().to_owned(),
        email: loaded.draft.client_email.clone(),
        names_read: String::new(),
    }
}

fn told(state: &MailState) -> MailTold {
    match (state.sent_at, state.failed_at) {
        (Some(at), _) => MailTold::Gone(domain::clock::day(at)),
        (None, Some(_)) => MailTold::Failed,
        (None, None) => MailTold::Waits,
    }
}

/// The page, with a form that came back where there are errors. Reading the facts of issues stands in the log.
pub async fn page(
    visit: &Visit,
    user: &CurrentUser,
    loaded: Loaded,
    form: NotifyForm,
    step: StepForm,
    errors: Errors,
) -> PageResult {
    let store = &visit.app.store;
    let mut tx = store.write().await?;
    for held in &loaded.draft.letter.held {
        issue::read_by(&mut tx, held.issue, user.id, visit.now).await?;
    }
    tx.commit().await?;
    let mut letters = Vec::with_capacity(loaded.letters.len());
    for sent in &loaded.letters {
        let mail = mail::about(store, &notice::about(sent.id)).await?;
        letters.push(SentLetter {
            notice: sent.clone(),
            mail: mail.as_ref().map(told),
        });
    }
    let lang = Lang::from_code(&form.language).unwrap_or(loaded.draft.client_language);
    let channel = Channel::from_code(&form.channel).unwrap_or(Channel::Letter);
    let props = NotifyPage {
        lang: visit.lang,
        today: visit.today(),
        stance: loaded.draft.stance,
        revision: loaded.draft.revision,
        draft: view(visit, &loaded, lang, channel).filter(|_| !loaded.draft.merged),
        client_name: loaded.draft.letter.client_name.clone(),
        kind: loaded.draft.letter.kind,
        names_reporter: loaded.names_reporter(),
        pointed: loaded.pointed(),
        mail_works: visit.app.settings.mail.sends(),
        letters,
        form,
        step,
        errors,
        key: form::new_key(),
        token: session::new_token().0,
    };
    let answer: Response = visit
        .page(title(&props))
        .notice(notice(visit))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::notice::notify::notify(&props));
    Ok(answer)
}

fn notice(visit: &Visit) -> Option<&'static str> {
    use texts::notify as t;
    let l = visit.lang;
    let told = [
        ("sent", t::done_sent(l)),
        ("received", t::done_received(l)),
        ("bounced", t::done_bounced(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence)
}
