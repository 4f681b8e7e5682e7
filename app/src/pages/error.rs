//! What went wrong, in fixed words, and the next step. No text of a cause is ever shown here.

use crate::parts::{button, heading};
use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// Why there is no ordinary answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// 400: the form cannot be read.
    Bad,
    /// 413
    TooLarge,
    /// 403
    NotAllowed,
    /// 404
    NotFound,
    /// 409, where nothing can be compared.
    Conflict,
    /// 429
    Busy,
    /// 429: a member has looked at as many clients as a day allows.
    LookedUpEnough,
    /// 500 and 503
    Failed,
}

/// Title and sentence of a problem; the title also stands in the frame.
pub const fn words(l: Lang, problem: Problem) -> (&'static str, &'static str) {
    match problem {
        Problem::Bad => (texts::error::bad_title(l), texts::error::bad(l)),
        Problem::TooLarge => (texts::error::too_large_title(l), texts::error::too_large(l)),
        Problem::NotAllowed => (texts::error::not_allowed_title(l), texts::error::not_allowed(l)),
        Problem::NotFound => (texts::error::not_found_title(l), texts::error::not_found(l)),
        Problem::Conflict => (texts::error::conflict_title(l), texts::error::conflict(l)),
        Problem::LookedUpEnough => (texts::error::looked_up_title(l), texts::error::looked_up(l)),
        Problem::Busy => (texts::error::busy_title(l), texts::error::busy(l)),
        Problem::Failed => (texts::error::failed_title(l), texts::error::failed(l)),
    }
}

/// What the page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    pub lang: Lang,
    pub problem: Problem,
    /// HTTP status, told small.
    pub status: u16,
    /// The reference that the log line also has.
    pub reference: Option<String>,
    /// The page to read again, where somebody was faster.
    pub back: Option<String>,
}

/// One sentence on what happened, one on what to do.
pub fn error(p: &ErrorPage) -> AnyView {
    let l = p.lang;
    let (title, sentence) = words(l, p.problem);
    let above = texts::error::code(l, p.status);
    let reference = p
        .reference
        .as_ref()
        .map(|r| view! { <p class="soft">{texts::error::reference(l, r)}</p> });
    view! {
        <div class="reading stack">
            {heading::with(title, Some(above.into_any()), Vec::new())}
            <p class="lead">{sentence}</p>
            {reference}
            {next(p)}
        </div>
    }
    .into_any()
}

/// The next step: what stands now, where there is such a page; else the first page.
fn next(p: &ErrorPage) -> AnyView {
    let home = texts::error::home(p.lang);
    match &p.back {
        Some(back) => button::row(vec![
            button::link_primary(back.clone(), texts::error::back(p.lang)),
            button::link("/", home),
        ]),
        None => view! { <p>{button::link_primary("/", home)}</p> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::html;

    fn page(back: Option<&str>) -> String {
        let page = ErrorPage {
            lang: Lang::Nl,
            problem: Problem::Conflict,
            status: 409,
            reference: None,
            back: back.map(str::to_owned),
        };
        html(|| error(&page))
    }

    #[test]
    fn who_was_too_late_is_led_to_what_stands_now_and_others_to_the_first_page() {
        let late = page(Some("/opinions/7"));
        assert!(
            late.contains("<a href=\"/opinions/7\" class=\"button button-primary\">"),
            "{late}"
        );
        assert!(late.contains("<a href=\"/\" class=\"button\">"), "{late}");
        let nowhere = page(None);
        assert!(
            nowhere.contains("<a href=\"/\" class=\"button button-primary\">"),
            "{nowhere}"
        );
    }
}
