//! The client form as posted, and how it becomes a draft; what cannot be read is told beside its field.

use crate::error::PageError;
use crate::form::{optional, required};
use crate::visit::Visit;
use app::pages::client::form::ClientForm;
use app::parts::Errors;
use app::{texts, words};
use domain::client::identifier::Identifier;
use domain::client::region::Region;
use domain::client::sector::{NaceVersion, SectorGroup};
use domain::client::{Address, ClientDraft, ClientKind, ClientName, NameKind, name};
use domain::{ClientId, Lang};
use serde::Deserialize;
use store::client;

/// The longest name, street or e-mail, in characters.
const LINE: usize = 200;
/// The longest list of names or numbers, in characters.
const LINES: usize = 2_000;

/// The fields as posted.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub key: String,
    pub revision: String,
    /// The person has looked at those that may be the same.
    pub anyway: String,
    number: String,
    legal_name: String,
    kind: String,
    natural_person: String,
    trade_names: String,
    former_names: String,
    other_numbers: String,
    street: String,
    postcode: String,
    municipality: String,
    country: String,
    language: String,
    phone: String,
    email: String,
    sector: String,
    nace: String,
    nace_version: String,
    parent: String,
    subsidised: String,
    funders: Vec<String>,
}

impl From<Raw> for ClientForm {
    fn from(raw: Raw) -> Self {
        Self {
            number: raw.number,
            legal_name: raw.legal_name,
            kind: raw.kind,
            natural_person: raw.natural_person == "1",
            trade_names: raw.trade_names,
            former_names: raw.former_names,
            other_numbers: raw.other_numbers,
            street: raw.street,
            postcode: raw.postcode,
            municipality: raw.municipality,
            country: raw.country,
            language: raw.language,
            phone: raw.phone,
            email: raw.email,
            sector: raw.sector,
            nace: raw.nace,
            nace_version: raw.nace_version,
            parent: raw.parent,
            subsidised: raw.subsidised == "1",
            funders: raw.funders,
        }
    }
}

/// The draft that was typed; `None` where something is to correct. `itself` is the client being edited.
pub async fn draft(
    visit: &Visit,
    form: &ClientForm,
    itself: Option<ClientId>,
    errors: &mut Errors,
) -> Result<Option<ClientDraft>, PageError> {
    let l = visit.lang;
    let identifiers = identifiers(l, form, errors);
    let legal_name = required(l, errors, "legal_name", &form.legal_name, LINE).map(str::to_owned);
    if legal_name
        .as_ref()
        .is_some_and(|text| !text.chars().any(char::is_alphanumeric))
    {
        errors.add("legal_name", texts::client_form::error_name(l));
    }
    let kind = choice(l, "kind", &form.kind, ClientKind::from_code, errors);
    let mut other_names = names(l, "trade_names", &form.trade_names, NameKind::Trade, errors);
    other_names.extend(names(
        l,
        "former_names",
        &form.former_names,
        NameKind::Former,
        errors,
    ));
    let address = address(l, form, errors);
    let language = choice(l, "language", &form.language, Lang::from_code, errors);
    let (phone, email) = reach(l, form, errors);
    let nace = nace(l, form, errors);
    // A code says the sector; only without one must it be chosen.
    let of_nace = nace
        .as_ref()
        .map(|(year, code)| SectorGroup::of_nace_year(*year, code));
    let sector = match (form.sector.as_str(), of_nace) {
        ("", Some(sector)) => Some(sector),
        _ => choice(l, "sector", &form.sector, SectorGroup::from_code, errors),
    };
    let parent = parent(visit, &form.parent, itself, errors).await?;
    let (Some(legal_name), Some(kind), Some(language), Some(sector), true) =
        (legal_name, kind, language, sector, errors.is_empty())
    else {
        return Ok(None);
    };
    Ok(Some(ClientDraft {
        legal_name,
        other_names,
        identifiers,
        kind,
        natural_person: form.natural_person || kind == ClientKind::Person,
        language,
        address,
        sector,
        nace,
        phone,
        email,
        parent,
        subsidised: form.subsidised,
        funders: form.funders.iter().filter_map(|id| id.parse().ok()).collect(),
    }))
}

fn choice<T>(
    l: Lang,
    field: &str,
    code: &str,
    from: impl Fn(&str) -> Option<T>,
    errors: &mut Errors,
) -> Option<T> {
    let found = from(code);
    if found.is_none() {
        errors.add(
            field,
            if code.is_empty() {
                texts::form::required(l)
            } else {
                texts::form::not_a_choice(l)
            },
        );
    }
    found
}

