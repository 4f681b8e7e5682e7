//! One client: GET /clients/{id}, as staff or as a member reads it.

use super::payment;
use crate::error::{PageError, PageResult};
use crate::form;
use crate::lookups;
use crate::pages::home;
use crate::recommendation;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::member::MemberPage;
use app::pages::client::sheet::{Content, Marks, NoteForm, Part, Rights, SheetPage};
use app::parts::Errors;
use app::parts::recommendation::Advice;
use app::{pages, texts};
use axum::extract::{Path, Query};
use domain::ClientId;
use domain::client::ClientSheet;
use domain::client::identifier::Identifier;
use domain::client::record::{self, ClientRecord, Paid, WageAgainst};
use domain::issue::search::{IssueSearch, StateWanted};
use domain::permission::{Action, Grant, Object, grant};
use domain::register::{OnFile, Proposal, propose};
use domain::retention::HeldObject;
use domain::trend::protected::{LateOfAll, ProtectedMeasure, Readers};
use serde::Deserialize;
use store::trend::protected;
use store::{charter, client, contract, issue, reference, register, retention};

/// Issues on the sheet; the list has all.
const ISSUES: usize = 10;

/// Which part of the sheet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: String,
    /// The last line of the page before.
    after: String,
}

/// The sheet that this person may read.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    user.may(
        Action::LookUpClient,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    let found = shown(&visit, &user, id, &asked).await;
    // A client that was merged: its address leads to the one that stayed.
    if matches!(found, Err(PageError::NotFound))
        && let Some(kept) = client::merge::merged_into(&visit.app.store, id).await?
    {
        return Ok(render::redirect(&format!("/clients/{kept}")));
    }
    found
}

async fn shown(visit: &Visit, user: &CurrentUser, id: ClientId, asked: &Asked) -> PageResult {
    if !user.role.is_staff() {
        return member(visit, user, id).await;
    }
    let sheet = load(visit, id).await?;
    let mut rights = rights(user, id);
    rights.person_file &= sheet.natural_person;
    let content = content(visit, user, id, rights, asked).await?;
    page(visit, user, sheet, rights, content).await
}

async fn member(visit: &Visit, user: &CurrentUser, id: ClientId) -> PageResult {
    let client = client::for_member(&visit.app.store, id, user.member, visit.today()).await?;
    let client = client.ok_or(PageError::NotFound)?;
    lookups::count(visit, user, id).await?;
    let props = MemberPage {
        lang: visit.lang,
        charter: charter::accepted_by_client(&visit.app.store, id).await?,
        client,
        others: others(visit).await?,
        key: form::new_key(),
        own_client: user.own_clients.contains(&id),
    };
    Ok(visit
        .page(pages::client::member::title(&props))
        .render(|| pages::client::member::sheet(&props)))
}

/// How all clients together pay, as far as members may know it.
async fn others(visit: &Visit) -> Result<Option<LateOfAll>, PageError> {
    let newest = protected::newest(&visit.app.store, Readers::Members, ProtectedMeasure::Payment).await?;
    Ok(newest.and_then(|table| table.late_of_all()))
}

pub(super) async fn load(visit: &Visit, id: ClientId) -> Result<ClientSheet, PageError> {
    client::sheet(&visit.app.store, id, visit.lang, visit.today())
        .await?
        .ok_or(PageError::NotFound)
}

/// What this person may do with this client. Private notes belong to no filter, so that who acts on payment matters only
/// reads none of them.
pub(super) fn rights(user: &CurrentUser, id: ClientId) -> Rights {
    let on = Object {
        client: Some(id),
        ..Object::default()
    };
    let may = |action| user.may(action, &on).is_ok();
    let whole = |action| may(action) && grant(user.role, action) == Grant::Yes;
    Rights {
        edit: may(Action::EditClient),
        report: may(Action::ReportIssue),
        choose_stance: may(Action::ChooseStance),
        place_hold: may(Action::PlaceHold),
        negotiate: may(Action::NegotiateAgreement),
        step_aside: may(Action::StepAside) && !user.own_clients.contains(&id),
        merge: may(Action::MergeClients),
        person_file: may(Action::ReadPersonFile),
        read_issues: may(Action::ReadIssue) && may(Action::ListIssues),
        read_notes: whole(Action::ReadNotes),
        check: may(Action::RunCheck),
        payment_only: grant(user.role, Action::ListIssues) == Grant::Payment,
        own_client: user.own_clients.contains(&id),
    }
}

