//! One stance from the first fact to its end, without scripts: unpaid work is reported with its proof and confirmed, the
//! recommendation says why, the client is sent the letter and replies, a manager approves, members are answered; it pays and
//! appeals, another manager lifts the stance. And a non-profit held by its funder, whose way is an agreement.

use crate::house::{House, out};
use chrono::{Days, Months, NaiveDate, Utc};
use tests::{Form, Page, Visitor};

/// The program under test runs on the real clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn today() -> NaiveDate {
    Utc::now().date_naive()
}

const HEAD: &str = "contract_ref;client_number;client_name;member_ref;profession;start_date;end_date;wage_unit;units;\
                    wage_per_unit;price_ex_vat;invoice_date;invoice_received_on;due_date;paid_date;status;amends\n";

/// A house with a client that owes three invoices of three members for over 90 days.
fn house(name: &str) -> House {
    let mut house = House::of(&["member", "counsellor", "accounts", "manager"]);
    house.add_another("reader", "member", "fr");
    house.add_another("counsellor2", "counsellor", "fr");
    house.add_another("manager2", "manager", "fr");
    let register = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/kbo");
    out(&house
        .site
        .run(&["import", "kbo", &register.display().to_string()]));
    let mut lines = HEAD.to_owned();
    for (at, days) in [(1, 120), (2, 110), (3, 100)] {
        let invoice = today() - Days::new(days + 30);
        let due = today() - Days::new(days);
        lines.push_str(&format!(
            "CT-{at};0999.100.295;{name};M-{at};graphiste;{invoice};{invoice};day;1;165,00;400,00;{invoice};;{due};;open;\n"
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contracts.csv");
    std::fs::write(&file, lines).unwrap();
    out(&house
        .site
        .run(&["import", "contracts", &file.display().to_string()]));
    house
}

/// A member's look before accepting three days of graphic design.
fn check(member: &Visitor) -> Page {
    let page = member.get("/check?client=0999100295");
    let names = page.texts("#f-profession option");
    let at = names
        .iter()
        .position(|name| name.to_lowercase().contains("graphiste"));
    let value =
        page.attributes("#f-profession option", "value")[at.unwrap_or_else(|| panic!("{names:?}"))].clone();
    page.form("#check")
        .set("profession", &value)
        .set("starts_on", &today().to_string())
        .set("ends_on", &today().to_string())
        .set("units", "3")
        .set("wage", "165,00")
        .submit()
}

fn client_of(answer: &Page) -> String {
    let link = answer
        .attribute("a[href$='/issues/new']", "href")
        .unwrap_or_else(|| panic!("{}", answer.summary()));
    link.trim_end_matches("/issues/new").to_owned()
}

/// The questions of a category, by its French name.
fn questions(member: &Visitor, client: &str, category: &str) -> Form {
    const FORM: &str = "form[action$='/issues/new']";
    let first = member.get(&format!("{client}/issues/new"));
    let names = first.texts("#f-category option");
    let at = names.iter().position(|name| name == category);
    let value =
        first.attributes("#f-category option", "value")[at.unwrap_or_else(|| panic!("{names:?}"))].clone();
    first.form(FORM).set("category", &value).submit().form(FORM)
}

/// Sends the letter, and gives the path behind the link that stands in it.
fn letter(staff: &Visitor, stance: &str, channel: &str) -> String {
    let sent = staff
        .get(&format!("{stance}/notify"))
        .submit_form("#notify", &[("channel", channel), ("language", "fr")]);
    sent.assert_status(303);
    let letter = sent.follow();
    let link = letter.text(".letter-link");
    link[link
        .find("/reply/")
        .unwrap_or_else(|| panic!("{}", letter.summary()))..]
        .trim()
        .to_owned()
}

/// Opens the letter behind a link.
fn opened(client: &Visitor, link: &str) -> Page {
    let cover = client.get(link);
    if !cover.has("#open") {
        return cover;
    }
    cover.submit_form("#open", &[]).follow()
}

fn place(sent: &Page) -> String {
    sent.assert_status(303);
    sent.location().split('?').next().unwrap().to_owned()
}

#[test]
fn unpaid_work_leads_to_a_sanction_that_is_heard_explained_appealed_and_lifted() {
    let house = house("Rapid Courses SRL");
    let member = house.sign_in("member");
    let client = client_of(&check(&member));

    // A member reports unpaid work, with the proof.
    let reported = questions(&member, &client, "Impayé")
        .set("severity", "critical")
        .set("happened_on", &(today() - Days::new(100)).to_string())
        .set("facts", "Trois jours de livraison facturés et jamais payés.")
        .set("unpaid", "400,00")
        .set("may_tell", "yes")
        .file("files", "extrait.txt", "Rien reçu au 1er du mois.".as_bytes())
        .submit();
    let issue = place(&reported);
    let counsellor = house.sign_in("counsellor");
    let sheet = counsellor.get(&issue);
    sheet.assert_text("extrait.txt");
    sheet
        .form("#decide")
        .set("reason", "Facture, extrait de compte et relances vus.")
        .press("step", "confirm")
        .assert_status(303);
    member.get(&issue).assert_text("Confirmé");

    // The recommendation says what and why; a sanction is proposed by the other counsellor.
    let proposer = house.sign_in("counsellor2");
    let choose = proposer.get(&format!("{client}/stance"));
    choose.assert_text("Recommand");
    choose.assert_text("S-1");
    let ground = choose.attribute("input[name='grounds']", "value").unwrap();
    let form = choose
        .form("#stance")
        .set("kind", "punitive")
        .set("review_on", &(today() + Months::new(11)).to_string())
        .set("reason", "Trois membres impayés depuis plus de trois mois.")
        .check("grounds", &ground)
        .set("to_lift", "Payer les trois factures.")
        .set("note_fr", "Des factures restent impayées malgré les relances.")
        .set("note_nl", "Facturen blijven onbetaald ondanks herinneringen.");
    let form = if form.has("departs_because") {
        form.set("departs_because", "Trois membres attendent depuis l'été.")
    } else {
        form
    };
    let stance = place(&form.press("step", "propose"));
    assert!(
        !check(&house.sign_in("reader"))
            .words()
            .contains("impayées malgré")
    );

    // The client is notified by registered letter, reads the facts without the reporter, and replies by its link.
    let link = letter(&proposer, &stance, "registered");
    let outside = house.site.visitor();
    let read = opened(&outside, &link);
    read.assert_text("Trois jours de livraison");
    read.assert_no_text("member@demo.example");
    let replied = read
        .form("#reply")
        .set("text", "La trésorerie revient en janvier.")
        .submit();
    replied.assert_status(303);

    // Neither the proposer nor another counsellor approves a sanction; a manager does.
    assert!(!proposer.get(&stance).has("#approve"));
    let manager = house.sign_in("manager");
    manager
        .get(&stance)
        .form("#approve")
        .submit()
        .assert_redirect(&format!("{stance}?done=in_force"));

    // A member's check is answered no, with the note; the client's words stand beside it once staff have read them.
    let reader = house.sign_in("reader");
    let answer = check(&reader);
    answer.assert_text("impayées malgré");
    assert!(
        !answer.has(".needed li"),
        "nothing makes it possible: {}",
        answer.summary()
    );
    answer.assert_text("Non, pas dans ces conditions");

    // The client pays; accounts see it. It appeals through the letter of the decision.
    let accounts = house.sign_in("accounts");
    let debts = client.replace("/clients/", "/debts/");
    let owed = accounts.get(&debts);
    let paid = owed
        .attributes("#debts .tick input", "value")
        .iter()
        .fold(owed.form("#debts").set("step", "pay"), |form, one| {
            form.check("contracts", one)
        })
        .submit();
    paid.assert_status(303);
    let decision = letter(&manager, &stance, "registered");
    let told = opened(&outside, &decision);
    let appealed = told.submit_form("#appeal", &[("appeal_text", "Tout est payé depuis hier.")]);
    appealed.assert_status(303);

    // Who took part does not judge; another manager grants the appeal and so lifts the stance.
    let list = manager.get("/appeals");
    let appeal = list.attribute("a[href^='/appeals/']", "href").unwrap();
    assert!(!manager.get(&appeal).has("#judge"));
    let judge = house.sign_in("manager2");
    judge
        .get(&appeal)
        .submit_form(
            "#judge",
            &[
                ("verdict", "granted"),
                ("reasons", "Les trois factures sont payées."),
            ],
        )
        .assert_redirect(&format!("{appeal}?done=judged"));

    // The member's check is information again, and the history tells it all.
    let after = check(&reader);
    after.assert_no_text("impayées malgré");
    after.assert_text("Oui, après avoir lu ceci");
    let history = judge.get(&stance);
    history.assert_text("Trois membres impayés depuis plus de trois mois.");
    history.assert_text("La trésorerie revient en janvier.");
    let contested = history.click(&format!("a[href='{appeal}']"));
    contested.assert_text("Tout est payé depuis hier.");
    contested.assert_text("Les trois factures sont payées.");
    // A house of today has no protected tables yet, and the command says so; the counts themselves are right.
    let verified = house.site.run(&["aggregates", "verify"]);
    let said = String::from_utf8_lossy(&verified.stdout);
    assert!(said.contains("every count follows from its facts"), "{said}");
}

#[test]
fn a_non_profit_held_by_its_funder_ends_informative_with_an_agreement() {
    let house = house("Maison des Ateliers ASBL");
    let client = client_of(&check(&house.sign_in("member")));

    // Low pay that the funding leaves no choice about: reported by one counsellor, confirmed by another.
    let counsellor = house.sign_in("counsellor");
    let form = questions(&counsellor, &client, "Faible rémunération");
    let funder = counsellor
        .get(&format!("{client}/issues/new"))
        .form("form[action$='/issues/new']")
        .set("category", form.value("category"))
        .submit()
        .attributes("#f-funder option", "value")
        .into_iter()
        .find(|value| !value.is_empty())
        .expect("a funder to name");
    let reported = form
        .set("severity", "critical")
        .set("happened_on", &(today() - Days::new(40)).to_string())
        .set(
            "facts",
            "Payé 11,90 de l'heure : le subside ne prévoit pas davantage.",
        )
        .set("wage", "11,90")
        .set("wage_unit", "hour")
        .set("cause", "structural")
        .set("funder", &funder)
        .set("may_tell", "yes")
        .submit();
    let issue = place(&reported);
    let second = house.sign_in("counsellor2");
    second
        .get(&issue)
        .form("#decide")
        .set("reason", "Convention de subside lue.")
        .press("step", "confirm")
        .assert_status(303);

    // It is heard on an informative text, and takes effect with one yes.
    let choose = counsellor.get(&format!("{client}/stance"));
    let ground = choose.attribute("input[name='grounds']", "value").unwrap();
    let form = choose
        .form("#stance")
        .set("kind", "informative")
        .set("review_on", &(today() + Months::new(6)).to_string())
        .set("reason", "Le subside fixe le salaire.")
        .check("grounds", &ground)
        .set("to_lift", "Obtenir un budget au barème.")
        .set(
            "note_fr",
            "Les salaires sont fixés par le subside : négociez les heures.",
        )
        .set(
            "note_nl",
            "De subsidie bepaalt het loon: onderhandel over de uren.",
        );
    let form = if form.has("departs_because") {
        form.set("departs_because", "Les dettes sont suivies à part, avec un plan.")
    } else {
        form
    };
    let stance = place(&form.press("step", "propose"));
    house.hear(&counsellor, &stance, "letter");
    second
        .get(&stance)
        .form("#approve")
        .submit()
        .assert_redirect(&format!("{stance}?done=in_force"));

    // An agreement is negotiated beside it: proposed by one, agreed by another.
    let wanted = counsellor
        .get(&format!("{client}/agreements/new"))
        .form("#agreement")
        .set(
            "terms",
            "Les heures de préparation sont payées dès le prochain subside.",
        )
        .set("starts_on", &today().to_string())
        .set("ends_on", &(today() + Months::new(12)).to_string())
        .set("due", &(today() + Months::new(6)).to_string())
        .set("what", "Budget demandé au barème.")
        .submit();
    let agreement = place(&wanted);
    second
        .get(&agreement)
        .form("#decide")
        .press("say", "agree")
        .assert_status(303);

    let answer = check(&house.sign_in("reader"));
    answer.assert_text("négociez les heures");
    answer.assert_text("Oui, après avoir lu ceci");
    second.get(&client).assert_text("accord");
    out(&house.site.run(&["audit", "verify"]));
}
