//! Stances: put forward, sent to their client, heard, approved, in force, renewed, changed, lifted, stepped down, ended; one
//! in force per client and scope. What happens around them: holds, opinions, derogations, people who step aside.

mod before;
mod card;
pub mod derogation;
pub mod due;
mod effect;
mod find;
mod ground;
mod hear;
pub mod hold;
mod impact;
mod list;
pub mod opinion;
mod propose;
mod recusal;
pub mod relapse;
mod row;
mod step;
mod version;

pub use before::{Before, PossibleGround, before, establishments};
pub use card::refresh_card;
pub use effect::{approve, touches};
pub use find::{hearing_due, in_force, note_from, sheet, took_part};
pub use ground::{facts_of_case, grounds_of};
pub use hear::{mark_heard, notify};
pub use impact::{Impact, impact};
pub use list::{Counts, Listing, Past, behind_mark, count_in_force, counts, list, past};
pub use propose::{amend, propose};
pub use recusal::{Aside, Recusal, aside_of, recusals, step_aside, step_back};
pub use step::{Seen, Told, step};
pub(crate) use step::{ending, stepped_down};
pub use version::{Version, current, frozen, version};

use crate::{StoreError, Tx};
use domain::ClientId;

/// The texts with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[&[(&str, &str)]] = &[
    before::TEXTS,
    card::TEXTS,
    derogation::TEXTS,
    due::TEXTS,
    effect::TEXTS,
    find::TEXTS,
    ground::TEXTS,
    hold::TEXTS,
    list::TEXTS,
    opinion::TEXTS,
    relapse::TEXTS,
];

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
