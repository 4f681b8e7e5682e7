//! What the frame of a page needs to know: who reads, in which language, where, and which files to load.

use domain::{Lang, Role};

/// The hashed addresses of the files that a page loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetNames {
    pub css: &'static str,
    pub icon: &'static str,
    /// The module that starts the islands; read only where `Frame::has_islands`.
    pub boot: &'static str,
    pub js: &'static str,
    pub wasm: &'static str,
}

/// The person who is signed in, as the bar shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub name: String,
    pub role: Role,
}

/// What waits, beside the places of the bar; zero shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NavCounts {
    /// Issues to triage.
    pub issues: i64,
    /// Go-aheads and derogations to answer.
    pub approvals: i64,
    /// Stances to send, to approve, to judge or to review.
    pub stances: i64,
    /// Debts that want their next step.
    pub debts: i64,
    /// Questions to the committee.
    pub opinions: i64,
}

/// Everything around a page's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub lang: Lang,
    /// `None` before signing in.
    pub person: Option<Signed>,
    /// The finding or the task of the page, without the name of the program.
    pub title: String,
    /// Path and query of this page: where a change of language comes back to.
    pub path: String,
    pub assets: AssetNames,
    /// What has just been done, said once on top of the page.
    pub notice: Option<String>,
    /// A form came back with errors: the title begins with "Error:".
    pub refused: bool,
    /// Load the islands.
    pub has_islands: bool,
    pub counts: NavCounts,
    /// The data is synthetic, and the page says so.
    pub demo: bool,
}

impl Frame {
    /// A frame with nothing to announce.
    pub fn new(lang: Lang, assets: AssetNames, path: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            lang,
            person: None,
            title: title.into(),
            path: path.into(),
            assets,
            notice: None,
            refused: false,
            has_islands: false,
            counts: NavCounts::default(),
            demo: false,
        }
    }
}
