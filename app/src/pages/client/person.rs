//! A person who is a client: the file of what is held, to print and hand over; what is contested; erasing.

use crate::parts::{
    Errors, Field, button, error_summary, facts, form_key, heading, notice, quote, severity, stance_badge,
    table, tag, time,
};
use crate::{format, texts, words};
use domain::client::change::ClientEventKind;
use domain::client::person::{Contest, EraseRefused, FileIssue, FileStance, FileText, PersonFile};
use domain::{ClientId, Lang};
use leptos::prelude::*;

/// Everything the page of the file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePage {
    pub lang: Lang,
    pub client: ClientId,
    pub file: PersonFile,
    pub contest: Option<Contest>,
    pub may_erase: bool,
    /// As typed.
    pub what: String,
    pub outcome: String,
    pub errors: Errors,
    pub key: String,
}

fn name(file: &PersonFile) -> String {
    file.names
        .first()
        .cloned()
        .unwrap_or_else(|| file.reference.clone())
}

/// The page's title.
pub fn title(p: &FilePage) -> String {
    texts::person_file::title(p.lang, name(&p.file), format::date(p.lang, p.file.made_on))
}

/// The page.
pub fn file(p: &FilePage) -> AnyView {
    use texts::person_file as t;
    let (l, f) = (p.lang, &p.file);
    let back = heading::back(format!("/clients/{}", p.client), name(f));
    let actions = vec![button::link(
        format!("/clients/{}/person.json", p.client),
        t::download(l),
    )];
    let contested = f.contested.as_ref().map(|what| {
        notice::warning(
            view! { <p><strong>{t::contested(l)}</strong></p><p class="kept-lines">{what.clone()}</p> },
        )
    });
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), actions)}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {contested}
            {identity(p)}
            {issues(l, &f.issues)}
            {stances(l, &f.stances)}
            {said(l, t::replies(l), &f.replies)}
            {said(l, t::notes(l), &f.notes)}
            {said(l, t::agreements(l), &f.agreements)}
            {contracts(p)}
            {steps(p)}
            <p>{t::rights(l)}</p>
            {contest(p)}
        </article>
    }
    .into_any()
}

fn identity(p: &FilePage) -> AnyView {
    use texts::person_file as t;
    let (l, f) = (p.lang, &p.file);
    let pairs = [
        (t::reference(l), f.reference.clone()),
        (t::names(l), f.names.join(", ")),
        (t::numbers(l), f.numbers.join(", ")),
        (t::address(l), f.address.join(", ")),
        (t::phone(l), f.phone.clone()),
        (t::email(l), f.email.clone()),
        (t::since(l), format::date(l, f.since)),
        (t::checks(l), format::number(l, f.checks)),
    ];
    let pairs = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| (label.to_owned(), value.into_any()))
        .collect();
    view! { <section class="stack"><h2>{t::identity(l)}</h2>{facts::facts(pairs)}</section> }.into_any()
}

fn issues(l: Lang, issues: &[FileIssue]) -> AnyView {
    use texts::person_file as t;
    if issues.is_empty() {
        return view! { <section><h2>{t::issues(l)}</h2><p class="soft">{t::nothing(l)}</p></section> }
            .into_any();
    }
    let items = issues
        .iter()
        .map(|issue| {
            let text = match &issue.facts {
                Some(facts) => quote::quote(facts.clone(), None),
                None => view! { <p class="soft">{t::kept_back(l)}</p> }.into_any(),
            };
            view! {
                <li class="stack">
                    <p><strong>{issue.category[l as usize].clone()}</strong>" · "{time::date(l, issue.happened_on)}" · "
                        {tag::tag(words::issue_state(l, issue.state))}" "{severity::ticks(l, issue.severity)}" "
                        <span class="soft">{issue.reference.clone()}</span></p>
                    {text}
                </li>
            }
        })
        .collect_view();
    view! { <section class="stack"><h2>{t::issues(l)}</h2><ul class="plain stack">{items}</ul></section> }
        .into_any()
}

fn stances(l: Lang, stances: &[FileStance]) -> AnyView {
    use texts::person_file as t;
    if stances.is_empty() {
        return view! { <section><h2>{t::stances(l)}</h2><p class="soft">{t::nothing(l)}</p></section> }
            .into_any();
    }
    let items = stances
        .iter()
        .map(|stance| {
            let from = stance.in_force_on.map(|day| t::in_force(l, format::date(l, day)));
            let until = stance.ended_on.map(|day| t::ended(l, format::date(l, day)));
            let dates: Vec<String> = [from, until].into_iter().flatten().collect();
            view! {
                <li class="stack">
                    <p class="line">{stance_badge::badge(l, Some(stance.kind))}" "{tag::quiet(words::stance_state(l, stance.state))}" "
                        <span class="soft">{stance.reference.clone()}" "{dates.join(", ")}</span></p>
                    <p class="kept-lines">{stance.reason.clone()}</p>
                    <p class="kept-lines soft">{stance.to_lift.clone()}</p>
                </li>
            }
        })
        .collect_view();
    view! { <section class="stack"><h2>{t::stances(l)}</h2><ul class="plain stack">{items}</ul></section> }
        .into_any()
}

