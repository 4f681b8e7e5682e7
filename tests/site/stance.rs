//! Stances over HTTP, without scripts: the preview, two people at once, and what happens around a stance.

use crate::house::hear;
use tests::{Page, Site, Visitor};

/// The demonstration, with its accounts.
struct Demo {
    site: Site,
}

impl Demo {
    fn new() -> Self {
        Self { site: Site::demo() }
    }

    fn as_(&self, who: &str) -> Visitor {
        self.site.sign_in(&format!("{who}@demo.example"))
    }
}

/// The first stance of a list that passes a test.
fn first(staff: &Visitor, list: &str, wanted: impl Fn(&Page) -> bool) -> String {
    let page = staff.get(&format!("/stances?list={list}"));
    page.assert_status(200);
    let links = page.attributes("a.row-link", "href");
    links
        .iter()
        .find(|href| wanted(&staff.get(href)))
        .unwrap_or_else(|| panic!("none of {links:?} in {list}"))
        .clone()
}

/// The page behind an entry of a list that says this.
fn entry(person: &Visitor, list: &str, text: &str) -> Page {
    let links = person.get(list).attributes("a.row-link", "href");
    let mut pages = links.iter().map(|href| person.get(href));
    pages
        .find(|page| page.words().contains(text))
        .unwrap_or_else(|| panic!("none of {links:?} says {text}"))
}

/// A client with a confirmed issue and no stance, and the form filled in as an informative one.
fn fill(staff: &Visitor, client: &str, kind: &str) -> tests::Form {
    let page = staff.get(&format!("/clients/{client}/stance"));
    page.assert_status(200);
    let ground = page
        .attribute("input[name='grounds']", "value")
        .unwrap_or_else(|| panic!("{}", page.summary()));
    let form = page
        .form("#stance")
        .set("kind", kind)
        .set("review_on", &day(150))
        .set("reason", "Trois factures payées après plus de 60 jours.")
        .check("grounds", &ground)
        .set("to_lift", "Payer à temps pendant six mois.")
        .set("note_fr", "Comptez avec un paiement tardif.")
        .set("note_nl", "Reken op een late betaling.");
    if form.has("departs_because") {
        form.set("departs_because", "Les faits sont récents.")
    } else {
        form
    }
}

/// A client in force somewhere whose confirmed issues a new stance can rest on.
fn client_with_grounds(staff: &Visitor) -> String {
    let stance = first(staff, "in_force", |page| {
        let client = page.attribute("a.back", "href").unwrap();
        staff
            .get(&format!("{client}/stance"))
            .has("input[name='grounds']")
    });
    client_of(staff, &stance)
}

fn client_of(staff: &Visitor, stance: &str) -> String {
    let href = staff.get(stance).attribute("a.back", "href").unwrap();
    href.trim_start_matches("/clients/").to_owned()
}

#[test]
fn what_will_be_read_is_shown_before_anything_is_written() {
    let demo = Demo::new();
    let staff = demo.as_("conseil");
    let client = client_with_grounds(&staff);

    let shown = fill(&staff, &client, "informative").press("step", "preview");

    shown.assert_status(200);
    assert!(
        shown
            .text("#preview")
            .contains("Comptez avec un paiement tardif.")
    );
    assert!(shown.text("#preview").contains("Payer à temps pendant six mois."));
    assert_eq!(
        shown.form("#stance").value("reason"),
        "Trois factures payées après plus de 60 jours."
    );
    let placed = shown.form("#stance").press("step", "propose");
    placed.assert_status(303);
    placed
        .follow()
        .assert_text("Le donneur d'ordre doit d'abord être entendu.");
}

