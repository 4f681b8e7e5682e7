//! What waits for me: counts first, each leading to its list; then the lists themselves.

use super::issue::list::{own_row, row};
use crate::parts::rows::{Row, rows};
use crate::parts::{
    Field, answer_badge, button, empty_state, form_key, heading, stance_badge, table, tag, time,
};
use crate::{format, messages, texts};
use chrono::NaiveDate;
use domain::category::Category;
use domain::check::{CheckState, KeptCheck};
use domain::home::{COUNTED, Home, Queue};
use domain::message::Told;
use domain::stance::StanceSummary;
use domain::{Lang, Role};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePage {
    pub lang: Lang,
    pub name: String,
    pub role: Role,
    pub today: NaiveDate,
    pub home: Home,
    /// What this person was told and has not marked as read, the newest first.
    pub news: Vec<Told>,
    pub categories: Vec<Category>,
}

/// Counts of the title; the others follow in a line.
const IN_TITLE: usize = 3;

/// Where the list of a queue is.
pub(crate) const fn list_of(queue: Queue) -> &'static str {
    match queue {
        Queue::Triage => "/issues",
        Queue::Promised => "/issues#promised",
        Queue::Cases => "/cases",
        Queue::ToNotify => "/stances?list=to_notify",
        Queue::ToHear => "/stances?list=to_hear",
        Queue::ToApprove => "/stances?list=to_approve",
        Queue::Renewals => "/stances?list=renewals",
        Queue::GoAheads => "/approvals",
        Queue::Derogations => "/derogations",
        Queue::Contested => "/appeals",
        Queue::Review => "/stances?list=to_review",
        Queue::Expiring => "/stances?list=expiring",
        Queue::Alerts => "/alerts",
        Queue::Decisions => "/reports/editions",
        Queue::Opinions => "/opinions",
        Queue::Debts => "/debts",
        Queue::Proposals | Queue::Professions => "/professions",
        Queue::Rates => "/pay#figures",
    }
}

/// A queue with its count: "3 to triage".
fn named(l: Lang, queue: Queue, n: i64) -> String {
    use texts::home as t;
    match queue {
        Queue::Triage => t::triage(l, n),
        Queue::Cases => t::cases(l, n),
        Queue::Promised => t::promised(l, n),
        Queue::ToNotify => t::notify(l, n),
        Queue::ToHear => t::hear(l, n),
        Queue::ToApprove => t::stances(l, n),
        Queue::Renewals => t::renewals(l, n),
        Queue::GoAheads => t::approvals(l, n),
        Queue::Derogations => t::derogations(l, n),
        Queue::Contested => t::contested(l, n),
        Queue::Review => t::review(l, n),
        Queue::Expiring => t::expiring(l, n),
        Queue::Alerts => t::alerts(l, n),
        Queue::Decisions => t::decisions(l, n),
        Queue::Opinions => t::opinions(l, n),
        Queue::Debts => t::debts(l, n),
        Queue::Proposals => t::proposals(l, n),
        Queue::Professions => t::professions(l, n),
        Queue::Rates => t::rates(l, n),
    }
}

/// What waits, in words, with the list behind each. Beyond what was counted: "99+".
fn counts(p: &HomePage) -> Vec<(String, &'static str)> {
    let l = p.lang;
    let written = |queue, n: i64| {
        let exact = named(l, queue, n.min(COUNTED));
        if n > COUNTED {
            exact.replacen(&COUNTED.to_string(), texts::home::more(l), 1)
        } else {
            exact
        }
    };
    p.home
        .waiting
        .iter()
        .map(|(queue, n)| (written(queue, n), list_of(queue)))
        .collect()
}

