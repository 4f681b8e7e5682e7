//! A chart as a picture: SVG that stands alone, and PNG for where vectors are not taken.

use app::charts::Chart;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use std::sync::{Arc, LazyLock};

/// The types of such files.
pub const SVG: &str = "image/svg+xml";
pub const PNG: &str = "image/png";

/// Twice the drawing's own units: sharp on today's screens and on paper.
const SCALE: f32 = 2.0;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the drawing cannot be read: {0}")]
    Svg(#[from] usvg::Error),
    #[error("the drawing has no size, or one that does not fit in memory")]
    Size,
    #[error("the picture cannot be written: {0}")]
    Png(String),
}

/// The house's own font: the same picture on every machine.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../fonts/NotoSans-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../fonts/NotoSans-Bold.ttf").to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    Arc::new(fonts)
});

/// The chart with its finding above, in vectors; `known` says of which day its figures are.
pub fn svg(chart: &Chart, known: &str) -> Vec<u8> {
    chart.poster(known).into_bytes()
}

/// The same in pixels.
///
/// # Errors
/// [`PictureError`]: none is known for a chart that could be drawn.
pub fn png(chart: &Chart, known: &str) -> Result<Vec<u8>, PictureError> {
    let options = usvg::Options {
        fontdb: FONTS.clone(),
        font_family: "Noto Sans".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&chart.poster(known), &options)?;
    let size = tree.size().to_int_size();
    let pixels = |n: u32| (n as f32 * SCALE).ceil() as u32;
    let mut picture = Pixmap::new(pixels(size.width()), pixels(size.height())).ok_or(PictureError::Size)?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| PictureError::Png(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::charts::bars::{Bar, Bars};
    use app::charts::lines::Unit;
    use app::charts::table::Table;
    use app::charts::{Ink, Scene};
    use domain::Lang;

    #[test]
    fn a_chart_becomes_a_picture_that_is_not_blank() {
        let chart = Chart {
            lang: Lang::Fr,
            name: "bars",
            finding: "Une phrase assez longue pour tenir sur deux lignes au-dessus du dessin, sans rien couper de ce qu'elle dit".to_owned(),
            description: "Des barres.".to_owned(),
            scene: Scene::Bars(Bars {
                unit: Unit::Count,
                rows: vec![Bar {
                    name: "Éthique".to_owned(),
                    ink: Ink::First,
                    value: Some(12),
                    range: None,
                    says: "12".to_owned(),
                    href: String::new(),
                }],
            }),
            table: Table::default(),
            notes: Vec::new(),
        };
        let known = "Tel que connu le 3 mai 2026.";
        let png = png(&chart, known).unwrap();
        assert_eq!(&png[1..4], b"PNG");
        let picture = Pixmap::decode_png(&png).unwrap();
        let colours: std::collections::BTreeSet<_> = picture
            .pixels()
            .iter()
            .map(|p| (p.red(), p.green(), p.blue()))
            .collect();
        // The ground, the bar's colour, ink, and the shades of their edges.
        assert!(
            colours.len() > 10 && colours.contains(&(0, 0x72, 0xb2)),
            "{}",
            colours.len()
        );
        let svg = String::from_utf8(svg(&chart, known)).unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.contains(known), "{svg}");
    }
}
