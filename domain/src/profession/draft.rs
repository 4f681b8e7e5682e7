//! An entry of the nomenclature as people write it: what it needs before it counts, and what an edit changed.

use super::{ProfessionField, ProfessionState, Proof};
use crate::Lang;
use crate::category::Filter;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything that a person may say of a profession.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// All ways in which contracts write it, in the order of [`Lang::ALL`]; the first of each language is shown.
    pub names: [Vec<String>; 4],
    pub field: ProfessionField,
    pub state: ProfessionState,
    pub filter: Option<Filter>,
    pub reasons: [String; 4],
    pub effects: [String; 4],
    /// In the order of [`Proof::ALL`].
    pub proofs: Vec<Proof>,
    pub source: String,
    pub since: NaiveDate,
    pub review_on: Option<NaiveDate>,
}

words! {
    /// A part of an entry, as its history names it.
    Part {
        Names = "names",
        Field = "field",
        State = "state",
        Filter = "filter",
        Reason = "reason",
        Effect = "effect",
        Proofs = "proofs",
        Source = "source",
        Since = "since",
        Review = "review",
    }
}

/// One part before and after; words of closed lists stand as their codes, several values with "; " between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartChange {
    pub part: Part,
    /// The language, for parts that are written in each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    pub old: String,
    pub new: String,
}

/// What an entry lacks before it can be put in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("no name in {0}")]
    NoName(Lang),
    /// What is not accepted says why, in French and Dutch at least.
    #[error("no reason in {0}")]
    NoReason(Lang),
    #[error("no effect on the cooperative in {0}")]
    NoEffect(Lang),
    #[error("no filter speaks against it")]
    NoFilter,
    #[error("a conditional profession demands a proof")]
    NoProof,
    #[error("only a conditional profession demands proofs")]
    IdleProof,
    #[error("the state cannot begin in the future")]
    SinceInFuture,
    #[error("what is not accepted is reviewed")]
    NoReview,
    #[error("the day of review lies before the first day")]
    ReviewBeforeSince,
}

/// All that is missing, in the order of the form. A past day of review is allowed: the entry then waits in the queue.
pub fn problems(draft: &Draft, today: NaiveDate) -> Vec<Problem> {
    let mut found = Vec::new();
    let nameless = |of: &Lang| draft.names[*of as usize].is_empty();
    found.extend(Lang::ALL.iter().copied().filter(nameless).map(Problem::NoName));
    let accepted = draft.state == ProfessionState::Accepted;
    if !accepted {
        if draft.filter.is_none() {
            found.push(Problem::NoFilter);
        }
        for of in [Lang::Fr, Lang::Nl] {
            if draft.reasons[of as usize].is_empty() {
                found.push(Problem::NoReason(of));
            }
            if draft.effects[of as usize].is_empty() {
                found.push(Problem::NoEffect(of));
            }
        }
        if draft.review_on.is_none() {
            found.push(Problem::NoReview);
        }
    }
    match draft.state {
        ProfessionState::Conditional if draft.proofs.is_empty() => found.push(Problem::NoProof),
        ProfessionState::Accepted | ProfessionState::Refused | ProfessionState::Paused
            if !draft.proofs.is_empty() =>
        {
            found.push(Problem::IdleProof);
        }
        _ => {}
    }
    if draft.since > today {
        found.push(Problem::SinceInFuture);
    }
    if draft.review_on.is_some_and(|day| day <= draft.since) {
        found.push(Problem::ReviewBeforeSince);
    }
    found
}

/// The parts that differ, in the order of the form.
pub fn changes(old: &Draft, new: &Draft) -> Vec<PartChange> {
    let mut found = Vec::new();
    for part in Part::ALL {
        if matches!(part, Part::Names | Part::Reason | Part::Effect) {
            for lang in Lang::ALL {
                found.push(change(old, new, *part, Some(*lang)));
            }
        } else {
            found.push(change(old, new, *part, None));
        }
    }
    found.retain(|change| change.old != change.new);
    found
}

fn change(old: &Draft, new: &Draft, part: Part, lang: Option<Lang>) -> PartChange {
    PartChange {
        part,
        lang,
        old: value(old, part, lang),
        new: value(new, part, lang),
    }
}

