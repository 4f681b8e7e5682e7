//! Issues without scripts: a member reports, a counsellor decides, the member is told; others see nothing of it.

use tests::{Page, Site, Visitor};

const FORM: &str = "form[action$='/issues/new']";
const FACTS: &str = "Payé 11,90 € brut de l'heure.\nLe minimum n'était pas atteint.";

/// The questions of a category, by the words in which the first step offers it.
fn questions(person: &Visitor, client: i64, category: &str) -> Page {
    let first = person.get(&format!("/clients/{client}/issues/new"));
    let names = first.texts("#f-category option");
    let values = first.attributes("#f-category option", "value");
    let at = names
        .iter()
        .position(|name| name == category)
        .unwrap_or_else(|| panic!("no {category} among {names:?}"));
    first.form(FORM).set("category", &values[at]).submit()
}

/// Fills in a report that is right, and sends it.
fn report(person: &Visitor, client: i64, filter: &str) -> Page {
    let (category, figures): (&str, &[(&str, &str)]) = match filter {
        "Paiement" => ("Retard de paiement", &[("days_late", "40")]),
        _ => ("Faible rémunération", &[("wage", "11,90"), ("wage_unit", "hour")]),
    };
    let mut fields = vec![
        ("severity", "serious"),
        ("happened_on", "2026-01-10"),
        ("facts", FACTS),
        ("may_tell", "yes"),
    ];
    fields.extend(figures);
    questions(person, client, category).submit_form(FORM, &fields)
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

    let sent = questions(&member, 1, "Faible rémunération").submit_form(
        FORM,
        &[
            ("facts", FACTS),
            ("wage", "beaucoup"),
            ("happened_on", "hier"),
            ("severity", "minor"),
            ("hours", "-3"),
        ],
    );

    sent.assert_status(422);
    for field in ["happened_on", "wage"] {
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
    let form = questions(&member, 1, "Pas de contrat écrit");
    let fields = [
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
fn a_withdrawal_that_comes_back_keeps_its_own_reason() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let sent = report(&counsellor, 1, "Éthique").follow();
    let long = "x".repeat(2_001);

    let refused = sent.form("#withdraw").set("why", &long).press("step", "withdraw");

    refused.assert_field_error("why");
    assert_eq!(refused.form("#withdraw").value("why"), long);
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

#[test]
fn each_category_asks_for_its_own_figures_and_needs_them() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let fields = [
        ("severity", "minor"),
        ("happened_on", "2026-01-10"),
        ("facts", FACTS),
        ("may_tell", "no"),
    ];

    let pay = questions(&member, 1, "Faible rémunération");
    assert!(pay.form(FORM).has("wage") && !pay.form(FORM).has("days_late"));
    let missing = pay.submit_form(FORM, &fields);
    missing.assert_status(422);
    missing.assert_field_error("wage");
    let project = missing.submit_form(FORM, &[("wage", "400"), ("wage_unit", "project")]);
    project.assert_field_error("hours");

    let unpaid = questions(&member, 1, "Impayé").submit_form(FORM, &fields);
    unpaid.assert_field_error("unpaid");
    let negative = unpaid.submit_form(FORM, &[("unpaid", "-50")]);
    negative.assert_status(422);
    negative.assert_field_error("unpaid");

    let words = questions(&member, 1, "Pas de contrat écrit");
    assert!(!words.has("fieldset.questions"), "{}", words.summary());
}

#[test]
fn another_category_keeps_what_was_typed() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let typed = questions(&member, 1, "Faible rémunération")
        .form(FORM)
        .set("facts", FACTS)
        .set("wage", "11,90");
    let choice = typed.press("change", "category");
    choice.assert_status(200);
    assert!(choice.has("#f-category"), "{}", choice.summary());
    let names = choice.texts("#f-category option");
    let at = names.iter().position(|name| name == "Impayé").unwrap();
    let value = choice.attributes("#f-category option", "value")[at].clone();
    let other = choice.form(FORM).set("category", &value).press("change", "form");
    other.assert_status(200);
    assert_eq!(other.form(FORM).value("facts").replace("\r\n", "\n"), FACTS);
    assert!(other.form(FORM).has("unpaid"));
}

#[test]
fn a_reporter_corrects_and_the_old_text_stays_readable() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let address = address(&report(&member, 1, "Éthique"));
    counsellor
        .get(&address)
        .form("#decide")
        .press("step", "confirm")
        .assert_status(303);

    let form = member.get(&address).click_text("Corriger mon signalement");
    form.assert_text("examiné à nouveau");
    let same = form.form("#report").submit();
    same.assert_status(422);
    same.assert_text("Rien n'est changé");
    let corrected = form
        .form("#report")
        .set("facts", "Payé 13 € brut de l'heure, relu sur la fiche.")
        .set("wage", "13")
        .submit();
    corrected.assert_redirect(&format!("{address}?done=correct"));

    let sheet = counsellor.get(&address);
    sheet.assert_text("relu sur la fiche");
    sheet.assert_text("Le minimum n'était pas atteint.");
    sheet.assert_text("Corrigé");
    assert!(
        sheet.has("#decide button[value=confirm]"),
        "it is looked at again"
    );
    counsellor.get("/").assert_text("a été corrigé");
    counsellor.get(&format!("{address}/correct")).assert_status(403);
    let other = site.sign_in("membre2@demo.example");
    other.get(&format!("{address}/correct")).assert_status(404);
}

