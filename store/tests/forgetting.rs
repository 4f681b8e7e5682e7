//! Any history with corrections, merges, merges undone and purges: facts and tombstones rebuild every figure, the log holds, and
//! no entry of it names anybody. A person who is a client: their file, what they contest, erasing.

use crate::merge::{join, part, revision};
use crate::retention::{decide, purge, report};
use crate::stance::{cast, in_force};
use crate::support::ledger::{client_of, import, line};
use crate::support::make;
use chrono::{DateTime, Months, Utc};
use domain::audit::AuditAction;
use domain::client::person::{EraseRefused, erase_refused};
use domain::client::{ClientDraft, ClientKind};
use domain::issue::life::Step as IssueStep;
use domain::message::Message;
use domain::retention::{HeldObject, NewLegalHold};
use domain::stance::{Scope, StanceKind};
use domain::{AuditId, ClientId, IssueId, Lang, MergeId, Person, PersonId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::client::{merge, person};
use store::house::Pseudonyms;
use store::issue::{Correction, Decided};
use store::mail::{self, NewMail};
use store::{Store, StoreError, client, issue, message, policy, read, retention, trend};

/// Takes a step if the rules let it.
async fn try_step(store: &Store, id: IssueId, step: IssueStep, by: PersonId, now: DateTime<Utc>) {
    let Some(sheet) = issue::sheet(store, id).await.unwrap() else {
        return;
    };
    let wanted = issue::Decision {
        issue: id,
        step,
        reason: "vérifié",
        revision: sheet.revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    if matches!(issue::decide(&mut tx, &wanted).await.unwrap(), Decided::Done(_)) {
        tx.commit().await.unwrap();
    }
}

/// Puts an issue into another category, as staff do.
async fn try_classify(store: &Store, id: IssueId, at: usize, by: PersonId, now: DateTime<Utc>) {
    let Some(sheet) = issue::sheet(store, id).await.unwrap() else {
        return;
    };
    let categories = store::reference::catalogue(store)
        .await
        .unwrap()
        .categories
        .clone();
    let category = &categories[at % categories.len()];
    let mut content = sheet.content();
    content.category = category.id;
    let wanted = Correction {
        issue: id,
        step: IssueStep::Classify,
        content: &content,
        category,
        reason: "mieux ici",
        revision: sheet.revision,
        by,
        key: "",
        now,
    };
    let mut tx = store.write().await.unwrap();
    if matches!(issue::correct(&mut tx, &wanted).await.unwrap(), Decided::Done(_)) {
        tx.commit().await.unwrap();
    }
}

async fn toggle_merge(
    store: &Store,
    clients: [ClientId; 3],
    at: usize,
    merges: &mut Vec<MergeId>,
    by: &Person,
) {
    if at % 2 == 1
        && let Some(last) = merges.pop()
    {
        part(store, last, by).await;
        return;
    }
    let (kept, gone) = (clients[at % 3], clients[(at / 3 + 1 + at) % 3]);
    let free = |found: Option<ClientId>| found.is_none();
    if kept != gone
        && free(merge::merged_into(store, kept).await.unwrap())
        && free(merge::merged_into(store, gone).await.unwrap())
    {
        merges.push(join(store, kept, gone, by).await);
    }
}

async fn assert_whole(store: &Store, now: DateTime<Utc>) {
    assert_eq!(trend::verify(store).await.unwrap(), []);
    store::audit::seal(store, "one", now).await.unwrap();
    assert!(store::audit::verify(store, now).await.unwrap().is_whole());
    // The cards say what their rows say.
    let differ: i64 = read!(store, |pool| sqlx::query_scalar(
        "SELECT COUNT(*) FROM client_card k WHERE k.issues_open <> (SELECT COUNT(*) FROM issue i WHERE i.client_id = k.client_id
            AND i.state IN ('reported', 'under_review') AND i.sensitivity <> 'named_handlers')
         OR k.contracts <> (SELECT COUNT(*) FROM contract c WHERE c.client_id = k.client_id AND c.counted)")
        .fetch_one(pool).await).unwrap();
    assert_eq!(differ, 0);
}

/// No entry of the log holds one of these words.
async fn assert_names_nobody(store: &Store, words: &[&str]) {
    let entries = store::audit::after(store, AuditId(0), 10_000).await.unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        let text = format!("{} {}", entry.object, entry.details).to_lowercase();
        for word in words {
            assert!(!text.contains(&word.to_lowercase()), "{word} in {entry:?}");
        }
    }
}

async fn a_person(store: &Store, by: PersonId) -> ClientId {
    let draft = ClientDraft {
        kind: ClientKind::Person,
        natural_person: true,
        phone: "+32 2 555 01 02".into(),
        email: "ana@costa.example".into(),
        ..make::client_draft("Ana Costa")
    };
    let mut tx = store.write().await.unwrap();
    let client::Added::Client(id) = client::add(&mut tx, &draft, None, Some(by), make::now())
        .await
        .unwrap()
    else {
        panic!()
    };
    tx.commit().await.unwrap();
    id
}

both_engines! {
    async fn any_history_with_purges_merges_and_corrections_rebuilds_every_figure(store) {
        let c = cast(&store).await;
        import(&store, &[
            line("K-1", 9_991_002, "M-1", "2025-11-15", "2025-11-10"),
            line("K-2", 9_991_003, "M-1", "2025-10-15", ""),
            line("K-3", 9_991_003, "M-2", "2025-12-15", "2026-01-10"),
        ], make::day("2026-01-15")).await;
        let clients = [c.client, client_of(&store, 9_991_002).await, client_of(&store, 9_991_003).await];
        let people = [c.counsellor.id, c.other.id, c.manager.id];
        let histories = prop::collection::vec((0u8..12, 0usize..3, 0usize..64, 0u32..4), 40);
        let mut runner = TestRunner::deterministic();
        let mut issues: Vec<IssueId> = Vec::new();
        let mut merges: Vec<MergeId> = Vec::new();
        let mut months = 0;
        let mut forgotten = 0;
        for _ in 0..3 {
            let history = histories.new_tree(&mut runner).unwrap().current();
            for (kind, person, what, later) in history {
                months += later;
                let now = make::now().checked_add_months(Months::new(months)).unwrap();
                let happened = domain::clock::day(now).to_string();
                match kind {
                    0..=3 => {
                        let client = clients[what % 3];
                        if merge::merged_into(&store, client).await.unwrap().is_none() {
                            issues.push(report(&store, client, c.member, &happened, now).await);
                        }
                    }
                    4..=7 if !issues.is_empty() => {
                        let step = [IssueStep::Confirm, IssueStep::Dismiss, IssueStep::Resolve, IssueStep::Reopen][usize::from(kind) - 4];
                        try_step(&store, issues[what % issues.len()], step, people[person], now).await;
                    }
                    8 if !issues.is_empty() => try_classify(&store, issues[what % issues.len()], what, people[person], now).await,
                    9 | 10 => toggle_merge(&store, clients, what, &mut merges, &c.manager).await,
                    _ => purge(&store, now).await,
                }
            }
            let now = make::now().checked_add_months(Months::new(months)).unwrap();
            assert_whole(&store, now).await;
            forgotten = read!(&store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM tombstone").fetch_one(pool).await).unwrap();
        }
        assert!(forgotten > 0_i64, "something was forgotten");
        while let Some(last) = merges.pop() {
            part(&store, last, &c.manager).await;
        }
        trend::fold(&store, "one", make::now()).await.unwrap();
        assert_whole(&store, make::now().checked_add_months(Months::new(months)).unwrap()).await;
        assert_names_nobody(&store, &["conseil", "direction", "membre", "Rapid Courses", "Client 9991002", "impayée"]).await;
    }

    async fn the_file_of_a_person_names_no_third_party_and_is_in_the_log(store) {
        let c = cast(&store).await;
        let ana = a_person(&store, c.counsellor.id).await;
        report(&store, ana, c.member, "2026-01-02", make::now()).await;
        let mut tx = store.write().await.unwrap();
        client::write_note(&mut tx, ana, "membre a rappelé, conseil2 suit.", c.other.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let file = person::file(&store, ana, Lang::Fr, c.counsellor.id, make::now()).await.unwrap().unwrap();
        let text = serde_json::to_string(&file).unwrap();
        assert!(text.contains("Ana Costa") && text.contains("+32 2 555 01 02") && text.contains("Facture du 2 octobre"));
        assert!(!text.contains("membre") && !text.contains("conseil2"), "{text}");
        assert_eq!((file.issues.len(), file.notes.len()), (1, 1));
        let log = store::audit::after(&store, AuditId(0), 100).await.unwrap();
        assert!(log.iter().any(|e| e.action == AuditAction::ReadPersonFile && e.by == Some(c.counsellor.id)));
        // Of a company there is none.
        assert_eq!(person::file(&store, c.client, Lang::Fr, c.counsellor.id, make::now()).await.unwrap(), None);
    }

    async fn what_is_contested_is_shown_so_and_not_counted_until_it_is_settled(store) {
        let c = cast(&store).await;
        let counted = async || policy::record(&store, c.client, None).await.unwrap().unwrap().issues.len();
        let told = async || {
            let found = store::check::client_facts(&store, c.client, None, make::day("2026-01-15")).await.unwrap().unwrap();
            found.facts.confirmed_recently
        };
        assert_eq!((counted().await, told().await), (1, 1));
        let mut tx = store.write().await.unwrap();
        let id = person::contest(&mut tx, c.client, "La facture était payée.", c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((counted().await, told().await), (0, 0), "neither by the policy nor by a check");
        let standing = person::contested(&store, c.client).await.unwrap().unwrap();
        assert_eq!((standing.id, standing.what.as_str()), (id, "La facture était payée."));
        let mut tx = store.write().await.unwrap();
        assert!(matches!(person::contest(&mut tx, c.client, "encore", c.counsellor.id, make::now()).await, Err(StoreError::Duplicate)));
        tx.rollback().await.unwrap();

        let mut tx = store.write().await.unwrap();
        person::settle(&mut tx, c.client, id, 1, "Maintenu, preuve à l'appui.", c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((counted().await, told().await), (1, 1));
        assert_eq!(person::contested(&store, c.client).await.unwrap(), None);
    }

    async fn an_erased_person_leaves_figures_and_a_log_that_name_nobody(store) {
        let c = cast(&store).await;
        let ana = a_person(&store, c.counsellor.id).await;
        let twin = make::add_client(&store, &ClientDraft { kind: ClientKind::Person, natural_person: true, ..make::client_draft("Anna Costa Silva") }).await;
        join(&store, ana, twin, &c.counsellor).await;
        let mut tx = store.write().await.unwrap();
        client::write_note(&mut tx, ana, "Ana Costa a rappelé.", c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let ground = report(&store, ana, c.member, "2026-01-02", make::now()).await;
        let pseudonyms = Pseudonyms::load(&store).await.unwrap();
        let facts = person::erase_facts(&store, ana, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(erase_refused(facts), [EraseRefused::OpenIssue]);
        let mut tx = store.write().await.unwrap();
        let seen = revision(&store, ana).await;
        assert!(matches!(person::erase(&mut tx, ana, seen, &pseudonyms, c.manager.id, make::now()).await, Err(StoreError::Conflict)));
        tx.rollback().await.unwrap();

        decide(&store, ground, IssueStep::Confirm, c.other.id, make::now()).await;
        let cast = crate::stance::Cast {
            client: ana, ground, member: c.member, counsellor: c.counsellor.clone(), other: c.other.clone(),
            manager: c.manager.clone(), second_manager: c.second_manager.clone(),
        };
        let stance = in_force(&store, &cast, StanceKind::Informative, Scope::WholeClient).await;
        for late in ["2027-09-01T09:00:00Z", "2028-01-01T09:00:00Z"] {
            store::stance::due::run(&store, make::instant(late)).await.unwrap();
        }
        assert!(store::stance::in_force(&store, ana).await.unwrap().is_empty());
        let seen = revision(&store, ana).await;
        let mut tx = store.write().await.unwrap();
        person::erase(&mut tx, ana, seen, &pseudonyms, c.manager.id, make::instant("2028-01-02T09:00:00Z")).await.unwrap();
        tx.commit().await.unwrap();

        assert!(store::stance::sheet(&store, stance).await.unwrap().is_none());
        assert!(issue::sheet(&store, ground).await.unwrap().is_none());
        let card = client::summary(&store, ana).await.unwrap().unwrap();
        assert_eq!((card.name, card.number.as_str()), (ana.reference(), ""));
        assert!(store::search::candidates(&store, "Costa", 5).await.unwrap().is_empty());
        assert_whole(&store, make::instant("2028-01-02T09:00:00Z")).await;
        assert_names_nobody(&store, &["Costa", "Ana ", "+32 2 555"]).await;
        for sql in ["SELECT COUNT(*) FROM client WHERE legal_name LIKE '%Costa%'", "SELECT COUNT(*) FROM client_name WHERE name LIKE '%Costa%'",
            "SELECT COUNT(*) FROM note WHERE text LIKE '%Costa%'", "SELECT COUNT(*) FROM message WHERE CAST(content AS TEXT) LIKE '%Costa%'",
            "SELECT COUNT(*) FROM client_merge WHERE CAST(identity AS TEXT) LIKE '%Costa%'", "SELECT COUNT(*) FROM stance_version"] {
            let n: i64 = read!(&store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap();
            assert_eq!(n, 0, "{sql}");
        }
    }

    async fn erasing_a_person_takes_no_word_about_somebody_of_the_same_name(store) {
        let c = cast(&store).await;
        let ana = a_person(&store, c.counsellor.id).await;
        let homonym = make::add_client(&store, &ClientDraft { kind: ClientKind::Person, natural_person: true, ..make::client_draft("Ana Costa") }).await;
        let written = NewMail { to: "membre@demo.example".into(), language: Lang::Fr, subject: "Ana Costa".into(), body: "Ana Costa".into() };
        let mut tx = store.write().await.unwrap();
        for client in [ana, homonym] {
            let what = Message::WatchedChanged { client, client_name: "Ana Costa".into(), changes: vec![] };
            let told = message::tell(&mut tx, c.member, &what, make::now()).await.unwrap();
            let about = format!("message {told}");
            let sent = mail::put(&mut tx, &written, &about, make::now()).await.unwrap();
            assert!(mail::sent(&mut tx, sent, make::now()).await.unwrap());
            mail::put(&mut tx, &written, &about, make::now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let pseudonyms = Pseudonyms::load(&store).await.unwrap();
        let seen = revision(&store, ana).await;
        let mut tx = store.write().await.unwrap();
        person::erase(&mut tx, ana, seen, &pseudonyms, c.manager.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let left = message::newest(&store, c.member, 10).await.unwrap();
        assert_eq!(left.len(), 1);
        assert!(matches!(&left[0].what, Message::WatchedChanged { client, .. } if *client == homonym));
        assert_eq!(mail::count(&store).await.unwrap().waiting, 2, "what waits for somebody else leaves");
        let sent: i64 = read!(&store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE sent_at IS NOT NULL").fetch_one(pool).await).unwrap();
        assert_eq!(sent, 1, "the homonym's");
    }

    async fn a_legal_hold_keeps_a_person_from_being_erased(store) {
        let c = cast(&store).await;
        let ana = a_person(&store, c.counsellor.id).await;
        let new = NewLegalHold { on: HeldObject::Client(ana), reason: "Procès".into(), until_on: make::day("2026-12-31") };
        let mut tx = store.write().await.unwrap();
        retention::place(&mut tx, &new, c.manager.id, make::now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let facts = person::erase_facts(&store, ana, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(erase_refused(facts), [EraseRefused::Held]);
        let facts = person::erase_facts(&store, ana, make::day("2027-01-01")).await.unwrap().unwrap();
        assert_eq!(erase_refused(facts), []);
    }
}
