//! The second baseline: the same questions asked of the store, from as many tasks as there are connections.

use super::cases::{Case, Kind, Targets};
use super::wrk::Measured;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::check::{CheckAnswer, Offer};
use domain::client::identifier::Identifier;
use domain::client::search::{ClientFilter, ClientSearch, StanceChoice};
use domain::client::sector::SectorGroup;
use domain::contract::WageUnit;
use domain::issue::{Cause, Dimensions, Report, Severity, Source};
use domain::trend::{Measure, Split};
use domain::{MemberId, Money, Month, PersonId, Wage};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::check::NewCheck;
use store::issue::Reporting;
use store::{Store, check, client, issue, reference, trend};

/// The member who asks: the first person of the demonstration, and the first member.
const PERSON: PersonId = PersonId(1);
const MEMBER: MemberId = MemberId(1);

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement runs on the machine's clock"
)]
fn now() -> DateTime<Utc> {
    domain::clock::instant(Utc::now())
}

/// Asks for so long, and says how often and how fast it was answered.
pub async fn run(
    store: &Store,
    targets: &Targets,
    case: &Case,
    tasks: u32,
    time: Duration,
) -> Result<Measured> {
    let shared = Arc::new(Shared::new(store, targets, case).await?);
    let started = Instant::now();
    let mut running = Vec::new();
    for task in 0..tasks {
        let shared = shared.clone();
        running.push(tokio::spawn(async move {
            let mut times = Vec::new();
            let mut n = task as usize;
            while started.elapsed() < time {
                let asked = Instant::now();
                shared.ask(n).await?;
                times.push(asked.elapsed().as_micros() as u64);
                n += tasks as usize;
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for task in running {
        times.extend(task.await??);
    }
    let micros = started.elapsed().as_micros() as u64;
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Measured {
        requests: times.len() as u64,
        micros,
        p50: at(50),
        p99: at(99),
        longest: times.last().copied().unwrap_or_default(),
        bytes: 0,
        errors: 0,
    })
}

struct Shared {
    store: Store,
    kind: Kind,
    clients: Vec<domain::ClientId>,
    numbers: Vec<Identifier>,
    searches: Vec<ClientSearch>,
    category: domain::category::Category,
    offer: Offer,
    answer: CheckAnswer,
    now: DateTime<Utc>,
}

impl Shared {
    async fn new(store: &Store, targets: &Targets, case: &Case) -> Result<Self> {
        let catalogue = reference::catalogue(store).await?;
        let filter = |stance, sector, open_issues, overdue| ClientSearch {
            filter: ClientFilter {
                stance,
                sector,
                open_issues,
                overdue,
            },
            ..ClientSearch::default()
        };
        let informative = Some(StanceChoice::Informative);
        let restrictive = Some(StanceChoice::Restrictive);
        let searches = if case.kind == Kind::Search {
            targets
                .texts
                .iter()
                .map(|text| ClientSearch {
                    text: text.clone(),
                    ..ClientSearch::default()
                })
                .collect()
        } else {
            vec![
                filter(None, Some(SectorGroup::PerformingArts), false, false),
                filter(None, Some(SectorGroup::Events), false, true),
                filter(informative, None, false, false),
                filter(restrictive, Some(SectorGroup::Audiovisual), false, false),
                filter(None, None, true, false),
                filter(None, None, false, true),
                filter(None, Some(SectorGroup::Training), true, false),
                filter(informative, None, false, true),
                filter(None, Some(SectorGroup::Digital), false, false),
            ]
        };
        let offer = Offer {
            client: targets.clients.first().copied(),
            client_text: String::new(),
            establishment: None,
            profession: targets.profession,
            starts_on: targets.day,
            ends_on: targets.day,
            unit: WageUnit::Day,
            units: 200,
            hours_a_unit: None,
            wage: Some(Wage(Money(15_000))),
            estimated: None,
            price: None,
        };
        let profession = catalogue.profession(targets.profession).cloned();
        let facts = domain::check::CheckFacts {
            profession: profession.ok_or_else(|| anyhow::anyhow!("no profession"))?,
            pay: domain::check::PayFigures::default(),
            client: None,
            register: None,
            between: domain::check::Between::default(),
        };
        Ok(Self {
            store: store.clone(),
            kind: case.kind,
            clients: targets.clients.clone(),
            numbers: targets
                .numbers
                .iter()
                .filter_map(|number| Identifier::parse(number, None).ok())
                .collect(),
            searches,
            category: catalogue
                .category_by_code("late_payment")
                .cloned()
                .ok_or_else(|| anyhow::anyhow!("no category"))?,
            answer: domain::check::answer(&offer, &facts),
            offer,
            now: now(),
        })
    }

    async fn ask(&self, n: usize) -> Result<()> {
        let today = domain::clock::day(self.now);
        let client = self.clients[n % self.clients.len()];
        match self.kind {
            Kind::Search | Kind::List => {
                client::list(&self.store, &self.searches[n % self.searches.len()]).await?;
            }
            Kind::Sheet => {
                client::for_member(&self.store, client, Some(MEMBER), today).await?;
            }
            Kind::Trends => {
                let last = Month::of(today);
                trend::counts(
                    &self.store,
                    Measure::IssuesReported,
                    Split::Filter,
                    last.plus(-48),
                    last,
                )
                .await?;
                trend::since_ever(&self.store, Measure::StancesIn, Split::StanceKind, last).await?;
                trend::since_ever(&self.store, Measure::StancesOut, Split::StanceKind, last).await?;
            }
            Kind::Report => self.report(client).await?,
            Kind::Preview => {
                let number = &self.numbers[n % self.numbers.len()];
                check::find_by_number(&self.store, number, Some(MEMBER), today).await?;
            }
            Kind::Keep => {
                let check = NewCheck {
                    by: PERSON,
                    offer: &self.offer,
                    answer: &self.answer,
                    facts_revision: 0,
                };
                let mut tx = self.store.write().await?;
                check::keep(&mut tx, &check, self.now).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn report(&self, client: domain::ClientId) -> Result<()> {
        let today = domain::clock::day(self.now);
        let report = Report {
            client,
            category: self.category.id,
            severity: Severity::Moderate,
            cause: Cause::Unknown,
            funder: None,
            article: None,
            facts: "Facture payée 40 jours après l'échéance.".to_owned(),
            happened_on: today,
            contract: None,
            profession: None,
            wage: None,
            hours: None,
            days_late: Some(40),
            unpaid: None,
            again: None,
            may_tell_client: false,
        };
        let new = Reporting {
            report: &report,
            category: &self.category,
            dimensions: Dimensions {
                sector: SectorGroup::Other,
                region: domain::client::region::Region::Unknown,
                size: domain::contract::SizeBand::One,
            },
            by: Some(PERSON),
            source: Source::Member,
            pseudonym: "load",
            key: "",
            now: self.now,
        };
        let mut tx = self.store.write().await?;
        issue::report(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(())
    }
}
