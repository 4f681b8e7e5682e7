//! The form of a report and of its correction: how what was typed is read, and the page that asks for it.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::report::{ContractChoice, Purpose, ReportForm, ReportPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::category::{Category, Filter};
use domain::contract::WageUnit;
use domain::issue::{Again, Cause, Figure, MAX_FACTS, Report, ReportProblem, Severity};
use domain::money::{AmountError, ColumnStyle, parse_hundredths};
use domain::permission::{Action, Grant, Object, grant};
use domain::{ArticleId, CategoryId, ClientId, ContractId, FunderId, Lang, Money, Role, Wage};
use serde::Deserialize;
use store::{charter, client, issue};

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub key: String,
    pub revision: String,
    /// `category` asks for another category, `form` for its questions; neither sends anything.
    pub change: String,
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
}

impl From<Raw> for ReportForm {
    fn from(raw: Raw) -> Self {
        Self {
            category: raw.category,
            severity: raw.severity,
            happened_on: raw.happened_on,
            facts: raw.facts,
            wage: raw.wage,
            wage_unit: raw.wage_unit,
            hours: raw.hours,
            days_late: raw.days_late,
            unpaid: raw.unpaid,
            article: raw.article,
            contract: raw.contract,
            cause: raw.cause,
            funder: raw.funder,
            may_tell: raw.may_tell,
            again: raw.again,
            reason: raw.reason,
            key: form::key_or_new(&raw.key),
        }
    }
}

/// What there is to choose from.
pub struct Choices {
    pub categories: Vec<Category>,
    pub articles: Vec<(ArticleId, String)>,
    pub funders: Vec<(FunderId, String)>,
}

/// The categories in which this person may report, the articles of the charter of today, and the funders.
pub async fn choices(visit: &Visit, user: &CurrentUser) -> Result<Choices, PageError> {
    let (store, l) = (&visit.app.store, visit.lang);
    let mut categories = issue::categories(store).await?;
    categories.retain(|category| may_report(user, category));
    let articles = match charter::current(store, visit.today()).await? {
        Some(charter) => charter
            .articles
            .iter()
            .map(|article| (article.id, format!("{}. {}", article.number, article.title(l))))
            .collect(),
        None => Vec::new(),
    };
    let funders = client::funders(store, l).await?;
    Ok(Choices {
        categories,
        articles,
        funders: funders
            .into_iter()
            .map(|funder| (funder.id, funder.name))
            .collect(),
    })
}

fn may_report(user: &CurrentUser, category: &Category) -> bool {
    let object = Object {
        filter: Some(category.filter),
        ..Object::default()
    };
    user.may(Action::ReportIssue, &object).is_ok()
}

/// The chosen category, if it is one of those; `None` without a word where none was chosen yet.
pub fn chosen(choices: &Choices, text: &str) -> Option<Category> {
    let id: CategoryId = text.trim().parse().ok()?;
    choices
        .categories
        .iter()
        .find(|category| category.id == id)
        .cloned()
}

/// The contracts of this person with the client; staff report for the member of one of the client's newest.
pub async fn contracts(
    visit: &Visit,
    user: &CurrentUser,
    client: ClientId,
) -> Result<Vec<ContractChoice>, PageError> {
    let store = &visit.app.store;
    let own = match user.member {
        Some(member) => issue::own_contracts(store, member, client).await?,
        None if user.role.is_staff() => issue::client_contracts(store, client).await?,
        None => return Ok(Vec::new()),
    };
    let choice = |c: issue::OwnContract| ContractChoice {
        id: ContractId(c.id),
        reference: c.reference,
        profession: c.profession_text,
        start_on: c.start_on,
        end_on: c.end_on,
    };
    Ok(own.into_iter().map(choice).collect())
}

