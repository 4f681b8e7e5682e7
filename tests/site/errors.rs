//! What every answer carries, and what goes wrong says so calmly.

use crate::house::House;

#[test]
fn an_address_where_nothing_stands_is_a_page_in_the_readers_language() {
    let house = House::of(&["member"]);
    let page = house
        .site
        .visitor()
        .get_with("/nowhere", &[("Accept-Language", "nl")]);
    page.assert_status(404);
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("nl"));
    assert_eq!(house.sign_in("member").get("/nowhere").status(), 404);
}

#[test]
fn a_wrong_method_is_a_page_too() {
    let house = House::of(&[]);
    let page = house.site.visitor().post("/help", &[]);
    page.assert_status(404);
    page.assert_text("Cette page n'existe pas");
}

#[test]
fn a_post_from_another_site_is_refused_and_changes_nothing() {
    let house = House::of(&["member"]);
    let member = house.sign_in("member");

    let forged = member.post_from("https://evil.example", "/sign-out", &[]);

    forged.assert_status(403);
    member.get("/").assert_status(200);
}

#[test]
fn every_page_has_a_strict_policy_and_is_kept_nowhere() {
    let house = House::of(&["member"]);
    let member = house.sign_in("member");
    for page in [
        member.get("/"),
        member.get("/nowhere"),
        house.site.visitor().get("/sign-in"),
        house.site.visitor().get("/"),
    ] {
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert!(!page.header("x-request-id").is_empty());
    }
}

#[test]
fn a_page_has_no_inline_script_and_no_inline_style() {
    let house = House::of(&["member"]);
    let page = house.sign_in("member").get("/account");
    let html = page.body();
    assert!(
        !html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick="),
        "{html}"
    );
    for script in html.split("<script").skip(1) {
        assert!(
            script.starts_with(" type=\"module\" src=\"/assets/") && script.contains("></script>"),
            "{script}"
        );
    }
}

#[test]
fn a_form_that_is_too_large_is_refused() {
    let house = House::of(&[]);
    let long = "x".repeat(300 * 1024);
    let answer = house
        .site
        .visitor()
        .post("/sign-in", &[("email", &long), ("password", "x")]);
    answer.assert_status(413);
}

#[test]
fn machines_learn_whether_the_program_and_its_database_answer() {
    let house = House::of(&[]);
    let visitor = house.site.visitor();
    assert_eq!(visitor.get("/healthz").body(), "ok\n");
    assert_eq!(visitor.get("/readyz").body(), "ready\n");
    assert!(
        visitor
            .get("/metrics")
            .body()
            .contains("vigie_answers_total{status=\"2xx\"}")
    );
}

#[test]
fn behind_https_the_cookie_is_bound_to_it() {
    let site = tests::Site::empty_with(&[("VIGIE_PUBLIC_URL", "https://vigie.example")]);
    let added = site.run(&["user", "add", "a@demo.example", "--name", "A", "--role", "member"]);
    let text = crate::house::out(&added);
    let password = text
        .split("password: ")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    let fields = [("email", "a@demo.example"), ("password", password)];
    let answer = site
        .visitor()
        .post_from("https://vigie.example", "/sign-in", &fields);
    answer.assert_status(303);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-session=") && cookie.contains("; Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!answer.header("strict-transport-security").is_empty());
}
