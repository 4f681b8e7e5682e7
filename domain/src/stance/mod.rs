//! What the cooperative chose to do about a client: its words, what a proposal must carry, its read models.

pub mod condition;
pub mod derogation;
pub mod hearing;
pub mod letter;
pub mod life;
pub mod opinion;

use crate::category::Filter;
use crate::client::ClientKind;
use crate::{ClientId, EstablishmentId, IssueId, Lang, PersonId, ProfessionId, StanceId};
use chrono::{DateTime, Months, NaiveDate, Utc};
use condition::Condition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words! {
    /// The role that the cooperative takes towards a client; a client without one has no stance. Ordered from mild to strict.
    StanceKind { Informative = "informative", Restrictive = "restrictive", Punitive = "punitive" }
}

impl StanceKind {
    /// Longest time until its review, in months (`product.md`, "Stance"); a punitive one ends within it.
    pub const fn longest_months(self) -> u32 {
        match self {
            Self::Informative => 12,
            Self::Restrictive => 6,
            Self::Punitive => 24,
        }
    }

    /// Days that the client has to react to the text it was sent before members read it.
    pub const fn reaction_days(self) -> u64 {
        match self {
            Self::Informative => 8,
            Self::Restrictive | Self::Punitive => 15,
        }
    }
}

words! {
    /// What becomes of running contracts.
    RunningContracts { GoOn = "go_on", Stop = "stop" }
}

/// What a stance covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    WholeClient,
    Establishment(EstablishmentId),
    Professions(Vec<ProfessionId>),
}

impl Scope {
    /// Does it cover work of this profession at this establishment? Unknown parts are covered: the stricter reading holds.
    pub fn covers(&self, establishment: Option<EstablishmentId>, profession: Option<ProfessionId>) -> bool {
        match self {
            Self::WholeClient => true,
            Self::Establishment(id) => establishment.is_none_or(|e| e == *id),
            Self::Professions(ids) => profession.is_none_or(|p| ids.contains(&p)),
        }
    }

    /// Two stances may stand side by side only in different scopes.
    pub fn key(&self) -> String {
        match self {
            Self::WholeClient => "client".to_owned(),
            Self::Establishment(id) => format!("establishment:{id}"),
            Self::Professions(ids) => {
                let mut ids: Vec<_> = ids.iter().map(|p| p.0).collect();
                ids.sort_unstable();
                ids.iter()
                    .fold("professions".to_owned(), |key, id| format!("{key}:{id}"))
            }
        }
    }
}

/// The published note, in the two languages of the cooperative; it exists only within a stance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PublishedNote {
    pub fr: String,
    pub nl: String,
}

impl PublishedNote {
    /// Dutch for Dutch readers, French for the others.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Nl { &self.nl } else { &self.fr }
    }
}

/// A stance as it is put forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub client: ClientId,
    pub kind: StanceKind,
    pub scope: Scope,
    pub conditions: Vec<Condition>,
    pub reason: String,
    pub grounds: Vec<IssueId>,
    pub running: RunningContracts,
    /// Review date; for a punitive stance its end.
    pub review_on: NaiveDate,
    /// What the client can do to have it lifted.
    pub to_lift: String,
    pub note: PublishedNote,
    /// What the policy recommended on that day, and the version that said so; `None` where nothing was asked of it.
    pub recommended: Option<opinion::Advice>,
    pub policy: Option<i64>,
    /// Why the choice differs from the recommendation.
    pub departs_because: String,
}

/// What the rules must know of a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    pub issue: IssueId,
    pub client: ClientId,
    pub confirmed: bool,
    pub filter: Filter,
    pub reporter: Option<PersonId>,
    pub confirmed_by: Option<PersonId>,
    /// It tells of money that is still owed.
    pub owes: bool,
    /// The day from which that money is a proven debt: undisputed or judged, certain in amount, formal notice 30 days before.
    pub proven_from: Option<NaiveDate>,
}