/// What is checked against: who the report is about, what there is to choose from, and the day.
pub struct Against<'a> {
    pub l: Lang,
    pub client: ClientId,
    pub choices: &'a Choices,
    pub category: &'a Category,
    pub contracts: &'a [ContractChoice],
    /// A contract that stands already may stay, whoever's it is.
    pub kept_contract: Option<ContractId>,
    /// Staff say the cause; a reporter's own correction keeps it.
    pub cause: Option<(Cause, Option<FunderId>)>,
    pub today: NaiveDate,
}

/// The typed fields as a report with only what its category asks for; what is wrong is told beside its field, in the order of
/// the form.
pub fn read(against: &Against<'_>, raw: &Raw, errors: &mut Errors) -> Option<Report> {
    use texts::issue_report as t;
    let (l, asks) = (against.l, &against.category.asks);
    let happened_on = day(l, errors, &raw.happened_on);
    if raw.facts.trim().is_empty() {
        errors.add("facts", t::facts_missing(l));
    }
    let facts = form::required(l, errors, "facts", &raw.facts, MAX_FACTS);
    let before = errors.len();
    let amount = |errors: &mut Errors, field: &str, text: &str| amount(l, errors, field, text);
    let wage = amount(errors, "wage", &raw.wage);
    let unit = WageUnit::from_code(raw.wage_unit.trim());
    if wage.is_some() && unit.is_none() {
        errors.add("wage_unit", t::wage_unit_missing(l));
    }
    let hours = amount(errors, "hours", &raw.hours);
    let days_late = whole(l, errors, "days_late", &raw.days_late);
    let unpaid = amount(errors, "unpaid", &raw.unpaid);
    let figures_read = errors.len() == before;
    let article = one_of(l, errors, "article", &raw.article, &against.choices.articles);
    let severity = Severity::from_code(raw.severity.trim());
    if severity.is_none() {
        errors.add("severity", t::severity_missing(l));
    }
    let contract = contract(against, raw, errors);
    let (cause, funder) = match against.cause {
        Some(kept) => kept,
        None => {
            let cause = Cause::from_code(raw.cause.trim()).unwrap_or(Cause::Unknown);
            (
                cause,
                one_of(l, errors, "funder", &raw.funder, &against.choices.funders),
            )
        }
    };
    let may_tell = may_tell(l, errors, &raw.may_tell);
    let report = Report {
        client: against.client,
        category: against.category.id,
        severity: severity?,
        cause,
        funder,
        article,
        facts: facts?.to_owned(),
        happened_on: happened_on?,
        contract,
        profession: None,
        wage: unit.zip(wage.map(|cents| Wage(Money(cents)))),
        hours,
        days_late,
        unpaid: unpaid.map(Money),
        again: Again::from_code(raw.again.trim()),
        may_tell_client: may_tell?,
    }
    .as_asked(asks);
    // What staff said of the cause is not for the reporter to complete.
    let kept = against.cause.is_some();
    for problem in report.problems(asks, !against.choices.articles.is_empty(), against.today) {
        // A figure that could not be read is not missing as well.
        if kept && problem == ReportProblem::FunderMissing {
            continue;
        }
        if figures_read
            || !matches!(
                problem,
                ReportProblem::Missing(_) | ReportProblem::ProjectHoursMissing
            )
        {
            tell(l, errors, problem);
        }
    }
    Some(report)
}

fn one_of<T: Copy + std::str::FromStr + PartialEq>(
    l: Lang,
    errors: &mut Errors,
    field: &str,
    text: &str,
    choices: &[(T, String)],
) -> Option<T> {
    if text.trim().is_empty() {
        return None;
    }
    let wanted = text.trim().parse().ok();
    let found = choices.iter().map(|(id, _)| *id).find(|id| Some(*id) == wanted);
    if found.is_none() {
        errors.add(field, texts::form::not_a_choice(l));
    }
    found
}

/// The chosen contract, if it is the reporter's own with this client.
fn contract(against: &Against<'_>, raw: &Raw, errors: &mut Errors) -> Option<ContractId> {
    let chosen = raw.contract.trim();
    if chosen.is_empty() {
        return None;
    }
    let own = against.contracts.iter().map(|c| c.id);
    let found = own
        .chain(against.kept_contract)
        .find(|id| id.to_string() == chosen);
    if found.is_none() {
        errors.add("contract", texts::form::not_a_choice(against.l));
    }
    found
}

