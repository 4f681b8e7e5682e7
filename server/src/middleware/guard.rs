//! Before each handler: who asks (one look into the sessions), and may they ask for this at all?

use crate::api::key;
use crate::app_state::App;
use crate::error::PageError;
use crate::route::Access;
use crate::session;
use crate::visit::Visit;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use domain::permission;
use std::sync::Arc;

/// What the guard of one route knows.
#[derive(Clone)]
struct Guard {
    app: App,
    access: Access,
    path: &'static str,
}

/// The path as the table of routes writes it (`/clients/{id}`): what logs and counters may name.
#[derive(Debug, Clone, Copy)]
pub struct Template(pub &'static str);

/// Files and probes ask for nobody: no session is looked up for them.
fn is_faceless(path: &str) -> bool {
    matches!(
        path,
        "/assets/{*path}" | "/healthz" | "/readyz" | "/metrics" | "/api/v1/openapi.json"
    )
}

/// The handlers of a route behind its guard.
pub fn before(
    handlers: MethodRouter<App>,
    app: &App,
    access: Access,
    path: &'static str,
) -> MethodRouter<App> {
    if is_faceless(path) {
        return handlers;
    }
    if let Access::Key(scope) = access {
        let app = app.clone();
        return handlers.layer(from_fn_with_state(key::Guard { app, scope, path }, key::stand));
    }
    handlers.layer(from_fn_with_state(
        Guard {
            app: app.clone(),
            access,
            path,
        },
        stand,
    ))
}

async fn stand(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let visit = match visit(&guard.app, request.uri(), request.headers()).await {
        Ok(visit) => visit,
        Err(error) => return error.into_response(),
    };
    let mut answer = match admit(guard.access, &visit, request.method()) {
        Ok(()) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    answer.extensions_mut().insert(Template(guard.path));
    if answer.extensions().get::<PageError>().is_some() {
        answer.extensions_mut().insert(visit);
    }
    answer
}

/// The request as handlers see it. An unreadable session table is an error, not a stranger.
async fn visit(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Visit, PageError> {
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
    let mut visit = Visit::anonymous(app, headers, path);
    if let Some(known) = session::find(app, headers, visit.now).await? {
        visit.lang = known.person.lang;
        visit.person = Some(Arc::new(known.person));
        visit.session = Some(known.token_hash.into());
    }
    Ok(visit)
}

fn admit(access: Access, visit: &Visit, method: &Method) -> Result<(), PageError> {
    let action = match access {
        Access::Public => return Ok(()),
        Access::SignedIn => None,
        Access::May(action) => Some(action),
        // Such a route has a guard of its own: no session opens it.
        Access::Key(_) => return Err(PageError::NotFound),
    };
    let Some(person) = &visit.person else {
        return Err(PageError::SignIn {
            next: next_page(visit, method),
        });
    };
    if let Some(action) = action {
        permission::may_at_all(person, action)?;
    }
    Ok(())
}

/// Where to go on after signing in: a page that was asked for, but never a post.
fn next_page(visit: &Visit, method: &Method) -> String {
    if *method == Method::GET {
        visit.path.to_string()
    } else {
        "/".to_owned()
    }
}
