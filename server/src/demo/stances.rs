//! Stances on the clients with confirmed issues: proposed, approved, sent, lifted or ended, one at a time in a scope.

use super::contracts::size_on;
use super::draw::Draw;
use super::heard::REPLIED_AFTER;
use super::issues::Of;
use super::people::{COUNSELLOR, COUNSELLOR_2, MANAGER, MANAGER_2};
use super::texts::{self, StanceText};
use super::world::{World, at};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::category::Filter;
use domain::client::ClientKind;
use domain::issue::life::Step as IssueLife;
use domain::issue::{Dimensions, IssueState};
use domain::stance::condition::Condition;
use domain::stance::life::{
    self, Approval, Event, Figures, Frozen, HeardHow, Judged, JudgedGround, Outcome, Standing, StepRefused,
};
use domain::stance::{
    Addressee, Ground, Proposal, PublishedNote, RunningContracts, Scope, StanceKind, latest_review, problems,
};
use domain::{Lang, Money, Person, PersonId, Role, StanceId};
use store::bulk::{NewIssue, NewStance, StanceStep, judged_hash};

/// A stance before the rules have looked at it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub kind: StanceKind,
    pub conditions: Vec<Condition>,
    pub proposed_at: DateTime<Utc>,
    pub by: PersonId,
    /// The second person and their day, where it came so far.
    pub approved: Option<(PersonId, DateTime<Utc>)>,
    /// An informative one: decided once its client was heard.
    pub settled: bool,
    pub sent_on: Option<NaiveDate>,
    /// The client answered its letter (`super::heard`); else its days pass in silence.
    pub replied: bool,
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
            owes: false,
            // The one natural person among the stories had its formal notice.
            proven_from: Some(NaiveDate::default()).filter(|_| issue.category.filter == Filter::Payment),
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
        conditions: plan.conditions.clone(),
        reason: plan.reason.clone(),
        grounds: grounds.iter().map(|ground| ground.issue).collect(),
        running: plan.running,
        review_on: plan.review_on,
        to_lift: plan.to_lift.clone(),
        note: plan.note.clone(),
        recommended: None,
        policy: None,
        departs_because: String::new(),
    };
    let client = Addressee {
        id: of.client,
        kind: draft.kind,
        natural_person: draft.natural_person,
        merged_into: None,
    };
    if !problems(&proposal, client, &grounds, proposed_on).is_empty() {
        return None;
    }
    let frozen = frozen(&proposal, issues, plan.sent_on.unwrap_or(proposed_on));
    let mut life = Life::begin(world, &proposal, &grounds, plan.by, plan.proposed_at)?;
    life.go_on(
        &plan,
        &judged_hash(&frozen),
        draft.natural_person || on_payment(&grounds),
    );
    let dimensions = Dimensions {
        sector: draft.sector,
        region: of.region,
        size: size_on(of.entries, proposed_on),
    };
    let mut stance = NewStance::new(id, proposal, grounds, dimensions, life.steps)?;
    stance.relapsed_on = relapsed_on(&stance, issues);
    if !stance.standing.judged.is_empty() {
        stance.sent_on = plan.sent_on;
        stance.frozen = Some(frozen);
    }
    Some(stance)
}

/// The first day after its end on which an issue of the kind of its grounds was confirmed for later facts.
fn relapsed_on(stance: &NewStance, issues: &[NewIssue]) -> Option<NaiveDate> {
    let ended_at = stance.ended_at()?;
    let is_ground = |issue: &NewIssue| stance.proposal.grounds.contains(&issue.id);
    let kinds: Vec<_> = issues
        .iter()
        .filter(|i| is_ground(i))
        .map(|i| i.category.id)
        .collect();
    let again = issues
        .iter()
        .filter(|issue| kinds.contains(&issue.category.id))
        .filter(|issue| matches!(issue.state, IssueState::Confirmed | IssueState::Resolved))
        .filter_map(|issue| Some((issue.report.happened_on, issue.decided_at?)))
        .filter(|(_, decided_at)| *decided_at > ended_at);
    store::stance::relapse::first_again(ended_at, again)
}

fn on_payment(grounds: &[Ground]) -> bool {
    grounds.iter().all(|ground| ground.filter == Filter::Payment)
}

/// What was put to the client, with the facts as they stand.
fn frozen(proposal: &Proposal, issues: &[NewIssue], on: NaiveDate) -> Frozen {
    let grounds = issues.iter().filter(|issue| proposal.grounds.contains(&issue.id));
    let judged = grounds.map(|issue| JudgedGround {
        issue: issue.id,
        category: issue.category.code.clone(),
        filter: issue.category.filter,
        sensitivity: issue.category.sensitivity,
        severity: issue.report.severity,
        state: IssueState::Confirmed,
        happened_on: issue.report.happened_on,
        facts: issue.report.facts.clone(),
        days_late: issue.report.days_late,
        unpaid: issue.report.unpaid,
        files: Vec::new(),
    });
    Frozen {
        judged: Judged::new(proposal, judged.collect()),
        figures: Figures::default(),
        on,
    }
}

