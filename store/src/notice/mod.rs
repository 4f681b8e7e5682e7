//! Letters to clients about stances: drafted, sent with a link, received, bounced, extended, due.

mod draft;
mod due;
mod find;
mod history;
mod key;
mod send;
mod step;

pub use draft::{Draft, draft};
pub use due::{Due, forget_links, passed, remind, reminded};
pub use find::{by_token, concerned, find, of_stance};
pub(crate) use history::history;
pub use key::{answered, claim, forget_keys};
pub use send::{NewNotice, about, again, send};
pub use step::{bounce, close, extend, receive};

/// The texts of this folder with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("a letter by its link", find::BY_TOKEN),
    ("the letters of a stance", find::OF_STANCE),
    ("who wants to know what a client does", find::CONCERNED),
    ("hearings whose days have passed", due::PASSED),
    ("clients to remind", due::REMIND),
    ("links that have expired", due::FORGET),
];