#[test]
fn approving_what_has_just_changed_shows_both_versions_and_a_double_click_approves_once() {
    let demo = Demo::new();
    let staff = demo.as_("conseil");
    let client = client_with_grounds(&staff);
    let placed = fill(&staff, &client, "informative").press("step", "propose");
    let stance = placed.location().split('?').next().unwrap().to_owned();
    hear(&demo.site, &staff, &stance, "letter");
    let manager = demo.as_("direction3");
    let read = manager.get(&stance);
    assert!(read.has("#approve"), "{}", read.summary());

    // Somebody changes the way back while the manager reads.
    let amended = staff
        .get(&format!("{stance}/amend"))
        .form("#stance")
        .set("to_lift", "Payer tout ce qui est ouvert.")
        .set("amend_reason", "Une facture de plus.")
        .press("step", "propose");
    amended.assert_status(303);
    let refused = read.form("#approve").submit();
    refused.assert_status(409);
    refused.assert_text("Payer à temps pendant six mois.");
    refused.assert_text("Payer tout ce qui est ouvert.");
    refused.assert_text("Rien n'a été décidé.");
    assert!(!manager.get(&stance).has("#approve"), "everything begins anew");

    // Sent again and heard again: approved once, however often it is clicked.
    hear(&demo.site, &staff, &stance, "letter");
    let page = manager.get(&stance);
    let first = page.form("#approve").submit();
    let second = page.form("#approve").submit();
    first.assert_redirect(&format!("{stance}?done=in_force"));
    second.assert_redirect(&format!("{stance}?done=in_force"));
    let after = manager.get(&stance);
    let history = after.text(".timeline");
    assert_eq!(history.matches("Approuvée").count(), 1, "{history}");
    let judged = manager.get(&format!("{stance}/judged"));
    judged.assert_status(200);
    judged.assert_text("Payer tout ce qui est ouvert.");
    judged.assert_text("SHA-256");
}

#[test]
fn facts_that_have_moved_are_sent_to_the_client_again_and_then_decided() {
    let demo = Demo::new();
    let (staff, manager) = (demo.as_("conseil"), demo.as_("direction3"));
    let client = client_with_grounds(&staff);
    let choose = staff.get(&format!("/clients/{client}/stance"));
    let ground = choose.attribute("input[name='grounds']", "value").unwrap();
    let add_file = |name: &str| {
        let sheet = staff.get(&format!("/issues/{ground}"));
        let form = sheet.form("#evidence").file("files", name, name.as_bytes());
        form.submit().assert_status(303);
    };
    let placed = fill(&staff, &client, "informative").press("step", "propose");
    let stance = placed.location().split('?').next().unwrap().to_owned();

    // A file comes while the client has its say, and another after it was heard.
    staff
        .get(&format!("{stance}/notify"))
        .submit_form("#notify", &[("channel", "letter"), ("language", "fr")])
        .assert_status(303);
    add_file("rappel.txt");
    staff.get(&stance).assert_text("Il faut le lui envoyer à nouveau");
    hear(&demo.site, &staff, &stance, "letter");
    assert!(manager.get(&stance).has("#approve"));
    add_file("releve.txt");
    assert!(!manager.get(&stance).has("#approve"));
    hear(&demo.site, &staff, &stance, "letter");

    let approved = manager.get(&stance).form("#approve").submit();
    approved.assert_redirect(&format!("{stance}?done=in_force"));
}

#[test]
fn a_stance_is_renewed_by_two_softened_and_lifted_with_reasons() {
    let demo = Demo::new();
    let (staff, other) = (demo.as_("conseil"), demo.as_("conseil2"));
    let stance = first(&staff, "in_force", |page| {
        page.has("#step-down") && page.has("#renew")
    });
    let page = staff.get(&stance);

    let past = page
        .form("#renew")
        .set("renew_until", "2020-01-01")
        .set("renew_reason", "x")
        .submit();
    past.assert_status(422);
    past.assert_field_error("renew_until");
    let endless = page
        .form("#lift")
        .set("lift_outcome", "paid")
        .set("lift_reason", &"x".repeat(5_000))
        .submit();
    endless.assert_status(422);
    endless.assert_field_error("lift_reason");
    page.form("#step-down").submit().assert_status(422);
    let softened = page
        .form("#step-down")
        .set("step_down_reason", "La moitié est payée.")
        .submit();
    softened.assert_redirect(&format!("{stance}?done=stepped_down"));
    let stale = page
        .form("#lift")
        .set("lift_outcome", "paid")
        .set("lift_reason", "Payé.")
        .submit();
    stale.assert_status(409);
    let lifted = other
        .get(&stance)
        .form("#lift")
        .set("lift_outcome", "paid")
        .set("lift_reason", "Tout est payé.")
        .submit();
    lifted.assert_redirect(&format!("{stance}?done=lifted"));
    let recorded = other
        .get(&stance)
        .form("#outcome")
        .set("outcome", "relapsed")
        .submit();
    recorded.assert_redirect(&format!("{stance}?done=outcome"));
    other
        .get(&stance)
        .assert_text("Dezelfde feiten zijn teruggekomen");
    other.get("/stances/999999").assert_status(404);
}

