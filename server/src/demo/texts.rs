//! What people wrote: facts, reasons and notes put together from templates, plain and without adjectives. It is data of
//! the demonstration, in French with Dutch notes; the sentences of the program itself stand in the locales.

use super::draw::Draw;
use chrono::NaiveDate;
use domain::Money;

/// Figures that a text may quote.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    pub day: NaiveDate,
    pub amount: Money,
    pub days: i64,
    pub hours: i64,
}

fn fill(text: &str, f: &Figures) -> String {
    text.replace("{jour}", &f.day.format("%d/%m/%Y").to_string())
        .replace(
            "{euros}",
            &format!("{},{:02}", f.amount.cents() / 100, f.amount.cents() % 100),
        )
        .replace("{jours}", &f.days.to_string())
        .replace("{heures}", &f.hours.to_string())
}

/// The facts of a report of this category.
pub fn facts(draw: &mut Draw, category: &str, dutch: bool, figures: &Figures) -> String {
    let all = if dutch {
        facts_nl(category)
    } else {
        facts_fr(category)
    };
    let first: &&str = draw.pick(all);
    let mut text = fill(first, figures);
    let more = if dutch { MORE_NL } else { MORE_FR };
    if draw.chance(0.5) {
        text.push(' ');
        let next: &&str = draw.pick(more);
        text.push_str(&fill(next, figures));
    }
    text
}

const MORE_FR: &[&str] = &[
    "Le bon de commande et les messages sont joints au contrat.",
    "Je l'ai signalé par écrit au client le {jour}, sans réponse à ce jour.",
    "Deux autres membres présents ce jour-là peuvent le confirmer.",
    "Le client a été prévenu par téléphone puis par courriel.",
    "La prestation a été livrée dans les temps et acceptée.",
    "C'est la deuxième fois avec ce client.",
];
const MORE_NL: &[&str] = &[
    "De bestelbon en de berichten zitten bij het contract.",
    "Ik heb het de opdrachtgever op {jour} schriftelijk gemeld, zonder antwoord tot nu toe.",
    "Twee andere leden die er die dag waren kunnen het bevestigen.",
    "Het werk is op tijd geleverd en aanvaard.",
];

const fn facts_fr(category: &str) -> &'static [&'static str] {
    match category.as_bytes() {
        b"late_payment" => &[
            "La facture de {euros} EUR a été payée {jours} jours après l'échéance du {jour}.",
            "Facture de {euros} EUR échue le {jour}, {jours} jours de retard, deux rappels envoyés.",
            "Le client annonce un paiement chaque semaine ; {jours} jours après l'échéance il manque toujours {euros} EUR.",
        ],
        b"non_payment" => &[
            "La facture de {euros} EUR, échue le {jour}, n'est pas payée. Mise en demeure envoyée par recommandé.",
            "Aucun paiement pour la prestation terminée le {jour} : {euros} EUR. Le client ne répond plus depuis {jours} jours.",
        ],
        b"no_written_contract" => &[
            "Le travail a commencé le {jour} sans bon de commande signé, demandé trois fois.",
            "Commande passée par téléphone ; la confirmation écrite est arrivée {jours} jours après la fin.",
        ],
        b"insurance_or_safety_gap" => &[
            "Montage à plus de trois mètres le {jour} sans harnais ni garde-corps ; le plan de sécurité n'a pas été montré.",
            "L'attestation d'assurance du lieu n'était pas valable le {jour}.",
        ],
        b"conflicting_values" => &[
            "Consigne écrite du {jour} : ne pas placer certaines personnes au premier rang. Contraire à l'article 4 de la charte.",
            "Le client a demandé le {jour} de retirer la mention de la coopérative et des conditions de travail du contrat.",
        ],
        b"low_pay" => &[
            "Le salaire proposé laisse moins que la référence du métier : {euros} EUR pour {heures} heures.",
            "Budget fixé par la convention de subside : {euros} EUR pour {heures} heures, préparation comprise.",
        ],
        b"abusive_negotiation" => &[
            "Le prix accepté le {jour} a été baissé de {euros} EUR la veille de la prestation.",
            "Le client a conditionné la suite à une remise de {euros} EUR après la livraison.",
        ],
        b"unpaid_test_work" => {
            &["Un essai de {heures} heures a été demandé avant le contrat et n'a pas été payé."]
        }
        b"excessive_hours" => &[
            "Prestation prévue de 8 heures, terminée après {heures} heures ; les heures en plus ne sont pas reconnues.",
            "{heures} heures supplémentaires demandées le {jour}, sans accord écrit.",
        ],
        b"no_briefing_or_disrespect" => &[
            "Aucune consigne reçue avant le {jour} ; trois versions refusées sans motif écrit.",
            "Remarques répétées devant le public le {jour} ; la personne responsable n'est pas intervenue.",
        ],
        b"harassment" | b"discrimination" => &[
            "Faits du {jour} décrits dans l'entretien avec la personne de confiance ; deux témoins cités.",
            "Propos tenus le {jour} pendant le travail ; les messages sont conservés.",
        ],
        b"undeclared_work" => {
            &["Le {jour}, le client a proposé de payer {heures} heures en espèces, sans contrat."]
        }
        b"opaque_algorithmic_management" => &[
            "Le compte a été désactivé le {jour} sans motif ; l'application ne donne pas de contact.",
            "Les courses attribuées ont baissé de moitié à partir du {jour}, sans explication.",
        ],
        b"economic_dependency" => &[
            "Plus de 80 % des revenus de l'année viennent de ce client ; le renouvellement n'est jamais écrit.",
        ],
        _ => &[
            "Le {jour}, ce qui était convenu n'a pas été respecté ; {euros} EUR sont en jeu.",
            "Les conditions ont changé le {jour}, après la signature.",
        ],
    }
}

