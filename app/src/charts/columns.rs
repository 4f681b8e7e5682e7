//! How many per month, stacked by series: hatched columns, named at the right, hollow while a month is not mature.

use super::frame::{self, GROUND, Hit, INK, LINE, Room, SOFT};
use super::{Series, is_named, scale};
use crate::{format, texts};
use domain::{Lang, Month};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// What a chart of monthly columns needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// In order, without gaps.
    pub months: Vec<Month>,
    /// One to four, drawn from the bottom up.
    pub series: Vec<Series>,
    /// How many of the last months are still growing.
    pub immature: usize,
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where things are, in whole units of the drawing.
struct Plan {
    room: Room,
    top: i32,
    floor: i32,
    left: i32,
    /// Width of a month and of its column.
    pitch: f64,
    column: i32,
    scale_top: i64,
}

impl Plan {
    fn new(room: Room, months: usize, scale_top: i64) -> Self {
        let pitch = room.pitch(months);
        Self {
            room,
            top: 22,
            floor: room.floor(),
            left: room.left(),
            pitch,
            column: (pitch * 0.7).clamp(2.0, 48.0) as i32,
            scale_top,
        }
    }

    fn y(&self, value: i64) -> i32 {
        self.floor - (i64::from(self.floor - self.top) * value / self.scale_top.max(1)) as i32
    }

    fn middle(&self, month: usize) -> i32 {
        self.left + (self.pitch * (month as f64 + 0.5)) as i32
    }
}

pub(super) fn paint(c: &Columns, l: Lang, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let totals: Vec<i64> = (0..c.months.len())
        .map(|m| c.series.iter().map(|s| s.value(m)).sum())
        .collect();
    let (scale_top, step) = scale(totals.iter().copied().max().unwrap_or(0));
    let plan = Plan::new(room, c.months.len(), scale_top);
    let size = (room.width() as u32, room.height(c.series.len()));
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    axis(
        &area,
        l,
        room,
        plan.y(0),
        (0..=scale_top)
            .step_by(step.max(1) as usize)
            .map(|v| (v, plan.y(v))),
    )?;
    months(&area, l, room, &c.months, |m| plan.middle(m))?;
    let mut hits = Vec::new();
    for (m, total) in totals.iter().enumerate() {
        let hollow = m + c.immature >= c.months.len();
        let mut below = 0;
        for series in c.series.iter().filter(|s| s.value(m) > 0) {
            let left = plan.middle(m) - plan.column / 2;
            let (low, high) = (plan.y(below), plan.y(below + series.value(m)));
            block(&area, series, (left, high), (left + plan.column, low), hollow)?;
            below += series.value(m);
            let value = format::number(l, series.value(m));
            hits.push(Hit {
                href: series.href(m).unwrap_or_default().to_owned(),
                says: texts::chart::mark(l, format::month(l, c.months[m]), &series.name, value),
                x: left,
                y: high,
                width: plan.column,
                height: (low - high).max(1),
            });
        }
        if c.months.len() <= 15 && *total > 0 {
            text(
                &area,
                &format::number(l, *total),
                (plan.middle(m), plan.y(*total) - 5),
                14,
                INK,
                HPos::Center,
                VPos::Bottom,
            )?;
        }
    }
    names(&area, c, &plan)?;
    area.present()?;
    drop(area);
    Ok(hits)
}

/// One series of one month: hatched, or only its outline.
fn block(area: &Area<'_>, series: &Series, a: (i32, i32), b: (i32, i32), hollow: bool) -> Result<(), Failed> {
    let (fill, edge) = if hollow {
        (GROUND, frame::plain(series.ink))
    } else {
        (frame::hatched(series.ink), GROUND)
    };
    area.draw(&Rectangle::new([a, b], fill.filled()))?;
    let inset = i32::from(hollow);
    area.draw(&Rectangle::new(
        [(a.0 + inset, a.1 + inset), (b.0 - inset, b.1)],
        edge.stroke_width(if hollow { 2 } else { 1 }),
    ))
}

/// The names of the series, each beside its block of the last full month.
fn names(area: &Area<'_>, c: &Columns, plan: &Plan) -> Result<(), Failed> {
    let last = c.months.len().saturating_sub(1);
    let mut below = 0;
    let wanted: Vec<i32> = c
        .series
        .iter()
        .map(|s| {
            let middle = i32::midpoint(plan.y(below), plan.y(below + s.value(last)));
            below += s.value(last);
            middle
        })
        .collect();
    let (left, places) = plan.room.names(&wanted, plan.floor - 10);
    for (series, y) in c.series.iter().zip(places) {
        area.draw(&Rectangle::new(
            [(left, y - 7), (left + 14, y + 7)],
            frame::hatched(series.ink).filled(),
        ))?;
        text(
            area,
            &series.name,
            (left + 22, y),
            15,
            INK,
            HPos::Left,
            VPos::Center,
        )?;
    }
    Ok(())
}

