//! Parts of pages: plain functions of plain values, each in its file, named for what it shows. All return [`leptos::prelude::AnyView`].
//!
//! | to show | call |
//! |---|---|
//! | page heading, with what stands above and beside it | `heading::heading(title)`, `heading::with(title, above, actions)`, `heading::section(id, title)` |
//! | a stance | `stance_badge::badge(l, Option<StanceKind>)`, `::large(l, kind)` (first on a sheet) |
//! | severity | `severity::ticks(l, Severity)` |
//! | a filter | `filter_glyph::filter(l, Filter)` (glyph and word) |
//! | the answer of a check | `answer_badge::large(l, Answer)` |
//! | a condition with its figure | `condition::sentence(l, &Condition)` |
//! | a state word | `tag::tag(text)`, `tag::quiet(text)` |
//! | one input of a form | `Field::new("email", label).hint(…).value(&form.email).error(&errors)` then `.email()`, `.text()`, `.password()`, `.date()`, `.number()`, `.textarea(rows)`, `.select(l, choices)`, `.radios(choices)` |
//! | boxes to tick | `field::checkbox(name, value, label, hint, checked)`, `field::checkboxes(name, legend, hint, error, choices, &ticked)` |
//! | files to choose, files to fetch | `files::input(l, name, label, &errors, came_back)` in a form with `enctype=files::MULTIPART`, `files::list(l, &files, names)` |
//! | errors above a form | `error_summary::error_summary(l, &errors)`; fill [`errors::Errors`] in the handler |
//! | somebody else was faster (409) | `conflict::conflict(l, differences)` above the form that came back |
//! | hidden key and revision | `form_key::key(&key)`, `form_key::revision(n)`, `form_key::hidden(name, value)` |
//! | buttons | `button::primary(text)`, `button::secondary(text)`, `button::named(text, name, value)`, `button::link(href, text)`, `button::link_primary(href, text)` |
//! | something was done, is to know, went wrong | `notice::done(text)`, `notice::info(view)`, `notice::warning(view)` |
//! | a list whose entries open something | `rows::rows(Vec<Row>)` |
//! | figures in columns | `table::table(caption, Vec<Column>, Vec<Vec<AnyView>>)` |
//! | names and values | `facts::facts(Vec<(label, AnyView)>)` |
//! | a big number | `key_figure::key_figure(figure, label, href)` |
//! | payment by lateness | `payment_bands::payment_bands(l, [on time, to 30, to 60, over 60])` |
//! | next and previous | `pager::pager(l, &Pager)` |
//! | parts of a sheet | `tabs::tabs(label, Vec<Tab>)` |
//! | what the policy recommends, and the closest past cases | `recommendation::block(&Advice)`, `recommendation::cases(l, &[Case])` |
//! | nothing yet | `empty_state::empty_state(title, what_comes, action)` |
//! | a date in `<time>` | `time::date(l, day)`, `time::short(l, day)`, `time::moment(l, at)` |
//! | what somebody wrote | `quote::quote(text, who)` |
//!
//! Pitfalls of the renderer: text inside `<title>`, `<option>` and `<textarea>` must be one `String` (two neighbouring
//! texts get a `<!>` between them; an empty text becomes a blank). `Field` sees to it. No `style=` and no `on…=` attributes:
//! the content policy refuses them. Attributes are evaluated after children: clone a value in the children when an
//! attribute of an outer element uses it too.

pub mod answer_badge;
pub mod button;
pub mod condition;
pub mod conflict;
pub mod empty_state;
pub mod error_summary;
pub mod errors;
pub mod facts;
pub mod field;
pub mod files;
pub mod filter_glyph;
pub mod form_key;
pub mod heading;
pub mod key_figure;
pub mod mark;
pub mod notice;
pub mod pager;
pub mod payment_bands;
pub mod quote;
pub mod recommendation;
pub mod rows;
pub mod severity;
pub mod stance_badge;
pub mod table;
pub mod tabs;
pub mod tag;
pub mod time;

pub use errors::Errors;
pub use field::{Choice, Field};
