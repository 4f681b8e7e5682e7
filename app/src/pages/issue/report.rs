//! The form of a report: one column, facts apart from opinion, and how it is treated in one sentence.

use super::overtaken;
use crate::parts::{
    Choice, Errors, Field, button, conflict, error_summary, files, form_key, heading, notice,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::{Ask, Asks, Category, Filter, HoursAre};
use domain::contract::WageUnit;
use domain::issue::content::Content;
use domain::issue::{Again, Cause, MAX_FACTS, Severity};
use domain::{ArticleId, ClientId, ContractId, FunderId, IssueId, Lang, Money};
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
    pub article: String,
    pub contract: String,
    pub cause: String,
    pub funder: String,
    pub may_tell: String,
    pub again: String,
    pub reason: String,
    pub key: String,
}

impl ReportForm {
    /// What stands, as one would have typed it.
    pub fn of(l: Lang, content: &Content) -> Self {
        let money = |amount: Money| format::hundredths_typed(l, amount.0);
        Self {
            category: content.category.to_string(),
            severity: content.severity.code().to_owned(),
            happened_on: content.happened_on.to_string(),
            facts: content.facts.clone(),
            wage: content.wage.map(|(_, wage)| money(wage.0)).unwrap_or_default(),
            wage_unit: content
                .wage
                .map(|(unit, _)| unit.code().to_owned())
                .unwrap_or_default(),
            hours: content
                .hours
                .map(|n| format::hundredths_typed(l, n))
                .unwrap_or_default(),
            days_late: content.days_late.map(|n| n.to_string()).unwrap_or_default(),
            unpaid: content.unpaid.map(money).unwrap_or_default(),
            article: content.article.map(|a| a.to_string()).unwrap_or_default(),
            contract: content.contract.map(|c| c.to_string()).unwrap_or_default(),
            cause: content.cause.code().to_owned(),
            funder: content.funder.map(|f| f.to_string()).unwrap_or_default(),
            may_tell: if content.may_tell_client { "yes" } else { "no" }.to_owned(),
            ..Self::default()
        }
    }

    /// Every field that may have been typed in, by its name; the category and the key apart.
    fn typed(&self) -> [(&'static str, &str); 15] {
        [
            ("severity", &self.severity),
            ("happened_on", &self.happened_on),
            ("facts", &self.facts),
            ("wage", &self.wage),
            ("wage_unit", &self.wage_unit),
            ("hours", &self.hours),
            ("days_late", &self.days_late),
            ("unpaid", &self.unpaid),
            ("article", &self.article),
            ("contract", &self.contract),
            ("cause", &self.cause),
            ("funder", &self.funder),
            ("may_tell", &self.may_tell),
            ("again", &self.again),
            ("reason", &self.reason),
        ]
    }
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

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Report,
    /// Correct one's own report; `decided`: it is then looked at again.
    Correct {
        issue: IssueId,
        revision: i64,
        decided: bool,
    },
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPage {
    pub lang: Lang,
    pub purpose: Purpose,
    pub client: ClientId,
    pub client_name: String,
    /// Those that this person may report.
    pub categories: Vec<Category>,
    /// The one that was chosen; without it the page asks for it first.
    pub chosen: Option<Category>,
    pub contracts: Vec<ContractChoice>,
    /// Number and title of each article of the charter.
    pub articles: Vec<(ArticleId, String)>,
    pub funders: Vec<(FunderId, String)>,
    /// Staff are asked for the cause, and not for an opinion.
    pub staff: bool,
    /// Accounts report payment matters only.
    pub payment_only: bool,
    /// What stands now, where somebody was faster.
    pub overtaken: Option<Box<ReportForm>>,
    pub form: ReportForm,
    pub errors: Errors,
}

/// The page's title: the task.
pub fn title(p: &ReportPage) -> String {
    match p.purpose {
        Purpose::Report => texts::issue_report::title(p.lang, &p.client_name),
        Purpose::Correct { issue, .. } => {
            texts::issue_report::title_correct(p.lang, issue.reference(), &p.client_name)
        }
    }
}

impl ReportPage {
    fn action(&self) -> String {
        match self.purpose {
            Purpose::Report => format!("/clients/{}/issues/new", self.client),
            Purpose::Correct { issue, .. } => format!("/issues/{issue}/correct"),
        }
    }

    fn asks(&self) -> Asks {
        self.chosen
            .as_ref()
            .map_or(Asks::NOTHING, |category| category.asks)
    }
}

/// The page: first the category, then its questions.
pub fn report(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let back = match p.purpose {
        Purpose::Report => heading::back(format!("/clients/{}", p.client), p.client_name.clone()),
        Purpose::Correct { issue, .. } => heading::back(format!("/issues/{issue}"), issue.reference()),
    };
    let treated = match (p.purpose, p.staff) {
        (Purpose::Correct { decided: true, .. }, _) => t::correct_decided(l),
        (Purpose::Correct { .. }, _) => t::correct_open(l),
        (Purpose::Report, true) => t::treated_staff(l),
        (Purpose::Report, false) => t::treated(l),
    };
    let form = match &p.chosen {
        None => choose(p),
        Some(category) => questions(p, category),
    };
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.as_deref().map(|now| conflict::conflict(l, overtaken::report(p, now)))}
            {notice::info(view! { <p>{treated}</p> })}
            {form}
        </div>
    }
    .into_any()
}

