//! The life of a debt: what is owed on one contract, each lawful step with its reason, what comes next and by when.
//!
//! `open → overdue → reminded → disputed | plan | plan broken | judged | bankrupt | written off | paid`. The calendar makes
//! a debt overdue, accounts take every other step, and an import that says "paid" closes it.

pub mod notice;
pub mod read;

use crate::contract::DebtState;
use crate::payment::{GRACE_DAYS, Payment};
use crate::{ClientId, ContractId, Money, PersonId};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// A step in the life of a debt.
    DebtStep {
        /// Seven days past due and not paid: the calendar's own step.
        FallDue = "fall_due",
        Remind = "remind",
        /// A formal notice (mise en demeure): interest is counted out, and the 30 days of a proven debt begin.
        FormalNotice = "formal_notice",
        Dispute = "dispute",
        /// The dispute is over: the debt stands.
        Settle = "settle",
        Plan = "plan",
        /// An instalment of the plan came in.
        Instalment = "instalment",
        BreakPlan = "break_plan",
        Judge = "judge",
        Bankrupt = "bankrupt",
        WriteOff = "write_off",
        Pay = "pay",
        /// A step back: it was not paid, not lost or not bankrupt after all.
        Reopen = "reopen",
    }
}

impl DebtStep {
    /// The steps that accounts choose for contracts they have ticked.
    pub const BY_HAND: &[Self] = &[
        Self::Remind,
        Self::FormalNotice,
        Self::Plan,
        Self::BreakPlan,
        Self::Dispute,
        Self::Settle,
        Self::Judge,
        Self::Bankrupt,
        Self::WriteOff,
        Self::Pay,
        Self::Reopen,
    ];

    /// Says why, in words that stay in the history.
    pub const fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::Dispute | Self::Settle | Self::Judge | Self::WriteOff | Self::Reopen
        )
    }
}

/// The longest reason, in characters.
pub const MAX_REASON: usize = 2_000;
/// A formal notice is that old before its debt is proven (`product.md`, "Recommendation"), in days.
pub const NOTICE_DAYS: u64 = 30;
/// A reminder is given this many days before a formal notice follows.
pub const AFTER_REMINDER: u64 = 14;
/// The least that a formal notice leaves to pay, in days.
pub const LEAST_DEADLINE: u64 = 8;
/// The most instalments of a plan.
pub const MAX_INSTALMENTS: usize = 36;

/// A part of what is owed, and the day by which it is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    pub due_on: NaiveDate,
    pub amount: Money,
    pub paid_on: Option<NaiveDate>,
}

impl Instalment {
    /// Promised before `today` and not there.
    pub fn is_missed(&self, today: NaiveDate) -> bool {
        self.paid_on.is_none() && self.due_on < today
    }
}

/// What the rules need to know of one contract's debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub state: DebtState,
    /// In the rates: no draft, refund or consumer's contract.
    pub counts: bool,
    /// The whole price while it is not paid, before VAT.
    pub price: Money,
    pub invoiced_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    /// Since when it is in this state, where that was written down.
    pub since_on: Option<NaiveDate>,
    pub reminded_on: Option<NaiveDate>,
    /// The first formal notice.
    pub notice_on: Option<NaiveDate>,
    /// The plan in force, else empty.
    pub plan: Vec<Instalment>,
}

impl Standing {
    /// Still expected of the client.
    pub fn is_owed(&self) -> bool {
        self.counts && self.paid_on.is_none() && !self.state.is_closed()
    }

    fn is_past_due(&self, day: NaiveDate) -> bool {
        self.due_on.is_some_and(|due| due < day)
    }

    /// Open or overdue, as the calendar has it: seven days of grace after due.
    fn by_calendar(&self, today: NaiveDate) -> DebtState {
        let late = self
            .due_on
            .is_some_and(|due| due + Days::new(GRACE_DAYS.unsigned_abs()) < today);
        if late { DebtState::Overdue } else { DebtState::Open }
    }

    /// A *proven debt*: undisputed or judged, certain in amount, formal notice at least 30 days ago, and not paid. One
    /// that was written off is owed all the same.
    pub fn is_proven(&self, today: NaiveDate) -> bool {
        self.counts
            && self.paid_on.is_none()
            && !matches!(self.state, DebtState::Disputed | DebtState::Paid)
            && self.price > Money::ZERO
            && self
                .notice_on
                .is_some_and(|day| day + Days::new(NOTICE_DAYS) <= today)
    }
}

