//! "What the facts say": the verdict of each filter, the recommended stance and why, what each issue adds, what would change it;
//! and the closest past cases. For staff; issues that the reader may not open are named by nothing but their weight.

use crate::parts::{condition, facts, severity, stance_badge, table};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::Filter;
use domain::client::sector::SectorGroup;
use domain::policy::alike::Profile;
use domain::policy::explain::Change;
use domain::policy::{Cap, Contribution, Fate, FilterVerdict, Fired, Policy, Recommendation, Rule};
use domain::stance::StanceKind;
use domain::stance::condition::Condition;
use domain::{IssueId, Lang, Money, PolicyId, StanceId};
use leptos::prelude::*;
use std::collections::HashMap;

/// A recommendation as this reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub lang: Lang,
    pub policy: PolicyId,
    pub number: i64,
    /// The content of the version, for the numbers in its sentences.
    pub content: Policy,
    pub recommendation: Recommendation,
    pub changes: Vec<Change>,
    /// Contracts in the policy's window.
    pub contracts: i64,
    /// The category of each issue that the reader may open; the others are reserved.
    pub categories: HashMap<IssueId, String>,
}

/// The whole block, with its heading.
pub fn block(p: &Advice) -> AnyView {
    use texts::recommendation as t;
    let l = p.lang;
    view! {
        <section class="stack advice" aria-labelledby="facts-say">
            <h2 id="facts-say">{t::title(l)}</h2>
            {recommended(p)}
            {facts::facts(p.recommendation.filters.iter().map(|f| verdict(p, f)).collect())}
            {changes(p)}
            <details class="more"><summary>{t::contributions(l)}</summary>{contributions(p)}</details>
            <p class="soft">
                <a href=format!("/admin/policy/{}", p.policy)>{t::policy(l, p.number)}</a>". "{t::chooses(l)}
            </p>
        </section>
    }
    .into_any()
}

fn recommended(p: &Advice) -> AnyView {
    use texts::recommendation as t;
    let (l, r) = (p.lang, &p.recommendation);
    let badge = stance_badge::badge(l, r.stance);
    let why = match r.fired.split_first() {
        None if r.is_blank() => view! { <p>{t::blank(l)}</p> }.into_any(),
        None => view! { <p>{t::no_rule(l)}</p> }.into_any(),
        Some((first, rest)) => view! {
            <p>{t::because(l)}" "{fired(p, first)}"."</p>
            {(!rest.is_empty()).then(|| view! {
                <div><p>{t::also(l)}</p><ul>{rest.iter().map(|f| view! { <li>{fired(p, f)}</li> }).collect_view()}</ul></div>
            })}
        }
        .into_any(),
    };
    let caps = r
        .caps
        .iter()
        .map(|&cap| view! { <p>{cap_sentence(l, cap)}</p> })
        .collect_view();
    let conditions = r
        .conditions
        .iter()
        .map(|c| view! { <p>{t::conditions(l, condition::sentence(l, c))}</p> })
        .collect_view();
    let structural = (r.structural > 0).then(|| view! { <p>{t::structural(l, r.structural)}</p> });
    view! {
        <div class="stack">
            <p class="line"><strong>{t::recommended(l)}</strong>{badge}</p>
            {why}{caps}{structural}{conditions}
        </div>
    }
    .into_any()
}

const fn cap_sentence(l: Lang, cap: Cap) -> &'static str {
    use texts::recommendation as t;
    match cap {
        Cap::Structural => t::cap_structural(l),
        Cap::NaturalPerson => t::cap_natural_person(l),
        Cap::Agreement => t::cap_agreement(l),
    }
}

/// A rule that fired, in plain words.
fn fired(p: &Advice, fired: &Fired) -> String {
    use texts::recommendation as t;
    let l = p.lang;
    let rule = rule(p, &fired.rule);
    if fired.allowed < fired.asks {
        t::allowed(l, rule, words::stance_kind(l, fired.allowed).to_lowercase())
    } else {
        rule
    }
}

