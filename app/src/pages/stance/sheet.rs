//! A stance in full: the next step first, then what was chosen and why, what was said around it, and its history.

use super::{content, history, steps};
use crate::pages::notice::reply;
use crate::parts::{Errors, conflict, conflict::Difference, error_summary, heading, rows, stance_badge, tag};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::appeal::AppealSummary;
use domain::file::FileSummary;
use domain::reply::Reply;
use domain::stance::derogation::{Derogation, DerogationState};
use domain::stance::life::{Judged, StanceState};
use domain::stance::opinion::Opinion;
use domain::stance::{StanceKind, StanceSheet};
use leptos::prelude::*;

/// The forms as typed, when one comes back with an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionForm {
    pub comment: String,
    pub refuse_reason: String,
    pub renew_until: String,
    pub renew_reason: String,
    pub decline_reason: String,
    pub step_down_reason: String,
    pub lift_outcome: String,
    pub lift_reason: String,
    pub outcome: String,
    pub question: String,
}

/// What this reader may do here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Some of the issues it rests on are for others to read: nothing is decided here.
    pub kept_from_grounds: bool,
    /// Notify, change, renew: whoever may choose a stance for this client.
    pub choose: bool,
    pub lift: bool,
    pub ask_opinion: bool,
    pub answer_derogation: bool,
    /// Why the reader cannot say yes, as a sentence; `None` where they can.
    pub no_approval: Option<String>,
    pub no_renewal: Option<String>,
}

/// What was put to the client beside what stands now, where they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub before: Judged,
    pub now: Judged,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub stance: StanceSheet,
    /// The establishment or the professions of its scope, by name.
    pub scope_names: Vec<String>,
    /// Names the version on this page: an approval is bound to it.
    pub seen: String,
    pub moved: Option<Moved>,
    /// The last day of the client's days, while they run.
    pub due_on: Option<NaiveDate>,
    pub opinions: Vec<Opinion>,
    pub derogations: Vec<Derogation>,
    /// What the client said, each with its files.
    pub replies: Vec<(Reply, Vec<FileSummary>)>,
    pub appeals: Vec<AppealSummary>,
    pub rights: Rights,
    /// Somebody was faster: what was typed stands in its form, beside what the stance is now.
    pub overtaken: bool,
    pub form: DecisionForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the finding.
pub fn title(p: &SheetPage) -> String {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let kind = words::stance_kind(l, s.standing.kind).to_lowercase();
    match s.standing.state {
        StanceState::Proposed | StanceState::Notified | StanceState::Heard | StanceState::Approved => {
            t::title_proposed(l, kind, &s.client_name)
        }
        StanceState::InForce => {
            t::title_in_force(l, &s.client_name, kind, format::date(l, s.standing.review_on))
        }
        StanceState::Refused | StanceState::Lifted | StanceState::Ended => t::title_over(
            l,
            &s.client_name,
            kind,
            words::stance_state(l, s.standing.state).to_lowercase(),
        ),
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let back = heading::back(format!("/clients/{}", s.standing.client), s.client_name.clone());
    let stepped_down = s.standing.stepped_down_on.map(|day| {
        let from = s.standing.stepped_down_from.unwrap_or(s.standing.kind);
        let from = words::stance_kind(l, from).to_lowercase();
        view! { <p>{t::stepped_down(l, from, format::date(l, day), format::date(l, s.standing.review_on))}</p> }
    });
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.then(|| conflict::conflict(l, differences(p)))}
            <p class="line">
                {stance_badge::large(l, Some(s.standing.kind))}
                <span>{s.id.reference()}</span>
                {tag::tag(words::stance_state(l, s.standing.state))}
                {s.on_debts.then(|| tag::quiet(t::on_debts(l)))}
            </p>
            <p>
                {t::proposed_by(l, &s.proposed_by_name, format::date(l, domain::clock::day(s.proposed_at)))}
                {s.approved_by_name.as_ref().map(|name| format!(" · {}", t::approved_by(l, name)))}
            </p>
            {stepped_down}
            {s.replaces.map(|id| view! { <p>{t::replaces(l)}" "<a href=format!("/stances/{id}")>{id.reference()}</a></p> })}
            {steps::next(p)}
            {content::content(p)}
            {content::note(p)}
            {p.stance.sent_on.map(|_| reply::section(l, &p.replies))}
            {appeals(p)}
            {steps::opinions(p)}
            {derogations(p)}
            {steps::others(p)}
            {heading::section("history", t::history(l))}
            {history::history(l, &s.events)}
        </article>
    }
    .into_any()
}

/// What was wanted beside what the stance is now.
fn differences(p: &SheetPage) -> Vec<Difference> {
    use texts::stance_sheet as t;
    let (l, s, f) = (p.lang, &p.stance.standing, &p.form);
    let now = format!(
        "{} · {}",
        words::stance_kind(l, s.kind),
        words::stance_state(l, s.state)
    );
    let typed = [
        (t::refuse_reason(l), &f.refuse_reason),
        (t::renew_reason(l), &f.renew_reason),
        (t::renew_decline(l), &f.decline_reason),
        (t::step_down_reason(l), &f.step_down_reason),
        (t::lift_reason(l), &f.lift_reason),
    ];
    typed
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .filter_map(|(point, text)| Difference::of(point, &now, text))
        .collect()
}

/// Appeals of this stance, each leading to its page; nothing where there are none.
fn appeals(p: &SheetPage) -> Option<AnyView> {
    use texts::appeal as t;
    let l = p.lang;
    if p.appeals.is_empty() {
        return None;
    }
    let items = p
        .appeals
        .iter()
        .map(|appeal| {
            let by = if appeal.by_member {
                t::by_member(l)
            } else {
                t::by_client(l)
            };
            let on = format::date(l, domain::clock::day(appeal.at));
            rows::Row::new(format!("/appeals/{}", appeal.id), format!("{by} · {on}"))
                .side(tag::tag(words::appeal_state(l, appeal.state)))
        })
        .collect();
    Some(view! { {heading::section("appeals", t::back(l))}{rows::rows(items)} }.into_any())
}

fn derogations(p: &SheetPage) -> Option<AnyView> {
    use texts::derogation as t;
    let l = p.lang;
    if p.derogations.is_empty() || p.stance.standing.kind != StanceKind::Punitive && p.derogations.is_empty()
    {
        return None;
    }
    let items = p
        .derogations
        .iter()
        .map(|d| {
            let due = (d.state == DerogationState::Asked).then(|| t::due(l, format::date(l, d.due_on)));
            rows::Row::new(format!("/derogations/{}", d.id), d.person_name.clone())
                .meta(words::derogation_state(l, d.state))
                .side(due)
        })
        .collect();
    let view = view! {
        {heading::section("derogations", t::list_title(l))}
        {rows::rows(items)}
    };
    Some(view.into_any())
}
