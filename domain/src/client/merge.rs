//! Two clients that are one (`product.md`, "Client"): what a merge may join, what moves, what waits for a person, and how it
//! is undone. Nothing is lost: the one that goes keeps its own row, and what moved is noted.

use crate::stance::StanceKind;
use crate::{ClientId, MergeId, PersonId, StanceId};
use chrono::{DateTime, Utc};

/// The longest reason, in characters.
pub const MAX_WHY: usize = 500;

words! {
    /// What goes over to the client that stays, in the order in which people read it. Frozen dimensions stay as they are.
    Part {
        Names = "names",
        Numbers = "numbers",
        Establishments = "establishments",
        Contracts = "contracts",
        Issues = "issues",
        Cases = "cases",
        Stances = "stances",
        Notes = "notes",
        Checks = "checks",
        Agreements = "agreements",
    }
}

/// One of two clients that may be merged, as far as the rule needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    pub id: ClientId,
    /// It was merged already.
    pub merged_into: Option<ClientId>,
    /// A person who was erased on request: there is nothing to merge with.
    pub erased: bool,
}

/// Why two clients are not merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeProblem {
    #[error("a client is not merged with itself")]
    Itself,
    #[error("one of them was merged already")]
    Merged,
    #[error("a person who was erased has nothing to merge")]
    Erased,
    #[error("somebody looked at both and found them to be different: look again and say so")]
    Different,
    #[error("a merge says why")]
    Why,
    #[error("the reason is longer than {MAX_WHY} characters")]
    WhyTooLong,
}

/// Everything that stands against a merge. `different`: somebody noted that they are not the same; `looked_again`: the person
/// has seen that and wants it nevertheless.
pub fn problems(kept: Side, gone: Side, different: bool, looked_again: bool, why: &str) -> Vec<MergeProblem> {
    let mut found = Vec::new();
    if kept.id == gone.id {
        found.push(MergeProblem::Itself);
    }
    if kept.merged_into.is_some() || gone.merged_into.is_some() {
        found.push(MergeProblem::Merged);
    }
    if kept.erased || gone.erased {
        found.push(MergeProblem::Erased);
    }
    if different && !looked_again {
        found.push(MergeProblem::Different);
    }
    if why.trim().is_empty() {
        found.push(MergeProblem::Why);
    } else if why.chars().count() > MAX_WHY {
        found.push(MergeProblem::WhyTooLong);
    }
    found
}

/// A merge as the client's history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    pub id: MergeId,
    pub kept: ClientId,
    pub kept_name: String,
    pub gone: ClientId,
    pub gone_name: String,
    pub why: String,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
    pub undone_by_name: Option<String>,
    pub undo_why: String,
}

/// Why a merge is not undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UndoProblem {
    #[error("it was undone already")]
    Undone,
    #[error("the client that stayed was merged since: that merge is undone first")]
    MergedSince,
    #[error("a person who was erased does not come back")]
    Erased,
    #[error("undoing says why")]
    Why,
    #[error("the reason is longer than {MAX_WHY} characters")]
    WhyTooLong,
}

/// Everything that stands against undoing a merge; `kept` and `gone` as they are now.
pub fn undo_problems(merge: &Merge, kept: Side, gone: Side, why: &str) -> Vec<UndoProblem> {
    let mut found = Vec::new();
    if merge.undone_at.is_some() {
        found.push(UndoProblem::Undone);
    }
    if kept.merged_into.is_some() {
        found.push(UndoProblem::MergedSince);
    }
    if kept.erased || gone.erased {
        found.push(UndoProblem::Erased);
    }
    if why.trim().is_empty() {
        found.push(UndoProblem::Why);
    } else if why.chars().count() > MAX_WHY {
        found.push(UndoProblem::WhyTooLong);
    }
    found
}

/// A stance that came with a merge and holds until a named person has looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingStance {
    pub stance: StanceId,
    pub kind: StanceKind,
    /// Another stance of the same scope stands on the client that stayed: while both hold, the stricter counts.
    pub beside: Option<(StanceId, StanceKind)>,
}

