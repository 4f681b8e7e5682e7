//! Alerts over HTTP: what moved waits for the team, is dismissed once for all, and comes by mail to those who asked.

use tests::Site;

#[test]
fn a_counsellor_dismisses_an_alert_for_the_whole_team_and_a_second_click_does_nothing_twice() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let page = counsellor.get("/alerts");
    page.assert_status(200);
    let forms = page.attributes("form[action^='/alerts/']", "action");
    assert!(
        !forms.is_empty(),
        "the demonstration has something that moved: {}",
        page.summary()
    );
    let home = counsellor.get("/");
    assert!(home.has("a[href='/alerts']"), "{}", home.summary());

    let form = format!("form[action='{}']", forms[0]);
    let field = |name: &str| {
        page.attribute(&format!("{form} input[name='{name}']"), "value")
            .unwrap()
    };
    let (key, revision) = (field("key"), field("revision"));
    let fields = [
        ("key", key.as_str()),
        ("revision", revision.as_str()),
        ("reason", "Une reprise de dette."),
    ];
    let done = counsellor.post(&forms[0], &fields);
    assert_eq!(done.status(), 303);
    assert_eq!(
        counsellor.post(&forms[0], &fields).status(),
        303,
        "the second click"
    );

    let manager = site.sign_in("direction@demo.example");
    let after = manager.get("/alerts");
    assert!(
        !after
            .attributes("form[action^='/alerts/']", "action")
            .contains(&forms[0])
    );
    assert!(
        after
            .text("#dismissed + ul, [aria-labelledby='dismissed']")
            .contains("Une reprise de dette.")
    );
    let again = manager.post(
        &forms[0],
        &[
            ("key", "another"),
            ("revision", revision.as_str()),
            ("reason", ""),
        ],
    );
    assert_eq!(again.status(), 409, "a colleague was faster");
}

#[test]
fn alerts_are_for_counsellors_and_managers_and_are_chosen_on_the_account() {
    let site = Site::demo();
    for (name, status) in [
        ("membre", 403),
        ("compta", 403),
        ("comite", 403),
        ("analyse", 403),
        ("admin", 403),
        ("conseil2", 200),
        ("direction2", 200),
    ] {
        let person = site.sign_in(&format!("{name}@demo.example"));
        assert_eq!(person.get("/alerts").status(), status, "{name}");
        let offers = person.get("/account").has("form[action='/account/alerts']");
        assert_eq!(offers, status == 200, "{name}");
    }
    let person = site.sign_in("conseil2@demo.example");
    for (wanted, next) in [("yes", "no"), ("yes", "no"), ("no", "yes")] {
        let page = person.post("/account/alerts", &[("wanted", wanted)]).follow();
        page.assert_status(200);
        let value = page.attribute("form[action='/account/alerts'] input[name='wanted']", "value");
        assert_eq!(value.as_deref(), Some(next));
    }
}
