//! What a draft must be before it may be put in force.

use super::decay::{LONGEST_HALF, LONGEST_MONTHS, MILLION, table};
use super::{LateRule, Policy};
use chrono::NaiveDate;

/// The longest reason for a version, in characters.
pub const MAX_WHY: usize = 2_000;
/// The greatest weight or limit, in points.
pub const MOST_POINTS: i64 = 1_000;
/// How far ahead a version may begin, in days.
pub const FURTHEST_DAYS: i64 = 366;

words! {
    /// A part of the form that can be wrong.
    PolicyField {
        Months = "months",
        Weights = "weights",
        HalfDays = "half_days",
        Resolved = "resolved",
        ApartDays = "apart_days",
        Limits = "limits",
        BlankUnder = "blank_under",
        SureReporters = "sure_reporters",
        DebtDays = "debt_days",
        NoticeDays = "notice_days",
        UnpaidContracts = "unpaid_contracts",
        LateInformative = "late_informative",
        LateRestrictive = "late_restrictive",
        Prepayment = "prepayment",
        M = "m",
        M0 = "m0",
        Mean = "mean",
    }
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// A number beyond measure.
    #[error("{0} is out of range")]
    OutOfRange(PolicyField),
    /// A graver issue must not weigh less, a worse verdict not begin earlier.
    #[error("{0} must not fall from one step to the next")]
    NotRising(PolicyField),
}

/// Checks a draft; an empty list is a policy that can be simulated and put in force.
pub fn problems(policy: &Policy) -> Vec<PolicyProblem> {
    use PolicyField as F;
    let mut found = Vec::new();
    let mut within = |field, value: i64, least: i64, most: i64| {
        if !(least..=most).contains(&value) {
            found.push(PolicyProblem::OutOfRange(field));
        }
    };
    let most = MOST_POINTS * MILLION;
    let w = policy.weights;
    let weights = [w.minor.0, w.moderate.0, w.serious.0, w.critical.0];
    let limits = [
        policy.limits.concern.0,
        policy.limits.serious.0,
        policy.limits.grave.0,
    ];
    for weight in weights {
        within(F::Weights, weight, 1, most);
    }
    for limit in limits {
        within(F::Limits, limit, 1, most);
    }
    within(F::Months, policy.months.into(), 1, LONGEST_MONTHS.into());
    within(F::HalfDays, policy.half_days.into(), 1, LONGEST_HALF.into());
    within(F::Resolved, policy.resolved, 0, MILLION);
    within(F::ApartDays, policy.apart_days, 1, 3_660);
    within(F::BlankUnder, policy.blank_under, 1, 100);
    within(F::SureReporters, policy.sure_reporters, 2, 100);
    within(F::DebtDays, policy.debt_days, 1, 3_660);
    within(F::NoticeDays, policy.notice_days, 0, 3_660);
    within(F::UnpaidContracts, policy.unpaid_contracts, 1, 1_000);
    within(F::Prepayment, policy.prepayment, 1, 100);
    within(F::M, policy.shrinkage.m, 0, 100_000);
    within(F::M0, policy.shrinkage.m0, 0, 100_000);
    within(F::Mean, policy.shrinkage.mean, 0, MILLION);
    for (_, mean) in &policy.shrinkage.sectors {
        within(F::Mean, *mean, 0, MILLION);
    }
    let mut late = |field, rule: LateRule| {
        within(field, rule.share, 1, MILLION);
        within(field, rule.times_sector, 0, 10_000);
        within(field, rule.contracts, 1, 10_000);
    };
    late(F::LateInformative, policy.late_informative);
    late(F::LateRestrictive, policy.late_restrictive);
    if !weights.is_sorted() {
        found.push(PolicyProblem::NotRising(F::Weights));
    }
    if !limits.is_sorted_by(|a, b| a < b) {
        found.push(PolicyProblem::NotRising(F::Limits));
    }
    if policy.late_informative.share > policy.late_restrictive.share {
        found.push(PolicyProblem::NotRising(F::LateRestrictive));
    }
    found.dedup();
    found
}

impl Policy {
    /// The same with the table of its half-life and window made anew: what the form does not show is frozen with it.
    pub fn with_table(mut self) -> Self {
        self.decay = table(self.half_days, self.months);
        self
    }
}

/// Why a version cannot be put in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PutRefused {
    #[error("only a draft is put in force")]
    NotADraft,
    #[error("a version begins today or later: the past keeps its policy")]
    InPast,
    #[error("a version begins within a year")]
    TooFar,
    #[error("another version begins on that day or later")]
    AnotherBegins,
    #[error("the draft has problems")]
    Problems,
}

/// May this draft begin on that day? `last` is when the newest version put in force begins.
pub fn may_put(
    draft: &Policy,
    from: NaiveDate,
    last: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), PutRefused> {
    if !problems(draft).is_empty() {
        return Err(PutRefused::Problems);
    }
    let ahead = from.signed_duration_since(today).num_days();
    if ahead < 0 {
        return Err(PutRefused::InPast);
    }
    if ahead > FURTHEST_DAYS {
        return Err(PutRefused::TooFar);
    }
    if last.is_some_and(|last| from <= last) {
        return Err(PutRefused::AnotherBegins);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Points;

    #[test]
    fn version_1_has_no_problem() {
        assert_eq!(problems(&Policy::version_1()), []);
    }

    #[test]
    fn a_graver_issue_never_weighs_less_and_a_worse_verdict_never_begins_earlier() {
        let mut policy = Policy::version_1();
        policy.weights.critical = Points::whole(2);
        policy.limits.grave = policy.limits.serious;
        assert_eq!(
            problems(&policy),
            [
                PolicyProblem::NotRising(PolicyField::Weights),
                PolicyProblem::NotRising(PolicyField::Limits)
            ]
        );
    }

    #[test]
    fn numbers_beyond_measure_are_named() {
        let mut policy = Policy::version_1();
        policy.months = 600;
        policy.resolved = -1;
        policy.prepayment = 130;
        assert_eq!(
            problems(&policy),
            [
                PolicyField::Months,
                PolicyField::Resolved,
                PolicyField::Prepayment
            ]
            .map(PolicyProblem::OutOfRange)
        );
    }

    #[test]
    fn the_past_keeps_its_policy() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let policy = Policy::version_1();
        let put = |from, last| may_put(&policy, day(from), last, day("2026-11-28"));
        assert_eq!(put("2026-11-28", None), Ok(()));
        assert_eq!(put("2026-11-27", None), Err(PutRefused::InPast));
        assert_eq!(put("2028-11-28", None), Err(PutRefused::TooFar));
        assert_eq!(
            put("2026-12-01", Some(day("2026-12-01"))),
            Err(PutRefused::AnotherBegins)
        );
    }
}
