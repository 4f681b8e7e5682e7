//! Names of clients that look natural in their language, kind and trade.

use super::draw::Draw;
use super::words;
use domain::Lang;
use domain::client::ClientKind;
use domain::client::sector::SectorGroup;

/// The legal name of a client.
pub fn legal(draw: &mut Draw, kind: ClientKind, sector: SectorGroup, lang: Lang) -> String {
    let dutch = lang == Lang::Nl;
    match kind {
        ClientKind::Person => person(draw),
        ClientKind::PublicBody => public_body(draw, dutch),
        ClientKind::NonProfit => {
            let name = non_profit(draw, sector, dutch);
            format!("{name} {}", if dutch { "VZW" } else { "ASBL" })
        }
        ClientKind::Company | ClientKind::Platform => {
            let name = company(draw, sector, dutch);
            let form = if dutch {
                draw.weighted(&[(62, "BV"), (24, "NV"), (6, "CV"), (5, "CommV"), (3, "VOF")])
            } else {
                draw.weighted(&[(62, "SRL"), (24, "SA"), (6, "SC"), (5, "SComm"), (3, "SNC")])
            };
            format!("{name} {form}")
        }
    }
}

/// A given name and an invented family name.
pub fn person(draw: &mut Draw) -> String {
    format!("{} {}", draw.pick(words::GIVEN), family(draw))
}

/// A given name and a letter: people with an account.
pub fn account(draw: &mut Draw) -> String {
    let letter = char::from(b'A' + draw.below(26) as u8);
    format!("{} {letter}.", draw.pick(words::GIVEN))
}