#[test]
fn who_corrects_what_has_changed_since_is_told_and_nothing_is_lost() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let address = address(&report(&member, 1, "Éthique"));
    let form = member.get(&format!("{address}/correct"));
    counsellor
        .get(&address)
        .form("#decide")
        .press("step", "review")
        .assert_status(303);
    let late = form.form("#report").set("facts", "Autre texte.").submit();
    late.assert_status(409);
    late.assert_text("Quelqu'un a été plus rapide");
    // Both versions side by side; what was typed is kept.
    let compared = late.text("#conflict table");
    assert!(
        compared.contains("Le minimum n'était pas atteint.") && compared.contains("Autre texte."),
        "{compared}"
    );
    assert_eq!(late.form("#report").value("facts"), "Autre texte.");
    member
        .get(&address)
        .assert_text("Le minimum n'était pas atteint.");
    // Sent again on the ground of what stands now, it holds; a second click is no second correction.
    let again = late.form("#report").submit();
    again.assert_redirect(&format!("{address}?done=correct"));
    late.form("#report")
        .submit()
        .assert_redirect(&format!("{address}?done=correct"));
    member.get(&address).assert_text("Autre texte.");
}

#[test]
fn who_classifies_what_has_changed_since_sees_both_and_keeps_the_choice() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let (one, two) = (
        site.sign_in("conseil@demo.example"),
        site.sign_in("direction@demo.example"),
    );
    let address = address(&report(&member, 1, "Éthique"));
    let form = |page: &Page, severity: &str| {
        page.form("form[action$='/classify']")
            .set("severity", severity)
            .set("reason", "Relu avec le membre.")
            .submit()
    };
    let seen = one.get(&format!("{address}/classify"));
    form(&two.get(&format!("{address}/classify")), "minor").assert_status(303);

    let late = form(&seen, "critical");

    late.assert_status(409);
    let compared = late.text("#conflict table");
    assert!(
        compared.contains("Mineur") && compared.contains("Critique"),
        "{compared}"
    );
    assert_eq!(
        late.form("form[action$='/classify']").value("severity"),
        "critical"
    );
    late.form("form[action$='/classify']").submit().assert_status(303);
}

#[test]
fn staff_classify_and_hand_over_to_named_handlers() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    // Of the two counsellors of the demonstration, the second is a named handler.
    let counsellor = site.sign_in("conseil@demo.example");
    let address = address(&report(&member, 1, "Éthique"));
    let form = counsellor.get(&address).click_text("Classer autrement");
    let nothing = form
        .form("form[action$='/classify']")
        .set("reason", "relu")
        .submit();
    nothing.assert_status(422);
    let structural = form
        .form("form[action$='/classify']")
        .set("cause", "structural")
        .set("reason", "subside trop bas")
        .submit();
    structural.assert_field_error("funder");
    let names = form.texts("#f-category option");
    let at = names.iter().position(|name| name == "Harcèlement").unwrap();
    let value = form.attributes("#f-category option", "value")[at].clone();
    let moved = form
        .form("form[action$='/classify']")
        .set("category", &value)
        .set("reason", "Les faits sont du harcèlement.")
        .submit();
    moved.assert_redirect("/issues?done=classify");
    counsellor.get(&address).assert_status(404);
    counsellor
        .get("/issues?state=all")
        .assert_no_text("minimum n'était pas atteint");
    site.sign_in("conseil2@demo.example")
        .get(&address)
        .assert_status(200);
    member.get(&address).assert_status(200);
}

#[test]
fn bad_input_gets_a_clear_message_and_changes_nothing() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let before = member.get("/issues").count(".row");
    let form = questions(&member, 1, "Pas de contrat écrit");
    let fields = [("severity", "minor"), ("facts", FACTS), ("may_tell", "no")];
    for (day, _why) in [
        ("2999-01-01", "future"),
        ("1999-01-01", "too old"),
        ("2026-02-31", "no date"),
    ] {
        let mut all = fields.to_vec();
        all.push(("happened_on", day));
        let sent = form.submit_form(FORM, &all);
        sent.assert_status(422);
        sent.assert_field_error("happened_on");
    }
    let million = "é".repeat(1_000_000);
    let sent = form.submit_form(
        FORM,
        &[
            ("severity", "minor"),
            ("happened_on", "2026-01-10"),
            ("facts", &million),
            ("may_tell", "no"),
        ],
    );
    sent.assert_status(413);
    sent.assert_text("trop gros");
    let long = "é".repeat(5_000);
    let sent = form.submit_form(
        FORM,
        &[
            ("severity", "minor"),
            ("happened_on", "2026-01-10"),
            ("facts", &long),
            ("may_tell", "no"),
        ],
    );
    sent.assert_status(422);
    assert_eq!(sent.form(FORM).value("facts").chars().count(), 5_000);
    let forged = form
        .form(FORM)
        .set("severity", "minor")
        .set("happened_on", "2026-01-10")
        .set("facts", FACTS)
        .set("may_tell", "no")
        .forge("contract", "1")
        .submit();
    forged.assert_status(422);
    member.get("/clients/999999/issues/new").assert_status(404);
    assert_eq!(member.get("/issues").count(".row"), before);
}

#[test]
fn every_page_that_shows_an_issue_notes_that_it_was_read() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let address = address(&report(&member, 1, "Éthique"));
    let object = format!("\"issue {}\"", address.trim_start_matches("/issues/"));
    let readings = || {
        let log = String::from_utf8(site.run(&["export", "audit"]).stdout).unwrap();
        let lines = log.lines().filter(|line| line.contains("\"read_issue\""));
        lines.filter(|line| line.contains(&object)).count()
    };

    member.get(&address).assert_status(200);
    assert_eq!(readings(), 0, "its reporter wrote it");
    let sheet = counsellor.get(&address);
    assert_eq!(readings(), 1);
    counsellor.get(&format!("{address}/classify")).assert_status(200);
    assert_eq!(readings(), 2);
    // A form that comes back shows it all again.
    sheet.form("#decide").press("step", "dismiss").assert_status(422);
    assert_eq!(readings(), 3);
}
