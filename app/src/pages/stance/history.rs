//! The history of a stance: each step with who, when, why and its figures.

use crate::parts::time;
use crate::{format, texts, words};
use domain::Lang;
use domain::stance::StanceEvent;
use domain::stance::life::Step;
use leptos::prelude::*;

/// The steps, the first one first.
pub(super) fn history(l: Lang, events: &[StanceEvent]) -> AnyView {
    let items = events
        .iter()
        .map(|e| {
            let by = e.by_name.clone().unwrap_or_else(|| texts::stance_sheet::by_time(l).to_owned());
            let figures = figures(l, e).map(|text| view! { <p>{text}</p> });
            let reason = (!e.reason.is_empty()).then(|| view! { <p class="kept-lines">{e.reason.clone()}</p> });
            view! {
                <li>
                    <p><strong>{words::stance_step(l, e.step)}</strong>" · "{by}" · "{time::moment(l, e.at)}</p>
                    {figures}
                    {reason}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn figures(l: Lang, e: &StanceEvent) -> Option<String> {
    use texts::stance_sheet as t;
    let d = &e.details;
    match e.step {
        Step::Amend => {
            let text = if d.material == Some(true) {
                t::amended_material(l)
            } else {
                t::amended_lightly(l)
            };
            Some(text.to_owned())
        }
        Step::Hear => d.how.map(|how| words::heard_how(l, how).to_owned()),
        Step::AskRenewal | Step::Renew | Step::StepDown => {
            d.review_on.map(|day| t::until(l, format::date(l, day)))
        }
        Step::Lift | Step::End | Step::Change | Step::Outcome => d
            .outcome
            .map(|outcome| words::stance_outcome(l, outcome).to_owned()),
        _ => None,
    }
}
