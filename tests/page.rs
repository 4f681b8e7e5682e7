//! An answer of the site.

use crate::address;
use crate::form::Form;
use crate::visitor::Visitor;
use scraper::{ElementRef, Html, Selector};
use ureq::http::header::HeaderMap;

/// An answer: status, headers, and the page if it is one.
#[derive(Debug)]
pub struct Page {
    visitor: Visitor,
    path: String,
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
    html: Html,
}

impl Page {
    pub(crate) fn new(
        visitor: Visitor,
        path: String,
        status: u16,
        headers: HeaderMap,
        bytes: Vec<u8>,
    ) -> Self {
        let html = Html::parse_document(&String::from_utf8_lossy(&bytes));
        Self {
            visitor,
            path,
            status,
            headers,
            bytes,
            html,
        }
    }

    pub fn status(&self) -> u16 {
        self.status
    }

    /// Path and query that were asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap_or_default())
    }

    /// Everything as it was sent: for files.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Everything as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What the page is called.
    pub fn title(&self) -> String {
        self.text("title")
    }

    /// The text of the first element that `selector` finds, without the spaces of the markup.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.find(selector).map_or_else(
            || panic!("no {selector} on {}", self.summary()),
            |found| text_of(&found),
        )
    }

    /// The text of every element that `selector` finds.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.html
            .select(&parse(selector))
            .map(|found| text_of(&found))
            .collect()
    }

    /// An attribute of the first element that `selector` finds.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector)?.value().attr(name).map(str::to_owned)
    }

    /// An attribute of every element that `selector` finds and that has it.
    #[track_caller]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.html
            .select(&parse(selector))
            .filter_map(|found| found.value().attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// How many elements `selector` finds.
    #[track_caller]
    pub fn count(&self, selector: &str) -> usize {
        self.html.select(&parse(selector)).count()
    }

    #[track_caller]
    pub fn has(&self, selector: &str) -> bool {
        self.count(selector) > 0
    }

    /// All that a person reads on the page.
    pub fn words(&self) -> String {
        self.find("body")
            .map_or_else(|| self.body(), |body| text_of(&body))
    }

    /// Goes where the answer sends the browser, as many times as it does.
    #[track_caller]
    pub fn follow(self) -> Page {
        let mut page = self;
        for _ in 0..10 {
            if !(300..400).contains(&page.status) {
                return page;
            }
            page = page.visitor.get(&page.location());
        }
        panic!("sent around in circles at {}", page.path)
    }

    /// Where the answer sends the browser, as path and query.
    #[track_caller]
    pub fn location(&self) -> String {
        let location = self.header("location");
        assert!(!location.is_empty(), "no redirect but {}", self.summary());
        address::resolve(&self.path, location)
    }

    /// Clicks the first link that `selector` finds.
    #[track_caller]
    pub fn click(&self, selector: &str) -> Page {
        let target = self.attribute(selector, "href");
        let target = target.unwrap_or_else(|| panic!("no link {selector} on {}", self.summary()));
        self.visitor.get(&address::resolve(&self.path, &target))
    }

    /// Clicks the first link with exactly this text.
    #[track_caller]
    pub fn click_text(&self, text: &str) -> Page {
        let link = self
            .html
            .select(&parse("a[href]"))
            .find(|link| text_of(link) == text);
        let link = link.unwrap_or_else(|| panic!("no link \"{text}\" on {}", self.summary()));
        self.visitor.get(&address::resolve(
            &self.path,
            link.value().attr("href").unwrap_or_default(),
        ))
    }

    /// The form that `selector` finds, filled in as the page shows it.
    #[track_caller]
    pub fn form(&self, selector: &str) -> Form {
        let form = self.find(selector).filter(|found| found.value().name() == "form");
        let form = form.unwrap_or_else(|| panic!("no form {selector} on {}", self.summary()));
        Form::read(&self.visitor, &self.path, &self.html, form)
    }

    /// Fills in some fields of a form and sends it.
    #[track_caller]
    pub fn submit_form(&self, selector: &str, fields: &[(&str, &str)]) -> Page {
        fields
            .iter()
            .fold(self.form(selector), |form, (name, value)| form.set(name, value))
            .submit()
    }

    #[track_caller]
    pub fn assert_status(&self, expected: u16) {
        assert_eq!(self.status, expected, "{}", self.summary());
    }

    /// A redirect to exactly this path and query.
    #[track_caller]
    pub fn assert_redirect(&self, expected: &str) {
        assert!(
            (300..400).contains(&self.status),
            "expected a redirect: {}",
            self.summary()
        );
        assert_eq!(self.location(), expected);
    }

    /// The page says this somewhere.
    #[track_caller]
    pub fn assert_text(&self, expected: &str) {
        assert!(
            self.words().contains(expected),
            "\"{expected}\" is not on {}",
            self.summary()
        );
    }

    /// The page says this nowhere, not even in its markup.
    #[track_caller]
    pub fn assert_no_text(&self, unexpected: &str) {
        assert!(
            !self.body().contains(unexpected),
            "\"{unexpected}\" is on {}",
            self.summary()
        );
    }

    /// A form came back: status 422, the field is marked, and its sentence stands beside it (returned).
    #[track_caller]
    pub fn assert_field_error(&self, name: &str) -> String {
        self.assert_status(422);
        let field = format!("[name=\"{name}\"][aria-invalid=true]");
        let ids = self.attribute(&field, "aria-describedby").unwrap_or_default();
        let mut texts = ids
            .split_whitespace()
            .filter_map(|id| self.find(&format!("[id=\"{id}\"]")));
        let sentence = texts.find(|found| {
            found
                .value()
                .attr("class")
                .is_some_and(|class| class.contains("wrong"))
        });
        sentence.map_or_else(
            || panic!("no error beside {name} on {}", self.summary()),
            |found| text_of(&found),
        )
    }

    /// Status, address and words, for the message of a failed test.
    pub fn summary(&self) -> String {
        let words: String = self.words().chars().take(1_500).collect();
        format!(
            "{} ({} {}):\n{words}",
            self.path,
            self.status,
            self.header("location")
        )
    }

    #[track_caller]
    fn find(&self, selector: &str) -> Option<ElementRef<'_>> {
        self.html.select(&parse(selector)).next()
    }
}

#[track_caller]
fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// The text of an element as one reads it: runs of spaces are one, no-break spaces stay, blocks stand apart.
fn text_of(element: &ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    let words: Vec<&str> = text
        .split([' ', '\n', '\t', '\r'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn gather(element: &ElementRef<'_>, text: &mut String) {
    const INLINE: [&str; 16] = [
        "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub",
        "sup", "time",
    ];
    for child in element.children() {
        if let Some(words) = child.value().as_text() {
            text.push_str(words);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let inline = INLINE.contains(&inner.value().name());
            text.push_str(if inline { "" } else { " " });
            gather(&inner, text);
            text.push_str(if inline { "" } else { " " });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_as_on_the_screen() {
        let html =
            Html::parse_document("<p>3<!> <b>issues</b>,\n<a>one</a> open</p><ul><li>a</li><li>b</li></ul>");
        assert_eq!(text_of(&html.root_element()), "3 issues, one open a b");
    }
}
