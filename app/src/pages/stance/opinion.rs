//! The committee's pages: what waits for it, one case with what was put to the client, and the answer.

use super::content;
use super::judged;
use crate::parts::{
    Choice, Errors, Field, button, conflict, conflict::Difference, empty_state, error_summary, facts, files,
    filter_glyph, form_key, heading, quote, rows, stance_badge, tag, time,
};
use crate::{format, texts, words};
use domain::case::CaseSheet;
use domain::category::Category;
use domain::client::Note;
use domain::file::FileSummary;
use domain::stance::StanceSheet;
use domain::stance::life::JudgedGround;
use domain::stance::opinion::{About, Advice, Opinion};
use domain::{IssueId, Lang, Money};
use leptos::prelude::*;

/// What waits, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub waiting: Vec<Opinion>,
    pub answered: Vec<Opinion>,
}

/// The page's title.
pub fn list_title(p: &ListPage) -> String {
    texts::opinion::title(p.lang, p.waiting.len() as i64)
}

/// The list.
pub fn list(p: &ListPage) -> AnyView {
    use texts::opinion as t;
    let l = p.lang;
    let waiting = if p.waiting.is_empty() {
        empty_state::empty_state(list_title(p), t::none(l), None)
    } else {
        summaries(l, &p.waiting)
    };
    let answered = (!p.answered.is_empty()).then(|| {
        view! { {heading::section("answered", t::answered(l))}{summaries(l, &p.answered)} }
    });
    view! {
        <article class="reading stack">
            {heading::heading(list_title(p))}
            <p class="lead">{t::intro(l)}</p>
            {waiting}
            {answered}
        </article>
    }
    .into_any()
}

fn summaries(l: Lang, opinions: &[Opinion]) -> AnyView {
    let items = opinions
        .iter()
        .map(|o| {
            let asked = format::date(l, domain::clock::day(o.asked_at));
            let given = o
                .given
                .as_ref()
                .map(|given| tag::quiet(words::advice(l, given.advises)));
            rows::Row::new(format!("/opinions/{}", o.id), o.client_name.clone())
                .meta(o.question.clone())
                .side(view! { <span>{asked}</span>{given} })
        })
        .collect();
    rows::rows(items)
}

/// The answer as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerForm {
    pub advises: String,
    pub text: String,
}

/// What the client said, as the committee reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub on: chrono::NaiveDate,
    pub text: String,
}

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    Stance {
        stance: Box<StanceSheet>,
        scope_names: Vec<String>,
        replies: Vec<Said>,
    },
    Case(Box<CaseSheet>),
}

/// One question put to the committee, with all that it may read about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePage {
    pub lang: Lang,
    pub opinion: Opinion,
    pub matter: Matter,
    pub grounds: Vec<JudgedGround>,
    /// The files of the issues that have some.
    pub evidence: Vec<(IssueId, Vec<FileSummary>)>,
    /// What the team noted about the client.
    pub notes: Vec<Note>,
    pub categories: Vec<Category>,
    /// Somebody was faster: what was typed stands beside what was answered.
    pub overtaken: bool,
    pub form: AnswerForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the question's client.
pub fn case_title(p: &CasePage) -> String {
    texts::opinion::case_title(p.lang, &p.opinion.client_name)
}

