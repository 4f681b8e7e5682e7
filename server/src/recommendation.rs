//! What the policy recommends for a client, as one reader may see it: for the client's sheet and the page where a stance is chosen.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use app::parts::recommendation::{Advice, Case};
use domain::ClientId;
use domain::permission::{Action, Object};
use domain::policy::alike::Profile;
use std::collections::HashMap;
use store::policy::{self, Advised};

/// Past cases that are shown.
const CASES: usize = 3;

/// What the policy in force recommends today; `None` where there is no such client. Whether the reader may see it at all is
/// the page's question; issues that the reader may not open are left out by name.
pub async fn load(
    visit: &Visit,
    user: &CurrentUser,
    client: ClientId,
) -> Result<Option<(Advice, Advised)>, PageError> {
    let store = &visit.app.store;
    let Some(advised) = policy::advise(store, client, visit.today()).await? else {
        return Ok(None);
    };
    let catalogue = store::reference::catalogue(store).await?;
    let mut categories = HashMap::new();
    for issue in &advised.facts.issues {
        let object = Object {
            filter: Some(issue.filter),
            sensitivity: Some(issue.sensitivity),
            client: Some(client),
            ..Object::default()
        };
        if user.may(Action::ReadIssue, &object).is_ok()
            && let Some(category) = catalogue.categories.iter().find(|c| c.id == issue.category)
        {
            categories.insert(issue.id, category.name(visit.lang).to_owned());
        }
    }
    let advice = Advice {
        lang: visit.lang,
        policy: advised.policy.summary.id,
        number: advised.policy.summary.number,
        content: advised.policy.content.clone(),
        recommendation: advised.recommendation.clone(),
        changes: advised.changes.clone(),
        contracts: advised.facts.ledger.contracts,
        categories,
    };
    Ok(Some((advice, advised)))
}

/// The closest past cases of other clients by their facts.
pub async fn closest(visit: &Visit, client: ClientId, profile: &Profile) -> Result<Vec<Case>, PageError> {
    let found = policy::closest(&visit.app.store, client, profile, CASES).await?;
    let cases = found.into_iter().map(|case| Case {
        stance: case.stance,
        on: case.on,
        sector: case.sector,
        profile: case.profile,
        recommended: case.recommended,
        chosen: case.chosen,
        conditions: case.conditions,
        distance: case.distance,
    });
    Ok(cases.collect())
}
