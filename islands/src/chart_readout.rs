//! The figures of a chart's mark, under the pointer or the keyboard.

use leptos::prelude::*;

/// Helps a chart: each element with `data-readout` inside the element `figure` is a mark, and its text appears
/// in a line below while the pointer is over it or the keyboard is on it. One Tab reaches the chart; the arrow
/// keys, Home and End go from mark to mark. The table beside the chart says the same without any of this.
#[island]
pub fn ChartReadout(
    /// The `id` of the element around the chart.
    figure: String,
) -> impl IntoView {
    let line = NodeRef::<leptos::html::P>::new();
    #[cfg(feature = "hydrate")]
    browser::read_out(figure, line);
    #[cfg(not(feature = "hydrate"))]
    drop(figure);
    // Hidden from screen readers: each mark carries the same text as its name.
    view! { <p class="readout" aria-hidden="true" node_ref=line></p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::dom;
    use leptos::html;
    use leptos::prelude::*;
    use std::rc::Rc;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, Event, KeyboardEvent};

    const TEXT: &str = "data-readout";

    /// The chart while the page lives.
    struct Chart {
        marks: Vec<Element>,
        line: NodeRef<html::P>,
    }

    /// Prepares the marks and begins to listen.
    pub fn read_out(figure: String, line: NodeRef<html::P>) {
        let Some(figure) = dom::by_id::<Element>(&figure) else {
            return;
        };
        let marks = dom::all(&figure, "[data-readout]");
        for (place, mark) in marks.iter().enumerate() {
            dom::set(mark, "tabindex", if place == 0 { "0" } else { "-1" });
            if !mark.has_attribute("aria-label") {
                dom::set(mark, "aria-label", &mark.get_attribute(TEXT).unwrap_or_default());
            }
            if !mark.has_attribute("role") && mark.tag_name() != "a" {
                dom::set(mark, "role", "img");
            }
        }
        let chart = Rc::new(Chart { marks, line });
        for event in ["pointerover", "focusin"] {
            let chart = chart.clone();
            dom::on(&figure, event, move |event: Event| {
                chart.show(mark_of(&event).as_ref());
            });
        }
        for event in ["pointerleave", "focusout"] {
            let chart = chart.clone();
            dom::on(&figure, event, move |_: Event| chart.show(None));
        }
        dom::on(&figure, "keydown", move |event: Event| chart.go(&event));
    }

    /// The mark an event happened in.
    fn mark_of(event: &Event) -> Option<Element> {
        event
            .target()?
            .dyn_into::<Element>()
            .ok()?
            .closest("[data-readout]")
            .ok()?
    }

    impl Chart {
        fn show(&self, mark: Option<&Element>) {
            let text = mark.and_then(|mark| mark.get_attribute(TEXT)).unwrap_or_default();
            if let Some(line) = self.line.get_untracked() {
                line.set_text_content(Some(&text));
            }
        }

        /// Moves the keyboard to another mark.
        fn go(&self, event: &Event) {
            let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else {
                return;
            };
            let Some(mark) = mark_of(event) else { return };
            let Some(here) = self.marks.iter().position(|other| *other == mark) else {
                return;
            };
            let last = self.marks.len().saturating_sub(1);
            let there = match key.as_str() {
                "ArrowRight" | "ArrowDown" => (here + 1).min(last),
                "ArrowLeft" | "ArrowUp" => here.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            if let Some(next) = self.marks.get(there) {
                dom::set(&mark, "tabindex", "-1");
                dom::set(next, "tabindex", "0");
                dom::focus(next);
            }
        }
    }
}