#[test]
fn a_hold_is_a_managers_and_another_manager_renews_it() {
    let demo = Demo::new();
    let manager = demo.as_("direction");
    let somewhere = first(&manager, "in_force", |_| true);
    let path = format!("/clients/{}/hold", client_of(&manager, &somewhere));
    demo.as_("conseil").get(&path).assert_status(403);

    manager.get(&path).form("#place").submit().assert_status(422);
    let placed = manager
        .get(&path)
        .form("#place")
        .set("place_reason", "Une structure est tombée.")
        .submit();
    placed.assert_status(303);
    let own = placed.follow();
    assert!(!own.has("#renew"), "another manager renews it");
    let renewed = demo
        .as_("direction2")
        .get(&path)
        .form("#renew")
        .set("renew_reason", "Le contrôle est attendu.")
        .submit();
    renewed.assert_status(303);
    assert!(!renewed.follow().has("#renew"), "once");
    let lifted = manager
        .get(&path)
        .form("#lift")
        .set("lift_reason", "Attestation reçue.")
        .submit();
    lifted.assert_status(303);
    assert!(lifted.follow().has("#place"));

    // Who had part in it does not keep it up by placing it again.
    let again = |who: &str| {
        let page = demo.as_(who).get(&path);
        page.form("#place")
            .set("place_reason", "Une autre structure vacille.")
            .submit()
    };
    again("direction").assert_field_error("place_reason");
    again("direction3").assert_status(303);
}

#[test]
fn who_steps_aside_reads_and_decides_no_more() {
    let demo = Demo::new();
    let staff = demo.as_("conseil");
    let somewhere = first(&staff, "in_force", |_| true);
    let client = client_of(&staff, &somewhere);
    let path = format!("/clients/{client}/step-aside");

    staff.get(&path).form("#step-aside").submit().assert_status(422);
    let aside = staff
        .get(&path)
        .form("#step-aside")
        .set("reason", "Un proche y travaille.")
        .submit();
    aside.assert_redirect(&format!("/clients/{client}?done=aside"));

    staff.get(&format!("/clients/{client}/stance")).assert_status(403);
    staff.get(&somewhere).assert_status(403);
    staff.get(&format!("{somewhere}/judged")).assert_status(403);
    let row = format!("a.row-link[href='{somewhere}']");
    assert!(!staff.get("/stances?list=in_force").has(&row), "in no list");
    let forced = staff.post(
        &format!("{somewhere}/lift"),
        &[("lift_outcome", "paid"), ("lift_reason", "x")],
    );
    forced.assert_status(403);

    // Somebody else lets them back, never they themselves.
    let manager = demo.as_("direction");
    let list = manager.get("/admin/people?q=conseil@demo");
    let account = manager.get(&list.attribute(".rows .row-link", "href").unwrap());
    account.assert_text("Un proche y travaille.");
    let back = account.form("form[action*='/asides/']").submit();
    back.assert_status(303);
    back.follow().assert_text("Le retrait est terminé");
    staff.get(&format!("/clients/{client}/stance")).assert_status(200);
    staff.get(&somewhere).assert_status(200);
    assert!(staff.get("/stances?list=in_force").has(&row));
}

#[test]
fn who_steps_aside_reads_no_file_of_a_reply() {
    let demo = Demo::new();
    let staff = demo.as_("conseil");
    let link = crate::hearing::send(&staff, crate::hearing::INFORMATIVE, "letter");
    let replied = crate::hearing::open(&demo.site.visitor(), &link)
        .form("#reply")
        .set("text", "Le planning part désormais une semaine avant.")
        .file("files", "planning.txt", b"Lundi, mardi.")
        .submit();
    replied.assert_status(303);
    let stance = format!("/stances/{}", crate::hearing::INFORMATIVE);
    let file = staff
        .get(&stance)
        .attribute("a[href^='/files/']", "href")
        .unwrap();
    staff.get(&file).assert_status(200);
    let log = demo.site.run(&["export", "audit"]);
    let log = String::from_utf8_lossy(&log.stdout);
    assert!(
        log.contains("\"read_reply\""),
        "the sheet shows what members do not read"
    );

    let path = format!("/clients/{}/step-aside", client_of(&staff, &stance));
    let aside = staff
        .get(&path)
        .form("#step-aside")
        .set("reason", "Un proche y travaille.")
        .submit();
    aside.assert_status(303);

    staff.get(&file).assert_status(404);
    staff.get(&stance).assert_status(403);
    demo.as_("conseil2").get(&file).assert_status(200);
}

