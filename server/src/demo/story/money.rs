//! Storylines about money: who pays late, never, or on time.

use super::super::issues::Plan as IssuePlan;
use super::super::people::{ACCOUNTANT, COUNSELLOR, COUNSELLOR_2, MANAGER, MANAGER_2, MEMBER, MEMBER_2};
use super::super::profile::Habit;
use super::super::texts;
use super::super::world::World;
use super::{DOSSIER, Story, Told, base, crew, note, stance, trade};
use domain::client::change::{Change, ClientField};
use domain::client::sector::SectorGroup;
use domain::client::{ClientKind, ClientName, NameKind};
use domain::issue::life::Step;
use domain::issue::{Cause, Severity, Source};
use domain::register::RegisterState;
use domain::stance::condition::Condition;
use domain::stance::{RunningContracts, StanceKind};
use domain::{Lang, MemberId};

/// It went bankrupt owing a month's work to all its couriers: one case.
pub fn courier_platform(world: &World) -> Story {
    const AGO: i64 = 430;
    let couriers = world.counts.couriers;
    let mut story = base(
        1,
        "Colibrique Livraisons SA",
        ClientKind::Platform,
        SectorGroup::Transport,
        Lang::Fr,
        ("1000", "Bruxelles"),
        couriers * 2,
    );
    story.profile.draft.other_names = vec![trade("Colibrique Bezorging"), trade("Colibrique")];
    story.profile.register = RegisterState::Bankrupt;
    story.profile.habit = Habit::BankruptFrom(world.ago(AGO));
    story.profile.from = world.calendar.share(world.ago(AGO + 92));
    story.profile.until = world.calendar.share(world.ago(AGO + 1));
    // The last contracts, one for each, are those that were not paid.
    story.crew = (3..couriers + 3).map(MemberId).collect();
    story.dossier = Some("Faillite de Colibrique Livraisons : courses impayées");
    let reports = if couriers > 100 { couriers } else { 24 };
    for n in 0..reports {
        let reporter = world.people.account_of(MemberId(3 + n));
        let ago = AGO - 2 - n * 20 / reports;
        story.issues.push(IssuePlan {
            reported_at: world.at(ago, 8 + n % 9, n * 7 % 60),
            category: "non_payment",
            severity: Severity::Serious,
            cause: Cause::Unknown,
            source: Source::Member,
            reporter,
            course: vec![
                (Step::Review, ACCOUNTANT, world.at(AGO - 24, 9, 0), String::new()),
                (
                    Step::Confirm,
                    ACCOUNTANT,
                    world.at(AGO - 25, 16, 0),
                    String::new(),
                ),
            ],
            facts: Some(
                "Les courses du dernier mois ne sont pas payées ; l'entreprise a été déclarée en faillite."
                    .to_owned(),
            ),
            dossier: Some(DOSSIER),
            own: true,
        });
    }
    let mut sanction = stance(
        world,
        StanceKind::Punitive,
        AGO - 30,
        COUNSELLOR,
        &texts::ON_PAYMENT[1],
    );
    sanction.approved = Some((MANAGER, world.at(AGO - 47, 15, 0)));
    sanction.running = RunningContracts::Stop;
    sanction.reason = "Faillite déclarée, un mois de courses impayé à l'ensemble des coursiers. La coopérative les a payés.".to_owned();
    sanction.to_lift = "Clôture de la faillite et remboursement de la créance admise.".to_owned();
    sanction.note = note(
        "Cette plateforme a été déclarée en faillite. Aucun nouveau contrat n'est possible.",
        "Dit platform is failliet verklaard. Er is geen nieuw contract mogelijk.",
    );
    story.stances.push(sanction);
    story.notes.push((
        ACCOUNTANT,
        AGO - 20,
        "Déclaration de créance déposée ; numéro de dossier chez le curateur demandé.",
    ));
    story
}

