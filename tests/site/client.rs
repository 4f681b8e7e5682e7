//! Clients without scripts: staff search, list, add and edit; members read one sheet and no list.

use crate::house::{House, out};
use tests::{Page, Site, Visitor};

const SEARCH: &str = "#client-search";
const FORM: &str = "#client";

fn staff(site: &Site) -> Visitor {
    site.sign_in("conseil@demo.example")
}

/// What a new client needs at least.
fn least(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("legal_name", name),
        ("kind", "company"),
        ("language", "fr"),
        ("sector", "events"),
    ]
}

/// The names in the list, in its order.
fn names(list: &Page) -> Vec<String> {
    list.texts("#results .row-link")
}

#[test]
fn staff_find_a_client_by_part_of_its_name_without_accents_and_with_a_typo() {
    let site = Site::demo();
    let staff = staff(&site);
    let list = staff.get("/clients");

    for text in [
        "colibrique",
        "COLIB",
        "livraisons colibr",
        "colibirque",
        "colibriqe livraisons",
    ] {
        let found = list.submit_form(SEARCH, &[("q", text)]);
        found.assert_status(200);
        assert_eq!(
            names(&found).first().map(String::as_str),
            Some("Colibrique Livraisons SA"),
            "{text}"
        );
        assert_eq!(found.form(SEARCH).value("q"), text);
    }
}

/// The enterprise number on a client's sheet, as it is printed.
fn number_of(sheet: &Page) -> String {
    let facts = sheet.texts(".facts dd");
    let number = facts
        .iter()
        .find(|text| text.len() == 12 && text.matches('.').count() == 2);
    number.unwrap_or_else(|| panic!("{facts:?}")).clone()
}

#[test]
fn staff_find_a_client_by_its_number_in_any_punctuation_and_by_its_reference() {
    let site = Site::demo();
    let staff = staff(&site);
    let printed = number_of(&staff.get("/clients/2"));
    let digits: String = printed.chars().filter(char::is_ascii_digit).collect();

    for text in [
        printed.clone(),
        digits.clone(),
        format!("BE{digits}"),
        format!("be {printed}"),
        digits[1..].to_owned(),
        "C-2".to_owned(),
    ] {
        let found = staff.get("/clients").submit_form(SEARCH, &[("q", &text)]);
        assert_eq!(
            names(&found).first().map(String::as_str),
            Some("Commune de Valmorin"),
            "{text}"
        );
    }
}

#[test]
fn whatever_is_typed_the_list_answers_and_says_what_to_do_next() {
    let site = Site::demo();
    let staff = staff(&site);
    let long = "x".repeat(5_000);

    for text in [
        "%",
        "_",
        "\"",
        "'; --",
        "NEAR(",
        "<script>alert(1)</script>",
        long.as_str(),
    ] {
        let found = staff.get("/clients").submit_form(SEARCH, &[("q", text)]);
        found.assert_status(200);
        assert!(!found.body().contains("<script>alert"), "{text}");
    }
    let none = staff.get("/clients?q=zzzzqqqq");
    none.assert_text("Rien ne correspond à");
    assert!(none.has("#results a[href='/clients/new?name=zzzzqqqq']"));
}

#[test]
fn filters_stand_in_the_address_and_the_pager_keeps_them() {
    let site = Site::demo();
    let staff = staff(&site);

    let restrictive = staff
        .get("/clients")
        .submit_form(SEARCH, &[("stance", "restrictive")]);
    let first = staff.get("/clients?sector=events");
    let second = first.click(".pager a[rel=next]");

    assert!(restrictive.count("#results .row") > 0);
    assert_eq!(
        restrictive.count("#results .row .stance-restrictive"),
        restrictive.count("#results .row")
    );
    assert_eq!(restrictive.form(SEARCH).value("stance"), "restrictive");
    assert!(second.path().contains("sector=events"), "{}", second.path());
    assert!(names(&second).iter().all(|name| !names(&first).contains(name)));
    assert!(first.has("#results [role=status]"));
}

#[test]
fn an_island_gets_only_the_results() {
    let site = Site::demo();
    let staff = staff(&site);

    let part = staff.get_with("/clients?q=colib", &[("vigie-part", "results")]);

    part.assert_status(200);
    assert!(part.body().starts_with("<div id=\"results\""), "{}", part.body());
    part.assert_text("Colibrique Livraisons SA");
}

