//! What the register (KBO/BCE) says of an enterprise: a separate look-up with its own date. It prefills and proposes;
//! it never overwrites.

use crate::Lang;
use crate::client::identifier::EnterpriseNumber;
use crate::client::name::fold;
use crate::client::region::Region;
use crate::client::sector::SectorGroup;
use crate::client::{Address, ClientKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// How an enterprise stands in the register.
    RegisterState {
        Normal = "normal",
        /// Dissolved, in liquidation, or gone from the newest full extract.
        Stopped = "stopped",
        Bankrupt = "bankrupt",
        /// A situation that is none of these; its label says which.
        Other = "other",
        /// Not in the register, or no register was imported.
        Unknown = "unknown",
    }
}

impl RegisterState {
    /// The state that the labels of a juridical situation say, in whatever languages `code.csv` has them.
    ///
    /// Codes are not hard-coded, with one exception: `000` is the normal situation even before labels are loaded.
    pub fn of_situation<'a>(code: &str, labels: impl IntoIterator<Item = &'a str>) -> Self {
        const NORMAL: &[&str] = &["normal", "gewohnlich"];
        const BANKRUPT: &[&str] = &["faillite", "failliss", "konkurs", "bankrupt"];
        const WITHDRAWN: &[&str] = &[
            "retract", "rapport", "annul", "intrek", "revocat", "widerruf", "herroep",
        ];
        const STOPPED: &[&str] = &[
            "dissolution",
            "ontbinding",
            "auflosung",
            "liquid",
            "vereffening",
            "cessation",
            "stopzetting",
            "arret",
            "cloture",
            "sluiting",
            "radiation",
            "doorhaling",
            "einstellung",
        ];
        let labels: Vec<String> = labels.into_iter().map(|label| fold(label).text).collect();
        let says = |stems: &[&str]| {
            labels
                .iter()
                .any(|label| stems.iter().any(|stem| label.contains(stem)))
        };
        if code == "000" {
            Self::Normal
        } else if says(BANKRUPT) {
            if says(WITHDRAWN) {
                Self::Other
            } else {
                Self::Bankrupt
            }
        } else if says(STOPPED) {
            Self::Stopped
        } else if says(NORMAL) {
            Self::Normal
        } else {
            Self::Other
        }
    }
}

words! {
    /// What a name in the register is, by its code there.
    RegisterNameKind { Legal = "001", Abbreviation = "002", Commercial = "003", Branch = "004" }
}

/// A name in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterName {
    pub kind: RegisterNameKind,
    /// `None` where the register does not know it.
    pub lang: Option<Lang>,
    pub name: String,
}

/// The language that the register writes as a digit.
pub fn register_language(code: &str) -> Option<Lang> {
    match code {
        "1" => Some(Lang::Fr),
        "2" => Some(Lang::Nl),
        "3" => Some(Lang::De),
        "4" => Some(Lang::En),
        _ => None,
    }
}

/// A seat in the register, in its two languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RegisterAddress {
    /// Empty for Belgium.
    pub country: String,
    pub postcode: String,
    pub municipality_fr: String,
    pub municipality_nl: String,
    pub street_fr: String,
    pub street_nl: String,
    pub house_number: String,
    pub box_number: String,
    pub struck_off_on: Option<NaiveDate>,
}

impl RegisterAddress {
    /// As a client's address in a language; the other language where that one is empty.
    pub fn address(&self, lang: Lang) -> Address {
        let pick = |nl: &str, fr: &str| {
            let (first, second) = if lang == Lang::Nl { (nl, fr) } else { (fr, nl) };
            if first.is_empty() {
                second.to_owned()
            } else {
                first.to_owned()
            }
        };
        let mut street = pick(&self.street_nl, &self.street_fr);
        for (sign, part) in [(" ", &self.house_number), ("/", &self.box_number)] {
            if !part.is_empty() {
                street.push_str(sign);
                street.push_str(part);
            }
        }
        Address {
            street,
            postcode: self.postcode.clone(),
            municipality: pick(&self.municipality_nl, &self.municipality_fr),
            country: if self.country.is_empty() {
                "BE".to_owned()
            } else {
                self.country.clone()
            },
        }
    }
}

/// A main activity, of the newest NACE version that the enterprise has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterActivity {
    /// 2003, 2008 or 2025.
    pub nace_version: i64,
    pub nace_code: String,
}

