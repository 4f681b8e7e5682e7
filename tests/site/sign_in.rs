//! Signing in and out, the language, and my account.

use crate::house::{House, out};

#[test]
fn a_person_signs_in_reads_a_page_and_signs_out() {
    let house = House::of(&["member"]);
    let (visitor, answer) = house.try_to_sign_in("member", house.password("member"));

    assert_eq!(answer.status(), 303);
    assert_eq!(answer.header("location"), "/");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    visitor.get("/").assert_status(200);

    assert_eq!(visitor.post("/sign-out", &[]).header("location"), "/sign-in");
    assert_eq!(visitor.get("/").header("location"), "/sign-in");
}

#[test]
fn a_wrong_password_keeps_the_address_says_so_and_opens_nothing() {
    let house = House::of(&["member"]);

    let (visitor, answer) = house.try_to_sign_in("member", "not the password");

    answer.assert_status(422);
    answer.assert_text("L'adresse ou le mot de passe ne sont pas les bons");
    assert_eq!(
        answer.form("form:has(input[name=password])").value("email"),
        "member@demo.example"
    );
    assert_eq!(visitor.get("/").status(), 303);
}

#[test]
fn an_unknown_address_gets_the_same_sentence_as_a_wrong_password() {
    let house = House::of(&[]);
    let (_, answer) = house.try_to_sign_in("nobody", "whatever it is");
    answer.assert_status(422);
    answer.assert_text("L'adresse ou le mot de passe ne sont pas les bons");
}

#[test]
fn empty_fields_are_named_one_by_one() {
    let house = House::of(&[]);
    let answer = house
        .site
        .visitor()
        .post("/sign-in", &[("email", " "), ("password", "")]);
    answer.assert_status(422);
    answer.assert_text("Écrivez votre adresse e-mail.");
    answer.assert_text("Écrivez votre mot de passe.");
}

#[test]
fn the_eleventh_attempt_waits_even_with_the_right_password() {
    let house = House::of(&["member"]);
    for _ in 0..10 {
        assert_eq!(house.try_to_sign_in("member", "wrong").1.status(), 422);
    }

    let (_, answer) = house.try_to_sign_in("member", house.password("member"));

    answer.assert_status(429);
    answer.assert_text("Attendez 15 minutes");
}

#[test]
fn signing_in_leads_to_the_page_that_was_asked_for_and_never_out_of_the_house() {
    let house = House::of(&["member"]);
    let asked = house.site.visitor().get("/account?x=1");
    assert_eq!(asked.header("location"), "/sign-in?next=/account%3Fx%3D1");

    let lands = |next: &str| {
        let fields = [
            ("email", "member@demo.example"),
            ("password", house.password("member")),
            ("next", next),
        ];
        let answer = house.site.visitor().post("/sign-in", &fields);
        answer.header("location").to_owned()
    };

    assert_eq!(lands("/account?x=1"), "/account?x=1");
    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        assert_eq!(lands(elsewhere), "/", "{elsewhere}");
    }
}

#[test]
fn every_sign_in_has_a_new_token_and_the_old_one_ends() {
    let house = House::of(&["member"]);
    let fields = [
        ("email", "member@demo.example"),
        ("password", house.password("member")),
    ];
    let visitor = house.site.visitor();
    let first = visitor.post("/sign-in", &fields).header("set-cookie").to_owned();
    let second = visitor.post("/sign-in", &fields).header("set-cookie").to_owned();

    let token = |line: &str| line.split(';').next().unwrap().to_owned();
    assert_ne!(token(&first), token(&second));
    let old = house
        .site
        .visitor()
        .get_with("/account", &[("Cookie", &token(&first))]);
    assert_eq!(old.status(), 303);
    let new = house
        .site
        .visitor()
        .get_with("/account", &[("Cookie", &token(&second))]);
    assert_eq!(new.status(), 200);
}

