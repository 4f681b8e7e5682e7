//! One issue: the facts, the figures, what happened since, and the next step as a real form.

use super::act::{decide, withdraw};
use super::history::{history, overtaken};
use super::list::category_name;
use super::state_tag;
use crate::pages::admin::retention;
use crate::parts::{
    Errors, button, error_summary, facts, files, filter_glyph, form_key, heading, notice, quote, severity,
    time,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::{Category, HoursAre, Sensitivity};
use domain::file::FileSummary;
use domain::issue::life::{self, Step};
use domain::issue::{IssueSheet, IssueState};
use domain::retention::LegalHold;
use domain::{CaseId, IssueId, Lang, PersonId};
use leptos::prelude::*;

/// Who reads the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Who reported it: is told the outcome, not who decided.
    Reporter(PersonId),
    /// Staff who may read it.
    Staff(PersonId),
}

impl Reader {
    pub(super) const fn id(self) -> PersonId {
        match self {
            Self::Reporter(id) | Self::Staff(id) => id,
        }
    }
}

/// What somebody wanted to do when another was faster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    pub step: Step,
    pub reason: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub issue: IssueSheet,
    pub categories: Vec<Category>,
    pub reader: Reader,
    /// The steps that this person may take now.
    pub steps: Vec<Step>,
    /// The reason as typed, when the form comes back.
    pub reason: String,
    /// It is the withdrawal's form that comes back.
    pub withdrawing: bool,
    pub errors: Errors,
    pub overtaken: Option<Overtaken>,
    pub key: String,
    pub files: Vec<FileSummary>,
    /// The case in which it is: number, title and revision; staff see it.
    pub case: Option<(CaseId, String, i64)>,
    /// The article of the charter, in words.
    pub article: Option<String>,
    /// Reports that may be the same: of the same reporter, category and contract.
    pub duplicates: Vec<IssueId>,
    /// May this person correct it, put it elsewhere, add a file?
    pub may_correct: bool,
    pub may_classify: bool,
    pub may_group: bool,
    pub may_add_files: bool,
    /// What keeps it from being forgotten; for staff.
    pub held: Vec<LegalHold>,
    pub today: NaiveDate,
}

