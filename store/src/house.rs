//! Facts about the house itself, and the keyed pseudonyms that survive the erasure of identities.

use crate::{Db, Store, StoreError, Tx};
use sha2::{Digest, Sha256};

const SALT: &str = "pseudonym_salt";

/// A fact of the house, if it was ever set.
pub async fn get(store: &Store, key: &str) -> Result<Option<String>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT value FROM house WHERE key = $1"
    )
    .bind(key)
    .fetch_optional(pool)
    .await)?)
}

/// Sets a fact of the house.
pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<(), StoreError> {
    on!(tx, |conn| {
        sqlx::query(
        "INSERT INTO house (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// Says that something done once per database is done; `false` where it was before.
pub(crate) async fn claim(tx: &mut Tx, key: &str) -> Result<bool, StoreError> {
    let claimed = on!(tx, |conn| sqlx::query(
        "INSERT INTO house (key, value) VALUES ($1, '1') ON CONFLICT (key) DO NOTHING"
    )
    .bind(key)
    .execute(&mut *conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(claimed > 0)
}

/// Draws the secret of the pseudonyms once, from the database's own source of randomness.
pub(crate) async fn make_salt(store: &Store) -> Result<(), StoreError> {
    if get(store, SALT).await?.is_some() {
        return Ok(());
    }
    // The one text that must differ: the databases share no random function.
    let draw = match store.db() {
        Db::Sqlite { .. } => {
            "INSERT INTO house (key, value) VALUES ($1, lower(hex(randomblob(32)))) ON CONFLICT (key) DO NOTHING"
        }
        Db::Postgres(_) => {
            "INSERT INTO house (key, value) VALUES ($1, gen_random_uuid()::text || gen_random_uuid()::text) ON CONFLICT (key) DO NOTHING"
        }
    };
    let mut tx = store.write().await?;
    on!(&mut tx, |conn| sqlx::query(draw)
        .bind(SALT)
        .execute(conn)
        .await
        .map(drop))?;
    tx.commit().await
}

/// The secret under which pseudonyms are made; read once and kept by the caller.
#[derive(Clone)]
pub struct Pseudonyms {
    salt: String,
}

impl Pseudonyms {
    /// The house's own secret.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        let salt = get(store, SALT)
            .await?
            .ok_or(StoreError::Corrupt("house.pseudonym_salt"))?;
        Ok(Self { salt })
    }

    /// A stable name for a person that nobody can turn back without the secret: HMAC-SHA-256 in hexadecimal.
    pub fn of(&self, kind: &str, id: i64) -> String {
        hex(&hmac(self.salt.as_bytes(), format!("{kind}:{id}").as_bytes()))
    }
}

/// HMAC-SHA-256 (RFC 2104); twelve lines that spare a dependency.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// SHA-256 in hexadecimal: how tokens and e-mail addresses stand in the database.
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyed_hash_is_that_of_rfc_4231() {
        let test_case_2 = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            hex(&test_case_2),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        let test_case_6 = hmac(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
        );
        assert_eq!(
            hex(&test_case_6),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
