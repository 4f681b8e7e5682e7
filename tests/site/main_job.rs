//! The main job from end to end, without scripts: real files come in, a member reports, a counsellor confirms and chooses a
//! restrictive stance with two conditions, its client is heard, a second counsellor approves, another member's check answers, the trend is one higher.

use crate::house::{House, out};
use chrono::{Months, NaiveDate, Utc};
use std::path::PathBuf;
use tests::{Page, Visitor};

/// The platform of the contracts file.
const NUMBER: &str = "BE 0999 100 295";

/// The program under test runs on the real clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn today() -> NaiveDate {
    Utc::now().date_naive()
}

fn data(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
        .display()
        .to_string()
}

fn house() -> House {
    let mut house = House::of(&["member", "counsellor", "manager"]);
    house.add_another("reader", "member", "fr");
    house.add_another("counsellor2", "counsellor", "fr");
    out(&house.site.run(&["import", "kbo", &data("kbo")]));
    let folder = tempfile::tempdir().unwrap();
    let rejected = folder.path().join("rejected.csv").display().to_string();
    let imported = house.site.run(&[
        "import",
        "contracts",
        &data("contracts.csv"),
        "--rejected",
        &rejected,
    ]);
    // Three lines of the file are refused, and the exit code says so.
    assert_eq!(
        imported.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    house
}

/// A day's work for the platform, offered to whoever asks.
fn check(member: &Visitor) -> Page {
    check_of(member, NUMBER)
}

/// The same for the client with this number.
fn check_of(member: &Visitor, number: &str) -> Page {
    let form = member
        .get(&format!("/check?client={}", number.replace(' ', "+")))
        .form("#check");
    let profession = "technicienne du son";
    let page = member.get("/check");
    let choices = page.texts("#f-profession option");
    let values = page.attributes("#f-profession option", "value");
    let at = choices
        .iter()
        .position(|name| name.to_lowercase().contains(&profession.to_lowercase()));
    let value = values[at.unwrap_or_else(|| panic!("no {profession} among {choices:?}"))].clone();
    let start = today().to_string();
    form.set("profession", &value)
        .set("starts_on", &start)
        .set("ends_on", &start)
        .set("units", "1")
        .set("wage", "165,00")
        .submit()
}

/// The id of the platform, from the link to report a problem with it.
fn client_of(answer: &Page) -> String {
    let link = answer
        .attribute("#check-answer a[href$='/issues/new']", "href")
        .unwrap_or_else(|| panic!("{}", answer.summary()));
    link.trim_start_matches("/clients/")
        .trim_end_matches("/issues/new")
        .to_owned()
}

fn report(member: &Visitor, client: &str) -> String {
    let page = member.get(&format!("/clients/{client}/issues/new"));
    let category = page
        .attribute("optgroup[label='Paiement'] option", "value")
        .unwrap();
    let questions = page.submit_form("form[action$='/issues/new']", &[("category", &category)]);
    let sent = questions.submit_form(
        "form[action$='/issues/new']",
        &[
            ("severity", "serious"),
            ("happened_on", &today().to_string()),
            (
                "facts",
                "La facture de mai a été payée 105 jours après son échéance.",
            ),
            ("days_late", "105"),
            ("may_tell", "yes"),
        ],
    );
    sent.assert_status(303);
    sent.location().split('?').next().unwrap().to_owned()
}

/// How many issues the trend counts in all its months, from its table.
fn issues_in_trend(reader: &Visitor) -> u64 {
    let csv = reader.get("/reports/issues.csv?months=12");
    csv.assert_status(200);
    let figures = csv.body().lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    figures
        .iter()
        // The last column is what the ledger detected: apart.
        .filter_map(|line| line.split(';').nth_back(1))
        .map(|total| total.trim().parse::<u64>().unwrap())
        .sum()
}

#[test]
fn what_one_member_reports_helps_the_next_one_before_they_accept() {
    let house = house();
    let member = house.sign_in("member");
    let counsellor = house.sign_in("counsellor");
    let manager = house.sign_in("manager");
    let before = issues_in_trend(&manager);

    // A member looks, and reports what happened.
    let looked = check(&member);
    looked.assert_status(200);
    let client = client_of(&looked);
    let issue = report(&member, &client);

    // A counsellor confirms it.
    let sheet = counsellor.get(&issue);
    sheet
        .form("#decide")
        .set("reason", "Facture et extrait de compte vus.")
        .press("step", "confirm")
        .assert_status(303);

    // And proposes a restrictive stance with two conditions; alone it has no effect.
    let choose = counsellor.get(&format!("/clients/{client}/stance"));
    let ground = choose.attribute("input[name='grounds']", "value").unwrap();
    let review = (today() + Months::new(5)).to_string();
    let empty = choose.form("#stance").set("kind", "restrictive").submit();
    empty.assert_status(422);
    assert!(
        empty.has(".summary a[href='#f-review_on']"),
        "{}",
        empty.summary()
    );
    let proposed = choose
        .form("#stance")
        .set("kind", "restrictive")
        .check("conditions", "prepayment")
        .set("percent", "30")
        .check("conditions", "written_order")
        .set("review_on", &review)
        .set("reason", "Facture payée plus de 60 jours après son échéance.")
        .check("grounds", &ground)
        .set("to_lift", "Payer trois factures à temps.")
        .set(
            "note_fr",
            "Bon de commande écrit avant le début ; 30 % payés d'avance.",
        )
        .set(
            "note_nl",
            "Geschreven bestelbon vóór de start; 30 % vooraf betaald.",
        )
        .set("departs_because", "Le retard touche plusieurs membres.")
        .press("step", "propose");
    proposed.assert_status(303);
    let stance = proposed.location().split('?').next().unwrap().to_owned();
    assert!(
        !check(&house.sign_in("reader")).has(".needed"),
        "a proposal binds nobody"
    );
    let own = counsellor.get(&stance);
    assert!(
        !own.has("#approve"),
        "nobody approves what they proposed: {}",
        own.summary()
    );
    let forced = counsellor.post(&format!("{stance}/approve"), &[("revision", "1")]);
    forced.assert_status(422);

    // Its client is sent the text and replies by the link; a second counsellor approves.
    house.hear(&counsellor, &stance, "letter");
    let second = house.sign_in("counsellor2");
    second
        .get(&stance)
        .form("#approve")
        .submit()
        .assert_redirect(&format!("{stance}?done=in_force"));

    // Another member's check answers: yes, on two conditions, with the reasons and the figures.
    let other = house.sign_in("reader");
    let answer = check(&other);
    answer.assert_text("Oui, à 2 conditions");
    assert_eq!(answer.count(".needed li"), 2);
    answer.assert_text("payés d'avance");
    answer.assert_text("165,00");
    answer.assert_text("Minimum légal");
    // What the client was sent, members read; nobody learns who reported.
    answer.assert_text("avant le début ; 30");
    answer.assert_no_text("Une personne member");

    // Kept, it has a reference and a page to print; another member does not find it.
    let kept = answer.form("#keep").submit();
    kept.assert_status(303);
    let page = kept.follow();
    page.assert_text("V-");
    page.assert_text("Oui, à 2 conditions");
    let address = page.path().split('?').next().unwrap().to_owned();
    member.get(&address).assert_status(404);

    // The trend is one higher, and its mark leads to the issue.
    assert_eq!(issues_in_trend(&manager), before + 1);
    let reports = manager.get("/reports");
    reports.assert_status(200);
    let behind = reports
        .attributes("svg a, .chart a", "href")
        .into_iter()
        .find(|href| href.starts_with("/issues?") && href.contains("payment"))
        .unwrap_or_else(|| panic!("no mark leads to the list: {}", reports.summary()));
    manager.get(&behind).assert_text("Rapid Courses");
}

#[test]
fn a_stance_form_with_mistakes_changes_nothing_and_keeps_what_was_typed() {
    let house = house();
    let counsellor = house.sign_in("counsellor");
    let client = client_of(&check(&house.sign_in("member")));

    let sent = counsellor
        .get(&format!("/clients/{client}/stance"))
        .form("#stance")
        .set("kind", "informative")
        .check("conditions", "prepayment")
        .set("percent", "beaucoup")
        .set("review_on", "31/02/2027")
        .set("reason", "Motif gardé.")
        .submit();

    sent.assert_status(422);
    sent.assert_field_error("review_on");
    assert!(sent.title().starts_with("Erreur"), "{}", sent.title());
    assert_eq!(sent.form("#stance").value("reason"), "Motif gardé.");
    assert_eq!(sent.form("#stance").value("percent"), "beaucoup");
    counsellor.get("/stances").assert_no_text("Rapid Courses");
}

#[test]
fn a_number_that_no_client_has_is_looked_up_in_the_register() {
    let house = house();
    let member = house.sign_in("member");
    let absent = check_of(&member, "0314.595.348");
    absent.assert_status(200);
    absent.assert_text("ne figure pas au registre");
    absent.assert_text("ne connaît pas encore");
    let there = check_of(&member, "0200.065.765");
    there.assert_text("ne connaît pas encore");
    there.assert_no_text("ne figure pas au registre");
}

#[test]
fn a_check_with_mistakes_says_so_beside_the_fields() {
    let house = house();
    let member = house.sign_in("member");

    let sent = member.get("/check?client=0999.100.295&profession=&starts_on=2026-02-02&ends_on=2026-02-01&unit=day&units=0&wage=-5");

    sent.assert_status(422);
    sent.assert_field_error("profession");
    assert_eq!(sent.form("#check").value("wage"), "-5");
    assert!(!sent.has("#keep"), "nothing can be kept");
    member
        .post("/check", &[("client", "0999.100.295")])
        .assert_status(422);
}
