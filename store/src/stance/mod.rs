//! Stances: proposed, approved, refused, sent to the client, lifted; one in force per client and scope.

mod card;
mod decide;
mod find;
mod impact;
mod propose;
mod row;

pub use card::refresh_card;
pub use decide::{approve, lift, refuse, send};
pub use find::{behind_mark, grounds_of, grounds_to_choose, in_force, list, sheet, standing};
pub use impact::{Impact, impact};
pub use propose::{Placed, propose};

use crate::{StoreError, Tx};
use domain::ClientId;

/// Moves the client's facts on: kept checks made before no longer hold (`product.md`, "Check").
pub async fn facts_moved_on(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_facts (client_id, revision) VALUES ($1, 1)
        ON CONFLICT (client_id) DO UPDATE SET revision = client_facts.revision + 1";
    on!(tx, |conn| sqlx::query(SQL).bind(client.0).execute(&mut *conn).await)?;
    Ok(())
}
