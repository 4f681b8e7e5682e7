//! Any sequence of commands by several people over time: what must hold after each of them.

use super::tests::{CLIENT, TODAY, person};
use super::*;
use crate::stance::opinion::Advice;
use crate::stance::{StanceKind, latest_review};
use crate::{Person, PersonId, Role};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

/// What somebody, or time, tries.
#[derive(Debug, Clone)]
enum Try {
    Propose {
        kind: StanceKind,
        scope: usize,
        days: u64,
        confirmer: Option<i64>,
    },
    Amend {
        material: bool,
        kind: StanceKind,
    },
    Notify,
    Hear(HeardHow),
    Approve {
        stale: bool,
        changed: bool,
        opinion: Option<Advice>,
        comment: bool,
    },
    Refuse {
        reason: bool,
    },
    AskRenewal {
        days: u64,
    },
    Renew,
    DeclineRenewal,
    Lift(Outcome),
    StepDown,
    Outcome(Outcome),
    /// So many days pass, and the job runs.
    Wait(u64),
}

/// A stance with its history, in one of two scopes.
struct One {
    scope: usize,
    standing: Standing,
    events: Vec<Event>,
    /// What is put to the client now; grows with each material change.
    version: usize,
    heard_in: Option<usize>,
    confirmer: Option<i64>,
}

struct World {
    today: NaiveDate,
    stances: Vec<One>,
}

/// Two counsellors, two managers, a member, accounts, the committee, and a counsellor who is kept out.
fn people() -> Vec<Person> {
    let mut people: Vec<Person> = [
        Role::Counsellor,
        Role::Counsellor,
        Role::Manager,
        Role::Manager,
        Role::Member,
        Role::Accounts,
        Role::Committee,
        Role::Counsellor,
    ]
    .into_iter()
    .enumerate()
    .map(|(at, role)| person(at as i64 + 1, role))
    .collect();
    people[7].own_clients.push(CLIENT);
    people
}

fn role_of(id: PersonId) -> Role {
    people()[id.0 as usize - 1].role
}

impl One {
    fn take(&mut self, event: Result<Event, StepRefused>) -> bool {
        let Ok(event) = event else { return false };
        self.standing.apply(&event);
        self.events.push(event);
        true
    }

    fn hash(&self) -> String {
        format!("version {}", self.version)
    }
}

impl World {
    fn run(&mut self, by: &Person, which: usize, tried: &Try) {
        if let Try::Propose {
            kind,
            scope,
            days,
            confirmer,
        } = tried
        {
            self.propose(by, *kind, *scope, *days, *confirmer);
            return;
        }
        if let Try::Wait(days) = tried {
            self.today = self.today + Days::new(*days);
            self.job();
            return;
        }
        if self.stances.is_empty() {
            return;
        }
        let at = which % self.stances.len();
        if let Try::Approve {
            stale,
            changed,
            opinion,
            comment,
        } = tried
        {
            self.approve(by, at, *stale, *changed, *opinion, *comment);
            return;
        }
        let (today, one) = (self.today, &mut self.stances[at]);
        let standing = one.standing.clone();
        let event = match tried {
            Try::Amend { material, kind } => {
                let kind = if *material { *kind } else { standing.kind };
                let review_on = standing.review_on;
                let sole = one.confirmer.map(PersonId);
                let event = amend(&standing, by, kind, review_on, sole, *material, "since");
                if event.is_ok() && *material {
                    one.version += 1;
                }
                event
            }
            Try::Notify => notify(&standing, by, &one.hash()),
            Try::Hear(how) => {
                let event = hear(&standing, *how);
                if event.is_ok() {
                    one.heard_in = Some(one.version);
                }
                event
            }
            Try::Refuse { reason } => refuse(&standing, by, if *reason { "no" } else { "" }),
            Try::AskRenewal { days } => {
                ask_renewal(&standing, by, today + Days::new(*days), "still so", today)
            }
            Try::Renew => renew(&standing, by, today),
            Try::DeclineRenewal => decline_renewal(&standing, by, "no"),
            Try::Lift(outcome) => lift(&standing, by, *outcome, "because"),
            Try::StepDown => step_down(&standing, by, "because", today),
            Try::Outcome(outcome) => record_outcome(&standing, by, *outcome),
            Try::Propose { .. } | Try::Wait(_) | Try::Approve { .. } => return,
        };
        one.take(event);
    }

    fn propose(&mut self, by: &Person, kind: StanceKind, scope: usize, days: u64, confirmer: Option<i64>) {
        let review_on = (self.today + Days::new(days)).min(latest_review(kind, self.today));
        let Ok(event) = propose(by, CLIENT, kind, review_on, confirmer.map(PersonId)) else {
            return;
        };
        let standing = replay(CLIENT, [&event]).unwrap();
        self.stances.push(One {
            scope,
            standing,
            events: vec![event],
            version: 0,
            heard_in: None,
            confirmer,
        });
    }