#[test]
fn pages_follow_the_language_of_the_person_and_before_that_of_the_browser() {
    let mut house = House::of(&[]);
    house.add("counsellor", "nl");
    let stranger = house.site.visitor();
    assert_eq!(
        stranger
            .get_with("/sign-in", &[("Accept-Language", "de")])
            .attribute("html", "lang")
            .as_deref(),
        Some("de")
    );

    let changed = stranger.post("/language", &[("lang", "en"), ("next", "/help")]);
    assert_eq!(changed.header("location"), "/help");
    assert_eq!(
        stranger.get("/help").attribute("html", "lang").as_deref(),
        Some("en")
    );

    let counsellor = house.sign_in("counsellor");
    assert_eq!(
        counsellor.get("/account").attribute("html", "lang").as_deref(),
        Some("nl")
    );
    counsellor.post("/language", &[("lang", "de"), ("next", "/account")]);
    let elsewhere = house.sign_in("counsellor");
    assert_eq!(
        elsewhere.get("/account").attribute("html", "lang").as_deref(),
        Some("de")
    );
}

#[test]
fn a_new_password_ends_all_other_sessions() {
    let house = House::of(&["member"]);
    let (here, elsewhere) = (house.sign_in("member"), house.sign_in("member"));

    let wrong = here.post(
        "/account/password",
        &[("old", "not this one"), ("new", "a much longer sentence")],
    );
    wrong.assert_status(422);
    wrong.assert_text("Ce n'est pas votre mot de passe actuel.");
    let short = here.post(
        "/account/password",
        &[("old", house.password("member")), ("new", "short")],
    );
    short.assert_status(422);
    let fields = [
        ("old", house.password("member")),
        ("new", "a much longer sentence"),
    ];
    let done = here.post("/account/password", &fields);

    assert_eq!(done.header("location"), "/account?done=password");
    here.get("/account?done=password")
        .assert_text("Votre mot de passe est changé");
    assert_eq!(elsewhere.get("/account").status(), 303);
    assert_eq!(
        house
            .try_to_sign_in("member", house.password("member"))
            .1
            .status(),
        422
    );
    assert_eq!(
        house
            .try_to_sign_in("member", "a much longer sentence")
            .1
            .status(),
        303
    );
}

#[test]
fn nobody_guesses_a_password_at_the_account_either() {
    let house = House::of(&["member"]);
    let member = house.sign_in("member");
    let fields = [("old", "a guess"), ("new", "a much longer sentence")];
    for _ in 0..10 {
        member.post("/account/password", &fields).assert_status(422);
    }
    let answer = member.post(
        "/account/password",
        &[
            ("old", house.password("member")),
            ("new", "a much longer sentence"),
        ],
    );
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), "900");
}

#[test]
fn signing_out_everywhere_ends_every_session() {
    let house = House::of(&["member"]);
    let (here, elsewhere) = (house.sign_in("member"), house.sign_in("member"));
    assert_eq!(
        here.post("/account/sessions/end", &[]).header("location"),
        "/sign-in"
    );
    assert_eq!(here.get("/account").status(), 303);
    assert_eq!(elsewhere.get("/account").status(), 303);
}

#[test]
fn a_closed_account_is_out_at_once() {
    let house = House::of(&["analyst"]);
    let analyst = house.sign_in("analyst");
    out(&house.site.run(&["user", "close", "analyst@demo.example"]));
    assert_eq!(analyst.get("/").status(), 303);
    assert_eq!(
        house
            .try_to_sign_in("analyst", house.password("analyst"))
            .1
            .status(),
        422
    );
}

#[test]
fn signing_in_and_out_stands_in_the_log_and_the_log_is_whole() {
    let house = House::of(&["member"]);
    house.sign_in("member").post("/sign-out", &[]);
    // The sealer works every second.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    let text = out(&house.site.run(&["audit", "verify"]));
    assert!(
        text.starts_with("3 entries follow"),
        "add, sign in, sign out: {text}"
    );
}
