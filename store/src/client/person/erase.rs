//! Erasing a person who is a client: names, texts, files, issues and stances go; tombstones and the accounts stay. In the log the
//! person is a number, and what said whose number it was is gone: the log survives.

use crate::client::{add, card};
use crate::house::Pseudonyms;
use crate::many::{among, change_among};
use crate::trend::{self, StanceFacts};
use crate::{Store, StoreError, Tx, audit, retention, stance};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::client::change::ClientEventKind;
use domain::client::person::EraseFacts;
use domain::clock::day;
use domain::{ClientId, Month, PersonId};
use serde_json::json;

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "as the statement asks them")]
struct FactsRow {
    natural_person: bool,
    gone: bool,
    owes: bool,
    stance: bool,
    open_issue: bool,
    appeal: bool,
    held: bool,
    work: bool,
}

/// $1 the client, $2 today.
const FACTS: &str = "
    SELECT c.natural_person, (c.merged_into_id IS NOT NULL OR c.erased_on IS NOT NULL) AS gone,
           EXISTS (SELECT 1 FROM client_debt d WHERE d.client_id = c.id AND d.open_cents > 0) AS owes,
           EXISTS (SELECT 1 FROM stance s WHERE s.client_id = c.id
                   AND s.state IN ('proposed', 'notified', 'heard', 'approved', 'in_force')) AS stance,
           EXISTS (SELECT 1 FROM issue i WHERE i.client_id = c.id AND i.state IN ('reported', 'under_review')) AS open_issue,
           EXISTS (SELECT 1 FROM stance s JOIN appeal a ON a.stance_id = s.id WHERE s.client_id = c.id AND a.state = 'open') AS appeal,
           (EXISTS (SELECT 1 FROM hold h WHERE h.client_id = c.id AND h.lifted_at IS NULL AND h.until_on >= $2)
            OR EXISTS (SELECT 1 FROM legal_hold h WHERE h.client_id = c.id AND h.lifted_at IS NULL AND h.until_on >= $2)
            OR EXISTS (SELECT 1 FROM issue i JOIN legal_hold h ON h.issue_id = i.id OR h.dossier_id = i.dossier_id
                       WHERE i.client_id = c.id AND h.lifted_at IS NULL AND h.until_on >= $2)) AS held,
           (EXISTS (SELECT 1 FROM signature g WHERE g.client_id = c.id AND g.ends_on >= $2)
            OR EXISTS (SELECT 1 FROM kept_check k JOIN approval a ON a.kept_check_id = k.id
                       WHERE k.client_id = c.id AND (a.state = 'asked' OR a.valid_until >= $2))) AS work
    FROM client c WHERE c.id = $1";

impl From<FactsRow> for EraseFacts {
    fn from(row: FactsRow) -> Self {
        Self {
            natural_person: row.natural_person,
            gone: row.gone,
            owes: row.owes,
            stance: row.stance,
            open_issue: row.open_issue,
            appeal: row.appeal,
            held: row.held,
            work: row.work,
        }
    }
}

