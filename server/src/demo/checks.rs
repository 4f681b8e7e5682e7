//! Some checks that the members of the demonstration have kept, through the same rules and writes as everybody's.

use super::people::{COUNSELLOR_2, MEMBER, MEMBER_2};
use super::world::World;
use anyhow::Result;
use chrono::{Days, TimeDelta};
use domain::check::{self, Between, CheckFacts, Offer, PayFigures, approval};
use domain::client::sector::SectorGroup;
use domain::contract::WageUnit;
use domain::pay;
use domain::{ClientId, MemberId, Money, PersonId, Wage};
use store::Store;
use store::check::{Decision, NewCheck};

/// Who, about which storyline, in which sector, for how much a day, and how long ago in hours.
const KEPT: &[(PersonId, i64, SectorGroup, i64, i64)] = &[
    (MEMBER, 18, SectorGroup::PublicSector, 16_500, 70),
    (MEMBER, 4, SectorGroup::Events, 15_000, 46),
    (MEMBER, 16, SectorGroup::PerformingArts, 14_000, 30),
    (MEMBER_2, 13, SectorGroup::Events, 15_500, 26),
    (MEMBER_2, 16, SectorGroup::PerformingArts, 13_000, 4),
];
/// Who watches which storyline.
const WATCHED: &[(PersonId, i64)] = &[(MEMBER, 13), (MEMBER, 16), (COUNSELLOR_2, 4)];
/// Of these, the one whose go-ahead was given already.
const ANSWERED: usize = 2;

/// Keeps them; the last waits for its go-ahead.
pub async fn keep(store: &Store, world: &World) -> Result<()> {
    for (at, (person, client, sector, wage, hours)) in KEPT.iter().enumerate() {
        let kept_at = world.now - TimeDelta::hours(*hours);
        let today = domain::clock::day(kept_at);
        let Some(profession) = world.professions(*sector).first().map(|at| world.profession(*at)) else {
            continue;
        };
        let offer = Offer {
            client: Some(ClientId(*client)),
            client_text: String::new(),
            establishment: None,
            profession: profession.id,
            starts_on: today + Days::new(12),
            ends_on: today + Days::new(13),
            unit: WageUnit::Day,
            units: 200,
            hours_a_unit: None,
            wage: Some(Wage(Money(*wage))),
            estimated: None,
            price: Some(Money(wage * 2).scaled(18, 10)),
        };
        // The two have the first numbers, as people and as members.
        let found =
            store::check::client_facts(store, ClientId(*client), Some(MemberId(person.0)), today).await?;
        let figures = offer
            .wage_offer()
            .map(|wage| pay::compare(&wage, &world.catalogue.pay, offer.starts_on));
        let facts = CheckFacts {
            profession: profession.clone(),
            pay: figures.as_ref().map(PayFigures::from).unwrap_or_default(),
            client: found.as_ref().map(|found| found.facts.clone()),
            between: Between::default(),
        };
        let answer = check::answer(&offer, &facts);
        let facts_revision = found.map_or(0, |found| found.revision);
        let check = NewCheck {
            by: *person,
            offer: &offer,
            answer: &answer,
            facts_revision,
        };
        let mut tx = store.write().await?;
        let id = store::check::keep(&mut tx, &check, kept_at).await?;
        if at == ANSWERED && answer.needs_approval {
            let answered_at = kept_at + TimeDelta::hours(3);
            let comment = "Salaire au-dessus du minimum demandé, répétitions comprises : accord.";
            let decision = Decision {
                check: id,
                revision: 1,
                facts_revision,
                granted: true,
                stances: approval::stances_asked(&answer),
                by: COUNSELLOR_2,
                comment,
            };
            store::check::answer_approval(&mut tx, &decision, answered_at).await?;
        }
        tx.commit().await?;
    }
    for (person, client) in WATCHED {
        store::watch::begin(store, *person, ClientId(*client), world.now).await?;
    }
    Ok(())
}
