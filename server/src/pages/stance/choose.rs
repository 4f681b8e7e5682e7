//! Choosing a stance for a client: GET and POST /clients/{id}/stance.

use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::choose::{ChoosePage, GroundChoice, StanceForm, Touched};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, parse_amount};
use domain::permission::{Action, Object};
use domain::stance::condition::{Condition, ConditionKind};
use domain::stance::life::{self, StanceState};
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind, problems};
use domain::{ClientId, EstablishmentId, IssueId, Money, ProfessionId, Wage};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::stance::{self, Before};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    kind: String,
    scope: String,
    establishment: String,
    professions: Vec<String>,
    conditions: Vec<String>,
    percent: String,
    least_wage: String,
    wage_unit: String,
    least_price: String,
    most_value: String,
    reason: String,
    grounds: Vec<String>,
    running: String,
    review_on: String,
    to_lift: String,
    note_fr: String,
    note_nl: String,
}

impl From<Raw> for StanceForm {
    fn from(raw: Raw) -> Self {
        Self {
            kind: raw.kind,
            scope: raw.scope,
            establishment: raw.establishment,
            professions: raw.professions,
            conditions: raw.conditions,
            percent: raw.percent,
            least_wage: raw.least_wage,
            wage_unit: raw.wage_unit,
            least_price: raw.least_price,
            most_value: raw.most_value,
            reason: raw.reason,
            grounds: raw.grounds,
            running: raw.running,
            review_on: raw.review_on,
            to_lift: raw.to_lift,
            note_fr: raw.note_fr,
            note_nl: raw.note_nl,
        }
    }
}

async fn load(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<Before, PageError> {
    user.may(
        Action::ChooseStance,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    stance::before(&visit.app.store, id, user.named_handler)
        .await?
        .ok_or(PageError::NotFound)
}

/// The empty form, with what is most often chosen.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let form = StanceForm {
        scope: "client".to_owned(),
        running: RunningContracts::GoOn.code().to_owned(),
        wage_unit: WageUnit::Day.code().to_owned(),
        ..StanceForm::default()
    };
    page(&visit, before, form, Errors::none(), form::new_key()).await
}

/// Puts the stance forward; the rules say whether it takes effect or waits for a second person.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    let form = StanceForm::from(raw);
    let mut errors = Errors::none();
    let proposal = read(&visit, &before, &form, &mut errors);
    let Some(proposal) = proposal.filter(|_| errors.is_empty()) else {
        return page(&visit, before, form, errors, key).await;
    };
    let grounds: Vec<_> = before.grounds.iter().map(|g| g.ground).collect();
    for problem in problems(&proposal, before.client, &grounds, visit.today()) {
        words::tell(visit.lang, &mut errors, &problem);
    }
    if !errors.is_empty() {
        return page(&visit, before, form, errors, key).await;
    }
    let chosen: Vec<_> = grounds
        .into_iter()
        .filter(|g| proposal.grounds.contains(&g.issue))
        .collect();
    let state = life::propose(proposal.kind, user.id, &chosen);

    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let placed = stance::propose(&mut tx, &proposal, state, user.id, visit.now).await?;
    let done = if placed.state == StanceState::InForce {
        "in_force"
    } else {
        "proposed"
    };
    let to = format!("/stances/{}?done={done}", placed.id);
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// Turns what was typed into a proposal; what cannot be read is told beside its field.
fn read(visit: &Visit, before: &Before, form: &StanceForm, errors: &mut Errors) -> Option<Proposal> {
    let l = visit.lang;
    let kind = StanceKind::from_code(&form.kind);
    if kind.is_none() {
        errors.add("kind", texts::form::not_a_choice(l));
    }
    let scope = read_scope(before, form);
    if scope.is_none() {
        errors.add("scope", texts::stance_choose::error_scope(l));
    }
    let conditions = read_conditions(l, form, errors);
    let running = RunningContracts::from_code(&form.running);
    if running.is_none() {
        errors.add("running", texts::form::not_a_choice(l));
    }
    let review_on = form.review_on.trim().parse::<NaiveDate>().ok();
    if review_on.is_none() {
        errors.add("review_on", texts::form::not_a_date(l));
    }
    Some(Proposal {
        client: before.client.id,
        kind: kind?,
        scope: scope?,
        conditions,
        reason: form.reason.clone(),
        grounds: form
            .grounds
            .iter()
            .filter_map(|id| id.parse::<IssueId>().ok())
            .collect(),
        running: running?,
        review_on: review_on?,
        to_lift: form.to_lift.clone(),
        note: PublishedNote {
            fr: form.note_fr.clone(),
            nl: form.note_nl.clone(),
        },
    })
}

