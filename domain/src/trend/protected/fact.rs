//! What protected tables count, and the cells of each fact.

use super::Cell;
use crate::payment::GRACE_DAYS;
use crate::trend::Split;
use crate::trend::report::Outcome;
use crate::trend::series::MATURE_DAYS;
use crate::trend::wait::WaitSeries;

words! {
    /// One kind of fact; its splits share their atoms.
    ProtectedMeasure {
        /// Issues that people reported, by month of report.
        Issues = "issues",
        /// Invoices in the rates, by month due.
        Payment = "payment",
        /// Kept checks, by month kept.
        Checks = "checks",
        /// Stances that came into force, by that month. Nobody stands behind one: clients are counted.
        Stances = "stances",
    }
}

impl ProtectedMeasure {
    /// One at a time, and never two that follow from each other: where one cell lies within another (a category in its
    /// filter, a delay in "late"), both are one split.
    pub const fn splits(self) -> &'static [Split] {
        match self {
            Self::Issues => &[
                Split::Category,
                Split::Outcome,
                Split::Source,
                Split::Sector,
                Split::Region,
                Split::Size,
            ],
            Self::Payment => &[Split::Delay, Split::Sector, Split::Region, Split::Size],
            Self::Checks => &[Split::Answer],
            Self::Stances => &[Split::StanceKind, Split::Sector, Split::Region, Split::Size],
        }
    }
}

words! {
    /// How long after its due date an invoice was paid: cells of [`Split::Delay`], each within "in time" or "late".
    DueBand {
        OnTime = "on_time",
        To7 = "to_7",
        To30 = "to_30",
        To60 = "to_60",
        /// Later, or not at all by then.
        Over60 = "over_60",
    }
}

impl DueBand {
    pub const IN_TIME: &'static str = "in_time";
    pub const LATE: &'static str = "late";

    /// The band of a delay in days; `None` is not paid.
    pub const fn of(delay: Option<i64>) -> Self {
        match delay {
            Some(days) if days <= 0 => Self::OnTime,
            Some(days) if days <= GRACE_DAYS => Self::To7,
            Some(days) if days <= 30 => Self::To30,
            Some(days) if days <= 60 => Self::To60,
            _ => Self::Over60,
        }
    }

    /// Late is more than 7 days after due.
    pub const fn is_late(self) -> bool {
        !matches!(self, Self::OnTime | Self::To7)
    }

    pub fn cell(self) -> Cell {
        let outer = if self.is_late() { Self::LATE } else { Self::IN_TIME };
        Cell::within(outer, self.code())
    }
}

/// What had become of an issue 60 days after its report: its first wait tells. So a table says the same on whatever day
/// it is made.
pub fn decided_within(waits: &[(WaitSeries, i64)]) -> Outcome {
    match waits.first() {
        Some((_, days)) if *days > MATURE_DAYS as i64 => Outcome::Open,
        Some((WaitSeries::WaitConfirmed, _)) => Outcome::Confirmed,
        Some((WaitSeries::WaitDismissed, _)) => Outcome::Dismissed,
        Some((WaitSeries::WaitWithdrawn, _)) => Outcome::Withdrawn,
        Some((WaitSeries::WaitOpen, _)) | None => Outcome::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_begins_on_the_eighth_day_and_what_is_not_paid_is_over_60_days_late() {
        let band = |days| (DueBand::of(days), DueBand::of(days).is_late());
        assert_eq!(band(Some(-3)), (DueBand::OnTime, false));
        assert_eq!(band(Some(0)), (DueBand::OnTime, false));
        assert_eq!(band(Some(7)), (DueBand::To7, false));
        assert_eq!(band(Some(8)), (DueBand::To30, true));
        assert_eq!(band(Some(60)), (DueBand::To60, true));
        assert_eq!(band(Some(61)), (DueBand::Over60, true));
        assert_eq!(band(None), (DueBand::Over60, true));
        assert_eq!(DueBand::To60.cell(), Cell::within("late", "to_60"));
    }

    #[test]
    fn what_is_decided_after_60_days_was_open() {
        use WaitSeries::{WaitConfirmed, WaitDismissed, WaitOpen, WaitWithdrawn};
        assert_eq!(decided_within(&[(WaitConfirmed, 60)]), Outcome::Confirmed);
        assert_eq!(decided_within(&[(WaitConfirmed, 61)]), Outcome::Open);
        assert_eq!(
            decided_within(&[(WaitDismissed, 3), (WaitConfirmed, 5)]),
            Outcome::Dismissed
        );
        assert_eq!(decided_within(&[(WaitWithdrawn, 0)]), Outcome::Withdrawn);
        assert_eq!(decided_within(&[(WaitOpen, 739_000)]), Outcome::Open);
        assert_eq!(decided_within(&[]), Outcome::Open);
    }
}
