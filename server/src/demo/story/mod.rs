//! The storylines that a visitor should meet, in every size. Names and numbers are invented; the numbers begin with
//! 0999.2, where no other client of the demonstration has one.

mod heard;
mod money;
mod work;

use super::issues::{Course, Plan as IssuePlan};
use super::people::{MEMBER, MEMBER_2};
use super::profile::{Habit, Profile, enterprise, nace};
use super::stances::Plan as StancePlan;
use super::texts::StanceText;
use super::world::World;
use chrono::{DateTime, Days, Utc};
use domain::client::change::Change;
use domain::client::sector::SectorGroup;
use domain::client::{Address, ClientDraft, ClientKind, ClientName, NameKind};
use domain::issue::life::Step;
use domain::issue::{Cause, Severity, Source};
use domain::register::RegisterState;
use domain::stance::{PublishedNote, RunningContracts, StanceKind, latest_review};
use domain::{Lang, MemberId, PersonId};

/// A client with its story.
pub struct Story {
    pub profile: Profile,
    pub crew: Vec<MemberId>,
    pub issues: Vec<IssuePlan>,
    pub stances: Vec<StancePlan>,
    pub edits: Vec<(DateTime<Utc>, Vec<Change>)>,
    /// Reason, who placed it, days ago.
    pub hold: Option<(&'static str, PersonId, i64)>,
    pub notes: Vec<(PersonId, i64, &'static str)>,
    /// The title of the case that groups its issues.
    pub dossier: Option<&'static str>,
}

/// The id of the one case.
pub const DOSSIER: i64 = 1;
/// Places in the list of storylines of two clients that are not the same.
pub const NOT_SAME: (usize, usize) = (5, 6);

/// All of them; they have the first ids.
pub fn all(world: &World) -> Vec<Story> {
    vec![
        money::courier_platform(world),
        work::public_body(world),
        work::held_by_its_funder(world),
        money::late_but_safe(world),
        money::renamed_after_a_sanction(world),
        money::homonym(
            world,
            6,
            "Studio Lumen SRL",
            ("1050", "Ixelles"),
            SectorGroup::Audiovisual,
        ),
        money::homonym(
            world,
            7,
            "Studio Lumen ASBL",
            ("4000", "Liège"),
            SectorGroup::PerformingArts,
        ),
        money::homonym(
            world,
            8,
            "Studio Lumens SA",
            ("5000", "Namur"),
            SectorGroup::Events,
        ),
        money::false_report(world),
        work::awaits_a_second_person(world),
        work::proposed_sanction(world),
        work::held(world),
        money::sole_trader(world),
        heard::note_not_yet_readable(world),
        heard::note_not_yet_sent(world),
        work::needs_a_go_ahead(world),
        heard::under_review(world),
        money::pays_on_time(world),
    ]
}

/// Members who take turns, those of the demonstration among them.
fn crew(number: i64) -> Vec<MemberId> {
    let mut crew = vec![MemberId(1), MemberId(2)];
    crew.extend((3..=number).map(|n| MemberId(n * 4 - 1)));
    crew
}

fn base(
    number: u32,
    name: &str,
    kind: ClientKind,
    sector: SectorGroup,
    lang: Lang,
    town: (&str, &str),
    contracts: i64,
) -> Story {
    let street = if lang == Lang::Nl {
        "Werkhuizenlaan"
    } else {
        "Rue des Artisans"
    };
    let draft = ClientDraft {
        legal_name: name.to_owned(),
        other_names: Vec::new(),
        identifiers: enterprise(9_992_000 + number * 7).into_iter().collect(),
        kind,
        natural_person: kind == ClientKind::Person,
        language: lang,
        address: Address {
            street: format!("{street} {}", number * 3),
            postcode: town.0.to_owned(),
            municipality: town.1.to_owned(),
            country: "BE".to_owned(),
        },
        sector,
        nace: nace(sector).filter(|_| kind != ClientKind::Person),
        phone: format!("+32 2 555 20 {number:02}"),
        email: format!("histoire{number}@demo.example"),
        parent: None,
        subsidised: false,
        funders: Vec::new(),
    };
    let profile = Profile {
        draft,
        register: RegisterState::Normal,
        contracts,
        habit: Habit::Usual(1.0),
        low_pay: false,
        consumer: false,
        from: 0.3,
        until: 1.0,
        establishments: false,
    };
    Story {
        profile,
        crew: crew(9),
        issues: Vec::new(),
        stances: Vec::new(),
        edits: Vec::new(),
        hold: None,
        notes: Vec::new(),
        dossier: None,
    }
}

/// A report so many days ago, looked at and decided on the days after.
struct Told<'a> {
    world: &'a World,
    ago: i64,
    category: &'static str,
    severity: Severity,
    by: PersonId,
    facts: &'static str,
}

impl Told<'_> {
    fn plan(self, course: Course) -> IssuePlan {
        let member = matches!(self.by, MEMBER | MEMBER_2);
        IssuePlan {
            reported_at: self.world.at(self.ago, 9, 20),
            category: self.category,
            severity: self.severity,
            cause: Cause::Negligent,
            source: if member { Source::Member } else { Source::Staff },
            reporter: Some(self.by),
            course,
            facts: Some(self.facts.to_owned()),
            dossier: None,
            own: member,
        }
    }

