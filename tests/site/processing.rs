//! The register of processing over HTTP.

use tests::Site;

#[test]
fn the_register_says_what_is_held_how_long_and_who_reads_it() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/admin/processing");
    page.assert_status(200);
    // Periods from the policy, readers from the table of rights, counts from the data.
    page.assert_text("signalements écartés");
    page.assert_text("Conseil");
    page.assert_text("dont");
    let file = manager.get("/admin/processing/pdf");
    file.assert_status(200);
    assert!(file.bytes().starts_with(b"%PDF-"));
    let log = String::from_utf8(site.run(&["export", "audit"]).stdout).unwrap();
    assert!(log.contains("\"document\":\"processing\""));
    site.sign_in("admin@demo.example")
        .get("/admin/processing")
        .assert_status(200);
    for email in [
        "conseil@demo.example",
        "compta@demo.example",
        "membre@demo.example",
        "analyse@demo.example",
    ] {
        site.sign_in(email).get("/admin/processing").assert_status(403);
    }
}
