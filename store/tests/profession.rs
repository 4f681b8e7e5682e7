//! The nomenclature kept by people: edited with its history, proposed by one and decided by another, read at once by all.

use crate::support::{make, second_server};
use domain::category::Filter;
use domain::profession::{Draft, ProfessionState, Proof, changes};
use domain::{Lang, PersonId, ProfessionId, Role};
use store::profession::{self, Decision, EventKind, ProposalState};
use store::{Store, StoreError, reference};

async fn entry(store: &Store, name: &str) -> (ProfessionId, i64, Draft) {
    let id = reference::catalogue(store)
        .await
        .unwrap()
        .profession_named(name)
        .unwrap()
        .id;
    let (profession, draft) = profession::draft(store, id).await.unwrap().unwrap();
    (id, profession.revision, draft)
}

/// The same entry, refused.
fn refused(draft: &Draft) -> Draft {
    Draft {
        state: ProfessionState::Refused,
        filter: Some(Filter::Legal),
        reasons: ["Risque", "Risico", "", ""].map(String::from),
        effects: ["Assurance", "Verzekering", "", ""].map(String::from),
        proofs: Vec::new(),
        review_on: Some(make::day("2027-01-01")),
        ..draft.clone()
    }
}

async fn propose(
    store: &Store,
    by: PersonId,
    at: (ProfessionId, i64),
    draft: &Draft,
) -> profession::Proposal {
    let mut tx = store.write().await.unwrap();
    let id = profession::propose(&mut tx, Some(at), draft, "Deux accidents", by, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    profession::proposal(store, id).await.unwrap().unwrap()
}

both_engines! {
    async fn an_edit_is_read_at_once_and_stays_in_the_history(store) {
        let manager = make::person(&store, "m", Role::Manager).await;
        let other_server = second_server().await;
        let before = reference::catalogue(&other_server).await.unwrap();
        let (id, revision, held) = entry(&store, "kok").await;
        let new = refused(&held);
        let mut tx = store.write().await.unwrap();
        let told = changes(&held, &new);
        profession::edit(&mut tx, (id, revision), &new, &told, None, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let after = reference::catalogue(&other_server).await.unwrap();
        assert_ne!(before.profession(id).unwrap().state, ProfessionState::Refused);
        let now = after.profession(id).unwrap();
        assert_eq!((now.state, now.revision, now.reason(Lang::De)), (ProfessionState::Refused, revision + 1, "Risque"));
        assert_eq!(profession::draft(&store, id).await.unwrap().unwrap().1, new, "all its names are kept");
        let history = profession::history(&store, id).await.unwrap();
        assert_eq!((history[0].kind, history[0].by_name.as_deref()), (EventKind::Edited, Some("m")));
        assert_eq!(history[0].changes, told);

        let mut tx = store.write().await.unwrap();
        let late = profession::edit(&mut tx, (id, revision), &held, &told, None, manager, make::now()).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
    }

    async fn a_new_profession_is_found_under_its_names_and_takes_nobody_elses(store) {
        let manager = make::person(&store, "m", Role::Manager).await;
        let (cook, _, model) = entry(&store, "kok").await;
        let named = |name: &str| Draft { names: std::array::from_fn(|_| vec![name.to_owned()]), ..model.clone() };
        let mut tx = store.write().await.unwrap();
        assert_eq!(profession::taken(&mut tx, &named("Sommelier"), None).await.unwrap(), None);
        let id = profession::add(&mut tx, &named("Sommelier"), None, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let catalogue = reference::catalogue(&store).await.unwrap();
        assert_eq!(catalogue.profession_named("SOMMELIER").map(|p| p.id), Some(id));
        assert_eq!(catalogue.profession(id).unwrap().code, "sommelier");

        let mut tx = store.write().await.unwrap();
        let mut stolen = named("Sommelière");
        stolen.names[Lang::Nl as usize] = vec!["Kok".into()];
        let owner = profession::taken(&mut tx, &stolen, None).await.unwrap();
        assert_eq!(owner, Some((Lang::Nl, "Kok".to_owned(), cook)));
        let refused = profession::add(&mut tx, &stolen, None, manager, make::now()).await;
        assert!(matches!(refused, Err(StoreError::Duplicate)));
    }

    async fn a_proposal_waits_for_another_and_is_decided_once(store) {
        let counsellor = make::person(&store, "c", Role::Counsellor).await;
        let manager = make::person(&store, "m", Role::Manager).await;
        let (id, revision, held) = entry(&store, "kok").await;
        let new = refused(&held);
        let proposal = propose(&store, counsellor, (id, revision), &new).await;
        assert_eq!(profession::open(&store).await.unwrap().len(), 1);
        assert_eq!(profession::open_count(&store, manager).await.unwrap(), 1);
        assert_eq!(profession::open_count(&store, counsellor).await.unwrap(), 0, "one's own does not wait for oneself");
        assert_eq!(reference::catalogue(&store).await.unwrap().profession(id).unwrap().state, ProfessionState::Conditional);

        let told = changes(&held, &new);
        let mut tx = store.write().await.unwrap();
        let own = profession::decide(&mut tx, &proposal, Decision::Accept(&told), counsellor, "", make::now()).await;
        assert!(matches!(own, Err(StoreError::Conflict)), "nobody approves their own");
        drop(tx);
        let mut tx = store.write().await.unwrap();
        let put = profession::decide(&mut tx, &proposal, Decision::Accept(&told), manager, "Vu", make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(put, Some(id));
        let now = reference::catalogue(&store).await.unwrap();
        assert_eq!(now.profession(id).unwrap().state, ProfessionState::Refused);
        let history = profession::history(&store, id).await.unwrap();
        assert_eq!(history[0].proposed_by.as_deref(), Some("c"));
        let decided = profession::proposal(&store, proposal.id).await.unwrap().unwrap();
        assert_eq!((decided.state, decided.decided_by.as_deref()), (ProposalState::Accepted, Some("m")));

        let mut tx = store.write().await.unwrap();
        let again = profession::decide(&mut tx, &proposal, Decision::Decline, manager, "", make::now()).await;
        assert!(matches!(again, Err(StoreError::Conflict)));
    }

    async fn a_proposal_about_what_has_moved_on_is_not_put_in_force(store) {
        let counsellor = make::person(&store, "c", Role::Counsellor).await;
        let manager = make::person(&store, "m", Role::Manager).await;
        let (id, revision, held) = entry(&store, "kok").await;
        let proposal = propose(&store, counsellor, (id, revision), &refused(&held)).await;
        let mut other = held.clone();
        other.proofs = vec![Proof::HygieneTraining, Proof::PriorAgreement];
        let mut tx = store.write().await.unwrap();
        profession::edit(&mut tx, (id, revision), &other, &changes(&held, &other), None, manager, make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        let late = profession::decide(&mut tx, &proposal, Decision::Accept(&[]), manager, "", make::now()).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        drop(tx);
        let mut tx = store.write().await.unwrap();
        assert!(matches!(profession::withdraw(&mut tx, &proposal, manager, make::now()).await, Err(StoreError::Conflict)));
        profession::withdraw(&mut tx, &proposal, counsellor, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(profession::open(&store).await.unwrap().is_empty());
    }

    async fn what_is_due_for_review_is_listed_the_longest_waiting_first(store) {
        let early = profession::to_review(&store, make::day("2026-01-15")).await.unwrap();
        assert!(early.is_empty());
        let due = profession::to_review(&store, make::day("2027-03-31")).await.unwrap();
        assert!(due.len() > 5 && due.is_sorted_by_key(|p| p.review_on));
        assert_eq!(due[0].code, "gardener");
    }
}
