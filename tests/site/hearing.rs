//! The client is heard, without scripts and without an account: the letter, its link, reply, ten more days, appeal; what
//! staff do with it; and that no letter and no link tells who reported.

use std::time::{Duration, Instant};
use tests::{Page, Site, Visitor};

/// Proposed in the demonstration: an informative one and a sanction.
pub const INFORMATIVE: i64 = 11;
const PUNITIVE: i64 = 8;
/// In force in the demonstration: a restrictive one, which neither of the last managers decided.
const RESTRICTIVE: i64 = 2;

/// Sends the letter of a stance on paper; gives the path behind its link.
pub fn send(staff: &Visitor, stance: i64, channel: &str) -> String {
    let page = staff.get(&format!("/stances/{stance}/notify"));
    page.assert_status(200);
    let sent = page.submit_form("#notify", &[("channel", channel), ("language", "fr")]);
    sent.assert_status(303);
    let letter = sent.follow();
    letter.assert_status(200);
    let link = letter.text(".letter-link");
    let at = link.find("/reply/").unwrap();
    link[at..].trim().to_owned()
}

pub fn open(client: &Visitor, link: &str) -> Page {
    let cover = client.get(link);
    cover.assert_status(200);
    let opened = cover.submit_form("#open", &[]);
    opened.assert_redirect(link);
    opened.follow()
}

#[test]
fn looking_at_the_link_changes_nothing_and_opening_the_letter_starts_the_days() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let link = send(&staff, INFORMATIVE, "letter");
    let notify = format!("/stances/{INFORMATIVE}/notify");

    let client = site.visitor();
    for _ in 0..3 {
        assert!(client.get(&link).has("#open"), "a look is no receipt");
    }
    staff.get(&notify).assert_text("Pas encore reçue");

    let letter = open(&client, &link);
    letter.assert_text("Vous pouvez réagir jusqu'au");
    letter.assert_text("Ce qui est retenu");
    assert!(letter.has("#reply") && letter.has("#extend") && !letter.has("#appeal"));
    staff.get(&notify).assert_text("le lien a été ouvert");
}

#[test]
fn somebody_of_the_house_does_not_start_the_days() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let link = send(&staff, INFORMATIVE, "letter");

    assert!(!staff.get(&link).has("#open"));
    staff.post(&format!("{link}/open"), &[]).assert_status(200);

    staff
        .get(&format!("/stances/{INFORMATIVE}/notify"))
        .assert_text("Pas encore reçue");
}

#[test]
fn a_client_replies_with_a_file_and_staff_let_members_read_it() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let link = send(&staff, INFORMATIVE, "letter");
    let letter = open(&client, &link);

    let text = "Le planning part désormais une semaine avant. Monsieur Dupont était malade.";
    let replied = letter
        .form("#reply")
        .set("text", text)
        .file("files", "planning.txt", b"Lundi, mardi.")
        .submit();
    replied.assert_redirect(&format!("{link}?done=replied"));
    let after = replied.follow();
    after.assert_text("Votre réponse est reçue.");
    after.assert_text(text);
    assert!(!after.has("#reply"), "everything is said");

    // The stance is heard, the proposer is told, and the words are on its sheet.
    staff.get("/").assert_text("a répondu");
    let sheet = staff.get(&format!("/stances/{INFORMATIVE}"));
    sheet.assert_text(text);
    let reply = sheet.click_text("Lire et montrer aux membres");
    reply.assert_text("planning.txt");
    reply.assert_text("Monsieur Dupont");
    reply.assert_text("malade");
    let refused = reply.submit_form("#publish", &[]);
    refused.assert_status(422);
    refused.assert_text("Relisez d'abord");
    refused
        .form("#publish")
        .check("read_again", "yes")
        .submit()
        .assert_status(303);
    staff
        .get(&format!("/stances/{INFORMATIVE}"))
        .assert_text("Les membres la lisent depuis le");
}

#[test]
fn a_request_for_correction_closes_nothing_and_is_not_published() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let link = send(&staff, INFORMATIVE, "letter");
    let letter = open(&client, &link);

    let sent = letter.submit_form(
        "#reply",
        &[("kind", "correction"), ("text", "La date est fausse.")],
    );

    sent.assert_status(303);
    assert!(sent.follow().has("#reply"), "its days go on");
    let reply = staff
        .get(&format!("/stances/{INFORMATIVE}"))
        .click("a[href^='/replies/']");
    reply.assert_text("La date est fausse.");
    assert!(!reply.has("#publish"));
}

