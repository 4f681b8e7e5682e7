//! Dated figures and the calculator, without scripts.

use crate::house::House;
use tests::Page;

fn text_of_row(page: &Page, part: &str) -> String {
    page.texts("tbody tr")
        .into_iter()
        .find(|row| row.contains(part))
        .unwrap_or_else(|| panic!("no row with {part}"))
}

#[test]
fn a_member_reads_the_figures_and_works_out_a_price() {
    let house = House::of(&["member"]);
    let member = house.sign_in("member");
    let page = member.get("/pay");
    page.assert_status(200);
    page.assert_text("Minimum légal");
    page.assert_text("à confirmer");
    assert!(
        !page.has("#figure") && !page.has("form[action^='/pay/']"),
        "members read"
    );

    let answer = page.form("#calculator").set("wage", "100,00").submit();
    answer.assert_text("estimation");
    // 100 × 1.732
    answer.assert_text("173,20");
    let living = page
        .form("#calculator")
        .set("need", "2100")
        .set("days", "15")
        .submit();
    living.assert_text("140,00");
    let low = page
        .form("#calculator")
        .set("need", "150")
        .set("days", "20")
        .submit();
    low.assert_text("sous le minimum légal");

    let wrong = page
        .form("#calculator")
        .set("need", "beaucoup")
        .set("days", "99")
        .submit();
    wrong.assert_status(422);
    wrong.assert_field_error("need");
    assert_eq!(wrong.form("#calculator").value("days"), "99");
    for path in [
        "/pay/figures",
        "/pay/figures/end",
        "/pay/figures/confirm",
        "/pay/proposals/1",
    ] {
        member.post(path, &[]).assert_status(403);
    }
}

#[test]
fn a_manager_adds_ends_and_confirms_figures() {
    let house = House::of(&["manager", "member"]);
    let manager = house.sign_in("manager");
    let page = manager.get("/pay");
    let add = page
        .form("#figure")
        .set("kind", "reference")
        .set("unit", "day")
        .set("amount", "131,50")
        .set("from", "2026-01-01")
        .set("source", "Enquête de la coopérative 2026")
        .set("url", "https://example.org/enquete")
        .check("confirmed", "1");
    let key = add.value("key").to_owned();
    add.submit().assert_redirect("/pay?done=added");
    let again = page
        .form("#figure")
        .set("kind", "reference")
        .set("unit", "day")
        .set("amount", "131,50")
        .set("from", "2026-01-01")
        .set("source", "Enquête de la coopérative 2026")
        .forge("key", &key)
        .submit();
    again.assert_redirect("/pay?done=added");

    let page = house.sign_in("member").get("/pay");
    let row = text_of_row(&page, "131,50");
    assert!(row.contains("confirmé") && row.contains("Enquête"), "{row}");
    // The one before ended on the day before.
    let old = text_of_row(&page, "121,00");
    assert!(old.contains("31/12/2025"), "{old}");

    // A day that cannot be read is kept beside its error.
    let end = "form[action='/pay/figures/end']";
    let field = format!("end_on_{}", manager.get("/pay").form(end).value("figure"));
    let refused = manager.get("/pay").form(end).set(&field, "demain").submit();
    refused.assert_status(422);
    refused.assert_field_error(&field);
    assert_eq!(refused.form(end).value(&field), "demain");

    let page = manager.get("/pay");
    page.assert_text("ajouté");
    let figure = page
        .attribute("form[action='/pay/figures/confirm'] [name=figure]", "value")
        .unwrap();
    let confirm = format!("form[action='/pay/figures/confirm']:has([value='{figure}'])");
    page.form(&confirm)
        .submit()
        .assert_redirect("/pay?done=confirmed");
    // Confirmed meanwhile: nothing happens twice.
    let twice = manager.post("/pay/figures/confirm", &[("figure", figure.as_str())]);
    twice.assert_status(409);
}

#[test]
fn a_counsellor_proposes_and_a_manager_decides() {
    let house = House::of(&["counsellor", "manager"]);
    let counsellor = house.sign_in("counsellor");
    counsellor
        .get("/pay")
        .form("#figure")
        .set("kind", "interest")
        .set("amount", "9,5")
        .set("from", "2031-01-01")
        .set("to", "2031-06-30")
        .set("source", "Moniteur belge")
        .submit()
        .assert_redirect("/pay?done=proposed");
    let waiting = counsellor.get("/pay");
    assert!(
        waiting.has("#proposals") && !waiting.has("#proposals form"),
        "not one's own"
    );
    let manager = house.sign_in("manager");
    let page = manager.get("/pay");
    page.form("#proposals form")
        .press("answer", "accept")
        .assert_redirect("/pay?done=decided");
    manager.get("/pay").assert_text("proposition reprise");
}

#[test]
fn a_wrong_figure_is_refused_beside_its_field() {
    let house = House::of(&["manager"]);
    let manager = house.sign_in("manager");
    let page = manager.get("/pay");
    let before = page.text("tbody");
    let long = "x".repeat(5_000);
    let filled = || {
        page.form("#figure")
            .set("kind", "minimum")
            .set("unit", "hour")
            .set("amount", "13,00")
            .set("from", "2027-01-01")
            .set("source", "CCT 43")
    };
    for (field, value, wrong) in [
        ("amount", "-13,00", "amount"),
        ("amount", "treize", "amount"),
        ("unit", "", "unit"),
        ("from", "1999-01-01", "from"),
        ("from", "2025-06-01", "from"),
        ("to", "2026-12-31", "to"),
        ("source", "", "source"),
        ("source", long.as_str(), "source"),
        ("url", "javascript:alert(1)", "url"),
    ] {
        let answer = filled().set(field, value).submit();
        answer.assert_status(422);
        answer.assert_field_error(wrong);
        assert_eq!(answer.form("#figure").value("kind"), "minimum");
    }
    let huge = filled().set("source", &"x".repeat(1_000_000)).submit();
    huge.assert_status(413);
    filled().forge("profession", "999999").submit().assert_status(422);
    assert_eq!(manager.get("/pay").text("tbody"), before);
}
