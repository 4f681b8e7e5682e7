//! The register of processing: what is held, what for, how long, how much, who can read it.

use crate::parts::{button, facts, heading};
use crate::texts::processing as t;
use crate::{format, words};
use chrono::{DateTime, Utc};
use domain::permission::Grant;
use domain::processing::{DataKind, Held, Kept, LastPurge};
use domain::retention::{Periods, Subject};
use domain::{Lang, Role};
use leptos::prelude::*;

/// Everything that the page and the document show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessingPage {
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub held: Vec<Held>,
    /// The periods of today.
    pub periods: Periods,
    pub purged: Option<LastPurge>,
    pub has_pdf: bool,
}

/// The page's title.
pub fn title(l: Lang) -> &'static str {
    t::title(l)
}

/// The page.
pub fn page(p: &ProcessingPage) -> AnyView {
    let l = p.lang;
    let pdf = p
        .has_pdf
        .then(|| button::link("/admin/processing/pdf", t::pdf(l)));
    let kinds: Vec<_> = p
        .held
        .iter()
        .map(|held| {
            let id = held.kind.code();
            let pairs = lines(p, held)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into_any()))
                .collect();
            view! {
                <section class="stack" aria-labelledby=id>
                    {heading::section(id, name(l, held.kind))}
                    {facts::facts(pairs)}
                </section>
            }
        })
        .collect();
    let further: Vec<_> = closing(l)
        .into_iter()
        .map(|(name, text)| view! { <section class="stack"><h2>{name}</h2><p>{text}</p></section> })
        .collect();
    view! {
        <article class="reading stack">
            {heading::with(title(l), None, pdf.into_iter().collect())}
            <p>{t::lead(l)}</p>
            <p class="soft">{t::counted(l, format::moment(l, p.now))}" "{purge(l, p.purged.as_ref())}</p>
            {kinds}
            {further}
        </article>
    }
    .into_any()
}

/// What the last purge did.
pub fn purge(l: Lang, purged: Option<&LastPurge>) -> String {
    match purged {
        Some(purge) => {
            let day = format::date(l, domain::clock::day(purge.at));
            t::purge(l, day, format::number(l, purge.forgotten))
        }
        None => t::no_purge(l).to_owned(),
    }
}

/// What stands after the kinds.
pub fn closing(l: Lang) -> [(&'static str, &'static str); 2] {
    [
        (t::security_title(l), t::security(l)),
        (t::rights_title(l), t::rights(l)),
    ]
}

/// Name and value of each line about a kind.
pub fn lines(p: &ProcessingPage, held: &Held) -> Vec<(&'static str, String)> {
    let l = p.lang;
    let natural = held
        .natural
        .map(|n| format!(", {}", t::natural(l, format::number(l, n))))
        .unwrap_or_default();
    vec![
        (t::what(l), what(l, held.kind).to_owned()),
        (t::why(l), why(l, held.kind).to_owned()),
        (t::how_long(l), kept(l, held.kind, &p.periods)),
        (t::how_many(l), format!("{}{natural}", t::rows(l, held.rows))),
        (t::who_reads(l), readers(l, held.kind)),
    ]
}

fn kept(l: Lang, kind: DataKind, periods: &Periods) -> String {
    match kind.kept() {
        Kept::WhileInUse => t::kept_in_use(l).to_owned(),
        Kept::WithIssue => t::kept_with_issue(l).to_owned(),
        Kept::Days(days) => t::kept_days(l, days),
        Kept::UntilNextExtract => t::kept_extract(l).to_owned(),
        Kept::Forever => t::kept_forever(l).to_owned(),
        Kept::Accounting => t::kept_accounting(l).to_owned(),
        Kept::Periods(subjects) => {
            let one = |subject: &Subject| {
                t::kept_months(l, i64::from(periods.months(*subject)), subject_name(l, *subject))
            };
            subjects.iter().map(one).collect::<Vec<_>>().join(" · ")
        }
    }
}

