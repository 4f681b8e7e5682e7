//! The charter: the values that members and clients acknowledge by clicking OK; versioned, by article.

use crate::{ArticleId, CharterId, Lang};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Longest title of an article, in characters.
pub const MAX_TITLE: usize = 120;
/// Longest text of an article, in characters.
pub const MAX_TEXT: usize = 4_000;

/// One article. It keeps its number in every version; a number that was given up is not given again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub id: ArticleId,
    pub number: i64,
    /// In the order of [`Lang::ALL`]; French and Dutch are always there.
    pub titles: [String; 4],
    pub texts: [String; 4],
}

impl Article {
    /// Its title, in French where the language has none.
    pub fn title(&self, lang: Lang) -> &str {
        wording(&self.titles, lang)
    }

    /// Its text, in French where the language has none.
    pub fn text(&self, lang: Lang) -> &str {
        wording(&self.texts, lang)
    }

    /// Does it say the same as another, in every language?
    fn says_as(&self, other: &Self) -> bool {
        self.titles == other.titles && self.texts == other.texts
    }
}

fn wording(words: &[String; 4], lang: Lang) -> &str {
    let own = &words[lang as usize];
    if own.is_empty() {
        &words[Lang::Fr as usize]
    } else {
        own
    }
}

/// A version that was put in force from a day; it never changes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    pub id: CharterId,
    pub version: i64,
    /// In force from this day, until the next version is.
    pub in_force_on: NaiveDate,
    /// By number.
    pub articles: Vec<Article>,
}

/// The next version while it is being written; there is one at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterDraft {
    pub id: CharterId,
    pub revision: i64,
    pub begun_at: DateTime<Utc>,
    /// Who began it; `None` once that account is gone.
    pub begun_by: Option<String>,
    /// By number.
    pub articles: Vec<Article>,
}

words! {
    /// How an acknowledgement came in.
    Channel {
        /// OK was clicked by the person who is signed in.
        Click = "click",
        /// OK was clicked behind a client's link.
        Link = "link",
        Mail = "mail",
        Letter = "letter",
        Meeting = "meeting",
        /// With the general conditions of an order or a contract.
        Contract = "contract",
    }
}

impl Channel {
    /// How staff may have been told by a client; the two clicks are recorded by themselves.
    pub const TOLD: &[Self] = &[Self::Mail, Self::Letter, Self::Meeting, Self::Contract];
}

/// The newest version that somebody acknowledged, when and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub version: i64,
    pub on: NaiveDate,
    pub channel: Channel,
}

/// What a version says otherwise than an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleChange<'a> {
    Added(&'a Article),
    Reworded { old: &'a Article, new: &'a Article },
    Removed(&'a Article),
}

/// The differences between two versions, by the number of the article.
pub fn changes<'a>(old: &'a [Article], new: &'a [Article]) -> Vec<ArticleChange<'a>> {
    let numbered = |articles: &'a [Article], number| articles.iter().find(|a| a.number == number);
    let mut numbers: Vec<i64> = old.iter().chain(new).map(|a| a.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let change = |number| match (numbered(old, number), numbered(new, number)) {
        (None, Some(new)) => Some(ArticleChange::Added(new)),
        (Some(old), None) => Some(ArticleChange::Removed(old)),
        (Some(old), Some(new)) if !old.says_as(new) => Some(ArticleChange::Reworded { old, new }),
        _ => None,
    };
    numbers.into_iter().filter_map(change).collect()
}

/// Why a draft cannot be put in force from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    #[error("the draft has no article")]
    NoArticle,
    #[error("article {number} has no title or text in French or Dutch")]
    Unworded { number: i64 },
    #[error("the draft says the same as the last version")]
    Unchanged,
    /// People acknowledge what will be, not what was.
    #[error("the day is past")]
    Past,
    #[error("another version begins on that day or later: {0}")]
    NotAfter(NaiveDate),
}

/// May the draft be in force from `from`? `last` is the newest version, in force or to come.
pub fn put_in_force(
    draft: &[Article],
    last: Option<&Charter>,
    from: NaiveDate,
    today: NaiveDate,
) -> Result<(), NotReady> {
    if draft.is_empty() {
        return Err(NotReady::NoArticle);
    }
    let worded = |a: &Article| {
        let needed = [Lang::Fr, Lang::Nl].map(|l| l as usize);
        needed
            .iter()
            .all(|&l| !a.titles[l].is_empty() && !a.texts[l].is_empty())
    };
    if let Some(article) = draft.iter().find(|a| !worded(a)) {
        return Err(NotReady::Unworded {
            number: article.number,
        });
    }
    if from < today {
        return Err(NotReady::Past);
    }
    match last {
        Some(last) if changes(&last.articles, draft).is_empty() => Err(NotReady::Unchanged),
        Some(last) if from <= last.in_force_on => Err(NotReady::NotAfter(last.in_force_on)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(number: i64, text: &str) -> Article {
        let four = |text: &str| [text.into(), text.into(), String::new(), String::new()];
        Article {
            id: ArticleId(number),
            number,
            titles: four("Titre"),
            texts: four(text),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn last() -> Charter {
        Charter {
            id: CharterId(1),
            version: 1,
            in_force_on: day("2026-02-01"),
            articles: vec![article(1, "a"), article(2, "b")],
        }
    }

    #[test]
    fn a_language_without_words_reads_the_french_ones() {
        let mut one = article(1, "français");
        one.texts[Lang::De as usize] = "deutsch".into();
        assert_eq!(one.text(Lang::En), "français");
        assert_eq!(one.text(Lang::De), "deutsch");
    }

    #[test]
    fn the_difference_of_two_versions_is_told_article_by_article() {
        let old = [article(1, "a"), article(2, "b"), article(3, "c")];
        let new = [article(1, "a"), article(2, "B"), article(4, "d")];
        let told = changes(&old, &new);
        assert_eq!(
            told,
            [
                ArticleChange::Reworded {
                    old: &old[1],
                    new: &new[1]
                },
                ArticleChange::Removed(&old[2]),
                ArticleChange::Added(&new[2]),
            ]
        );
        assert!(changes(&new, &new).is_empty());
    }

    #[test]
    fn a_version_begins_today_or_later_after_the_last_and_says_something_new() {
        let today = day("2026-03-01");
        let draft = [article(1, "a"), article(2, "other")];
        let ask = |draft: &[Article], from: &str| put_in_force(draft, Some(&last()), day(from), today);

        assert_eq!(ask(&draft, "2026-03-01"), Ok(()));
        assert_eq!(ask(&draft, "2026-02-28"), Err(NotReady::Past));
        assert_eq!(ask(&last().articles, "2026-03-01"), Err(NotReady::Unchanged));
        assert_eq!(ask(&[], "2026-03-01"), Err(NotReady::NoArticle));
        assert_eq!(put_in_force(&draft, None, today, today), Ok(()));

        let to_come = Charter {
            in_force_on: day("2026-05-01"),
            ..last()
        };
        assert_eq!(
            put_in_force(&draft, Some(&to_come), day("2026-05-01"), today),
            Err(NotReady::NotAfter(day("2026-05-01")))
        );
    }

    #[test]
    fn french_and_dutch_are_needed_the_others_may_follow() {
        let mut draft = [article(7, "x")];
        draft[0].texts[Lang::Nl as usize].clear();
        assert_eq!(
            put_in_force(&draft, None, day("2026-03-01"), day("2026-03-01")),
            Err(NotReady::Unworded { number: 7 })
        );
    }
}
