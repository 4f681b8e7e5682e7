//! Every chart of the reports, counted again from the raw facts by a path of its own, after random histories.

mod charts;
mod naive;
mod people;

use crate::conduct::lift;
use crate::merge::join;
use crate::retention::purge;
use crate::stance::{approve, confirmed, hear, proposal, put, staff};
use crate::support::ledger::{but, import, line};
use crate::support::make::{self, day, instant, person};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::category::Category;
use domain::check::{Answer, CheckAnswer, Estimated, Offer, PayFigures, Reason};
use domain::client::identifier::EnterpriseNumber;
use domain::client::sector::SectorGroup;
use domain::contract::{ContractState, SizeBand, WageUnit};
use domain::issue::life::Step;
use domain::issue::{Dimensions, Report, Severity, Source};
use domain::stance::life::Outcome;
use domain::stance::{Scope, StanceKind};
use domain::trend::report::Period;
use domain::{ClientId, IssueId, Money, PersonId, Role, Wage};
use store::issue::{self, Correction, Decided, Decision, Reported, Reporting};
use store::{Store, check, trend};

const TODAY: &str = "2026-01-15";
const ROOT: u32 = 9_993_000;
const SECTORS: [SectorGroup; 3] = [
    SectorGroup::Events,
    SectorGroup::PerformingArts,
    SectorGroup::PublicSector,
];

/// Always the same throws.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.roll(some.len() as u64) as usize]
    }
}

/// The people, clients and categories of a history.
struct World {
    people: Vec<PersonId>,
    clients: Vec<ClientId>,
    categories: Vec<Category>,
    issues: Vec<IssueId>,
}

impl World {
    async fn new(store: &Store) -> Self {
        let mut people = Vec::new();
        for (name, role) in [
            ("m1", Role::Member),
            ("m2", Role::Member),
            ("c1", Role::Counsellor),
            ("c2", Role::Counsellor),
        ] {
            people.push(person(store, name, role).await);
        }
        let mut clients = Vec::new();
        for n in 0..12_u32 {
            let mut draft = make::client_draft(&format!("Client {n}"));
            draft.identifiers = vec![EnterpriseNumber::from_root(ROOT + n).unwrap().into()];
            draft.sector = SECTORS[n as usize % SECTORS.len()];
            ["1000", "4000", "9000"][n as usize % 3].clone_into(&mut draft.address.postcode);
            clients.push(make::add_client(store, &draft).await);
        }
        let categories = store::reference::catalogue(store)
            .await
            .unwrap()
            .categories
            .clone();
        Self {
            people,
            clients,
            categories,
            issues: Vec::new(),
        }
    }

    /// Lines of an export: new ones, later versions, and some that take others back.
    async fn import(&self, store: &Store, dice: &mut Dice) {
        let mut lines = Vec::new();
        for _ in 0..30 {
            let n = dice.roll(80);
            let due = day("2024-06-05") + Days::new(dice.roll(600));
            let paid = match dice.roll(5) {
                0 => String::new(),
                1 => (due - Days::new(dice.roll(20))).to_string(),
                _ => (due + Days::new(dice.roll(90))).to_string(),
            };
            let paid = if paid.as_str() > TODAY {
                String::new()
            } else {
                paid
            };
            let unpaid = paid.is_empty();
            let one = line(
                &format!("CT-{n}"),
                ROOT + dice.roll(12) as u32,
                &format!("M-{}", n % 7),
                &due.to_string(),
                &paid,
            );
            let taken = dice.roll(80);
            let (wage, price) = (
                8_000 + 500 * dice.roll(20) as i64,
                20_000 + 100 * dice.roll(99) as i64,
            );
            lines.push(but(one, |c| {
                c.wage = Wage(Money(wage));
                c.price.0 = Money(price);
                match n % 11 {
                    0 => c.state = ContractState::Disputed,
                    1 => c.state = ContractState::Draft,
                    2 if unpaid => c.state = ContractState::Paid,
                    3 => c.unit = WageUnit::Project,
                    4 => {
                        c.state = ContractState::Refunded;
                        c.amends = format!("CT-{taken}");
                    }
                    _ => {}
                }
            }));
        }
        // A line that takes back one that is not there is refused, and leaves nothing.
        for one in lines {
            let refund = one
                .content
                .as_ref()
                .is_some_and(|c| c.state == ContractState::Refunded);
            if refund {
                crate::support::ledger::try_import(store, &[one], day(TODAY)).await;
            } else {
                import(store, &[one], day(TODAY)).await;
            }
        }
    }

