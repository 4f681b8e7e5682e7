//! Files that come to an issue: each is a step of its life.

use super::decide::Decided;
use super::standing::{Event, move_case, stood, tell_the_team, write_event};
use crate::error::touched;
use crate::idempotency::Claim;
use crate::{StoreError, Tx, file, idempotency};
use chrono::{DateTime, Utc};
use domain::file::{CheckedFile, Holder};
use domain::issue::content::Details;
use domain::issue::life::{Step, take};
use domain::{IssueId, PersonId};

/// Files for an issue.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    pub issue: IssueId,
    pub files: &'a [CheckedFile],
    /// The revision that the person saw.
    pub revision: i64,
    pub by: PersonId,
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

const MOVED: &str = "UPDATE issue SET revision = revision + 1 WHERE id = $1 AND revision = $2";

/// Keeps the files with the issue, whatever its state but withdrawn: whoever decides has seen them, or is told of them.
pub async fn add_evidence(tx: &mut Tx, wanted: &Evidence<'_>) -> Result<Decided, StoreError> {
    let id = wanted.issue;
    if !wanted.key.is_empty() {
        let location = format!("/issues/{id}?done=files");
        if let Claim::Again(location) =
            idempotency::claim(tx, wanted.by, wanted.key, &location, wanted.now).await?
        {
            return Ok(Decided::Again(location));
        }
    }
    let found = stood(tx, id, wanted.revision).await?;
    let from = found.standing.state;
    let to = match take(Step::Evidence, found.standing, wanted.by, "") {
        Ok(to) => to,
        Err(refused) => return Ok(Decided::Refused(refused)),
    };
    move_case(tx, found.case, false).await?;
    let rows = on!(&mut *tx, |conn| sqlx::query(MOVED)
        .bind(id.0)
        .bind(wanted.revision)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let files = file::add_to(tx, wanted.files, Holder::Issue(id), Some(wanted.by), wanted.now).await?;
    for file in files {
        let event = Event {
            issue: id,
            step: Step::Evidence,
            from,
            to,
            by: wanted.by,
            reason: "",
            details: Details {
                file: Some(file),
                ..Details::default()
            },
            now: wanted.now,
        };
        write_event(tx, event).await?;
    }
    if found.standing.reporter == Some(wanted.by) {
        tell_the_team(tx, id, &found.client_name, Step::Evidence, wanted.by, wanted.now).await?;
    }
    Ok(Decided::Done(to))
}
