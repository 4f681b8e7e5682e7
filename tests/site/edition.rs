//! Monthly editions over HTTP: asked for by a click, frozen, read in four languages, decided on, sent by mail on the first.

use crate::house::House;
use std::time::Duration;
use tests::{Page, Site, Visitor};

/// A day of the demonstration's own time: it ends near today, so that the month gone by has figures.
fn last_month(visitor: &Visitor) -> String {
    let page = visitor.get("/reports/editions");
    let months = page.attributes("#f-month option", "value");
    months
        .first()
        .unwrap_or_else(|| panic!("{}", page.summary()))
        .clone()
}

/// Waits until the edition is there.
fn ready(visitor: &Visitor, month: &str) -> Page {
    for _ in 0..120 {
        let page = visitor.get(&format!("/reports/editions/{month}"));
        page.assert_status(200);
        if page.has("figure.chart") {
            return page;
        }
        assert_eq!(
            page.header("refresh"),
            "3",
            "a page that waits looks again by itself"
        );
        std::thread::sleep(Duration::from_millis(500));
    }
    panic!("the edition of {month} was not made");
}

fn is_pdf(page: &Page) -> bool {
    page.header("content-type") == "application/pdf" && page.bytes().starts_with(b"%PDF-")
}

#[test]
fn an_edition_is_made_by_a_click_and_keeps_its_figures() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let month = last_month(&manager);
    let list = manager.get("/reports/editions");
    let asked = list.submit_form("#make-edition", &[("month", &month)]);
    asked.assert_redirect(&format!("/reports/editions/{month}"));
    let page = ready(&manager, &month);
    let charts = page.attributes("figure.chart", "id");
    assert!(
        charts.contains(&"late".to_owned()) && charts.contains(&"stances".to_owned()),
        "{charts:?}"
    );
    assert!(!page.has(".chart-links a"), "what it shows then has no list now");
    assert_eq!(page.count("#late tbody tr"), 12);

    // What waits is known of today only: of the editions that are there the newest has it, an earlier month's has not.
    let made = list.attributes("main a[href^='/reports/editions/2']", "href");
    assert!(manager.get(&made[0]).has("#queues") && !manager.get(&made[1]).has("#queues"));
    // A month that is over has its amounts at its end: no point is hollow for today's.
    assert!(
        !page.text("#money").contains("Point vide"),
        "{}",
        page.text("#money")
    );

    // Asking again shows the same, and a month that is not over is refused beside its field.
    let list = manager.get("/reports/editions");
    assert!(!list.attributes("#f-month option", "value").contains(&month));
    manager
        .post("/reports/editions", &[("month", &month)])
        .assert_redirect(&format!("/reports/editions/{month}"));
    let refused = manager.post("/reports/editions", &[("month", "2100-01")]);
    refused.assert_status(422);
    assert!(refused.has("#e-month"), "{}", refused.summary());

    // A fact of its months changes: today's reports move, the edition does not.
    let path = format!("/reports/editions/{month}");
    let table = |page: &Page| page.texts("#outcomes tbody tr");
    let (frozen, today) = (table(&page), table(&manager.get("/reports?months=12")));
    dismiss_an_open_one(&manager);
    assert_ne!(table(&manager.get("/reports?months=12")), today);
    assert_eq!(table(&manager.get(&path)), frozen);
}

/// Dismisses an issue that was reported in the last twelve months.
fn dismiss_an_open_one(manager: &Visitor) {
    let lists = manager
        .get("/reports?months=12")
        .attributes("#outcomes .chart-links a[href*='state=open']", "href");
    for list in lists {
        for issue in manager.get(&list).attributes("main a[href^='/issues/']", "href") {
            let sheet = manager.get(&issue);
            if sheet.has("#decide button[value=dismiss]") {
                sheet
                    .form("#decide")
                    .set("reason", "Le client a montré la preuve du paiement.")
                    .press("step", "dismiss")
                    .assert_status(303);
                return;
            }
        }
    }
    panic!("no issue to dismiss");
}

#[test]
fn the_document_is_read_in_four_languages_and_each_one_taken_is_in_the_log() {
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let month = last_month(&counsellor);
    counsellor.post("/reports/editions", &[("month", &month)]);
    let page = ready(&counsellor, &month);
    let link = page.attribute("a[href*='/pdf']", "href").unwrap();
    assert!(is_pdf(&counsellor.get(&link)));
    let accounts = site.sign_in("compta@demo.example");
    let theirs = accounts.get(&format!("/reports/editions/{month}/pdf?lang=nl"));
    assert!(is_pdf(&theirs), "{}", theirs.summary());
    assert!(
        theirs
            .header("content-disposition")
            .contains(&format!("vigie-{month}-nl.pdf"))
    );
    let mine = counsellor.get(&format!("/reports/editions/{month}/pdf?lang=nl"));
    assert_ne!(mine.bytes(), theirs.bytes(), "accounts follow payment only");
    let again = counsellor.get(&format!("/reports/editions/{month}/pdf?lang=nl"));
    assert_eq!(mine.bytes(), again.bytes());
    let log = String::from_utf8(site.run(&["export", "audit"]).stdout).unwrap();
    let taken = log
        .lines()
        .filter(|line| line.contains("\"document\":\"edition\""))
        .count();
    assert_eq!(taken, 4, "{log}");
}

