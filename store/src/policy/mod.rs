//! The policy: its versions, clients' dated records, what is recommended, trials of a draft, past cases by their facts.

mod advise;
mod case;
mod record;
mod trial;
mod version;

pub use advise::{Advised, advise, advised_on};
pub use case::{PastCase, closest, keep_cases};
pub(crate) use case::{choices_counted, forget_choices};
pub use record::{Chosen, choices, record, records};
pub use trial::{
    Asked, TRIAL_TEXTS, Trial, TrialClient, TrialHead, TrialList, ask, clients, step, trial, trials, waits,
};
pub(crate) use version::plant;
pub use version::{
    PolicyEvent, discard, draft, events, in_force, list, put, save, save_measured, sheet, withdraw,
};
