//! An appeal before its judge: what it says, what was judged as it was, and the judgement.

use crate::pages::notice::letter::{LetterView, LinkShown, body};
use crate::parts::{
    Choice, Errors, Field, button, conflict, conflict::Difference, error_summary, files, form_key, heading,
    notice, quote, stance_badge, time,
};
use crate::{format, texts, words};
use domain::Lang;
use domain::appeal::{AppealRefused, AppealSheet, AppealState, Appellant};
use domain::category::Category;
use domain::file::FileSummary;
use domain::stance::StanceKind;
use domain::stance::hearing::{Channel, Purpose};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgeForm {
    pub verdict: String,
    pub reasons: String,
    pub conditions: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub appeal: AppealSheet,
    pub files: Vec<FileSummary>,
    pub categories: Vec<Category>,
    /// Why this reader does not judge, if it does not.
    pub cannot: Option<AppealRefused>,
    /// Somebody was faster: what was typed stands beside what was judged.
    pub overtaken: bool,
    pub form: JudgeForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the task, or the finding.
pub fn title(p: &SheetPage) -> String {
    use texts::appeal as t;
    let s = &p.appeal.summary;
    if s.state == AppealState::Open {
        t::title(p.lang, &s.client_name)
    } else {
        let state = words::appeal_state(p.lang, s.state).to_lowercase();
        t::title_judged(p.lang, &s.client_name, state)
    }
}

/// Why somebody does not judge, in words.
pub const fn why(l: Lang, refused: AppealRefused) -> &'static str {
    use texts::appeal as t;
    match refused {
        AppealRefused::TookPart => t::why_took_part(l),
        AppealRefused::OwnAppeal => t::why_own(l),
        AppealRefused::KeptOut => t::why_kept_out(l),
        AppealRefused::Role => t::why_role(l),
        AppealRefused::Judged
        | AppealRefused::NotFromHere(_)
        | AppealRefused::OpenAlready
        | AppealRefused::NotTouched
        | AppealRefused::Text(_)
        | AppealRefused::ReasonsMissing
        | AppealRefused::TooLong
        | AppealRefused::ConditionsMissing
        | AppealRefused::ConditionsNotHere => t::error_judged(l),
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::appeal as t;
    let (l, a) = (p.lang, &p.appeal);
    let s = &a.summary;
    let back = heading::back("/appeals", t::back(l));
    let on = domain::clock::day(s.at);
    let filed = match a.by {
        Appellant::Client => t::filed_client(l, format::date(l, on)),
        Appellant::Member { .. } => t::filed_member(l, format::date(l, on)),
    };
    let due = (s.state == AppealState::Open)
        .then(|| view! { <p><strong>{t::due(l, format::date(l, s.due_on))}</strong></p> });
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.then(|| conflict::settled(l, differences(p)))}
            <p>{stance_badge::badge(l, Some(s.kind))}" "{filed}</p>
            {due}
            {judgement(p)}
            {heading::section("says", t::says(l))}
            {quote::quote(a.text.clone(), None)}
            {(!p.files.is_empty()).then(|| files::list(l, &p.files, false))}
            {heading::section("as-it-was", t::as_it_was(l, format::date(l, on)))}
            {as_it_was(p)}
            <p><a href=format!("/stances/{}", s.stance)>{t::stance_now(l)}</a></p>
            {form(p)}
        </article>
    }
    .into_any()
}

