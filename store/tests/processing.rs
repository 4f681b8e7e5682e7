//! What the register of processing counts, on both databases.

use crate::support::make;
use domain::Role;
use domain::processing::DataKind;
use store::processing;

both_engines! {
    async fn every_kind_of_data_is_counted(store) {
        make::person(&store, "ada", Role::Manager).await;
        make::client(&store, "Rapid Courses").await;
        let held = processing::held(&store).await.unwrap();
        assert_eq!(held.len(), DataKind::ALL.len());
        let of = |kind| held.iter().find(|held| held.kind == kind).unwrap();
        assert_eq!((of(DataKind::Accounts).rows, of(DataKind::Clients).rows), (1, 1));
        assert_eq!(of(DataKind::Clients).natural, Some(0));
        assert_eq!(of(DataKind::Issues).rows, 0);
    }
}