/// The scale: its figures at the left, a quiet line for each, the floor in ink.
pub(super) fn axis(
    area: &Area<'_>,
    l: Lang,
    room: Room,
    floor: i32,
    ticks: impl Iterator<Item = (i64, i32)>,
) -> Result<(), Failed> {
    let (left, right) = (room.left(), room.right());
    for (value, y) in ticks {
        if y != floor {
            area.draw(&PathElement::new([(left, y), (right, y)], LINE))?;
        }
        text(
            area,
            &format::number(l, value),
            (left - 10, y),
            14,
            SOFT,
            HPos::Right,
            VPos::Center,
        )?;
    }
    area.draw(&PathElement::new([(left, floor), (right, floor)], SOFT))
}

/// The months under the floor, and the year under its first month.
pub(super) fn months(
    area: &Area<'_>,
    l: Lang,
    room: Room,
    months: &[Month],
    x: impl Fn(usize) -> i32,
) -> Result<(), Failed> {
    let floor = room.floor();
    let mut year = 0;
    for (i, month) in months.iter().enumerate() {
        if is_named(*month, months.len(), room) {
            text(
                area,
                frame::month_name(l, *month),
                (x(i), floor + 11),
                14,
                SOFT,
                HPos::Center,
                VPos::Top,
            )?;
            if month.year() != year {
                year = month.year();
                text(
                    area,
                    &year.to_string(),
                    (x(i), floor + 30),
                    14,
                    INK,
                    HPos::Center,
                    VPos::Top,
                )?;
            }
        }
    }
    Ok(())
}

pub(super) fn text(
    area: &Area<'_>,
    words: &str,
    at: (i32, i32),
    size: u32,
    colour: RGBColor,
    h: HPos,
    v: VPos,
) -> Result<(), Failed> {
    // plotters takes its sizes for points and writes 1 / 1.24 of them.
    let style = TextStyle::from(("sans-serif", f64::from(size) * 1.24).into_font())
        .color(&colour)
        .pos(Pos::new(h, v));
    area.draw(&Text::new(words.to_owned(), at, style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::table::Table;
    use crate::charts::{Chart, Ink, Scene};

    fn reported() -> Chart {
        let first = Month::new(2025, 12).unwrap();
        let values = [
            [3, 4, 2, 5, 6, 4],
            [2, 3, 6, 4, 5, 2],
            [1, 0, 1, 2, 1, 1],
            [9, 12, 8, 11, 14, 6],
        ];
        let series = ["Droit", "Éthique", "Accompagnement", "Paiement"]
            .into_iter()
            .enumerate()
            .map(|(i, name)| Series {
                name: name.to_owned(),
                ink: Ink::nth(i),
                values: values[i].to_vec(),
                hrefs: (0..6).map(|m| format!("/issues?filter={i}&month={m}")).collect(),
            })
            .collect();
        Chart {
            lang: Lang::Fr,
            name: "reported",
            finding: "Les signalements d'éthique ont doublé en février".to_owned(),
            description: "Signalements par mois et par filtre.".to_owned(),
            scene: Scene::Columns(Columns {
                months: first.through(first.plus(5)).collect(),
                series,
                immature: 1,
            }),
            table: Table::default(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn issues_by_filter_look_as_agreed() {
        insta::assert_snapshot!(reported().drawing(Room::Wide).unwrap().svg);
    }

    #[test]
    fn each_mark_above_zero_leads_to_its_list() {
        let links = reported().drawing(Room::Wide).unwrap().links;
        assert_eq!(links.matches("<a href=").count(), 23, "{links}");
        assert!(
            links.contains("aria-label=\"février 2026, Éthique\u{a0}: 6\""),
            "{links}"
        );
    }

    #[test]
    fn a_reader_without_lists_gets_no_links_and_each_mark_says_its_figure() {
        let mut chart = reported();
        if let Scene::Columns(columns) = &mut chart.scene {
            columns.series.iter_mut().for_each(|s| s.hrefs.clear());
        }
        let links = chart.drawing(Room::Wide).unwrap().links;
        assert!(!links.contains("<a "), "{links}");
        assert_eq!(links.matches("data-readout=").count(), 23, "{links}");
    }

    #[test]
    fn nothing_recorded_is_drawn_as_an_empty_scale() {
        let chart = Chart {
            scene: Scene::Columns(Columns {
                months: Vec::new(),
                series: Vec::new(),
                immature: 0,
            }),
            ..reported()
        };
        assert!(chart.drawing(Room::Wide).unwrap().svg.ends_with("</svg>\n"));
    }

    #[test]
    fn a_picture_that_stands_alone_needs_no_page() {
        let svg = reported().svg();
        assert!(svg.contains("xmlns=") && svg.contains("#0072b2"), "{svg}");
        assert!(!svg.contains("var(") && !svg.contains("currentColor"), "{svg}");
    }
}
