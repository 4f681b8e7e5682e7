//! What the clients of the stories said and were told: letters with their receipts, a reply that members read, an appeal, an
//! opinion, a derogation, an agreement and some evidence; through the same rules and writes as everybody's.

use super::people::{COMMITTEE, COUNSELLOR, COUNSELLOR_2, MANAGER, MANAGER_2, MEMBER, MEMBER_2};
use super::world::{World, at};
use anyhow::Result;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::agreement::{AgreementState, Draft, Milestone, problems};
use domain::appeal::{AppealState, Judgement};
use domain::issue::search::{IssueSearch, StateWanted};
use domain::notice::expires_on;
use domain::reply::ReplyKind;
use domain::stance::StanceKind;
use domain::stance::derogation::DerogationState;
use domain::stance::hearing::{Channel, Purpose, ReceivedHow};
use domain::stance::opinion::{About, Advice};
use domain::{ClientId, NoticeId, Person, PersonId, Role, StanceId};
use store::appeal::{self, Side};
use store::issue::{self, Evidence};
use store::notice::{self, NewNotice};
use store::stance::{self, Listing, derogation, opinion};
use store::{Store, agreement, house, reply};

/// The storylines have the first ids.
const STORIES: i64 = 18;
/// It pays late, and says why.
const REPLIED: i64 = 4;
/// Under a sanction that members ask to be let work under.
const SANCTIONED: i64 = 5;
/// A sanction that waits for its letter, and for the committee.
const PROPOSED: i64 = 11;
/// A sole trader who contests.
const APPEALS: i64 = 13;
/// Its days to react run.
const TO_HEAR: i64 = 14;
/// A counsellor asked the committee before.
const ADVISED: i64 = 16;
/// Days after the letter on which a client of a story answered.
pub const REPLIED_AFTER: u64 = 3;

/// Writes all of it, after the stances.
pub async fn tell(store: &Store, world: &World) -> Result<()> {
    for client in (1..=STORIES.min(world.counts.clients)).map(ClientId) {
        for card in stance::in_force(store, client).await? {
            letter(store, world, card.id).await?;
        }
    }
    if let Some(waiting) = of(store, Listing::ToHear, TO_HEAR).await? {
        letter(store, world, waiting).await?;
    }
    appeal_judged(store, world).await?;
    opinions(store, world).await?;
    derogations(store, world).await?;
    agreed(store, world).await?;
    evidence(store, world).await
}

async fn of(store: &Store, listing: Listing, client: i64) -> Result<Option<StanceId>> {
    let found = stance::list(store, COUNSELLOR, listing, None, 99).await?;
    Ok(found.iter().find(|s| s.client == ClientId(client)).map(|s| s.id))
}

async fn in_force(store: &Store, client: i64) -> Result<Option<StanceId>> {
    let cards = stance::in_force(store, ClientId(client)).await?;
    Ok(cards.first().map(|card| card.id))
}

/// The letter by which the client was heard, received on its day: its days ran from then on.
async fn letter(store: &Store, world: &World, id: StanceId) -> Result<()> {
    let (Some(sheet), Some(draft)) = (stance::sheet(store, id).await?, notice::draft(store, id).await?)
    else {
        return Ok(());
    };
    let Some(sent_on) = sheet.sent_on else {
        return Ok(());
    };
    let punitive = sheet.standing.kind == StanceKind::Punitive;
    let channel = if punitive {
        Channel::Registered
    } else {
        Channel::Letter
    };
    let new = NewNotice {
        stance: id,
        purpose: Purpose::Hearing,
        channel,
        language: draft.client_language,
        token_hash: &house::hash(&format!("demonstration {id}")),
        letter: &draft.letter,
        expires_on: expires_on(Purpose::Hearing, sent_on, draft.letter.review_on),
        mail: None,
    };
    let mut tx = store.write().await?;
    let sent = notice::send(&mut tx, &new, Some(COUNSELLOR), past(world, sent_on, 15)).await?;
    tx.commit().await?;
    let (how, by) = if punitive {
        (ReceivedHow::Registered, Some(COUNSELLOR))
    } else {
        (ReceivedHow::Link, None)
    };
    received(store, world, sent, sent_on, how, by).await?;
    if sheet.standing.client == ClientId(REPLIED) {
        replied(store, world, sent, id, sent_on + Days::new(REPLIED_AFTER)).await?;
    }
    Ok(())
}

