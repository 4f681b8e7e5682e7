//! The policy without scripts: who may, a draft edited and tried on all clients, put in force from a day, once.

use tests::{Page, Site, Visitor};

/// Begins a draft and gives its address: `/admin/policy/2`.
fn draft(person: &Visitor) -> String {
    let begun = person
        .get("/admin/policy")
        .submit_form("#draft", &[("why", "Les faits modérés pèsent trop peu.")]);
    begun.assert_status(303);
    begun.location().split('?').next().unwrap().to_owned()
}

/// Sends the form of a draft with one field changed.
fn edit(person: &Visitor, address: &str, field: &str, value: &str) -> Page {
    person
        .get(&format!("{address}/edit"))
        .submit_form("#policy", &[(field, value)])
}

#[test]
fn a_draft_is_edited_tried_on_all_clients_and_put_in_force_once() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let address = draft(&manager);
    let sheet = manager.get(&address);
    sheet.assert_text("Ce brouillon ne change encore rien.");

    edit(&manager, &address, "weight_moderate", "4,5").assert_redirect(&format!("{address}?done=saved"));
    let sheet = manager.get(&address);
    sheet.assert_text("Ce brouillon change 1 règle.");
    sheet.assert_text("4,5");

    let tried = sheet.form("#simulate").submit();
    let result = tried.follow();
    result.assert_status(200);
    assert!(result.title().contains("donneur"), "{}", result.title());
    result.assert_text("Avec la moitié des poids");
    result.assert_text("choix passés");
    let again = sheet.form("#simulate").submit();
    assert_eq!(
        again.location(),
        result.path(),
        "a second click tries nothing twice"
    );
    manager
        .get(&format!("{}?show=sensitive", result.path()))
        .assert_status(200);

    let form = manager.get(&address);
    let put = form.form("#put-in-force").submit();
    put.assert_redirect(&format!("{address}?done=put"));
    form.form("#put-in-force")
        .submit()
        .assert_redirect(&format!("{address}?done=put"));
    let coming = manager.get(&address);
    coming.assert_text("à venir");
    assert!(!coming.has("#put-in-force") && coming.has("#withdraw"));
    manager.get(&format!("{address}/edit")).assert_status(409);
    // Until its day nothing changes.
    manager
        .get("/admin/policy")
        .assert_text("La version 1 de la politique est en vigueur");

    coming
        .form("#withdraw")
        .submit()
        .assert_redirect(&format!("{address}?done=withdrawn"));
    manager
        .get(&address)
        .form("#discard")
        .submit()
        .assert_redirect("/admin/policy?done=discarded");
    manager.get(&address).assert_status(404);
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_nothing_changes() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let address = draft(&manager);

    for (field, bad) in [
        ("weight_critical", "beaucoup"),
        ("weight_critical", "2"),
        ("weight_critical", "-27"),
        ("months", "36,5"),
        ("months", "600"),
        ("prepayment", "130"),
        ("limit_grave", "9"),
        ("why", ""),
    ] {
        let sent = edit(&manager, &address, field, bad);
        sent.assert_status(422);
        sent.assert_field_error(field);
        assert_eq!(sent.form("#policy").value(field), bad);
    }
    let long = "x".repeat(1_000_000);
    let status = edit(&manager, &address, "why", &long).status();
    assert!([413, 422].contains(&status), "{status}");
    manager
        .get(&address)
        .assert_text("Ce brouillon ne change encore rien.");

    for bad in ["2015-01-01", "2999-01-01", "demain"] {
        let sent = manager
            .get(&address)
            .form("#put-in-force")
            .forge("from", bad)
            .submit();
        sent.assert_status(422);
        sent.assert_field_error("from");
    }
    manager.get("/admin/policy/999999").assert_status(404);
    manager.get("/admin/policy/trials/999999").assert_status(404);
}

#[test]
fn two_people_editing_one_draft_are_told_and_shown_both() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let other = site.sign_in("direction2@demo.example");
    let address = draft(&manager);
    let seen = other.get(&format!("{address}/edit"));

    edit(&manager, &address, "months", "24").assert_status(303);
    let late = seen.submit_form("#policy", &[("months", "48")]);

    late.assert_status(409);
    late.assert_text("Ce que vous avez écrit");
    late.assert_text("24");
    assert_eq!(late.form("#policy").value("months"), "48");
    late.form("#policy").submit().assert_status(303);
    manager.get(&address).assert_text("48");
}

#[test]
fn members_read_the_policy_counsellors_propose_and_managers_put_it_in_force() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let member = site.sign_in("membre@demo.example");
    let managers = draft(&manager);
    let own = draft(&counsellor);

    let read = member.get("/admin/policy");
    read.assert_status(200);
    assert!(!read.has("#draft"), "a member proposes nothing");
    read.assert_no_text("brouillon");
    member
        .get("/admin/policy/1")
        .assert_text("Poids d'un fait critique");
    member.get(&managers).assert_status(404);
    member.post("/admin/policy", &[("why", "moi")]).assert_status(403);
    site.sign_in("compta@demo.example")
        .get("/admin/policy")
        .assert_status(403);

    let sheet = counsellor.get(&own);
    assert!(sheet.has("#simulate") && !sheet.has("#put-in-force"));
    edit(&counsellor, &own, "months", "24").assert_status(303);
    counsellor
        .post(&format!("{own}/put"), &[("from", "2026-12-31")])
        .assert_status(403);
    counsellor.get(&managers).assert_status(200);
    counsellor.get(&format!("{managers}/edit")).assert_status(403);
    counsellor
        .post(&format!("{managers}/discard"), &[("revision", "1")])
        .assert_status(403);
    manager
        .get(&own)
        .form("#put-in-force")
        .submit()
        .assert_status(303);
}

#[test]
fn staff_read_on_the_sheet_what_the_facts_say_and_members_do_not() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let sheet = counsellor.get("/clients/1");
    sheet.assert_text("Ce que disent les faits");
    sheet.assert_text("Ce qui la changerait");
    assert!(sheet.has("a[href='/admin/policy/1']"));
    for email in ["membre@demo.example", "compta@demo.example"] {
        site.sign_in(email)
            .get("/clients/1")
            .assert_no_text("Ce que disent les faits");
    }
}
