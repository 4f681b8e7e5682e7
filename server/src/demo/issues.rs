//! Issues of a client: planned first (when, what, how it ends), then made with the facts of its contracts.

use super::contracts::size_on;
use super::draw::{Draw, Subject};
use super::people::{ACCOUNTANT, COUNSELLOR_2};
use super::profile::Profile;
use super::texts::{self, Figures};
use super::world::{World, at};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::category::Sensitivity;
use domain::client::region::Region;
use domain::issue::life::{Standing, Step, take};
use domain::issue::{Again, Cause, Dimensions, IssueState, Report, Severity, Source};
use domain::{ClientId, IssueId, Lang, Money, PersonId};
use store::bulk::{IssueStep, NewIssue};
use store::contract::Entry;

/// How an issue went on after its report: steps with who took them, when and why.
pub type Course = Vec<(Step, PersonId, DateTime<Utc>, String)>;

/// An issue before its facts are looked up.
#[derive(Debug, Clone)]
pub struct Plan {
    pub reported_at: DateTime<Utc>,
    pub category: &'static str,
    pub severity: Severity,
    pub cause: Cause,
    pub source: Source,
    pub reporter: Option<PersonId>,
    pub course: Course,
    /// The reporter's own words; made from a template where there are none.
    pub facts: Option<String>,
    pub dossier: Option<i64>,
    /// The reporter tells of a contract of their own, and of no other's.
    pub own: bool,
}

/// How likely a client has issues at all, and how many beside others.
pub fn weight(world: &World, client: ClientId, contracts: i64) -> f64 {
    let mut draw = Draw::new(world.seed, Subject::Flagged, client.0);
    let likely = (0.015 + 0.11 * ((contracts as f64).ln() / 6.0).min(1.0)) * world.counts.flagged;
    if draw.chance(likely) {
        (contracts as f64).powf(0.35) * (0.6 * draw.normal()).exp()
    } else {
        0.0
    }
}

/// When the issues of a client are reported, the first one first.
pub fn times(world: &World, client: ClientId, number: i64) -> Vec<DateTime<Utc>> {
    let mut draw = Draw::new(world.seed, Subject::Issues, client.0);
    let mut times: Vec<DateTime<Utc>> = (0..number)
        .map(|_| {
            let day = world.calendar.day(draw.unit().powf(0.85));
            at(day, draw.between(7 * 60, 18 * 60)).min(world.now - TimeDelta::minutes(5))
        })
        .collect();
    times.sort_unstable();
    times
}

/// What is reported, of whom, and how it ends.
pub fn plan(world: &World, draw: &mut Draw, profile: &Profile, reported_at: DateTime<Utc>) -> Plan {
    let category = category(draw, profile);
    let source = draw.weighted(&[(80, Source::Member), (12, Source::Staff), (8, Source::Ledger)]);
    let source = if source == Source::Ledger && category != "late_payment" {
        Source::Member
    } else {
        source
    };
    let reporter = match source {
        Source::Member => Some(world.people.some_member(draw)),
        Source::Staff => Some(world.people.some_counsellor(draw)),
        Source::Ledger => None,
    };
    let severity = draw.weighted(&[
        (35, Severity::Minor),
        (42, Severity::Moderate),
        (19, Severity::Serious),
        (4, Severity::Critical),
    ]);
    let cause = match category {
        "low_pay" if profile.draft.subsidised => Cause::Structural,
        _ => draw.weighted(&[
            (50, Cause::Unknown),
            (35, Cause::Negligent),
            (15, Cause::Deliberate),
        ]),
    };
    let course = course(world, draw, category, reporter, reported_at);
    Plan {
        reported_at,
        category,
        severity,
        cause,
        source,
        reporter,
        course,
        facts: None,
        dossier: None,
        own: false,
    }
}

/// Late payment 45 %, low pay 22, unclear scope and unpaid work 12, safety 8, values 7, conduct 6 (`domain-facts.md` 8).
fn category(draw: &mut Draw, profile: &Profile) -> &'static str {
    if profile.consumer {
        return "non_payment";
    }
    draw.weighted(&[
        (33, "late_payment"),
        (12, "non_payment"),
        (22, "low_pay"),
        (4, "abusive_negotiation"),
        (2, "unpaid_test_work"),
        (6, "excessive_hours"),
        (3, "no_written_contract"),
        (5, "insurance_or_safety_gap"),
        (5, "conflicting_values"),
        (1, "deceptive_business"),
        (1, "economic_dependency"),
        (3, "no_briefing_or_disrespect"),
        (1, "harassment"),
        (1, "discrimination"),
        (1, "undeclared_work"),
    ])
}

