//! Forgetting: what the next purge would do, the periods, legal holds, and what was done.

use crate::parts::{Choice, Errors, Field, button, error_summary, form_key, heading, notice, table, time};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::retention::{LegalHold, MAX_MONTHS, Period, Periods, Preview, PurgeRun, Subject, SubjectPreview};
use domain::{Lang, LegalHoldId};
use leptos::prelude::*;

/// The form of a period as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeriodForm {
    pub subject: String,
    pub months: String,
    pub from_on: String,
    pub why: String,
}

/// The form of a legal hold as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HoldForm {
    pub on: String,
    pub reason: String,
    pub until_on: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub planned: Option<PurgeRun>,
    pub preview: Preview,
    pub periods: Periods,
    /// Changes that hold later than today, by subject.
    pub later: Vec<(Subject, NaiveDate, u32)>,
    pub history: Vec<Period>,
    pub holds: Vec<LegalHold>,
    pub past: Vec<PurgeRun>,
    /// May this reader open what the preview names?
    pub opens: bool,
    pub period: PeriodForm,
    pub hold: HoldForm,
    /// Why a hold was to be lifted, as typed.
    pub lift: Option<(LegalHoldId, String)>,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the finding.
pub fn title(p: &RetentionPage) -> String {
    use texts::retention as t;
    let day = format::date(p.lang, p.preview.on);
    match p.preview.due() {
        0 => t::title_none(p.lang, day),
        n => t::title(p.lang, n, day),
    }
}

/// The page.
pub fn retention(p: &RetentionPage) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {next(p)}
            {periods(p)}
            {holds(p)}
            {history(p)}
        </article>
    }
    .into_any()
}

fn next(p: &RetentionPage) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    let under_way = p.planned.as_ref().is_some_and(|run| run.started_at.is_some());
    let columns = vec![
        table::words(t::what(l)),
        table::numbers(t::due(l)),
        table::words(t::first(l)),
        table::words(t::stays(l)),
    ];
    let lines = p
        .preview
        .subjects
        .iter()
        .map(|subject| line(p, subject))
        .collect();
    let now = p
        .planned
        .as_ref()
        .filter(|run| run.started_at.is_none() && run.due_on > p.today)
        .map(|run| {
            view! {
                <form class="stack" method="post" action="/admin/retention/purge">
                    {form_key::key(&format!("{}-purge", p.key))}{form_key::revision(run.revision)}
                    <p class="hint">{t::run_now_hint(l)}</p>
                    {button::secondary(t::run_now(l))}
                </form>
            }
        });
    view! {
        <section class="stack" aria-labelledby="next">
            {heading::section("next", t::next(l, format::date(l, p.preview.on)))}
            {under_way.then(|| notice::info(view! { <p>{t::under_way(l)}</p> }))}
            {table::table(t::caption_next(l), columns, lines)}
            {now}
        </section>
    }
    .into_any()
}

fn line(p: &RetentionPage, subject: &SubjectPreview) -> Vec<AnyView> {
    use texts::retention as t;
    let l = p.lang;
    let due = if subject.more {
        t::more(l, format::number(l, subject.due))
    } else {
        format::number(l, subject.due)
    };
    let first = subject
        .first
        .iter()
        .map(|line| {
            let text = t::since(l, &line.reference, format::date_short(l, line.since));
            let text = if p.opens {
                view! { <a href=line.path.clone()>{text}</a> }.into_any()
            } else {
                text.into_any()
            };
            view! { <li class="nowrap">{text}</li> }
        })
        .collect_view();
    let stays = subject
        .stays
        .iter()
        .map(|(why, n)| view! { <li>{t::stays_because(l, format::number(l, *n), words::retention_stays(l, *why))}</li> })
        .collect_view();
    vec![
        words::retention_subject(l, subject.subject).into_any(),
        due.into_any(),
        view! { <ul class="plain">{first}</ul> }.into_any(),
        view! { <ul class="plain">{stays}</ul> }.into_any(),
    ]
}

