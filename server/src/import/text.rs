//! Files as text: which encoding they are in, and a reader that gives CSV its UTF-8 whatever they were.

use super::Refusal;
use super::guard::Guard;
use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

/// Bytes read at a time.
const BLOCK: usize = 64 * 1024;

/// The encodings that are recognised; all but UTF-8 are converted, and the report says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Also what calls itself Latin-1: the two differ in control characters only, which no text has.
    Windows1252,
}

impl Encoding {
    /// Its name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (LE)",
            Self::Utf16Be => "UTF-16 (BE)",
            Self::Windows1252 => "Latin-1 (Windows-1252)",
        }
    }

    /// A mark of byte order at the beginning, if there is one, is taken off.
    fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => UTF_8.new_decoder_with_bom_removal(),
            Self::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
            Self::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
            Self::Windows1252 => WINDOWS_1252.new_decoder_without_bom_handling(),
        }
    }
}

/// What a first look through the whole file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub encoding: Encoding,
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
}

/// Looks through a file once: a single wrong byte at its end decides between UTF-8 and Latin-1.
pub fn scan(path: &Path) -> Result<Scan, Refusal> {
    scan_bytes(File::open(path)?)
}

fn scan_bytes(mut file: impl Read) -> Result<Scan, Refusal> {
    let mut hash = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut seen = Seen::default();
    loop {
        let filled = fill(&mut file, &mut block)?;
        let Some(bytes) = block.get(..filled).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hash.update(bytes);
        seen.look(bytes)?;
    }
    let encoding = seen.encoding()?;
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a String cannot fail.
        _ = write!(hex, "{byte:02x}");
    }
    Ok(Scan { encoding, hash: hex })
}

/// Fills the block as far as the file goes.
fn fill(file: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match file.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// What has been seen of a file so far.
#[derive(Default)]
struct Seen {
    wide: Option<Encoding>,
    any: bool,
    text: bool,
    not_utf8: bool,
    not_windows: bool,
    /// The beginning of a character that the next block ends.
    carry: Vec<u8>,
}

impl Seen {
    fn look(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if !self.any {
            self.any = true;
            self.wide = wide(bytes);
            known_binary(bytes)?;
        }
        if self.wide.is_some() {
            self.text = true;
            return Ok(());
        }
        if bytes.iter().any(|b| matches!(b, 0..=8 | 14..=31)) {
            return Err(Refusal::Binary);
        }
        self.text = self.text || bytes.iter().any(|b| !b.is_ascii_whitespace());
        self.not_windows = self.not_windows
            || bytes
                .iter()
                .any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
        if !self.not_utf8 {
            self.look_for_utf8(bytes);
        }
        Ok(())
    }

    fn look_for_utf8(&mut self, bytes: &[u8]) {
        let mut all = std::mem::take(&mut self.carry);
        all.extend_from_slice(bytes);
        if let Err(wrong) = std::str::from_utf8(&all) {
            if wrong.error_len().is_some() {
                self.not_utf8 = true;
            } else {
                self.carry = all.split_off(wrong.valid_up_to());
            }
        }
    }

    fn encoding(&self) -> Result<Encoding, Refusal> {
        match self.wide {
            _ if !self.text => Err(Refusal::Empty),
            Some(wide) => Ok(wide),
            None if !self.not_utf8 && self.carry.is_empty() => Ok(Encoding::Utf8),
            None if self.not_windows => Err(Refusal::Binary),
            None => Ok(Encoding::Windows1252),
        }
    }
}

/// UTF-16 tells itself by its mark or, in languages like ours, by a zero in nearly every second byte.
fn wide(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), bytes.len() / 2);
    if half >= 4 && odd * 10 > half * 8 && even == 0 {
        Some(Encoding::Utf16Le)
    } else if half >= 4 && even * 10 > half * 8 && odd == 0 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn known_binary(bytes: &[u8]) -> Result<(), Refusal> {
    if is_zip(bytes) {
        return Err(Refusal::IsZip);
    }
    let binary = [
        b"%PDF".as_slice(),
        &[0x1f, 0x8b],
        &[0xd0, 0xcf, 0x11, 0xe0],
        b"SQLite format",
    ];
    if binary.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Refusal::Binary);
    }
    Ok(())
}