#[test]
fn accounts_list_what_is_owed_and_neither_stances_nor_issues() {
    let site = Site::demo();
    let accounts = site.sign_in("compta@demo.example");

    let all = accounts.get("/clients?order=most_overdue");
    let narrowed = accounts.get("/clients?stance=restrictive");

    // What the bankrupt courier company owes is lost, no longer overdue: it stands among the debts.
    let first = names(&all).into_iter().next().unwrap();
    assert_ne!(first, "Colibrique Livraisons SA");
    accounts.get("/debts").assert_text("perdus (faillite)");
    assert!(all.has("#results a[href$='?tab=payment']"));
    assert!(!all.has("#results .stance") && !all.has("[name=stance]") && !all.has("[name=open_issues]"));
    assert_eq!(
        narrowed.text("#results [role=status]"),
        accounts.get("/clients").text("#results [role=status]")
    );
}

#[test]
fn a_member_is_refused_the_list_and_the_form_and_reads_one_sheet() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");

    for path in [
        "/clients",
        "/clients?q=colibrique",
        "/clients?stance=restrictive",
        "/clients/new",
        "/clients/2/edit",
    ] {
        member.get(path).assert_status(403);
    }
    member
        .post("/clients/2/notes", &[("text", "x")])
        .assert_status(403);
    let sheet = member.get("/clients/2");
    sheet.assert_status(200);
    assert!(sheet.has(".stance-restrictive"));
    sheet.assert_text("Un bon de commande écrit avant le début");
    for secret in [
        "Notes internes",
        "Historique",
        "Modifier la fiche",
        "@demo.example",
    ] {
        assert!(!sheet.text("main").contains(secret), "{secret}");
    }
    member.get("/clients/999999").assert_status(404);
}

#[test]
fn a_member_reads_what_becomes_of_running_contracts() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");

    let sheet = member.get("/clients/1");

    sheet.assert_text("Les contrats en cours s'arrêtent.");
    assert!(
        sheet.has(".sheet-head h2") && !sheet.has(".sheet-head h3"),
        "headings in their order"
    );
    crate::check::check(&member, "1", "150,00").assert_text("Les contrats en cours s'arrêtent.");
}

#[test]
fn a_form_with_mistakes_comes_back_with_all_that_was_typed_and_adds_nothing() {
    let site = Site::demo();
    let staff = staff(&site);

    let sent = staff.get("/clients/new").submit_form(
        FORM,
        &[
            ("number", "0999.100.296"),
            ("legal_name", ""),
            ("trade_names", "Éclair & fils\nL'Éclair"),
            ("other_numbers", "pas un numéro"),
            ("postcode", "99999"),
            ("email", "personne"),
            ("parent", "C-999999"),
            ("nace", "abc"),
        ],
    );

    sent.assert_status(422);
    for field in [
        "number",
        "legal_name",
        "kind",
        "other_numbers",
        "postcode",
        "email",
        "parent",
        "nace",
        "sector",
    ] {
        sent.assert_field_error(field);
    }
    assert!(sent.title().starts_with("Erreur"), "{}", sent.title());
    assert_eq!(sent.form(FORM).value("number"), "0999.100.296");
    assert_eq!(
        sent.form(FORM).value("trade_names").replace("\r\n", "\n"),
        "Éclair & fils\nL'Éclair"
    );
    assert_eq!(names(&staff.get("/clients?q=eclair+fils")), Vec::<String>::new());
}

#[test]
fn a_client_is_added_once_however_often_the_button_is_pressed() {
    let site = Site::demo();
    let staff = staff(&site);
    let form = staff.get("/clients/new");
    let mut fields = least("Zeppelin Ouvrier ASBL");
    fields.extend([
        ("number", "BE 0999.100.295"),
        ("trade_names", "Le Zep"),
        ("postcode", "4000"),
        ("municipality", "Liège"),
    ]);

    let first = form.submit_form(FORM, &fields);
    let second = form.submit_form(FORM, &fields);

    first.assert_status(303);
    assert_eq!(second.location(), first.location());
    let sheet = first.follow();
    sheet.assert_text("Le donneur d'ordre est ajouté.");
    sheet.assert_text("0999.100.295");
    assert_eq!(names(&staff.get("/clients?q=zep")), ["Zeppelin Ouvrier ASBL"]);
}