fn months(l: Lang, n: u32) -> String {
    texts::retention::months(l, n.into())
}

fn periods(p: &RetentionPage) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    let columns = vec![
        table::words(t::what(l)),
        table::words(t::period(l)),
        table::words(t::runs_from(l)),
    ];
    let lines = Subject::ALL
        .iter()
        .map(|subject| {
            let later = p
                .later
                .iter()
                .filter(|(changed, ..)| changed == subject)
                .map(|(_, day, n)| {
                    view! { <br/><span class="soft">{t::later(l, months(l, *n), format::date(l, *day))}</span> }
                })
                .collect_view();
            vec![
                words::retention_subject(l, *subject).into_any(),
                view! { {months(l, p.periods.months(*subject))}{later} }.into_any(),
                words::retention_from(l, *subject).into_any(),
            ]
        })
        .collect();
    let choices = Subject::ALL
        .iter()
        .map(|subject| Choice::new(subject.code(), words::retention_subject(l, *subject)))
        .collect();
    let (form, errors) = (&p.period, &p.errors);
    view! {
        <section class="stack" aria-labelledby="periods">
            {heading::section("periods", t::periods(l))}
            {table::table(t::caption_periods(l), columns, lines)}
            <p class="hint">{t::evidence(l)}</p>
            <section class="panel stack" aria-labelledby="change">
                <h3 id="change">{t::change(l)}</h3>
                <form class="stack" method="post" action="/admin/retention/periods" id="period">
                    {form_key::key(&format!("{}-period", p.key))}
                    {Field::new("subject", t::change_subject(l)).value(&form.subject).error(errors).select(l, choices)}
                    {Field::new("months", t::change_months(l)).value(&form.months).error(errors).narrow().number()}
                    {Field::new("from_on", t::change_from(l)).value(&form.from_on).error(errors).date()}
                    {Field::new("why", t::change_why(l)).value(&form.why).error(errors).textarea(2)}
                    {button::primary(t::save_period(l))}
                </form>
            </section>
        </section>
    }
    .into_any()
}

fn holds(p: &RetentionPage) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    let standing = if p.holds.is_empty() {
        view! { <p class="soft">{t::no_holds(l)}</p> }.into_any()
    } else {
        let items = p.holds.iter().map(|hold| one_hold(p, hold)).collect_view();
        view! { <ul class="plain stack">{items}</ul> }.into_any()
    };
    let (form, errors) = (&p.hold, &p.errors);
    view! {
        <section class="stack" aria-labelledby="holds">
            {heading::section("holds", t::holds(l))}
            <p>{t::holds_intro(l)}</p>
            {standing}
            <section class="panel stack" aria-labelledby="hold-new">
                <h3 id="hold-new">{t::hold_new(l)}</h3>
                <form class="stack" method="post" action="/admin/retention/holds" id="hold">
                    {form_key::key(&format!("{}-hold", p.key))}
                    {Field::new("on", t::hold_on(l)).hint(t::hold_on_hint(l)).value(&form.on).error(errors).narrow().text()}
                    {Field::new("reason", t::hold_reason(l)).value(&form.reason).error(errors).textarea(2)}
                    {Field::new("until_on", t::hold_until(l)).value(&form.until_on).error(errors).date()}
                    {button::primary(t::hold_place(l))}
                </form>
            </section>
        </section>
    }
    .into_any()
}

