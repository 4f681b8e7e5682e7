//! The reports: each chart with its finding, its table and its file; each reader with the charts of their right.

use tests::{Page, Site};

const CHARTS: [&str; 22] = [
    "issues",
    "outcomes",
    "waits",
    "issue-rate",
    "rates",
    "late",
    "delays",
    "money",
    "wages",
    "under",
    "checks",
    "offers",
    "stances",
    "people",
    "agreement",
    "spared",
    "endings",
    "relapses",
    "low-pay",
    "movers-late",
    "movers-issues",
    "queues",
];
/// Those with a row for each month.
const MONTHLY: [&str; 12] = [
    "issues",
    "outcomes",
    "waits",
    "issue-rate",
    "late",
    "delays",
    "money",
    "under",
    "offers",
    "stances",
    "agreement",
    "endings",
];

fn charts(page: &Page) -> Vec<String> {
    page.attributes("figure.chart", "id")
}

#[test]
fn every_chart_has_a_finding_a_drawing_a_table_and_a_file_in_four_languages() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    for lang in ["nl", "en", "de", "fr"] {
        manager
            .post("/language", &[("lang", lang), ("next", "/")])
            .follow()
            .assert_status(200);
        let page = manager.get("/reports?months=24");
        assert_eq!(charts(&page), CHARTS, "{}", page.summary());
        for chart in CHARTS {
            let part = |rest: &str| format!("#{chart} {rest}");
            assert!(!page.text(&part("h2")).is_empty(), "{chart}");
            let rows = page.count(&part("tbody tr"));
            // One drawing for a desk and one for a phone; where nothing moved its own past there is nothing to draw.
            let drawings = if rows == 0 { 0 } else { 2 };
            for svg in ["svg title", "svg desc"] {
                assert_eq!(page.count(&part(svg)), drawings, "{chart}");
            }
            if MONTHLY.contains(&chart) {
                assert_eq!(rows, 24, "{chart}");
            }
            let files = page.attributes(&part(".chart-files a"), "href");
            let endings = ["csv", "xlsx", "svg", "png"];
            assert_eq!(files.len(), endings.len(), "{chart}");
            for (href, ending) in files.iter().zip(endings) {
                let file = manager.get(href);
                file.assert_status(200);
                let name = file.header("content-disposition").to_owned();
                assert!(name.contains(chart) && name.contains(ending), "{chart}: {name}");
                if ending == "csv" {
                    assert_eq!(file.body().lines().count(), rows + 1, "{chart}");
                }
            }
        }
    }
}

#[test]
fn the_table_the_file_and_the_title_tell_the_same() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/reports?months=60");
    let csv = manager.get("/reports/late.csv?months=60").body();
    let due: i64 = csv
        .lines()
        .skip(1)
        .map(|line| line.split(';').nth(1).unwrap().parse::<i64>().unwrap())
        .sum();
    let shown: i64 = page
        .texts("#late tbody td:nth-child(2)")
        .iter()
        .map(|text| {
            text.replace(|c: char| !c.is_ascii_digit(), "")
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert!(due > 500, "{due}");
    assert_eq!(due, shown);
    // Reported is what became of it, month by month; what the ledger detected stands apart, in the column after the total.
    let rows = |path: &str| -> Vec<i64> {
        let total = |line: &str| line.split(';').nth(5).unwrap().parse::<i64>().unwrap();
        manager.get(path).body().lines().skip(1).map(total).collect()
    };
    assert_eq!(
        rows("/reports/issues.csv?months=60"),
        rows("/reports/outcomes.csv?months=60")
    );
    let detected: i64 = manager
        .get("/reports/issues.csv?months=60")
        .body()
        .lines()
        .skip(1)
        .map(|line| line.split(';').nth(6).unwrap().parse::<i64>().unwrap())
        .sum();
    assert!(detected > 0);
    let shown = page.text("#issues");
    assert!(shown.contains("au mois des faits"), "{shown}");
}

#[test]
fn accounts_see_payment_only_and_a_filter_shows_its_own_charts() {
    let site = Site::demo();
    let accounts = site.sign_in("compta@demo.example");
    let page = accounts.get("/reports");
    assert_eq!(
        charts(&page),
        [
            "issues",
            "outcomes",
            "waits",
            "issue-rate",
            "rates",
            "late",
            "delays",
            "money",
            "queues"
        ],
        "{}",
        page.summary()
    );
    accounts.get("/reports/late.csv").assert_status(200);
    accounts.get("/reports/stances.xlsx").assert_status(403);
    for nothing in ["late", "late.exe", "secrets.csv", "late.csv.csv"] {
        accounts.get(&format!("/reports/{nothing}")).assert_status(404);
    }

    let counsellor = site.sign_in("conseil@demo.example");
    let of_payment = ["late", "delays", "money"];
    let others: Vec<_> = CHARTS
        .into_iter()
        .filter(|chart| !of_payment.contains(chart))
        .collect();
    assert_eq!(charts(&counsellor.get("/reports?filter=ethics")), others);
    assert_eq!(charts(&counsellor.get("/reports?filter=payment")), CHARTS);
}

#[test]
fn what_the_address_says_wrongly_is_the_default() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    for query in [
        "months=-1",
        "months=99999999999999999999",
        "filter=%00",
        "months=12&filter=nothing",
    ] {
        let page = manager.get(&format!("/reports?{query}"));
        page.assert_status(200);
        assert_eq!(page.count("#late tbody tr"), 12, "{query}");
    }
    let months =
        [&"1".repeat(5_000), "x"].map(|text| manager.get(&format!("/reports/money.csv?months={text}")));
    assert!(months.iter().all(|file| file.body().lines().count() == 13));
}

