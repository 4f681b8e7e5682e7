//! Files without scripts: taken by content, refused with the reason, given out as downloads to those who may read the issue.

use tests::{Page, Site, Visitor};

const FORM: &str = "form[action$='/issues/new']";

/// A report with a file, sent.
fn report(person: &Visitor, file: (&str, &[u8])) -> Page {
    let first = person.get("/clients/1/issues/new");
    let names = first.texts("#f-category option");
    let at = names
        .iter()
        .position(|name| name == "Pas de contrat écrit")
        .unwrap();
    let category = first.attributes("#f-category option", "value")[at].clone();
    let form = first.form(FORM).set("category", &category).submit().form(FORM);
    form.set("severity", "minor")
        .set("happened_on", "2026-01-10")
        .set("facts", "Pas de contrat avant le travail.")
        .set("may_tell", "yes")
        .file("files", file.0, file.1)
        .submit()
}

#[test]
fn a_file_is_kept_with_its_report_and_fetched_as_a_download_only() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let sent = report(&member, ("preuve «1».txt", "Heure : 11,90 €".as_bytes()));
    sent.assert_status(303);
    let sheet = sent.follow();
    let file = sheet.attribute("#files-title ~ .files a", "href").unwrap();

    let counsellor = site.sign_in("conseil@demo.example");
    let fetched = counsellor.get(&file);
    fetched.assert_status(200);
    assert_eq!(fetched.header("content-type"), "text/plain");
    assert!(
        fetched
            .header("content-disposition")
            .starts_with("attachment; filename=")
    );
    assert_eq!(fetched.header("x-content-type-options"), "nosniff");
    assert_eq!(
        fetched.header("content-security-policy"),
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    );
    assert_eq!(fetched.header("cache-control"), "private, no-store");
    assert_eq!(fetched.bytes(), "Heure : 11,90 €".as_bytes());

    for other in ["membre2@demo.example", "compta@demo.example"] {
        site.sign_in(other).get(&file).assert_status(404);
    }
    site.sign_in("analyse@demo.example").get(&file).assert_status(403);
    assert_eq!(site.visitor().get(&file).status(), 303);
    let log = site.run(&["export", "audit"]);
    let log = String::from_utf8_lossy(&log.stdout);
    assert!(log.contains("read_file") && log.contains("add_file"));
    assert!(!log.contains("11,90"));
}

#[test]
fn what_is_not_taken_comes_back_beside_its_field_and_nothing_is_reported() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let before = member.get("/issues").count(".row");
    let refused: [(&str, &[u8], &str); 4] = [
        ("page.pdf", b"<html><script>1</script>", "page web"),
        ("photo.jpg", b"MZ\x90\x00\x03", "programme"),
        ("devis.docx", b"PK\x03\x04\x14\x00[Content_Types].xml", "PDF"),
        ("vide.txt", b"", "vide"),
    ];
    for (name, content, reason) in refused {
        let sent = report(&member, (name, content));
        sent.assert_status(422);
        sent.assert_field_error("files");
        sent.assert_text(reason);
        assert_eq!(sent.form(FORM).value("facts"), "Pas de contrat avant le travail.");
    }
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let sent = report(&member, ("long.txt", &large));
    sent.assert_status(422);
    sent.assert_text("10 Mo");
    assert_eq!(member.get("/issues").count(".row"), before);
}

#[test]
fn a_reporter_adds_files_later_and_others_find_no_such_issue() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let sheet = report(&member, ("a.txt", b"un")).follow();
    let added = sheet.form("#evidence").file("files", "b.txt", b"deux").submit();
    added.assert_status(303);
    let path = added.location().split('?').next().unwrap().to_owned();
    let sheet = added.follow();
    assert_eq!(sheet.count(".files li"), 2);
    let nothing = sheet.form("#evidence").submit();
    nothing.assert_status(422);
    nothing.assert_field_error("files");
    let other = site.sign_in("membre2@demo.example");
    other
        .post(&format!("{path}/files"), &[("key", "abcdefgh")])
        .assert_status(404);
}
