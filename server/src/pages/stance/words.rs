//! Sentences for what the rules of a stance refuse.

use app::parts::Errors;
use app::{format, texts, words};
use domain::Lang;
use domain::stance::ProposalProblem;
use domain::stance::life::StepRefused;

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
    };
    errors.add(field, sentence);
}

/// The sentence for a step that the life of a stance refuses.
pub fn refused(l: Lang, refused: StepRefused) -> String {
    use texts::stance_sheet as t;
    match refused {
        StepRefused::NotFromHere(state) => t::refused_state(l, words::stance_state(l, state).to_lowercase()),
        StepRefused::OwnProposal => t::refused_own(l).to_owned(),
        StepRefused::NotAManager | StepRefused::NotYetHeard => t::punitive_waits(l).to_owned(),
        StepRefused::ReasonMissing => t::refused_reason(l).to_owned(),
        StepRefused::SentInFuture => t::refused_future(l).to_owned(),
    }
}
