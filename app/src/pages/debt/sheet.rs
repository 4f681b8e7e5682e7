//! What one client owes: contract by contract, with the steps that accounts take on those they tick.

use super::ages;
use crate::parts::{
    Choice, Errors, Field, button, empty_state, error_summary, form_key, heading, key_figure, notice, table,
    tag, time,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::contract::DebtState;
use domain::debt::read::{DebtLine, DebtSheet, PlanSheet};
use domain::debt::{DebtEvent, possible};
use domain::{ContractId, Lang, PlanId};
use leptos::prelude::*;

/// The step as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepForm {
    /// `id.revision` of each contract that was ticked.
    pub contracts: Vec<String>,
    pub step: String,
    pub on: String,
    pub reason: String,
    pub parts: String,
    pub first_on: String,
    pub lines: String,
    pub deadline: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub sheet: DebtSheet,
    /// Accounts and managers; counsellors read.
    pub may_follow: bool,
    pub form: StepForm,
    /// The plan of which a part came in, with its day as typed.
    pub received: Option<(PlanId, String)>,
    pub errors: Errors,
    pub key: String,
    /// Someone else was faster.
    pub overtaken: bool,
}

/// How much the client owes.
pub fn title(p: &SheetPage) -> String {
    use texts::debt_sheet as t;
    let (l, s) = (p.lang, &p.sheet);
    if s.exposure.open.cents() == 0 {
        t::title_none(l, &s.name)
    } else {
        t::title(l, &s.name, format::money_whole(l, s.exposure.open))
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::debt_sheet as t;
    let (l, s) = (p.lang, &p.sheet);
    let above = view! { {heading::back("/debts", t::back(l))}" · "{s.client.reference()} }.into_any();
    let actions = vec![button::link(
        format!("/clients/{}?tab=payment", s.client),
        t::client_sheet(l),
    )];
    view! {
        <article class="wide stack">
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.then(|| notice::warning(view! { <p>{t::overtaken(l)}</p> }))}
            {heading::with(title(p), Some(above), actions)}
            {figures(p)}
            {ages(l, &s.exposure, s.group.as_ref())}
            {family(p)}
            {contracts(p)}
            {plans(p)}
            {notices(p)}
        </article>
    }
    .into_any()
}

fn figures(p: &SheetPage) -> AnyView {
    use texts::debt_sheet as t;
    let (l, e) = (p.lang, &p.sheet.exposure);
    let money = |sum, label: &'static str| key_figure::key_figure(format::money_whole(l, sum), label, None);
    let mut all = vec![money(e.overdue, t::overdue(l)), money(e.open, t::open(l))];
    if e.disputed.cents() > 0 {
        all.push(money(e.disputed, t::disputed(l)));
    }
    if e.lost.cents() > 0 {
        all.push(money(e.lost, t::lost(l)));
    }
    all.push(key_figure::key_figure(
        format::number(l, e.members),
        t::members(l),
        None,
    ));
    key_figure::figures(all)
}

fn family(p: &SheetPage) -> AnyView {
    use texts::debt_sheet as t;
    let (l, s) = (p.lang, &p.sheet);
    let parent = s.parent.as_ref().map(|(id, name)| {
        view! { <p>{t::parent(l)}" "<a href=format!("/debts/{id}")>{name.clone()}</a></p> }
    });
    let children = (!s.children.is_empty()).then(|| {
        let items = s
            .children
            .iter()
            .map(|(id, name, open)| {
                let open = format::money_whole(l, *open);
                view! { <li><a href=format!("/debts/{id}")>{name.clone()}</a>" · "{open}</li> }
            })
            .collect_view();
        view! { <h2>{t::children(l)}</h2><ul>{items}</ul> }
    });
    view! { {parent}{children} }.into_any()
}

