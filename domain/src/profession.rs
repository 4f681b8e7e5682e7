//! The nomenclature of professions: what the cooperative accepts, on which proofs, what it refuses and why.

mod draft;

pub use draft::{Draft, Part, PartChange, Problem, changes, problems};

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

words! {
    /// Where a profession belongs: the sectors that the working group named, and those around them.
    ProfessionField {
        Arts = "arts",
        Audiovisual = "audiovisual",
        Events = "events",
        Communication = "communication",
        Digital = "digital",
        Education = "education",
        Crafts = "crafts",
        Building = "building",
        Hospitality = "hospitality",
        Medical = "medical",
        Care = "care",
        Animals = "animals",
        Transport = "transport",
        Sports = "sports",
        Services = "services",
        Other = "other",
    }
}

/// One entry of the nomenclature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profession {
    pub id: ProfessionId,
    pub code: String,
    pub field: ProfessionField,
    pub state: ProfessionState,
    /// The filter that speaks against it, where one does.
    pub filter: Option<Filter>,
    pub names: [String; 4],
    /// Why it is conditional, refused or paused, in the order of [`Lang::ALL`]; empty for an accepted one.
    pub reasons: [String; 4],
    /// What it means for the cooperative (its insurance, its liability, its licences); empty for an accepted one.
    pub effects: [String; 4],
    pub proofs: Vec<Proof>,
    pub since: NaiveDate,
    pub review_on: Option<NaiveDate>,
    pub source: String,
    pub revision: i64,
}

impl Profession {
    /// Its name in a language (`names` stand in the order of [`Lang::ALL`]).
    pub fn name(&self, lang: Lang) -> &str {
        &self.names[lang as usize]
    }

    /// Its reason, in French where the language has none.
    pub fn reason(&self, lang: Lang) -> &str {
        wording(&self.reasons, lang)
    }

    /// Its effect on the cooperative, in French where the language has none.
    pub fn effect(&self, lang: Lang) -> &str {
        wording(&self.effects, lang)
    }

    /// Has its day of review come?
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.review_on.is_some_and(|day| day <= today)
    }
}

fn wording(words: &[String; 4], lang: Lang) -> &str {
    let own = &words[lang as usize];
    if own.is_empty() {
        &words[Lang::Fr as usize]
    } else {
        own
    }
}