fn value(draft: &Draft, part: Part, lang: Option<Lang>) -> String {
    let at = lang.map_or(0, |lang| lang as usize);
    match part {
        Part::Names => draft.names[at].join("; "),
        Part::Field => draft.field.code().to_owned(),
        Part::State => draft.state.code().to_owned(),
        Part::Filter => draft.filter.map_or("", Filter::code).to_owned(),
        Part::Reason => draft.reasons[at].clone(),
        Part::Effect => draft.effects[at].clone(),
        Part::Proofs => {
            let codes: Vec<&str> = draft.proofs.iter().map(|proof| proof.code()).collect();
            codes.join("; ")
        }
        Part::Source => draft.source.clone(),
        Part::Since => draft.since.to_string(),
        Part::Review => draft.review_on.map(|day| day.to_string()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn refused() -> Draft {
        let four = |text: &str| [text.into(), text.into(), String::new(), String::new()];
        Draft {
            names: std::array::from_fn(|at| vec![format!("name {at}")]),
            field: ProfessionField::Events,
            state: ProfessionState::Refused,
            filter: Some(Filter::Legal),
            reasons: four("why"),
            effects: four("what for"),
            proofs: Vec::new(),
            source: String::new(),
            since: day("2025-01-01"),
            review_on: Some(day("2027-01-01")),
        }
    }

    fn asked(change: impl FnOnce(&mut Draft)) -> Vec<Problem> {
        let mut draft = refused();
        change(&mut draft);
        problems(&draft, day("2026-01-15"))
    }

    #[test]
    fn what_is_not_accepted_says_why_to_what_effect_and_until_when() {
        assert_eq!(asked(|_| {}), []);
        let bare = asked(|draft| {
            draft.filter = None;
            draft.reasons[Lang::Nl as usize].clear();
            draft.effects[Lang::Fr as usize].clear();
            draft.review_on = None;
        });
        assert_eq!(
            bare,
            [
                Problem::NoFilter,
                Problem::NoEffect(Lang::Fr),
                Problem::NoReason(Lang::Nl),
                Problem::NoReview
            ]
        );
    }

    #[test]
    fn an_accepted_profession_needs_only_its_four_names() {
        let accepted = |draft: &mut Draft| {
            draft.state = ProfessionState::Accepted;
            draft.filter = None;
            draft.reasons = Default::default();
            draft.effects = Default::default();
            draft.review_on = None;
        };
        assert_eq!(asked(accepted), []);
        let unnamed = asked(|draft| {
            accepted(draft);
            draft.names[Lang::De as usize].clear();
        });
        assert_eq!(unnamed, [Problem::NoName(Lang::De)]);
    }

    #[test]
    fn proofs_belong_to_a_condition() {
        let conditional = |draft: &mut Draft| draft.state = ProfessionState::Conditional;
        assert_eq!(asked(conditional), [Problem::NoProof]);
        let idle = asked(|draft| draft.proofs = vec![Proof::Diploma]);
        assert_eq!(idle, [Problem::IdleProof]);
    }

    #[test]
    fn days_stand_in_their_order() {
        assert_eq!(
            asked(|draft| draft.since = day("2026-01-16")),
            [Problem::SinceInFuture]
        );
        assert_eq!(
            asked(|draft| draft.review_on = Some(day("2025-01-01"))),
            [Problem::ReviewBeforeSince]
        );
        assert_eq!(
            asked(|draft| draft.review_on = Some(day("2025-06-01"))),
            [],
            "it waits for its review"
        );
    }

    #[test]
    fn an_edit_is_told_part_by_part_and_language_by_language() {
        let mut new = refused();
        new.state = ProfessionState::Paused;
        new.reasons[Lang::Nl as usize] = "waarom".into();
        let told = changes(&refused(), &new);
        assert_eq!(told.len(), 2);
        assert_eq!(
            (told[0].part, told[0].old.as_str(), told[0].new.as_str()),
            (Part::State, "refused", "paused")
        );
        assert_eq!((told[1].part, told[1].lang), (Part::Reason, Some(Lang::Nl)));
    }
}
