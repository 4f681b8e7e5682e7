//! Minimum and reference wages, legal interest and the price factor, each with its date and source; and what to ask for,
//! so as to live from it.

use crate::parts::{
    Choice, Errors, Field, button, error_summary, field, form_key, heading, notice, table, tag,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::contract::WageUnit;
use domain::money::Estimate;
use domain::pay::LivingAnswer;
use domain::pay::figure::{Figure, FigureEvent, FigureKind, NewFigure, Proposal};
use domain::{Lang, Money, PersonId, Price, ProfessionId, Wage};
use leptos::prelude::*;

/// The calculator as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalcForm {
    pub wage: String,
    pub price: String,
    pub need: String,
    pub need_kind: String,
    pub days: String,
    pub net_share: String,
}

/// What the calculator answers; each part only where it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalcAnswer {
    pub price_for: Option<(Wage, Estimate<Price>)>,
    pub wage_from: Option<(Price, Estimate<Wage>)>,
    /// With the days that were given, in hundredths.
    pub living: Option<(i64, LivingAnswer)>,
    /// The legal minimum of a day, where the wage to live from lies under it.
    pub below_minimum: Option<Wage>,
    /// The factor with its first day: ten-thousandths.
    pub factor: Option<(i64, NaiveDate)>,
}

impl CalcAnswer {
    fn is_asked(&self) -> bool {
        self.price_for.is_some() || self.wage_from.is_some() || self.living.is_some()
    }
}

/// A new figure as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FigureForm {
    pub kind: String,
    pub profession: String,
    pub unit: String,
    pub amount: String,
    pub from: String,
    pub to: String,
    pub source: String,
    pub url: String,
    pub confirmed: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub reader: PersonId,
    /// Managers enter figures, counsellors propose them.
    pub may_keep: bool,
    pub may_propose: bool,
    pub figures: Vec<Figure>,
    pub professions: Vec<(ProfessionId, String)>,
    pub proposals: Vec<Proposal>,
    pub history: Vec<FigureEvent>,
    pub calc: CalcForm,
    pub answer: CalcAnswer,
    pub form: FigureForm,
    /// The figure that was to end, with its day as typed.
    pub ends: Option<(String, String)>,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(l: Lang) -> &'static str {
    texts::pay::title(l)
}

/// The page.
pub fn show(p: &PayPage) -> AnyView {
    use texts::pay as t;
    let l = p.lang;
    let (now, others): (Vec<&Figure>, Vec<&Figure>) =
        p.figures.iter().partition(|figure| is_in_force(p, figure));
    view! {
        <article class="wide stack">
            {error_summary::error_summary(l, &p.errors)}
            {heading::heading(title(l))}
            <p class="lead">{t::intro(l)}</p>
            {calculator(p)}
            <section class="stack">
                <h2 id="figures">{t::in_force(l)}</h2>
                {figures(p, t::in_force(l), &now)}
                <p class="soft">
                    <a href="https://www.salairesminimums.be" rel="noreferrer">{t::official(l)}</a>
                </p>
                <details>
                    <summary>{t::others(l)}</summary>
                    {figures(p, t::others(l), &others)}
                </details>
            </section>
            {proposals(p)}
            {(p.may_keep || p.may_propose).then(|| new_figure(p))}
            {(p.may_keep || p.may_propose).then(|| history(p))}
        </article>
    }
    .into_any()
}

/// Holds today; of the factors only the newest that has begun does.
fn is_in_force(p: &PayPage, figure: &Figure) -> bool {
    let own = &figure.content;
    let newer = |other: &&Figure| {
        other.content.kind == FigureKind::Factor
            && other.content.from <= p.today
            && other.content.from > own.from
    };
    figure.holds_on(p.today)
        && (own.kind != FigureKind::Factor || !p.figures.iter().any(|other| newer(&other)))
}

