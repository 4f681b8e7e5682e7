//! Small multiples: one small curve a part, all on one scale, so that parts can be held against each other.

use super::columns::text;
use super::frame::{self, GROUND, Hit, INK, LINE, Room, SOFT};
use super::lines::{Dot, Unit};
use super::{Ink, scale};
use crate::{format, texts};
use domain::{Lang, Month};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// What a chart of small multiples needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panels {
    pub unit: Unit,
    /// In order, without gaps.
    pub months: Vec<Month>,
    pub panels: Vec<Panel>,
    /// What hollow points say.
    pub hollow: &'static str,
}

/// One small curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// In the reader's language.
    pub name: String,
    /// What stands beside the name: the figure of the whole period.
    pub says: String,
    /// As many as there are months.
    pub dots: Vec<Dot>,
    /// The page of this part; empty where the reader has none.
    pub href: String,
}

/// Panels side by side.
const fn across(room: Room) -> usize {
    match room {
        Room::Wide => 3,
        Room::Narrow => 1,
    }
}

const ROW: i32 = 168;
/// Room above a curve for its name, under it for the months, and at its left for the scale.
const NAME: i32 = 34;
const FOOT: i32 = 30;
const FIGURES: i32 = 44;
const GAP: i32 = 22;

impl Panels {
    /// Height in the drawing's own units.
    pub fn height(&self, room: Room) -> u32 {
        (self.panels.len().max(1).div_ceil(across(room)) as i32 * ROW) as u32
    }