fn course(
    world: &World,
    draw: &mut Draw,
    category: &str,
    reporter: Option<PersonId>,
    reported_at: DateTime<Utc>,
) -> Course {
    let age = (world.now - reported_at).num_days();
    let (waits, looked_at) = match age {
        ..14 => (0.55, 0.25),
        14..60 => (0.15, 0.2),
        60..180 => (0.02, 0.03),
        _ => (0.001, 0.002),
    };
    let handler = handler(world, draw, category, reporter);
    let hours = ((2.2 + 0.9 * draw.normal()).exp() * 24.0) as i64;
    let mut soon = |before: DateTime<Utc>, hours: i64| {
        let wanted =
            before + TimeDelta::hours(hours.clamp(1, 24 * 120)) + TimeDelta::minutes(draw.between(0, 59));
        // What is done is done before now.
        let left = (world.now - before).num_minutes();
        wanted.min(before + TimeDelta::minutes((left * 9 / 10).max(1)))
    };
    let reviewed = (Step::Review, handler, soon(reported_at, hours / 2), String::new());
    let decided_at = soon(reviewed.2, hours / 2 + 1);
    let resolved_at = soon(decided_at, 24 * 45);
    match draw.unit() {
        chance if chance < waits => Vec::new(),
        chance if chance < waits + looked_at => vec![reviewed],
        _ => match draw.below(100) {
            0..=6 => match reporter {
                Some(reporter) => vec![(Step::Withdraw, reporter, decided_at, String::new())],
                None => vec![reviewed],
            },
            7..=26 => vec![
                reviewed,
                (
                    Step::Dismiss,
                    handler,
                    decided_at,
                    (*draw.pick(texts::DISMISSED)).to_owned(),
                ),
            ],
            27..=60 if resolved_at > decided_at + TimeDelta::days(7) => vec![
                reviewed,
                (Step::Confirm, handler, decided_at, String::new()),
                (
                    Step::Resolve,
                    handler,
                    resolved_at,
                    (*draw.pick(texts::RESOLVED)).to_owned(),
                ),
            ],
            _ => vec![reviewed, (Step::Confirm, handler, decided_at, String::new())],
        },
    }
}

/// Who handles it, and did not report it.
fn handler(world: &World, draw: &mut Draw, category: &str, reporter: Option<PersonId>) -> PersonId {
    let not = reporter.as_slice();
    if world.category(category).sensitivity == Sensitivity::NamedHandlers && !not.contains(&COUNSELLOR_2) {
        return COUNSELLOR_2;
    }
    if category.ends_with("payment") && draw.chance(0.4) && !not.contains(&ACCOUNTANT) {
        return ACCOUNTANT;
    }
    world.people.another(draw, not)
}

/// Where issues are made: the client with its ledger.
pub struct Of<'a> {
    pub client: ClientId,
    pub profile: &'a Profile,
    pub region: Region,
    pub entries: &'a [Entry],
}

