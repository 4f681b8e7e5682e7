//! Names of files, without what a system or a reader could be misled by.

use super::{MAX_NAME, Media};

/// Names that Windows keeps for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// The last part of a path in letters, digits, blanks and `.-_()`, at most [`MAX_NAME`] characters, with an ending of its
/// kind. Signs that turn the direction of writing, which make `gpj.exe` look like a picture, are taken out.
pub fn safe_name(name: &str, media: Media) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean = String::new();
    for sign in name.chars().take(4 * MAX_NAME) {
        let sign = match sign {
            c if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '(' | ')') => c,
            c if c.is_whitespace() || c.is_ascii_punctuation() => ' ',
            _ => continue,
        };
        if !(sign == ' ' && clean.ends_with(' ')) {
            clean.push(sign);
        }
    }
    let clean = clean.trim_matches([' ', '.']);
    let (stem, ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) => {
            let lower = ending.to_lowercase();
            match media.endings().iter().find(|known| **known == lower) {
                Some(known) => (stem, *known),
                None => (clean, media.endings()[0]),
            }
        }
        None => (clean, media.endings()[0]),
    };
    let most = MAX_NAME - ending.len() - 1;
    let stem: String = stem.chars().take(most).collect();
    let stem = stem.trim_matches([' ', '.']);
    if stem.is_empty() {
        format!("vigie.{ending}")
    } else if DEVICES.contains(&stem.to_lowercase().as_str()) {
        format!("vigie-{stem}.{ending}")
    } else {
        format!("{stem}.{ending}")
    }
}
