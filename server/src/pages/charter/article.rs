//! An article of the draft: GET and POST /charter/draft/{number} (or `new`), POST /charter/draft/{number}/remove.

use super::draft::load;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::charter::article::{ArticleForm, ArticlePage, article as body, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::Lang;
use domain::charter::{Article, CharterDraft, MAX_TEXT, MAX_TITLE};
use serde::Deserialize;
use store::charter::NewArticle;
use store::idempotency::{self, Claim};
use store::{StoreError, charter};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    title_fr: String,
    title_nl: String,
    title_en: String,
    title_de: String,
    text_fr: String,
    text_nl: String,
    text_en: String,
    text_de: String,
}

impl Raw {
    fn typed(self) -> ArticleForm {
        ArticleForm {
            titles: [self.title_fr, self.title_nl, self.title_en, self.title_de],
            texts: [self.text_fr, self.text_nl, self.text_en, self.text_de],
        }
    }
}

/// The article that an address names: `None` for `new`.
fn named(draft: &CharterDraft, path: &str) -> Result<Option<Article>, PageError> {
    if path == "new" {
        return Ok(None);
    }
    let number: i64 = path.parse().map_err(|_| PageError::NotFound)?;
    let found = draft.articles.iter().find(|a| a.number == number).cloned();
    found.map(Some).ok_or(PageError::NotFound)
}

/// GET /charter/draft/{number}
pub async fn get(visit: Visit, Path(path): Path<String>) -> PageResult {
    let draft = load(&visit).await?;
    let held = named(&draft, &path)?;
    let form = held.as_ref().map(ArticleForm::of).unwrap_or_default();
    let number = held.map(|a| a.number);
    Ok(page(&visit, draft.revision, number, form, Errors::none(), None))
}

/// POST /charter/draft/{number}
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(path): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let draft = load(&visit).await?;
    let held = named(&draft, &path)?;
    let number = held.as_ref().map(|a| a.number);
    let revision: i64 = raw.revision.parse().unwrap_or(-1);
    let typed = raw.typed();
    let mut errors = Errors::none();
    let words = read(&visit, &typed, &mut errors);
    if !errors.is_empty() {
        // A form that comes back for its errors still says what its reader had seen.
        return Ok(page(&visit, revision, number, typed, errors, None));
    }
    if revision != draft.revision && held.as_ref().is_some_and(|now| !says(now, &words)) {
        return Ok(page(&visit, draft.revision, number, typed, errors, held));
    }
    let to = "/charter/draft?done=written";
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    // A new article overwrites nothing: it may follow whatever a colleague wrote meanwhile.
    let written = charter::write_article(
        &mut tx,
        draft.id,
        draft.revision,
        number,
        &words,
        user.id,
        visit.now,
    )
    .await;
    match written {
        Ok(_) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let draft = load(&visit).await?;
            let now = named(&draft, &path)?;
            return Ok(page(&visit, draft.revision, number, typed, Errors::none(), now));
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// Does the draft say so already?
fn says(now: &Article, words: &NewArticle<'_>) -> bool {
    let same = |held: &[String; 4], new: &[&str; 4]| held.iter().zip(new).all(|(a, b)| a == b);
    same(&now.titles, &words.titles) && same(&now.texts, &words.texts)
}

/// What was typed, within its limits; French and Dutch are needed, the others whole or not at all.
fn read<'t>(visit: &Visit, typed: &'t ArticleForm, errors: &mut Errors) -> NewArticle<'t> {
    let l = visit.lang;
    let mut words = NewArticle {
        titles: [""; 4],
        texts: [""; 4],
    };
    for of in Lang::ALL {
        let (at, code) = (*of as usize, of.code());
        let (title, text) = (format!("title_{code}"), format!("text_{code}"));
        let (typed_title, typed_text) = (&typed.titles[at], &typed.texts[at]);
        let given = !typed_title.trim().is_empty() || !typed_text.trim().is_empty();
        if matches!(of, Lang::Fr | Lang::Nl) {
            words.titles[at] = form::required(l, errors, &title, typed_title, MAX_TITLE).unwrap_or_default();
            words.texts[at] = form::required(l, errors, &text, typed_text, MAX_TEXT).unwrap_or_default();
        } else if given {
            words.titles[at] = form::optional(l, errors, &title, typed_title, MAX_TITLE).unwrap_or_default();
            words.texts[at] = form::optional(l, errors, &text, typed_text, MAX_TEXT).unwrap_or_default();
            if words.titles[at].is_empty() {
                errors.add(&title, texts::charter_draft::error_half(l));
            } else if words.texts[at].is_empty() {
                errors.add(&text, texts::charter_draft::error_half(l));
            }
        }
    }
    words
}

/// POST /charter/draft/{number}/remove
pub async fn remove(
    visit: Visit,
    user: CurrentUser,
    Path(path): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let draft = load(&visit).await?;
    let held = named(&draft, &path)?.ok_or(PageError::NotFound)?;
    let revision = raw.revision.parse().unwrap_or(-1);
    let to = "/charter/draft?done=removed";
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let removed = charter::remove_article(&mut tx, draft.id, revision, held.number, user.id, visit.now).await;
    match removed {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Ok(page(
                &visit,
                draft.revision,
                Some(held.number),
                ArticleForm::of(&held),
                Errors::none(),
                Some(held),
            ));
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

fn page(
    visit: &Visit,
    revision: i64,
    number: Option<i64>,
    form: ArticleForm,
    errors: Errors,
    overtaken: Option<Article>,
) -> axum::response::Response {
    let props = ArticlePage {
        lang: visit.lang,
        number,
        form,
        errors,
        overtaken,
        revision,
        key: form::new_key(),
    };
    let page = visit.page(title(&props)).refused_if(!props.errors.is_empty());
    let page = if props.overtaken.is_some() {
        page.refused().status(StatusCode::CONFLICT)
    } else {
        page
    };
    page.render(|| body(&props))
}
