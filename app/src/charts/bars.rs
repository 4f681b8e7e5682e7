//! Lying bars, one a row: a count, a share with its interval, an amount. What is compared stands under each other.

use super::columns::text;
use super::frame::{self, GROUND, Hit, INK, LINE, SOFT, WIDTH};
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

/// Room at the left for names, and at the right for figures.
const NAMES: i32 = 330;
const SAYS: i32 = 250;
const ROW: i32 = 38;
const TOP: i32 = 10;
const FLOOR: i32 = 34;

impl Bars {
    /// Height in the drawing's own units.
    pub fn height(&self) -> u32 {
        let rows = self.rows.len().max(1) as i32;
        (TOP + rows * ROW + FLOOR) as u32
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where values lie.
struct Plan {
    top: i64,
    step: i64,
}

impl Plan {
    fn new(c: &Bars) -> Self {
        let ends = c.rows.iter().flat_map(|row| [row.value, row.range.map(|r| r.1)]);
        let greatest = ends.flatten().max().unwrap_or(0);
        let (top, step) = match c.unit {
            // A whole is 100 %: a share is never drawn beyond it.
            Unit::Share if greatest > 5_000 => (10_000, 2_000),
            _ => scale(greatest),
        };
        Self { top, step }
    }

    fn x(&self, value: i64) -> i32 {
        let room = i64::from(WIDTH as i32 - NAMES - SAYS);
        NAMES + (room * value.clamp(0, self.top) / self.top.max(1)) as i32
    }
}

pub(super) fn paint(c: &Bars, l: Lang, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let plan = Plan::new(c);
    let area = SVGBackend::with_string(out, (WIDTH, c.height())).into_drawing_area();
    axis(&area, c, l, &plan)?;
    let mut hits = Vec::new();
    for (i, row) in c.rows.iter().enumerate() {
        let middle = TOP + i as i32 * ROW + ROW / 2;
        hits.push(bar(&area, row, &plan, l, middle)?);
    }
    area.present()?;
    drop(area);
    Ok(hits)
}

fn axis(area: &Area<'_>, c: &Bars, l: Lang, plan: &Plan) -> Result<(), Failed> {
    let floor = TOP + c.rows.len().max(1) as i32 * ROW;
    let mut value = 0;
    while value <= plan.top {
        let x = plan.x(value);
        let colour = if value == 0 { SOFT } else { LINE };
        area.draw(&PathElement::new([(x, TOP), (x, floor)], colour))?;
        let figure = c.unit.on_scale(l, value, plan.step);
        text(area, &figure, (x, floor + 10), 14, SOFT, HPos::Center, VPos::Top)?;
        value += plan.step.max(1);
    }
    Ok(())
}

/// A name, a bar, the limits over its end, what it says.
fn bar(area: &Area<'_>, row: &Bar, plan: &Plan, l: Lang, middle: i32) -> Result<Hit, Failed> {
    text(
        area,
        &row.name,
        (NAMES - 12, middle),
        15,
        INK,
        HPos::Right,
        VPos::Center,
    )?;
    let mut end = plan.x(0);
    if let Some(value) = row.value {
        end = plan.x(value);
        let fill = frame::hatched(row.ink).filled();
        area.draw(&Rectangle::new(
            [(plan.x(0), middle - 11), (end, middle + 11)],
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
    Ok(Hit {
        href: row.href.clone(),
        says: texts::chart::row(l, &row.name, &row.says),
        x: plan.x(0),
        y: middle - ROW / 2 + 1,
        width: (end - plan.x(0)).max(24),
        height: ROW - 2,
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
        let hits = paint(&shares(), Lang::Fr, &mut drawn).unwrap();
        assert_eq!(hits.len(), 3);
        insta::assert_snapshot!(drawn);
    }
}
