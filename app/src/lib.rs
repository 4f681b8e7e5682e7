//! Pages, parts, charts and texts of Vigie, as functions of plain props: no SQL, no rules, no HTTP.
//!
//! **Where things stand.** A page is a plain function `pub fn show(p: &ShowPage) -> AnyView` beside its props struct in
//! `pages/<thing>/<action>.rs`; it ends with `.into_any()`. The handler builds a [`frame::Frame`] and renders with
//! `shell::html(|| shell::document(&frame, page))`. What pages are built from is listed in [`parts`]; charts in [`charts`];
//! how to add a text in [`texts`]; the words of `domain` in the reader's language in [`words`]; numbers, dates and money
//! in [`format`]. The classes for layout stand in `style/layout.css`: `.reading` (44 rem, forms and decisions), `.wide`
//! (80 rem, lists and reports), `.stack` (children with space between), `.panel` (a bordered surface), `.columns` (two
//! columns on wide screens), `.soft` (soft ink), `.print-only`, `.screen-only`.

pub mod charts;
pub mod format;
pub mod frame;
pub mod messages;
pub mod pages;
pub mod parts;
pub mod shell;
pub mod texts;
pub mod words;
