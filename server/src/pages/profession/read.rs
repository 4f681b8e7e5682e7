//! The form of a profession, read: what was typed becomes a draft, or a sentence beside each field.

use crate::form;
use crate::visit::Visit;
use app::pages::profession::form::ProfessionForm;
use app::parts::Errors;
use app::texts;
use chrono::NaiveDate;
use domain::Lang;
use domain::category::Filter;
use domain::client::name::fold;
use domain::profession::{Draft, Problem, ProfessionField, ProfessionState, Proof, problems};
use serde::Deserialize;

/// Longest name, and longest reason or effect, in characters.
const NAME: usize = 120;
const TEXT: usize = 1_000;
/// Names of one language.
const NAMES: usize = 30;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub key: String,
    pub revision: String,
    names_fr: String,
    names_nl: String,
    names_en: String,
    names_de: String,
    field: String,
    state: String,
    filter: String,
    reason_fr: String,
    reason_nl: String,
    reason_en: String,
    reason_de: String,
    effect_fr: String,
    effect_nl: String,
    effect_en: String,
    effect_de: String,
    proofs: Vec<String>,
    source: String,
    since: String,
    review_on: String,
    why: String,
}

impl From<Raw> for ProfessionForm {
    fn from(raw: Raw) -> Self {
        Self {
            names: [raw.names_fr, raw.names_nl, raw.names_en, raw.names_de],
            field: raw.field,
            state: raw.state,
            filter: raw.filter,
            reasons: [raw.reason_fr, raw.reason_nl, raw.reason_en, raw.reason_de],
            effects: [raw.effect_fr, raw.effect_nl, raw.effect_en, raw.effect_de],
            proofs: raw.proofs,
            source: raw.source,
            since: raw.since,
            review_on: raw.review_on,
            why: raw.why,
        }
    }
}

/// The draft, where everything could be read and nothing is missing.
pub fn draft(visit: &Visit, form: &ProfessionForm, errors: &mut Errors) -> Option<Draft> {
    let l = visit.lang;
    let field = ProfessionField::from_code(&form.field);
    if field.is_none() {
        errors.add("field", texts::form::required(l));
    }
    let state = ProfessionState::from_code(&form.state);
    if state.is_none() {
        errors.add("state", texts::form::required(l));
    }
    let filter = match form.filter.as_str() {
        "" => None,
        code => {
            let filter = Filter::from_code(code);
            if filter.is_none() {
                errors.add("filter", texts::form::not_a_choice(l));
            }
            filter
        }
    };
    let proofs: Vec<Proof> = Proof::ALL
        .iter()
        .copied()
        .filter(|proof| form.proofs.iter().any(|code| code == proof.code()))
        .collect();
    let reasons = four(l, "reason", &form.reasons, errors);
    let effects = four(l, "effect", &form.effects, errors);
    let source = form::optional(l, errors, "source", &form.source, 300)
        .unwrap_or_default()
        .to_owned();
    let since = day(l, "since", &form.since, errors);
    if form.since.trim().is_empty() {
        errors.add("since", texts::form::required(l));
    }
    let review_on = day(l, "review_on", &form.review_on, errors);
    let names = std::array::from_fn(|at| names(l, at, &form.names[at], errors));
    let (Some(field), Some(state), Some(since), true) = (field, state, since, errors.is_empty()) else {
        return None;
    };
    let draft = Draft {
        names,
        field,
        state,
        filter,
        reasons,
        effects,
        proofs,
        source,
        since,
        review_on,
    };
    for problem in problems(&draft, visit.today()) {
        let (field, sentence) = said(l, problem);
        errors.add(field, sentence);
    }
    errors.is_empty().then_some(draft)
}

fn four(l: Lang, name: &str, typed: &[String; 4], errors: &mut Errors) -> [String; 4] {
    std::array::from_fn(|at| {
        let field = format!("{name}_{}", Lang::ALL[at].code());
        form::optional(l, errors, &field, &typed[at], TEXT)
            .unwrap_or_default()
            .to_owned()
    })
}

fn day(l: Lang, field: &str, typed: &str, errors: &mut Errors) -> Option<NaiveDate> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let day = typed.parse().ok();
    if day.is_none() {
        errors.add(field, texts::form::not_a_date(l));
    }
    day
}

/// One a line, each once.
fn names(l: Lang, at: usize, typed: &str, errors: &mut Errors) -> Vec<String> {
    let field = format!("names_{}", Lang::ALL[at].code());
    let mut found: Vec<String> = Vec::new();
    let Some(text) = form::optional(l, errors, &field, typed, NAME * NAMES) else {
        return found;
    };
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let folded = fold(line).text;
        if line.chars().count() > NAME {
            errors.add(&field, texts::form::too_long(l, NAME));
        } else if folded.is_empty() {
            errors.add(&field, texts::profession_form::error_name(l, line));
        } else if !found.iter().any(|other| fold(other).text == folded) {
            found.push(line.to_owned());
        }
    }
    if found.len() > NAMES {
        errors.add(&field, texts::profession_form::error_names(l, NAMES));
    }
    found
}

/// Where a problem stands in the form, and its sentence.
fn said(l: Lang, problem: Problem) -> (String, &'static str) {
    use texts::profession_form as t;
    let of = |name: &str, lang: Lang| format!("{name}_{}", lang.code());
    match problem {
        Problem::NoName(lang) => (of("names", lang), texts::form::required(l)),
        Problem::NoReason(lang) => (of("reason", lang), t::error_reason(l)),
        Problem::NoEffect(lang) => (of("effect", lang), t::error_effect(l)),
        Problem::NoFilter => ("filter".to_owned(), t::error_filter(l)),
        Problem::NoProof => ("proofs".to_owned(), t::error_proof(l)),
        Problem::IdleProof => ("proofs".to_owned(), t::error_idle_proof(l)),
        Problem::SinceInFuture => ("since".to_owned(), t::error_since(l)),
        Problem::NoReview => ("review_on".to_owned(), t::error_review(l)),
        Problem::ReviewBeforeSince => ("review_on".to_owned(), t::error_review_before(l)),
    }
}
