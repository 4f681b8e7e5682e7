//! An appeal before its judge: GET and POST /appeals/{id}.

use super::concerned;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::mail;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::appeal::sheet::{JudgeForm, SheetPage, title, why};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use domain::appeal::{
    AppealRefused, AppealSheet, AppealState, Appellant, Judgement, MAX_REASONS, judge, may_judge,
};
use domain::audit::AuditAction;
use domain::message::Message;
use domain::notice::Notice;
use domain::permission::{Action, Object};
use domain::stance::StanceKind;
use domain::stance::life::{self, Outcome, StanceState};
use domain::{AppealId, Lang, Person};
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::stance::Seen;
use store::{StoreError, Tx, appeal, audit, file, issue, message, notice, stance};

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    verdict: String,
    reasons: String,
    conditions: String,
}

impl Raw {
    fn typed(&self) -> JudgeForm {
        JudgeForm {
            verdict: self.verdict.clone(),
            reasons: self.reasons.clone(),
            conditions: self.conditions.clone(),
        }
    }
}

async fn load(visit: &Visit, user: &CurrentUser, id: AppealId) -> Result<AppealSheet, PageError> {
    let sheet = appeal::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::JudgeAppeal,
        &Object {
            client: Some(sheet.summary.client),
            ..Object::default()
        },
    )?;
    // What is judged is read in full: harassment and discrimination by named handlers only.
    let draft = notice::draft(&visit.app.store, sheet.summary.stance)
        .await?
        .ok_or(PageError::NotFound)?;
    for object in &draft.objects {
        user.may(Action::ReadIssue, object)?;
    }
    Ok(sheet)
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<AppealId>) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    page(&visit, &user, sheet, JudgeForm::default(), Errors::none()).await
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    sheet: AppealSheet,
    form: JudgeForm,
    errors: Errors,
) -> PageResult {
    shown(visit, user, sheet, form, errors, false).await
}

/// Somebody was faster: what was judged, with what was typed beside it; status 409.
async fn overtaken(visit: &Visit, user: &CurrentUser, id: AppealId, form: JudgeForm) -> PageResult {
    let now = load(visit, user, id).await?;
    shown(visit, user, now, form, Errors::none(), true).await
}

/// Reading it stands in the log before it is answered.
async fn shown(
    visit: &Visit,
    user: &CurrentUser,
    sheet: AppealSheet,
    form: JudgeForm,
    errors: Errors,
    overtaken: bool,
) -> PageResult {
    let files = file::of_appeals(&visit.app.store, sheet.summary.stance).await?;
    let id = sheet.summary.id;
    let (object, action) = (format!("appeal {id}"), AuditAction::ReadAppeal);
    let mut tx = visit.app.store.write().await?;
    audit::record(&mut tx, Some(user.id), action, &object, json!({}), visit.now).await?;
    tx.commit().await?;
    let props = SheetPage {
        lang: visit.lang,
        cannot: may_judge(user, sheet.summary.kind, &sheet.part).err(),
        files: files
            .into_iter()
            .filter(|(of, _)| *of == id)
            .map(|(_, file)| file)
            .collect(),
        categories: issue::categories(&visit.app.store).await?,
        appeal: sheet,
        overtaken,
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(&props))
        .notice(
            visit
                .done("judged")
                .then(|| texts::appeal::done_judged(visit.lang)),
        )
        .refused_if(!props.errors.is_empty())
        .overtaken_if(overtaken)
        .render(|| pages::appeal::sheet::sheet(&props)))
}

/// The field and the sentence for what the rules refuse.
fn refused(l: Lang, errors: &mut Errors, refused: AppealRefused) {
    use texts::appeal as t;
    let (field, sentence) = match refused {
        AppealRefused::ReasonsMissing => ("reasons", texts::form::required(l).to_owned()),
        AppealRefused::TooLong => ("reasons", texts::form::too_long(l, MAX_REASONS)),
        AppealRefused::ConditionsMissing => ("conditions", t::error_conditions(l).to_owned()),
        AppealRefused::ConditionsNotHere => ("conditions", t::error_conditions_not_here(l).to_owned()),
        AppealRefused::Judged => ("verdict", t::error_judged(l).to_owned()),
        other => ("verdict", t::cannot_judge(l, why(l, other))),
    };
    errors.add(field, sentence);
}

