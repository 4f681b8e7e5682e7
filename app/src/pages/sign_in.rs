//! The way in.

use crate::parts::{Errors, Field, button, error_summary::error_summary, form_key, heading, mark};
use crate::{texts, words};
use domain::{Lang, Role};
use leptos::prelude::*;

/// What was typed; the password is not among it, because it is never sent back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignInForm {
    pub email: String,
    /// Where to go afterwards: a path of this site.
    pub next: String,
}

/// A demonstration account, as the page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    pub email: String,
    pub role: Role,
}

/// What the page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub lang: Lang,
    pub form: SignInForm,
    pub errors: Errors,
    /// On synthetic data only: who one can be, and their password.
    pub demo: Option<(Vec<DemoAccount>, String)>,
}

/// Name, password, button; on synthetic data the accounts to try.
pub fn sign_in(p: &SignIn) -> AnyView {
    let l = p.lang;
    view! {
        <div class="gate">
            <div class="gate-head">
                {mark::mark()}
                {heading::heading(texts::sign_in::title(l))}
                <p class="soft">{texts::sign_in::lead(l)}</p>
            </div>
            <form class="panel stack" method="post" action="/sign-in" novalidate>
                {error_summary(l, &p.errors)}
                {form_key::hidden("next", p.form.next.clone())}
                {Field::new("email", texts::sign_in::email(l)).value(&p.form.email).autocomplete("username").error(&p.errors).email()}
                {Field::new("password", texts::sign_in::password(l)).autocomplete("current-password").error(&p.errors).password()}
                {button::primary(texts::sign_in::submit(l))}
            </form>
            {p.demo.as_ref().map(|(accounts, password)| demo(l, accounts, password))}
        </div>
    }
    .into_any()
}

fn demo(l: Lang, accounts: &[DemoAccount], password: &str) -> AnyView {
    let items = accounts
        .iter()
        .map(
            |a| view! { <div><dt>{words::role(l, a.role)}</dt><dd><code>{a.email.clone()}</code></dd></div> },
        )
        .collect_view();
    view! {
        <section class="gate-demo">
            <h2>{texts::sign_in::demo_title(l)}</h2>
            <p>{texts::sign_in::demo_password(l, password)}</p>
            <dl class="facts">{items}</dl>
        </section>
    }
    .into_any()
}
