//! Lying bars, one a row: a count, a share with its interval, an amount. What is compared stands under each other.

use super::columns::text;
use super::frame::{self, GROUND, Hit, INK, LINE, Room, SOFT};
use super::lines::Unit;
use super::{Ink, scale};
use crate::texts;
use domain::Lang;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// What a chart of bars needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    pub unit: Unit,
    /// From top to bottom.
    pub rows: Vec<Bar>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// In the reader's language.
    pub name: String,
    pub ink: Ink,
    /// In the chart's unit; `None` where there is no figure.
    pub value: Option<i64>,
    /// The limits within which it may lie, in the same unit.
    pub range: Option<(i64, i64)>,
    /// What stands after the bar: the figure, and of how many.
    pub says: String,
    /// The list behind it; empty where the reader has none.
    pub href: String,
}

const TOP: i32 = 10;
const FLOOR: i32 = 34;
/// Half the thickness of a bar.
const HALF: i32 = 11;

impl Bars {
    /// Height in the drawing's own units.
    pub fn height(&self, room: Room) -> u32 {
        let rows = self.rows.len().max(1) as i32;
        (TOP + rows * row_of(room) + FLOOR) as u32
    }
}

/// From one row to the next: where it is narrow the name stands above its bar.
const fn row_of(room: Room) -> i32 {
    match room {
        Room::Wide => 38,
        Room::Narrow => 56,
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where values lie.
struct Plan {
    room: Room,
    left: i32,
    right: i32,
    top: i64,
    step: i64,
}

impl Plan {
    fn new(c: &Bars, room: Room) -> Self {
        let ends = c.rows.iter().flat_map(|row| [row.value, row.range.map(|r| r.1)]);
        let greatest = ends.flatten().max().unwrap_or(0);
        let (top, step) = match c.unit {
            // A whole is 100 %: a share is never drawn beyond it.
            Unit::Share if greatest > 5_000 => (10_000, 2_000),
            _ => scale(greatest),
        };
        let (left, right) = match room {
            Room::Wide => (330, room.width() - 250),
            Room::Narrow => (4, room.width() - says_of(c)),
        };
        Self {
            room,
            left,
            right,
            top,
            step,
        }
    }

    fn x(&self, value: i64) -> i32 {
        let room = i64::from(self.right - self.left);
        self.left + (room * value.clamp(0, self.top) / self.top.max(1)) as i32
    }

    /// The middle of a row's bar.
    const fn middle(&self, row: usize) -> i32 {
        let row_height = row_of(self.room);
        let within = match self.room {
            Room::Wide => row_height / 2,
            Room::Narrow => row_height - HALF - 8,
        };
        TOP + row as i32 * row_height + within
    }
}

/// Room for the longest figure after its bar, about eight units a letter: the bars take what is left.
fn says_of(c: &Bars) -> i32 {
    let longest = c
        .rows
        .iter()
        .map(|row| row.says.chars().count())
        .max()
        .unwrap_or(0);
    (longest as i32 * 8 + 20).clamp(60, 230)
}

pub(super) fn paint(c: &Bars, l: Lang, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let plan = Plan::new(c, room);
    let size = (room.width() as u32, c.height(room));
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    axis(&area, c, l, &plan)?;
    let mut hits = Vec::new();
    for (i, row) in c.rows.iter().enumerate() {
        hits.push(bar(&area, row, &plan, l, plan.middle(i))?);
    }
    area.present()?;
    drop(area);
    Ok(hits)
}

fn axis(area: &Area<'_>, c: &Bars, l: Lang, plan: &Plan) -> Result<(), Failed> {
    let floor = TOP + c.rows.len().max(1) as i32 * row_of(plan.room);
    let mut value = 0;
    while value <= plan.top {
        let x = plan.x(value);
        let colour = if value == 0 { SOFT } else { LINE };
        area.draw(&PathElement::new([(x, TOP), (x, floor)], colour))?;
        // Narrow bars have room for the two ends of their scale.
        if !plan.room.is_narrow() || value == 0 || value == plan.top {
            let figure = c.unit.on_scale(l, value, plan.step);
            let side = if plan.room.is_narrow() && value == 0 {
                HPos::Left
            } else {
                HPos::Center
            };
            text(area, &figure, (x, floor + 10), 14, SOFT, side, VPos::Top)?;
        }
        value += plan.step.max(1);
    }
    Ok(())
}

/// A name, a bar, the limits over its end, what it says.
fn bar(area: &Area<'_>, row: &Bar, plan: &Plan, l: Lang, middle: i32) -> Result<Hit, Failed> {
    let (name, side, v) = match plan.room {
        Room::Wide => ((plan.left - 12, middle), HPos::Right, VPos::Center),
        Room::Narrow => ((plan.left, middle - HALF - 7), HPos::Left, VPos::Bottom),
    };
    text(area, &row.name, name, 15, INK, side, v)?;
    let mut end = plan.x(0);
    if let Some(value) = row.value {
        end = plan.x(value);
    }
    if end > plan.x(0) {
        let fill = frame::hatched(row.ink).filled();
        area.draw(&Rectangle::new(
            [(plan.x(0), middle - HALF), (end, middle + HALF)],
            fill,
        ))?;
    }
    if let Some((low, high)) = row.range {
        let (low, high) = (plan.x(low), plan.x(high));
        for (colour, width) in [(GROUND, 5), (INK, 2)] {
            area.draw(&PathElement::new(
                [(low, middle), (high, middle)],
                colour.stroke_width(width),
            ))?;
        }
        for x in [low, high] {
            area.draw(&PathElement::new(
                [(x, middle - 6), (x, middle + 6)],
                INK.stroke_width(2),
            ))?;
        }
        end = end.max(high);
    }
    text(
        area,
        &row.says,
        (end + 12, middle),
        15,
        INK,
        HPos::Left,
        VPos::Center,
    )?;
    let height = row_of(plan.room) - 2;
    Ok(Hit {
        href: row.href.clone(),
        says: texts::chart::row(l, &row.name, &row.says),
        x: plan.x(0),
        y: match plan.room {
            Room::Wide => middle - height / 2,
            Room::Narrow => middle + HALF + 6 - height,
        },
        width: (end - plan.x(0)).max(24),
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares() -> Bars {
        let row = |name: &str, value, range, says: &str| Bar {
            name: name.to_owned(),
            ink: Ink::First,
            value,
            range,
            says: says.to_owned(),
            href: String::new(),
        };
        Bars {
            unit: Unit::Share,
            rows: vec![
                row("1 contrat", Some(1_200), Some((600, 2_300)), "12 % (9 sur 75)"),
                row(
                    "2 à 9 contrats",
                    Some(2_000),
                    Some((1_100, 3_300)),
                    "20 % (11 sur 55)",
                ),
                row("100 contrats et plus", None, None, "rien à compter"),
            ],
        }
    }

    #[test]
    fn shares_with_their_intervals_look_as_agreed() {
        let mut drawn = String::new();
        let hits = paint(&shares(), Lang::Fr, Room::Wide, &mut drawn).unwrap();
        assert_eq!(hits.len(), 3);
        insta::assert_snapshot!(drawn);
    }
}
