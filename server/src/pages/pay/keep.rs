//! Keeping the figures: POST /pay/figures (added or proposed), /pay/figures/end, /pay/figures/confirm, /pay/proposals/{id}.

use super::show::{load, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::pay::FigureForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, parse_hundredths};
use domain::pay::figure::{FigureKind, FigureProblem, NewFigure};
use domain::permission::{Action, Object};
use domain::{FigureProposalId, Lang, ProfessionId};
use serde::Deserialize;
use std::collections::HashMap;
use store::idempotency::{self, Claim};
use store::reference::figures::{self, Kept};
use store::{StoreError, Tx};

/// A new figure as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    kind: String,
    profession: String,
    unit: String,
    amount: String,
    from: String,
    to: String,
    source: String,
    url: String,
    confirmed: String,
}

/// The most of a text that is sent back: the rest is somebody's clipboard.
const KEPT: usize = 1_000;

impl Raw {
    fn form(&self) -> FigureForm {
        let kept = |text: &str| text.chars().take(KEPT).collect();
        FigureForm {
            kind: kept(&self.kind),
            profession: kept(&self.profession),
            unit: kept(&self.unit),
            amount: kept(&self.amount),
            from: kept(&self.from),
            to: kept(&self.to),
            source: kept(&self.source),
            url: kept(&self.url),
            confirmed: self.confirmed == "1",
        }
    }
}

/// Adds the figure, or proposes it where the reader may only propose.
pub async fn add(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    user.may(Action::ProposePay, &Object::default())?;
    let keeps = user.may(Action::KeepPay, &Object::default()).is_ok();
    let key = form::key_or_new(&raw.key);
    let mut errors = Errors::none();
    let figure = read(&visit, &raw, &mut errors).await?;
    let Some(figure) = figure.filter(|_| errors.is_empty()) else {
        return page(&visit, load(&visit, &user, raw.form(), errors, key).await?);
    };
    let to = if keeps {
        "/pay?done=added"
    } else {
        "/pay?done=proposed"
    };
    let mut tx = match claim(&visit, &user, &key, to).await? {
        Ok(tx) => tx,
        Err(first) => return Ok(render::redirect(&first)),
    };
    let kept = if keeps {
        figures::add(&mut tx, &figure, user.id, visit.now).await?
    } else {
        figures::propose(&mut tx, &figure, user.id, visit.now).await?
    };
    match kept {
        Kept::Done => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Kept::Refused(problems) => {
            drop(tx);
            for problem in problems {
                tell(visit.lang, &mut errors, problem);
            }
            page(&visit, load(&visit, &user, raw.form(), errors, key).await?)
        }
    }
}

async fn claim(
    visit: &Visit,
    user: &CurrentUser,
    key: &str,
    to: &str,
) -> Result<Result<Tx, String>, PageError> {
    let mut tx = visit.app.store.write().await?;
    Ok(
        match idempotency::claim(&mut tx, user.id, key, to, visit.now).await? {
            Claim::First => Ok(tx),
            Claim::Again(first) => Err(first),
        },
    )
}

async fn read(visit: &Visit, raw: &Raw, errors: &mut Errors) -> Result<Option<NewFigure>, PageError> {
    let l = visit.lang;
    let kind = FigureKind::from_code(&raw.kind);
    if kind.is_none() {
        errors.add("kind", texts::form::not_a_choice(l));
    }
    let catalogue = store::reference::catalogue(&visit.app.store).await?;
    let profession = if raw.profession.is_empty() {
        None
    } else {
        let id = raw.profession.parse::<ProfessionId>().ok();
        let known = id.filter(|id| catalogue.profession(*id).is_some());
        if known.is_none() {
            errors.add("profession", texts::form::not_a_choice(l));
        }
        known
    };
    let amount = kind.and_then(|kind| amount(kind, &raw.amount));
    if amount.is_none() {
        errors.add("amount", texts::form::not_an_amount(l));
    }
    let mut date = |field: &str, text: &str| {
        let read = text.trim().parse::<NaiveDate>().ok();
        if read.is_none() {
            errors.add(field, texts::form::not_a_date(l));
        }
        read
    };
    let from = date("from", &raw.from);
    let to = if raw.to.trim().is_empty() {
        None
    } else {
        date("to", &raw.to)
    };
    let (Some(kind), Some(amount), Some(from)) = (kind, amount, from) else {
        return Ok(None);
    };
    let wage = kind.of_wage().is_some();
    Ok(Some(NewFigure {
        kind,
        profession: profession.filter(|_| wage),
        unit: WageUnit::from_code(&raw.unit),
        amount,
        from,
        to,
        source: raw.source.trim().to_owned(),
        url: raw.url.trim().to_owned(),
        confirmed: raw.confirmed == "1",
    }))
}