fn calculator(p: &PayPage) -> AnyView {
    use texts::pay as t;
    let (l, c) = (p.lang, &p.calc);
    let kinds = vec![
        Choice::new("gross", t::need_gross(l)),
        Choice::new("net", t::need_net(l)),
    ];
    view! {
        <section class="panel stack" id="living">
            <h2>{t::calc_title(l)}</h2>
            <p>{t::calc_intro(l)}</p>
            <form method="get" action="/pay#living" id="calculator" class="stack">
                <div class="fields-row">
                    {Field::new("wage", t::wage(l)).optional(l).value(&c.wage).error(&p.errors).unit("€").number()}
                    {Field::new("price", t::price(l)).optional(l).value(&c.price).error(&p.errors).unit("€").number()}
                </div>
                <div class="fields-row">
                    {Field::new("need", t::need(l)).optional(l).value(&c.need).error(&p.errors).unit("€").number()}
                    {Field::new("need_kind", t::need_kind(l)).value(&c.need_kind).narrow().select_of(kinds)}
                    {Field::new("days", t::days(l)).value(&c.days).error(&p.errors).number()}
                    {Field::new("net_share", t::net_share(l)).value(&c.net_share).error(&p.errors).unit("%").number()}
                </div>
                {button::primary(t::calc_do(l))}
            </form>
            {answer(p)}
        </section>
    }
    .into_any()
}

fn answer(p: &PayPage) -> Option<AnyView> {
    use texts::pay as t;
    let (l, a) = (p.lang, &p.answer);
    let asked = !p.calc.wage.is_empty() || !p.calc.price.is_empty() || !p.calc.need.is_empty();
    if a.factor.is_none() && asked && p.errors.is_empty() {
        return Some(notice::warning(view! { <p>{t::no_factor(l)}</p> }));
    }
    if !a.is_asked() {
        return None;
    }
    let money = |sum: Money| format::money(l, sum);
    let price = a
        .price_for
        .map(|(wage, Estimate(price))| view! { <p>{t::ask_price(l, money(wage.0), money(price.0))}</p> });
    let wage = a
        .wage_from
        .map(|(price, Estimate(wage))| view! { <p>{t::gives_wage(l, money(price.0), money(wage.0))}</p> });
    let living = a.living.map(|(days, living)| {
        let text = t::living(
            l,
            money(living.gross_a_month),
            format::hundredths(l, days),
            money(living.wage_a_day.0),
            money(living.wage_an_hour.0),
            money(living.price_a_day.0.0),
            money(living.price_an_hour.0.0),
        );
        let net = living
            .gross_estimated
            .then(|| view! { <p class="soft">{t::gross_estimated(l)}</p> });
        view! { <p>{text}</p>{net} }
    });
    let below = a
        .below_minimum
        .map(|minimum| notice::warning(view! { <p>{t::below_minimum(l, money(minimum.0))}</p> }));
    let factor = a.factor.map(|(factor, since)| {
        view! { <p class="soft">{t::estimate(l, ten_thousandths(l, factor), format::date(l, since))}</p> }
    });
    Some(
        view! { <div id="answer" role="status" class="stack">{price}{wage}{living}{below}{factor}</div> }
            .into_any(),
    )
}

/// `1,732` for 17,320 ten-thousandths.
fn ten_thousandths(l: Lang, n: i64) -> String {
    let point = if l == Lang::En { '.' } else { ',' };
    let digits = format!("{:04}", n % 10_000);
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        format::number(l, n / 10_000)
    } else {
        format!("{}{point}{digits}", n / 10_000)
    }
}

/// A figure's amount with its unit.
fn amount(l: Lang, figure: &NewFigure) -> String {
    match figure.kind {
        FigureKind::Minimum | FigureKind::Reference => {
            let unit = figure.unit.map_or("", |unit| words::wage_unit(l, unit));
            format!(
                "{} / {}",
                format::money(l, Money(figure.amount)),
                unit.to_lowercase()
            )
        }
        FigureKind::Interest => format!("{}\u{a0}%", format::hundredths(l, figure.amount)),
        FigureKind::Factor => ten_thousandths(l, figure.amount),
    }
}

fn valid(l: Lang, figure: &NewFigure) -> String {
    use texts::pay as t;
    let from = format::date_short(l, figure.from);
    match figure.to {
        Some(to) => t::from_to(l, from, format::date_short(l, to)),
        None => t::since(l, from),
    }
}