/// Does a stance on these grounds rest on debts alone? It is lifted when they are paid.
pub fn on_debts(grounds: &[Ground]) -> bool {
    !grounds.is_empty() && grounds.iter().all(|g| g.filter == Filter::Payment && g.owes)
}

/// May a stance of this kind rest on these grounds? For a natural person, restrictive and punitive rest on proven debts only:
/// when it is chosen, and with the facts of each yes.
pub fn may_rest(kind: StanceKind, natural_person: bool, grounds: &[Ground], today: NaiveDate) -> bool {
    let proven = |g: &Ground| g.filter == Filter::Payment && g.proven_from.is_some_and(|day| day <= today);
    let mut confirmed = grounds.iter().filter(|g| g.confirmed).peekable();
    !natural_person || kind == StanceKind::Informative || confirmed.peek().is_some() && confirmed.all(proven)
}

/// What is wrong with a proposal; each problem names its field on the form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProposalProblem {
    #[error("the reason is missing")]
    ReasonMissing,
    #[error("a text is longer than {MAX_TEXT} characters")]
    TextTooLong,
    #[error("what the client can do to have it lifted is missing")]
    ToLiftMissing,
    #[error("the published note is missing in French or Dutch")]
    NoteMissing,
    #[error("there is no confirmed issue of this client among the grounds")]
    GroundsMissing,
    #[error("a restrictive stance demands at least one condition")]
    ConditionsMissing,
    #[error("only a restrictive stance has conditions")]
    ConditionsNotHere,
    #[error("condition {0} is not asked of this kind of client")]
    ConditionNotAllowed(condition::ConditionKind),
    #[error("condition {0} has no figure or one out of range")]
    ConditionFigure(condition::ConditionKind),
    #[error("the review date lies in the past or is today")]
    ReviewInPast,
    #[error("the review date lies after {latest}")]
    ReviewTooFar { latest: NaiveDate },
    #[error("for a natural person, restrictive and punitive rest on proven debts only")]
    NaturalPerson,
    #[error("the client was merged into another")]
    MergedClient,
    #[error("a choice that differs from the recommendation says why")]
    DepartsUnexplained,
    #[error("the scope names nothing")]
    ScopeEmpty,
}

/// The longest reason or note, in characters.
pub const MAX_TEXT: usize = 2_000;

/// What the rules must know of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addressee {
    pub id: ClientId,
    pub kind: ClientKind,
    pub natural_person: bool,
    /// It was merged into this one: stances go there.
    pub merged_into: Option<ClientId>,
}

/// Every problem of a proposal, in the order of the form (`product.md`, "Stance"); none means it may be put forward.
pub fn problems(
    p: &Proposal,
    client: Addressee,
    grounds: &[Ground],
    today: NaiveDate,
) -> Vec<ProposalProblem> {
    use ProposalProblem as Problem;
    let mut found = Vec::new();
    if client.merged_into.is_some() {
        found.push(Problem::MergedClient);
    }
    if matches!(&p.scope, Scope::Professions(ids) if ids.is_empty()) {
        found.push(Problem::ScopeEmpty);
    }
    if p.kind == StanceKind::Restrictive && p.conditions.is_empty() {
        found.push(Problem::ConditionsMissing);
    }
    if p.kind != StanceKind::Restrictive && !p.conditions.is_empty() {
        found.push(Problem::ConditionsNotHere);
    }
    for condition in &p.conditions {
        if !condition.kind().allowed_for(client.kind) {
            found.push(Problem::ConditionNotAllowed(condition.kind()));
        } else if !condition.figure_in_range() {
            found.push(Problem::ConditionFigure(condition.kind()));
        }
    }
    if p.reason.trim().is_empty() {
        found.push(Problem::ReasonMissing);
    }
    let usable = |g: &&Ground| p.grounds.contains(&g.issue) && g.confirmed && g.client == client.id;
    let usable: Vec<Ground> = grounds.iter().filter(usable).copied().collect();
    if p.grounds.is_empty() || usable.len() != p.grounds.len() {
        found.push(Problem::GroundsMissing);
    }
    if !may_rest(p.kind, client.natural_person, &usable, today) {
        found.push(Problem::NaturalPerson);
    }
    if p.to_lift.trim().is_empty() {
        found.push(Problem::ToLiftMissing);
    }
    if p.review_on <= today {
        found.push(Problem::ReviewInPast);
    }
    let latest = latest_review(p.kind, today);
    if p.review_on > latest {
        found.push(Problem::ReviewTooFar { latest });
    }
    if p.note.fr.trim().is_empty() || p.note.nl.trim().is_empty() {
        found.push(Problem::NoteMissing);
    }
    let departs = p.recommended.is_some_and(|advice| advice.kind() != Some(p.kind));
    if departs && p.departs_because.trim().is_empty() {
        found.push(Problem::DepartsUnexplained);
    }
    if [&p.reason, &p.to_lift, &p.note.fr, &p.note.nl, &p.departs_because]
        .iter()
        .any(|t| t.chars().count() > MAX_TEXT)
    {
        found.push(Problem::TextTooLong);
    }
    found
}

