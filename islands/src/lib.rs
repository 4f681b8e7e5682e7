//! What runs in the browser: small behaviours beside pages that work without them.
//!
//! An island renders nothing, or one empty line it fills later. It takes the `id` of the element it helps and
//! finished texts; it never nests and has no children. On the server (`ssr`) it only leaves its mark in the
//! page; in the browser (`hydrate`) it finds its element and begins.
//!
//! - [`search_box`] answers a search form while one types
//! - [`check_preview`] answers the check form while it is filled in
//! - [`unsaved_guard`] asks before one leaves a form with changed fields
//! - [`chart_readout`] says the figures of a chart's mark under the pointer or the keyboard

pub mod chart_readout;
pub mod check_preview;
pub mod search_box;
pub mod unsaved_guard;

#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod part;

pub use chart_readout::ChartReadout;
pub use check_preview::CheckPreview;
pub use search_box::SearchBox;
pub use unsaved_guard::UnsavedGuard;

/// Called once by the boot module, before any island.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
