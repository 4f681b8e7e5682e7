//! The files of `store/reference`, as they stand in the program.

use crate::StoreError;
use crate::error::word;
use chrono::NaiveDate;
use domain::profession::Draft;
use serde::Deserialize;

const CATEGORIES: &str = include_str!("../../reference/categories.toml");
const CHARTER: &str = include_str!("../../reference/charter.toml");
const FUNDERS: &str = include_str!("../../reference/funders.toml");
const PROFESSIONS: &str = include_str!("../../reference/professions.toml");
const PAY: &str = include_str!("../../reference/pay.toml");

/// Names in the four languages, and the figures it asks for.
#[derive(Deserialize)]
pub(super) struct Category {
    pub code: String,
    pub filter: String,
    pub sensitivity: String,
    #[serde(default = "no")]
    pub ask_wage: String,
    #[serde(default = "no")]
    pub ask_hours: String,
    #[serde(default = "worked")]
    pub hours_are: String,
    #[serde(default = "no")]
    pub ask_days_late: String,
    #[serde(default = "no")]
    pub ask_unpaid: String,
    #[serde(default = "no")]
    pub ask_article: String,
    pub fr: String,
    pub nl: String,
    pub en: String,
    pub de: String,
}

fn no() -> String {
    domain::category::Ask::No.code().to_owned()
}

fn worked() -> String {
    domain::category::HoursAre::Worked.code().to_owned()
}

#[derive(Deserialize)]
pub(super) struct Funder {
    pub code: String,
    pub fr: String,
    pub nl: String,
    pub en: String,
    pub de: String,
}

#[derive(Deserialize)]
pub(super) struct Profession {
    pub code: String,
    pub field: String,
    pub state: String,
    pub filter: Option<String>,
    pub fr: Vec<String>,
    pub nl: Vec<String>,
    pub en: Vec<String>,
    pub de: Vec<String>,
    #[serde(default)]
    pub proofs: Vec<String>,
    #[serde(default)]
    pub reason_fr: String,
    #[serde(default)]
    pub reason_nl: String,
    #[serde(default)]
    pub reason_en: String,
    #[serde(default)]
    pub reason_de: String,
    #[serde(default)]
    pub effect_fr: String,
    #[serde(default)]
    pub effect_nl: String,
    #[serde(default)]
    pub effect_en: String,
    #[serde(default)]
    pub effect_de: String,
    #[serde(default)]
    pub source: String,
    pub since: NaiveDate,
    pub review: Option<NaiveDate>,
}

impl Profession {
    /// As a person would have written it.
    pub fn draft(&self) -> Result<Draft, StoreError> {
        let proof = |code: &String| word(code, "professions.proofs");
        Ok(Draft {
            names: [self.fr.clone(), self.nl.clone(), self.en.clone(), self.de.clone()],
            field: word(&self.field, "professions.field")?,
            state: word(&self.state, "professions.state")?,
            filter: self
                .filter
                .as_deref()
                .map(|code| word(code, "professions.filter"))
                .transpose()?,
            reasons: [&self.reason_fr, &self.reason_nl, &self.reason_en, &self.reason_de].map(Clone::clone),
            effects: [&self.effect_fr, &self.effect_nl, &self.effect_en, &self.effect_de].map(Clone::clone),
            proofs: self.proofs.iter().map(proof).collect::<Result<_, _>>()?,
            source: self.source.clone(),
            since: self.since,
            review_on: self.review,
        })
    }

