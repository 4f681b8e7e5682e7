//! Report an issue with a client: GET and POST /clients/{id}/issues/new.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::report::{ContractChoice, ReportForm, ReportPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use domain::category::{Category, Filter};
use domain::contract::WageUnit;
use domain::file::Holder;
use domain::issue::{Again, Cause, MAX_FACTS, Report, ReportProblem, Severity, Source, check_report};
use domain::money::{AmountError, ColumnStyle, parse_hundredths};
use domain::permission::{Action, Grant, Object, grant};
use domain::{CategoryId, ClientId, ContractId, Lang, Money, Role, Wage};
use serde::Deserialize;
use store::file;
use store::issue::{self, Basis, Reported, Reporting};

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    category: String,
    severity: String,
    happened_on: String,
    facts: String,
    wage: String,
    wage_unit: String,
    hours: String,
    days_late: String,
    unpaid: String,
    contract: String,
    cause: String,
    may_tell: String,
    again: String,
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
            contract: raw.contract,
            cause: raw.cause,
            may_tell: raw.may_tell,
            again: raw.again,
            key: raw.key,
        }
    }
}

/// The client, if this person may report about it.
async fn load(visit: &Visit, user: &CurrentUser, client: ClientId) -> Result<Basis, PageError> {
    let basis = issue::basis(&visit.app.store, client, visit.today())
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::ReportIssue,
        &Object {
            client: Some(client),
            ..Object::default()
        },
    )?;
    Ok(basis)
}

/// The empty form.
pub async fn get(visit: Visit, user: CurrentUser, Path(client): Path<ClientId>) -> PageResult {
    let basis = load(&visit, &user, client).await?;
    let empty = ReportForm {
        cause: Cause::Unknown.code().to_owned(),
        key: form::new_key(),
        ..ReportForm::default()
    };
    page(&visit, &user, client, basis, empty, Errors::none()).await
}

/// Writes the report, or shows what is to correct.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    upload: Upload<Raw>,
) -> PageResult {
    let basis = load(&visit, &user, client).await?;
    let raw = upload.fields;
    let mut errors = Errors::none();
    let category = category(&visit, &user, &raw, &mut errors).await?;
    let contract = contract(&visit, &user, client, &raw, &mut errors).await?;
    let report = read(visit.lang, client, category.as_ref(), contract, &raw, &mut errors);
    if let Some(problem) = report.as_ref().and_then(|r| check_report(r, visit.today()).err()) {
        tell(visit.lang, &mut errors, problem);
    }
    let files = upload.files.of(visit.lang, &mut errors, "files");
    let (Some(report), Some(category), true) = (report, category, errors.is_empty()) else {
        return page(&visit, &user, client, basis, raw.into(), errors).await;
    };
    let pseudonym = match user.member {
        Some(member) => visit.app.pseudonyms().await?.of("member", member.0),
        None => visit.app.pseudonyms().await?.of("person", user.id.0),
    };
    let key = form::key_or_new(&raw.key);
    let new = Reporting {
        report: &report,
        category: &category,
        dimensions: basis.dimensions,
        by: Some(user.id),
        source: if user.role == Role::Member {
            Source::Member
        } else {
            Source::Staff
        },
        pseudonym: &pseudonym,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    match issue::report(&mut tx, &new).await? {
        Reported::Again(first) => Ok(render::redirect(&first)),
        Reported::First(id) => {
            file::add_to(&mut tx, &files, Holder::Issue(id), Some(user.id), visit.now).await?;
            tx.commit().await?;
            Ok(render::redirect(&format!("/issues/{id}?done=reported")))
        }
    }
}

/// The chosen category, if this person may report in its filter.
async fn category(
    visit: &Visit,
    user: &CurrentUser,
    raw: &Raw,
    errors: &mut Errors,
) -> Result<Option<Category>, PageError> {
    if raw.category.trim().is_empty() {
        errors.add("category", texts::issue_report::category_missing(visit.lang));
        return Ok(None);
    }
    let found = match raw.category.trim().parse::<CategoryId>() {
        Ok(id) => issue::category(&visit.app.store, id).await?,
        Err(_) => None,
    };
    let allowed = found.filter(|category| {
        let object = Object {
            filter: Some(category.filter),
            ..Object::default()
        };
        user.may(Action::ReportIssue, &object).is_ok()
    });
    if allowed.is_none() {
        errors.add("category", texts::form::not_a_choice(visit.lang));
    }
    Ok(allowed)
}

/// The chosen contract, if it is the reporter's own with this client.
async fn contract(
    visit: &Visit,
    user: &CurrentUser,
    client: ClientId,
    raw: &Raw,
    errors: &mut Errors,
) -> Result<Option<ContractId>, PageError> {
    let chosen = raw.contract.trim();
    if chosen.is_empty() {
        return Ok(None);
    }
    let own = match user.member {
        Some(member) => issue::own_contracts(&visit.app.store, member, client).await?,
        None => Vec::new(),
    };
    let found = own.into_iter().find(|contract| contract.id.to_string() == chosen);
    if found.is_none() {
        errors.add("contract", texts::form::not_a_choice(visit.lang));
    }
    Ok(found.map(|contract| ContractId(contract.id)))
}

/// The typed fields as a report; what cannot be read is told beside its field, in the order of the form.
fn read(
    l: Lang,
    client: ClientId,
    category: Option<&Category>,
    contract: Option<ContractId>,
    raw: &Raw,
    errors: &mut Errors,
) -> Option<Report> {
    use texts::issue_report as t;
    let severity = severity(l, errors, &raw.severity);
    let happened_on = day(l, errors, &raw.happened_on);
    if raw.facts.trim().is_empty() {
        errors.add("facts", t::facts_missing(l));
    }
    let facts = form::required(l, errors, "facts", &raw.facts, MAX_FACTS);
    let amount = |errors: &mut Errors, field: &str, text: &str| amount(l, errors, field, text);
    let wage = amount(errors, "wage", &raw.wage);
    let unit = WageUnit::from_code(raw.wage_unit.trim());
    if wage.is_some() && unit.is_none() {
        errors.add("wage_unit", t::wage_unit_missing(l));
    }
    let hours = amount(errors, "hours", &raw.hours);
    let days_late = whole(l, errors, "days_late", &raw.days_late);
    let unpaid = amount(errors, "unpaid", &raw.unpaid);
    let may_tell = match raw.may_tell.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        "" => {
            errors.add("may_tell", t::may_tell_missing(l));
            None
        }
        _ => {
            errors.add("may_tell", texts::form::not_a_choice(l));
            None
        }
    };
    Some(Report {
        client,
        category: category?.id,
        severity: severity?,
        cause: Cause::from_code(raw.cause.trim()).unwrap_or(Cause::Unknown),
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
    })
}