/// The first step. What was typed before rides along unseen, so that another category loses nothing.
fn choose(p: &ReportPage) -> AnyView {
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
    let field = Field::new("category", t::category(l))
        .hint(hint)
        .value(&p.form.category)
        .error(&p.errors)
        .select_grouped(l, Filter::ALL.iter().filter_map(group).collect());
    let carried: Vec<_> = p
        .form
        .typed()
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| form_key::hidden(name, value))
        .collect();
    let send = button::row(vec![button::named(t::go_on(l), "change", "form", true)]);
    if carried.is_empty() && p.purpose == Purpose::Report {
        return view! {
            <form method="get" id="report" class="stack" action=p.action()>{field}{button::row(vec![button::primary(t::go_on(l))])}</form>
        }
        .into_any();
    }
    view! {
        <form method="post" id="report" class="stack" action=p.action()>
            {form_key::key(&p.form.key)}{revision(p)}{carried}{field}{send}
        </form>
    }
    .into_any()
}

fn revision(p: &ReportPage) -> Option<AnyView> {
    match p.purpose {
        Purpose::Report => None,
        Purpose::Correct { revision, .. } => Some(form_key::revision(revision)),
    }
}

/// The second step: the questions of the category.
fn questions(p: &ReportPage, category: &Category) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    let corrects = p.purpose != Purpose::Report;
    let send = if corrects {
        t::send_correction(l)
    } else {
        t::send(l)
    };
    let again = button::named(t::change_category(l), "change", "category", false);
    let evidence =
        (!corrects).then(|| files::input(l, "files", t::files(l), &p.errors, !p.errors.is_empty()));
    let why = corrects.then(|| {
        Field::new("reason", t::why(l))
            .optional(l)
            .hint(t::why_hint(l))
            .value(&p.form.reason)
            .error(&p.errors)
            .textarea(2)
    });
    view! {
        <form method="post" id="report" class="stack" enctype=(!corrects).then_some(files::MULTIPART) action=p.action()>
            {form_key::key(&p.form.key)}{revision(p)}{form_key::hidden("category", category.id.to_string())}
            <p><strong>{category.name(l).to_owned()}</strong>" "<span class="soft">{words::filter(l, category.filter)}</span></p>
            {when_and_facts(p)}
            {figures(p)}
            {article(p)}
            {severity(p)}
            {contract(p)}
            {p.staff.then(|| cause(p))}
            {evidence}
            {may_tell(p)}
            {(!p.staff && !corrects).then(|| opinion(p))}
            {why}
            {button::row(vec![button::primary(send), again])}
        </form>
    }
    .into_any()
}

fn severity(p: &ReportPage) -> AnyView {
    use texts::issue_report as t;
    let l = p.lang;
    Field::new("severity", t::severity(l))
        .value(&p.form.severity)
        .error(&p.errors)
        .radios(severities(l))
}

