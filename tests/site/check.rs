//! The check without scripts: what is needed is ticked or waived, the go-ahead is answered once and never blindly, what
//! the member did is counted, look-ups are limited.

use chrono::{Days, NaiveDate, Utc};
use sqlx::sqlite::SqlitePoolOptions;
use tests::{Page, Site, Visitor};

/// The storyline whose restrictive stance asks for the team's go-ahead and a wage of 125.00 a day.
const ASKS: &str = "16";
/// The one whose restrictive stance asks for half of the price in advance.
const PREPAYS: &str = "13";

#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn soon() -> NaiveDate {
    Utc::now().date_naive() + Days::new(10)
}

/// The answer of a day's work for a client, by its id.
pub fn check(member: &Visitor, client: &str, wage: &str) -> Page {
    let page = member.get(&format!("/check?client_id={client}"));
    let choices = page.texts("#f-profession option");
    let values = page.attributes("#f-profession option", "value");
    let at = choices
        .iter()
        .position(|name| name.to_lowercase().contains("technicienne du son"));
    let value = values[at.unwrap_or_else(|| panic!("{choices:?}"))].clone();
    let day = soon().to_string();
    page.form("#check")
        .set("profession", &value)
        .set("starts_on", &day)
        .set("ends_on", &day)
        .set("units", "1")
        .set("wage", wage)
        .submit()
}

/// Keeps it; the path of its page.
pub fn keep(member: &Visitor, client: &str, wage: &str) -> String {
    let kept = check(member, client, wage).form("#keep").submit();
    kept.assert_status(303);
    kept.location().split('?').next().unwrap().to_owned()
}

/// Changes a fact of a client as the program itself would.
pub fn move_on(site: &Site, client: &str) {
    let url = site.database_url().to_owned();
    let client: i64 = client.parse().unwrap();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let pool = SqlitePoolOptions::new().connect(&url).await.unwrap();
            sqlx::query(
                "INSERT INTO client_facts (client_id, revision) VALUES ($1, 1)
                 ON CONFLICT (client_id) DO UPDATE SET revision = client_facts.revision + 1",
            )
            .bind(client)
            .execute(&pool)
            .await
            .unwrap();
            pool.close().await;
        });
}

#[test]
fn the_answer_says_what_to_do_next_and_gives_a_text_to_send() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let low = check(&member, ASKS, "60,00");
    low.assert_status(200);
    low.assert_text("sous le minimum légal");
    low.assert_text("Négociez pour");
    low.assert_text("estimation");
    assert!(low.has("#answer .answer-line"), "{}", low.summary());
    assert!(low.has("a.peek[href='#answer']"), "the first line stays in sight");

    let prepaid = check(&member, PREPAYS, "150,00");
    prepaid.assert_text("la coopérative le demande au donneur d'ordre");
    prepaid.assert_text("Modèle à envoyer");
    prepaid.assert_text("Charte");

    // "To live from it": the wage one would like, and the price it takes.
    let wish = prepaid.form("#check").set("wish", "200,00").submit();
    wish.assert_text("Pour gagner 200,00");
    let wrong = prepaid.form("#check").set("wish", "-4").submit();
    wrong.assert_status(422);
    wrong.assert_field_error("wish");
}

