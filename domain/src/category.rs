//! The filters through which work is looked at, and the categories of issues, each in one filter.

use crate::CategoryId;
use serde::{Deserialize, Serialize};

words! {
    /// The three filters of the minutes, and payment apart, so that money does not drown the rest.
    Filter { Legal = "legal", Ethics = "ethics", Support = "support", Payment = "payment" }
}

words! {
    /// Who may read issues of a category.
    Sensitivity {
        Ordinary = "ordinary",
        /// Harassment, discrimination, retaliation: named handlers and the reporter.
        NamedHandlers = "named_handlers",
        /// Undeclared work: whistle-blower periods (acknowledged in 7 days, answered in 3 months).
        Whistleblower = "whistleblower",
    }
}

words! {
    /// Does a category ask for a figure?
    Ask { No = "no", Optional = "optional", Needed = "needed" }
}

words! {
    /// What the hours of an issue are.
    HoursAre {
        /// Worked in all: unpaid tests, a project whose pay is known.
        Worked = "worked",
        /// Worked beyond what was agreed.
        Extra = "extra",
    }
}

/// Facts are numbers where they can be (`product.md`, "Issue"): which ones a category asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// Gross pay and its unit.
    pub wage: Ask,
    pub hours: Ask,
    pub hours_are: HoursAre,
    pub days_late: Ask,
    pub unpaid: Ask,
    /// The article of the charter with which the values conflict.
    pub article: Ask,
}

impl Asks {
    /// A category that is told in words alone.
    pub const NOTHING: Self = Self {
        wage: Ask::No,
        hours: Ask::No,
        hours_are: HoursAre::Worked,
        days_late: Ask::No,
        unpaid: Ask::No,
        article: Ask::No,
    };
}

/// A category is data; its names stand in the four languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    pub code: String,
    pub filter: Filter,
    pub sensitivity: Sensitivity,
    pub asks: Asks,
    pub name_fr: String,
    pub name_nl: String,
    pub name_en: String,
    pub name_de: String,
}

impl Category {
    pub fn name(&self, lang: crate::Lang) -> &str {
        match lang {
            crate::Lang::Fr => &self.name_fr,
            crate::Lang::Nl => &self.name_nl,
            crate::Lang::En => &self.name_en,
            crate::Lang::De => &self.name_de,
        }
    }
}
