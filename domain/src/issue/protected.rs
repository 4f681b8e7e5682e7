//! Undeclared work follows the periods of the law that protects whistle-blowers (Directive (EU) 2019/1937, articles 9 and 11;
//! in Belgium the law of 28 November 2022): acknowledged in 7 days, answered in 3 months.

use crate::category::Sensitivity;
use chrono::{Days, Months, NaiveDate};

/// Days within which the reporter hears that the report was taken up.
pub const ACKNOWLEDGE_DAYS: u64 = 7;
/// Months within which the reporter hears what became of it. Counted from the report, which is never later than the law's own
/// count from the acknowledgement.
pub const ANSWER_MONTHS: u32 = 3;

/// The last days of both periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    pub acknowledge_by: NaiveDate,
    pub answer_by: NaiveDate,
}

impl Periods {
    /// The day that comes next: the answer's once the report was taken up.
    pub const fn next(self, acknowledged: bool) -> NaiveDate {
        if acknowledged {
            self.answer_by
        } else {
            self.acknowledge_by
        }
    }
}

/// Days ahead within which a lawful period is pointed out to whoever may decide.
pub const SOON_DAYS: u64 = 7;

/// The periods of a report whose present spell began on this day; `None` where no such periods run.
pub fn periods(sensitivity: Sensitivity, spell_on: NaiveDate) -> Option<Periods> {
    if sensitivity != Sensitivity::Whistleblower {
        return None;
    }
    Some(Periods {
        acknowledge_by: spell_on + Days::new(ACKNOWLEDGE_DAYS),
        answer_by: spell_on
            .checked_add_months(Months::new(ANSWER_MONTHS))
            .unwrap_or(spell_on),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undeclared_work_is_acknowledged_in_7_days_and_answered_in_3_months() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let periods_of = periods(Sensitivity::Whistleblower, day("2026-11-30")).unwrap();
        assert_eq!(periods_of.acknowledge_by, day("2026-12-07"));
        assert_eq!(periods_of.answer_by, day("2027-02-28"));
        assert_eq!(periods_of.next(false), day("2026-12-07"));
        assert_eq!(periods_of.next(true), day("2027-02-28"));
        assert_eq!(periods(Sensitivity::Ordinary, day("2026-11-30")), None);
        assert_eq!(periods(Sensitivity::NamedHandlers, day("2026-11-30")), None);
    }
}
