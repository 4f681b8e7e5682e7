//! Freezing an edition: the figures of its year as they are known now, for each kind of reader.

use crate::app_state::App;
use crate::error::PageError;
use crate::pages::reports::load;
use crate::visit::Visit;
use axum::http::HeaderMap;
use domain::Month;
use domain::edition::{Scope, due};
use store::{Tx, edition, person};

/// Reads and freezes the figures; `false` where the edition is frozen already. The caller commits.
pub async fn make(
    app: &App,
    month: Month,
    finish: impl AsyncFnOnce(&mut Tx) -> Result<(), PageError>,
) -> Result<bool, PageError> {
    // Nobody asks, and nobody's language matters: figures know none.
    let visit = Visit::anonymous(app, &HeaderMap::new(), String::new());
    let figures = load::frozen(&visit, month, Scope::All).await?;
    let payment = load::frozen(&visit, month, Scope::Payment).await?;
    let told = if month == due(visit.today()) {
        let team = person::team(&app.store).await?;
        edition::subscribers(&app.store, &team).await?
    } else {
        // By mail comes the month gone by, not what is made up for later.
        Vec::new()
    };
    let mut tx = app.store.write().await?;
    let frozen = edition::freeze(&mut tx, month, &figures, &payment, visit.now).await?;
    if frozen {
        edition::tell(&mut tx, month, &told, visit.now).await?;
    }
    finish(&mut tx).await?;
    tx.commit().await?;
    Ok(frozen)
}