/// Euros and percents have two decimals, a factor four.
fn amount(kind: FigureKind, text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim();
    if kind != FigureKind::Factor {
        return parse_hundredths(text, ColumnStyle::Unknown).ok();
    }
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 4 || !plain(whole) || !plain(part) {
        return None;
    }
    format!("{whole}{part:0<4}").parse().ok()
}

fn tell(l: Lang, errors: &mut Errors, problem: FigureProblem) {
    use texts::pay as t;
    match problem {
        FigureProblem::Unit => errors.add("unit", t::error_unit(l)),
        FigureProblem::Amount => errors.add("amount", t::error_amount(l)),
        FigureProblem::From => errors.add("from", t::error_from(l)),
        FigureProblem::To => errors.add("to", t::error_to(l)),
        FigureProblem::Source => errors.add("source", t::error_source(l)),
        FigureProblem::Url => errors.add("url", t::error_url(l)),
        FigureProblem::Overlaps => errors.add("from", t::error_overlaps(l)),
    }
}

fn conflict(error: StoreError) -> PageError {
    match error {
        StoreError::Conflict => PageError::Conflict {
            back: "/pay".to_owned(),
        },
        other => other.into(),
    }
}

/// Ends a figure on a day.
pub async fn end(visit: Visit, user: CurrentUser, Form(raw): Form<HashMap<String, String>>) -> PageResult {
    user.may(Action::KeepPay, &Object::default())?;
    let text = |name: &str| raw.get(name).map_or("", |value| value.trim());
    let (figure, key) = (text("figure"), form::key_or_new(text("key")));
    let field = format!("end_on_{figure}");
    let back = async |sentence: &'static str| {
        let errors = Errors::none().with(field.clone(), sentence);
        let mut props = load(&visit, &user, FigureForm::default(), errors, form::new_key()).await?;
        props.ends = Some((figure.to_owned(), text(&field).to_owned()));
        page(&visit, props)
    };
    let Ok(last) = text(&field).parse::<NaiveDate>() else {
        return back(texts::form::not_a_date(visit.lang)).await;
    };
    let to = "/pay?done=ended";
    let mut tx = match claim(&visit, &user, &key, to).await? {
        Ok(tx) => tx,
        Err(first) => return Ok(render::redirect(&first)),
    };
    let kept = figures::end(&mut tx, figure, last, user.id, visit.now)
        .await
        .map_err(conflict)?;
    match kept {
        Kept::Done => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Kept::Refused(_) => {
            drop(tx);
            back(texts::pay::error_end(visit.lang)).await
        }
    }
}

/// The fields of a confirmation and of an answer to a proposal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Short {
    key: String,
    figure: String,
    revision: String,
    answer: String,
}

/// Somebody has read the figure in its source.
pub async fn confirm(visit: Visit, user: CurrentUser, Form(raw): Form<Short>) -> PageResult {
    user.may(Action::KeepPay, &Object::default())?;
    let to = "/pay?done=confirmed";
    let mut tx = match claim(&visit, &user, &form::key_or_new(&raw.key), to).await? {
        Ok(tx) => tx,
        Err(first) => return Ok(render::redirect(&first)),
    };
    figures::confirm(&mut tx, &raw.figure, user.id, visit.now)
        .await
        .map_err(conflict)?;
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// A manager enters a proposal, or declines it; never their own.
pub async fn decide(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<FigureProposalId>,
    Form(raw): Form<Short>,
) -> PageResult {
    user.may(Action::KeepPay, &Object::default())?;
    let accept = match raw.answer.as_str() {
        "accept" => true,
        "decline" => false,
        _ => return Err(PageError::BadRequest("answer")),
    };
    let to = "/pay?done=decided";
    let mut tx = match claim(&visit, &user, &form::key_or_new(&raw.key), to).await? {
        Ok(tx) => tx,
        Err(first) => return Ok(render::redirect(&first)),
    };
    let revision = raw.revision.trim().parse().unwrap_or(-1);
    let kept = figures::decide(&mut tx, id, revision, accept, user.id, visit.now)
        .await
        .map_err(conflict)?;
    match kept {
        Kept::Done => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Kept::Refused(problems) => {
            drop(tx);
            let mut errors = Errors::none();
            for problem in problems {
                tell(visit.lang, &mut errors, problem);
            }
            let props = load(&visit, &user, FigureForm::default(), errors, form::new_key()).await?;
            page(&visit, props)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_by_their_kind() {
        assert_eq!(amount(FigureKind::Minimum, "97,47"), Some(9_747));
        assert_eq!(amount(FigureKind::Interest, "10,5 %"), Some(1_050));
        assert_eq!(amount(FigureKind::Factor, "1,732"), Some(17_320));
        assert_eq!(amount(FigureKind::Factor, "2"), Some(20_000));
        for bad in ["", "1,73201", "-1,7", "un peu", "99999"] {
            assert_eq!(amount(FigureKind::Factor, bad), None, "{bad}");
        }
    }
}