    #[cfg(test)]
    /// Every name with its language; the first of each language is the one to show.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        [
            ("fr", &self.fr),
            ("nl", &self.nl),
            ("en", &self.en),
            ("de", &self.de),
        ]
        .into_iter()
        .flat_map(|(language, names)| {
            names
                .iter()
                .enumerate()
                .map(move |(at, name)| (language, name.as_str(), at == 0))
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Pay {
    pub kind: String,
    pub profession: Option<String>,
    pub unit: String,
    pub cents: i64,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub source: String,
    #[serde(default)]
    pub url: String,
    pub confirmed: bool,
}

#[derive(Deserialize)]
pub(super) struct Rate {
    pub basis_points: i64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub source: String,
    pub confirmed: bool,
}

#[derive(Deserialize)]
pub(super) struct Factor {
    pub from: NaiveDate,
    /// As in [`domain::money::PriceFactor`].
    #[serde(rename = "factor")]
    pub ten_thousandths: i64,
    pub source: String,
    pub confirmed: bool,
}

/// The first version of the charter.
#[derive(Deserialize)]
pub(super) struct Charter {
    pub in_force_on: NaiveDate,
    pub article: Vec<Article>,
}

#[derive(Deserialize)]
pub(super) struct Article {
    pub number: i64,
    pub title_fr: String,
    pub title_nl: String,
    pub title_en: String,
    pub title_de: String,
    pub text_fr: String,
    pub text_nl: String,
    pub text_en: String,
    pub text_de: String,
}

/// All files together.
pub(super) struct Files {
    pub charter: Charter,
    pub categories: Vec<Category>,
    pub funders: Vec<Funder>,
    pub professions: Vec<Profession>,
    pub pay: Vec<Pay>,
    pub factors: Vec<Factor>,
    pub rates: Vec<Rate>,
}

/// A hash that changes with any of the files.
pub(super) fn version() -> String {
    crate::house::hash(&[CATEGORIES, CHARTER, FUNDERS, PROFESSIONS, PAY].concat())
}

#[derive(Deserialize)]
struct Categories {
    category: Vec<Category>,
}

#[derive(Deserialize)]
struct Funders {
    funder: Vec<Funder>,
}

#[derive(Deserialize)]
struct Professions {
    profession: Vec<Profession>,
}

#[derive(Deserialize)]
struct Figures {
    pay: Vec<Pay>,
    price_factor: Vec<Factor>,
    interest_rate: Vec<Rate>,
}

/// Reads the files; a test reads them too, so that a slip never reaches a user.
pub(super) fn read() -> Result<Files, StoreError> {
    let slip = |_| StoreError::Corrupt("a file of store/reference");
    let figures: Figures = toml::from_str(PAY).map_err(slip)?;
    Ok(Files {
        charter: toml::from_str(CHARTER).map_err(slip)?,
        categories: toml::from_str::<Categories>(CATEGORIES).map_err(slip)?.category,
        funders: toml::from_str::<Funders>(FUNDERS).map_err(slip)?.funder,
        professions: toml::from_str::<Professions>(PROFESSIONS)
            .map_err(slip)?
            .profession,
        pay: figures.pay,
        factors: figures.price_factor,
        rates: figures.interest_rate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::category::{Filter, Sensitivity};
    use domain::charter::{MAX_TEXT, MAX_TITLE};
    use domain::client::name::fold;
    use domain::profession::{ProfessionField, ProfessionState, problems};
    use std::collections::{BTreeMap, BTreeSet};

    fn day() -> NaiveDate {
        "2026-01-15".parse().unwrap()
    }

    #[test]
    fn every_word_in_the_files_is_one_that_the_domain_knows() {
        let files = read().unwrap();
        for category in &files.categories {
            assert!(Filter::from_code(&category.filter).is_some(), "{}", category.code);
            assert!(
                Sensitivity::from_code(&category.sensitivity).is_some(),
                "{}",
                category.code
            );
        }
    }

    #[test]
    fn at_least_eighty_professions_are_whole_in_four_languages() {
        let files = read().unwrap();
        assert!(files.professions.len() >= 80, "{}", files.professions.len());
        let mut codes = BTreeSet::new();
        for profession in &files.professions {
            let draft = profession.draft().unwrap();
            assert_eq!(problems(&draft, day()), [], "{}", profession.code);
            let accepted = draft.state == ProfessionState::Accepted;
            for (reason, effect) in draft.reasons.iter().zip(&draft.effects) {
                assert_eq!(reason.is_empty(), accepted, "{}", profession.code);
                assert_eq!(effect.is_empty(), accepted, "{}", profession.code);
            }
            assert_eq!(draft.source.is_empty(), accepted, "{}", profession.code);
            assert!(codes.insert(&profession.code), "{} twice", profession.code);
        }
    }

    #[test]
    fn every_sector_of_the_minutes_has_its_professions() {
        let files = read().unwrap();
        for field in ProfessionField::ALL {
            let here = files.professions.iter().filter(|p| p.field == field.code());
            let needed = if *field == ProfessionField::Other { 0 } else { 3 };
            assert!(here.count() >= needed, "{field}");
        }
    }

    #[test]
    fn the_charter_speaks_four_languages_and_counts_its_articles() {
        let charter = read().unwrap().charter;
        let numbers: Vec<i64> = charter.article.iter().map(|a| a.number).collect();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
        for a in &charter.article {
            let titles = [&a.title_fr, &a.title_nl, &a.title_en, &a.title_de];
            let texts = [&a.text_fr, &a.text_nl, &a.text_en, &a.text_de];
            assert!(
                titles
                    .iter()
                    .all(|t| !t.is_empty() && t.chars().count() <= MAX_TITLE)
            );
            assert!(
                texts
                    .iter()
                    .all(|t| !t.is_empty() && t.chars().count() <= MAX_TEXT && t.trim() == **t),
                "{}",
                a.number
            );
        }
    }

    #[test]
    fn no_name_of_a_language_belongs_to_two_professions() {
        let files = read().unwrap();
        let mut owner = BTreeMap::new();
        for profession in &files.professions {
            for (language, name, _) in profession.names() {
                let before = owner.insert((language, fold(name).text), &profession.code);
                assert!(
                    before.is_none_or(|code| code == &profession.code),
                    "{language}: {name}"
                );
            }
        }
    }

    #[test]
    fn contracts_name_professions_that_are_known() {
        let files = read().unwrap();
        let known: Vec<String> = files
            .professions
            .iter()
            .flat_map(|p| p.names().map(|(_, name, _)| fold(name).text).collect::<Vec<_>>())
            .collect();
        for name in [
            "graphiste",
            "photographe",
            "animatrice",
            "technicien son",
            "comédien",
            "formatrice",
            "formateur",
            "musicienne",
            "cuisinier",
        ] {
            assert!(known.contains(&fold(name).text), "{name}");
        }
    }

    #[test]
    fn the_minimum_of_the_day_has_no_gap() {
        let files = read().unwrap();
        for unit in ["hour", "day"] {
            let minima: Vec<&Pay> = files
                .pay
                .iter()
                .filter(|pay| pay.kind == "minimum" && pay.unit == unit)
                .collect();
            for two in minima.windows(2) {
                assert_eq!(two[0].to.unwrap() + chrono::Days::new(1), two[1].from, "{unit}");
                assert!(two[0].cents < two[1].cents, "{unit}");
            }
            assert_eq!(minima.last().unwrap().to, None);
        }
    }

    #[test]
    fn the_legal_rates_follow_each_other_without_a_gap() {
        let rates = read().unwrap().rates;
        for two in rates.windows(2) {
            assert_eq!(two[0].to + chrono::Days::new(1), two[1].from);
        }
        assert!(
            rates
                .iter()
                .all(|rate| (800..=1_250).contains(&rate.basis_points))
        );
    }
}
