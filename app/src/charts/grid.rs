//! Rows and columns of classed figures: a heat map of rates, or choices beside recommendations. The figure is always
//! printed: the shade helps, it tells nothing alone.

use super::columns::text;
use super::frame::{self, GROUND, Hit, INK, LINE, SOFT, WIDTH};
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

const NAMES: i32 = 290;
const ROW: i32 = 46;
/// Room for column names that lie, and that stand.
const LYING: i32 = 58;
const STANDING: i32 = 190;
const KEY: i32 = 44;

impl Grid {
    /// Narrow columns have names that stand.
    fn stands(&self) -> bool {
        self.columns.len() > 5
    }

    fn top(&self) -> i32 {
        if self.stands() { STANDING } else { LYING }
    }

    fn pitch(&self) -> i32 {
        let room = WIDTH as i32 - NAMES - 4;
        (room / self.columns.len().max(1) as i32).min(170)
    }

    /// Height in the drawing's own units.
    pub fn height(&self) -> u32 {
        let key = if self.classes.is_empty() { 8 } else { KEY };
        (self.top() + self.rows.len() as i32 * ROW + key) as u32
    }
}

type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) fn paint(c: &Grid, out: &mut String) -> Result<Vec<Hit>, Failed> {
    let area = SVGBackend::with_string(out, (WIDTH, c.height())).into_drawing_area();
    heads(&area, c)?;
    let mut hits = Vec::new();
    for (r, (name, cells)) in c.rows.iter().enumerate() {
        let top = c.top() + r as i32 * ROW;
        text(
            &area,
            name,
            (NAMES - 12, top + ROW / 2),
            15,
            INK,
            HPos::Right,
            VPos::Center,
        )?;
        for (i, cell) in cells.iter().enumerate() {
            hits.push(draw_cell(
                &area,
                cell,
                (NAMES + i as i32 * c.pitch(), top),
                c.pitch(),
            )?);
        }
    }
    key(&area, c)?;
    area.present()?;
    drop(area);
    Ok(hits)
}

fn heads(area: &Area<'_>, c: &Grid) -> Result<(), Failed> {
    let top = c.top();
    text(
        area,
        &c.rows_are,
        (NAMES - 12, top - 12),
        14,
        SOFT,
        HPos::Right,
        VPos::Bottom,
    )?;
    if !c.stands() {
        text(area, &c.columns_are, (NAMES, 4), 14, SOFT, HPos::Left, VPos::Top)?;
    }
    for (i, name) in c.columns.iter().enumerate() {
        let middle = NAMES + i as i32 * c.pitch() + c.pitch() / 2;
        if c.stands() {
            let style = TextStyle::from(("sans-serif", 14.0 * 1.24).into_font())
                .color(&INK)
                .transform(FontTransform::Rotate270)
                .pos(Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(name.clone(), (middle, top - 10), style))?;
        } else {
            text(
                area,
                name,
                (middle, top - 10),
                15,
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
    text(
        area,
        &cell.figure,
        (middle, y + ROW / 2 - lift),
        15,
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
fn key(area: &Area<'_>, c: &Grid) -> Result<(), Failed> {
    let y = c.height() as i32 - KEY / 2;
    let pitch = (WIDTH as i32 - NAMES) / c.classes.len().max(1) as i32;
    for (i, name) in c.classes.iter().enumerate() {
        let x = NAMES + i as i32 * pitch.min(170);
        let place = [(x, y - 8), (x + 22, y + 8)];
        area.draw(&Rectangle::new(place, frame::shade(i as u8).filled()))?;
        area.draw(&Rectangle::new(place, LINE.stroke_width(1)))?;
        text(area, name, (x + 30, y), 14, SOFT, HPos::Left, VPos::Center)?;
    }
    // The ground closes the drawing at its foot, so that nothing is cut.
    area.draw(&PathElement::new(
        [(0, c.height() as i32), (0, c.height() as i32)],
        GROUND,
    ))
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
        assert_eq!(paint(&grid, &mut drawn).unwrap().len(), 16);
        insta::assert_snapshot!(drawn);
    }
}
