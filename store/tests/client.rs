//! Clients: added, edited, found, listed, pointed out as probable duplicates; the same on both databases.

use crate::support::make::{add_client, client, client_draft, day, instant, now, person};
use crate::support::plan::assert_no_full_scan;
use domain::client::change::{ClientEventKind, changes};
use domain::client::duplicate::Likeness;
use domain::client::identifier::{EnterpriseNumber, Identifier, Scheme};
use domain::client::search::{ClientFilter, ClientOrder, ClientSearch, Counted, StanceChoice};
use domain::client::sector::SectorGroup;
use domain::client::{ClientDraft, ClientName, ClientSummary, NameKind};
use domain::person::Role;
use domain::{ClientId, Lang};
use sqlx::AssertSqlSafe;
use store::client::{self, Added, Edited};
use store::{Store, StoreError, on, read};

fn enterprise(root: u32) -> Identifier {
    EnterpriseNumber::from_root(root).unwrap().into()
}

fn numbered(name: &str, root: u32) -> ClientDraft {
    ClientDraft {
        identifiers: vec![enterprise(root)],
        ..client_draft(name)
    }
}

/// Writes columns of a card as other parts of the house do.
async fn on_card(store: &Store, id: ClientId, set: &str) {
    let sql = format!("UPDATE client_card SET {set} WHERE client_id = $1");
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(AssertSqlSafe(sql))
        .bind(id.0)
        .execute(&mut *conn)
        .await
        .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}

fn names(clients: &[ClientSummary]) -> Vec<&str> {
    clients.iter().map(|client| client.name.as_str()).collect()
}

