//! A short help: what Vigie is, what stances mean, what becomes of a report.

use crate::parts::{heading, stance_badge};
use crate::texts;
use domain::Lang;
use domain::stance::StanceKind;
use leptos::prelude::*;

/// The whole help on one page.
pub fn help(l: Lang) -> AnyView {
    let stance = |kind, text: &'static str| view! { <div><dt>{stance_badge::badge(l, kind)}</dt><dd>{text}</dd></div> };
    view! {
        <div class="reading prose">
            {heading::heading(texts::help::title(l))}
            <section>
                {heading::section("what", texts::help::what_title(l))}
                <p>{texts::help::what(l)}</p>
            </section>
            <section>
                {heading::section("check", texts::help::check_title(l))}
                <p>{texts::help::check(l)}</p>
            </section>
            <section>
                {heading::section("stances", texts::help::stances_title(l))}
                <p>{texts::help::stances_lead(l)}</p>
                <dl class="facts">
                    {stance(None, texts::help::none(l))}
                    {stance(Some(StanceKind::Informative), texts::help::informative(l))}
                    {stance(Some(StanceKind::Restrictive), texts::help::restrictive(l))}
                    {stance(Some(StanceKind::Punitive), texts::help::punitive(l))}
                </dl>
            </section>
            <section>
                {heading::section("report", texts::help::report_title(l))}
                <ol>
                    <li>{texts::help::report_1(l)}</li>
                    <li>{texts::help::report_2(l)}</li>
                    <li>{texts::help::report_3(l)}</li>
                </ol>
                <p>{texts::help::report_names(l)}</p>
            </section>
            <section>
                {heading::section("languages", texts::help::languages_title(l))}
                <p>{texts::help::languages(l)}</p>
            </section>
        </div>
    }
    .into_any()
}
