//! A step on the contracts that were ticked: POST /debts/{client}/steps.

use super::sheet::{Returned, load, object, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::debt::sheet::StepForm;
use app::parts::Errors;
use app::{format, texts, words};
use axum::extract::Path;
use chrono::NaiveDate;
use domain::debt::notice::{is_deadline, usual_deadline};
use domain::debt::{DebtRefused, DebtStep, Instalment, MAX_INSTALMENTS, MAX_REASON, PlanProblem, even_plan};
use domain::money::{ColumnStyle, parse_amount};
use domain::permission::Action;
use domain::{ClientId, ContractId, Lang, Money};
use serde::Deserialize;
use store::debt::notice::Sent;
use store::debt::{Followed, Following, Refusal};
use store::idempotency::{self, Claim};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    contracts: Vec<String>,
    step: String,
    on: String,
    reason: String,
    parts: String,
    first_on: String,
    lines: String,
    deadline: String,
}

/// The most of a text that is sent back: the rest is somebody's clipboard.
const KEPT: usize = 4_000;

impl Raw {
    fn form(&self) -> StepForm {
        let kept = |text: &str| text.chars().take(KEPT).collect();
        StepForm {
            contracts: self.contracts.clone(),
            step: kept(&self.step),
            on: kept(&self.on),
            reason: kept(&self.reason),
            parts: kept(&self.parts),
            first_on: kept(&self.first_on),
            lines: kept(&self.lines),
            deadline: kept(&self.deadline),
        }
    }
}

/// What was typed, understood.
struct Step {
    contracts: Vec<(ContractId, i64)>,
    what: DebtStep,
    on: NaiveDate,
    plan: Vec<Instalment>,
    deadline: NaiveDate,
}

/// Takes the step on all contracts, or says why not.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let debts = load(&visit, &user, client, "").await?;
    user.may(Action::FollowDebts, &object(client))?;
    let key = form::key_or_new(&raw.key);
    let mut errors = Errors::none();
    // What is owed on the chosen contracts, for a plan of equal parts.
    let ticked = contracts(&raw.contracts);
    let owed: Money = debts
        .lines
        .iter()
        .filter(|line| ticked.iter().any(|(id, _)| *id == line.id))
        .map(|line| line.standing.price)
        .sum();
    let step = read(&visit, &raw, ticked, owed, &mut errors);
    let back = |errors| Returned {
        form: raw.form(),
        errors,
        key: key.clone(),
        ..Returned::default()
    };
    let Some(step) = step.filter(|_| errors.is_empty()) else {
        return page(&visit, &user, debts, back(errors)).await;
    };
    let wanted = Following {
        client,
        contracts: &step.contracts,
        step: step.what,
        on: step.on,
        reason: raw.reason.trim(),
        plan: &step.plan,
        by: user.id,
        now: visit.now,
        today: visit.today(),
    };
    match take(&visit, &user, &wanted, step.deadline, &key).await {
        Ok(Ok(to)) => Ok(render::redirect(&to)),
        Ok(Err(errors)) => page(&visit, &user, debts, back(errors)).await,
        Err(PageError::Conflict { .. }) => {
            // Read again: what is true now stands beside what this person wanted.
            let now = load(&visit, &user, client, "").await?;
            let returned = Returned {
                overtaken: true,
                ..back(Errors::none())
            };
            page(&visit, &user, now, returned).await
        }
        Err(other) => Err(other),
    }
}

/// Writes it, once for each key; where to go, or what is wrong.
async fn take(
    visit: &Visit,
    user: &CurrentUser,
    wanted: &Following<'_>,
    deadline: NaiveDate,
    key: &str,
) -> Result<Result<String, Errors>, PageError> {
    let l = visit.lang;
    let rates = store::reference::catalogue(&visit.app.store).await?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, key, "", visit.now).await? {
        return Ok(Ok(first));
    }
    let to = if wanted.step == DebtStep::FormalNotice {
        match store::debt::notice::send(&mut tx, wanted, deadline, &rates.interest_rates).await? {
            Sent::Done(id) => format!("/debts/{}/notices/{id}?done=sent", wanted.client),
            Sent::Refused(refusal) => return Ok(Err(refused(l, refusal))),
            Sent::NoRate(missing) => {
                let sentence = texts::debt_sheet::error_rate(l, format::date(l, missing.0));
                return Ok(Err(Errors::none().with("step", sentence)));
            }
        }
    } else {
        match store::debt::follow(&mut tx, wanted).await? {
            Followed::Done => format!("/debts/{}?done=step", wanted.client),
            Followed::Refused(refusal) => return Ok(Err(refused(l, refusal))),
        }
    };
    idempotency::answer(&mut tx, user.id, key, &to).await?;
    tx.commit().await?;
    Ok(Ok(to))
}

/// `id.revision` of each box; what is none is not there.
fn contracts(ticked: &[String]) -> Vec<(ContractId, i64)> {
    let one = |text: &String| {
        let (id, revision) = text.split_once('.')?;
        Some((id.parse().ok()?, revision.parse().ok()?))
    };
    ticked.iter().filter_map(one).collect()
}

