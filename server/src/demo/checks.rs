//! Some checks that the members of the demonstration have kept, through the same rules and writes as everybody's.

use super::people::{COUNSELLOR_2, MEMBER, MEMBER_2};
use super::world::World;
use anyhow::Result;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::check::{self, Answer, Between, CheckAnswer, CheckFacts, Offer, Outcome, PayFigures, approval};
use domain::client::sector::SectorGroup;
use domain::contract::WageUnit;
use domain::pay;
use domain::{CheckId, ClientId, MemberId, Money, PersonId, Wage};
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

/// Older checks, so that the charts of checks and offers have a year to show: how many, and how many days apart.
const EARLIER: i64 = 40;
const APART: i64 = 9;

/// Keeps them; the last waits for its go-ahead.
pub async fn keep(store: &Store, world: &World) -> Result<()> {
    earlier(store, world).await?;
    for (at, (person, client, sector, wage, hours)) in KEPT.iter().enumerate() {
        let kept_at = world.now - TimeDelta::hours(*hours);
        let Some((id, answer, stood_at)) =
            one(store, world, *person, *client, *sector, *wage, kept_at).await?
        else {
            continue;
        };
        if at == ANSWERED {
            let comment = "Salaire au-dessus du minimum demandé, répétitions comprises : accord.";
            grant(store, (id, &answer, stood_at), kept_at, comment).await?;
        }
    }
    for (person, client) in WATCHED {
        store::watch::begin(store, *person, ClientId(*client), world.now).await?;
    }
    Ok(())
}

/// A year of checks of one member, who says of most of them what became of the work.
async fn earlier(store: &Store, world: &World) -> Result<()> {
    let sectors = [
        SectorGroup::Events,
        SectorGroup::PerformingArts,
        SectorGroup::PublicSector,
    ];
    for n in (0..EARLIER).rev() {
        let kept_at = world.now - TimeDelta::days(20 + APART * n);
        // From under the reference to well above it.
        let wage = 9_800 + 700 * ((n * 7) % 13);
        let sector = sectors[(n % 3) as usize];
        let kept = one(store, world, MEMBER_2, 1 + (n * 5) % 19, sector, wage, kept_at).await?;
        let Some((id, answer, stood_at)) = kept else {
            continue;
        };
        grant(store, (id, &answer, stood_at), kept_at, "Accord.").await?;
        if n % 4 == 0 {
            continue;
        }
        let outcome = match (answer.answer, n % 3) {
            (Answer::Refused | Answer::SpeakFirst, _) => Outcome::Declined,
            (_, 0) => Outcome::Renegotiated,
            _ => Outcome::Accepted,
        };
        let told_at = kept_at + TimeDelta::days(6);
        let mut tx = store.write().await?;
        store::check::tell_outcome(&mut tx, id, MEMBER_2, answer.answer, outcome, told_at).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Gives the go-ahead that a check asks for, if it does.
async fn grant(
    store: &Store,
    (check, answer, stood_at): (CheckId, &CheckAnswer, i64),
    kept_at: DateTime<Utc>,
    comment: &str,
) -> Result<()> {
    if !answer.needs_approval {
        return Ok(());
    }
    let decision = Decision {
        check,
        revision: 1,
        facts_revision: stood_at,
        granted: true,
        stances: approval::stances_asked(answer),
        by: COUNSELLOR_2,
        comment,
    };
    let mut tx = store.write().await?;
    store::check::answer_approval(&mut tx, &decision, kept_at + TimeDelta::hours(3)).await?;
    Ok(tx.commit().await?)
}

/// Keeps one check through the rules; gives its number, its answer, and how far what it rests on had moved on.
async fn one(
    store: &Store,
    world: &World,
    person: PersonId,
    client: i64,
    sector: SectorGroup,
    wage: i64,
    kept_at: DateTime<Utc>,
) -> Result<Option<(CheckId, CheckAnswer, i64)>> {
    let today = domain::clock::day(kept_at);
    let Some(profession) = world.professions(sector).first().map(|at| world.profession(*at)) else {
        return Ok(None);
    };
    let offer = Offer {
        client: Some(ClientId(client)),
        client_text: String::new(),
        establishment: None,
        profession: profession.id,
        starts_on: today + Days::new(12),
        ends_on: today + Days::new(13),
        unit: WageUnit::Day,
        units: 200,
        hours_a_unit: None,
        wage: Some(Wage(Money(wage))),
        estimated: None,
        price: Some(Money(wage * 2).scaled(18, 10)),
    };
    // The two have the first numbers, as people and as members.
    let found = store::check::client_facts(store, ClientId(client), Some(MemberId(person.0)), today).await?;
    let figures = offer
        .wage_offer()
        .map(|wage| pay::compare(&wage, &world.catalogue.pay, offer.starts_on));
    let facts = CheckFacts {
        profession: profession.clone(),
        pay: figures.as_ref().map(PayFigures::from).unwrap_or_default(),
        client: found.as_ref().map(|found| found.facts.clone()),
        register: None,
        between: Between::default(),
    };
    let answer = check::answer(&offer, &facts);
    let facts_revision = found.map_or(0, |found| found.revision);
    let check = NewCheck {
        by: person,
        offer: &offer,
        answer: &answer,
        facts_revision,
    };
    let mut tx = store.write().await?;
    let id = store::check::keep(&mut tx, &check, kept_at).await?;
    tx.commit().await?;
    Ok(Some((id, answer, facts_revision + profession.revision)))
}
