//! Next and previous, by key: no page numbers that shift while one reads.

use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// Where the list goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pager {
    /// How many are on this page.
    pub shown: i64,
    /// Address of the first page, when this is not it.
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// The line under a list: how many are shown, and where it goes on.
pub fn pager(l: Lang, p: &Pager) -> AnyView {
    let link = |href: &Option<String>, rel: &'static str, text: &'static str| {
        href.clone()
            .map(|href| view! { <a class="button" href=href rel=rel>{text}</a> })
    };
    view! {
        <nav class="pager" aria-label=texts::list::pages(l)>
            <p>{texts::list::shown(l, p.shown)}</p>
            <div class="buttons">
                {link(&p.first, "first", texts::list::first(l))}
                {link(&p.previous, "prev", texts::list::previous(l))}
                {link(&p.next, "next", texts::list::next(l))}
            </div>
        </nav>
    }
    .into_any()
}
