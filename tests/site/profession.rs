//! The nomenclature without scripts: everybody reads it, counsellors propose, managers put in force, checks follow.

use tests::{Page, Site, Visitor};

/// The sheet of a profession, found by its name.
fn sheet(person: &Visitor, name: &str) -> Page {
    let list = person.get(&format!("/professions?q={name}"));
    list.assert_status(200);
    let found = list.attribute(".rows .row-link", "href").unwrap();
    person.get(&found)
}

/// The form that edits the illustrator, filled so that the profession is refused.
fn refuse(form: &Page) -> tests::Form {
    form.form("#profession")
        .set("state", "refused")
        .set("filter", "legal")
        .set("reason_fr", "Plus d'assurance depuis juin.")
        .set("reason_nl", "Geen verzekering meer sinds juni.")
        .set("effect_fr", "Un sinistre ne serait pas couvert.")
        .set("effect_nl", "Een schadegeval zou niet gedekt zijn.")
        .set("review_on", "2099-06-01")
}

#[test]
fn everybody_searches_by_word_field_and_state_and_reads_why() {
    let site = Site::demo();
    for email in [
        "membre@demo.example",
        "compta@demo.example",
        "comite@demo.example",
    ] {
        let person = site.sign_in(email);
        let all = person.get("/professions");
        assert!(all.count(".rows .row") >= 80, "{}", all.summary());
        let medical = person.get("/professions?field=medical&state=refused");
        assert!(medical.count(".rows .row") >= 5);
        medical.assert_text("INAMI");
        assert!(!all.has("a[href='/professions/new']"), "{email} adds nothing");
    }
    let member = site.sign_in("membre@demo.example");
    let cook = sheet(&member, "cuisinier");
    for said in [
        "Accepté sous conditions",
        "AFSCA",
        "contrôle",
        "À revoir le",
        "852/2004",
        "Minimum légal",
    ] {
        cook.assert_text(said);
    }
    member
        .get("/professions?q=dompteuse")
        .assert_text("Aucun métier trouvé");
    member.get("/professions/999999999").assert_status(404);
    member.get("/professions/1/edit").assert_status(403);
}

#[test]
fn a_counsellor_proposes_a_manager_puts_in_force_and_the_check_answers_refused() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let manager = site.sign_in("direction@demo.example");
    let member = site.sign_in("membre@demo.example");
    let at = sheet(&counsellor, "illustrateur").path().to_owned();

    let form = counsellor.get(&format!("{at}/edit"));
    let unsaid = refuse(&form).submit();
    unsaid.assert_status(422);
    unsaid.assert_field_error("why");
    let sent = refuse(&form).set("why", "L'assureur s'est retiré.").submit();
    sent.assert_status(303);
    let address = sent.location().split('?').next().unwrap().to_owned();
    let own = sent.follow();
    assert!(!own.has("#decide") && own.has("#withdraw"), "{}", own.summary());
    let forged = counsellor.post(&address, &[("decision", "accept")]);
    forged.assert_status(403);
    member.get(&at).assert_text("peut passer par la coopérative");

    let page = manager.get(&address);
    page.assert_text("Plus d'assurance depuis juin.");
    page.assert_text("L'assureur s'est retiré.");
    let silent = page.form("#decide").press("decision", "decline");
    silent.assert_status(422);
    silent.assert_field_error("comment");
    let first = page.form("#decide").press("decision", "accept");
    first.assert_redirect("/professions/proposals?done=accept");
    page.form("#decide")
        .press("decision", "accept")
        .assert_redirect("/professions/proposals?done=accept");

    let sheet = member.get(&at);
    sheet.assert_text("ne peut pas signer de contrat pour ce métier");
    sheet.assert_text("Sur proposition de");
    let id = at.rsplit('/').next().unwrap().to_owned();
    let record = counsellor.get("/clients/1/charter");
    let today = record.form("#record").value("on").to_owned();
    let answer = member
        .get("/check")
        .form("#check")
        .set("client", "0999.100.295")
        .set("profession", &id)
        .set("starts_on", &today)
        .set("ends_on", &today)
        .set("unit", "day")
        .set("units", "2")
        .set("wage", "200")
        .submit();
    answer.assert_text("Plus d'assurance depuis juin.");
}

#[test]
fn whoever_edits_what_has_changed_is_shown_both() {
    let site = Site::demo();
    let one = site.sign_in("direction@demo.example");
    let two = site.sign_in("direction2@demo.example");
    let at = sheet(&one, "illustrateur").path().to_owned();
    let (first, second) = (one.get(&format!("{at}/edit")), two.get(&format!("{at}/edit")));

    refuse(&first)
        .submit()
        .assert_redirect(&format!("{at}?done=edited"));
    let late = second
        .form("#profession")
        .set("source", "Une autre idée")
        .submit();

    late.assert_status(409);
    late.assert_text("Plus d'assurance depuis juin.");
    assert_eq!(late.form("#profession").value("source"), "Une autre idée");
    one.get(&at).assert_no_text("Une autre idée");
}

#[test]
fn what_an_entry_lacks_is_said_beside_each_field() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let form = manager.get("/professions/new");
    let bare = form.form("#profession").submit();
    bare.assert_status(422);
    bare.assert_field_error("field");
    let million = "x".repeat(1_000_000);
    let wrong = form
        .form("#profession")
        .set("field", "crafts")
        .set("state", "conditional")
        .set("reason_fr", &million)
        .set("since", "2099-01-01")
        .set("review_on", "hier")
        .submit();
    assert!(matches!(wrong.status(), 413 | 422), "{}", wrong.status());

    let full = |name: &str| {
        form.form("#profession")
            .set("field", "crafts")
            .set("state", "accepted")
            .set("names_fr", name)
            .set("names_nl", "Klokkenmaker")
            .set("names_en", "Watchmaker")
            .set("names_de", "Uhrmacher")
            .set("since", "2026-01-01")
    };
    let taken = full("Jardinier").submit();
    taken.assert_status(422);
    assert!(taken.assert_field_error("names_fr").contains("Jardinier"));
    let added = full("Horloger, horlogère").submit();
    added.assert_status(303);
    added.follow().assert_text("Le métier est ajouté");
    manager
        .get("/professions?q=horloger")
        .assert_text("Horloger, horlogère");
}