#[test]
fn a_probable_duplicate_is_pointed_out_first_and_added_when_the_person_says_so() {
    let site = Site::demo();
    let staff = staff(&site);

    let warned = staff
        .get("/clients/new")
        .submit_form(FORM, &least("Colibrique (Livraisons) SRL"));

    warned.assert_status(422);
    warned.assert_text("N'est-il pas déjà là");
    assert!(warned.has("#f-duplicates a[href='/clients/1']"));
    assert!(warned.has(
        "#f-duplicates .stance-punitive, #f-duplicates .stance-restrictive, #f-duplicates .stance-none"
    ));
    assert_eq!(
        warned.form(FORM).value("legal_name"),
        "Colibrique (Livraisons) SRL"
    );
    let added = warned.form(FORM).press("anyway", "1");
    added.assert_status(303);
    added.follow().assert_text("Le donneur d'ordre est ajouté.");
}

#[test]
fn a_number_that_another_client_holds_is_refused_by_name() {
    let site = Site::demo();
    let staff = staff(&site);
    let number = number_of(&staff.get("/clients/2"));
    let mut fields = least("Tout à fait autre chose");
    fields.push(("number", &number));

    let warned = staff.get("/clients/new").submit_form(FORM, &fields);
    let insisted = warned.form(FORM).forge("anyway", "1").submit();

    warned.assert_status(422);
    warned.assert_text("Porte le même numéro");
    insisted.assert_status(422);
    assert!(
        insisted
            .assert_field_error("number")
            .contains("Commune de Valmorin (C-2)")
    );
}

#[test]
fn a_new_name_keeps_the_old_one_and_the_history_tells_both() {
    let site = Site::demo();
    let staff = staff(&site);

    let sent = staff.get("/clients/2/edit").submit_form(
        FORM,
        &[("legal_name", "Ville de Valmorin"), ("phone", "+32 2 555 99 99")],
    );

    sent.assert_status(303);
    let sheet = sent.follow();
    sheet.assert_text("La fiche est modifiée.");
    assert_eq!(sheet.text("h1"), "Ville de Valmorin");
    let found = staff.get("/clients?q=commune+de+valmorin");
    assert_eq!(names(&found), ["Ville de Valmorin"]);
    assert!(
        found.text("#results .row-meta").ends_with("Commune de Valmorin"),
        "{}",
        found.text("#results")
    );
    let history = staff.get("/clients/2?tab=history");
    history.assert_text("Commune de Valmorin");
    history.assert_text("+32 2 555 99 99");
}

#[test]
fn two_people_editing_one_client_are_told_and_nobody_is_overwritten() {
    let site = Site::demo();
    let (one, two) = (staff(&site), site.sign_in("direction@demo.example"));
    let (first, second) = (one.get("/clients/2/edit"), two.get("/clients/2/edit"));

    first
        .submit_form(FORM, &[("municipality", "Namur"), ("postcode", "5000")])
        .assert_status(303);
    let late = second.submit_form(FORM, &[("phone", "+32 2 555 11 11")]);

    late.assert_status(409);
    late.assert_text("Quelqu'un a été plus rapide");
    assert!(
        late.text("main table").contains("Namur"),
        "{}",
        late.text("main table")
    );
    assert_eq!(late.form(FORM).value("phone"), "+32 2 555 11 11");
    one.get("/clients/2").assert_text("Namur");
    let agreed = late.submit_form(FORM, &[("municipality", "Namur"), ("postcode", "5000")]);
    agreed.assert_status(303);
    let sheet = agreed.follow();
    sheet.assert_text("Namur");
    sheet.assert_text("+32 2 555 11 11");
}

