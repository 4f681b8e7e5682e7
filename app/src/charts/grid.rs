//! Rows and columns of classed figures: a heat map of rates, or choices beside recommendations. The figure is always
//! printed: the shade helps, it tells nothing alone.

use super::columns::text;
use super::frame::{self, Hit, INK, LINE, Room, SOFT, wrapped};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// What a grid needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// What the rows, and what the columns are.
    pub rows_are: String,
    pub columns_are: String,
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<GridCell>)>,
    /// What each shade means, from the lightest on; empty where shades need no key.
    pub classes: Vec<String>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    pub fill: Fill,
    /// The figure; a dash for zero, nothing where it is unknown.
    pub figure: String,
    /// Of how many: printed small under the figure.
    pub under: String,
    /// Accessible name and read-out.
    pub says: String,
    /// The list behind it; empty where the reader has none.
    pub href: String,
}

/// How a cell is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// A shade, from 0 (lightest) to [`SHADES`] − 1.
    Class(u8),
    /// Zero, or unknown: the ground.
    Plain,
    /// Merged with others because too few people stand behind it.
    Suppressed,
}

/// How many shades there are.
pub const SHADES: u8 = 5;

/// Height of a cell, and of the name above its row where it is narrow.
const ROW: i32 = 46;
const NAME: i32 = 26;
/// Room for column names that lie.
const LYING: i32 = 58;
/// From one row of the key to the next.
const KEY: i32 = 26;
/// Letters of a row's name in one line, where it stands at the left.
const LETTERS: usize = 36;

impl Grid {
    /// Narrow columns have names that stand.
    fn stands(&self) -> bool {
        self.columns.len() > 5
    }

    /// Room for the names of the columns: those that stand need as much as their longest, at seven units a letter.
    fn top(&self) -> i32 {
        if !self.stands() {
            return LYING;
        }
        let longest = self.columns.iter().map(|name| name.chars().count()).max();
        (longest.unwrap_or(0) as i32 * 8 + 24).clamp(90, 300)
    }

    /// Height in the drawing's own units.
    pub fn height(&self, room: Room) -> u32 {
        Plan::new(self, room).height() as u32
    }
}

/// Where things are.
struct Plan {
    room: Room,
    /// Where the cells begin.
    left: i32,
    top: i32,
    /// Width of a cell.
    pitch: i32,
    rows: i32,
    /// Shades side by side in the key, and how many lines they take.
    across: usize,
    key_lines: i32,
}

impl Plan {
    fn new(c: &Grid, room: Room) -> Self {
        let (left, widest) = match room {
            Room::Wide => (290, 170),
            Room::Narrow => (2, 120),
        };
        let pitch = ((room.width() - left - 4) / c.columns.len().max(1) as i32).min(widest);
        let across = if room.is_narrow() {
            2
        } else {
            c.classes.len().max(1)
        };
        Self {
            room,
            left,
            top: c.top(),
            pitch,
            rows: c.rows.len() as i32,
            across,
            key_lines: c.classes.len().div_ceil(across) as i32,
        }
    }

    /// From one row to the next.
    const fn row(&self) -> i32 {
        if self.room.is_narrow() { ROW + NAME } else { ROW }
    }

    /// The upper edge of a row's cells.
    const fn cells(&self, row: usize) -> i32 {
        let named = if self.room.is_narrow() { NAME } else { 0 };
        self.top + row as i32 * self.row() + named
    }

    /// The lower edge of the last row.
    const fn foot(&self) -> i32 {
        self.top + self.rows * self.row()
    }

