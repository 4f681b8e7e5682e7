//! The API as the contract system meets it: keys, answers, mistakes, the check again at signature.

use crate::check::move_on;
use chrono::{Days, Utc};
use tests::{Page, Site, Visitor};

#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn soon() -> String {
    (Utc::now().date_naive() + Days::new(10)).to_string()
}

/// Makes a key that opens this; its token is shown once.
fn key(site: &Site, scopes: &[&str]) -> String {
    let admin = site.sign_in("admin@demo.example");
    let mut form = admin
        .get("/admin/keys")
        .form("#key")
        .set("name", "contrats, essai");
    for scope in scopes {
        form = form.check("scopes", scope);
    }
    let made = form.submit();
    made.assert_status(200);
    let token = made.text("code.token");
    assert!(token.starts_with("vigie_") && token.len() > 40, "{token}");
    admin.get("/admin/keys").assert_no_text(&token);
    token
}

fn offer(client: &str, wage_cents: i64) -> String {
    format!(
        r#"{{"member":"D-000001","client":{{"id":{client}}},"profession":"sound_technician","starts_on":"{}","unit":"day","units_hundredths":100,"wage_cents":{wage_cents}}}"#,
        soon()
    )
}

fn ask(system: &Visitor, path: &str, token: &str, body: &str) -> Page {
    let bearer = format!("Bearer {token}");
    system.post_json(path, &[("Authorization", &bearer)], body)
}

fn assert_problem(page: &Page, status: u16, code: &str) {
    page.assert_status(status);
    assert_eq!(
        page.header("content-type"),
        "application/problem+json",
        "{}",
        page.body()
    );
    assert!(
        page.body().contains(&format!("\"code\":\"{code}\"")),
        "{}",
        page.body()
    );
}

#[test]
fn without_a_good_key_nothing_is_answered() {
    let site = Site::demo();
    let token = key(&site, &["check"]);
    let system = site.visitor();
    let body = format!("{{\"offer\":{}}}", offer("13", 15_000));
    assert_problem(
        &system.post_json("/api/v1/check", &[], &body),
        401,
        "unauthorized",
    );
    let forged = format!("{}x", &token[..token.len() - 1]);
    for bad in ["", "vigie_", "vigie_AAAA", &forged, &"x".repeat(5_000)] {
        assert_problem(&ask(&system, "/api/v1/check", bad, &body), 401, "unauthorized");
    }
    // A session is no key.
    let member = site.sign_in("admin@demo.example");
    assert_problem(
        &member.post_json("/api/v1/check", &[], &body),
        401,
        "unauthorized",
    );
    // A key opens what it was made for.
    let sign = format!("{{\"contract\":\"K-1\",\"offer\":{}}}", offer("13", 15_000));
    assert_problem(
        &ask(&system, "/api/v1/signatures", &token, &sign),
        403,
        "forbidden",
    );
    ask(&system, "/api/v1/check", &token, &body).assert_status(200);

    // Revoked, it opens nothing; management and administration revoke, nobody else.
    let admin = site.sign_in("admin@demo.example");
    site.sign_in("conseil@demo.example")
        .get("/admin/keys")
        .assert_status(403);
    site.sign_in("direction@demo.example")
        .get("/admin/keys")
        .form("form[action$='/revoke']")
        .submit()
        .assert_redirect("/admin/keys?done=revoked");
    assert_problem(&ask(&system, "/api/v1/check", &token, &body), 401, "unauthorized");
    admin
        .post("/admin/keys/999999/revoke", &[("revision", "1")])
        .assert_status(404);
}

#[test]
fn a_key_needs_a_name_and_something_to_open() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let empty = admin.get("/admin/keys").form("#key").submit();
    empty.assert_status(422);
    empty.assert_field_error("name");
    assert!(empty.has(".field-wrong legend"), "{}", empty.summary());
    let long = "x".repeat(100_000);
    let refused = admin
        .get("/admin/keys")
        .form("#key")
        .set("name", &long)
        .check("scopes", "check")
        .submit();
    refused.assert_status(422);
    // The admin of the demonstration reads German.
    admin.get("/admin/keys").assert_text("Kein Schlüssel in Gebrauch");
}

#[test]
fn a_second_click_shows_the_same_token_and_makes_no_second_key() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let page = admin.get("/admin/keys");
    let click = || {
        page.form("#key")
            .set("name", "double clic")
            .check("scopes", "check")
            .submit()
    };

    let (first, second) = (click(), click());

    second.assert_status(200);
    assert_eq!(first.text("code.token"), second.text("code.token"));
    let rows = admin.get("/admin/keys").texts("table tbody tr");
    assert_eq!(
        rows.iter().filter(|row| row.contains("double clic")).count(),
        1,
        "{rows:?}"
    );
    page.form("#key")
        .forge("key", "another-click-1")
        .forge("token", "vigie_short")
        .set("name", "faux")
        .check("scopes", "check")
        .submit()
        .assert_status(400);
}