#[test]
fn who_may_not_read_a_ground_neither_reads_its_reason_nor_decides() {
    const REASON: &str = "Des faits graves se répètent dans l'équipe.";
    let demo = Demo::new();
    // Of the two counsellors of the demonstration, the second is a named handler.
    let (other, handler) = (demo.as_("conseil"), demo.as_("conseil2"));
    let issue = crate::case::report(&demo.as_("membre"), "4", "Harcèlement");
    let confirmed = handler
        .get(&issue)
        .form("#decide")
        .set("reason", "Entendue.")
        .press("step", "confirm");
    confirmed.assert_status(303);
    let ground = issue.trim_start_matches("/issues/");
    let placed = fill(&handler, "4", "informative")
        .check("grounds", ground)
        .set("reason", REASON)
        .press("step", "propose");
    placed.assert_status(303);
    let stance = placed.location().split('?').next().unwrap().to_owned();
    handler.get(&stance).assert_text(REASON);

    let sheet = other.get(&stance);
    sheet.assert_status(200);
    sheet.assert_no_text(REASON);
    sheet.assert_text("Ces faits ne sont lus que par les personnes désignées.");
    other.get(&format!("{stance}/amend")).assert_status(403);
    hear(&demo.site, &handler, &stance, "letter");
    assert!(!other.get(&stance).has("#approve"));
    other.get(&format!("{stance}/judged")).assert_no_text(REASON);
    for step in ["approve", "refuse", "renew", "lift"] {
        let fields = [
            ("refuse_reason", "x"),
            ("renew_until", "2030-01-01"),
            ("lift_outcome", "paid"),
        ];
        other
            .post(&format!("{stance}/{step}"), &fields)
            .assert_status(403);
    }
}

#[test]
fn the_committee_reads_the_case_put_to_it_and_advises() {
    let demo = Demo::new();
    let (staff, committee) = (demo.as_("conseil"), demo.as_("comite"));
    let stance = first(&staff, "to_approve", |page| page.has("#ask-opinion"));
    committee.get(&stance).assert_status(403);

    let asked = staff
        .get(&stance)
        .form("#ask-opinion")
        .set("question", "Est-ce proportionné ?")
        .submit();
    asked.assert_redirect(&format!("{stance}?done=asked"));
    let queue = committee.get("/opinions");
    queue.assert_text("Est-ce proportionné ?");
    let case = entry(&committee, "/opinions", "Est-ce proportionné ?");
    case.assert_status(200);
    let path = case.path().to_owned();
    staff.get(&path).assert_status(403);
    case.form("#answer").submit().assert_status(422);
    let given = case
        .form("#answer")
        .set("advises", "informative")
        .set("text", "Une information suffit.")
        .submit();
    given.assert_redirect(&format!("{path}?done=given"));
    // A page opened before the answer changes nothing, and what was typed on it stands beside the answer.
    let late = case
        .form("#answer")
        .forge("key", "another-click-1")
        .set("advises", "punitive")
        .set("text", "Une sanction s'impose.")
        .submit();
    late.assert_status(409);
    for text in ["Une sanction s'impose.", "Une information suffit."] {
        assert!(late.text("#conflict table").contains(text), "{}", late.summary());
    }
    staff.get(&stance).assert_text("Une information suffit.");

    // Who departs from it says why.
    let manager = demo.as_("direction3");
    let page = manager.get(&stance);
    let silent = page.form("#approve").submit();
    silent.assert_status(422);
    silent.assert_field_error("comment");
    let reasoned = page
        .form("#approve")
        .set("comment", "Les faits se répètent.")
        .submit();
    reasoned.assert_redirect(&format!("{stance}?done=in_force"));
}

