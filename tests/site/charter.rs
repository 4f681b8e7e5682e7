//! The charter without scripts: everybody reads it, members click OK, its next version is drafted and put in force,
//! and staff write down a client's OK.

use tests::{Site, Visitor};

const LONG: &str = "x";

/// Rewords the first article of a draft, which the counsellor begins.
fn draft(counsellor: &Visitor) {
    counsellor
        .get("/charter/draft")
        .form("#begin")
        .submit()
        .assert_redirect("/charter/draft?done=begun");
    counsellor
        .get("/charter/draft/1")
        .form("#article")
        .set("title_fr", "Accueillir tout le monde")
        .submit()
        .assert_redirect("/charter/draft?done=written");
}

#[test]
fn anybody_reads_the_charter_and_only_who_is_signed_in_says_ok() {
    let site = Site::demo();
    let page = site.visitor().get("/charter");
    page.assert_status(200);
    assert_eq!(page.count(".charter-article"), 12);
    assert!(!page.has("form#ok"), "nobody is signed in");
    let nobody = site.visitor().post("/charter", &[("version", "1")]);
    assert!(nobody.location().starts_with("/sign-in"), "{}", nobody.summary());

    let member = site.sign_in("membre@demo.example");
    for bad in ["2", "-1", "9999999999999999999999", "abc"] {
        let answer = member.post("/charter", &[("version", bad)]);
        assert!(matches!(answer.status(), 400 | 404), "{bad}: {}", answer.status());
        member.get(&format!("/charter?version={bad}")).assert_status(404);
    }
    assert!(member.get("/charter").has("form#ok"), "nothing was noted");
}

#[test]
fn ok_clicked_twice_is_one_ok_with_its_day_and_version() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let page = member.get("/charter");
    assert!(page.title().contains("à lire et à accepter"), "{}", page.title());

    let first = page.form("#ok").submit();
    let second = page.form("#ok").submit();
    first.assert_redirect("/charter?version=1&done=ok");
    second.assert_redirect("/charter?version=1&done=ok");

    let page = first.follow();
    page.assert_text("Vous avez accepté la version 1");
    assert!(!page.has("form#ok"));
    let counted = site.sign_in("direction@demo.example").get("/charter");
    counted.assert_text("acceptée par 2 personnes et");
}

#[test]
fn a_counsellor_drafts_a_manager_puts_in_force_and_members_see_what_changed() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let manager = site.sign_in("direction@demo.example");
    member.get("/charter").form("#ok").submit();
    member.get("/charter/draft").assert_status(403);

    draft(&counsellor);
    let page = counsellor.get("/charter/draft");
    assert!(!page.has("#put-in-force"), "a counsellor puts nothing in force");
    counsellor
        .post("/charter/draft/in-force", &[("from", "2999-01-01")])
        .assert_status(403);

    let page = manager.get("/charter/draft");
    for (from, why) in [("", "date"), ("2020-01-01", "aujourd'hui"), ("demain", "date")] {
        let refused = page.form("#put-in-force").set("from", from).submit();
        refused.assert_status(422);
        let said = refused.assert_field_error("from");
        assert!(said.contains(why), "{said}");
    }
    let today = page_day(&site);
    page.form("#put-in-force")
        .set("from", &today)
        .submit()
        .assert_redirect("/charter?version=2&done=in_force");

    let news = member.get("/charter");
    news.assert_text("Ce qui a changé depuis la version 1");
    news.assert_text("Accueillir tout le monde");
    assert_eq!(news.count("ins.charter-words"), 1, "one article was reworded");
    news.form("#ok")
        .submit()
        .follow()
        .assert_text("Vous avez accepté la version 2");
}

/// Today as the server knows it: the record form proposes it.
fn page_day(site: &Site) -> String {
    let form = site.sign_in("conseil2@demo.example").get("/clients/1/charter");
    form.form("#record").value("on").to_owned()
}

#[test]
fn whoever_decides_on_a_draft_that_moved_on_is_shown_what_it_is_now() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let manager = site.sign_in("direction@demo.example");
    draft(&counsellor);
    let read = manager.get("/charter/draft");
    let other = site.sign_in("conseil2@demo.example").get("/charter/draft/1");

    counsellor
        .get("/charter/draft/1")
        .form("#article")
        .set("title_fr", "Accueillir d'abord")
        .submit();

    let late = read.form("#put-in-force").set("from", "2999-01-01").submit();
    late.assert_status(409);
    late.assert_text("Le projet a changé pendant que vous le lisiez");
    let late = other
        .form("#article")
        .set("title_fr", "Accueillir autrement")
        .submit();
    late.assert_status(409);
    late.assert_text("Accueillir d'abord");
    assert_eq!(late.form("#article").value("title_fr"), "Accueillir autrement");
    assert_eq!(manager.get("/charter").count(".charter-article"), 12);
}

#[test]
fn an_article_needs_french_and_dutch_and_stays_within_its_limits() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    draft(&counsellor);
    let form = counsellor.get("/charter/draft/new");

    let empty = form.form("#article").set("title_en", "Only a title").submit();
    empty.assert_status(422);
    for field in ["title_fr", "text_fr", "title_nl", "text_nl", "text_en"] {
        empty.assert_field_error(field);
    }
    let long = form
        .form("#article")
        .set("title_fr", &LONG.repeat(200))
        .set("text_fr", &LONG.repeat(5_000))
        .submit();
    long.assert_status(422);
    long.assert_field_error("text_fr");
    counsellor.get("/charter/draft/99").assert_status(404);

    counsellor
        .get("/charter/draft/9")
        .form("#remove")
        .submit()
        .assert_redirect("/charter/draft?done=removed");
    counsellor.get("/charter/draft/9").assert_status(404);
    let page = counsellor.get("/charter/draft");
    page.assert_text("Article 9, retiré");
    page.form("#discard")
        .submit()
        .assert_redirect("/charter/draft?done=discarded");
    assert!(counsellor.get("/charter/draft").has("#begin"));
}

#[test]
fn staff_write_down_that_a_client_accepted_and_everyone_reads_it_on_the_sheet() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let member = site.sign_in("membre@demo.example");
    member.get("/clients/1/charter").assert_status(403);
    member.get("/clients/1").assert_text("Charte pas encore acceptée");
    counsellor.get("/clients/999999999/charter").assert_status(404);

    let form = counsellor.get("/clients/1/charter");
    let wrong = form.form("#record").set("on", "2999-01-01").submit();
    wrong.assert_status(422);
    wrong.assert_field_error("on");
    assert!(wrong.has(".summary a[href='#f-channel']"), "{}", wrong.summary());
    let before = form
        .form("#record")
        .set("on", "2019-05-01")
        .set("channel", "meeting")
        .submit();
    before.assert_status(422);
    assert!(before.assert_field_error("on").contains("pas encore de charte"));
    let forged = form.form("#record").forge("channel", "click").submit();
    forged.assert_status(422);

    let sent = form
        .form("#record")
        .set("on", "2026-02-02")
        .set("channel", "meeting")
        .submit();
    sent.assert_redirect("/clients/1?done=charter");
    let sheet = sent.follow();
    sheet.assert_text("Charte acceptée le 2\u{a0}février 2026 (version 1)");
    member
        .get("/clients/1")
        .assert_text("Charte acceptée le 2\u{a0}février 2026");
}