/// What the rule reads of a client; `None` where there is none.
pub async fn facts(
    store: &Store,
    client: ClientId,
    today: NaiveDate,
) -> Result<Option<EraseFacts>, StoreError> {
    let row: Option<FactsRow> = read!(store, |pool| sqlx::query_as(FACTS)
        .bind(client.0)
        .bind(today)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// Erases a person, if it still has the revision that was seen and nothing stands against it any more.
pub async fn erase(
    tx: &mut Tx,
    client: ClientId,
    revision: i64,
    pseudonyms: &Pseudonyms,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const TAKE: &str = "UPDATE client SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    const NAME: &str = "SELECT legal_name FROM client WHERE id = $1";
    let rows = on!(&mut *tx, |conn| sqlx::query(TAKE)
        .bind(client.0)
        .bind(revision)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    crate::error::touched(rows)?;
    let found: FactsRow = on!(&mut *tx, |conn| sqlx::query_as(FACTS)
        .bind(client.0)
        .bind(day(now))
        .fetch_one(&mut *conn)
        .await)?;
    if !domain::client::person::erase_refused(found.into()).is_empty() {
        return Err(StoreError::Conflict);
    }
    let mut gone = 0;
    for one in with_merged(tx, client).await? {
        let name: String = on!(&mut *tx, |conn| sqlx::query_scalar(NAME)
            .bind(one.0)
            .fetch_one(&mut *conn)
            .await)?;
        // While the rows stand by which they are found.
        letters(tx, one, &name).await?;
        gone += facts_of(tx, one, pseudonyms, now).await?;
        identity(tx, one, day(now)).await?;
    }
    card::refresh_names(tx, client).await?;
    card::refresh_issues(tx, client).await?;
    stance::refresh_card(tx, client).await?;
    stance::facts_moved_on(tx, client).await?;
    add::event(tx, client, ClientEventKind::Erased, Some(by), now, json!({})).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::ErasePerson,
        &add::object(client),
        json!({ "issues": gone }),
        now,
    )
    .await
}

/// The client and all that were merged into it, however often.
async fn with_merged(tx: &mut Tx, client: ClientId) -> Result<Vec<ClientId>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE one (id) AS (
            SELECT $1 UNION SELECT c.id FROM client c JOIN one ON c.merged_into_id = one.id
        ) SELECT id FROM one";
    let ids: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    Ok(ids.into_iter().map(ClientId).collect())
}

/// Issues, stances and checks with their tombstones; gives how many issues went.
async fn facts_of(
    tx: &mut Tx,
    client: ClientId,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    stances(tx, client, now).await?;
    let issues: Vec<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "SELECT id FROM issue WHERE client_id = $1 ORDER BY id"
    )
    .bind(client.0)
    .fetch_all(&mut *conn)
    .await)?;
    retention::forget_issues(tx, &issues, None, pseudonyms, now).await?;
    let checks = retention::checks_of(tx, client, day(now)).await?;
    retention::forget_checks(tx, &checks, pseudonyms, now).await?;
    Ok(issues.len() as i64)
}

#[derive(sqlx::FromRow)]
struct StanceRow {
    id: i64,
    kind: String,
    in_force_month: Option<i64>,
    ended_month: Option<i64>,
    stepped_down_from: Option<String>,
    stepped_down_month: Option<i64>,
    sector: String,
    region: String,
    size_band: String,
    ended_how: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
    relapsed_on: Option<NaiveDate>,
}

impl StanceRow {
    /// What it counted as; nothing where it never was in force.
    fn counted(&self) -> Result<Option<StanceFacts>, StoreError> {
        let month = |number| Month::from_number(number).ok_or(StoreError::Corrupt("stance.in_force_month"));
        let Some(in_force) = self.in_force_month else {
            return Ok(None);
        };
        Ok(Some(StanceFacts {
            kind: crate::error::word(&self.kind, "stance.kind")?,
            in_force: month(in_force)?,
            ended: self.ended_month.map(month).transpose()?,
            sector: self.sector.clone(),
            region: self.region.clone(),
            size: self.size_band.clone(),
            stepped_down: stance::stepped_down(self.stepped_down_from.as_deref(), self.stepped_down_month)?,
            ending: stance::ending(
                self.ended_how.as_deref(),
                self.ended_at,
                self.outcome.as_deref(),
                self.relapsed_on,
            )?,
        }))
    }
}