    /// Reports, decisions, withdrawals, reopenings and corrections, lawful or not: the rules sort them out.
    async fn tell(&mut self, store: &Store, dice: &mut Dice) {
        for _ in 0..40 {
            let at = instant("2025-01-03T09:00:00Z") + TimeDelta::days(dice.roll(370) as i64);
            if dice.roll(3) == 0 || self.issues.is_empty() {
                self.report(store, dice, at).await;
                continue;
            }
            let id = dice.of(&self.issues);
            let sheet = issue::sheet(store, id).await.unwrap().unwrap();
            let last = sheet.events.last().map_or(at, |event| event.at);
            let now = last + TimeDelta::days(dice.roll(40) as i64);
            if domain::clock::day(now) > day(TODAY) {
                continue;
            }
            let by = dice.of(&self.people);
            let mut tx = store.write().await.unwrap();
            let done = if dice.roll(4) == 0 {
                let category = &self.categories[dice.roll(self.categories.len() as u64) as usize];
                let mut content = sheet.content();
                content.category = category.id;
                let wanted = Correction {
                    issue: id,
                    step: dice.of(&[Step::Correct, Step::Classify]),
                    content: &content,
                    category,
                    reason: "mieux ainsi",
                    revision: sheet.revision,
                    by,
                    key: "",
                    now,
                };
                issue::correct(&mut tx, &wanted).await
            } else {
                let wanted = Decision {
                    issue: id,
                    step: dice.of(&[
                        Step::Review,
                        Step::Confirm,
                        Step::Dismiss,
                        Step::Resolve,
                        Step::Withdraw,
                        Step::Reopen,
                    ]),
                    reason: "vérifié",
                    revision: sheet.revision,
                    by,
                    key: "",
                    now,
                };
                issue::decide(&mut tx, &wanted).await
            };
            if let Ok(Decided::Done(_)) = done {
                tx.commit().await.unwrap();
            }
        }
    }

    async fn report(&mut self, store: &Store, dice: &mut Dice, now: DateTime<Utc>) {
        let category = &self.categories[dice.roll(self.categories.len() as u64) as usize];
        let report = Report {
            client: dice.of(&self.clients),
            category: category.id,
            severity: Severity::Moderate,
            cause: domain::issue::Cause::Unknown,
            funder: None,
            article: None,
            facts: "Payé trop tard.".to_owned(),
            happened_on: domain::clock::day(now) - Days::new(dice.roll(200)),
            contract: None,
            profession: None,
            wage: None,
            hours: None,
            days_late: None,
            unpaid: None,
            again: None,
            may_tell_client: true,
        };
        let dimensions = Dimensions {
            sector: dice.of(&SECTORS),
            region: dice.of(domain::client::region::Region::ALL),
            size: dice.of(SizeBand::ALL),
        };
        let by = dice.of(&self.people);
        let new = Reporting {
            report: &report,
            category,
            dimensions,
            by: Some(by),
            source: dice.of(&[Source::Member, Source::Member, Source::Ledger]),
            pseudonym: "p",
            key: "",
            now,
        };
        let mut tx = store.write().await.unwrap();
        if let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() {
            tx.commit().await.unwrap();
            self.issues.push(id);
        }
    }

