//! Search: what is typed finds the client, whatever is typed does no harm; the same on both databases.

use crate::support::make::{add_client, client, client_draft};
use crate::support::plan::assert_no_full_scan;
use domain::ClientId;
use domain::client::identifier::EnterpriseNumber;
use domain::client::search::{After, ClientFilter, ClientSearch, Counted};
use domain::client::{ClientDraft, ClientName, NameKind};
use store::{Store, search};

async fn found(store: &Store, text: &str) -> Vec<ClientId> {
    search::candidates(store, text, 25)
        .await
        .unwrap()
        .into_iter()
        .map(|c| c.id)
        .collect()
}

fn asked(text: &str) -> ClientSearch {
    ClientSearch {
        text: text.to_owned(),
        ..ClientSearch::default()
    }
}

both_engines! {
    async fn accents_legal_forms_articles_and_word_order_do_not_hide_a_name(store) {
        let id = client(&store, "Théâtre des Écluses du Levant ASBL").await;
        client(&store, "Brasserie du Port SRL").await;

        for text in ["théâtre des écluses", "ecluses theatre", "LEVANT", "levant théatre", "th ecl", "l'écluse", "vzw theatre ecluses levant"] {
            assert_eq!(found(&store, text).await, [id], "{text}");
        }
    }

    async fn one_letter_and_two_find_words_that_begin_with_them(store) {
        let id = client(&store, "Zénith Événements").await;
        client(&store, "Brasserie").await;

        for text in ["z", "ze", "é", "ev", "z e"] {
            assert_eq!(found(&store, text).await, [id], "{text}");
        }
    }

    async fn a_typo_still_finds_the_name(store) {
        let id = client(&store, "Rapid Courses SRL").await;
        let quay = client(&store, "Halles du Quai").await;
        for n in 0..30 {
            client(&store, &format!("Maison numéro {n}")).await;
        }

        for text in ["raipd", "rapd", "rapiid", "rabid courses", "raipd courses", "rapid coruses", "courzes rapid"] {
            assert_eq!(found(&store, text).await.first(), Some(&id), "{text}");
        }
        for text in ["halles du quay", "hales quai", "hallesquai"] {
            assert_eq!(found(&store, text).await.first(), Some(&quay), "{text}");
        }
    }

    async fn the_best_answer_comes_first(store) {
        let longer = client(&store, "Studio Nord Productions Internationales").await;
        let exact = client(&store, "Studio Nord").await;
        let turned = client(&store, "Nord Studio").await;

        assert_eq!(found(&store, "studio nord").await, [exact, longer, turned]);
    }

    async fn a_former_name_is_found_and_said(store) {
        let former = ClientName { kind: NameKind::Former, name: "Vélo Éclair".into() };
        let id = add_client(&store, &ClientDraft { other_names: vec![former.clone()], ..client_draft("Rapid Courses") }).await;

        let by_former = search::candidates(&store, "velo eclair", 5).await.unwrap();
        let by_present = search::candidates(&store, "rapid", 5).await.unwrap();

        assert_eq!((by_former[0].id, by_former[0].matched_name.clone()), (id, Some(former)));
        assert_eq!((by_present[0].id, by_present[0].matched_name.clone()), (id, None));
    }

    async fn a_number_is_found_in_any_punctuation_and_by_its_beginning(store) {
        let number = EnterpriseNumber::from_root(9_991_002).unwrap();
        let id = add_client(&store, &ClientDraft { identifiers: vec![number.into()], ..client_draft("Rapid Courses") }).await;
        let other = EnterpriseNumber::from_root(4_123_456).unwrap();
        add_client(&store, &ClientDraft { identifiers: vec![other.into()], ..client_draft("Brasserie") }).await;

        let digits = number.digits();
        for text in [number.printed(), digits.clone(), format!("BE{digits}"), "be 0999/100-2".to_owned(), digits[..5].to_owned(),
            digits[1..].to_owned(), "999.1".to_owned(), id.reference()] {
            assert_eq!(found(&store, &text).await, [id], "{text}");
        }
    }

    async fn signs_of_sql_and_of_search_engines_are_only_signs(store) {
        let percent = client(&store, "100 % Musique").await;
        client(&store, "Brasserie du Port").await;

        for text in ["%", "_", "\"", "'", "\\", "*", "a*", "NEAR(", "AND", "OR NOT", "\"port", "port\"", "folded:port", "^port", "{", "-port",
            "' OR 1=1 --", "\0", "\u{feff}", "\u{10ffff}", "🦀", "()", "[", ";", "port AND", "%%%%", "____", "\\\\\\\\"] {
            search::candidates(&store, text, 5).await.unwrap_or_else(|error| panic!("{text:?}: {error}"));
        }
        assert_eq!(found(&store, "%").await, []);
        assert_eq!(found(&store, "100 % musique").await, [percent]);
    }

    async fn nothing_and_ten_thousand_letters_find_nothing_without_harm(store) {
        client(&store, "Brasserie du Port").await;

        for text in ["", "   ", "\n\t", "x".repeat(10_000).as_str(), "ab ".repeat(4_000).as_str(), "9".repeat(10_000).as_str()] {
            assert_eq!(found(&store, text).await, [], "{} characters", text.len());
        }
    }

    async fn answers_come_in_pages_and_filters_narrow_them(store) {
        for n in 0..40 {
            client(&store, &format!("Studio {n:02}")).await;
        }

        let first = store::client::list(&store, &asked("studio")).await.unwrap();
        let second = store::client::list(&store, &ClientSearch { after: first.next.clone(), ..asked("studio") }).await.unwrap();

        assert_eq!((first.clients.len(), first.next), (25, Some(After::Place(25))));
        assert_eq!((second.clients.len(), second.next, second.count), (15, None, Counted::Exactly(40)));
        let overdue = ClientFilter { overdue: true, ..ClientFilter::default() };
        let none = store::client::list(&store, &ClientSearch { filter: overdue, ..asked("studio") }).await.unwrap();
        assert_eq!((none.clients.len(), none.count), (0, Counted::Exactly(0)));
    }

    async fn a_frequent_word_is_cut_off_and_says_so(store) {
        let mut tx = store.write().await.unwrap();
        for n in 0..260 {
            store::client::add(&mut tx, &client_draft(&format!("Studio {n:03}")), None, None, crate::support::make::now()).await.unwrap();
        }
        tx.commit().await.unwrap();

        let list = store::client::list(&store, &asked("stu")).await.unwrap();
        let one = found(&store, "studio 137").await;

        assert_eq!((list.clients.len(), list.count), (25, Counted::MoreThan(100)));
        assert_eq!(one.len(), 1);
    }

    async fn no_search_reads_a_whole_large_table(store) {
        for text in ["t", "theatre", "theatre namur", "a b", "0999 100", "C-12", "raipd courses"] {
            for sql in search::texts(&store, text) {
                assert_no_full_scan(&store, &sql).await;
            }
        }
    }
}