/// What was judged beside what was typed.
fn differences(p: &SheetPage) -> Vec<Difference> {
    use texts::appeal as t;
    let (l, a) = (p.lang, &p.appeal);
    let named = |state: Option<AppealState>| {
        let judged = state.filter(|state| *state != AppealState::Open);
        judged.map_or("", |state| words::appeal_state(l, state))
    };
    let typed = AppealState::from_code(&p.form.verdict);
    [
        Difference::of(t::verdict(l), named(Some(a.summary.state)), named(typed)),
        Difference::of(t::reasons(l), &a.reasons, &p.form.reasons),
        Difference::of(t::conditions(l), &a.conditions, &p.form.conditions),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn judgement(p: &SheetPage) -> Option<AnyView> {
    use texts::appeal as t;
    let (l, a) = (p.lang, &p.appeal);
    let (at, who) = a.decided.as_ref()?;
    let conditions = (!a.conditions.is_empty()).then(|| {
        view! { <p><strong>{t::conditions(l)}</strong></p><p class="kept-lines">{a.conditions.clone()}</p> }
    });
    let view = view! {
        <section class="panel stack">
            <p><strong>{t::judged(l, format::date(l, domain::clock::day(*at)), who)}</strong></p>
            <p class="kept-lines">{a.reasons.clone()}</p>
            {conditions}
        </section>
    };
    Some(view.into_any())
}

fn as_it_was(p: &SheetPage) -> AnyView {
    use texts::appeal as t;
    let (l, a) = (p.lang, &p.appeal);
    let was = &a.as_it_was;
    let recommended = (!was.recommended.is_empty()).then(|| {
        let kind = StanceKind::from_code(&was.recommended);
        let kind = kind.map_or_else(
            || t::no_stance(l).to_owned(),
            |kind| words::stance_kind(l, kind).to_lowercase(),
        );
        view! { <p>{t::recommended(l, kind)}</p> }
    });
    let departs = (!was.departs_because.is_empty())
        .then(|| view! { <p class="kept-lines">{t::departs(l, &was.departs_because)}</p> });
    let replies = (!was.replies.is_empty()).then(|| {
        let items = was
            .replies
            .iter()
            .map(|(day, text)| quote::quote(text.clone(), Some(format::date(l, *day).into_any())))
            .collect_view();
        view! { <h3>{t::client_said(l)}</h3>{items} }
    });
    let letter = LetterView {
        lang: l,
        letter: &was.letter,
        stance: a.summary.stance,
        purpose: Purpose::Decision,
        channel: Channel::Letter,
        sent_on: was.in_force_on.unwrap_or(was.proposed_on),
        expires_on: was.letter.review_on,
        refused: false,
        link: LinkShown::None,
    };
    view! { <div class="panel stack">{body(&letter)}{grounds(p)}{recommended}{departs}{replies}</div> }
        .into_any()
}

/// All that the stance rests on, as it was frozen when the client was written to.
fn grounds(p: &SheetPage) -> Option<AnyView> {
    let l = p.lang;
    let frozen = p.appeal.as_it_was.frozen.as_ref()?;
    let items = frozen
        .judged
        .grounds
        .iter()
        .map(|ground| {
            let category = p.categories.iter().find(|c| c.code == ground.category);
            let name = category.map_or_else(|| ground.category.clone(), |c| c.name(l).to_owned());
            view! {
                <li>
                    <p>
                        <a href=format!("/issues/{}", ground.issue)>{ground.issue.reference()}</a>
                        {format!(" · {name} · {} · ", words::severity(l, ground.severity))}{time::date(l, ground.happened_on)}
                    </p>
                    {quote::quote(ground.facts.clone(), None)}
                </li>
            }
        })
        .collect_view();
    let view = view! {
        <details class="more"><summary>{texts::appeal::grounds(l)}</summary><ul class="stack plain">{items}</ul></details>
    };
    Some(view.into_any())
}

fn form(p: &SheetPage) -> Option<AnyView> {
    use texts::appeal as t;
    let (l, a) = (p.lang, &p.appeal);
    if a.summary.state != AppealState::Open {
        return None;
    }
    if let Some(refused) = p.cannot {
        return Some(notice::info(
            view! { <p>{t::cannot_judge(l, why(l, refused))}</p> },
        ));
    }
    let with_conditions = if a.summary.kind == StanceKind::Informative {
        t::with_conditions_mild(l)
    } else {
        t::with_conditions_strict(l)
    };
    let verdicts = vec![
        Choice::new(AppealState::Granted.code(), t::granted(l)),
        Choice::new(
            AppealState::GrantedWithConditions.code(),
            t::granted_with_conditions(l),
        )
        .hint(with_conditions),
        Choice::new(AppealState::Refused.code(), t::refused(l)),
    ];
    let view = view! {
        <section class="panel stack">
            {heading::section("judge-title", t::judge(l))}
            <form class="stack" method="post" id="judge" action=format!("/appeals/{}", a.summary.id)>
                {form_key::key(&p.key)}{form_key::revision(a.revision)}
                {Field::new("verdict", t::verdict(l)).value(&p.form.verdict).error(&p.errors).radios(verdicts)}
                {Field::new("reasons", t::reasons(l)).hint(t::reasons_hint(l)).value(&p.form.reasons).error(&p.errors).textarea(6)}
                {Field::new("conditions", t::conditions(l)).optional(l).hint(t::conditions_hint(l)).value(&p.form.conditions).error(&p.errors).textarea(3)}
                {button::primary(t::send(l))}
            </form>
        </section>
    };
    Some(view.into_any())
}