const fn facts_nl(category: &str) -> &'static [&'static str] {
    match category.as_bytes() {
        b"late_payment" => &[
            "De factuur van {euros} EUR werd {jours} dagen na de vervaldag van {jour} betaald.",
            "Factuur van {euros} EUR vervallen op {jour}, {jours} dagen te laat, twee herinneringen verstuurd.",
        ],
        b"non_payment" => &[
            "De factuur van {euros} EUR, vervallen op {jour}, is niet betaald. Ingebrekestelling aangetekend verstuurd.",
        ],
        b"low_pay" => {
            &["Het voorgestelde loon ligt onder de referentie van het beroep: {euros} EUR voor {heures} uur."]
        }
        b"excessive_hours" => {
            &["Afgesproken was 8 uur, het werden {heures} uur; de extra uren worden niet erkend."]
        }
        b"insurance_or_safety_gap" => {
            &["Opbouw op meer dan drie meter op {jour} zonder valbeveiliging; geen veiligheidsplan getoond."]
        }
        b"abusive_negotiation" => {
            &["De aanvaarde prijs werd op {jour} met {euros} EUR verlaagd, de dag voor de opdracht."]
        }
        b"harassment" | b"discrimination" => {
            &["Feiten van {jour} beschreven in het gesprek met de vertrouwenspersoon; twee getuigen genoemd."]
        }
        _ => &[
            "Op {jour} werd niet nagekomen wat afgesproken was; het gaat om {euros} EUR.",
            "De voorwaarden veranderden op {jour}, na de ondertekening.",
        ],
    }
}

/// Why a report was dismissed.
pub const DISMISSED: &[&str] = &[
    "Les pièces montrent que la facture a été payée avant l'échéance.",
    "Le client a prouvé l'accord écrit signé par les deux parties.",
    "Les faits concernent un autre client, de nom proche.",
    "Sans pièce ni témoin, les faits ne peuvent pas être établis.",
    "Double d'un signalement déjà traité.",
];

/// How an issue was resolved.
pub const RESOLVED: &[&str] = &[
    "Le solde et les intérêts ont été payés.",
    "Un plan de paiement a été signé et respecté.",
    "Le client a modifié son contrat type ; vérifié sur trois contrats.",
    "Excuses écrites et heures payées.",
    "Nouveau tarif accepté pour les contrats suivants.",
];

/// A note of staff that is never published.
pub const PRIVATE: &[&str] = &[
    "Appelé la comptabilité du client : interlocutrice joignable le matin.",
    "Deux membres hésitent à signaler ; leur rappeler que les noms ne sont pas transmis.",
    "Rendez-vous proposé au client pour parler des délais.",
    "Le client demande un contact unique à la coopérative.",
];

