//! The charter: its versions and articles, the draft of the next one, and who acknowledged which.

mod acknowledge;
mod draft;
mod read;

pub use acknowledge::{
    Counts, accepted_by_client, acknowledge, acknowledge_by_client, acknowledged_by_person, counts,
    record_for_client,
};
pub use domain::charter::Accepted;
pub use draft::{NewArticle, begin, discard, put_in_force, remove_article, write_article};
pub use read::{article, articles, current, draft, newest, version, versions};

/// The charter in the log.
fn object(charter: domain::CharterId) -> String {
    format!("charter {charter}")
}

/// What the query-plan tests read.
#[doc(hidden)]
pub const TEXTS: &[&str] = &[acknowledge::OF_CLIENT, acknowledge::OF_PERSON];
