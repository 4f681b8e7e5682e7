//! The form of a report: one column, facts apart from opinion, and how it is treated in one sentence.

use crate::parts::{Choice, Errors, Field, button, error_summary, files, form_key, heading, notice};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::{Category, Filter};
use domain::contract::WageUnit;
use domain::issue::{Again, Cause, MAX_FACTS, Severity};
use domain::{ClientId, ContractId, Lang};
use leptos::prelude::*;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportForm {
    pub category: String,
    pub severity: String,
    pub happened_on: String,
    pub facts: String,
    pub wage: String,
    pub wage_unit: String,
    pub hours: String,
    pub days_late: String,
    pub unpaid: String,
    pub contract: String,
    pub cause: String,
    pub may_tell: String,
    pub again: String,
    pub key: String,
}

/// A contract of the reporter with this client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractChoice {
    pub id: ContractId,
    pub reference: String,
    pub profession: String,
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    /// Those that this person may report.
    pub categories: Vec<Category>,
    pub contracts: Vec<ContractChoice>,
    /// Staff are asked for the cause, and not for an opinion.
    pub staff: bool,
    /// Accounts report payment matters only.
    pub payment_only: bool,
    pub form: ReportForm,
    pub errors: Errors,
}

/// The page's title: the task.
pub fn title(p: &ReportPage) -> String {
    texts::issue_report::title(p.lang, &p.client_name)
}

/// The page.
pub fn report(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    let treated = if p.staff {
        t::treated_staff(l)
    } else {
        t::treated(l)
    };
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {notice::info(view! { <p>{treated}</p> })}
            <form method="post" class="stack" enctype=files::MULTIPART action=format!("/clients/{}/issues/new", p.client)>
                {form_key::key(&p.form.key)}
                {what(p)}
                {when_and_facts(p)}
                {figures(p)}
                {contract(p)}
                {p.staff.then(|| cause(p))}
                {files::input(l, "files", t::files(l), &p.errors, !p.errors.is_empty())}
                {may_tell(p)}
                {(!p.staff).then(|| opinion(p))}
                {button::row(vec![button::primary(t::send(l))])}
            </form>
        </div>
    }
    .into_any()
}

fn what(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let group = |filter: &Filter| {
        let choices: Vec<Choice> = p
            .categories
            .iter()
            .filter(|c| c.filter == *filter)
            .map(|c| Choice::new(c.id.to_string(), c.name(l)))
            .collect();
        (!choices.is_empty()).then(|| (words::filter(l, *filter).to_owned(), choices))
    };
    let hint = if p.payment_only {
        t::category_payment(l)
    } else {
        t::category_hint(l)
    };
    let explained = |severity: &Severity| {
        let hint = match severity {
            Severity::Minor => t::minor(l),
            Severity::Moderate => t::moderate(l),
            Severity::Serious => t::serious(l),
            Severity::Critical => t::critical(l),
        };
        Choice::new(severity.code(), words::severity(l, *severity)).hint(hint)
    };
    view! {
        {Field::new("category", t::category(l)).hint(hint).value(&p.form.category).error(&p.errors)
            .select_grouped(l, Filter::ALL.iter().filter_map(group).collect())}
        {Field::new("severity", t::severity(l)).value(&p.form.severity).error(&p.errors)
            .radios(Severity::ALL.iter().map(explained).collect())}
    }
    .into_any()
}

fn when_and_facts(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    view! {
        {Field::new("happened_on", t::happened_on(l)).hint(t::happened_hint(l)).value(&p.form.happened_on)
            .error(&p.errors).date()}
        {Field::new("facts", t::facts(l)).hint(t::facts_hint(l, format::number(l, MAX_FACTS as i64))).value(&p.form.facts)
            .error(&p.errors).textarea(8)}
    }
    .into_any()
}

/// All of them stand in the page, whatever the category: without scripts none could appear later.
fn figures(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let units = WageUnit::ALL
        .iter()
        .map(|u| Choice::new(u.code(), words::wage_unit(l, *u)))
        .collect();
    let field = |name: &str, label: &str, value: &str| {
        Field::new(name, label).optional(l).value(value).error(&p.errors)
    };
    view! {
        <fieldset class="questions">
            <legend><h2>{t::figures(l)}</h2></legend>
            <p class="hint">{t::figures_hint(l)}</p>
            <div class="fields-row">
                {field("wage", t::wage(l), &p.form.wage).unit("€").number()}
                {field("wage_unit", t::wage_unit(l), &p.form.wage_unit).narrow().select(l, units)}
            </div>
            {field("hours", t::hours(l), &p.form.hours).unit(t::hours_unit(l)).number()}
            {field("days_late", t::days_late(l), &p.form.days_late).unit(t::days_unit(l)).number()}
            {field("unpaid", t::unpaid(l), &p.form.unpaid).unit("€").number()}
        </fieldset>
    }
    .into_any()
}

fn contract(p: &ReportPage) -> Option<AnyView> {
    use texts::issue_report as t;
    let l = p.lang;
    if p.contracts.is_empty() {
        return None;
    }
    let mut choices = vec![Choice::new("", t::contract_none(l))];
    choices.extend(p.contracts.iter().map(|c| {
        let (from, to) = (format::date_short(l, c.start_on), format::date_short(l, c.end_on));
        Choice::new(
            c.id.to_string(),
            t::contract_choice(l, &c.reference, &c.profession, from, to),
        )
    }));
    let field = Field::new("contract", t::contract(l))
        .optional(l)
        .value(&p.form.contract)
        .error(&p.errors);
    Some(field.select_of(choices))
}

fn cause(p: &ReportPage) -> AnyView {
    let l = p.lang;
    let choices = Cause::ALL
        .iter()
        .map(|c| Choice::new(c.code(), words::cause(l, *c)))
        .collect();
    Field::new("cause", texts::issue_report::cause(l))
        .value(&p.form.cause)
        .error(&p.errors)
        .select_of(choices)
}

fn may_tell(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    Field::new("may_tell", t::may_tell(l))
        .hint(t::may_tell_hint(l))
        .value(&p.form.may_tell)
        .error(&p.errors)
        .radios(vec![
            Choice::new("yes", t::may_tell_yes(l)),
            Choice::new("no", t::may_tell_no(l)),
        ])
}

/// Asked once, kept apart, never weighed.
fn opinion(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let mut choices: Vec<Choice> = Again::ALL
        .iter()
        .map(|again| Choice::new(again.code(), words::again(l, *again)))
        .collect();
    choices.push(Choice::new("", t::again_unsaid(l)));
    view! {
        <section class="questions" aria-labelledby="opinion">
            {heading::section("opinion", t::opinion(l))}
            {Field::new("again", t::again(l)).hint(t::again_hint(l)).value(&p.form.again).error(&p.errors).radios(choices)}
        </section>
    }
    .into_any()
}
