//! A list whose entries each open one thing.

use leptos::prelude::*;

/// One entry: the whole row is the target of its link.
pub struct Row {
    pub href: String,
    /// A badge or glyph in front.
    pub lead: Option<AnyView>,
    pub title: String,
    /// Under the title, in soft ink.
    pub meta: Option<AnyView>,
    /// At the end of the row: figures, dates, ticks.
    pub side: Option<AnyView>,
}

impl Row {
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            lead: None,
            title: title.into(),
            meta: None,
            side: None,
        }
    }

    pub fn lead(mut self, lead: impl IntoView + 'static) -> Self {
        self.lead = Some(lead.into_any());
        self
    }

    pub fn meta(mut self, meta: impl IntoView + 'static) -> Self {
        self.meta = Some(meta.into_any());
        self
    }

    pub fn side(mut self, side: impl IntoView + 'static) -> Self {
        self.side = Some(side.into_any());
        self
    }
}

/// The list, one row an entry, in the order given.
pub fn rows(rows: Vec<Row>) -> AnyView {
    let items = rows
        .into_iter()
        .map(|row| {
            let lead = row.lead.map(|lead| view! { <div class="row-lead">{lead}</div> });
            let meta = row.meta.map(|meta| view! { <div class="row-meta">{meta}</div> });
            let side = row.side.map(|side| view! { <div class="row-side">{side}</div> });
            view! {
                <li class="row">
                    <div class="row-main"><a class="row-link" href=row.href>{row.title}</a>{meta}</div>
                    {lead}
                    {side}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}
