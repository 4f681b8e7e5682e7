//! All routes on one screen. Each names the right it needs: none can be added without.

use crate::app_state::App;
use crate::middleware;
use crate::pages::{account, health, help, home, language, sign_in, sign_out};
use crate::route::Access::{May, Public, SignedIn};
use crate::route::Table;
use axum::Router;
use domain::permission::Action::Home;

/// Path, who may, handlers. `form` is a page (GET) with the form that posts back to it (POST).
pub fn table() -> Table {
    Table::new()
        .get("/", May(Home), home::get)
        .form("/sign-in", Public, sign_in::get, sign_in::post)
        .post("/sign-out", SignedIn, sign_out::post)
        .post("/language", Public, language::post)
        .get("/help", Public, help::get)
        .get("/account", SignedIn, account::get)
        .post("/account/password", SignedIn, account::password)
        .post("/account/sessions/end", SignedIn, account::end_sessions)
        .get("/assets/{*path}", Public, crate::assets::serve)
        .get("/healthz", Public, health::alive)
        .get("/readyz", Public, health::ready)
        .get("/metrics", Public, health::metrics)
}

/// The routes with everything around them.
pub fn router(app: &App) -> Router {
    middleware::around(table().router(app), app)
}