#[test]
fn ten_more_days_are_given_once_and_a_double_click_is_one() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let link = send(&staff, INFORMATIVE, "letter");
    let letter = open(&client, &link);

    let first = letter.submit_form("#extend", &[]);
    let second = letter.submit_form("#extend", &[]);

    first.assert_redirect(&format!("{link}?done=extended"));
    second.assert_redirect(&format!("{link}?done=extended"));
    let after = first.follow();
    assert!(!after.has("#extend"));
    let forged = client.post(&format!("{link}/extend"), &[]);
    forged.assert_status(422);
    forged.assert_text("qu'une fois");
}

#[test]
fn a_sanction_is_notified_by_registered_letter_only() {
    let site = Site::demo();
    let staff = site.sign_in("conseil2@demo.example");
    let page = staff.get(&format!("/stances/{PUNITIVE}/notify"));
    assert_eq!(
        page.attributes("#notify input[name=channel]", "value"),
        ["registered"]
    );

    let forged = page.form("#notify").forge("channel", "letter").submit();
    forged.assert_status(422);
    forged.assert_text("per aangetekende brief meegedeeld");
    staff
        .get(&format!("/stances/{PUNITIVE}/notify"))
        .assert_text("Er is nog geen brief vertrokken");

    send(&staff, PUNITIVE, "registered");
    let page = staff.get(&format!("/stances/{PUNITIVE}/notify"));
    assert_eq!(
        page.attributes("form[action$='/receive'] option", "value"),
        ["", "registered"],
        "neither a phone call nor a mail receipt counts"
    );
    let early = page.submit_form(
        "form[action$='/receive']",
        &[("received_on", "2020-01-01"), ("received_how", "registered")],
    );
    early.assert_status(422);
    early.assert_field_error("received_on");
}

#[test]
fn forged_old_and_unknown_links_get_one_answer() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let old = send(&staff, INFORMATIVE, "letter");
    let new = send(&staff, INFORMATIVE, "letter");

    let replaced = client.get(&old);
    let forged = client.get("/reply/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let strange = client.get("/reply/..%2F..%2Fetc");

    for page in [&replaced, &forged, &strange] {
        page.assert_status(404);
        assert_eq!(page.text("h1"), "Ce lien ne mène à rien");
        assert_eq!(page.text("main"), replaced.text("main"));
        page.assert_no_text("Festival");
    }
    for act in ["open", "extend", "charter"] {
        client.post(&format!("{old}/{act}"), &[]).assert_status(404);
    }
    client.get(&new).assert_status(200);
}

#[test]
fn who_tries_many_links_waits() {
    let site = Site::demo();
    let client = site.visitor();
    for n in 0..10 {
        client.get(&format!("/reply/attempt-{n}")).assert_status(404);
    }
    let waits = client.get("/reply/attempt-11");
    waits.assert_status(429);
    assert!(!waits.header("retry-after").is_empty());
}

#[test]
fn a_million_characters_an_empty_text_and_a_program_change_nothing() {
    let site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let link = send(&staff, INFORMATIVE, "letter");
    let letter = open(&client, &link);

    let empty = letter.submit_form("#reply", &[("text", "  ")]);
    empty.assert_status(422);
    empty.assert_field_error("text");
    let long = letter.submit_form("#reply", &[("text", &"a".repeat(10_001))]);
    long.assert_status(422);
    long.assert_field_error("text");
    let endless = letter.submit_form("#reply", &[("text", &"a".repeat(1_000_000))]);
    endless.assert_status(413);
    let program = letter
        .form("#reply")
        .set("text", "Voici.")
        .file("files", "facture.pdf", b"MZ\x90\x00\x03\x00\x00\x00")
        .submit();
    program.assert_status(422);
    assert_eq!(program.form("#reply").value("text"), "Voici.");

    client.get(&link).assert_no_text("Ce que vous avez dit");
    assert!(client.get(&link).has("#reply"));
}

