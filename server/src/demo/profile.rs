//! A client as it is drawn: who it is, how much it hires, how it pays.

use super::draw::{Draw, Subject};
use super::world::World;
use super::{name, words};
use chrono::NaiveDate;
use domain::client::identifier::{EnterpriseNumber, Identifier, Scheme};
use domain::client::sector::SectorGroup;
use domain::client::{Address, ClientDraft, ClientKind, ClientName, NameKind};
use domain::register::RegisterState;
use domain::{ClientId, FunderId, Lang};

/// How a client pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Habit {
    /// As most do; over 1 later than usual, under 1 earlier.
    Usual(f64),
    /// Two to seven weeks late, always in full.
    SlowButSafe,
    /// Paid as usual, and nothing more from this day on.
    BankruptFrom(NaiveDate),
    /// Pays some, leaves others to be reminded.
    Reluctant,
}

/// A client before it is written.
pub struct Profile {
    pub draft: ClientDraft,
    pub register: RegisterState,
    pub contracts: i64,
    pub habit: Habit,
    /// Pays members less than the reference.
    pub low_pay: bool,
    /// Outside the law on late payment between businesses.
    pub consumer: bool,
    /// When it hires, as shares of the calendar.
    pub from: f64,
    pub until: f64,
    /// Two addresses of its own besides its seat.
    pub establishments: bool,
}

/// Numbers that nobody holds: 0900.000.000 to 0999.099.999, then 0999.110 to 0999.119 and 0999.220 on; the storylines
/// have 0999.200 to 0999.219. The last few hundred of a million clients have none.
pub fn number(n: i64) -> Option<Identifier> {
    let beyond = n - 990_999;
    let root = match beyond {
        ..=0 => 9_990_999 - n,
        1..900 => 9_991_100 + beyond,
        _ => 9_992_200 + beyond - 900,
    };
    let root = u32::try_from(root).ok().filter(|root| *root <= 9_999_999)?;
    enterprise(root)
}

/// The enterprise number with these first eight digits.
pub fn enterprise(root: u32) -> Option<Identifier> {
    let number = EnterpriseNumber::from_root(root)?;
    Some(Identifier {
        scheme: Scheme::BeEnterprise,
        number: number.digits(),
    })
}

/// The client of this id; `contracts` is its share of all.
pub fn random(world: &World, id: ClientId, contracts: i64) -> Profile {
    let mut draw = Draw::new(world.seed, Subject::Client, id.0);
    let draw = &mut draw;
    let sector = sector(draw);
    let kind = kind(draw, sector);
    let abroad = kind == ClientKind::Company && draw.chance(0.035);
    let lang = draw.weighted(&[(62, Lang::Fr), (33, Lang::Nl), (4, Lang::En), (1, Lang::De)]);
    let legal_name = name::legal(draw, kind, sector, lang);
    let consumer = kind == ClientKind::Person && draw.chance(0.4);
    let identifiers = if consumer {
        Vec::new()
    } else if abroad {
        foreign(draw, id).into_iter().collect()
    } else {
        number(id.0).into_iter().collect()
    };
    let subsidised = match kind {
        ClientKind::NonProfit => draw.chance(0.6),
        ClientKind::Company => draw.chance(0.05),
        _ => false,
    };
    let address = if abroad {
        foreign_address(draw)
    } else {
        address(draw, lang)
    };
    let draft = ClientDraft {
        other_names: other_names(draw, &legal_name, kind, sector, lang),
        legal_name,
        identifiers,
        kind,
        natural_person: kind == ClientKind::Person,
        language: lang,
        address,
        sector,
        nace: nace(sector).filter(|_| kind != ClientKind::Person),
        phone: if draw.chance(0.6) {
            phone(draw)
        } else {
            String::new()
        },
        email: if draw.chance(0.7) {
            format!("client{}@demo.example", id.0)
        } else {
            String::new()
        },
        parent: (id.0 > 60 && contracts > 3 && draw.chance(0.02))
            .then(|| ClientId(draw.between(40, id.0 - 1))),
        subsidised,
        funders: if subsidised {
            funders(world, draw, lang)
        } else {
            Vec::new()
        },
    };
    let (from, until) = window(draw, contracts);
    Profile {
        register: register(draw, abroad || consumer),
        habit: Habit::Usual(lateness(draw, kind, contracts)),
        low_pay: draw.chance(0.045),
        consumer,
        contracts,
        from,
        until,
        establishments: contracts > 30 && draw.chance(0.15),
        draft,
    }
}

