//! What a list of issues is asked for, and how an address says it.

use super::IssueState;
use crate::category::Filter;
use crate::{CategoryId, ClientId, IssueId, Month};

/// Which states a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateWanted {
    /// Waiting for a decision, the oldest first: the triage.
    #[default]
    Open,
    /// Every state, the newest first.
    All,
    /// One state, the newest first.
    Only(IssueState),
}

impl StateWanted {
    /// The word that stands in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::All => "all",
            Self::Only(state) => state.code(),
        }
    }

    /// The word in the address; an unknown one is `None`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "open" => Some(Self::Open),
            "all" => Some(Self::All),
            other => IssueState::from_code(other).map(Self::Only),
        }
    }
}

words! {
    /// Who says so, as a list is asked for.
    SourceWanted {
        /// A member or staff: what the charts of reports count.
        People = "people",
        Ledger = "ledger",
    }
}

/// What a list of issues is asked for; each part narrows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IssueSearch {
    pub state: StateWanted,
    pub filter: Option<Filter>,
    pub category: Option<CategoryId>,
    pub client: Option<ClientId>,
    /// The month in which it was reported: the list behind a mark of the trend.
    pub reported_month: Option<Month>,
    pub source: Option<SourceWanted>,
    /// The last issue of the page before.
    pub after: Option<IssueId>,
}

impl IssueSearch {
    /// The same list from its beginning.
    #[must_use]
    pub fn first_page(self) -> Self {
        Self { after: None, ..self }
    }

    /// Nothing narrows the list but its states.
    pub fn is_plain(&self) -> bool {
        self.filter.is_none()
            && self.category.is_none()
            && self.client.is_none()
            && self.reported_month.is_none()
            && self.source.is_none()
    }

    /// The address of this list.
    pub fn path(&self) -> String {
        let parts = [
            (self.state != StateWanted::Open).then(|| format!("state={}", self.state.code())),
            self.filter.map(|f| format!("filter={f}")),
            self.category.map(|c| format!("category={c}")),
            self.client.map(|c| format!("client={c}")),
            self.reported_month
                .map(|m| format!("reported_month={}", m.number())),
            self.source.map(|source| format!("source={source}")),
            self.after.map(|id| format!("after={id}")),
        ];
        let query: Vec<String> = parts.into_iter().flatten().collect();
        if query.is_empty() {
            "/issues".to_owned()
        } else {
            format!("/issues?{}", query.join("&"))
        }
    }
}

/// One page of a list of issues.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuePage {
    pub issues: Vec<super::IssueSummary>,
    /// More follow after the last one.
    pub more: bool,
    /// All that the search finds, counted up to [`COUNTED`].
    pub found: i64,
}

/// Lists are counted up to here; beyond, the page says "1,000 or more".
pub const COUNTED: i64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triage_has_the_short_address() {
        assert_eq!(IssueSearch::default().path(), "/issues");
    }

    #[test]
    fn the_list_behind_a_mark_names_its_month_and_filter() {
        let search = IssueSearch {
            state: StateWanted::All,
            filter: Some(Filter::Ethics),
            reported_month: Month::new(2026, 11),
            source: Some(SourceWanted::People),
            ..IssueSearch::default()
        };
        assert_eq!(
            search.path(),
            "/issues?state=all&filter=ethics&reported_month=202611&source=people"
        );
    }

    #[test]
    fn every_state_word_is_read_back() {
        let mut all = vec![StateWanted::Open, StateWanted::All];
        all.extend(IssueState::ALL.iter().map(|s| StateWanted::Only(*s)));
        for wanted in all {
            assert_eq!(StateWanted::from_code(wanted.code()), Some(wanted));
        }
    }
}
