//! A person who is a client: the file of what is held, what they contest, and erasing them.

mod contest;
mod erase;
mod file;

pub use contest::{contest, settle, standing as contested};
pub use erase::{erase, facts as erase_facts};
pub use file::file;
