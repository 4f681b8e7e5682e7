//! The nomenclature of professions: what the cooperative accepts, on which proofs, what it refuses and why.

use crate::category::Filter;
use crate::{Lang, ProfessionId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// The state of a profession in the nomenclature.
    ProfessionState {
        Accepted = "accepted",
        /// Accepted with proofs (insurance certificate, access to the profession, …).
        Conditional = "conditional",
        Refused = "refused",
        /// Refused for now.
        Paused = "paused",
    }
}

words! {
    /// A proof that a conditional profession demands.
    Proof {
        InsuranceCertificate = "insurance_certificate",
        Diploma = "diploma",
        HygieneTraining = "hygiene_training",
        SafetyPlan = "safety_plan",
        Licence = "licence",
        PriorAgreement = "prior_agreement",
    }
}

/// One entry of the nomenclature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profession {
    pub id: ProfessionId,
    pub code: String,
    pub state: ProfessionState,
    /// The filter that speaks against it, where one does.
    pub filter: Option<Filter>,
    pub names: [String; 4],
    /// Why it is conditional, refused or paused, in French and Dutch; empty for an accepted one.
    pub reason_fr: String,
    pub reason_nl: String,
    pub proofs: Vec<Proof>,
    pub since: NaiveDate,
    pub review_on: Option<NaiveDate>,
    pub source: String,
}

impl Profession {
    /// Its name in a language (`names` stand in the order of [`Lang::ALL`]).
    pub fn name(&self, lang: Lang) -> &str {
        &self.names[lang as usize]
    }

    /// Its reason in French for French readers, in Dutch for Dutch ones; others read the French.
    pub fn reason(&self, lang: Lang) -> &str {
        if lang == Lang::Nl {
            &self.reason_nl
        } else {
            &self.reason_fr
        }
    }
}
