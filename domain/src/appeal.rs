//! The contest of a stance, by its client or by a member whom it touches: judged by people who took no part, by a
//! deadline, on what was judged as it was (`product.md`, "Stance").

use crate::reply::TextProblem;
use crate::stance::StanceKind;
use crate::stance::letter::Letter;
use crate::stance::life::{Frozen, StanceState};
use crate::{AppealId, ClientId, Person, PersonId, Role, StanceId};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Days in which an appeal is judged (a convention of the house, said to whoever appeals).
pub const JUDGED_WITHIN_DAYS: u64 = 30;

/// The longest reasons or conditions, in characters.
pub const MAX_REASONS: usize = 4_000;

words! {
    /// Where an appeal stands.
    AppealState {
        Open = "open",
        /// The stance is lifted, as reversed.
        Granted = "granted",
        /// A strict stance steps down to informative and ends after its time; an informative one is lifted. The conditions
        /// are told with it: where they are not kept, a stance can be proposed anew.
        GrantedWithConditions = "granted_with_conditions",
        /// The stance stays, with the reasons.
        Refused = "refused",
    }
}

/// Who appeals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appellant {
    /// By its link.
    Client,
    Member {
        id: PersonId,
        name: String,
    },
}

/// Who may not judge an appeal, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub client: ClientId,
    /// Everybody who proposed, changed, notified or approved the stance, confirmed one of its grounds or reported it.
    pub took_part: BTreeSet<PersonId>,
    pub appellant: Option<PersonId>,
}

/// Why an appeal is not taken, or not judged like this; each names the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppealRefused {
    #[error("a stance that is {0} cannot be appealed")]
    NotFromHere(StanceState),
    #[error("an appeal of the same side is open")]
    OpenAlready,
    #[error("the stance does not touch this member's work")]
    NotTouched,
    #[error(transparent)]
    Text(#[from] TextProblem),
    #[error("the appeal is judged already")]
    Judged,
    #[error("who took part in the stance does not judge the appeal")]
    TookPart,
    #[error("who appeals does not judge")]
    OwnAppeal,
    #[error("who belongs to the client, to a rival, or stepped aside, is kept out")]
    KeptOut,
    #[error("counsellors and managers judge; of a punitive stance a manager")]
    Role,
    #[error("a judgement says why")]
    ReasonsMissing,
    #[error("a text is longer than {MAX_REASONS} characters")]
    TooLong,
    #[error("granted with conditions needs the conditions")]
    ConditionsMissing,
    #[error("only what is granted with conditions has conditions")]
    ConditionsNotHere,
}

/// May this stance be appealed now? `open` says whether the same side has an appeal open, `touched` whether its work is touched
/// (the client always is).
pub fn may_appeal(state: StanceState, open: bool, touched: bool) -> Result<(), AppealRefused> {
    if state != StanceState::InForce {
        return Err(AppealRefused::NotFromHere(state));
    }
    if !touched {
        return Err(AppealRefused::NotTouched);
    }
    if open {
        return Err(AppealRefused::OpenAlready);
    }
    Ok(())
}

/// The last day on which it is judged.
pub fn due_on(filed_on: NaiveDate) -> NaiveDate {
    filed_on + Days::new(JUDGED_WITHIN_DAYS)
}

/// May this person judge? Nobody who took part does; a punitive stance is judged by a manager.
pub fn may_judge(by: &Person, kind: StanceKind, part: &Part) -> Result<(), AppealRefused> {
    match (by.role, kind) {
        (Role::Manager, _) | (Role::Counsellor, StanceKind::Informative | StanceKind::Restrictive) => {}
        _ => return Err(AppealRefused::Role),
    }
    if part.took_part.contains(&by.id) {
        return Err(AppealRefused::TookPart);
    }
    if part.appellant == Some(by.id) {
        return Err(AppealRefused::OwnAppeal);
    }
    if by.own_clients.contains(&part.client) {
        return Err(AppealRefused::KeptOut);
    }
    Ok(())
}

/// What a judge answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub to: AppealState,
    pub reasons: String,
    /// What remains to be done, where it is granted with conditions.
    pub conditions: String,
}

/// Is this a judgement of an open appeal, complete with its reasons?
pub fn judge(state: AppealState, judgement: &Judgement) -> Result<AppealState, AppealRefused> {
    if state != AppealState::Open || judgement.to == AppealState::Open {
        return Err(AppealRefused::Judged);
    }
    if judgement.reasons.trim().is_empty() {
        return Err(AppealRefused::ReasonsMissing);
    }
    let conditions = judgement.conditions.trim();
    match (judgement.to, conditions.is_empty()) {
        (AppealState::GrantedWithConditions, true) => return Err(AppealRefused::ConditionsMissing),
        (AppealState::Granted | AppealState::Refused, false) => return Err(AppealRefused::ConditionsNotHere),
        _ => {}
    }
    if judgement.reasons.chars().count() > MAX_REASONS || conditions.chars().count() > MAX_REASONS {
        return Err(AppealRefused::TooLong);
    }
    Ok(judgement.to)
}

/// What the judge reads, as it was on the day of the appeal; frozen with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsItWas {
    /// What the client was sent.
    pub letter: Letter,
    /// What was judged, with all its grounds: also those that were not put to the client.
    pub frozen: Option<Frozen>,
    pub state: StanceState,
    pub proposed_on: NaiveDate,
    pub in_force_on: Option<NaiveDate>,
    /// What the policy recommended, empty where it was not asked, and why the choice differs.
    pub recommended: String,
    pub departs_because: String,
    /// What the client had said by then, with the days.
    pub replies: Vec<(NaiveDate, String)>,
}