#[test]
fn a_check_is_answered_with_reasons_needs_and_steps() {
    let site = Site::demo();
    let token = key(&site, &["check"]);
    let system = site.visitor();
    let check = |body: &str| ask(&system, "/api/v1/check", &token, body);

    let answered = check(&format!("{{\"offer\":{}}}", offer("13", 15_000)));
    answered.assert_status(200);
    let body = answered.body();
    for part in [
        "\"answer\":\"on_conditions\"",
        "\"code\":\"conditions\"",
        "\"code\":\"prepayment\"",
        "\"brought_by\":\"cooperative\"",
        "\"estimated\":\"price\"",
        "\"code\":\"cooperative_asks\"",
    ] {
        assert!(body.contains(part), "no {part} in {body}");
    }
    let low = check(&format!("{{\"offer\":{}}}", offer("13", 1_000))).body();
    assert!(
        low.contains("\"answer\":\"refused\"") && low.contains("\"code\":\"ask_price\""),
        "{low}"
    );
    let bearer = format!("Bearer {token}");
    let dutch = system.post_json(
        "/api/v1/check",
        &[("Authorization", &bearer), ("Accept-Language", "nl")],
        &format!("{{\"offer\":{}}}", offer("13", 15_000)),
    );
    assert!(dutch.body().contains("voorwaarde"), "{}", dutch.body());

    let unknown = offer("13", 15_000).replace("{\"id\":13}", "{\"number\":\"BE 0314 595 348\"}");
    let unknown = check(&format!("{{\"offer\":{unknown}}}")).body();
    assert!(
        unknown.contains("client_unknown") || unknown.contains("\"client\":{"),
        "{unknown}"
    );
}

#[test]
fn what_cannot_be_is_told_field_by_field_and_nothing_breaks() {
    let site = Site::demo();
    let token = key(&site, &["check", "sign"]);
    let system = site.visitor();
    let check = |body: &str| ask(&system, "/api/v1/check", &token, body);
    for bad in [
        "",
        "{",
        "[]",
        "null",
        "{\"offer\":1}",
        "{\"offer\":{},\"more\":1}",
        "\u{0}\u{1}",
    ] {
        assert_problem(&check(bad), 400, "unreadable");
    }
    assert_problem(&check(&"x".repeat(1_000_000)), 413, "too_large");
    let good = offer("13", 15_000);
    let mistakes = [
        ("\"D-000001\"", "\"nobody\"", "offer.member"),
        ("{\"id\":13}", "{\"id\":999999999}", "offer.client.id"),
        (
            "{\"id\":13}",
            "{\"number\":\"0999.100.296\"}",
            "offer.client.number",
        ),
        ("{\"id\":13}", "{}", "offer.client"),
        ("\"sound_technician\"", "\"wizard\"", "offer.profession"),
        ("\"day\"", "\"moon\"", "offer.unit"),
        ("100,", "0,", "offer.units_hundredths"),
        ("15000", "-5", "offer.wage_cents"),
        ("15000", "9223372036854775807", "offer.wage_cents"),
        (&soon(), "2026-02-31", "offer.starts_on"),
        (&soon(), "1999-01-01", "offer.starts_on"),
        ("\"day\"", "\"project\"", "offer.hours_a_unit_hundredths"),
    ];
    for (was, is, field) in mistakes {
        let answer = check(&format!("{{\"offer\":{}}}", good.replacen(was, is, 1)));
        assert_problem(&answer, 422, "invalid");
        let told = format!("\"field\":\"{field}\"");
        assert!(answer.body().contains(&told), "{is}: {}", answer.body());
    }
    let inverted = good.replacen("\"unit\"", "\"ends_on\":\"2001-01-01\",\"unit\"", 1);
    assert_problem(&check(&format!("{{\"offer\":{inverted}}}")), 422, "invalid");
    let bearer = format!("Bearer {token}");
    for reference in ["V-999999999", "V-x", "-1", "%00"] {
        let gone = system.get_with(
            &format!("/api/v1/checks/{reference}"),
            &[("Authorization", &bearer)],
        );
        assert!(matches!(gone.status(), 400 | 404), "{}", gone.body());
        assert_eq!(gone.header("content-type"), "application/problem+json");
    }
    assert_problem(
        &system.get_with("/api/v1/nothing", &[("Authorization", &bearer)]),
        404,
        "not_found",
    );
}

