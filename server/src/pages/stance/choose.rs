//! Choosing a stance for a client: GET and POST /clients/{id}/stance; changing a proposal: GET and POST /stances/{id}/amend.

use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::recommendation;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::choose::{Amending, ChoosePage, GroundChoice, Preview, StanceForm, Touched, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, parse_amount};
use domain::permission::{Action, Object};
use domain::stance::condition::{Condition, ConditionKind};
use domain::stance::life::{StanceState, StepRefused};
use domain::stance::opinion::Advice;
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind, StanceSheet, problems};
use domain::{ClientId, EstablishmentId, IssueId, Money, ProfessionId, StanceId, Wage};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::stance::{self, Before};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    /// `preview` shows what will be read; anything else writes.
    step: String,
    kind: String,
    scope: String,
    establishment: String,
    professions: Vec<String>,
    conditions: Vec<String>,
    percent: String,
    least_wage: String,
    wage_unit: String,
    least_price: String,
    most_value: String,
    reason: String,
    grounds: Vec<String>,
    running: String,
    review_on: String,
    to_lift: String,
    note_fr: String,
    note_nl: String,
    departs_because: String,
    amend_reason: String,
}

impl From<Raw> for StanceForm {
    fn from(raw: Raw) -> Self {
        Self {
            kind: raw.kind,
            scope: raw.scope,
            establishment: raw.establishment,
            professions: raw.professions,
            conditions: raw.conditions,
            percent: raw.percent,
            least_wage: raw.least_wage,
            wage_unit: raw.wage_unit,
            least_price: raw.least_price,
            most_value: raw.most_value,
            reason: raw.reason,
            grounds: raw.grounds,
            running: raw.running,
            review_on: raw.review_on,
            to_lift: raw.to_lift,
            note_fr: raw.note_fr,
            note_nl: raw.note_nl,
            departs_because: raw.departs_because,
            amend_reason: raw.amend_reason,
        }
    }
}

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
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match stance::propose(&mut tx, &proposal, &user, visit.now).await? {
        Ok(placed) => {
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
    let (sheet, before) = load_proposal(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    let (preview, revision) = (raw.step == "preview", raw.revision.parse().unwrap_or(0));
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
    let to = format!("/stances/{id}?done=amended");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let reason = &form.amend_reason;
    match stance::amend(&mut tx, id, revision, &proposal, &user, reason, visit.now).await {
        Ok(Ok(())) => {
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
        Err(StoreError::Conflict) => Err(PageError::Conflict {
            back: format!("/stances/{id}/amend"),
        }),
        Err(other) => Err(other.into()),
    }
}

async fn load_proposal(
    visit: &Visit,
    user: &CurrentUser,
    id: StanceId,
) -> Result<(StanceSheet, Before), PageError> {
    let sheet = super::sheet::load(visit, user, id).await?;
    let before = load(visit, user, sheet.standing.client).await?;
    Ok((sheet, before))
}

/// The form as a proposal fills it.
fn typed(p: &Proposal) -> StanceForm {
    let amount = |money: Money| format!("{},{:02}", money.0 / 100, money.0 % 100);
    let mut form = StanceForm {
        kind: p.kind.code().to_owned(),
        conditions: p.conditions.iter().map(|c| c.kind().code().to_owned()).collect(),
        wage_unit: WageUnit::Day.code().to_owned(),
        reason: p.reason.clone(),
        grounds: p.grounds.iter().map(ToString::to_string).collect(),
        running: p.running.code().to_owned(),
        review_on: p.review_on.to_string(),
        to_lift: p.to_lift.clone(),
        note_fr: p.note.fr.clone(),
        note_nl: p.note.nl.clone(),
        departs_because: p.departs_because.clone(),
        ..StanceForm::default()
    };
    match &p.scope {
        Scope::WholeClient => form.scope = "client".to_owned(),
        Scope::Establishment(id) => {
            form.scope = "establishment".to_owned();
            form.establishment = id.to_string();
        }
        Scope::Professions(ids) => {
            form.scope = "professions".to_owned();
            form.professions = ids.iter().map(ToString::to_string).collect();
        }
    }
    for condition in &p.conditions {
        match condition {
            Condition::Prepayment { percent } => form.percent = percent.to_string(),
            Condition::MinimumWage { unit, wage } => {
                form.least_wage = amount(wage.0);
                form.wage_unit = unit.code().to_owned();
            }
            Condition::MinimumPrice { price } => form.least_price = amount(*price),
            Condition::ValueAtMost { price } => form.most_value = amount(*price),
            Condition::Approval
            | Condition::WrittenOrder
            | Condition::InsuranceCertificate
            | Condition::Acknowledgement => {}
        }
    }
    form
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
    Ok(Some(proposal).filter(|_| errors.is_empty()))
}

/// Turns what was typed into a proposal; what cannot be read is told beside its field.
fn read(visit: &Visit, before: &Before, form: &StanceForm, errors: &mut Errors) -> Option<Proposal> {
    let l = visit.lang;
    let kind = StanceKind::from_code(&form.kind);
    if kind.is_none() {
        errors.add("kind", texts::form::not_a_choice(l));
    }
    let scope = read_scope(before, form);
    if scope.is_none() {
        errors.add("scope", texts::stance_choose::error_scope(l));
    }
    let conditions = read_conditions(l, form, errors);
    let running = RunningContracts::from_code(&form.running);
    if running.is_none() {
        errors.add("running", texts::form::not_a_choice(l));
    }
    let review_on = form.review_on.trim().parse::<NaiveDate>().ok();
    if review_on.is_none() {
        errors.add("review_on", texts::form::not_a_date(l));
    }
    Some(Proposal {
        client: before.client.id,
        kind: kind?,
        scope: scope?,
        conditions,
        reason: form.reason.clone(),
        grounds: form
            .grounds
            .iter()
            .filter_map(|id| id.parse::<IssueId>().ok())
            .collect(),
        running: running?,
        review_on: review_on?,
        to_lift: form.to_lift.clone(),
        note: PublishedNote {
            fr: form.note_fr.clone(),
            nl: form.note_nl.clone(),
        },
        recommended: None,
        policy: None,
        departs_because: form.departs_because.clone(),
    })
}

fn read_scope(before: &Before, form: &StanceForm) -> Option<Scope> {
    match form.scope.as_str() {
        "client" => Some(Scope::WholeClient),
        "establishment" => {
            let id = form.establishment.parse::<EstablishmentId>().ok()?;
            before
                .establishments
                .iter()
                .any(|(own, _)| *own == id)
                .then_some(Scope::Establishment(id))
        }
        "professions" => {
            let ids: Option<Vec<_>> = form
                .professions
                .iter()
                .map(|id| id.parse::<ProfessionId>().ok())
                .collect();
            ids.filter(|ids| !ids.is_empty()).map(Scope::Professions)
        }
        _ => None,
    }
}

fn read_conditions(l: domain::Lang, form: &StanceForm, errors: &mut Errors) -> Vec<Condition> {
    // A figure that cannot be read becomes 0, which the rules refuse by name; the field says what a figure looks like.
    let mut amount = |field: &str, text: &str| {
        let read = parse_amount(text, ColumnStyle::Unknown).ok();
        if read.is_none() {
            errors.add(field, texts::form::not_an_amount(l));
        }
        read.unwrap_or(Money(0))
    };
    form.conditions
        .iter()
        .filter_map(|code| ConditionKind::from_code(code))
        .map(|kind| match kind {
            ConditionKind::Approval => Condition::Approval,
            ConditionKind::Prepayment => Condition::Prepayment {
                percent: form
                    .percent
                    .trim()
                    .trim_end_matches('%')
                    .trim()
                    .parse()
                    .unwrap_or(0),
            },
            ConditionKind::WrittenOrder => Condition::WrittenOrder,
            ConditionKind::MinimumWage => Condition::MinimumWage {
                unit: WageUnit::from_code(&form.wage_unit).unwrap_or(WageUnit::Day),
                wage: Wage(amount("least_wage", &form.least_wage)),
            },
            ConditionKind::MinimumPrice => Condition::MinimumPrice {
                price: amount("least_price", &form.least_price),
            },
            ConditionKind::InsuranceCertificate => Condition::InsuranceCertificate,
            ConditionKind::ValueAtMost => Condition::ValueAtMost {
                price: amount("most_value", &form.most_value),
            },
            ConditionKind::Acknowledgement => Condition::Acknowledgement,
        })
        .collect()
}

/// What the page is made from.
struct Shown {
    before: Before,
    form: StanceForm,
    errors: Errors,
    key: String,
    amending: Option<Amending>,
    read_as: Option<Proposal>,
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

    fn read_as(mut self, proposal: Proposal) -> Self {
        self.read_as = Some(proposal);
        self
    }
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
        client_name: before.name,
        form,
        errors,
        key,
    };
    let answer: Response = visit
        .page(title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::stance::choose::choose(&props));
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
