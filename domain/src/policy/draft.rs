//! What a draft must be before it may be put in force.

use super::Policy;
use super::decay::table;
use super::setting::Setting;
use chrono::NaiveDate;

/// The longest reason for a version, in characters.
pub const MAX_WHY: usize = 2_000;
/// How far ahead a version may begin, in days.
pub const FURTHEST_DAYS: i64 = 366;

/// What is wrong with a draft; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// A number beyond measure.
    #[error("{0} is out of range")]
    OutOfRange(Setting),
    /// A graver issue must not weigh less, a worse verdict not begin earlier.
    #[error("{0} must not be less than what stands before it")]
    NotRising(Setting),
}

/// What must not fall from one to the next; limits and shares must rise.
const RISING: &[(Setting, Setting, bool)] = &[
    (Setting::WeightMinor, Setting::WeightModerate, false),
    (Setting::WeightModerate, Setting::WeightSerious, false),
    (Setting::WeightSerious, Setting::WeightCritical, false),
    (Setting::LimitConcern, Setting::LimitSerious, true),
    (Setting::LimitSerious, Setting::LimitGrave, true),
    (Setting::InformShare, Setting::RestrictShare, false),
];

/// Checks a draft; an empty list is a policy that can be tried and put in force.
pub fn problems(policy: &Policy) -> Vec<PolicyProblem> {
    let out = Setting::ALL.iter().filter(|setting| {
        let (least, most) = setting.range();
        !(least..=most).contains(&setting.of(policy))
    });
    let falling = RISING.iter().filter(|(first, second, strictly)| {
        let (first, second) = (first.of(policy), second.of(policy));
        second < first || *strictly && second == first
    });
    out.map(|setting| PolicyProblem::OutOfRange(*setting))
        .chain(falling.map(|(_, second, _)| PolicyProblem::NotRising(*second)))
        .collect()
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
                PolicyProblem::NotRising(Setting::WeightCritical),
                PolicyProblem::NotRising(Setting::LimitGrave)
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
            [Setting::Months, Setting::Resolved, Setting::Prepayment].map(PolicyProblem::OutOfRange)
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