/// A zip begins so; so does a spreadsheet, which is one.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Gives UTF-8, whatever the file is in.
pub struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` has still to be decoded.
    left: Range<usize>,
    decoded: Vec<u8>,
    /// What of `decoded` has still to be handed out.
    ready: Range<usize>,
    ended: bool,
    flushed: bool,
}

impl<R: Read> Utf8<R> {
    pub fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.decoder(),
            raw: vec![0; BLOCK],
            left: 0..0,
            decoded: vec![0; BLOCK],
            ready: 0..0,
            ended: false,
            flushed: false,
        }
    }

    /// Decodes until something is ready or the file is at its end.
    fn decode(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.flushed {
            if self.left.is_empty() && !self.ended {
                let filled = fill(&mut self.inner, &mut self.raw)?;
                self.left = 0..filled;
                self.ended = filled == 0;
            }
            let bytes = self.raw.get(self.left.clone()).unwrap_or_default();
            let (result, read, written, wrong) =
                self.decoder.decode_to_utf8(bytes, &mut self.decoded, self.ended);
            if wrong && self.decoder.encoding() == UTF_8 {
                return Err(io::Error::other(Refusal::NotUtf8));
            }
            self.left.start += read;
            self.ready = 0..written;
            self.flushed = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.decode()?;
        let ready = self.decoded.get(self.ready.clone()).unwrap_or_default();
        let n = ready.len().min(out.len());
        out[..n].copy_from_slice(&ready[..n]);
        self.ready.start += n;
        Ok(n)
    }
}

/// A CSV reader over a file of any known encoding. Lines may have too many or too few cells: each is judged alone.
pub type Table<R> = csv::Reader<Guard<Utf8<R>>>;

/// Opens a table whose cells are parted by `delimiter`.
pub fn table<R: Read>(file: R, encoding: Encoding, delimiter: u8) -> Table<R> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(BLOCK)
        .from_reader(Guard::new(Utf8::new(file, encoding), delimiter))
}

/// What stopped a table: our own reason where we gave one.
pub fn stopped(error: csv::Error) -> Refusal {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => e.into(),
        other => Refusal::Unreadable(io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> Result<Encoding, String> {
        scan_bytes(bytes)
            .map(|scan| scan.encoding)
            .map_err(|refusal| format!("{refusal:?}"))
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "nom;métier\nHalles;comédien\n";
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let le = utf16(text, u16::to_le_bytes);
        let be = utf16(text, u16::to_be_bytes);
        assert_eq!(encoding(text.as_bytes()), Ok(Encoding::Utf8));
        assert_eq!(
            encoding(&[b"\xef\xbb\xbf", text.as_bytes()].concat()),
            Ok(Encoding::Utf8)
        );
        assert_eq!(encoding(&latin), Ok(Encoding::Windows1252));
        assert_eq!(encoding(&le), Ok(Encoding::Utf16Le));
        assert_eq!(encoding(&be), Ok(Encoding::Utf16Be));
        assert_eq!(
            encoding(&[&[0xff, 0xfe], le.as_slice()].concat()),
            Ok(Encoding::Utf16Le)
        );
    }

    #[test]
    fn a_character_cut_by_a_block_is_still_utf8_and_one_wrong_byte_far_away_is_latin() {
        let mut text = "a".repeat(BLOCK - 1) + "é" + &"b".repeat(100);
        assert_eq!(encoding(text.as_bytes()), Ok(Encoding::Utf8));
        text.push_str(&"c".repeat(3 * BLOCK));
        let mut bytes = text.into_bytes();
        bytes.push(0xe9);
        assert_eq!(encoding(&bytes), Ok(Encoding::Windows1252));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(encoding(b""), Err("Empty".into()));
        assert_eq!(encoding(b"\n \r\n"), Err("Empty".into()));
        assert_eq!(encoding(b"PK\x03\x04abc"), Err("IsZip".into()));
        assert_eq!(encoding(b"%PDF-1.7"), Err("Binary".into()));
        assert_eq!(encoding(b"abc\x00\x01def"), Err("Binary".into()));
        assert_eq!(encoding(b"abc\x81\xff"), Err("Binary".into()));
    }

    #[test]
    fn every_encoding_reads_as_the_same_text() {
        let text = "nom;métier\nŒuvre;comédien\n".repeat(5000);
        let windows = WINDOWS_1252.encode(&text).0;
        for (bytes, encoding) in [
            (text.clone().into_bytes(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            (windows.into_owned(), Encoding::Windows1252),
            (utf16(&text, u16::to_le_bytes), Encoding::Utf16Le),
            (
                utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
                Encoding::Utf16Be,
            ),
        ] {
            let mut out = String::new();
            Utf8::new(bytes.as_slice(), encoding)
                .read_to_string(&mut out)
                .unwrap();
            assert_eq!(out, text, "{encoding:?}");
        }
    }

    #[test]
    fn what_calls_itself_utf8_and_is_not_is_refused() {
        let mut out = String::new();
        let error = Utf8::new(b"m\xe9tier".as_slice(), Encoding::Utf8)
            .read_to_string(&mut out)
            .unwrap_err();
        assert!(matches!(Refusal::from(error), Refusal::NotUtf8));
    }
}
