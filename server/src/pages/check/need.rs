//! One need of a kept check ticked with its proof, or waived once: POST /checks/{id}/needs/{position}.

use super::kept::{load, object, page};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::pages::check::kept::Typed;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::check::{NeedState, TickRefused, tick, waive};
use domain::file::Holder;
use domain::permission::Action;
use domain::{CheckId, Lang};
use std::collections::BTreeMap;
use store::StoreError;
use store::check::Settled;
use store::file;
use store::idempotency::{self, Claim};

/// The longest proof in words or reason, in characters.
const MAX_TEXT: usize = 1_000;

/// The fields of one need's form: several stand on a page, so that its text bears the place of its need in its name.
pub type Raw = BTreeMap<String, String>;

/// Ticks or waives it.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path((id, position)): Path<(CheckId, i64)>,
    Upload { fields: raw, files }: Upload<Raw>,
) -> PageResult {
    let l = visit.lang;
    let typed = |field: &str| raw.get(field).map(String::as_str).unwrap_or_default();
    let field = format!("text-{position}");
    let text = typed(&field);
    let kept = load(&visit, &user, id).await?;
    let own = kept.kept_by == user.id;
    let key = form::key_or_new(typed("key"));
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let needs = store::check::needs(&visit.app.store, id).await?;
    let need = needs
        .iter()
        .find(|need| need.position == position)
        .ok_or(PageError::NotFound)?;
    let mut errors = Errors::none();
    form::optional(l, &mut errors, &field, text, MAX_TEXT);
    let files = files.of(l, &mut errors, &format!("file-{position}"));
    let (settled, done) = match typed("step") {
        "tick" => {
            user.may(Action::TickCondition, &object(&kept))?;
            (
                tick(&need.need, need.state, &user, text, !files.is_empty()),
                "ticked",
            )
        }
        "waive" => {
            user.may(Action::WaiveCondition, &object(&kept))?;
            (waive(&need.need, need.state, &user, own, text), "waived")
        }
        _ => return Err(PageError::from(form::BadForm::Unreadable)),
    };
    let seen = typed("revision").parse().unwrap_or(-1);
    let typed = Typed {
        need: Some((position, text.to_owned())),
        ..Typed::default()
    };
    let state = match settled {
        Ok(state) => state,
        Err(refused) => {
            errors.add(&field, sentence(l, refused));
            NeedState::Open
        }
    };
    if !errors.is_empty() {
        return page(&visit, &user, kept, typed, errors, false).await;
    }
    let to = format!("/checks/{id}?done={done}#need-{position}");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let files = file::add_to(&mut tx, &files, Holder::Check(id), Some(user.id), visit.now).await?;
    let settled = Settled {
        check: id,
        position,
        revision: seen,
        state,
        text,
        // Several pages of one proof: all are kept, the first is named.
        file: files.first().copied(),
        by: user.id,
    };
    match store::check::settle(&mut tx, &settled, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let errors = Errors::none().with(field, texts::kept_check::need_settled(l));
            return page(&visit, &user, kept, typed, errors, false).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

const fn sentence(l: Lang, refused: TickRefused) -> &'static str {
    use texts::kept_check as t;
    match refused {
        TickRefused::GoAhead => t::need_go_ahead(l),
        TickRefused::Figure => t::need_figure(l),
        TickRefused::NotYours => t::need_not_yours(l),
        TickRefused::ProofMissing => t::need_proof_missing(l),
        TickRefused::ReasonMissing => t::need_reason_missing(l),
        TickRefused::OwnCheck => t::need_own(l),
        TickRefused::Settled => t::need_settled(l),
    }
}
