//! The yes of the people a stance takes, and the moment it takes effect.

use super::step::{self, Seen, Told};
use super::{ground, version};
use crate::error::word;
use crate::{Store, StoreError, Tx, message};
use chrono::{DateTime, NaiveDate, Utc};
use domain::message::Message;
use domain::stance::life::{self, Approval, StepRefused};
use domain::stance::opinion::Advice;
use domain::stance::{RunningContracts, Scope};
use domain::{ClientId, EstablishmentId, Person, PersonId, ProfessionId, StanceId};
use sqlx::types::Json;
use std::collections::BTreeSet;

/// Approves what was read (`seen` is the hash on the page) and puts it in force; the one before it in the same scope ends.
pub async fn approve(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    by: &Person,
    seen: &str,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<Told, StoreError> {
    const OLD: &str = "
        SELECT o.id FROM stance o JOIN stance n ON n.client_id = o.client_id AND n.scope_key = o.scope_key
        WHERE n.id = $1 AND o.id <> $1 AND o.state = 'in_force'";
    let mut standing = step::hold(tx, id, Seen::Revision(revision)).await?;
    let current = version::current_in(tx, id).await?;
    let approval = Approval {
        seen,
        current: &current.hash,
        opinion: opinion_in(tx, id).await?,
        comment,
        today: domain::clock::day(now),
    };
    let approved = match life::approve(&standing, by, approval) {
        Ok(approved) => approved,
        Err(refused) => return Ok(Err(refused)),
    };
    if !ground::bear(tx, id, &standing, approval.today).await? {
        return Ok(Err(StepRefused::NaturalPerson));
    }
    step::write(tx, id, &approved, comment, now).await?;
    standing.apply(&approved);
    let old: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(OLD)
        .bind(id.0)
        .fetch_all(&mut *conn)
        .await)?;
    for old in old {
        let by = Some(by.id);
        if let Err(refused) = step::step(tx, StanceId(old), Seen::Whatever, "", now, |old| {
            life::replaced(old, by)
        })
        .await?
        {
            return Ok(Err(refused));
        }
    }
    match life::take_effect(&standing) {
        Ok(effect) => step::write(tx, id, &effect, "", now).await.map(Ok),
        Err(refused) => Ok(Err(refused)),
    }
}

/// What the committee advises, where it has answered: about this stance, or about a case on whose issues it rests.
async fn opinion_in(tx: &mut Tx, id: StanceId) -> Result<Option<Advice>, StoreError> {
    const SQL: &str = "
        SELECT o.advises FROM opinion o WHERE o.given_at IS NOT NULL AND o.id IN (
            SELECT x.id FROM opinion x WHERE x.stance_id = $1
            UNION ALL SELECT x.id FROM stance_ground r JOIN issue i ON i.id = r.issue_id
            JOIN opinion x ON x.dossier_id = i.dossier_id WHERE r.stance_id = $1)
        ORDER BY o.given_at DESC, o.id DESC LIMIT 1";
    let found: Option<Option<String>> = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(id.0)
        .fetch_optional(&mut *conn)
        .await)?;
    found
        .flatten()
        .map(|text| word::<Advice>(&text, "opinion.advises"))
        .transpose()
}

#[derive(sqlx::FromRow)]
#[expect(
    clippy::struct_field_names,
    reason = "the columns of the table, as they are called there"
)]
struct WorkRow {
    person_id: i64,
    establishment_id: Option<i64>,
    profession_id: Option<i64>,
}

impl WorkRow {
    fn lies_in(&self, scope: &Scope) -> bool {
        scope.covers(
            self.establishment_id.map(EstablishmentId),
            self.profession_id.map(ProfessionId),
        )
    }
}

/// Who has a kept check that still holds, or signed work to come, with a client: $2 the day, $3 one person or 0 for all, $4
/// whether running contracts stop: then work that has begun is touched too.
const WORK: &str = "
    SELECT k.person_id, CAST(NULL AS BIGINT) AS establishment_id, k.profession_id
    FROM kept_check k WHERE k.client_id = $1 AND k.valid_until >= $2 AND ($3 = 0 OR k.person_id = $3)
    UNION ALL
    SELECT m.person_id, c.establishment_id, c.profession_id
    FROM contract c JOIN member m ON m.id = c.member_id
    WHERE c.client_id = $1 AND (c.start_on > $2 OR ($4 AND c.end_on >= $2)) AND c.state IN ('open', 'paid')
      AND c.amended_by_id IS NULL AND m.person_id IS NOT NULL AND ($3 = 0 OR m.person_id = $3)
    UNION ALL
    SELECT m.person_id, CAST(NULL AS BIGINT), g.profession_id
    FROM signature g JOIN member m ON m.id = g.member_id
    WHERE g.client_id = $1 AND g.ends_on >= $2 AND m.person_id IS NOT NULL AND ($3 = 0 OR m.person_id = $3)";

#[derive(sqlx::FromRow)]
struct ToldRow {
    client_id: i64,
    client_name: String,
    scope: Json<Scope>,
    running: String,
}

/// Tells members with an open check or signed future work in scope that a stance now stands there, and where it stops
/// running contracts those who have one.
pub(super) async fn tell_members(tx: &mut Tx, id: StanceId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const STANCE: &str = "
        SELECT s.client_id, k.name AS client_name, s.scope, s.running
        FROM stance s JOIN client_card k ON k.client_id = s.client_id WHERE s.id = $1";
    let stance: ToldRow = on!(tx, |conn| sqlx::query_as(STANCE)
        .bind(id.0)
        .fetch_one(&mut *conn)
        .await)?;
    let running = word::<RunningContracts>(&stance.running, "stance.running")?;
    let work: Vec<WorkRow> = on!(tx, |conn| sqlx::query_as(WORK)
        .bind(stance.client_id)
        .bind(domain::clock::day(now))
        .bind(0_i64)
        .bind(running == RunningContracts::Stop)
        .fetch_all(&mut *conn)
        .await)?;
    let people: BTreeSet<i64> = work
        .iter()
        .filter(|work| work.lies_in(&stance.scope.0))
        .map(|work| work.person_id)
        .collect();
    let what = Message::StanceInForce {
        stance: id,
        client: ClientId(stance.client_id),
        client_name: stance.client_name,
    };
    for person in people {
        message::tell(tx, PersonId(person), &what, now).await?;
    }
    Ok(())
}

/// Has this person a kept check that holds or signed work to come in the scope of a stance, or a running contract that it
/// stops?
pub async fn touches(
    store: &Store,
    client: ClientId,
    (scope, running): (&Scope, RunningContracts),
    person: PersonId,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    let work: Vec<WorkRow> = read!(store, |pool| sqlx::query_as(WORK)
        .bind(client.0)
        .bind(today)
        .bind(person.0)
        .bind(running == RunningContracts::Stop)
        .fetch_all(pool)
        .await)?;
    Ok(work.iter().any(|work| work.lies_in(scope)))
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("who has work with a client", WORK)];
