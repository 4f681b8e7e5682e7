//! How a figure moves from month to month: one line a series, months that are not mature hollow and unconnected, control
//! limits as steps, fixed lines with their names, marked months ringed.

use super::columns::{months, text};
use super::frame::{self, GROUND, Hit, INK, LINE, Room, SOFT};
use super::levels::marker;
use super::{Ink, scale};
use crate::{format, texts};
use domain::{Lang, Month};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Shares in basis points.
    Share,
    Days,
    /// Hundredths of one: rates.
    Hundredths,
    /// Amounts in whole euros.
    Euros,
}

impl Unit {
    /// A value on the scale and in the read-out.
    pub fn say(self, l: Lang, value: i64) -> String {
        match self {
            Self::Count => format::number(l, value),
            Self::Share => format::percent(l, value),
            Self::Days => format::days(l, value),
            Self::Hundredths => format::hundredths(l, value),
            Self::Euros => format::money_whole(l, domain::Money(value.saturating_mul(100))),
        }
    }

    /// The same where the unit is clear already; `step` is that of the scale.
    pub(super) fn on_scale(self, l: Lang, value: i64, step: i64) -> String {
        match self {
            Self::Share => format::percent(l, value),
            Self::Hundredths if step % 100 == 0 => format::number(l, value / 100),
            Self::Hundredths => format::hundredths(l, value),
            Self::Euros if step >= 1_000 && value != 0 => {
                texts::chart::thousands(l, format::number(l, value / 1_000))
            }
            Self::Count | Self::Days | Self::Euros => format::number(l, value),
        }
    }
}

/// One month of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dot {
    /// `None` where there is no figure.
    pub value: Option<i64>,
    /// Not mature yet.
    pub hollow: bool,
    /// The value is not reached yet: it is at least this.
    pub at_least: bool,
    /// Marked by a rule.
    pub marked: bool,
}

/// One series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In the reader's language.
    pub name: String,
    pub ink: Ink,
    /// As many as there are months.
    pub dots: Vec<Dot>,
}

/// Control limits of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub low: i64,
    pub centre: i64,
    pub high: i64,
}

/// What a chart of lines needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    pub unit: Unit,
    /// In order, without gaps.
    pub months: Vec<Month>,
    pub lines: Vec<Line>,
    /// As many as there are months; empty where the chart has none.
    pub limits: Vec<Option<Limit>>,
    /// Fixed lines with their names.
    pub guides: Vec<(i64, String)>,
    /// What hollow points say.
    pub hollow: &'static str,
}

impl Lines {
    /// How many names stand under a narrow drawing: fixed lines bear their own.
    pub(super) fn names(&self) -> usize {
        let named = |line: &&Line| line.dots.iter().any(|dot| dot.value.is_some());
        let limits = if self.limits.iter().any(Option::is_some) {
            2
        } else {
            0
        };
        self.lines.iter().filter(named).count() + limits
    }

