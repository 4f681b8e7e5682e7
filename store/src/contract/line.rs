//! A line of the cooperative's export as the store takes it: read, but its client not yet found.

use chrono::NaiveDate;
use domain::client::identifier::{Identifier, IdentifierError};
use domain::contract::{ContractState, RefundError, WageUnit};
use domain::money::AmountError;
use domain::{Price, Wage};

/// A column of the export; [`Column::ALL`] has them in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    ContractRef,
    ClientNumber,
    ClientName,
    MemberRef,
    Profession,
    StartDate,
    EndDate,
    WageUnit,
    Units,
    WagePerUnit,
    PriceExVat,
    InvoiceDate,
    InvoiceReceivedOn,
    DueDate,
    PaidDate,
    Status,
    Amends,
}

impl Column {
    pub const ALL: [Self; 17] = [
        Self::ContractRef,
        Self::ClientNumber,
        Self::ClientName,
        Self::MemberRef,
        Self::Profession,
        Self::StartDate,
        Self::EndDate,
        Self::WageUnit,
        Self::Units,
        Self::WagePerUnit,
        Self::PriceExVat,
        Self::InvoiceDate,
        Self::InvoiceReceivedOn,
        Self::DueDate,
        Self::PaidDate,
        Self::Status,
        Self::Amends,
    ];

    /// Its name in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContractRef => "contract_ref",
            Self::ClientNumber => "client_number",
            Self::ClientName => "client_name",
            Self::MemberRef => "member_ref",
            Self::Profession => "profession",
            Self::StartDate => "start_date",
            Self::EndDate => "end_date",
            Self::WageUnit => "wage_unit",
            Self::Units => "units",
            Self::WagePerUnit => "wage_per_unit",
            Self::PriceExVat => "price_ex_vat",
            Self::InvoiceDate => "invoice_date",
            Self::InvoiceReceivedOn => "invoice_received_on",
            Self::DueDate => "due_date",
            Self::PaidDate => "paid_date",
            Self::Status => "status",
            Self::Amends => "amends",
        }
    }
}

/// Why a cell, and with it its line, is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing stands where something must.
    Missing,
    /// Longer than any such thing is.
    TooLong,
    /// Not a date in one of the four forms.
    NotADate,
    /// A date that no calendar has (31 February).
    NoSuchDay,
    /// Ends before it begins.
    EndsBeforeStart,
    Amount(AmountError),
    /// A wage or a price under zero on a line that takes nothing back.
    Negative,
    /// No unit of work at all.
    Zero,
    /// Neither one of the words that may stand here.
    UnknownWord,
    Number(IdentifierError),
    /// No client has this number (an establishment) or, without a number, this name.
    NoClient,
    /// Without a number, the name is that of several clients.
    SeveralClients,
    Refund(RefundError),
    /// The line has more or fewer cells than the header.
    Cells {
        found: usize,
    },
}

/// What is wrong with a line, and in which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `None` for the line as a whole.
    pub column: Option<Column>,
    pub reason: Reason,
}

impl Problem {
    pub const fn new(column: Column, reason: Reason) -> Self {
        Self {
            column: Some(column),
            reason,
        }
    }
}

/// How a line says who its client is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKey {
    pub number: Option<Identifier>,
    /// As written, blanks at its ends apart.
    pub name: String,
}

/// All of a line but its client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub reference: String,
    pub member: String,
    pub profession: String,
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
    pub unit: WageUnit,
    /// Hundredths of a unit.
    pub units: i64,
    pub wage: Wage,
    pub price: Price,
    pub invoiced_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub agreed_due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    pub state: ContractState,
    /// The contract that this line takes back, where it names one.
    pub amends: String,
    /// Of the line as it was read: equal hashes, equal lines.
    pub hash: String,
}

/// A line, or what is wrong with it: then its client is still looked for, so that all its problems are told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `None` where the client's cells themselves are wrong.
    pub client: Option<ClientKey>,
    pub content: Option<Content>,
    pub problems: Vec<Problem>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Added,
    /// The same reference stood in the ledger with other content; the earlier version is kept.
    Updated,
    /// The same line stands in the ledger.
    Unchanged,
    Rejected(Vec<Problem>),
}
