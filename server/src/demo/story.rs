//! The storylines that a visitor should meet, in every size. Names and numbers are invented; the numbers begin with
//! 0999.2, where no other client of the demonstration has one.

use super::issues::{Course, Plan as IssuePlan};
use super::people::{ACCOUNTANT, COUNSELLOR, COUNSELLOR_2, MANAGER, MANAGER_2, MEMBER, MEMBER_2};
use super::profile::{Habit, Profile, enterprise, nace};
use super::stances::Plan as StancePlan;
use super::texts::{self, StanceText};
use super::world::World;
use chrono::{DateTime, Days, Utc};
use domain::client::change::{Change, ClientField};
use domain::client::sector::SectorGroup;
use domain::client::{Address, ClientDraft, ClientKind, ClientName, NameKind};
use domain::contract::WageUnit;
use domain::issue::life::Step;
use domain::issue::{Cause, Severity, Source};
use domain::register::RegisterState;
use domain::stance::condition::Condition;
use domain::stance::{PublishedNote, RunningContracts, StanceKind, latest_review};
use domain::{Lang, MemberId, Money, PersonId, Wage};

/// A client with its story.
pub struct Story {
    pub profile: Profile,
    pub crew: Vec<MemberId>,
    pub issues: Vec<IssuePlan>,
    pub stances: Vec<StancePlan>,
    pub edits: Vec<(DateTime<Utc>, Vec<Change>)>,
    /// Reason, who placed it, days ago.
    pub hold: Option<(&'static str, PersonId, i64)>,
    pub notes: Vec<(PersonId, i64, &'static str)>,
    /// The title of the case that groups its issues.
    pub dossier: Option<&'static str>,
}

/// The id of the one case.
pub const DOSSIER: i64 = 1;
/// Places in the list of storylines of two clients that are not the same.
pub const NOT_SAME: (usize, usize) = (5, 6);

/// All of them; they have the first ids.
pub fn all(world: &World) -> Vec<Story> {
    vec![
        courier_platform(world),
        public_body(world),
        held_by_its_funder(world),
        late_but_safe(world),
        renamed_after_a_sanction(world),
        homonym(
            world,
            6,
            "Studio Lumen SRL",
            ("1050", "Ixelles"),
            SectorGroup::Audiovisual,
        ),
        homonym(
            world,
            7,
            "Studio Lumen ASBL",
            ("4000", "Liège"),
            SectorGroup::PerformingArts,
        ),
        homonym(
            world,
            8,
            "Studio Lumens SA",
            ("5000", "Namur"),
            SectorGroup::Events,
        ),
        false_report(world),
        awaits_a_second_person(world),
        proposed_sanction(world),
        held(world),
        sole_trader(world),
        note_not_yet_readable(world),
        note_not_yet_sent(world),
        needs_a_go_ahead(world),
        under_review(world),
        pays_on_time(world),
    ]
}

/// Members who take turns, those of the demonstration among them.
fn crew(number: i64) -> Vec<MemberId> {
    let mut crew = vec![MemberId(1), MemberId(2)];
    crew.extend((3..=number).map(|n| MemberId(n * 4 - 1)));
    crew
}

fn base(
    number: u32,
    name: &str,
    kind: ClientKind,
    sector: SectorGroup,
    lang: Lang,
    town: (&str, &str),
    contracts: i64,
) -> Story {
    let street = if lang == Lang::Nl {
        "Werkhuizenlaan"
    } else {
        "Rue des Artisans"
    };
    let draft = ClientDraft {
        legal_name: name.to_owned(),
        other_names: Vec::new(),
        identifiers: enterprise(9_992_000 + number * 7).into_iter().collect(),
        kind,
        natural_person: kind == ClientKind::Person,
        language: lang,
        address: Address {
            street: format!("{street} {}", number * 3),
            postcode: town.0.to_owned(),
            municipality: town.1.to_owned(),
            country: "BE".to_owned(),
        },
        sector,
        nace: nace(sector).filter(|_| kind != ClientKind::Person),
        phone: format!("+32 2 555 20 {number:02}"),
        email: format!("histoire{number}@demo.example"),
        parent: None,
        subsidised: false,
        funders: Vec::new(),
    };
    let profile = Profile {
        draft,
        register: RegisterState::Normal,
        contracts,
        habit: Habit::Usual(1.0),
        low_pay: false,
        consumer: false,
        from: 0.3,
        until: 1.0,
        establishments: false,
    };
    Story {
        profile,
        crew: crew(9),
        issues: Vec::new(),
        stances: Vec::new(),
        edits: Vec::new(),
        hold: None,
        notes: Vec::new(),
        dossier: None,
    }
}

/// A report so many days ago, looked at and decided on the days after.
struct Told<'a> {
    world: &'a World,
    ago: i64,
    category: &'static str,
    severity: Severity,
    by: PersonId,
    facts: &'static str,
}

impl Told<'_> {
    fn plan(self, course: Course) -> IssuePlan {
        let member = matches!(self.by, MEMBER | MEMBER_2);
        IssuePlan {
            reported_at: self.world.at(self.ago, 9, 20),
            category: self.category,
            severity: self.severity,
            cause: Cause::Negligent,
            source: if member { Source::Member } else { Source::Staff },
            reporter: Some(self.by),
            course,
            facts: Some(self.facts.to_owned()),
            dossier: None,
            own: member,
        }
    }

