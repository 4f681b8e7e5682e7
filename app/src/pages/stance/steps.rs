//! The steps that can be taken from a stance's page, as real forms: the next one first, the others below.

use super::judged;
use super::opinion::asked;
use super::sheet::SheetPage;
use crate::parts::{Choice, Field, button, form_key, heading, notice, quote};
use crate::{format, texts, words};
use domain::stance::StanceKind;
use domain::stance::life::{Outcome, StanceState};
use domain::stance::opinion::Opinion;
use leptos::prelude::*;

/// A form of this page that posts to `/stances/{id}/{verb}`; each has a key of its own, or the second form would get the
/// first one's answer.
fn form(p: &SheetPage, id: &str, verb: &str, content: impl IntoView + 'static) -> AnyView {
    view! {
        <form class="stack" method="post" id=id.to_owned() action=format!("/stances/{}/{verb}", p.stance.id)>
            {form_key::key(&format!("{}-{verb}", p.key))}{form_key::revision(p.stance.revision)}
            {content.into_any()}
        </form>
    }
    .into_any()
}

/// What comes next, as a panel.
pub(super) fn next(p: &SheetPage) -> Option<AnyView> {
    use texts::stance_sheet as t;
    let l = p.lang;
    let (title, content) = match p.stance.standing.state {
        StanceState::Proposed => (t::next_notify(l), proposed(p)),
        StanceState::Notified => (t::next_hear(l), notified(p)),
        StanceState::Heard | StanceState::Approved => (t::approve_title(l), heard(p)),
        StanceState::InForce => (t::next_renewal(l), renewal(p)?),
        StanceState::Lifted | StanceState::Ended if p.rights.choose => (t::outcome_title(l), outcome(p)),
        StanceState::Refused | StanceState::Lifted | StanceState::Ended => return None,
    };
    let view = view! {
        <section class="panel stack" aria-labelledby="decision-title">
            <h2 id="decision-title">{title}</h2>
            {content}
        </section>
    };
    Some(view.into_any())
}

fn proposed(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let l = p.lang;
    let steps = p.rights.choose.then(|| {
        button::row(vec![
            button::link_primary(format!("/stances/{}/notify", p.stance.id), t::notify(l)),
            amend(p),
        ])
    });
    view! { <p>{t::next_notify_hint(l)}</p>{steps}{refuse(p)} }.into_any()
}

fn notified(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let l = p.lang;
    let due = match p.due_on {
        Some(day) => t::hears_until(l, format::date(l, day)),
        None => t::hears_not_yet(l).to_owned(),
    };
    let steps = p.rights.choose.then(|| {
        button::row(vec![
            button::link_primary(format!("/stances/{}/notify", p.stance.id), t::follow_letter(l)),
            amend(p),
        ])
    });
    view! { <p>{due}</p>{moved(p)}{steps}{refuse(p)} }.into_any()
}

fn heard(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let l = p.lang;
    let newest = p
        .opinions
        .iter()
        .max_by_key(|opinion| opinion.given.as_ref().map(|given| given.at));
    let departs = departing(newest, p.stance.standing.kind);
    let approve = match (&p.rights.no_approval, &p.moved) {
        (_, Some(_)) => {
            let again = p.rights.choose.then(|| {
                button::row(vec![
                    button::link_primary(format!("/stances/{}/notify", p.stance.id), t::notify_again(l)),
                    amend(p),
                ])
            });
            view! { {moved(p)}{again} }.into_any()
        }
        (Some(why), None) => notice::info(view! { <p>{why.clone()}</p> }),
        (None, None) => {
            let comment = Field::new("comment", t::comment(l))
                .value(&p.form.comment)
                .error(&p.errors);
            let comment = if departs {
                comment.hint(t::comment_departs(l))
            } else {
                comment.optional(l)
            };
            let fields = view! {
                {form_key::hidden("seen", p.seen.clone())}
                {comment.textarea(2)}
                {button::primary(t::approve(l))}
            };
            view! {
                <p>{t::approve_hint(l)}</p>
                {form(p, "approve", "approve", fields)}
                {p.rights.choose.then(|| view! { <p>{amend(p)}</p> })}
            }
            .into_any()
        }
    };
    view! { {approve}{refuse(p)} }.into_any()
}

/// Does the committee advise something else?
fn departing(opinion: Option<&Opinion>, kind: StanceKind) -> bool {
    opinion
        .and_then(|opinion| opinion.given.as_ref())
        .is_some_and(|given| given.advises.kind() != Some(kind))
}

fn moved(p: &SheetPage) -> Option<AnyView> {
    let moved = p.moved.as_ref()?;
    Some(notice::warning(view! {
        <p>{texts::stance_sheet::moved(p.lang)}</p>
        {judged::beside(p.lang, &moved.before, &moved.now)}
    }))
}

fn amend(p: &SheetPage) -> AnyView {
    button::link(
        format!("/stances/{}/amend", p.stance.id),
        texts::stance_sheet::amend(p.lang),
    )
}

fn refuse(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let l = p.lang;
    if p.rights.kept_from_grounds {
        return ().into_any();
    }
    let fields = view! {
        {Field::new("refuse_reason", t::refuse_reason(l)).value(&p.form.refuse_reason).error(&p.errors).textarea(2)}
        {button::secondary(t::refuse(l))}
    };
    folded(
        t::refuse_title(l),
        p.errors.get("refuse_reason").is_some() || !p.form.refuse_reason.is_empty(),
        form(p, "refuse", "refuse", fields),
    )
}

/// A form that opens where it is wanted.
fn folded(title: &'static str, open: bool, content: AnyView) -> AnyView {
    view! { <details class="more" open=open><summary>{title}</summary>{content}</details> }.into_any()
}

