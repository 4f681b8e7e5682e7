//! Forgetting itself: the rows of an issue or a check go with its files, a tombstone stays; the identity of a reporter goes
//! with everything that would lead back to it.

use crate::error::word;
use crate::house::Pseudonyms;
use crate::many::{among, change_among};
use crate::trend::{self, CheckTombstone, IssueMove, IssueTombstone};
use crate::{StoreError, Tx, audit, client};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::category::Sensitivity;
use domain::check::CheckAnswer;
use domain::clock::day;
use domain::issue::content::Details;
use domain::retention::{CheckFacts, IssueFacts, Subject};
use domain::trend::agreement::Offer;
use domain::{ClientId, ProfessionId};
use serde_json::json;
use sqlx::types::Json;

/// An issue that may be due, with what the rule reads of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct IssueRow {
    pub id: i64,
    pub client_id: i64,
    state: String,
    source: String,
    sensitivity: String,
    happened_on: NaiveDate,
    reported_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    reporter_id: Option<i64>,
    contract_id: Option<i64>,
    reporter_pseudonym: String,
    held: bool,
    stance_rests: bool,
    appeal_open: bool,
    case_open: bool,
    newest: bool,
}

impl IssueRow {
    pub fn facts(&self) -> Result<IssueFacts, StoreError> {
        Ok(IssueFacts {
            state: word(&self.state, "issue.state")?,
            source: word(&self.source, "issue.source")?,
            happened_on: self.happened_on,
            decided_on: day(self.decided_at.unwrap_or(self.reported_at)),
            held: self.held,
            stance_rests: self.stance_rests,
            appeal_open: self.appeal_open,
            case_open: self.case_open,
            names_contract: self.contract_id.is_some(),
            newest: self.newest,
        })
    }

    /// Since when its period runs.
    pub fn since(&self, subject: Subject) -> NaiveDate {
        match subject {
            Subject::DecidedIssue => self.happened_on,
            _ => day(self.decided_at.unwrap_or(self.reported_at)),
        }
    }

    /// Issues for named handlers are in no list of others.
    pub fn nameable(&self) -> bool {
        self.sensitivity != Sensitivity::NamedHandlers.code()
    }
}

/// A kept check that may be due.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct CheckRow {
    pub id: i64,
    client_id: Option<i64>,
    person_id: i64,
    member_id: Option<i64>,
    kept_at: DateTime<Utc>,
    profession_id: i64,
    answer: Json<CheckAnswer>,
    held: bool,
    in_use: bool,
    newest: bool,
}

impl CheckRow {
    pub fn facts(&self) -> CheckFacts {
        CheckFacts {
            kept_on: day(self.kept_at),
            held: self.held,
            in_use: self.in_use,
            newest: self.newest,
        }
    }

    fn tombstone(&self, pseudonyms: &Pseudonyms, offer: Option<Offer>) -> CheckTombstone {
        CheckTombstone {
            offer,
            kept_on: day(self.kept_at),
            answer: self.answer.0.answer,
            profession: ProfessionId(self.profession_id),
            person: match self.member_id {
                Some(member) => pseudonyms.of("member", member),
                None => pseudonyms.of("person", self.person_id),
            },
            client: self.client_id.map(|client| pseudonyms.of("client", client)),
        }
    }
}

/// Files that belong to nothing any more.
const LOOSE: &str = ") AND NOT EXISTS (SELECT 1 FROM issue_file f WHERE f.file_id = stored_file.id)
    AND NOT EXISTS (SELECT 1 FROM reply_file f WHERE f.file_id = stored_file.id)
    AND NOT EXISTS (SELECT 1 FROM appeal_file f WHERE f.file_id = stored_file.id)
    AND NOT EXISTS (SELECT 1 FROM check_file f WHERE f.file_id = stored_file.id)
    AND NOT EXISTS (SELECT 1 FROM check_need f WHERE f.file_id = stored_file.id)";

/// Takes out the content of files that nothing holds any more.
pub(crate) async fn loose_files(tx: &mut Tx, files: &[i64]) -> Result<(), StoreError> {
    change_among!(tx, "DELETE FROM stored_file WHERE id IN (", files, LOOSE);
    Ok(())
}

