//! A client in full, as staff read it: overview, issues, payment, notes, history.

use super::{dated, demands, member, register_fact, register_warning, stance_line};
use crate::pages::issue::list as issue_list;
use crate::pages::notice::reply;
use crate::parts::recommendation::{self, Advice};
use crate::parts::tabs::{Tab, tabs};
use crate::parts::{
    Errors, Field, button, empty_state, error_summary, facts, form_key, heading, key_figure, notice, quote,
    rows, stance_badge, table,
};
use crate::{format, texts, words};
use chrono::{Datelike, NaiveDate};
use domain::Lang;
use domain::category::Category;
use domain::charter::Accepted;
use domain::client::change::{Change, ClientEvent, ClientEventKind, ClientField};
use domain::client::{ClientKind, ClientSheet, NameKind, Note};
use domain::issue::IssueSummary;
use domain::issue::search::{IssueSearch, StateWanted};
use domain::stance::{StanceCard, StanceKind};
use leptos::prelude::*;

/// The parts of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Overview,
    Issues,
    Payment,
    Notes,
    History,
}

impl Part {
    /// Every part, in the order of the tabs.
    pub const ALL: &[Self] = &[
        Self::Overview,
        Self::Issues,
        Self::Payment,
        Self::Notes,
        Self::History,
    ];

    /// The word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Issues => "issues",
            Self::Payment => "payment",
            Self::Notes => "notes",
            Self::History => "history",
        }
    }

    /// The part with this word; an unknown one is the overview.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|part| part.code() == code)
            .unwrap_or_default()
    }
}

/// What the chosen part shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// With what the policy recommends, for those who choose a stance.
    Overview(Option<Box<Advice>>),
    Issues {
        issues: Vec<IssueSummary>,
        categories: Vec<Category>,
    },
    Payment(super::payment::PaymentContent),
    Notes {
        notes: Vec<Note>,
        form: NoteForm,
        errors: Errors,
        key: String,
    },
    History(Vec<ClientEvent>),
}

impl Content {
    const fn part(&self) -> Part {
        match self {
            Self::Overview(_) => Part::Overview,
            Self::Issues { .. } => Part::Issues,
            Self::Payment(_) => Part::Payment,
            Self::Notes { .. } => Part::Notes,
            Self::History(_) => Part::History,
        }
    }
}

/// A note as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteForm {
    pub text: String,
}

/// What this reader may do and see here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    pub edit: bool,
    pub report: bool,
    pub choose_stance: bool,
    pub place_hold: bool,
    pub negotiate: bool,
    pub step_aside: bool,
    pub read_issues: bool,
    pub read_notes: bool,
    pub check: bool,
    /// Accounts count payment matters only; the card does not tell them apart.
    pub payment_only: bool,
    /// The reader also works for this client, or for a rival.
    pub own_client: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub client: ClientSheet,
    /// The newest version of the charter that the client acknowledged.
    pub charter: Option<Accepted>,
    pub rights: Rights,
    pub content: Content,
}

/// The page's title: the finding of the part that is shown.
pub fn title(p: &SheetPage) -> String {
    use texts::client_sheet as t;
    let (l, name) = (p.lang, &p.client.name);
    match p.content.part() {
        Part::Overview => finding(l, name, p.client.stances.first()),
        Part::Issues => t::title_issues(l, name),
        Part::Payment => t::title_payment(l, name),
        Part::Notes => t::title_notes(l, name),
        Part::History => t::title_history(l, name),
    }
}

