//! Stances on both databases: the people and clients of these tests, and the life of a stance in a few calls.

mod around;
mod due;
mod life;
mod people;

use crate::support::make;
use chrono::{DateTime, Utc};
use domain::issue::life::Step as IssueStep;
use domain::issue::{Cause, Dimensions, Report, Severity, Source};
use domain::stance::condition::Condition;
use domain::stance::life::{HeardHow, StepRefused};
use domain::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind, StanceSheet};
use domain::trend::{Measure, Split};
use domain::{ClientId, ContractId, IssueId, Lang, Money, Month, Person, PersonId, Role, StanceId};
use store::issue::{self, Decision, Reported, Reporting};
use store::stance;
use store::{Store, StoreError, read, trend};

/// A confirmed issue of the client.
pub async fn confirmed(store: &Store, client: ClientId, reporter: PersonId, confirmer: PersonId) -> IssueId {
    confirmed_about(store, client, reporter, confirmer, None, None).await
}

/// The same, about a contract or an amount that is not paid.
pub async fn confirmed_about(
    store: &Store,
    client: ClientId,
    reporter: PersonId,
    confirmer: PersonId,
    contract: Option<ContractId>,
    unpaid: Option<Money>,
) -> IssueId {
    let category = store::reference::catalogue(store).await.unwrap().categories[0].clone();
    let report = Report {
        client,
        category: category.id,
        severity: Severity::Serious,
        cause: Cause::Unknown,
        funder: None,
        article: None,
        facts: "Facture du 2 octobre impayée.".to_owned(),
        happened_on: make::day("2026-01-10"),
        contract,
        profession: None,
        wage: None,
        hours: None,
        days_late: None,
        unpaid,
        again: None,
        may_tell_client: true,
    };
    let dimensions = Dimensions {
        sector: domain::client::sector::SectorGroup::Events,
        region: domain::client::region::Region::Brussels,
        size: domain::contract::SizeBand::One,
    };
    let new = Reporting {
        report: &report,
        category: &category,
        dimensions,
        by: Some(reporter),
        source: Source::Member,
        pseudonym: "p",
        key: "",
        now: make::now(),
    };
    let mut tx = store.write().await.unwrap();
    let Reported::First(id) = issue::report(&mut tx, &new).await.unwrap() else {
        panic!("reported before")
    };
    let confirm = Decision {
        issue: id,
        step: IssueStep::Confirm,
        reason: "vérifié",
        revision: 1,
        by: confirmer,
        key: "",
        now: make::now(),
    };
    issue::decide(&mut tx, &confirm).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A line of the ledger by its reference.
pub async fn contract_of(store: &Store, reference: &str) -> ContractId {
    let id: i64 = read!(store, |pool| sqlx::query_scalar(
        "SELECT id FROM contract WHERE reference = $1"
    )
    .bind(reference)
    .fetch_one(pool)
    .await)
    .unwrap();
    ContractId(id)
}

pub fn proposal(client: ClientId, kind: StanceKind, scope: Scope, ground: IssueId) -> Proposal {
    let conditions = match kind {
        StanceKind::Restrictive => vec![Condition::Prepayment { percent: 30 }, Condition::WrittenOrder],
        StanceKind::Informative | StanceKind::Punitive => vec![],
    };
    Proposal {
        client,
        kind,
        scope,
        conditions,
        reason: "Trois factures payées après plus de 60 jours.".to_owned(),
        grounds: vec![ground],
        running: RunningContracts::GoOn,
        review_on: make::day("2026-06-30"),
        to_lift: "Payer les factures ouvertes.".to_owned(),
        note: PublishedNote {
            fr: "Acompte demandé.".to_owned(),
            nl: "Voorschot gevraagd.".to_owned(),
        },
        recommended: None,
        policy: None,
        departs_because: String::new(),
    }
}

/// A person as the session knows them.
pub fn staff(id: PersonId, role: Role) -> Person {
    Person {
        id,
        name: String::new(),
        email: String::new(),
        role,
        lang: Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: vec![],
    }
}

/// The people and the client of each test.
pub struct Cast {
    pub member: PersonId,
    pub counsellor: Person,
    pub other: Person,
    pub manager: Person,
    pub second_manager: Person,
    pub client: ClientId,
    /// Confirmed by `other`.
    pub ground: IssueId,
}

pub async fn cast(store: &Store) -> Cast {
    let member = make::person(store, "membre", Role::Member).await;
    let counsellor = make::person(store, "conseil", Role::Counsellor).await;
    let other = make::person(store, "conseil2", Role::Counsellor).await;
    let manager = make::person(store, "direction", Role::Manager).await;
    let second_manager = make::person(store, "direction2", Role::Manager).await;
    let client = make::client(store, "Rapid Courses").await;
    let ground = confirmed(store, client, member, other).await;
    Cast {
        member,
        counsellor: staff(counsellor, Role::Counsellor),
        other: staff(other, Role::Counsellor),
        manager: staff(manager, Role::Manager),
        second_manager: staff(second_manager, Role::Manager),
        client,
        ground,
    }
}

pub async fn put(store: &Store, proposal: &Proposal, by: &Person, now: DateTime<Utc>) -> StanceId {
    let mut tx = store.write().await.unwrap();
    let id = stance::propose(&mut tx, proposal, by, now)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn sheet(store: &Store, id: StanceId) -> StanceSheet {
    stance::sheet(store, id).await.unwrap().unwrap()
}

/// Sent to the client, which says nothing until its days have passed.
pub async fn hear(store: &Store, id: StanceId, by: &Person) {
    let revision = sheet(store, id).await.revision;
    let mut tx = store.write().await.unwrap();
    let sent_on = make::day("2026-01-15");
    stance::notify(&mut tx, id, revision, by, sent_on, make::now())
        .await
        .unwrap()
        .unwrap();
    assert!(
        stance::mark_heard(&mut tx, id, HeardHow::Silence, make::now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

/// Approves what stands there, as its page shows it.
pub async fn approve(
    store: &Store,
    id: StanceId,
    by: &Person,
) -> Result<Result<(), StepRefused>, StoreError> {
    let sheet = sheet(store, id).await;
    let seen = stance::current(store, id, &sheet.proposal).await?.hash;
    approve_as_read(store, id, sheet.revision, by, &seen).await
}

pub async fn approve_as_read(
    store: &Store,
    id: StanceId,
    revision: i64,
    by: &Person,
    seen: &str,
) -> Result<Result<(), StepRefused>, StoreError> {
    let mut tx = store.write().await?;
    let told = stance::approve(&mut tx, id, revision, by, seen, "", make::now()).await?;
    if told.is_ok() {
        tx.commit().await?;
    }
    Ok(told)
}

/// A stance in force: an informative one by one person, the others by a manager as the second.
pub async fn in_force(store: &Store, c: &Cast, kind: StanceKind, scope: Scope) -> StanceId {
    let id = put(
        store,
        &proposal(c.client, kind, scope, c.ground),
        &c.counsellor,
        make::now(),
    )
    .await;
    hear(store, id, &c.counsellor).await;
    let by = if kind == StanceKind::Informative {
        &c.counsellor
    } else {
        &c.manager
    };
    approve(store, id, by).await.unwrap().unwrap();
    id
}

pub async fn rank(store: &Store, client: ClientId) -> i64 {
    read!(store, |pool| sqlx::query_scalar(
        "SELECT stance_rank FROM client_card WHERE client_id = $1"
    )
    .bind(client.0)
    .fetch_one(pool)
    .await)
    .unwrap()
}

pub async fn total(store: &Store, measure: Measure) -> i64 {
    let from = Month::of(make::day("2026-01-15"));
    trend::counts(store, measure, Split::All, from, from.plus(24))
        .await
        .unwrap()
        .iter()
        .map(|c| c.count)
        .sum()
}
