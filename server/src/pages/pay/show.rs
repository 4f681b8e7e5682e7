//! The figures and the calculator: GET /pay.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages::pay::{CalcAnswer, CalcForm, FigureForm, PayPage, show, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Query;
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, PriceFactor, parse_amount, parse_hundredths};
use domain::pay::{self, Living, LivingError, MonthlyNeed, PayKind, WageOffer};
use domain::permission::{Action, Object};
use domain::{Lang, Money, Price, Wage};
use serde::Deserialize;
use store::reference::{self, Catalogue, figures};

/// Steps of the history that are shown.
const HISTORY: i64 = 50;

/// The calculator as asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    wage: String,
    price: String,
    need: String,
    need_kind: String,
    days: String,
    net_share: String,
}

/// The figures, with what the calculator answers.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let or = |text: &str, usual: &str| {
        let text = text.trim();
        let text = if text.is_empty() { usual } else { text };
        text.chars().take(40).collect::<String>()
    };
    let calc = CalcForm {
        wage: or(&asked.wage, ""),
        price: or(&asked.price, ""),
        need: or(&asked.need, ""),
        need_kind: or(&asked.need_kind, "gross"),
        days: or(&asked.days, "15"),
        net_share: or(&asked.net_share, "70"),
    };
    let catalogue = reference::catalogue(&visit.app.store).await?;
    let mut errors = Errors::none();
    let answer = answer(&visit, &catalogue, &calc, &mut errors);
    let mut props = load(&visit, &user, FigureForm::default(), errors, form::new_key()).await?;
    props.calc = calc;
    props.answer = answer;
    page(&visit, props)
}

/// The page with a figure as it was typed.
pub(super) async fn load(
    visit: &Visit,
    user: &CurrentUser,
    form: FigureForm,
    errors: Errors,
    key: String,
) -> Result<PayPage, PageError> {
    let store = &visit.app.store;
    let catalogue = reference::catalogue(store).await?;
    let may = |action| user.may(action, &Object::default()).is_ok();
    let (may_keep, may_propose) = (may(Action::KeepPay), may(Action::ProposePay));
    let (proposals, history) = if may_keep || may_propose {
        (
            figures::proposals(store).await?,
            figures::history(store, HISTORY).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(PayPage {
        lang: visit.lang,
        today: visit.today(),
        reader: user.id,
        may_keep,
        may_propose,
        figures: figures::all(store).await?,
        professions: catalogue
            .professions
            .iter()
            .map(|profession| (profession.id, profession.name(visit.lang).to_owned()))
            .collect(),
        proposals,
        history,
        calc: CalcForm {
            need_kind: "gross".to_owned(),
            days: "15".to_owned(),
            net_share: "70".to_owned(),
            ..CalcForm::default()
        },
        answer: CalcAnswer::default(),
        form,
        ends: None,
        errors,
        key,
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers as the handlers that end with it do"
)]
pub(super) fn page(visit: &Visit, props: PayPage) -> PageResult {
    use texts::pay as t;
    let l = visit.lang;
    let done = [
        ("added", t::done_added(l)),
        ("proposed", t::done_proposed(l)),
        ("ended", t::done_ended(l)),
        ("confirmed", t::done_confirmed(l)),
        ("decided", t::done_decided(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit
        .page(title(l))
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| show(&props)))
}

fn amount(l: Lang, field: &str, text: &str, errors: &mut Errors) -> Option<Money> {
    if text.is_empty() {
        return None;
    }
    let read = parse_amount(text, ColumnStyle::Unknown).ok();
    match read {
        None => errors.add(field, texts::form::not_an_amount(l)),
        Some(sum) if !(1..=100_000_000).contains(&sum.cents()) => {
            errors.add(field, texts::pay::error_need(l));
            return None;
        }
        Some(_) => {}
    }
    read
}

/// What can be answered of what was asked; prices rest on the factor of today and are estimates.
fn answer(visit: &Visit, catalogue: &Catalogue, calc: &CalcForm, errors: &mut Errors) -> CalcAnswer {
    let l = visit.lang;
    let wage = amount(l, "wage", &calc.wage, errors).map(Wage);
    let price = amount(l, "price", &calc.price, errors).map(Price);
    let need = amount(l, "need", &calc.need, errors);
    let Some(factor) = PriceFactor::on(&catalogue.price_factors, visit.today()) else {
        return CalcAnswer::default();
    };
    let mut answer = CalcAnswer {
        price_for: wage.map(|wage| (wage, factor.price_for(wage))),
        wage_from: price.map(|price| (price, factor.wage_from(price))),
        factor: Some((factor.ten_thousandths, factor.valid_from)),
        ..CalcAnswer::default()
    };
    let Some(need) = need else { return answer };
    let input = Living {
        need: if calc.need_kind == "net" {
            MonthlyNeed::Net(need)
        } else {
            MonthlyNeed::Gross(need)
        },
        billable_days: parse_hundredths(&calc.days, ColumnStyle::Unknown).unwrap_or(0),
        net_share: parse_hundredths(&calc.net_share, ColumnStyle::Unknown).unwrap_or(0),
        factor,
    };
    match pay::to_live_from_it(&input) {
        Ok(living) => {
            answer.below_minimum = minimum_above(visit, catalogue, living.wage_a_day);
            answer.living = Some((input.billable_days, living));
        }
        Err(LivingError::Need) => errors.add("need", texts::pay::error_need(l)),
        Err(LivingError::Days) => errors.add("days", texts::pay::error_days(l)),
        Err(LivingError::NetShare) => errors.add("net_share", texts::pay::error_net_share(l)),
    }
    answer
}

/// The minimum of a day, where this wage lies under it.
fn minimum_above(visit: &Visit, catalogue: &Catalogue, wage: Wage) -> Option<Wage> {
    let offer = WageOffer {
        profession: None,
        unit: WageUnit::Day,
        wage,
        hours_a_unit: None,
    };
    pay::figure(PayKind::Minimum, &offer, &catalogue.pay, visit.today())
        .map(|figure| figure.amount)
        .filter(|minimum| wage < *minimum)
}