#[test]
fn an_agreement_takes_two_people_and_its_milestones_are_seen() {
    let demo = Demo::new();
    let (staff, other) = (demo.as_("conseil"), demo.as_("conseil2"));
    let somewhere = first(&staff, "in_force", |_| true);
    let path = format!("/clients/{}/agreements/new", client_of(&staff, &somewhere));

    let inverted = staff
        .get(&path)
        .form("#agreement")
        .set("terms", "Paiement en quatre fois.")
        .set("ends_on", "2020-01-01")
        .submit();
    inverted.assert_status(422);
    inverted.assert_field_error("ends_on");
    assert_eq!(
        inverted.form("#agreement").value("terms"),
        "Paiement en quatre fois."
    );
    let (start, end) = (day(0), day(90));
    let placed = staff.post(
        &path,
        &[
            ("terms", "Paiement en quatre fois."),
            ("starts_on", &start),
            ("ends_on", &end),
            ("due", &day(30)),
            ("what", "Première part."),
        ],
    );
    placed.assert_status(303);
    let agreement = placed.location().split('?').next().unwrap().to_owned();
    let own = staff.post(&agreement, &[("say", "agree"), ("revision", "1")]);
    own.assert_status(422);
    let agreed = other.get(&agreement).form("#decide").press("say", "agree");
    agreed.assert_status(303);
    let done = agreed.follow().submit_form(".milestone", &[]);
    done.assert_redirect(&format!("{agreement}?done=milestone"));
    let kept = other
        .get(&agreement)
        .form("#decide")
        .set("reason", "Tout est payé.")
        .press("say", "kept");
    kept.assert_status(303);
    kept.follow().assert_text("nagekomen");
}

#[test]
fn two_people_changing_one_proposal_are_told_and_nobody_is_overwritten() {
    let demo = Demo::new();
    let (one, two) = (demo.as_("conseil"), demo.as_("direction"));
    let client = client_with_grounds(&one);
    let placed = fill(&one, &client, "informative").press("step", "propose");
    let stance = placed.location().split('?').next().unwrap().to_owned();
    let seen = two.get(&format!("{stance}/amend"));
    one.get(&format!("{stance}/amend"))
        .form("#stance")
        .set("to_lift", "Payer tout ce qui est ouvert.")
        .press("step", "propose")
        .assert_status(303);

    // A mistake in the form does not make it forget what its reader had seen.
    let wrong = seen
        .form("#stance")
        .set("review_on", "demain")
        .press("step", "propose");
    wrong.assert_field_error("review_on");
    let late = wrong
        .form("#stance")
        .set("review_on", &day(120))
        .set("reason", "Quatre factures payées en retard.")
        .press("step", "propose");

    late.assert_status(409);
    let compared = late.text("#conflict table");
    assert!(compared.contains("Payer tout ce qui est ouvert."), "{compared}");
    assert!(
        compared.contains("Quatre factures payées en retard."),
        "{compared}"
    );
    assert_eq!(
        late.form("#stance").value("reason"),
        "Quatre factures payées en retard."
    );
    let kept = late.form("#stance").press("step", "propose");
    kept.assert_redirect(&format!("{stance}?done=amended"));
    kept.follow().assert_text("Quatre factures payées en retard.");
}

#[test]
fn a_note_gives_no_small_number_and_no_day_and_words_about_persons_are_read_again() {
    let demo = Demo::new();
    let staff = demo.as_("conseil");
    let client = client_with_grounds(&staff);
    let fine = fill(&staff, &client, "informative")
        .set("note_fr", "Deux signalements confirmés.")
        .set("note_nl", "Sinds 12 maart 2026 wordt laat betaald.")
        .press("step", "propose");
    assert!(fine.assert_field_error("note_fr").contains("Deux signalements"));
    assert!(fine.assert_field_error("note_nl").contains("12 maart"));

    let pointed = fine
        .form("#stance")
        .set("note_fr", "Le gérant paie tard.")
        .set("note_nl", "De zaakvoerder betaalt laat.")
        .press("step", "propose");
    pointed.assert_status(422);
    pointed.assert_text("Relisez les mots signalés");
    pointed.assert_text("gérant");
    pointed.assert_text("zaakvoerder");
    let words = pointed.attribute("input[name='read_again']", "value").unwrap();

    // Other words than those that were read are pointed out anew.
    let other = pointed
        .form("#stance")
        .check("read_again", &words)
        .set("note_fr", "Le gérant était malade.")
        .press("step", "propose");
    other.assert_status(422);
    let kept = pointed
        .form("#stance")
        .check("read_again", &words)
        .press("step", "propose");
    kept.assert_status(303);
}

