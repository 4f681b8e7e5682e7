//! The frame of every page: bar, skip link, notice, body, foot; and the one function that renders.

use crate::frame::{Frame, Signed};
use crate::parts::{mark, notice};
use crate::{texts, words};
use domain::permission::{Action, Grant, grant};
use domain::{Lang, Role};
use leptos::prelude::*;

/// A whole page as HTML in one piece (no streaming, no inline script: the policy needs no nonce).
pub fn html<V: IntoView>(page: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(None);
    let out = owner.with(|| page().to_html());
    owner.unset_with_forced_cleanup();
    out
}

/// A part that [`html`] has rendered before.
pub fn drawn(html: String) -> AnyView {
    leptos::tachys::html::InertElement::new(html).into_any()
}

/// A page in its frame. The body brings its own `<h1>`.
pub fn document(frame: &Frame, body: impl IntoView + 'static) -> AnyView {
    let l = frame.lang;
    view! {
        <!DOCTYPE html>
        <html lang=l.code()>
            {head(frame)}
            <body>
                <a class="skip" href="#main">{texts::app::skip(l)}</a>
                {bar(frame)}
                <main id="main" tabindex="-1">
                    {frame.notice.clone().map(notice::done)}
                    {body.into_any()}
                </main>
                {foot(frame)}
            </body>
        </html>
    }
    .into_any()
}

fn head(frame: &Frame) -> AnyView {
    let assets = frame.assets;
    let title = if frame.refused {
        texts::app::error_title(frame.lang, &frame.title)
    } else {
        frame.title.clone()
    };
    let title = format!("{title} · {}", texts::app::name(frame.lang));
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{title}</title>
            <link rel="stylesheet" href=assets.css/>
            <link rel="icon" href=assets.icon type="image/svg+xml"/>
            {frame.has_islands.then(|| islands(frame))}
        </head>
    }
    .into_any()
}

fn islands(frame: &Frame) -> AnyView {
    let assets = frame.assets;
    view! {
        <link rel="modulepreload" href=assets.js/>
        <link rel="preload" r#as="fetch" r#type="application/wasm" crossorigin="" href=assets.wasm/>
        <script type="module" src=assets.boot data-js=assets.js data-wasm=assets.wasm></script>
    }
    .into_any()
}

