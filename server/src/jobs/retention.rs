//! Forgetting what has had its time: planned for the first of each month, in small batches; and what came in for a client at
//! the moment at which it was merged.

use crate::app_state::App;
use std::time::Duration;
use store::retention::{self, Step};
use store::{StoreError, client};

/// Between two batches others write.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes the planned purge to its end, where its day has come; on one server at a time.
pub(super) async fn purge(app: App, holder: String) -> Result<(), StoreError> {
    let pseudonyms = app.pseudonyms().await?.clone();
    while retention::step(&app.store, &holder, &pseudonyms, app.clock.now()).await? == Step::More {
        tokio::time::sleep(PAUSE).await;
    }
    client::merge::gather_strays(&app.store, app.clock.now())
        .await
        .map(drop)
}
