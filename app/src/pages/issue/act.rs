//! The next step on an issue: the decision of staff, and taking back what one reported.

use super::sheet::{Reader, SheetPage, button_text};
use crate::parts::{Field, button, form_key, heading, notice};
use crate::texts;
use domain::issue::life::Step;
use leptos::prelude::*;

/// The decision: one reason, and a button for each step that is possible now.
pub(super) fn decide(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    let Reader::Staff(reader) = p.reader else {
        return None;
    };
    let own = p.issue.reporter == Some(reader) && p.issue.summary.state.is_open();
    let steps: Vec<Step> = p
        .steps
        .iter()
        .copied()
        .filter(|step| Step::DECISIONS.contains(step))
        .collect();
    if steps.is_empty() && !own {
        return None;
    }
    let main = [Step::Confirm, Step::Resolve, Step::Reopen]
        .into_iter()
        .find(|step| steps.contains(step));
    let mut ordered: Vec<Step> = main.into_iter().collect();
    ordered.extend(steps.iter().copied().filter(|step| Some(*step) != main));
    let buttons = ordered
        .iter()
        .map(|step| button::named(button_text(l, *step), "step", step.code(), Some(*step) == main))
        .collect();
    let reason = if p.withdrawing { "" } else { p.reason.as_str() };
    let form = (!steps.is_empty()).then(|| {
        view! {
            <form method="post" id="decide" class="stack" action=format!("/issues/{}/decide", p.issue.summary.id)>
                {form_key::key(&p.key)}{form_key::revision(p.issue.revision)}
                {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(reason).error(&p.errors).textarea(3)}
                {button::row(buttons)}
            </form>
        }
    });
    let view = view! {
        <section class="section decision" aria-labelledby="decision-title">
            <h2 id="decision-title">{t::decide(l)}</h2>
            {own.then(|| notice::info(view! { <p>{t::own_report(l)}</p> }))}
            {form}
        </section>
    };
    Some(view.into_any())
}

/// Taking one's own report back.
pub(super) fn withdraw(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    if !p.steps.contains(&Step::Withdraw) {
        return None;
    }
    // Staff have the decision's own reason above: the ids of one page must differ.
    let name = if matches!(p.reader, Reader::Reporter(_)) {
        "reason"
    } else {
        "why"
    };
    let value = if p.withdrawing { p.reason.as_str() } else { "" };
    let view = view! {
        <section class="section" aria-labelledby="withdraw-title">
            {heading::section("withdraw-title", t::withdraw_title(l))}
            <form method="post" id="withdraw" class="stack" action=format!("/issues/{}/decide", p.issue.summary.id)>
                {form_key::key(&format!("{}w", p.key))}{form_key::revision(p.issue.revision)}
                {Field::new(name, t::withdraw_reason(l)).optional(l).hint(t::withdraw_hint(l)).value(value).error(&p.errors).textarea(2)}
                {button::row(vec![button::named(t::withdraw(l), "step", Step::Withdraw.code(), false)])}
            </form>
        </section>
    };
    Some(view.into_any())
}