#[test]
fn every_mark_of_the_outcomes_leads_to_its_list() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/reports?months=24");
    let behind = page.attributes("#outcomes .chart-links a", "href");
    assert!(behind.len() > 10, "{}", page.summary());
    for href in behind.iter().filter(|href| href.contains("state=")).take(4) {
        let list = manager.get(href);
        list.assert_status(200);
        assert!(list.has("main a[href^='/issues/']"), "{href}: {}", list.summary());
    }
}

#[test]
fn the_list_behind_a_mark_of_the_issues_holds_what_it_counts() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/reports?months=24&filter=payment");
    let behind = page.attributes("#issues .chart-links a", "href");
    let says = page.attributes("#issues .chart-links a", "aria-label");
    assert!(behind.len() > 5, "{}", page.summary());
    for (href, says) in behind.iter().zip(&says).rev().take(5) {
        let title = manager.get(href).text("h1");
        let counted = says.rsplit(|c: char| !c.is_ascii_digit()).next();
        let listed = title.split(|c: char| !c.is_ascii_digit()).next();
        assert_eq!(counted, listed, "{href}: {says}, {title}");
    }
}

#[test]
fn a_split_stands_in_the_address_and_each_chart_says_what_it_shows() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let parts = manager.get("/reports?months=24&split=sector");
    assert_eq!(charts(&parts), CHARTS);
    // The largest parts of issues and of the share paid late lead to their own page.
    for chart in ["issues", "late"] {
        let behind = parts.attributes(&format!("#{chart} .chart-links a"), "href");
        assert!(behind.len() > 1, "{chart}: {}", parts.summary());
        let one = manager.get(&behind[0]);
        one.assert_status(200);
        assert_eq!(charts(&one), CHARTS);
        assert_eq!(one.count("#late tbody tr"), 24);
    }
    let whole = |chart: &str| parts.text(&format!("#{chart} .chart-note"));
    assert!(!whole("stances").is_empty() && whole("issues") != whole("stances"));

    // Of one part alone there are no more invoices than of all.
    let due = |query: &str| -> i64 {
        let csv = manager.get(&format!("/reports/late.csv?months=60{query}")).body();
        csv.lines()
            .skip(1)
            .map(|line| line.split(';').nth(1).unwrap().parse::<i64>().unwrap())
            .sum()
    };
    let sectors = [
        "performing_arts",
        "audiovisual",
        "events",
        "training",
        "socio_cultural",
        "digital",
        "public_sector",
        "hospitality",
        "building",
        "care",
        "transport",
        "other",
    ];
    let of_sectors: i64 = sectors
        .iter()
        .map(|sector| due(&format!("&split=sector&cell={sector}")))
        .sum();
    assert_eq!(of_sectors, due(""));
    // And a filter within a sector is exact.
    let issues = |query: &str| -> i64 {
        let csv = manager
            .get(&format!("/reports/issues.csv?months=60{query}"))
            .body();
        csv.lines()
            .skip(1)
            .map(|line| line.split(';').nth_back(1).unwrap().parse::<i64>().unwrap())
            .sum()
    };
    let ethics: i64 = sectors
        .iter()
        .map(|sector| issues(&format!("&filter=payment&split=sector&cell={sector}")))
        .sum();
    assert_eq!(ethics, issues("&filter=payment"));
}

#[test]
fn categories_are_split_within_a_filter_and_what_is_no_part_is_not_asked_for() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/reports?months=60&filter=payment&split=category");
    assert!(page.count("#issues .chart-links a") > 1, "{}", page.summary());
    let without = manager.get("/reports?months=60&split=category");
    assert_eq!(without.count("select[name=cell]"), 0);
    for query in [
        "split=answer",
        "split=%00&cell=events",
        "split=category&cell=9",
        "cell=events",
    ] {
        let page = manager.get(&format!("/reports?{query}"));
        page.assert_status(200);
        assert_eq!(page.count("#issues tbody tr"), 12, "{query}");
    }
    let page = manager.get("/reports?split=sector&cell=nothing");
    page.assert_status(200);
    assert!(page.has("#issues .chart-links a"));

    let accounts = site.sign_in("compta@demo.example");
    accounts.get("/reports?split=region").assert_status(200);
    accounts.get("/reports/wages.csv").assert_status(403);
}

