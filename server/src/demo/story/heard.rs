//! Storylines on their way: a client whose days run, one that was not written to, a report that is looked at.

use super::super::people::{COUNSELLOR, COUNSELLOR_2, MEMBER, MEMBER_2};
use super::super::texts;
use super::super::world::World;
use super::{Story, Told, base, note, stance};
use domain::Lang;
use domain::client::ClientKind;
use domain::client::sector::SectorGroup;
use domain::issue::Severity;
use domain::stance::StanceKind;

/// Sent: its client's days run, members read nothing yet.
pub fn note_not_yet_readable(world: &World) -> Story {
    let mut story = base(
        14,
        "Éditions du Lavoir SRL",
        ClientKind::Company,
        SectorGroup::Events,
        Lang::Fr,
        ("1030", "Schaerbeek"),
        15,
    );
    let told = |ago, by, facts| Told {
        world,
        ago,
        category: "rights_and_credit",
        severity: Severity::Moderate,
        by,
        facts,
    };
    story.issues = vec![
        told(
            26,
            MEMBER,
            "Illustrations publiées sans nom d'auteur, deux fois, malgré le contrat.",
        )
        .confirmed(COUNSELLOR_2),
        told(
            22,
            COUNSELLOR,
            "Un second ouvrage sans mention ; le contrat la prévoit.",
        )
        .confirmed(COUNSELLOR_2),
    ];
    let mut sent = stance(world, StanceKind::Informative, 5, COUNSELLOR, &texts::ON_WORK[0]);
    sent.reason = "Droit d'auteur : mention absente dans deux ouvrages, confirmé.".to_owned();
    sent.to_lift = "Ajouter les mentions et le prévoir dans le contrat type.".to_owned();
    sent.note = note(
        "Faites écrire la mention de votre nom et les droits cédés avant de livrer.",
        "Laat de vermelding van uw naam en de overgedragen rechten vastleggen voor u levert.",
    );
    story.stances.push(sent);
    story
}

/// Proposed, but the client was not sent the text yet.
pub fn note_not_yet_sent(world: &World) -> Story {
    let mut story = base(
        15,
        "Festival des Quais Bleus ASBL",
        ClientKind::NonProfit,
        SectorGroup::PerformingArts,
        Lang::Fr,
        ("4500", "Huy"),
        20,
    );
    story.issues = vec![
        Told {
            world,
            ago: 20,
            category: "no_briefing_or_disrespect",
            severity: Severity::Moderate,
            by: MEMBER_2,
            facts: "Geen planning ontvangen, drie keer van podium veranderd op de dag zelf.",
        }
        .confirmed(COUNSELLOR_2),
        Told {
            world,
            ago: 1,
            category: "late_payment",
            severity: Severity::Minor,
            by: MEMBER,
            facts: "Facture échue depuis deux semaines, le festival attend son subside.",
        }
        .open(),
    ];
    let mut unsent = stance(world, StanceKind::Informative, 6, COUNSELLOR, &texts::ON_WORK[0]);
    unsent.sent_on = None;
    story.stances.push(unsent);
    story
}

pub fn under_review(world: &World) -> Story {
    let mut story = base(
        17,
        "Collectif de la Girouette ASBL",
        ClientKind::NonProfit,
        SectorGroup::SocioCultural,
        Lang::Fr,
        ("1400", "Nivelles"),
        11,
    );
    story.issues = vec![
        Told {
            world,
            ago: 12,
            category: "abusive_negotiation",
            severity: Severity::Moderate,
            by: MEMBER,
            facts: "Prix baissé de 180 EUR la veille de l'atelier, sinon annulation.",
        }
        .reviewed(COUNSELLOR),
        Told {
            world,
            ago: 9,
            category: "harassment",
            severity: Severity::Serious,
            by: MEMBER_2,
            facts: "Feiten beschreven in het gesprek met de vertrouwenspersoon; twee getuigen genoemd.",
        }
        .open(),
    ];
    story.notes.push((COUNSELLOR, 10, texts::PRIVATE[2]));
    story
}
