//! Makes the data client by client, in pieces that the loader writes: memory does not grow with their number.

use super::contracts::{self, ledger};
use super::draw::{Draw, Subject};
use super::issues::{self, Plan};
use super::profile::{self, Profile};
use super::size::{Share, Spread};
use super::stances;
use super::story::{self, DOSSIER, NOT_SAME, Story};
use super::world::{Floors, World, at};
use chrono::{DateTime, Datelike as _, Days, TimeDelta, Utc};
use domain::category::Sensitivity;
use domain::client::change::Change;
use domain::client::region::Region;
use domain::client::{Establishment, IssueCounts};
use domain::issue::IssueState;
use domain::register::RegisterState;
use domain::{ClientId, EstablishmentId, IssueId, StanceId};
use store::bulk::{NewClient, NewDossier, NewHold, NewIssue, NewNote, NewStance, NotSame};
use store::client::Standing;
use store::contract::Entry;

/// Contracts in a piece, or clients, whichever comes first.
const CONTRACTS: usize = 4_000;
const CLIENTS: usize = 800;

/// Some clients with all that belongs to them.
#[derive(Default)]
pub struct Piece {
    pub clients: Vec<NewClient>,
    pub entries: Vec<Entry>,
    pub issues: Vec<NewIssue>,
    pub stances: Vec<NewStance>,
    pub dossiers: Vec<NewDossier>,
    pub holds: Vec<NewHold>,
    pub notes: Vec<NewNote>,
    pub not_same: Vec<NotSame>,
}

/// Issues are numbered in the order of their report, clients are made in another: the ids by client, looked up once.
struct IssueIds {
    ids: Vec<u32>,
    taken: usize,
}

impl IssueIds {
    fn new(times: &[i64]) -> Self {
        let mut order: Vec<u32> = (0..times.len() as u32).collect();
        order.sort_by_key(|at| times[*at as usize]);
        let mut ids = vec![0; times.len()];
        for (id, at) in order.into_iter().zip(1..) {
            ids[id as usize] = at;
        }
        Self { ids, taken: 0 }
    }

    fn next(&mut self) -> IssueId {
        let id = self.ids.get(self.taken).copied().unwrap_or_default();
        self.taken += 1;
        IssueId(i64::from(id))
    }
}

/// Numbers that run through all clients.
struct Running {
    contract: i64,
    stance: i64,
    establishment: i64,
    issues: IssueIds,
    floors: Floors,
}

/// Makes everything and hands it over piece by piece, until `take` says that nobody wants more.
pub fn all(world: &World, mut take: impl FnMut(Piece) -> bool) {
    let stories = story::all(world);
    let first = stories.len() as i64 + 1;
    let told: i64 = stories.iter().map(|story| story.profile.contracts).sum();
    let spread = Spread::new(
        world.counts.clients - stories.len() as i64,
        world.counts.contracts - told,
    );
    let numbers = issue_numbers(world, &stories, &spread, first);
    let mut times: Vec<i64> = stories
        .iter()
        .flat_map(|s| s.issues.iter().map(|i| i.reported_at.timestamp()))
        .collect();
    for (id, number) in (first..).zip(&numbers) {
        times.extend(
            issues::times(world, ClientId(id), i64::from(*number))
                .iter()
                .map(DateTime::timestamp),
        );
    }
    let mut running = Running {
        contract: 1,
        stance: 1,
        establishment: 1,
        issues: IssueIds::new(&times),
        floors: Floors::new(),
    };
    drop(times);
    let mut piece = Piece {
        not_same: vec![different(world)],
        ..Piece::default()
    };
    for (story, id) in stories.into_iter().zip(1..) {
        tell(world, &mut running, ClientId(id), story, &mut piece);
    }
    for (place, number) in (0..).zip(numbers) {
        let id = ClientId(first + place);
        let profile = profile::random(world, id, spread.contracts(place));
        client(world, &mut running, id, profile, number, &mut piece);
        let full = piece.entries.len() >= CONTRACTS || piece.clients.len() >= CLIENTS;
        if full && !take(std::mem::take(&mut piece)) {
            return;
        }
    }
    take(piece);
}

