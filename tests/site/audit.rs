//! The log as administration reads it.

use crate::house::House;

#[test]
fn administration_reads_the_log_by_action_and_by_person_and_so_writes_an_entry() {
    let house = House::of(&["admin", "counsellor"]);
    let admin = house.sign_in("admin");
    let counsellor = house.sign_in("counsellor");
    counsellor.get("/admin/audit").assert_status(403);

    let page = admin.get("/admin/audit");
    page.assert_status(200);
    let signed_in = page.form("#audit").set("action", "sign_in").submit();
    assert_eq!(signed_in.count("tbody tr"), 2, "{}", signed_in.summary());
    let who = signed_in.texts("tbody tr td:nth-of-type(1)");
    assert_eq!(
        who,
        ["Une personne counsellor", "Une personne admin"],
        "the newest first"
    );

    let account = signed_in
        .attribute("tbody a[href^='/admin/people/']", "href")
        .unwrap();
    let number = account.rsplit('/').next().unwrap();
    let own = page.form("#audit").set("by", number).submit();
    let rows = own.texts("tbody tr");
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row.contains("Une personne counsellor")),
        "{rows:?}"
    );
    let read = admin.get("/admin/audit?action=read_audit");
    assert_eq!(read.count("tbody tr"), 3, "{}", read.summary());

    let wrong = page.form("#audit").set("by", "personne").submit();
    wrong.assert_field_error("by");
    assert_eq!(wrong.form("#audit").value("by"), "personne");
}