#[test]
fn accounts_see_payment_only_and_analysts_members_and_the_committee_nothing() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let month = last_month(&manager);
    manager.post("/reports/editions", &[("month", &month)]);
    ready(&manager, &month);
    let path = format!("/reports/editions/{month}");
    let accounts = site.sign_in("compta@demo.example");
    let charts = accounts.get(&path).attributes("figure.chart", "id");
    assert!(
        charts.contains(&"late".to_owned()) && !charts.contains(&"stances".to_owned()),
        "{charts:?}"
    );
    assert!(!accounts.get("/reports/editions").has("#make-edition"));
    accounts
        .post("/reports/editions", &[("month", &month)])
        .assert_status(403);
    accounts
        .post(&format!("{path}/decisions"), &[("what", "x")])
        .assert_status(403);
    for email in [
        "analyse@demo.example",
        "membre@demo.example",
        "comite@demo.example",
    ] {
        let visitor = site.sign_in(email);
        visitor.get(&path).assert_status(403);
        visitor.get(&format!("{path}/pdf")).assert_status(403);
    }
}

#[test]
fn who_read_it_what_was_decided_by_whom_and_until_when() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let month = last_month(&manager);
    manager.post("/reports/editions", &[("month", &month)]);
    let path = format!("/reports/editions/{month}");
    let page = ready(&manager, &month);
    let read = page.form(&format!("form[action='{path}/read']")).submit();
    read.assert_redirect(&format!("{path}?done=read"));
    let page = manager.get(&path);
    assert!(
        !page.has(&format!("form[action='{path}/read']")),
        "once is enough"
    );

    // What is missing is said beside its field, and what was typed is kept.
    let form = format!("form[action='{path}/decisions']");
    let refused = page.submit_form(
        &form,
        &[("what", "Écrire aux dix plus lents"), ("until", "2020-01-01")],
    );
    refused.assert_status(422);
    assert!(
        refused.has("#e-owner") && refused.has("#e-until"),
        "{}",
        refused.summary()
    );
    assert_eq!(refused.text("#f-what"), "Écrire aux dix plus lents");

    let owner = page
        .attributes("#f-owner option", "value")
        .into_iter()
        .zip(page.texts("#f-owner option"))
        .find(|(id, name)| !id.is_empty() && name != &page.text(".menu-who strong"))
        .unwrap()
        .0;
    let decided = page.submit_form(
        &form,
        &[
            ("what", "Écrire aux dix plus lents"),
            ("owner", &owner),
            ("until", "2099-01-01"),
        ],
    );
    assert_eq!(decided.status(), 422, "within two years");
    let until = (chrono::NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").unwrap()
        + chrono::Days::new(120))
    .to_string();
    page.submit_form(
        &form,
        &[
            ("what", "Écrire aux dix plus lents"),
            ("owner", &owner),
            ("until", &until),
        ],
    )
    .assert_redirect(&format!("{path}?done=decided"));
    let page = manager.get(&path);
    page.assert_text("Écrire aux dix plus lents");
    let finish = page.form(".decision form");
    finish.submit().follow().assert_status(200);
    let page = manager.get(&path);
    assert!(page.has(".decision .tag-quiet"), "{}", page.summary());
    manager.get("/reports/editions").assert_text("1 décision");
}

#[test]
fn on_the_first_of_the_month_it_makes_itself_and_those_who_asked_get_a_mail() {
    let mut site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let account = manager.get("/account");
    let on = account.has("form[action='/account/edition'] input[value=yes]");
    if on {
        account
            .form("form[action='/account/edition']")
            .submit()
            .assert_redirect("/account?done=edition-on");
    }
    let this = last_month(&manager);
    // In the morning of the first of a month whose last one nobody has made.
    let first = chrono::NaiveDate::parse_from_str(&format!("{this}-01"), "%Y-%m-%d").unwrap()
        + chrono::Months::new(5);
    let month = (first - chrono::Days::new(1)).format("%Y-%m").to_string();
    let folder = site.folder().join("mails");
    let mails = format!("file:{}", folder.display());
    site.restart(&[
        ("VIGIE_CLOCK", &format!("{first}T06:00:00Z")),
        ("VIGIE_MAIL_URL", &mails),
    ]);
    let manager = site.sign_in("direction@demo.example");
    ready(&manager, &month);
    let link = format!("/reports/editions/{month}");
    let found = (0..60).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        let Ok(files) = std::fs::read_dir(&folder) else {
            return false;
        };
        files
            .filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok())
            .any(|mail| mail.contains(&link) && mail.contains("To: direction@demo.example"))
    });
    assert!(found, "no mail with {link}");
}

#[test]
fn a_command_writes_the_document_of_a_closed_month() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let month = last_month(&manager);
    let file = site.folder().join("report.pdf");
    let path = file.display().to_string();
    let done = site.run(&[
        "export", "report", "--month", &month, "--lang", "de", "--out", &path,
    ]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    ready(&manager, &month);
    let refused = site.run(&["export", "report", "--month", "2100-01", "--out", &path]);
    assert!(!refused.status.success());
}

#[test]
fn an_empty_house_makes_no_edition_by_itself() {
    let house = House::of(&["manager"]);
    let manager = house.sign_in("manager");
    let page = manager.get("/reports/editions");
    page.assert_status(200);
    assert!(!page.has(".rows"), "{}", page.summary());
}