fn severity(l: Lang, errors: &mut Errors, text: &str) -> Option<Severity> {
    let chosen = Severity::from_code(text.trim());
    if chosen.is_none() {
        errors.add("severity", texts::issue_report::severity_missing(l));
    }
    chosen
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
        Ok(n) if (0..=10_000_000_000).contains(&n) => Some(n),
        Ok(_) | Err(AmountError::TooLarge) => {
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
    match text.parse::<i64>() {
        _ if text.is_empty() => None,
        Ok(n) if (0..=36_500).contains(&n) => Some(n),
        Ok(_) => {
            errors.add(field, texts::issue_report::out_of_range(l));
            None
        }
        Err(_) => {
            errors.add(field, texts::form::not_a_number(l));
            None
        }
    }
}

fn tell(l: Lang, errors: &mut Errors, problem: ReportProblem) {
    match problem {
        ReportProblem::FactsMissing => errors.add("facts", texts::issue_report::facts_missing(l)),
        ReportProblem::FactsTooLong => errors.add("facts", texts::form::too_long(l, MAX_FACTS)),
        ReportProblem::HappenedInFuture => errors.add("happened_on", texts::issue_report::in_future(l)),
        ReportProblem::HappenedTooLongAgo => errors.add("happened_on", texts::issue_report::too_old(l)),
        ReportProblem::NumberOutOfRange => errors.add("wage", texts::issue_report::out_of_range(l)),
    }
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    client: ClientId,
    basis: Basis,
    form: ReportForm,
    errors: Errors,
) -> PageResult {
    let payment_only = grant(user.role, Action::ReportIssue) == Grant::Payment;
    let mut categories = issue::categories(&visit.app.store).await?;
    categories.retain(|category| !payment_only || category.filter == Filter::Payment);
    let contracts = match user.member {
        Some(member) => issue::own_contracts(&visit.app.store, member, client).await?,
        None => Vec::new(),
    };
    let props = ReportPage {
        lang: visit.lang,
        client,
        client_name: basis.client_name,
        categories,
        contracts: contracts
            .into_iter()
            .map(|c| ContractChoice {
                id: ContractId(c.id),
                reference: c.reference,
                profession: c.profession_text,
                start_on: c.start_on,
                end_on: c.end_on,
            })
            .collect(),
        staff: user.role != Role::Member,
        payment_only,
        form,
        errors,
    };
    let answer: Response = visit
        .page(title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::issue::report::report(&props));
    Ok(answer)
}
