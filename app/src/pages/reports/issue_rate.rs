//! Issues per 1,000 contracts by month, with the limits of what they do by themselves (Laney's u').

use super::Context;
use super::share::{self, AboutLimits};
use crate::charts::{Chart, Scene};
use crate::texts::reports_issue_rate as t;
use crate::texts::reports_rates;
use domain::Lang;
use domain::trend::chart::ChartName;
use domain::trend::control::ChartKind;
use domain::trend::share::ShareSeries;

pub(super) fn chart(l: Lang, series: &ShareSeries, context: &Context) -> Chart {
    let kind = ChartKind::Rate;
    Chart {
        lang: l,
        name: "issue-rate",
        finding: share::finding(l, kind, series, t::what(l)),
        description: t::description(l).to_owned(),
        scene: Scene::Lines(share::lines(l, kind, series, t::series(l))),
        table: share::table(
            l,
            kind,
            series,
            reports_rates::contracts(l),
            reports_rates::issues(l),
            reports_rates::rate(l),
        ),
        notes: AboutLimits::of(ChartName::IssueRate, series).notes(l, context),
    }
}
