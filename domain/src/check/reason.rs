//! The reasons of an answer; each stands at its own level.

use super::Answer;
use crate::profession::Proof;
use crate::stance::condition::Condition;
use crate::stance::{StanceCard, StanceKind};
use crate::{Wage, category::Filter};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One reason of an answer; each stands at its own level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// A punitive stance covers this work.
    Sanction {
        stance: StanceCard,
    },
    ProfessionRefused,
    ProfessionPaused,
    /// Gross for one unit: what is offered and what the law demands.
    WageUnderMinimum {
        offered: Wage,
        needed: Wage,
    },
    Hold,
    Conditions {
        stance: StanceCard,
        unmet: Vec<Condition>,
        met: Vec<Condition>,
        /// A go-ahead given before covers this work until that day: approval stands among what is met.
        #[serde(default)]
        approved_until: Option<NaiveDate>,
    },
    /// The proofs that a conditional profession still asks for.
    ProfessionProofs {
        proofs: Vec<Proof>,
        #[serde(default)]
        approved_until: Option<NaiveDate>,
    },
    /// A punitive stance covers this work, and this member may work in spite of it.
    Derogation {
        stance: StanceCard,
        until: NaiveDate,
    },
    Informative {
        stance: StanceCard,
    },
    ParentStance {
        parent: String,
        kind: StanceKind,
    },
    WageUnderReference {
        offered: Wage,
        reference: Wage,
    },
    /// The wage cannot be held against the legal minimum: the hours of one unit were not told.
    HoursMissing,
    RegisterStopped,
    RegisterBankrupt,
    NotInRegister,
    ClientUnknown,
    /// Too few paid contracts of others to say anything.
    NothingKnown,
    /// Enough paid contracts, but not clear either; what is not published is not told.
    NothingMore,
    /// This many contracts of others were paid and nothing was confirmed in 24 months.
    PaidBefore {
        contracts: i64,
    },
}

impl Reason {
    /// The answer that this reason alone would give.
    pub const fn answer(&self) -> Answer {
        match self {
            Self::Sanction { .. }
            | Self::ProfessionRefused
            | Self::ProfessionPaused
            | Self::WageUnderMinimum { .. } => Answer::Refused,
            Self::Hold => Answer::SpeakFirst,
            Self::Conditions { .. } | Self::ProfessionProofs { .. } => Answer::OnConditions,
            Self::Derogation { .. }
            | Self::Informative { .. }
            | Self::ParentStance { .. }
            | Self::WageUnderReference { .. }
            | Self::HoursMissing
            | Self::RegisterStopped
            | Self::RegisterBankrupt
            | Self::NotInRegister => Answer::TakeNote,
            Self::ClientUnknown | Self::NothingKnown | Self::NothingMore => Answer::NothingKnown,
            Self::PaidBefore { .. } => Answer::Clear,
        }
    }

    /// The stance that this reason rests on.
    pub const fn stance(&self) -> Option<&StanceCard> {
        match self {
            Self::Sanction { stance }
            | Self::Conditions { stance, .. }
            | Self::Derogation { stance, .. }
            | Self::Informative { stance } => Some(stance),
            _ => None,
        }
    }

    /// The filters in which a training or a partner helps; `profession` is the one that speaks against the profession.
    pub fn filters(&self, profession: Option<Filter>) -> Vec<Filter> {
        match self {
            // To stand up for a price is a question of training, not of refusal.
            Self::WageUnderMinimum { .. } | Self::WageUnderReference { .. } => vec![Filter::Support],
            Self::ProfessionRefused | Self::ProfessionPaused | Self::ProfessionProofs { .. } => {
                profession.into_iter().collect()
            }
            _ => self
                .stance()
                .map(|stance| stance.filters.iter().copied().collect())
                .unwrap_or_default(),
        }
    }

    /// The code of this reason, for the API and for texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sanction { .. } => "sanction",
            Self::ProfessionRefused => "profession_refused",
            Self::ProfessionPaused => "profession_paused",
            Self::WageUnderMinimum { .. } => "wage_under_minimum",
            Self::Hold => "hold",
            Self::Conditions { .. } => "conditions",
            Self::ProfessionProofs { .. } => "profession_proofs",
            Self::Derogation { .. } => "derogation",
            Self::Informative { .. } => "informative",
            Self::ParentStance { .. } => "parent_stance",
            Self::WageUnderReference { .. } => "wage_under_reference",
            Self::HoursMissing => "hours_missing",
            Self::RegisterStopped => "register_stopped",
            Self::RegisterBankrupt => "register_bankrupt",
            Self::NotInRegister => "not_in_register",
            Self::ClientUnknown => "client_unknown",
            Self::NothingKnown => "nothing_known",
            Self::NothingMore => "nothing_more",
            Self::PaidBefore { .. } => "paid_before",
        }
    }
}
