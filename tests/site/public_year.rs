//! The yearly public report over HTTP, as anybody reads it.

use tests::Site;

#[test]
fn anybody_reads_the_year_and_takes_its_document_and_nobody_is_named() {
    let site = Site::demo();
    let visitor = site.visitor();
    let manager = site.sign_in("direction@demo.example");
    let this: i32 = manager
        .get("/reports/editions")
        .attribute("#f-month option", "value")
        .unwrap()[..4]
        .parse()
        .unwrap();
    let path = format!("/public/{}", this - 1);
    let page = visitor.get(&path);
    page.assert_status(200);
    assert!(page.has("figure.chart"), "{}", page.summary());
    assert!(!page.has(".chart-links a") && !page.has("main a[href^='/clients']"));
    let file = visitor.get(&format!("{path}/pdf"));
    file.assert_status(200);
    assert!(file.bytes().starts_with(b"%PDF-"));
    page.assert_text("Tel que connu le");
    page.assert_text("harcèlement");
    // Who is signed in is in the log with what they take; a visitor is nobody.
    manager.get(&format!("{path}/pdf")).assert_status(200);
    let log = String::from_utf8(site.run(&["export", "audit"]).stdout).unwrap();
    let taken = log.lines().filter(|line| line.contains("\"public_year\""));
    assert_eq!(taken.count(), 1, "{log}");
    for wrong in [
        "/public/1900",
        "/public/abcd",
        "/public/20255",
        "/public/9999/pdf",
    ] {
        visitor.get(wrong).assert_status(404);
    }
}