/// Forgets issues: tombstones, then their rows, files and emptied cases; the cards of their clients. `period` is the one that
/// was over; `None` where a person is erased. Gives how many files went.
pub(crate) async fn issues(
    tx: &mut Tx,
    ids: &[i64],
    period: Option<Subject>,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let tombstones = trend::of_issues(tx, ids, pseudonyms).await?;
    trend::bury(tx, "issue", &tombstones, now).await?;
    uncount(tx, ids, &tombstones).await?;
    let files: Vec<i64> = among!(
        tx,
        (i64,),
        "SELECT file_id FROM issue_file WHERE issue_id IN (",
        ids,
        ")"
    )
    .into_iter()
    .map(|(id,)| id)
    .collect();
    let cases: Vec<(i64,)> = among!(
        tx,
        (i64,),
        "SELECT DISTINCT dossier_id FROM issue WHERE dossier_id IS NOT NULL AND id IN (",
        ids,
        ")"
    );
    let clients: Vec<(i64,)> = among!(
        tx,
        (i64,),
        "SELECT DISTINCT client_id FROM issue WHERE id IN (",
        ids,
        ")"
    );
    for table in [
        "issue_file",
        "stance_ground",
        "detected_contract",
        "detected",
        "reporter_key",
        "legal_hold",
        "issue_event",
    ] {
        let delete = format!("DELETE FROM {table} WHERE issue_id IN (");
        change_among!(tx, delete.clone(), ids, ")");
    }
    change_among!(tx, "DELETE FROM issue WHERE id IN (", ids, ")");
    loose_files(tx, &files).await?;
    empty_cases(tx, &cases.into_iter().map(|(id,)| id).collect::<Vec<_>>()).await?;
    for (id,) in clients {
        client::refresh_issues(tx, ClientId(id)).await?;
    }
    note(tx, "issue", ids, period, now).await?;
    Ok(files.len() as i64)
}

/// Their clients' months count them no more.
async fn uncount(tx: &mut Tx, ids: &[i64], tombstones: &[IssueTombstone]) -> Result<(), StoreError> {
    // In the order of the tombstones.
    let clients: Vec<(i64,)> = among!(
        tx,
        (i64,),
        "SELECT client_id FROM issue WHERE id IN (",
        ids,
        ") ORDER BY id"
    );
    let moves: Vec<_> = clients
        .iter()
        .zip(tombstones)
        .map(|((client,), tombstone)| IssueMove {
            client: ClientId(*client),
            facts: &tombstone.facts,
            from: Some(tombstone.state),
            to: None,
        })
        .collect();
    trend::count_issues(tx, &moves).await
}

/// A decided case of which no issue is left says nothing any more.
async fn empty_cases(tx: &mut Tx, cases: &[i64]) -> Result<(), StoreError> {
    const EMPTY: &str =
        ") AND state = 'decided' AND NOT EXISTS (SELECT 1 FROM issue i WHERE i.dossier_id = dossier.id)
        AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.dossier_id = dossier.id)";
    const EVENTS: &str =
        "DELETE FROM dossier_event WHERE dossier_id IN (SELECT id FROM dossier WHERE id IN (";
    const OPINIONS: &str = "DELETE FROM opinion WHERE dossier_id IN (SELECT id FROM dossier WHERE id IN (";
    if cases.is_empty() {
        return Ok(());
    }
    for rows in [EVENTS, OPINIONS] {
        change_among!(tx, rows, cases, format!("{EMPTY})"));
    }
    change_among!(tx, "DELETE FROM dossier WHERE id IN (", cases, EMPTY);
    Ok(())
}

async fn note(
    tx: &mut Tx,
    what: &str,
    ids: &[i64],
    period: Option<Subject>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let entries: Vec<_> = ids
        .iter()
        .map(|id| (format!("{what} {id}"), json!({ "period": period })))
        .collect();
    audit::record_many(tx, None, AuditAction::Purge, &entries, now).await
}

/// Forgets kept checks with their go-aheads, needs and files. Gives how many files went.
pub(crate) async fn checks(
    tx: &mut Tx,
    rows: &[CheckRow],
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let offers = crate::check::offers_remain(tx, &ids).await?;
    let tombstones: Vec<_> = rows
        .iter()
        .map(|row| row.tombstone(pseudonyms, offers.get(&row.id).copied()))
        .collect();
    trend::bury(tx, "check", &tombstones, now).await?;
    let files: Vec<i64> = among!(
        tx,
        (i64,),
        "SELECT file_id FROM check_file WHERE kept_check_id IN (",
        ids,
        ")"
    )
    .into_iter()
    .map(|(id,)| id)
    .collect();
    change_among!(
        tx,
        "UPDATE signature SET kept_check_id = NULL WHERE kept_check_id IN (",
        ids,
        ")"
    );
    for table in ["check_file", "check_need", "approval"] {
        let delete = format!("DELETE FROM {table} WHERE kept_check_id IN (");
        change_among!(tx, delete.clone(), ids, ")");
    }
    change_among!(tx, "DELETE FROM kept_check WHERE id IN (", ids, ")");
    loose_files(tx, &files).await?;
    note(tx, "check", &ids, Some(Subject::Check), now).await?;
    Ok(files.len() as i64)
}

