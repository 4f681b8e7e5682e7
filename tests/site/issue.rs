//! Issues without scripts: a member reports, a counsellor decides, the member is told; others see nothing of it.

use tests::{Page, Site, Visitor};

const FORM: &str = "form[action$='/issues/new']";
const FACTS: &str = "Payé 11,90 € brut de l'heure.\nLe minimum n'était pas atteint.";

/// The first category of a filter, as the form offers it.
fn category_of(form: &Page, filter: &str) -> String {
    form.attribute(&format!("optgroup[label='{filter}'] option"), "value")
        .unwrap()
}

/// Fills in a report that is right, and sends it.
fn report(person: &Visitor, client: i64, filter: &str) -> Page {
    let form = person.get(&format!("/clients/{client}/issues/new"));
    let category = category_of(&form, filter);
    form.submit_form(
        FORM,
        &[
            ("category", &category),
            ("severity", "serious"),
            ("happened_on", "2026-01-10"),
            ("facts", FACTS),
            ("wage", "11,90"),
            ("wage_unit", "hour"),
            ("may_tell", "yes"),
        ],
    )
}

/// Where the report stands: `/issues/211`.
fn address(sent: &Page) -> String {
    sent.assert_status(303);
    sent.location().split('?').next().unwrap().to_owned()
}

#[test]
fn a_report_with_mistakes_comes_back_with_all_that_was_typed() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");

    let form = member.get("/clients/1/issues/new");
    let sent = form.submit_form(
        FORM,
        &[
            ("facts", FACTS),
            ("wage", "beaucoup"),
            ("happened_on", "2999-01-01"),
            ("severity", "minor"),
            ("days_late", "-3"),
        ],
    );

    sent.assert_status(422);
    for field in ["category", "wage", "days_late"] {
        sent.assert_field_error(field);
    }
    assert!(sent.has(".summary a[href='#f-may_tell']"), "{}", sent.summary());
    assert!(sent.title().starts_with("Erreur"), "{}", sent.title());
    assert_eq!(sent.form(FORM).value("facts").replace("\r\n", "\n"), FACTS);
    assert_eq!(sent.form(FORM).value("wage"), "beaucoup");
    member.get("/issues").assert_no_text("11,90");
}

#[test]
fn a_member_reports_a_counsellor_confirms_and_the_member_is_told() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");

    let sent = report(&member, 1, "Éthique");
    let address = address(&sent);
    let thanks = sent.follow();
    thanks.assert_status(200);
    assert!(thanks.has(".notice-done"), "{}", thanks.summary());
    thanks.assert_text("attend d'être lu");
    assert!(!thanks.has("#decide"), "a member decides nothing");

    let sheet = counsellor.get(&address);
    sheet.assert_text("Le minimum n'était pas atteint.");
    let decided = sheet
        .form("#decide")
        .set("reason", "Fiche de paie vue le 12.")
        .press("step", "confirm");
    decided.assert_redirect(&format!("{address}?done=confirm"));
    decided.follow().assert_text("Faits confirmés");

    let told = member.get(&address);
    told.assert_text("confirmés");
    told.assert_text("Fiche de paie vue le 12.");
    assert!(!told.has("#withdraw"), "what is decided is no longer withdrawn");
    assert!(
        member
            .get("/")
            .texts(".rows .tag")
            .iter()
            .any(|state| state == "Confirmé")
    );
}

#[test]
fn the_same_report_sent_twice_is_one_report() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let form = member.get("/clients/1/issues/new");
    let category = category_of(&form, "Éthique");
    let fields = [
        ("category", category.as_str()),
        ("severity", "minor"),
        ("happened_on", "2026-01-10"),
        ("facts", FACTS),
        ("may_tell", "no"),
    ];
    let before = member.get("/issues").count(".row");

    let first = form.submit_form(FORM, &fields);
    let second = form.submit_form(FORM, &fields);

    assert_eq!(first.location(), second.location());
    assert_eq!(member.get("/issues").count(".row"), before + 1);
}

#[test]
fn another_member_and_the_accounts_find_nothing_there() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let address = address(&report(&member, 1, "Éthique"));

    for email in ["membre2@demo.example", "compta@demo.example"] {
        let other = site.sign_in(email);
        other.get(&address).assert_status(404);
        let post = other.post(
            &format!("{address}/decide"),
            &[("step", "confirm"), ("revision", "1")],
        );
        post.assert_status(404);
    }
    for email in [
        "comite@demo.example",
        "analyse@demo.example",
        "admin@demo.example",
    ] {
        site.sign_in(email).get(&address).assert_status(403);
    }
    member.get(&address).assert_text("Signalé");
}

#[test]
fn a_reporter_may_not_decide_and_dismissing_needs_a_reason() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let address = address(&report(&counsellor, 1, "Paiement"));
    let own = counsellor.get(&address);
    assert!(!own.has("#decide button[value=confirm]"), "{}", own.summary());
    let forced = counsellor.post(
        &format!("{address}/decide"),
        &[("step", "confirm"), ("revision", "1"), ("reason", "x")],
    );
    forced.assert_status(422);

    let accounts = site.sign_in("compta@demo.example");
    let refused = accounts.get(&address).form("#decide").press("step", "dismiss");
    refused.assert_status(422);
    refused.assert_field_error("reason");
}

#[test]
fn who_comes_second_is_shown_both_versions_and_keeps_the_text() {
    let site = Site::demo();
    let address = address(&report(&site.sign_in("membre@demo.example"), 1, "Éthique"));
    let (first, second) = (
        site.sign_in("conseil@demo.example"),
        site.sign_in("conseil2@demo.example"),
    );
    let (seen, also_seen) = (first.get(&address), second.get(&address));

    seen.form("#decide").press("step", "confirm").assert_status(303);
    let late = also_seen
        .form("#decide")
        .set("reason", "Un seul témoin.")
        .press("step", "dismiss");

    late.assert_status(409);
    // The second counsellor of the demonstration reads Dutch.
    late.assert_text("Iemand heeft vóór u beslist");
    late.assert_text("Feiten bevestigd");
    assert_eq!(late.form("#decide").value("reason"), "Un seul témoin.");
    first.get(&address).assert_text("Confirmé");
}

#[test]
fn a_member_withdraws_a_report_that_nobody_has_decided() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let sent = report(&member, 1, "Éthique").follow();

    let withdrawn = sent
        .form("#withdraw")
        .set("reason", "Réglé entre nous.")
        .press("step", "withdraw")
        .follow();

    withdrawn.assert_status(200);
    withdrawn.assert_text("Vous avez retiré ce signalement");
}

#[test]
fn the_list_behind_a_mark_names_its_month_and_keeps_its_address() {
    let site = Site::demo();
    report(&site.sign_in("membre@demo.example"), 1, "Éthique").assert_status(303);
    let counsellor = site.sign_in("conseil@demo.example");

    let list = counsellor.get("/issues?state=all&filter=ethics");
    list.assert_status(200);
    assert!(list.count(".row") > 0, "{}", list.summary());
    assert_eq!(list.form("form.filters").value("filter"), "ethics");
    counsellor
        .get("/issues?reported_month=202611&after=nonsense&state=nonsense")
        .assert_status(200);
}

#[test]
fn members_have_no_list_of_what_others_report() {
    let site = Site::demo();
    report(&site.sign_in("membre@demo.example"), 1, "Éthique").assert_status(303);

    let other = site
        .sign_in("membre2@demo.example")
        .get("/issues?state=all&client=1");

    other.assert_no_text("11,90");
}
