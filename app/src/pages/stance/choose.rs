//! Choosing a stance for a client: what it is, why, what it touches, what will be read.

use super::{content, overtaken};
use crate::pages::notice::notify::pointed;
use crate::parts::{
    self, Choice, Errors, Field, button, conflict, error_summary, field, form_key, heading, notice, quote,
    recommendation, stance_badge,
};
use crate::{format, texts, words};
use domain::category::Filter;
use domain::client::ClientKind;
use domain::contract::WageUnit;
use domain::issue::Severity;
use domain::stance::condition::ConditionKind;
use domain::stance::{Proposal, RunningContracts, StanceKind};
use domain::wording::Pointed;
use domain::{ClientId, EstablishmentId, IssueId, Lang, Money, ProfessionId, StanceId};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StanceForm {
    pub kind: String,
    pub scope: String,
    pub establishment: String,
    pub professions: Vec<String>,
    pub conditions: Vec<String>,
    pub percent: String,
    pub least_wage: String,
    pub wage_unit: String,
    pub least_price: String,
    pub most_value: String,
    pub reason: String,
    pub grounds: Vec<String>,
    pub running: String,
    pub review_on: String,
    pub to_lift: String,
    pub note_fr: String,
    pub note_nl: String,
    pub departs_because: String,
    pub amend_reason: String,
    /// The words that were pointed out and read again, as the page listed them.
    pub read_again: String,
}

/// A proposal that is being changed instead of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amending {
    pub stance: StanceId,
    pub revision: i64,
    /// The client was sent it: a change says why.
    pub notified: bool,
}

/// A confirmed issue that the stance may rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundChoice {
    pub issue: IssueId,
    pub category: String,
    pub filter: Filter,
    pub severity: Severity,
    pub happened_on: chrono::NaiveDate,
}

/// What the stance would touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    pub members: i64,
    pub contracts: i64,
    pub income: Money,
    pub open: Money,
}

/// What the client and members will read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub proposal: Proposal,
    pub scope_names: Vec<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoosePage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    pub client_kind: ClientKind,
    pub now: Option<StanceKind>,
    /// A proposal that waits for a second person.
    pub waiting: Option<StanceId>,
    pub establishments: Vec<(EstablishmentId, String)>,
    pub professions: Vec<(ProfessionId, String)>,
    pub grounds: Vec<GroundChoice>,
    pub touched: Touched,
    /// What the policy recommends, and why.
    pub advice: Option<Box<recommendation::Advice>>,
    /// The closest past cases by their facts, and what was chosen.
    pub cases: Vec<recommendation::Case>,
    pub amending: Option<Amending>,
    /// Exactly what will be read, after a look at it was asked for.
    pub preview: Option<Preview>,
    /// Words of the note to read again before it is published.
    pub pointed: Vec<Pointed>,
    /// What stands now, where somebody was faster.
    pub overtaken: Option<Box<StanceForm>>,
    pub form: StanceForm,
    pub errors: Errors,
    pub key: String,
}