/// A client and its strictest stance, in one line.
pub(super) fn finding(l: Lang, name: &str, stance: Option<&StanceCard>) -> String {
    use texts::client_sheet as t;
    match stance {
        None => t::title_plain(l, name),
        Some(s) if s.kind == StanceKind::Punitive => t::title_sanction(l, name, format::date(l, s.review_on)),
        Some(s) => {
            let kind = words::stance_kind(l, s.kind).to_lowercase();
            t::title_stance(l, name, kind, format::date(l, s.review_on))
        }
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    let content = match &p.content {
        Content::Overview(advice) => overview(p, advice.as_deref()),
        Content::Issues { issues, categories } => issue_part(p, issues, categories),
        Content::Payment(content) => payment_part(p, content),
        Content::Notes {
            notes,
            form,
            errors,
            key,
        } => note_part(p, notes, form, errors, key),
        Content::History(events) => history_part(p.lang, events),
    };
    let errors = match &p.content {
        Content::Notes { errors, .. } => error_summary::error_summary(p.lang, errors),
        _ => None,
    };
    view! {
        <article class="wide">
            {errors}
            <div class="sheet-head">{head(p)}</div>
            {parts(p)}
            {content}
        </article>
    }
    .into_any()
}

fn head(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let above = view! { {heading::back("/clients", t::back(l))}" · "{c.id.reference()} }.into_any();
    let mut actions = Vec::new();
    if p.rights.report {
        actions.push(button::link(
            format!("/clients/{}/issues/new", c.id),
            t::report(l),
        ));
    }
    if p.rights.check {
        actions.push(button::link(format!("/check?client_id={}", c.id), t::check(l)));
        // Watching twice is watching once: the form needs no key of its own.
        let watch = format!("/clients/{}/watch", c.id);
        actions.push(
            view! { <form method="post" action=watch>{form_key::key("watch")}{button::secondary(texts::watched::begin(l))}</form> }
                .into_any(),
        );
    }
    if p.rights.edit {
        actions.push(button::link(format!("/clients/{}/edit", c.id), t::edit(l)));
    }
    let about = [
        c.number(),
        words::client_kind(l, c.kind).to_owned(),
        words::sector(l, c.sector).to_owned(),
        c.address.municipality.clone(),
    ];
    let about = about
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        {heading::with(c.name.clone(), Some(above), actions)}
        <p class="soft">{about}</p>
        {stances(p)}
        {c.hold_until.map(|until| notice::warning(view! { <p>{t::hold(l, format::date(l, until))}</p> }))}
        {register_warning(l, c.register_state, c.register_as_of)}
    }
    .into_any()
}

