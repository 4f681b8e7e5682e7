//! The first page of each role: counts first, each leading to its list.

use tests::Site;

#[test]
fn a_counsellor_is_told_what_waits_and_each_count_leads_to_its_list() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");

    let home = counsellor.get("/");

    home.assert_status(200);
    let figures = home.attributes("h1.counts a", "href");
    assert!(figures.contains(&"/issues".to_owned()), "{}", home.summary());
    for href in figures {
        counsellor.get(&href).assert_status(200);
    }
    let waiting = home.text("h1.counts a[href='/issues']");
    let listed = counsellor.get("/issues").title();
    let number = |text: &str| text.split_whitespace().next().map(str::to_owned);
    assert_eq!(
        number(&waiting),
        number(&listed),
        "the list counts what the first page does"
    );
}

#[test]
fn the_counts_of_the_bar_stay_on_the_lists_that_they_lead_to() {
    let site = Site::demo();
    for (who, lists) in [
        ("conseil", &["/stances", "/approvals", "/appeals"][..]),
        ("direction", &["/derogations", "/stances"][..]),
        ("comite", &["/opinions"][..]),
    ] {
        let person = site.sign_in(&format!("{who}@demo.example"));
        let counts = person.get("/").texts(".places .count");
        for list in lists {
            assert_eq!(person.get(list).texts(".places .count"), counts, "{who}, {list}");
        }
        assert!(!counts.is_empty(), "{who}");
    }
}

#[test]
fn every_role_has_a_first_page_in_four_languages() {
    let site = Site::demo();
    for name in [
        "membre",
        "conseil",
        "compta",
        "direction",
        "comite",
        "analyse",
        "admin",
    ] {
        let person = site.sign_in(&format!("{name}@demo.example"));
        for lang in ["nl", "en", "de", "fr"] {
            person
                .post("/language", &[("lang", lang), ("next", "/")])
                .follow()
                .assert_status(200);
            let home = person.get("/");
            assert_eq!(home.attribute("html", "lang").as_deref(), Some(lang));
            assert!(!home.text("h1").is_empty(), "{name}");
        }
    }
}

#[test]
fn a_member_begins_with_the_check_and_sees_no_counts_of_others() {
    let site = Site::demo();
    let home = site.sign_in("membre@demo.example").get("/");

    assert!(home.has("form[action='/check']"), "{}", home.summary());
    assert!(!home.has(".counts"), "{}", home.summary());
}
