//! Trends: what is counted by month, how it is split, which months may be compared, and what a title may claim.

pub mod agreement;
pub mod attack;
pub mod chance;
pub mod chart;
pub mod check_report;
pub mod claim;
pub mod cluster;
pub mod control;
pub mod duration;
pub mod histogram;
pub mod ledger;
pub mod mover;
pub mod payment_report;
pub mod people;
pub mod protected;
pub mod rate;
pub mod report;
pub mod series;
pub mod share;
pub mod shrink;
pub mod split;
pub mod wage;
pub mod wait;
pub mod work;

words! {
    /// What is counted, as signed counts by month.
    Measure {
        /// Issues by the month in which they were reported.
        IssuesReported = "issues_reported",
        /// Of those, the ones now confirmed or resolved: outcomes follow the cohort of report (`statistics.md` 1).
        IssuesConfirmed = "issues_confirmed",
        IssuesDismissed = "issues_dismissed",
        IssuesWithdrawn = "issues_withdrawn",
        /// Issues that the ledger detected, by the month of the fact: an import is not a wave.
        IssuesDetected = "issues_detected",
        /// Stances that came into force.
        StancesIn = "stances_in",
        /// Stances that were lifted or ended.
        StancesOut = "stances_out",
        /// Kept checks, by the month in which they were kept.
        Checks = "checks",
        /// What members did in the end, by the month in which they said so: counted, not kept by person.
        CheckOutcomes = "check_outcomes",
        /// Wages that members were offered, by the month in which the last check of the offer was kept.
        Offers = "offers",
    }
}

words! {
    /// One split at a time: period × split, without a second filter (`statistics.md` 18).
    Split {
        All = "all",
        Filter = "filter",
        Category = "category",
        /// Informative, restrictive, punitive.
        StanceKind = "stance_kind",
        Sector = "sector",
        Region = "region",
        Funder = "funder",
        Profession = "profession",
        Size = "size",
        /// Both: `events:12`. A category within a sector, and with it a filter within a sector.
        SectorCategory = "sector_category",
        RegionCategory = "region_category",
        SizeCategory = "size_category",
        /// The answer of a check.
        Answer = "answer",
        /// What the member did in the end; of issues, what became of them.
        Outcome = "outcome",
        /// Who reported: a member, or staff.
        Source = "source",
        /// How long after its due date an invoice was paid.
        Delay = "delay",
        /// Both: `on_conditions:declined`.
        AnswerOutcome = "answer_outcome",
        /// How the wage that was offered stands to its reference.
        Offer = "offer",
    }
}

/// The one cell of [`Split::All`].
pub const ALL: &str = "all";
