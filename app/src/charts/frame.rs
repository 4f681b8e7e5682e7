//! What every drawing goes through: plotters knows no classes, titles or variables, so it draws in stand-in colours that
//! are replaced here, and its opening tag makes way for one that screen readers understand.

use super::Ink;
use super::grid::SHADES;
use domain::Lang;
use plotters::style::RGBColor;
use std::fmt::Write as _;

/// Text and axes: the colour of the text around.
pub const INK: RGBColor = RGBColor(1, 1, 1);
/// Names on the axes.
pub const SOFT: RGBColor = RGBColor(1, 1, 2);
/// Lines of the grid.
pub const LINE: RGBColor = RGBColor(1, 1, 3);
/// The ground, inside hollow marks.
pub const GROUND: RGBColor = RGBColor(1, 1, 4);

/// Room under the axis for months and years.
const MONTHS: i32 = 52;
/// From one name under a narrow drawing to the next.
const NAME: i32 = 26;
/// Height of a drawing in time, without names under it.
const HEIGHT: i32 = 340;

/// What a drawing is made for. The page holds both and shows one; files and documents are wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A desk, a wall, paper: the names of the series stand at the end of their lines.
    Wide,
    /// A phone: names stand under the drawing, or above their row.
    Narrow,
}

impl Room {
    pub const fn is_narrow(self) -> bool {
        matches!(self, Self::Narrow)
    }

    /// Width of a drawing in its own units; the page scales it.
    pub const fn width(self) -> i32 {
        match self {
            Self::Wide => 1040,
            Self::Narrow => 360,
        }
    }

    /// Where the scale of time begins: its figures stand at the left.
    pub const fn left(self) -> i32 {
        match self {
            Self::Wide => 52,
            Self::Narrow => 50,
        }
    }

    /// Where it ends.
    pub const fn right(self) -> i32 {
        match self {
            Self::Wide => self.width() - 216,
            Self::Narrow => self.width() - 8,
        }
    }

    /// Width of one of so many months.
    pub fn pitch(self, months: usize) -> f64 {
        f64::from(self.right() - self.left()) / months.max(1) as f64
    }

    /// The floor of a scale of time.
    pub const fn floor(self) -> i32 {
        HEIGHT - MONTHS
    }

    /// Height of a drawing in time with so many names.
    pub const fn height(self, names: usize) -> u32 {
        let under = match self {
            Self::Wide => 0,
            Self::Narrow => 6 + NAME * names as i32,
        };
        (HEIGHT + under) as u32
    }

    /// Where the names of the series stand, each with its place: beside what they name, never over each other; under the
    /// months of a narrow drawing, in the order in which they lie, the highest first.
    pub fn names(self, wanted: &[i32], lowest: i32) -> (i32, Vec<i32>) {
        if !self.is_narrow() {
            return (self.right() + 14, spread(wanted, 24, lowest));
        }
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_key(|i| wanted[*i]);
        let mut places = vec![0; wanted.len()];
        for (place, i) in (0..).zip(order) {
            places[i] = HEIGHT + NAME / 2 + place * NAME;
        }
        (self.left(), places)
    }
}

/// The plain colour of a series.
pub const fn plain(ink: Ink) -> RGBColor {
    RGBColor(2, 2, ink as u8)
}

/// The hatching of a series, in its colour.
pub const fn hatched(ink: Ink) -> RGBColor {
    RGBColor(3, 3, ink as u8)
}

/// A shade of a grid, from 0 (lightest).
pub const fn shade(grade: u8) -> RGBColor {
    RGBColor(4, 4, grade)
}

/// A finished drawing, and the links that lie over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub svg: String,
    /// An SVG of the same size that holds only links; empty where there are none.
    pub links: String,
}

/// A mark that says its figure, and leads to its list where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Empty where there is no list.
    pub href: String,
    /// Accessible name and read-out: "mai 2026, Éthique : 12".
    pub says: String,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// What a drawing is called, and how high it is.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub room: Room,
    pub height: u32,
}