fn contracts(p: &SheetPage) -> AnyView {
    use texts::debt_sheet as t;
    let (l, s) = (p.lang, &p.sheet);
    if s.lines.is_empty() {
        return empty_state::empty_state(title(p), t::empty(l), None);
    }
    let columns = vec![
        table::words(t::contract(l)),
        table::words(t::due(l)),
        table::numbers(t::late(l)),
        table::numbers(t::amount(l)),
        table::words(t::state(l)),
        table::words(t::member(l)),
        table::words(t::next(l)),
        table::words(t::history(l)),
    ];
    let rows = s.lines.iter().map(|line| row(p, line)).collect();
    let lines = table::table(t::caption(l), columns, rows);
    let more = s.next.map(|(day, id)| {
        let href = format!("/debts/{}?after={day}.{id}", s.client);
        view! { <p><a href=href rel="next">{t::older(l)}</a></p> }
    });
    if !p.may_follow {
        return view! { <section class="stack"><h2>{t::contracts(l)}</h2>{lines}{more}</section> }.into_any();
    }
    let wrong = p
        .errors
        .get("contracts")
        .map(|sentence| view! { <p class="wrong" id="e-contracts">{sentence.to_owned()}</p> });
    view! {
        <section class="stack">
            <h2 id="f-contracts" tabindex="-1">{t::contracts(l)}</h2>
            <p class="soft">{t::choose(l)}</p>
            {wrong}
            <form method="post" id="debts" class="stack" action=format!("/debts/{}/steps", s.client)>
                {form_key::key(&p.key)}
                {lines}
                {more}
                {act(p)}
            </form>
        </section>
    }
    .into_any()
}

fn row(p: &SheetPage, line: &DebtLine) -> Vec<AnyView> {
    use texts::debt_sheet as t;
    let (l, debt) = (p.lang, &line.standing);
    let name = if p.may_follow {
        let value = token(line.id, line.revision);
        let id = format!("c-{}", line.id);
        let checked = p
            .form
            .contracts
            .iter()
            .any(|ticked| same_contract(ticked, line.id));
        view! {
            <span class="tick tick-inline">
                <input type="checkbox" id=id.clone() name="contracts" value=value checked=checked/>
                <label for=id>{line.reference.clone()}</label>
            </span>
        }
        .into_any()
    } else {
        line.reference.clone().into_any()
    };
    let days = debt
        .due_on
        .map_or(0, |due| p.today.signed_duration_since(due).num_days());
    let late = if debt.paid_on.is_none() && days > 0 {
        format::days(l, days)
    } else {
        "–".to_owned()
    };
    let proven = debt.is_proven(p.today).then(|| tag::quiet(t::proven(l)));
    let state = if matches!(debt.state, DebtState::Paid | DebtState::Open) {
        tag::quiet(words::debt_state(l, debt.state))
    } else {
        tag::tag(words::debt_state(l, debt.state))
    };
    let next = line.next.map(|(step, on)| {
        view! { {words::debt_next(l, step)}<br/>{time::short(l, on)} }
    });
    vec![
        name,
        debt.due_on
            .map_or_else(|| "–".into_any(), |due| time::short(l, due)),
        late.into_any(),
        format::money(l, debt.price).into_any(),
        view! { {state}" "{proven} }.into_any(),
        line.member_reference.clone().into_any(),
        next.into_any(),
        history(l, &line.history),
    ]
}

/// A contract with the revision that is shown.
pub fn token(contract: ContractId, revision: i64) -> String {
    format!("{contract}.{revision}")
}

fn same_contract(ticked: &str, contract: ContractId) -> bool {
    ticked.split('.').next() == Some(&contract.to_string())
}

fn history(l: Lang, events: &[DebtEvent]) -> AnyView {
    use texts::debt_sheet as t;
    if events.is_empty() {
        return view! { <span class="soft">{t::history_none(l)}</span> }.into_any();
    }
    let items = events
        .iter()
        .map(|event| {
            let (date, step) = (
                format::date_short(l, event.on),
                words::debt_step_done(l, event.step),
            );
            let line = match &event.by_name {
                Some(name) => t::event(l, date, step, name),
                None => t::event_program(l, date, step),
            };
            let reason = (!event.reason.is_empty())
                .then(|| view! { <br/><span class="soft">{event.reason.clone()}</span> });
            view! { <li>{line}{reason}</li> }
        })
        .collect_view();
    view! { <details><summary>{t::history(l)}" ("{events.len()}")"</summary><ul>{items}</ul></details> }
        .into_any()
}

