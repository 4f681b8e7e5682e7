//! What an issue adds to the trends and to its client's card.

use super::standing::is_counted;
use crate::trend::low_pay::{self, Moved};
use crate::trend::{self, Delta, IssueFacts, issue_deltas, outcome_deltas};
use crate::{StoreError, Tx, stance};
use chrono::{DateTime, Utc};
use domain::ClientId;
use domain::category::Sensitivity;
use domain::issue::IssueState;

/// Outcomes follow the cohort of report: one less where the issue loses an outcome, one more where it gets one.
/// A resolved issue stays a confirmed one. What the ledger detected counts while it is not withdrawn: its fact is corrected.
pub(crate) async fn count_outcome(
    tx: &mut Tx,
    facts: &IssueFacts,
    from: IssueState,
    to: IssueState,
) -> Result<(), StoreError> {
    if facts.detected {
        let gone = |state| i64::from(state == IssueState::Withdrawn);
        let by = gone(from) - gone(to);
        if by != 0 {
            trend::append(tx, &issue_deltas(facts, by)).await?;
        }
        return Ok(());
    }
    let (lost, won) = (outcome_deltas(facts, from, -1), outcome_deltas(facts, to, 1));
    let series = |deltas: &[Delta]| deltas.first().map(|delta| delta.series);
    if series(&lost) == series(&won) {
        return Ok(());
    }
    trend::append(tx, &[lost, won].concat()).await
}

const CARD: &str = "
    UPDATE client_card SET issues_open = issues_open + $2, issues_confirmed = issues_confirmed + $3,
        issues_resolved = issues_resolved + $4
    WHERE client_id = $1";

/// Moves the counts on the client's card from one state to the next. Counting again would cost more with each issue.
pub(crate) async fn move_card(
    tx: &mut Tx,
    client: ClientId,
    from: Option<IssueState>,
    to: IssueState,
) -> Result<(), StoreError> {
    move_cards(tx, client, &[(from, Some(to))]).await
}

/// The state as the card counts it: everybody who lists clients reads the card, so issues for named handlers are not on it.
pub(crate) fn on_card(sensitivity: Sensitivity, state: IssueState) -> Option<IssueState> {
    (sensitivity != Sensitivity::NamedHandlers).then_some(state)
}

/// The same for many issues of one client at once; `None` is not on the card.
pub(crate) async fn move_cards(
    tx: &mut Tx,
    client: ClientId,
    moves: &[(Option<IssueState>, Option<IssueState>)],
) -> Result<(), StoreError> {
    let moved = |counts: fn(IssueState) -> bool| -> i64 {
        let counted = |state: Option<IssueState>| i64::from(state.is_some_and(counts));
        moves.iter().map(|(from, to)| counted(*to) - counted(*from)).sum()
    };
    let open = moved(IssueState::is_open);
    let confirmed = moved(|state| state == IssueState::Confirmed);
    let resolved = moved(|state| state == IssueState::Resolved);
    if (open, confirmed, resolved) == (0, 0, 0) {
        return Ok(());
    }
    on!(tx, |conn| sqlx::query(CARD)
        .bind(client.0)
        .bind(open)
        .bind(confirmed)
        .bind(resolved)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// What else follows when issues of a client are confirmed, or are so no more: low pay by funder, relapses after stances.
pub(crate) async fn follow(
    tx: &mut Tx,
    client: ClientId,
    moves: &[Moved<'_>],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    low_pay::moved(tx, client, moves).await?;
    let confirmed = |issue: &Option<(&IssueFacts, IssueState)>| {
        issue
            .filter(|(_, state)| is_counted(*state))
            .map(|(facts, _)| facts.category)
    };
    if moves
        .iter()
        .any(|(before, after)| confirmed(before) != confirmed(after))
    {
        stance::relapse::refresh(tx, client, now).await?;
    }
    Ok(())
}
