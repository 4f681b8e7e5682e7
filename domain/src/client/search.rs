//! What the staff list of clients is asked, and how far its answer goes.

use super::ClientSummary;
use super::sector::SectorGroup;
use crate::ClientId;
use crate::stance::StanceKind;

words! {
    /// A stance, or none, as a filter of the list.
    StanceChoice { None = "none", Informative = "informative", Restrictive = "restrictive", Punitive = "punitive" }
}

impl StanceChoice {
    /// The stance chosen, if it is one.
    pub const fn kind(self) -> Option<StanceKind> {
        match self {
            Self::None => None,
            Self::Informative => Some(StanceKind::Informative),
            Self::Restrictive => Some(StanceKind::Restrictive),
            Self::Punitive => Some(StanceKind::Punitive),
        }
    }
}

words! {
    /// In which order the list stands.
    ClientOrder { Name = "name", MostOverdue = "most_overdue" }
}

/// Clients that a file of the list holds at most.
pub const EXPORTED: usize = 10_000;

/// What the list leaves out; the default leaves out nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClientFilter {
    pub stance: Option<StanceChoice>,
    pub sector: Option<SectorGroup>,
    /// Only clients with an issue that is not decided.
    pub open_issues: bool,
    /// Only clients that owe overdue money.
    pub overdue: bool,
}

impl ClientFilter {
    /// Leaves out nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A question to the list. With a text the best answers come first; without, the order asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSearch {
    pub text: String,
    pub filter: ClientFilter,
    pub order: ClientOrder,
    pub after: Option<After>,
}

impl Default for ClientSearch {
    fn default() -> Self {
        Self {
            text: String::new(),
            filter: ClientFilter::default(),
            order: ClientOrder::Name,
            after: None,
        }
    }
}

/// The last client of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    Name {
        folded: String,
        id: ClientId,
    },
    Overdue {
        cents: i64,
        id: ClientId,
    },
    /// So many of the best answers to a text.
    Place(usize),
}

impl After {
    /// Reads a place from an address; a broken one is the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('.')?;
        match kind {
            "n" => {
                let (id, folded) = rest.split_once('.')?;
                Some(Self::Name {
                    folded: folded.to_owned(),
                    id: id.parse().ok()?,
                })
            }
            "o" => {
                let (id, cents) = rest.split_once('.')?;
                Some(Self::Overdue {
                    cents: cents.parse().ok()?,
                    id: id.parse().ok()?,
                })
            }
            "p" => rest.parse().ok().map(Self::Place),
            _ => None,
        }
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name { folded, id } => write!(f, "n.{id}.{folded}"),
            Self::Overdue { cents, id } => write!(f, "o.{id}.{cents}"),
            Self::Place(place) => write!(f, "p.{place}"),
        }
    }
}

/// How many there are, counted up to a limit so that no page grows with the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Exactly(i64),
    MoreThan(i64),
}

impl Counted {
    /// From a count that stopped at one more than `limit`.
    pub const fn up_to(limit: i64, counted: i64) -> Self {
        if counted > limit {
            Self::MoreThan(limit)
        } else {
            Self::Exactly(counted)
        }
    }
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientList {
    pub clients: Vec<ClientSummary>,
    pub count: Counted,
    pub next: Option<After>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_survives_an_address_and_a_broken_one_is_the_first_page() {
        for after in [
            After::Name {
                folded: "halles. quai".into(),
                id: ClientId(3),
            },
            After::Overdue {
                cents: 4_120_000,
                id: ClientId(7),
            },
            After::Place(25),
        ] {
            assert_eq!(After::parse(&after.to_string()), Some(after));
        }
        for broken in ["", "n", "n.x.y", "o.1", "p.-1", "q.1"] {
            assert_eq!(After::parse(broken), None);
        }
    }
}