both_engines! {
    async fn a_client_added_has_a_sheet_a_card_an_event_and_a_log_entry(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let draft = ClientDraft {
            other_names: vec![ClientName { kind: NameKind::Trade, name: "Les Halles".into() }],
            phone: "+32 2 555 01 02".into(),
            nace: Some((2025, "90201".into())),
            ..numbered("Halles du Quai ASBL", 9_991_002)
        };

        let mut tx = store.write().await.unwrap();
        let Added::Client(id) = client::add(&mut tx, &draft, None, Some(by), now()).await.unwrap() else { panic!() };
        tx.commit().await.unwrap();

        let sheet = client::sheet(&store, id, Lang::Fr, day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(sheet.draft(), draft);
        assert_eq!(sheet.region.code(), "brussels");
        let card = client::summary(&store, id).await.unwrap().unwrap();
        assert_eq!((card.name.as_str(), card.number), ("Halles du Quai ASBL", enterprise(9_991_002).printed()));
        let history = client::history(&store, id).await.unwrap();
        assert_eq!((history[0].kind, history[0].by), (ClientEventKind::Added, Some(by)));
        assert_eq!(count(&store, "SELECT COUNT(*) FROM audit WHERE action = 'add_client'").await, 1);
    }

    async fn a_number_that_another_client_holds_names_its_holder_and_changes_nothing(store) {
        let holder = add_client(&store, &numbered("Rapid Courses", 9_991_002)).await;

        let mut tx = store.write().await.unwrap();
        let second = client::add(&mut tx, &numbered("Rapide Courses", 9_991_002), None, None, now()).await.unwrap();
        tx.rollback().await.unwrap();

        let Added::Held(held) = second else { panic!("the number was given twice") };
        assert_eq!((held.holder, held.holder_name.as_str()), (holder, "Rapid Courses"));
        assert_eq!(count(&store, "SELECT COUNT(*) FROM client").await, 1);
    }

    async fn an_edit_keeps_the_old_name_as_a_former_one_and_tells_what_changed(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let id = client(&store, "Rapid Courses").await;
        let old = client_draft("Rapid Courses");
        let new = ClientDraft { sector: SectorGroup::Transport, ..client_draft("Allegro Livraisons") };

        let mut tx = store.write().await.unwrap();
        let done = client::edit(&mut tx, id, 1, &new, &changes(&old, &new), by, now()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(done, Edited::Done);
        let sheet = client::sheet(&store, id, Lang::Fr, day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!((sheet.name.as_str(), sheet.revision, sheet.sector), ("Allegro Livraisons", 2, SectorGroup::Transport));
        assert!(sheet.names.contains(&ClientName { kind: NameKind::Former, name: "Rapid Courses".into() }));
        assert_eq!(client::summary(&store, id).await.unwrap().unwrap().name, "Allegro Livraisons");
        let history = client::history(&store, id).await.unwrap();
        assert_eq!((history[0].kind, history[0].changes.len()), (ClientEventKind::Edited, 2));
    }

    async fn an_edit_of_a_revision_that_has_gone_is_a_conflict_and_changes_nothing(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let id = client(&store, "Rapid Courses").await;
        let edit = async |name: &str| {
            let mut tx = store.write().await.unwrap();
            let done = client::edit(&mut tx, id, 1, &client_draft(name), &[], by, now()).await;
            if done.is_ok() { tx.commit().await.unwrap() } else { tx.rollback().await.unwrap() }
            done
        };

        edit("The first").await.unwrap();
        let second = edit("The second").await;

        assert!(matches!(second, Err(StoreError::Conflict)));
        let sheet = client::sheet(&store, id, Lang::Fr, day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!(sheet.name, "The first");
    }

    async fn a_trade_name_taken_away_is_no_longer_found(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let trade = ClientName { kind: NameKind::Trade, name: "Zanzibar".into() };
        let id = add_client(&store, &ClientDraft { other_names: vec![trade], ..client_draft("Rapid Courses") }).await;

        let mut tx = store.write().await.unwrap();
        client::edit(&mut tx, id, 1, &client_draft("Rapid Courses"), &[], by, now()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(store::search::candidates(&store, "zanzibar", 5).await.unwrap(), []);
        assert_eq!(count(&store, "SELECT COUNT(*) FROM client_word WHERE word = 'zanzibar'").await, 0);
    }

    async fn a_client_is_found_by_number_in_any_punctuation_and_by_reference(store) {
        let number = enterprise(9_991_002);
        let id = add_client(&store, &numbered("Rapid Courses", 9_991_002)).await;
        let kvk = Identifier { scheme: Scheme::NlKvk, number: "12345678".into() };
        let dutch = add_client(&store, &ClientDraft { identifiers: vec![kvk], ..client_draft("Kaaien") }).await;

        for text in [number.printed(), number.number.clone(), format!("BE {}", number.printed()), number.number[1..].to_owned(),
            format!("TVA BE-{}", number.number), id.reference(), format!("c {id}")] {
            assert_eq!(client::by_text(&store, &text).await.unwrap(), Some(id), "{text}");
        }
        assert_eq!(client::by_text(&store, "KvK 1234 5678").await.unwrap(), Some(dutch));
        assert_eq!(client::by_text(&store, "0999.999.999").await.unwrap(), None);
    }

    async fn the_list_goes_on_by_key_and_says_how_many_there_are(store) {
        for n in 0..60 {
            client(&store, &format!("Maison {n:02}")).await;
        }

        let first = client::list(&store, &ClientSearch::default()).await.unwrap();
        let second = client::list(&store, &ClientSearch { after: first.next.clone(), ..ClientSearch::default() }).await.unwrap();
        let third = client::list(&store, &ClientSearch { after: second.next.clone(), ..ClientSearch::default() }).await.unwrap();

        assert_eq!(first.count, Counted::Exactly(60));
        let all: Vec<&str> = [&first, &second, &third].into_iter().flat_map(|page| names(&page.clients)).collect();
        let expected: Vec<String> = (0..60).map(|n| format!("Maison {n:02}")).collect();
        assert_eq!(all, expected);
        assert_eq!(third.next, None);
    }

    async fn filters_of_the_list_narrow_it_together(store) {
        let quiet = client(&store, "Atelier").await;
        let owing = client(&store, "Brasserie").await;
        let both = client(&store, "Cinéma").await;
        on_card(&store, owing, "overdue_cents = 4120000, open_cents = 4120000, stance_rank = 2").await;
        on_card(&store, both, "overdue_cents = 100, issues_open = 3, sector = 'audiovisual', stance_rank = 2").await;
        let found = async |filter: ClientFilter| {
            let search = ClientSearch { filter, ..ClientSearch::default() };
            client::list(&store, &search).await.unwrap().clients.iter().map(|c| c.id).collect::<Vec<_>>()
        };

        let restrictive = ClientFilter { stance: Some(StanceChoice::Restrictive), ..ClientFilter::default() };
        assert_eq!(found(restrictive).await, [owing, both]);
        assert_eq!(found(ClientFilter { open_issues: true, ..restrictive }).await, [both]);
        assert_eq!(found(ClientFilter { sector: Some(SectorGroup::Audiovisual), ..ClientFilter::default() }).await, [both]);
        assert_eq!(found(ClientFilter { stance: Some(StanceChoice::None), ..ClientFilter::default() }).await, [quiet]);
        assert_eq!(found(ClientFilter { overdue: true, ..ClientFilter::default() }).await, [owing, both]);
        let most = ClientSearch { order: ClientOrder::MostOverdue, ..ClientSearch::default() };
        assert_eq!(names(&client::list(&store, &most).await.unwrap().clients), ["Brasserie", "Cinéma"]);
    }

    async fn the_card_counts_issues_again_from_their_rows(store) {
        let id = client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO category (code, filter, sensitivity, name_fr, name_nl, name_en, name_de, position)
             VALUES ('of_this_test', 'legal', 'ordinary', 'a', 'b', 'c', 'd', 99)"
        ).execute(&mut *conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let add = async |state: &'static str| {
            let sql = "INSERT INTO issue (client_id, category_id, filter, sensitivity, severity, cause, state, source, facts,
                    happened_on, reported_at, reporter_pseudonym, may_tell_client, sector, region, size_band, reported_month)
                SELECT $1, MIN(id), 'legal', 'ordinary', 'serious', 'unknown', $2, 'member', 'Facts', $3, $4, 'p', $5, 'events',
                    'brussels', 'small', 202601 FROM category WHERE code = 'of_this_test'";
            let mut tx = store.write().await.unwrap();
            on!(&mut tx, |conn| sqlx::query(sql).bind(id.0).bind(state).bind(day("2026-01-02")).bind(now()).bind(true)
                .execute(&mut *conn).await.map(drop)).unwrap();
            client::refresh_issues(&mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
        };

        for state in ["reported", "under_review", "confirmed", "resolved", "dismissed"] {
            add(state).await;
        }

        let sheet = client::sheet(&store, id, Lang::Fr, day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!((sheet.issues.open, sheet.issues.confirmed, sheet.issues.resolved), (2, 1, 1));
        assert_eq!(sheet.issues.worst_confirmed.map(domain::issue::Severity::code), Some("serious"));
    }

    async fn a_member_reads_bands_from_three_contracts_of_two_members_without_the_own(store) {
        let id = client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("INSERT INTO member (id, reference) VALUES (7, 'M7'), (8, 'M8'), (9, 'M9')").execute(&mut *conn).await.map(drop)).unwrap();
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO client_member (client_id, member_id, contracts, paid_on_time, paid_late_30) VALUES ($1, 7, 2, 1, 1), ($1, 8, 2, 2, 0), ($1, 9, 1, 1, 0)"
        ).bind(id.0).execute(&mut *conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        on_card(&store, id, "paid_on_time = 4, paid_late_30 = 1, members = 3").await;
        let read = async |member: Option<i64>| {
            client::for_member(&store, id, member.map(domain::MemberId), day("2026-01-15")).await.unwrap().unwrap().payment
        };

        let own = read(Some(7)).await.unwrap();
        assert_eq!((own.on_time, own.late_30, own.members), (3, 0, 2));
        // Without the second of the others, one member would be told of the other.
        on_card(&store, id, "paid_on_time = 3, members = 2").await;
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("DELETE FROM client_member WHERE client_id = $1 AND member_id = 9")
            .bind(id.0).execute(&mut *conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read(Some(7)).await, None);
        assert!(read(None).await.is_some());
    }

    async fn probable_duplicates_are_named_with_their_reason(store) {
        let numbered_one = add_client(&store, &numbered("Nom tout autre", 9_991_002)).await;
        let same = client(&store, "Théâtre des Écluses").await;
        let near = client(&store, "Theatre des Eclusse").await;
        let stranger = client(&store, "Brasserie du Port").await;
        let draft = numbered("Écluses (Théâtre des) ASBL", 9_991_002);

        let found = client::probable(&store, &draft, None).await.unwrap();

        let pairs: Vec<(ClientId, Likeness)> = found.iter().map(|d| (d.client.id, d.likeness)).collect();
        assert_eq!(pairs, [(numbered_one, Likeness::SameNumber), (same, Likeness::SameName), (near, Likeness::NearName)]);
        assert!(!pairs.iter().any(|(id, _)| *id == stranger));
    }

    async fn a_restricted_client_at_the_same_address_is_pointed_out(store) {
        let place = |street: &str| domain::client::Address {
            street: street.into(),
            postcode: "4000".into(),
            municipality: "Liège".into(),
            country: "BE".into(),
        };
        let there = ClientDraft { address: place("Quai des Tanneurs, 12"), ..client_draft("Rapid Courses") };
        let restricted = add_client(&store, &there).await;
        let draft = ClientDraft { address: place("quai des tanneurs 12"), ..client_draft("Allegro Livraisons") };
        assert_eq!(client::probable(&store, &draft, None).await.unwrap(), []);

        on_card(&store, restricted, "stance_rank = 2").await;

        let found = client::probable(&store, &draft, None).await.unwrap();
        assert_eq!((found[0].client.id, found[0].likeness), (restricted, Likeness::SharesWithRestricted));
    }

    async fn not_the_same_is_remembered(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let one = client(&store, "Studio Nord").await;
        let two = client(&store, "Studio du Nord").await;
        assert_eq!(client::probable(&store, &client_draft("Studio Nord"), Some(one)).await.unwrap().len(), 1);

        let mut tx = store.write().await.unwrap();
        client::not_same(&mut tx, two, &[one, two], by, now()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(client::probable(&store, &client_draft("Studio Nord"), Some(one)).await.unwrap(), []);
    }

    async fn reading_private_notes_is_an_entry_of_the_log(store) {
        let by = person(&store, "conseil", Role::Counsellor).await;
        let id = client(&store, "Rapid Courses").await;
        let mut tx = store.write().await.unwrap();
        client::write_note(&mut tx, id, "Rappelé le 3.", by, now()).await.unwrap();
        tx.commit().await.unwrap();

        let notes = client::notes(&store, id, by, instant("2026-01-16T10:00:00Z")).await.unwrap();

        assert_eq!((notes[0].text.as_str(), notes[0].by_name.as_str()), ("Rappelé le 3.", "conseil"));
        assert_eq!(count(&store, "SELECT COUNT(*) FROM audit WHERE action = 'read_notes'").await, 1);
    }

    async fn no_list_and_no_sheet_reads_a_whole_large_table(store) {
        for sql in client::list_texts() {
            assert_no_full_scan(&store, &sql).await;
        }
        for sql in client::sheet_texts() {
            assert_no_full_scan(&store, sql).await;
        }
        for (_, sql) in store::register::TEXTS {
            assert_no_full_scan(&store, sql).await;
        }
    }
}