fn bar(frame: &Frame) -> AnyView {
    let l = frame.lang;
    view! {
        <header class="bar">
            <div class="bar-row">
                <a class="brand" href="/" aria-current=(frame.path == "/").then_some("page")>{mark::mark()}<span>{texts::app::name(l)}</span><span class="hidden">{format!(", {}", texts::nav::home(l))}</span></a>
                {frame.person.as_ref().map(|person| places(frame, person))}
                {frame.person.as_ref().and_then(|person| search(l, person.role))}
                <div class="bar-end">
                    {languages(frame)}
                    {frame.person.as_ref().map(|person| account(l, person))}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// A place of the bar.
struct Place {
    href: &'static str,
    name: &'static str,
    waiting: i64,
}

/// What the house keeps of itself, and the right that each page asks for.
const ADMIN: [(&str, Action, fn(Lang) -> &'static str); 7] = [
    ("/admin/people", Action::ManagePeople, texts::nav::people),
    ("/admin/retention", Action::ManageRetention, texts::retention::nav),
    (
        "/admin/processing",
        Action::ReadProcessing,
        texts::processing::nav,
    ),
    ("/admin/policy", Action::ReadPolicy, texts::nav::policy),
    ("/admin/keys", Action::ManageKeys, texts::nav::keys),
    ("/admin/limits", Action::ManageKeys, texts::nav::limits),
    ("/admin/audit", Action::ReadAudit, texts::admin_audit::nav),
];

fn allowed(role: Role, action: Action) -> bool {
    grant(role, action) != Grant::No
}

/// The places of each role beside its home, which the mark leads to (`product.md`, "Where a person goes").
fn places_of(frame: &Frame, role: Role) -> Vec<Place> {
    let l = frame.lang;
    let place = |href, name, waiting| Place { href, name, waiting };
    let clients = place("/clients", texts::nav::clients(l), 0);
    let issues = place("/issues", texts::nav::issues(l), frame.counts.issues);
    let reports = place("/reports", texts::nav::reports(l), 0);
    match role {
        Role::Member => {
            vec![
                place("/check", texts::nav::check(l), 0),
                place("/issues", texts::nav::my_issues(l), 0),
            ]
        }
        Role::Counsellor | Role::Manager => vec![
            clients,
            issues,
            place("/stances", texts::nav::stances(l), frame.counts.stances),
            place("/approvals", texts::nav::approvals(l), frame.counts.approvals),
            place("/debts", texts::nav::debts(l), 0),
            reports,
        ],
        Role::Accounts => vec![
            clients,
            place("/debts", texts::nav::debts(l), frame.counts.debts),
            issues,
            reports,
        ],
        Role::Admin => ADMIN
            .iter()
            .filter(|(_, action, _)| allowed(role, *action))
            .map(|(href, _, name)| place(href, name(l), 0))
            .collect(),
        Role::Committee => vec![place("/opinions", texts::nav::opinions(l), frame.counts.opinions)],
        Role::Analyst => vec![place("/reports/protected", texts::nav::reports(l), 0)],
    }
}

fn places(frame: &Frame, person: &Signed) -> AnyView {
    let path = frame.path.split('?').next().unwrap_or("/").to_owned();
    let here = |href: &str| path == href || path.starts_with(&format!("{href}/"));
    let items = places_of(frame, person.role)
        .into_iter()
        .map(|p| {
            let current = here(p.href).then_some("page");
            let waiting = (p.waiting > 0).then(|| {
                view! {
                    <span class="count" aria-hidden="true">{crate::format::number(frame.lang, p.waiting)}</span>
                    <span class="hidden">{texts::nav::waiting(frame.lang, p.waiting)}</span>
                }
            });
            view! { <li><a href=p.href aria-current=current>{p.name}{waiting}</a></li> }
        })
        .collect_view();
    view! { <nav class="places" aria-label=texts::app::main_menu(frame.lang)><ul>{items}</ul></nav> }
        .into_any()
}

/// Staff search all clients; members look up one, to check it.
fn search(l: Lang, role: Role) -> Option<AnyView> {
    let action = match role {
        Role::Member => "/check",
        Role::Counsellor | Role::Accounts | Role::Manager => "/clients",
        Role::Committee | Role::Analyst | Role::Admin => return None,
    };
    let name = if role == Role::Member { "client" } else { "q" };
    let view = view! {
        <form class="bar-search" role="search" method="get" action=action>
            <label class="hidden" for="bar-search">{texts::app::search_label(l)}</label>
            <input id="bar-search" type="search" name=name placeholder=texts::app::search_hint(l) autocomplete="off"/>
            <button class="bar-button" type="submit">{mark::lens()}<span class="hidden">{texts::app::search(l)}</span></button>
        </form>
    };
    Some(view.into_any())
}

fn languages(frame: &Frame) -> AnyView {
    let choices = Lang::ALL
        .iter()
        .map(|lang| {
            let pressed = if *lang == frame.lang { "true" } else { "false" };
            view! {
                <button type="submit" name="lang" value=lang.code() lang=lang.code() aria-pressed=pressed>
                    {words::lang(*lang)}
                </button>
            }
        })
        .collect_view();
    view! {
        <details class="menu" name="bar-menu">
            <summary>
                <span class="hidden">{texts::app::language(frame.lang)}</span>
                <span aria-hidden="true">{frame.lang.code().to_uppercase()}</span>
            </summary>
            <form class="menu-sheet" method="post" action="/language">
                <input type="hidden" name="next" value=frame.path.clone()/>
                {choices}
            </form>
        </details>
    }
    .into_any()
}

fn account(l: Lang, person: &Signed) -> AnyView {
    let initials: String = person
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    // Those whose work the house is have these pages in the bar.
    let house = ADMIN
        .iter()
        .filter(|(_, action, _)| person.role != Role::Admin && allowed(person.role, *action))
        .map(|(href, _, name)| view! { <a href=*href>{name(l)}</a> })
        .collect_view();
    let watches = allowed(person.role, Action::WatchClient);
    view! {
        <details class="menu" name="bar-menu">
            <summary>
                <span class="hidden">{format!("{}, {}", texts::app::account(l), person.name)}</span>
                <span class="initials" aria-hidden="true">{initials}</span>
            </summary>
            <div class="menu-sheet">
                <p class="menu-who"><strong>{person.name.clone()}</strong><span>{words::role(l, person.role)}</span></p>
                {house}
                {watches.then(|| view! { <a href="/watched">{texts::watched::link(l)}</a> })}
                <a href="/account">{texts::account::title(l)}</a>
                <a href="/pay">{texts::nav::pay(l)}</a>
                <a href="/help">{texts::app::help(l)}</a>
                <form method="post" action="/sign-out">
                    <button type="submit">{texts::app::sign_out(l)}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

fn foot(frame: &Frame) -> AnyView {
    let l = frame.lang;
    view! {
        <footer class="foot">
            <p>{texts::app::tagline(l)}</p>
            {frame.demo.then(|| view! { <p class="foot-demo">{texts::app::demo_notice(l)}</p> })}
            <ul class="foot-links">
                <li><a href="/professions">{texts::app::professions(l)}</a></li>
                <li><a href="/partners">{texts::app::partners(l)}</a></li>
                <li><a href="/charter">{texts::app::charter(l)}</a></li>
                <li><a href="/public">{texts::app::public(l)}</a></li>
                <li><a href="/help">{texts::app::help(l)}</a></li>
            </ul>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::AssetNames;

    const ASSETS: AssetNames = AssetNames {
        css: "/a.css",
        icon: "/i.svg",
        boot: "/b.js",
        js: "/a.js",
        wasm: "/a.wasm",
    };

    fn page(role: Role, path: &str, change: impl FnOnce(&mut Frame)) -> String {
        let mut frame = Frame::new(Lang::Nl, ASSETS, path, "Opdrachtgevers");
        frame.person = Some(Signed {
            name: "An Peeters".into(),
            role,
        });
        change(&mut frame);
        html(|| document(&frame, view! { <h1>"Opdrachtgevers"</h1> }))
    }

    #[test]
    fn a_page_says_its_language_and_where_the_reader_is() {
        let out = page(Role::Counsellor, "/clients/7?tab=notes", |_| {});
        assert!(out.starts_with("<!DOCTYPE html><html lang=\"nl\">"), "{out}");
        assert!(
            out.contains("<a href=\"/clients\" aria-current=\"page\">"),
            "{out}"
        );
        assert!(
            out.contains("name=\"next\" value=\"/clients/7?tab=notes\""),
            "{out}"
        );
    }

    #[test]
    fn a_member_is_offered_no_list_of_clients() {
        let out = page(Role::Member, "/", |_| {});
        assert!(!out.contains("\"/clients\""), "{out}");
        assert!(out.contains("action=\"/check\""), "{out}");
    }

    #[test]
    fn each_role_reaches_the_pages_of_the_house_that_it_may_read_and_no_others() {
        let reached = |role| {
            let out = page(role, "/", |_| {});
            let mut found: Vec<&str> = ADMIN.iter().map(|(href, ..)| *href).collect();
            found.retain(|href| out.contains(&format!("href=\"{href}\"")));
            found
        };
        assert_eq!(
            reached(Role::Admin),
            [
                "/admin/people",
                "/admin/retention",
                "/admin/processing",
                "/admin/keys",
                "/admin/limits",
                "/admin/audit"
            ]
        );
        assert_eq!(
            reached(Role::Manager),
            [
                "/admin/people",
                "/admin/retention",
                "/admin/processing",
                "/admin/policy",
                "/admin/keys",
                "/admin/limits"
            ]
        );
        assert_eq!(reached(Role::Counsellor), ["/admin/policy"]);
        assert_eq!(reached(Role::Member), ["/admin/policy"]);
        for role in [Role::Accounts, Role::Committee, Role::Analyst] {
            assert!(reached(role).is_empty(), "{role:?}");
        }
        for role in [Role::Counsellor, Role::Accounts, Role::Manager] {
            assert!(page(role, "/", |_| {}).contains("href=\"/debts\""), "{role:?}");
        }
        assert!(page(Role::Committee, "/", |_| {}).contains("href=\"/opinions\""));
    }

    #[test]
    fn everybody_reaches_their_account_and_those_who_watch_clients_these() {
        for role in Role::ALL {
            let out = page(*role, "/", |_| {});
            assert!(out.contains("href=\"/account\""), "{role}");
            let watches = matches!(role, Role::Member | Role::Counsellor | Role::Manager);
            assert_eq!(out.contains("href=\"/watched\""), watches, "{role}");
        }
    }

    #[test]
    fn a_refused_form_says_so_first_in_the_title() {
        let out = page(Role::Member, "/check", |frame| frame.refused = true);
        assert!(
            out.contains("<title>Fout: Opdrachtgevers · Vigie</title>"),
            "{out}"
        );
    }

    #[test]
    fn nothing_runs_or_styles_inline_and_scripts_load_only_for_islands() {
        let plain = page(Role::Manager, "/", |_| {});
        assert!(
            !plain.contains("<script") && !plain.contains(" style=") && !plain.contains(" on"),
            "{plain}"
        );
        let lively = page(Role::Manager, "/", |frame| frame.has_islands = true);
        assert!(lively.contains("data-wasm=\"/a.wasm\"></script>"), "{lively}");
    }
}
