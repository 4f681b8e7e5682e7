//! Every sentence of Vigie, as functions made by `build.rs` from `app/locales/{fr,nl,en,de}.toml`.
//!
//! French is the source: a key that is missing, unknown or differs in its arguments in another language stops the build.
//!
//! | in `fr.toml` | in Rust |
//! |---|---|
//! | `[form]` `save = "Enregistrer"` | `texts::form::save(l) -> &'static str` (`const fn`) |
//! | `[app]` `error_title = "Erreur : {title}"` | `texts::app::error_title(l, title) -> String`, arguments in the order of French |
//! | `[unit]` `days = { one = "{n} jour", other = "{n} jours" }` | `texts::unit::days(l, n) -> String`, `n: i64` first, written with the language's thousands |
//!
//! French blanks before `: ; ? ! %` and inside guillemets become no-break ones when built: write plain blanks, and compare
//! with the function's answer in tests, not with a literal.
//!
//! Sections stand in alphabetical order, one for each page (`[client_list]`, `[issue_report]`) or closed list of words
//! (`[stance]`, `[severity]`; read those through [`crate::words`]). Shared: `[app]`, `[nav]`, `[form]`, `[list]`,
//! `[unit]`, `[chart]`. A French "one" is 0 and 1; in the three others it is 1.

use crate::format::number;
use domain::Lang;
use std::fmt::Display;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
