//! Proposals for the nomenclature: GET /professions/proposals, GET and POST /professions/proposals/{id}

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::profession::proposal::{self as pages, Line, ProposalPage, Standing};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::permission::{Action, Denied, may_at_all};
use domain::profession::{Draft, PartChange, ProfessionState, changes};
use domain::{Lang, ProfessionProposalId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::profession::{Decision, Proposal, ProposalState};
use store::{StoreError, profession};

/// Longest comment, in characters.
const COMMENT: usize = 2_000;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    decision: String,
    comment: String,
}

/// GET /professions/proposals
pub async fn list(visit: Visit) -> PageResult {
    let l = visit.lang;
    let open = profession::open(&visit.app.store).await?;
    let lines: Vec<Line> = open
        .into_iter()
        .map(|p| Line {
            id: p.id,
            name: name(&p, l),
            to: p.draft.state,
            is_new: p.changes.is_none(),
            by_name: p.by_name,
            at: p.at,
        })
        .collect();
    let done = [
        ("accept", texts::proposal::done_accepted(l)),
        ("decline", texts::proposal::done_declined(l)),
        ("withdraw", texts::proposal::done_withdrawn(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit
        .page(pages::list_title(l, lines.len()))
        .notice(done)
        .render(|| pages::list(l, &lines)))
}

fn name(proposal: &Proposal, l: Lang) -> String {
    proposal.draft.names[l as usize]
        .first()
        .cloned()
        .unwrap_or_default()
}

/// GET /professions/proposals/{id}
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ProfessionProposalId>) -> PageResult {
    let proposal = load(&visit, id).await?;
    page(&visit, &user, &proposal, String::new(), Errors::none()).await
}

async fn load(visit: &Visit, id: ProfessionProposalId) -> Result<Proposal, PageError> {
    profession::proposal(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// POST /professions/proposals/{id}: accept, decline or withdraw.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ProfessionProposalId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let proposal = load(&visit, id).await?;
    let own = proposal.by == user.id;
    let withdraws = raw.decision == "withdraw";
    // Nobody decides on their own, and nobody withdraws another's.
    if withdraws != own {
        return Err(Denied::NotOwn.into());
    }
    if !withdraws {
        may_at_all(&user, Action::PutProfessionInForce)?;
    }
    let mut errors = Errors::none();
    let comment = match raw.decision.as_str() {
        "decline" => form::required(l, &mut errors, "comment", &raw.comment, COMMENT),
        _ => form::optional(l, &mut errors, "comment", &raw.comment, COMMENT),
    };
    if !errors.is_empty() {
        return page(&visit, &user, &proposal, raw.comment, errors).await;
    }
    let comment = comment.unwrap_or_default();
    let told = moved(&visit, &proposal).await?.0;
    let to = format!("/professions/proposals?done={}", raw.decision);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let (by, now) = (user.id, visit.now);
    let done = match raw.decision.as_str() {
        "withdraw" => profession::withdraw(&mut tx, &proposal, by, now).await,
        "accept" => profession::decide(&mut tx, &proposal, Decision::Accept(&told), by, comment, now)
            .await
            .map(drop),
        "decline" => profession::decide(&mut tx, &proposal, Decision::Decline, by, comment, now)
            .await
            .map(drop),
        _ => return Err(PageError::BadRequest("decision")),
    };
    match done {
        Ok(()) => {}
        Err(StoreError::Conflict | StoreError::Duplicate) => {
            return Err(PageError::Conflict {
                back: format!("/professions/proposals/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// What the proposal changes of the entry as it stands, and whether the entry has moved on since it was made.
async fn moved(visit: &Visit, proposal: &Proposal) -> Result<(Vec<PartChange>, bool), PageError> {
    let Some((id, seen)) = proposal.changes else {
        return Ok((changes(&nothing(&proposal.draft), &proposal.draft), false));
    };
    let (now, held) = profession::draft(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok((changes(&held, &proposal.draft), now.revision != seen))
}

/// An entry that says nothing, so that a new one is shown whole.
fn nothing(of: &Draft) -> Draft {
    Draft {
        names: Default::default(),
        state: ProfessionState::Accepted,
        filter: None,
        reasons: Default::default(),
        effects: Default::default(),
        proofs: Vec::new(),
        source: String::new(),
        review_on: None,
        ..of.clone()
    }
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    proposal: &Proposal,
    typed: String,
    errors: Errors,
) -> PageResult {
    let l = visit.lang;
    let (changes, overtaken) = moved(visit, proposal).await?;
    let open = proposal.state == ProposalState::Open;
    let props = ProposalPage {
        lang: l,
        id: proposal.id,
        name: name(proposal, l),
        entry: proposal.changes.map(|(id, _)| id),
        changes,
        why: proposal.why.clone(),
        by_name: proposal.by_name.clone(),
        at: proposal.at,
        standing: match proposal.state {
            ProposalState::Open => Standing::Open,
            ProposalState::Accepted => Standing::Accepted,
            ProposalState::Declined => Standing::Declined,
            ProposalState::Withdrawn => Standing::Withdrawn,
        },
        decided: proposal.decided_by.clone().zip(proposal.decided_at),
        comment: proposal.comment.clone(),
        overtaken: overtaken && open,
        own: proposal.by == user.id,
        may_decide: may_at_all(user, Action::PutProfessionInForce).is_ok(),
        typed,
        errors,
        key: form::new_key(),
    };
    let done = visit
        .done("proposed")
        .then(|| texts::profession_form::done_proposed(l));
    Ok(visit
        .page(pages::title(&props))
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::proposal(&props)))
}