async fn stances(tx: &mut Tx, client: ClientId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "
        SELECT id, kind, in_force_month, ended_month, stepped_down_from, stepped_down_month, sector, region, size_band,
               ended_how, ended_at, outcome, relapsed_on
        FROM stance WHERE client_id = $1 ORDER BY id";
    let rows: Vec<StanceRow> = on!(&mut *tx, |conn| sqlx::query_as(SQL)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    let counted = rows
        .iter()
        .map(StanceRow::counted)
        .collect::<Result<Vec<_>, _>>()?;
    let counted: Vec<StanceFacts> = counted.into_iter().flatten().collect();
    trend::bury(tx, "stance", &counted, now).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    crate::policy::forget_choices(tx, &ids).await?;
    let files = files(tx, &ids).await?;
    for (before, after) in [
        (
            "DELETE FROM appeal_file WHERE appeal_id IN (SELECT a.id FROM appeal a WHERE a.stance_id IN (",
            "))",
        ),
        (
            "DELETE FROM reply_file WHERE reply_id IN (SELECT r.id FROM reply r WHERE r.stance_id IN (",
            "))",
        ),
        (
            "DELETE FROM notice_key WHERE notice_id IN (SELECT n.id FROM notice n WHERE n.stance_id IN (",
            "))",
        ),
        (
            "UPDATE charter_acknowledgement SET notice_id = NULL WHERE notice_id IN (SELECT n.id FROM notice n WHERE n.stance_id IN (",
            "))",
        ),
        ("DELETE FROM appeal WHERE stance_id IN (", ")"),
        ("DELETE FROM reply WHERE stance_id IN (", ")"),
        ("DELETE FROM notice WHERE stance_id IN (", ")"),
        ("DELETE FROM opinion WHERE stance_id IN (", ")"),
        ("DELETE FROM derogation WHERE stance_id IN (", ")"),
        ("DELETE FROM agreement WHERE stance_id IN (", ")"),
        ("DELETE FROM policy_case WHERE stance_id IN (", ")"),
        ("DELETE FROM stance_version WHERE stance_id IN (", ")"),
        ("DELETE FROM stance_author WHERE stance_id IN (", ")"),
        ("DELETE FROM stance_event WHERE stance_id IN (", ")"),
        ("DELETE FROM stance_ground WHERE stance_id IN (", ")"),
        ("UPDATE stance SET replaces_id = NULL WHERE replaces_id IN (", ")"),
        ("DELETE FROM stance WHERE id IN (", ")"),
    ] {
        change_among!(tx, before, ids, after);
    }
    retention::loose_files(tx, &files).await
}

/// The files of replies and appeals.
async fn files(tx: &mut Tx, stances: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut files = Vec::new();
    for before in [
        "SELECT f.file_id FROM reply_file f JOIN reply r ON r.id = f.reply_id WHERE r.stance_id IN (",
        "SELECT f.file_id FROM appeal_file f JOIN appeal a ON a.id = f.appeal_id WHERE a.stance_id IN (",
    ] {
        let rows = among!(tx, (i64,), before, stances, ")");
        files.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(files)
}

/// What a message is about the client $1: by its numbers; by its name $2 only where nobody else bears it.
macro_rules! about_client {
    () => {
        "(CAST(content ->> 'client' AS TEXT) IN (SELECT CAST(c.id AS TEXT) FROM client c WHERE c.id = $1)
          OR CAST(content ->> 'issue' AS TEXT) IN (SELECT CAST(i.id AS TEXT) FROM issue i WHERE i.client_id = $1)
          OR CAST(content ->> 'stance' AS TEXT) IN (SELECT CAST(s.id AS TEXT) FROM stance s WHERE s.client_id = $1)
          OR CAST(content ->> 'appeal' AS TEXT) IN (
              SELECT CAST(a.id AS TEXT) FROM appeal a JOIN stance s ON s.id = a.stance_id WHERE s.client_id = $1)
          OR CAST(content ->> 'derogation' AS TEXT) IN (
              SELECT CAST(d.id AS TEXT) FROM derogation d JOIN stance s ON s.id = d.stance_id WHERE s.client_id = $1)
          OR CAST(content ->> 'check' AS TEXT) IN (SELECT CAST(k.id AS TEXT) FROM kept_check k WHERE k.client_id = $1)
          OR (CAST(content ->> 'client_name' AS TEXT) = $2
              AND NOT EXISTS (SELECT 1 FROM client c WHERE c.legal_name = $2 AND c.id <> $1)))"
    };
}

/// Messages about the person with the mails that carried them, and the letters to them. A mail to somebody else that still
/// waits leaves all the same: it is theirs.
async fn letters(tx: &mut Tx, client: ClientId, name: &str) -> Result<(), StoreError> {
    const CARRIED: &str = concat!(
        "DELETE FROM outbox WHERE (sent_at IS NOT NULL OR failed_at IS NOT NULL) AND about IN (
             SELECT 'message ' || CAST(id AS TEXT) FROM message WHERE ",
        about_client!(),
        ")"
    );
    const MESSAGES: &str = concat!("DELETE FROM message WHERE ", about_client!());
    const LETTERS: &str = "
        DELETE FROM outbox WHERE about IN (
            SELECT 'notice ' || CAST(n.id AS TEXT) FROM notice n JOIN stance s ON s.id = n.stance_id WHERE s.client_id = $1
            UNION ALL SELECT 'notice ' || CAST(n.id AS TEXT) || ' reminder' FROM notice n JOIN stance s ON s.id = n.stance_id
            WHERE s.client_id = $1
            UNION ALL SELECT 'notice ' || CAST(n.id AS TEXT) || ' appeal' FROM notice n JOIN stance s ON s.id = n.stance_id
            WHERE s.client_id = $1)";
    for sql in [CARRIED, MESSAGES] {
        on!(&mut *tx, |conn| sqlx::query(sql)
            .bind(client.0)
            .bind(name)
            .execute(&mut *conn)
            .await)?;
    }
    on!(tx, |conn| sqlx::query(LETTERS)
        .bind(client.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Rows of a client that say who it is or hold words about it; contracts stay, without words.
const ROWS: &[&str] = &[
    "DELETE FROM client_word WHERE client_id = $1",
    "DELETE FROM client_name WHERE client_id = $1",
    "DELETE FROM client_identifier WHERE client_id = $1",
    "DELETE FROM client_funder WHERE client_id = $1",
    "DELETE FROM client_not_same WHERE client_id = $1",
    "DELETE FROM client_not_same WHERE other_id = $1",
    "DELETE FROM client_event WHERE client_id = $1",
    "DELETE FROM client_contest WHERE client_id = $1",
    "DELETE FROM person_client WHERE client_id = $1",
    "DELETE FROM recusal WHERE client_id = $1",
    "DELETE FROM watch WHERE client_id = $1",
    "DELETE FROM lookup WHERE client_id = $1",
    "DELETE FROM note WHERE client_id = $1",
    "DELETE FROM hold WHERE client_id = $1",
    "DELETE FROM legal_hold WHERE client_id = $1",
    "DELETE FROM legal_hold WHERE dossier_id IN (SELECT d.id FROM dossier d WHERE d.client_id = $1)",
    "DELETE FROM dossier_event WHERE dossier_id IN (SELECT d.id FROM dossier d WHERE d.client_id = $1)",
    "DELETE FROM opinion WHERE dossier_id IN (SELECT d.id FROM dossier d WHERE d.client_id = $1)",
    "DELETE FROM dossier WHERE client_id = $1",
    "DELETE FROM signature WHERE client_id = $1",
    "DELETE FROM agreement WHERE client_id = $1",
    "DELETE FROM formal_notice WHERE client_id = $1",
    "DELETE FROM charter_acknowledgement WHERE client_id = $1",
    "UPDATE contract SET establishment_id = NULL WHERE client_id = $1",
    "DELETE FROM establishment WHERE client_id = $1",
    "UPDATE debt_event SET reason = '' WHERE contract_id IN (SELECT c.id FROM contract c WHERE c.client_id = $1)",
    "UPDATE contract_event SET details = '{}' WHERE contract_id IN (SELECT c.id FROM contract c WHERE c.client_id = $1)",
    "UPDATE client_merge SET identity = '{}', why = '', undo_why = '' WHERE kept_id = $1 OR gone_id = $1",
    "UPDATE client SET parent_id = NULL WHERE parent_id = $1",
];

async fn identity(tx: &mut Tx, client: ClientId, today: NaiveDate) -> Result<(), StoreError> {
    const CLIENT: &str = "
        UPDATE client SET legal_name = $2, street = '', postcode = '', municipality = '', phone = '', email = '',
            parent_id = NULL, register_state = 'unknown', register_as_of = NULL, nace_version = NULL, nace_code = NULL,
            created_by = NULL, erased_on = $3
        WHERE id = $1";
    for sql in ROWS {
        on!(&mut *tx, |conn| sqlx::query(*sql)
            .bind(client.0)
            .execute(&mut *conn)
            .await)?;
    }
    on!(tx, |conn| sqlx::query(CLIENT)
        .bind(client.0)
        .bind(client.reference())
        .bind(today)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}