    const fn height(&self) -> i32 {
        let key = if self.key_lines == 0 {
            8
        } else {
            18 + self.key_lines * KEY
        };
        self.foot() + key
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) fn paint(c: &Grid, room: Room, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let plan = Plan::new(c, room);
    let size = (room.width() as u32, plan.height() as u32);
    let area = SVGBackend::with_string(out, size).into_drawing_area();
    heads(&area, c, &plan)?;
    let mut hits = Vec::new();
    for (r, (name, cells)) in c.rows.iter().enumerate() {
        row_name(&area, name, &plan, plan.cells(r))?;
        for (i, cell) in cells.iter().enumerate() {
            let at = (plan.left + i as i32 * plan.pitch, plan.cells(r));
            hits.push(draw_cell(&area, cell, at, plan.pitch)?);
        }
    }
    key(&area, c, &plan)?;
    area.present()?;
    drop(area);
    Ok(hits)
}

/// At the left of its cells, in two lines where it is long; above them where it is narrow.
fn row_name(area: &Area<'_>, name: &str, plan: &Plan, top: i32) -> Result<(), Failed> {
    if plan.room.is_narrow() {
        return text(
            area,
            name,
            (plan.left, top - 5),
            15,
            INK,
            HPos::Left,
            VPos::Bottom,
        );
    }
    let lines = wrapped(name, LETTERS);
    let first = top + ROW / 2 - 9 * (lines.len() as i32 - 1);
    for (i, line) in (0..).zip(&lines) {
        let at = (plan.left - 12, first + 18 * i);
        text(area, line, at, 15, INK, HPos::Right, VPos::Center)?;
    }
    Ok(())
}

fn heads(area: &Area<'_>, c: &Grid, plan: &Plan) -> Result<(), Failed> {
    let top = plan.top;
    if !plan.room.is_narrow() {
        let at = (plan.left - 12, top - 12);
        text(area, &c.rows_are, at, 14, SOFT, HPos::Right, VPos::Bottom)?;
    }
    if !c.stands() {
        text(
            area,
            &c.columns_are,
            (plan.left, 4),
            14,
            SOFT,
            HPos::Left,
            VPos::Top,
        )?;
    }
    for (i, name) in c.columns.iter().enumerate() {
        let middle = plan.left + i as i32 * plan.pitch + plan.pitch / 2;
        if c.stands() {
            let style = TextStyle::from(("sans-serif", 14.0 * 1.24).into_font())
                .color(&INK)
                .transform(FontTransform::Rotate270)
                .pos(Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(name.clone(), (middle, top - 10), style))?;
        } else {
            let size = if plan.room.is_narrow() { 13 } else { 15 };
            text(
                area,
                name,
                (middle, top - 10),
                size,
                INK,
                HPos::Center,
                VPos::Bottom,
            )?;
        }
    }
    Ok(())
}

fn draw_cell(area: &Area<'_>, cell: &GridCell, (x, y): (i32, i32), width: i32) -> Result<Hit, Failed> {
    let place = [(x, y), (x + width, y + ROW)];
    if let Fill::Class(class) = cell.fill {
        area.draw(&Rectangle::new(
            place,
            frame::shade(class.min(SHADES - 1)).filled(),
        ))?;
    }
    if cell.fill == Fill::Suppressed {
        // plotters has no pattern: short strokes inside the cell.
        let mut at = x + 6;
        while at + 8 < x + width {
            area.draw(&PathElement::new([(at, y + ROW - 8), (at + 8, y + 8)], SOFT))?;
            at += 12;
        }
    }
    area.draw(&Rectangle::new(place, LINE.stroke_width(1)))?;
    let middle = x + width / 2;
    let lift = if cell.under.is_empty() { 0 } else { 8 };
    // A figure never leaves its cell.
    let size = (width * 9 / (5 * cell.figure.chars().count().max(1) as i32)).clamp(9, 15) as u32;
    text(
        area,
        &cell.figure,
        (middle, y + ROW / 2 - lift),
        size,
        INK,
        HPos::Center,
        VPos::Center,
    )?;
    if !cell.under.is_empty() {
        text(
            area,
            &cell.under,
            (middle, y + ROW / 2 + 11),
            12,
            INK,
            HPos::Center,
            VPos::Center,
        )?;
    }
    Ok(Hit {
        href: cell.href.clone(),
        says: cell.says.clone(),
        x,
        y,
        width,
        height: ROW,
    })
}

/// The shades with their names.
fn key(area: &Area<'_>, c: &Grid, plan: &Plan) -> Result<(), Failed> {
    let pitch = ((plan.room.width() - plan.left) / plan.across as i32).min(170);
    for (i, name) in c.classes.iter().enumerate() {
        let x = plan.left + (i % plan.across) as i32 * pitch;
        let y = plan.foot() + 22 + (i / plan.across) as i32 * KEY;
        let place = [(x, y - 8), (x + 22, y + 8)];
        area.draw(&Rectangle::new(place, frame::shade(i as u8).filled()))?;
        area.draw(&Rectangle::new(place, LINE.stroke_width(1)))?;
        text(area, name, (x + 30, y), 14, SOFT, HPos::Left, VPos::Center)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_beside_recommendations_look_as_agreed() {
        let names = ["Aucune", "Informative", "Restrictive", "Sanction"];
        let cell = |r: usize, c: usize| GridCell {
            fill: if r == c { Fill::Class(2) } else { Fill::Plain },
            figure: (r * 4 + c).to_string(),
            under: String::new(),
            says: format!("{} {}", names[r], names[c]),
            href: String::new(),
        };
        let grid = Grid {
            rows_are: "Recommandée".to_owned(),
            columns_are: "Choisie".to_owned(),
            columns: names.map(str::to_owned).to_vec(),
            rows: (0..4)
                .map(|r| (names[r].to_owned(), (0..4).map(|c| cell(r, c)).collect()))
                .collect(),
            classes: Vec::new(),
        };
        let mut drawn = String::new();
        assert_eq!(paint(&grid, Room::Wide, &mut drawn).unwrap().len(), 16);
        insta::assert_snapshot!(drawn);
    }
}
