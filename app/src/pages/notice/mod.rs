//! Letters to clients: the letter itself, sending one, the client's own page behind its link, its replies.

pub mod letter;
pub mod link;
pub mod notify;
pub mod reply;
