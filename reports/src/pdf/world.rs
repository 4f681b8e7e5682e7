//! What typst may see: one template, the document as JSON, its drawings and our two fonts. No file system, no network,
//! no clock, so that the same document gives the same bytes.

use super::PdfError;
use crate::document::{Document, Part};
use std::collections::HashMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const TEMPLATE: &str = include_str!("../../templates/document.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] = [
        include_bytes!("../../fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../fonts/NotoSans-Bold.ttf"),
    ];
    let fonts: Vec<Font> = files
        .into_iter()
        .flat_map(|file| Font::iter(Bytes::new(file)))
        .collect();
    Fonts {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    /// A sign that our fonts do not draw would make the document unreadable for machines: it becomes a replacement.
    fn writable(&self, text: &str) -> String {
        let has = |c: char| {
            c.is_control()
                || self
                    .fonts
                    .iter()
                    .all(|font| font.info().coverage.contains(c as u32))
        };
        text.chars()
            .map(|c| if has(c) { c } else { '\u{fffd}' })
            .collect()
    }
}

struct House {
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl World for House {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::NotSource)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets the document.
pub(super) fn set(document: &Document) -> Result<Vec<u8>, PdfError> {
    let result = set_once(document);
    // typst remembers what it has set, for the next keystroke of an editor: nobody types here.
    typst::comemo::evict(0);
    result
}

fn set_once(document: &Document) -> Result<Vec<u8>, PdfError> {
    let mut document = document.clone();
    let mut files = HashMap::new();
    for (n, part) in document.parts.iter_mut().enumerate() {
        if let Part::Chart(chart) = part
            && let Some(svg) = &mut chart.svg
        {
            let name = format!("/chart-{n}.svg");
            let drawing = std::mem::replace(svg, name.clone());
            files.insert(id(&name)?, Bytes::from_string(FONTS.writable(&drawing)));
        }
    }
    let data = serde_json::to_string(&document).map_err(|error| PdfError::Refused(error.to_string()))?;
    files.insert(id("/document.json")?, Bytes::from_string(FONTS.writable(&data)));
    let house = House {
        main: Source::new(id("/document.typ")?, TEMPLATE.to_owned()),
        files,
    };
    let paged: PagedDocument = typst::compile(&house).output.map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| PdfError::Refused(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Vigie".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&paged, &options).map_err(|errors| refused(&errors))
}

fn id(path: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(path).map_err(|error| PdfError::Refused(format!("{error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn refused(errors: &[SourceDiagnostic]) -> PdfError {
    let one = |error: &SourceDiagnostic| {
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", error.message, hints.collect::<String>())
    };
    PdfError::Refused(errors.iter().map(one).collect::<Vec<_>>().join("; "))
}
