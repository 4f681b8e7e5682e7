//! Protected readers: analysts and everybody read published tables, without a list behind them, and nothing exact.

use tests::{Page, Site};

/// The figures of the second column of every table but those of a share.
fn counts(page: &Page) -> Vec<i64> {
    let number = |text: String| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    page.texts("figure.chart tbody td:nth-child(2)")
        .into_iter()
        .map(number)
        .collect()
}

#[test]
fn an_analyst_reads_merged_tables_without_lists_and_takes_them_away() {
    let site = Site::demo();
    let analyst = site.sign_in("analyse@demo.example");
    analyst.get("/reports").assert_status(403);
    for (of, charts) in [("issues", 7), ("payment", 5), ("stances", 5)] {
        let page = analyst.get(&format!("/reports/protected?of={of}&months=60"));
        page.assert_status(200);
        assert_eq!(page.count("figure.chart"), charts, "{of}: {}", page.summary());
        page.assert_text("As known on");
        // No mark, figure or name leads to a list.
        assert_eq!(page.count("figure.chart .chart-links a"), 0, "{of}");
        assert_eq!(page.count("figure.chart tbody a"), 0, "{of}");
        let counts = counts(&page);
        assert!(counts.len() > 5, "{of}: {counts:?}");
        assert!(counts.iter().all(|n| *n == 0 || *n >= 3), "{of}: {counts:?}");
    }
    for ending in ["csv", "xlsx", "svg", "png"] {
        let file = analyst.get(&format!("/reports/protected/payment/delay.{ending}?months=60"));
        file.assert_status(200);
        assert!(
            file.header("content-disposition").contains("vigie-payment-delay"),
            "{ending}"
        );
        if ending == "svg" {
            assert!(file.body().contains("As known on"), "{}", file.body());
        }
    }
    for nothing in [
        "payment/category.csv",
        "payment/delay.exe",
        "money/delay.csv",
        "payment/delay",
    ] {
        analyst
            .get(&format!("/reports/protected/{nothing}"))
            .assert_status(404);
    }
}

#[test]
fn everybody_reads_figures_of_five_people_and_three_clients_at_least() {
    let site = Site::demo();
    let visitor = site.visitor();
    for lang in ["nl", "en", "de", "fr"] {
        visitor
            .post("/language", &[("lang", lang), ("next", "/public")])
            .follow()
            .assert_status(200);
        let page = visitor.get("/public?of=payment&months=60");
        page.assert_status(200);
        assert_eq!(page.count("figure.chart"), 5, "{}", page.summary());
        assert_eq!(page.count(".chart-files"), 0);
        let counts = counts(&page);
        assert!(
            !counts.is_empty() && counts.iter().all(|n| *n == 0 || *n >= 5),
            "{counts:?}"
        );
    }
}

#[test]
fn members_have_no_report_and_their_sheets_and_checks_tell_bands_only() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    for path in [
        "/reports",
        "/reports/protected",
        "/reports/protected/payment/delay.csv",
    ] {
        member.get(path).assert_status(403);
    }
    let sheet = member.get("/clients/13");
    sheet.assert_status(200);
    assert_eq!(sheet.count(".spark"), 0, "{}", sheet.summary());
    // Staff see each contract against its limit.
    let counsellor = site.sign_in("conseil@demo.example");
    let sheet = counsellor.get("/clients/13");
    assert!(sheet.count(".spark") >= 2, "{}", sheet.summary());
    assert!(sheet.count("#spark-payments") == 1, "{}", sheet.summary());
}

#[test]
fn staff_report_for_the_member_of_a_contract() {
    const FORM: &str = "form[action$='/issues/new']";
    let site = Site::demo();
    let counsellor = site.sign_in("conseil@demo.example");
    let first = counsellor.get("/clients/13/issues/new");
    let value = first.attributes("#f-category option", "value").swap_remove(1);
    let form = first.form(FORM).set("category", &value).submit();
    // One of the client's contracts, whose member the report then counts as.
    let contracts = form.attributes("#f-contract option", "value");
    assert!(contracts.len() > 1, "{}", form.summary());
    let member = site.sign_in("membre@demo.example");
    let first = member.get("/clients/13/issues/new");
    let form = first.form(FORM).set("category", &value).submit();
    assert!(form.attributes("#f-contract option", "value").len() < contracts.len());
}