/// "3 to triage · 1 to approve".
pub fn title(p: &HomePage) -> String {
    use texts::home as t;
    if !p.role.is_staff() && p.home.waiting.is_empty() {
        return t::title_member(p.lang, &p.name);
    }
    let counts: Vec<String> = counts(p)
        .into_iter()
        .take(IN_TITLE)
        .map(|(text, _)| text)
        .collect();
    if counts.is_empty() {
        t::title_nothing(p.lang).to_owned()
    } else {
        counts.join(" · ")
    }
}

/// The page.
pub fn home(p: &HomePage) -> AnyView {
    match p.role {
        Role::Member => member(p),
        Role::Counsellor | Role::Manager | Role::Accounts => staff(p),
        Role::Committee | Role::Analyst | Role::Admin => other(p),
    }
}

fn staff(p: &HomePage) -> AnyView {
    let h = &p.home;
    let quiet = h.waiting.is_empty() && h.overdue.is_empty();
    view! {
        <div class="wide">
            {staff_heading(p)}
            {news(p)}
            {quiet.then(|| caught_up(p))}
            {triage(p)}
            {to_hear(p)}
            {stances(p)}
            {approvals(p)}
            {review(p)}
            {owing(p)}
        </div>
    }
    .into_any()
}

/// What is new, each leading to where it happened; nothing where there is nothing.
fn news(p: &HomePage) -> Option<AnyView> {
    use texts::message as t;
    let l = p.lang;
    let newest = p.news.first()?;
    let items = p
        .news
        .iter()
        .map(|told| {
            let sentence = messages::sentence(l, &told.what);
            Row::new(messages::place(p.role, &told.what), sentence).side(time::moment(l, told.at))
        })
        .collect();
    let view = view! {
        <section class="section" aria-labelledby="news">
            {heading::section("news", t::title(l))}
            {rows(items)}
            <form method="post" action="/messages/read" id="read">
                {form_key::hidden("up_to", newest.id.to_string())}
                {button::secondary(t::mark_read(l))}
            </form>
        </section>
    };
    Some(view.into_any())
}

/// Each count of the heading leads to its list, and so do those of the line under it.
fn staff_heading(p: &HomePage) -> AnyView {
    let counts = counts(p);
    if counts.is_empty() {
        return heading::heading(title(p));
    }
    let (first, rest) = counts.split_at(counts.len().min(IN_TITLE));
    let more = (!rest.is_empty())
        .then(|| view! { <p class="counts-more">{texts::home::also(p.lang)}" "{links(rest)}</p> });
    view! { <h1 class="counts">{links(first)}</h1>{more} }.into_any()
}

