//! Keys of other systems: made, seen, revoked.

use crate::parts::{
    Choice, Errors, Field, button, empty_state, error_summary, field, form_key, heading, notice, table, tag,
    time,
};
use crate::{texts, words};
use domain::Lang;
use domain::api_key::{ApiKey, ApiScope};
use leptos::prelude::*;

/// The form of a new key as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyForm {
    pub name: String,
    pub scopes: Vec<ApiScope>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysPage {
    pub lang: Lang,
    pub keys: Vec<ApiKey>,
    pub form: KeyForm,
    pub errors: Errors,
    /// The token of the key that was just made: shown once.
    pub token: Option<String>,
    /// The token that this form would make a key of; nobody else knows it.
    pub fresh: String,
    pub key: String,
}

/// The page's title.
pub fn title(p: &KeysPage) -> String {
    let used = p.keys.iter().filter(|key| key.revoked_at.is_none()).count();
    match used {
        0 => texts::admin_keys::title_none(p.lang).to_owned(),
        n => texts::admin_keys::title(p.lang, n as i64),
    }
}

/// The page.
pub fn keys(p: &KeysPage) -> AnyView {
    use texts::admin_keys as t;
    let l = p.lang;
    let token = p.token.as_ref().map(|token| {
        notice::warning(view! {
            <p><strong>{t::token(l)}</strong></p>
            <p><code class="token">{token.clone()}</code></p>
            <p>{t::token_hint(l)}</p>
        })
    });
    let list = if p.keys.is_empty() {
        empty_state::empty_state(t::title_none(l), t::none(l), None)
    } else {
        list(p)
    };
    let scopes = ApiScope::ALL
        .iter()
        .map(|scope| Choice::new(scope.code(), words::api_scope(l, *scope)))
        .collect();
    let ticked: Vec<String> = p
        .form
        .scopes
        .iter()
        .map(|scope| scope.code().to_owned())
        .collect();
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            {token}
            <p class="lead">{t::intro(l)}</p>
            {list}
            <section class="panel stack" aria-labelledby="new">
                {heading::section("new", t::new(l))}
                <form class="stack" method="post" action="/admin/keys" id="key">
                    {form_key::key(&p.key)}
                    {form_key::hidden("token", p.fresh.clone())}
                    {Field::new("name", t::name(l)).hint(t::name_hint(l)).value(&p.form.name).error(&p.errors).text()}
                    {field::checkboxes("scopes", t::scopes(l), None, &p.errors, scopes, &ticked)}
                    {button::primary(t::make(l))}
                </form>
            </section>
            <p><a href="/api/v1/openapi.json">{t::description(l)}</a></p>
        </article>
    }
    .into_any()
}

fn list(p: &KeysPage) -> AnyView {
    use texts::admin_keys as t;
    let l = p.lang;
    let columns = vec![
        table::words(t::name(l)),
        table::words(t::begins(l)),
        table::words(t::scopes(l)),
        table::words(t::made(l)),
        table::words(t::used(l)),
        table::words(t::revoke(l)),
    ];
    let rows = p
        .keys
        .iter()
        .map(|key| {
            let scopes: Vec<_> = key
                .scopes
                .iter()
                .map(|scope| words::api_scope(l, *scope))
                .collect();
            let used = match key.last_used_at {
                Some(at) => time::moment(l, at),
                None => t::never(l).into_any(),
            };
            let end = match key.revoked_at {
                Some(at) => view! { {tag::quiet(t::revoked(l))}" "{time::moment(l, at)} }.into_any(),
                None => view! {
                    <form method="post" action=format!("/admin/keys/{}/revoke", key.id)>
                        {form_key::key(&format!("{}-{}", p.key, key.id))}{form_key::revision(key.revision)}
                        {button::secondary(t::revoke_one(l, &key.name))}
                    </form>
                }
                .into_any(),
            };
            vec![
                key.name.clone().into_any(),
                view! { <code>{format!("{}…", key.hint)}</code> }.into_any(),
                scopes.join(", ").into_any(),
                view! { {time::moment(l, key.created_at)}<br/><span class="soft">{key.created_by_name.clone()}</span> }
                    .into_any(),
                used,
                end,
            ]
        })
        .collect();
    table::table(t::list(l), columns, rows)
}