fn stances(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let choose = |text: &'static str| {
        p.rights
            .choose_stance
            .then(|| button::link(format!("/clients/{}/stance", c.id), text))
    };
    if c.stances.is_empty() {
        return view! {
            <div class="line">{stance_badge::large(l, None)}<span>{t::none_in_force(l)}</span>{choose(t::choose(l))}</div>
        }
        .into_any();
    }
    c.stances
        .iter()
        .enumerate()
        .map(|(at, stance)| {
            // One button for all: the form knows every stance of the client.
            let change = (at == 0).then(|| choose(t::change(l)));
            view! {
                <div class="sheet-stance">
                    <div class="line apart">{stance_line(l, stance, p.rights.choose_stance)}{change}</div>
                    {note(p, stance)}
                    {demands(l, stance)}
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn note(p: &SheetPage, stance: &StanceCard) -> Option<AnyView> {
    use texts::client_sheet as t;
    let l = p.lang;
    let note = stance.note.as_ref()?;
    let from = match stance.note_from {
        Some(day) if day <= p.today => None,
        Some(day) => Some(t::note_members_from(l, format::date(l, day))),
        None => Some(t::note_not_sent(l).to_owned()),
    };
    let view = view! {
        <div>
            {quote::quote(note.text(l), None)}
            {from.map(|text| view! { <p class="hint">{text}</p> })}
            {reply::published(l, &stance.replies)}
        </div>
    };
    Some(view.into_any())
}

fn parts(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let current = p.content.part();
    let shown = Part::ALL.iter().filter(|part| match part {
        Part::Issues => p.rights.read_issues,
        Part::Notes => p.rights.read_notes,
        Part::Overview | Part::Payment | Part::History => true,
    });
    let all = shown
        .map(|part| {
            let (name, count) = match part {
                Part::Overview => (t::overview(l), None),
                Part::Issues => {
                    let n = c.issues.open + c.issues.confirmed + c.issues.resolved;
                    (
                        t::issues(l),
                        (n > 0 && !p.rights.payment_only).then(|| format::number(l, n)),
                    )
                }
                Part::Payment => (t::payment(l), None),
                Part::Notes => (t::notes(l), None),
                Part::History => (t::history(l), None),
            };
            let href = match part {
                Part::Overview => format!("/clients/{}", c.id),
                part => format!("/clients/{}?tab={}", c.id, part.code()),
            };
            Tab {
                href,
                name: name.to_owned(),
                count,
                current: *part == current,
            }
        })
        .collect();
    tabs(t::parts(l), all)
}

fn overview(p: &SheetPage, advice: Option<&Advice>) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    view! {
        {p.rights.own_client.then(|| notice::info(view! { <p>{t::own_client(l)}</p> }))}
        {around(p)}
        <div class="columns sheet-part">
            <div class="stack">
                {advice.map(recommendation::block)}
                {(p.rights.read_issues && !p.rights.payment_only).then(|| issue_counts(p))}
                {payment(p)}
            </div>
            <section class="stack sheet-identity">
                <h2>{t::identity(l)}</h2>
                {identity(p)}
            </section>
        </div>
    }
    .into_any()
}

/// What can be done around a stance: stop for a danger, negotiate, step aside.
fn around(p: &SheetPage) -> Option<AnyView> {
    use texts::client_sheet as t;
    let (l, id) = (p.lang, p.client.id);
    let link = |path: &str, text: &'static str| {
        view! { <li><a href=format!("/clients/{id}/{path}")>{text}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = [
        (p.rights.negotiate, "agreements", t::agreements(l)),
        (p.rights.place_hold, "hold", t::place_hold(l)),
        (p.rights.step_aside, "step-aside", t::step_aside(l)),
    ]
    .into_iter()
    .filter(|(may, _, _)| *may)
    .map(|(_, path, text)| link(path, text))
    .collect();
    (!links.is_empty()).then(|| view! { <ul class="line plain">{links}</ul> }.into_any())
}

fn issues_path(p: &SheetPage, state: StateWanted) -> String {
    IssueSearch {
        client: Some(p.client.id),
        state,
        ..IssueSearch::default()
    }
    .path()
}

fn issue_counts(p: &SheetPage) -> AnyView {
    use domain::issue::IssueState;
    use texts::client_sheet as t;
    let (l, n) = (p.lang, &p.client.issues);
    if n.open + n.confirmed + n.resolved == 0 {
        return view! { <section><h2>{t::issues(l)}</h2><p class="soft">{t::no_issues(l)}</p></section> }
            .into_any();
    }
    let figure = |n: i64, label: &'static str, state: StateWanted| {
        key_figure::key_figure(format::number(l, n), label, Some(issues_path(p, state)))
    };
    let figures = vec![
        figure(n.open, t::issues_open(l), StateWanted::Open),
        figure(
            n.confirmed,
            t::issues_confirmed(l),
            StateWanted::Only(IssueState::Confirmed),
        ),
        figure(
            n.resolved,
            t::issues_resolved(l),
            StateWanted::Only(IssueState::Resolved),
        ),
    ];
    let worst = n
        .worst_confirmed
        .map(|s| view! { <p class="soft">{t::worst(l, words::severity(l, s).to_lowercase())}</p> });
    view! { <section class="stack"><h2>{t::issues(l)}</h2>{key_figure::figures(figures)}{worst}</section> }
        .into_any()
}

fn payment(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let counts = &c.payment;
    let record = if counts.contracts() == 0 {
        view! { <p class="soft">{t::no_payment(l)}</p> }.into_any()
    } else {
        let members = t::n_members(l, counts.members);
        let since = c.since.map_or_else(String::new, |day| day.year().to_string());
        view! {
            {member::bands(l, counts)}
            <p class="hint">{t::payment_n(l, counts.contracts(), since, members)}". "{t::late_means(l)}</p>
        }
        .into_any()
    };
    let here = Some(format!("/clients/{}?tab=payment", c.id)).filter(|_| p.content.part() != Part::Payment);
    let mut figures = Vec::new();
    if c.overdue.0 > 0 {
        figures.push(key_figure::key_figure(
            format::money_whole(l, c.overdue),
            t::overdue(l),
            here.clone(),
        ));
    }
    if c.open.0 > 0 {
        figures.push(key_figure::key_figure(
            format::money_whole(l, c.open),
            t::open(l),
            here,
        ));
    }
    view! {
        <section class="stack">
            <h2>{t::pays_title(l)}</h2>
            {record}
            {(!figures.is_empty()).then(|| key_figure::figures(figures))}
        </section>
    }
    .into_any()
}

fn identity(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let mut pairs: Vec<(String, AnyView)> = Vec::new();
    for number in &c.identifiers {
        pairs.push((
            words::scheme(l, number.scheme).to_owned(),
            view! { <span class="nowrap">{number.printed()}</span> }.into_any(),
        ));
    }
    pairs.push((t::kind(l).to_owned(), words::client_kind(l, c.kind).into_any()));
    if c.natural_person && c.kind != ClientKind::Person {
        pairs.push((
            words::client_kind(l, ClientKind::Person).to_owned(),
            t::yes(l).into_any(),
        ));
    }
    let nace = c
        .nace
        .as_ref()
        .map(|(version, code)| format!(" (NACE-BEL {version} {code})"))
        .unwrap_or_default();
    pairs.push((
        t::sector(l).to_owned(),
        format!("{}{nace}", words::sector(l, c.sector)).into_any(),
    ));
    pairs.push((t::address(l).to_owned(), address(p).into_any()));
    pairs.push((
        t::register(l).to_owned(),
        register_fact(l, c.register_state, c.register_as_of),
    ));
    pairs.push((texts::charter_client::fact(l).to_owned(), charter_fact(p)));
    pairs.push((t::language(l).to_owned(), words::lang(c.language).into_any()));
    for (name, value) in [(t::phone(l), &c.phone), (t::email(l), &c.email)] {
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.clone().into_any()));
        }
    }
    if let Some((id, name)) = &c.parent {
        pairs.push((
            t::parent(l).to_owned(),
            view! { <a href=format!("/clients/{id}")>{name.clone()}</a> }.into_any(),
        ));
    }
    if c.subsidised {
        let funders = c
            .funders
            .iter()
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let text = if funders.is_empty() {
            t::yes(l).to_owned()
        } else {
            t::subsidised_by(l, funders)
        };
        pairs.push((t::subsidised(l).to_owned(), text.into_any()));
    }
    for name in c.names.iter().filter(|name| name.kind != NameKind::Legal) {
        pairs.push((
            words::name_kind(l, name.kind).to_owned(),
            name.name.clone().into_any(),
        ));
    }
    view! {
        {facts::facts(pairs)}
        {c.natural_person.then(|| view! { <p class="hint">{t::natural_person(l)}</p> })}
        {establishments(p)}
    }
    .into_any()
}