fn sector(draw: &mut Draw) -> SectorGroup {
    draw.weighted(&[
        (24, SectorGroup::PerformingArts),
        (14, SectorGroup::Audiovisual),
        (14, SectorGroup::Events),
        (10, SectorGroup::Training),
        (12, SectorGroup::SocioCultural),
        (8, SectorGroup::Digital),
        (8, SectorGroup::PublicSector),
        (4, SectorGroup::Hospitality),
        (2, SectorGroup::Transport),
        (1, SectorGroup::Building),
        (1, SectorGroup::Care),
        (2, SectorGroup::Other),
    ])
}

/// All in all 54 % companies, 30 % non-profits, 9 % public bodies, 7 % natural persons.
fn kind(draw: &mut Draw, sector: SectorGroup) -> ClientKind {
    use ClientKind::{Company, NonProfit, Person, PublicBody};
    draw.weighted(match sector {
        SectorGroup::PublicSector => &[(90, PublicBody), (10, NonProfit)],
        SectorGroup::SocioCultural => &[(80, NonProfit), (14, Company), (6, Person)],
        SectorGroup::PerformingArts => &[(52, NonProfit), (38, Company), (4, PublicBody), (6, Person)],
        SectorGroup::Training => &[(30, NonProfit), (56, Company), (7, PublicBody), (7, Person)],
        _ => &[(6, NonProfit), (84, Company), (1, PublicBody), (9, Person)],
    })
}

fn other_names(
    draw: &mut Draw,
    legal: &str,
    kind: ClientKind,
    sector: SectorGroup,
    lang: Lang,
) -> Vec<ClientName> {
    let mut names = Vec::new();
    if matches!(kind, ClientKind::Company | ClientKind::NonProfit) {
        if draw.chance(0.12) {
            let bare = legal.rsplit_once(' ').map_or(legal, |(bare, _)| bare);
            names.push(ClientName {
                kind: NameKind::Trade,
                name: format!("{bare} {}", draw.pick(words::COINED)),
            });
        }
        if draw.chance(0.04) {
            names.push(ClientName {
                kind: NameKind::Former,
                name: name::legal(draw, kind, sector, lang),
            });
        }
        if draw.chance(0.05) {
            let letters: String = legal
                .split(' ')
                .filter_map(|word| word.chars().next())
                .filter(|c| c.is_uppercase())
                .collect();
            if letters.len() > 2 {
                names.push(ClientName {
                    kind: NameKind::Abbreviation,
                    name: letters,
                });
            }
        }
    }
    names
}

/// A number of another country with its check digits. It comes from the client's own, so that of a million none is
/// given twice: drawn ones met after some 400,000 clients.
fn foreign(draw: &mut Draw, id: ClientId) -> Option<Identifier> {
    let eight = format!("{:08}", 90_000_000 + id.0 % 9_999_999);
    let (scheme, digits) = if draw.chance(0.5) {
        (Scheme::FrSiren, luhn(&eight))
    } else {
        (Scheme::NlKvk, eight)
    };
    Identifier::parse(&digits, Some(scheme)).ok()
}

/// The digits with the one that makes them pass Luhn's test.
fn luhn(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 0 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                digit
            }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// An address in the region where the language is spoken.
pub fn address(draw: &mut Draw, lang: Lang) -> Address {
    let (streets, towns) = match lang {
        Lang::Nl if draw.chance(0.2) => (words::NL_STREETS, words::BRUSSEL),
        Lang::Nl => (words::NL_STREETS, words::FLANDERS),
        Lang::De => (words::STREETS, words::EASTERN),
        Lang::Fr | Lang::En => (
            words::STREETS,
            if draw.chance(0.5) {
                words::BRUSSELS
            } else {
                words::WALLONIA
            },
        ),
    };
    let (postcode, municipality) = *draw.pick(towns);
    Address {
        street: format!("{} {}", draw.pick(streets), 1 + draw.below(180)),
        postcode: postcode.to_owned(),
        municipality: municipality.to_owned(),
        country: "BE".to_owned(),
    }
}

