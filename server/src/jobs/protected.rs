//! Protected tables and distinct counts: made when a month has become mature, once, by one server.

use crate::app_state::App;
use store::StoreError;
use store::trend::{distinct, protected};

/// Every hour; mostly there is nothing to make.
pub async fn work(app: App, holder: String) -> Result<(), StoreError> {
    let now = app.clock.now();
    let made = protected::make(&app.store, &holder, now).await?;
    if made > 0 {
        tracing::info!(made, "protected tables were made");
    }
    distinct::count(&app.store, &holder, now).await.map(drop)
}
