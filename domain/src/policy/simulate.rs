//! A draft tried on a client: what it would change, and how much hangs on the convention of the weights.

use super::measure::Measured;
use super::record::{Record, Touched};
use super::{Ledger, Policy, rank, recommend};
use crate::ClientId;
use crate::stance::StanceKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Half of the weights, and one and a half times, in hundredths.
pub const HALF: i64 = 50;
pub const MORE: i64 = 150;

/// The draft as three policies: as it stands, with half of its weights, with one and a half times.
pub struct Trial {
    pub now: Policy,
    pub draft: Policy,
    half: Policy,
    more: Policy,
}

impl Trial {
    /// `now` is the policy in force, `draft` the one that is tried.
    pub fn new(now: Policy, draft: Policy) -> Self {
        Self {
            half: draft.with_weights(HALF),
            more: draft.with_weights(MORE),
            now,
            draft,
        }
    }

    /// What the trial says of one client on a day, and its ledger as the draft counts it.
    pub fn of(&self, record: &Record, on: NaiveDate) -> (Outcome, Ledger) {
        let now = recommend(&self.now, &record.facts_on(&self.now, on), on).stance;
        let facts = record.facts_on(&self.draft, on);
        let outcome = Outcome {
            client: record.client,
            now,
            draft: recommend(&self.draft, &facts, on).stance,
            half: recommend(&self.half, &facts, on).stance,
            more: recommend(&self.more, &facts, on).stance,
        };
        (outcome, facts.ledger)
    }
}

/// The four recommendations of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub client: ClientId,
    /// By the policy in force.
    pub now: Option<StanceKind>,
    pub draft: Option<StanceKind>,
    /// By the draft with half of its weights.
    pub half: Option<StanceKind>,
    /// By the draft with one and a half times its weights.
    pub more: Option<StanceKind>,
}

impl Outcome {
    /// The draft recommends something else than the policy in force.
    pub fn changes(&self) -> bool {
        self.now != self.draft
    }

    /// Another weight would make the draft recommend something else.
    pub fn is_sensitive(&self) -> bool {
        self.half != self.draft || self.more != self.draft
    }
}

/// A count of clients by recommendation before (row) and after (column), each from none to punitive.
pub type Table = [[i64; 4]; 4];

/// What a trial found over all clients.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub clients: i64,
    /// From the policy in force to the draft.
    pub changes: Table,
    /// From the draft to the draft with half of its weights.
    pub half: Table,
    /// From the draft to the draft with one and a half times its weights.
    pub more: Table,
    /// Members, each once a client, and income of 12 months of the clients that change.
    pub members: i64,
    pub income_cents: i64,
    /// The late shares of all clients, from which the means can be taken over.
    pub measured: Measured,
}

impl Tally {
    /// Counts one client more; what it touches counts where the recommendation changes.
    pub fn count(&mut self, outcome: &Outcome, touched: Touched) {
        self.clients += 1;
        self.changes[rank(outcome.now)][rank(outcome.draft)] += 1;
        self.half[rank(outcome.draft)][rank(outcome.half)] += 1;
        self.more[rank(outcome.draft)][rank(outcome.more)] += 1;
        if outcome.changes() {
            self.members += touched.members;
            self.income_cents += touched.income.0;
        }
    }
}

/// Those beside the diagonal: who would get something else.
pub fn moved(table: &Table) -> i64 {
    cells(table)
        .filter(|(from, to, _)| from != to)
        .map(|(_, _, n)| n)
        .sum()
}

/// Those for whom it becomes milder, and those for whom it becomes stricter.
pub fn milder_and_stricter(table: &Table) -> (i64, i64) {
    cells(table).fold((0, 0), |(milder, stricter), (from, to, n)| match from.cmp(&to) {
        std::cmp::Ordering::Greater => (milder + n, stricter),
        std::cmp::Ordering::Less => (milder, stricter + n),
        std::cmp::Ordering::Equal => (milder, stricter),
    })
}

fn cells(table: &Table) -> impl Iterator<Item = (usize, usize, i64)> {
    table
        .iter()
        .enumerate()
        .flat_map(|(from, row)| row.iter().enumerate().map(move |(to, n)| (from, to, *n)))
}