/// It pays late, and it always pays.
pub fn late_but_safe(world: &World) -> Story {
    let contracts = if world.counts.contracts > 100_000 {
        4_000
    } else {
        90
    };
    let mut story = base(
        4,
        "Palais des Congrès Hautérive SA",
        ClientKind::Company,
        SectorGroup::Events,
        Lang::Fr,
        ("4000", "Liège"),
        contracts,
    );
    story.profile.habit = Habit::SlowButSafe;
    story.profile.from = 0.0;
    story.profile.establishments = true;
    story.crew = if contracts > 1_000 { crew(400) } else { crew(30) };
    let told = |ago, by, facts| Told {
        world,
        ago,
        category: "late_payment",
        severity: Severity::Minor,
        by,
        facts,
    };
    story.issues = vec![
        told(330, MEMBER, "Facture payée 31 jours après l'échéance ; aucune réponse aux deux rappels.").resolved(ACCOUNTANT, "Payée en entier, intérêts compris."),
        told(240, MEMBER_2, "Factuur 38 dagen na de vervaldag betaald, na drie herinneringen.").confirmed(ACCOUNTANT),
        told(215, ACCOUNTANT, "Quarante et une factures sur les douze derniers mois payées entre 13 et 48 jours après l'échéance ; toutes payées.").confirmed(COUNSELLOR),
    ];
    let mut told = stance(
        world,
        StanceKind::Informative,
        200,
        COUNSELLOR_2,
        &texts::ON_PAYMENT[0],
    );
    told.note = note(
        "Paie toujours, en général deux à six semaines après l'échéance. Comptez avec ce délai.",
        "Betaalt altijd, meestal twee tot zes weken na de vervaldag. Hou rekening met die termijn.",
    );
    told.replied = true;
    story.stances.push(told);
    story
}

/// Found under its former name, with the sanction that it had before.
pub fn renamed_after_a_sanction(world: &World) -> Story {
    let mut story = base(
        5,
        "Atelier Nordlys SRL",
        ClientKind::Company,
        SectorGroup::Audiovisual,
        Lang::Fr,
        ("1060", "Saint-Gilles"),
        22,
    );
    story.profile.habit = Habit::Reluctant;
    story.profile.until = world.calendar.share(world.ago(250));
    story.profile.from = 0.1;
    let former = "Studio Brisant SRL";
    story.profile.draft.other_names = vec![ClientName {
        kind: NameKind::Former,
        name: former.to_owned(),
    }];
    story.edits.push((
        world.at(60, 10, 0),
        vec![Change {
            field: ClientField::LegalName,
            old: former.to_owned(),
            new: "Atelier Nordlys SRL".to_owned(),
        }],
    ));
    for (ago, by, category, facts) in [
        (
            300,
            MEMBER_2,
            "non_payment",
            "Vijf draaidagen niet betaald ondanks ingebrekestelling.",
        ),
        (
            290,
            MEMBER,
            "non_payment",
            "Montage livré et diffusé, facture impayée malgré la mise en demeure.",
        ),
        (
            280,
            COUNSELLOR,
            "deceptive_business",
            "Le client a présenté aux membres un financement qui n'existait pas, documents à l'appui.",
        ),
    ] {
        story.issues.push(
            Told {
                world,
                ago,
                category,
                severity: Severity::Serious,
                by,
                facts,
            }
            .confirmed(COUNSELLOR_2),
        );
    }
    let mut sanction = stance(
        world,
        StanceKind::Punitive,
        260,
        COUNSELLOR,
        &texts::ON_PAYMENT[1],
    );
    sanction.approved = Some((MANAGER_2, world.at(238, 9, 45)));
    sanction.reason =
        "Impayés répétés après mise en demeure et financement présenté à tort comme acquis.".to_owned();
    sanction.note = note(
        "Des prestations restent impayées après mise en demeure. Aucun nouveau contrat jusqu'à la date de fin.",
        "Prestaties blijven onbetaald na ingebrekestelling. Geen nieuw contract tot de einddatum.",
    );
    story.stances.push(sanction);
    story.notes.push((
        COUNSELLOR,
        59,
        "Même numéro d'entreprise, nouveau nom publié : la sanction continue.",
    ));
    story
}