/// What it is and for whom: `Référence, musicien`.
fn name(p: &PayPage, figure: &NewFigure) -> String {
    let l = p.lang;
    let kind = words::figure_kind(l, figure.kind);
    let whom = match (figure.kind.of_wage(), figure.profession) {
        (None, _) => return kind.to_owned(),
        (_, None) => texts::pay::all_professions(l),
        (_, Some(id)) => p
            .professions
            .iter()
            .find(|(own, _)| *own == id)
            .map_or("–", |(_, name)| name.as_str()),
    };
    format!("{kind}, {whom}")
}

fn figures(p: &PayPage, caption: &'static str, shown: &[&Figure]) -> AnyView {
    use texts::pay as t;
    let l = p.lang;
    if shown.is_empty() {
        return view! { <p class="soft">{t::none(l)}</p> }.into_any();
    }
    let mut columns = vec![
        table::words(t::figure(l)),
        table::numbers(t::amount(l)),
        table::words(t::valid(l)),
        table::words(t::source(l)),
        table::words(t::state(l)),
    ];
    if p.may_keep {
        columns.push(table::words(t::keep(l)));
    }
    table::table(
        caption,
        columns,
        shown.iter().map(|figure| row(p, figure)).collect(),
    )
}

fn row(p: &PayPage, figure: &Figure) -> Vec<AnyView> {
    use texts::pay as t;
    let (l, own) = (p.lang, &figure.content);
    let source = if own.url.is_empty() {
        own.source.clone().into_any()
    } else {
        view! { <a href=own.url.clone() rel="noreferrer">{own.source.clone()}</a> }.into_any()
    };
    let state = if own.confirmed {
        tag::quiet(t::confirmed(l))
    } else {
        tag::tag(t::to_confirm(l))
    };
    let mut cells = vec![
        name(p, own).into_any(),
        amount(l, own).into_any(),
        valid(l, own).into_any(),
        source,
        state,
    ];
    if p.may_keep {
        cells.push(keep(p, figure));
    }
    cells
}

fn keep(p: &PayPage, figure: &Figure) -> AnyView {
    use texts::pay as t;
    let (l, own) = (p.lang, &figure.content);
    let confirm = (!own.confirmed).then(|| {
        view! {
            <form method="post" action="/pay/figures/confirm">
                {form_key::key(&p.key)}
                {form_key::hidden("figure", &figure.key)}
                {button::secondary(t::confirm(l))}
            </form>
        }
    });
    let typed = p.ends.as_ref().filter(|(key, _)| *key == figure.key);
    let may_end = own.kind != FigureKind::Factor && own.to.is_none_or(|to| to > p.today);
    let end = may_end.then(|| {
        let field = format!("end_on_{}", figure.key);
        view! {
            <form method="post" action="/pay/figures/end" class="line">
                {form_key::key(&p.key)}
                {form_key::hidden("figure", &figure.key)}
                {Field::new(field, t::end_on(l)).value(typed.map_or("", |(_, on)| on.as_str())).error(&p.errors).date()}
                {button::secondary(t::end(l))}
            </form>
        }
    });
    if confirm.is_none() && end.is_none() {
        return "–".into_any();
    }
    view! { <details open=typed.is_some()><summary>{t::keep(l)}</summary><div class="stack">{confirm}{end}</div></details> }
        .into_any()
}

fn proposals(p: &PayPage) -> Option<AnyView> {
    use texts::pay as t;
    let l = p.lang;
    if p.proposals.is_empty() || !(p.may_keep || p.may_propose) {
        return None;
    }
    let items = p
        .proposals
        .iter()
        .map(|one| {
            let figure = texts::app::labelled(l, name(p, &one.figure), amount(l, &one.figure));
            let text = t::proposal(
                l,
                figure,
                valid(l, &one.figure),
                &one.by_name,
                format::date(l, domain::clock::day(one.at)),
            );
            let own = one.by == p.reader;
            let decide = (p.may_keep && !own).then(|| {
                view! {
                    <form method="post" action=format!("/pay/proposals/{}", one.id) class="buttons">
                        {form_key::key(&p.key)}
                        {form_key::revision(one.revision)}
                        {button::named(t::accept(l), "answer", "accept", true)}
                        {button::named(t::decline(l), "answer", "decline", false)}
                    </form>
                }
            });
            let hint = own.then(|| view! { <p class="soft">{t::own_proposal(l)}</p> });
            view! { <li class="stack"><p>{text}<br/><span class="soft">{one.figure.source.clone()}</span></p>{decide}{hint}</li> }
        })
        .collect_view();
    Some(
        view! { <section class="stack" id="proposals"><h2>{t::proposals(l)}</h2><ul>{items}</ul></section> }
            .into_any(),
    )
}

