//! What a file is, by its bytes. What begins as one kind must be that kind to its end: nothing is hidden behind it.

use super::{FileRefused, MAX_FILE, Media};

/// The kind of a file, or why it is not taken.
pub fn recognise(content: &[u8]) -> Result<Media, FileRefused> {
    if content.is_empty() {
        return Err(FileRefused::Empty);
    }
    if content.len() > MAX_FILE {
        return Err(FileRefused::TooLarge);
    }
    let media = if content.starts_with(b"%PDF-") {
        pdf(content)?
    } else if content.starts_with(PNG) {
        png(content)?
    } else if content.starts_with(b"\xFF\xD8\xFF") {
        jpeg(content)?
    } else if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        webp(content)?
    } else {
        words(content)?
    };
    if media != Media::Pdf && find(head(content, 1024), b"%PDF-").is_some() && !is_text(media) {
        // Readers of PDF look for its beginning in the first kilobyte.
        return Err(FileRefused::TwoInOne);
    }
    if !is_text(media) && ends_as_archive(content) {
        return Err(FileRefused::TwoInOne);
    }
    Ok(media)
}

const fn is_text(media: Media) -> bool {
    matches!(media, Media::Text | Media::Mail)
}

fn head(content: &[u8], n: usize) -> &[u8] {
    &content[..content.len().min(n)]
}

fn tail(content: &[u8], n: usize) -> &[u8] {
    &content[content.len().saturating_sub(n)..]
}

/// Where `wanted` first stands.
fn find(content: &[u8], wanted: &[u8]) -> Option<usize> {
    content.windows(wanted.len()).position(|some| some == wanted)
}

/// Where `wanted` last stands.
fn find_last(content: &[u8], wanted: &[u8]) -> Option<usize> {
    content.windows(wanted.len()).rposition(|some| some == wanted)
}

/// A ZIP is read from its end: its directory stands in the last 64 KiB.
fn ends_as_archive(content: &[u8]) -> bool {
    find(tail(content, 66_000), b"PK\x05\x06").is_some()
}

/// Nothing, or filling.
fn blank(rest: &[u8]) -> bool {
    rest.iter().all(|b| b.is_ascii_whitespace() || *b == 0)
}

fn number(content: &[u8], at: usize) -> Option<u32> {
    let bytes = content.get(at..at + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn pdf(content: &[u8]) -> Result<Media, FileRefused> {
    let end = find_last(content, b"%%EOF").ok_or(FileRefused::Damaged)? + 5;
    if blank(&content[end..]) {
        Ok(Media::Pdf)
    } else {
        Err(FileRefused::TwoInOne)
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Walks the chunks from the header to the end mark.
fn png(content: &[u8]) -> Result<Media, FileRefused> {
    let mut at = PNG.len();
    if content.get(at + 4..at + 8) != Some(b"IHDR") {
        return Err(FileRefused::Damaged);
    }
    loop {
        let length = number(content, at).ok_or(FileRefused::Damaged)? as usize;
        let name = content.get(at + 4..at + 8).ok_or(FileRefused::Damaged)?;
        // Length, name, data, check sum.
        let next = at + 12 + length;
        if next > content.len() {
            return Err(FileRefused::Damaged);
        }
        if name == b"IEND" {
            return if blank(&content[next..]) {
                Ok(Media::Png)
            } else {
                Err(FileRefused::TwoInOne)
            };
        }
        at = next;
    }
}

/// What must not stand behind a picture.
const HIDDEN: [&[u8]; 7] = [
    b"PK\x03\x04",
    b"%PDF-",
    b"Rar!\x1a",
    b"7z\xBC\xAF",
    b"<script",
    b"<html",
    b"<?php",
];

/// Walks the segments to the end of the picture. Telephones append more pictures or a film to theirs: that is let
/// through, unless it is of a kind that is refused.
fn jpeg(content: &[u8]) -> Result<Media, FileRefused> {
    let mut at = 2;
    let mut has_scan = false;
    loop {
        if content.get(at) != Some(&0xFF) {
            return Err(FileRefused::Damaged);
        }
        let marker = *content.get(at + 1).ok_or(FileRefused::Damaged)?;
        match marker {
            0xFF => at += 1,
            0xD9 if has_scan => break,
            0x01 | 0xD0..=0xD7 => at += 2,
            0x00 | 0xD8 | 0xD9 => return Err(FileRefused::Damaged),
            _ => {
                let length = content
                    .get(at + 2..at + 4)
                    .map(|b| usize::from(b[0]) << 8 | usize::from(b[1]))
                    .filter(|n| *n >= 2)
                    .ok_or(FileRefused::Damaged)?;
                at += 2 + length;
                if marker == 0xDA {
                    has_scan = true;
                    at = after_scan(content, at).ok_or(FileRefused::Damaged)?;
                }
            }
        }
    }
    let rest = content.get(at + 2..).unwrap_or_default();
    if HIDDEN.iter().any(|wanted| find(rest, wanted).is_some()) {
        Err(FileRefused::TwoInOne)
    } else {
        Ok(Media::Jpeg)
    }
}

/// Where the next marker stands behind the data of a scan: not a filled `FF 00`, not one of restart.
fn after_scan(content: &[u8], from: usize) -> Option<usize> {
    let data = content.get(from..)?;
    let found = data
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF));
    found.map(|n| from + n)
}

fn webp(content: &[u8]) -> Result<Media, FileRefused> {
    let size = content
        .get(4..8)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_le_bytes)
        .ok_or(FileRefused::Damaged)? as usize;
    // The size counts from behind itself, and is filled to an even number.
    let end = 8 + size + size % 2;
    if !matches!(content.get(12..16), Some(b"VP8 " | b"VP8L" | b"VP8X")) || end > content.len() + 1 {
        return Err(FileRefused::Damaged);
    }
    if blank(content.get(end..).unwrap_or_default()) {
        Ok(Media::Webp)
    } else {
        Err(FileRefused::TwoInOne)
    }
}

/// What is read as words: a text, a mail, or one of the kinds that are refused by name.
fn words(content: &[u8]) -> Result<Media, FileRefused> {
    if let Some(refused) = known(content) {
        return Err(refused);
    }
    let text = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    if !printable(text) {
        return Err(FileRefused::Unknown);
    }
    if is_mail(text) {
        return Ok(Media::Mail);
    }
    if is_markup(text) {
        return Err(FileRefused::Markup);
    }
    Ok(Media::Text)
}

/// Kinds that people do send, so that the refusal can say what to do instead.
fn known(content: &[u8]) -> Option<FileRefused> {
    const ARCHIVES: [&[u8]; 6] = [
        b"Rar!\x1a",
        b"7z\xBC\xAF\x27\x1C",
        b"\x1F\x8B",
        b"BZh",
        b"\xFD7zXZ",
        b"\x28\xB5\x2F\xFD",
    ];
    const PROGRAMS: [&[u8]; 9] = [
        b"\x7FELF",
        b"MZ",
        b"#!",
        b"\xCA\xFE\xBA\xBE",
        b"\xCF\xFA\xED\xFE",
        b"\xCE\xFA\xED\xFE",
        b"\0asm",
        b"<?php",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    let begins = |kinds: &[&[u8]]| kinds.iter().any(|kind| content.starts_with(kind));
    if content.starts_with(b"PK\x03\x04") || content.starts_with(b"PK\x05\x06") {
        let office = [
            &b"[Content_Types].xml"[..],
            b"word/",
            b"xl/",
            b"ppt/",
            b"opendocument",
        ];
        let first = head(content, 4096);
        return Some(if office.iter().any(|name| find(first, name).is_some()) {
            FileRefused::Office
        } else {
            FileRefused::Archive
        });
    }
    if begins(&ARCHIVES) || content.get(257..262) == Some(b"ustar") {
        return Some(FileRefused::Archive);
    }
    // The first is also Outlook's .msg.
    if begins(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"{\\rtf"]) {
        return Some(FileRefused::Office);
    }
    if begins(&[b"GIF8", b"%!PS"]) {
        return Some(FileRefused::Unknown);
    }
    // Two letters alone may begin a text.
    let program = begins(&PROGRAMS) && !(content.starts_with(b"MZ") && printable(content));
    program.then_some(FileRefused::Program)
}

/// UTF-8, or Latin-1 as Windows writes it (CP-1252), without control signs other than blanks and line breaks.
fn printable(text: &[u8]) -> bool {
    let plain = |b: u8| matches!(b, b'\t' | b'\n' | b'\r' | 0x0C) || (b >= 0x20 && b != 0x7F);
    if !text.iter().copied().all(plain) {
        return false;
    }
    match std::str::from_utf8(text) {
        Ok(text) => !text.chars().any(|c| ('\u{80}'..='\u{9F}').contains(&c)),
        Err(_) => !text.iter().any(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)),
    }
}

