//! Proposals that wait, and one of them with what it would change.

use super::{compared, state};
use crate::parts::rows::{Row, rows};
use crate::parts::{
    Errors, Field, button, empty_state, error_summary, form_key, heading, notice, quote, tag, time,
};
use crate::{format, texts};
use chrono::{DateTime, Utc};
use domain::profession::{PartChange, ProfessionState};
use domain::{Lang, ProfessionId, ProfessionProposalId};
use leptos::prelude::*;

/// A proposal in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: ProfessionProposalId,
    pub name: String,
    pub to: ProfessionState,
    pub is_new: bool,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// The list.
pub fn list(l: Lang, lines: &[Line]) -> AnyView {
    use texts::proposal as t;
    let found = if lines.is_empty() {
        empty_state::empty_state(t::none(l), t::none_next(l), None)
    } else {
        let all = lines
            .iter()
            .map(|line| {
                let by = t::by(l, &line.by_name, format::date(l, domain::clock::day(line.at)));
                let new = line.is_new.then(|| view! { <span>{t::is_new(l)}</span> });
                Row::new(format!("/professions/proposals/{}", line.id), line.name.clone())
                    .meta(view! { <span>{by}</span>{new} })
                    .side(state(l, line.to))
            })
            .collect();
        rows(all)
    };
    view! {
        <div class="reading">
            {heading::with(list_title(l, lines.len()), Some(heading::back("/professions", texts::profession::back(l))), vec![])}
            {found}
        </div>
    }
    .into_any()
}

/// How many wait.
pub fn list_title(l: Lang, n: usize) -> String {
    match n {
        0 => texts::proposal::none(l).to_owned(),
        n => texts::proposal::title_list(l, n as i64),
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Open,
    Accepted,
    Declined,
    Withdrawn,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalPage {
    pub lang: Lang,
    pub id: ProfessionProposalId,
    pub name: String,
    pub entry: Option<ProfessionId>,
    /// From what stands to what is proposed; the whole entry where it is new.
    pub changes: Vec<PartChange>,
    pub why: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub standing: Standing,
    pub decided: Option<(String, DateTime<Utc>)>,
    pub comment: String,
    /// The entry has moved on since: it must be proposed again.
    pub overtaken: bool,
    pub own: bool,
    pub may_decide: bool,
    /// The comment as typed.
    pub typed: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &ProposalPage) -> String {
    texts::proposal::title(p.lang, &p.name)
}

/// The page.
pub fn proposal(p: &ProposalPage) -> AnyView {
    use texts::proposal as t;
    let l = p.lang;
    let standing = match p.standing {
        Standing::Open => t::open(l),
        Standing::Accepted => t::accepted(l),
        Standing::Declined => t::declined(l),
        Standing::Withdrawn => t::withdrawn(l),
    };
    let by = t::by(l, &p.by_name, format::date(l, domain::clock::day(p.at)));
    let decided = p.decided.as_ref().map(|(name, at)| {
        view! { <p>{t::decided(l, name)}" "{time::moment(l, *at)}"."</p> }
    });
    let comment = (!p.comment.is_empty()).then(|| quote::quote(p.comment.clone(), None));
    let entry = p.entry.map(|id| {
        view! { <p><a href=format!("/professions/{id}")>{t::entry(l)}</a></p> }
    });
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(title(p), Some(heading::back("/professions/proposals", t::back(l))), vec![])}
            <p class="line">{tag::tag(standing)}<span class="soft">{by}</span></p>
            {decided}
            {comment}
            {entry}
            <section class="section">
                <h2>{t::why(l)}</h2>
                {quote::quote(p.why.clone(), None)}
            </section>
            <section class="section">
                <h2>{t::changes(l)}</h2>
                {compared(l, &p.name, &p.changes, [texts::profession::before(l), texts::profession::after(l)])}
            </section>
            {(p.standing == Standing::Open).then(|| decide(p))}
        </article>
    }
    .into_any()
}

fn decide(p: &ProposalPage) -> AnyView {
    use texts::proposal as t;
    let l = p.lang;
    let action = format!("/professions/proposals/{}", p.id);
    let overtaken = p
        .overtaken
        .then(|| notice::warning(view! { <p>{t::overtaken(l)}</p> }));
    if p.own {
        return view! {
            <section class="section screen-only">
                {overtaken}
                <p>{t::own(l)}</p>
                <form method="post" action=action id="withdraw">
                    {form_key::key(&p.key)}
                    {button::row(vec![button::named(t::withdraw(l), "decision", "withdraw", false)])}
                </form>
            </section>
        }
        .into_any();
    }
    if !p.may_decide {
        return view! { <section class="section">{overtaken}<p class="soft">{t::manager(l)}</p></section> }
            .into_any();
    }
    let mut buttons = Vec::new();
    if !p.overtaken {
        buttons.push(button::named(t::accept(l), "decision", "accept", true));
    }
    buttons.push(button::named(t::decline(l), "decision", "decline", false));
    view! {
        <section class="section screen-only">
            <h2>{t::decide(l)}</h2>
            {overtaken}
            <form method="post" action=action id="decide" class="stack">
                {form_key::key(&p.key)}
                {Field::new("comment", t::comment(l)).hint(t::comment_hint(l)).value(&p.typed).error(&p.errors).textarea(3)}
                {button::row(buttons)}
            </form>
        </section>
    }
    .into_any()
}