fn one_hold(p: &RetentionPage, hold: &LegalHold) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    let reference = hold.on.reference();
    let line = t::hold_line(l, &reference, format::date(l, hold.until_on));
    let line = if p.opens {
        view! { <a href=hold.on.path()>{line}</a> }.into_any()
    } else {
        line.into_any()
    };
    let name = format!("lift_reason_{}", hold.id);
    let typed = p.lift.as_ref().filter(|(id, _)| *id == hold.id);
    let typed = typed.map_or("", |(_, reason)| reason.as_str());
    let by = t::hold_by(
        l,
        &hold.placed_by_name,
        format::date(l, domain::clock::day(hold.placed_at)),
    );
    view! {
        <li class="panel stack">
            <p><strong>{line}</strong>" "<span class="soft">{by}</span></p>
            <p class="kept-lines">{hold.reason.clone()}</p>
            <form class="stack" method="post" action=format!("/admin/retention/holds/{}/lift", hold.id)>
                {form_key::key(&format!("{}-lift-{}", p.key, hold.id))}{form_key::revision(hold.revision)}
                {Field::new(name, t::hold_lift_reason(l, &reference)).value(typed).error(&p.errors).text()}
                {button::secondary(t::hold_lift(l))}
            </form>
        </li>
    }
    .into_any()
}

fn history(p: &RetentionPage) -> AnyView {
    use texts::retention as t;
    let l = p.lang;
    let past = if p.past.is_empty() {
        view! { <p class="soft">{t::no_history(l)}</p> }.into_any()
    } else {
        let items = p.past.iter().map(|run| one_run(l, run)).collect_view();
        view! { <ol class="timeline">{items}</ol> }.into_any()
    };
    let changes = (!p.history.is_empty()).then(|| {
        let items = p
            .history
            .iter()
            .map(|period| one_change(l, period))
            .collect_view();
        view! { <h3>{t::changes(l)}</h3><ol class="timeline">{items}</ol> }
    });
    view! {
        <section class="stack" aria-labelledby="history">
            {heading::section("history", t::history(l))}
            {past}
            {changes}
        </section>
    }
    .into_any()
}

fn one_run(l: Lang, run: &PurgeRun) -> AnyView {
    use texts::retention as t;
    let mut parts: Vec<String> = run
        .counts
        .done
        .iter()
        .map(|(subject, n)| {
            let what = words::retention_subject(l, *subject).to_lowercase();
            t::run_done(l, format::number(l, *n), what)
        })
        .collect();
    if parts.is_empty() {
        parts.push(t::run_nothing(l).to_owned());
    }
    if run.counts.files > 0 {
        parts.push(t::run_files(l, run.counts.files));
    }
    let left: i64 = run.counts.left.values().sum();
    if left > 0 {
        parts.push(t::run_left(l, format::number(l, left)));
    }
    let asked = run
        .moved_by_name
        .as_ref()
        .map(|name| view! { " "<span class="soft">{t::run_asked(l, name)}</span> });
    view! {
        <li>
            <p><strong>{t::run_line(l, format::date(l, run.due_on))}</strong>{asked}</p>
            <p>{parts.join(" · ")}</p>
        </li>
    }
    .into_any()
}

fn one_change(l: Lang, period: &Period) -> AnyView {
    use texts::retention as t;
    let what = words::retention_subject(l, period.subject);
    let line = t::changed_line(l, what, months(l, period.months), format::date(l, period.from_on));
    view! {
        <li>
            <p><strong>{line}</strong>" "<span class="soft">{period.set_by_name.clone()}" · "{time::moment(l, period.set_at)}</span></p>
            <p class="kept-lines">{period.why.clone()}</p>
        </li>
    }
    .into_any()
}

/// The longest period, for the sentence beside the field.
pub const MOST: u32 = MAX_MONTHS;

/// A line that says that something is held, where it is read.
pub fn held(l: Lang, holds: &[LegalHold]) -> Option<AnyView> {
    if holds.is_empty() {
        return None;
    }
    let lines = holds
        .iter()
        .map(|hold| {
            let line = texts::retention::held_until(l, format::date(l, hold.until_on), &hold.reason);
            view! { <p>{line}" "<span class="soft">{hold.placed_by_name.clone()}</span></p> }
        })
        .collect_view();
    Some(notice::info(lines))
}
