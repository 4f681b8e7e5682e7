//! A client that somebody watches: what of it changed since they were last told. Only what members may read is compared,
//! so that a change tells nothing that its page would not; of a hold, never the reason.

use crate::stance::{PublishedNote, StanceCard, StanceKind};
use crate::{ClientId, StanceId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Clients that one person may watch.
pub const MOST_WATCHED: i64 = 50;

/// What a member may read of a client, as a watcher was last told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    pub stances: Vec<SeenStance>,
    pub held: bool,
}

/// One stance in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenStance {
    pub id: StanceId,
    pub kind: StanceKind,
    /// The note, where members may read it.
    pub note: Option<PublishedNote>,
    /// When the client's reply was published.
    pub replied_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// What there is to see today.
    pub fn of(stances: &[StanceCard], held: bool, today: NaiveDate) -> Self {
        let mut stances: Vec<SeenStance> = stances
            .iter()
            .map(|stance| SeenStance {
                id: stance.id,
                kind: stance.kind,
                note: stance.note_for_members(today).cloned(),
                replied_at: stance.replies.iter().filter_map(|reply| reply.published_at).max(),
            })
            .collect();
        stances.sort_by_key(|stance| stance.id);
        Self { stances, held }
    }
}

/// One change that a watcher is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum WatchChange {
    StanceInForce {
        kind: StanceKind,
    },
    StanceChanged {
        from: StanceKind,
        to: StanceKind,
    },
    StanceOver {
        kind: StanceKind,
    },
    NoteChanged,
    ReplyPublished,
    /// "Speak to a counsellor first": never why.
    SpeakFirst,
    SpeakFirstOver,
}

/// What changed between two looks, stances first.
pub fn changes(before: &Seen, after: &Seen) -> Vec<WatchChange> {
    let mut found = Vec::new();
    for now in &after.stances {
        match before.stances.iter().find(|old| old.id == now.id) {
            None => found.push(WatchChange::StanceInForce { kind: now.kind }),
            Some(old) => {
                if old.kind != now.kind {
                    found.push(WatchChange::StanceChanged {
                        from: old.kind,
                        to: now.kind,
                    });
                }
                if old.note != now.note {
                    found.push(WatchChange::NoteChanged);
                }
                if now.replied_at.is_some() && old.replied_at != now.replied_at {
                    found.push(WatchChange::ReplyPublished);
                }
            }
        }
    }
    for old in &before.stances {
        if !after.stances.iter().any(|now| now.id == old.id) {
            found.push(WatchChange::StanceOver { kind: old.kind });
        }
    }
    match (before.held, after.held) {
        (false, true) => found.push(WatchChange::SpeakFirst),
        (true, false) => found.push(WatchChange::SpeakFirstOver),
        (true, true) | (false, false) => {}
    }
    found
}

/// A watched client in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub client: ClientId,
    pub name: String,
    pub number: String,
    /// The strictest in force.
    pub stance: Option<StanceKind>,
    pub since: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stance(id: i64, kind: StanceKind) -> SeenStance {
        SeenStance {
            id: StanceId(id),
            kind,
            note: None,
            replied_at: None,
        }
    }

    #[test]
    fn a_stance_that_steps_down_is_one_change_and_not_two() {
        let before = Seen {
            stances: vec![stance(1, StanceKind::Restrictive)],
            held: false,
        };
        let after = Seen {
            stances: vec![stance(1, StanceKind::Informative)],
            held: false,
        };
        assert_eq!(
            changes(&before, &after),
            vec![WatchChange::StanceChanged {
                from: StanceKind::Restrictive,
                to: StanceKind::Informative
            }]
        );
    }

    #[test]
    fn a_hold_is_told_without_its_reason_and_so_is_its_end() {
        let held = Seen {
            held: true,
            ..Seen::default()
        };
        assert_eq!(changes(&Seen::default(), &held), vec![WatchChange::SpeakFirst]);
        assert_eq!(
            changes(&held, &Seen::default()),
            vec![WatchChange::SpeakFirstOver]
        );
    }

    #[test]
    fn a_note_and_a_reply_are_told_once() {
        let before = Seen {
            stances: vec![stance(1, StanceKind::Informative)],
            held: false,
        };
        let mut after = before.clone();
        after.stances[0].note = Some(PublishedNote::default());
        after.stances[0].replied_at = Some(DateTime::UNIX_EPOCH);
        assert_eq!(
            changes(&before, &after),
            vec![WatchChange::NoteChanged, WatchChange::ReplyPublished]
        );
        assert_eq!(changes(&after, &after), vec![]);
    }

    proptest! {
        /// Nothing is told exactly where nothing that members read has changed; a reply taken back is not news.
        #[test]
        fn what_is_alike_is_no_news(
            old in prop::collection::btree_map(0i64..4, prop::sample::select(StanceKind::ALL), 0..3),
            new in prop::collection::btree_map(0i64..4, prop::sample::select(StanceKind::ALL), 0..3),
            held: (bool, bool),
        ) {
            let seen = |map: &std::collections::BTreeMap<i64, StanceKind>, held| Seen {
                stances: map.iter().map(|(id, kind)| stance(*id, *kind)).collect(),
                held,
            };
            let (before, after) = (seen(&old, held.0), seen(&new, held.1));
            prop_assert_eq!(changes(&before, &after).is_empty(), before == after);
        }
    }
}