/// Three different clients of nearly the same name.
pub fn homonym(world: &World, number: u32, name: &str, town: (&str, &str), sector: SectorGroup) -> Story {
    let kind = if name.ends_with("ASBL") {
        ClientKind::NonProfit
    } else {
        ClientKind::Company
    };
    let mut story = base(number, name, kind, sector, Lang::Fr, town, 12);
    match number {
        6 => story.issues.push(
            Told {
                world,
                ago: 40,
                category: "late_payment",
                severity: Severity::Minor,
                by: MEMBER,
                facts: "Facture en retard de trois semaines. (Je me suis trompée de client : il s'agit de l'ASBL.)",
            }
            .withdrawn(),
        ),
        7 => {
            let told = |ago, by, facts| Told { world, ago, category: "late_payment", severity: Severity::Moderate, by, facts };
            story.issues = vec![
                told(37, MEMBER, "Facture en retard de trois semaines, deux rappels.").confirmed(ACCOUNTANT),
                told(35, COUNSELLOR, "Deux autres factures échues, même période.").confirmed(COUNSELLOR_2),
            ];
            story.stances.push(stance(world, StanceKind::Informative, 28, COUNSELLOR, &texts::ON_PAYMENT[0]));
        }
        _ => {}
    }
    story
}

/// A report that was wrong: dismissed, with the reason, and its reporter told.
pub fn false_report(world: &World) -> Story {
    let mut story = base(
        9,
        "Brasserie des Trois Tilleuls SRL",
        ClientKind::Company,
        SectorGroup::Hospitality,
        Lang::Fr,
        ("7000", "Mons"),
        14,
    );
    story.profile.habit = Habit::Usual(0.3);
    story.issues.push(
        Told {
            world,
            ago: 75,
            category: "non_payment",
            severity: Severity::Serious,
            by: MEMBER_2,
            facts: "De factuur van het concert is niet betaald, vervallen sinds twee maanden.",
        }
        .dismissed(
            ACCOUNTANT,
            "La facture a été payée à l'échéance, sur un autre compte de la coopérative ; preuve reçue du client. Le membre a été prévenu.",
        ),
    );
    story
}

/// For a natural person, only proven debts weigh.
pub fn sole_trader(world: &World) -> Story {
    let mut story = base(
        13,
        "Odile Marchevent",
        ClientKind::Person,
        SectorGroup::Events,
        Lang::Fr,
        ("5000", "Namur"),
        9,
    );
    story.profile.habit = Habit::Reluctant;
    story.profile.draft.other_names = vec![trade("Marchevent Mariages")];
    let told = |ago, by, facts| Told {
        world,
        ago,
        category: "non_payment",
        severity: Severity::Serious,
        by,
        facts,
    };
    story.issues = vec![
        told(
            110,
            MEMBER,
            "Deux prestations impayées, mise en demeure envoyée il y a plus de trente jours.",
        )
        .confirmed(ACCOUNTANT),
        told(
            100,
            ACCOUNTANT,
            "Créance certaine et non contestée ; plan de paiement proposé, sans suite.",
        )
        .confirmed(COUNSELLOR_2),
    ];
    let mut prepaid = stance(
        world,
        StanceKind::Restrictive,
        80,
        COUNSELLOR,
        &texts::ON_PAYMENT[1],
    );
    prepaid.conditions = vec![Condition::Prepayment { percent: 50 }];
    prepaid.approved = Some((MANAGER, world.at(77, 14, 0)));
    story.stances.push(prepaid);
    story
}

/// Nothing to say of it but that it pays.
pub fn pays_on_time(_world: &World) -> Story {
    let mut story = base(
        18,
        "Bibliothèque de Clairiselle",
        ClientKind::PublicBody,
        SectorGroup::PublicSector,
        Lang::Fr,
        ("1348", "Louvain-la-Neuve"),
        25,
    );
    story.profile.habit = Habit::Usual(0.15);
    story
}