fn may_tell(l: Lang, errors: &mut Errors, text: &str) -> Option<bool> {
    match text.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        "" => {
            errors.add("may_tell", texts::issue_report::may_tell_missing(l));
            None
        }
        _ => {
            errors.add("may_tell", texts::form::not_a_choice(l));
            None
        }
    }
}

fn day(l: Lang, errors: &mut Errors, text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = text.parse().ok();
    if text.is_empty() {
        errors.add("happened_on", texts::issue_report::happened_missing(l));
    } else if day.is_none() {
        errors.add("happened_on", texts::form::not_a_date(l));
    }
    day
}

/// Hundredths of whatever is counted: cents, or parts of an hour.
fn amount(l: Lang, errors: &mut Errors, field: &str, text: &str) -> Option<i64> {
    match parse_hundredths(text.trim(), ColumnStyle::Unknown) {
        _ if text.trim().is_empty() => None,
        Ok(n) => Some(n),
        Err(AmountError::TooLarge) => {
            errors.add(field, texts::issue_report::out_of_range(l));
            None
        }
        Err(_) => {
            errors.add(field, texts::form::not_an_amount(l));
            None
        }
    }
}

fn whole(l: Lang, errors: &mut Errors, field: &str, text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let n = text.parse::<i64>().ok();
    if n.is_none() {
        errors.add(field, texts::form::not_a_number(l));
    }
    n
}

fn tell(l: Lang, errors: &mut Errors, problem: ReportProblem) {
    use texts::issue_report as t;
    match problem {
        ReportProblem::FactsMissing => errors.add("facts", t::facts_missing(l)),
        ReportProblem::FactsTooLong => errors.add("facts", texts::form::too_long(l, MAX_FACTS)),
        ReportProblem::HappenedInFuture => errors.add("happened_on", t::in_future(l)),
        ReportProblem::HappenedTooLongAgo => errors.add("happened_on", t::too_old(l)),
        ReportProblem::OutOfRange(figure) => errors.add(figure.code(), t::out_of_range(l)),
        ReportProblem::Missing(figure) => errors.add(figure.code(), t::figure_missing(l)),
        ReportProblem::ProjectHoursMissing => errors.add(Figure::Hours.code(), t::hours_missing(l)),
        ReportProblem::ArticleMissing => errors.add("article", t::article_missing(l)),
        ReportProblem::FunderMissing => errors.add("funder", t::funder_missing(l)),
    }
}

/// What the page is about.
pub struct About {
    pub purpose: Purpose,
    pub client: ClientId,
    pub client_name: String,
    /// The one that was chosen; without it the page asks for it.
    pub category: Option<Category>,
    /// What stands now, where somebody was faster: the page comes back with status 409.
    pub overtaken: Option<Box<ReportForm>>,
}

/// The page: the choice of a category, or the questions of the chosen one.
pub async fn page(
    visit: &Visit,
    user: &CurrentUser,
    about: About,
    choices: Choices,
    form: ReportForm,
    errors: Errors,
) -> PageResult {
    let payment_only = grant(user.role, Action::ReportIssue) == Grant::Payment;
    let contracts = contracts(visit, user, about.client).await?;
    let mut categories = choices.categories;
    categories.retain(|category| !payment_only || category.filter == Filter::Payment);
    let props = ReportPage {
        lang: visit.lang,
        purpose: about.purpose,
        client: about.client,
        client_name: about.client_name,
        categories,
        chosen: about.category,
        contracts,
        articles: choices.articles,
        funders: choices.funders,
        staff: user.role != Role::Member,
        payment_only,
        overtaken: about.overtaken,
        form,
        errors,
    };
    let late = props.overtaken.is_some();
    let page = visit
        .page(title(&props))
        .refused_if(late || !props.errors.is_empty());
    let page = if late {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    Ok(page.render(|| pages::issue::report::report(&props)))
}