/// RFC 5322: header lines up to a blank one, with the two that every mail has, From and Date.
fn is_mail(text: &[u8]) -> bool {
    let (mut from, mut date) = (false, false);
    for (n, line) in text.split(|b| *b == b'\n').take(500).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return from && date;
        }
        if line[0] == b' ' || line[0] == b'\t' {
            if n == 0 {
                return false;
            }
            continue;
        }
        let Some(colon) = line.iter().position(|b| *b == b':') else {
            return false;
        };
        let name = &line[..colon];
        if name.is_empty() || name.len() > 77 || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        from |= name.eq_ignore_ascii_case(b"from");
        date |= name.eq_ignore_ascii_case(b"date");
    }
    from && date
}

/// A tag with which a browser would take a text for a page (WHATWG, "MIME sniffing"), or one that runs something, anywhere.
fn is_markup(text: &[u8]) -> bool {
    const FIRST: [&[u8]; 19] = [
        b"<!doctype",
        b"<html",
        b"<head",
        b"<script",
        b"<iframe",
        b"<h1",
        b"<div",
        b"<font",
        b"<table",
        b"<a",
        b"<style",
        b"<title",
        b"<b",
        b"<body",
        b"<br",
        b"<p",
        b"<!--",
        b"<?xml",
        b"<svg",
    ];
    const ANYWHERE: [&[u8]; 8] = [
        b"<script",
        b"<html",
        b"<svg",
        b"<iframe",
        b"<object",
        b"<embed",
        b"<!doctype html",
        b"<?php",
    ];
    let lower = text.to_ascii_lowercase();
    let start = lower.trim_ascii_start();
    let opens = |tag: &[u8]| {
        start.starts_with(tag)
            && matches!(
                start.get(tag.len()),
                None | Some(b' ' | b'>' | b'\t' | b'\n' | b'\r' | b'/' | b'-')
            )
    };
    let runs = |rest: &[u8]| ANYWHERE.iter().any(|tag| rest.starts_with(tag));
    let anywhere = || (0..lower.len()).any(|at| lower[at] == b'<' && runs(&lower[at..]));
    FIRST.iter().any(|tag| opens(tag)) || start.starts_with(b"<!--") || anywhere()
}
