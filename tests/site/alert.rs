//! Alerts over HTTP: what moved waits for the team, is dismissed once for all, and comes by mail to those who asked.

use crate::house::{House, out};
use chrono::{Datelike, Days, Months, NaiveDate, Utc};
use std::fmt::Write as _;
use tests::Site;

/// A client that paid in time for two years, and 40 days late since five months, as a house knows it two months from now.
fn a_house_where_something_moved() -> House {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is outside the program, whose clock it has to meet"
    )]
    let today = Utc::now().date_naive() + Days::new(62);
    let clock = format!("{today}T06:00:00Z");
    let mut house = House::of(&["counsellor", "manager"]);
    let this_month = today.with_day(1).unwrap();
    let moved = this_month - Months::new(5);
    let mut lines = "contract_ref;client_number;client_name;member_ref;profession;start_date;end_date;wage_unit;units;\
                     wage_per_unit;price_ex_vat;invoice_date;invoice_received_on;due_date;paid_date;status;amends\n"
        .to_owned();
    for ago in 3..34 {
        for day in 1..=12 {
            let due: NaiveDate = (this_month - Months::new(ago)).with_day(day).unwrap();
            let sent = due - Days::new(30);
            let worked = sent - Days::new(5);
            let paid = if due >= moved { due + Days::new(40) } else { due };
            _ = writeln!(
                lines,
                "MV-{ago}-{day};0999.100.196;Halles du Quai ASBL;M-{day};graphiste;{worked};{worked};day;1;\
                 140.00;242.00;{sent};{sent};{due};{paid};paid;"
            );
        }
    }
    let file = house.site.folder().join("moved.csv");
    std::fs::write(&file, lines).unwrap();
    let file = file.display().to_string();
    out(&house.site.run(&["import", "contracts", &file, "--clock", &clock]));
    house.site.restart(&[("VIGIE_CLOCK", &clock)]);
    house
}

#[test]
fn a_counsellor_dismisses_an_alert_for_the_whole_team_and_a_second_click_does_nothing_twice() {
    let house = a_house_where_something_moved();
    let counsellor = house.sign_in("counsellor");
    // The job looks at its own pace, right after the start.
    let page = (0..40)
        .map(|_| counsellor.get("/alerts"))
        .find(|page| {
            std::thread::sleep(std::time::Duration::from_millis(250));
            page.has("form[action^='/alerts/']")
        })
        .unwrap_or_else(|| counsellor.get("/alerts"));
    page.assert_status(200);
    let forms = page.attributes("form[action^='/alerts/']", "action");
    assert!(!forms.is_empty(), "the client moved: {}", page.summary());
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

    let manager = house.sign_in("manager");
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