#[test]
fn waits_of_some_filters_are_not_split_and_say_so() {
    let site = Site::demo();
    let (accounts, manager) = (
        site.sign_in("compta@demo.example"),
        site.sign_in("direction@demo.example"),
    );
    let part = "split=sector&cell=events";
    let of_payment = manager.get("/reports/waits.csv?months=60&filter=payment").body();
    for (reader, query) in [
        (&accounts, part.to_owned()),
        (&manager, format!("filter=payment&{part}")),
    ] {
        let waits = reader
            .get(&format!("/reports/waits.csv?months=60&{query}"))
            .body();
        assert_eq!(waits, of_payment, "{query}");
        let page = reader.get(&format!("/reports?{query}"));
        let notes = page.texts("#waits .chart-note").join(" ");
        assert!(notes.contains("n'est pas divisé"), "{query}: {notes}");
    }
    let alone = manager.get(&format!("/reports?{part}"));
    let notes = alone.texts("#waits .chart-note").join(" ");
    assert!(!notes.contains("n'est pas divisé"), "{notes}");
}

#[test]
fn accounts_see_what_waits_for_their_own_team_only() {
    let site = Site::demo();
    let accounts = site.sign_in("compta@demo.example").get("/reports");
    let teams = accounts.texts("#queues tbody td:first-child, #queues tbody th:first-child");
    assert!(!teams.is_empty(), "{}", accounts.summary());
    assert!(teams.iter().all(|team| team == &teams[0]), "{teams:?}");
    let manager = site.sign_in("direction@demo.example").get("/reports");
    let all = manager.texts("#queues tbody td:first-child, #queues tbody th:first-child");
    assert!(all.iter().any(|team| team != &teams[0]), "{all:?}");
    for href in manager.attributes("#queues .chart-links a", "href") {
        site.sign_in("direction@demo.example")
            .get(&href)
            .assert_status(200);
    }
}

#[test]
fn marks_of_choices_and_endings_lead_to_their_stances() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let page = manager.get("/reports?months=60");
    for chart in ["agreement", "endings"] {
        let behind = page.attributes(&format!("#{chart} .chart-links a"), "href");
        assert!(!behind.is_empty(), "{chart}: {}", page.summary());
        let list = manager.get(&behind[0]);
        list.assert_status(200);
        assert!(list.count(".row") > 0, "{}: {}", behind[0], list.summary());
    }
}

#[test]
fn a_manager_lets_limits_begin_anew_with_a_reason_and_everybody_reads_it_under_the_chart() {
    const LIMITS: &str = "/reports/limits?months=24&chart=late";
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let reports = manager.get("/reports?months=24");
    assert!(
        reports
            .attributes("#late .chart-note a", "href")
            .contains(&LIMITS.to_owned()),
        "{}",
        reports.summary()
    );
    let page = manager.get(LIMITS);
    page.assert_status(200);
    let month = page.attributes("#f-from option", "value")[3].clone();

    let none = page.form("form.panel").set("from", &month).submit();
    none.assert_status(422);
    assert!(none.has("#f-reason[aria-invalid=true]"));

    let form = page
        .form("form.panel")
        .set("from", &month)
        .set("reason", "Nouveau logiciel de facturation");
    let other = manager
        .get(LIMITS)
        .form("form.panel")
        .set("from", &month)
        .set("reason", "Un autre motif");
    let done = form.submit().follow();
    assert!(done.body().contains("Nouveau logiciel de facturation"));
    let limited = |page: &Page| page.text("#late").contains("Nouveau logiciel de facturation");
    assert!(
        limited(&manager.get("/reports?months=24")),
        "the drawn page is not kept"
    );

    // Who decided on what they saw before is told.
    other.submit().assert_status(409);
    // Others read it and have no form; a filter of its own has limits of its own.
    let counsellor = site.sign_in("conseil@demo.example");
    let read = counsellor.get(LIMITS);
    assert!(read.body().contains("Nouveau logiciel de facturation") && !read.has("form.panel"));
    counsellor
        .post(LIMITS, &[("from", &month), ("reason", "Non")])
        .assert_status(403);
    manager.get("/reports/limits?chart=money").assert_status(404);
    let accounts = site.sign_in("compta@demo.example");
    accounts.get(LIMITS).assert_status(200);
    accounts.get("/reports/limits?chart=under").assert_status(403);
}

#[test]
fn wages_are_shown_of_one_region_or_size_alone() {
    let site = Site::demo();
    let manager = site.sign_in("direction@demo.example");
    let sum = |query: &str| -> i64 {
        let csv = manager
            .get(&format!("/reports/under.csv?months=24{query}"))
            .body();
        csv.lines()
            .skip(1)
            .filter_map(|line| line.split(';').nth(1)?.parse::<i64>().ok())
            .sum()
    };
    let whole = sum("");
    let parts: i64 = ["1", "2-9", "10-99", "100%2B"]
        .iter()
        .map(|size| sum(&format!("&split=size&cell={size}")))
        .sum();
    assert!(whole > 0);
    assert_eq!(parts, whole);
}
