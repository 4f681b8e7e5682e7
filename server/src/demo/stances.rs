//! Stances on the clients with confirmed issues: proposed, approved, sent, lifted or ended, one at a time in a scope.

use super::contracts::size_on;
use super::draw::Draw;
use super::issues::Of;
use super::people::{MANAGER, MANAGER_2};
use super::texts::{self, StanceText};
use super::world::{World, at};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::category::Filter;
use domain::client::ClientKind;
use domain::issue::Dimensions;
use domain::issue::life::Step as IssueLife;
use domain::stance::condition::Condition;
use domain::stance::life::{self, StanceState, Step};
use domain::stance::{
    Addressee, Ground, Proposal, PublishedNote, RunningContracts, Scope, StanceKind, latest_review, problems,
};
use domain::{Money, PersonId, StanceId};
use store::bulk::{NewIssue, NewStance, StanceStep};

/// A stance before the rules have looked at it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub kind: StanceKind,
    pub conditions: Vec<Condition>,
    pub proposed_at: DateTime<Utc>,
    pub by: PersonId,
    /// The second person and their day, where it came so far.
    pub approved: Option<(PersonId, DateTime<Utc>)>,
    pub sent_on: Option<NaiveDate>,
    /// Lifted by somebody, with the reason.
    pub lifted: Option<(PersonId, DateTime<Utc>, String)>,
    pub review_on: NaiveDate,
    pub running: RunningContracts,
    pub reason: String,
    pub to_lift: String,
    pub note: PublishedNote,
}

/// The grounds that stood confirmed at that moment, the newest last, at most six.
fn grounds_at(issues: &[NewIssue], moment: DateTime<Utc>) -> Vec<Ground> {
    let confirmed = |issue: &&NewIssue| {
        let at = |step: IssueLife| issue.steps.iter().find(|s| s.step == step).map(|s| s.at);
        at(IssueLife::Confirm).is_some_and(|at| at < moment)
            && at(IssueLife::Resolve).is_none_or(|at| at > moment)
    };
    let mut grounds: Vec<Ground> = issues
        .iter()
        .filter(confirmed)
        .map(|issue| Ground {
            issue: issue.id,
            client: issue.report.client,
            confirmed: true,
            filter: issue.category.filter,
            reporter: issue.reporter,
            confirmed_by: issue.confirmed_by,
        })
        .collect();
    let extra = grounds.len().saturating_sub(6);
    grounds.drain(..extra);
    grounds
}

/// The stance that a plan describes, as it stands today; `None` where a rule forbids it.
pub fn make(world: &World, of: &Of<'_>, issues: &[NewIssue], plan: Plan, id: StanceId) -> Option<NewStance> {
    let draft = &of.profile.draft;
    let proposed_on = domain::clock::day(plan.proposed_at);
    let mut grounds = grounds_at(issues, plan.proposed_at);
    if draft.natural_person && plan.kind > StanceKind::Informative {
        grounds.retain(|ground| ground.filter == Filter::Payment);
    }
    let proposal = Proposal {
        client: of.client,
        kind: plan.kind,
        scope: Scope::WholeClient,
        conditions: plan.conditions,
        reason: plan.reason,
        grounds: grounds.iter().map(|ground| ground.issue).collect(),
        running: plan.running,
        review_on: plan.review_on,
        to_lift: plan.to_lift,
        note: plan.note,
    };
    let client = Addressee {
        id: of.client,
        kind: draft.kind,
        natural_person: draft.natural_person,
    };
    if !problems(&proposal, client, &grounds, proposed_on).is_empty() {
        return None;
    }
    let lands = life::propose(plan.kind, plan.by, &grounds);
    let mut steps = vec![step(
        Step::Propose,
        lands,
        Some(plan.by),
        plan.proposed_at,
        &proposal.reason,
    )];
    let (mut state, mut approved_by) = (lands, None);
    let mut in_force_at = (lands == StanceState::InForce).then_some(plan.proposed_at);
    if let Some((by, at)) = plan
        .approved
        .filter(|(by, _)| lands == StanceState::Proposed && *by != plan.by)
    {
        state = StanceState::InForce;
        approved_by = Some(by);
        in_force_at = Some(at);
        steps.push(step(Step::Approve, state, Some(by), at, ""));
    }
    let note_from = plan.sent_on.map(|day| day + Days::new(plan.kind.reaction_days()));
    if let Some(day) = plan.sent_on {
        let sent_at = at(day, 15 * 60)
            .max(plan.proposed_at + TimeDelta::minutes(30))
            .min(world.now - TimeDelta::minutes(1));
        steps.push(step(Step::Send, state, Some(plan.by), sent_at, &day.to_string()));
        steps.sort_by_key(|step| step.at);
    }
    let mut ended_at = None;
    if state == StanceState::InForce {
        let due = at(proposal.review_on + Days::new(1), 4 * 60);
        match plan.lifted {
            Some((by, lifted_at, reason))
                if lifted_at < due.min(world.now) && in_force_at.is_some_and(|from| from < lifted_at) =>
            {
                state = StanceState::Lifted;
                ended_at = Some(lifted_at);
                steps.push(step(Step::Lift, state, Some(by), lifted_at, &reason));
            }
            // Some wait for their review a little longer: the list of what is due shows them.
            _ if due + TimeDelta::days(of.client.0 % 12) < world.now => {
                state = StanceState::Ended;
                ended_at = Some(due);
                steps.push(step(Step::End, state, None, due, ""));
            }
            _ => {}
        }
    }
    Some(NewStance {
        id,
        proposal,
        state,
        sent_on: plan.sent_on,
        note_from,
        proposed_by: plan.by,
        proposed_at: plan.proposed_at,
        approved_by,
        in_force_at,
        ended_at,
        dimensions: Dimensions {
            sector: draft.sector,
            region: of.region,
            size: size_on(of.entries, proposed_on),
        },
        steps,
    })
}