    fn open(self) -> IssuePlan {
        self.plan(Vec::new())
    }

    fn reviewed(self, by: PersonId) -> IssuePlan {
        let course = vec![(
            Step::Review,
            by,
            self.world.at(self.ago - 1, 10, 5),
            String::new(),
        )];
        self.plan(course)
    }

    fn confirmed(self, by: PersonId) -> IssuePlan {
        let course = vec![
            (
                Step::Review,
                by,
                self.world.at(self.ago - 1, 10, 5),
                String::new(),
            ),
            (
                Step::Confirm,
                by,
                self.world.at(self.ago - 4, 16, 40),
                String::new(),
            ),
        ];
        self.plan(course)
    }

    fn resolved(self, by: PersonId, how: &str) -> IssuePlan {
        let resolved_at = self.world.at(self.ago - 30, 11, 30);
        let mut plan = self.confirmed(by);
        plan.course.push((Step::Resolve, by, resolved_at, how.to_owned()));
        plan
    }

    fn dismissed(self, by: PersonId, why: &str) -> IssuePlan {
        let course = vec![
            (
                Step::Review,
                by,
                self.world.at(self.ago - 1, 10, 5),
                String::new(),
            ),
            (
                Step::Dismiss,
                by,
                self.world.at(self.ago - 6, 14, 0),
                why.to_owned(),
            ),
        ];
        self.plan(course)
    }

    fn withdrawn(self) -> IssuePlan {
        let course = vec![(
            Step::Withdraw,
            self.by,
            self.world.at(self.ago - 2, 18, 0),
            String::new(),
        )];
        self.plan(course)
    }
}

/// A stance proposed so many days ago; sent two days later.
fn stance(world: &World, kind: StanceKind, ago: i64, by: PersonId, text: &StanceText) -> StancePlan {
    let proposed_at = world.at(ago, 11, 0);
    let latest = latest_review(kind, world.ago(ago));
    StancePlan {
        kind,
        conditions: Vec::new(),
        proposed_at,
        by,
        approved: None,
        settled: true,
        sent_on: (ago >= 4).then(|| world.ago(ago - 2)),
        replied: false,
        lifted: None,
        review_on: latest - Days::new(3),
        running: RunningContracts::GoOn,
        reason: text.reason.to_owned(),
        to_lift: text.to_lift.to_owned(),
        note: PublishedNote {
            fr: text.fr.to_owned(),
            nl: text.nl.to_owned(),
        },
    }
}

fn note(fr: &str, nl: &str) -> PublishedNote {
    PublishedNote {
        fr: fr.to_owned(),
        nl: nl.to_owned(),
    }
}

fn trade(name: &str) -> ClientName {
    ClientName {
        kind: NameKind::Trade,
        name: name.to_owned(),
    }
}
