//! Reports as they were drawn, kept while no figure behind them has moved: management reads the same page many times.

use super::load::Choice;
use chrono::NaiveDate;
use domain::Lang;
use domain::category::Filter;
use domain::trend::Split;
use domain::trend::split::{CellName, Chosen};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Pages kept at a time: each has some 200 KB.
const KEPT: usize = 24;

/// What a drawn page depends on beside the figures and the day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub lang: Lang,
    pub first: i64,
    pub last: i64,
    pub filter: Option<Filter>,
    /// The split and the part that are asked for.
    pub chosen: Option<(Split, Option<String>)>,
    /// Those who follow payment only see fewer charts.
    pub all_filters: bool,
    /// Whoever handles harassment and discrimination sees figures of them.
    pub handler: bool,
    /// What waits and what moved, as this reader may see it.
    pub beside: String,
}

impl Key {
    pub(super) fn new(lang: Lang, choice: &Choice) -> Self {
        let chosen = |chosen: &Chosen| (chosen.split, chosen.cell.as_ref().map(CellName::code));
        Self {
            lang,
            first: choice.period.first.number(),
            last: choice.period.last.number(),
            filter: choice.filter,
            chosen: choice.chosen.as_ref().map(chosen),
            all_filters: choice.sees_all(),
            handler: choice.handler,
            beside: String::new(),
        }
    }

    /// The same page beside what is in no aggregate.
    pub fn beside(mut self, beside: String) -> Self {
        self.beside = beside;
        self
    }
}

/// A page without its frame.
#[derive(Debug)]
pub struct Report {
    pub title: String,
    pub body: String,
}

/// The pages of one revision of the figures and one day.
#[derive(Debug, Default)]
struct Kept {
    revision: String,
    today: NaiveDate,
    pages: HashMap<Key, Arc<Report>>,
}

/// What this server has drawn; another server draws its own from the same figures.
#[derive(Debug, Default)]
pub struct Drawn(Mutex<Kept>);

impl Drawn {
    /// The page drawn from figures of this revision, on this day.
    pub fn find(&self, revision: &str, today: NaiveDate, key: &Key) -> Option<Arc<Report>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.revision != revision || kept.today != today {
            return None;
        }
        kept.pages.get(key).cloned()
    }

    /// Keeps a page; those of other figures go.
    pub fn keep(&self, revision: &str, today: NaiveDate, key: Key, report: Arc<Report>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.revision != revision || kept.today != today || kept.pages.len() >= KEPT {
            *kept = Kept {
                revision: revision.to_owned(),
                today,
                pages: HashMap::new(),
            };
        }
        kept.pages.insert(key, report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_until_a_figure_moves_or_the_day_is_over() {
        let (today, tomorrow) = (
            NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(),
            NaiveDate::from_ymd_opt(2026, 11, 29).unwrap(),
        );
        let key = Key {
            lang: Lang::Nl,
            first: 202_512,
            last: 202_611,
            filter: None,
            chosen: None,
            all_filters: true,
            handler: false,
            beside: String::new(),
        };
        let other = Key {
            chosen: Some((Split::Sector, None)),
            ..key.clone()
        };
        let drawn = Drawn::default();
        let report = Arc::new(Report {
            title: "t".to_owned(),
            body: "<p>b</p>".to_owned(),
        });
        drawn.keep("1.2.3", today, key.clone(), report);

        assert_eq!(drawn.find("1.2.3", today, &key).unwrap().body, "<p>b</p>");
        assert!(drawn.find("1.2.3", today, &other).is_none());
        assert!(drawn.find("1.2.4", today, &key).is_none());
        assert!(drawn.find("1.2.3", tomorrow, &key).is_none());
    }
}
