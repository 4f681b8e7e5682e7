//! Cases without scripts: opened from one issue with others like it, decided once, every reporter answered.

use tests::{Page, Site, Visitor};

const FORM: &str = "form[action$='/issues/new']";

/// Reports an unpaid job with the client; the address of the issue.
pub fn report(person: &Visitor, client: &str, category: &str) -> String {
    let first = person.get(&format!("/clients/{client}/issues/new"));
    let names = first.texts("#f-category option");
    // The second member of the demonstration reads Dutch.
    let dutch = if category == "Impayé" {
        "Niet-betaling"
    } else {
        category
    };
    let at = names
        .iter()
        .position(|name| name == category || name == dutch)
        .unwrap_or_else(|| panic!("no {category} among {names:?}"));
    let value = first.attributes("#f-category option", "value")[at].clone();
    let questions = first.form(FORM).set("category", &value).submit();
    let mut fields = vec![
        ("severity", "serious"),
        ("happened_on", "2026-01-10"),
        ("facts", "Course impayée depuis janvier."),
        ("may_tell", "yes"),
    ];
    if category == "Impayé" {
        fields.push(("unpaid", "120"));
    }
    let sent = questions.submit_form(FORM, &fields);
    sent.assert_status(303);
    sent.location().split('?').next().unwrap().to_owned()
}

fn number(address: &str) -> String {
    address.rsplit('/').next().unwrap().to_owned()
}

pub fn open(staff: &Visitor, issue: &str, others: &[&str]) -> Page {
    let mut form = staff
        .get(issue)
        .click_text("Ouvrir un dossier")
        .form("form[action='/cases/new']")
        .set("title", "Courses impayées de janvier");
    for other in others {
        form = form.check("issues", &number(other));
    }
    form.submit()
}

#[test]
fn a_case_is_decided_once_and_every_reporter_reads_the_answer() {
    let site = Site::demo();
    let (one, two) = (
        site.sign_in("membre@demo.example"),
        site.sign_in("membre2@demo.example"),
    );
    let counsellor = site.sign_in("conseil@demo.example");
    let first = report(&one, "1", "Impayé");
    let second = report(&two, "1", "Impayé");

    let opened = open(&counsellor, &first, &[&second]);
    opened.assert_status(303);
    let case = opened.location().split('?').next().unwrap().to_owned();
    let sheet = opened.follow();
    sheet.assert_text("Courses impayées de janvier");
    assert_eq!(sheet.count("#issues ~ .rows .row"), 2, "{}", sheet.summary());
    counsellor.get(&first).assert_text("Courses impayées de janvier");
    counsellor
        .get("/cases")
        .assert_text("Courses impayées de janvier");

    let refused = sheet.form("#decide").press("step", "dismiss");
    refused.assert_status(422);
    refused.assert_field_error("reason");
    let decided = sheet
        .form("#decide")
        .set("reason", "Relevé de la curatelle du 12 janvier.")
        .press("step", "confirm");
    decided.assert_redirect(&format!("{case}?done=confirm"));
    // A second click does nothing twice.
    sheet
        .form("#decide")
        .set("reason", "Relevé de la curatelle du 12 janvier.")
        .press("step", "confirm")
        .assert_redirect(&format!("{case}?done=confirm"));
    for (member, address) in [(&one, &first), (&two, &second)] {
        let told = member.get(address);
        assert!(told.has(".notice-info"), "{}", told.summary());
        told.assert_text("Relevé de la curatelle du 12 janvier.");
        assert!(!told.has("a[href^='/cases']"), "a member reads no case");
        member.get(&case).assert_status(403);
    }
    let stale = sheet
        .form("#decide")
        .forge("key", "another-click-1")
        .set("reason", "x")
        .press("step", "dismiss");
    stale.assert_status(409);
    stale.assert_text("a changé entre-temps");

    let left = counsellor.get(&first).form("#leave").submit();
    left.assert_redirect(&format!("{case}?done=removed"));
    let sheet = left.follow();
    assert_eq!(sheet.count("#issues ~ .rows .row"), 1);
    // It is offered again, and can be added again.
    let added = sheet.form("#add").check("issues", &number(&first)).submit();
    added.assert_redirect(&format!("{case}?done=added"));
    assert!(String::from_utf8_lossy(&site.run(&["aggregates", "verify"]).stdout).len() < 500);
    assert!(site.run(&["aggregates", "verify"]).status.success());
}

#[test]
fn harassment_has_cases_of_its_own_that_only_named_handlers_find() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let handler = site.sign_in("conseil2@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let private = report(&member, "1", "Harcèlement");
    let plain = report(&member, "1", "Pratiques commerciales trompeuses");

    let form = handler.get(&format!("/cases/new?issue={}", number(&private)));
    form.assert_status(200);
    assert!(
        !form.has(&format!("input[name=issues][value='{}']", number(&plain))),
        "issues of the two circles do not mix"
    );
    let opened = form
        .form("form[action='/cases/new']")
        .set("title", "Faits graves au même endroit")
        .submit();
    opened.assert_status(303);
    let case = opened.location().split('?').next().unwrap().to_owned();
    handler.get("/cases").assert_text("Faits graves au même endroit");

    counsellor
        .get(&format!("/cases/new?issue={}", number(&private)))
        .assert_status(404);
    counsellor.get(&case).assert_status(404);
    counsellor.get("/cases?state=all").assert_no_text("Faits graves");
    counsellor
        .post(
            &format!("{case}/decide"),
            &[("step", "confirm"), ("revision", "1")],
        )
        .assert_status(404);
    // Sent along by hand, it is refused by its number alone.
    let forced = counsellor.post(
        "/cases/new",
        &[
            ("issue", &number(&plain)),
            ("title", "x"),
            ("issues", &number(&private)),
        ],
    );
    forced.assert_status(422);
    forced.assert_no_text("Faits graves");
    site.sign_in("compta@demo.example").get(&case).assert_status(404);
}

#[test]
fn accounts_group_payment_matters_only() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let accounts = site.sign_in("compta@demo.example");
    let payment = report(&member, "1", "Impayé");
    let other = report(&member, "1", "Pas de contrat écrit");
    accounts
        .get(&format!("/cases/new?issue={}", number(&payment)))
        .assert_status(200);
    accounts
        .get(&format!("/cases/new?issue={}", number(&other)))
        .assert_status(404);
    accounts.get("/cases?state=all").assert_status(200);
}

#[test]
fn the_bankrupt_platform_of_the_demonstration_is_one_case() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let list = counsellor.get("/cases?state=all");
    let case = list
        .attributes(".row-link", "href")
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{}", list.summary()));
    let sheet = counsellor.get(&case);
    sheet.assert_text("Faillite");
    assert!(sheet.count("#issues ~ .rows .row") > 1, "{}", sheet.summary());
}
