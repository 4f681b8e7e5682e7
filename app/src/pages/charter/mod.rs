//! The charter: read with its versions and an OK, the draft of the next one, and a client's OK written down by staff.

pub mod article;
pub mod client;
pub mod draft;
pub mod read;

use crate::texts;
use domain::Lang;
use domain::charter::{Article, ArticleChange, changes};
use leptos::prelude::*;

/// An article set out: number, title, paragraphs.
fn article(l: Lang, a: &Article) -> AnyView {
    let id = format!("article-{}", a.number);
    view! {
        <section class="charter-article" aria-labelledby=id.clone()>
            <h2 id=id.clone()><span class="soft">{a.number}</span>" "{a.title(l).to_owned()}</h2>
            {paragraphs(a.text(l))}
        </section>
    }
    .into_any()
}

fn paragraphs(text: &str) -> AnyView {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect_view()
        .into_any()
}

/// What the newer version says otherwise, article by article; nothing where it says the same.
fn differences(l: Lang, old: &[Article], new: &[Article]) -> Option<AnyView> {
    use texts::charter as t;
    let changes = changes(old, new);
    if changes.is_empty() {
        return None;
    }
    let items = changes
        .into_iter()
        .map(|change| match change {
            ArticleChange::Added(new) => view! {
                <li><h3>{t::added(l, new.number, new.title(l))}</h3><ins class="charter-words">{paragraphs(new.text(l))}</ins></li>
            }
            .into_any(),
            ArticleChange::Removed(old) => view! {
                <li><h3>{t::removed(l, old.number, old.title(l))}</h3><del class="charter-words">{paragraphs(old.text(l))}</del></li>
            }
            .into_any(),
            ArticleChange::Reworded { old, new } => view! {
                <li>
                    <h3>{t::reworded(l, new.number, new.title(l))}</h3>
                    <p class="soft">{t::was(l)}</p>
                    <del class="charter-words">{(old.title(l) != new.title(l)).then(|| view! { <p>{old.title(l).to_owned()}</p> })}{paragraphs(old.text(l))}</del>
                    <p class="soft">{t::is(l)}</p>
                    <ins class="charter-words">{paragraphs(new.text(l))}</ins>
                </li>
            }
            .into_any(),
        })
        .collect_view();
    Some(view! { <ul class="plain charter-changes">{items}</ul> }.into_any())
}
