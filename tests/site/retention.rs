//! Forgetting and merging over HTTP, without scripts: periods and legal holds, two clients made one and two again, the file of a
//! person.

use crate::house::House;
use chrono::{Days, Utc};
use tests::{Page, Visitor};

fn add(staff: &Visitor, name: &str, kind: &str) -> String {
    let fields = [
        ("legal_name", name),
        ("kind", kind),
        ("language", "fr"),
        ("sector", "events"),
    ];
    let sent = staff.get("/clients/new").submit_form("#client", &fields);
    let sent = if sent.status() == 422 {
        sent.form("#client").press("anyway", "1")
    } else {
        sent
    };
    sent.assert_status(303);
    let at = sent.location();
    at.split('?').next().unwrap().to_owned()
}

fn reference(path: &str) -> String {
    path.replace("/clients/", "C-")
}

/// The program under test runs on the real clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn day(ahead: u64) -> String {
    (Utc::now().date_naive() + Days::new(ahead)).to_string()
}

#[test]
fn a_manager_changes_a_period_and_says_why() {
    let house = House::of(&["manager", "counsellor"]);
    house
        .sign_in("counsellor")
        .get("/admin/retention")
        .assert_status(403);
    let manager = house.sign_in("manager");
    let page = manager.get("/admin/retention");
    page.assert_status(200);
    page.assert_text("Rien n'est à oublier");
    let fields = [
        ("subject", "check"),
        ("months", "12"),
        ("from_on", &day(1)),
        ("why", ""),
    ];
    let refused = page.submit_form("#period", &fields);
    refused.assert_status(422);
    refused.assert_field_error("why");
    assert_eq!(refused.form("#period").value("months"), "12");
    let sent = refused.submit_form(
        "#period",
        &[("why", "Avis du délégué à la protection des données")],
    );
    sent.assert_status(303);
    let after = sent.follow();
    after.assert_text("La durée est enregistrée.");
    after.assert_text("12 mois à partir du");
    after.assert_text("Avis du délégué");
}

#[test]
fn a_legal_hold_is_shown_where_it_stands_and_lifted_with_a_reason() {
    let house = House::of(&["manager", "counsellor"]);
    let (manager, staff) = (house.sign_in("manager"), house.sign_in("counsellor"));
    let client = add(&staff, "Rapid Courses", "company");
    let page = manager.get("/admin/retention");
    let wrong = page.submit_form(
        "#hold",
        &[("on", "X-9"), ("reason", "Procès"), ("until_on", &day(90))],
    );
    wrong.assert_status(422);
    wrong.assert_field_error("on");
    let placed = wrong.submit_form("#hold", &[("on", &reference(&client))]);
    placed.assert_status(303);
    staff.get(&client).assert_text("Retenu pour raison juridique");
    let form = "form[action='/admin/retention/holds/1/lift']";
    let page = manager.get("/admin/retention");
    page.submit_form(form, &[]).assert_status(422);
    let long = "x".repeat(501);
    let refused = page.submit_form(form, &[("lift_reason_1", &long)]);
    refused.assert_status(422);
    assert_eq!(refused.form(form).value("lift_reason_1"), long);
    page.submit_form(form, &[("lift_reason_1", "Jugement rendu")])
        .assert_status(303);
    staff.get(&client).assert_no_text("Retenu pour raison juridique");
    assert!(page.submit_form(form, &[("lift_reason_1", "deux fois")]).status() >= 303);
}

