//! Accounts without scripts: rights take two people, a password link works once, and no door is locked from inside.

use tests::{Page, Site, Visitor};

/// The account's page, found by its address.
fn account(person: &Visitor, email: &str) -> Page {
    let list = person.get(&format!("/admin/people?q={email}"));
    list.assert_status(200);
    let at = list.attribute(".rows .row-link", "href").unwrap();
    person.get(&at)
}

#[test]
fn a_role_is_asked_by_one_and_granted_by_another() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let manager = site.sign_in("direction@demo.example");
    let member = site.sign_in("membre2@demo.example");
    member.get("/admin/people").assert_status(403);
    site.sign_in("conseil@demo.example")
        .get("/admin/people")
        .assert_status(403);

    let page = account(&admin, "membre2@");
    let at = page.path().to_owned();
    let same = page.form("#ask").set("why", "Pour rien").submit();
    same.assert_status(422);
    let asked = page
        .form("#ask")
        .set("role", "counsellor")
        .set("why", "Engagée au 1er juin")
        .submit();
    asked.assert_redirect(&format!("{at}?done=asked"));
    let own = asked.follow();
    own.assert_text("Eine zweite Person der Verwaltung");
    assert!(own.form("#decide").has("key"));
    let forged = admin.post(&format!("{at}/decide"), &[("decision", "make")]);
    forged.assert_status(403);
    member.get("/").assert_status(200);

    let waits = manager.get("/admin/people");
    waits.assert_text("rôle «\u{a0}Conseil\u{a0}» demandé");
    let page = manager.get(&at);
    let made = page.form("#decide").press("decision", "make");
    made.assert_redirect(&format!("{at}?done=make"));
    page.form("#decide")
        .press("decision", "make")
        .assert_redirect(&format!("{at}?done=make"));
    let lost = member.get("/");
    assert!(lost.location().starts_with("/sign-in"), "the sessions end");
    site.sign_in("membre2@demo.example")
        .get("/clients")
        .assert_status(200);
}

#[test]
fn a_password_link_is_shown_once_works_once_and_goes_to_colleagues_by_mail() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let form = admin.get("/admin/people/new");
    let wrong = form.form("#person").set("email", "pas une adresse").submit();
    wrong.assert_status(422);
    wrong.assert_field_error("name");
    wrong.assert_field_error("email");
    let taken = form
        .form("#person")
        .set("name", "Encore")
        .set("email", "membre@demo.example")
        .submit();
    taken.assert_status(422);
    let added = form
        .form("#person")
        .set("name", "Noor")
        .set("email", "noor@demo.example")
        .submit();
    added.assert_status(303);
    let page = added.follow();
    let made = page.form("#link").submit();
    made.assert_status(200);
    let link = made.text("code");
    let twice = page.form("#link").submit();
    assert_eq!(twice.text("code"), link, "a second click makes no other");
    let path = link[link.find("/password/").unwrap()..].to_owned();
    assert!(
        !admin.get(made.path().trim_end_matches("/link")).has("code"),
        "never again"
    );

    let noor = site.visitor();
    let short = noor.get(&path).form("#password").set("new", "court").submit();
    short.assert_status(422);
    let page = noor.get(&path);
    page.form("#password")
        .set("new", tests::PASSWORD)
        .submit()
        .assert_redirect("/sign-in");
    noor.get(&path).assert_status(404);
    noor.get("/password/forged").assert_status(404);
    site.sign_in("noor@demo.example").get("/").assert_status(200);

    let colleague = account(&admin, "conseil2@");
    for _ in 0..2 {
        let sent = colleague.form("#link").submit();
        sent.assert_status(303);
        assert!(sent.location().ends_with("done=mailed"));
        assert_eq!(colleague.form("#link").value("token"), "", "nobody reads it here");
    }
    let log = site.run(&["export", "audit"]);
    let log = String::from_utf8_lossy(&log.stdout);
    let made = log.lines().filter(|line| line.contains("\"password_link\""));
    assert_eq!(made.count(), 2, "one for each person");
}

#[test]
fn somebody_of_a_firm_is_kept_out_of_what_members_say_of_it_until_it_is_taken_back() {
    const TOLD: &str = "Vous travaillez aussi pour ce donneur d'ordre";
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let member = site.sign_in("membre@demo.example");
    member.get("/clients/2").assert_no_text(TOLD);

    let page = account(&manager, "membre@");
    let at = page.path().to_owned();
    let wrong = page.form("#keep-out").set("client", "C-999999").submit();
    wrong.assert_field_error("client");
    wrong.assert_field_error("reason");
    assert_eq!(wrong.form("#keep-out").value("client"), "C-999999");
    for _ in 0..2 {
        page.form("#keep-out")
            .set("client", "C-2")
            .set("relation", "own")
            .set("reason", "Y est employée à mi-temps.")
            .submit()
            .assert_redirect(&format!("{at}?done=kept_out"));
    }
    member.get("/clients/2").assert_text(TOLD);
    member.get("/clients/3").assert_no_text(TOLD);

    let page = manager.get(&at);
    page.assert_text("Y est employée à mi-temps.");
    assert_eq!(page.count("form[action*='/kept-out/']"), 1);
    page.form("form[action*='/kept-out/']")
        .submit()
        .assert_redirect(&format!("{at}?done=let_in"));
    member.get("/clients/2").assert_no_text(TOLD);
    manager
        .post(&format!("{at}/kept-out/2/end"), &[])
        .assert_status(404);

    let own = account(&manager, "direction@").path().to_owned();
    let forced = manager.post(
        &format!("{own}/kept-out"),
        &[("client", "C-2"), ("relation", "own"), ("reason", "x")],
    );
    forced.assert_status(403);
}

#[test]
fn nobody_closes_their_own_account_or_the_last_administration() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let manager = site.sign_in("direction@demo.example");
    let own = account(&admin, "admin@");
    assert!(!own.has("#active") && !own.has("#ask"));
    let at = own.path().to_owned();
    admin
        .post(&format!("{at}/active"), &[("active", "no")])
        .assert_status(403);
    let last = manager.get(&at).form("#active").press("active", "no");
    last.assert_status(422);
    last.assert_text("dernier compte d'administration");

    let member = site.sign_in("membre@demo.example");
    let page = account(&manager, "membre@");
    let off = page.form("#active").press("active", "no");
    off.assert_status(303);
    let lost = member.get("/");
    assert!(lost.location().starts_with("/sign-in"), "{}", lost.summary());
    let late = admin
        .get(page.path())
        .form("#active")
        .forge("revision", "1")
        .press("active", "yes");
    late.assert_status(409);
}
