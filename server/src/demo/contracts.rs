//! The ledger of one client: when work was done, by whom, for what, and when it was paid.

use super::draw::{Draw, Subject};
use super::profile::{Habit, Profile};
use super::world::{Floors, World};
use chrono::{Days, Months, NaiveDate};
use domain::client::ClientKind;
use domain::client::region::Region;
use domain::contract::{Contract, ContractState, DebtState, SizeBand, WageUnit};
use domain::payment::due;
use domain::{ClientId, ContractId, EstablishmentId, Lang, MemberId, Money, Price, Wage};
use store::contract::Entry;

/// What the ledger of a client is made for.
pub struct Of<'a> {
    pub client: ClientId,
    pub profile: &'a Profile,
    pub region: Region,
    /// The members who take turns; everyone where there are none.
    pub crew: &'a [MemberId],
    pub establishments: &'a [EstablishmentId],
}

/// The contracts of a client in the order of their beginning; `next` is the id of the next one and moves on.
pub fn ledger(world: &World, floors: &mut Floors, of: &Of<'_>, next: &mut i64) -> Vec<Entry> {
    let mut draw = Draw::new(world.seed, Subject::Contracts, of.client.0);
    let draw = &mut draw;
    let mut days: Vec<NaiveDate> = (0..of.profile.contracts)
        .map(|_| begin(world, of, draw))
        .collect();
    days.sort_unstable();
    let mut entries: Vec<Entry> = Vec::with_capacity(days.len());
    let mut members: Vec<MemberId> = Vec::new();
    while entries.len() < days.len() {
        let start = days[entries.len()];
        let member = match of.crew {
            [] if !members.is_empty() && draw.chance(0.45) => *draw.pick(&members),
            [] => world.members.one(draw),
            crew => crew[entries.len() % crew.len()],
        };
        members.push(member);
        let entry = one(world, floors, of, draw, start, member, *next);
        *next += 1;
        entries.push(entry);
        // A line that takes the last one back stands right behind it.
        if entries.len() < days.len()
            && of.crew.is_empty()
            && draw.chance(0.004)
            && let Some(back) = entries.last_mut().and_then(|last| take_back(last, *next))
        {
            *next += 1;
            entries.push(back);
        }
    }
    freeze_sizes(&mut entries);
    entries
}

fn begin(world: &World, of: &Of<'_>, draw: &mut Draw) -> NaiveDate {
    let share = of.profile.from + (of.profile.until - of.profile.from) * draw.unit();
    // Some of what is agreed on has not begun yet.
    if share > 0.995 && draw.chance(0.3) {
        return world.today + Days::new(1 + u64::from(draw.below(35)));
    }
    world.calendar.day(share)
}

fn one(
    world: &World,
    floors: &mut Floors,
    of: &Of<'_>,
    draw: &mut Draw,
    start: NaiveDate,
    member: MemberId,
    id: i64,
) -> Entry {
    let profile = of.profile;
    let profession = *draw.pick(world.professions(profile.draft.sector));
    let known = world.profession(profession);
    let text = if profile.draft.language == Lang::Nl {
        known.name(Lang::Nl)
    } else {
        known.name(Lang::Fr)
    };
    let days = length(draw);
    let unit = draw.weighted(&[
        (55, WageUnit::Day),
        (20, WageUnit::Hour),
        (8, WageUnit::Service),
        (10, WageUnit::Cachet),
        (7, WageUnit::Project),
    ]);
    let wage = wage(world, floors, draw, profile, profession, unit, days, start);
    let units = match unit {
        WageUnit::Day | WageUnit::Cachet | WageUnit::Service => days * 100,
        WageUnit::Hour => days * draw.between(3, 8) * 100,
        WageUnit::Project => 100,
    };
    let factor = draw.between(17_000, 19_500);
    let end = start + Days::new((days - 1).unsigned_abs());
    let mut contract = Contract {
        reference: format!("CT-{id:08}"),
        state: ContractState::Open,
        debt: DebtState::Open,
        start_on: start,
        end_on: end,
        unit,
        units,
        wage,
        price: Price(wage.for_units(units).scaled(factor, 10_000)),
        invoiced_on: None,
        received_on: None,
        agreed_due_on: None,
        paid_on: None,
        consumer: profile.consumer,
        taken_back: false,
    };
    pay(world, draw, profile, &mut contract);
    Entry {
        id: ContractId(id),
        client: of.client,
        establishment: if of.establishments.is_empty() || draw.chance(0.6) {
            None
        } else {
            Some(*draw.pick(of.establishments))
        },
        member,
        profession: Some(known.id),
        profession_text: text.split(',').next().unwrap_or(text).to_lowercase(),
        contract,
        amends: None,
        amended_by: None,
        sector: profile.draft.sector,
        region: of.region,
        size: SizeBand::One,
    }
}

/// Days of work: 3.3 on average, most of them one.
fn length(draw: &mut Draw) -> i64 {
    let mut days = 1;
    while days < 40 && draw.chance(0.7) {
        days += 1;
    }
    days
}

/// Log-normal above the floor of the day; under it, now and then, with the clients that pay little.
fn wage(
    world: &World,
    floors: &mut Floors,
    draw: &mut Draw,
    profile: &Profile,
    profession: usize,
    unit: WageUnit,
    days: i64,
    start: NaiveDate,
) -> Wage {
    let floor = floors.wage(world, profession, unit, start).0.cents() as f64;
    let factor = if profile.low_pay && draw.chance(0.8) {
        0.83 + 0.165 * draw.unit()
    } else {
        1.005 + ((0.35 * draw.normal()).exp() - 0.55).max(0.0) * 0.7
    };
    let days = if unit == WageUnit::Project {
        days as f64
    } else {
        1.0
    };
    // To five cents, upwards.
    Wage(Money(((floor * factor * days) / 5.0).ceil() as i64 * 5))
}