    /// Kept checks, several of one offer.
    async fn check(&self, store: &Store, dice: &mut Dice) {
        let professions = store::reference::catalogue(store)
            .await
            .unwrap()
            .professions
            .clone();
        for _ in 0..25 {
            let starts_on = day("2025-06-01") + Days::new(dice.roll(3));
            let client = (dice.roll(4) > 0).then(|| dice.of(&self.clients[..2]));
            let wage = (dice.roll(4) > 0).then(|| Wage(Money(10_000 + 500 * dice.roll(20) as i64)));
            let offer = Offer {
                client,
                client_text: "Autre".to_owned(),
                establishment: None,
                profession: professions[dice.roll(2) as usize].id,
                starts_on,
                ends_on: starts_on + Days::new(1),
                unit: WageUnit::Day,
                units: 200,
                hours_a_unit: None,
                estimated: (wage.is_some() && dice.roll(5) == 0).then_some(Estimated::Wage),
                wage,
                price: None,
            };
            let answer = CheckAnswer {
                answer: dice.of(Answer::ALL),
                reasons: vec![Reason::NothingKnown],
                pay: PayFigures {
                    reference: (dice.roll(3) > 0).then_some(Wage(Money(15_000))),
                    ..PayFigures::default()
                },
                payment: None,
                needs_approval: false,
                charter: None,
            };
            let new = check::NewCheck {
                by: dice.of(&self.people[..2]),
                offer: &offer,
                answer: &answer,
                facts_revision: 0,
            };
            let now = instant("2025-04-03T09:00:00Z") + TimeDelta::days(dice.roll(60) as i64);
            let mut tx = store.write().await.unwrap();
            check::keep(&mut tx, &new, now).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

/// A history of these throws, and every chart held against it.
async fn recount(store: &Store, seed: u64) {
    let mut world = World::new(store).await;
    let mut dice = Dice(seed);
    for round in 0..3 {
        world.import(store, &mut dice).await;
        world.tell(store, &mut dice).await;
        world.check(store, &mut dice).await;
        if round == 1 {
            while trend::fold(store, "one", make::now()).await.unwrap() > 0 {}
        }
    }
    let (manager, other) = (
        person(store, "d1", Role::Manager).await,
        person(store, "d2", Role::Manager).await,
    );
    for (client, by) in world.clients.iter().zip([manager, other]) {
        let ground = confirmed(store, *client, world.people[0], world.people[2]).await;
        let by = staff(by, Role::Manager);
        let id = put(
            store,
            &proposal(*client, StanceKind::Informative, Scope::WholeClient, ground),
            &by,
            make::now(),
        )
        .await;
        hear(store, id, &by).await;
        approve(store, id, &by).await.unwrap().unwrap();
        if by.id == manager {
            lift(
                store,
                id,
                &by,
                Outcome::Improved,
                make::now() + TimeDelta::days(1),
            )
            .await;
        }
    }
    let today = day(TODAY);
    let period = Period::ending(today, 24);
    let contracts = naive::contracts(store).await;
    let issues = naive::issues(store).await;
    let plain = naive::waits(store, &issues, today).await;
    let in_time = naive::confirmed_in_time(store, &issues).await;
    let kept = naive::checks(store).await;
    let facts = people::facts(store).await;
    assert!(
        contracts.len() > 40 && issues.len() > 20,
        "{} {}",
        contracts.len(),
        issues.len()
    );
    assert_eq!(trend::verify(store).await.unwrap(), []);
    charts::clusters(store, &contracts, today).await;
    // What is forgotten, and whose it becomes, moves no chart.
    join(
        store,
        world.clients[5],
        world.clients[6],
        &staff(manager, Role::Manager),
    )
    .await;
    purge(store, instant("2027-07-01T09:00:00Z")).await;
    assert!(naive::issues(store).await.len() < issues.len() && naive::checks(store).await.len() < kept.len());
    assert_eq!(trend::verify(store).await.unwrap(), []);
    charts::issues_and_outcomes(store, &issues).await;
    charts::waits(store, period, &issues, &plain, &in_time, today).await;
    charts::late(store, &contracts, today).await;
    charts::delays(store, period, &contracts, today).await;
    charts::money(store, period, &contracts, today).await;
    charts::wages(store, period, &contracts, today).await;
    charts::checks(store, &kept).await;
    people::people(store, &facts, world.clients[6], world.clients[5]).await;
    charts::stances(store, period).await;
    charts::endings(store).await;
    charts::issue_rate(store, period, &contracts, &issues, today).await;
    charts::rates(store, period, &world.categories, &contracts, &issues, today).await;
    // Two clients that are one cluster as one.
    charts::clusters(store, &naive::contracts(store).await, today).await;
}

both_engines! {
    async fn every_chart_is_what_the_facts_say_after_any_history(store) {
        recount(&store, 11).await;
    }

    async fn every_chart_is_what_the_facts_say_after_another_history(store) {
        recount(&store, 29).await;
    }
}