/// Why a step is refused; each names its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DebtRefused {
    #[error("a debt that is {0} cannot take the step {1}")]
    NotFromHere(DebtState, DebtStep),
    #[error("the calendar alone makes a debt overdue")]
    CalendarOnly,
    #[error("drafts, refunds and consumers' contracts are no debts here")]
    NotCounted,
    #[error("nothing was due on that day")]
    NotDue,
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    #[error("the day lies in the future")]
    InFuture,
    #[error("the day lies before the invoice")]
    BeforeInvoice,
    #[error("no instalment of the plan was missed")]
    NothingMissed,
}

/// A step that somebody wants to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    pub step: DebtStep,
    /// The day on which it happened: of the payment, of the judgment.
    pub on: NaiveDate,
    pub reason: &'a str,
}

/// The state after a step, or the rule that forbids it.
pub fn take(wanted: Wanted<'_>, debt: &Standing, today: NaiveDate) -> Result<DebtState, DebtRefused> {
    use DebtState as S;
    use DebtStep as T;
    if !debt.counts {
        return Err(DebtRefused::NotCounted);
    }
    let to = match (wanted.step, debt.state) {
        (T::FallDue, _) => return Err(DebtRefused::CalendarOnly),
        (T::Remind | T::FormalNotice, S::Open | S::Overdue | S::Reminded) => S::Reminded,
        // A notice after a broken plan or beside a running procedure changes nothing else.
        (T::FormalNotice, S::PlanBroken) => S::PlanBroken,
        (T::Dispute, S::Open | S::Overdue | S::Reminded | S::Plan | S::PlanBroken) => S::Disputed,
        (T::Settle, S::Disputed) if debt.reminded_on.is_some() || debt.notice_on.is_some() => S::Reminded,
        (T::Settle, S::Disputed) => debt.by_calendar(today),
        (T::Plan, S::Open | S::Overdue | S::Reminded | S::PlanBroken | S::Judged) => S::Plan,
        (T::Instalment, S::Plan) => S::Plan,
        (T::Instalment, S::PlanBroken) => S::PlanBroken,
        (T::BreakPlan, S::Plan) => S::PlanBroken,
        (T::Judge, S::Overdue | S::Reminded | S::Disputed | S::PlanBroken) => S::Judged,
        (T::Bankrupt, S::Paid | S::WrittenOff | S::Bankrupt) => {
            return Err(DebtRefused::NotFromHere(debt.state, wanted.step));
        }
        (T::Bankrupt, _) => S::Bankrupt,
        (T::WriteOff, S::Overdue | S::Reminded | S::Disputed | S::PlanBroken | S::Judged | S::Bankrupt) => {
            S::WrittenOff
        }
        (T::Pay, S::Paid) => return Err(DebtRefused::NotFromHere(debt.state, wanted.step)),
        (T::Pay, _) => S::Paid,
        (T::Reopen, S::Paid | S::WrittenOff | S::Bankrupt) if debt.notice_on.is_some() => S::Reminded,
        (T::Reopen, S::Paid | S::WrittenOff | S::Bankrupt) => debt.by_calendar(today),
        (step, state) => return Err(DebtRefused::NotFromHere(state, step)),
    };
    check(wanted, debt, today)?;
    Ok(to)
}

fn check(wanted: Wanted<'_>, debt: &Standing, today: NaiveDate) -> Result<(), DebtRefused> {
    if wanted.step == DebtStep::BreakPlan && !debt.plan.iter().any(|part| part.is_missed(today)) {
        return Err(DebtRefused::NothingMissed);
    }
    if wanted.on > today {
        return Err(DebtRefused::InFuture);
    }
    if debt
        .invoiced_on
        .or(debt.due_on)
        .is_some_and(|day| wanted.on < day)
    {
        return Err(DebtRefused::BeforeInvoice);
    }
    // A notice of a day on which nothing was due would prove a debt too early.
    let needs_due = matches!(wanted.step, DebtStep::Remind | DebtStep::FormalNotice);
    if needs_due && !debt.is_past_due(wanted.on) {
        return Err(DebtRefused::NotDue);
    }
    if wanted.step.needs_reason() && wanted.reason.trim().is_empty() {
        return Err(DebtRefused::ReasonMissing);
    }
    if wanted.reason.chars().count() > MAX_REASON {
        return Err(DebtRefused::ReasonTooLong);
    }
    Ok(())
}