#[test]
fn a_need_is_ticked_with_its_proof_or_waived_once_with_a_reason() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let counsellor = site.sign_in("conseil@demo.example");
    let path = keep(&member, PREPAYS, "150,00");
    let needs = format!("{path}/needs/1");

    // The cooperative sees to a prepayment: the member does not tick it, and waives nothing.
    member
        .post(&needs, &[("step", "tick"), ("text-1", "payé"), ("revision", "1")])
        .assert_status(422);
    member
        .post(
            &needs,
            &[("step", "waive"), ("text-1", "urgent"), ("revision", "1")],
        )
        .assert_status(403);
    // Somebody else's check is not said to exist, nor is a need that is not there.
    site.sign_in("membre2@demo.example")
        .post(&needs, &[("step", "tick"), ("text-1", "payé")])
        .assert_status(404);
    counsellor
        .post(
            &format!("{path}/needs/99"),
            &[("step", "tick"), ("text-99", "payé")],
        )
        .assert_status(404);

    let page = counsellor.get(&path);
    let empty = page
        .form(&format!("form[action='{needs}']"))
        .press("step", "waive");
    empty.assert_status(422);
    empty.assert_field_error("text-1");
    let long = "x".repeat(1_000_000);
    let refused = counsellor.post(&needs, &[("step", "waive"), ("text-1", &long), ("revision", "1")]);
    assert!(matches!(refused.status(), 413 | 422), "{}", refused.summary());
    let program = page
        .form(&format!("form[action='{needs}']"))
        .file("file-1", "preuve.pdf", b"MZ\x90\x00 a program")
        .press("step", "tick");
    program.assert_status(422);
    program.assert_field_error("file-1");

    let form = || {
        page.form(&format!("form[action='{needs}']"))
            .set("text-1", "Reçu le 3 : 50 %, extrait 12.")
            .file("file-1", "extrait.txt", b"Extrait de compte 12\n")
            .press("step", "tick")
    };
    form().assert_redirect(&format!("{path}?done=ticked"));
    form().assert_redirect(&format!("{path}?done=ticked"));
    let after = member.get(&path);
    after.assert_text("Toutes sont remplies ou levées");
    after.assert_text("Reçu le 3");
    let file = after.attribute("#need-1 a[href^='/files/']", "href").unwrap();
    member.get(&file).assert_status(200);
    site.sign_in("membre2@demo.example").get(&file).assert_status(404);
    counsellor
        .post(
            &needs,
            &[("step", "waive"), ("text-1", "urgent"), ("revision", "2")],
        )
        .assert_status(422);
}

#[test]
fn a_double_click_gives_the_go_ahead_once_and_a_second_counsellor_is_told() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let path = keep(&member, ASKS, "150,00");
    let first = site.sign_in("conseil@demo.example");
    let second = site.sign_in("conseil2@demo.example");
    assert!(!member.get(&path).has("#approval"), "nobody answers their own");
    member
        .post(&format!("{path}/approval"), &[("answer", "grant")])
        .assert_status(403);
    first
        .get("/approvals")
        .assert_text(path.rsplit('/').next().unwrap());

    let seen_by_second = second.get(&path);
    let page = first.get(&path);
    let refused = page.form("#approval").press("answer", "decline");
    refused.assert_status(422);
    refused.assert_field_error("comment");
    let click = || {
        page.form("#approval")
            .set("comment", "Répétitions comprises.")
            .press("answer", "grant")
    };
    click().assert_redirect(&format!("{path}?done=answered"));
    click().assert_redirect(&format!("{path}?done=answered"));
    let late = seen_by_second
        .form("#approval")
        .set("comment", "Non.")
        .press("answer", "decline");
    late.assert_status(422);
    // The second counsellor reads Dutch.
    late.assert_text("Iemand antwoordde al");
    let told = member.get(&path);
    told.assert_text("Accord donné par");
    told.assert_text("Répétitions comprises.");

    // The next check of the same work needs no second yes; its history stands with the next request's page.
    let again = check(&member, ASKS, "150,00");
    again.assert_text("déjà donné pour vous");
    assert!(
        !again
            .form("#keep")
            .submit()
            .follow()
            .words()
            .contains("L'accord est demandé")
    );
}

#[test]
fn approving_what_has_just_changed_is_refused_and_both_are_shown() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let path = keep(&member, ASKS, "150,00");
    let counsellor = site.sign_in("conseil@demo.example");
    let page = counsellor.get(&path);
    move_on(&site, ASKS);

    let refused = page.form("#approval").press("answer", "grant");
    refused.assert_status(409);
    refused.assert_text("un fait a changé");
    refused.assert_text("La réponse aujourd'hui");
    refused.assert_text("La réponse gardée le");
    member.get(&path).assert_text("L'accord est demandé");
    // Having seen both, the second yes is meant.
    refused
        .form("#approval")
        .press("answer", "grant")
        .assert_redirect(&format!("{path}?done=answered"));
    // A forged figure is what has changed, too.
    let other = keep(&member, ASKS, "126,00");
    let forged = counsellor.get(&other);
    if forged.has("#approval") {
        forged
            .form("#approval")
            .forge("facts", "-7")
            .press("answer", "grant")
            .assert_status(409);
    }
}

/// What no page does: two establishments of the client that prepays, and its stance on one of them.
fn narrow(site: &Site) {
    const SQL: &str = r#"
        INSERT INTO establishment (id, client_id, name, region)
        VALUES (900001, 13, 'Atelier', 'brussels'), (900002, 13, 'Entrepôt', 'brussels');
        UPDATE client_card SET stances = replace(stances, '"whole_client"', '{"establishment":900001}')
        WHERE client_id = 13"#;
    let url = site.database_url().to_owned();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let pool = SqlitePoolOptions::new().connect(&url).await.unwrap();
            sqlx::raw_sql(SQL).execute(&pool).await.unwrap();
            pool.close().await;
        });
}