/// An appeal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealSummary {
    pub id: AppealId,
    pub stance: StanceId,
    pub client: ClientId,
    pub client_name: String,
    pub kind: StanceKind,
    pub by_member: bool,
    pub state: AppealState,
    pub at: DateTime<Utc>,
    pub due_on: NaiveDate,
}

/// An appeal in full, as the judge reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealSheet {
    pub summary: AppealSummary,
    pub by: Appellant,
    pub text: String,
    pub as_it_was: AsItWas,
    /// Where the stance stands today, and its revision.
    pub stance_state: StanceState,
    pub stance_revision: i64,
    pub part: Part,
    pub decided: Option<(DateTime<Utc>, String)>,
    pub reasons: String,
    pub conditions: String,
    pub revision: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use proptest::prelude::*;

    fn person(id: i64, role: Role) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            email: String::new(),
            role,
            lang: Lang::Fr,
            named_handler: false,
            member: None,
            own_clients: vec![],
        }
    }

    fn part() -> Part {
        Part {
            client: ClientId(9),
            took_part: (1..5).map(PersonId).collect(),
            appellant: Some(PersonId(5)),
        }
    }

    #[test]
    fn who_took_part_does_not_judge() {
        let mut of_the_firm = person(6, Role::Manager);
        of_the_firm.own_clients = vec![ClientId(9)];
        for (judge, why) in [
            (person(1, Role::Manager), AppealRefused::TookPart),
            (person(4, Role::Counsellor), AppealRefused::TookPart),
            (person(5, Role::Manager), AppealRefused::OwnAppeal),
            (of_the_firm, AppealRefused::KeptOut),
        ] {
            assert_eq!(may_judge(&judge, StanceKind::Restrictive, &part()), Err(why));
        }
        assert_eq!(
            may_judge(&person(7, Role::Counsellor), StanceKind::Restrictive, &part()),
            Ok(())
        );
    }

    #[test]
    fn a_punitive_stance_is_judged_by_a_manager() {
        let kind = StanceKind::Punitive;
        assert_eq!(
            may_judge(&person(7, Role::Counsellor), kind, &part()),
            Err(AppealRefused::Role)
        );
        assert_eq!(may_judge(&person(7, Role::Manager), kind, &part()), Ok(()));
        for role in [
            Role::Member,
            Role::Accounts,
            Role::Committee,
            Role::Analyst,
            Role::Admin,
        ] {
            assert_eq!(
                may_judge(&person(7, role), StanceKind::Informative, &part()),
                Err(AppealRefused::Role)
            );
        }
    }

    #[test]
    fn only_a_stance_in_force_is_appealed_by_who_it_touches_once_at_a_time() {
        assert_eq!(may_appeal(StanceState::InForce, false, true), Ok(()));
        assert_eq!(
            may_appeal(StanceState::InForce, true, true),
            Err(AppealRefused::OpenAlready)
        );
        assert_eq!(
            may_appeal(StanceState::InForce, false, false),
            Err(AppealRefused::NotTouched)
        );
        assert_eq!(
            may_appeal(StanceState::Lifted, false, true),
            Err(AppealRefused::NotFromHere(StanceState::Lifted))
        );
    }

    #[test]
    fn a_judgement_says_why_and_names_its_conditions() {
        let said = |to, reasons: &str, conditions: &str| {
            judge(
                AppealState::Open,
                &Judgement {
                    to,
                    reasons: reasons.into(),
                    conditions: conditions.into(),
                },
            )
        };
        assert_eq!(
            said(AppealState::Refused, " ", ""),
            Err(AppealRefused::ReasonsMissing)
        );
        assert_eq!(
            said(AppealState::GrantedWithConditions, "Paid.", ""),
            Err(AppealRefused::ConditionsMissing)
        );
        assert_eq!(
            said(AppealState::Granted, "Paid.", "Pay."),
            Err(AppealRefused::ConditionsNotHere)
        );
        assert_eq!(
            said(AppealState::Granted, &"a".repeat(1_000_000), ""),
            Err(AppealRefused::TooLong)
        );
        assert_eq!(said(AppealState::Open, "Why.", ""), Err(AppealRefused::Judged));
        assert_eq!(
            said(AppealState::GrantedWithConditions, "Paid.", "Send the plan."),
            Ok(AppealState::GrantedWithConditions)
        );
    }

    #[test]
    fn an_appeal_is_judged_once_within_thirty_days() {
        let judgement = Judgement {
            to: AppealState::Granted,
            reasons: "Paid.".into(),
            conditions: String::new(),
        };
        assert_eq!(
            judge(AppealState::Refused, &judgement),
            Err(AppealRefused::Judged)
        );
        let filed = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        assert_eq!(due_on(filed), NaiveDate::from_ymd_opt(2026, 12, 2).unwrap());
    }

    proptest! {
        /// Whoever judges is none of those who took part.
        #[test]
        fn no_judge_took_part(
            id in 1i64..9,
            role in prop::sample::select(Role::ALL.to_vec()),
            kind in prop::sample::select(StanceKind::ALL.to_vec()),
        ) {
            if may_judge(&person(id, role), kind, &part()).is_ok() {
                prop_assert!(id > 5);
                prop_assert!(kind != StanceKind::Punitive || role == Role::Manager);
            }
        }
    }
}