/// An enterprise as the register has it on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEnterprise {
    pub number: EnterpriseNumber,
    /// Code and label of its juridical situation.
    pub situation: String,
    pub situation_label: String,
    pub state: RegisterState,
    /// Its name and address are personal data.
    pub natural_person: bool,
    /// Label of its legal form, empty where there is none.
    pub form: String,
    pub started_on: Option<NaiveDate>,
    pub names: Vec<RegisterName>,
    /// A natural person has none at the seat.
    pub address: Option<RegisterAddress>,
    pub activities: Vec<RegisterActivity>,
    /// The day of the extract.
    pub as_of: NaiveDate,
}

impl RegisterEnterprise {
    /// The legal name in a language, else in any; else whatever name there is.
    pub fn name(&self, lang: Lang) -> Option<&str> {
        name_in(&self.names, lang)
    }

    /// The address in a language; `None` where the register has none or has struck it off.
    pub fn address(&self, lang: Lang) -> Option<Address> {
        seat_in(self.address.as_ref(), lang)
    }

    /// The sector of its first main activity that has a group of ours.
    pub fn sector(&self) -> SectorGroup {
        self.activities
            .iter()
            .map(|activity| SectorGroup::of_nace_year(activity.nace_version, &activity.nace_code))
            .find(|group| *group != SectorGroup::Other)
            .unwrap_or(SectorGroup::Other)
    }

    pub fn region(&self) -> Region {
        self.address.as_ref().map_or(Region::Unknown, |address| {
            Region::of(&address.country, &address.postcode)
        })
    }

    /// The kind to begin with when a client is added from the register; staff correct it.
    pub fn kind(&self) -> ClientKind {
        let form = self.form.to_lowercase();
        let says = |stems: &[&str]| stems.iter().any(|stem| form.contains(stem));
        if self.natural_person {
            ClientKind::Person
        } else if says(&[
            "sans but lucratif",
            "zonder winstoogmerk",
            "fondation",
            "stichting",
            "asbl",
            "vzw",
        ]) {
            ClientKind::NonProfit
        } else if self.sector() == SectorGroup::PublicSector
            || says(&["publi", "openbar", "intercommunale", "gemeente"])
        {
            ClientKind::PublicBody
        } else {
            ClientKind::Company
        }
    }
}

fn name_in(names: &[RegisterName], lang: Lang) -> Option<&str> {
    let legal = || names.iter().filter(|name| name.kind == RegisterNameKind::Legal);
    legal()
        .find(|name| name.lang == Some(lang))
        .or_else(|| legal().next())
        .or_else(|| names.first())
        .map(|name| name.name.as_str())
}

fn seat_in(seat: Option<&RegisterAddress>, lang: Lang) -> Option<Address> {
    seat.filter(|address| address.struck_off_on.is_none())
        .map(|address| address.address(lang))
}

/// What is compared with what is held: names and seat. That an enterprise stopped or is bankrupt is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    pub natural_person: bool,
    pub names: Vec<RegisterName>,
    pub seat: Option<RegisterAddress>,
}

/// What the register would change, for staff to accept or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    Name(String),
    Address(Address),
}

/// What is held of a client that the register also knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnFile<'a> {
    pub legal_name: &'a str,
    pub address: &'a Address,
    pub lang: Lang,
}

/// The differences that matter: another name (not another spelling), another address (not another language). A natural
/// person's address is never proposed.
pub fn propose(client: &OnFile<'_>, register: &Listed) -> Vec<Proposal> {
    let (name, address) = (
        name_proposal(client, register),
        address_proposal(client, register),
    );
    name.into_iter().chain(address).collect()
}

fn name_proposal(client: &OnFile<'_>, register: &Listed) -> Option<Proposal> {
    let on_file = fold(client.legal_name);
    let mut legal = register
        .names
        .iter()
        .filter(|name| name.kind == RegisterNameKind::Legal)
        .peekable();
    legal.peek()?;
    if legal.any(|name| fold(&name.name) == on_file) {
        return None;
    }
    name_in(&register.names, client.lang).map(|name| Proposal::Name(name.to_owned()))
}

fn address_proposal(client: &OnFile<'_>, register: &Listed) -> Option<Proposal> {
    if register.natural_person {
        return None;
    }
    let seat = |lang| seat_in(register.seat.as_ref(), lang);
    let same = |lang| {
        seat(lang).is_some_and(|address| {
            fold(&address.street) == fold(&client.address.street)
                && address.postcode.trim() == client.address.postcode.trim()
        })
    };
    let proposed = seat(client.lang).filter(|_| !same(Lang::Fr) && !same(Lang::Nl));
    proposed.map(Proposal::Address)
}

#[cfg(test)]
mod tests;
