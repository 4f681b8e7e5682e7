//! Files: the input that takes them, and the list from which they are fetched.

use super::Errors;
use crate::{format, texts, words};
use domain::Lang;
use domain::file::{FileSummary, MAX_FILES};
use leptos::prelude::*;

/// The content type of a form with files.
pub const MULTIPART: &str = "multipart/form-data";

/// An input for several files; its form has `enctype=files::MULTIPART`. The server goes by the content, the list of
/// endings only helps to choose. A browser forgets what was chosen when a form comes back: then the hint says so.
pub fn input(l: Lang, name: &str, label: &str, errors: &Errors, came_back: bool) -> AnyView {
    const TAKEN: &str = ".pdf,.png,.jpg,.jpeg,.webp,.txt,.csv,.eml,application/pdf,image/png,image/jpeg,image/webp,text/plain,message/rfc822";
    let error = errors.get(name).map(str::to_owned);
    let (id, hint_id, error_id) = (format!("f-{name}"), format!("h-{name}"), format!("e-{name}"));
    let described = match &error {
        Some(_) => format!("{hint_id} {error_id}"),
        None => hint_id.clone(),
    };
    let invalid = error.as_ref().map(|_| "true");
    let class = if error.is_some() {
        "field field-wrong"
    } else {
        "field"
    };
    let again = if came_back {
        texts::file::choose_again(l)
    } else {
        ""
    };
    let hint = format!("{} {again}", texts::file::hint(l, MAX_FILES));
    view! {
        <div class=class>
            <label for=id.clone()>{label.to_owned()}<span class="optional">{format!(" ({})", texts::form::optional(l))}</span></label>
            <p class="hint" id=hint_id>{hint.trim_end().to_owned()}</p>
            {error.map(|error| view! { <p class="wrong" id=error_id>{error}</p> })}
            <input type="file" id=id.clone() name=name.to_owned() multiple accept=TAKEN aria-describedby=described aria-invalid=invalid/>
        </div>
    }
    .into_any()
}

/// The files of something, each a link that fetches it. `names`: who added it is shown (to staff).
pub fn list(l: Lang, files: &[FileSummary], names: bool) -> AnyView {
    let entries = files
        .iter()
        .map(|file| {
            let who = file.added_by_name.clone().filter(|_| names);
            let mut said = vec![
                words::media(l, file.media).to_owned(),
                format::bytes(l, file.size),
                format::date_short(l, domain::clock::day(file.added_at)),
            ];
            said.extend(who);
            view! {
                <li>
                    <a href=format!("/files/{}", file.id) download="">{file.name.clone()}</a>
                    <span class="soft">{format!(" {}", said.join(" · "))}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="files">{entries}</ul> }.into_any()
}