/// The page's title: what it is about and where it stands.
pub fn title(p: &SheetPage) -> String {
    let l = p.lang;
    let category = category_name(l, &p.categories, &p.issue.summary);
    texts::issue_sheet::title(l, category, &p.issue.summary.client_name)
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::issue_sheet as t;
    let (l, s) = (p.lang, &p.issue.summary);
    let (back, to) = match p.reader {
        Reader::Staff(_) => ("/issues", t::back_staff(l)),
        Reader::Reporter(_) => ("/issues", t::back_own(l)),
    };
    view! {
        <article class="reading">
            {heading::with(title(p), Some(heading::back(back, to)), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {overtaken(p)}
            {same(p)}
            {retention::held(l, &p.held)}
            <p class="line">{state_tag(l, s.state)}" "{severity::ticks(l, s.severity)}" "<span class="soft">{s.id.reference()}</span></p>
            {matches!(p.reader, Reader::Reporter(_)).then(|| outcome(p))}
            {matches!(p.reader, Reader::Staff(_)).then(|| guarded(p))}
            <section class="section" aria-labelledby="facts">
                {heading::section("facts", t::facts(l))}
                {s.state.is_open().then(|| view! { <p class="hint">{t::unverified(l)}</p> })}
                {quote::quote(p.issue.facts.clone(), None)}
                {facts::facts(pairs(p))}
                {changes(p)}
            </section>
            {evidence(p)}
            {decide(p)}
            {grouped(p)}
            <section class="section" aria-labelledby="history">
                {heading::section("history", t::history(l))}
                {history(p)}
            </section>
            {opinion(p)}
            {withdraw(p)}
        </article>
    }
    .into_any()
}

fn pairs(p: &SheetPage) -> Vec<(String, AnyView)> {
    use texts::issue_sheet as t;
    let (l, i) = (p.lang, &p.issue);
    let s = &i.summary;
    let client = view! { <a href=format!("/clients/{}", s.client)>{s.client_name.clone()}</a> }.into_any();
    let mut pairs: Vec<(&str, AnyView)> = vec![
        (t::client(l), client),
        (t::filter(l), filter_glyph::filter(l, s.filter)),
        (t::happened_on(l), time::date(l, s.happened_on)),
    ];
    if let Some((unit, wage)) = i.wage {
        let value = t::wage_value(
            l,
            format::money(l, wage.0),
            words::wage_unit(l, unit).to_lowercase(),
        );
        pairs.push((t::wage(l), value.into_any()));
    }
    let category = p.categories.iter().find(|c| c.id == s.category);
    let hours = match category.map(|c| c.asks.hours_are) {
        Some(HoursAre::Worked) => texts::issue_report::hours_worked(l),
        _ => t::hours(l),
    };
    pairs.extend(i.hours.map(|n| (hours, format::hundredths(l, n).into_any())));
    pairs.extend(
        i.days_late
            .map(|days| (t::days_late(l), format::days(l, days).into_any())),
    );
    pairs.extend(
        i.unpaid
            .map(|unpaid| (t::unpaid(l), format::money(l, unpaid).into_any())),
    );
    pairs.extend(
        i.contract_reference
            .clone()
            .map(|reference| (t::contract(l), reference.into_any())),
    );
    pairs.extend(
        p.article
            .clone()
            .map(|article| (t::article(l), article.into_any())),
    );
    let may_tell = if i.may_tell_client { t::yes(l) } else { t::no(l) };
    pairs.push((t::may_tell(l), may_tell.into_any()));
    if matches!(p.reader, Reader::Staff(_)) {
        pairs.push((t::cause(l), words::cause(l, i.cause).into_any()));
        pairs.extend(
            i.funder_names
                .as_ref()
                .map(|names| (t::funder(l), names[l as usize].clone().into_any())),
        );
        pairs.push((t::source(l), words::source(l, s.source).into_any()));
        pairs.push((t::reporter(l), reporter(l, i)));
    }
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The files, and the form that adds some.
fn evidence(p: &SheetPage) -> AnyView {
    use texts::issue_sheet as t;
    let l = p.lang;
    let list = if p.files.is_empty() {
        view! { <p class="soft">{texts::file::none(l)}</p> }.into_any()
    } else {
        files::list(l, &p.files, matches!(p.reader, Reader::Staff(_)))
    };
    let add = p.may_add_files.then(|| {
        view! {
            <form method="post" id="evidence" class="stack" enctype=files::MULTIPART
                action=format!("/issues/{}/files", p.issue.summary.id)>
                {form_key::key(&format!("{}f", p.key))}{form_key::revision(p.issue.revision)}
                {files::input(l, "files", t::files_add(l), &p.errors, !p.errors.is_empty())}
                {button::row(vec![button::secondary(t::files_send(l))])}
            </form>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="files-title">
            {heading::section("files-title", texts::file::title(l))}
            {list}
            {add}
        </section>
    }
    .into_any()
}

fn reporter(l: Lang, issue: &IssueSheet) -> AnyView {
    use texts::issue_sheet as t;
    match (&issue.reporter_name, issue.summary.source) {
        (Some(name), _) => t::reporter_hint(l, name).into_any(),
        (None, domain::issue::Source::Ledger) => t::by_program(l).into_any(),
        (None, _) => t::reporter_erased(l).into_any(),
    }
}

/// What staff must know of a protected report: who reads it, and by when it is answered (7 days, 3 months).
fn guarded(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let (l, s) = (p.lang, &p.issue.summary);
    if s.sensitivity == Sensitivity::NamedHandlers {
        return Some(notice::info(view! { <p>{t::named_handlers(l)}</p> }));
    }
    let periods = p.issue.periods().filter(|_| s.state.is_open())?;
    let last = format::date(l, periods.answer_by);
    let acknowledged = p.issue.acknowledged_at.is_some();
    let said = if acknowledged {
        t::whistleblower_taken(l, last)
    } else {
        t::whistleblower(l, format::date(l, periods.acknowledge_by), last)
    };
    let late = p.today > periods.answer_by || (!acknowledged && p.today > periods.acknowledge_by);
    let text =
        view! { <p>{said}</p>{late.then(|| view! { <p><strong>{t::whistleblower_late(l)}</strong></p> })} };
    Some(if late {
        notice::warning(text)
    } else {
        notice::info(text)
    })
}

/// Reports of the same person about the same: staff see them before they decide twice.
fn same(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    if p.duplicates.is_empty() || !matches!(p.reader, Reader::Staff(_)) {
        return None;
    }
    let links = p
        .duplicates
        .iter()
        .map(|id| view! { " "<a href=format!("/issues/{id}")>{id.reference()}</a> })
        .collect_view();
    Some(notice::info(view! { <p>{t::maybe_same(l)}{links}</p> }))
}

/// What this person can change of what was written.
fn changes(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let (l, id) = (p.lang, p.issue.summary.id);
    let mut links = Vec::new();
    if p.may_correct {
        links.push(button::link(format!("/issues/{id}/correct"), t::correct(l)));
    }
    if p.may_classify {
        links.push(button::link(format!("/issues/{id}/classify"), t::classify(l)));
    }
    (!links.is_empty()).then(|| button::row(links))
}

/// The case in which it is, or the way to open one.
fn grouped(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let (l, id) = (p.lang, p.issue.summary.id);
    let decides = matches!(p.reader, Reader::Staff(_)) && p.may_group;
    if !decides {
        return None;
    }
    let inside = match &p.case {
        Some((case, title, revision)) => view! {
            <p><a href=format!("/cases/{case}")>{format!("{} · {title}", case.reference())}</a></p>
            <form method="post" id="leave" action=format!("/cases/{case}/remove")>
                {form_key::key(&format!("{}c", p.key))}{form_key::revision(*revision)}{form_key::hidden("issue", id.to_string())}
                {button::row(vec![button::secondary(t::case_leave(l))])}
            </form>
        }
        .into_any(),
        None if p.issue.summary.state == IssueState::Withdrawn => return None,
        None => view! {
            <p class="soft">{t::case_none(l)}</p>
            {button::row(vec![button::link(format!("/cases/new?issue={id}"), t::case_open(l))])}
        }
        .into_any(),
    };
    let view = view! {
        <section class="section" aria-labelledby="case">
            {heading::section("case", t::case(l))}
            {inside}
        </section>
    };
    Some(view.into_any())
}

/// What became of one's own report, first on the page.
fn outcome(p: &SheetPage) -> AnyView {
    use texts::issue_sheet as t;
    let l = p.lang;
    let (finding, more) = match p.issue.summary.state {
        IssueState::Reported => (t::waits_title(l), Some(t::waits(l).to_owned())),
        IssueState::UnderReview => (t::in_review(l), Some(t::waits(l).to_owned())),
        IssueState::Confirmed => (
            t::outcome_confirmed(l),
            Some(t::outcome_confirmed_next(l).to_owned()),
        ),
        IssueState::Dismissed => (t::outcome_dismissed(l), None),
        IssueState::Resolved => (t::outcome_resolved(l), None),
        IssueState::Withdrawn => (t::outcome_withdrawn(l), None),
    };
    let reason = p
        .issue
        .events
        .last()
        .map(|e| e.reason.clone())
        .filter(|reason| !reason.is_empty());
    let day = p
        .issue
        .events
        .last()
        .filter(|_| !p.issue.summary.state.is_open())
        .map(|e| time::moment(l, e.at));
    notice::info(view! {
        <p><strong>{finding}</strong>{day.map(|day| view! { " · "{day} })}</p>
        {reason.map(|reason| quote::quote(reason, None))}
        {more.map(|more| view! { <p>{more}</p> })}
    })
}

pub const fn button_text(l: Lang, step: Step) -> &'static str {
    use texts::issue_sheet as t;
    match step {
        Step::Report => t::step_report(l),
        Step::Review => t::review(l),
        Step::Confirm => t::confirm(l),
        Step::Dismiss => t::dismiss(l),
        Step::Resolve => t::resolve(l),
        Step::Withdraw => t::withdraw(l),
        Step::Reopen => t::reopen(l),
        Step::Correct => t::correct(l),
        Step::Classify => t::classify(l),
        Step::Evidence => t::files_add(l),
    }
}

fn opinion(p: &SheetPage) -> Option<AnyView> {
    use texts::issue_sheet as t;
    let l = p.lang;
    let again = p.issue.again?;
    let view = view! {
        <section class="section" aria-labelledby="opinion">
            {heading::section("opinion", t::opinion(l))}
            <p>{words::again(l, again)}</p>
            <p class="hint">{t::opinion_hint(l)}</p>
        </section>
    };
    Some(view.into_any())
}

/// The steps that the life of an issue and the reader's rights both allow.
pub fn steps(issue: &IssueSheet, reader: PersonId, decides: bool) -> Vec<Step> {
    let possible = life::possible(issue.standing(), reader);
    possible
        .into_iter()
        .filter(|step| decides || *step == Step::Withdraw)
        .collect()
}