/// Checks that were asked again where a contract was signed go with the kept ones: nothing counts them. What the contract
/// system sent of work that has ended is its own to keep. Some at a time; the next purge takes what is left.
pub(super) async fn signatures(tx: &mut Tx, ended_by: NaiveDate, today: NaiveDate) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM signature WHERE id IN (
            SELECT g.id FROM signature g WHERE g.ends_on <= $1 AND NOT EXISTS (
                SELECT 1 FROM legal_hold h WHERE h.client_id = g.client_id AND h.lifted_at IS NULL AND h.until_on >= $2)
            ORDER BY g.id LIMIT 5000)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(ended_by)
        .bind(today)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Forgets who reported these issues: the person, the contract that would name them, their name on steps and files, what they
/// were told, and the key under which they stand in the log. The keyed pseudonym stays, and which issues share a contract.
pub(super) async fn reporters(tx: &mut Tx, rows: &[IssueRow], now: DateTime<Utc>) -> Result<(), StoreError> {
    const TOGETHER: &str = "
        UPDATE issue SET contract_group = COALESCE(contract_group, $1)
        WHERE client_id = $2 AND contract_id = $3 AND reporter_pseudonym = $4";
    const TOLD: &str = "DELETE FROM message WHERE person_id = $1 AND CAST(content ->> 'issue' AS TEXT) = $2";
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    for row in rows {
        if let Some(contract) = row.contract_id {
            on!(&mut *tx, |conn| sqlx::query(TOGETHER)
                .bind(row.id)
                .bind(row.client_id)
                .bind(contract)
                .bind(&row.reporter_pseudonym)
                .execute(&mut *conn)
                .await)?;
        }
        on!(&mut *tx, |conn| sqlx::query(TOLD)
            .bind(row.reporter_id)
            .bind(row.id.to_string())
            .execute(&mut *conn)
            .await)?;
    }
    forget_contracts_in_steps(tx, &ids).await?;
    change_among!(
        tx,
        "UPDATE issue_event SET by_id = NULL
         WHERE by_id = (SELECT i.reporter_id FROM issue i WHERE i.id = issue_event.issue_id) AND issue_id IN (",
        ids,
        ")"
    );
    change_among!(
        tx,
        "UPDATE stored_file SET added_by = NULL WHERE EXISTS (
            SELECT 1 FROM issue_file f JOIN issue i ON i.id = f.issue_id
            WHERE f.file_id = stored_file.id AND i.reporter_id = stored_file.added_by)
         AND id IN (SELECT f.file_id FROM issue_file f WHERE f.issue_id IN (",
        ids,
        "))"
    );
    change_among!(tx, "DELETE FROM reporter_key WHERE issue_id IN (", ids, ")");
    change_among!(
        tx,
        "UPDATE issue SET reporter_id = NULL, contract_id = NULL WHERE id IN (",
        ids,
        ")"
    );
    note(tx, "issue", &ids, Some(Subject::Reporter), now).await
}

/// A text before a correction names its contract too.
async fn forget_contracts_in_steps(tx: &mut Tx, issues: &[i64]) -> Result<(), StoreError> {
    const WRITE: &str = "UPDATE issue_event SET details = $2 WHERE id = $1";
    let steps = among!(
        tx,
        (i64, Json<Details>),
        "SELECT id, details FROM issue_event WHERE step IN ('correct', 'classify') AND issue_id IN (",
        issues,
        ")"
    );
    for (id, Json(mut details)) in steps {
        let Some(former) = details.former.as_mut().filter(|former| former.contract.is_some()) else {
            continue;
        };
        former.contract = None;
        on!(&mut *tx, |conn| sqlx::query(WRITE)
            .bind(id)
            .bind(Json(&details))
            .execute(&mut *conn)
            .await)?;
    }
    Ok(())
}