fn rule(p: &Advice, rule: &Rule) -> String {
    use texts::recommendation as t;
    let (l, r) = (p.lang, &p.recommendation);
    let money = |amount: Money| format::money_whole(l, amount);
    match rule {
        Rule::Filter { filter, verdict } => {
            let points = r
                .filters
                .iter()
                .find(|f| f.filter == *filter)
                .map(|f| f.points)
                .unwrap_or_default();
            let points = format::hundredths(l, points.hundredths());
            t::because_filter(
                l,
                words::filter(l, *filter),
                words::verdict(l, *verdict).to_lowercase(),
                points,
            )
        }
        Rule::Critical { issue, sure: true } => t::because_critical_sure(l, name_of(p, *issue)),
        Rule::Critical { issue, sure: false } => t::because_critical(l, name_of(p, *issue)),
        Rule::ProvenDebt { debts, amount } => t::because_debt(l, *debts, money(*amount), p.content.debt_days),
        Rule::BrokenPlan { debts, amount } => t::because_plan(l, *debts, money(*amount)),
        Rule::Unpaid { contracts, amount } => t::because_unpaid(l, *contracts, money(*amount)),
        Rule::Bankrupt => t::because_bankrupt(l).to_owned(),
        Rule::Late { .. } => r.late.map_or_else(String::new, |late| {
            let share = |millionths: i64| format::percent(l, millionths / 100);
            t::because_late(l, late.late, late.due, share(late.shrunk), share(late.sector))
        }),
    }
}

fn name_of(p: &Advice, issue: IssueId) -> String {
    if p.categories.contains_key(&issue) {
        issue.reference()
    } else {
        texts::recommendation::reserved_in(p.lang).to_owned()
    }
}

fn verdict(p: &Advice, f: &FilterVerdict) -> (String, AnyView) {
    use texts::recommendation as t;
    let l = p.lang;
    let mut why = if f.issues == 0 {
        t::nothing_confirmed(l, p.contracts)
    } else {
        t::counted(l, f.issues, format::hundredths(l, f.points.hundredths()))
    };
    if f.filter == Filter::Payment {
        let r = &p.recommendation;
        let late = r.late.map_or_else(
            || t::no_invoice(l).to_owned(),
            |late| t::late(l, late.late, late.due),
        );
        why = format!("{why} · {late}");
        if r.owed.0 > 0 {
            why = format!("{why} · {}", t::owed(l, format::money_whole(l, r.owed)));
        }
    }
    let value = view! { <strong>{words::verdict(l, f.verdict)}</strong>" "<span class="soft">{why}</span> };
    (words::filter(l, f.filter).to_owned(), value.into_any())
}

fn changes(p: &Advice) -> AnyView {
    use texts::recommendation as t;
    let l = p.lang;
    let items = p
        .changes
        .iter()
        .map(|change| view! { <li>{sentence(p, change)}</li> })
        .collect_view();
    let list = if p.changes.is_empty() {
        view! { <p>{t::changes_none(l)}</p> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    };
    view! { <div class="stack"><h3>{t::changes(l)}</h3>{list}</div> }.into_any()
}

/// What would change it, in plain words: "Informative if S-211 is resolved."
fn sentence(p: &Advice, change: &Change) -> String {
    use texts::recommendation as t;
    let l = p.lang;
    let to = |stance: &Option<StanceKind>| {
        stance.map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind))
    };
    let day = |day: &NaiveDate| format::date(l, *day);
    match change {
        Change::Time { on, to: kind } => t::change_time(l, to(kind), day(on)),
        Change::DebtsStay { on, to: kind } => t::change_debts_stay(l, to(kind), day(on)),
        Change::AgreementEnds { on, to: kind } => t::change_agreement_ends(l, to(kind), day(on)),
        Change::Resolved { issue, to: kind } => t::change_resolved(l, to(kind), name_of(p, *issue)),
        Change::FilterResolved { filter, to: kind } => {
            t::change_filter_resolved(l, to(kind), words::filter(l, *filter))
        }
        Change::AllResolved { to: kind } => t::change_all_resolved(l, to(kind)),
        Change::DebtsPaid { to: kind } => t::change_debts_paid(l, to(kind)),
        Change::OnTime { invoices, to: kind } => t::change_on_time(l, *invoices, to(kind)),
        Change::AgreementKept { to: kind } => t::change_agreement_kept(l, to(kind)),
        Change::OneMore {
            filter,
            severity,
            to: kind,
        } => {
            let severity = words::severity(l, *severity).to_lowercase();
            match filter {
                Some(filter) => t::change_one_more(l, to(kind), severity, words::filter(l, *filter)),
                None => t::change_one_more_any(l, to(kind), severity),
            }
        }
    }
}

