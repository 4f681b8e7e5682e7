//! My account: language, password, where I am signed in, and the last attempts to sign in.

use crate::parts::{Errors, Field, button, error_summary::error_summary, facts, heading, table, tag, time};
use crate::{texts, words};
use chrono::{DateTime, Utc};
use domain::permission::{Action, Grant};
use domain::{Lang, Role};
use leptos::prelude::*;

/// A session of this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    pub since: DateTime<Utc>,
    pub seen: DateTime<Utc>,
    /// What the browser calls itself.
    pub agent: String,
    /// The one that reads this page.
    pub here: bool,
}

/// One attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: DateTime<Utc>,
    pub succeeded: bool,
    pub agent: String,
}

/// What the page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPage {
    pub lang: Lang,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// What is wrong with the new password.
    pub errors: Errors,
    /// Does this person get the monthly edition by mail? `None` for those who read none.
    pub edition_by_mail: Option<bool>,
    pub sessions: Vec<SessionLine>,
    pub attempts: Vec<Attempt>,
    /// Has alerts by mail.
    pub alerts: bool,
}

/// The whole page.
pub fn account(p: &AccountPage) -> AnyView {
    let l = p.lang;
    view! {
        <div class="reading stack">
            {heading::heading(texts::account::title(l))}
            {error_summary(l, &p.errors)}
            {facts::facts(vec![
                (texts::account::name(l).to_owned(), p.name.clone().into_any()),
                (texts::account::email(l).to_owned(), p.email.clone().into_any()),
                (texts::account::role(l).to_owned(), words::role(l, p.role).into_any()),
            ])}
            {watched(l, p.role)}
            {alerts(p)}
            {language(l)}
            {p.edition_by_mail.map(|on| edition(l, on))}
            {password(p)}
            {sessions(p)}
            {attempts(p)}
        </div>
    }
    .into_any()
}

/// The way to the clients one watches, for those who may.
fn watched(l: Lang, role: Role) -> Option<AnyView> {
    let may = domain::permission::grant(role, Action::WatchClient) != Grant::No;
    may.then(|| view! { <p><a href="/watched">{texts::watched::link(l)}</a></p> }.into_any())
}

/// Alerts by mail, for those who may read them.
fn alerts(p: &AccountPage) -> Option<AnyView> {
    let may = domain::permission::grant(p.role, Action::ReadAlerts) != Grant::No;
    may.then(|| super::alert::by_mail(p.lang, p.alerts))
}

fn language(l: Lang) -> AnyView {
    let choices = Lang::ALL
        .iter()
        .map(|lang| {
            let pressed = if *lang == l { "true" } else { "false" };
            view! {
                <button class="button button-secondary" type="submit" name="lang" value=lang.code() lang=lang.code()
                    aria-pressed=pressed>{words::lang(*lang)}</button>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="language">
            {heading::section("language", texts::account::language_title(l))}
            <p class="soft">{texts::account::language(l)}</p>
            <form method="post" action="/language">
                <input type="hidden" name="next" value="/account"/>
                <p>{choices}</p>
            </form>
        </section>
    }
    .into_any()
}

/// The edition by mail: one button, which says what it does.
fn edition(l: Lang, on: bool) -> AnyView {
    use texts::edition as t;
    let (now, value, says) = if on {
        (t::mail_is_on(l), "no", t::mail_off(l))
    } else {
        (t::mail_is_off(l), "yes", t::mail_on(l))
    };
    view! {
        <section class="stack" aria-labelledby="edition">
            {heading::section("edition", t::mail_title(l))}
            <p class="soft">{now}</p>
            <form method="post" action="/account/edition">
                <input type="hidden" name="by_mail" value=value/>
                {button::secondary(says)}
            </form>
        </section>
    }
    .into_any()
}

fn password(p: &AccountPage) -> AnyView {
    let l = p.lang;
    let new = Field::new("new", texts::account::password_new(l)).hint(texts::account::password_hint(l));
    view! {
        <section class="stack" aria-labelledby="password">
            {heading::section("password", texts::account::password_title(l))}
            <form class="panel stack" method="post" action="/account/password" novalidate>
                <input type="hidden" name="username" value=p.email.clone() autocomplete="username"/>
                {Field::new("old", texts::account::password_old(l)).autocomplete("current-password").error(&p.errors).password()}
                {new.autocomplete("new-password").error(&p.errors).password()}
                {button::primary(texts::account::password_submit(l))}
            </form>
        </section>
    }
    .into_any()
}

fn sessions(p: &AccountPage) -> AnyView {
    let l = p.lang;
    let columns = vec![
        table::words(texts::account::since(l)),
        table::words(texts::account::seen(l)),
        table::words(texts::account::agent(l)),
    ];
    let rows = p
        .sessions
        .iter()
        .map(|s| {
            let here = s.here.then(|| tag::tag(texts::account::here(l)));
            let agent = view! { <span class="soft">{s.agent.clone()}</span>" "{here} };
            vec![
                time::moment(l, s.since),
                time::moment(l, s.seen),
                agent.into_any(),
            ]
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="sessions">
            {heading::section("sessions", texts::account::sessions_title(l))}
            {table::table(texts::account::sessions_title(l), columns, rows)}
            <form method="post" action="/account/sessions/end">
                {button::secondary(texts::account::sessions_end(l))}
            </form>
        </section>
    }
    .into_any()
}

fn attempts(p: &AccountPage) -> AnyView {
    let l = p.lang;
    let columns = vec![
        table::words(texts::account::at(l)),
        table::words(texts::account::outcome(l)),
        table::words(texts::account::agent(l)),
    ];
    let rows = p
        .attempts
        .iter()
        .map(|a| {
            let outcome = if a.succeeded {
                texts::account::succeeded(l)
            } else {
                texts::account::failed(l)
            };
            let agent = view! { <span class="soft">{a.agent.clone()}</span> };
            vec![time::moment(l, a.at), outcome.into_any(), agent.into_any()]
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="attempts">
            {heading::section("attempts", texts::account::attempts_title(l))}
            <p class="soft">{texts::account::attempts(l)}</p>
            {table::table(texts::account::attempts_title(l), columns, rows)}
        </section>
    }
    .into_any()
}
