//! A member contests a decision that touches their work.

use crate::parts::{Choice, Errors, Field, button, error_summary, files, form_key, heading, notice, quote};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::appeal::{AppealState, JUDGED_WITHIN_DAYS};
use domain::reply::MAX_REPLY;
use domain::stance::StanceCard;
use domain::{ClientId, Lang};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppealForm {
    pub stance: String,
    pub text: String,
}

/// One of the member's own appeals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    pub state: AppealState,
    pub on: NaiveDate,
    pub due_on: NaiveDate,
    pub text: String,
    pub reasons: String,
    pub conditions: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    /// The stances in force that could be contested.
    pub stances: Vec<StanceCard>,
    pub touched: bool,
    pub own: Vec<Own>,
    pub form: AppealForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &FilePage) -> String {
    texts::appeal::new_title(p.lang, &p.client_name)
}

/// The page.
pub fn file(p: &FilePage) -> AnyView {
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {form(p)}
            {own(p)}
        </div>
    }
    .into_any()
}

fn form(p: &FilePage) -> AnyView {
    use texts::appeal as t;
    let l = p.lang;
    let not = match (p.stances.is_empty(), p.touched) {
        (true, _) => Some(t::new_none(l)),
        (false, false) => Some(t::new_not_touched(l)),
        (false, true) => None,
    };
    if let Some(not) = not {
        return notice::info(view! { <p>{not}</p> });
    }
    let which = match p.stances.as_slice() {
        [one] => form_key::hidden("stance", one.id.to_string()),
        several => {
            let choices = several
                .iter()
                .map(|s| Choice::new(s.id.to_string(), words::stance_kind(l, s.kind)))
                .collect();
            Field::new("stance", t::new_stance(l))
                .value(&p.form.stance)
                .error(&p.errors)
                .radios(choices)
        }
    };
    view! {
        <p class="lead">{t::new_lead(l, JUDGED_WITHIN_DAYS)}</p>
        <form class="stack" method="post" id="appeal" action=format!("/clients/{}/appeal", p.client) enctype=files::MULTIPART>
            {form_key::key(&p.key)}
            {which}
            {Field::new("text", t::new_text(l)).hint(texts::link::text_hint(l, format::number(l, MAX_REPLY as i64))).value(&p.form.text).error(&p.errors).textarea(8)}
            {files::input(l, "files", texts::file::title(l), &p.errors, !p.errors.is_empty())}
            {button::primary(t::new_send(l))}
        </form>
    }
    .into_any()
}

fn own(p: &FilePage) -> Option<AnyView> {
    use texts::{appeal as t, link};
    let l = p.lang;
    if p.own.is_empty() {
        return None;
    }
    let items = p
        .own
        .iter()
        .map(|own| {
            let day = |day| format::date(l, day);
            let state = if own.state == AppealState::Open {
                link::appeal_open(l, day(own.on), day(own.due_on))
            } else {
                link::appeal_decided(l, day(own.on), words::appeal_state(l, own.state).to_lowercase())
            };
            let told = |label: &'static str, text: &str| {
                (!text.is_empty()).then(|| {
                    view! { <p><strong>{label}</strong></p><p class="kept-lines">{text.to_owned()}</p> }
                })
            };
            view! {
                <li class="stack">
                    <p><strong>{state}</strong></p>
                    {quote::quote(own.text.clone(), None)}
                    {told(link::appeal_reasons(l), &own.reasons)}
                    {told(link::appeal_conditions(l), &own.conditions)}
                </li>
            }
        })
        .collect_view();
    Some(view! { {heading::section("mine", t::mine(l))}<ul class="stack plain">{items}</ul> }.into_any())
}
