//! What time does: each thing once, whichever server runs it.

use super::{cast, in_force, rank, sheet, total};
use crate::support::{make, second_server};
use chrono::{DateTime, TimeDelta, Utc};
use domain::stance::life::{Outcome, StanceState, Step};
use domain::stance::{Scope, StanceKind};
use domain::trend::Measure;
use domain::{ClientId, ProfessionId, StanceId};
use store::stance::due;
use store::{Store, on, trend};

/// The morning after a day.
fn after(day: &str) -> DateTime<Utc> {
    make::instant(&format!("{day}T06:00:00Z")) + TimeDelta::days(1)
}

async fn steps(store: &Store, id: StanceId, step: Step) -> usize {
    sheet(store, id)
        .await
        .events
        .iter()
        .filter(|e| e.step == step)
        .count()
}

async fn rests_on_debts(store: &Store, client: ClientId, id: StanceId, overdue: i64) {
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "UPDATE stance SET on_debts = $2 WHERE id = $1"
    )
    .bind(id.0)
    .bind(true)
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "UPDATE client_card SET overdue_cents = $2 WHERE client_id = $1"
    )
    .bind(client.0)
    .bind(overdue)
    .execute(conn)
    .await
    .map(drop))
    .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn past_its_review_a_stance_steps_down_and_after_60_days_it_ends_once_each_on_two_servers(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let second = second_server().await;
        assert_eq!(due::run(&store, after("2026-06-29")).await.unwrap(), due::Ran::default(), "its last day is its own");

        let (a, b) = tokio::join!(due::run(&store, after("2026-06-30")), due::run(&second, after("2026-06-30")));
        assert_eq!(a.unwrap().stepped_down + b.unwrap().stepped_down, 1);
        assert_eq!(steps(&store, id, Step::StepDown).await, 1);
        assert_eq!(rank(&store, c.client).await, 1);
        let (a, b) = tokio::join!(due::run(&store, after("2026-08-29")), due::run(&second, after("2026-08-29")));
        assert_eq!(a.unwrap().ended + b.unwrap().ended, 1);

        assert_eq!(steps(&store, id, Step::End).await, 1);
        assert_eq!(rank(&store, c.client).await, 0);
        assert_eq!(sheet(&store, id).await.standing.outcome, Some(Outcome::Expired));
        assert_eq!((total(&store, Measure::StancesIn).await, total(&store, Measure::StancesOut).await), (1, 1));
        assert_eq!(trend::verify(&store).await.unwrap(), vec![]);
    }

    async fn a_punitive_stance_ends_at_its_date_and_a_house_that_slept_catches_up(store) {
        let c = cast(&store).await;
        let sanction = in_force(&store, &c, StanceKind::Punitive, Scope::WholeClient).await;
        let narrow = Scope::Professions(vec![ProfessionId(1)]);
        let told = in_force(&store, &c, StanceKind::Informative, narrow).await;

        let ran = due::run(&store, after("2026-12-31")).await.unwrap();

        assert_eq!((ran.stepped_down, ran.ended), (1, 2));
        assert_eq!(steps(&store, sanction, Step::StepDown).await, 0);
        assert_eq!(sheet(&store, told).await.standing.state, StanceState::Ended);
        assert_eq!(due::run(&store, after("2026-12-31")).await.unwrap(), due::Ran::default());
    }

    async fn a_stance_on_debts_alone_is_lifted_when_they_are_paid_and_not_before(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        rests_on_debts(&store, c.client, id, 50_000).await;
        assert_eq!(due::run(&store, after("2026-02-01")).await.unwrap().lifted, 0);

        rests_on_debts(&store, c.client, id, 0).await;
        let second = second_server().await;
        let (a, b) = tokio::join!(due::run(&store, after("2026-02-01")), due::run(&second, after("2026-02-01")));

        assert_eq!(a.unwrap().lifted + b.unwrap().lifted, 1);
        let lifted = sheet(&store, id).await;
        assert_eq!((lifted.standing.state, lifted.standing.outcome), (StanceState::Lifted, Some(Outcome::Paid)));
        assert_eq!(steps(&store, id, Step::Lift).await, 1);
    }
}
