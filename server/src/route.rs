//! The table of routes: a path, the right it needs and its handlers; the guard stands before the handler.

use crate::app_state::App;
use crate::middleware::guard;
use crate::upload;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use domain::Role;
use domain::api_key::ApiScope;
use domain::permission::{self, Action, Grant};
use std::fmt;

/// Who may ask for a path at all; what stands on the page is asked of the table of rights object by object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this at all (`domain::permission`).
    May(Action),
    /// Another system, with a key that opens this.
    Key(ApiScope),
}

impl Access {
    /// What a role's cell of the table of rights says of this path.
    fn grant(self, role: Role) -> Grant {
        match self {
            Self::Public | Self::SignedIn => Grant::Yes,
            Self::May(action) => permission::grant(role, action),
            Self::Key(_) => Grant::No,
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::SignedIn => f.write_str("signed_in"),
            Self::May(action) => f.write_str(action.code()),
            Self::Key(scope) => write!(f, "key:{scope}"),
        }
    }
}

struct Route {
    path: &'static str,
    access: Access,
    /// `GET`, `POST` or `GET,POST`.
    methods: &'static str,
    handlers: MethodRouter<App>,
}

/// The list of all routes.
#[derive(Default)]
pub struct Table(Vec<Route>);

impl Table {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    pub fn get<H, T>(self, path: &'static str, access: Access, page: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(path, access, "GET", get(page))
    }

    /// Something that is done from another page.
    pub fn post<H, T>(self, path: &'static str, access: Access, act: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(path, access, "POST", post(act))
    }

    /// A page with its form.
    pub fn form<G, S, P, T>(self, path: &'static str, access: Access, page: G, act: P) -> Self
    where
        G: Handler<S, App>,
        S: 'static,
        P: Handler<T, App>,
        T: 'static,
    {
        self.add(path, access, "GET,POST", get(page).post(act))
    }

    /// A page with a form that takes files ([`crate::upload::Upload`]): for it alone a larger body is read.
    pub fn upload<G, S, P, T>(self, path: &'static str, access: Access, page: G, act: P) -> Self
    where
        G: Handler<S, App>,
        S: 'static,
        P: Handler<T, App>,
        T: 'static,
    {
        let handlers = get(page).post(act).layer(DefaultBodyLimit::max(upload::LARGEST));
        self.add(path, access, "GET,POST", handlers)
    }

    /// Files that are added from another page.
    pub fn post_files<H, T>(self, path: &'static str, access: Access, act: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let handlers = post(act).layer(DefaultBodyLimit::max(upload::LARGEST));
        self.add(path, access, "POST", handlers)
    }

    fn add(
        mut self,
        path: &'static str,
        access: Access,
        methods: &'static str,
        handlers: MethodRouter<App>,
    ) -> Self {
        self.0.push(Route {
            path,
            access,
            methods,
            handlers,
        });
        self
    }

    /// The routes as axum runs them, each behind its guard.
    pub fn router(self, app: &App) -> Router {
        let mut router = Router::new();
        for route in self.0 {
            router = router.route(
                route.path,
                guard::before(route.handlers, app, route.access, route.path),
            );
        }
        router.fallback(crate::pages::not_found).with_state(app.clone())
    }
}

/// One line a route: methods, path, right, and the roles that have it, separated by tabs (`vigie routes`).
/// `member:own` and `accounts:payment` have it for some objects only; the handler asks about each.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for route in &self.0 {
            let roles = Role::ALL
                .iter()
                .filter_map(|role| match route.access.grant(*role) {
                    Grant::No => None,
                    Grant::Yes => Some(role.code().to_owned()),
                    Grant::Own => Some(format!("{role}:own")),
                    Grant::Payment => Some(format!("{role}:payment")),
                    Grant::Put => Some(format!("{role}:put")),
                });
            let roles = roles.collect::<Vec<_>>().join(",");
            writeln!(f, "{}\t{}\t{}\t{roles}", route.methods, route.path, route.access)?;
        }
        Ok(())
    }
}