fn step(step: Step, to: StanceState, by: Option<PersonId>, at: DateTime<Utc>, reason: &str) -> StanceStep {
    StanceStep {
        step,
        to,
        by,
        at,
        reason: reason.to_owned(),
    }
}

/// What was chosen for a client over the years: after confirmed issues, one stance after the other.
pub fn history(
    world: &World,
    draw: &mut Draw,
    of: &Of<'_>,
    issues: &[NewIssue],
    next: &mut i64,
) -> Vec<NewStance> {
    let mut stances: Vec<NewStance> = Vec::new();
    let mut free_from = DateTime::<Utc>::MIN_UTC;
    for issue in issues {
        let Some(confirmed_at) = issue
            .steps
            .iter()
            .find(|s| s.step == IssueLife::Confirm)
            .map(|s| s.at)
        else {
            continue;
        };
        if confirmed_at < free_from || !draw.chance(0.4) {
            continue;
        }
        let proposed_at = confirmed_at + TimeDelta::hours(draw.between(20, 24 * 14));
        if proposed_at >= world.now - TimeDelta::hours(1) {
            break;
        }
        let plan = plan(world, draw, of, issue, proposed_at);
        if let Some(stance) = make(world, of, issues, plan, StanceId(*next)) {
            *next += 1;
            free_from = stance
                .ended_at
                .map_or(DateTime::<Utc>::MAX_UTC, |at| at + TimeDelta::days(20));
            stances.push(stance);
        }
    }
    stances
}

/// Informative 70 %, restrictive 23, punitive 7; 30 % are lifted within a year (`domain-facts.md` 8).
fn plan(world: &World, draw: &mut Draw, of: &Of<'_>, issue: &NewIssue, proposed_at: DateTime<Utc>) -> Plan {
    let wanted = draw.weighted(&[
        (70, StanceKind::Informative),
        (23, StanceKind::Restrictive),
        (7, StanceKind::Punitive),
    ]);
    let debts = issue.category.filter == Filter::Payment;
    let kind = if of.profile.draft.natural_person && !debts {
        StanceKind::Informative
    } else {
        wanted
    };
    let text = text_for(draw, issue);
    let by = world.people.some_counsellor(draw);
    let second = match kind {
        StanceKind::Punitive => {
            if draw.chance(0.5) {
                MANAGER
            } else {
                MANAGER_2
            }
        }
        _ => world.people.another(draw, &[by]),
    };
    let approved_at = proposed_at + TimeDelta::hours(draw.between(4, 24 * 6));
    let proposed_on = domain::clock::day(proposed_at);
    let sent_on = proposed_on + Days::new(u64::from(draw.below(6)));
    let latest = latest_review(kind, proposed_on);
    let lifted = draw.chance(0.33).then(|| {
        let days = latest.signed_duration_since(proposed_on).num_days().min(360);
        (
            by,
            approved_at + TimeDelta::days(draw.between(days / 4, days - 2)),
            (*draw.pick(texts::LIFTED)).to_owned(),
        )
    });
    Plan {
        kind,
        conditions: if kind == StanceKind::Restrictive {
            conditions(draw, of, debts)
        } else {
            Vec::new()
        },
        proposed_at,
        by,
        approved: (approved_at < world.now).then_some((second, approved_at)),
        sent_on: (sent_on <= world.today && draw.chance(0.96)).then_some(sent_on),
        lifted,
        review_on: latest - Days::new(u64::from(draw.below(25))),
        running: if kind == StanceKind::Punitive && draw.chance(0.3) {
            RunningContracts::Stop
        } else {
            RunningContracts::GoOn
        },
        reason: text.reason.to_owned(),
        to_lift: text.to_lift.to_owned(),
        note: PublishedNote {
            fr: text.fr.to_owned(),
            nl: text.nl.to_owned(),
        },
    }
}

fn text_for(draw: &mut Draw, issue: &NewIssue) -> &'static StanceText {
    let structural = issue.report.cause == domain::issue::Cause::Structural;
    match (issue.category.filter, issue.category.code.as_str()) {
        (Filter::Payment, _) => draw.pick(texts::ON_PAYMENT),
        (_, "low_pay") => &texts::ON_PAY[usize::from(structural)],
        (Filter::Legal, _) => &texts::ON_WORK[1],
        _ => &texts::ON_WORK[0],
    }
}

/// One or two, of those that this kind of client can meet.
fn conditions(draw: &mut Draw, of: &Of<'_>, debts: bool) -> Vec<Condition> {
    let public = of.profile.draft.kind == ClientKind::PublicBody;
    let mut conditions = vec![if debts && !public {
        Condition::Prepayment {
            percent: *draw.pick(&[30, 50, 100]),
        }
    } else {
        Condition::WrittenOrder
    }];
    if draw.chance(0.6) {
        conditions.push(*draw.pick(&[
            Condition::Approval,
            Condition::ValueAtMost {
                price: Money(250_000),
            },
            Condition::InsuranceCertificate,
            Condition::Acknowledgement,
        ]));
    }
    conditions
}
