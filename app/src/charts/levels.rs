//! How many there are in each month: one stepped line a series, named and counted at its end, with a marker of its own shape.

use super::columns::{axis, months, text};
use super::frame::{self, Hit, INK, Room};
use super::{Ink, Series, scale};
use crate::{format, texts};
use domain::{Lang, Month};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// What a chart of monthly levels needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// In order, without gaps.
    pub months: Vec<Month>,
    pub series: Vec<Series>,
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) fn paint(c: &Levels, l: Lang, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let (scale_top, step) = scale(
        c.series
            .iter()
            .flat_map(|s| s.values.iter().copied())
            .max()
            .unwrap_or(0),
    );
    let (top, floor, left) = (18, room.floor(), room.left());
    let pitch = room.pitch(c.months.len());
    let y = |value: i64| floor - (i64::from(floor - top) * value / scale_top.max(1)) as i32;
    let edge = |month: usize| left + (pitch * month as f64) as i32;
    let middle = |month: usize| left + (pitch * (month as f64 + 0.5)) as i32;
    let size = (room.width() as u32, room.height(c.series.len()));
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    axis(
        &area,
        l,
        room,
        floor,
        (0..=scale_top).step_by(step.max(1) as usize).map(|v| (v, y(v))),
    )?;
    months(&area, l, room, &c.months, middle)?;
    let mut hits = Vec::new();
    for series in &c.series {
        let colour = frame::plain(series.ink);
        let steps = (0..c.months.len())
            .flat_map(|m| [(edge(m), y(series.value(m))), (edge(m + 1), y(series.value(m)))]);
        area.draw(&PathElement::new(
            steps.collect::<Vec<_>>(),
            colour.stroke_width(3),
        ))?;
        for m in 0..c.months.len() {
            if c.months.len() <= 26 || m + 1 == c.months.len() {
                marker(&area, series.ink, (middle(m), y(series.value(m))), 5)?;
            }
            hits.push(Hit {
                href: series.href(m).unwrap_or_default().to_owned(),
                says: texts::chart::mark(
                    l,
                    format::month(l, c.months[m]),
                    &series.name,
                    format::number(l, series.value(m)),
                ),
                x: edge(m),
                y: y(series.value(m)) - 9,
                width: (pitch as i32).max(1),
                height: 18,
            });
        }
    }
    names(&area, c, l, room, y)?;
    area.present()?;
    drop(area);
    Ok(hits)
}

/// Each series named at the end of its line, with its last figure.
fn names(area: &Area<'_>, c: &Levels, l: Lang, room: Room, y: impl Fn(i64) -> i32) -> Result<(), Failed> {
    let last = c.months.len().saturating_sub(1);
    let wanted: Vec<i32> = c.series.iter().map(|s| y(s.value(last))).collect();
    let (left, places) = room.names(&wanted, room.floor());
    for (series, y) in c.series.iter().zip(places) {
        marker(area, series.ink, (left + 7, y), 7)?;
        let name = format!("{} {}", format::number(l, series.value(last)), series.name);
        text(area, &name, (left + 22, y), 15, INK, HPos::Left, VPos::Center)?;
    }
    Ok(())
}

/// The shapes of the stances, so that lines are told apart without colour: disc, diamond, octagon.
pub(super) fn marker(area: &Area<'_>, ink: Ink, (x, y): (i32, i32), r: i32) -> Result<(), Failed> {
    let colour = frame::plain(ink);
    let cut = r * 2 / 5;
    match ink {
        Ink::First | Ink::Informative => area.draw(&Circle::new((x, y), r, colour.filled())),
        Ink::Second | Ink::Restrictive => {
            let r = r + 1;
            area.draw(&Polygon::new(
                [(x, y - r), (x + r, y), (x, y + r), (x - r, y)],
                colour.filled(),
            ))
        }
        Ink::Third | Ink::Punitive => area.draw(&Polygon::new(
            [
                (x - cut, y - r),
                (x + cut, y - r),
                (x + r, y - cut),
                (x + r, y + cut),
                (x + cut, y + r),
                (x - cut, y + r),
                (x - r, y + cut),
                (x - r, y - cut),
            ],
            colour.filled(),
        )),
        Ink::Fourth => area.draw(&Rectangle::new([(x - r, y - r), (x + r, y + r)], colour.filled())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::table::Table;
    use crate::charts::{Chart, Scene};

    fn in_force() -> Chart {
        let first = Month::new(2026, 1).unwrap();
        let series = |name: &str, ink, values: [i64; 6]| Series {
            name: name.to_owned(),
            ink,
            values: values.to_vec(),
            hrefs: vec![format!("/stances?kind={name}"); 6],
        };
        Chart {
            lang: Lang::Nl,
            name: "in-force",
            finding: "14 houdingen van kracht".to_owned(),
            description: "Houdingen van kracht per maand.".to_owned(),
            scene: Scene::Levels(Levels {
                months: first.through(first.plus(5)).collect(),
                series: vec![
                    series("Informerend", Ink::Informative, [5, 6, 6, 8, 9, 9]),
                    series("Beperkend", Ink::Restrictive, [2, 2, 3, 3, 4, 4]),
                    series("Sanctie", Ink::Punitive, [0, 0, 0, 1, 1, 1]),
                ],
            }),
            table: Table::default(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn stances_in_force_look_as_agreed() {
        insta::assert_snapshot!(in_force().drawing(Room::Wide).unwrap().svg);
    }

    #[test]
    fn the_level_of_zero_leads_to_its_list_too() {
        let links = in_force().drawing(Room::Wide).unwrap().links;
        assert_eq!(links.matches("<a href=").count(), 18, "{links}");
        assert!(links.contains("januari 2026, Sanctie: 0"), "{links}");
    }

    #[test]
    fn a_level_without_a_list_says_its_figure() {
        let mut chart = in_force();
        if let Scene::Levels(levels) = &mut chart.scene {
            levels.series.iter_mut().for_each(|s| s.hrefs.clear());
        }
        let links = chart.drawing(Room::Wide).unwrap().links;
        assert!(!links.contains("<a "), "{links}");
        assert_eq!(links.matches("data-readout=").count(), 18, "{links}");
    }
}
