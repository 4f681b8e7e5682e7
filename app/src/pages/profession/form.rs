//! The form of an entry: a manager puts it in force, a counsellor proposes it.

use super::{part_name, said};
use crate::parts::{
    Choice, Errors, Field, button, conflict, conflict::Difference, error_summary, field, form_key, heading,
};
use crate::{texts, words};
use domain::category::Filter;
use domain::profession::{Draft, PartChange, ProfessionField, ProfessionState, Proof};
use domain::{Lang, ProfessionId};
use leptos::prelude::*;

/// The form as typed; four texts in the order of [`Lang::ALL`], names one a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfessionForm {
    pub names: [String; 4],
    pub field: String,
    pub state: String,
    pub filter: String,
    pub reasons: [String; 4],
    pub effects: [String; 4],
    pub proofs: Vec<String>,
    pub source: String,
    pub since: String,
    pub review_on: String,
    pub why: String,
}

impl ProfessionForm {
    /// What stands, as one would have typed it.
    pub fn of(draft: &Draft) -> Self {
        Self {
            names: draft.names.clone().map(|names| names.join("\n")),
            field: draft.field.code().to_owned(),
            state: draft.state.code().to_owned(),
            filter: draft.filter.map_or("", Filter::code).to_owned(),
            reasons: draft.reasons.clone(),
            effects: draft.effects.clone(),
            proofs: draft.proofs.iter().map(|proof| proof.code().to_owned()).collect(),
            source: draft.source.clone(),
            since: draft.since.to_string(),
            review_on: draft.review_on.map(|day| day.to_string()).unwrap_or_default(),
            why: String::new(),
        }
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    /// The entry with its name and the revision that was seen; `None`: a new one.
    pub entry: Option<(ProfessionId, String, i64)>,
    pub puts_in_force: bool,
    pub form: ProfessionForm,
    pub errors: Errors,
    /// Another was faster: from what stands now to what was typed.
    pub conflict: Option<Vec<PartChange>>,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &FormPage) -> String {
    use texts::profession_form as t;
    match (&p.entry, p.puts_in_force) {
        (Some((_, name, _)), true) => t::title_edit(p.lang, name),
        (Some((_, name, _)), false) => t::title_propose(p.lang, name),
        (None, true) => t::title_add(p.lang).to_owned(),
        (None, false) => t::title_propose_new(p.lang).to_owned(),
    }
}

/// The page.
pub fn form(p: &FormPage) -> AnyView {
    use texts::profession_form as t;
    let l = p.lang;
    let (action, back) = match &p.entry {
        Some((id, ..)) => (format!("/professions/{id}/edit"), format!("/professions/{id}")),
        None => ("/professions/new".to_owned(), "/professions".to_owned()),
    };
    let revision = p
        .entry
        .as_ref()
        .map(|(_, _, revision)| form_key::revision(*revision));
    let conflict = p.conflict.as_ref().map(|changes| {
        let differences = changes.iter().filter_map(|c| {
            let said = |value| said(l, c.part, value);
            Difference::of(part_name(l, c), said(&c.old), said(&c.new))
        });
        conflict::conflict(l, differences.collect())
    });
    let why = (!p.puts_in_force).then(|| {
        Field::new("why", t::why(l))
            .hint(t::why_hint(l))
            .value(&p.form.why)
            .error(&p.errors)
            .textarea(3)
    });
    let save = if p.puts_in_force { t::save(l) } else { t::send(l) };
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(title(p), Some(heading::back(back.clone(), texts::profession::back(l))), vec![])}
            {(!p.puts_in_force).then(|| view! { <p>{t::waits(l)}</p> })}
            {conflict}
            <form method="post" action=action id="profession" class="stack">
                {form_key::key(&p.key)}
                {revision}
                {state(p)}
                {four(p, "reason", t::reason(l), t::reason_hint(l), &p.form.reasons)}
                {four(p, "effect", t::effect(l), t::effect_hint(l), &p.form.effects)}
                {proofs(p)}
                {dates(p)}
                {names(p)}
                {why}
                {button::row(vec![button::primary(save), button::link(back, texts::form::cancel(l))])}
            </form>
        </article>
    }
    .into_any()
}

fn state(p: &FormPage) -> AnyView {
    use texts::profession_form as t;
    let l = p.lang;
    let fields = ProfessionField::ALL
        .iter()
        .map(|f| Choice::new(f.code(), words::profession_field(l, *f)))
        .collect();
    let states = ProfessionState::ALL
        .iter()
        .map(|s| Choice::new(s.code(), words::profession_state(l, *s)))
        .collect();
    let mut filters = vec![Choice::new("", t::filter_none(l))];
    filters.extend(
        [Filter::Legal, Filter::Ethics, Filter::Support]
            .iter()
            .map(|f| Choice::new(f.code(), words::filter(l, *f))),
    );
    view! {
        {Field::new("field", texts::profession::field(l)).value(&p.form.field).error(&p.errors).select(l, fields)}
        {Field::new("state", texts::profession::state(l)).value(&p.form.state).error(&p.errors).radios(states)}
        {Field::new("filter", texts::profession::filter(l)).hint(t::filter_hint(l)).value(&p.form.filter).error(&p.errors).select_of(filters)}
    }
    .into_any()
}

/// A text in four languages; French and Dutch are needed where anything is.
fn four(p: &FormPage, name: &str, legend: &str, hint: &str, typed: &[String; 4]) -> AnyView {
    let l = p.lang;
    let fields = Lang::ALL
        .iter()
        .map(|of| {
            let field = Field::new(format!("{name}_{}", of.code()), words::lang(*of))
                .value(&typed[*of as usize])
                .error(&p.errors);
            let field = if matches!(of, Lang::Fr | Lang::Nl) {
                field
            } else {
                field.optional(l)
            };
            field.textarea(3)
        })
        .collect_view();
    view! {
        <fieldset class="panel stack">
            <legend>{legend.to_owned()}</legend>
            <p class="hint">{hint.to_owned()}</p>
            {fields}
        </fieldset>
    }
    .into_any()
}

fn proofs(p: &FormPage) -> AnyView {
    use texts::profession_form as t;
    let l = p.lang;
    let choices = Proof::ALL
        .iter()
        .map(|proof| Choice::new(proof.code(), words::proof(l, *proof)))
        .collect();
    field::checkboxes(
        "proofs",
        texts::profession::proofs(l),
        Some(t::proofs_hint(l).to_owned()),
        &p.errors,
        choices,
        &p.form.proofs,
    )
}

fn dates(p: &FormPage) -> AnyView {
    use texts::profession_form as t;
    let l = p.lang;
    view! {
        {Field::new("source", texts::profession::source(l)).hint(t::source_hint(l)).optional(l).value(&p.form.source).error(&p.errors).text()}
        {Field::new("since", texts::profession::since(l)).value(&p.form.since).error(&p.errors).date()}
        {Field::new("review_on", texts::profession::review(l)).hint(t::review_hint(l)).value(&p.form.review_on).error(&p.errors).date()}
    }
    .into_any()
}

fn names(p: &FormPage) -> AnyView {
    use texts::profession_form as t;
    let l = p.lang;
    let fields = Lang::ALL
        .iter()
        .map(|of| {
            Field::new(format!("names_{}", of.code()), words::lang(*of))
                .value(&p.form.names[*of as usize])
                .error(&p.errors)
                .textarea(3)
        })
        .collect_view();
    view! {
        <fieldset class="panel stack">
            <legend>{t::names(l)}</legend>
            <p class="hint">{t::names_hint(l)}</p>
            {fields}
        </fieldset>
    }
    .into_any()
}
