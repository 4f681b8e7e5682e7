//! A new client: GET and POST /clients/new, begun from the register with `?number=`.

use super::read::{self, Raw};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::form::{ClientForm, FormPage, LookedUp, Task, title};
use app::parts::Errors;
use app::{pages, texts, words};
use axum::extract::Query;
use domain::client::ClientDraft;
use domain::client::duplicate::ProbableDuplicate;
use domain::client::identifier::Identifier;
use domain::client::sector::NaceVersion;
use domain::register::{RegisterEnterprise, RegisterNameKind, RegisterState};
use serde::Deserialize;
use store::client::{self, Added, NumberHeld, Standing};
use store::idempotency::{self, Claim};
use store::register;

/// With what the form begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    number: String,
    name: String,
}

/// The form, filled in from the register where the number is known there.
pub async fn get(visit: Visit, _: CurrentUser, Query(begun): Query<Begun>) -> PageResult {
    let mut form = ClientForm {
        country: "BE".to_owned(),
        language: visit.lang.code().to_owned(),
        legal_name: begun.name.trim().to_owned(),
        number: begun.number.trim().to_owned(),
        ..ClientForm::default()
    };
    let mut errors = Errors::none();
    let mut looked_up = None;
    if !form.number.is_empty() {
        match Identifier::parse(&form.number, None) {
            Ok(number) => looked_up = Some(look_up(&visit, &number, &mut form).await?),
            Err(problem) => errors.add("number", words::identifier_error(visit.lang, problem)),
        }
    }
    page(
        &visit,
        Shown {
            form,
            errors,
            looked_up,
            duplicates: Vec::new(),
            key: form::new_key(),
        },
    )
    .await
}

/// Fills the form in from the register, unless a client holds the number already.
async fn look_up(visit: &Visit, number: &Identifier, form: &mut ClientForm) -> Result<LookedUp, PageError> {
    let store = &visit.app.store;
    form.number = number.printed();
    if let Some(holder) = client::by_number(store, number).await? {
        let name = client::summary(store, holder)
            .await?
            .map(|client| client.name)
            .unwrap_or_default();
        return Ok(LookedUp::Known { client: holder, name });
    }
    let Some(enterprise) = number.enterprise() else {
        return Ok(LookedUp::NotThere);
    };
    let Some(known) = register::find(store, enterprise, visit.lang).await? else {
        return Ok(LookedUp::NotThere);
    };
    fill(form, &known, visit.lang);
    Ok(LookedUp::Filled(known.as_of))
}

fn fill(form: &mut ClientForm, known: &RegisterEnterprise, lang: domain::Lang) {
    let address = known.address(lang).unwrap_or_default();
    let trade = known
        .names
        .iter()
        .filter(|name| name.kind == RegisterNameKind::Commercial);
    let trade: Vec<&str> = trade.map(|name| name.name.as_str()).collect();
    form.legal_name = known.name(lang).unwrap_or_default().to_owned();
    form.trade_names = trade.join("\n");
    form.kind = known.kind().code().to_owned();
    form.natural_person = known.natural_person;
    form.street = address.street;
    form.postcode = address.postcode;
    form.municipality = address.municipality;
    form.country = if address.country.len() == 2 {
        address.country
    } else {
        "BE".to_owned()
    };
    form.sector = known.sector().code().to_owned();
    if let Some(activity) = known.activities.first() {
        form.nace = activity.nace_code.clone();
        form.nace_version = NaceVersion::from_year(activity.nace_version)
            .map_or("", NaceVersion::code)
            .to_owned();
    }
}