fn said(l: Lang, heading: &'static str, texts: &[FileText]) -> Option<AnyView> {
    if texts.is_empty() {
        return None;
    }
    let all = texts
        .iter()
        .map(|text| quote::quote(text.text.clone(), Some(format::date(l, text.on).into_any())))
        .collect_view();
    Some(view! { <section class="stack"><h2>{heading}</h2>{all}</section> }.into_any())
}

fn contracts(p: &FilePage) -> Option<AnyView> {
    use texts::person_file as t;
    let (l, f) = (p.lang, &p.file);
    if f.contracts.is_empty() && f.formal_notices.is_empty() {
        return None;
    }
    let columns = vec![
        table::words(t::begins(l)),
        table::words(t::ends(l)),
        table::numbers(t::price(l)),
        table::words(t::due(l)),
        table::words(t::paid(l)),
    ];
    let day = |day: Option<chrono::NaiveDate>| {
        day.map_or_else(String::new, |day| format::date_short(l, day))
            .into_any()
    };
    let lines = f
        .contracts
        .iter()
        .map(|contract| {
            vec![
                format::date_short(l, contract.start_on).into_any(),
                format::date_short(l, contract.end_on).into_any(),
                format::money(l, contract.price).into_any(),
                day(contract.due_on),
                day(contract.paid_on),
            ]
        })
        .collect();
    let notices = f
        .formal_notices
        .iter()
        .map(|one| view! { <li>{t::formal_notice(l, format::date(l, one.sent_on), format::money(l, one.total))}</li> })
        .collect_view();
    Some(
        view! {
            <section class="stack">
                <h2>{t::contracts(l)}</h2>
                {table::table(t::contracts(l), columns, lines)}
                <ul>{notices}</ul>
            </section>
        }
        .into_any(),
    )
}

fn steps(p: &FilePage) -> AnyView {
    use texts::person_file as t;
    let l = p.lang;
    let items = p
        .file
        .steps
        .iter()
        .map(|step| {
            let what = ClientEventKind::from_code(&step.what).map_or("", |kind| words::client_event(l, kind));
            view! { <li>{format::date(l, step.on)}" · "{what}</li> }
        })
        .collect_view();
    view! { <section class="stack"><h2>{t::steps(l)}</h2><ul>{items}</ul></section> }.into_any()
}

/// What staff can do here; not printed.
fn contest(p: &FilePage) -> AnyView {
    use texts::person_file as t;
    let (l, id) = (p.lang, p.client);
    let form = match &p.contest {
        None => view! {
            <h2>{t::contest(l)}</h2>
            <form class="stack" method="post" id="contest" action=format!("/clients/{id}/contest")>
                {form_key::key(&p.key)}
                {Field::new("what", t::contest_what(l)).hint(t::contest_hint(l)).value(&p.what).error(&p.errors).textarea(3)}
                {button::primary(t::contest(l))}
            </form>
        }
        .into_any(),
        Some(contest) => view! {
            <h2>{t::settle(l)}</h2>
            <p class="soft">{contest.opened_by_name.clone()}" · "{time::moment(l, contest.opened_at)}</p>
            <form class="stack" method="post" id="settle" action=format!("/clients/{id}/contest/settle")>
                {form_key::key(&p.key)}{form_key::revision(contest.revision)}{form_key::hidden("contest", contest.id.to_string())}
                {Field::new("outcome", t::settle_how(l)).hint(t::settle_hint(l)).value(&p.outcome).error(&p.errors).textarea(3)}
                {button::primary(t::settle(l))}
            </form>
        }
        .into_any(),
    };
    let erase = p
        .may_erase
        .then(|| view! { <p><a href=format!("/clients/{id}/erase")>{t::erase_link(l)}</a></p> });
    view! { <section class="stack screen-only">{form}{erase}</section> }.into_any()
}

/// The page that erases a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasePage {
    pub lang: Lang,
    pub client: ClientId,
    pub name: String,
    pub revision: i64,
    /// What stands against it.
    pub refused: Vec<EraseRefused>,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn erase_title(p: &ErasePage) -> String {
    texts::person_erase::title(p.lang, &p.name)
}

/// The page.
pub fn erase(p: &ErasePage) -> AnyView {
    use texts::person_erase as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}/person", p.client), p.name.clone());
    let form = if p.refused.is_empty() {
        view! {
            <form class="stack" method="post" id="erase" action=format!("/clients/{}/erase", p.client)>
                {form_key::key(&p.key)}{form_key::revision(p.revision)}
                {Field::new("reference", t::reference(l, p.client.reference())).error(&p.errors).narrow().text()}
                {button::primary(t::erase(l))}
            </form>
        }
        .into_any()
    } else {
        let reasons = p
            .refused
            .iter()
            .map(|why| view! { <li>{words::erase_refused(l, *why)}</li> })
            .collect_view();
        notice::info(view! { <p>{t::not_now(l)}</p><ul>{reasons}</ul> })
    };
    view! {
        <article class="reading stack">
            {heading::with(erase_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            <ul><li>{t::goes(l)}</li><li>{t::stays(l)}</li><li>{t::log(l)}</li></ul>
            {form}
        </article>
    }
    .into_any()
}
