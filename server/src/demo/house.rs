//! What the house keeps beside its clients: invented partners, who accepted the charter, a proposal that waits.

use super::world::{World, at};
use anyhow::Result;
use chrono::Days;
use domain::category::Filter::{self, Ethics, Legal, Payment, Support};
use domain::charter::Channel;
use domain::client::region::Region::{self, Abroad, Brussels, Flanders, Wallonia};
use domain::partner::{PartnerDraft, PartnerKind};
use domain::profession::Proof;
use domain::{ClientId, PersonId};
use store::{Store, charter, partner, person, profession, reference};

/// Every third of the first clients accepted the charter.
const ACCEPTED: i64 = 240;

/// Writes all of it, after the clients and people.
pub async fn keep(store: &Store, world: &World) -> Result<()> {
    let mut tx = store.write().await?;
    for one in partners() {
        partner::add(&mut tx, &one, None, world.now).await?;
    }
    tx.commit().await?;
    let Some(counsellor) = account(store, "conseil@demo.example").await? else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    let channels = Channel::TOLD;
    for id in (3..=ACCEPTED.min(world.counts.clients)).step_by(3) {
        let on = world.today - Days::new(20 + (id.unsigned_abs() * 7) % 300);
        let channel = channels[(id.unsigned_abs() as usize / 3) % channels.len()];
        charter::record_for_client(&mut tx, ClientId(id), on, channel, counsellor, at(on, 11 * 60)).await?;
    }
    if let Some(member) = account(store, "membre2@demo.example").await? {
        charter::acknowledge(&mut tx, member, 1, world.now).await?;
    }
    tx.commit().await?;
    propose(store, world, counsellor).await
}

async fn account(store: &Store, email: &str) -> Result<Option<PersonId>> {
    Ok(person::find_by_email(store, email)
        .await?
        .map(|account| account.person.id))
}

/// A counsellor would ask gardeners for a safety plan too.
async fn propose(store: &Store, world: &World, by: PersonId) -> Result<()> {
    let catalogue = reference::catalogue(store).await?;
    let Some(gardener) = catalogue.profession_named("jardinier").map(|p| p.id) else {
        return Ok(());
    };
    let Some((now, mut draft)) = profession::draft(store, gardener).await? else {
        return Ok(());
    };
    if !draft.proofs.contains(&Proof::SafetyPlan) {
        draft.proofs.push(Proof::SafetyPlan);
        draft.proofs.sort_unstable();
    }
    draft.review_on = Some(world.today + Days::new(365));
    let why = "Deux chutes d'échelle en un an : un plan de sécurité les aurait évitées.";
    let mut tx = store.write().await?;
    let seen = Some((gardener, now.revision));
    profession::propose(&mut tx, seen, &draft, why, by, world.now).await?;
    Ok(tx.commit().await?)
}

fn partners() -> Vec<PartnerDraft> {
    let one =
        |name: &str, kind, offers: [&str; 4], filters: &[Filter], regions: &[Region], free| PartnerDraft {
            name: name.to_owned(),
            kind,
            offers: offers.map(str::to_owned),
            filters: filters.to_vec(),
            regions: regions.to_vec(),
            url: "https://partner.demo.example".to_owned(),
            email: String::new(),
            phone: String::new(),
            free,
        };
    vec![
        one(
            "Atelier du juste prix",
            PartnerKind::Training,
            [
                "Deux soirées pour calculer son prix, le dire et le tenir.",
                "Twee avonden om uw prijs te berekenen, te noemen en vol te houden.",
                "Two evenings to work out your price, say it and hold it.",
                "Zwei Abende, um den eigenen Preis zu berechnen, zu nennen und zu halten.",
            ],
            &[Support, Payment],
            &[Brussels, Wallonia],
            true,
        ),
        one(
            "Onderhandelhuis",
            PartnerKind::Training,
            [
                "Négocier à deux voix : jeux de rôle avec de vrais courriels, en néerlandais.",
                "Onderhandelen met twee: rollenspel met echte e-mails.",
                "Negotiating in two voices: role play with real e-mails, in Dutch.",
                "Zu zweit verhandeln: Rollenspiele mit echten E-Mails, auf Niederländisch.",
            ],
            &[Support],
            &[Flanders, Brussels],
            false,
        ),
        one(
            "Permanence juridique des arts",
            PartnerKind::Advice,
            [
                "Une heure avec un·e juriste : contrat, droits d'auteur, statut.",
                "Een uur met een jurist: contract, auteursrecht, statuut.",
                "An hour with a lawyer: contract, authors' rights, status.",
                "Eine Stunde mit juristischer Beratung: Vertrag, Urheberrecht, Statut.",
            ],
            &[Legal, Payment],
            &[Brussels, Flanders, Wallonia],
            true,
        ),
        one(
            "Vivre de son métier",
            PartnerKind::Guidance,
            [
                "Six mois d'accompagnement individuel, financés par la Région.",
                "Zes maanden individuele begeleiding, betaald door het Gewest.",
                "Six months of personal guidance, funded by the Region.",
                "Sechs Monate persönliche Begleitung, von der Region bezahlt.",
            ],
            &[Support],
            &[Brussels],
            true,
        ),
        one(
            "Veilig op het podium",
            PartnerKind::Training,
            [
                "Sécurité en hauteur et électricité de scène : une journée, un brevet.",
                "Veilig werken op hoogte en podiumelektriciteit: een dag, een brevet.",
                "Safety at height and stage electricity: one day, one certificate.",
                "Sicherheit in der Höhe und Bühnenstrom: ein Tag, ein Zertifikat.",
            ],
            &[Legal],
            &[Flanders, Brussels, Wallonia],
            false,
        ),
        one(
            "La bonne écoute",
            PartnerKind::Guidance,
            [
                "Parler à quelqu'un, sans nom, d'un harcèlement ou d'une discrimination.",
                "Met iemand praten, zonder naam, over pesterijen of discriminatie.",
                "Talk to somebody, without a name, about harassment or discrimination.",
                "Ohne Namen mit jemandem über Belästigung oder Diskriminierung sprechen.",
            ],
            &[Ethics],
            &[Brussels, Flanders, Wallonia, Abroad],
            true,
        ),
        one(
            "Cuisine propre",
            PartnerKind::Training,
            [
                "L'hygiène alimentaire en trois heures, attestation comprise.",
                "Voedselhygiëne in drie uur, met attest.",
                "Food hygiene in three hours, with its certificate.",
                "Lebensmittelhygiene in drei Stunden, mit Bescheinigung.",
            ],
            &[Legal],
            &[Wallonia, Brussels],
            false,
        ),
    ]
}
