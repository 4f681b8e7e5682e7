//! Watched clients without scripts.

use tests::Site;

#[test]
fn a_member_watches_a_client_and_stops() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    // What the demonstration watches already.
    for action in member
        .get("/watched")
        .attributes("form[action$='/unwatch']", "action")
    {
        member
            .post(&action, &[])
            .assert_redirect("/watched?done=unwatched");
    }
    member.get("/watched").assert_text("Vous ne suivez aucun");
    let sheet = member.get("/clients/13");
    let name = sheet.text("h1");
    let begin = || sheet.form("form[action='/clients/13/watch']").submit();
    begin().assert_redirect("/watched?done=watched");
    begin().assert_redirect("/watched?done=watched");
    let list = member.get("/watched");
    list.assert_text("Vous suivez 1 donneur d'ordre");
    list.assert_text(&name);
    list.form("form[action='/clients/13/unwatch']")
        .submit()
        .assert_redirect("/watched?done=unwatched");
    member.get("/watched").assert_text("Vous ne suivez aucun");
    // What is not there is not watched, and watching is not for everybody.
    member.post("/clients/999999999/watch", &[]).assert_status(404);
    site.sign_in("analyse@demo.example")
        .get("/watched")
        .assert_status(403);
}

#[test]
fn staff_watch_from_the_sheet() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    counsellor
        .get("/clients/13")
        .form("form[action='/clients/13/watch']")
        .submit()
        .assert_redirect("/watched?done=watched");
}