/// How many issues each client has, beside the storylines.
fn issue_numbers(world: &World, stories: &[Story], spread: &Spread, first: i64) -> Vec<u32> {
    let told: usize = stories.iter().map(|story| story.issues.len()).sum();
    let clients = world.counts.clients - stories.len() as i64;
    let weights: Vec<f64> = (0..clients)
        .map(|place| issues::weight(world, ClientId(first + place), spread.contracts(place)))
        .collect();
    let mut share = Share::new(world.counts.issues - told as i64, weights.iter().sum());
    weights.iter().map(|weight| share.next(*weight) as u32).collect()
}

/// Two of the homonyms were looked at and found to be different.
fn different(world: &World) -> NotSame {
    NotSame {
        client: ClientId(NOT_SAME.0 as i64 + 1),
        other: ClientId(NOT_SAME.1 as i64 + 1),
        by: super::people::COUNSELLOR,
        at: world.at(39, 9, 30),
    }
}

fn client(
    world: &World,
    running: &mut Running,
    id: ClientId,
    profile: Profile,
    number: u32,
    piece: &mut Piece,
) {
    let region = region(&profile);
    let establishments = establishments(&profile, running);
    let entries = entries(world, running, id, &profile, region, &[], &establishments);
    let mut draw = Draw::new(world.seed, Subject::Stances, id.0);
    let of = issues::Of {
        client: id,
        profile: &profile,
        region,
        entries: &entries,
    };
    let mut found = Vec::new();
    for reported_at in issues::times(world, id, i64::from(number)) {
        let plan = issues::plan(world, &mut draw, &profile, reported_at);
        found.push(issues::make(world, &mut draw, &of, plan, running.issues.next()));
    }
    let chosen = stances::history(world, &mut draw, &of, &found, &mut running.stance);
    if number > 0 && draw.chance(0.2) {
        piece.notes.push(NewNote {
            client: id,
            text: (*draw.pick(super::texts::PRIVATE)).to_owned(),
            by: world.people.some_counsellor(&mut draw),
            at: world.at(draw.between(1, 300), 11, 15),
        });
    }
    finish(
        world,
        id,
        profile,
        establishments,
        entries,
        found,
        chosen,
        Vec::new(),
        0,
        piece,
    );
}

fn tell(world: &World, running: &mut Running, id: ClientId, story: Story, piece: &mut Piece) {
    let Story {
        profile,
        crew,
        issues: plans,
        stances: chosen,
        edits,
        hold,
        notes,
        dossier,
    } = story;
    let region = region(&profile);
    let establishments = establishments(&profile, running);
    let entries = entries(world, running, id, &profile, region, &crew, &establishments);
    let mut draw = Draw::new(world.seed, Subject::Stances, id.0);
    let of = issues::Of {
        client: id,
        profile: &profile,
        region,
        entries: &entries,
    };
    let opened_at = plans.iter().map(|plan: &Plan| plan.reported_at).min();
    let found: Vec<NewIssue> = plans
        .into_iter()
        .map(|plan| issues::make(world, &mut draw, &of, plan, running.issues.next()))
        .collect();
    let mut stances = Vec::new();
    for plan in chosen {
        if let Some(stance) = stances::make(world, &of, &found, plan, StanceId(running.stance)) {
            running.stance += 1;
            stances.push(stance);
        }
    }
    piece
        .dossiers
        .extend(dossier.zip(opened_at).map(|(title, opened_at)| NewDossier {
            id: DOSSIER,
            client: id,
            title: title.to_owned(),
            filter: domain::category::Filter::Payment,
            decided: true,
            opened_by: super::people::COUNSELLOR,
            opened_at: opened_at + TimeDelta::days(1),
        }));
    piece
        .notes
        .extend(notes.into_iter().map(|(by, ago, text)| NewNote {
            client: id,
            text: text.to_owned(),
            by,
            at: world.at(ago, 16, 20),
        }));
    let holds = i64::from(hold.is_some());
    piece.holds.extend(hold.map(|(reason, by, ago)| NewHold {
        client: id,
        reason: reason.to_owned(),
        placed_by: by,
        placed_at: world.at(ago, 12, 0),
        until_on: world.ago(ago) + Days::new(30),
    }));
    finish(
        world,
        id,
        profile,
        establishments,
        entries,
        found,
        stances,
        edits,
        holds,
        piece,
    );
}

