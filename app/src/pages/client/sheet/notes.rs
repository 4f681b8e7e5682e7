//! Private notes of staff.

use super::{NoteForm, SheetPage};
use crate::parts::{Errors, Field, button, empty_state, form_key, quote};
use crate::{format, texts};
use domain::client::Note;
use leptos::prelude::*;

pub(super) fn note_part(
    p: &SheetPage,
    notes: &[Note],
    form: &NoteForm,
    errors: &Errors,
    key: &str,
) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    let all = if notes.is_empty() {
        empty_state::empty_state(t::notes_empty(l), t::notes_empty_next(l), None)
    } else {
        notes
            .iter()
            .map(|note| {
                let who = format!("{} · {}", note.by_name, format::moment(l, note.at));
                quote::quote(note.text.clone(), Some(who.into_any()))
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="columns sheet-part">
            <section class="stack"><h2>{t::notes(l)}</h2>{all}</section>
            <section>
                <h2>{t::note_new(l)}</h2>
                <form method="post" action=format!("/clients/{}/notes", p.client.id) id="note" class="stack">
                    {form_key::key(key)}
                    {Field::new("text", t::note_text(l)).hint(t::note_hint(l)).value(&form.text).error(errors).textarea(5)}
                    {button::primary(t::note_save(l))}
                </form>
            </section>
        </div>
    }
    .into_any()
}
