//! A report that somebody else has changed while it was being corrected or classified: both versions in words.

use super::classify::{ClassifyForm, ClassifyPage};
use super::report::{ReportForm, ReportPage};
use crate::parts::conflict::Difference;
use crate::{format, texts, words};
use domain::contract::WageUnit;
use domain::issue::content::Part;
use domain::issue::{Cause, Severity};

/// What stands now beside what was typed, in words.
pub(super) fn report(p: &ReportPage, now: &ReportForm) -> Vec<Difference> {
    let l = p.lang;
    let named = |choices: &[(String, String)], code: &str| {
        let found = choices.iter().find(|(id, _)| id == code);
        found.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
    };
    let ids = |(id, name): (String, &String)| (id, name.clone());
    let categories: Vec<_> = p
        .categories
        .iter()
        .map(|c| (c.id.to_string(), c.name(l).to_owned()))
        .collect();
    let articles: Vec<_> = p
        .articles
        .iter()
        .map(|(id, name)| ids((id.to_string(), name)))
        .collect();
    let funders: Vec<_> = p
        .funders
        .iter()
        .map(|(id, name)| ids((id.to_string(), name)))
        .collect();
    let contracts: Vec<_> = p
        .contracts
        .iter()
        .map(|c| (c.id.to_string(), c.reference.clone()))
        .collect();
    let said = |part: Part, form: &ReportForm| match part {
        Part::Category => named(&categories, &form.category),
        Part::Severity => Severity::from_code(&form.severity)
            .map_or_else(String::new, |severity| words::severity(l, severity).to_owned()),
        Part::Cause => {
            Cause::from_code(&form.cause).map_or_else(String::new, |cause| words::cause(l, cause).to_owned())
        }
        Part::Funder => named(&funders, &form.funder),
        Part::Article => named(&articles, &form.article),
        Part::Facts => form.facts.clone(),
        Part::HappenedOn => form
            .happened_on
            .parse()
            .map_or_else(|_| form.happened_on.clone(), |day| format::date(l, day)),
        Part::Contract => named(&contracts, &form.contract),
        Part::Wage if form.wage.trim().is_empty() => String::new(),
        Part::Wage => {
            let unit = WageUnit::from_code(&form.wage_unit).map_or("", |unit| words::wage_unit(l, unit));
            format!("{} {}", form.wage, unit.to_lowercase())
        }
        Part::Hours => form.hours.clone(),
        Part::DaysLate => form.days_late.clone(),
        Part::Unpaid => form.unpaid.clone(),
        Part::MayTell if form.may_tell == "yes" => texts::issue_report::may_tell_yes(l).to_owned(),
        Part::MayTell => texts::issue_report::may_tell_no(l).to_owned(),
    };
    // What only staff say is not the reporter's to compare.
    let staff_only = |part: Part| matches!(part, Part::Cause | Part::Funder) && !p.staff;
    Part::ALL
        .iter()
        .filter(|part| !staff_only(**part))
        .filter_map(|&part| Difference::of(words::issue_part(l, part), said(part, now), said(part, &p.form)))
        .collect()
}

/// What stands now beside what was chosen, in words.
pub(super) fn classify(p: &ClassifyPage, now: &ClassifyForm) -> Vec<Difference> {
    let l = p.lang;
    let category = |form: &ClassifyForm| {
        let found = p.categories.iter().find(|c| c.id.to_string() == form.category);
        found.map_or_else(String::new, |c| c.name(l).to_owned())
    };
    let severity =
        |form: &ClassifyForm| Severity::from_code(&form.severity).map_or("", |s| words::severity(l, s));
    let cause = |form: &ClassifyForm| Cause::from_code(&form.cause).map_or("", |c| words::cause(l, c));
    let funder = |form: &ClassifyForm| {
        let found = p.funders.iter().find(|(id, _)| id.to_string() == form.funder);
        found.map_or_else(String::new, |(_, name)| name.clone())
    };
    let article = |form: &ClassifyForm| {
        let found = p.articles.iter().find(|(id, _)| id.to_string() == form.article);
        found.map_or_else(String::new, |(_, name)| name.clone())
    };
    let point = |part| words::issue_part(l, part);
    [
        Difference::of(point(Part::Category), category(now), category(&p.form)),
        Difference::of(point(Part::Severity), severity(now), severity(&p.form)),
        Difference::of(point(Part::Cause), cause(now), cause(&p.form)),
        Difference::of(point(Part::Funder), funder(now), funder(&p.form)),
        Difference::of(point(Part::Article), article(now), article(&p.form)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
