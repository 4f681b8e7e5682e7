//! Control limits that begin anew.

use crate::support::make;
use crate::support::plan::assert_no_full_scan;
use domain::trend::chart::ChartName;
use domain::trend::rebase::Place;
use domain::{Month, PersonId, Role};
use store::trend::{self, NewLimits};
use store::{Store, StoreError};

async fn begin(store: &Store, place: &Place, from: i64, seen: i64, by: PersonId) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    let new = NewLimits {
        place,
        from: Month::from_number(from).unwrap(),
        reason: "Nouveau logiciel",
        seen,
    };
    trend::rebase(&mut tx, &new, by, make::now()).await?;
    tx.commit().await
}

both_engines! {
    async fn the_newest_of_each_series_holds_and_its_history_stays(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let late = Place::of(ChartName::Late, None, None).unwrap();
        let under = Place::of(ChartName::Under, None, None).unwrap();
        begin(&store, &late, 202_401, 0, manager).await.unwrap();
        begin(&store, &late, 202_501, 1, manager).await.unwrap();
        begin(&store, &under, 202_406, 0, manager).await.unwrap();

        let found = trend::rebased(&store).await.unwrap();
        let from = |place: &Place| found[place].from.number();
        assert_eq!((from(&late), from(&under), found.len()), (202_501, 202_406, 2));
        let history = trend::rebase_history(&store, &late).await.unwrap();
        let months: Vec<i64> = history.iter().map(|rebased| rebased.from.number()).collect();
        assert_eq!(months, [202_501, 202_401]);
        assert_eq!((history[0].by_name.as_str(), history[0].reason.as_str()), ("direction", "Nouveau logiciel"));
    }

    async fn two_who_saw_the_same_limits_do_not_both_begin_them_anew(store) {
        let manager = make::person(&store, "direction", Role::Manager).await;
        let late = Place::of(ChartName::Late, None, None).unwrap();
        let (one, other) = tokio::join!(
            begin(&store, &late, 202_401, 0, manager),
            begin(&store, &late, 202_402, 0, manager),
        );
        let refused = |done: &Result<(), StoreError>| matches!(done, Err(StoreError::Conflict));
        assert!(one.is_ok() != other.is_ok() && (refused(&one) || refused(&other)));
        assert_eq!(trend::rebase_history(&store, &late).await.unwrap().len(), 1);
    }

    async fn they_are_found_by_their_series(store) {
        assert_no_full_scan(&store, "SELECT turn FROM limits_begun WHERE chart = $1 AND split = $2 AND cell = $3").await;
    }
}
