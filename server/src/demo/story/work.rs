//! Storylines about the work itself: contracts, pay, hours, dangers.

use super::super::people::{COUNSELLOR, COUNSELLOR_2, MANAGER, MEMBER, MEMBER_2};
use super::super::texts;
use super::super::world::World;
use super::{Story, Told, base, note, stance};
use domain::client::ClientKind;
use domain::client::sector::SectorGroup;
use domain::contract::WageUnit;
use domain::issue::{Cause, Severity};
use domain::stance::StanceKind;
use domain::stance::condition::Condition;
use domain::{Lang, Money, Wage};

/// A public body signs an order, it does not prepay.
pub fn public_body(world: &World) -> Story {
    let mut story = base(
        2,
        "Commune de Valmorin",
        ClientKind::PublicBody,
        SectorGroup::PublicSector,
        Lang::Fr,
        ("5500", "Dinant"),
        36,
    );
    let told = |ago, by, facts| Told {
        world,
        ago,
        category: "no_written_contract",
        severity: Severity::Moderate,
        by,
        facts,
    };
    story.issues = vec![
        told(95, MEMBER, "Trois ateliers donnés avant que le bon de commande soit signé ; il est arrivé 19 jours après le dernier.").confirmed(COUNSELLOR_2),
        told(70, COUNSELLOR, "Deux membres ont travaillé sans commande écrite ; la commune dit attendre son collège.").confirmed(COUNSELLOR_2),
    ];
    let mut written = stance(world, StanceKind::Restrictive, 50, COUNSELLOR, &texts::ON_WORK[0]);
    written.conditions = vec![Condition::WrittenOrder];
    written.approved = Some((MANAGER, world.at(47, 10, 30)));
    written.reason =
        "Commandes passées oralement et signées après la prestation, deux fois confirmé.".to_owned();
    written.to_lift = "Signer le bon de commande avant chaque prestation pendant six mois.".to_owned();
    written.note = note(
        "Commencez seulement avec un bon de commande signé. Les paiements arrivent, mais tard.",
        "Begin pas met een ondertekende bestelbon. De betalingen komen, maar laat.",
    );
    story.stances.push(written);
    story
}

/// Its funder's rules leave no choice: told, counted for advocacy, nothing blocked.
pub fn held_by_its_funder(world: &World) -> Story {
    let mut story = base(
        3,
        "Maison des Ateliers Partagés ASBL",
        ClientKind::NonProfit,
        SectorGroup::SocioCultural,
        Lang::Fr,
        ("6000", "Charleroi"),
        30,
    );
    story.profile.low_pay = true;
    story.profile.draft.subsidised = true;
    let funders = &world.catalogue.funders;
    story.profile.draft.funders = funders
        .iter()
        .find(|f| f.code == "french_community")
        .or(funders.first())
        .map(|f| f.id)
        .into_iter()
        .collect();
    for (ago, by, facts) in [
        (
            180,
            MEMBER,
            "Le tarif de l'atelier est fixé par la convention de subside ; préparation comprise, il reste moins que la référence.",
        ),
        (
            160,
            MEMBER_2,
            "Même tarif que l'an dernier malgré l'indexation ; l'association montre la lettre du pouvoir subsidiant.",
        ),
        (
            150,
            COUNSELLOR_2,
            "Trois contrats sous la référence de la journée ; la direction de l'association demande de l'aide pour négocier.",
        ),
    ] {
        let mut plan = Told {
            world,
            ago,
            category: "low_pay",
            severity: Severity::Moderate,
            by,
            facts,
        }
        .confirmed(COUNSELLOR);
        plan.cause = Cause::Structural;
        story.issues.push(plan);
    }
    story.stances.push(stance(
        world,
        StanceKind::Informative,
        120,
        COUNSELLOR_2,
        &texts::ON_PAY[1],
    ));
    story.notes.push((
        COUNSELLOR,
        118,
        "Rencontre prévue avec le pouvoir subsidiant au printemps ; l'association y participe.",
    ));
    story
}

