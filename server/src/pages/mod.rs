//! One handler file for each action: `pages/<thing>/<action>.rs` with `get` and `post`.
//!
//! **The pattern.** *May they? load, decide, render*, and nothing else:
//!
//! ```ignore
//! //! A new note on a client: GET and POST /clients/{id}/notes/new.
//! pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
//!     let client = client::find(&visit.app.store, id).await?.ok_or(PageError::NotFound)?;     // load
//!     user.may(Action::WriteNote, &Object { client: Some(id), ..Object::default() })?;        // may they, on this object?
//!     Ok(page(&visit, &client, NoteForm { key: form::new_key(), ..NoteForm::default() }, Errors::none()))
//! }
//!
//! pub async fn post(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>, Form(raw): Form<Raw>) -> PageResult {
//!     let client = …; user.may(…)?;
//!     let mut errors = Errors::none();
//!     let Some(text) = form::required(visit.lang, &mut errors, "text", &raw.text, 4000) else {
//!         return Ok(page(&visit, &client, raw.into(), errors));                               // 422, what was typed kept
//!     };
//!     let mut tx = visit.app.store.write().await?;
//!     let to = format!("/clients/{id}?done=note");
//!     let key = form::key_or_new(&raw.key);
//!     if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
//!         return Ok(render::redirect(&first));                                                // second click
//!     }
//!     note::write(&mut tx, user.id, id, text, visit.now).await?;                              // state, event, audit, deltas
//!     tx.commit().await?;
//!     Ok(render::redirect(&to))                                                               // 303
//! }
//!
//! fn page(visit: &Visit, …) -> Response {
//!     visit.page(texts::note_new::title(visit.lang)).refused_if(!errors.is_empty()).render(|| pages::note::new(&props))
//! }
//! ```
//!
//! * The route in `routes.rs` names the right (`May(Action::…)`); its guard has asked `may_at_all` before the handler runs
//!   and sends whoever is not signed in to `/sign-in?next=…`. The handler asks [`CurrentUser::may`] about the object.
//!   Where to know of it would tell too much (a sensitive issue), answer [`PageError::NotFound`] instead of refusing.
//! * The time is `visit.now` / `visit.today()`; the language `visit.lang`; the database `visit.app.store`.
//! * `?` turns `StoreError`, `Denied` and unreadable forms into their pages. For an edit map a conflict to its page:
//!   `Err(StoreError::Conflict) => return Err(PageError::Conflict { back: format!("/clients/{id}") })`, or better show both versions.
//! * After a post: `redirect("/…?done=CODE")`, and the page that comes says so with
//!   `.notice(visit.done("CODE").then(|| texts::…(l)))`.
//! * A part for an island: `if visit.wants("results") { return Ok(render::part(|| pages::client::results(&props))) }`.
//! * A form carries `key` (a second click does nothing twice) and, for an edit, `revision` (the one that was seen).
//! * Fields of a raw form are `String` with `#[serde(default)]` on the struct: what a person types is never unreadable.
//!
//! [`CurrentUser::may`]: crate::visit::CurrentUser::may
//! [`PageError::NotFound`]: crate::error::PageError::NotFound

pub mod account;
pub mod admin;
pub mod agreement;
pub mod alert;
pub mod appeal;
pub mod case;
pub mod charter;
pub mod check;
pub mod client;
pub mod debt;
pub mod edition;
pub mod error;
pub mod file;
pub mod health;
pub mod help;
pub mod home;
pub mod issue;
pub mod language;
pub mod message;
pub mod notice;
pub mod partner;
pub mod pay;
pub mod people;
pub mod policy;
pub mod processing;
pub mod profession;
pub mod public_year;
pub mod reports;
pub mod sign_in;
pub mod sign_out;
pub mod stance;
pub mod watch;

use crate::error::{PageError, PageResult};

/// An address where nothing stands.
pub async fn not_found() -> PageResult {
    Err(PageError::NotFound)
}