/// The issue that a plan describes, as it stands today. The rules of its life are those of the domain.
pub fn make(world: &World, draw: &mut Draw, of: &Of<'_>, plan: Plan, id: IssueId) -> NewIssue {
    let reported_on = domain::clock::day(plan.reported_at);
    let entry = contract_before(world, draw, of, &plan, reported_on);
    let happened_on = entry.map_or_else(
        || reported_on - Days::new(1 + u64::from(draw.below(40))),
        |entry| entry.contract.end_on.min(reported_on),
    );
    // Whoever has the contract reports it, if they have an account.
    let reporter = match (
        plan.source,
        entry.and_then(|entry| world.people.account_of(entry.member)),
    ) {
        (Source::Member, Some(person)) if !plan.own => Some(person),
        _ => plan.reporter,
    };
    let category = world.category(plan.category).clone();
    let entry = entry
        .filter(|entry| plan.source != Source::Member || reporter == world.people.account_of(entry.member));
    let figures = Figures {
        day: happened_on,
        amount: entry.map_or_else(
            || Money(draw.between(200, 2_400) * 100),
            |entry| entry.contract.price.0,
        ),
        days: draw.between(12, 110),
        hours: draw.between(9, 22),
    };
    let dutch = of.profile.draft.language == Lang::Nl;
    let facts = plan
        .facts
        .unwrap_or_else(|| texts::facts(draw, plan.category, dutch, &figures));
    let money = plan.category.ends_with("payment");
    let report = Report {
        client: of.client,
        category: category.id,
        severity: plan.severity,
        cause: plan.cause,
        funder: (plan.cause == Cause::Structural)
            .then(|| of.profile.draft.funders.first().copied())
            .flatten(),
        article: None,
        facts,
        happened_on,
        contract: entry.map(|entry| entry.id),
        profession: entry.and_then(|entry| entry.profession),
        wage: entry
            .filter(|_| plan.category == "low_pay")
            .map(|entry| (entry.contract.unit, entry.contract.wage)),
        hours: ["excessive_hours", "unpaid_test_work"]
            .contains(&plan.category)
            .then_some(figures.hours * 100),
        days_late: money.then_some(figures.days),
        unpaid: (plan.category == "non_payment").then_some(figures.amount),
        again: (plan.source == Source::Member)
            .then(|| draw.weighted(&[(20, Again::Yes), (50, Again::No), (30, Again::Unsure)])),
        may_tell_client: plan.source != Source::Member || draw.chance(0.6),
    };
    let mut steps = vec![IssueStep {
        step: Step::Report,
        from: None,
        to: IssueState::Reported,
        by: reporter,
        at: plan.reported_at,
        reason: String::new(),
    }];
    let funder = report.funder;
    let mut issue = NewIssue {
        id,
        report,
        dossier: plan.dossier,
        state: IssueState::Reported,
        source: plan.source,
        reported_at: plan.reported_at,
        decided_at: None,
        reporter,
        pseudonym: reporter.map(|person| world.pseudonym(person)).unwrap_or_default(),
        confirmed_by: None,
        funder,
        dimensions: Dimensions {
            sector: of.profile.draft.sector,
            region: of.region,
            size: size_on(of.entries, reported_on),
        },
        category,
        steps: Vec::new(),
    };
    for (step, by, at, reason) in plan.course {
        // A withdrawal is the reporter's, whoever that turned out to be.
        let by = if step == Step::Withdraw {
            reporter.unwrap_or(by)
        } else {
            by
        };
        let standing = Standing {
            state: issue.state,
            reporter,
        };
        // A step that the rules forbid is not taken.
        let Ok(to) = take(step, standing, by, &reason) else {
            break;
        };
        steps.push(IssueStep {
            step,
            from: Some(issue.state),
            to,
            by: Some(by),
            at,
            reason,
        });
        issue.state = to;
        match step {
            Step::Confirm => {
                issue.confirmed_by = Some(by);
                issue.decided_at = Some(at);
            }
            Step::Dismiss | Step::Withdraw => issue.decided_at = Some(at),
            _ => {}
        }
    }
    issue.steps = steps;
    issue
}

/// A contract that ended in the 200 days before the report; for late payment one that was late.
fn contract_before<'a>(
    world: &World,
    draw: &mut Draw,
    of: &Of<'a>,
    plan: &Plan,
    reported_on: chrono::NaiveDate,
) -> Option<&'a Entry> {
    let first = of
        .entries
        .partition_point(|entry| entry.contract.start_on < reported_on - Days::new(200));
    let last = of
        .entries
        .partition_point(|entry| entry.contract.start_on < reported_on);
    let some = &of.entries[first..last.max(first)];
    if some.is_empty() {
        return None;
    }
    let told = |entry: &&Entry| entry.contract.end_on <= reported_on && entry.contract.counts();
    if plan.own {
        let whose = |entry: &&Entry| world.people.account_of(entry.member) == plan.reporter;
        return some.iter().rev().filter(told).find(whose);
    }
    for _ in 0..6 {
        let entry = draw.pick(some);
        let has_account = plan.source != Source::Member || world.people.account_of(entry.member).is_some();
        if told(&entry) && has_account {
            return Some(entry);
        }
    }
    None
}