#[test]
fn a_member_asks_to_work_in_spite_of_a_sanction_a_manager_answers_and_the_check_allows_it() {
    const CLIENT: &str = "4";
    let demo = Demo::new();
    let (staff, member) = (demo.as_("conseil"), demo.as_("membre"));
    let placed = fill(&staff, CLIENT, "punitive").press("step", "propose");
    placed.assert_status(303);
    let stance = placed.location().split('?').next().unwrap().to_owned();
    hear(&demo.site, &staff, &stance, "registered");
    demo.as_("direction3")
        .get(&stance)
        .form("#approve")
        .submit()
        .assert_redirect(&format!("{stance}?done=in_force"));
    let refused = crate::check::check(&member, CLIENT, "150,00");
    refused.assert_text("dérogation");
    let path = format!("{stance}/derogation");
    assert!(refused.has(&format!("a[href='{path}']")), "{}", refused.summary());

    // For another member, whom it does not touch, it does not exist; whoever looks at the client still cannot ask.
    let other = demo.as_("membre2");
    other.get(&path).assert_status(404);
    other.post(&path, &[("reason", "x")]).assert_status(404);
    other.get(&format!("/clients/{CLIENT}")).assert_status(200);
    let told = other.get(&path);
    told.assert_status(200);
    assert!(!told.has("#derogation"), "{}", told.summary());
    let page = member.get(&path);
    page.form("#derogation").submit().assert_status(422);
    let asked = page
        .form("#derogation")
        .set("reason", "Ce contrat paie mon loyer de décembre.")
        .submit();
    asked.assert_redirect(&format!("{path}?done=asked"));
    page.form("#derogation")
        .set("reason", "Ce contrat paie mon loyer de décembre.")
        .submit()
        .assert_redirect(&format!("{path}?done=asked"));
    staff.get("/derogations").assert_status(403);

    let manager = demo.as_("direction");
    manager.get("/").assert_text("dérogation");
    let request = entry(&manager, "/derogations", "Ce contrat paie mon loyer de décembre.");
    request
        .form("#answer")
        .press("answer", "grant")
        .assert_status(422);
    let granted = request
        .form("#answer")
        .set("until", &day(40))
        .press("answer", "grant");
    granted.assert_status(303);
    // A page opened before the answer changes nothing, and what was typed on it is shown.
    let late = request
        .form("#answer")
        .forge("key", "another-click-1")
        .set("until", &day(40))
        .set("comment", "Jusqu'à la fin du chantier.")
        .press("answer", "grant");
    late.assert_status(409);
    late.assert_text("Jusqu'à la fin du chantier.");

    member.get("/").assert_text("accordée");
    let allowed = crate::check::check(&member, CLIENT, "150,00");
    allowed.assert_text("dérogation");
    assert!(
        !allowed.has(&format!("a[href='{path}']")),
        "{}",
        allowed.summary()
    );
}

#[test]
fn the_committee_reads_a_case_that_is_put_to_it_with_its_files_and_no_other() {
    let demo = Demo::new();
    let (staff, committee, member) = (demo.as_("conseil"), demo.as_("comite"), demo.as_("membre"));
    let issue = crate::case::report(&member, "1", "Impayé");
    let added = member
        .get(&issue)
        .form("#evidence")
        .file("files", "relevé.txt", b"Courses de janvier.")
        .submit();
    added.assert_status(303);
    let file = staff.get(&issue).attribute("a[href^='/files/']", "href").unwrap();
    let opened = crate::case::open(&staff, &issue, &[]);
    let case = opened.location().split('?').next().unwrap().to_owned();
    committee.get(&case).assert_status(403);
    committee.get(&file).assert_status(404);

    let page = staff.get(&case);
    page.form("#ask-opinion").submit().assert_field_error("question");
    let asked = page
        .form("#ask-opinion")
        .set("question", "Que conseillez-vous ?")
        .submit();
    asked.assert_redirect(&format!("{case}?done=asked"));
    let put = entry(&committee, "/opinions", "Que conseillez-vous ?");
    put.assert_text("Course impayée depuis janvier.");
    put.assert_text("relevé.txt");
    put.assert_no_text("Nadia M.");
    committee.get(&file).assert_status(200);
    committee.get(&issue).assert_status(403);
    let given = put
        .form("#answer")
        .set("advises", "informative")
        .set("text", "Informer suffit.")
        .submit();
    given.assert_status(303);
    staff.get(&case).assert_text("Informer suffit.");
}

/// So many days from today, as a form says it.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is outside the program, whose clock it has to meet"
)]
fn day(ahead: u64) -> String {
    (chrono::Utc::now().date_naive() + chrono::Days::new(ahead)).to_string()
}
