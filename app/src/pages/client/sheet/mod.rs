//! A client in full, as staff read it: overview, issues, payment, notes, history.

mod charts;
mod head;
mod history;
mod identity;
mod issues;
mod notes;
mod overview;
mod payment;

pub(super) use history::said;

use crate::parts::recommendation::Advice;
use crate::parts::tabs::{Tab, tabs};
use crate::parts::{Errors, error_summary};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::category::Category;
use domain::charter::Accepted;
use domain::client::change::ClientEvent;
use domain::client::person::Contest;
use domain::client::record::ClientRecord;
use domain::client::{ClientSheet, Note};
use domain::issue::IssueSummary;
use domain::register::Proposal;
use domain::retention::LegalHold;
use domain::stance::{StanceCard, StanceKind};
use leptos::prelude::*;

/// The parts of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Overview,
    Issues,
    Payment,
    Notes,
    History,
}

impl Part {
    /// Every part, in the order of the tabs.
    pub const ALL: &[Self] = &[
        Self::Overview,
        Self::Issues,
        Self::Payment,
        Self::Notes,
        Self::History,
    ];

    /// The word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Issues => "issues",
            Self::Payment => "payment",
            Self::Notes => "notes",
            Self::History => "history",
        }
    }

    /// The part with this word; an unknown one is the overview.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|part| part.code() == code)
            .unwrap_or_default()
    }
}

/// What the chosen part shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Overview {
        /// What the policy recommends, for those who choose a stance.
        advice: Option<Box<Advice>>,
        /// What the small charts show; nobody reads it of their own firm.
        record: Option<Box<ClientRecord>>,
    },
    Issues {
        issues: Vec<IssueSummary>,
        categories: Vec<Category>,
    },
    Payment(super::payment::PaymentContent),
    Notes {
        notes: Vec<Note>,
        form: NoteForm,
        errors: Errors,
        key: String,
    },
    History(Vec<ClientEvent>),
}

impl Content {
    const fn part(&self) -> Part {
        match self {
            Self::Overview { .. } => Part::Overview,
            Self::Issues { .. } => Part::Issues,
            Self::Payment(_) => Part::Payment,
            Self::Notes { .. } => Part::Notes,
            Self::History(_) => Part::History,
        }
    }
}

/// A note as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteForm {
    pub text: String,
}

/// What this reader may do and see here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    pub edit: bool,
    pub report: bool,
    pub choose_stance: bool,
    pub place_hold: bool,
    pub negotiate: bool,
    pub step_aside: bool,
    pub merge: bool,
    /// Make the file of this client, who is a person.
    pub person_file: bool,
    pub read_issues: bool,
    pub read_notes: bool,
    pub check: bool,
    /// Accounts count payment matters only; the card does not tell them apart.
    pub payment_only: bool,
    /// The reader also works for this client, or for a rival.
    pub own_client: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub client: ClientSheet,
    /// The newest version of the charter that the client acknowledged.
    pub charter: Option<Accepted>,
    pub rights: Rights,
    pub marks: Marks,
    /// What the register says otherwise, for those who may put it right.
    pub proposals: Vec<Proposal>,
    pub content: Content,
}

/// What keeps, freezes or waits on a client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    pub held: Vec<LegalHold>,
    pub contested: Option<Contest>,
    /// Stances that wait for a person after a merge.
    pub waiting: i64,
}

/// The page's title: the finding of the part that is shown.
pub fn title(p: &SheetPage) -> String {
    use texts::client_sheet as t;
    let (l, name) = (p.lang, &p.client.name);
    match p.content.part() {
        Part::Overview => finding(l, name, p.client.stances.first()),
        Part::Issues => t::title_issues(l, name),
        Part::Payment => t::title_payment(l, name),
        Part::Notes => t::title_notes(l, name),
        Part::History => t::title_history(l, name),
    }
}

/// A client and its strictest stance, in one line.
pub(super) fn finding(l: Lang, name: &str, stance: Option<&StanceCard>) -> String {
    use texts::client_sheet as t;
    match stance {
        None => t::title_plain(l, name),
        Some(s) if s.kind == StanceKind::Punitive => t::title_sanction(l, name, format::date(l, s.review_on)),
        Some(s) => {
            let kind = words::stance_kind(l, s.kind).to_lowercase();
            t::title_stance(l, name, kind, format::date(l, s.review_on))
        }
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    let content = match &p.content {
        Content::Overview { advice, record } => overview::overview(p, advice.as_deref(), record.as_deref()),
        Content::Issues { issues, categories } => issues::issue_part(p, issues, categories),
        Content::Payment(content) => payment::payment_part(p, content),
        Content::Notes {
            notes,
            form,
            errors,
            key,
        } => notes::note_part(p, notes, form, errors, key),
        Content::History(events) => history::history_part(p.lang, events),
    };
    let errors = match &p.content {
        Content::Notes { errors, .. } => error_summary::error_summary(p.lang, errors),
        _ => None,
    };
    view! {
        <article class="wide">
            {errors}
            <div class="sheet-head">{head::head(p)}</div>
            {parts(p)}
            {content}
        </article>
    }
    .into_any()
}

fn parts(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let current = p.content.part();
    let shown = Part::ALL.iter().filter(|part| match part {
        Part::Issues => p.rights.read_issues,
        Part::Notes => p.rights.read_notes,
        Part::Overview | Part::Payment | Part::History => true,
    });
    let all = shown
        .map(|part| {
            let (name, count) = match part {
                Part::Overview => (t::overview(l), None),
                Part::Issues => {
                    let n = c.issues.open + c.issues.confirmed + c.issues.resolved;
                    (
                        t::issues(l),
                        (n > 0 && !p.rights.payment_only).then(|| format::number(l, n)),
                    )
                }
                Part::Payment => (t::payment(l), None),
                Part::Notes => (t::notes(l), None),
                Part::History => (t::history(l), None),
            };
            let href = match part {
                Part::Overview => format!("/clients/{}", c.id),
                part => format!("/clients/{}?tab={}", c.id, part.code()),
            };
            Tab {
                href,
                name: name.to_owned(),
                count,
                current: *part == current,
            }
        })
        .collect();
    tabs(t::parts(l), all)
}
