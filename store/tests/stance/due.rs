//! What time does: each thing once, whichever server runs it.

use super::{Cast, cast, confirmed_about, contract_of, in_force, rank, sheet, total};
use crate::detection::look_now;
use crate::support::ledger::{but, client_of, import, line};
use crate::support::{make, second_server};
use chrono::{DateTime, TimeDelta, Utc};
use domain::contract::ContractState;
use domain::debt::DebtStep;
use domain::issue::life::Step as IssueStep;
use domain::stance::life::{Outcome, StanceState, Step};
use domain::stance::{Scope, StanceKind};
use domain::trend::Measure;
use domain::{IssueId, Money, PersonId, ProfessionId, Role, StanceId};
use store::contract::Line;
use store::debt::{Followed, Following, follow};
use store::issue::{Decided, Decision};
use store::stance::due;
use store::{Store, read, trend};

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

const LEDGER: u32 = 9_991_001;

/// The people of these tests with a client of the ledger, which has these lines; its ground is still another's.
async fn debtor(store: &Store, lines: &[Line]) -> Cast {
    import(store, lines, make::day("2026-01-15")).await;
    let mut c = cast(store).await;
    c.client = client_of(store, LEDGER).await;
    c
}

/// A restrictive stance in force that rests on one report about this contract, or about an amount and no contract.
async fn on_debt(store: &Store, c: &mut Cast, contract: Option<&str>) -> StanceId {
    let contract = match contract {
        Some(reference) => Some(contract_of(store, reference).await),
        None => None,
    };
    let unpaid = Some(Money(40_000));
    c.ground = confirmed_about(store, c.client, c.member, c.other.id, contract, unpaid).await;
    let id = in_force(store, c, StanceKind::Restrictive, Scope::WholeClient).await;
    assert!(sheet(store, id).await.on_debts);
    id
}

/// How many stances are lifted as paid on the morning after a day.
async fn lifted_after(store: &Store, day: &str) -> u64 {
    due::run(store, after(day)).await.unwrap().lifted
}

async fn decide_issue(store: &Store, issue: IssueId, step: IssueStep, by: PersonId) {
    let revision: i64 = read!(store, |pool| sqlx::query_scalar(
        "SELECT revision FROM issue WHERE id = $1"
    )
    .bind(issue.0)
    .fetch_one(pool)
    .await)
    .unwrap();
    let wanted = Decision {
        issue,
        step,
        reason: "vérifié",
        revision,
        by,
        key: "",
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    assert!(matches!(
        store::issue::decide(&mut tx, &wanted).await.unwrap(),
        Decided::Done(_)
    ));
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
        let owed = || line("CT-1", LEDGER, "M-1", "2025-08-10", "");
        let mut c = debtor(&store, &[owed()]).await;
        let id = on_debt(&store, &mut c, Some("CT-1")).await;
        assert_eq!(lifted_after(&store, "2026-02-01").await, 0);
        // Contested by the client it is not overdue, and not paid either.
        let disputed = but(owed(), |l| l.state = ContractState::Disputed);
        import(&store, &[disputed], make::day("2026-02-02")).await;
        assert_eq!(lifted_after(&store, "2026-02-02").await, 0);

        import(&store, &[line("CT-1", LEDGER, "M-1", "2025-08-10", "2026-02-03")], make::day("2026-02-03")).await;
        let second = second_server().await;
        let (a, b) = tokio::join!(due::run(&store, after("2026-02-03")), due::run(&second, after("2026-02-03")));

        assert_eq!(a.unwrap().lifted + b.unwrap().lifted, 1);
        let lifted = sheet(&store, id).await;
        assert_eq!((lifted.standing.state, lifted.standing.outcome), (StanceState::Lifted, Some(Outcome::Paid)));
        assert_eq!(steps(&store, id, Step::Lift).await, 1);
    }

    async fn a_debt_without_a_contract_is_settled_by_whoever_resolves_it(store) {
        // Nothing in the ledger is overdue.
        let mut c = debtor(&store, &[line("CT-1", LEDGER, "M-1", "2025-08-10", "2025-08-10")]).await;
        let id = on_debt(&store, &mut c, None).await;
        assert_eq!(lifted_after(&store, "2026-02-01").await, 0);

        decide_issue(&store, c.ground, IssueStep::Resolve, c.other.id).await;

        assert_eq!(lifted_after(&store, "2026-02-01").await, 1);
        assert_eq!(sheet(&store, id).await.standing.state, StanceState::Lifted);
    }

    async fn what_was_written_off_was_not_paid(store) {
        let mut c = debtor(&store, &[line("CT-1", LEDGER, "M-1", "2025-08-10", "")]).await;
        on_debt(&store, &mut c, Some("CT-1")).await;
        let by = make::person(&store, "compta", Role::Accounts).await;
        let contract = contract_of(&store, "CT-1").await;
        let revision: i64 = read!(store, |pool| sqlx::query_scalar("SELECT revision FROM contract WHERE id = $1")
            .bind(contract.0).fetch_one(pool).await).unwrap();
        let write_off = Following {
            client: c.client, contracts: &[(contract, revision)], step: DebtStep::WriteOff, on: make::day("2026-01-15"),
            reason: "introuvable", plan: &[], by, now: make::now(), today: make::day("2026-01-15"),
        };
        let mut tx = store.write().await.unwrap();
        assert_eq!(follow(&mut tx, &write_off).await.unwrap(), Followed::Done);
        tx.commit().await.unwrap();

        assert_eq!(lifted_after(&store, "2026-02-01").await, 0);
    }

    async fn a_stance_on_what_the_ledger_found_waits_for_all_its_contracts(store) {
        let late = |reference, paid| line(reference, LEDGER, "M-1", "2025-08-10", paid);
        let mut c = debtor(&store, &[late("CT-1", ""), late("CT-2", "")]).await;
        assert_eq!(look_now(&store).await, (1, 0));
        let found: i64 = read!(store, |pool| sqlx::query_scalar("SELECT issue_id FROM detected").fetch_one(pool).await).unwrap();
        c.ground = IssueId(found);
        decide_issue(&store, c.ground, IssueStep::Confirm, c.other.id).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        assert!(sheet(&store, id).await.on_debts);

        import(&store, &[late("CT-1", "2026-01-20")], make::day("2026-02-01")).await;
        assert_eq!(lifted_after(&store, "2026-02-01").await, 0, "the other is still owed");
        import(&store, &[late("CT-2", "2026-01-21")], make::day("2026-02-01")).await;

        assert_eq!(lifted_after(&store, "2026-02-01").await, 1);
    }
}
