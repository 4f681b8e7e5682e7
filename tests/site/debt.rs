//! What clients owe, without scripts: accounts remind, plan, send a formal notice as a letter, note a payment; others read,
//! or not; mistakes change nothing; the ledger detects by itself.

use crate::house::{House, out};
use chrono::{Days, NaiveDate, Utc};
use std::thread::sleep;
use std::time::Duration;
use tests::{Form, Page, Visitor};

/// The program under test runs on the real clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn today() -> NaiveDate {
    Utc::now().date_naive()
}

fn ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

/// Three unpaid invoices of one client, 100, 50 and 10 days past due, and one paid.
fn house() -> House {
    let mut house = House::of(&["member", "counsellor", "accounts", "manager"]);
    let mut lines = String::from(
        "contract_ref;client_number;client_name;member_ref;profession;start_date;end_date;wage_unit;units;wage_per_unit;\
         price_ex_vat;invoice_date;invoice_received_on;due_date;paid_date;status;amends\n",
    );
    for (reference, member, days, paid) in [
        ("CT-1", "M-1", 100, false),
        ("CT-2", "M-2", 50, false),
        ("CT-3", "M-1", 10, false),
        ("CT-4", "M-3", 90, true),
    ] {
        let (invoice, due) = (ago(days + 30), ago(days));
        let (paid, status) = if paid {
            (due.to_string(), "paid")
        } else {
            (String::new(), "open")
        };
        lines.push_str(&format!(
            "{reference};0999.100.295;Rapid Courses SRL;{member};graphiste;{invoice};{invoice};day;1;165,00;400,00;{invoice};;\
             {due};{paid};{status};\n"
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contracts.csv");
    std::fs::write(&file, lines).unwrap();
    out(&house
        .site
        .run(&["import", "contracts", &file.display().to_string()]));
    house.add_another("accounts2", "accounts", "nl");
    house
}

/// The address of the client's debts, from the list.
fn debts_of(accounts: &Visitor) -> String {
    let list = accounts.get("/debts");
    list.assert_status(200);
    list.attribute("tbody a[href^='/debts/']", "href")
        .unwrap_or_else(|| panic!("{}", list.summary()))
}

/// The box of a contract.
fn token(page: &Page, reference: &str) -> String {
    let names = page.texts("#debts .tick label");
    let values = page.attributes("#debts .tick input", "value");
    let at = names.iter().position(|name| name == reference);
    values[at.unwrap_or_else(|| panic!("no {reference} among {names:?}"))].clone()
}

fn choose(page: &Page, references: &[&str], step: &str) -> Form {
    let form = page.form("#debts").set("step", step);
    references
        .iter()
        .fold(form, |form, one| form.check("contracts", &token(page, one)))
}

#[test]
fn accounts_remind_plan_notify_and_close_a_debt() {
    let house = house();
    let accounts = house.sign_in("accounts");
    let list = accounts.get("/debts");
    assert!(list.title().contains("1\u{202f}200"), "{}", list.title());
    let here = debts_of(&accounts);

    // A reminder for two contracts at once, in the history of both.
    let sheet = accounts.get(&here);
    let reminded = choose(&sheet, &["CT-1", "CT-2"], "remind").submit();
    reminded.assert_redirect(&format!("{here}?done=step"));
    let sheet = reminded.follow();
    sheet.assert_text("relancée");
    sheet.assert_text("relance envoyée");

    // A formal notice: the letter in the client's language, with interest, 40 euros for each invoice, and a deadline.
    let manager = house.sign_in("manager");
    manager
        .get("/pay")
        .form("#figure")
        .set("kind", "interest")
        .set("amount", "10,5")
        .set("from", "2027-01-01")
        .set("to", "2031-12-31")
        .set("source", "Moniteur belge")
        .check("confirmed", "1")
        .submit()
        .assert_redirect("/pay?done=added");
    let sent = choose(&sheet, &["CT-1", "CT-2"], "formal_notice").submit();
    sent.assert_status(303);
    let letter = sent.follow();
    letter.assert_status(200);
    assert!(letter.has("article.letter[lang=fr]"), "{}", letter.summary());
    letter.assert_text("Mise en demeure");
    letter.assert_text("CT-1");
    letter.assert_text("80,00");
    assert!(letter.count(".letter-detail li") >= 2, "interest by half-year");
    let address = letter.path().split('?').next().unwrap().to_owned();
    accounts.get(&here).assert_text("mise en demeure");
    assert!(accounts.get(&here).has(&format!("a[href='{address}']")));
    // The same letter later, and not under another client.
    accounts.get(&address).assert_text("800,00");
    accounts.get("/debts/999999/notices/1").assert_status(404);

    // A plan for one of them; a part that makes less than what is owed is refused, what was typed is kept.
    let sheet = accounts.get(&here);
    let wrong = choose(&sheet, &["CT-2"], "plan")
        .set("lines", &format!("{} 399,00", today() + Days::new(30)))
        .submit();
    wrong.assert_status(422);
    wrong.assert_field_error("lines");
    assert!(wrong.form("#debts").value("lines").contains("399,00"));
    let first = (today() + Days::new(30)).to_string();
    choose(&sheet, &["CT-2"], "plan")
        .set("parts", "2")
        .set("first_on", &first)
        .submit()
        .assert_redirect(&format!("{here}?done=step"));
    let sheet = accounts.get(&here);
    sheet.assert_text("plan de paiement");
    let instalments = format!("form[action='{here}/instalments']");
    sheet
        .form(&instalments)
        .submit()
        .assert_redirect(&format!("{here}?done=part"));
    let broken = choose(&accounts.get(&here), &["CT-2"], "pay");
    broken.submit().assert_status(303);

    // Paid: nothing is owed on it any more, and a second click does nothing twice.
    let sheet = accounts.get(&here);
    let paid = choose(&sheet, &["CT-1"], "pay").set("on", &ago(1).to_string());
    let key = paid.value("key").to_owned();
    paid.submit().assert_redirect(&format!("{here}?done=step"));
    let again = choose(&sheet, &["CT-1"], "pay").forge("key", &key).submit();
    again.assert_redirect(&format!("{here}?done=step"));
    let sheet = accounts.get(&here);
    assert!(sheet.title().contains("400"), "{}", sheet.title());
}

#[test]
fn two_people_at_once_are_told_and_nothing_is_overwritten() {
    let house = house();
    let (one, two) = (house.sign_in("accounts"), house.sign_in("accounts2"));
    let here = debts_of(&one);
    let (seen, also) = (one.get(&here), two.get(&here));
    choose(&seen, &["CT-1"], "dispute")
        .set("reason", "Le client conteste la prestation.")
        .submit()
        .assert_status(303);

    let late = choose(&also, &["CT-1", "CT-2"], "remind").submit();

    late.assert_status(422);
    late.assert_text("intussen gewijzigd");
    assert!(!one.get(&here).words().contains("relance envoyée"));
}

#[test]
fn mistakes_are_told_beside_their_field_and_change_nothing() {
    let house = house();
    let accounts = house.sign_in("accounts");
    let here = debts_of(&accounts);
    let sheet = accounts.get(&here);
    let before = sheet.text("#debts tbody");
    let long = "x".repeat(5_000);
    let tomorrow = (today() + Days::new(1)).to_string();

    let nothing = sheet.form("#debts").set("step", "remind").submit();
    nothing.assert_status(422);
    assert!(nothing.has("#e-contracts"), "{}", nothing.summary());
    for (step, field, value, wrong) in [
        ("pay", "on", tomorrow.as_str(), "on"),
        ("pay", "on", "31/02/2026", "on"),
        ("pay", "on", "2001-01-01", "on"),
        ("write_off", "reason", "  ", "reason"),
        ("dispute", "reason", long.as_str(), "reason"),
        (
            "formal_notice",
            "deadline",
            today().to_string().as_str(),
            "deadline",
        ),
        ("plan", "parts", "-3", "parts"),
        ("plan", "lines", "un jour 400,00", "lines"),
    ] {
        let answer = choose(&sheet, &["CT-1"], step).set(field, value).submit();
        answer.assert_status(422);
        answer.assert_field_error(wrong);
    }
    choose(&sheet, &["CT-1"], "dispute")
        .set("reason", &"x".repeat(1_000_000))
        .submit()
        .assert_status(413);
    // Steps that the page does not offer, contracts of nobody, and a stranger's client.
    choose(&sheet, &["CT-1"], "pay")
        .forge("step", "fall_due")
        .submit()
        .assert_status(422);
    accounts
        .post(
            &format!("{here}/steps"),
            &[("step", "remind"), ("contracts", "999999.1")],
        )
        .assert_status(422);
    accounts
        .post("/debts/999999/steps", &[("step", "remind"), ("contracts", "1.1")])
        .assert_status(404);
    assert_eq!(accounts.get(&here).text("#debts tbody"), before);
}

#[test]
fn counsellors_read_and_members_do_not() {
    let house = house();
    let here = debts_of(&house.sign_in("accounts"));
    let counsellor = house.sign_in("counsellor");
    let sheet = counsellor.get(&here);
    sheet.assert_text("CT-1");
    assert!(!sheet.has("#debts"), "no form: {}", sheet.summary());
    counsellor
        .post(
            &format!("{here}/steps"),
            &[("step", "remind"), ("contracts", "1.1")],
        )
        .assert_status(403);
    let member = house.sign_in("member");
    for path in ["/debts", &here] {
        member.get(path).assert_status(403);
    }
}

#[test]
fn the_payment_part_judges_each_contract() {
    let house = house();
    let accounts = house.sign_in("accounts");
    let client = debts_of(&accounts).replace("/debts/", "/clients/");
    let sheet = accounts.get(&format!("{client}?tab=payment"));
    sheet.assert_status(200);
    sheet.assert_text("CT-1");
    sheet.assert_text("attend depuis 100 jours");
    sheet.assert_text("à temps");
    sheet.assert_text("depuis la facture");
}

#[test]
fn an_invoice_over_60_days_late_opens_one_issue_by_itself() {
    let house = house();
    let counsellor = house.sign_in("counsellor");
    // The server looks at what an import has changed within ten seconds.
    let found = (0..60).find_map(|_| {
        let page = counsellor.get("/issues");
        let href = page.attribute(".row a[href^='/issues/']", "href");
        sleep(Duration::from_millis(500));
        href
    });
    let issue = counsellor.get(&found.unwrap_or_else(|| panic!("no issue was opened")));
    issue.assert_text("registre des contrats");
    issue.assert_text("400,00");
    assert_eq!(counsellor.get("/issues").count(".row"), 1);
}
