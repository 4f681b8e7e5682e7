//! The charter: planted once, written as a draft, put in force from a day, acknowledged once a version.

use crate::support::make;
use crate::support::plan::assert_no_full_scan;
use domain::charter::{ArticleChange, Channel, changes};
use domain::{Lang, Role};
use store::charter::{self, NewArticle};
use store::{Store, StoreError};

fn wording<'a>(title: &'a str, text: &'a str) -> NewArticle<'a> {
    NewArticle {
        titles: [title, title, "", ""],
        texts: [text, text, "", ""],
    }
}

/// A second version in force from this day, with one article reworded.
async fn second_version(store: &Store, from: &str) -> i64 {
    let by = make::person(store, "writer", Role::Counsellor).await;
    let mut tx = store.write().await.unwrap();
    let draft = charter::begin(&mut tx, by, make::now()).await.unwrap();
    charter::write_article(
        &mut tx,
        draft,
        1,
        Some(4),
        &wording("Payer", "À temps."),
        by,
        make::now(),
    )
    .await
    .unwrap();
    let version = charter::put_in_force(&mut tx, draft, 2, make::day(from), by, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    version
}

both_engines! {
    async fn a_new_house_has_a_charter_of_twelve_articles(store) {
        assert!(charter::current(&store, make::day("2024-12-31")).await.unwrap().is_none());
        let first = charter::current(&store, make::day("2026-01-15")).await.unwrap().unwrap();
        assert_eq!((first.version, first.articles.len()), (1, 12));
        assert!(Lang::ALL.iter().all(|l| first.articles.iter().all(|a| a.text(*l).len() > 80)));
        let fourth = &first.articles[3];
        assert_eq!(charter::article(&store, fourth.id).await.unwrap().as_ref(), Some(fourth));
        assert_eq!(fourth.title(Lang::Nl), "Op tijd betalen");
    }

    async fn the_next_version_is_written_apart_and_begins_on_its_day(store) {
        let (counsellor, manager) =
            (make::person(&store, "c", Role::Counsellor).await, make::person(&store, "m", Role::Manager).await);
        let now = make::now();
        let mut tx = store.write().await.unwrap();
        let draft = charter::begin(&mut tx, counsellor, now).await.unwrap();
        let new = charter::write_article(&mut tx, draft, 1, None, &wording("Treize", "Un de plus."), counsellor, now).await.unwrap();
        charter::remove_article(&mut tx, draft, 2, 9, counsellor, now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(new, 13);
        assert_eq!(charter::draft(&store).await.unwrap().unwrap().begun_by.as_deref(), Some("c"));
        assert_eq!(charter::current(&store, make::day("2026-01-15")).await.unwrap().unwrap().version, 1);

        let mut tx = store.write().await.unwrap();
        charter::put_in_force(&mut tx, draft, 3, make::day("2026-03-01"), manager, now).await.unwrap();
        tx.commit().await.unwrap();

        let before = charter::current(&store, make::day("2026-02-28")).await.unwrap().unwrap();
        let after = charter::current(&store, make::day("2026-03-01")).await.unwrap().unwrap();
        assert_eq!((before.version, after.version), (1, 2));
        let told = changes(&before.articles, &after.articles);
        assert!(matches!(told.as_slice(), [ArticleChange::Removed(nine), ArticleChange::Added(new)] if nine.number == 9 && new.number == 13));
        assert!(charter::draft(&store).await.unwrap().is_none());
        assert_eq!(charter::versions(&store).await.unwrap().len(), 2);
    }

    async fn two_people_write_one_draft_and_the_slower_is_told(store) {
        let by = make::person(&store, "c", Role::Counsellor).await;
        let now = make::now();
        let mut tx = store.write().await.unwrap();
        let draft = charter::begin(&mut tx, by, now).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        assert!(matches!(charter::begin(&mut tx, by, now).await, Err(StoreError::Duplicate)));
        drop(tx);
        let mut tx = store.write().await.unwrap();
        charter::write_article(&mut tx, draft, 1, Some(1), &wording("a", "b"), by, now).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let late = charter::write_article(&mut tx, draft, 1, Some(1), &wording("c", "d"), by, now).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        let late = charter::put_in_force(&mut tx, draft, 1, make::day("2026-03-01"), by, now).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        charter::discard(&mut tx, draft, 2, by, now).await.unwrap();
        tx.commit().await.unwrap();
        assert!(charter::draft(&store).await.unwrap().is_none());

        let mut tx = store.write().await.unwrap();
        let gone = charter::write_article(&mut tx, draft, 3, Some(1), &wording("e", "f"), by, now).await;
        assert!(matches!(gone, Err(StoreError::Conflict)), "a discarded draft is closed");
    }

    async fn a_version_in_force_never_changes(store) {
        let by = make::person(&store, "c", Role::Manager).await;
        let first = charter::current(&store, make::day("2026-01-15")).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let refused = charter::write_article(&mut tx, first.id, 1, Some(1), &wording("x", "y"), by, make::now()).await;
        assert!(matches!(refused, Err(StoreError::Conflict)));
    }

    async fn a_person_says_ok_once_a_version(store) {
        let member = make::person(&store, "m", Role::Member).await;
        let say = async |version| {
            let mut tx = store.write().await.unwrap();
            let first = charter::acknowledge(&mut tx, member, version, make::now()).await?;
            tx.commit().await.unwrap();
            Ok::<_, StoreError>(first)
        };
        assert!(say(1).await.unwrap());
        assert!(!say(1).await.unwrap());
        assert!(matches!(say(2).await, Err(StoreError::Conflict)), "there is no second version");
        let accepted = charter::acknowledged_by_person(&store, member).await.unwrap().unwrap();
        assert_eq!((accepted.version, accepted.on, accepted.channel), (1, make::day("2026-01-15"), Channel::Click));

        assert_eq!(second_version(&store, "2026-01-15").await, 2);
        assert!(say(2).await.unwrap());
        assert_eq!(charter::acknowledged_by_person(&store, member).await.unwrap().unwrap().version, 2);
        let first = charter::version(&store, 1).await.unwrap().unwrap();
        let counts = charter::counts(&store, first.id).await.unwrap();
        assert_eq!((counts.people, counts.clients), (1, 0));
    }

    async fn a_client_says_ok_behind_its_link_or_through_staff(store) {
        let client = make::client(&store, "Halles du Quai").await;
        let staff = make::person(&store, "c", Role::Counsellor).await;
        second_version(&store, "2026-01-10").await;
        assert_eq!(charter::accepted_by_client(&store, client).await.unwrap(), None);

        let mut tx = store.write().await.unwrap();
        let old = charter::record_for_client(&mut tx, client, make::day("2025-06-02"), Channel::Meeting, staff, make::now()).await;
        assert!(old.unwrap());
        tx.commit().await.unwrap();
        let accepted = charter::accepted_by_client(&store, client).await.unwrap().unwrap();
        assert_eq!((accepted.version, accepted.on), (1, make::day("2025-06-02")), "the version of that day");

        for first in [true, false] {
            let mut tx = store.write().await.unwrap();
            assert_eq!(charter::acknowledge_by_client(&mut tx, client, None, make::now()).await.unwrap(), first);
            tx.commit().await.unwrap();
        }
        let accepted = charter::accepted_by_client(&store, client).await.unwrap().unwrap();
        assert_eq!((accepted.version, accepted.channel), (2, Channel::Link));

        let mut tx = store.write().await.unwrap();
        let before = charter::record_for_client(&mut tx, client, make::day("2020-01-01"), Channel::Mail, staff, make::now()).await;
        assert!(matches!(before, Err(StoreError::Conflict)), "there was no charter then");
    }

    async fn finding_an_acknowledgement_reads_no_whole_table(store) {
        for text in charter::TEXTS {
            assert_no_full_scan(&store, text).await;
        }
    }
}
