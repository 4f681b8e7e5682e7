//! The log: what was done, when and by whom, the newest first.

use crate::parts::pager::Pager;
use crate::parts::{Choice, Errors, Field, button, empty_state, error_summary, heading, pager, table, time};
use crate::{texts, words};
use domain::audit::{AuditAction, AuditLine, AuditSearch, By};
use domain::{AuditId, Lang};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    pub lang: Lang,
    pub search: AuditSearch,
    /// The person's number as typed.
    pub by: String,
    pub lines: Vec<AuditLine>,
    /// Older entries come after this one.
    pub next: Option<AuditId>,
    pub errors: Errors,
}

/// The page.
pub fn audit(p: &AuditPage) -> AnyView {
    use texts::admin_audit as t;
    let l = p.lang;
    view! {
        <article class="wide stack">
            {heading::heading(t::title(l))}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {chooser(p)}
            {lines(p)}
        </article>
    }
    .into_any()
}

fn chooser(p: &AuditPage) -> AnyView {
    use texts::admin_audit as t;
    let l = p.lang;
    let mut actions: Vec<Choice> = AuditAction::ALL
        .iter()
        .map(|action| Choice::new(action.code(), words::audit_action(l, *action)))
        .collect();
    actions.sort_by_cached_key(|choice| choice.label.clone());
    actions.insert(0, Choice::new("", t::every_action(l)));
    let chosen = p.search.action.map_or("", AuditAction::code);
    view! {
        <form method="get" action="/admin/audit" id="audit" class="filters">
            {Field::new("action", t::action(l)).value(chosen).select_of(actions)}
            {Field::new("by", t::person(l)).hint(t::person_hint(l)).optional(l).value(&p.by).error(&p.errors).number()}
            {button::primary(t::show(l))}
        </form>
    }
    .into_any()
}

fn lines(p: &AuditPage) -> AnyView {
    use texts::admin_audit as t;
    let l = p.lang;
    if p.lines.is_empty() {
        return empty_state::empty_state(
            t::none_title(l),
            t::none(l),
            Some(button::link("/admin/audit", t::all(l))),
        );
    }
    let columns = vec![
        table::words(t::at(l)),
        table::words(t::who(l)),
        table::words(t::action(l)),
        table::words(t::object(l)),
        table::numbers(t::entry(l)),
    ];
    let rows = p.lines.iter().map(|line| row(l, line)).collect();
    let shown = Pager {
        shown: p.lines.len() as i64,
        first: p.search.before.map(|_| path(&p.search, None)),
        previous: None,
        next: p.next.map(|last| path(&p.search, Some(last))),
    };
    view! { {table::table(t::title(l), columns, rows)}{pager::pager(l, &shown)} }.into_any()
}

fn row(l: Lang, line: &AuditLine) -> Vec<AnyView> {
    use texts::admin_audit as t;
    let who = match &line.by {
        By::Program => view! { <span class="soft">{t::program(l)}</span> }.into_any(),
        By::Reporter => view! { <span class="soft">{t::reporter(l)}</span> }.into_any(),
        By::Person { id, name } => {
            view! { <a href=format!("/admin/people/{id}")>{name.clone()}</a> }.into_any()
        }
    };
    vec![
        time::moment(l, line.at),
        who,
        words::audit_action(l, line.action).into_any(),
        view! { <code>{line.object.clone()}</code> }.into_any(),
        line.id.to_string().into_any(),
    ]
}

/// The address of a page of the log.
fn path(search: &AuditSearch, before: Option<AuditId>) -> String {
    let parts = [
        search.action.map(|action| format!("action={action}")),
        search.by.map(|by| format!("by={by}")),
        before.map(|before| format!("before={before}")),
    ];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    if query.is_empty() {
        "/admin/audit".to_owned()
    } else {
        format!("/admin/audit?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PersonId;

    #[test]
    fn the_address_of_a_page_keeps_what_was_asked() {
        let search = AuditSearch {
            action: Some(AuditAction::Export),
            by: Some(PersonId(7)),
            before: None,
        };
        assert_eq!(
            path(&search, Some(AuditId(50))),
            "/admin/audit?action=export&by=7&before=50"
        );
        assert_eq!(path(&AuditSearch::default(), None), "/admin/audit");
    }
}