    pub(super) fn has_hollow(&self) -> bool {
        let dots = self.panels.iter().flat_map(|panel| &panel.dots);
        dots.into_iter().any(|dot| dot.hollow && dot.value.is_some())
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where one panel's curve lies.
struct Plan {
    left: i32,
    top: i32,
    floor: i32,
    width: i32,
    pitch: f64,
    highest: i64,
}

impl Plan {
    fn new(c: &Panels, room: Room, at: usize, highest: i64) -> Self {
        let across = across(room);
        let pitch = room.width() / across as i32;
        let (column, row) = ((at % across) as i32, (at / across) as i32);
        let width = pitch - FIGURES - GAP;
        Self {
            left: column * pitch + FIGURES,
            top: row * ROW + NAME,
            floor: (row + 1) * ROW - FOOT,
            width,
            pitch: f64::from(width) / c.months.len().max(1) as f64,
            highest,
        }
    }

    fn y(&self, value: i64) -> i32 {
        let room = i64::from(self.floor - self.top);
        self.floor - (room * value.clamp(0, self.highest) / self.highest.max(1)) as i32
    }

    fn middle(&self, month: usize) -> i32 {
        self.left + (self.pitch * (month as f64 + 0.5)) as i32
    }
}

pub(super) fn paint(c: &Panels, l: Lang, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let values = c
        .panels
        .iter()
        .flat_map(|panel| &panel.dots)
        .filter_map(|dot| dot.value);
    let (highest, step) = scale(values.max().unwrap_or(0));
    let size = (room.width() as u32, c.height(room));
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    let mut hits = Vec::new();
    for (at, panel) in c.panels.iter().enumerate() {
        let plan = Plan::new(c, room, at, highest);
        frame_of(&area, c, l, &plan, (highest, step))?;
        hits.push(name(&area, panel, &plan)?);
        hits.extend(curve(&area, c, l, &plan, panel)?);
    }
    area.present()?;
    drop(area);
    Ok(hits)
}

/// The scale (none, half, all of it), and the first and last month.
fn frame_of(
    area: &Area<'_>,
    c: &Panels,
    l: Lang,
    plan: &Plan,
    (highest, step): (i64, i64),
) -> Result<(), Failed> {
    let right = plan.left + plan.width;
    for value in [0, highest / 2, highest] {
        let y = plan.y(value);
        let colour = if value == 0 { SOFT } else { LINE };
        area.draw(&PathElement::new([(plan.left, y), (right, y)], colour))?;
        if value * 2 != highest || highest % (2 * step.max(1)) == 0 {
            let figure = c.unit.on_scale(l, value, step);
            text(
                area,
                &figure,
                (plan.left - 7, y),
                13,
                SOFT,
                HPos::Right,
                VPos::Center,
            )?;
        }
    }
    let ends = [
        (c.months.first(), plan.left, HPos::Left),
        (c.months.last(), right, HPos::Right),
    ];
    for (month, x, side) in ends {
        if let Some(month) = month {
            let says = format!("{} {}", format::month_short(l, month.month()), month.year());
            text(area, &says, (x, plan.floor + 8), 13, SOFT, side, VPos::Top)?;
        }
    }
    Ok(())
}

fn name(area: &Area<'_>, panel: &Panel, plan: &Plan) -> Result<Hit, Failed> {
    let says = format!("{} {}", panel.name, panel.says);
    text(
        area,
        &says,
        (plan.left, plan.top - 14),
        15,
        INK,
        HPos::Left,
        VPos::Bottom,
    )?;
    Ok(Hit {
        href: panel.href.clone(),
        says,
        x: plan.left,
        y: plan.top - NAME,
        width: plan.width,
        height: NAME - 6,
    })
}

/// Mature months connected, others hollow and apart; months that a rule marks are ringed.
fn curve(area: &Area<'_>, c: &Panels, l: Lang, plan: &Plan, panel: &Panel) -> Result<Vec<Hit>, Failed> {
    let colour = frame::plain(Ink::First);
    let solid = |m: usize| {
        let dot = panel.dots.get(m).filter(|dot| !dot.hollow)?;
        dot.value
    };
    for m in 1..c.months.len() {
        if let (Some(before), Some(here)) = (solid(m - 1), solid(m)) {
            let path = [
                (plan.middle(m - 1), plan.y(before)),
                (plan.middle(m), plan.y(here)),
            ];
            area.draw(&PathElement::new(path, colour.stroke_width(2)))?;
        }
    }
    let mut hits = Vec::new();
    for (m, dot) in panel.dots.iter().enumerate().take(c.months.len()) {
        let Some(value) = dot.value else { continue };
        let (x, y) = (plan.middle(m), plan.y(value));
        if dot.hollow {
            area.draw(&Circle::new((x, y), 3, GROUND.filled()))?;
            area.draw(&Circle::new((x, y), 3, colour.stroke_width(2)))?;
        }
        if dot.marked {
            area.draw(&Circle::new((x, y), 7, INK.stroke_width(2)))?;
        }
        hits.push(Hit {
            href: String::new(),
            says: texts::chart::mark(
                l,
                format::month(l, c.months[m]),
                &panel.name,
                c.unit.say(l, value),
            ),
            x: plan.left + (plan.pitch * m as f64) as i32,
            y: plan.top,
            width: (plan.pitch as i32).max(1),
            height: plan.floor - plan.top,
        });
    }
    Ok(hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::table::Table;
    use crate::charts::{Chart, Scene};

    #[test]
    fn each_part_has_its_name_its_curve_and_a_link_on_one_scale() {
        let first = Month::new(2026, 1).unwrap();
        let panel = |name: &str, values: [i64; 5]| Panel {
            name: name.to_owned(),
            says: "12".to_owned(),
            dots: (0..)
                .zip(values)
                .map(|(m, value)| Dot {
                    value: Some(value),
                    hollow: m > 3,
                    at_least: false,
                    marked: value == 9,
                })
                .collect(),
            href: format!("/reports?cell={name}"),
        };
        let scene = Panels {
            unit: Unit::Count,
            months: first.through(first.plus(4)).collect(),
            panels: vec![
                panel("a", [1, 2, 9, 4, 1]),
                panel("b", [0, 0, 1, 0, 0]),
                panel("c", [3, 3, 3, 3, 1]),
                panel("d", [1, 1, 1, 1, 1]),
            ],
            hollow: texts::chart::hollow(Lang::Fr),
        };
        let chart = Chart {
            lang: Lang::Fr,
            name: "issues",
            finding: "Signalements par secteur".to_owned(),
            description: "Petites courbes.".to_owned(),
            scene: Scene::Panels(scene),
            table: Table::default(),
            notes: Vec::new(),
        };
        let drawing = chart.drawing(Room::Wide).unwrap();
        for name in ["a 12", "b 12", "c 12", "d 12"] {
            assert!(drawing.svg.contains(name), "{name}: {}", drawing.svg);
        }
        // Three strokes between four mature months in each, and rings only where a rule marks.
        assert!(
            drawing.svg.matches("<polyline").count() >= 4 * 3,
            "{}",
            drawing.svg
        );
        assert_eq!(drawing.links.matches("/reports?cell=").count(), 4);
    }
}
