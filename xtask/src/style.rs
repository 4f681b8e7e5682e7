//! The style sheets: `style/main.css` and what it imports, in one small file.

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// The oldest browsers served. From these on all of them know `light-dark()`, nesting and `:has()`, so that
/// Lightning CSS leaves these as they are written.
const BROWSERS: Browsers = Browsers {
    android: Some(123 << 16),
    chrome: Some(123 << 16),
    edge: Some(123 << 16),
    firefox: Some(121 << 16),
    ie: None,
    ios_saf: Some(17 << 16 | 5 << 8),
    opera: Some(109 << 16),
    safari: Some(17 << 16 | 5 << 8),
    samsung: Some(27 << 16),
};

/// The bundle of `main` and what it imports, without spaces and comments.
pub fn bundle(main: &Path) -> Result<String> {
    let files = FileProvider::new();
    let targets = Targets::from(BROWSERS);
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(main)
        .map_err(|error| anyhow!("style: {error}"))?;
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| anyhow!("style: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|error| anyhow!("style: {error}"))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn imports_become_one_sheet_and_light_dark_stays() {
        let folder = std::env::temp_dir().join(format!("vigie-style-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("part.css"),
            "p { color: light-dark(#111111, #eeeeee); }",
        )
        .unwrap();
        fs::write(
            folder.join("main.css"),
            "@import \"part.css\";\nb { & i { margin: 0px } }",
        )
        .unwrap();
        let css = bundle(&folder.join("main.css")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(css.starts_with("p{color:light-dark(#111,#eee)}"), "{css}");
        assert!(!css.contains("@import") && css.contains("margin:0"), "{css}");
    }

    #[test]
    fn a_missing_import_is_an_error_that_names_it() {
        let folder = std::env::temp_dir().join(format!("vigie-style-missing-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("main.css"), "@import \"nowhere.css\";").unwrap();
        let error = bundle(&folder.join("main.css"));
        fs::remove_dir_all(&folder).unwrap();
        assert!(error.is_err());
    }
}
