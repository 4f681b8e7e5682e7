//! Charts that judge our own conduct: choices beside recommendations, and whether big clients are spared.

use super::Context;
use crate::charts::bars::{Bar, Bars};
use crate::charts::grid::{Fill, Grid, GridCell, SHADES};
use crate::charts::lines::Unit;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::texts::reports_choices as t;
use crate::{format, texts, words};
use domain::Lang;
use domain::contract::SizeBand;
use domain::stance::StanceKind;
use domain::trend::agreement::{Agreement, LEVELS, Spared};
use domain::trend::chance::Interval;
use domain::trend::choices::{self, AgreementTrend, SparedFinding, SparedTrend};
use domain::trend::control::Counted;

/// The levels in the order of the table.
const KINDS: [Option<StanceKind>; LEVELS] = [
    None,
    Some(StanceKind::Informative),
    Some(StanceKind::Restrictive),
    Some(StanceKind::Punitive),
];

pub(crate) fn kind_name(l: Lang, kind: Option<StanceKind>) -> String {
    kind.map_or(t::no_stance(l), |kind| words::stance_kind(l, kind))
        .to_owned()
}

/// A rate in basis points; nothing of nothing.
pub(super) fn basis(counted: Counted) -> Option<i64> {
    counted.rate().map(|rate| (rate * 10_000.0).round() as i64)
}

/// The ends of an interval in basis points.
pub(super) fn ends(interval: Option<Interval>) -> Option<(i64, i64)> {
    let points = |share: f64| (share * 10_000.0).round() as i64;
    interval.map(|i| (points(i.low), points(i.high)))
}

/// "3 of 12 (25 %)".
pub(super) fn hits_of(l: Lang, counted: Counted) -> String {
    basis(counted).map_or_else(
        || t::hits_none(l).to_owned(),
        |share| {
            t::hits_of(
                l,
                format::number(l, counted.hits),
                format::number(l, counted.n),
                format::percent(l, share),
            )
        },
    )
}

/// A 4 × 4 table: never by counsellor.
pub(super) fn agreement(l: Lang, trend: &AgreementTrend, context: &Context) -> Chart {
    let whole = &trend.whole;
    let most = whole.cells.iter().flatten().copied().max().unwrap_or(0).max(1);
    let cell = |r: usize, c: usize| {
        let n = whole.cells[r][c];
        let shade = (n * i64::from(SHADES - 1) + most / 2) / most;
        GridCell {
            fill: if n == 0 {
                Fill::Plain
            } else {
                Fill::Class(u8::try_from(shade).unwrap_or_default())
            },
            figure: if n == 0 {
                "–".to_owned()
            } else {
                format::number(l, n)
            },
            under: String::new(),
            says: t::cell(
                l,
                kind_name(l, KINDS[r]),
                kind_name(l, KINDS[c]),
                format::number(l, n),
            ),
            href: if n == 0 {
                String::new()
            } else {
                context.link(|| behind(KINDS[r], KINDS[c], context))
            },
        }
    };
    let grid = Grid {
        rows_are: t::recommended(l).to_owned(),
        columns_are: t::chosen(l).to_owned(),
        columns: KINDS.iter().map(|kind| kind_name(l, *kind)).collect(),
        rows: (0..LEVELS)
            .map(|r| (kind_name(l, KINDS[r]), (0..LEVELS).map(|c| cell(r, c)).collect()))
            .collect(),
        classes: Vec::new(),
    };
    Chart {
        lang: l,
        name: "agreement",
        finding: agreement_finding(l, &trend.mature()),
        description: t::agreement_description(l).to_owned(),
        scene: Scene::Grid(grid),
        table: agreement_table(l, trend),
        notes: vec![Note::new(t::agreement_note(l))],
    }
}

/// The list of the choices of one cell.
fn behind(recommended: Option<StanceKind>, chosen: Option<StanceKind>, context: &Context) -> String {
    format!(
        "/stances?choice={}&first={}&last={}",
        choices::cell(recommended, chosen),
        context.period.first.number(),
        context.period.last.number()
    )
}

/// Exact counts, no claim of change.
fn agreement_finding(l: Lang, mature: &Agreement) -> String {
    if mature.total() == 0 {
        return t::agreement_none(l).to_owned();
    }
    let number = |n| format::number(l, n);
    t::agreement_title(
        l,
        mature.total(),
        number(mature.agreed()),
        number(mature.milder()),
        number(mature.harsher()),
    )
}

/// By month of decision: as recommended, milder and harsher apart.
fn agreement_table(l: Lang, trend: &AgreementTrend) -> Table {
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(t::agreed(l)),
        Column::numbers(t::milder(l)),
        Column::numbers(t::harsher(l)),
        Column::numbers(t::all(l)),
    ];
    let row = |(month, table): &(domain::Month, Agreement)| {
        let counts = [table.agreed(), table.milder(), table.harsher(), table.total()];
        let mut row = vec![Value::Month(*month)];
        row.extend(counts.map(Value::Count));
        row
    };
    Table::new(columns, trend.months.iter().map(row))
}

