//! The go-aheads that a counsellor has to answer, the oldest first.

use crate::parts::pager::Pager;
use crate::parts::rows::Row;
use crate::parts::{answer_badge, empty_state, heading, pager, rows, tag};
use crate::{format, texts};
use chrono::NaiveDate;
use domain::Lang;
use domain::check::KeptCheck;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalsPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub waiting: Vec<KeptCheck>,
    pub pager: Pager,
}

/// The page's title.
pub fn title(p: &ApprovalsPage) -> String {
    match p.waiting.len() {
        0 => texts::approval_list::title_none(p.lang).to_owned(),
        n => texts::approval_list::title(p.lang, n as i64),
    }
}

/// The page.
pub fn approvals(p: &ApprovalsPage) -> AnyView {
    use texts::approval_list as t;
    let l = p.lang;
    let list = if p.waiting.is_empty() {
        empty_state::empty_state(title(p), t::none(l), None)
    } else {
        rows::rows(p.waiting.iter().map(|k| row(l, p.today, k)).collect())
    };
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {list}
            {(!p.waiting.is_empty()).then(|| pager::pager(l, &p.pager))}
        </article>
    }
    .into_any()
}

fn row(l: Lang, today: NaiveDate, k: &KeptCheck) -> Row {
    use texts::approval_list as t;
    let client = k
        .client_name
        .clone()
        .unwrap_or_else(|| k.offer.client_text.clone());
    let due = k.due_on.map(|day| t::due(l, format::date(l, day)));
    let overdue = k
        .due_on
        .is_some_and(|day| day < today)
        .then(|| tag::tag(t::overdue(l)));
    Row::new(
        format!("/checks/{}", k.id),
        format!("{} · {client}", k.kept_by_name),
    )
    .lead(answer_badge::badge(l, k.answer.answer))
    .meta(format!(
        "{} · {}",
        k.id.reference(),
        k.profession_names[l as usize]
    ))
    .side(view! { <span>{due}</span>{overdue} })
}
