//! Rows of the client tables and how they become words of the domain.

use crate::StoreError;
use crate::error::word;
use domain::client::ClientSummary;
use domain::stance::StanceKind;
use domain::{ClientId, Money};

/// The columns of a card that a [`SummaryRow`] reads.
pub(crate) const SUMMARY: &str = "client_id, name, folded, number, kind, sector, region, municipality, stance_rank, \
                                  issues_open, open_cents, overdue_cents";

/// A client's card as lists read it.
#[derive(sqlx::FromRow)]
pub(crate) struct SummaryRow {
    pub client_id: i64,
    pub name: String,
    pub folded: String,
    pub number: String,
    pub kind: String,
    pub sector: String,
    pub region: String,
    pub municipality: String,
    pub stance_rank: i64,
    pub issues_open: i64,
    pub open_cents: i64,
    pub overdue_cents: i64,
}

impl TryFrom<SummaryRow> for ClientSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ClientId(row.client_id),
            name: row.name,
            number: row.number,
            kind: word(&row.kind, "client_card.kind")?,
            sector: word(&row.sector, "client_card.sector")?,
            region: word(&row.region, "client_card.region")?,
            municipality: row.municipality,
            stance: stance_of(row.stance_rank)?,
            open_issues: row.issues_open,
            open: Money(row.open_cents),
            overdue: Money(row.overdue_cents),
            matched_name: None,
        })
    }
}

/// The strictest stance in force, from its rank on the card.
pub(crate) fn stance_of(rank: i64) -> Result<Option<StanceKind>, StoreError> {
    match rank {
        0 => Ok(None),
        1 => Ok(Some(StanceKind::Informative)),
        2 => Ok(Some(StanceKind::Restrictive)),
        3 => Ok(Some(StanceKind::Punitive)),
        _ => Err(StoreError::Corrupt("client_card.stance_rank")),
    }
}
