//! A question before one leaves a form with changed fields.

use leptos::prelude::*;

/// Helps a form that takes a while to fill in. The question is the browser's own, in its language. A form that
/// came back with errors carries `data-changed`: it counts as changed from the start.
#[island]
pub fn UnsavedGuard(
    /// The `id` of the form.
    form: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::guard(&form);
    #[cfg(not(feature = "hydrate"))]
    drop(form);
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::dom;
    use std::cell::Cell;
    use std::rc::Rc;
    use wasm_bindgen::JsCast as _;
    use web_sys::{BeforeUnloadEvent, Event, HtmlFormElement};

    /// Watches the form until the page goes.
    pub fn guard(id: &str) {
        let Some(form) = dom::by_id::<HtmlFormElement>(id) else {
            return;
        };
        let Some(window) = web_sys::window() else { return };
        let first = dom::filled(&form, true);
        let changed_already = form.has_attribute("data-changed");
        let sent = Rc::new(Cell::new(false));

        let sending = sent.clone();
        dom::on(&form, "submit", move |_: Event| sending.set(true));
        // The page may come back from the browser's cache after it was sent.
        let back = sent.clone();
        dom::on(&window, "pageshow", move |_: Event| back.set(false));
        dom::on(&window, "beforeunload", move |event: Event| {
            let changed = changed_already || dom::filled(&form, true) != first;
            if changed && !sent.get() {
                event.prevent_default();
                if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                    // Older browsers ask only when there is a text; none of them shows it.
                    event.set_return_value("?");
                }
            }
        });
    }
}
