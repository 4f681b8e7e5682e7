use super::pdf;
use crate::document::{Chart, Column, Document, Finding, Part, Table, Term};
use chrono::NaiveDate;
use domain::Lang;

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" font-family="Noto Sans"><rect x="10" y="20" width="40" height="150" fill="#0072b2"/><text x="60" y="100" font-size="14" fill="#1b1f24">12 jours → 4</text></svg>"##;

#[expect(clippy::unwrap_used, reason = "a test's day")]
fn document(lang: Lang) -> Document {
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::words("Mois"),
            Column::numbers("Échues"),
            Column::numbers("Part"),
        ],
        rows: (1..=12)
            .map(|n| {
                vec![
                    format!("mois {n}"),
                    format!("1\u{202f}{n:03}"),
                    format!("{n}\u{202f}%"),
                ]
            })
            .collect(),
    };
    Document {
        lang,
        kicker: "Vigie · Édition mensuelle".to_owned(),
        title: "Octobre 2026".to_owned(),
        lead: vec!["Tel que connu le 1er novembre 2026.".to_owned()],
        foot: "Vigie · octobre 2026".to_owned(),
        page: "page",
        of: "sur",
        day: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        parts: vec![
            Part::Section {
                title: "En bref".to_owned(),
                new_page: false,
            },
            Part::Findings {
                findings: vec![Finding {
                    text: "Pas de changement au-delà du hasard".to_owned(),
                    anchor: "late".to_owned(),
                }],
            },
            Part::Section {
                title: "Les graphiques".to_owned(),
                new_page: true,
            },
            Part::Chart(Chart {
                anchor: "late".to_owned(),
                finding: "Pas de changement au-delà du hasard".to_owned(),
                description: "Une ligne : la part payée en retard.".to_owned(),
                svg: Some(SVG.to_owned()),
                notes: vec!["Limites d'après 2024.".to_owned()],
                table: table.clone(),
            }),
            Part::Section {
                title: "Décisions".to_owned(),
                new_page: false,
            },
            Part::Text {
                text: "Rien n'est décidé.".to_owned(),
            },
            Part::Table(Table {
                caption: "Un tableau à part".to_owned(),
                ..table
            }),
            Part::Section {
                title: "Méthode".to_owned(),
                new_page: true,
            },
            Part::Terms {
                terms: vec![Term {
                    name: "Mûr".to_owned(),
                    text: "un mois dont le dernier fait a 60 jours".to_owned(),
                }],
            },
        ],
    }
}

#[expect(clippy::unwrap_used, reason = "a panic here is a failed test")]
fn catalog(pdf: &[u8]) -> (lopdf::Document, lopdf::Dictionary) {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let catalog = pdf.catalog().unwrap().clone();
    (pdf, catalog)
}

#[test]
fn a_document_is_tagged_speaks_its_language_and_numbers_its_pages() {
    let bytes = pdf(&document(Lang::Fr)).unwrap();
    let (pdf, catalog) = catalog(&bytes);
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr-BE");
    assert!(catalog.has(b"StructTreeRoot"), "{catalog:?}");
    assert_eq!(pdf.get_pages().len(), 3);
    let text = pdf.extract_text(&[1, 2, 3]).unwrap();
    for words in [
        "Octobre 2026",
        "Pas de changement",
        "page 1 sur 3",
        "Limites d'après 2024",
        "Mûr",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(
        pdf(&document(Lang::Nl)).unwrap(),
        pdf(&document(Lang::Nl)).unwrap()
    );
}

#[test]
fn a_name_in_letters_that_we_have_no_font_for_does_not_stop_the_document() {
    let mut document = document(Lang::De);
    document.parts.push(Part::Text {
        text: "Театр 東京".to_owned(),
    });
    assert!(pdf(&document).is_ok());
}
