//! Two people edited one thing: what stands now beside what was typed, one part for every form.

use super::{notice, table};
use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// One point on which the two versions differ, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub point: String,
    /// What is saved.
    pub now: String,
    pub yours: String,
}

impl Difference {
    /// The point, where the two differ.
    pub fn of(point: impl Into<String>, now: impl Into<String>, yours: impl Into<String>) -> Option<Self> {
        let (now, yours) = (now.into(), yours.into());
        (now.trim() != yours.trim()).then(|| Self {
            point: point.into(),
            now,
            yours,
        })
    }
}

/// Stands above a form that came back with status 409: nothing was overwritten, what was typed stands in the form below.
pub fn conflict(l: Lang, differences: Vec<Difference>) -> AnyView {
    told(l, texts::conflict::sentence(l), differences)
}

/// Stands above a page whose form is gone, because somebody else has answered: what was typed stands here alone.
pub fn settled(l: Lang, differences: Vec<Difference>) -> AnyView {
    told(l, texts::conflict::settled(l), differences)
}

fn told(l: Lang, sentence: &'static str, differences: Vec<Difference>) -> AnyView {
    use texts::conflict as t;
    let compared = if differences.is_empty() {
        view! { <p>{t::same(l)}</p> }.into_any()
    } else {
        let said = |text: String| {
            let text = if text.trim().is_empty() {
                "–".to_owned()
            } else {
                text
            };
            view! { <span class="kept-lines">{text}</span> }.into_any()
        };
        let rows = differences
            .into_iter()
            .map(|d| vec![d.point.into_any(), said(d.now), said(d.yours)])
            .collect();
        let columns = vec![
            table::words(t::point(l)),
            table::words(t::now(l)),
            table::words(t::yours(l)),
        ];
        table::table(t::title(l), columns, rows)
    };
    notice::warning(view! {
        <div class="stack" id="conflict" role="alert">
            <h2>{t::title(l)}</h2>
            <p>{sentence}</p>
            {compared}
        </div>
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::html;

    #[test]
    fn both_versions_stand_side_by_side_and_only_what_differs() {
        let differences = [
            Difference::of("Nom", "Halles", "Halles "),
            Difference::of("Ville", "", "Liège"),
        ];
        let out = html(|| conflict(Lang::Fr, differences.into_iter().flatten().collect()));
        assert!(!out.contains("Halles"), "{out}");
        assert!(out.contains("Liège") && out.contains('–'), "{out}");
        assert!(html(|| conflict(Lang::Fr, vec![])).contains(texts::conflict::same(Lang::Fr)));
    }
}
