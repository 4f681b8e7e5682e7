//! One chart: its finding, what is drawn, the same as a typed table, and what stands under it. The page, its files and
//! documents are all made from it.

use super::bars::Bars;
use super::columns::Columns;
use super::frame::{self, Drawing, Hit, Picture, Room};
use super::grid::Grid;
use super::levels::Levels;
use super::lines::Lines;
use super::panels::Panels;
use super::table::Table;
use crate::texts;
use domain::Lang;

/// A chart, ready to be drawn in any form.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub lang: Lang,
    /// Unique on the page, letters and hyphens: its anchor, and the name of its files.
    pub name: &'static str,
    /// What the chart shows, as a sentence: its title.
    pub finding: String,
    /// For those who cannot see it: what is drawn.
    pub description: String,
    pub scene: Scene,
    pub table: Table,
    /// Sentences under the drawing: over how many, since when, what is not counted.
    pub notes: Vec<Note>,
}

/// A sentence under a chart, with the list it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    pub href: Option<String>,
}

impl Note {
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }
}

/// What is drawn: pure data.
#[derive(Debug, Clone, PartialEq)]
pub enum Scene {
    Columns(Columns),
    Levels(Levels),
    Lines(Lines),
    Bars(Bars),
    Grid(Grid),
    Panels(Panels),
}

impl Scene {
    /// Height in the drawing's own units.
    fn height(&self, room: Room) -> u32 {
        match self {
            Self::Columns(columns) => room.height(columns.series.len()),
            Self::Levels(levels) => room.height(levels.series.len()),
            Self::Lines(lines) => room.height(lines.names()),
            Self::Bars(bars) => bars.height(room),
            Self::Grid(grid) => grid.height(room),
            Self::Panels(panels) => panels.height(room),
        }
    }

    /// Is there anything to draw?
    fn is_empty(&self) -> bool {
        match self {
            Self::Bars(bars) => bars.rows.is_empty(),
            Self::Grid(grid) => grid.rows.is_empty(),
            Self::Panels(panels) => panels.panels.is_empty(),
            Self::Columns(_) | Self::Levels(_) | Self::Lines(_) => false,
        }
    }

    /// Draws in stand-in colours; a drawing that fails is empty, and leaves its table.
    fn paint(&self, l: Lang, room: Room, out: &mut String) -> Vec<Hit> {
        let hits = match self {
            Self::Columns(c) => super::columns::paint(c, l, room, out),
            Self::Levels(c) => super::levels::paint(c, l, room, out),
            Self::Lines(c) => super::lines::paint(c, l, room, out),
            Self::Bars(c) => super::bars::paint(c, l, room, out),
            Self::Grid(c) => super::grid::paint(c, room, out),
            Self::Panels(c) => super::panels::paint(c, l, room, out),
        };
        hits.unwrap_or_default()
    }

    /// What its signs mean, where it has such signs.
    fn key(&self, l: Lang) -> Option<&'static str> {
        match self {
            Self::Columns(c) => (c.immature > 0).then(|| texts::chart::immature(l)),
            Self::Lines(c) => c.has_hollow().then_some(c.hollow),
            Self::Panels(c) => c.has_hollow().then_some(c.hollow),
            Self::Levels(_) | Self::Bars(_) | Self::Grid(_) => None,
        }
    }
}

impl Chart {
    /// For the page: the page's own fonts and colours, with a mark over each figure, a link where it has a list. `None`
    /// where there is nothing to draw: the finding says so.
    pub fn drawing(&self, room: Room) -> Option<Drawing> {
        if self.scene.is_empty() {
            return None;
        }
        let id = match room {
            Room::Wide => self.name.to_owned(),
            Room::Narrow => format!("{}-narrow", self.name),
        };
        let mut drawn = String::new();
        let hits = self.scene.paint(self.lang, room, &mut drawn);
        Some(frame::finish(&self.picture(&id, room), &drawn, &hits))
    }

    /// For documents that print the finding themselves: an SVG that stands alone, in the light colours.
    pub fn svg(&self) -> String {
        frame::alone(&self.picture(self.name, Room::Wide), &self.painted())
    }

    /// For files: the same with its finding above, and as known on which day.
    pub fn poster(&self, known: &str) -> String {
        frame::poster(&self.picture(self.name, Room::Wide), known, &self.painted())
    }

    fn painted(&self) -> String {
        let mut drawn = String::new();
        self.scene.paint(self.lang, Room::Wide, &mut drawn);
        drawn
    }

    /// What its signs mean.
    pub fn key(&self) -> Option<&'static str> {
        self.scene.key(self.lang)
    }

    fn picture<'a>(&'a self, id: &'a str, room: Room) -> Picture<'a> {
        Picture {
            id,
            title: &self.finding,
            description: &self.description,
            room,
            height: self.scene.height(room),
        }
    }
}
