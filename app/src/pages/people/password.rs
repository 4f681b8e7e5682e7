//! Behind a link of one use: a person chooses a password.

use crate::parts::{Errors, Field, button, error_summary, heading};
use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPage {
    pub lang: Lang,
    pub name: String,
    pub email: String,
    /// The path that the form posts to: it holds the link's token.
    pub action: String,
    pub errors: Errors,
}

/// The page.
pub fn password(p: &PasswordPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let new = Field::new("new", texts::account::password_new(l)).hint(texts::account::password_hint(l));
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::heading(t::choose_title(l))}
            <p>{t::choose(l, &p.name)}</p>
            <form method="post" action=p.action.clone() id="password" class="stack">
                <input type="hidden" name="username" value=p.email.clone() autocomplete="username"/>
                {new.autocomplete("new-password").error(&p.errors).password()}
                {button::row(vec![button::primary(t::choose_do(l))])}
            </form>
        </article>
    }
    .into_any()
}