/// The page.
pub fn choose(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    let action = match p.amending {
        Some(amending) => format!("/stances/{}/amend", amending.stance),
        None => format!("/clients/{}/stance", p.client),
    };
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.as_deref().map(|now| conflict::conflict(l, overtaken::differences(p, now)))}
            {p.preview.as_ref().map(|preview| read_as(p, preview))}
            <p class="lead">{t::intro(l)}</p>
            <p>{t::now(l)}" "{stance_badge::badge(l, p.now)}</p>
            {p.waiting.map(|id| notice::info(view! {
                <p>{t::waiting(l)}" "<a href=format!("/stances/{id}")>{t::waiting_link(l)}</a></p>
            }))}
            <form class="stack" method="post" id="stance" action=action>
                {form_key::key(&p.key)}
                {p.amending.map(|amending| form_key::revision(amending.revision))}
                {heading::section("facts", t::step_facts(l))}
                {facts(p)}
                {heading::section("the-stance", t::step_stance(l))}
                {kind(p)}
                {scope(p)}
                {conditions(p)}
                {Field::new("review_on", t::review_on(l)).hint(t::review_hint(l)).value(&p.form.review_on).error(&p.errors).date()}
                {running(p)}
                {heading::section("why", t::step_why(l))}
                {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(&p.form.reason).error(&p.errors).textarea(5)}
                {grounds(p)}
                {Field::new("to_lift", t::to_lift(l)).value(&p.form.to_lift).error(&p.errors).textarea(3)}
                {p.advice.as_ref().map(|_| Field::new("departs_because", t::departs_because(l)).hint(t::departs_hint(l)).optional(l)
                    .value(&p.form.departs_because).error(&p.errors).textarea(2))}
                {p.amending.filter(|a| a.notified).map(|_| Field::new("amend_reason", t::amend_reason(l)).hint(t::amend_hint(l))
                    .value(&p.form.amend_reason).error(&p.errors).textarea(2))}
                {heading::section("impact", t::step_impact(l))}
                {impact(l, p.touched)}
                {p.advice.as_ref().map(|_| recommendation::cases(l, &p.cases))}
                {heading::section("note", t::step_note(l))}
                {Field::new("note_fr", t::note_fr(l)).hint(t::note_hint(l)).value(&p.form.note_fr).error(&p.errors).textarea(3)}
                {Field::new("note_nl", t::note_nl(l)).value(&p.form.note_nl).error(&p.errors).textarea(3)}
                {read_again(p)}
                {button::row(vec![
                    button::named(t::preview(l), "step", "preview", p.preview.is_none()),
                    button::named(if p.amending.is_some() { t::save(l) } else { t::propose(l) }, "step", "propose", p.preview.is_some()),
                ])}
            </form>
        </article>
    }
    .into_any()
}

/// The page's title.
pub fn title(p: &ChoosePage) -> String {
    use texts::stance_choose as t;
    match p.amending {
        Some(amending) => t::title_amend(p.lang, amending.stance.reference(), &p.client_name),
        None => t::title(p.lang, &p.client_name),
    }
}

fn facts(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let confirmed = t::facts_confirmed(l, p.grounds.len() as i64);
    view! { <p>{confirmed}</p>{p.advice.as_deref().map(recommendation::block)} }.into_any()
}

/// The words in one line, as the page lists them and a person says to have read them.
pub fn pointed_words(pointed: &[Pointed]) -> String {
    let words: Vec<&str> = pointed.iter().map(|p| p.words.as_str()).collect();
    words.join(", ")
}

/// Words that speak of persons, health, opinions, crimes, or insult: what each speaks of, and the box of whoever keeps them.
fn read_again(p: &ChoosePage) -> Option<AnyView> {
    use texts::stance_choose as t;
    let l = p.lang;
    if p.pointed.is_empty() {
        return None;
    }
    let words = pointed_words(&p.pointed);
    let choice = Choice::new(words.clone(), t::read_again(l, &words));
    let view = view! {
        {pointed(l, &p.pointed, t::pointed(l))}
        {field::checkboxes("read_again", t::read_again_title(l), Some(t::read_again_hint(l).to_owned()), &p.errors, vec![choice],
            std::slice::from_ref(&p.form.read_again))}
    };
    Some(view.into_any())
}

/// Exactly what members and the client will be shown.
fn read_as(p: &ChoosePage, preview: &Preview) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let s = &preview.proposal;
    view! {
        <section class="panel stack" id="preview" aria-labelledby="preview-title">
            <h2 id="preview-title">{t::preview_title(l)}</h2>
            <p>{t::preview_hint(l)}</p>
            <h3>{t::preview_members(l)}</h3>
            <p>{stance_badge::badge(l, Some(s.kind))}</p>
            <div lang="fr">{quote::quote(s.note.fr.clone(), None)}</div>
            <div lang="nl">{quote::quote(s.note.nl.clone(), None)}</div>
            <h3>{t::preview_client(l)}</h3>
            {content::paragraph(&s.reason)}
            {parts::facts::facts(content::told(l, s, &preview.scope_names))}
            <p class="hint">{t::preview_reporters(l)}</p>
        </section>
    }
    .into_any()
}

fn kind(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let choices = StanceKind::ALL
        .iter()
        .map(|&kind| {
            let hint = match kind {
                StanceKind::Informative => t::informative_hint(l),
                StanceKind::Restrictive => t::restrictive_hint(l),
                StanceKind::Punitive => t::punitive_hint(l),
            };
            Choice::new(kind.code(), words::stance_kind(l, kind)).hint(hint)
        })
        .collect();
    Field::new("kind", t::kind(l))
        .value(&p.form.kind)
        .error(&p.errors)
        .radios(choices)
}

