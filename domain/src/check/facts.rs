//! All that an answer is made from: the profession, the figures of the day, the client, and what stands between the
//! client and the member who asks.

use crate::client::region::Region;
use crate::client::{ClientCandidate, PaymentCounts};
use crate::profession::Profession;
use crate::register::RegisterState;
use crate::stance::{Scope, StanceCard};
use crate::{Lang, StanceId, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The figures of the day that the wage is held against, for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PayFigures {
    /// Binds by law.
    pub minimum: Option<Wage>,
    /// Fair for the profession.
    pub reference: Option<Wage>,
    /// The minimum still has to be confirmed by staff.
    pub to_confirm: bool,
    /// So has the reference.
    #[serde(default)]
    pub reference_to_confirm: bool,
    /// A minimum binds, but cannot be held against the wage: the hours of one unit were not told.
    #[serde(default)]
    pub hours_missing: bool,
}

/// All that the answer is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFacts {
    pub profession: Profession,
    pub pay: PayFigures,
    /// `None`: no client of that name or number is known.
    pub client: Option<ClientFacts>,
    /// What the register says of a number that no client has; `None` where no register was imported, or no Belgian number
    /// was typed.
    pub register: Option<RegisterState>,
    /// What stands between this member and this client.
    pub between: Between,
}

/// What is known of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFacts {
    pub candidate: ClientCandidate,
    /// The language in which the client is written to.
    pub lang: Lang,
    pub region: Region,
    /// In force today, in whatever scope.
    pub stances: Vec<StanceCard>,
    /// The strictest stance in force on its parent.
    pub parent: Option<(String, StanceCard)>,
    pub held: bool,
    pub register: RegisterState,
    /// The day of the register's extract; `None` where no register was imported.
    pub register_as_of: Option<NaiveDate>,
    /// To the last closed month, without the reader's own contracts (`statistics.md` 19).
    pub payment: PaymentCounts,
    /// Contracts of others paid in full, to the last closed month.
    pub paid_contracts: i64,
    /// Issues confirmed in the last 24 months.
    pub confirmed_recently: i64,
    /// The client clicked OK on the charter.
    pub charter: Option<CharterAccepted>,
}

impl ClientFacts {
    /// A stance is about one establishment only: a check asks which one the work is for.
    pub fn asks_establishment(&self) -> bool {
        self.stances
            .iter()
            .any(|stance| matches!(stance.scope, Scope::Establishment(_)))
    }
}

/// The charter as a client acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterAccepted {
    pub on: NaiveDate,
    pub version: i64,
    /// It is still the version in force.
    pub current: bool,
}

/// What stands between one member and the stances of one client, for one profession.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Between {
    /// Go-aheads in force for this member, client and profession.
    pub go_aheads: Vec<GoAhead>,
    /// Granted, and not past: the member may work under these punitive stances until that day.
    pub derogations: Vec<(StanceId, NaiveDate)>,
}

/// A counsellor's yes, bound to the stances it was given under: one that was changed since needs a new yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoAhead {
    pub stances: Vec<StanceId>,
    pub until: NaiveDate,
}

impl Between {
    /// The last day of a go-ahead that covers this stance.
    pub fn go_ahead_under(&self, stance: StanceId) -> Option<NaiveDate> {
        self.go_aheads
            .iter()
            .filter(|yes| yes.stances.contains(&stance))
            .map(|yes| yes.until)
            .max()
    }

    /// The last day of any go-ahead for this profession.
    pub fn go_ahead(&self) -> Option<NaiveDate> {
        self.go_aheads.iter().map(|yes| yes.until).max()
    }

    /// The last day of a derogation from this stance.
    pub fn derogation_from(&self, stance: StanceId) -> Option<NaiveDate> {
        self.derogations
            .iter()
            .filter(|(from, _)| *from == stance)
            .map(|(_, until)| *until)
            .max()
    }
}