async fn received(
    store: &Store,
    world: &World,
    sent: NoticeId,
    on: NaiveDate,
    how: ReceivedHow,
    by: Option<PersonId>,
) -> Result<()> {
    let Some(found) = notice::find(store, sent).await? else {
        return Ok(());
    };
    let Ok(next) = found.hearing.receive(found.kind, on, how, world.today) else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    notice::receive(&mut tx, &found, &next, by, past(world, on, 17)).await?;
    Ok(tx.commit().await?)
}

/// What the client said within its days; members read it beside the note.
async fn replied(store: &Store, world: &World, sent: NoticeId, id: StanceId, on: NaiveDate) -> Result<()> {
    let Some(found) = notice::find(store, sent).await? else {
        return Ok(());
    };
    let Ok(next) = found.hearing.reply(found.kind, true, on) else {
        return Ok(());
    };
    let text = "Nos factures passent par trois signatures, d'où ces semaines. Depuis septembre, un portail les suit ; nous payons toujours.";
    let mut tx = store.write().await?;
    reply::add(&mut tx, &found, &next, ReplyKind::Reply, text, past(world, on, 9)).await?;
    tx.commit().await?;
    let Some(said) = reply::of_stance(store, id).await?.pop() else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    reply::publish(&mut tx, &said, COUNSELLOR_2, past(world, on + Days::new(1), 11)).await?;
    Ok(tx.commit().await?)
}

/// Judged by a manager who took no part, on what was judged as it was.
async fn appeal_judged(store: &Store, world: &World) -> Result<()> {
    let Some(id) = in_force(store, APPEALS).await? else {
        return Ok(());
    };
    let Some(letter) = notice::of_stance(store, id).await?.into_iter().next() else {
        return Ok(());
    };
    let Some(was) = appeal::as_it_is(store, id).await? else {
        return Ok(());
    };
    let text = "Les deux prestations ont été annulées par le salon, qui ne m'a pas payée non plus. Je propose dix mensualités.";
    let mut tx = store.write().await?;
    let filed = appeal::file(
        &mut tx,
        id,
        Side::Client(letter.id),
        text,
        &was,
        world.at(46, 10, 10),
    )
    .await?;
    let judgement = Judgement {
        to: AppealState::Refused,
        reasons: "Les prestations ont été livrées et la créance n'est pas contestée. L'acompte demandé laisse travailler ; un plan de paiement peut être signé à tout moment.".to_owned(),
        conditions: String::new(),
    };
    appeal::judge(&mut tx, filed, 1, &judgement, MANAGER_2, world.at(31, 16, 20)).await?;
    Ok(tx.commit().await?)
}