fn pay(world: &World, draw: &mut Draw, profile: &Profile, contract: &mut Contract) {
    let invoiced = contract.end_on + Days::new(u64::from(1 + draw.below(10)));
    if invoiced > world.today {
        if contract.start_on > world.today && draw.chance(0.25) {
            contract.state = ContractState::Draft;
        }
        return;
    }
    contract.invoiced_on = Some(invoiced);
    contract.received_on = draw
        .chance(0.35)
        .then(|| invoiced + Days::new(1 + u64::from(draw.below(4))))
        .filter(|day| *day <= world.today);
    contract.agreed_due_on = draw
        .weighted(&[
            (45, None),
            (35, Some(30)),
            (8, Some(15)),
            (10, Some(60)),
            (2, Some(90)),
        ])
        .map(|days: u64| invoiced + Days::new(days));
    let Some(due) = due(contract.invoiced_on, contract.received_on, contract.agreed_due_on) else {
        return;
    };
    let delay = delay(draw, profile, due.on);
    let paid = delay
        .and_then(|days| due.on.checked_add_signed(chrono::TimeDelta::days(days)))
        .map(|day| day.max(invoiced));
    match paid.filter(|day| *day <= world.today) {
        Some(day) => {
            contract.paid_on = Some(day);
            contract.state = ContractState::Paid;
            contract.debt = DebtState::Paid;
        }
        None => {
            let waited = world.today.signed_duration_since(due.on).num_days();
            owed(draw, profile, contract, waited);
        }
    }
}

/// Days after due; `None` for never. On time 45 %, 1 to 30 days 38, 31 to 60 10, 61 to 90 4, over 90 2.4, never 0.6.
fn delay(draw: &mut Draw, profile: &Profile, due: NaiveDate) -> Option<i64> {
    let power = match profile.habit {
        Habit::SlowButSafe => return Some(draw.between(13, 48)),
        Habit::BankruptFrom(day) if due + Days::new(12) >= day => return None,
        Habit::BankruptFrom(_) => 1.2,
        Habit::Reluctant => 2.6,
        Habit::Usual(lateness) => lateness,
    };
    let place = draw.unit().powf(1.0 / power);
    match place {
        ..0.45 => Some(-draw.between(0, 24)),
        ..0.83 => Some(draw.between(1, 30)),
        ..0.93 => Some(draw.between(31, 60)),
        ..0.97 => Some(draw.between(61, 90)),
        ..0.994 => Some(draw.between(91, 240)),
        // Public bodies are late, and safe.
        _ if profile.draft.kind == ClientKind::PublicBody => Some(draw.between(91, 240)),
        _ => None,
    }
}

/// What became of a debt, by how long it has been waited for.
fn owed(draw: &mut Draw, profile: &Profile, contract: &mut Contract, waited: i64) {
    if matches!(profile.habit, Habit::BankruptFrom(_)) {
        contract.debt = DebtState::Bankrupt;
        return;
    }
    if waited > 5 && draw.chance(0.1) {
        contract.state = ContractState::Disputed;
        contract.debt = DebtState::Disputed;
        return;
    }
    contract.debt = match waited {
        ..=7 => DebtState::Open,
        8..=30 => DebtState::Overdue,
        31..=120 => DebtState::Reminded,
        121..=400 => draw.weighted(&[
            (50, DebtState::Reminded),
            (25, DebtState::Plan),
            (10, DebtState::PlanBroken),
            (15, DebtState::Judged),
        ]),
        _ => draw.weighted(&[
            (60, DebtState::WrittenOff),
            (25, DebtState::Judged),
            (15, DebtState::PlanBroken),
        ]),
    };
}

/// A line that takes a paid one back.
fn take_back(last: &mut Entry, id: i64) -> Option<Entry> {
    if last.contract.state != ContractState::Paid {
        return None;
    }
    last.contract.taken_back = true;
    let mut back = last.clone();
    back.id = ContractId(id);
    back.amends = Some(last.id);
    back.contract.reference = format!("CT-{id:08}");
    back.contract.state = ContractState::Refunded;
    back.contract.taken_back = false;
    back.contract.units = -last.contract.units;
    back.contract.price = Price(Money(-last.contract.price.0.cents()));
    back.contract.paid_on = None;
    back.contract.agreed_due_on = None;
    back.contract.received_on = None;
    Some(back)
}

/// Contracts in the 12 months before each begins, itself included.
fn freeze_sizes(entries: &mut [Entry]) {
    let mut first = 0;
    for at in 0..entries.len() {
        let start = entries[at].contract.start_on;
        let since = start.checked_sub_months(Months::new(12)).unwrap_or(start);
        while entries[first].contract.start_on <= since {
            first += 1;
        }
        let year = entries[first..=at]
            .iter()
            .filter(|entry| entry.contract.counts())
            .count();
        entries[at].size = SizeBand::of(year as i64);
        // A hundred is the last band: no more has to be counted.
        if at - first > 400 {
            first = at - 400;
        }
    }
}

/// Contracts that began in the 12 months before a day: the band of what is reported on it.
pub fn size_on(entries: &[Entry], day: NaiveDate) -> SizeBand {
    let since = day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let first = entries.partition_point(|entry| entry.contract.start_on <= since);
    let last = entries.partition_point(|entry| entry.contract.start_on <= day);
    SizeBand::of(last.saturating_sub(first) as i64)
}