/// Adds the client, after a look at those that may be the same.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let store = &visit.app.store;
    let (key, anyway) = (form::key_or_new(&raw.key), raw.anyway == "1");
    if let Some(first) = idempotency::answered(store, user.id, &key)
        .await?
        .filter(|first| !first.is_empty())
    {
        return Ok(render::redirect(&first));
    }
    let form = ClientForm::from(raw);
    let mut errors = Errors::none();
    let draft = read::draft(&visit, &form, None, &mut errors).await?;
    let Some(draft) = draft else {
        return page(
            &visit,
            Shown {
                form,
                errors,
                looked_up: None,
                duplicates: Vec::new(),
                key,
            },
        )
        .await;
    };
    let duplicates = client::probable(store, &draft, None).await?;
    if !duplicates.is_empty() && !anyway {
        errors.add("duplicates", texts::client_form::error_duplicates(visit.lang));
        return page(
            &visit,
            Shown {
                form,
                errors,
                looked_up: None,
                duplicates,
                key,
            },
        )
        .await;
    }
    match add(&visit, &user, &draft, &duplicates, &key).await? {
        Ok(to) => Ok(render::redirect(&to)),
        Err(held) => {
            tell_held(&visit, &mut errors, &held);
            page(
                &visit,
                Shown {
                    form,
                    errors,
                    looked_up: None,
                    duplicates,
                    key,
                },
            )
            .await
        }
    }
}

/// Writes the client; the answer is where to go, or who holds the number.
async fn add(
    visit: &Visit,
    user: &CurrentUser,
    draft: &ClientDraft,
    duplicates: &[ProbableDuplicate],
    key: &str,
) -> Result<Result<String, NumberHeld>, PageError> {
    let standing = standing(visit, draft).await?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, key, "", visit.now).await? {
        return Ok(Ok(first));
    }
    let id = match client::add(&mut tx, draft, standing, Some(user.id), visit.now).await? {
        Added::Client(id) => id,
        Added::Held(held) => return Ok(Err(held)),
    };
    let others: Vec<_> = duplicates.iter().map(ProbableDuplicate::id).collect();
    client::not_same(&mut tx, id, &others, user.id, visit.now).await?;
    let to = format!("/clients/{id}?done=added");
    idempotency::answer(&mut tx, user.id, key, &to).await?;
    tx.commit().await?;
    Ok(Ok(to))
}

/// How the register has the client on its newest day; `None` where no register was loaded.
async fn standing(visit: &Visit, draft: &ClientDraft) -> Result<Option<Standing>, PageError> {
    let store = &visit.app.store;
    let Some(number) = draft.identifiers.iter().find_map(Identifier::enterprise) else {
        return Ok(None);
    };
    if let Some(known) = register::find(store, number, visit.lang).await? {
        return Ok(Some(Standing {
            state: known.state,
            as_of: known.as_of,
        }));
    }
    let as_of = register::as_of(store).await?;
    Ok(as_of.map(|as_of| Standing {
        state: RegisterState::Unknown,
        as_of,
    }))
}

/// Beside the field: who holds the number.
pub(super) fn tell_held(visit: &Visit, errors: &mut Errors, held: &NumberHeld) {
    let reference = held.holder.reference();
    errors.add(
        "number",
        texts::client_form::error_number_held(visit.lang, &held.holder_name, reference),
    );
}

struct Shown {
    form: ClientForm,
    errors: Errors,
    looked_up: Option<LookedUp>,
    duplicates: Vec<ProbableDuplicate>,
    key: String,
}

async fn page(visit: &Visit, shown: Shown) -> PageResult {
    let funders = client::funders(&visit.app.store, visit.lang).await?;
    let props = FormPage {
        lang: visit.lang,
        task: Task::Add,
        form: shown.form,
        errors: shown.errors,
        funders: funders
            .into_iter()
            .map(|funder| (funder.id, funder.name))
            .collect(),
        looked_up: shown.looked_up,
        duplicates: shown.duplicates,
        conflict: None,
        key: shown.key,
    };
    Ok(visit
        .page(title(&props))
        .islands()
        .refused_if(!props.errors.is_empty())
        .render(|| pages::client::form::form(&props)))
}