/// One that was given, and one that waits.
async fn opinions(store: &Store, world: &World) -> Result<()> {
    if let Some(id) = in_force(store, ADVISED).await? {
        let question = "Faut-il des conditions, ou suffit-il de prévenir les membres ?";
        let mut tx = store.write().await?;
        let asked = opinion::ask(
            &mut tx,
            About::Stance(id),
            COUNSELLOR,
            question,
            world.at(69, 15, 0),
        )
        .await?;
        let text = "Trois contrats sous la référence : une condition de salaire protège mieux qu'une note, et laisse le théâtre travailler.";
        let advice = Advice::Restrictive;
        opinion::give(&mut tx, asked, 1, COMMITTEE, advice, text, world.at(68, 9, 0)).await?;
        tx.commit().await?;
    }
    if let Some(id) = of(store, Listing::ToNotify, PROPOSED).await? {
        let question = "Un danger pour les membres et une relation de travail déguisée : la sanction est-elle proportionnée ?";
        let mut tx = store.write().await?;
        opinion::ask(
            &mut tx,
            About::Stance(id),
            COUNSELLOR_2,
            question,
            world.at(1, 11, 45),
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

/// One that was granted, and one that waits for a manager.
async fn derogations(store: &Store, world: &World) -> Result<()> {
    let Some(id) = in_force(store, SANCTIONED).await? else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    let reason = "Het contract voor de montage liep al; zonder deze maand verlies ik mijn statuut.";
    let granted = derogation::ask(&mut tx, id, MEMBER_2, reason, world.at(24, 9, 15)).await?;
    let reason = "Deux jours de tournage déjà signés avec une autre équipe : les annuler me coûterait mon contrat suivant.";
    derogation::ask(&mut tx, id, MEMBER, reason, world.at(0, 8, 5)).await?;
    tx.commit().await?;
    let Some(asked) = derogation::find(store, granted).await? else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    derogation::answer(
        &mut tx,
        &asked,
        asked.revision,
        MANAGER,
        DerogationState::Granted,
        Some(world.today + Days::new(20)),
        "Met een voorschot van 50 %, dat de coöperatie vraagt.",
        world.at(23, 14, 0),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// The way back of the client that pays late: agreed by two, its first milestone seen done.
async fn agreed(store: &Store, world: &World) -> Result<()> {
    let milestone = |days, text: &str| Milestone {
        due_on: world.today + Days::new(days) - Days::new(60),
        text: text.to_owned(),
        done_on: None,
    };
    let draft = Draft {
        client: ClientId(REPLIED),
        stance: in_force(store, REPLIED).await?,
        terms: "Les factures des membres sont payées dans les 30 jours ; le service des achats donne un contact qui répond dans la semaine.".to_owned(),
        milestones: vec![
            milestone(30, "Un contact au service des achats, connu des conseillers."),
            milestone(90, "Plus aucune facture à plus de 30 jours."),
            milestone(200, "Six mois sans retard."),
        ],
        starts_on: world.ago(60),
        ends_on: world.today + Days::new(150),
    };
    if !problems(&draft, world.today).is_empty() {
        return Ok(());
    }
    let mut tx = store.write().await?;
    let id = agreement::propose(&mut tx, &draft, COUNSELLOR_2, world.at(60, 10, 0)).await?;
    tx.commit().await?;
    let Some(proposed) = agreement::find(store, id).await? else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    let yes = AgreementState::InForce;
    agreement::take(
        &mut tx,
        &proposed,
        proposed.revision,
        yes,
        MANAGER,
        "",
        world.at(58, 15, 30),
    )
    .await?;
    tx.commit().await?;
    let Some(running) = agreement::find(store, id).await? else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    agreement::milestone_done(
        &mut tx,
        &running,
        running.revision,
        0,
        COUNSELLOR_2,
        world.at(33, 9, 40),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// What members handed in with their reports: a mail, and an order that came after the work.
async fn evidence(store: &Store, world: &World) -> Result<()> {
    const ORDER: &str = "Bon de commande 2026-117\nAtelier 3, donné le 4 du mois.\nSigné le 23 : 19 jours après la prestation.\n";
    const MAIL: &str = "From: productie@demo.example\nTo: wout@demo.example\nSubject: montage\nDate: Mon, 2 Nov 2026 18:12:00 +0100\n\nHet keuringsattest volgt, begin maar met de opbouw.\n";
    for (client, name, content) in [
        (2, "bon-de-commande.txt", ORDER),
        (12, "mail-productie.eml", MAIL),
    ] {
        let search = IssueSearch {
            client: Some(ClientId(client)),
            state: StateWanted::All,
            ..IssueSearch::default()
        };
        let found = issue::found(store, &manager(), &search).await?;
        for summary in found.issues {
            let Some(sheet) = issue::sheet(store, summary.id).await? else {
                continue;
            };
            let Some(by) = sheet.reporter.filter(|by| [MEMBER, MEMBER_2].contains(by)) else {
                continue;
            };
            let Ok(file) = domain::file::check(name, content.as_bytes().to_vec()) else {
                continue;
            };
            let wanted = Evidence {
                issue: summary.id,
                files: &[file],
                revision: sheet.revision,
                by,
                key: "",
                now: world.now - TimeDelta::hours(20),
            };
            let mut tx = store.write().await?;
            issue::add_evidence(&mut tx, &wanted).await?;
            tx.commit().await?;
            break;
        }
    }
    Ok(())
}

/// An hour of that day; never later than now.
fn past(world: &World, on: NaiveDate, hour: i64) -> DateTime<Utc> {
    at(on, hour * 60).min(world.now - TimeDelta::minutes(1))
}

/// Somebody who reads what is not for named handlers only.
fn manager() -> Person {
    Person {
        id: MANAGER,
        name: String::new(),
        email: String::new(),
        role: Role::Manager,
        lang: domain::Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: Vec::new(),
    }
}