fn size_name(l: Lang, size: SizeBand) -> String {
    match size {
        SizeBand::One => t::contract_one(l).to_owned(),
        _ => t::contracts(l, size.code().replace('-', "\u{2013}")),
    }
}

/// Are big clients spared?
pub(super) fn spared(l: Lang, trend: &SparedTrend, _: &Context) -> Chart {
    let bar = |band: &Spared| Bar {
        name: size_name(l, band.size),
        ink: Ink::First,
        value: basis(band.given_less),
        range: ends(band.interval),
        says: hits_of(l, band.given_less),
        href: String::new(),
    };
    Chart {
        lang: l,
        name: "spared",
        finding: spared_finding(l, trend),
        description: t::spared_description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit: Unit::Share,
            rows: trend.bands.iter().map(bar).collect(),
        }),
        table: spared_table(l, trend),
        notes: vec![Note::new(t::spared_note(l))],
    }
}

fn spared_finding(l: Lang, trend: &SparedTrend) -> String {
    let (big, small) = (hits_of(l, trend.big), hits_of(l, trend.small));
    match trend.finding {
        SparedFinding::TooFew => t::spared_few(l, trend.whole.n, format::number(l, trend.whole.hits)),
        SparedFinding::Same { .. } => t::spared_same(l, big, small),
        SparedFinding::Spared { .. } => t::spared_more(l, big, small),
        SparedFinding::Stricter { .. } => t::spared_less(l, big, small),
    }
}

fn spared_table(l: Lang, trend: &SparedTrend) -> Table {
    let columns = vec![
        Column::words(t::size(l)),
        Column::numbers(t::given_less(l)),
        Column::numbers(t::of(l)),
        Column::numbers(t::share(l)),
        Column::numbers(t::low(l)),
        Column::numbers(t::high(l)),
    ];
    let row = |band: &Spared| {
        share_row(
            Value::Words(size_name(l, band.size)),
            band.given_less,
            band.interval,
        )
    };
    Table::new(columns, trend.bands.iter().map(row))
}

/// Hits, of how many, share and its ends.
pub(super) fn share_row(first: Value, counted: Counted, interval: Option<Interval>) -> Vec<Value> {
    let share = |points: Option<i64>| points.map_or(Value::Empty, Value::Share);
    let ends = ends(interval);
    vec![
        first,
        Value::Count(counted.hits),
        Value::Count(counted.n),
        share(basis(counted)),
        share(ends.map(|e| e.0)),
        share(ends.map(|e| e.1)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::trend::report::Period;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    fn context() -> Context {
        Context {
            period: Period::ending(TODAY, 12),
            filter: None,
            chosen: None,
            links: true,
        }
    }

    #[test]
    fn choices_beside_recommendations_look_as_agreed() {
        let Period { first, last } = context().period;
        let counts = [
            (first, "restrictive:informative".to_owned(), 9),
            (first, "restrictive:restrictive".to_owned(), 20),
            (last, "restrictive:restrictive".to_owned(), 1),
            (first, "none:informative".to_owned(), 2),
        ];
        let trend = AgreementTrend::new(context().period, &counts, TODAY);
        let chart = agreement(Lang::Fr, &trend, &context());
        // The title speaks of mature months, the table of all.
        assert_eq!(
            chart.finding,
            "31 choix en mois mûrs\u{a0}: 20 comme recommandé, 9 plus doux, 2 plus stricts"
        );
        assert_eq!(chart.table.rows.len(), 12);
        insta::assert_snapshot!(chart.svg());
    }

    #[test]
    fn big_clients_beside_small_ones_look_as_agreed() {
        let month = context().period.last;
        let counts = [
            (month, "100+:restrictive:informative".to_owned(), 8),
            (month, "100+:punitive:punitive".to_owned(), 2),
            (month, "1:restrictive:restrictive".to_owned(), 9),
            (month, "1:restrictive:none".to_owned(), 1),
        ];
        let chart = spared(Lang::Nl, &SparedTrend::new(context().period, &counts), &context());
        assert!(
            chart.finding.starts_with("Grote opdrachtgevers worden gespaard"),
            "{}",
            chart.finding
        );
        insta::assert_snapshot!(chart.svg());
    }

    #[test]
    fn nothing_chosen_says_so_in_every_language() {
        let trend = AgreementTrend::new(context().period, &[], TODAY);
        for l in Lang::ALL {
            assert!(!agreement(*l, &trend, &context()).finding.is_empty());
            let few = spared(*l, &SparedTrend::new(context().period, &[]), &context());
            assert!(few.finding.contains('0'), "{}", few.finding);
        }
    }
}
