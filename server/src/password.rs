//! Passwords: Argon2id, two at a time, so that a flood of attempts cannot take all memory and both cores.

use anyhow::{Result, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// The shortest password that may be chosen, in characters.
pub const SHORTEST: usize = 10;
/// The longest that is looked at, in bytes.
pub const LONGEST: usize = 256;

/// Hashes and verifies, at most two at a time.
#[derive(Clone)]
pub struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Hasher {
    /// The PHC text of a new hash with its own salt.
    pub async fn hash(&self, password: String) -> Result<String> {
        let _place = self.0.acquire().await?;
        tokio::task::spawn_blocking(move || hash(&password)).await?
    }

    /// Is it this password? Without a hash (an unknown person) it takes as long and says no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let _place = self.0.acquire().await?;
        tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = match hash {
                Some(hash) => hash,
                None => dummy()?,
            };
            Ok(verify(&password, &hash) && known)
        })
        .await?
    }
}

/// Hashes on this thread (command line, demo data).
pub fn hash(password: &str) -> Result<String> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| anyhow!("argon2: {error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon2
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow!("argon2: {error}"))?
        .to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// A hash of nobody's password, made once.
fn dummy() -> Result<String> {
    static DUMMY: OnceLock<String> = OnceLock::new();
    if let Some(hash) = DUMMY.get() {
        return Ok(hash.clone());
    }
    let made = hash(&crate::form::new_key())?;
    Ok(DUMMY.get_or_init(|| made).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let hasher = Hasher::default();
        let hash = hasher.hash("vigie-demo".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            hasher
                .verify("vigie-demo".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!hasher.verify("vigie-Demo".into(), Some(hash)).await.unwrap());
        assert!(!hasher.verify("vigie-demo".into(), None).await.unwrap());
    }
}
