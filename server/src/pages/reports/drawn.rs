//! Reports as they were drawn, kept while no figure behind them has moved: management reads the same page many times.

use chrono::NaiveDate;
use domain::Lang;
use domain::category::Filter;
use domain::trend::report::Period;
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
    /// Those who follow payment only see fewer charts.
    pub all_filters: bool,
}

impl Key {
    pub fn new(lang: Lang, period: Period, filter: Option<Filter>, all_filters: bool) -> Self {
        Self {
            lang,
            first: period.first.number(),
            last: period.last.number(),
            filter,
            all_filters,
        }
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
        let key = Key::new(Lang::Nl, Period::ending(today, 12), None, true);
        let other = Key::new(Lang::Fr, Period::ending(today, 12), None, true);
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
