//! Every number of a policy by name: what forms, tables and comparisons walk through.

use super::Policy;
use super::decay::{LONGEST_HALF, LONGEST_MONTHS, MILLION};

words! {
    /// One number (or yes and no) of a policy, in the order in which people read them.
    Setting {
        Months = "months",
        HalfDays = "half_days",
        WeightMinor = "weight_minor",
        WeightModerate = "weight_moderate",
        WeightSerious = "weight_serious",
        WeightCritical = "weight_critical",
        Resolved = "resolved",
        ApartDays = "apart_days",
        LimitConcern = "limit_concern",
        LimitSerious = "limit_serious",
        LimitGrave = "limit_grave",
        BlankUnder = "blank_under",
        SureReporters = "sure_reporters",
        DebtDays = "debt_days",
        NoticeDays = "notice_days",
        UnpaidContracts = "unpaid_contracts",
        Prepayment = "prepayment",
        InformShare = "inform_share",
        InformTimes = "inform_times",
        InformContracts = "inform_contracts",
        RestrictShare = "restrict_share",
        RestrictTimes = "restrict_times",
        RestrictContracts = "restrict_contracts",
        CapStructural = "cap_structural",
        CapNaturalPerson = "cap_natural_person",
        CapAgreement = "cap_agreement",
        M = "m",
        M0 = "m0",
        Mean = "mean",
    }
}

words! {
    /// What belongs together on the page.
    Group {
        Counting = "counting",
        Verdicts = "verdicts",
        Debts = "debts",
        Late = "late",
        Caps = "caps",
        Shrinkage = "shrinkage",
    }
}

/// How a setting is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A whole number of what its name says.
    Count,
    /// Points with decimals; stored in millionths.
    Points,
    /// A share in percent with decimals; stored in millionths.
    Share,
    /// A whole percentage.
    Percent,
    /// So many times, with decimals; stored in hundredths.
    Times,
    /// Yes (1) or no (0).
    Tick,
}

impl Unit {
    /// Stored units in one hundredth of what people write.
    pub const fn scale(self) -> (i64, i64) {
        match self {
            Self::Count | Self::Percent | Self::Tick => (1, 100),
            Self::Points => (MILLION / 100, 1),
            Self::Share => (MILLION / 10_000, 1),
            Self::Times => (1, 1),
        }
    }

    /// A stored number in hundredths of what people write.
    pub const fn to_hundredths(self, stored: i64) -> i64 {
        let (times, by) = self.scale();
        stored * by / times
    }

    /// A typed number, in hundredths, as it is stored; `None` where decimals are not meant.
    pub const fn from_hundredths(self, typed: i64) -> Option<i64> {
        let (times, by) = self.scale();
        if typed % by == 0 {
            Some(typed / by * times)
        } else {
            None
        }
    }
}

impl Setting {
    pub const fn group(self) -> Group {
        match self {
            Self::Months
            | Self::HalfDays
            | Self::WeightMinor
            | Self::WeightModerate
            | Self::WeightSerious
            | Self::WeightCritical
            | Self::Resolved
            | Self::ApartDays => Group::Counting,
            Self::LimitConcern
            | Self::LimitSerious
            | Self::LimitGrave
            | Self::BlankUnder
            | Self::SureReporters => Group::Verdicts,
            Self::DebtDays | Self::NoticeDays | Self::UnpaidContracts | Self::Prepayment => Group::Debts,
            Self::InformShare
            | Self::InformTimes
            | Self::InformContracts
            | Self::RestrictShare
            | Self::RestrictTimes
            | Self::RestrictContracts => Group::Late,
            Self::CapStructural | Self::CapNaturalPerson | Self::CapAgreement => Group::Caps,
            Self::M | Self::M0 | Self::Mean => Group::Shrinkage,
        }
    }

    pub const fn unit(self) -> Unit {
        match self {
            Self::WeightMinor
            | Self::WeightModerate
            | Self::WeightSerious
            | Self::WeightCritical
            | Self::LimitConcern
            | Self::LimitSerious
            | Self::LimitGrave => Unit::Points,
            Self::Resolved | Self::InformShare | Self::RestrictShare | Self::Mean => Unit::Share,
            Self::InformTimes | Self::RestrictTimes => Unit::Times,
            Self::Prepayment => Unit::Percent,
            Self::CapStructural | Self::CapNaturalPerson | Self::CapAgreement => Unit::Tick,
            Self::Months
            | Self::HalfDays
            | Self::ApartDays
            | Self::BlankUnder
            | Self::SureReporters
            | Self::DebtDays
            | Self::NoticeDays
            | Self::UnpaidContracts
            | Self::InformContracts
            | Self::RestrictContracts
            | Self::M
            | Self::M0 => Unit::Count,
        }
    }

    /// The least and the greatest that may be stored.
    pub const fn range(self) -> (i64, i64) {
        match self {
            Self::Months => (1, LONGEST_MONTHS as i64),
            Self::HalfDays => (1, LONGEST_HALF as i64),
            Self::WeightMinor
            | Self::WeightModerate
            | Self::WeightSerious
            | Self::WeightCritical
            | Self::LimitConcern
            | Self::LimitSerious
            | Self::LimitGrave => (MILLION / 100, 1_000 * MILLION),
            Self::Resolved | Self::Mean => (0, MILLION),
            Self::InformShare | Self::RestrictShare => (MILLION / 100, MILLION),
            Self::InformTimes | Self::RestrictTimes => (0, 10_000),
            Self::InformContracts | Self::RestrictContracts => (1, 10_000),
            Self::ApartDays | Self::DebtDays => (1, 3_650),
            Self::NoticeDays => (0, 3_650),
            Self::BlankUnder => (1, 100),
            Self::SureReporters => (2, 100),
            Self::UnpaidContracts => (1, 1_000),
            Self::Prepayment => (1, 100),
            Self::CapStructural | Self::CapNaturalPerson | Self::CapAgreement => (0, 1),
            Self::M | Self::M0 => (0, 100_000),
        }
    }