#[test]
fn a_stance_on_one_establishment_asks_which_one_the_work_is_for() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let whole = check(&member, PREPAYS, "150,00");
    assert!(!whole.has("#f-establishment"), "asked only where it matters");
    narrow(&site);
    let open = check(&member, PREPAYS, "150,00");
    assert!(open.has("#answer .needed"), "unanswered, the strictest counts");
    let choose = |id: &str| open.form("#check").set("establishment", id).submit();
    assert!(choose("900001").has("#answer .needed"));
    let elsewhere = choose("900002");
    assert!(!elsewhere.has("#answer .needed"), "{}", elsewhere.summary());
    let kept = elsewhere.form("#keep").submit().follow();
    kept.assert_text("Entrepôt");
    let other = open.form("#check").forge("establishment", "7").submit();
    other.assert_field_error("establishment");
}

#[test]
fn a_project_is_asked_for_its_hours_beside_the_field() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let project = check(&member, PREPAYS, "150,00")
        .form("#check")
        .set("unit", "project")
        .set("wage", "1500,00");
    let missing = project.submit();
    missing.assert_status(422);
    missing.assert_field_error("hours_a_unit");
    assert!(!missing.has("#keep"), "nothing can be kept");
    let told = missing.form("#check").set("hours_a_unit", "40").submit();
    told.assert_status(200);
    // 40 hours at the minimum are some 550 euros: the wage is well above.
    told.assert_no_text("sous le minimum légal");
    told.assert_text("(à confirmer)");
}

#[test]
fn what_the_member_did_is_asked_once_and_counted() {
    let site = Site::demo();
    let member = site.sign_in("membre@demo.example");
    let path = keep(&member, PREPAYS, "150,00");
    let outcome = format!("{path}/outcome");
    member.post(&outcome, &[("outcome", "dreamt")]).assert_status(422);
    site.sign_in("membre2@demo.example")
        .post(&outcome, &[("outcome", "accepted")])
        .assert_status(404);
    site.sign_in("conseil@demo.example")
        .post(&outcome, &[("outcome", "accepted")])
        .assert_status(403);
    let page = member.get(&path);
    page.form("#f-outcome")
        .press("outcome", "renegotiated")
        .assert_redirect(&format!("{path}?done=outcome"));
    let after = member.get(&path);
    assert!(!after.has("#f-outcome"), "asked once");
    after.assert_text("pas gardé à votre nom");
    member
        .post(&outcome, &[("outcome", "accepted")])
        .assert_status(422);
    let verified = site.run(&["aggregates", "verify"]);
    let told = String::from_utf8_lossy(&verified.stdout);
    assert!(!told.contains("check"), "{told}");
}

#[test]
fn a_member_looks_up_so_many_clients_a_day_and_is_told_the_next_step() {
    let site = Site::demo();
    let admin = site.sign_in("admin@demo.example");
    let limits = admin.get("/admin/limits");
    for bad in ["0", "-1", "many", "", "99999999999999999999"] {
        let refused = limits.form("#limits").set("lookups", bad).submit();
        refused.assert_status(422);
        refused.assert_field_error("lookups");
    }
    limits
        .form("#limits")
        .set("lookups", "5")
        .submit()
        .assert_redirect("/admin/limits?done=saved");
    site.sign_in("conseil@demo.example")
        .get("/admin/limits")
        .assert_status(403);

    let member = site.sign_in("membre@demo.example");
    for client in 20..25 {
        member.get(&format!("/clients/{client}")).assert_status(200);
    }
    let enough = member.get("/clients/25");
    enough.assert_status(429);
    enough.assert_text("assez pour aujourd'hui");
    enough.assert_text("Votre conseiller·ère peut regarder pour vous");
    // By no other page either that names a client; but what was seen today stays open.
    for path in [
        "/check?client_id=25",
        "/clients/25/appeal",
        "/clients/25/issues/new",
    ] {
        member.get(path).assert_status(429);
    }
    member.get("/clients/20/issues/new").assert_status(200);
    member.get("/clients/20").assert_status(200);
    member.get("/check?client_id=21").assert_status(200);
    // Staff look up what their work asks for.
    site.sign_in("conseil@demo.example")
        .get("/clients/25")
        .assert_status(200);
}