    /// As the store does it: approved and in force in one transaction, the one before it in the scope replaced.
    fn approve(
        &mut self,
        by: &Person,
        at: usize,
        stale: bool,
        changed: bool,
        opinion: Option<Advice>,
        comment: bool,
    ) {
        let one = &self.stances[at];
        let current = if changed { "changed".to_owned() } else { one.hash() };
        let seen = if stale {
            "older".to_owned()
        } else {
            one.standing.judged.clone()
        };
        let approval = Approval {
            seen: &seen,
            current: &current,
            opinion,
            comment: if comment { "because" } else { "" },
            today: self.today,
        };
        let event = approve(&one.standing, by, approval);
        if !self.stances[at].take(event) {
            return;
        }
        let scope = self.stances[at].scope;
        for (other, old) in self.stances.iter_mut().enumerate() {
            if other != at && old.scope == scope && old.standing.state == StanceState::InForce {
                let event = replaced(&old.standing, Some(by.id));
                assert!(old.take(event));
            }
        }
        let event = take_effect(&self.stances[at].standing);
        assert!(self.stances[at].take(event));
    }

    /// Runs twice, as two servers would.
    fn job(&mut self) {
        for _ in 0..2 {
            for one in &mut self.stances {
                if let Some(event) = step_down_due(&one.standing, self.today) {
                    one.take(Ok(event));
                } else if let Some(event) = end_due(&one.standing, self.today) {
                    one.take(Ok(event));
                }
            }
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        for scope in 0..2 {
            let standing = self
                .stances
                .iter()
                .filter(|one| one.scope == scope && one.standing.state == StanceState::InForce)
                .count();
            prop_assert!(standing <= 1, "{standing} stances in force in one scope");
        }
        for one in &self.stances {
            check_one(one)?;
        }
        Ok(())
    }
}

fn check_one(one: &One) -> Result<(), TestCaseError> {
    let s = &one.standing;
    let replayed = replay(CLIENT, &one.events);
    prop_assert_eq!(replayed.as_ref(), Some(s), "the events replay to the state");
    for event in &one.events {
        if let Some(by) = event.by {
            let staff = matches!(role_of(by), Role::Counsellor | Role::Manager) && by != PersonId(8);
            prop_assert!(staff, "{by} took the step {}", event.step);
        }
    }
    let approvals: Vec<&Event> = one.events.iter().filter(|e| e.step == Step::Approve).collect();
    let effect = one.events.iter().position(|e| e.step == Step::TakeEffect);
    let Some(effect) = effect else {
        let felt = matches!(
            s.state,
            StanceState::InForce | StanceState::Lifted | StanceState::Ended
        );
        prop_assert!(!felt, "{} without having taken effect", s.state);
        return Ok(());
    };
    // In force at some time: heard in the version that was approved, and by the people it takes.
    prop_assert_eq!(
        one.heard_in,
        Some(one.version),
        "members read what the client was sent"
    );
    prop_assert_eq!(approvals.len(), 1);
    let approver = approvals[0].by.unwrap();
    let kind = one.events[effect].details.kind.unwrap();
    let proposer = s.proposer().unwrap();
    if kind > StanceKind::Informative {
        prop_assert!(!s.authors.contains(&approver), "an author approved");
        prop_assert_ne!(approver, proposer);
    }
    if kind == StanceKind::Punitive {
        prop_assert_eq!(role_of(approver), Role::Manager);
    }
    if s.sole_confirmer == Some(approver) {
        prop_assert!(
            s.authors.iter().any(|a| *a != approver),
            "who confirmed all the grounds decided alone"
        );
    }
    let ends = one
        .events
        .iter()
        .filter(|e| e.to.is_over() && e.step != Step::Outcome)
        .count();
    prop_assert!(ends <= 1, "it ended {ends} times");
    prop_assert_eq!(s.state.is_over(), ends == 1);
    if s.state.is_over() {
        prop_assert!(s.outcome.is_some(), "what became of it is known");
    }
    Ok(())
}

fn tries() -> impl Strategy<Value = Try> {
    let kind = || prop::sample::select(StanceKind::ALL);
    let outcome = || prop::sample::select(Outcome::ALL);
    prop_oneof![
        3 => (kind(), 0usize..2, 1u64..800, prop::option::of(1i64..5))
            .prop_map(|(kind, scope, days, confirmer)| Try::Propose { kind, scope, days, confirmer }),
        1 => (any::<bool>(), kind()).prop_map(|(material, kind)| Try::Amend { material, kind }),
        4 => Just(Try::Notify),
        4 => prop::sample::select(HeardHow::ALL).prop_map(Try::Hear),
        6 => (prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::option::of(prop::sample::select(Advice::ALL)),
              any::<bool>())
            .prop_map(|(stale, changed, opinion, comment)| Try::Approve { stale, changed, opinion, comment }),
        1 => any::<bool>().prop_map(|reason| Try::Refuse { reason }),
        2 => (0u64..800).prop_map(|days| Try::AskRenewal { days }),
        2 => Just(Try::Renew),
        1 => Just(Try::DeclineRenewal),
        1 => outcome().prop_map(Try::Lift),
        1 => Just(Try::StepDown),
        1 => outcome().prop_map(Try::Outcome),
        2 => (0u64..250).prop_map(Try::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn after_any_sequence_of_commands_no_rule_is_broken(
        steps in prop::collection::vec((0usize..8, 0usize..6, tries()), 0..60),
    ) {
        let people = people();
        let mut world = World { today: TODAY, stances: vec![] };
        for (by, which, tried) in steps {
            world.run(&people[by], which, &tried);
            world.check()?;
        }
    }
}
