//! The form that adds a client and the one that edits it: the same fields, prefilled by the register or by what is held.

use super::sheet::said;
use crate::parts::{
    Choice, Errors, Field, button, conflict, conflict::Difference, error_summary, field, form_key, heading,
    notice, rows, stance_badge,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::client::change::Change;
use domain::client::duplicate::{Likeness, ProbableDuplicate};
use domain::client::sector::{NaceVersion, SectorGroup};
use domain::client::{ClientDraft, ClientKind, NameKind};
use domain::{ClientId, FunderId, Lang};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientForm {
    pub number: String,
    pub legal_name: String,
    pub kind: String,
    pub natural_person: bool,
    /// One a line.
    pub trade_names: String,
    /// One a line.
    pub former_names: String,
    /// One a line.
    pub other_numbers: String,
    pub street: String,
    pub postcode: String,
    pub municipality: String,
    pub country: String,
    pub language: String,
    pub phone: String,
    pub email: String,
    pub sector: String,
    pub nace: String,
    pub nace_version: String,
    pub parent: String,
    pub subsidised: bool,
    pub funders: Vec<String>,
}

impl ClientForm {
    /// What is held, as one would have typed it. `parent` is how the parent is written: a reference.
    pub fn of(draft: &ClientDraft) -> Self {
        let lines = |kind: NameKind| {
            let names = draft
                .other_names
                .iter()
                .filter(|n| n.kind == kind)
                .map(|n| n.name.as_str());
            names.collect::<Vec<_>>().join("\n")
        };
        let mut numbers = draft
            .identifiers
            .iter()
            .map(domain::client::identifier::Identifier::printed);
        Self {
            number: numbers.next().unwrap_or_default(),
            other_numbers: numbers.collect::<Vec<_>>().join("\n"),
            legal_name: draft.legal_name.clone(),
            kind: draft.kind.code().to_owned(),
            natural_person: draft.natural_person,
            trade_names: lines(NameKind::Trade),
            former_names: lines(NameKind::Former),
            street: draft.address.street.clone(),
            postcode: draft.address.postcode.clone(),
            municipality: draft.address.municipality.clone(),
            country: draft.address.country.clone(),
            language: draft.language.code().to_owned(),
            phone: draft.phone.clone(),
            email: draft.email.clone(),
            sector: draft.sector.code().to_owned(),
            nace: draft
                .nace
                .as_ref()
                .map(|(_, code)| code.clone())
                .unwrap_or_default(),
            nace_version: draft
                .nace
                .as_ref()
                .map(|(version, _)| version.to_string())
                .unwrap_or_default(),
            parent: draft.parent.map(ClientId::reference).unwrap_or_default(),
            subsidised: draft.subsidised,
            funders: draft.funders.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What the look-up in the register gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    /// Filled in from the extract of this day.
    Filled(NaiveDate),
    NotThere,
    /// A client holds the number already.
    Known {
        client: ClientId,
        name: String,
    },
}

/// Is a client being added, or this one edited?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    Add,
    Edit {
        client: ClientId,
        name: String,
        revision: i64,
    },
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    pub task: Task,
    pub form: ClientForm,
    pub errors: Errors,
    pub funders: Vec<(FunderId, String)>,
    pub looked_up: Option<LookedUp>,
    /// Clients that may be the same; the second post says that it is another.
    pub duplicates: Vec<ProbableDuplicate>,
    /// Another was faster: from what is held now to what was typed.
    pub conflict: Option<Vec<Change>>,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &FormPage) -> String {
    match &p.task {
        Task::Add => texts::client_form::title_add(p.lang).to_owned(),
        Task::Edit { name, .. } => texts::client_form::title_edit(p.lang, name),
    }
}

/// The page.
pub fn form(p: &FormPage) -> AnyView {
    use texts::client_form as t;
    let l = p.lang;
    let (back, back_to, action, save) = match &p.task {
        Task::Add => (
            "/clients".to_owned(),
            texts::client_sheet::back(l).to_owned(),
            "/clients/new".to_owned(),
            t::save_add(l),
        ),
        Task::Edit { client, name, .. } => (
            format!("/clients/{client}"),
            name.clone(),
            format!("/clients/{client}/edit"),
            t::save_edit(l),
        ),
    };
    let revision = match &p.task {
        Task::Add => None,
        Task::Edit { revision, .. } => Some(form_key::revision(*revision)),
    };
    let is_new = p.task == Task::Add;
    let filled = !is_new && p.looked_up.is_some();
    let changed = (filled || !p.errors.is_empty() || p.conflict.is_some()).then_some("");
    let cancel = button::link(back.clone(), texts::form::cancel(l));
    view! {
        <article class="reading">
            {heading::with(title(p), Some(heading::back(back, back_to)), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {conflict(p)}
            {is_new.then(|| look_up(p))}
            {told(p)}
            <form method="post" action=action id="client" class="stack" data-changed=changed>
                {form_key::key(&p.key)}
                {revision}
                {duplicates(p)}
                {identity(p)}
                {place(p)}
                {work(p)}
                {button::row(vec![button::primary(save), cancel])}
            </form>
            <islands::UnsavedGuard form="client".to_owned()/>
        </article>
    }
    .into_any()
}

/// The register fills the form by a number: a GET of its own, so that it works without scripts and changes nothing.
fn look_up(p: &FormPage) -> AnyView {
    use texts::client_form as t;
    let l = p.lang;
    view! {
        <form method="get" action="/clients/new" id="look-up" class="panel search-line">
            <div class="field">
                <label for="look-up-number">{t::number(l)}</label>
                <p class="hint" id="look-up-hint">{t::look_up_hint(l)}</p>
                <input id="look-up-number" name="number" type="text" value=p.form.number.clone() autocomplete="off" aria-describedby="look-up-hint"/>
            </div>
            {button::secondary(t::look_up(l))}
        </form>
    }
    .into_any()
}

/// What the look-up gave.
fn told(p: &FormPage) -> Option<AnyView> {
    use texts::client_form as t;
    let l = p.lang;
    p.looked_up.as_ref().map(|found| match found {
        LookedUp::Filled(day) => notice::info(view! { <p>{t::from_register(l, format::date(l, *day))}</p> }),
        LookedUp::NotThere => notice::info(view! { <p>{t::not_in_register(l)}</p> }),
        LookedUp::Known { client, name } => notice::warning(view! {
            <p>{t::known_already(l, name)}" "<a href=format!("/clients/{client}")>{client.reference()}</a></p>
        }),
    })
}

fn conflict(p: &FormPage) -> Option<AnyView> {
    let l = p.lang;
    let differences = p.conflict.as_ref()?.iter().filter_map(|c| {
        let said = |value| said(l, c.field, value);
        Difference::of(words::client_field(l, c.field), said(&c.old), said(&c.new))
    });
    Some(conflict::conflict(l, differences.collect()))
}

fn duplicates(p: &FormPage) -> Option<AnyView> {
    use texts::client_form as t;
    let l = p.lang;
    if p.duplicates.is_empty() {
        return None;
    }
    let all = p
        .duplicates
        .iter()
        .map(|d| {
            let why = match d.likeness {
                Likeness::SameNumber => t::like_same_number(l),
                Likeness::SameName => t::like_same_name(l),
                Likeness::NearName => t::like_near_name(l),
                Likeness::SamePhone => t::like_same_phone(l),
                Likeness::SharesWithRestricted => t::like_shares(l),
            };
            let about = [
                d.client.number.clone(),
                words::client_kind(l, d.client.kind).to_owned(),
                d.client.municipality.clone(),
            ];
            let about = about
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            rows::Row::new(format!("/clients/{}", d.id()), d.client.name.clone())
                .lead(stance_badge::badge(l, d.stance))
                .meta(view! { <span>{about}</span><span>{why}</span> })
        })
        .collect();
    // A held number is refused whatever is said; everything else is the person's to decide.
    let held = p.duplicates.iter().any(|d| d.likeness == Likeness::SameNumber);
    let anyway = (!held).then(|| button::named(t::add_anyway(l), "anyway", "1", false));
    let view = view! {
        <section id="f-duplicates" class="notice notice-warning" tabindex="-1">
            <h2>{t::duplicates(l)}</h2>
            <p>{t::duplicates_intro(l)}</p>
            {rows::rows(all)}
            {anyway}
        </section>
    };
    Some(view.into_any())
}

fn identity(p: &FormPage) -> AnyView {
    use texts::client_form as t;
    let (l, f, e) = (p.lang, &p.form, &p.errors);
    let kinds = ClientKind::ALL
        .iter()
        .map(|k| Choice::new(k.code(), words::client_kind(l, *k)))
        .collect();
    view! {
        <fieldset class="questions">
            <legend>{t::identity(l)}</legend>
            {Field::new("number", t::number(l)).hint(t::number_hint(l)).value(&f.number).error(e).optional(l).autocomplete("off").text()}
            {Field::new("legal_name", t::legal_name(l)).value(&f.legal_name).error(e).autocomplete("organization").text()}
            {Field::new("kind", t::kind(l)).value(&f.kind).error(e).select(l, kinds)}
            {field::checkbox("natural_person", "1", t::natural_person(l), Some(t::natural_person_hint(l).to_owned()), f.natural_person)}
            {Field::new("trade_names", t::trade_names(l)).hint(t::one_a_line(l)).value(&f.trade_names).error(e).optional(l).textarea(2)}
            {Field::new("former_names", t::former_names(l)).hint(t::one_a_line(l)).value(&f.former_names).error(e).optional(l).textarea(2)}
            {Field::new("other_numbers", t::other_numbers(l)).hint(t::other_numbers_hint(l)).value(&f.other_numbers).error(e)
                .optional(l).textarea(2)}
        </fieldset>
    }
    .into_any()
}

fn place(p: &FormPage) -> AnyView {
    use texts::client_form as t;
    let (l, f, e) = (p.lang, &p.form, &p.errors);
    let languages = Lang::ALL
        .iter()
        .map(|lang| Choice::new(lang.code(), words::lang(*lang)))
        .collect();
    view! {
        <fieldset class="questions">
            <legend>{t::place(l)}</legend>
            {Field::new("street", t::street(l)).value(&f.street).error(e).optional(l).autocomplete("off").text()}
            <div class="fields-row">
                {Field::new("postcode", t::postcode(l)).value(&f.postcode).error(e).optional(l).narrow().autocomplete("off").text()}
                {Field::new("municipality", t::municipality(l)).value(&f.municipality).error(e).optional(l).autocomplete("off").text()}
                {Field::new("country", t::country(l)).value(&f.country).error(e).narrow().autocomplete("off").text()}
            </div>
            {Field::new("language", t::language(l)).value(&f.language).error(e).select(l, languages)}
            <div class="fields-row">
                {Field::new("phone", t::phone(l)).value(&f.phone).error(e).optional(l).autocomplete("off").tel()}
                {Field::new("email", t::email(l)).value(&f.email).error(e).optional(l).autocomplete("off").email()}
            </div>
        </fieldset>
    }
    .into_any()
}

fn work(p: &FormPage) -> AnyView {
    use texts::client_form as t;
    let (l, f, e) = (p.lang, &p.form, &p.errors);
    let sectors = SectorGroup::ALL
        .iter()
        .map(|s| Choice::new(s.code(), words::sector(l, *s)))
        .collect();
    let mut versions = vec![Choice::new("", "—")];
    versions.extend(
        NaceVersion::ALL
            .iter()
            .rev()
            .map(|v| Choice::new(v.code(), v.code())),
    );
    let funders = p
        .funders
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect::<Vec<_>>();
    view! {
        <fieldset class="questions">
            <legend>{t::work(l)}</legend>
            {Field::new("sector", t::sector(l)).value(&f.sector).error(e).select(l, sectors)}
            <div class="fields-row">
                {Field::new("nace", t::nace(l)).value(&f.nace).error(e).optional(l).narrow().autocomplete("off").text()}
                {Field::new("nace_version", t::nace_version(l)).value(&f.nace_version).error(e).narrow().select_of(versions)}
            </div>
            {Field::new("parent", t::parent(l)).hint(t::parent_hint(l)).value(&f.parent).error(e).optional(l).autocomplete("off").text()}
            {field::checkbox("subsidised", "1", t::subsidised(l), None, f.subsidised)}
            {(!funders.is_empty()).then(|| field::checkboxes("funders", t::funders(l), None, e, funders, &f.funders))}
        </fieldset>
    }
    .into_any()
}