fn contributions(p: &Advice) -> AnyView {
    use texts::recommendation as t;
    let l = p.lang;
    if p.recommendation.contributions.is_empty() {
        return view! { <p class="soft">{t::contributions_none(l)}</p> }.into_any();
    }
    let columns = vec![
        table::words(t::column_issue(l)),
        table::words(t::column_when(l)),
        table::words(t::column_severity(l)),
        table::numbers(t::column_weight(l)),
        table::numbers(t::column_left(l)),
        table::numbers(t::column_adds(l)),
    ];
    let rows = p
        .recommendation
        .contributions
        .iter()
        .map(|c| contribution(p, c))
        .collect();
    table::table(t::contributions(l), columns, rows)
}

fn contribution(p: &Advice, c: &Contribution) -> Vec<AnyView> {
    use texts::recommendation as t;
    let l = p.lang;
    let name = match p.categories.get(&c.issue) {
        Some(category) => {
            view! { <a href=format!("/issues/{}", c.issue)>{c.issue.reference()}</a>" "{category.clone()} }
                .into_any()
        }
        None => view! { {t::reserved(l)} }.into_any(),
    };
    let number = |hundredths: i64| format::hundredths(l, hundredths).into_any();
    let adds = match c.fate {
        Fate::Counted => number(c.points.hundredths()),
        Fate::Beside { issue } => t::beside(l, name_of(p, issue)).into_any(),
        Fate::TooOld => t::too_old(l).into_any(),
    };
    let resolved = c.resolved.then(|| format!(" · {}", t::resolved(l)));
    vec![
        name,
        format::date_short(l, c.happened_on).into_any(),
        view! { {severity::ticks(l, c.severity)}{resolved} }.into_any(),
        number(c.weight.hundredths()),
        number(c.left / 100),
        adds,
    ]
}

/// A past case as it is shown: by its facts, never by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub stance: StanceId,
    pub on: NaiveDate,
    pub sector: SectorGroup,
    pub profile: Profile,
    pub recommended: Option<StanceKind>,
    pub chosen: Option<StanceKind>,
    pub conditions: Vec<Condition>,
    pub distance: i64,
}

/// The closest past cases, each with what was chosen, and a way to its decision.
pub fn cases(l: Lang, cases: &[Case]) -> AnyView {
    use texts::recommendation as t;
    let items = cases.iter().map(|case| self::case(l, case)).collect_view();
    let list = if cases.is_empty() {
        view! { <p class="soft">{t::cases_none(l)}</p> }.into_any()
    } else {
        view! { <ul class="cases">{items}</ul> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="equal-treatment">
            <h3 id="equal-treatment">{t::cases(l)}</h3>
            <p class="soft">{t::cases_intro(l)}</p>
            {list}
        </section>
    }
    .into_any()
}

fn case(l: Lang, case: &Case) -> AnyView {
    use texts::recommendation as t;
    let stance = |kind: Option<StanceKind>| {
        kind.map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind))
            .to_lowercase()
    };
    let verdicts = [Filter::Legal, Filter::Ethics, Filter::Support, Filter::Payment]
        .into_iter()
        .zip(case.profile.verdicts)
        .filter(|(_, verdict)| *verdict > domain::policy::Verdict::Quiet)
        .map(|(filter, verdict)| {
            let verdict = words::verdict(l, verdict).to_lowercase();
            texts::app::labelled(l, words::filter(l, filter), verdict)
        });
    let facts = std::iter::once(t::case_facts(
        l,
        words::client_kind(l, case.profile.kind),
        words::sector(l, case.sector).to_lowercase(),
        case.profile.size.code(),
    ))
    .chain(verdicts)
    .collect::<Vec<_>>()
    .join(" · ");
    let demands = case
        .conditions
        .iter()
        .map(|c| condition::sentence(l, c))
        .collect::<Vec<_>>()
        .join(" · ");
    let how_far = if case.distance == 0 {
        t::case_same(l).to_owned()
    } else {
        t::case_distance(l, case.distance)
    };
    view! {
        <li class="stack">
            <p class="line">
                {stance_badge::badge(l, case.chosen)}
                <a href=format!("/stances/{}", case.stance)>{case.stance.reference()}</a>
                <span>{format::date(l, case.on)}</span>
                <span class="soft">{how_far}</span>
            </p>
            <p>{facts}</p>
            <p class="soft">
                {t::case_chosen(l, stance(case.chosen))}" · "{t::case_recommended(l, stance(case.recommended))}
                {(!demands.is_empty()).then(|| format!(" · {demands}"))}
            </p>
        </li>
    }
    .into_any()
}
