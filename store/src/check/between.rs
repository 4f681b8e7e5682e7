//! What stands between one member and the stances of one client: go-aheads and derogations. Asked only
//! where there is a stance or a conditional profession.

use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::check::{Between, GoAhead};
use domain::{ClientId, PersonId, ProfessionId, StanceId};
use sqlx::types::Json;

#[doc(hidden)]
pub const GO_AHEADS: &str = "
    SELECT a.stances, a.valid_until FROM kept_check k JOIN approval a ON a.kept_check_id = k.id
    WHERE k.person_id = $1 AND k.client_id = $2 AND k.profession_id = $3 AND a.state = 'granted' AND a.valid_until >= $4";
#[doc(hidden)]
pub const DEROGATIONS: &str = "
    SELECT d.stance_id, COALESCE(d.until_on, s.review_on) FROM derogation d JOIN stance s ON s.id = d.stance_id
    WHERE d.person_id = $1 AND s.client_id = $2 AND d.state = 'granted' AND (d.until_on IS NULL OR d.until_on >= $3)";
/// What stands between them for this profession; nobody in particular has neither go-ahead nor derogation.
pub async fn between(
    store: &Store,
    person: Option<PersonId>,
    client: ClientId,
    profession: ProfessionId,
    today: NaiveDate,
) -> Result<Between, StoreError> {
    let mut between = Between::default();
    if let Some(person) = person {
        let go_aheads: Vec<(Json<Vec<StanceId>>, NaiveDate)> =
            read!(store, |pool| sqlx::query_as(GO_AHEADS)
                .bind(person.0)
                .bind(client.0)
                .bind(profession.0)
                .bind(today)
                .fetch_all(pool)
                .await)?;
        between.go_aheads = go_aheads
            .into_iter()
            .map(|(stances, until)| GoAhead {
                stances: stances.0,
                until,
            })
            .collect();
        let derogations: Vec<(i64, NaiveDate)> = read!(store, |pool| sqlx::query_as(DEROGATIONS)
            .bind(person.0)
            .bind(client.0)
            .bind(today)
            .fetch_all(pool)
            .await)?;
        between.derogations = derogations
            .into_iter()
            .map(|(stance, until)| (StanceId(stance), until))
            .collect();
    }
    Ok(between)
}
