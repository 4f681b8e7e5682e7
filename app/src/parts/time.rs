//! Dates and moments, readable by people and programs.

use crate::format;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::Lang;
use leptos::prelude::*;

/// Written out: `12 mai 2027`.
pub fn date(l: Lang, day: NaiveDate) -> AnyView {
    view! { <time datetime=day.to_string()>{format::date(l, day)}</time> }.into_any()
}

/// For tables: `12/05/2027`.
pub fn short(l: Lang, day: NaiveDate) -> AnyView {
    view! { <time datetime=day.to_string()>{format::date_short(l, day)}</time> }.into_any()
}

/// To the minute, in Brussels.
pub fn moment(l: Lang, at: DateTime<Utc>) -> AnyView {
    view! { <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true)>{format::moment(l, at)}</time> }
        .into_any()
}
