//! Who works in the demonstration: the accounts, more counsellors, members with an account and without one.

use super::draw::{Draw, Subject};
use super::name;
use super::size::Counts;
use chrono::{DateTime, Utc};
use domain::{Lang, MemberId, PersonId, Role};
use store::bulk::{NewMember, Someone};

/// The accounts in the order of their ids: address, name, role, language, named handler.
const ACCOUNTS: &[(&str, &str, Role, Lang, bool)] = &[
    ("membre", "Nadia M.", Role::Member, Lang::Fr, false),
    ("membre2", "Wout P.", Role::Member, Lang::Nl, false),
    ("conseil", "Camille D.", Role::Counsellor, Lang::Fr, false),
    ("conseil2", "Hanne V.", Role::Counsellor, Lang::Nl, true),
    ("compta", "Olivier R.", Role::Accounts, Lang::Fr, false),
    ("direction", "Pauline S.", Role::Manager, Lang::Fr, false),
    ("direction2", "Karim B.", Role::Manager, Lang::Fr, false),
    ("direction3", "Léa T.", Role::Manager, Lang::Fr, false),
    ("comite", "Odile W.", Role::Committee, Lang::Fr, false),
    ("analyse", "Thomas K.", Role::Analyst, Lang::En, false),
    ("admin", "Ulrike H.", Role::Admin, Lang::De, false),
];

pub const MEMBER: PersonId = PersonId(1);
pub const MEMBER_2: PersonId = PersonId(2);
pub const COUNSELLOR: PersonId = PersonId(3);
pub const COUNSELLOR_2: PersonId = PersonId(4);
pub const ACCOUNTANT: PersonId = PersonId(5);
pub const MANAGER: PersonId = PersonId(6);
pub const MANAGER_2: PersonId = PersonId(7);
pub const COMMITTEE: PersonId = PersonId(9);

const FIRST_COUNSELLOR: i64 = ACCOUNTS.len() as i64 + 1;

/// Who is who, by number.
#[derive(Debug, Clone, Copy)]
pub struct People {
    counsellors: i64,
    accounts: i64,
    members: i64,
}

impl People {
    pub const fn new(counts: &Counts) -> Self {
        Self {
            counsellors: counts.counsellors,
            accounts: counts.accounts,
            members: counts.members,
        }
    }

    const fn first_account(self) -> i64 {
        FIRST_COUNSELLOR + self.counsellors
    }

    /// Everyone with an account; `hash` is that of the one password.
    pub fn all(self, seed: u64, hash: &str, created_at: DateTime<Utc>) -> Vec<Someone> {
        let mut draw = Draw::new(seed, Subject::People, 0);
        let mut all: Vec<Someone> = ACCOUNTS
            .iter()
            .zip(1..)
            .map(|(&(address, name, role, lang, named_handler), id)| Someone {
                id: PersonId(id),
                email: format!("{address}@demo.example"),
                name: name.to_owned(),
                role,
                lang,
                named_handler,
                password_hash: Some(hash.to_owned()),
                created_at,
            })
            .collect();
        let mut unnamed = |id: i64, email: String, role: Role| Someone {
            id: PersonId(id),
            email,
            name: name::account(&mut draw),
            role,
            lang: draw.weighted(&[(62, Lang::Fr), (33, Lang::Nl), (4, Lang::En), (1, Lang::De)]),
            named_handler: false,
            password_hash: None,
            created_at,
        };
        for n in 0..self.counsellors {
            all.push(unnamed(
                FIRST_COUNSELLOR + n,
                format!("conseil{}@equipe.demo.example", n + 3),
                Role::Counsellor,
            ));
        }
        for n in 0..self.accounts {
            all.push(unnamed(
                self.first_account() + n,
                format!("m{}@membres.demo.example", n + 3),
                Role::Member,
            ));
        }
        all
    }

    /// All members; the first ones have an account.
    pub fn members(self) -> Vec<NewMember> {
        (1..=self.members)
            .map(|id| NewMember {
                id: MemberId(id),
                reference: format!("D-{id:06}"),
                person: self.account_of(MemberId(id)),
            })
            .collect()
    }

    /// The account of a member, if there is one.
    pub const fn account_of(self, member: MemberId) -> Option<PersonId> {
        match member.0 {
            1 => Some(MEMBER),
            2 => Some(MEMBER_2),
            id if id <= self.accounts + 2 => Some(PersonId(self.first_account() + id - 3)),
            _ => None,
        }
    }

    /// The member behind an account.
    pub const fn member_of(self, person: PersonId) -> Option<MemberId> {
        match person.0 {
            1 | 2 => Some(MemberId(person.0)),
            id if id >= self.first_account() => Some(MemberId(id - self.first_account() + 3)),
            _ => None,
        }
    }

    /// A member with an account.
    pub fn some_member(self, draw: &mut Draw) -> PersonId {
        PersonId(self.first_account() + i64::from(draw.below(self.accounts as u32)))
    }

    /// A counsellor, of all of them.
    pub fn some_counsellor(self, draw: &mut Draw) -> PersonId {
        match i64::from(draw.below(self.counsellors as u32 + 2)) {
            0 => COUNSELLOR,
            1 => COUNSELLOR_2,
            n => PersonId(FIRST_COUNSELLOR + n - 2),
        }
    }

    /// Somebody who decides and is none of these.
    pub fn another(self, draw: &mut Draw, not: &[PersonId]) -> PersonId {
        for _ in 0..8 {
            let one = self.some_counsellor(draw);
            if !not.contains(&one) {
                return one;
            }
        }
        if not.contains(&MANAGER) {
            MANAGER_2
        } else {
            MANAGER
        }
    }
}

/// How often each member is chosen: log-normal, a few work much more than most.
pub struct MemberChoice {
    until: Vec<f64>,
}

impl MemberChoice {
    pub fn new(seed: u64, members: i64) -> Self {
        let mut draw = Draw::new(seed, Subject::Members, 0);
        let mut sum = 0.0;
        let until = (1..=members)
            .map(|id| {
                // The members of the demonstration have worked for several clients.
                sum += if id <= 2 {
                    4.0
                } else {
                    (1.177 * draw.normal()).exp()
                };
                sum
            })
            .collect();
        Self { until }
    }

    pub fn one(&self, draw: &mut Draw) -> MemberId {
        let at = draw.unit() * self.until.last().copied().unwrap_or_default();
        MemberId(
            self.until
                .partition_point(|sum| *sum <= at)
                .min(self.until.len() - 1) as i64
                + 1,
        )
    }
}
