//! Letters to clients, their receipt, the client's own page behind its link, its replies.

pub mod letter;
pub mod link;
mod link_page;
mod link_step;
pub mod notify;
mod notify_page;
pub mod reply;
pub mod step;
pub mod words;

pub use link_page::replies;
pub use link_step::{appeal, charter, extend, open, reply as reply_by_link};
