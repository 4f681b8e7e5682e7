//! One account: its rights and who may change them, whether it is on, and a link to set its password.

use super::kept_out::{self, KeepOutForm, KeptOutLine};
use crate::parts::{
    Choice, Errors, Field, button, error_summary, facts, field, form_key, heading, notice, quote, tag, time,
};
use crate::{texts, words};
use chrono::{DateTime, Utc};
use domain::person::Person;
use domain::{ClientId, Lang, Role};
use leptos::prelude::*;

/// A change of rights that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WishLine {
    pub role: Role,
    pub named_handler: bool,
    pub why: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    /// The reader asked for it.
    pub own: bool,
    /// The reader may be the second person.
    pub may_make: bool,
    /// The account has moved on since.
    pub overtaken: bool,
}

/// A client from which this person stepped aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideLine {
    pub client: ClientId,
    pub client_name: String,
    pub reason: String,
    pub at: DateTime<Utc>,
    /// The reader may let this person back.
    pub may_end: bool,
}

/// The wish as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WishForm {
    pub role: String,
    pub named_handler: bool,
    pub why: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub person: Person,
    pub active: bool,
    pub has_password: bool,
    pub revision: i64,
    /// It is the reader's own account.
    pub own: bool,
    pub wish: Option<WishLine>,
    pub asides: Vec<AsideLine>,
    pub kept_out: Vec<KeptOutLine>,
    pub form: WishForm,
    pub keep_out: KeepOutForm,
    pub errors: Errors,
    /// A link that was just made: shown this once.
    pub link: Option<String>,
    /// The secret of the next link, where it is shown here: a second click makes the same one. Empty for others.
    pub fresh: String,
    pub key: String,
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let off = (!p.active).then(|| tag::tag(t::off(l)));
    let handler = if p.person.named_handler {
        t::yes(l)
    } else {
        t::no(l)
    };
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(p.person.name.clone(), Some(heading::back("/admin/people", t::back(l))), vec![])}
            {off}
            {link(p)}
            {facts::facts(vec![
                (t::email(l).to_owned(), p.person.email.clone().into_any()),
                (t::role(l).to_owned(), words::role(l, p.person.role).into_any()),
                (t::handler(l).to_owned(), handler.into_any()),
                (t::language(l).to_owned(), words::lang(p.person.lang).into_any()),
            ])}
            {if p.own { own(l) } else { view! { {rights(p)}{password(p)}{activity(p)} }.into_any() }}
            {kept_out::section(p)}
            {asides(p)}
        </article>
    }
    .into_any()
}

/// Where this person stepped aside, and the way back that another opens.
fn asides(p: &SheetPage) -> Option<AnyView> {
    use texts::people as t;
    let l = p.lang;
    if p.asides.is_empty() {
        return None;
    }
    let items = p
        .asides
        .iter()
        .map(|aside| {
            let end = aside.may_end.then(|| {
                view! {
                    <form method="post" action=format!("/admin/people/{}/asides/{}/end", p.person.id, aside.client)>
                        {form_key::key(&format!("{}-{}", p.key, aside.client))}
                        {button::secondary(t::aside_end(l))}
                    </form>
                }
            });
            view! {
                <li class="stack">
                    <p><strong>{aside.client_name.clone()}</strong>" · "{time::moment(l, aside.at)}</p>
                    <p class="kept-lines">{aside.reason.clone()}</p>
                    {end}
                </li>
            }
        })
        .collect_view();
    let view = view! {
        <section class="section" aria-labelledby="asides">
            {heading::section("asides", t::asides(l))}
            <p class="hint">{t::asides_hint(l)}</p>
            <ul class="plain stack">{items}</ul>
        </section>
    };
    Some(view.into_any())
}

fn own(l: Lang) -> AnyView {
    view! { <section class="section"><p>{texts::people::own(l)}" "<a href="/account">{texts::account::title(l)}</a></p></section> }
        .into_any()
}

