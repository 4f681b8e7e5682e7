//! The register of processing as a document.

use crate::document::{Document, Part, Term};
use crate::edition::section;
use app::format;
use app::pages::processing::{ProcessingPage, closing, lines, name, purge};
use app::texts::{document, processing as t};

/// The document of what is held now, in the reader's language.
pub fn register(p: &ProcessingPage) -> Document {
    let l = p.lang;
    let mut parts = vec![
        Part::Text {
            text: t::lead(l).to_owned(),
        },
        section(t::what(l), false),
    ];
    for held in &p.held {
        let term = |(name, text): (&'static str, String)| Term {
            name: name.to_owned(),
            text,
        };
        parts.push(Part::Facts {
            title: name(l, held.kind).to_owned(),
            facts: lines(p, held).into_iter().map(term).collect(),
        });
    }
    for (title, text) in closing(l) {
        parts.push(section(title, false));
        parts.push(Part::Text {
            text: text.to_owned(),
        });
    }
    Document {
        lang: l,
        kicker: t::kicker(l).to_owned(),
        title: t::title(l).to_owned(),
        lead: vec![
            t::counted(l, format::moment(l, p.now)),
            purge(l, p.purged.as_ref()),
        ],
        foot: format!("Vigie · {}", t::title(l)),
        page: document::page(l),
        of: document::of(l),
        day: domain::clock::day(p.now),
        parts,
    }
}