fn region(profile: &Profile) -> Region {
    Region::of(&profile.draft.address.country, &profile.draft.address.postcode)
}

fn establishments(profile: &Profile, running: &mut Running) -> Vec<Establishment> {
    if !profile.establishments {
        return Vec::new();
    }
    ["Site Nord", "Site Sud"]
        .into_iter()
        .map(|name| {
            let id = running.establishment;
            running.establishment += 1;
            Establishment {
                id: EstablishmentId(id),
                number: String::new(),
                name: name.to_owned(),
                address: profile.draft.address.clone(),
                region: region(profile),
            }
        })
        .collect()
}

fn entries(
    world: &World,
    running: &mut Running,
    client: ClientId,
    profile: &Profile,
    region: Region,
    crew: &[domain::MemberId],
    establishments: &[Establishment],
) -> Vec<Entry> {
    let ids: Vec<EstablishmentId> = establishments.iter().map(|e| e.id).collect();
    let of = contracts::Of {
        client,
        profile,
        region,
        crew,
        establishments: &ids,
    };
    ledger(world, &mut running.floors, &of, &mut running.contract)
}

/// Puts a client and what belongs to it into the piece; its card tells of its issues and stances.
#[expect(
    clippy::too_many_arguments,
    reason = "all that a client was drawn with, written once"
)]
fn finish(
    world: &World,
    id: ClientId,
    profile: Profile,
    establishments: Vec<Establishment>,
    entries: Vec<Entry>,
    issues: Vec<NewIssue>,
    stances: Vec<NewStance>,
    edits: Vec<(DateTime<Utc>, Vec<Change>)>,
    holds: i64,
    piece: &mut Piece,
) {
    let first_on = entries
        .first()
        .map_or(world.today, |entry| entry.contract.start_on)
        .min(world.today);
    let first_issue = issues
        .iter()
        .map(|issue| domain::clock::day(issue.reported_at))
        .min()
        .unwrap_or(first_on);
    let created_on = first_on.min(first_issue) - Days::new(3);
    // Issues for named handlers are not on the card.
    let counted = |issue: &&NewIssue| issue.category.sensitivity != Sensitivity::NamedHandlers;
    let count = |of: fn(&IssueState) -> bool| {
        issues
            .iter()
            .filter(counted)
            .filter(|issue| of(&issue.state))
            .count() as i64
    };
    let moves: i64 = stances
        .iter()
        .map(|s| {
            i64::from(s.in_force_at().is_some())
                + i64::from(s.ended_at().is_some())
                + i64::from(s.sent_on.is_some())
        })
        .sum();
    let first_of_month = world.today.with_day(1).unwrap_or(world.today);
    piece.clients.push(NewClient {
        id,
        register: (profile.register != RegisterState::Unknown).then_some(Standing {
            state: profile.register,
            as_of: first_of_month,
        }),
        draft: profile.draft,
        created_at: at(created_on, 9 * 60),
        edits,
        establishments,
        issues: IssueCounts {
            open: count(|state| state.is_open()),
            confirmed: count(|state| *state == IssueState::Confirmed),
            resolved: count(|state| *state == IssueState::Resolved),
            worst_confirmed: None,
        },
        stances: stances.iter().filter_map(NewStance::card).collect(),
        moves: moves + holds,
    });
    piece.entries.extend(entries);
    piece.issues.extend(issues);
    piece.stances.extend(stances);
}