/// The steps that could be taken by hand on at least one of these debts, for the choices of the page.
pub fn possible<'a>(debts: impl IntoIterator<Item = &'a Standing>, today: NaiveDate) -> Vec<DebtStep> {
    let debts: Vec<&Standing> = debts.into_iter().collect();
    let could = |step: DebtStep| {
        let wanted = Wanted {
            step,
            on: today,
            reason: "-",
        };
        debts.iter().any(|debt| take(wanted, debt, today).is_ok())
    };
    DebtStep::BY_HAND
        .iter()
        .copied()
        .filter(|step| could(*step))
        .collect()
}

/// Why a plan is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    #[error("a plan has at least one instalment")]
    Empty,
    #[error("a plan has at most {MAX_INSTALMENTS} instalments")]
    TooMany,
    #[error("an instalment is more than nothing")]
    NotPositive,
    #[error("instalments stand in the order of their days")]
    Order,
    #[error("the first instalment lies in the past")]
    Past,
    #[error("the last instalment lies more than three years ahead")]
    TooFar,
    #[error("the instalments make {planned:?}, and {owed:?} is owed")]
    Sum { planned: Money, owed: Money },
}

/// What is wrong with a plan for so much, if anything: its parts make exactly what is owed.
pub fn plan_problem(plan: &[Instalment], owed: Money, today: NaiveDate) -> Option<PlanProblem> {
    let (Some(first), Some(last)) = (plan.first(), plan.last()) else {
        return Some(PlanProblem::Empty);
    };
    if plan.len() > MAX_INSTALMENTS {
        return Some(PlanProblem::TooMany);
    }
    if plan.iter().any(|part| part.amount <= Money::ZERO) {
        return Some(PlanProblem::NotPositive);
    }
    if plan.windows(2).any(|two| two[0].due_on >= two[1].due_on) {
        return Some(PlanProblem::Order);
    }
    if first.due_on < today {
        return Some(PlanProblem::Past);
    }
    if last.due_on > today + Months::new(36) {
        return Some(PlanProblem::TooFar);
    }
    let planned: Money = plan.iter().map(|part| part.amount).sum();
    (planned != owed).then_some(PlanProblem::Sum { planned, owed })
}

/// So many instalments of equal size, a month apart; the cents that do not divide come with the first.
pub fn even_plan(owed: Money, parts: usize, first: NaiveDate) -> Vec<Instalment> {
    let count = parts.clamp(1, MAX_INSTALMENTS) as i64;
    let each = owed.cents() / count;
    (0..count)
        .map(|at| Instalment {
            due_on: first + Months::new(at as u32),
            amount: Money(if at == 0 {
                owed.cents() - each * (count - 1)
            } else {
                each
            }),
            paid_on: None,
        })
        .collect()
}

words! {
    /// What accounts do next about a debt.
    NextStep {
        Remind = "remind",
        FormalNotice = "formal_notice",
        /// A plan, the court, or written off.
        Decide = "decide",
        WatchInstalment = "watch_instalment",
        SettleDispute = "settle_dispute",
        Collect = "collect",
        /// With the receiver, within 30 days of the bankruptcy.
        DeclareClaim = "declare_claim",
    }
}

/// The next step and the day on which it is due; `None` where nothing more is expected.
pub fn next_step(debt: &Standing) -> Option<(NextStep, NaiveDate)> {
    let due = debt.due_on?;
    let since = debt.since_on.unwrap_or(due);
    let month = |day: NaiveDate| day + Days::new(30);
    Some(match debt.state {
        DebtState::Paid | DebtState::WrittenOff => return None,
        DebtState::Open | DebtState::Overdue => {
            (NextStep::Remind, due + Days::new(GRACE_DAYS.unsigned_abs() + 1))
        }
        DebtState::Reminded => match debt.notice_on {
            Some(day) => (NextStep::Decide, day + Days::new(NOTICE_DAYS)),
            None => (
                NextStep::FormalNotice,
                debt.reminded_on.unwrap_or(since) + Days::new(AFTER_REMINDER),
            ),
        },
        DebtState::Disputed => (NextStep::SettleDispute, month(since)),
        DebtState::Plan => {
            let open = debt.plan.iter().find(|part| part.paid_on.is_none());
            (NextStep::WatchInstalment, open.map_or(since, |part| part.due_on))
        }
        DebtState::PlanBroken => match debt.notice_on {
            Some(day) => (NextStep::Decide, since.max(day + Days::new(NOTICE_DAYS))),
            None => (NextStep::FormalNotice, since),
        },
        DebtState::Judged => (NextStep::Collect, month(since)),
        DebtState::Bankrupt => (NextStep::DeclareClaim, month(since)),
    })
}

