//! The form that adds an account: a member; other rights follow by a second person.

use crate::parts::{Choice, Errors, Field, button, error_summary, form_key, heading};
use crate::{texts, words};
use domain::Lang;
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonForm {
    pub name: String,
    pub email: String,
    pub language: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    pub form: PersonForm,
    pub errors: Errors,
    pub key: String,
}

/// The page.
pub fn form(p: &FormPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let languages = Lang::ALL
        .iter()
        .map(|of| Choice::new(of.code(), words::lang(*of)))
        .collect();
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(t::add(l), Some(heading::back("/admin/people", t::back(l))), vec![])}
            <p>{t::add_means(l)}</p>
            <form method="post" action="/admin/people/new" id="person" class="stack">
                {form_key::key(&p.key)}
                {Field::new("name", t::name(l)).value(&p.form.name).error(&p.errors).autocomplete("off").text()}
                {Field::new("email", t::email(l)).value(&p.form.email).error(&p.errors).autocomplete("off").email()}
                {Field::new("language", t::language(l)).value(&p.form.language).error(&p.errors).radios(languages)}
                {button::row(vec![button::primary(t::add_do(l)), button::link("/admin/people", texts::form::cancel(l))])}
            </form>
        </article>
    }
    .into_any()
}
