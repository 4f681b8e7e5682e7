//! Every route as every role and as nobody: the server answers what the table of rights says.
//!
//! `vigie routes` prints the table that the server runs, with the roles of `domain::permission`; what those roles must be
//! is tested there, and for the routes that matter most here once more.

use crate::house::{House, ROLES, out};
use tests::Site;

struct Route {
    methods: String,
    path: String,
    access: String,
    roles: Vec<String>,
}

impl Route {
    fn list(house: &House) -> Vec<Self> {
        let text = out(&house.site.run(&["routes"]));
        let routes: Vec<_> = text
            .lines()
            .map(|line| {
                let mut parts = line.split('\t').map(str::to_owned);
                let mut next = || parts.next().unwrap();
                let (methods, path, access) = (next(), next(), next());
                let roles = next().split(',').map(str::to_owned).collect();
                Self {
                    methods,
                    path,
                    access,
                    roles,
                }
            })
            .collect();
        assert!(routes.len() > 10, "{text}");
        routes
    }

    /// `None` where the role may for some objects only: there each handler answers for itself, and its tests with it.
    fn allows(&self, role: &str) -> Option<bool> {
        let partly = self
            .roles
            .iter()
            .any(|one| one.split(':').next() == Some(role) && one != role);
        if partly {
            None
        } else {
            Some(self.roles.iter().any(|one| one == role))
        }
    }

    /// The path of something that does not exist: whoever may gets 404 there, whoever may not 403.
    fn example(&self) -> String {
        let parts: Vec<_> = self
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "999999999" } else { part })
            .collect();
        parts.join("/")
    }

    /// Opened by a key, never by a session; its own tests ask it.
    fn is_for_systems(&self) -> bool {
        self.access.starts_with("key:")
    }

    /// Signs the visitor out, so that the walk would end.
    fn ends_the_session(&self) -> bool {
        ["/sign-out", "/account/sessions/end", "/sign-in"].contains(&self.path.as_str())
    }
}

#[test]
fn nobody_gets_only_public_pages_and_is_sent_to_sign_in_from_all_others() {
    let house = House::of(&[]);
    let visitor = house.site.visitor();
    for route in Route::list(&house) {
        let path = route.example();
        let mut answers = Vec::new();
        if route.methods.contains("GET") {
            answers.push(("GET", visitor.get(&path)));
        }
        if route.methods.contains("POST") {
            answers.push(("POST", visitor.post(&path, &[])));
        }
        for (method, page) in answers {
            let sent = page.status() == 303 && page.header("location").starts_with("/sign-in");
            if route.is_for_systems() {
                assert_eq!(page.status(), 401, "{method} {path} answered nobody");
                assert_eq!(page.header("content-type"), "application/problem+json");
            } else if route.access == "public" {
                assert!(
                    !sent && page.status() != 403,
                    "{method} {path} is public but answered {}",
                    page.status()
                );
            } else {
                assert!(sent, "{method} {path} answered {} to nobody", page.status());
            }
        }
    }
}

#[test]
fn each_role_gets_what_the_table_of_rights_gives_it_and_nothing_else() {
    let house = House::of(&ROLES);
    let routes = Route::list(&house);
    for role in ROLES {
        let visitor = house.sign_in(role);
        for route in routes
            .iter()
            .filter(|route| !route.ends_the_session() && !route.is_for_systems())
        {
            let path = route.example();
            let mut answers = Vec::new();
            if route.methods.contains("GET") {
                answers.push(("GET", visitor.get(&path)));
            }
            if route.methods.contains("POST") {
                answers.push(("POST", visitor.post(&path, &[])));
            }
            for (method, page) in answers {
                let status = page.status();
                if let Some(allowed) = route.allows(role) {
                    assert_eq!(
                        status != 403,
                        allowed,
                        "{method} {path} as {role}: {status}, {}",
                        page.summary()
                    );
                }
                assert!(
                    status < 500,
                    "{method} {path} as {role}: {status}, {}",
                    page.summary()
                );
                let lost = status == 303 && page.header("location").starts_with("/sign-in");
                assert!(!lost, "{method} {path} as {role} was sent to sign in");
            }
        }
    }
}