words! {
    /// How old a debt is, in whole days past due.
    AgeBand { NotDue = "not_due", To30 = "1_30", To60 = "31_60", To90 = "61_90", Over90 = "over_90" }
}

impl AgeBand {
    /// The band of so many days past due.
    pub const fn of(days_past_due: i64) -> Self {
        match days_past_due {
            ..=0 => Self::NotDue,
            1..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            _ => Self::Over90,
        }
    }

    /// The band on a day of what falls due on another; what has no due date is not due.
    pub fn on(due: Option<NaiveDate>, today: NaiveDate) -> Self {
        Self::of(due.map_or(0, |due| today.signed_duration_since(due).num_days()))
    }
}

/// What is owed by one client, or by a parent with its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Exposure {
    /// Not paid, due or not, before VAT; what is lost is not among it.
    pub open: Money,
    /// Of these, more than 7 days past due and not disputed.
    pub overdue: Money,
    /// Of the open ones, contested by the client.
    pub disputed: Money,
    /// Written off, or owed by a bankrupt client.
    pub lost: Money,
    pub contracts: i64,
    pub overdue_contracts: i64,
    /// Distinct members whose contracts are open.
    pub members: i64,
    pub oldest_due_on: Option<NaiveDate>,
    /// Open euros by [`AgeBand`].
    pub by_age: [Money; 5],
}

/// One contract as the exposure counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub member: crate::MemberId,
    pub state: DebtState,
    pub price: Money,
    pub due_on: Option<NaiveDate>,
    /// How its invoice stands today (`payment::payment`).
    pub payment: Payment,
}

impl Exposure {
    /// The exposure of these unpaid contracts as known on `today`.
    pub fn of(owed: &[Owed], today: NaiveDate) -> Self {
        let mut all = Self::default();
        let mut members: Vec<crate::MemberId> = Vec::new();
        for one in owed {
            if one.state.is_lost() {
                all.lost += one.price;
                continue;
            }
            if one.state.is_closed() {
                continue;
            }
            all.open += one.price;
            all.contracts += 1;
            members.push(one.member);
            if one.state == DebtState::Disputed {
                all.disputed += one.price;
            }
            if one.payment.is_late() {
                all.overdue += one.price;
                all.overdue_contracts += 1;
            }
            if one.due_on.is_some_and(|due| due < today) {
                all.oldest_due_on = all.oldest_due_on.min(one.due_on).or(one.due_on);
            }
            if let Some(band) = all.by_age.get_mut(AgeBand::on(one.due_on, today) as usize) {
                *band += one.price;
            }
        }
        members.sort_unstable();
        members.dedup();
        all.members = members.len() as i64;
        all
    }
}

/// One step of a debt's life, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtEvent {
    pub contract: ContractId,
    pub step: DebtStep,
    pub from: DebtState,
    pub to: DebtState,
    /// `None` for the calendar and for imports without a person.
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    /// The day on which it happened.
    pub on: NaiveDate,
    pub reason: String,
}

/// What a list of debtors is narrowed to, and how it is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DebtSearch {
    /// Only clients whose oldest open debt is in this band or an older one.
    pub age: Option<AgeBand>,
    /// Only where the next step is due.
    pub step_due: bool,
    /// Also clients that owe nothing overdue yet.
    pub all_open: bool,
    /// Parents with what their children owe, instead of single clients.
    pub by_group: bool,
    /// The place after which the page begins.
    pub after: Option<After>,
}

/// A place in the list of debtors: overdue euros first, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub overdue: i64,
    pub client: ClientId,
}

impl After {
    /// Reads `4120000.17`; what is no place is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (overdue, client) = text.split_once('.')?;
        Some(Self {
            overdue: overdue.parse().ok()?,
            client: client.parse().ok()?,
        })
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.overdue, self.client)
    }
}

#[cfg(test)]
mod tests;
