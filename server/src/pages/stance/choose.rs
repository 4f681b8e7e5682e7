//! Choosing a stance for a client: GET and POST /clients/{id}/stance; changing a proposal: GET and POST /stances/{id}/amend.

use super::typed::{Raw, read, typed};
use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::recommendation;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::choose::{
    Amending, ChoosePage, GroundChoice, Preview, StanceForm, Touched, pointed_words, title,
};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::audit::AuditAction;
use domain::contract::WageUnit;
use domain::permission::{Action, Denied, Object};
use domain::stance::life::{StanceState, StepRefused};
use domain::stance::opinion::Advice;
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceSheet, problems};
use domain::wording::{Pointed, point_out, too_fine};
use domain::{ClientId, ProfessionId, StanceId};
use serde_json::json;
use store::idempotency::{self, Claim};
use store::stance::{self, Before};
use store::{StoreError, Tx, audit};

async fn load(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<Before, PageError> {
    user.may(
        Action::ChooseStance,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    stance::before(&visit.app.store, id, user.named_handler)
        .await?
        .ok_or(PageError::NotFound)
}

/// The empty form, with what is most often chosen.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let mut form = StanceForm {
        scope: "client".to_owned(),
        running: RunningContracts::GoOn.code().to_owned(),
        wage_unit: WageUnit::Day.code().to_owned(),
        ..StanceForm::default()
    };
    let mut errors = Errors::none();
    if before.client.merged_into.is_some() {
        errors.add("kind", texts::stance_choose::error_merged(visit.lang));
        form.scope.clear();
    }
    page(&visit, &user, Shown::new(before, form, errors)).await
}