#[test]
fn only_a_handful_of_routes_is_public() {
    let house = House::of(&[]);
    let public: Vec<_> = Route::list(&house)
        .into_iter()
        .filter(|route| route.access == "public")
        .map(|route| route.path)
        .collect();
    let expected = [
        "/sign-in",
        "/language",
        "/help",
        "/reply/{token}",
        "/reply/{token}/open",
        "/reply/{token}/reply",
        "/reply/{token}/extend",
        "/reply/{token}/appeal",
        "/reply/{token}/charter",
        "/charter",
        "/public",
        "/public/{year}",
        "/public/{year}/pdf",
        "/password/{token}",
        "/api/v1/openapi.json",
        "/assets/{*path}",
        "/healthz",
        "/readyz",
        "/metrics",
    ];
    assert_eq!(public, expected);
}

/// From `product.md`, "Who may do what": a change of the table must be meant.
#[test]
fn members_have_no_list_and_staff_pages_are_for_staff() {
    let house = House::of(&[]);
    let routes = Route::list(&house);
    let expected: [(&str, &[&str]); 8] = [
        ("/clients", &["counsellor", "accounts:payment", "manager"]),
        ("/clients.csv", &["counsellor", "accounts:payment", "manager"]),
        ("/admin/audit", &["admin"]),
        ("/stances", &["counsellor", "manager"]),
        ("/check", &["member", "counsellor", "manager"]),
        ("/reports", &["counsellor", "accounts:payment", "manager"]),
        ("/reports/protected", &["counsellor", "manager", "analyst"]),
        ("/approvals", &["counsellor", "manager"]),
    ];
    for (path, roles) in expected {
        let route = routes.iter().find(|route| route.path == path);
        let route = route.unwrap_or_else(|| panic!("no route {path}"));
        assert_eq!(route.roles, roles, "{path}");
    }
}

/// Where the table says "own", each handler answers for itself: one object of each kind, asked for by somebody else.
#[test]
fn another_member_gets_nothing_of_what_is_not_theirs() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let other = site.sign_in("membre2@demo.example");
    let staff = site.sign_in("conseil@demo.example");
    let issue = crate::case::report(&member, "1", "Impayé");
    let added = member
        .get(&issue)
        .form("#evidence")
        .file("files", "relevé.txt", b"Courses de janvier.")
        .submit();
    added.assert_status(303);
    let file = staff.get(&issue).attribute("a[href^='/files/']", "href").unwrap();
    let opened = crate::case::open(&staff, &issue, &[]);
    let case = opened.location().split('?').next().unwrap().to_owned();
    let check = crate::check::keep(&member, "16", "150,00");
    for path in [&issue, &check, &file] {
        assert_eq!(staff.get(path).status(), 200, "{path}");
    }

    let seeded = [
        issue.clone(),
        format!("{issue}/correct"),
        file,
        case,
        check.clone(),
    ];
    let planted = [
        "/stances/1",
        "/stances/1/judged",
        "/stances/1/notify",
        "/appeals/1",
        "/opinions/1",
        "/agreements/1",
        "/replies/1",
        "/notices/1/letter",
        "/debts/1",
        "/reports/editions/202601",
        "/admin/people/1",
        "/clients/1/person",
        "/clients/1/hold",
        "/clients/1/stance",
    ];
    for path in seeded.iter().map(String::as_str).chain(planted) {
        let status = other.get(path).status();
        assert!([403, 404].contains(&status), "GET {path} answered {status}");
    }
    for (path, fields) in [
        (format!("{issue}/decide"), [("step", "withdraw")]),
        (format!("{check}/outcome"), [("outcome", "accepted")]),
    ] {
        let status = other.post(&path, &fields).status();
        assert!([403, 404].contains(&status), "POST {path} answered {status}");
    }
}
