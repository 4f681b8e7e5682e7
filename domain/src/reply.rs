//! What a client says about a stance, in its own words: never changed, set as large as what is held against it.

use crate::{ClientId, NoticeId, ReplyId, StanceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What a client sends by its link while it is heard.
    ReplyKind {
        /// Its answer, which members may read once staff have published it.
        Reply = "reply",
        /// It asks that a fact be put right; it goes to staff and is not published.
        Correction = "correction",
    }
}

/// The longest reply, in characters.
pub const MAX_REPLY: usize = 10_000;

/// What is wrong with a reply or an appeal; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    #[error("the text is missing")]
    Missing,
    #[error("the text is longer than {MAX_REPLY} characters")]
    TooLong,
}

/// A reply or an appeal says something, within its length; files stand beside it.
pub fn check(text: &str) -> Result<(), TextProblem> {
    if text.trim().is_empty() {
        return Err(TextProblem::Missing);
    }
    // Counting a million characters is cheap; keeping them is not.
    if text.chars().count() > MAX_REPLY {
        return Err(TextProblem::TooLong);
    }
    Ok(())
}

/// A reply, as staff read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub id: ReplyId,
    pub client: ClientId,
    pub stance: StanceId,
    pub notice: NoticeId,
    pub kind: ReplyKind,
    pub text: String,
    pub at: DateTime<Utc>,
    /// When members began to read it, and who of the staff let them.
    pub published: Option<(DateTime<Utc>, String)>,
}

/// A reply, as members read it beside the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedReply {
    pub stance: StanceId,
    pub text: String,
    pub at: DateTime<Utc>,
    /// Since when members read it.
    #[serde(default)]
    pub published_at: Option<DateTime<Utc>>,
}

/// Why a reply is not shown to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefused {
    #[error("a request for correction is not published")]
    Correction,
    #[error("the reply is published already")]
    Already,
    #[error("it holds words about persons, health, opinions, crimes or insults that nobody has looked at")]
    WordsPointedOut,
}

/// May this reply be published? Words that are pointed out must have been read again first (`product.md`, "Fairness and privacy").
pub fn may_publish(
    kind: ReplyKind,
    published: bool,
    pointed_out: bool,
    read_again: bool,
) -> Result<(), PublishRefused> {
    if kind == ReplyKind::Correction {
        return Err(PublishRefused::Correction);
    }
    if published {
        return Err(PublishRefused::Already);
    }
    if pointed_out && !read_again {
        return Err(PublishRefused::WordsPointedOut);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_says_something_within_measure() {
        assert_eq!(check("  \n"), Err(TextProblem::Missing));
        assert_eq!(check("Nous avons payé."), Ok(()));
        assert_eq!(check(&"é".repeat(MAX_REPLY)), Ok(()));
        assert_eq!(check(&"a".repeat(1_000_000)), Err(TextProblem::TooLong));
    }

    #[test]
    fn words_that_were_pointed_out_are_read_again_before_members_read_them() {
        assert_eq!(
            may_publish(ReplyKind::Reply, false, true, false),
            Err(PublishRefused::WordsPointedOut)
        );
        assert_eq!(may_publish(ReplyKind::Reply, false, true, true), Ok(()));
        assert_eq!(may_publish(ReplyKind::Reply, false, false, false), Ok(()));
        assert_eq!(
            may_publish(ReplyKind::Reply, true, false, true),
            Err(PublishRefused::Already)
        );
        assert_eq!(
            may_publish(ReplyKind::Correction, false, false, true),
            Err(PublishRefused::Correction)
        );
    }
}
