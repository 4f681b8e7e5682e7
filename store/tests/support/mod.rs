//! Fresh databases for tests, and what tests build in them.

mod engines;
pub mod ledger;
pub mod make;
pub mod plan;

pub use engines::{Fresh, on_postgres, on_sqlite, second_server, statistics};

/// Writes each test once and runs it on a fresh SQLite file and on a fresh PostgreSQL database:
/// `both_engines! { async fn a_sentence(store) { … } }`.
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "a test may need nothing of its file")]
            use super::*;

            $(#[$meta])*
            async fn on_either($store: store::Store) $body

            #[test]
            fn sqlite() {
                $crate::support::on_sqlite(on_either);
            }

            #[test]
            fn postgres() {
                $crate::support::on_postgres(on_either);
            }
        }
    )+};
}