fn scope(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let mut choices = vec![Choice::new("client", t::scope_client(l))];
    if !p.establishments.is_empty() {
        choices.push(Choice::new("establishment", t::scope_establishment(l)));
    }
    choices.push(Choice::new("professions", t::scope_professions(l)));
    let establishments: Vec<_> = p
        .establishments
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    let professions = p
        .professions
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    let narrowed = !p.form.professions.is_empty() || p.form.scope == "professions";
    view! {
        {Field::new("scope", t::scope(l)).value(&p.form.scope).error(&p.errors).radios(choices)}
        {(!establishments.is_empty()).then(|| Field::new("establishment", t::establishment(l)).optional(l)
            .value(&p.form.establishment).error(&p.errors).select(l, establishments))}
        <details class="more" open=narrowed>
            <summary>{t::professions(l)}</summary>
            {field::checkboxes("professions", t::professions(l), None, &p.errors, professions, &p.form.professions)}
        </details>
    }
    .into_any()
}

fn conditions(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let choices = ConditionKind::ALL
        .iter()
        .filter(|kind| kind.allowed_for(p.client_kind))
        .map(|&kind| Choice::new(kind.code(), words::condition_kind(l, kind)))
        .collect();
    let units = WageUnit::ALL
        .iter()
        .map(|&u| Choice::new(u.code(), words::wage_unit(l, u)))
        .collect();
    let prepays = ConditionKind::Prepayment.allowed_for(p.client_kind);
    let hint = if prepays {
        t::conditions_hint(l).to_owned()
    } else {
        format!("{} {}", t::conditions_hint(l), t::not_for_public_body(l))
    };
    let labelled = |kind, text: &str| texts::app::labelled(l, words::condition_kind(l, kind), text);
    view! {
        {field::checkboxes("conditions", t::conditions(l), Some(hint), &p.errors, choices, &p.form.conditions)}
        <div class="fields-row">
            {prepays.then(|| Field::new("percent", labelled(ConditionKind::Prepayment, t::percent(l))).optional(l)
                .value(&p.form.percent).error(&p.errors).unit("%").number())}
            {Field::new("least_wage", labelled(ConditionKind::MinimumWage, t::amount(l))).optional(l)
                .value(&p.form.least_wage).error(&p.errors).unit("€").number()}
            {Field::new("wage_unit", labelled(ConditionKind::MinimumWage, t::unit(l))).optional(l)
                .value(&p.form.wage_unit).error(&p.errors).narrow().select_of(units)}
            {Field::new("least_price", labelled(ConditionKind::MinimumPrice, t::amount(l))).optional(l)
                .value(&p.form.least_price).error(&p.errors).unit("€").number()}
            {Field::new("most_value", labelled(ConditionKind::ValueAtMost, t::amount(l))).optional(l)
                .value(&p.form.most_value).error(&p.errors).unit("€").number()}
        </div>
    }
    .into_any()
}

fn running(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    let choices = RunningContracts::ALL
        .iter()
        .map(|&r| Choice::new(r.code(), words::running_contracts(l, r)))
        .collect();
    Field::new("running", t::running(l))
        .value(&p.form.running)
        .error(&p.errors)
        .radios(choices)
}

fn grounds(p: &ChoosePage) -> AnyView {
    use texts::stance_choose as t;
    let l = p.lang;
    if p.grounds.is_empty() {
        return notice::info(view! { <p>{t::grounds_none(l)}</p> });
    }
    let choices = p
        .grounds
        .iter()
        .map(|g| {
            let label = format!("{} · {}", g.issue.reference(), g.category);
            let hint = format!(
                "{} · {} · {}",
                words::filter(l, g.filter),
                words::severity(l, g.severity),
                format::date(l, g.happened_on)
            );
            Choice::new(g.issue.to_string(), label).hint(hint)
        })
        .collect();
    field::checkboxes(
        "grounds",
        t::grounds(l),
        None,
        &p.errors,
        choices,
        &p.form.grounds,
    )
}

fn impact(l: Lang, touched: Touched) -> AnyView {
    use texts::stance_choose as t;
    let sentence = t::impact(
        l,
        t::members(l, touched.members),
        t::contracts(l, touched.contracts),
        format::money_whole(l, touched.income),
        format::money_whole(l, touched.open),
    );
    view! { <p>{sentence}</p> }.into_any()
}