/// The main number and the others, each once.
fn identifiers(l: Lang, form: &ClientForm, errors: &mut Errors) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = Vec::new();
    let mut add = |number: Identifier| {
        if !found.contains(&number) {
            found.push(number);
        }
    };
    if let Some(text) = optional(l, errors, "number", &form.number, LINE) {
        match Identifier::parse(text, None) {
            Ok(number) => add(number),
            Err(problem) => errors.add("number", words::identifier_error(l, problem)),
        }
    }
    if let Some(text) = optional(l, errors, "other_numbers", &form.other_numbers, LINES) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match Identifier::parse(line, None) {
                Ok(number) => add(number),
                Err(problem) => {
                    let problem = words::identifier_error(l, problem);
                    errors.add(
                        "other_numbers",
                        texts::client_form::error_number_line(l, line, problem),
                    );
                }
            }
        }
    }
    found
}

fn names(l: Lang, field: &str, text: &str, kind: NameKind, errors: &mut Errors) -> Vec<ClientName> {
    let text = optional(l, errors, field, text, LINES).unwrap_or_default();
    let mut found: Vec<ClientName> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > LINE {
            errors.add(field, texts::form::too_long(l, LINE));
        }
        let known = found
            .iter()
            .any(|other| name::fold(&other.name) == name::fold(line));
        if !known {
            found.push(ClientName {
                kind,
                name: line.to_owned(),
            });
        }
    }
    found
}

fn address(l: Lang, form: &ClientForm, errors: &mut Errors) -> Address {
    let mut line = |field: &str, text: &str| {
        optional(l, errors, field, text, LINE)
            .unwrap_or_default()
            .to_owned()
    };
    let street = line("street", &form.street);
    let postcode = line("postcode", &form.postcode);
    let municipality = line("municipality", &form.municipality);
    let country = form.country.trim().to_uppercase();
    let country = if country.is_empty() {
        "BE".to_owned()
    } else {
        country
    };
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        errors.add("country", texts::client_form::error_country(l));
    } else if country == "BE"
        && !postcode.is_empty()
        && Region::of_belgian_postcode(&postcode) == Region::Unknown
    {
        errors.add("postcode", texts::client_form::error_postcode(l));
    }
    Address {
        street,
        postcode,
        municipality,
        country,
    }
}

fn reach(l: Lang, form: &ClientForm, errors: &mut Errors) -> (String, String) {
    let phone = optional(l, errors, "phone", &form.phone, 40)
        .unwrap_or_default()
        .to_owned();
    if !phone.chars().all(|c| c.is_ascii_digit() || " +()/.-".contains(c)) {
        errors.add("phone", texts::client_form::error_phone(l));
    }
    let email = optional(l, errors, "email", &form.email, LINE)
        .unwrap_or_default()
        .to_owned();
    let parts = email.split_once('@');
    let possible =
        parts.is_some_and(|(name, house)| !name.is_empty() && house.contains('.') && !house.contains('@'));
    if !email.is_empty() && (!possible || email.contains(char::is_whitespace)) {
        errors.add("email", texts::client_form::error_email(l));
    }
    (phone, email)
}

fn nace(l: Lang, form: &ClientForm, errors: &mut Errors) -> Option<(i64, String)> {
    let code: String = form
        .nace
        .chars()
        .filter(|c| !matches!(c, '.' | ' ' | '-'))
        .collect();
    if code.is_empty() {
        return None;
    }
    let version = NaceVersion::from_code(form.nace_version.trim());
    let possible = (2..=7).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    let Some(version) = version.filter(|_| possible) else {
        errors.add("nace", texts::client_form::error_nace(l));
        return None;
    };
    Some((version.year(), code))
}

async fn parent(
    visit: &Visit,
    text: &str,
    itself: Option<ClientId>,
    errors: &mut Errors,
) -> Result<Option<ClientId>, PageError> {
    let l = visit.lang;
    let Some(text) = optional(l, errors, "parent", text, LINE) else {
        return Ok(None);
    };
    let found = client::by_text(&visit.app.store, text).await?;
    if found.is_none() {
        errors.add("parent", texts::client_form::error_parent(l));
    } else if found == itself {
        errors.add("parent", texts::client_form::error_parent_self(l));
    }
    Ok(found)
}