/// The question, what it is about, the facts, the evidence and the notes, the client's reply, and the answer.
pub fn case(p: &CasePage) -> AnyView {
    use texts::opinion as t;
    let l = p.lang;
    let asked = format!(
        "{} · {}",
        p.opinion.asked_by_name,
        format::date(l, domain::clock::day(p.opinion.asked_at))
    );
    let (about, said) = match &p.matter {
        Matter::Stance {
            stance,
            scope_names,
            replies,
        } => (proposed(l, stance, scope_names), Some(replied(l, replies))),
        Matter::Case(sheet) => (case_facts(l, sheet), None),
    };
    view! {
        <article class="reading stack">
            {heading::with(case_title(p), Some(heading::back("/opinions", t::back(l))), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.then(|| conflict::settled(l, differences(p)))}
            {quote::quote(p.opinion.question.clone(), Some(asked.into_any()))}
            {about}
            {heading::section("grounds", texts::stance_sheet::grounds(l))}
            {judged::grounds(l, &p.grounds, &p.categories, true)}
            {evidence(p)}
            {said}
            {notes(p)}
            {answer(p)}
        </article>
    }
    .into_any()
}

/// What was answered beside what was typed.
fn differences(p: &CasePage) -> Vec<Difference> {
    use texts::opinion as t;
    let l = p.lang;
    let given = p.opinion.given.as_ref();
    let named = |advice: Option<Advice>| advice.map_or("", |advice| words::advice(l, advice));
    let typed = Advice::from_code(&p.form.advises);
    [
        Difference::of(t::advice(l), named(given.map(|g| g.advises)), named(typed)),
        Difference::of(t::text(l), given.map_or("", |g| g.text.as_str()), &p.form.text),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn proposed(l: Lang, s: &StanceSheet, scope_names: &[String]) -> AnyView {
    use texts::opinion as t;
    view! {
        {heading::section("proposed", t::proposed(l))}
        <p>{stance_badge::large(l, Some(s.standing.kind))}" "{words::stance_state(l, s.standing.state)}</p>
        {content::paragraph(&s.proposal.reason)}
        {facts::facts(content::told(l, &s.proposal, scope_names))}
        <div lang="fr">{quote::quote(s.proposal.note.fr.clone(), None)}</div>
        <div lang="nl">{quote::quote(s.proposal.note.nl.clone(), None)}</div>
    }
    .into_any()
}

/// What the case is, in a few figures; of its reporters no more than how many they are.
fn case_facts(l: Lang, c: &CaseSheet) -> AnyView {
    use texts::case_sheet as t;
    let s = &c.summary;
    let mut pairs = vec![
        (t::client(l).to_owned(), s.client_name.clone().into_any()),
        (t::filter(l).to_owned(), filter_glyph::filter(l, s.bounds.filter)),
        (
            t::reporters(l).to_owned(),
            format::number(l, c.reporters).into_any(),
        ),
    ];
    if let Some((first, last)) = c.happened {
        let days = view! { {time::date(l, first)}" – "{time::date(l, last)} };
        pairs.push((t::happened(l).to_owned(), days.into_any()));
    }
    if c.unpaid_cents > 0 {
        pairs.push((
            t::unpaid(l).to_owned(),
            format::money(l, Money(c.unpaid_cents)).into_any(),
        ));
    }
    view! {
        {heading::section("case", format!("{} · {}", s.id.reference(), s.title))}
        {facts::facts(pairs)}
    }
    .into_any()
}

fn replied(l: Lang, replies: &[Said]) -> AnyView {
    use texts::opinion as t;
    let said = if replies.is_empty() {
        view! { <p class="soft">{t::no_reply(l)}</p> }.into_any()
    } else {
        replies
            .iter()
            .map(|said| quote::quote(said.text.clone(), Some(format::date(l, said.on).into_any())))
            .collect_view()
            .into_any()
    };
    view! { {heading::section("replies", t::replies(l))}{said} }.into_any()
}

fn evidence(p: &CasePage) -> Option<AnyView> {
    let l = p.lang;
    if p.evidence.is_empty() {
        return None;
    }
    let items = p
        .evidence
        .iter()
        .map(|(issue, files)| view! { <h3>{issue.reference()}</h3>{files::list(l, files, false)} })
        .collect_view();
    Some(view! { {heading::section("evidence", texts::file::title(l))}{items} }.into_any())
}

fn notes(p: &CasePage) -> Option<AnyView> {
    let l = p.lang;
    if p.notes.is_empty() {
        return None;
    }
    let items = p
        .notes
        .iter()
        .map(|note| {
            let who = format!(
                "{} · {}",
                note.by_name,
                format::date(l, domain::clock::day(note.at))
            );
            quote::quote(note.text.clone(), Some(who.into_any()))
        })
        .collect_view();
    Some(view! { {heading::section("notes", texts::opinion::notes(l))}{items} }.into_any())
}

/// The questions about one thing and the committee's answers, as the team reads them.
pub fn asked(l: Lang, opinions: &[Opinion]) -> AnyView {
    use texts::opinion as t;
    opinions
        .iter()
        .map(|opinion| {
            let asked = format!(
                "{} · {}",
                opinion.asked_by_name,
                format::date(l, domain::clock::day(opinion.asked_at))
            );
            let answer = match &opinion.given {
                None => view! { <p class="soft">{t::waits(l)}</p> }.into_any(),
                Some(given) => {
                    let by = format!(
                        "{} · {}",
                        given.by_name,
                        format::date(l, domain::clock::day(given.at))
                    );
                    view! {
                        <p><strong>{t::advises(l)}" "{words::advice(l, given.advises)}</strong></p>
                        {quote::quote(given.text.clone(), Some(by.into_any()))}
                    }
                    .into_any()
                }
            };
            let case = match opinion.about {
                About::Case(case) => Some(view! { <p class="soft">{t::about_case(l, case.reference())}</p> }),
                About::Stance(_) => None,
            };
            view! { {case}{quote::quote(opinion.question.clone(), Some(asked.into_any()))}{answer} }
        })
        .collect_view()
        .into_any()
}

fn answer(p: &CasePage) -> AnyView {
    use texts::opinion as t;
    let l = p.lang;
    if let Some(given) = &p.opinion.given {
        let by = format!(
            "{} · {}",
            given.by_name,
            format::date(l, domain::clock::day(given.at))
        );
        return view! {
            <section class="panel stack" aria-labelledby="answer-title">
                <h2 id="answer-title">{t::advises(l)}" "{words::advice(l, given.advises)}</h2>
                {quote::quote(given.text.clone(), Some(by.into_any()))}
            </section>
        }
        .into_any();
    }
    let choices = Advice::ALL
        .iter()
        .map(|advice| Choice::new(advice.code(), words::advice(l, *advice)))
        .collect();
    view! {
        <section class="panel stack" aria-labelledby="answer-title">
            <h2 id="answer-title">{t::answer_title(l)}</h2>
            <form class="stack" method="post" id="answer" action=format!("/opinions/{}", p.opinion.id)>
                {form_key::key(&p.key)}{form_key::revision(p.opinion.revision)}
                {Field::new("advises", t::advice(l)).value(&p.form.advises).error(&p.errors).radios(choices)}
                {Field::new("text", t::text(l)).hint(t::text_hint(l)).value(&p.form.text).error(&p.errors).textarea(5)}
                {button::primary(t::give(l))}
            </form>
        </section>
    }
    .into_any()
}
