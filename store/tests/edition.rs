//! Monthly editions on both databases: asked for once, frozen once, told once, read and decided on.

use crate::support::make;
use chrono::TimeDelta;
use domain::category::Filter;
use domain::edition::{DecisionDraft, EditionState, Scope, period};
use domain::message::Message;
use domain::trend::chart::{Figures, Trend};
use domain::trend::report::IssuesTrend;
use domain::{Lang, Month, PersonId, Role};
use store::{Store, StoreError, edition, job, message, person};

fn december() -> Month {
    Month::new(2025, 12).unwrap()
}

/// The figures of December with so many issues.
fn figures(issues: i64) -> Figures {
    let period = period(december());
    let today = make::day("2026-01-15");
    let counts = [(december(), Filter::Ethics, issues)];
    Figures {
        today,
        period,
        filter: None,
        chosen: None,
        trends: vec![Trend::Issues(IssuesTrend::new(
            period,
            Filter::ALL,
            &counts,
            today,
        ))],
    }
}

async fn ask(store: &Store, by: Option<PersonId>) -> bool {
    let mut tx = store.write().await.unwrap();
    let new = edition::ask(&mut tx, december(), by, make::now()).await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn freeze(store: &Store, issues: i64) -> bool {
    let mut tx = store.write().await.unwrap();
    let all = figures(issues);
    let frozen = edition::freeze(&mut tx, december(), &all, &figures(0), make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    frozen
}

both_engines! {
    async fn two_servers_ask_for_the_edition_of_a_month_once_and_make_it_once(store) {
        let (one, two) = tokio::join!(ask(&store, None), ask(&store, None));
        assert_eq!(i32::from(one) + i32::from(two), 1);
        let claim = || job::claim_kind(&store, edition::MAKE_JOB, make::now());
        let (one, two) = tokio::join!(claim(), claim());
        assert_eq!(one.unwrap().into_iter().chain(two.unwrap()).count(), 1);

        let (one, two) = tokio::join!(freeze(&store, 3), freeze(&store, 4));
        assert_eq!(i32::from(one) + i32::from(two), 1);
        let found = edition::find(&store, december()).await.unwrap().unwrap();
        assert_eq!((found.state, found.made_at.is_some()), (EditionState::Ready, true));
    }

    async fn frozen_figures_never_change(store) {
        assert!(ask(&store, None).await);
        assert!(freeze(&store, 3).await);
        let before = edition::figures(&store, december(), Scope::All).await.unwrap();
        assert_eq!(before, Some(figures(3)));

        assert!(!freeze(&store, 9).await, "a second freezing is refused");
        assert!(!ask(&store, None).await, "and so is asking again");
        let mut tx = store.write().await.unwrap();
        edition::fail(&mut tx, december(), make::now()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(edition::figures(&store, december(), Scope::All).await.unwrap(), before);
        assert_eq!(edition::figures(&store, december(), Scope::Payment).await.unwrap(), Some(figures(0)));
        assert_eq!(edition::figures(&store, december().plus(-1), Scope::All).await.unwrap(), None);
    }

    async fn an_edition_that_failed_can_be_asked_for_again(store) {
        let ada = make::person(&store, "ada", Role::Manager).await;
        assert!(ask(&store, None).await);
        assert!(!ask(&store, Some(ada)).await);
        let mut tx = store.write().await.unwrap();
        edition::fail(&mut tx, december(), make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let later = make::now() + TimeDelta::hours(1);
        assert!(edition::ask(&mut tx, december(), Some(ada), later).await.unwrap());
        tx.commit().await.unwrap();
        let found = edition::find(&store, december()).await.unwrap().unwrap();
        assert_eq!((found.state, found.asked_by_name.as_deref()), (EditionState::Asked, Some("ada")));
        let claim = || job::claim_kind(&store, edition::MAKE_JOB, later);
        assert!(claim().await.unwrap().is_some() && claim().await.unwrap().is_some(), "the new job stands beside the old");
    }

    async fn those_who_asked_for_it_and_may_read_it_get_it_by_mail(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        let analyst = make::person(&store, "analyse", Role::Analyst).await;
        for person in [manager, accounts, analyst] {
            let mut tx = store.write().await.unwrap();
            assert!(edition::subscribe(&mut tx, person, true, make::now()).await.unwrap());
            assert!(!edition::subscribe(&mut tx, person, true, make::now()).await.unwrap());
            tx.commit().await.unwrap();
        }
        let mut tx = store.write().await.unwrap();
        edition::subscribe(&mut tx, accounts, false, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(edition::is_subscribed(&store, manager).await.unwrap());
        assert!(!edition::is_subscribed(&store, accounts).await.unwrap());

        let team = person::team(&store).await.unwrap();
        let people = edition::subscribers(&store, &team).await.unwrap();
        assert_eq!(people, [manager], "an analyst reads no edition, and the accounts no longer want it");
        let mut tx = store.write().await.unwrap();
        edition::tell(&mut tx, december(), &people, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let told = message::newest(&store, manager, 5).await.unwrap();
        assert_eq!(told.into_iter().map(|one| one.what).collect::<Vec<_>>(), [Message::EditionReady { month: december() }]);
        assert!(job::claim_kind(&store, message::MAIL_JOB, make::now()).await.unwrap().is_some());
    }

    async fn a_reader_is_noted_once_and_decisions_have_an_owner_and_an_end(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let accounts = make::person(&store, "compta", Role::Accounts).await;
        ask(&store, None).await;
        freeze(&store, 3).await;
        let mut tx = store.write().await.unwrap();
        assert!(edition::read(&mut tx, december(), manager, make::now()).await.unwrap());
        assert!(!edition::read(&mut tx, december(), manager, make::now()).await.unwrap());
        let draft = DecisionDraft {
            what: " Écrire aux dix clients les plus lents ".into(),
            owner: accounts,
            until_on: make::day("2026-01-20"),
        };
        let id = edition::decide(&mut tx, december(), &draft, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let readers = edition::readers(&store, december()).await.unwrap();
        assert_eq!(readers.len(), 1);
        let decision = edition::decision(&store, id).await.unwrap().unwrap();
        assert_eq!(decision.what, "Écrire aux dix clients les plus lents");
        assert_eq!((decision.owner_name.as_str(), decision.by_name.as_str()), ("compta", "direction"));
        let told = message::newest(&store, accounts, 5).await.unwrap();
        assert!(matches!(told[0].what, Message::DecisionGiven { .. }), "{told:?}");
        let late = edition::overdue_of(&store, accounts, make::day("2026-01-21"), 9).await.unwrap();
        assert_eq!(late, std::slice::from_ref(&decision));

        let mut tx = store.write().await.unwrap();
        edition::finish(&mut tx, &decision, decision.revision, true, accounts, make::now()).await.unwrap();
        let again = edition::finish(&mut tx, &decision, decision.revision, true, manager, make::now()).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        tx.commit().await.unwrap();
        let found = edition::find(&store, december()).await.unwrap().unwrap();
        assert_eq!((found.readers, found.decisions, found.decisions_open), (1, 1, 0));
        let decided = edition::decisions(&store, december()).await.unwrap();
        assert_eq!(decided[0].done.as_ref().map(|done| done.by_name.as_str()), Some("compta"));
        assert!(edition::overdue_of(&store, accounts, make::day("2026-01-21"), 9).await.unwrap().is_empty());
    }

    async fn a_document_stays_as_it_was_first_set(store) {
        ask(&store, None).await;
        freeze(&store, 3).await;
        for content in [b"first".as_slice(), b"second"] {
            let mut tx = store.write().await.unwrap();
            edition::keep_document(&mut tx, december(), Lang::Nl, Scope::All, content, make::now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let found = async |lang, scope| edition::document(&store, december(), lang, scope).await.unwrap();
        assert_eq!(found(Lang::Nl, Scope::All).await.as_deref(), Some(b"first".as_slice()));
        assert_eq!(found(Lang::Nl, Scope::Payment).await, None);
        assert_eq!(found(Lang::Fr, Scope::All).await, None);
    }

    async fn a_house_that_has_counted_nothing_makes_no_edition_by_itself(store) {
        assert!(!edition::is_anything_counted(&store).await.unwrap());
    }
}