fn link(p: &SheetPage) -> Option<AnyView> {
    use texts::people as t;
    let l = p.lang;
    let link = p.link.clone()?;
    Some(notice::info(view! {
        <p>{t::link_once(l)}</p>
        <p><code class="wrap">{link}</code></p>
    }))
}

fn rights(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let content = match &p.wish {
        Some(wish) => waits(p, wish),
        None => ask(p),
    };
    view! {
        <section class="section" aria-labelledby="rights">
            {heading::section("rights", t::rights(l))}
            {content}
        </section>
    }
    .into_any()
}

fn waits(p: &SheetPage, wish: &WishLine) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let handler = if wish.named_handler { t::yes(l) } else { t::no(l) };
    let mut buttons = Vec::new();
    if wish.may_make && !wish.overtaken {
        buttons.push(button::named(t::make(l), "decision", "make", true));
    }
    if wish.may_make {
        buttons.push(button::named(t::decline(l), "decision", "decline", false));
    }
    if wish.own {
        buttons.push(button::named(t::withdraw(l), "decision", "withdraw", false));
    }
    let decide = (!buttons.is_empty()).then(|| {
        view! {
            <form method="post" action=format!("/admin/people/{}/decide", p.person.id) id="decide">
                {form_key::key(&p.key)}
                {button::row(buttons)}
            </form>
        }
    });
    view! {
        <p>{t::asked_by(l, &wish.by_name)}" "{time::moment(l, wish.at)}"."</p>
        {facts::facts(vec![
            (t::role(l).to_owned(), words::role(l, wish.role).into_any()),
            (t::handler(l).to_owned(), handler.into_any()),
        ])}
        {quote::quote(wish.why.clone(), None)}
        {wish.overtaken.then(|| notice::warning(view! { <p>{t::overtaken(l)}</p> }))}
        {(!wish.may_make).then(|| view! { <p class="soft">{t::second(l)}</p> })}
        {decide}
    }
    .into_any()
}

fn ask(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let roles = Role::ALL
        .iter()
        .map(|r| Choice::new(r.code(), words::role(l, *r)))
        .collect();
    view! {
        <p>{t::two(l)}</p>
        <form method="post" action=format!("/admin/people/{}/rights", p.person.id) id="ask" class="stack">
            {form_key::key(&p.key)}
            {form_key::revision(p.revision)}
            {Field::new("role", t::role(l)).value(&p.form.role).error(&p.errors).radios(roles)}
            {field::checkbox("named_handler", "1", t::handler(l), Some(t::handler_hint(l).to_owned()), p.form.named_handler)}
            {Field::new("why", t::why(l)).value(&p.form.why).error(&p.errors).textarea(2)}
            {button::row(vec![button::primary(t::ask(l))])}
        </form>
    }
    .into_any()
}

fn password(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    if !p.active {
        return ().into_any();
    }
    let has = (!p.has_password).then(|| view! { <p class="soft">{t::no_password(l)}</p> });
    view! {
        <section class="section" aria-labelledby="password">
            {heading::section("password", t::password(l))}
            {has}
            <p>{t::link_means(l)}</p>
            <form method="post" action=format!("/admin/people/{}/link", p.person.id) id="link">
                {form_key::key(&format!("{}-l", p.key))}
                {form_key::hidden("token", p.fresh.clone())}
                {button::row(vec![button::secondary(t::link_make(l))])}
            </form>
        </section>
    }
    .into_any()
}

fn activity(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let (title, means, what, value) = if p.active {
        (
            t::switch_off(l),
            t::switch_off_means(l),
            t::switch_off_do(l),
            "no",
        )
    } else {
        (t::switch_on(l), t::switch_on_means(l), t::switch_on_do(l), "yes")
    };
    view! {
        <section class="section" aria-labelledby="activity">
            {heading::section("activity", title)}
            <p>{means}</p>
            <form method="post" action=format!("/admin/people/{}/active", p.person.id) id="active">
                {form_key::key(&format!("{}-a", p.key))}
                {form_key::revision(p.revision)}
                {button::row(vec![button::named(what, "active", value, false)])}
            </form>
        </section>
    }
    .into_any()
}