/// A renewal that waits for the people it needs.
fn renewal(p: &SheetPage) -> Option<AnyView> {
    use texts::stance_sheet as t;
    let l = p.lang;
    let renewal = p.stance.standing.renewal?;
    let asked = t::renewal_asked(
        l,
        p.stance.renewal_by_name.clone().unwrap_or_default(),
        format::date(l, renewal.until),
    );
    let grant = match &p.rights.no_renewal {
        Some(why) => notice::info(view! { <p>{why.clone()}</p> }),
        None => form(p, "renewal", "renewal", button::primary(t::renew_grant(l))),
    };
    let fields = view! {
        {Field::new("decline_reason", t::refuse_reason(l)).value(&p.form.decline_reason).error(&p.errors).textarea(2)}
        {button::secondary(t::renew_decline(l))}
    };
    let decline = (!p.rights.kept_from_grounds).then(|| {
        folded(
            t::renew_decline(l),
            p.errors.get("decline_reason").is_some() || !p.form.decline_reason.is_empty(),
            form(p, "decline-renewal", "decline-renewal", fields),
        )
    });
    let view = view! {
        <p>{asked}</p>
        {quote::quote(p.stance.renewal_reason.clone(), None)}
        {grant}
        {decline}
    };
    Some(view.into_any())
}

fn outcome(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let l = p.lang;
    let now = p
        .stance
        .standing
        .outcome
        .filter(|o| Outcome::RECORDED.contains(o));
    let value = if p.form.outcome.is_empty() {
        now.map_or("", Outcome::code)
    } else {
        p.form.outcome.as_str()
    };
    let choices = Outcome::RECORDED
        .iter()
        .map(|o| Choice::new(o.code(), words::stance_outcome(l, *o)))
        .collect();
    let fields = view! {
        {Field::new("outcome", t::outcome(l)).value(value).error(&p.errors).radios(choices)}
        {button::secondary(t::outcome_record(l))}
    };
    view! { <p>{t::outcome_hint(l)}</p>{form(p, "outcome", "outcome", fields)} }.into_any()
}

/// The questions to the committee and its answers, and a form to ask.
pub(super) fn opinions(p: &SheetPage) -> Option<AnyView> {
    use texts::opinion as t;
    let l = p.lang;
    let waits = p.opinions.iter().any(|opinion| opinion.given.is_none());
    let ask = p.rights.ask_opinion && !waits && !p.stance.standing.state.is_over();
    if p.opinions.is_empty() && !ask {
        return None;
    }
    let said = asked(l, &p.opinions);
    let ask = ask.then(|| {
        let fields = view! {
            {Field::new("question", t::question(l)).hint(t::question_hint(l)).value(&p.form.question).error(&p.errors).textarea(2)}
            {button::secondary(t::ask(l))}
        };
        folded(t::ask_title(l), p.errors.get("question").is_some(), form(p, "ask-opinion", "opinion", fields))
    });
    Some(view! { {heading::section("opinions", t::section(l))}{said}{ask} }.into_any())
}

/// What else can be done with a stance in force.
pub(super) fn others(p: &SheetPage) -> Option<AnyView> {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance.standing);
    if s.state != StanceState::InForce || !(p.rights.choose || p.rights.lift) {
        return None;
    }
    let renew = (p.rights.choose && s.renewal.is_none() && s.stepped_down_on.is_none()).then(|| {
        let fields = view! {
            {Field::new("renew_until", t::renew_until(l)).hint(t::renew_hint(l)).value(&p.form.renew_until).error(&p.errors).date()}
            {Field::new("renew_reason", t::renew_reason(l)).value(&p.form.renew_reason).error(&p.errors).textarea(2)}
            {button::secondary(t::renew(l))}
        };
        let open = p.errors.get("renew_until").is_some() || p.errors.get("renew_reason").is_some() || !p.form.renew_reason.is_empty();
        folded(t::renew_title(l), open, form(p, "renew", "renew", fields))
    });
    let softens = p.rights.lift && s.kind > StanceKind::Informative;
    let step_down = softens.then(|| {
        let fields = view! {
            <p>{t::step_down_hint(l)}</p>
            {Field::new("step_down_reason", t::step_down_reason(l)).value(&p.form.step_down_reason).error(&p.errors).textarea(2)}
            {button::secondary(t::step_down(l))}
        };
        let open = p.errors.get("step_down_reason").is_some() || !p.form.step_down_reason.is_empty();
        folded(t::step_down_title(l), open, form(p, "step-down", "step-down", fields))
    });
    let lift = p.rights.lift.then(|| {
        let outcomes = [Outcome::Paid, Outcome::Improved, Outcome::Reversed];
        let choices = outcomes
            .iter()
            .map(|o| Choice::new(o.code(), words::stance_outcome(l, *o)))
            .collect();
        let fields = view! {
            {Field::new("lift_outcome", t::outcome(l)).value(&p.form.lift_outcome).error(&p.errors).radios(choices)}
            {Field::new("lift_reason", t::lift_reason(l)).value(&p.form.lift_reason).error(&p.errors).textarea(2)}
            {button::secondary(t::lift(l))}
        };
        let open = p.errors.get("lift_reason").is_some() || p.errors.get("lift_outcome").is_some() || !p.form.lift_reason.is_empty();
        folded(t::lift_title(l), open, form(p, "lift", "lift", fields))
    });
    let change = p
        .rights
        .choose
        .then(|| view! { <p>{button::link(format!("/clients/{}/stance", s.client), t::change(l))}</p> });
    Some(
        view! {
            <section class="stack">
                {heading::section("steps", t::others(l))}
                {renew}{change}{step_down}{lift}
            </section>
        }
        .into_any(),
    )
}
