//! What every handler shares: the store, the clock, the settings and a few counters.

use crate::clock::Clock;
use crate::config::Settings;
use crate::document::Documents;
use crate::lookups::Lookups;
use crate::middleware::metrics::Metrics;
use crate::pages::sign_in::limit::Limits;
use crate::password::Hasher;
use domain::Role;
use std::ops::Deref;
use std::sync::Arc;
use store::house::Pseudonyms;
use store::{Store, StoreError};
use tokio::sync::OnceCell;

/// The shared state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What is shared. It holds nothing that a second server would miss, except limits per address and per key; what it
/// has drawn stands under the revision of its figures.
pub struct Shared {
    pub store: Store,
    pub clock: Clock,
    pub settings: Settings,
    pub hasher: Hasher,
    pub limits: Limits,
    /// Requests of each key of another system in this minute, on this server.
    pub api_limits: crate::api::limit::Limits,
    /// Look-ups that were allowed today: what stands in the database anyway.
    pub lookups: Lookups,
    /// Links of letters that lead nowhere, by network address: who tries many waits.
    pub links: Limits,
    pub metrics: Metrics,
    /// Reports drawn from figures that have not moved since.
    pub reports: crate::pages::reports::drawn::Drawn,
    /// What they stand beside, as it was a moment ago.
    pub beside: crate::pages::reports::beside::Beside,
    /// Documents that are being set: one at a time, beside the pages.
    pub documents: Documents,
    /// The data is synthetic: every page says so.
    pub demo: bool,
    /// The accounts of the demonstration, offered where one signs in.
    pub demo_accounts: Vec<(String, Role)>,
    /// The secret of the pseudonyms: it never changes, so it is read once.
    pseudonyms: OnceCell<Pseudonyms>,
}

impl App {
    /// Brings the parts together; the accounts of the demonstration where the data is synthetic.
    pub fn new(store: Store, settings: Settings, demo_accounts: Option<Vec<(String, Role)>>) -> Self {
        Self(Arc::new(Shared {
            store,
            clock: settings.clock,
            settings,
            hasher: Hasher::default(),
            limits: Limits::default(),
            api_limits: crate::api::limit::Limits::default(),
            lookups: Lookups::default(),
            links: Limits::default(),
            metrics: Metrics::default(),
            reports: crate::pages::reports::drawn::Drawn::default(),
            beside: crate::pages::reports::beside::Beside::default(),
            documents: Documents::default(),
            demo: demo_accounts.is_some(),
            demo_accounts: demo_accounts.unwrap_or_default(),
            pseudonyms: OnceCell::new(),
        }))
    }

    /// What turns a person into the pseudonym that stays for counting.
    pub async fn pseudonyms(&self) -> Result<&Pseudonyms, StoreError> {
        self.pseudonyms
            .get_or_try_init(|| Pseudonyms::load(&self.store))
            .await
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
