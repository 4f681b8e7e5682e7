//! A trial of a draft: GET /admin/policy/trials/{id}, and taking its measured means over: POST …/means.

use super::{load, load_own_draft, object};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::policy::trial::{TrialPage, TrialRow, title, trial as trial_page};
use app::parts::pager::Pager;
use axum::extract::{Path, Query};
use domain::permission::Action;
use domain::policy::PolicyState;
use domain::{ClientId, Money, SimulationId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::policy::{self, Trial, TrialClient, TrialList};

/// Which clients, and after which one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    after: String,
}

impl Asked {
    /// `income.client`; anything else is the first page.
    fn after(&self) -> Option<(Money, ClientId)> {
        let (income, client) = self.after.split_once('.')?;
        Some((Money(income.parse().ok()?), ClientId(client.parse().ok()?)))
    }
}

async fn found(visit: &Visit, id: SimulationId) -> Result<Trial, PageError> {
    policy::trial(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// How far it is, or what it found.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<SimulationId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let trial = found(&visit, id).await?;
    let version = load(&visit, &user, trial.head.policy).await?;
    let list = if asked.show == "sensitive" {
        TrialList::Sensitive
    } else {
        TrialList::Changes
    };
    let (clients, more) = policy::clients(&visit.app.store, id, list, asked.after()).await?;
    let shrinkage = &version.content.shrinkage;
    let measured = trial.tally.measured.shrinkage(shrinkage.m, shrinkage.m0);
    let may_take = version.summary.state == PolicyState::Draft
        && trial.head.percent == 100
        && measured.as_ref().is_some_and(|measured| measured != shrinkage)
        && user
            .may(Action::ProposePolicy, &object(version.summary.drafted_by))
            .is_ok();
    let props = TrialPage {
        lang: visit.lang,
        id,
        policy: trial.head.policy,
        number: version.summary.number,
        against: trial.head.against,
        facts_on: trial.head.facts_on,
        percent: trial.head.percent,
        mean: measured.map(|measured| measured.mean),
        may_take: may_take.then_some(version.summary.revision),
        sensitive: list == TrialList::Sensitive,
        pager: pager(id, list, &asked, &clients, more),
        rows: clients.into_iter().map(row).collect(),
        tally: trial.tally,
        history: trial.history,
        key: form::new_key(),
    };
    Ok(visit.page(title(&props)).render(|| trial_page(&props)))
}

fn pager(id: SimulationId, list: TrialList, asked: &Asked, clients: &[TrialClient], more: bool) -> Pager {
    let show = match list {
        TrialList::Changes => "show=changes",
        TrialList::Sensitive => "show=sensitive",
    };
    let here = format!("/admin/policy/trials/{id}?{show}");
    let next = clients
        .last()
        .filter(|_| more)
        .map(|last| format!("{here}&after={}.{}#clients", last.income.0, last.client));
    Pager {
        shown: clients.len() as i64,
        first: (!asked.after.is_empty()).then(|| format!("{here}#clients")),
        previous: None,
        next,
    }
}

fn row(client: TrialClient) -> TrialRow {
    TrialRow {
        client: client.client,
        name: client.name,
        now: client.now,
        draft: client.draft,
        half: client.half,
        more: client.more,
        members: client.members,
        income: client.income,
    }
}

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
}

/// Takes the measured means over into the draft that was tried.
pub async fn means(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<SimulationId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let trial = found(&visit, id).await?;
    let draft = load_own_draft(&visit, &user, trial.head.policy).await?;
    let shrinkage = &draft.content.shrinkage;
    let back = format!("/admin/policy/{}", draft.summary.id);
    let measured = trial.tally.measured.shrinkage(shrinkage.m, shrinkage.m0);
    let (Some(measured), 100) = (measured, trial.head.percent) else {
        return Err(PageError::NotFound);
    };
    if raw.revision.parse() != Ok(draft.summary.revision) {
        return Err(PageError::Conflict { back });
    }
    let to = format!("{back}?done=measured");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    policy::save_measured(&mut tx, &draft, measured, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
