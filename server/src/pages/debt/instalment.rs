//! An instalment of a plan came in: POST /debts/{client}/instalments.

use super::sheet::{Returned, load, object, page};
use super::step::sentence;
use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::permission::Action;
use domain::{ClientId, PlanId};
use std::collections::HashMap;
use store::StoreError;
use store::debt::plan::{Receipt, Received, receive};
use store::idempotency::{self, Claim};

/// Notes the part; the last one closes the debts of its plan.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(client): Path<ClientId>,
    Form(raw): Form<HashMap<String, String>>,
) -> PageResult {
    let debts = load(&visit, &user, client, "").await?;
    user.may(Action::FollowDebts, &object(client))?;
    let text = |name: &str| raw.get(name).map_or("", |value| value.trim());
    let key = form::key_or_new(text("key"));
    let plan = PlanId(text("plan").parse().unwrap_or_default());
    let field = format!("received_on_{plan}");
    let on: Option<NaiveDate> = text(&field).parse().ok();
    let l = visit.lang;
    let wrong = match on {
        None => Some(texts::form::not_a_date(l)),
        Some(day) if day > visit.today() => Some(texts::debt_sheet::error_future(l)),
        Some(_) => None,
    };
    let returned = |errors, overtaken| Returned {
        received: Some((plan, text(&field).to_owned())),
        errors,
        overtaken,
        ..Returned::default()
    };
    let (Some(on), None) = (on, wrong) else {
        let errors = Errors::none().with(field.as_str(), wrong.unwrap_or_default());
        return page(&visit, &user, debts, returned(errors, false)).await;
    };
    let receipt = Receipt {
        client,
        plan,
        revision: text("revision").parse().unwrap_or(-1),
        number: text("number").parse().unwrap_or_default(),
        on,
        by: user.id,
        now: visit.now,
        today: visit.today(),
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let done = match receive(&mut tx, &receipt).await {
        Ok(Received::Part) => "part",
        Ok(Received::All) => "all",
        Ok(Received::Refused(why)) => {
            drop(tx);
            let errors = Errors::none().with(field.as_str(), sentence(l, "", why).1);
            return page(&visit, &user, debts, returned(errors, false)).await;
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            let now = load(&visit, &user, client, "").await?;
            return page(&visit, &user, now, returned(Errors::none(), true)).await;
        }
        Err(other) => return Err(other.into()),
    };
    let to = format!("/debts/{client}?done={done}");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
