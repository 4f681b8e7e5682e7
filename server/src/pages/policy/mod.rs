//! The policy: read, drafted, tried, put in force.

pub mod act;
pub mod edit;
pub mod list;
pub mod sheet;
pub mod trial;

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use domain::permission::{Action, Object, grant, may_at_all};
use domain::policy::{PolicySheet, PolicyState};
use domain::{PersonId, PolicyId};
use store::policy;

/// Drafts are read by those who draft; whoever reads the policy reads the other versions.
fn sees_drafts(user: &CurrentUser) -> bool {
    may_at_all(user, Action::ProposePolicy).is_ok()
}

/// What rights over a draft depend on: who began it.
fn object(drafted_by: Option<PersonId>) -> Object {
    Object {
        owner: drafted_by,
        ..Object::default()
    }
}

/// A version that this reader may see.
async fn load(visit: &Visit, user: &CurrentUser, id: PolicyId) -> Result<PolicySheet, PageError> {
    let sheet = policy::sheet(&visit.app.store, id, visit.today()).await?;
    sheet
        .filter(|sheet| sheet.summary.state != PolicyState::Draft || sees_drafts(user))
        .ok_or(PageError::NotFound)
}

/// A draft that this person may change.
async fn load_own_draft(visit: &Visit, user: &CurrentUser, id: PolicyId) -> Result<PolicySheet, PageError> {
    let sheet = load(visit, user, id).await?;
    user.may(Action::ProposePolicy, &object(sheet.summary.drafted_by))?;
    Ok(sheet)
}

/// Does the role put versions in force?
fn puts(user: &CurrentUser) -> bool {
    grant(user.role, Action::PutPolicyInForce) == domain::permission::Grant::Yes
}