fn foreign_address(draw: &mut Draw) -> Address {
    let (country, postcode, municipality) = *draw.pick(words::ABROAD);
    Address {
        street: format!("{} {}", draw.pick(words::STREETS), 1 + draw.below(180)),
        postcode: postcode.to_owned(),
        municipality: municipality.to_owned(),
        country: country.to_owned(),
    }
}

/// A number in a range that rings nowhere.
pub fn phone(draw: &mut Draw) -> String {
    format!(
        "+32 {} 555 {:02} {:02}",
        draw.pick(&["2", "4", "9", "3"]),
        draw.below(100),
        draw.below(100)
    )
}

/// A NACE-BEL 2025 code of the sector.
pub fn nace(sector: SectorGroup) -> Option<(i64, String)> {
    let code = match sector {
        SectorGroup::PerformingArts => "90201",
        SectorGroup::Audiovisual => "59111",
        SectorGroup::Events => "82300",
        SectorGroup::Training => "85599",
        SectorGroup::SocioCultural => "94991",
        SectorGroup::Digital => "62100",
        SectorGroup::PublicSector => "84114",
        SectorGroup::Hospitality => "56111",
        SectorGroup::Transport => "53200",
        SectorGroup::Building => "41002",
        SectorGroup::Care => "87301",
        SectorGroup::Other => "47191",
    };
    (SectorGroup::of_nace_year(2025, code) == sector).then(|| (2025, code.to_owned()))
}

fn funders(world: &World, draw: &mut Draw, lang: Lang) -> Vec<FunderId> {
    let likely = if lang == Lang::Nl {
        "flemish_government"
    } else {
        "french_community"
    };
    let all = &world.catalogue.funders;
    let mut found: Vec<FunderId> = all
        .iter()
        .filter(|funder| funder.code == likely)
        .map(|funder| funder.id)
        .collect();
    if !all.is_empty() && (found.is_empty() || draw.chance(0.3)) {
        let other = draw.pick(all).id;
        if !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

fn register(draw: &mut Draw, outside: bool) -> RegisterState {
    match draw.below(1000) {
        _ if outside => RegisterState::Unknown,
        0..=5 => RegisterState::Bankrupt,
        6..=20 => RegisterState::Stopped,
        _ => RegisterState::Normal,
    }
}

/// Public bodies and large clients pay later than small ones (`domain-facts.md` 8).
fn lateness(draw: &mut Draw, kind: ClientKind, contracts: i64) -> f64 {
    let size = match contracts {
        ..=9 => 0.95,
        10..=99 => 1.1,
        _ => 1.35,
    };
    let kind = if kind == ClientKind::PublicBody { 1.3 } else { 1.0 };
    size * kind * (0.45 * draw.normal()).exp()
}

/// Those who hire once do so on one day; the more contracts, the longer a client stays.
fn window(draw: &mut Draw, contracts: i64) -> (f64, f64) {
    let length = match contracts {
        1 => 0.0,
        2..=9 => 0.1 + 0.5 * draw.unit(),
        10..=99 => 0.35 + 0.6 * draw.unit(),
        _ => 0.75 + 0.25 * draw.unit(),
    };
    let from = (1.0 - length).max(0.0) * draw.unit().powf(0.8);
    (from, (from + length).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_numbers_are_valid_and_none_is_given_twice() {
        let ids = (1..=9_999_000).step_by(37);
        let all: Vec<_> = ids
            .map(|id| {
                let mut draw = Draw::new(1, Subject::Client, id);
                foreign(&mut draw, ClientId(id)).unwrap()
            })
            .map(|found| (found.scheme.code(), found.number))
            .collect();
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len());
    }

    #[test]
    fn numbers_are_valid_and_none_is_given_twice() {
        let mut all: Vec<String> = (1..=999_000)
            .step_by(7)
            .map(|n| {
                let number = number(n).unwrap();
                assert_eq!(Identifier::parse(&number.number, None).unwrap(), number);
                number.number
            })
            .collect();
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
        assert!(!all.iter().any(|number| {
            ["0999100", "099920", "099921"]
                .iter()
                .any(|kept| number.starts_with(kept))
        }));
    }

    #[test]
    fn the_sectors_codes_are_of_the_sector() {
        for sector in SectorGroup::ALL {
            assert!(nace(*sector).is_some(), "{sector}");
        }
    }
}
