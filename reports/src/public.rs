//! The yearly public report as a document: from the same parts as its page.

use crate::document::{Document, Part};
use crate::edition::{chart, section};
use app::pages::public::{YearPage, known, method, parts, title};
use app::texts::{document, public as t};

/// The document of a year.
pub fn year(p: &YearPage) -> Document {
    let l = p.lang;
    let mut body = Vec::new();
    for (n, part) in parts(p).into_iter().enumerate() {
        body.push(section(part.name, n > 0));
        body.push(Part::Text { text: part.finding });
        body.extend(part.charts.iter().map(|one| Part::Chart(chart(l, one))));
    }
    body.push(section(document::method(l), true));
    body.push(Part::Text { text: method(l) });
    body.push(Part::Text {
        text: t::whole(l).to_owned(),
    });
    Document {
        lang: l,
        kicker: t::kicker(l).to_owned(),
        title: title(p),
        lead: vec![t::lead(l, p.year), known(p)],
        foot: format!("Vigie · {}", title(p)),
        page: document::page(l),
        of: document::of(l),
        day: p.today,
        parts: body,
    }
}
