//! Stances: proposed, approved, refused, sent to the client, lifted; one in force per client and scope.

mod before;
mod card;
mod decide;
mod find;
mod impact;
mod propose;
mod row;

pub use before::{Before, PossibleGround, before};
pub use card::refresh_card;
pub use decide::{approve, lift, refuse, send};
pub use find::{
    Listing, behind_mark, count_in_force, grounds_of, in_force, list, note_from, sheet, standing,
};
pub use impact::{Impact, impact};
pub use propose::{Placed, propose};

use crate::{StoreError, Tx};
use domain::ClientId;

/// Moves the client's facts on: kept checks made before no longer hold (`product.md`, "Check").
pub async fn facts_moved_on(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_facts (client_id, revision) VALUES ($1, 1)
        ON CONFLICT (client_id) DO UPDATE SET revision = client_facts.revision + 1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(client.0)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}
