//! Stances in lists: to approve, in force by review date, and those behind a mark of a trend.

use crate::parts::pager::Pager;
use crate::parts::rows::Row;
use crate::parts::tabs::{self, Tab};
use crate::parts::{empty_state, heading, pager, rows, stance_badge, tag};
use crate::{format, texts, words};
use domain::stance::{StanceKind, StanceSummary};
use domain::trend::endings::Ending;
use domain::{Lang, Month};
use leptos::prelude::*;

/// Everything the page of stances shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub today: chrono::NaiveDate,
    pub in_force_count: i64,
    pub listing: Queue,
    /// Each list with how many wait there, up to a bound.
    pub counts: Vec<(Queue, i64)>,
    pub stances: Vec<StanceSummary>,
    pub pager: Pager,
}

/// The lists of stances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Queue {
    #[default]
    InForce,
    ToNotify,
    ToHear,
    ToApprove,
    Renewals,
    ToReview,
    Expiring,
    Contested,
}

impl Queue {
    /// Every list, in the order of the tabs: what waits first.
    pub const ALL: &[Self] = &[
        Self::InForce,
        Self::ToNotify,
        Self::ToHear,
        Self::ToApprove,
        Self::Renewals,
        Self::ToReview,
        Self::Expiring,
        Self::Contested,
    ];

    /// The word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::ToNotify => "to_notify",
            Self::ToHear => "to_hear",
            Self::ToApprove => "to_approve",
            Self::Renewals => "renewals",
            Self::ToReview => "to_review",
            Self::Expiring => "expiring",
            Self::Contested => "contested",
        }
    }

    /// The list with this word; an unknown one is what is in force.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|queue| queue.code() == code)
            .unwrap_or_default()
    }

    /// Its name on its tab.
    pub const fn name(self, l: Lang) -> &'static str {
        use texts::stance_list as t;
        match self {
            Self::InForce => t::in_force(l),
            Self::ToNotify => t::to_notify(l),
            Self::ToHear => t::to_hear(l),
            Self::ToApprove => t::to_approve(l),
            Self::Renewals => t::renewals(l),
            Self::ToReview => t::to_review(l),
            Self::Expiring => t::expiring(l),
            Self::Contested => t::contested(l),
        }
    }

    /// Its address.
    pub fn href(self) -> String {
        match self {
            Self::InForce => "/stances".to_owned(),
            other => format!("/stances?list={}", other.code()),
        }
    }
}

/// The page's title: how many are in force, or the list.
pub fn title(p: &ListPage) -> String {
    match p.listing {
        Queue::InForce => texts::stance_list::title(p.lang, p.in_force_count),
        other => texts::stance_list::title_of(p.lang, other.name(p.lang)),
    }
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::stance_list as t;
    let l = p.lang;
    let tabs = p
        .counts
        .iter()
        .map(|(queue, count)| Tab {
            href: queue.href(),
            name: queue.name(l).to_owned(),
            count: (*count > 0).then(|| format::number(l, *count)),
            current: *queue == p.listing,
        })
        .collect();
    let stances = if p.stances.is_empty() {
        let empty = if p.listing == Queue::InForce {
            t::none(l)
        } else {
            t::none_here(l)
        };
        empty_state::empty_state(title(p), empty, None)
    } else {
        summaries(l, p.today, &p.stances)
    };
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {tabs::tabs(t::lists(l), tabs)}
            {stances}
            {pager::pager(l, &p.pager)}
        </article>
    }
    .into_any()
}

/// What a mark of a chart stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In force at the end of a month.
    InForce(StanceKind, Month),
    /// Ended so, or stepped down, in a month.
    Ended(Ending, Month),
    /// Recommended and chosen.
    Chosen(Option<StanceKind>, Option<StanceKind>),
}

/// The stances behind a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindMarkPage {
    pub lang: Lang,
    pub today: chrono::NaiveDate,
    pub mark: Mark,
    pub stances: Vec<StanceSummary>,
    pub pager: Pager,
}

impl BehindMarkPage {
    /// The page's title.
    pub fn title(&self) -> String {
        use crate::pages::reports::{ending_name, kind_name};
        use texts::stance_list as t;
        let l = self.lang;
        match self.mark {
            Mark::InForce(kind, month) => {
                let kind = words::stance_kind(l, kind).to_lowercase();
                t::behind(l, kind, format::month(l, month))
            }
            Mark::Ended(how, month) => t::behind_ended(l, ending_name(l, how), format::month(l, month)),
            Mark::Chosen(recommended, chosen) => {
                t::behind_chosen(l, kind_name(l, recommended), kind_name(l, chosen))
            }
        }
    }
}

/// The list behind a mark of the trend.
pub fn behind_mark(p: &BehindMarkPage) -> AnyView {
    let back = heading::back("/reports", texts::nav::reports(p.lang));
    view! {
        <article class="wide stack">
            {heading::with(p.title(), Some(back), vec![])}
            {summaries(p.lang, p.today, &p.stances)}
            {pager::pager(p.lang, &p.pager)}
        </article>
    }
    .into_any()
}

fn summaries(l: Lang, today: chrono::NaiveDate, stances: &[StanceSummary]) -> AnyView {
    use texts::stance_list as t;
    let items = stances
        .iter()
        .map(|s| {
            let overdue = s.review_on < today && s.state == domain::stance::life::StanceState::InForce;
            let review = texts::app::labelled(l, t::review(l), format::date(l, s.review_on));
            let since = format!("{} {}", t::since(l), format::date(l, domain::clock::day(s.since)));
            Row::new(format!("/stances/{}", s.id), s.client_name.clone())
                .lead(stance_badge::badge(l, Some(s.kind)))
                .meta(since)
                .side(view! {
                    {s.state.is_waiting().then(|| tag::quiet(words::stance_state(l, s.state)))}
                    <span>{review}</span>{overdue.then(|| tag::tag(t::overdue(l)))}
                })
        })
        .collect();
    rows::rows(items)
}
