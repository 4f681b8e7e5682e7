//! Queues and overdue reviews by team: what waits now.

use super::Context;
use crate::charts::bars::{Bar, Bars};
use crate::charts::lines::Unit;
use crate::charts::table::{Cell, Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::format;
use crate::pages::home::list_of;
use crate::texts::reports_queues as t;
use domain::Lang;
use domain::home::Queue;
use domain::trend::queues::{COUNTED, QueueRow, QueuesTrend, Team};

const fn team_name(l: Lang, team: Team) -> &'static str {
    match team {
        Team::Counselling => t::counselling(l),
        Team::Accounts => t::accounts(l),
        Team::Management => t::management(l),
        Team::Committee => t::committee(l),
    }
}

const fn queue_name(l: Lang, queue: Queue) -> &'static str {
    match queue {
        Queue::Triage => t::queue_triage(l),
        Queue::Promised => t::queue_promised(l),
        Queue::ToNotify => t::queue_to_notify(l),
        Queue::ToApprove => t::queue_to_approve(l),
        Queue::Renewals => t::queue_renewals(l),
        Queue::GoAheads => t::queue_go_aheads(l),
        Queue::Derogations => t::queue_derogations(l),
        Queue::Contested => t::queue_contested(l),
        Queue::Review => t::queue_review(l),
        Queue::Expiring => t::queue_expiring(l),
        Queue::Opinions => t::queue_opinions(l),
        Queue::Debts => t::queue_debts(l),
        Queue::Proposals => t::queue_proposals(l),
        _ => t::queue_other(l),
    }
}

const fn ink(team: Team) -> Ink {
    match team {
        Team::Counselling => Ink::First,
        Team::Accounts => Ink::Second,
        Team::Management => Ink::Third,
        Team::Committee => Ink::Fourth,
    }
}

/// A count; beyond what was counted with a sign.
fn count(l: Lang, n: i64) -> String {
    let figure = format::number(l, n);
    if n >= COUNTED {
        format!("≥ {figure}")
    } else {
        figure
    }
}

/// Each queue leads to its list, but for those that not all who read the chart may open: the committee's own, and
/// derogations, which managers find on their first page.
fn href(row: &QueueRow, context: &Context) -> String {
    if row.team == Team::Committee || row.queue == Queue::Derogations {
        return String::new();
    }
    context.link(|| {
        match (row.team, row.queue) {
            (Team::Accounts, Queue::Triage) => "/issues?filter=payment",
            (_, queue) => list_of(queue),
        }
        .to_owned()
    })
}

/// What waits now.
pub(super) fn chart(l: Lang, trend: &QueuesTrend, context: &Context) -> Chart {
    let bar = |row: &QueueRow| Bar {
        name: format!("{} · {}", team_name(l, row.team), queue_name(l, row.queue)),
        ink: ink(row.team),
        value: Some(row.waiting),
        range: None,
        says: match row.overdue {
            Some(overdue) => t::says(l, count(l, row.waiting), format::number(l, overdue)),
            None => count(l, row.waiting),
        },
        href: href(row, context),
    };
    let columns = vec![
        Column::words(t::team(l)),
        Column::words(t::queue(l)),
        Column::numbers(t::waiting(l)),
        Column::numbers(t::overdue(l)),
        Column::words(t::oldest(l)),
    ];
    let row = |row: &QueueRow| {
        vec![
            Value::Words(team_name(l, row.team).to_owned()).into(),
            Value::Words(queue_name(l, row.queue).to_owned()).into(),
            Cell {
                value: Value::Count(row.waiting),
                href: href(row, context),
            },
            row.overdue.map_or(Value::Empty, Value::Count).into(),
            row.oldest
                .map_or(Value::Empty, |day| Value::Words(format::date(l, day)))
                .into(),
        ]
    };
    Chart {
        lang: l,
        name: "queues",
        finding: if trend.rows.is_empty() {
            t::none(l).to_owned()
        } else {
            t::title(l, trend.waiting(), format::number(l, trend.overdue()))
        },
        description: t::description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit: Unit::Count,
            rows: trend.rows.iter().map(bar).collect(),
        }),
        table: Table {
            rows: trend.rows.iter().map(row).collect(),
            columns,
        },
        notes: vec![Note::new(t::note(l))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::trend::report::Period;

    #[test]
    fn each_queue_says_how_many_are_overdue_and_leads_to_its_list() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let row = |team, queue, waiting, overdue| QueueRow {
            team,
            queue,
            waiting,
            overdue,
            oldest: Some(today),
        };
        let rows = vec![
            row(Team::Counselling, Queue::Triage, 12, Some(3)),
            row(Team::Accounts, Queue::Debts, 1_000, Some(4)),
            row(Team::Committee, Queue::Opinions, 1, None),
        ];
        let context = Context {
            period: Period::ending(today, 12),
            filter: None,
            chosen: None,
            links: true,
        };
        let chart = chart(Lang::En, &QueuesTrend::new(today, rows, None), &context);
        let Scene::Bars(bars) = &chart.scene else {
            panic!("bars")
        };
        let says: Vec<&str> = bars.rows.iter().map(|row| row.says.as_str()).collect();
        assert_eq!(
            says,
            ["12, of which 3 overdue", "≥ 1,000, of which 4 overdue", "1"]
        );
        let places: Vec<&str> = bars.rows.iter().map(|row| row.href.as_str()).collect();
        assert_eq!(places, ["/issues", "/debts", ""]);
        insta::assert_snapshot!(chart.svg());
    }
}