fn act(p: &SheetPage) -> AnyView {
    use texts::debt_sheet as t;
    let l = p.lang;
    let standings = p.sheet.lines.iter().map(|line| &line.standing);
    let steps = possible(standings, p.today)
        .into_iter()
        .map(|step| Choice::new(step.code(), words::debt_step(l, step)))
        .collect();
    view! {
        <div class="panel stack reading">
            <h2>{t::act(l)}</h2>
            {Field::new("step", t::step(l)).value(&p.form.step).error(&p.errors).select(l, steps)}
            {Field::new("on", t::on(l)).hint(t::on_hint(l)).optional(l).value(&p.form.on).error(&p.errors).date()}
            {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).optional(l).value(&p.form.reason).error(&p.errors)
                .textarea(2)}
            <details open=has_plan(p)>
                <summary>{t::plan_title(l)}</summary>
                <div class="stack">
                    <div class="fields-row">
                        {Field::new("parts", t::parts(l)).optional(l).value(&p.form.parts).error(&p.errors).number()}
                        {Field::new("first_on", t::first_on(l)).optional(l).value(&p.form.first_on).error(&p.errors).date()}
                    </div>
                    {Field::new("lines", t::lines(l)).hint(t::lines_hint(l)).optional(l).value(&p.form.lines)
                        .error(&p.errors).textarea(4)}
                </div>
            </details>
            {Field::new("deadline", t::deadline(l)).hint(t::deadline_hint(l)).optional(l).value(&p.form.deadline)
                .error(&p.errors).date()}
            {button::primary(t::save(l))}
        </div>
    }
    .into_any()
}

/// What was typed, or is wrong, is in sight.
fn has_plan(p: &SheetPage) -> bool {
    let wrong = ["parts", "first_on", "lines"]
        .iter()
        .any(|field| p.errors.get(field).is_some());
    wrong || !p.form.parts.is_empty() || !p.form.lines.is_empty()
}

fn plans(p: &SheetPage) -> Option<AnyView> {
    use texts::debt_sheet as t;
    if p.sheet.plans.is_empty() {
        return None;
    }
    let all = p.sheet.plans.iter().map(|one| plan(p, one)).collect_view();
    Some(view! { <section class="stack"><h2>{t::plans(p.lang)}</h2>{all}</section> }.into_any())
}

fn plan(p: &SheetPage, plan: &PlanSheet) -> AnyView {
    use texts::debt_sheet as t;
    let l = p.lang;
    let name = t::plan_of(l, format::money(l, plan.total), format::date(l, plan.agreed_on));
    let columns = vec![
        table::words(t::part_due(l)),
        table::numbers(t::part_amount(l)),
        table::words(t::part_paid(l)),
    ];
    let rows = plan
        .parts
        .iter()
        .map(|part| {
            let paid = match part.paid_on {
                Some(day) => time::short(l, day),
                None if part.is_missed(p.today) => tag::tag(t::part_missed(l)),
                None => "–".into_any(),
            };
            vec![
                time::short(l, part.due_on),
                format::money(l, part.amount).into_any(),
                paid,
            ]
        })
        .collect();
    let next = plan.parts.iter().position(|part| part.paid_on.is_none());
    let receive = next.filter(|_| p.may_follow && plan.running > 0).map(|at| {
        let number = at + 1;
        let field = format!("received_on_{}", plan.id);
        let typed = p.received.as_ref().filter(|(id, _)| *id == plan.id);
        let on = typed.map_or_else(|| p.today.to_string(), |(_, on)| on.clone());
        view! {
            <form method="post" class="line" action=format!("/debts/{}/instalments", p.sheet.client)>
                {form_key::key(&p.key)}
                {form_key::hidden("plan", plan.id.to_string())}
                {form_key::revision(plan.revision)}
                {form_key::hidden("number", number.to_string())}
                {Field::new(field, t::received_on(l)).value(on).error(&p.errors).date()}
                {button::secondary(t::receive(l, number))}
            </form>
        }
    });
    let over = (plan.running == 0).then(|| tag::quiet(t::plan_over(l)));
    view! { <div class="panel stack"><h3>{name.clone()}" "{over}</h3>{table::table(name, columns, rows)}{receive}</div> }
        .into_any()
}

fn notices(p: &SheetPage) -> Option<AnyView> {
    use texts::debt_sheet as t;
    let (l, s) = (p.lang, &p.sheet);
    if s.notices.is_empty() {
        return None;
    }
    let items = s
        .notices
        .iter()
        .map(|one| {
            let text = t::notice_of(
                l,
                one.id.reference(),
                format::date(l, one.sent_on),
                format::money(l, one.total),
                format::date(l, one.deadline_on),
            );
            view! { <li><a href=format!("/debts/{}/notices/{}", s.client, one.id)>{text}</a></li> }
        })
        .collect_view();
    Some(view! { <section class="stack"><h2>{t::notices(l)}</h2><ul>{items}</ul></section> }.into_any())
}