/// Turns what plotters drew into an accessible SVG of the page's own fonts and colours.
pub fn finish(picture: &Picture<'_>, drawn: &str, hits: &[Hit]) -> Drawing {
    let Picture { id, room, height, .. } = *picture;
    let width = room.width();
    let mut body = inside(drawn).replace("font-family=\"sans-serif\"", "font-family=\"inherit\"");
    for (stand_in, real, _) in GROUNDS {
        body = body.replace(&code(stand_in), real);
    }
    for grade in 0..SHADES {
        body = body.replace(&code(shade(grade)), &format!("var(--grade-{grade})"));
    }
    for ink in Ink::ALL {
        body = body.replace(&code(plain(ink)), ink.variable());
        body = body.replace(&code(hatched(ink)), &format!("url(#{id}-{})", ink as u8));
    }
    let svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{}{body}",
        escape(picture.title),
        escape(picture.description),
        hatchings(id, &body, Ink::variable, "var(--surface)"),
    );
    Drawing {
        svg,
        links: links(hits, width, height),
    }
}

/// Turns what plotters drew into an SVG that stands alone, in the light colours: for files, documents and prints.
pub fn alone(picture: &Picture<'_>, drawn: &str) -> String {
    let height = picture.height;
    let body = literal(picture.id, drawn);
    whole(picture, height, &body)
}

/// The same with the finding above and the day of its figures, for a picture that travels without its page.
pub fn poster(picture: &Picture<'_>, known: &str, drawn: &str) -> String {
    let lines = wrapped(picture.title, 84);
    let head = 44 + 28 * lines.len();
    let mut body = String::new();
    for (i, line) in lines.iter().enumerate() {
        let y = 32 + 28 * i;
        _ = write!(
            body,
            "<text x=\"16\" y=\"{y}\" font-family=\"{FONTS}\" font-size=\"21\" font-weight=\"bold\" fill=\"#1b1f24\">{}</text>",
            escape(line)
        );
    }
    _ = write!(
        body,
        "<text x=\"16\" y=\"{}\" font-family=\"{FONTS}\" font-size=\"15\" fill=\"#59616b\">{}</text>",
        head - 18,
        escape(known)
    );
    _ = writeln!(
        body,
        "<g transform=\"translate(0 {head})\">{}</g></svg>",
        literal(picture.id, drawn).trim_end().trim_end_matches("</svg>")
    );
    whole(picture, picture.height + head as u32, &body)
}

const FONTS: &str = "Noto Sans, Liberation Sans, sans-serif";

fn whole(picture: &Picture<'_>, height: u32, body: &str) -> String {
    let (id, width) = (picture.id, picture.room.width());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{}\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{body}",
        escape(picture.title),
        escape(picture.description),
        hatchings(id, body, Ink::literal, "#ffffff"),
    )
}

/// What plotters drew, in the light colours.
fn literal(id: &str, drawn: &str) -> String {
    let mut body = inside(drawn).replace("font-family=\"sans-serif\"", &format!("font-family=\"{FONTS}\""));
    for (stand_in, _, real) in GROUNDS {
        body = body.replace(&code(stand_in), real);
    }
    for grade in 0..SHADES {
        body = body.replace(&code(shade(grade)), GRADES[usize::from(grade)]);
    }
    for ink in Ink::ALL {
        body = body.replace(&code(plain(ink)), ink.literal());
        body = body.replace(&code(hatched(ink)), &format!("url(#{id}-{})", ink as u8));
    }
    body
}

/// A sentence in lines of about so many characters.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Stand-ins with their variables, and their light colours (as in style/tokens.css).
const GROUNDS: [(RGBColor, &str, &str); 4] = [
    (INK, "currentColor", "#1b1f24"),
    (SOFT, "var(--soft)", "#59616b"),
    (LINE, "var(--line)", "#e2ded6"),
    (GROUND, "var(--surface)", "#ffffff"),
];

/// The light shades of grids, as in style/tokens.css.
const GRADES: [&str; SHADES as usize] = ["#eef4f8", "#d3e4ee", "#b3d1e2", "#8fbbd4", "#68a3c4"];

