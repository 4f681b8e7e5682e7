//! What happened to an issue, and who was faster.

use super::sheet::{Reader, SheetPage, button_text};
use crate::parts::{notice, quote, time};
use crate::{format, texts, words};
use domain::Lang;
use domain::issue::IssueEvent;
use domain::issue::life::Step;
use leptos::prelude::*;

/// Both versions, when someone was faster.
pub(super) fn overtaken(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    let wanted = p.overtaken.as_ref()?;
    let now = p.issue.events.last().map(|event| event_line(p, event));
    let reason = (!wanted.reason.trim().is_empty()).then(|| quote::quote(wanted.reason.clone(), None));
    Some(notice::warning(view! {
        <h2>{t::conflict_title(l)}</h2>
        <div class="columns even">
            <div><h3>{t::conflict_now(l)}</h3>{now}</div>
            <div><h3>{t::conflict_yours(l)}</h3><p><strong>{button_text(l, wanted.step)}</strong></p>{reason}</div>
        </div>
        <p>{t::conflict_kept(l)}</p>
    }))
}

/// The steps, the newest first.
pub(super) fn history(p: &SheetPage) -> AnyView {
    let items = p
        .issue
        .events
        .iter()
        .enumerate()
        .rev()
        .map(|(n, event)| {
            let reason = (!event.reason.is_empty())
                .then(|| view! { <p class="kept-lines">{event.reason.clone()}</p> });
            view! { <li>{event_line(p, event)}{reason}{former(p, n)}</li> }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

/// What a correction replaced: which parts, and the old text in full.
fn former(p: &SheetPage, n: usize) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    let events = &p.issue.events;
    let before = events.get(n)?.details.former.as_ref()?;
    let now = p.issue.content();
    let after = events[n + 1..]
        .iter()
        .find_map(|later| later.details.former.as_ref())
        .unwrap_or(&now);
    let parts: Vec<&str> = before
        .changed(after)
        .into_iter()
        .map(|part| words::issue_part(l, part))
        .collect();
    let category = p
        .categories
        .iter()
        .find(|c| c.id == before.category)
        .map(|c| c.name(l).to_owned())
        .unwrap_or_default();
    let line = [
        category,
        words::severity(l, before.severity).to_owned(),
        format::date(l, before.happened_on),
    ];
    let view = view! {
        <p class="soft">{t::changed(l, parts.join(", "))}</p>
        <details>
            <summary>{t::former(l)}</summary>
            <p class="soft">{line.join(" · ")}</p>
            {quote::quote(before.facts.clone(), None)}
        </details>
    };
    Some(view.into_any())
}

fn event_line(p: &SheetPage, event: &IssueEvent) -> AnyView {
    let l = p.lang;
    view! {
        <p><strong>{step_text(l, event.step)}</strong>" "<span>{by(p, event)}</span>" · "{time::moment(l, event.at)}</p>
    }
    .into_any()
}

/// Staff read names; a reporter reads who in general, and nobody but staff reads the reporter's name.
fn by(p: &SheetPage, event: &IssueEvent) -> String {
    use texts::issue_sheet as t;
    let l = p.lang;
    match (event.by, p.reader) {
        (None, _) => t::by_program(l).to_owned(),
        (Some(by), reader) if by == reader.id() => t::by_you(l).to_owned(),
        (Some(_), Reader::Reporter(_)) => t::by_staff(l).to_owned(),
        (Some(_), Reader::Staff(_)) => event
            .by_name
            .as_ref()
            .map_or_else(|| t::by_member(l).to_owned(), |name| t::by(l, name)),
    }
}

const fn step_text(l: Lang, step: Step) -> &'static str {
    use texts::issue_sheet as t;
    match step {
        Step::Report => t::step_report(l),
        Step::Review => t::step_review(l),
        Step::Confirm => t::step_confirm(l),
        Step::Dismiss => t::step_dismiss(l),
        Step::Resolve => t::step_resolve(l),
        Step::Withdraw => t::step_withdraw(l),
        Step::Reopen => t::step_reopen(l),
        Step::Correct => t::step_correct(l),
        Step::Classify => t::step_classify(l),
        Step::Evidence => t::step_evidence(l),
    }
}
