//! What somebody wrote, as they wrote it: a note, a reply, a report. A client's reply is set as large as what is held against it.

use leptos::prelude::*;

/// The words (line breaks kept), and who said them when.
pub fn quote(text: impl Into<String>, who: Option<AnyView>) -> AnyView {
    let who = who.map(|who| view! { <figcaption>{who}</figcaption> });
    view! { <figure class="quote"><blockquote><p>{text.into()}</p></blockquote>{who}</figure> }.into_any()
}
