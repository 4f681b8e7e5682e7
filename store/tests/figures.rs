//! Dated figures: added, ended, confirmed, proposed, with their history, on both databases.

use crate::support::make::{self, day, now};
use domain::contract::WageUnit;
use domain::pay::figure::{Figure, FigureKind, FigureProblem, FigureStep, NewFigure};
use domain::person::Role;
use store::reference::{self, figures, figures::Kept};
use store::{Store, StoreError};

fn minimum(from: &str) -> NewFigure {
    NewFigure {
        kind: FigureKind::Minimum,
        profession: None,
        unit: Some(WageUnit::Day),
        amount: 11_000,
        from: day(from),
        to: None,
        source: "CCT/cao 43".into(),
        url: "https://www.salairesminimums.be".into(),
        confirmed: true,
    }
}

fn rate(from: &str, to: Option<&str>) -> NewFigure {
    NewFigure {
        kind: FigureKind::Interest,
        unit: None,
        amount: 1_000,
        to: to.map(day),
        ..minimum(from)
    }
}

async fn last_minimum(store: &Store) -> Figure {
    let all = figures::all(store).await.unwrap();
    let mut days = all.into_iter().filter(|figure| {
        figure.content.kind == FigureKind::Minimum && figure.content.unit == Some(WageUnit::Day)
    });
    days.next().unwrap()
}

both_engines! {
    async fn a_new_minimum_ends_the_one_before_and_is_read_at_once(store) {
        let by = make::person(&store, "direction", Role::Manager).await;
        let before = last_minimum(&store).await;
        let read_before = reference::catalogue(&store).await.unwrap();
        let mut tx = store.write().await.unwrap();

        assert_eq!(figures::add(&mut tx, &minimum("2027-01-01"), by, now()).await.unwrap(), Kept::Done);
        tx.commit().await.unwrap();

        let all = figures::all(&store).await.unwrap();
        let old = all.iter().find(|figure| figure.key == before.key).unwrap();
        assert_eq!(old.content.to, Some(day("2026-12-31")));
        assert_eq!(last_minimum(&store).await.content.amount, 11_000);
        let catalogue = reference::catalogue(&store).await.unwrap();
        assert_eq!(catalogue.pay.len(), read_before.pay.len() + 1);
        let steps: Vec<_> = figures::history(&store, 10).await.unwrap().into_iter().map(|e| (e.step, e.by)).collect();
        assert_eq!(steps, [(FigureStep::Add, Some(by)), (FigureStep::End, Some(by))]);
    }

    async fn a_figure_that_overlaps_is_refused_and_changes_nothing(store) {
        let by = make::person(&store, "direction", Role::Manager).await;
        let before = figures::all(&store).await.unwrap();
        for (new, problem) in [
            (rate("2026-06-01", Some("2026-12-31")), FigureProblem::Overlaps),
            (rate("2027-01-01", None), FigureProblem::To),
            (NewFigure { amount: -5, ..minimum("2027-01-01") }, FigureProblem::Amount),
        ] {
            let mut tx = store.write().await.unwrap();
            assert_eq!(figures::add(&mut tx, &new, by, now()).await.unwrap(), Kept::Refused(vec![problem]));
            drop(tx);
        }
        assert_eq!(figures::all(&store).await.unwrap(), before);
    }

    async fn a_rate_and_a_factor_are_added_and_read(store) {
        let by = make::person(&store, "direction", Role::Manager).await;
        let factor = NewFigure { kind: FigureKind::Factor, unit: None, amount: 18_000, ..minimum("2026-02-01") };
        let mut tx = store.write().await.unwrap();
        figures::add(&mut tx, &rate("2027-01-01", Some("2027-06-30")), by, now()).await.unwrap();
        figures::add(&mut tx, &factor, by, now()).await.unwrap();
        tx.commit().await.unwrap();
        let catalogue = reference::catalogue(&store).await.unwrap();
        assert_eq!(catalogue.interest_rates.last().unwrap().basis_points, 1_000);
        assert_eq!(catalogue.price_factors.last().unwrap().ten_thousandths, 18_000);
        // The next start of the program plants nothing twice and takes nothing back.
        let before = figures::all(&store).await.unwrap();
        store.migrate().await.unwrap();
        assert_eq!(figures::all(&store).await.unwrap(), before);
    }

    async fn a_figure_is_confirmed_once_and_ended_once(store) {
        let by = make::person(&store, "direction", Role::Manager).await;
        let all = figures::all(&store).await.unwrap();
        for kind in [FigureKind::Interest, FigureKind::Factor, FigureKind::Minimum] {
            let open = all.iter().find(|f| f.content.kind == kind && !f.content.confirmed).unwrap();
            let mut tx = store.write().await.unwrap();
            figures::confirm(&mut tx, &open.key, by, now()).await.unwrap();
            tx.commit().await.unwrap();
            let mut tx = store.write().await.unwrap();
            let again = figures::confirm(&mut tx, &open.key, by, now()).await;
            assert!(matches!(again, Err(StoreError::Conflict)), "{kind}");
        }
        let last = last_minimum(&store).await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(figures::end(&mut tx, &last.key, day("2026-12-31"), by, now()).await.unwrap(), Kept::Done);
        assert_eq!(
            figures::end(&mut tx, &last.key, day("2027-12-31"), by, now()).await.unwrap(),
            Kept::Refused(vec![FigureProblem::To])
        );
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        let unknown = figures::end(&mut tx, "pay-999999", day("2026-12-31"), by, now()).await;
        assert!(matches!(unknown, Err(StoreError::Conflict)));
    }

    async fn a_proposal_is_entered_by_somebody_else_once(store) {
        let counsellor = make::person(&store, "conseil", Role::Counsellor).await;
        let manager = make::person(&store, "direction", Role::Manager).await;
        let mut tx = store.write().await.unwrap();
        figures::propose(&mut tx, &minimum("2027-01-01"), counsellor, now()).await.unwrap();
        tx.commit().await.unwrap();
        let proposal = figures::proposals(&store).await.unwrap().remove(0);
        assert_eq!(last_minimum(&store).await.content.to, None, "a proposal changes nothing");

        let mut tx = store.write().await.unwrap();
        let own = figures::decide(&mut tx, proposal.id, proposal.revision, true, counsellor, now()).await;
        assert!(matches!(own, Err(StoreError::Conflict)), "nobody enters what they proposed");
        drop(tx);
        let mut tx = store.write().await.unwrap();
        assert_eq!(
            figures::decide(&mut tx, proposal.id, proposal.revision, true, manager, now()).await.unwrap(),
            Kept::Done
        );
        tx.commit().await.unwrap();
        assert_eq!(last_minimum(&store).await.content.amount, 11_000);
        assert_eq!(figures::proposals(&store).await.unwrap(), []);
        let mut tx = store.write().await.unwrap();
        let again = figures::decide(&mut tx, proposal.id, proposal.revision, false, manager, now()).await;
        assert!(matches!(again, Err(StoreError::Conflict)));
    }
}
