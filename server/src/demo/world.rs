//! What all parts of the demonstration share.

use super::calendar::Calendar;
use super::people::{MemberChoice, People};
use super::size::{Counts, Size};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::category::Category;
use domain::client::sector::SectorGroup;
use domain::contract::WageUnit;
use domain::pay::{self, PayKind, WageOffer};
use domain::profession::{Profession, ProfessionState};
use domain::{Money, Month, PersonId, Wage};
use std::collections::HashMap;
use std::sync::Arc;
use store::house::Pseudonyms;
use store::reference::Catalogue;

pub struct World {
    pub seed: u64,
    pub counts: Counts,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub calendar: Calendar,
    pub people: People,
    pub members: MemberChoice,
    pub catalogue: Arc<Catalogue>,
    /// Places in the catalogue of the professions that a sector hires.
    professions: HashMap<SectorGroup, Vec<usize>>,
    pseudonyms: Pseudonyms,
}

impl World {
    pub fn new(
        size: Size,
        seed: u64,
        now: DateTime<Utc>,
        catalogue: Arc<Catalogue>,
        pseudonyms: Pseudonyms,
    ) -> Self {
        let counts = size.counts();
        let today = domain::clock::day(now);
        let professions = SectorGroup::ALL
            .iter()
            .map(|sector| (*sector, professions_of(*sector, &catalogue)))
            .collect();
        Self {
            seed,
            counts,
            now,
            today,
            calendar: Calendar::new(today, counts.years),
            people: People::new(&counts),
            members: MemberChoice::new(seed, counts.members),
            catalogue,
            professions,
            pseudonyms,
        }
    }

    /// The first day of the demonstration.
    pub fn first_day(&self) -> NaiveDate {
        self.calendar.day(0.0)
    }

    /// So many days before today.
    pub fn ago(&self, days: i64) -> NaiveDate {
        self.today - Days::new(days.unsigned_abs())
    }

    /// A time of a working day, so many days before today; never later than now.
    pub fn at(&self, days_ago: i64, hour: i64, minute: i64) -> DateTime<Utc> {
        at(self.ago(days_ago), hour * 60 + minute).min(self.now - TimeDelta::minutes(1))
    }

    /// As reports keep it: a member's own, or that of whoever of the staff.
    pub fn pseudonym(&self, person: PersonId) -> String {
        match self.people.member_of(person) {
            Some(member) => self.pseudonyms.of("member", member.0),
            None => self.pseudonyms.of("person", person.0),
        }
    }

    /// A category by its code. The first one, should somebody have taken it out of the reference data.
    pub fn category(&self, code: &str) -> &Category {
        self.catalogue
            .category_by_code(code)
            .unwrap_or(&self.catalogue.categories[0])
    }

    /// Professions that this sector hires.
    pub fn professions(&self, sector: SectorGroup) -> &[usize] {
        &self.professions[&sector]
    }

    pub fn profession(&self, at: usize) -> &Profession {
        &self.catalogue.professions[at]
    }
}

/// A time in UTC, so many minutes after midnight.
pub fn at(day: NaiveDate, minutes: i64) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(minutes)
}

/// Professions that a sector hires before others, by their codes.
const fn wanted(sector: SectorGroup) -> &'static [&'static str] {
    match sector {
        SectorGroup::PerformingArts => &[
            "actor",
            "musician",
            "dancer",
            "sound_technician",
            "light_technician",
            "stage_manager",
            "costume_designer",
            "set_designer",
            "singer",
            "director",
            "circus_artist",
            "choreographer",
            "make_up_artist",
        ],
        SectorGroup::Audiovisual => &[
            "camera_operator",
            "video_editor",
            "sound_technician",
            "photographer",
            "director",
            "actor",
            "make_up_artist",
            "drone_pilot",
        ],
        SectorGroup::Events => &[
            "event_host",
            "graphic_designer",
            "photographer",
            "light_technician",
            "dj",
            "communication_officer",
            "illustrator",
            "rigger",
        ],
        SectorGroup::Training => &["trainer", "coach", "interpreter", "translator", "consultant"],
        SectorGroup::SocioCultural => &[
            "activity_leader",
            "trainer",
            "musician",
            "tour_guide",
            "illustrator",
            "childcare_worker",
            "sports_instructor",
        ],
        SectorGroup::Digital => &[
            "web_developer",
            "web_designer",
            "consultant",
            "project_manager",
            "graphic_designer",
        ],
        SectorGroup::PublicSector => &[
            "activity_leader",
            "trainer",
            "musician",
            "graphic_designer",
            "tour_guide",
            "communication_officer",
            "interpreter",
        ],
        SectorGroup::Hospitality => &["dj", "musician", "cook", "server", "photographer"],
        SectorGroup::Transport => &["bicycle_courier"],
        SectorGroup::Building | SectorGroup::Care | SectorGroup::Other => &[
            "graphic_designer",
            "photographer",
            "copywriter",
            "translator",
            "consultant",
            "journalist",
            "author",
        ],
    }
}

/// Places in the catalogue; any accepted profession where it knows none of them.
fn professions_of(sector: SectorGroup, catalogue: &Catalogue) -> Vec<usize> {
    let place = |code: &&str| {
        catalogue
            .professions
            .iter()
            .position(|profession| profession.code == **code)
    };
    let found: Vec<usize> = wanted(sector).iter().filter_map(place).collect();
    if !found.is_empty() {
        return found;
    }
    let accepted = |profession: &Profession| profession.state == ProfessionState::Accepted;
    (0..catalogue.professions.len())
        .filter(|at| accepted(&catalogue.professions[*at]))
        .collect()
}

/// What the minimum and the reference ask for, looked up once for each profession, unit and month.
pub struct Floors {
    known: HashMap<(usize, WageUnit, Month), Wage>,
}

impl Floors {
    pub fn new() -> Self {
        Self {
            known: HashMap::new(),
        }
    }

    /// The wage for one unit under which nobody should work.
    pub fn wage(&mut self, world: &World, profession: usize, unit: WageUnit, day: NaiveDate) -> Wage {
        *self
            .known
            .entry((profession, unit, Month::of(day)))
            .or_insert_with(|| floor(world, profession, unit, day))
    }
}

/// Hundredths of an hour in a service and in a project day, as the generator counts them.
pub const SERVICE_HOURS: i64 = 350;

fn floor(world: &World, profession: usize, unit: WageUnit, day: NaiveDate) -> Wage {
    let asked = if unit == WageUnit::Project {
        WageUnit::Day
    } else {
        unit
    };
    let offer = WageOffer {
        profession: Some(world.profession(profession).id),
        unit: asked,
        wage: Wage(Money(0)),
        hours_a_unit: (asked == WageUnit::Service).then_some(SERVICE_HOURS),
    };
    let figure = |kind| pay::figure(kind, &offer, &world.catalogue.pay, day).map(|figure| figure.amount);
    let known = [figure(PayKind::Minimum), figure(PayKind::Reference)]
        .into_iter()
        .flatten()
        .max();
    known.unwrap_or(Wage(Money(9_747)))
}