/// Whether the client accepted the charter, and where staff write it down.
fn charter_fact(p: &SheetPage) -> AnyView {
    use texts::charter_client as t;
    let (l, c) = (p.lang, &p.client);
    let record = p
        .rights
        .edit
        .then(|| view! { " "<a href=format!("/clients/{}/charter", c.id)>{t::record(l)}</a> });
    view! { {crate::pages::charter::client::said(l, p.charter)}{record} }.into_any()
}

fn address(p: &SheetPage) -> String {
    let (l, c) = (p.lang, &p.client);
    let town = format!("{} {}", c.address.postcode, c.address.municipality);
    let country = if c.address.country == "BE" {
        ""
    } else {
        c.address.country.as_str()
    };
    let lines = [
        c.address.street.as_str(),
        town.trim(),
        country,
        words::region(l, c.region),
    ];
    // Brussels is a municipality and a region: once is enough.
    let said = |line: &&str| {
        !line.is_empty() && (*line != words::region(l, c.region) || *line != c.address.municipality)
    };
    lines.into_iter().filter(said).collect::<Vec<_>>().join(", ")
}

fn establishments(p: &SheetPage) -> Option<AnyView> {
    let (l, all) = (p.lang, &p.client.establishments);
    if all.is_empty() {
        return None;
    }
    let items = all
        .iter()
        .map(|e| {
            let place = format!("{} {}", e.address.postcode, e.address.municipality);
            let parts = [e.name.as_str(), e.number.as_str(), e.address.street.as_str(), place.trim()];
            view! { <li>{parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")}</li> }
        })
        .collect_view();
    Some(view! { <h3>{texts::client_sheet::establishments(l)}</h3><ul>{items}</ul> }.into_any())
}

fn issue_part(p: &SheetPage, issues: &[IssueSummary], categories: &[Category]) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    let report = p
        .rights
        .report
        .then(|| button::link_primary(format!("/clients/{}/issues/new", p.client.id), t::report(l)));
    if issues.is_empty() {
        return view! { <section class="stack sheet-part">{empty_state::empty_state(t::title_issues(l, &p.client.name), t::no_issues(l), report)}</section> }
            .into_any();
    }
    view! {
        <section class="stack sheet-part">
            <h2>{t::issues(l)}</h2>
            {rows::rows(issues.iter().map(|issue| issue_list::row(l, categories, issue)).collect())}
            {button::row(vec![button::link(issues_path(p, StateWanted::All), t::issues_all(l))])}
        </section>
    }
    .into_any()
}

fn payment_part(p: &SheetPage, content: &super::payment::PaymentContent) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let figures = vec![
        key_figure::key_figure(format::number(l, c.contracts), t::contracts(l), None),
        key_figure::key_figure(format::number(l, c.members), t::members(l), None),
    ];
    let ledger = super::payment::part(l, c.id, content);
    view! { <div class="stack sheet-part">{payment(p)}{key_figure::figures(figures)}{ledger}</div> }
        .into_any()
}