    pub(super) fn has_hollow(&self) -> bool {
        self.lines
            .iter()
            .flat_map(|line| &line.dots)
            .any(|dot| dot.hollow && dot.value.is_some())
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where things are, in whole units of the drawing.
struct Plan {
    room: Room,
    top: i32,
    floor: i32,
    left: i32,
    right: i32,
    pitch: f64,
    lowest: i64,
    highest: i64,
    step: i64,
}

impl Plan {
    fn new(c: &Lines, room: Room) -> Self {
        // What is not reached yet may be far away: it does not set the scale, and stands at its top.
        let values = c.lines.iter().flat_map(|line| {
            line.dots
                .iter()
                .filter(|dot| !dot.at_least)
                .filter_map(|dot| dot.value)
        });
        let limits = c
            .limits
            .iter()
            .flatten()
            .flat_map(|limit| [limit.low, limit.high]);
        let all: Vec<i64> = values
            .chain(limits)
            .chain(c.guides.iter().map(|(value, _)| *value))
            .collect();
        let (highest, step) = scale(all.iter().copied().max().unwrap_or(0));
        let least = all.iter().copied().min().unwrap_or(0).min(0);
        Self {
            top: 18,
            room,
            floor: room.floor(),
            left: room.left(),
            right: room.right(),
            pitch: room.pitch(c.months.len()),
            lowest: -((-least + step - 1) / step * step),
            highest,
            step,
        }
    }

    fn y(&self, value: i64) -> i32 {
        let room = i64::from(self.floor - self.top);
        let value = value.clamp(self.lowest, self.highest);
        self.floor - (room * (value - self.lowest) / (self.highest - self.lowest).max(1)) as i32
    }

    fn edge(&self, month: usize) -> i32 {
        self.left + (self.pitch * month as f64) as i32
    }

    fn middle(&self, month: usize) -> i32 {
        self.left + (self.pitch * (month as f64 + 0.5)) as i32
    }
}

pub(super) fn paint(c: &Lines, l: Lang, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let plan = Plan::new(c, room);
    let size = (room.width() as u32, room.height(c.names()));
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    grid(&area, c, l, &plan)?;
    months(&area, l, room, &c.months, |m| plan.middle(m))?;
    for (value, _) in &c.guides {
        dashed(&area, (plan.left, plan.y(*value)), plan.right, INK)?;
    }
    limits(&area, c, &plan)?;
    let mut hits = Vec::new();
    for line in &c.lines {
        hits.extend(self::line(&area, c, l, &plan, line)?);
    }
    // Over the lines, so that they do not cross it out.
    for (value, name) in c.guides.iter().filter(|_| room.is_narrow()) {
        let at = (plan.left + 4, plan.y(*value) - 4);
        text(&area, name, at, 13, INK, HPos::Left, VPos::Bottom)?;
    }
    names(&area, c, l, &plan)?;
    area.present()?;
    drop(area);
    Ok(hits)
}

fn grid(area: &Area<'_>, c: &Lines, l: Lang, plan: &Plan) -> Result<(), Failed> {
    let mut value = plan.lowest;
    while value <= plan.highest {
        let y = plan.y(value);
        let colour = if value == 0 { SOFT } else { LINE };
        area.draw(&PathElement::new([(plan.left, y), (plan.right, y)], colour))?;
        let figure = c.unit.on_scale(l, value, plan.step);
        text(
            area,
            &figure,
            (plan.left - 10, y),
            14,
            SOFT,
            HPos::Right,
            VPos::Center,
        )?;
        value += plan.step.max(1);
    }
    Ok(())
}

/// A level line in dashes: plotters has none for single lines.
fn dashed(area: &Area<'_>, (from, y): (i32, i32), to: i32, colour: RGBColor) -> Result<(), Failed> {
    let mut x = from;
    while x < to {
        area.draw(&PathElement::new([(x, y), ((x + 7).min(to), y)], colour))?;
        x += 12;
    }
    Ok(())
}

/// Each month's own limits, as steps: what is expected in one line, the limits in dashes.
fn limits(area: &Area<'_>, c: &Lines, plan: &Plan) -> Result<(), Failed> {
    for (m, limit) in c.limits.iter().enumerate() {
        let Some(limit) = limit else { continue };
        let (from, to) = (plan.edge(m), plan.edge(m + 1));
        let centre = plan.y(limit.centre);
        area.draw(&PathElement::new([(from, centre), (to, centre)], SOFT))?;
        for value in [limit.low, limit.high] {
            dashed(area, (from, plan.y(value)), to, SOFT)?;
        }
    }
    Ok(())
}

/// A series: mature months are connected and filled, others stand alone and hollow.
fn line(area: &Area<'_>, c: &Lines, l: Lang, plan: &Plan, line: &Line) -> Result<Vec<Hit>, Failed> {
    let colour = frame::plain(line.ink);
    let at = |m: usize, value: i64| (plan.middle(m), plan.y(value));
    let solid = |m: usize| {
        line.dots
            .get(m)
            .filter(|dot| !dot.hollow && !dot.at_least)
            .and_then(|dot| dot.value)
    };
    for m in 1..c.months.len() {
        if let (Some(before), Some(here)) = (solid(m - 1), solid(m)) {
            let path = [at(m - 1, before), at(m, here)];
            area.draw(&PathElement::new(path, colour.stroke_width(3)))?;
        }
    }
    let mut hits = Vec::new();
    for (m, dot) in line.dots.iter().enumerate().take(c.months.len()) {
        let Some(value) = dot.value else { continue };
        let (x, y) = at(m, value);
        if dot.at_least {
            let arrow = [(x - 5, y + 4), (x, y - 6), (x + 5, y + 4)];
            area.draw(&PathElement::new(arrow, colour.stroke_width(2)))?;
        } else if dot.hollow {
            area.draw(&Circle::new((x, y), 5, GROUND.filled()))?;
            area.draw(&Circle::new((x, y), 5, colour.stroke_width(2)))?;
        } else if c.months.len() <= 26 || m + 1 == c.months.len() {
            marker(area, line.ink, (x, y), 5)?;
        }
        if dot.marked {
            area.draw(&Circle::new((x, y), 11, INK.stroke_width(2)))?;
        }
        let figure = c.unit.say(l, value);
        let figure = if dot.at_least {
            texts::chart::over(l, figure)
        } else {
            figure
        };
        hits.push(Hit {
            href: String::new(),
            says: texts::chart::mark(l, format::month(l, c.months[m]), &line.name, figure),
            x: plan.edge(m),
            y: y - 10,
            width: (plan.pitch as i32).max(1),
            height: 20,
        });
    }
    Ok(hits)
}

/// What stands before a name at the right.
enum Sign {
    Shape(Ink),
    Stroke,
    Dashes,
}

/// The names at the right: of each series with its shape, of limits and fixed lines with their stroke.
fn names(area: &Area<'_>, c: &Lines, l: Lang, plan: &Plan) -> Result<(), Failed> {
    let mut wanted: Vec<(i32, String, Sign)> = Vec::new();
    for line in &c.lines {
        if let Some(value) = line.dots.iter().rev().find_map(|dot| dot.value) {
            wanted.push((plan.y(value), line.name.clone(), Sign::Shape(line.ink)));
        }
    }
    if let Some(limit) = c.limits.iter().rev().flatten().next() {
        let (high, centre) = (plan.y(limit.high), plan.y(limit.centre));
        wanted.push((high, texts::chart::upper_limit(l).to_owned(), Sign::Dashes));
        wanted.push((centre, texts::chart::expected(l).to_owned(), Sign::Stroke));
    }
    for (value, name) in c.guides.iter().filter(|_| !plan.room.is_narrow()) {
        wanted.push((plan.y(*value), name.clone(), Sign::Dashes));
    }
    let places: Vec<i32> = wanted.iter().map(|(y, _, _)| *y).collect();
    let (left, places) = plan.room.names(&places, plan.floor);
    for ((_, name, sign), y) in wanted.iter().zip(places) {
        match sign {
            Sign::Shape(ink) => marker(area, *ink, (left + 7, y), 7)?,
            Sign::Stroke => area.draw(&PathElement::new([(left, y), (left + 16, y)], SOFT))?,
            Sign::Dashes => dashed(area, (left, y), left + 16, SOFT)?,
        }
        text(area, name, (left + 22, y), 15, INK, HPos::Left, VPos::Center)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::table::Table;
    use crate::charts::{Chart, Scene};

    fn share() -> Chart {
        let first = Month::new(2026, 1).unwrap();
        let dot = |(m, value): (usize, i64)| Dot {
            value: Some(value),
            hollow: m > 3,
            at_least: false,
            marked: value > 2_000,
        };
        let values = [900, 1_100, 2_300, 1_000, 700, 300];
        let limit = Limit {
            low: 300,
            centre: 1_000,
            high: 1_700,
        };
        let scene = Lines {
            unit: Unit::Share,
            months: first.through(first.plus(5)).collect(),
            lines: vec![Line {
                name: "En retard".to_owned(),
                ink: Ink::First,
                dots: values.into_iter().enumerate().map(dot).collect(),
            }],
            limits: (0..6).map(|m| (m < 4).then_some(limit)).collect(),
            guides: Vec::new(),
            hollow: texts::chart::hollow(Lang::Fr),
        };
        Chart {
            lang: Lang::Fr,
            name: "late",
            finding: "Payé en retard : au-dessus de la limite en mars 2026".to_owned(),
            description: "Part des factures payées en retard.".to_owned(),
            scene: Scene::Lines(scene),
            table: Table::default(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_share_with_its_limits_looks_as_agreed() {
        insta::assert_snapshot!(share().drawing(Room::Wide).unwrap().svg);
    }

    #[test]
    fn delays_below_zero_and_not_reached_look_as_agreed() {
        let mut chart = share();
        let Scene::Lines(c) = &mut chart.scene else {
            unreachable!("a chart of lines")
        };
        c.unit = Unit::Days;
        c.limits.clear();
        c.guides = vec![(30, "30 jours".to_owned()), (60, "60 jours".to_owned())];
        let values = [Some(-12), Some(4), Some(66), None, Some(90), Some(-3)];
        for (dot, value) in c.lines[0].dots.iter_mut().zip(values) {
            dot.value = value;
            dot.at_least = value == Some(90);
            dot.marked = false;
        }
        insta::assert_snapshot!(chart.drawing(Room::Wide).unwrap().svg);
    }

    #[test]
    fn each_mark_can_be_read_without_a_list_behind_it() {
        let links = share().drawing(Room::Wide).unwrap().links;
        assert_eq!(links.matches("data-readout=").count(), 6, "{links}");
        assert!(!links.contains("<a "), "{links}");
    }
}