pub fn awaits_a_second_person(world: &World) -> Story {
    let mut story = base(
        10,
        "Agence Événements Corvia SRL",
        ClientKind::Company,
        SectorGroup::Events,
        Lang::Fr,
        ("1300", "Wavre"),
        26,
    );
    for (ago, by, facts) in [
        (
            45,
            MEMBER,
            "Journée prévue de 9 heures, terminée après 15 heures ; heures en plus refusées par écrit.",
        ),
        (
            32,
            MEMBER_2,
            "Afgesproken was 8 uur, het werden 14 uur; geen akkoord over de extra uren.",
        ),
    ] {
        story.issues.push(
            Told {
                world,
                ago,
                category: "excessive_hours",
                severity: Severity::Serious,
                by,
                facts,
            }
            .confirmed(COUNSELLOR_2),
        );
    }
    let mut proposed = stance(world, StanceKind::Restrictive, 20, COUNSELLOR, &texts::ON_WORK[0]);
    proposed.conditions = vec![Condition::Approval, Condition::WrittenOrder];
    story.stances.push(proposed);
    story
}

pub fn proposed_sanction(world: &World) -> Story {
    let mut story = base(
        11,
        "Logistique Sombreval SA",
        ClientKind::Company,
        SectorGroup::Transport,
        Lang::Fr,
        ("6000", "Charleroi"),
        18,
    );
    for (ago, category, by, facts) in [
        (
            40,
            "insurance_or_safety_gap",
            COUNSELLOR,
            "Véhicule confié sans assurance ni contrôle technique ; constat de l'agent joint.",
        ),
        (
            30,
            "false_self_employment",
            MEMBER,
            "Horaires, uniforme et sanctions imposés ; le contrat d'indépendant a été exigé.",
        ),
    ] {
        let handler = if by == COUNSELLOR {
            COUNSELLOR_2
        } else {
            COUNSELLOR
        };
        story.issues.push(
            Told {
                world,
                ago,
                category,
                severity: Severity::Critical,
                by,
                facts,
            }
            .confirmed(handler),
        );
    }
    let mut proposed = stance(world, StanceKind::Punitive, 3, COUNSELLOR_2, &texts::ON_WORK[1]);
    proposed.reason =
        "Danger pour les membres et relation de travail déguisée, deux dossiers confirmés.".to_owned();
    story.stances.push(proposed);
    story
}

/// A danger to people: speak to a counsellor first.
pub fn held(world: &World) -> Story {
    let mut story = base(
        12,
        "Chantiers Scéniques du Nord SA",
        ClientKind::Company,
        SectorGroup::Events,
        Lang::Fr,
        ("7500", "Tournai"),
        16,
    );
    story.issues.push(
        Told {
            world,
            ago: 6,
            category: "insurance_or_safety_gap",
            severity: Severity::Critical,
            by: MEMBER_2,
            facts: "Een brug van de belichting is tijdens de opbouw gevallen; niemand gewond, geen keuringsattest getoond.",
        }
        .reviewed(COUNSELLOR),
    );
    story.hold = Some((
        "Chute d'une structure pendant le montage ; attestation de contrôle attendue.",
        MANAGER,
        5,
    ));
    story
}

/// A Dutch-speaking client under which members ask for a go-ahead.
pub fn needs_a_go_ahead(world: &World) -> Story {
    let mut story = base(
        16,
        "Theater Poolster VZW",
        ClientKind::NonProfit,
        SectorGroup::PerformingArts,
        Lang::Nl,
        ("9000", "Gent"),
        32,
    );
    for (ago, by, facts) in [
        (
            90,
            MEMBER_2,
            "Repetities niet betaald, enkel de voorstellingen; per mail bevestigd.",
        ),
        (
            84,
            COUNSELLOR_2,
            "Drie contracten onder de referentie van de dag.",
        ),
    ] {
        story.issues.push(
            Told {
                world,
                ago,
                category: "low_pay",
                severity: Severity::Serious,
                by,
                facts,
            }
            .confirmed(COUNSELLOR),
        );
    }
    let mut asked = stance(
        world,
        StanceKind::Restrictive,
        70,
        COUNSELLOR_2,
        &texts::ON_PAY[0],
    );
    asked.conditions = vec![
        Condition::Approval,
        Condition::MinimumWage {
            unit: WageUnit::Day,
            wage: Wage(Money(12_500)),
        },
    ];
    asked.approved = Some((COUNSELLOR, world.at(68, 13, 0)));
    story.stances.push(asked);
    story
}
