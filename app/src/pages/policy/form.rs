//! A draft of the policy being edited: one field a number, in the groups of its page.

use super::value;
use crate::parts::{
    Errors, Field, button, conflict, conflict::Difference, error_summary, field, form_key, heading,
};
use crate::{format, texts, words};
use domain::policy::Policy;
use domain::policy::setting::{Group, Setting, Unit};
use domain::{Lang, PolicyId};
use leptos::prelude::*;
use std::collections::HashMap;

/// The form as typed: a text for each setting, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyForm {
    pub why: String,
    pub values: HashMap<Setting, String>,
}

impl PolicyForm {
    /// What an edit begins with.
    pub fn of(l: Lang, policy: &Policy, why: &str) -> Self {
        let values = Setting::ALL
            .iter()
            .map(|&setting| {
                let stored = setting.of(policy);
                let text = match setting.unit() {
                    Unit::Count | Unit::Percent | Unit::Tick => stored.to_string(),
                    unit => format::hundredths(l, unit.to_hundredths(stored)),
                };
                (setting, text)
            })
            .collect();
        Self {
            why: why.to_owned(),
            values,
        }
    }

    pub fn value(&self, setting: Setting) -> &str {
        self.values.get(&setting).map_or("", String::as_str)
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    pub policy: PolicyId,
    pub number: i64,
    pub revision: i64,
    pub form: PolicyForm,
    pub errors: Errors,
    /// What was typed and what is stored now, where someone was faster.
    pub conflict: Option<(Policy, Policy)>,
    pub key: String,
}

/// The page's title.
pub fn title(p: &FormPage) -> String {
    texts::policy::edit_title(p.lang, p.number)
}

/// The page.
pub fn form(p: &FormPage) -> AnyView {
    use texts::policy as t;
    let l = p.lang;
    let here = format!("/admin/policy/{}", p.policy);
    let back = heading::back(here.clone(), t::title_draft(l, p.number));
    let groups = Group::ALL.iter().map(|&group| fields(p, group)).collect_view();
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.conflict.as_ref().map(|(typed, stored)| conflict(l, typed, stored))}
            <form class="stack" method="post" action=format!("{here}/edit") id="policy">
                {form_key::key(&p.key)}
                {form_key::revision(p.revision)}
                {Field::new("why", t::why(l)).value(&p.form.why).error(&p.errors).textarea(3)}
                {groups}
                {button::row(vec![button::primary(t::save(l)), button::link(here.clone(), texts::form::cancel(l))])}
            </form>
        </article>
    }
    .into_any()
}

fn fields(p: &FormPage, group: Group) -> AnyView {
    let l = p.lang;
    let fields = Setting::ALL
        .iter()
        .filter(|setting| setting.group() == group)
        .map(|&setting| one(p, setting))
        .collect_view();
    view! { <h2>{value::group(l, group)}</h2><div class="stack">{fields}</div> }.into_any()
}

fn one(p: &FormPage, setting: Setting) -> AnyView {
    let label = words::policy_setting(p.lang, setting);
    let typed = p.form.value(setting);
    if setting.unit() == Unit::Tick {
        return field::checkbox(setting.code(), "1", label, None, typed == "1");
    }
    let input = Field::new(setting.code(), label)
        .value(typed)
        .error(&p.errors)
        .narrow();
    match setting.unit() {
        Unit::Share | Unit::Percent => input.unit("%").number(),
        Unit::Count | Unit::Points | Unit::Times | Unit::Tick => input.number(),
    }
}

fn conflict(l: Lang, typed: &Policy, stored: &Policy) -> AnyView {
    let said = |setting, policy| value::value(l, setting, policy);
    let differences = Setting::ALL
        .iter()
        .filter(|setting| setting.of(typed) != setting.of(stored))
        .filter_map(|&setting| {
            let point = words::policy_setting(l, setting);
            Difference::of(point, said(setting, stored), said(setting, typed))
        })
        .collect();
    conflict::conflict(l, differences)
}