fn note_part(p: &SheetPage, notes: &[Note], form: &NoteForm, errors: &Errors, key: &str) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    let all = if notes.is_empty() {
        empty_state::empty_state(t::notes_empty(l), t::notes_empty_next(l), None)
    } else {
        notes
            .iter()
            .map(|note| {
                let who = format!("{} · {}", note.by_name, format::moment(l, note.at));
                quote::quote(note.text.clone(), Some(who.into_any()))
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="columns sheet-part">
            <section class="stack"><h2>{t::notes(l)}</h2>{all}</section>
            <section>
                <h2>{t::note_new(l)}</h2>
                <form method="post" action=format!("/clients/{}/notes", p.client.id) id="note" class="stack">
                    {form_key::key(key)}
                    {Field::new("text", t::note_text(l)).hint(t::note_hint(l)).value(&form.text).error(errors).textarea(5)}
                    {button::primary(t::note_save(l))}
                </form>
            </section>
        </div>
    }
    .into_any()
}

fn history_part(l: Lang, events: &[ClientEvent]) -> AnyView {
    use texts::client_sheet as t;
    if events.is_empty() {
        return view! { <section class="stack sheet-part"><p class="soft">{t::event_none(l)}</p></section> }
            .into_any();
    }
    let items = events
        .iter()
        .map(|event| {
            let what = match event.kind {
                ClientEventKind::Added => t::event_added(l),
                ClientEventKind::Edited => t::event_edited(l),
            };
            let what = match &event.by_name {
                Some(name) => t::event_by(l, what, name),
                None => t::event_program(l, what),
            };
            view! { <li>{dated(l, event.at, what)}{changes(l, &event.changes)}</li> }
        })
        .collect_view();
    view! { <section class="stack sheet-part"><h2>{t::history(l)}</h2><ol class="timeline">{items}</ol></section> }
        .into_any()
}

/// Field by field, before and after.
fn changes(l: Lang, changes: &[Change]) -> Option<AnyView> {
    use texts::client_form as t;
    if changes.is_empty() {
        return None;
    }
    let rows = changes
        .iter()
        .map(|change| {
            vec![
                words::client_field(l, change.field).into_any(),
                said(l, change.field, &change.old).into_any(),
                said(l, change.field, &change.new).into_any(),
            ]
        })
        .collect();
    let columns = vec![
        table::words(t::conflict_field(l)),
        table::words(texts::client_sheet::before(l)),
        table::words(texts::client_sheet::after(l)),
    ];
    Some(table::table(texts::client_sheet::changes(l), columns, rows))
}

/// A value of a field as people read it.
pub(super) fn said(l: Lang, field: ClientField, value: &str) -> String {
    let word = match field {
        ClientField::Kind => ClientKind::from_code(value).map(|kind| words::client_kind(l, kind)),
        ClientField::Sector => {
            domain::client::sector::SectorGroup::from_code(value).map(|s| words::sector(l, s))
        }
        ClientField::Language => Lang::from_code(value).map(words::lang),
        ClientField::NaturalPerson | ClientField::Subsidised if value == "true" => {
            Some(texts::client_field::yes(l))
        }
        ClientField::NaturalPerson | ClientField::Subsidised => Some(texts::client_field::no(l)),
        _ => None,
    };
    match word {
        Some(word) => word.to_owned(),
        None if value.is_empty() => texts::client_sheet::nothing(l).to_owned(),
        None => value.to_owned(),
    }
}