/// Judges: what is granted moves the stance in the same transaction.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<AppealId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    if sheet.summary.state != AppealState::Open {
        return overtaken(&visit, &user, id, raw.typed()).await;
    }
    let mut errors = Errors::none();
    let verdict = AppealState::from_code(&raw.verdict).filter(|to| *to != AppealState::Open);
    let judgement = Judgement {
        to: verdict.unwrap_or(AppealState::Refused),
        reasons: raw.reasons.clone(),
        conditions: raw.conditions.clone(),
    };
    if verdict.is_none() {
        errors.add("verdict", texts::appeal::error_verdict(l));
    }
    if let Err(no) = may_judge(&user, sheet.summary.kind, &sheet.part) {
        refused(l, &mut errors, no);
    } else if let Err(no) = judge(sheet.summary.state, &judgement) {
        refused(l, &mut errors, no);
    }
    if sheet.stance_state != StanceState::InForce && judgement.to != AppealState::Refused {
        errors.add("verdict", texts::appeal::error_ended(l));
    }
    if !errors.is_empty() {
        return page(&visit, &user, sheet, raw.typed(), errors).await;
    }
    let to = format!("/appeals/{id}?done=judged");
    let told = tell_whom(&visit, &sheet).await?;
    let letter = mailed(&visit, &sheet).await?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let seen = raw.revision.parse().unwrap_or(-1);
    match write(&mut tx, &sheet, seen, &judgement, &user, &visit).await {
        Ok(None) => {}
        Ok(Some(no)) => {
            drop(tx);
            let errors = Errors::none().with("verdict", crate::pages::stance::words::refused(l, no));
            return page(&visit, &user, sheet, raw.typed(), errors).await;
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            return overtaken(&visit, &user, id, raw.typed()).await;
        }
        Err(other) => return Err(other.into()),
    }
    for person in told {
        message::tell(&mut tx, person, &outcome(&sheet, judgement.to), visit.now).await?;
    }
    if let Some(letter) = letter {
        let filed_on = domain::clock::day(sheet.summary.at);
        let answer = mail::words::judgement(&letter, &sheet.summary.client_name, filed_on, &judgement);
        let about = format!("{} appeal", notice::about(letter.id));
        store::mail::put(&mut tx, &answer, &about, visit.now).await?;
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

async fn tell_whom(visit: &Visit, sheet: &AppealSheet) -> Result<Vec<domain::PersonId>, PageError> {
    let appellant = match sheet.by {
        Appellant::Client => None,
        Appellant::Member { id, .. } => Some(id),
    };
    concerned(visit, sheet.summary.stance, appellant).await
}

/// The newest letter that reached the client by mail, where it is the client who appeals: its answer goes the same way.
async fn mailed(visit: &Visit, sheet: &AppealSheet) -> Result<Option<Notice>, PageError> {
    if sheet.by != Appellant::Client {
        return Ok(None);
    }
    let letters = notice::of_stance(&visit.app.store, sheet.summary.stance).await?;
    let arrives = |letter: &Notice| !letter.address.is_empty() && letter.hearing.bounced_on.is_none();
    Ok(letters.into_iter().find(arrives))
}

fn outcome(sheet: &AppealSheet, state: AppealState) -> Message {
    Message::AppealJudged {
        appeal: sheet.summary.id,
        client: sheet.summary.client,
        client_name: sheet.summary.client_name.clone(),
        state,
    }
}

/// The judgement, and what it does to the stance; a rule of the stance that forbids it comes back.
async fn write(
    tx: &mut Tx,
    sheet: &AppealSheet,
    seen: i64,
    judgement: &Judgement,
    by: &Person,
    visit: &Visit,
) -> Result<Option<life::StepRefused>, StoreError> {
    let (id, now, today) = (sheet.summary.stance, visit.now, visit.today());
    appeal::judge(tx, sheet.summary.id, seen, judgement, by.id, now).await?;
    let reason = short(&judgement.reasons);
    let strict = sheet.summary.kind > StanceKind::Informative;
    let told = match judgement.to {
        AppealState::Refused | AppealState::Open => return Ok(None),
        AppealState::GrantedWithConditions if strict => {
            stance::step(tx, id, Seen::Whatever, &reason, now, |standing| {
                // Time has stepped it down meanwhile: then nothing is left to soften.
                life::step_down(standing, by, &reason, today)
            })
            .await?
        }
        AppealState::Granted | AppealState::GrantedWithConditions => {
            stance::step(tx, id, Seen::Whatever, &reason, now, |standing| {
                life::lift(standing, by, Outcome::Reversed, &reason)
            })
            .await?
        }
    };
    Ok(told.err())
}

/// The reasons of a judgement may be longer than those of a step: its history keeps the beginning.
fn short(reasons: &str) -> String {
    let reasons = reasons.trim();
    if reasons.chars().count() <= domain::stance::MAX_TEXT {
        return reasons.to_owned();
    }
    reasons
        .chars()
        .take(domain::stance::MAX_TEXT - 1)
        .chain(std::iter::once('…'))
        .collect()
}
