//! Sentences for what the rules of a stance refuse.

use app::parts::Errors;
use app::{format, texts, words};
use domain::Lang;
use domain::stance::ProposalProblem;
use domain::stance::life::StepRefused;
use domain::wording::{Fineness, TooFine};

/// The field of the form and the sentence beside it.
pub fn tell(l: Lang, errors: &mut Errors, problem: &ProposalProblem) {
    use ProposalProblem as P;
    use texts::stance_choose as t;
    let required = texts::form::required(l).to_owned();
    let (field, sentence) = match problem {
        P::ReasonMissing => ("reason", required),
        P::ToLiftMissing => ("to_lift", required),
        P::NoteMissing => ("note_fr", required),
        P::TextTooLong => ("reason", texts::form::too_long(l, domain::stance::MAX_TEXT)),
        P::GroundsMissing => ("grounds", t::error_grounds(l).to_owned()),
        P::ConditionsMissing => ("conditions", t::error_conditions(l).to_owned()),
        P::ConditionsNotHere => ("conditions", t::error_conditions_not_here(l).to_owned()),
        P::ConditionNotAllowed(kind) => (
            "conditions",
            t::error_not_allowed(l, words::condition_kind(l, *kind)),
        ),
        P::ConditionFigure(kind) => ("conditions", t::error_figure(l, words::condition_kind(l, *kind))),
        P::ReviewInPast => ("review_on", t::error_past(l).to_owned()),
        P::ReviewTooFar { latest } => ("review_on", t::error_far(l, format::date(l, *latest))),
        P::NaturalPerson => ("grounds", t::error_person(l).to_owned()),
        P::ScopeEmpty => ("scope", t::error_scope(l).to_owned()),
        P::MergedClient => ("kind", t::error_merged(l).to_owned()),
        P::DepartsUnexplained => ("departs_because", t::error_departs(l).to_owned()),
    };
    errors.add(field, sentence);
}

/// The sentence for what a published note may not give.
pub fn too_fine(l: Lang, fine: &TooFine) -> String {
    use texts::stance_choose as t;
    match fine.what {
        Fineness::Cases => t::error_fine_cases(l, &fine.words),
        Fineness::Day => t::error_fine_day(l, &fine.words),
    }
}

/// The sentence for a step that the life of a stance refuses.
pub fn refused(l: Lang, refused: StepRefused) -> String {
    use StepRefused as R;
    use texts::stance_refused as t;
    match refused {
        R::NotFromHere(state) => t::state(l, words::stance_state(l, state).to_lowercase()),
        R::NotStaff => t::not_staff(l).to_owned(),
        R::KeptOut => t::kept_out(l).to_owned(),
        R::OwnProposal => t::own_proposal(l).to_owned(),
        R::OwnRenewal => t::own_renewal(l).to_owned(),
        R::ConfirmedAllGrounds => t::confirmed_all(l).to_owned(),
        R::NotAManager => t::not_a_manager(l).to_owned(),
        R::NotYetHeard => t::not_yet_heard(l).to_owned(),
        R::ChangedSinceHeard => t::changed_since_heard(l).to_owned(),
        R::NotWhatWasRead => t::not_what_was_read(l).to_owned(),
        R::ReasonMissing => t::reason(l).to_owned(),
        R::ReasonTooLong => texts::form::too_long(l, domain::stance::MAX_TEXT),
        R::DepartsFromOpinion => t::departs_from_opinion(l).to_owned(),
        R::NaturalPerson => texts::stance_choose::error_person(l).to_owned(),
        R::ReviewPassed => t::review_passed(l).to_owned(),
        R::RenewalDate => t::renewal_date(l).to_owned(),
        R::RenewalWaits => t::renewal_waits(l).to_owned(),
        R::NoRenewal => t::no_renewal(l).to_owned(),
        R::SteppedDown => t::stepped_down(l).to_owned(),
        R::NothingBelow => t::nothing_below(l).to_owned(),
        R::OutcomeNotHere => texts::form::not_a_choice(l).to_owned(),
    }
}