const fn subject_name(l: Lang, subject: Subject) -> &'static str {
    match subject {
        Subject::DismissedIssue => t::period_dismissed(l),
        Subject::WithdrawnIssue => t::period_withdrawn(l),
        Subject::DecidedIssue => t::period_decided(l),
        Subject::Check => t::period_check(l),
        Subject::Reporter => t::period_reporter(l),
    }
}

fn readers(l: Lang, kind: DataKind) -> String {
    let one = |(role, grant): (Role, Grant)| {
        let role = words::role(l, role);
        match grant {
            Grant::Own => t::reader_own(l, role),
            Grant::Payment => t::reader_payment(l, role),
            Grant::Put => t::reader_put(l, role),
            Grant::Yes | Grant::No => role.to_owned(),
        }
    };
    let readers: Vec<_> = kind.readers().into_iter().map(one).collect();
    if readers.is_empty() {
        t::nobody(l).to_owned()
    } else {
        readers.join(", ")
    }
}

/// What a kind of data is called.
pub const fn name(l: Lang, kind: DataKind) -> &'static str {
    match kind {
        DataKind::Accounts => t::accounts(l),
        DataKind::Members => t::members(l),
        DataKind::Clients => t::clients(l),
        DataKind::Register => t::register(l),
        DataKind::Contracts => t::contracts(l),
        DataKind::Debts => t::debts(l),
        DataKind::Issues => t::issues(l),
        DataKind::Evidence => t::evidence(l),
        DataKind::Notes => t::notes(l),
        DataKind::Stances => t::stances(l),
        DataKind::Letters => t::letters(l),
        DataKind::Checks => t::checks(l),
        DataKind::LookUps => t::look_ups(l),
        DataKind::Messages => t::messages(l),
        DataKind::SignIns => t::sign_ins(l),
        DataKind::Audit => t::audit(l),
        DataKind::Tombstones => t::tombstones(l),
    }
}

const fn what(l: Lang, kind: DataKind) -> &'static str {
    match kind {
        DataKind::Accounts => t::accounts_what(l),
        DataKind::Members => t::members_what(l),
        DataKind::Clients => t::clients_what(l),
        DataKind::Register => t::register_what(l),
        DataKind::Contracts => t::contracts_what(l),
        DataKind::Debts => t::debts_what(l),
        DataKind::Issues => t::issues_what(l),
        DataKind::Evidence => t::evidence_what(l),
        DataKind::Notes => t::notes_what(l),
        DataKind::Stances => t::stances_what(l),
        DataKind::Letters => t::letters_what(l),
        DataKind::Checks => t::checks_what(l),
        DataKind::LookUps => t::look_ups_what(l),
        DataKind::Messages => t::messages_what(l),
        DataKind::SignIns => t::sign_ins_what(l),
        DataKind::Audit => t::audit_what(l),
        DataKind::Tombstones => t::tombstones_what(l),
    }
}

const fn why(l: Lang, kind: DataKind) -> &'static str {
    match kind {
        DataKind::Accounts => t::accounts_why(l),
        DataKind::Members => t::members_why(l),
        DataKind::Clients => t::clients_why(l),
        DataKind::Register => t::register_why(l),
        DataKind::Contracts => t::contracts_why(l),
        DataKind::Debts => t::debts_why(l),
        DataKind::Issues => t::issues_why(l),
        DataKind::Evidence => t::evidence_why(l),
        DataKind::Notes => t::notes_why(l),
        DataKind::Stances => t::stances_why(l),
        DataKind::Letters => t::letters_why(l),
        DataKind::Checks => t::checks_why(l),
        DataKind::LookUps => t::look_ups_why(l),
        DataKind::Messages => t::messages_why(l),
        DataKind::SignIns => t::sign_ins_why(l),
        DataKind::Audit => t::audit_why(l),
        DataKind::Tombstones => t::tombstones_why(l),
    }
}
