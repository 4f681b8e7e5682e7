//! Partners without scripts: everybody finds them by filter and region, staff keep them.

use tests::Site;

#[test]
fn everybody_finds_partners_by_what_they_help_with_and_where() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let all = member.get("/partners").count(".partner");
    let few = member
        .get("/partners?filter=support&region=flanders")
        .count(".partner");
    assert!(all >= 5 && few >= 1 && few < all, "{few} of {all}");
    member.get("/partners?filter=nonsense").assert_status(200);
    member.get("/partners/new").assert_status(403);
    member
        .post("/partners/1/retire", &[("retired", "yes")])
        .assert_status(403);
}

#[test]
fn staff_add_edit_and_retire_a_partner() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let member = site.sign_in("membre@demo.example");
    let form = counsellor.get("/partners/new");
    let bare = form.form("#partner").set("url", "partner.example").submit();
    bare.assert_status(422);
    for field in ["name", "offer_fr", "offer_nl", "url"] {
        bare.assert_field_error(field);
    }
    assert_eq!(bare.form("#partner").value("url"), "partner.example");

    let sent = form
        .form("#partner")
        .set("name", "Maison des scénarios")
        .set("kind", "guidance")
        .check("filters", "support")
        .check("regions", "brussels")
        .set("offer_fr", "Écrire et vendre une histoire.")
        .set("offer_nl", "Een verhaal schrijven en verkopen.")
        .set("email", "bonjour@demo.example")
        .submit();
    sent.assert_redirect("/partners?done=added");
    member.get("/partners").assert_text("Maison des scénarios");

    let edit = counsellor
        .get("/partners?filter=support&region=brussels")
        .attributes(".partner a[href$='/edit']", "href");
    let at = edit
        .iter()
        .find(|href| counsellor.get(href).title().contains("scénarios"))
        .unwrap();
    let (page, late) = (counsellor.get(at), site.sign_in("direction@demo.example").get(at));
    page.form("#partner")
        .set("phone", "02 555 00 00")
        .submit()
        .assert_redirect("/partners?done=edited");
    let late = late.form("#partner").set("phone", "02 555 11 11").submit();
    late.assert_status(409);
    late.assert_text("02 555 00 00");
    counsellor
        .get(at)
        .form("#retire")
        .press("retired", "yes")
        .assert_redirect("/partners?done=retired");
    member.get("/partners").assert_no_text("Maison des scénarios");
    counsellor.get("/partners").assert_text("Maison des scénarios");
}