fn links(counts: &[(String, &'static str)]) -> AnyView {
    counts
        .iter()
        .enumerate()
        .map(|(i, (text, href))| {
            let dot = (i > 0).then_some(" · ");
            view! { {dot}<a href=*href>{text.clone()}</a> }
        })
        .collect_view()
        .into_any()
}

/// Clients with overdue money in the staff list.
const OVERDUE_LIST: &str = "/clients?overdue=1";

fn caught_up(p: &HomePage) -> AnyView {
    use texts::home as t;
    let l = p.lang;
    empty_state::empty_state(
        t::empty_title(l),
        t::empty(l),
        Some(button::link("/clients", t::see_clients(l))),
    )
}

/// A list with its heading and the way to all of it; nothing where there is nothing.
fn section(
    l: Lang,
    id: &'static str,
    title: &'static str,
    all: &'static str,
    list: Vec<Row>,
) -> Option<AnyView> {
    if list.is_empty() {
        return None;
    }
    let view = view! {
        <section class="section" aria-labelledby=id>
            {heading::section(id, title)}
            {rows(list)}
            <p><a href=all>{texts::home::see_all(l)}</a></p>
        </section>
    };
    Some(view.into_any())
}

fn triage(p: &HomePage) -> Option<AnyView> {
    let list = p
        .home
        .triage
        .iter()
        .map(|issue| row(p.lang, &p.categories, issue))
        .collect();
    section(p.lang, "triage", texts::home::to_triage(p.lang), "/issues", list)
}

fn stances(p: &HomePage) -> Option<AnyView> {
    use texts::home as t;
    let l = p.lang;
    let list = p.home.stances.iter().map(|stance| {
        let since = format::date(l, domain::clock::day(stance.since));
        stance_row(l, stance, t::proposed_on(l, since))
    });
    section(
        l,
        "stances",
        t::to_approve(l),
        "/stances?list=to_approve",
        list.collect(),
    )
}

fn to_hear(p: &HomePage) -> Option<AnyView> {
    use texts::home as t;
    let l = p.lang;
    let list = p.home.to_hear.iter().map(|stance| {
        let since = format::date(l, domain::clock::day(stance.since));
        stance_row(l, stance, t::proposed_on(l, since))
    });
    section(
        l,
        "to-hear",
        t::to_hear(l),
        list_of(Queue::ToHear),
        list.collect(),
    )
}

fn stance_row(l: Lang, stance: &StanceSummary, side: String) -> Row {
    Row::new(format!("/stances/{}", stance.id), stance.client_name.clone())
        .lead(stance_badge::badge(l, Some(stance.kind)))
        .side(view! { <span>{side}</span> })
}

fn review(p: &HomePage) -> Option<AnyView> {
    use texts::home as t;
    let l = p.lang;
    let list = p.home.review.iter().map(|stance| {
        let day = format::date(l, stance.review_on);
        let side = if stance.review_on < p.today {
            t::review_passed(l, day)
        } else {
            t::review_on(l, day)
        };
        stance_row(l, stance, side)
    });
    section(
        l,
        "review",
        t::to_review(l),
        list_of(Queue::Review),
        list.collect(),
    )
}

fn approvals(p: &HomePage) -> Option<AnyView> {
    use texts::home as t;
    let l = p.lang;
    let list = p.home.approvals.iter().map(|check| {
        let due = check.due_on.map(|day| t::answer_by(l, format::date(l, day)));
        Row::new(format!("/checks/{}", check.id), client_name(l, check))
            .meta(view! { <span>{format!("{} · {}", check.kept_by_name, profession(l, check))}</span> })
            .side(view! { <span>{due}</span> })
    });
    section(l, "approvals", t::asked(l), "/approvals", list.collect())
}

fn owing(p: &HomePage) -> Option<AnyView> {
    use texts::home as t;
    let l = p.lang;
    if p.role == Role::Accounts && p.home.overdue.is_empty() {
        return Some(view! { <p>{t::nothing_owed(l)}</p> }.into_any());
    }
    if p.home.overdue.is_empty() {
        return None;
    }
    let cells = p.home.overdue.iter().map(|client| {
        vec![
            view! { <a href=format!("/clients/{}", client.id)>{client.name.clone()}</a> }.into_any(),
            format::number(l, client.overdue.0 / 100).into_any(),
            format::number(l, client.open.0 / 100).into_any(),
        ]
    });
    let columns = vec![
        table::words(t::client(l)),
        table::numbers(t::overdue_euros(l)),
        table::numbers(t::open_euros(l)),
    ];
    let view = view! {
        <section class="section" aria-labelledby="owing">
            {heading::section("owing", t::overdue_amount(l, format::money_whole(l, p.home.overdue_total)))}
            {table::table(t::owing(l), columns, cells.collect())}
            <p><a href=OVERDUE_LIST>{t::see_all(l)}</a></p>
        </section>
    };
    Some(view.into_any())
}

fn client_name(l: Lang, check: &KeptCheck) -> String {
    let typed = Some(check.offer.client_text.clone()).filter(|text| !text.trim().is_empty());
    check
        .client_name
        .clone()
        .or(typed)
        .unwrap_or_else(|| texts::home::unknown_client(l).to_owned())
}

fn profession(l: Lang, check: &KeptCheck) -> String {
    let index = Lang::ALL.iter().position(|lang| *lang == l).unwrap_or_default();
    check.profession_names[index].clone()
}

fn member(p: &HomePage) -> AnyView {
    use texts::home as t;
    let l = p.lang;
    let reports = p
        .home
        .reports
        .iter()
        .map(|issue| own_row(l, &p.categories, issue))
        .collect();
    let checks = p.home.checks.iter().map(|check| check_row(p, check)).collect();
    let none = |id: &'static str, title: &'static str, text: &'static str| {
        view! { <section class="section" aria-labelledby=id>{heading::section(id, title)}<p class="soft">{text}</p></section> }
            .into_any()
    };
    view! {
        <div class="reading">
            {heading::heading(title(p))}
            {news(p)}
            <section class="panel" aria-labelledby="check">
                {heading::section("check", t::check_title(l))}
                <p>{t::check_lead(l)}</p>
                <form method="get" action="/check" class="filters">
                    {Field::new("client", t::check_field(l)).search()}
                    {button::primary(t::check(l))}
                </form>
            </section>
            {section(l, "checks", t::my_checks(l), "/check#own", checks)
                .unwrap_or_else(|| none("checks", t::my_checks(l), t::no_checks(l)))}
            {section(l, "reports", t::my_reports(l), "/issues", reports)
                .unwrap_or_else(|| none("reports", t::my_reports(l), t::no_reports(l)))}
        </div>
    }
    .into_any()
}

fn check_row(p: &HomePage, check: &KeptCheck) -> Row {
    use texts::home as t;
    let l = p.lang;
    let valid = !check.outdated && check.valid_until >= p.today;
    let until = if valid {
        t::kept(l, format::date(l, check.valid_until))
    } else {
        t::outdated(l).to_owned()
    };
    let state = match check.state {
        CheckState::Kept => None,
        CheckState::Asked => Some(tag::tag(t::check_asked(l))),
        CheckState::Granted => Some(tag::tag(t::check_granted(l))),
        CheckState::Declined => Some(tag::quiet(t::check_declined(l))),
    };
    Row::new(format!("/checks/{}", check.id), client_name(l, check))
        .lead(answer_badge::badge(l, check.answer.answer))
        .meta(
            view! { <span>{format!("{} · {} · {until}", check.id.reference(), profession(l, check))}</span> },
        )
        .side(state)
}

/// Roles whose own screens come later: what they can do, and where to read on.
fn other(p: &HomePage) -> AnyView {
    use texts::home as t;
    let l = p.lang;
    if !p.home.waiting.is_empty() {
        return view! { <div class="wide">{staff_heading(p)}{news(p)}</div> }.into_any();
    }
    let what = match p.role {
        Role::Committee => t::committee(l),
        Role::Analyst => t::analyst(l),
        Role::Admin | Role::Member | Role::Counsellor | Role::Accounts | Role::Manager => t::admin(l),
    };
    view! {
        <div class="reading">
            {heading::heading(title(p))}
            {news(p)}
            {empty_state::empty_state(t::title_nothing(l), what, Some(button::link("/help", t::help(l))))}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::MessageId;
    use domain::home::Waiting;
    use domain::message::Message;

    #[test]
    fn what_waits_for_the_committee_hides_none_of_its_messages() {
        let page = HomePage {
            lang: Lang::Nl,
            name: "Kim".into(),
            role: Role::Committee,
            today: NaiveDate::default(),
            home: Home {
                waiting: Waiting::of([(Queue::Opinions, 2)]),
                ..Home::default()
            },
            news: vec![Told {
                id: MessageId(1),
                what: Message::GoAheadsDue { count: 1 },
                at: DateTime::<Utc>::default(),
                read: false,
            }],
            categories: Vec::new(),
        };
        let out = crate::shell::html(|| home(&page));
        assert!(out.contains("href=\"/opinions\""), "{out}");
        assert!(out.contains("action=\"/messages/read\""), "{out}");
    }
}