/// A stance on its way through the rules, as far as the present day.
struct Life<'w> {
    world: &'w World,
    standing: Standing,
    steps: Vec<StanceStep>,
}

impl<'w> Life<'w> {
    fn begin(
        world: &'w World,
        proposal: &Proposal,
        grounds: &[Ground],
        by: PersonId,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        let sole = life::sole_confirmer(grounds);
        let event = life::propose(
            &staff(by),
            proposal.client,
            proposal.kind,
            proposal.review_on,
            sole,
        )
        .ok()?;
        let standing = life::replay(proposal.client, [&event])?;
        let steps = vec![StanceStep {
            event,
            at,
            reason: proposal.reason.clone(),
        }];
        Some(Self {
            world,
            standing,
            steps,
        })
    }

    /// Takes a step that the rules allow, unless it lies ahead.
    fn take(&mut self, event: Result<Event, StepRefused>, at: DateTime<Utc>, reason: &str) -> bool {
        let Some(event) = event.ok().filter(|_| at < self.world.now) else {
            return false;
        };
        self.standing.apply(&event);
        self.steps.push(StanceStep {
            event,
            at,
            reason: reason.to_owned(),
        });
        true
    }

    /// Sent, heard in silence, approved, in force; then lifted, or past its dates.
    fn go_on(&mut self, plan: &Plan, judged: &str, on_payment: bool) {
        let Some(sent_on) = plan.sent_on else { return };
        let sent_at = at(sent_on, 15 * 60).max(plan.proposed_at + TimeDelta::minutes(30));
        let heard_at = at(sent_on + Days::new(plan.kind.reaction_days() + 1), 5 * 60);
        let notified = life::notify(&self.standing, &staff(plan.by), judged);
        if !self.take(notified, sent_at, "") {
            return;
        }
        let (heard_at, how) = if plan.replied {
            (at(sent_on + Days::new(REPLIED_AFTER), 9 * 60), HeardHow::Replied)
        } else {
            (heard_at, HeardHow::Silence)
        };
        let heard = life::hear(&self.standing, how);
        if !self.take(heard, heard_at, "") {
            return;
        }
        let (by, wanted_at) = match plan.approved {
            Some(second) => second,
            None if plan.kind == StanceKind::Informative && plan.settled => {
                let other = if plan.by == COUNSELLOR {
                    COUNSELLOR_2
                } else {
                    COUNSELLOR
                };
                (other, heard_at)
            }
            None => return,
        };
        let approved_at = wanted_at.max(heard_at + TimeDelta::hours(5));
        let read = Approval {
            seen: judged,
            current: judged,
            opinion: None,
            comment: "",
            today: domain::clock::day(approved_at),
        };
        let approved = life::approve(&self.standing, &staff(by), read);
        if !self.take(approved, approved_at, "") {
            return;
        }
        let effect = life::take_effect(&self.standing);
        self.take(effect, approved_at, "");
        self.end(plan, approved_at, on_payment);
    }

    fn end(&mut self, plan: &Plan, in_force_at: DateTime<Utc>, on_payment: bool) {
        let due = at(self.standing.review_on + Days::new(1), 4 * 60);
        if let Some((by, lifted_at, reason)) = &plan.lifted
            && *lifted_at < due
            && in_force_at < *lifted_at
        {
            let outcome = if on_payment {
                Outcome::Paid
            } else {
                Outcome::Improved
            };
            let by = if self.standing.kind == StanceKind::Punitive {
                MANAGER
            } else {
                *by
            };
            let lifted = life::lift(&self.standing, &staff(by), outcome, reason);
            self.take(lifted, *lifted_at, reason);
            return;
        }
        let today = domain::clock::day(due);
        let down = life::step_down_due(&self.standing, today).ok_or(StepRefused::NothingBelow);
        self.take(down, due, "");
        let due = at(self.standing.review_on + Days::new(1), 4 * 60);
        let ended = life::end_due(&self.standing, domain::clock::day(due)).ok_or(StepRefused::NothingBelow);
        self.take(ended, due, "");
    }
}

/// Somebody of the staff, as the rules ask about them.
fn staff(id: PersonId) -> Person {
    let role = if [MANAGER, MANAGER_2].contains(&id) {
        Role::Manager
    } else {
        Role::Counsellor
    };
    Person {
        id,
        name: String::new(),
        email: String::new(),
        role,
        lang: Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: Vec::new(),
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
                .ended_at()
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
        settled: true,
        sent_on: (sent_on <= world.today && draw.chance(0.96)).then_some(sent_on),
        replied: false,
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