    /// What a policy has here, as stored.
    pub fn of(self, p: &Policy) -> i64 {
        match self {
            Self::Months => p.months.into(),
            Self::HalfDays => p.half_days.into(),
            Self::WeightMinor => p.weights.minor.0,
            Self::WeightModerate => p.weights.moderate.0,
            Self::WeightSerious => p.weights.serious.0,
            Self::WeightCritical => p.weights.critical.0,
            Self::Resolved => p.resolved,
            Self::ApartDays => p.apart_days,
            Self::LimitConcern => p.limits.concern.0,
            Self::LimitSerious => p.limits.serious.0,
            Self::LimitGrave => p.limits.grave.0,
            Self::BlankUnder => p.blank_under,
            Self::SureReporters => p.sure_reporters,
            Self::DebtDays => p.debt_days,
            Self::NoticeDays => p.notice_days,
            Self::UnpaidContracts => p.unpaid_contracts,
            Self::Prepayment => p.prepayment,
            Self::InformShare => p.late_informative.share,
            Self::InformTimes => p.late_informative.times_sector,
            Self::InformContracts => p.late_informative.contracts,
            Self::RestrictShare => p.late_restrictive.share,
            Self::RestrictTimes => p.late_restrictive.times_sector,
            Self::RestrictContracts => p.late_restrictive.contracts,
            Self::CapStructural => p.caps.structural.into(),
            Self::CapNaturalPerson => p.caps.natural_person.into(),
            Self::CapAgreement => p.caps.agreement.into(),
            Self::M => p.shrinkage.m,
            Self::M0 => p.shrinkage.m0,
            Self::Mean => p.shrinkage.mean,
        }
    }

    /// Writes a stored number into a policy; beyond its range it is for [`super::draft::problems`] to say so.
    pub fn set(self, p: &mut Policy, stored: i64) {
        let small = || u32::try_from(stored).unwrap_or(u32::MAX);
        match self {
            Self::Months => p.months = small(),
            Self::HalfDays => p.half_days = small(),
            Self::WeightMinor => p.weights.minor.0 = stored,
            Self::WeightModerate => p.weights.moderate.0 = stored,
            Self::WeightSerious => p.weights.serious.0 = stored,
            Self::WeightCritical => p.weights.critical.0 = stored,
            Self::Resolved => p.resolved = stored,
            Self::ApartDays => p.apart_days = stored,
            Self::LimitConcern => p.limits.concern.0 = stored,
            Self::LimitSerious => p.limits.serious.0 = stored,
            Self::LimitGrave => p.limits.grave.0 = stored,
            Self::BlankUnder => p.blank_under = stored,
            Self::SureReporters => p.sure_reporters = stored,
            Self::DebtDays => p.debt_days = stored,
            Self::NoticeDays => p.notice_days = stored,
            Self::UnpaidContracts => p.unpaid_contracts = stored,
            Self::Prepayment => p.prepayment = stored,
            Self::InformShare => p.late_informative.share = stored,
            Self::InformTimes => p.late_informative.times_sector = stored,
            Self::InformContracts => p.late_informative.contracts = stored,
            Self::RestrictShare => p.late_restrictive.share = stored,
            Self::RestrictTimes => p.late_restrictive.times_sector = stored,
            Self::RestrictContracts => p.late_restrictive.contracts = stored,
            Self::CapStructural => p.caps.structural = stored != 0,
            Self::CapNaturalPerson => p.caps.natural_person = stored != 0,
            Self::CapAgreement => p.caps.agreement = stored != 0,
            Self::M => p.shrinkage.m = stored,
            Self::M0 => p.shrinkage.m0 = stored,
            Self::Mean => p.shrinkage.mean = stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_from_a_policy_can_be_written_into_another() {
        let from = Policy::version_1();
        let mut to = Policy::version_1();
        for &setting in Setting::ALL {
            let (least, most) = setting.range();
            setting.set(&mut to, if setting.of(&from) == least { most } else { least });
            assert_ne!(setting.of(&to), setting.of(&from), "{setting}");
        }
        for &setting in Setting::ALL {
            setting.set(&mut to, setting.of(&from));
        }
        assert_eq!(to, from);
    }

    #[test]
    fn what_people_write_is_what_is_stored() {
        assert_eq!(Unit::Points.from_hundredths(250), Some(2_500_000));
        assert_eq!(Unit::Share.from_hundredths(3_000), Some(300_000));
        assert_eq!(Unit::Count.from_hundredths(3_600), Some(36));
        assert_eq!(Unit::Count.from_hundredths(3_650), None);
        for &setting in Setting::ALL {
            let stored = setting.of(&Policy::version_1());
            let typed = setting.unit().to_hundredths(stored);
            assert_eq!(setting.unit().from_hundredths(typed), Some(stored), "{setting}");
        }
    }
}