/// Reason, what the client can do, and the note in French and Dutch.
pub struct StanceText {
    pub reason: &'static str,
    pub to_lift: &'static str,
    pub fr: &'static str,
    pub nl: &'static str,
}

pub const ON_PAYMENT: &[StanceText] = &[
    StanceText {
        reason: "Plusieurs factures payées plus de 30 jours après l'échéance, confirmées pièces à l'appui.",
        to_lift: "Payer les factures échues et respecter l'échéance pendant trois mois.",
        fr: "Ce donneur d'ordre paie souvent après l'échéance. La coopérative suit les rappels ; prévoyez le délai dans vos dates.",
        nl: "Deze opdrachtgever betaalt vaak na de vervaldag. De coöperatie volgt de herinneringen op; hou rekening met de termijn.",
    },
    StanceText {
        reason: "Une créance certaine reste ouverte après mise en demeure ; le plan de paiement n'a pas été suivi.",
        to_lift: "Payer la créance ou reprendre le plan de paiement sans nouvel incident.",
        fr: "Des factures restent impayées après rappel. Un accompagnement est prévu avant chaque nouveau contrat.",
        nl: "Facturen blijven onbetaald na herinnering. Voor elk nieuw contract is begeleiding voorzien.",
    },
];

pub const ON_PAY: &[StanceText] = &[
    StanceText {
        reason: "Salaires proposés sous la référence du métier dans plusieurs contrats confirmés.",
        to_lift: "Proposer au moins la référence du jour pour les prochains contrats.",
        fr: "Les budgets proposés laissent souvent moins que la référence du métier. Calculez votre prix avant d'accepter.",
        nl: "De voorgestelde budgetten liggen vaak onder de referentie van het beroep. Bereken uw prijs voor u aanvaardt.",
    },
    StanceText {
        reason: "Le subside fixe les barèmes ; la rémunération reste sous la référence sans marge pour le client.",
        to_lift: "Faire valoir auprès du pouvoir subsidiant un barème au moins égal à la référence.",
        fr: "Les subsides de cette organisation fixent des barèmes bas. Ce n'est pas un choix de sa part ; parlez-en avec un conseiller.",
        nl: "De subsidies van deze organisatie leggen lage barema's op. Dat is niet haar keuze; bespreek het met een adviesverlener.",
    },
];

pub const ON_WORK: &[StanceText] = &[
    StanceText {
        reason: "Heures et versions en plus demandées sans accord écrit, dans plusieurs dossiers confirmés.",
        to_lift: "Signer un bon de commande détaillé avant chaque prestation.",
        fr: "Faites préciser par écrit le nombre d'heures et de versions avant de commencer.",
        nl: "Laat het aantal uren en versies schriftelijk vastleggen voor u begint.",
    },
    StanceText {
        reason: "Manquements à la sécurité constatés et confirmés ; l'attestation d'assurance manquait.",
        to_lift: "Fournir l'attestation d'assurance et le plan de sécurité.",
        fr: "Demandez l'attestation d'assurance et le plan de sécurité avant toute prestation sur place.",
        nl: "Vraag het verzekeringsattest en het veiligheidsplan voor elk werk ter plaatse.",
    },
];

/// Why a stance was lifted.
pub const LIFTED: &[&str] = &[
    "Toutes les factures échues sont payées.",
    "Le client a signé les engagements demandés et les a tenus.",
    "Les conditions sont remplies depuis six mois.",
];

#[cfg(test)]
mod tests {
    use super::super::draw::Subject;
    use super::*;

    #[test]
    fn a_text_has_no_gap_left() {
        let figures = Figures {
            day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            amount: Money(123_405),
            days: 40,
            hours: 12,
        };
        for n in 0..200 {
            let mut draw = Draw::new(1, Subject::Issues, n);
            for category in [
                "late_payment",
                "low_pay",
                "excessive_hours",
                "discrimination",
                "rights_and_credit",
            ] {
                for dutch in [true, false] {
                    let text = facts(&mut draw, category, dutch, &figures);
                    assert!(!text.contains('{') && text.len() > 20, "{text}");
                }
            }
        }
    }
}