/// The four severities, each with what it means.
pub(super) fn severities(l: Lang) -> Vec<Choice> {
    use texts::issue_report as t;
    let explained = |severity: &Severity| {
        let hint = match severity {
            Severity::Minor => t::minor(l),
            Severity::Moderate => t::moderate(l),
            Severity::Serious => t::serious(l),
            Severity::Critical => t::critical(l),
        };
        Choice::new(severity.code(), words::severity(l, *severity)).hint(hint)
    };
    Severity::ALL.iter().map(explained).collect()
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

/// The figures that the category asks for, and no others.
fn figures(p: &ReportPage) -> Option<AnyView> {
    use texts::issue_report as t;
    let (l, asks) = (p.lang, p.asks());
    let field = |ask: Ask, name: &str, label: &str, value: &str| {
        let field = Field::new(name, label).value(value).error(&p.errors);
        match ask {
            Ask::No => None,
            Ask::Optional => Some(field.optional(l)),
            Ask::Needed => Some(field),
        }
    };
    let units = WageUnit::ALL
        .iter()
        .map(|u| Choice::new(u.code(), words::wage_unit(l, *u)))
        .collect();
    let unit = field(asks.wage, "wage_unit", t::wage_unit(l), &p.form.wage_unit)
        .map(|f| f.narrow().select(l, units));
    let wage = field(asks.wage, "wage", t::wage(l), &p.form.wage)
        .map(|f| view! { <div class="fields-row">{f.unit("€").number()}{unit}</div> });
    let hours = match asks.hours_are {
        HoursAre::Worked => t::hours_worked(l),
        HoursAre::Extra => t::hours(l),
    };
    let hours = field(asks.hours, "hours", hours, &p.form.hours).map(|f| {
        let f = if asks.wage == Ask::No || asks.hours_are == HoursAre::Extra {
            f
        } else {
            f.hint(t::hours_project(l))
        };
        f.unit(t::hours_unit(l)).number()
    });
    let days = field(asks.days_late, "days_late", t::days_late(l), &p.form.days_late)
        .map(|f| f.unit(t::days_unit(l)).number());
    let unpaid = field(asks.unpaid, "unpaid", t::unpaid(l), &p.form.unpaid).map(|f| f.unit("€").number());
    if wage.is_none() && hours.is_none() && days.is_none() && unpaid.is_none() {
        return None;
    }
    let view = view! {
        <fieldset class="questions">
            <legend><h2>{t::figures(l)}</h2></legend>
            {wage}{hours}{days}{unpaid}
        </fieldset>
    };
    Some(view.into_any())
}

/// The article of the charter with which the conduct conflicts.
fn article(p: &ReportPage) -> Option<AnyView> {
    use texts::issue_report as t;
    let l = p.lang;
    if p.asks().article == Ask::No || p.articles.is_empty() {
        return None;
    }
    let choices = p
        .articles
        .iter()
        .map(|(id, title)| Choice::new(id.to_string(), title.clone()))
        .collect();
    let field = Field::new("article", t::article(l))
        .hint(t::article_hint(l))
        .value(&p.form.article)
        .error(&p.errors)
        .select(l, choices);
    Some(field)
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
    causes(p.lang, &p.funders, &p.form.cause, &p.form.funder, &p.errors)
}

/// The cause, and the funder where it is structural.
pub(super) fn causes(
    l: Lang,
    funders: &[(FunderId, String)],
    cause: &str,
    funder: &str,
    errors: &Errors,
) -> AnyView {
    use texts::issue_report as t;
    let choices = Cause::ALL
        .iter()
        .map(|c| Choice::new(c.code(), words::cause(l, *c)))
        .collect();
    let who = funders
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    view! {
        {Field::new("cause", t::cause(l)).value(cause).error(errors).select_of(choices)}
        {Field::new("funder", t::funder(l)).hint(t::funder_hint(l)).value(funder).error(errors).select(l, who)}
    }
    .into_any()
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