async fn content(
    visit: &Visit,
    user: &CurrentUser,
    id: ClientId,
    rights: Rights,
    asked: &Asked,
) -> Result<Content, PageError> {
    let store = &visit.app.store;
    Ok(match Part::from_code(&asked.tab) {
        Part::Issues if rights.read_issues => {
            let search = IssueSearch {
                client: Some(id),
                state: StateWanted::All,
                ..IssueSearch::default()
            };
            let mut issues = issue::found(store, user, &search).await?.issues;
            issues.truncate(ISSUES);
            Content::Issues {
                issues,
                categories: issue::categories(store).await?,
            }
        }
        Part::Notes if rights.read_notes => Content::Notes {
            notes: client::notes(store, id, user.id, visit.now).await?,
            form: NoteForm::default(),
            errors: Errors::none(),
            key: form::new_key(),
        },
        Part::Payment => Content::Payment(payment::load(visit, user, id, &asked.after).await?),
        Part::History => Content::History(client::history(store, id).await?),
        Part::Overview | Part::Issues | Part::Notes => Content::Overview {
            advice: advice(visit, user, id, rights).await?,
            record: record(visit, user, id, rights).await?,
        },
    })
}

/// What the policy recommends, for those who choose stances for this client.
async fn advice(
    visit: &Visit,
    user: &CurrentUser,
    id: ClientId,
    rights: Rights,
) -> Result<Option<Box<Advice>>, PageError> {
    if !rights.choose_stance || !rights.read_issues {
        return Ok(None);
    }
    let found = recommendation::load(visit, user, id).await?;
    Ok(found.map(|(advice, _)| Box::new(advice)))
}

/// The newest contracts against their limits, and the issues that this person may see: a bounded number of both.
async fn record(
    visit: &Visit,
    user: &CurrentUser,
    id: ClientId,
    rights: Rights,
) -> Result<Option<Box<ClientRecord>>, PageError> {
    if rights.own_client {
        return Ok(None);
    }
    let (store, today) = (&visit.app.store, visit.today());
    let lines = contract::list(store, id, None, record::CONTRACTS).await?;
    let issues = if rights.read_issues {
        issue::by_month(store, user, id, record::ISSUES).await?
    } else {
        Vec::new()
    };
    let pay = &reference::catalogue(store).await?.pay;
    Ok(Some(Box::new(ClientRecord::new(
        &issues,
        lines
            .iter()
            .filter_map(|line| Paid::of(&line.contract, today))
            .collect(),
        WageAgainst::all(lines.iter().map(|line| (&line.contract, line.profession)), pay),
        today,
    ))))
}

/// What the register says otherwise of a client's name and address.
pub(super) async fn proposals(visit: &Visit, client: &ClientSheet) -> Result<Vec<Proposal>, PageError> {
    let Some(number) = client.identifiers.iter().find_map(Identifier::enterprise) else {
        return Ok(Vec::new());
    };
    let on_file = OnFile {
        legal_name: &client.name,
        address: &client.address,
        lang: client.language,
    };
    let listed = register::listed(&visit.app.store, number).await?;
    Ok(propose(&on_file, &listed))
}

/// What keeps, freezes or waits on a client: each by a small index of its own.
async fn marks(visit: &Visit, id: ClientId) -> Result<Marks, PageError> {
    let store = &visit.app.store;
    Ok(Marks {
        held: retention::holds_on(store, HeldObject::Client(id), visit.today()).await?,
        contested: client::person::contested(store, id).await?,
        waiting: client::merge::waiting(store, id).await?.len() as i64,
    })
}

pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    mut client: ClientSheet,
    rights: Rights,
    content: Content,
) -> PageResult {
    let l = visit.lang;
    client.issues = issue::counts_of(&visit.app.store, user, client.id).await?;
    let refused = matches!(&content, Content::Notes { errors, .. } if !errors.is_empty());
    let accepted = charter::accepted_by_client(&visit.app.store, client.id).await?;
    let compared = rights.edit && matches!(&content, Content::Overview { .. });
    let props = SheetPage {
        lang: l,
        charter: accepted,
        today: visit.today(),
        marks: marks(visit, client.id).await?,
        proposals: if compared {
            proposals(visit, &client).await?
        } else {
            Vec::new()
        },
        client,
        rights,
        content,
    };
    let done = [
        ("added", texts::client_sheet::done_added(l)),
        ("edited", texts::client_sheet::done_edited(l)),
        ("charter", texts::charter_client::done(l)),
        ("note", texts::client_sheet::done_note(l)),
        ("aside", texts::client_sheet::done_aside(l)),
        ("merged", texts::merge::done_merged(l)),
        ("erased", texts::person_erase::done(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    let counts = home::counts(visit, user).await?;
    Ok(visit
        .page(pages::client::sheet::title(&props))
        .notice(done)
        .counts(counts)
        .refused_if(refused)
        .render(|| pages::client::sheet::sheet(&props)))
}
