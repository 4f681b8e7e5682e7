//! The form that adds and edits a partner.

use crate::parts::{
    Choice, Errors, Field, button, conflict, conflict::Difference, error_summary, field, form_key, heading,
};
use crate::{texts, words};
use domain::category::Filter;
use domain::partner::{PartnerDraft, PartnerKind, REGIONS};
use domain::{Lang, PartnerId};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerForm {
    pub name: String,
    pub kind: String,
    pub offers: [String; 4],
    pub filters: Vec<String>,
    pub regions: Vec<String>,
    pub url: String,
    pub email: String,
    pub phone: String,
    pub free: bool,
}

impl PartnerForm {
    /// What stands, as one would have typed it.
    pub fn of(draft: &PartnerDraft) -> Self {
        Self {
            name: draft.name.clone(),
            kind: draft.kind.code().to_owned(),
            offers: draft.offers.clone(),
            filters: draft.filters.iter().map(|f| f.code().to_owned()).collect(),
            regions: draft.regions.iter().map(|r| r.code().to_owned()).collect(),
            url: draft.url.clone(),
            email: draft.email.clone(),
            phone: draft.phone.clone(),
            free: draft.free,
        }
    }
}

/// The partner that is being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: PartnerId,
    pub name: String,
    pub revision: i64,
    pub retired: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    pub held: Option<Held>,
    pub form: PartnerForm,
    pub errors: Errors,
    /// What stands now, where another was faster.
    pub overtaken: Option<PartnerForm>,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &FormPage) -> String {
    match &p.held {
        Some(held) => texts::partner_form::title_edit(p.lang, &held.name),
        None => texts::partner_form::title_add(p.lang).to_owned(),
    }
}

/// The page.
pub fn form(p: &FormPage) -> AnyView {
    use texts::partner_form as t;
    let l = p.lang;
    let action = match &p.held {
        Some(held) => format!("/partners/{}/edit", held.id),
        None => "/partners/new".to_owned(),
    };
    let revision = p.held.as_ref().map(|held| form_key::revision(held.revision));
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(title(p), Some(heading::back("/partners", t::back(l))), vec![])}
            {p.overtaken.as_ref().map(|now| conflict::conflict(l, differences(l, now, &p.form)))}
            <form method="post" action=action id="partner" class="stack">
                {form_key::key(&p.key)}
                {revision}
                {what(p)}
                {offers(p)}
                {reach(p)}
                {button::row(vec![button::primary(t::save(l)), button::link("/partners", texts::form::cancel(l))])}
            </form>
            {p.held.as_ref().map(|held| retire(p, held))}
        </article>
    }
    .into_any()
}

/// What stands now beside what was typed.
fn differences(l: Lang, now: &PartnerForm, typed: &PartnerForm) -> Vec<Difference> {
    use texts::partner_form as t;
    let kind = |form: &PartnerForm| {
        PartnerKind::from_code(&form.kind).map_or("", |kind| words::partner_kind(l, kind))
    };
    let filters = |form: &PartnerForm| {
        let ticked = Filter::ALL
            .iter()
            .filter(|f| form.filters.iter().any(|code| code == f.code()));
        ticked
            .map(|f| words::filter(l, *f))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let regions = |form: &PartnerForm| {
        let ticked = REGIONS
            .iter()
            .filter(|r| form.regions.iter().any(|code| code == r.code()));
        ticked
            .map(|r| words::region(l, *r))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let free = |form: &PartnerForm| {
        if form.free {
            texts::client_field::yes(l)
        } else {
            texts::client_field::no(l)
        }
    };
    let mut found = vec![
        Difference::of(t::name(l), &now.name, &typed.name),
        Difference::of(t::kind(l), kind(now), kind(typed)),
        Difference::of(t::filters(l), filters(now), filters(typed)),
        Difference::of(t::regions(l), regions(now), regions(typed)),
    ];
    found.extend(Lang::ALL.iter().map(|of| {
        let at = *of as usize;
        Difference::of(words::lang(*of), &now.offers[at], &typed.offers[at])
    }));
    found.extend([
        Difference::of(t::url(l), &now.url, &typed.url),
        Difference::of(t::email(l), &now.email, &typed.email),
        Difference::of(t::phone(l), &now.phone, &typed.phone),
        Difference::of(t::free(l), free(now), free(typed)),
    ]);
    found.into_iter().flatten().collect()
}

fn what(p: &FormPage) -> AnyView {
    use texts::partner_form as t;
    let l = p.lang;
    let kinds = PartnerKind::ALL
        .iter()
        .map(|k| Choice::new(k.code(), words::partner_kind(l, *k)))
        .collect();
    let filters = Filter::ALL
        .iter()
        .map(|f| Choice::new(f.code(), words::filter(l, *f)))
        .collect();
    let regions = REGIONS
        .iter()
        .map(|r| Choice::new(r.code(), words::region(l, *r)))
        .collect();
    view! {
        {Field::new("name", t::name(l)).value(&p.form.name).error(&p.errors).text()}
        {Field::new("kind", t::kind(l)).value(&p.form.kind).error(&p.errors).radios(kinds)}
        {field::checkboxes("filters", t::filters(l), Some(t::filters_hint(l).to_owned()), &p.errors, filters, &p.form.filters)}
        {field::checkboxes("regions", t::regions(l), None, &p.errors, regions, &p.form.regions)}
    }
    .into_any()
}

fn offers(p: &FormPage) -> AnyView {
    use texts::partner_form as t;
    let l = p.lang;
    let fields = Lang::ALL
        .iter()
        .map(|of| {
            let field = Field::new(format!("offer_{}", of.code()), words::lang(*of))
                .value(&p.form.offers[*of as usize])
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
            <legend>{t::offer(l)}</legend>
            <p class="hint">{t::offer_hint(l)}</p>
            {fields}
        </fieldset>
        {field::checkbox("free", "1", t::free(l), Some(t::free_hint(l).to_owned()), p.form.free)}
    }
    .into_any()
}

fn reach(p: &FormPage) -> AnyView {
    use texts::partner_form as t;
    let l = p.lang;
    view! {
        {Field::new("url", t::url(l)).hint(t::reach_hint(l)).optional(l).value(&p.form.url).error(&p.errors).text()}
        {Field::new("email", t::email(l)).optional(l).value(&p.form.email).error(&p.errors).email()}
        {Field::new("phone", t::phone(l)).optional(l).value(&p.form.phone).error(&p.errors).tel()}
    }
    .into_any()
}

fn retire(p: &FormPage, held: &Held) -> AnyView {
    use texts::partner_form as t;
    let l = p.lang;
    let (what, means, value) = if held.retired {
        (t::bring_back(l), t::bring_back_means(l), "no")
    } else {
        (t::retire(l), t::retire_means(l), "yes")
    };
    view! {
        <section class="section">
            <form method="post" action=format!("/partners/{}/retire", held.id) id="retire">
                {form_key::key(&format!("{}-r", p.key))}
                {form_key::revision(held.revision)}
                <p>{means}</p>
                {button::row(vec![button::named(what, "retired", value, false)])}
            </form>
        </section>
    }
    .into_any()
}
