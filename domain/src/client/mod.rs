//! The client: who hires members; its read models.

pub mod change;
pub mod duplicate;
pub mod identifier;
pub mod merge;
pub mod name;
pub mod person;
pub mod record;
pub mod region;
pub mod search;
pub mod sector;

use crate::issue::Severity;
use crate::register::RegisterState;
use crate::stance::{StanceCard, StanceKind};
use crate::{ClientId, EstablishmentId, FunderId, Lang, Money, NoteId, PersonId};
use chrono::{DateTime, NaiveDate, Utc};
use region::Region;
use sector::SectorGroup;
use serde::{Deserialize, Serialize};

words! {
    /// What kind of client it is; decides which conditions may be asked (`product.md`, "Stance").
    ClientKind {
        Company = "company",
        NonProfit = "non_profit",
        PublicBody = "public_body",
        Platform = "platform",
        /// A natural person; also one-person firms and sole traders.
        Person = "person",
    }
}

words! {
    /// What a name is.
    NameKind { Legal = "legal", Trade = "trade", Former = "former", Abbreviation = "abbreviation" }
}

/// One name of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientName {
    pub kind: NameKind,
    pub name: String,
}

/// Where a client is; every line may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub postcode: String,
    pub municipality: String,
    /// ISO 3166 code, `BE` unless known otherwise.
    pub country: String,
}

/// A client as staff enter it, checked; adding and editing write this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientDraft {
    pub legal_name: String,
    /// Trade and former names, without the legal one.
    pub other_names: Vec<ClientName>,
    pub identifiers: Vec<identifier::Identifier>,
    pub kind: ClientKind,
    /// The GDPR path: restrictive and punitive rest on proven debts only.
    pub natural_person: bool,
    pub language: Lang,
    pub address: Address,
    pub sector: SectorGroup,
    /// NACE-BEL code with its version, where known: (2025, "90201").
    pub nace: Option<(i64, String)>,
    pub phone: String,
    pub email: String,
    pub parent: Option<ClientId>,
    pub subsidised: bool,
    pub funders: Vec<FunderId>,
}

/// The payment record of a client: contracts by how long after due they were paid in full (`product.md`, "The ledger").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaymentCounts {
    pub on_time: i64,
    /// 1 to 30 days after due.
    pub late_30: i64,
    /// 31 to 60 days.
    pub late_60: i64,
    /// Over 60 days, or never.
    pub late_over_60: i64,
    /// Distinct members of these contracts.
    pub members: i64,
}

impl PaymentCounts {
    pub const fn contracts(&self) -> i64 {
        self.on_time + self.late_30 + self.late_60 + self.late_over_60
    }

    /// Members see bands from 3 contracts of 2 members on (`product.md`, "Check"; `statistics.md` 19).
    pub const fn shown_to_members(&self) -> bool {
        self.contracts() >= 3 && self.members >= 2
    }
}

/// A client in the staff list: one prepared row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSummary {
    pub id: ClientId,
    pub name: String,
    /// As people print it, empty where there is none.
    pub number: String,
    pub kind: ClientKind,
    pub sector: SectorGroup,
    pub region: Region,
    pub municipality: String,
    /// The strictest in force.
    pub stance: Option<StanceKind>,
    /// Issues not yet decided.
    pub open_issues: i64,
    /// Not paid, whether due or not, in cents before VAT.
    pub open: Money,
    /// Not paid 7 days after due, in cents before VAT.
    pub overdue: Money,
    /// The former or trade name that the search matched, if it was not the present one.
    pub matched_name: Option<ClientName>,
}

/// What a member may be told of a client found by name: enough to pick the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCandidate {
    pub id: ClientId,
    pub name: String,
    pub number: String,
    pub kind: ClientKind,
    pub municipality: String,
    pub matched_name: Option<ClientName>,
}

/// A client in full, as staff read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSheet {
    pub id: ClientId,
    pub name: String,
    pub names: Vec<ClientName>,
    pub identifiers: Vec<identifier::Identifier>,
    pub kind: ClientKind,
    pub natural_person: bool,
    pub language: Lang,
    pub address: Address,
    pub region: Region,
    pub sector: SectorGroup,
    pub nace: Option<(i64, String)>,
    pub phone: String,
    pub email: String,
    pub parent: Option<(ClientId, String)>,
    pub subsidised: bool,
    pub funders: Vec<(FunderId, String)>,
    pub establishments: Vec<Establishment>,
    pub register_state: RegisterState,
    /// The day of the register's extract that says so.
    pub register_as_of: Option<NaiveDate>,
    /// In force, the strictest first.
    pub stances: Vec<StanceCard>,
    pub hold_until: Option<NaiveDate>,
    pub payment: PaymentCounts,
    pub open: Money,
    pub overdue: Money,
    pub contracts: i64,
    pub members: i64,
    pub since: Option<NaiveDate>,
    pub issues: IssueCounts,
    pub revision: i64,
    pub created_at: DateTime<Utc>,
}

/// A client as a member reads it: nothing but the stance, its published note and protected figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberClientSheet {
    pub id: ClientId,
    pub name: String,
    pub number: String,
    pub kind: ClientKind,
    pub municipality: String,
    pub register_state: RegisterState,
    pub register_as_of: Option<NaiveDate>,
    /// In force, the strictest first; a note is there only from the day members may read it.
    pub stances: Vec<StanceCard>,
    pub held: bool,
    /// Without the reader's own contracts; `None` under 3 contracts of 2 members.
    pub payment: Option<PaymentCounts>,
}

impl ClientSheet {
    /// What an edit begins with.
    pub fn draft(&self) -> ClientDraft {
        ClientDraft {
            legal_name: self.name.clone(),
            other_names: self
                .names
                .iter()
                .filter(|n| n.kind != NameKind::Legal)
                .cloned()
                .collect(),
            identifiers: self.identifiers.clone(),
            kind: self.kind,
            natural_person: self.natural_person,
            language: self.language,
            address: self.address.clone(),
            sector: self.sector,
            nace: self.nace.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            parent: self.parent.as_ref().map(|(id, _)| *id),
            subsidised: self.subsidised,
            funders: self.funders.iter().map(|(id, _)| *id).collect(),
        }
    }

    /// The number that people quote first.
    pub fn number(&self) -> String {
        identifier::shown(&self.identifiers)
            .map(identifier::Identifier::printed)
            .unwrap_or_default()
    }
}

/// A private note of staff about a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub text: String,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// The longest private note, in characters.
pub const MAX_NOTE: usize = 4_000;

/// Issues of a client, counted for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IssueCounts {
    pub open: i64,
    pub confirmed: i64,
    pub resolved: i64,
    pub worst_confirmed: Option<Severity>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Establishment {
    pub id: EstablishmentId,
    /// As people print it, empty where there is none.
    pub number: String,
    pub name: String,
    pub address: Address,
    pub region: Region,
}
