//! Trends: what is counted by month, how it is split, which months may be compared, and what a title may claim.

pub mod agreement;
pub mod attack;
pub mod chance;
pub mod chart;
pub mod check_report;
pub mod choices;
pub mod claim;
pub mod cluster;
pub mod control;
pub mod duration;
pub mod endings;
pub mod histogram;
pub mod ledger;
pub mod low_pay;
pub mod mover;
pub mod movers;
pub mod payment_report;
pub mod people;
pub mod protected;
pub mod queues;
pub mod rate;
pub mod rebase;
pub mod report;
pub mod series;
pub mod share;
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
        /// Choices of a stance beside their recommendation, by month of decision.
        Choices = "choices",
        /// The newest choice of each client alone, by its month of decision.
        ClientChoices = "client_choices",
        /// How stances ended and what became of them, by month of the end.
        StanceEndings = "stance_endings",
        /// Of those, the ones after which a client can relapse: neither replaced nor reversed.
        StancesOver = "stances_over",
        /// Of those, the ones after which it did within 12 months; still by month of the end.
        StanceRelapses = "stance_relapses",
        /// Clients with confirmed low pay, by the month of their latest such report: those of a period that runs until today
        /// are the sum of its months.
        LowPayClients = "low_pay_clients",
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
        /// What was recommended and what was chosen: `restrictive:informative`.
        Choice = "choice",
        /// The same with the size band before it.
        SizeChoice = "size_choice",
        /// How a stance ended.
        Ending = "ending",
        /// What became of it, by word, or `unknown`.
        Became = "became",
        /// The issues for named handlers alone, of the whole and of each split: who is kept out of them reads figures without.
        HandlersAll = "handlers_all",
        HandlersFilter = "handlers_filter",
        HandlersCategory = "handlers_category",
        HandlersSector = "handlers_sector",
        HandlersRegion = "handlers_region",
        HandlersSize = "handlers_size",
    }
}

impl Split {
    /// The same split of the issues for named handlers alone.
    pub const fn handlers(self) -> Option<Self> {
        match self {
            Self::All => Some(Self::HandlersAll),
            Self::Filter => Some(Self::HandlersFilter),
            Self::Category => Some(Self::HandlersCategory),
            Self::Sector => Some(Self::HandlersSector),
            Self::Region => Some(Self::HandlersRegion),
            Self::Size => Some(Self::HandlersSize),
            _ => None,
        }
    }
}

/// The one cell of [`Split::All`].
pub const ALL: &str = "all";
