//! Drives the finished program from outside, over HTTP, the way a browser without scripts does.
//!
//! ```no_run
//! let site = tests::Site::demo();
//! let member = site.sign_in("membre@demo.example");
//! let page = member.get("/clients").submit_form("form[role=search]", &[("q", "rapid courses")]);
//! page.assert_status(200);
//! page.assert_text("Rapid Courses");
//! ```
//!
//! - [`Site`] is a running `vigie` with a database of its own
//! - [`Visitor`] is one person's browser: cookies, the address they are at
//! - [`Page`] is an answer, with its text, links and forms
//! - [`Form`] is filled in and sent
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a panic here is a failed test, with its reason"
)]

mod address;
mod database;
mod form;
mod page;
mod site;
mod visitor;

pub use database::Engine;
pub use form::Form;
pub use page::Page;
pub use site::{Site, program};
pub use visitor::Visitor;

/// The password of every demo account.
pub const PASSWORD: &str = "vigie-demo";