#[test]
fn a_contract_is_signed_once_and_never_against_a_condition() {
    let site = Site::demo();
    let token = key(&site, &["check", "sign"]);
    let system = site.visitor();
    let bearer = format!("Bearer {token}");
    let sign = |once: &str, body: &str| {
        system.post_json(
            "/api/v1/signatures",
            &[("Authorization", &bearer), ("Idempotency-Key", once)],
            body,
        )
    };
    let request = |contract: &str, client: &str| {
        format!(
            "{{\"contract\":\"{contract}\",\"offer\":{}}}",
            offer(client, 15_000)
        )
    };
    // A condition is missing: nothing is recorded, so that the same contract can be tried again.
    for _ in 0..2 {
        let blocked = sign("essai-0001", &request("K-1", "13"));
        blocked.assert_status(200);
        assert!(
            blocked.body().contains("\"may_sign\":false"),
            "{}",
            blocked.body()
        );
        assert!(
            blocked.body().contains("\"code\":\"missing\""),
            "{}",
            blocked.body()
        );
    }
    // A client without a stance.
    let free = (30..60)
        .map(|id| id.to_string())
        .find(|id| {
            ask(
                &system,
                "/api/v1/check",
                &token,
                &format!("{{\"offer\":{}}}", offer(id, 15_000)),
            )
            .body()
            .contains("\"needs\":[]")
        })
        .unwrap();
    let first = sign("essai-0002", &request("K-2", &free));
    first.assert_status(201);
    assert!(first.body().contains("\"may_sign\":true"), "{}", first.body());
    let again = sign("essai-0002", &request("K-2", &free));
    assert_eq!(
        (again.status(), again.body()),
        (201, first.body()),
        "the first answer"
    );
    assert_problem(
        &sign("essai-0002", &request("K-3", &free)),
        422,
        "idempotency_key_reused",
    );
    assert_problem(&sign("essai-0003", &request("K-2", &free)), 409, "signed_already");
    assert_problem(&sign("x", &request("K-4", &free)), 422, "invalid");
    let other = request("K-5", &free).replacen("\"offer\"", "\"check\":\"V-1\",\"offer\"", 1);
    let other = sign("essai-0004", &other);
    assert_problem(&other, 422, "invalid");
    assert!(other.body().contains("\"field\":\"check\""), "{}", other.body());
}

#[test]
fn a_need_that_was_settled_lets_its_contract_be_signed() {
    let site = Site::demo();
    let token = key(&site, &["check", "sign"]);
    let system = site.visitor();
    let member = site.sign_in("membre@demo.example");
    let page = member.get("/check?client_id=13");
    let values = page.attributes("#f-profession option", "value");
    let names = page.texts("#f-profession option");
    let at = names
        .iter()
        .position(|name| name.to_lowercase().contains("technicienne du son"));
    let kept = page
        .form("#check")
        .set("profession", &values[at.unwrap()])
        .set("starts_on", &soon())
        .set("units", "1")
        .set("wage", "150,00")
        .submit()
        .form("#keep")
        .submit();
    let path = kept.location().split('?').next().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap().to_owned();
    let sign = |contract: &str, wage_cents: i64| {
        let offer = offer("13", wage_cents);
        let request = format!("{{\"contract\":\"{contract}\",\"check\":\"V-{id}\",\"offer\":{offer}}}");
        ask(&system, "/api/v1/signatures", &token, &request)
    };
    let blocked = sign("K-9", 15_000);
    assert!(
        blocked.body().contains("\"may_sign\":false"),
        "{}",
        blocked.body()
    );
    site.sign_in("conseil@demo.example")
        .get(&path)
        .form(&format!("form[action='{path}/needs/1']"))
        .set("text-1", "Reçu le 3, extrait 12.")
        .press("step", "tick")
        .assert_status(303);
    let bearer = format!("Bearer {token}");
    let read = system.get_with(&format!("/api/v1/checks/V-{id}"), &[("Authorization", &bearer)]);
    read.assert_status(200);
    assert!(read.body().contains("\"state\":\"met\""), "{}", read.body());
    // It was settled for this wage, for one contract, and for as long as the check holds.
    let refused = |page: &Page| {
        assert_problem(page, 422, "invalid");
        assert!(page.body().contains("\"field\":\"check\""), "{}", page.body());
    };
    refused(&sign("K-9", 15_100));
    let signed = sign("K-9", 15_000);
    assert_eq!(signed.status(), 201, "{}", signed.body());
    assert_problem(&sign("K-9", 15_000), 409, "signed_already");
    assert_problem(&sign("K-10", 15_000), 409, "check_used");
    move_on(&site, "13");
    refused(&sign("K-10", 15_000));
}

#[test]
fn the_description_names_every_path() {
    let site = Site::empty();
    let page = site.visitor().get("/api/v1/openapi.json");
    page.assert_status(200);
    for path in [
        "/api/v1/check",
        "/api/v1/checks/{reference}",
        "/api/v1/signatures",
    ] {
        assert!(page.body().contains(&format!("\"{path}\"")), "{path}");
    }
    assert!(
        page.body().contains("\"openapi\":\"3.1"),
        "{}",
        &page.body()[..80]
    );
}
