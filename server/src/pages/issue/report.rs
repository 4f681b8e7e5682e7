//! Report an issue with a client: GET and POST /clients/{id}/issues/new. First the category (`?category=`), then its questions.

use super::typed::{About, Against, Raw, choices, chosen, contracts, page, read};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::lookups;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::report::{Purpose, ReportForm};
use app::parts::Errors;
use app::texts;
use axum::extract::{Path, Query};
use domain::issue::{Cause, Source};
use domain::permission::{Action, Object};
use domain::{ClientId, Role};
use serde::Deserialize;
use store::issue::{self, Basis, Decided, Evidence, Reported, Reporting};

/// The category, as the first step's address names it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    category: String,
}

/// The client, if this person may report about it.
async fn load(visit: &Visit, user: &CurrentUser, client: ClientId) -> Result<Basis, PageError> {
    let basis = issue::basis(&visit.app.store, client, visit.today())
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::ReportIssue,
        &Object {
            client: Some(client),
            ..Object::default()
        },
    )?;
    lookups::count(visit, user, client).await?;
    Ok(basis)
}

fn about(client: ClientId, basis: &Basis, category: Option<domain::category::Category>) -> About {
    About {
        purpose: Purpose::Report,
        client,
        client_name: basis.client_name.clone(),
        category,
        overtaken: None,
    }
}

/// The choice of a category, or the empty form of the chosen one.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let basis = load(&visit, &user, client).await?;
    let choices = choices(&visit, &user).await?;
    let category = chosen(&choices, &asked.category);
    let empty = ReportForm {
        cause: if category.is_some() && user.role != Role::Member {
            Cause::Unknown.code().to_owned()
        } else {
            String::new()
        },
        key: form::new_key(),
        ..ReportForm::default()
    };
    let about = about(client, &basis, category);
    page(&visit, &user, about, choices, empty, Errors::none()).await
}

/// Writes the report, or shows what is to correct.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    upload: Upload<Raw>,
) -> PageResult {
    let basis = load(&visit, &user, client).await?;
    let raw = upload.fields;
    let choices = choices(&visit, &user).await?;
    let mut errors = Errors::none();
    let Some(category) = chosen(&choices, &raw.category).filter(|_| raw.change != "category") else {
        if raw.change != "category" {
            let sentence = if raw.category.trim().is_empty() {
                texts::issue_report::category_missing(visit.lang)
            } else {
                texts::form::not_a_choice(visit.lang)
            };
            errors.add("category", sentence);
        }
        let about = about(client, &basis, None);
        return page(&visit, &user, about, choices, raw.into(), errors).await;
    };
    if raw.change == "form" {
        let about = about(client, &basis, Some(category));
        return page(&visit, &user, about, choices, raw.into(), errors).await;
    }
    let own = contracts(&visit, &user, client).await?;
    let member = user.role == Role::Member;
    let against = Against {
        l: visit.lang,
        client,
        choices: &choices,
        category: &category,
        contracts: &own,
        kept_contract: None,
        // Members tell what happened; why is for the team to find out.
        cause: member.then_some((Cause::Unknown, None)),
        today: visit.today(),
    };
    let report = read(&against, &raw, &mut errors);
    let files = upload.files.of(visit.lang, &mut errors, "files");
    let (Some(report), true) = (report, errors.is_empty()) else {
        let about = about(client, &basis, Some(category));
        return page(&visit, &user, about, choices, raw.into(), errors).await;
    };
    // Staff who report for a member count as that member.
    let counts_as = match (user.member, report.contract) {
        (None, Some(contract)) => issue::member_of(&visit.app.store, contract).await?,
        (own, _) => own,
    };
    let pseudonym = match counts_as {
        Some(member) => visit.app.pseudonyms().await?.of("member", member.0),
        None => visit.app.pseudonyms().await?.of("person", user.id.0),
    };
    let key = form::key_or_new(&raw.key);
    let new = Reporting {
        report: &report,
        category: &category,
        dimensions: basis.dimensions,
        by: Some(user.id),
        source: if member { Source::Member } else { Source::Staff },
        pseudonym: &pseudonym,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    let id = match issue::report(&mut tx, &new).await? {
        Reported::Again(first) => return Ok(render::redirect(&first)),
        Reported::First(id) => id,
    };
    if !files.is_empty() {
        let evidence = Evidence {
            issue: id,
            files: &files,
            revision: 1,
            by: user.id,
            key: "",
            now: visit.now,
        };
        let added = issue::add_evidence(&mut tx, &evidence).await?;
        if !matches!(added, Decided::Done(_)) {
            return Err(PageError::BadRequest("files"));
        }
    }
    tx.commit().await?;
    Ok(render::redirect(&format!("/issues/{id}?done=reported")))
}