/// The last day on which a stance chosen today may be reviewed (or, for a punitive one, end).
pub fn latest_review(kind: StanceKind, today: NaiveDate) -> NaiveDate {
    today
        .checked_add_months(Months::new(kind.longest_months()))
        .unwrap_or(today)
}

/// A stance in force as cards, sheets and checks show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StanceCard {
    pub id: StanceId,
    pub kind: StanceKind,
    pub scope: Scope,
    pub conditions: Vec<Condition>,
    pub review_on: NaiveDate,
    pub in_force_on: NaiveDate,
    /// Readable by members from this day on: the client was sent the text and had its days to react.
    pub note: Option<PublishedNote>,
    pub note_from: Option<NaiveDate>,
    pub to_lift: String,
    pub running: RunningContracts,
    /// Those of its grounds, for who helps; read from the client's card.
    #[serde(default)]
    pub filters: BTreeSet<Filter>,
    /// What the client replied, as staff published it: it stands beside the note, as large as it.
    #[serde(default)]
    pub replies: Vec<crate::reply::PublishedReply>,
}

impl StanceCard {
    /// The note a member may read today: members read nothing that the client was not sent.
    pub fn note_for_members(&self, today: NaiveDate) -> Option<&PublishedNote> {
        self.note
            .as_ref()
            .filter(|_| self.note_from.is_some_and(|from| from <= today))
    }
}

/// A stance in full, as staff read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceSheet {
    pub id: StanceId,
    pub client_name: String,
    /// What the rules know of it.
    pub standing: life::Standing,
    /// What was put forward, or what it was changed to.
    pub proposal: Proposal,
    pub on_debts: bool,
    /// The day the client was sent the text, and the day from which members read it.
    pub sent_on: Option<NaiveDate>,
    pub note_from: Option<NaiveDate>,
    /// The stance in the same scope that this one changes.
    pub replaces: Option<StanceId>,
    pub proposed_by_name: String,
    pub proposed_at: DateTime<Utc>,
    pub approved_by_name: Option<String>,
    pub in_force_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// The renewal that waits, in the words of who asked.
    pub renewal_reason: String,
    pub renewal_by_name: Option<String>,
    pub revision: i64,
    pub events: Vec<StanceEvent>,
}

/// A stance in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceSummary {
    pub id: StanceId,
    pub client: ClientId,
    pub client_name: String,
    pub kind: StanceKind,
    pub state: life::StanceState,
    pub review_on: NaiveDate,
    pub proposed_by: PersonId,
    pub since: DateTime<Utc>,
}

/// One step of a stance's life, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanceEvent {
    pub step: life::Step,
    pub to: life::StanceState,
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    pub reason: String,
    pub details: life::Details,
}

#[cfg(test)]
mod tests;