fn family(draw: &mut Draw) -> String {
    let (head, tail) = (*draw.pick(words::FAMILY_HEADS), *draw.pick(words::FAMILY_TAILS));
    if head.ends_with(' ') {
        format!("{head}{}", capital(tail))
    } else {
        format!("{head}{tail}")
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// An invented place.
fn place(draw: &mut Draw, dutch: bool) -> String {
    let (heads, tails) = if dutch {
        (words::NL_PLACE_HEADS, words::NL_PLACE_TAILS)
    } else {
        (words::PLACE_HEADS, words::PLACE_TAILS)
    };
    format!("{}{}", draw.pick(heads), draw.pick(tails))
}

fn public_body(draw: &mut Draw, dutch: bool) -> String {
    let what = if dutch {
        draw.weighted(&[
            (30, "Gemeente"),
            (10, "Stad"),
            (12, "OCMW"),
            (14, "Cultuurcentrum"),
            (12, "Bibliotheek"),
            (12, "Academie"),
            (10, "GO! School"),
        ])
    } else {
        draw.weighted(&[
            (30, "Commune de"),
            (10, "Ville de"),
            (12, "CPAS de"),
            (14, "Centre culturel de"),
            (12, "Bibliothèque de"),
            (12, "Académie de"),
            (10, "École communale de"),
        ])
    };
    format!("{what} {}", place(draw, dutch))
}

fn non_profit(draw: &mut Draw, sector: SectorGroup, dutch: bool) -> String {
    let what = if dutch {
        match sector {
            SectorGroup::PerformingArts => draw.weighted(&[
                (30, "Theater"),
                (20, "Gezelschap"),
                (15, "Festival"),
                (15, "Muziekhuis"),
                (20, "Danshuis"),
            ]),
            SectorGroup::Training => {
                draw.weighted(&[(40, "Vormingscentrum"), (30, "Leerhuis"), (30, "School")])
            }
            _ => draw.weighted(&[
                (25, "Jeugdhuis"),
                (20, "Wijkhuis"),
                (20, "Kunstencentrum"),
                (20, "Collectief"),
                (15, "Vrienden van"),
            ]),
        }
    } else {
        match sector {
            SectorGroup::PerformingArts => draw.weighted(&[
                (30, "Théâtre"),
                (20, "Compagnie"),
                (15, "Festival"),
                (15, "Ensemble"),
                (20, "La Scène"),
            ]),
            SectorGroup::Training => {
                draw.weighted(&[(40, "Centre de formation"), (30, "École"), (30, "Atelier-école")])
            }
            _ => draw.weighted(&[
                (20, "Maison de quartier"),
                (20, "Maison des jeunes"),
                (20, "Collectif"),
                (15, "Atelier"),
                (15, "Les Amis"),
                (10, "Réseau"),
            ]),
        }
    };
    named(draw, what, dutch)
}

fn company(draw: &mut Draw, sector: SectorGroup, dutch: bool) -> String {
    if draw.chance(0.22) {
        let family = family(draw);
        let tail = if dutch {
            draw.weighted(&[(30, " & Zonen"), (30, " Consulting"), (25, " Groep"), (15, "")])
        } else {
            draw.weighted(&[(30, " & Fils"), (30, " Conseil"), (25, " Groupe"), (15, "")])
        };
        return format!("{family}{tail}");
    }
    let what = if dutch {
        match sector {
            SectorGroup::PerformingArts => {
                draw.weighted(&[(40, "Theater"), (30, "Podium"), (30, "Boekingskantoor")])
            }
            SectorGroup::Audiovisual => draw.weighted(&[(40, "Studio"), (30, "Beeldhuis"), (30, "Films")]),
            SectorGroup::Events => {
                draw.weighted(&[(40, "Evenementen"), (30, "Communicatiebureau"), (30, "Feestzaal")])
            }
            SectorGroup::Training => draw.weighted(&[(50, "Academie"), (50, "Opleidingen")]),
            SectorGroup::Digital => draw.weighted(&[(50, "Software"), (50, "Digitaal Atelier")]),
            SectorGroup::Hospitality => draw.weighted(&[(40, "Brasserie"), (30, "Hotel"), (30, "Traiteur")]),
            SectorGroup::Transport => draw.weighted(&[(50, "Koerierdienst"), (50, "Logistiek")]),
            SectorGroup::Building => draw.weighted(&[(50, "Bouwwerken"), (50, "Dakwerken")]),
            SectorGroup::Care => draw.weighted(&[(50, "Rusthuis"), (50, "Praktijk")]),
            _ => draw.weighted(&[(40, "Handelshuis"), (30, "Werkhuizen"), (30, "Winkel")]),
        }
    } else {
        match sector {
            SectorGroup::PerformingArts => {
                draw.weighted(&[(40, "Théâtre"), (30, "Productions"), (30, "Les Spectacles")])
            }
            SectorGroup::Audiovisual => draw.weighted(&[(40, "Studio"), (30, "Images"), (30, "Les Films")]),
            SectorGroup::Events => draw.weighted(&[(40, "Événements"), (30, "Agence"), (30, "Les Salons")]),
            SectorGroup::Training => draw.weighted(&[(50, "Académie"), (50, "Institut")]),
            SectorGroup::Digital => draw.weighted(&[(50, "Logiciels"), (50, "Atelier numérique")]),
            SectorGroup::Hospitality => draw.weighted(&[(40, "Brasserie"), (30, "Hôtel"), (30, "Traiteur")]),
            SectorGroup::Transport => draw.weighted(&[(50, "Coursiers"), (50, "Transports")]),
            SectorGroup::Building => draw.weighted(&[(50, "Constructions"), (50, "Toitures")]),
            SectorGroup::Care => draw.weighted(&[(50, "Résidence"), (50, "Cabinet")]),
            _ => draw.weighted(&[(40, "Comptoir"), (30, "Ateliers"), (30, "Maison")]),
        }
    };
    named(draw, what, dutch)
}

/// What it is, and after what or whom it is called.
fn named(draw: &mut Draw, what: &str, dutch: bool) -> String {
    let after = match (draw.below(10), dutch) {
        (0..=4, false) => (*draw.pick(words::OF_THING)).to_owned(),
        (0..=4, true) => (*draw.pick(words::NL_THING)).to_owned(),
        (5..=6, _) => (*draw.pick(words::COINED)).to_owned(),
        (7, false) => format!("de {}", place(draw, false)),
        (7, true) => place(draw, true),
        (_, _) => format!("{} {}", draw.pick(words::COINED), family(draw)),
    };
    let where_to = if draw.chance(0.25) {
        format!(" {}", place(draw, dutch))
    } else {
        String::new()
    };
    format!("{what} {after}{where_to}")
}

#[cfg(test)]
mod tests {
    use super::super::draw::Subject;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ten_thousand_names_hardly_repeat_and_begin_in_many_ways() {
        let mut names = HashSet::new();
        let mut beginnings = HashSet::new();
        for n in 0..10_000 {
            let mut draw = Draw::new(1, Subject::Client, n);
            let kind = *draw.pick(ClientKind::ALL);
            let sector = *draw.pick(SectorGroup::ALL);
            let lang = *draw.pick(&[Lang::Fr, Lang::Nl]);
            let name = legal(&mut draw, kind, sector, lang);
            beginnings.insert(name.chars().take(3).collect::<String>());
            names.insert(name);
        }
        assert!(names.len() > 8_000, "{}", names.len());
        assert!(beginnings.len() > 80, "{}", beginnings.len());
    }
}
