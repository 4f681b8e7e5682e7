//! Before and after a load: is the database empty, emptying it, and the settings that only a lone writer may use.

use crate::engine::Db;
use crate::{Store, StoreError};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

/// What people and imports write, children before their parents. Reference data, the register and the house stay.
const TABLES: &[&str] = &[
    "issue_file",
    "reply_file",
    "appeal_file",
    "stored_file",