/// Puts the stance forward; its client is heard before anything else happens.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let before = load(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    let preview = raw.step == "preview";
    let form = StanceForm::from(raw);
    let mut errors = Errors::none();
    let Some(proposal) = checked(&visit, &before, &form, &mut errors).await? else {
        return page(&visit, &user, Shown::new(before, form, errors).key(key)).await;
    };
    if preview {
        return page(
            &visit,
            &user,
            Shown::new(before, form, errors).key(key).read_as(proposal),
        )
        .await;
    }
    if !read_again(&visit, &proposal, &form, &mut errors) {
        return page(&visit, &user, Shown::new(before, form, errors).key(key)).await;
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match stance::propose(&mut tx, &proposal, &user, visit.now).await? {
        Ok(placed) => {
            note_words(&mut tx, &visit, &user, placed, &proposal).await?;
            let to = format!("/stances/{placed}?done=proposed");
            idempotency::answer(&mut tx, user.id, &key, &to).await?;
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Err(refused) => {
            drop(tx);
            errors.add("kind", words::refused(visit.lang, refused));
            page(&visit, &user, Shown::new(before, form, errors).key(key)).await
        }
    }
}

/// The form of a proposal that is not yet approved, as it stands.
pub async fn amend(visit: Visit, user: CurrentUser, Path(id): Path<StanceId>) -> PageResult {
    let (sheet, before) = load_proposal(&visit, &user, id).await?;
    let shown = Shown::new(before, typed(&sheet.proposal), Errors::none());
    page(&visit, &user, shown.amending(&sheet)).await
}

/// Changes it; where the client would read the change, everything begins anew.
pub async fn post_amend(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let (mut sheet, before) = load_proposal(&visit, &user, id).await?;
    let (preview, revision) = (raw.step == "preview", raw.revision.parse().unwrap_or(0));
    // A form that comes back for its errors still says what its reader had seen.
    sheet.revision = revision;
    let form = StanceForm::from(raw);
    let mut errors = Errors::none();
    let Some(proposal) = checked(&visit, &before, &form, &mut errors).await? else {
        return page(
            &visit,
            &user,
            Shown::new(before, form, errors).key(key).amending(&sheet),
        )
        .await;
    };
    if preview {
        let shown = Shown::new(before, form, errors).key(key).amending(&sheet);
        return page(&visit, &user, shown.read_as(proposal)).await;
    }
    if !read_again(&visit, &proposal, &form, &mut errors) {
        let shown = Shown::new(before, form, errors).key(key).amending(&sheet);
        return page(&visit, &user, shown).await;
    }
    let to = format!("/stances/{id}?done=amended");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let reason = &form.amend_reason;
    match stance::amend(&mut tx, id, revision, &proposal, &user, reason, visit.now).await {
        Ok(Ok(())) => {
            note_words(&mut tx, &visit, &user, id, &proposal).await?;
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Ok(Err(refused)) => {
            drop(tx);
            let field = if refused == StepRefused::ReasonMissing {
                "amend_reason"
            } else {
                "kind"
            };
            errors.add(field, words::refused(visit.lang, refused));
            page(
                &visit,
                &user,
                Shown::new(before, form, errors).key(key).amending(&sheet),
            )
            .await
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            let (now, before) = load_proposal(&visit, &user, id).await?;
            let shown = Shown::new(before, form, errors).amending(&now);
            page(&visit, &user, shown.overtaken(typed(&now.proposal))).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn load_proposal(
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
) -> Result<(StanceSheet, Before), PageError> {
    let sheet = super::sheet::load(visit, user, id).await?;
    if !super::sheet::reads_grounds(visit, user, id).await? {
        return Err(Denied::NotNamedHandler.into());
    }
    let before = load(visit, user, sheet.standing.client).await?;
    Ok((sheet, before))
}

/// The proposal, if every rule agrees; else what is wrong stands in `errors`.
async fn checked(
    visit: &Visit,
    before: &Before,
    form: &StanceForm,
    errors: &mut Errors,
) -> Result<Option<Proposal>, PageError> {
    let Some(mut proposal) = read(visit, before, form, errors) else {
        return Ok(None);
    };
    if let Some(advised) = store::policy::advise(&visit.app.store, before.client.id, visit.today()).await? {
        proposal.recommended = Some(Advice::of(advised.recommendation.stance));
        proposal.policy = Some(advised.policy.summary.id.0);
    }
    let grounds: Vec<_> = before.grounds.iter().map(|g| g.ground).collect();
    if errors.is_empty() {
        for problem in problems(&proposal, before.client, &grounds, visit.today()) {
            words::tell(visit.lang, errors, &problem);
        }
    }
    for (field, text) in [("note_fr", &proposal.note.fr), ("note_nl", &proposal.note.nl)] {
        for fine in too_fine(text) {
            errors.add(field, words::too_fine(visit.lang, &fine));
        }
    }
    Ok(Some(proposal).filter(|_| errors.is_empty()))
}

/// What the page is made from.
struct Shown {
    before: Before,
    form: StanceForm,
    errors: Errors,
    key: String,
    amending: Option<Amending>,
    read_as: Option<Proposal>,
    /// What stands now, where somebody was faster.
    overtaken: Option<Box<StanceForm>>,
}

impl Shown {
    fn new(before: Before, form: StanceForm, errors: Errors) -> Self {
        Self {
            before,
            form,
            errors,
            key: form::new_key(),
            amending: None,
            read_as: None,
            overtaken: None,
        }
    }

    fn key(mut self, key: String) -> Self {
        self.key = key;
        self
    }

    fn amending(mut self, sheet: &StanceSheet) -> Self {
        self.amending = Some(Amending {
            stance: sheet.id,
            revision: sheet.revision,
            notified: sheet.standing.state != StanceState::Proposed,
        });
        self
    }

    fn overtaken(mut self, now: StanceForm) -> Self {
        self.overtaken = Some(Box::new(now));
        self
    }

    fn read_as(mut self, proposal: Proposal) -> Self {
        self.read_as = Some(proposal);
        self
    }
}

/// Words of the published note that speak of persons, health, opinions, crimes, or insult: each once, in both languages.
fn pointed(note: &PublishedNote) -> Vec<Pointed> {
    let mut found = point_out(&note.fr, &[]);
    found.extend(point_out(&note.nl, &[]));
    let mut all: Vec<Pointed> = Vec::with_capacity(found.len());
    for pointed in found {
        if !all.contains(&pointed) {
            all.push(pointed);
        }
    }
    all
}

/// What is pointed out is kept by a person who has read exactly these words again.
fn read_again(visit: &Visit, proposal: &Proposal, form: &StanceForm, errors: &mut Errors) -> bool {
    let pointed = pointed(&proposal.note);
    if pointed.is_empty() || form.read_again == pointed_words(&pointed) {
        return true;
    }
    errors.add("read_again", texts::stance_choose::error_read_again(visit.lang));
    false
}

/// The log says that somebody kept them, never which words they were.
async fn note_words(
    tx: &mut Tx,
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
    proposal: &Proposal,
) -> Result<(), StoreError> {
    let kept: Vec<_> = pointed(&proposal.note).into_iter().map(|p| p.concern).collect();
    if kept.is_empty() {
        return Ok(());
    }
    let details = json!({"text": "note", "concerns": kept});
    let object = format!("stance {id}");
    audit::record(
        tx,
        Some(user.id),
        AuditAction::ConfirmWords,
        &object,
        details,
        visit.now,
    )
    .await
}

async fn page(visit: &Visit, user: &CurrentUser, shown: Shown) -> PageResult {
    let l = visit.lang;
    let Shown {
        before,
        form,
        errors,
        key,
        amending,
        read_as,
        overtaken,
    } = shown;
    let touched = stance::impact(&visit.app.store, before.client.id, visit.today()).await?;
    let advised = recommendation::load(visit, user, before.client.id).await?;
    let cases = match &advised {
        Some((_, advised)) => recommendation::closest(visit, before.client.id, &advised.profile).await?,
        None => Vec::new(),
    };
    let catalogue = store::reference::catalogue(&visit.app.store).await?;
    let professions: Vec<_> = catalogue
        .professions
        .iter()
        .map(|p| (p.id, p.name(l).to_owned()))
        .collect();
    let preview = read_as.map(|proposal| Preview {
        scope_names: scope_names(&proposal.scope, &before, &professions),
        proposal,
    });
    let props = ChoosePage {
        lang: l,
        client: before.client.id,
        client_kind: before.client.kind,
        now: before.in_force.iter().map(|s| s.kind).max(),
        waiting: before.waiting.filter(|_| amending.is_none()),
        establishments: before.establishments,
        professions,
        grounds: before
            .grounds
            .iter()
            .map(|g| GroundChoice {
                issue: g.ground.issue,
                category: g.category(l).to_owned(),
                filter: g.ground.filter,
                severity: g.severity,
                happened_on: g.happened_on,
            })
            .collect(),
        touched: Touched {
            members: touched.members,
            contracts: touched.contracts,
            income: touched.income,
            open: touched.open,
        },
        advice: advised.as_ref().map(|(advice, _)| Box::new(advice.clone())),
        cases,
        amending,
        preview,
        pointed: pointed(&PublishedNote {
            fr: form.note_fr.clone(),
            nl: form.note_nl.clone(),
        }),
        overtaken,
        client_name: before.name,
        form,
        errors,
        key,
    };
    let late = props.overtaken.is_some();
    let page = visit
        .page(title(&props))
        .refused_if(late || !props.errors.is_empty());
    let page = if late {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    let answer: Response = page.render(|| pages::stance::choose::choose(&props));
    Ok(answer)
}

fn scope_names(scope: &Scope, before: &Before, professions: &[(ProfessionId, String)]) -> Vec<String> {
    match scope {
        Scope::WholeClient => Vec::new(),
        Scope::Establishment(id) => {
            let own = before.establishments.iter().filter(|(own, _)| own == id);
            own.map(|(_, name)| name.clone()).collect()
        }
        Scope::Professions(ids) => {
            let named = professions.iter().filter(|(own, _)| ids.contains(own));
            named.map(|(_, name)| name.clone()).collect()
        }
    }
}