#[test]
fn silence_is_recorded_and_a_reply_after_the_last_day_is_refused() {
    let mut site = Site::demo();
    let staff = site.sign_in("conseil@demo.example");
    let client = site.visitor();
    let link = send(&staff, INFORMATIVE, "letter");
    let letter = open(&client, &link);
    assert!(letter.has("#reply"));

    let later = in_days(10);
    site.restart(&[("VIGIE_CLOCK", &later)]);

    let client = site.visitor();
    let late = client.get(&link);
    late.assert_text("Vos jours pour réagir sont passés");
    assert!(!late.has("#reply") && !late.has("#extend"));
    let forged = client.post(
        &format!("{link}/reply"),
        &[("kind", "reply"), ("text", "Trop tard.")],
    );
    forged.assert_status(422);
    forged.assert_text("Le dernier jour pour réagir était");
    client.get(&link).assert_no_text("Trop tard.");
    let staff = site.sign_in("conseil@demo.example");
    wait_for(|| staff.get("/").words().contains("n'a pas répondu dans ses jours"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the demonstration ends on the day of the machine"
)]
fn in_days(days: i64) -> String {
    (chrono::Utc::now() + chrono::TimeDelta::days(days)).to_rfc3339()
}

/// Background work is done at the start of the program and soon after.
fn wait_for(done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not happen");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_client_appeals_and_only_who_took_no_part_judges() {
    let site = Site::demo();
    let staff = site.sign_in("conseil2@demo.example");
    let client = site.visitor();
    let link = send(&staff, RESTRICTIVE, "letter");
    let letter = open(&client, &link);
    letter.assert_text("Notre décision");
    assert!(!letter.has("#reply"), "one link, one purpose");

    let filed = letter.submit_form("#appeal", &[("appeal_text", "Tout est signé depuis juillet.")]);
    filed.assert_redirect(&format!("{link}?done=appealed"));
    assert!(!filed.follow().has("#appeal"), "one at a time");
    let again = client.post(&format!("{link}/appeal"), &[("appeal_text", "Encore.")]);
    again.assert_status(422);

    // Who wrote the letter took part.
    let list = staff.get("/appeals");
    list.assert_text("Commune de Valmorin");
    let own = list.click("a[href^='/appeals/']");
    assert!(!own.has("#judge"));
    own.assert_text("u nam deel aan de beslissing");
    let address = own.path().to_owned();
    let forged = staff.post(
        &address,
        &[("verdict", "refused"), ("reasons", "Non."), ("revision", "1")],
    );
    forged.assert_status(422);

    let judge = site.sign_in("direction3@demo.example");
    let page = judge.get(&address);
    page.assert_text("Tout est signé depuis juillet.");
    page.assert_text("Ce qui a été jugé, tel que c'était le");
    let without = page.submit_form(
        "#judge",
        &[("verdict", "granted_with_conditions"), ("reasons", "Signés.")],
    );
    without.assert_status(422);
    without.assert_field_error("conditions");
    let judged = page.submit_form(
        "#judge",
        &[
            ("verdict", "granted_with_conditions"),
            ("reasons", "Les bons sont signés."),
            ("conditions", "Signer avant chaque prestation."),
        ],
    );
    judged.assert_redirect(&format!("{address}?done=judged"));
    // A page opened before the judgement changes nothing, and what was typed on it stands beside the judgement.
    let late = page
        .form("#judge")
        .forge("key", "another-click-1")
        .set("verdict", "refused")
        .set("reasons", "Rien n'est signé.")
        .submit();
    late.assert_status(409);
    for text in ["Rien n'est signé.", "Les bons sont signés."] {
        assert!(late.text("#conflict table").contains(text), "{}", late.summary());
    }
    judge
        .get(&format!("/stances/{RESTRICTIVE}"))
        .assert_text("Informative");
    let told = client.get(&link);
    told.assert_text("accordé sous conditions");
    told.assert_text("Signer avant chaque prestation.");
}

#[test]
fn members_and_accounts_see_neither_letters_nor_replies_nor_appeals() {
    let site = Site::demo();
    for email in [
        "membre@demo.example",
        "compta@demo.example",
        "analyse@demo.example",
    ] {
        let person = site.sign_in(email);
        for path in [
            format!("/stances/{INFORMATIVE}/notify"),
            "/appeals".to_owned(),
            "/replies/1".to_owned(),
        ] {
            person.get(&path).assert_status(403);
        }
    }
}

#[test]
fn no_letter_and_no_link_names_a_reporter() {
    let site = Site::demo();
    let staff = site.sign_in("conseil2@demo.example");
    let names = reporters(&site);
    assert!(names.len() >= 2, "{names:?}");
    for stance in [INFORMATIVE, RESTRICTIVE] {
        let preview = staff.get(&format!("/stances/{stance}/notify"));
        let letter = preview.text("article.letter");
        let client = site.visitor();
        let link = send(&staff, stance, "letter");
        let cover = client.get(&link);
        let page = open(&client, &link);
        for name in &names {
            for text in [&letter, &cover.words(), &page.words()] {
                assert!(!text.contains(name.as_str()), "{name} in\n{text}");
            }
        }
        for language in ["nl", "en", "de"] {
            client.post("/language", &[("lang", language), ("next", &link)]);
            let page = client.get(&link);
            page.assert_status(200);
            assert_eq!(page.attribute("html", "lang").as_deref(), Some(language));
            for name in &names {
                assert!(!page.words().contains(name.as_str()), "{name}");
            }
        }
    }
}

/// The names and addresses of everybody who reported something, as the database has them.
fn reporters(site: &Site) -> Vec<String> {
    const NAMES: &str = "
        SELECT DISTINCT p.name FROM issue i JOIN person p ON p.id = i.reporter_id
        UNION SELECT DISTINCT p.email FROM issue i JOIN person p ON p.id = i.reporter_id";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let pool = sqlx::SqlitePool::connect(site.database_url()).await.unwrap();
        sqlx::query_scalar(NAMES).fetch_all(&pool).await.unwrap()
    })
}

