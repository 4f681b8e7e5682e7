//! A proposal that somebody else has changed while it was being changed: both versions in words.

use super::choose::{ChoosePage, StanceForm};
use crate::parts::conflict::Difference;
use crate::{format, texts, words};
use domain::stance::condition::ConditionKind;
use domain::stance::{RunningContracts, StanceKind};

/// What stands now beside what was typed, in words.
pub(super) fn differences(p: &ChoosePage, now: &StanceForm) -> Vec<Difference> {
    use texts::stance_choose as t;
    let l = p.lang;
    let kind = |f: &StanceForm| StanceKind::from_code(&f.kind).map_or("", |kind| words::stance_kind(l, kind));
    let running = |f: &StanceForm| {
        RunningContracts::from_code(&f.running).map_or("", |running| words::running_contracts(l, running))
    };
    let scope = |f: &StanceForm| match f.scope.as_str() {
        "establishment" => {
            let named = p
                .establishments
                .iter()
                .find(|(id, _)| id.to_string() == f.establishment);
            named.map_or_else(String::new, |(_, name)| name.clone())
        }
        "professions" => {
            let named = p
                .professions
                .iter()
                .filter(|(id, _)| f.professions.contains(&id.to_string()));
            named
                .map(|(_, name)| name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => t::scope_client(l).to_owned(),
    };
    let conditions = |f: &StanceForm| {
        let ticked = ConditionKind::ALL
            .iter()
            .filter(|kind| f.conditions.iter().any(|c| c == kind.code()));
        let figure = |kind: ConditionKind| match kind {
            ConditionKind::Prepayment => format!(" {} %", f.percent),
            ConditionKind::MinimumWage => format!(" {} €", f.least_wage),
            ConditionKind::MinimumPrice => format!(" {} €", f.least_price),
            ConditionKind::ValueAtMost => format!(" {} €", f.most_value),
            ConditionKind::Approval
            | ConditionKind::WrittenOrder
            | ConditionKind::InsuranceCertificate
            | ConditionKind::Acknowledgement => String::new(),
        };
        let named: Vec<String> = ticked
            .map(|kind| format!("{}{}", words::condition_kind(l, *kind), figure(*kind)))
            .collect();
        named.join("\n")
    };
    let review = |f: &StanceForm| {
        f.review_on
            .parse()
            .map_or_else(|_| f.review_on.clone(), |day| format::date(l, day))
    };
    let grounds = |f: &StanceForm| {
        let chosen = p
            .grounds
            .iter()
            .filter(|g| f.grounds.contains(&g.issue.to_string()));
        chosen
            .map(|g| format!("{} · {}", g.issue.reference(), g.category))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let typed = &p.form;
    [
        Difference::of(t::kind(l), kind(now), kind(typed)),
        Difference::of(t::scope(l), scope(now), scope(typed)),
        Difference::of(t::conditions(l), conditions(now), conditions(typed)),
        Difference::of(t::review_on(l), review(now), review(typed)),
        Difference::of(t::running(l), running(now), running(typed)),
        Difference::of(t::reason(l), &now.reason, &typed.reason),
        Difference::of(t::grounds(l), grounds(now), grounds(typed)),
        Difference::of(t::to_lift(l), &now.to_lift, &typed.to_lift),
        Difference::of(
            t::departs_because(l),
            &now.departs_because,
            &typed.departs_because,
        ),
        Difference::of(t::note_fr(l), &now.note_fr, &typed.note_fr),
        Difference::of(t::note_nl(l), &now.note_nl, &typed.note_nl),
    ]
    .into_iter()
    .flatten()
    .collect()
}
