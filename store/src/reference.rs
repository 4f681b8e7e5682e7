//! Reference data.

use crate::{Store, StoreError};

pub(crate) async fn seed(_store: &Store) -> Result<(), StoreError> {
    Ok(())
}