#[test]
fn a_letter_by_mail_leaves_in_the_clients_language_with_its_link() {
    let mut site = Site::demo();
    let mails = site.folder().join("mails");
    let url = format!("file:{}", mails.display());
    site.restart(&[
        ("VIGIE_MAIL_URL", &url),
        ("VIGIE_PUBLIC_URL", "http://vigie.example"),
    ]);
    let staff = site.sign_in("conseil@demo.example");
    let page = staff.get(&format!("/stances/{INFORMATIVE}/notify"));
    let wrong = page.submit_form(
        "#notify",
        &[
            ("channel", "mail"),
            ("language", "nl"),
            ("email", "pas une adresse"),
        ],
    );
    wrong.assert_status(422);
    wrong.assert_field_error("email");
    page.submit_form(
        "#notify",
        &[
            ("channel", "mail"),
            ("language", "nl"),
            ("email", "klant@firma.example"),
        ],
    )
    .assert_status(303);

    // Other mails leave at the same time.
    let letter = || {
        let files = std::fs::read_dir(&mails).ok()?;
        files
            .filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok())
            .find(|text| text.contains("To: klant@firma.example"))
    };
    wait_for(|| letter().is_some());
    let text = letter().unwrap();
    assert!(text.contains("/reply/"), "{text}");
    wait_for(|| {
        staff
            .get(&format!("/stances/{INFORMATIVE}/notify"))
            .words()
            .contains("L'e-mail est parti le")
    });
}

#[test]
fn a_client_that_appealed_is_told_the_judgement_by_mail() {
    let mut site = Site::demo();
    let mails = site.folder().join("mails");
    let url = format!("file:{}", mails.display());
    site.restart(&[
        ("VIGIE_MAIL_URL", &url),
        ("VIGIE_PUBLIC_URL", "http://vigie.example"),
    ]);
    let staff = site.sign_in("conseil2@demo.example");
    let page = staff.get(&format!("/stances/{RESTRICTIVE}/notify"));
    page.submit_form(
        "#notify",
        &[
            ("channel", "mail"),
            ("language", "nl"),
            ("email", "klant@firma.example"),
        ],
    )
    .assert_status(303);
    // A letter on paper after it has no address: the answer goes where the mail went.
    let link = send(&staff, RESTRICTIVE, "letter");
    let client = site.visitor();
    open(&client, &link)
        .submit_form("#appeal", &[("appeal_text", "Tout est payé.")])
        .assert_status(303);

    let judge = site.sign_in("direction3@demo.example");
    let appeal = judge.get("/appeals").click("a[href^='/appeals/']");
    let judged = appeal.submit_form(
        "#judge",
        &[("verdict", "refused"), ("reasons", "Les bons manquent encore.")],
    );
    judged.assert_status(303);

    let answer = || {
        let files = std::fs::read_dir(&mails).ok()?;
        files
            .filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok())
            .find(|text| text.contains("Les bons manquent encore."))
    };
    wait_for(|| answer().is_some());
    let text = answer().unwrap();
    assert!(text.contains("To: klant@firma.example"), "{text}");
    assert!(text.contains("afgewezen"), "{text}");
}
