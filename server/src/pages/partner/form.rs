//! A partner added, edited, retired or brought back: /partners/new, /partners/{id}/edit, /partners/{id}/retire

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::partner::form::{FormPage, Held, PartnerForm, form as body, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::category::Filter;
use domain::partner::{Partner, PartnerDraft, PartnerKind, REGIONS};
use domain::{Lang, PartnerId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, partner};

/// Longest line and longest offer, in characters.
const LINE: usize = 200;
const OFFER: usize = 1_000;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    retired: String,
    name: String,
    kind: String,
    offer_fr: String,
    offer_nl: String,
    offer_en: String,
    offer_de: String,
    filters: Vec<String>,
    regions: Vec<String>,
    url: String,
    email: String,
    phone: String,
    free: String,
}

impl From<Raw> for PartnerForm {
    fn from(raw: Raw) -> Self {
        Self {
            name: raw.name,
            kind: raw.kind,
            offers: [raw.offer_fr, raw.offer_nl, raw.offer_en, raw.offer_de],
            filters: raw.filters,
            regions: raw.regions,
            url: raw.url,
            email: raw.email,
            phone: raw.phone,
            free: raw.free == "1",
        }
    }
}

/// GET /partners/new
pub async fn get_new(visit: Visit) -> PageResult {
    Ok(page(&visit, None, PartnerForm::default(), Errors::none(), None))
}

/// GET /partners/{id}/edit
pub async fn get(visit: Visit, Path(id): Path<PartnerId>) -> PageResult {
    let held = load(&visit, id).await?;
    let form = PartnerForm::of(&held.is);
    Ok(page(&visit, Some(&held), form, Errors::none(), None))
}

async fn load(visit: &Visit, id: PartnerId) -> Result<Partner, PageError> {
    partner::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// POST /partners/new
pub async fn post_new(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let typed = PartnerForm::from(raw);
    let mut errors = Errors::none();
    let Some(draft) = read(visit.lang, &typed, &mut errors) else {
        return Ok(page(&visit, None, typed, errors, None));
    };
    let to = "/partners?done=added";
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match partner::add(&mut tx, &draft, Some(user.id), visit.now).await {
        Ok(_) => {}
        Err(StoreError::Duplicate) => {
            let errors = errors.with("name", texts::partner_form::error_taken(visit.lang));
            return Ok(page(&visit, None, typed, errors, None));
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// POST /partners/{id}/edit
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PartnerId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let revision: i64 = raw.revision.parse().unwrap_or(-1);
    // A form that comes back for its errors still says what its reader had seen.
    let held = Partner {
        revision,
        ..load(&visit, id).await?
    };
    let typed = PartnerForm::from(raw);
    let mut errors = Errors::none();
    let Some(draft) = read(visit.lang, &typed, &mut errors) else {
        return Ok(page(&visit, Some(&held), typed, errors, None));
    };
    let to = "/partners?done=edited";
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match partner::edit(&mut tx, id, revision, &draft, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Duplicate) => {
            let errors = errors.with("name", texts::partner_form::error_taken(visit.lang));
            return Ok(page(&visit, Some(&held), typed, errors, None));
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            let now = load(&visit, id).await?;
            let stands = PartnerForm::of(&now.is);
            return Ok(page(&visit, Some(&now), typed, errors, Some(stands)));
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// POST /partners/{id}/retire
pub async fn retire(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PartnerId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    load(&visit, id).await?;
    let retired = raw.retired == "yes";
    let to = if retired {
        "/partners?done=retired"
    } else {
        "/partners?done=back"
    };
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match partner::retire(&mut tx, id, revision, retired, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict | StoreError::Duplicate) => {
            return Err(PageError::Conflict {
                back: format!("/partners/{id}/edit"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// What was typed as a partner, or a sentence beside each field.
fn read(l: Lang, typed: &PartnerForm, errors: &mut Errors) -> Option<PartnerDraft> {
    use texts::partner_form as t;
    let name = form::required(l, errors, "name", &typed.name, LINE);
    let kind = PartnerKind::from_code(&typed.kind);
    if kind.is_none() {
        errors.add("kind", texts::form::required(l));
    }
    let filters: Vec<Filter> = Filter::ALL
        .iter()
        .copied()
        .filter(|f| typed.filters.iter().any(|code| code == f.code()))
        .collect();
    if filters.is_empty() {
        errors.add("filters", t::error_none(l));
    }
    let regions: Vec<_> = REGIONS
        .iter()
        .copied()
        .filter(|r| typed.regions.iter().any(|code| code == r.code()))
        .collect();
    if regions.is_empty() {
        errors.add("regions", t::error_none(l));
    }
    let offers = std::array::from_fn(|at| {
        let of = Lang::ALL[at];
        let field = format!("offer_{}", of.code());
        let text = if matches!(of, Lang::Fr | Lang::Nl) {
            form::required(l, errors, &field, &typed.offers[at], OFFER)
        } else {
            form::optional(l, errors, &field, &typed.offers[at], OFFER)
        };
        text.unwrap_or_default().to_owned()
    });
    let mut line = |field: &str, text: &str| {
        form::optional(l, errors, field, text, LINE)
            .unwrap_or_default()
            .to_owned()
    };
    let (url, email, phone) = (
        line("url", &typed.url),
        line("email", &typed.email),
        line("phone", &typed.phone),
    );
    let web = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    if !web || url.contains(char::is_whitespace) {
        errors.add("url", t::error_url(l));
    }
    let mail = email
        .split_once('@')
        .is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
    if !email.is_empty() && (!mail || email.contains(char::is_whitespace)) {
        errors.add("email", texts::client_form::error_email(l));
    }
    if !phone.chars().all(|c| c.is_ascii_digit() || " +()/.-".contains(c)) {
        errors.add("phone", texts::client_form::error_phone(l));
    }
    if url.is_empty() && email.is_empty() && phone.is_empty() {
        errors.add("url", t::error_reach(l));
    }
    let (Some(name), Some(kind), true) = (name, kind, errors.is_empty()) else {
        return None;
    };
    Some(PartnerDraft {
        name: name.to_owned(),
        kind,
        offers,
        filters,
        regions,
        url,
        email,
        phone,
        free: typed.free,
    })
}

fn page(
    visit: &Visit,
    held: Option<&Partner>,
    form: PartnerForm,
    errors: Errors,
    overtaken: Option<PartnerForm>,
) -> Response {
    let props = FormPage {
        lang: visit.lang,
        held: held.map(|p| Held {
            id: p.id,
            name: p.is.name.clone(),
            revision: p.revision,
            retired: p.retired,
        }),
        form,
        errors,
        overtaken,
        key: form::new_key(),
    };
    let late = props.overtaken.is_some();
    let page = visit
        .page(title(&props))
        .refused_if(late || !props.errors.is_empty());
    let page = if late {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    page.render(|| body(&props))
}