    fn open(self) -> IssuePlan {
        self.plan(Vec::new())
    }

    fn reviewed(self, by: PersonId) -> IssuePlan {
        let course = vec![(
            Step::Review,
            by,
            self.world.at(self.ago - 1, 10, 5),
            String::new(),
        )];
        self.plan(course)
    }

    fn confirmed(self, by: PersonId) -> IssuePlan {
        let course = vec![
            (
                Step::Review,
                by,
                self.world.at(self.ago - 1, 10, 5),
                String::new(),
            ),
            (
                Step::Confirm,
                by,
                self.world.at(self.ago - 4, 16, 40),
                String::new(),
            ),
        ];
        self.plan(course)
    }

    fn resolved(self, by: PersonId, how: &str) -> IssuePlan {
        let resolved_at = self.world.at(self.ago - 30, 11, 30);
        let mut plan = self.confirmed(by);
        plan.course.push((Step::Resolve, by, resolved_at, how.to_owned()));
        plan
    }

    fn dismissed(self, by: PersonId, why: &str) -> IssuePlan {
        let course = vec![
            (
                Step::Review,
                by,
                self.world.at(self.ago - 1, 10, 5),
                String::new(),
            ),
            (
                Step::Dismiss,
                by,
                self.world.at(self.ago - 6, 14, 0),
                why.to_owned(),
            ),
        ];
        self.plan(course)
    }

    fn withdrawn(self) -> IssuePlan {
        let course = vec![(
            Step::Withdraw,
            self.by,
            self.world.at(self.ago - 2, 18, 0),
            String::new(),
        )];
        self.plan(course)
    }
}

/// A stance proposed so many days ago; sent two days later.
fn stance(world: &World, kind: StanceKind, ago: i64, by: PersonId, text: &StanceText) -> StancePlan {
    let proposed_at = world.at(ago, 11, 0);
    let latest = latest_review(kind, world.ago(ago));
    StancePlan {
        kind,
        conditions: Vec::new(),
        proposed_at,
        by,
        approved: None,
        settled: true,
        sent_on: (ago >= 4).then(|| world.ago(ago - 2)),
        lifted: None,
        review_on: latest - Days::new(3),
        running: RunningContracts::GoOn,
        reason: text.reason.to_owned(),
        to_lift: text.to_lift.to_owned(),
        note: PublishedNote {
            fr: text.fr.to_owned(),
            nl: text.nl.to_owned(),
        },
    }
}

fn note(fr: &str, nl: &str) -> PublishedNote {
    PublishedNote {
        fr: fr.to_owned(),
        nl: nl.to_owned(),
    }
}

fn trade(name: &str) -> ClientName {
    ClientName {
        kind: NameKind::Trade,
        name: name.to_owned(),
    }
}

/// It went bankrupt owing a month's work to all its couriers: one case.
fn courier_platform(world: &World) -> Story {
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

/// A public body signs an order, it does not prepay.
fn public_body(world: &World) -> Story {
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
fn held_by_its_funder(world: &World) -> Story {
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

/// It pays late, and it always pays.
fn late_but_safe(world: &World) -> Story {
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
    story.stances.push(told);
    story
}

/// Found under its former name, with the sanction that it had before.
fn renamed_after_a_sanction(world: &World) -> Story {
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
fn homonym(world: &World, number: u32, name: &str, town: (&str, &str), sector: SectorGroup) -> Story {
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
fn false_report(world: &World) -> Story {
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

fn awaits_a_second_person(world: &World) -> Story {
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

fn proposed_sanction(world: &World) -> Story {
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
fn held(world: &World) -> Story {
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

/// For a natural person, only proven debts weigh.
fn sole_trader(world: &World) -> Story {
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

/// Sent: its client's days run, members read nothing yet.
fn note_not_yet_readable(world: &World) -> Story {
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
fn note_not_yet_sent(world: &World) -> Story {
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

/// A Dutch-speaking client under which members ask for a go-ahead.
fn needs_a_go_ahead(world: &World) -> Story {
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

fn under_review(world: &World) -> Story {
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

/// Nothing to say of it but that it pays.
fn pays_on_time(_world: &World) -> Story {
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