fn new_figure(p: &PayPage) -> AnyView {
    use texts::pay as t;
    let (l, f) = (p.lang, &p.form);
    let kinds = FigureKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), words::figure_kind(l, *kind)))
        .collect();
    let mut professions = vec![Choice::new("", t::all_professions(l))];
    professions.extend(
        p.professions
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), name.clone())),
    );
    let mut units = vec![Choice::new("", "–")];
    units.extend(
        WageUnit::ALL
            .iter()
            .map(|unit| Choice::new(unit.code(), words::wage_unit(l, *unit))),
    );
    let (intro, submit) = if p.may_keep {
        (t::new_intro(l), t::add(l))
    } else {
        (t::propose_intro(l), t::propose(l))
    };
    view! {
        <section class="stack reading">
            <h2>{t::new_title(l)}</h2>
            <p>{intro}</p>
            <form method="post" action="/pay/figures" id="figure" class="stack">
                {form_key::key(&p.key)}
                {Field::new("kind", t::kind(l)).value(&f.kind).error(&p.errors).select(l, kinds)}
                {Field::new("profession", t::profession(l)).value(&f.profession).error(&p.errors).select_of(professions)}
                <div class="fields-row">
                    {Field::new("unit", t::unit(l)).value(&f.unit).error(&p.errors).narrow().select_of(units)}
                    {Field::new("amount", t::amount(l)).hint(t::amount_hint(l)).value(&f.amount).error(&p.errors).number()}
                </div>
                <div class="fields-row">
                    {Field::new("from", t::from(l)).value(&f.from).error(&p.errors).date()}
                    {Field::new("to", t::to(l)).hint(t::to_hint(l)).optional(l).value(&f.to).error(&p.errors).date()}
                </div>
                {Field::new("source", t::source(l)).value(&f.source).error(&p.errors).text()}
                {Field::new("url", t::url(l)).optional(l).value(&f.url).error(&p.errors).text()}
                {field::checkbox("confirmed", "1", t::read(l), None, f.confirmed)}
                {button::primary(submit)}
            </form>
        </section>
    }
    .into_any()
}

fn history(p: &PayPage) -> AnyView {
    use texts::pay as t;
    let l = p.lang;
    if p.history.is_empty() {
        return view! { <section><h2>{t::history(l)}</h2><p class="soft">{t::history_none(l)}</p></section> }
            .into_any();
    }
    let items = p
        .history
        .iter()
        .map(|event| {
            let figure = event.figure.as_ref().map_or_else(
                || event.key.clone(),
                |figure| {
                    format!(
                        "{} ({}, {})",
                        name(p, figure),
                        amount(l, figure),
                        valid(l, figure)
                    )
                },
            );
            let who = event
                .by_name
                .clone()
                .unwrap_or_else(|| texts::app::name(l).to_owned());
            let text = t::event(
                l,
                format::date_short(l, domain::clock::day(event.at)),
                figure,
                words::figure_step(l, event.step),
                who,
            );
            view! { <li>{text}</li> }
        })
        .collect_view();
    view! { <section class="stack"><h2>{t::history(l)}</h2><ol class="timeline">{items}</ol></section> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_written_without_idle_zeros() {
        assert_eq!(ten_thousandths(Lang::Fr, 17_320), "1,732");
        assert_eq!(ten_thousandths(Lang::En, 20_000), "2");
        assert_eq!(ten_thousandths(Lang::En, 17_005), "1.7005");
    }
}
