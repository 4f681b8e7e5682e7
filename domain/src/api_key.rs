//! Keys by which other systems of the cooperative ask Vigie.

use crate::ApiKeyId;
use chrono::{DateTime, Utc};

words! {
    /// What a key opens.
    ApiScope {
        /// Answer a check, read a kept one.
        Check = "check",
        /// Check again at signature and record the signature.
        Sign = "sign",
    }
}

/// How the token of a key begins, so that people and scanners recognise one that leaked.
pub const PREFIX: &str = "vigie_";
/// The longest name of a key, in characters.
pub const MAX_NAME: usize = 80;
/// Requests of one key in a minute, on one server.
pub const REQUESTS_A_MINUTE: u32 = 600;

/// A key as the admin sees it: never its token, of which only a hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// The first characters of its token.
    pub hint: String,
    pub scopes: Vec<ApiScope>,
    pub created_by_name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

impl ApiKey {
    /// May this key be used for that?
    pub fn opens(&self, scope: ApiScope) -> bool {
        self.revoked_at.is_none() && self.scopes.contains(&scope)
    }
}
