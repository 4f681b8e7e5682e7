//! Partners: kept by staff, offered by filter and region.

use crate::support::make;
use domain::Role;
use domain::category::Filter;
use domain::client::region::Region;
use domain::partner::{PartnerDraft, PartnerKind};
use store::{StoreError, partner};

fn draft(name: &str, filter: Filter, region: Region) -> PartnerDraft {
    PartnerDraft {
        name: name.to_owned(),
        kind: PartnerKind::Training,
        offers: ["Fixer son prix", "Zijn prijs bepalen", "", ""].map(String::from),
        filters: vec![filter],
        regions: vec![region],
        url: "https://partner.example".to_owned(),
        email: String::new(),
        phone: String::new(),
        free: true,
    }
}

both_engines! {
    async fn partners_are_offered_where_they_help(store) {
        let now = make::now();
        let mut tx = store.write().await.unwrap();
        let here = partner::add(&mut tx, &draft("École du devis", Filter::Support, Region::Brussels), None, now).await.unwrap();
        partner::add(&mut tx, &draft("Rechtshulp", Filter::Legal, Region::Flanders), None, now).await.unwrap();
        tx.commit().await.unwrap();

        let offered = async |filter, region| partner::offered_for(&store, Some(filter), Some(region)).await.unwrap();
        let found = offered(Filter::Support, Region::Brussels).await;
        assert_eq!(found.iter().map(|p| p.id).collect::<Vec<_>>(), [here]);
        assert!(found[0].is.free && found[0].is.regions == [Region::Brussels]);
        assert!(offered(Filter::Support, Region::Flanders).await.is_empty());
        assert_eq!(offered(Filter::Legal, Region::Unknown).await.len(), 1);
        assert_eq!(partner::offered_for(&store, None, None).await.unwrap().len(), 2);
    }

    async fn a_partner_is_edited_retired_and_brought_back_by_who_saw_it(store) {
        let by = make::person(&store, "c", Role::Counsellor).await;
        let now = make::now();
        let first = draft("Atelier", Filter::Support, Region::Brussels);
        let mut tx = store.write().await.unwrap();
        let id = partner::add(&mut tx, &first, Some(by), now).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(matches!(partner::add(&mut tx, &first, Some(by), now).await, Err(StoreError::Duplicate)));
        drop(tx);

        let mut other = first.clone();
        other.filters = vec![Filter::Legal, Filter::Payment];
        let mut tx = store.write().await.unwrap();
        partner::edit(&mut tx, id, 1, &other, by, now).await.unwrap();
        partner::retire(&mut tx, id, 2, true, by, now).await.unwrap();
        tx.commit().await.unwrap();
        let held = partner::find(&store, id).await.unwrap().unwrap();
        assert_eq!((held.retired, held.revision, &held.is), (true, 3, &other));
        assert!(partner::offered_for(&store, Some(Filter::Legal), None).await.unwrap().is_empty());

        let mut tx = store.write().await.unwrap();
        assert!(matches!(partner::edit(&mut tx, id, 2, &first, by, now).await, Err(StoreError::Conflict)));
        partner::retire(&mut tx, id, 3, false, by, now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(partner::offered_for(&store, Some(Filter::Legal), None).await.unwrap().len(), 1);
    }
}
