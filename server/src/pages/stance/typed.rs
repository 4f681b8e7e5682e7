//! The form of a stance: what was typed as a proposal, and a proposal as one would have typed it.

use crate::visit::Visit;
use app::pages::stance::choose::StanceForm;
use app::parts::Errors;
use app::texts;
use chrono::NaiveDate;
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, parse_amount};
use domain::stance::condition::{Condition, ConditionKind};
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind};
use domain::{EstablishmentId, IssueId, Money, ProfessionId, Wage};
use serde::Deserialize;
use store::stance::Before;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub key: String,
    pub revision: String,
    /// `preview` shows what will be read; anything else writes.
    pub step: String,
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
    departs_because: String,
    amend_reason: String,
    read_again: String,
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
            departs_because: raw.departs_because,
            amend_reason: raw.amend_reason,
            read_again: raw.read_again,
        }
    }
}

/// The form as a proposal fills it.
pub fn typed(p: &Proposal) -> StanceForm {
    let amount = |money: Money| format!("{},{:02}", money.0 / 100, money.0 % 100);
    let mut form = StanceForm {
        kind: p.kind.code().to_owned(),
        conditions: p.conditions.iter().map(|c| c.kind().code().to_owned()).collect(),
        wage_unit: WageUnit::Day.code().to_owned(),
        reason: p.reason.clone(),
        grounds: p.grounds.iter().map(ToString::to_string).collect(),
        running: p.running.code().to_owned(),
        review_on: p.review_on.to_string(),
        to_lift: p.to_lift.clone(),
        note_fr: p.note.fr.clone(),
        note_nl: p.note.nl.clone(),
        departs_because: p.departs_because.clone(),
        ..StanceForm::default()
    };
    match &p.scope {
        Scope::WholeClient => form.scope = "client".to_owned(),
        Scope::Establishment(id) => {
            form.scope = "establishment".to_owned();
            form.establishment = id.to_string();
        }
        Scope::Professions(ids) => {
            form.scope = "professions".to_owned();
            form.professions = ids.iter().map(ToString::to_string).collect();
        }
    }
    for condition in &p.conditions {
        match condition {
            Condition::Prepayment { percent } => form.percent = percent.to_string(),
            Condition::MinimumWage { unit, wage } => {
                form.least_wage = amount(wage.0);
                form.wage_unit = unit.code().to_owned();
            }
            Condition::MinimumPrice { price } => form.least_price = amount(*price),
            Condition::ValueAtMost { price } => form.most_value = amount(*price),
            Condition::Approval
            | Condition::WrittenOrder
            | Condition::InsuranceCertificate
            | Condition::Acknowledgement => {}
        }
    }
    form
}

/// Turns what was typed into a proposal; what cannot be read is told beside its field.
pub fn read(visit: &Visit, before: &Before, form: &StanceForm, errors: &mut Errors) -> Option<Proposal> {
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
        recommended: None,
        policy: None,
        departs_because: form.departs_because.clone(),
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
