//! The numbers of a policy in words, alone or beside those of another version.

use crate::parts::table;
use crate::{format, texts, words};
use domain::Lang;
use domain::policy::Policy;
use domain::policy::setting::{Group, Setting, Unit};
use leptos::prelude::*;

/// A setting of a policy as people read it: "25 %", "2 times", "365".
pub(super) fn value(l: Lang, setting: Setting, policy: &Policy) -> String {
    use texts::policy_setting as t;
    let stored = setting.of(policy);
    let typed = setting.unit().to_hundredths(stored);
    match setting.unit() {
        Unit::Count => format::number(l, stored),
        Unit::Points => format::hundredths(l, typed),
        Unit::Share | Unit::Percent if typed % 100 == 0 => format::percent(l, typed),
        Unit::Share | Unit::Percent => format!("{} %", format::hundredths(l, typed)),
        Unit::Times if stored == 0 => t::not_compared(l).to_owned(),
        Unit::Times => t::times(l, format::hundredths(l, typed)),
        Unit::Tick if stored == 0 => t::no(l).to_owned(),
        Unit::Tick => t::yes(l).to_owned(),
    }
}

/// The title of a group.
pub(super) const fn group(l: Lang, group: Group) -> &'static str {
    use texts::policy_setting as t;
    match group {
        Group::Counting => t::group_counting(l),
        Group::Verdicts => t::group_verdicts(l),
        Group::Debts => t::group_debts(l),
        Group::Late => t::group_late(l),
        Group::Caps => t::group_caps(l),
        Group::Shrinkage => t::group_shrinkage(l),
    }
}

/// How many settings (and measured means) differ.
pub(super) fn differing(a: &Policy, b: &Policy) -> usize {
    let settings = Setting::ALL
        .iter()
        .filter(|setting| setting.of(a) != setting.of(b))
        .count();
    settings + usize::from(a.shrinkage.sectors != b.shrinkage.sectors)
}

/// One table a group; with another version beside it, what differs stands out.
pub(super) fn tables(l: Lang, policy: &Policy, now: Option<&Policy>) -> AnyView {
    Group::ALL
        .iter()
        .map(|&group| {
            let settings = Setting::ALL.iter().filter(|setting| setting.group() == group);
            let mut rows: Vec<Vec<AnyView>> = settings.map(|&setting| row(l, setting, policy, now)).collect();
            if group == Group::Shrinkage {
                rows.extend(means(l, policy, now));
            }
            table::table(self::group(l, group), columns(l, now.is_some()), rows)
        })
        .collect_view()
        .into_any()
}

fn columns(l: Lang, compared: bool) -> Vec<table::Column> {
    use texts::policy as t;
    let mut columns = vec![table::words(t::column_rule(l)), table::numbers(t::column_here(l))];
    if compared {
        columns.push(table::numbers(t::column_now(l)));
    }
    columns
}

fn row(l: Lang, setting: Setting, policy: &Policy, now: Option<&Policy>) -> Vec<AnyView> {
    let label = words::policy_setting(l, setting);
    let here = value(l, setting, policy);
    compared(label.to_owned(), here, now.map(|now| value(l, setting, now)))
}

fn compared(label: String, here: String, now: Option<String>) -> Vec<AnyView> {
    let differs = now.as_ref().is_some_and(|now| *now != here);
    let here = if differs {
        view! { <strong>{here}</strong> }.into_any()
    } else {
        here.into_any()
    };
    let mut cells = vec![label.into_any(), here];
    cells.extend(now.map(IntoAny::into_any));
    cells
}

/// The sectors that have a mean of their own in either version.
fn means(l: Lang, policy: &Policy, now: Option<&Policy>) -> Vec<Vec<AnyView>> {
    let has_own = |policy: &Policy, sector| policy.shrinkage.sectors.iter().any(|(own, _)| *own == sector);
    domain::client::sector::SectorGroup::ALL
        .iter()
        .filter(|&&sector| has_own(policy, sector) || now.is_some_and(|now| has_own(now, sector)))
        .map(|&sector| {
            let label = texts::policy_setting::mean_of(l, words::sector(l, sector).to_lowercase());
            let share = |policy: &Policy| format::percent(l, policy.shrinkage.of(sector) / 100);
            compared(label, share(policy), now.map(share))
        })
        .collect()
}

/// What age leaves of a weight, at each half year of the window.
pub(super) fn decay(l: Lang, policy: &Policy) -> AnyView {
    use texts::policy as t;
    let rows = (0..=policy.months)
        .step_by(6)
        .map(|months| {
            let days = i64::from(months) * 365 / 12;
            let left = format::hundredths(l, policy.left_after(days) / 100);
            vec![format::number(l, months.into()).into_any(), left.into_any()]
        })
        .collect();
    let columns = vec![table::words(t::decay_age(l)), table::numbers(t::decay_left(l))];
    table::table(t::decay(l), columns, rows)
}