#[test]
fn two_clients_become_one_its_old_address_leads_there_and_it_is_undone() {
    let house = House::of(&["counsellor", "accounts", "member"]);
    let staff = house.sign_in("counsellor");
    let kept = add(&staff, "Rapid Courses", "company");
    let gone = add(&staff, "Allegro Livraisons", "company");
    house
        .sign_in("accounts")
        .get(&format!("{kept}/merge"))
        .assert_status(403);
    house
        .sign_in("member")
        .get(&format!("{kept}/merge"))
        .assert_status(403);

    let search = staff.get(&format!("{kept}/merge"));
    let found = search.submit_form("#find", &[("with", "allegro")]);
    found.assert_text("Allegro Livraisons");
    let both = staff.get(&format!("{kept}/merge?with={}", reference(&gone)));
    both.assert_text("Rapid Courses et Allegro Livraisons");
    let refused = both.submit_form("#merge", &[("why", " ")]);
    refused.assert_status(422);
    refused.assert_field_error("why");
    let merged = refused.submit_form("#merge", &[("why", "même numéro de TVA")]);
    merged.assert_status(303);
    // A second click does nothing twice.
    assert_eq!(
        refused
            .submit_form("#merge", &[("why", "même numéro de TVA")])
            .location(),
        merged.location()
    );
    let history: Page = merged.follow();
    history.assert_text("même numéro de TVA");

    staff.get(&gone).assert_redirect(&kept);
    let debts = |client: &str| client.replace("/clients/", "/debts/");
    house
        .sign_in("accounts")
        .get(&debts(&gone))
        .assert_redirect(&debts(&kept));
    let list = staff.get("/clients?q=allegro");
    assert_eq!(list.texts("#results .row-link"), ["Rapid Courses"]);
    let undo = staff.get("/merges/1");
    undo.submit_form("#undo", &[("why", "")]).assert_status(422);
    undo.submit_form("#undo", &[("why", "deux sociétés sœurs")])
        .assert_status(303);
    staff.get(&gone).assert_status(200);
    staff
        .get("/merges/1")
        .assert_text("Cette fusion est déjà annulée.");

    let both = staff.get(&format!("{kept}/merge?with={}", reference(&gone)));
    both.submit_form("#not-same", &[]).assert_status(303);
    let again = staff.get(&format!("{kept}/merge?with={}", reference(&gone)));
    again.assert_text("ce sont deux donneurs d'ordre différents");
    let refused = again.submit_form("#merge", &[("why", "quand même")]);
    refused.assert_status(422);
    refused.assert_text("regardez à nouveau");
}

#[test]
fn a_person_gets_the_file_contests_and_is_erased() {
    let house = House::of(&["manager", "counsellor", "accounts"]);
    let (manager, staff) = (house.sign_in("manager"), house.sign_in("counsellor"));
    let person = add(&staff, "Ana Costa", "person");
    let company = add(&staff, "Rapid Courses", "company");
    staff.get(&format!("{company}/person")).assert_status(404);
    house
        .sign_in("accounts")
        .get(&format!("{person}/person"))
        .assert_status(403);
    staff
        .get(&format!("{person}?tab=notes"))
        .submit_form("#note", &[("text", "Ana Costa a rappelé.")])
        .assert_status(303);
    let file = staff.get(&format!("{person}/person"));
    file.assert_status(200);
    file.assert_text("ce que la coopérative sait");
    file.assert_text("Ana Costa a rappelé.");
    let data = staff.get(&format!("{person}/person.json"));
    data.assert_status(200);
    assert!(
        data.body().contains("\"Ana Costa\"") && data.header("content-disposition").starts_with("attachment")
    );

    file.submit_form("#contest", &[("what", "")]).assert_status(422);
    file.submit_form("#contest", &[("what", "Je n'ai jamais reçu ce travail.")])
        .assert_status(303);
    staff.get(&person).assert_text("Contesté depuis le");
    let file = staff.get(&format!("{person}/person"));
    file.assert_text("Je n'ai jamais reçu ce travail.");
    file.submit_form("#settle", &[("outcome", "Corrigé.")])
        .assert_status(303);
    staff.get(&person).assert_no_text("Contesté depuis le");

    staff.get(&format!("{person}/erase")).assert_status(403);
    let page = manager.get(&format!("{person}/erase"));
    let wrong = page.submit_form("#erase", &[("reference", "C-999")]);
    wrong.assert_status(422);
    wrong.assert_field_error("reference");
    wrong
        .submit_form("#erase", &[("reference", &reference(&person))])
        .assert_status(303);
    let sheet = manager.get(&person);
    sheet.assert_status(200);
    sheet.assert_no_text("Ana Costa");
    manager.get("/clients?q=costa").assert_no_text("Ana Costa");
    for command in [["audit", "verify"], ["aggregates", "verify"]] {
        let output = house.site.run(&command);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    let log = house.site.run(&["export", "audit"]);
    assert!(!String::from_utf8_lossy(&log.stdout).contains("Costa"));
}