impl WaitingStance {
    /// What counts in its scope meanwhile: the stricter of the two.
    pub fn holds(&self) -> StanceKind {
        self.beside.map_or(self.kind, |(_, other)| self.kind.max(other))
    }

    /// May it simply be taken over? Where two stand in one scope, one of them is lifted first, by the rules of lifting.
    pub const fn may_be_taken_over(&self) -> bool {
        self.beside.is_none()
    }
}

/// The scope under which a stance stands beside another one of the same scope, until a person has decided.
pub fn parked_scope(merge: MergeId, scope: &str) -> String {
    format!("merge {merge}: {scope}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(id: i64) -> Side {
        Side {
            id: ClientId(id),
            merged_into: None,
            erased: false,
        }
    }

    #[test]
    fn two_different_clients_that_stand_are_merged_with_a_reason() {
        assert_eq!(problems(side(1), side(2), false, false, "même numéro"), []);
        assert_eq!(
            problems(side(1), side(1), false, false, " "),
            [MergeProblem::Itself, MergeProblem::Why]
        );
        let merged = Side {
            merged_into: Some(ClientId(3)),
            ..side(2)
        };
        assert_eq!(
            problems(side(1), merged, false, false, "x"),
            [MergeProblem::Merged]
        );
        let erased = Side {
            erased: true,
            ..side(2)
        };
        assert_eq!(
            problems(side(1), erased, false, false, "x"),
            [MergeProblem::Erased]
        );
    }

    #[test]
    fn what_was_found_to_be_different_is_merged_only_after_a_second_look() {
        assert_eq!(
            problems(side(1), side(2), true, false, "x"),
            [MergeProblem::Different]
        );
        assert_eq!(problems(side(1), side(2), true, true, "x"), []);
    }

    #[test]
    fn the_last_merge_is_undone_first_and_only_once() {
        let merge = Merge {
            id: MergeId(1),
            kept: ClientId(1),
            kept_name: String::new(),
            gone: ClientId(2),
            gone_name: String::new(),
            why: String::new(),
            by: PersonId(1),
            by_name: String::new(),
            at: DateTime::<Utc>::default(),
            undone_at: None,
            undone_by_name: None,
            undo_why: String::new(),
        };
        let gone = Side {
            merged_into: Some(ClientId(1)),
            ..side(2)
        };
        assert_eq!(undo_problems(&merge, side(1), gone, "x"), []);
        let moved_on = Side {
            merged_into: Some(ClientId(3)),
            ..side(1)
        };
        assert_eq!(
            undo_problems(&merge, moved_on, gone, ""),
            [UndoProblem::MergedSince, UndoProblem::Why]
        );
        let undone = Merge {
            undone_at: Some(DateTime::<Utc>::default()),
            ..merge
        };
        assert_eq!(undo_problems(&undone, side(1), gone, "x"), [UndoProblem::Undone]);
    }

    #[test]
    fn of_two_stances_in_one_scope_the_stricter_holds_until_a_person_has_decided() {
        let alone = WaitingStance {
            stance: StanceId(1),
            kind: StanceKind::Informative,
            beside: None,
        };
        assert_eq!(
            (alone.holds(), alone.may_be_taken_over()),
            (StanceKind::Informative, true)
        );
        for (own, other) in [
            (StanceKind::Informative, StanceKind::Punitive),
            (StanceKind::Punitive, StanceKind::Informative),
        ] {
            let beside = WaitingStance {
                kind: own,
                beside: Some((StanceId(2), other)),
                ..alone
            };
            assert_eq!(
                (beside.holds(), beside.may_be_taken_over()),
                (StanceKind::Punitive, false)
            );
        }
    }

    #[test]
    fn a_parked_scope_is_one_of_its_own() {
        assert_ne!(parked_scope(MergeId(1), "whole"), "whole");
        assert_ne!(
            parked_scope(MergeId(1), "whole"),
            parked_scope(MergeId(2), "whole")
        );
    }
}