#[test]
fn private_notes_are_for_counsellors_and_managers() {
    let site = Site::demo();
    let staff = staff(&site);

    let empty = staff
        .get("/clients/2?tab=notes")
        .submit_form("#note", &[("text", "  ")]);
    let sent = staff
        .get("/clients/2?tab=notes")
        .submit_form("#note", &[("text", "Rappelé le 3 <b>novembre</b>.")]);

    empty.assert_status(422);
    empty.assert_field_error("text");
    sent.assert_status(303);
    sent.follow().assert_text("Rappelé le 3 <b>novembre</b>.");
    site.sign_in("direction@demo.example")
        .get("/clients/2?tab=notes")
        .assert_text("Rappelé le 3");
    let accounts = site.sign_in("compta@demo.example");
    accounts
        .get("/clients/2?tab=notes")
        .assert_no_text("Rappelé le 3");
    accounts
        .post("/clients/2/notes", &[("text", "x")])
        .assert_status(403);
    site.sign_in("membre@demo.example")
        .get("/clients/2?tab=notes")
        .assert_no_text("Rappelé le 3");
}

#[test]
fn every_part_of_a_sheet_is_a_link_and_every_count_leads_to_its_list() {
    let site = Site::demo();
    let sheet = staff(&site).get("/clients/2");

    for part in ["issues", "payment", "notes", "history"] {
        sheet
            .click(&format!(".tabs a[href='/clients/2?tab={part}']"))
            .assert_status(200);
    }
    assert!(
        sheet.title().contains("Restrictive") || sheet.title().contains("restrictive"),
        "{}",
        sheet.title()
    );
    for href in sheet.attributes("a.key-figure", "href") {
        staff(&site).get(&href).assert_status(200);
    }
    assert!(sheet.has("a[href='/clients/2/stance']") && sheet.has("a[href='/clients/2/issues/new']"));
}

#[test]
fn the_register_proposes_its_name_and_address_and_the_form_takes_them_over() {
    let house = House::of(&["counsellor"]);
    let register = concat!(env!("CARGO_MANIFEST_DIR"), "/data/kbo");
    out(&house.site.run(&["import", "kbo", register]));
    let staff = house.sign_in("counsellor");
    let mut fields = least("Eaux du Nord");
    fields.extend([
        ("number", "0200.068.636"),
        ("street", "Rue Neuve 3"),
        ("postcode", "1000"),
        ("municipality", "Bruxelles"),
    ]);
    let added = staff.get("/clients/new").submit_form(FORM, &fields);
    added.assert_status(303);

    let sheet = added.follow();
    let says = sheet.text("#register-says");
    assert!(
        says.contains("Farys") && says.contains("Stropstraat 1, 9000"),
        "{says}"
    );

    let edit = sheet.click("#register-says a");
    edit.assert_text("Rempli d'après le registre du");
    assert_eq!(edit.form(FORM).value("legal_name"), "Farys");
    assert_eq!(edit.form(FORM).value("postcode"), "9000");
    let saved = edit.form(FORM).submit();
    saved.assert_status(303);
    let after = saved.follow();
    assert!(!after.has("#register-says"), "{}", after.summary());
    after.assert_text("Eaux du Nord");
}

#[test]
fn the_list_is_taken_away_with_its_filters_as_far_as_one_reads_it_and_each_time_is_in_the_log() {
    let site = Site::demo();
    let list = staff(&site)
        .get("/clients")
        .submit_form(SEARCH, &[("stance", "restrictive")]);
    let link = list
        .attribute("#results a[href^='/clients.csv']", "href")
        .unwrap();
    assert_eq!(link, "/clients.csv?stance=restrictive");

    let file = staff(&site).get(&link);
    file.assert_status(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let text = file.body();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("Posture") && lines.len() > 1, "{text}");
    assert!(
        lines[1..].iter().all(|line| line.contains(";Restrictive;")),
        "{text}"
    );
    let found = staff(&site).get("/clients.csv?q=colibrique").body();
    assert!(found.contains("Colibrique Livraisons SA"), "{found}");

    // Accounts filter by no stance and read none.
    let accounts = site.sign_in("compta@demo.example").get(&link).body();
    assert!(!accounts.contains("Restrictive"), "{accounts}");
    assert!(accounts.lines().count() > lines.len(), "{accounts}");

    let log = out(&site.run(&["export", "audit"]));
    assert_eq!(log.matches("\"object\":\"clients\"").count(), 3, "{log}");
}