/// What plotters drew, without its opening tag.
fn inside(drawn: &str) -> &str {
    drawn
        .split_once("<svg")
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or(drawn, |(_, body)| body)
}

/// The patterns that this drawing uses.
fn hatchings(id: &str, body: &str, colour: fn(Ink) -> &'static str, ground: &str) -> String {
    let mut patterns = String::new();
    for ink in Ink::ALL
        .into_iter()
        .filter(|ink| body.contains(&format!("url(#{id}-{})", *ink as u8)))
    {
        _ = write!(
            patterns,
            "<pattern id=\"{id}-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"8\" height=\"8\" fill=\"{}\"/>{}</pattern>",
            ink as u8,
            colour(ink),
            strokes(ink).replace("var(--surface)", ground)
        );
    }
    if patterns.is_empty() {
        patterns
    } else {
        format!("<defs>{patterns}</defs>")
    }
}

/// What lies over the colour, so that the series are told apart without it: nothing, rising lines, dots, level lines.
const fn strokes(ink: Ink) -> &'static str {
    match ink {
        Ink::First | Ink::Informative | Ink::Restrictive | Ink::Punitive => "",
        Ink::Second => {
            r#"<path d="M-2 2 2-2M0 8 8 0M6 10l4-4" fill="none" stroke="var(--surface)" stroke-opacity=".6" stroke-width="1.4"/>"#
        }
        Ink::Third => {
            r#"<g fill="var(--surface)" fill-opacity=".7"><circle cx="2" cy="2" r="1.2"/><circle cx="6" cy="6" r="1.2"/></g>"#
        }
        Ink::Fourth => {
            r#"<path d="M0 2h8M0 6h8" fill="none" stroke="var(--surface)" stroke-opacity=".6" stroke-width="1.4"/>"#
        }
    }
}

fn links(hits: &[Hit], width: i32, height: u32) -> String {
    if hits.is_empty() {
        return String::new();
    }
    let mut links = String::new();
    for hit in hits {
        let (says, href) = (escape(&hit.says), escape(&hit.href));
        let place = format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            hit.x, hit.y, hit.width, hit.height
        );
        _ = if hit.href.is_empty() {
            write!(
                links,
                "<g role=\"img\" aria-label=\"{says}\" data-readout=\"{says}\">{place}</g>"
            )
        } else {
            write!(
                links,
                "<a href=\"{href}\" aria-label=\"{says}\" data-readout=\"{says}\">{place}</a>"
            )
        };
    }
    format!("<svg class=\"chart-links\" viewBox=\"0 0 {width} {height}\">{links}</svg>")
}

/// Places for the names of the series at the right: near what they name, never over each other.
fn spread(wanted: &[i32], apart: i32, lowest: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|i| wanted[*i]);
    let mut places = wanted.to_vec();
    let mut free = i32::MIN;
    for i in &order {
        places[*i] = wanted[*i].max(free);
        free = places[*i] + apart;
    }
    let mut limit = lowest;
    for i in order.iter().rev() {
        places[*i] = places[*i].min(limit);
        limit = places[*i] - apart;
    }
    places
}

/// The short name of a month under the axis.
pub fn month_name(l: Lang, month: domain::Month) -> &'static str {
    crate::format::month_short(l, month.month())
}

fn code(colour: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

/// For text and attribute values.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_moved_apart_but_stay_on_the_drawing() {
        assert_eq!(spread(&[100, 105, 50], 20, 300), [100, 120, 50]);
        assert_eq!(spread(&[290, 295, 300], 20, 300), [260, 280, 300]);
    }

    #[test]
    fn a_title_cannot_break_out_of_its_drawing() {
        let picture = Picture {
            id: "c",
            title: "</title><script>",
            description: "\"",
            room: Room::Wide,
            height: 340,
        };
        let drawn = "<svg width=\"1\">\n</svg>";
        assert!(!finish(&picture, drawn, &[]).svg.contains("<script>"));
        assert!(!alone(&picture, drawn).contains("<script>"));
    }
}