fn read_scope(before: &Before, form: &StanceForm) -> Option<Scope> {
    match form.scope.as_str() {
        "client" => Some(Scope::WholeClient),
        "establishment" => {
            let id = form.establishment.parse::<EstablishmentId>().ok()?;
            before
                .establishments
                .iter()
                .any(|(own, _)| *own == id)
                .then_some(Scope::Establishment(id))
        }
        "professions" => {
            let ids: Option<Vec<_>> = form
                .professions
                .iter()
                .map(|id| id.parse::<ProfessionId>().ok())
                .collect();
            ids.filter(|ids| !ids.is_empty()).map(Scope::Professions)
        }
        _ => None,
    }
}

fn read_conditions(l: domain::Lang, form: &StanceForm, errors: &mut Errors) -> Vec<Condition> {
    // A figure that cannot be read becomes 0, which the rules refuse by name; the field says what a figure looks like.
    let mut amount = |field: &str, text: &str| {
        let read = parse_amount(text, ColumnStyle::Unknown).ok();
        if read.is_none() {
            errors.add(field, texts::form::not_an_amount(l));
        }
        read.unwrap_or(Money(0))
    };
    form.conditions
        .iter()
        .filter_map(|code| ConditionKind::from_code(code))
        .map(|kind| match kind {
            ConditionKind::Approval => Condition::Approval,
            ConditionKind::Prepayment => Condition::Prepayment {
                percent: form
                    .percent
                    .trim()
                    .trim_end_matches('%')
                    .trim()
                    .parse()
                    .unwrap_or(0),
            },
            ConditionKind::WrittenOrder => Condition::WrittenOrder,
            ConditionKind::MinimumWage => Condition::MinimumWage {
                unit: WageUnit::from_code(&form.wage_unit).unwrap_or(WageUnit::Day),
                wage: Wage(amount("least_wage", &form.least_wage)),
            },
            ConditionKind::MinimumPrice => Condition::MinimumPrice {
                price: amount("least_price", &form.least_price),
            },
            ConditionKind::InsuranceCertificate => Condition::InsuranceCertificate,
            ConditionKind::ValueAtMost => Condition::ValueAtMost {
                price: amount("most_value", &form.most_value),
            },
            ConditionKind::Acknowledgement => Condition::Acknowledgement,
        })
        .collect()
}

async fn page(visit: &Visit, before: Before, form: StanceForm, errors: Errors, key: String) -> PageResult {
    let l = visit.lang;
    let touched = stance::impact(&visit.app.store, before.client.id, visit.today()).await?;
    let catalogue = store::reference::catalogue(&visit.app.store).await?;
    let props = ChoosePage {
        lang: l,
        client: before.client.id,
        client_kind: before.client.kind,
        now: before.in_force.iter().map(|s| s.kind).max(),
        waiting: before.waiting,
        establishments: before.establishments,
        professions: catalogue
            .professions
            .iter()
            .map(|p| (p.id, p.name(l).to_owned()))
            .collect(),
        grounds: before
            .grounds
            .iter()
            .map(|g| GroundChoice {
                issue: g.ground.issue,
                category: g.category(l).to_owned(),
                filter: g.ground.filter,
                severity: g.severity,
                happened_on: g.happened_on,
            })
            .collect(),
        touched: Touched {
            members: touched.members,
            contracts: touched.contracts,
            income: touched.income,
            open: touched.open,
        },
        client_name: before.name,
        form,
        errors,
        key,
    };
    let title = texts::stance_choose::title(l, &props.client_name);
    let answer: Response = visit
        .page(title)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::stance::choose::choose(&props));
    Ok(answer)
}