fn read(
    visit: &Visit,
    raw: &Raw,
    contracts: Vec<(ContractId, i64)>,
    owed: Money,
    errors: &mut Errors,
) -> Option<Step> {
    use texts::debt_sheet as t;
    let (l, today) = (visit.lang, visit.today());
    if contracts.is_empty() {
        errors.add("contracts", t::error_nothing(l));
    }
    let step = DebtStep::from_code(&raw.step).filter(|step| DebtStep::BY_HAND.contains(step));
    let Some(step) = step else {
        errors.add("step", t::error_step(l));
        return None;
    };
    let on = day(l, errors, "on", &raw.on, today);
    let plan = if step == DebtStep::Plan {
        plan(l, raw, owed, errors)
    } else {
        Vec::new()
    };
    let deadline = day(l, errors, "deadline", &raw.deadline, usual_deadline(on));
    if step == DebtStep::FormalNotice && !is_deadline(on, deadline) {
        errors.add("deadline", t::error_deadline(l));
    }
    Some(Step {
        contracts,
        what: step,
        on,
        plan,
        deadline,
    })
}

fn day(l: Lang, errors: &mut Errors, field: &str, text: &str, usual: NaiveDate) -> NaiveDate {
    if text.trim().is_empty() {
        return usual;
    }
    let read = text.trim().parse().ok();
    if read.is_none() {
        errors.add(field, texts::form::not_a_date(l));
    }
    read.unwrap_or(usual)
}

/// The instalments: one by one where they are written, else equal parts a month apart.
fn plan(l: Lang, raw: &Raw, owed: Money, errors: &mut Errors) -> Vec<Instalment> {
    use texts::debt_sheet as t;
    if raw.lines.trim().is_empty() {
        let parts = raw.parts.trim().parse::<usize>().ok();
        let parts = parts.filter(|n| (1..=MAX_INSTALMENTS).contains(n));
        let first = raw.first_on.trim().parse::<NaiveDate>().ok();
        let Some((parts, first)) = parts.zip(first) else {
            errors.add("parts", t::error_parts(l));
            return Vec::new();
        };
        return even_plan(owed, parts, first);
    }
    let written = raw.lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut plan = Vec::new();
    for (at, line) in written.take(MAX_INSTALMENTS + 1).enumerate() {
        match instalment(line) {
            Some(part) => plan.push(part),
            None => errors.add("lines", t::error_line(l, at + 1)),
        }
    }
    plan
}

/// `01/03/2027 400,00` or `2027-03-01 400.00`.
fn instalment(line: &str) -> Option<Instalment> {
    let (day, amount) = line.split_once(char::is_whitespace)?;
    let due_on = (day.parse().ok()).or_else(|| NaiveDate::parse_from_str(day, "%d/%m/%Y").ok())?;
    Some(Instalment {
        due_on,
        amount: parse_amount(amount, ColumnStyle::Unknown).ok()?,
        paid_on: None,
    })
}

fn refused(l: Lang, refusal: Refusal) -> Errors {
    use texts::debt_sheet as t;
    let (field, sentence) = match refusal {
        Refusal::Nothing => ("contracts", t::error_nothing(l).to_owned()),
        Refusal::Plan(problem) => ("lines", plan_sentence(l, problem)),
        Refusal::Debt { reference, why } => sentence(l, &reference, why),
    };
    Errors::none().with(field, sentence)
}

/// Why a step is refused, at the field where it can be mended.
pub(super) fn sentence(l: Lang, contract: &str, why: DebtRefused) -> (&'static str, String) {
    use texts::debt_sheet as t;
    match why {
        DebtRefused::NotFromHere(state, _) => (
            "step",
            t::error_not_from_here(l, contract, words::debt_state(l, state)),
        ),
        DebtRefused::CalendarOnly => ("step", t::error_calendar(l).to_owned()),
        DebtRefused::NotCounted => ("contracts", t::error_not_counted(l, contract)),
        DebtRefused::NotDue => ("step", t::error_not_due(l, contract)),
        DebtRefused::ReasonMissing => ("reason", t::error_reason(l).to_owned()),
        DebtRefused::ReasonTooLong => ("reason", texts::form::too_long(l, MAX_REASON)),
        DebtRefused::InFuture => ("on", t::error_future(l).to_owned()),
        DebtRefused::BeforeInvoice => ("on", t::error_before(l, contract)),
        DebtRefused::NothingMissed => ("step", t::error_not_missed(l, contract)),
    }
}

fn plan_sentence(l: Lang, problem: PlanProblem) -> String {
    use texts::debt_sheet as t;
    match problem {
        PlanProblem::Empty | PlanProblem::TooMany => t::error_parts(l).to_owned(),
        PlanProblem::NotPositive => t::error_positive(l).to_owned(),
        PlanProblem::Order => t::error_order(l).to_owned(),
        PlanProblem::Past => t::error_past(l).to_owned(),
        PlanProblem::TooFar => t::error_far(l).to_owned(),
        PlanProblem::Sum { planned, owed } => {
            t::error_sum(l, format::money(l, planned), format::money(l, owed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instalments_are_read_as_people_write_dates_and_amounts() {
        let read = |line| instalment(line).map(|part| (part.due_on.to_string(), part.amount.cents()));
        let expected = Some(("2027-03-01".to_owned(), 40_000));
        assert_eq!(read("01/03/2027 400,00"), expected);
        assert_eq!(read("2027-03-01   400.00 €"), expected);
        for bad in ["", "01/03/2027", "31/02/2027 400,00", "01/03/2027 beaucoup"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_box_names_a_contract_and_the_revision_that_was_seen() {
        let ticked = ["12.3", "x.1", "7", "12.3.4"].map(str::to_owned);
        assert_eq!(contracts(&ticked), [(ContractId(12), 3)]);
    }
}
