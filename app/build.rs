//! Turns `locales/{fr,nl,en,de}.toml` into one Rust function per text.
//!
//! French is the source. A key that is missing or unknown in another language, or whose arguments differ, stops the
//! build with one line per problem. See the module documentation of `app::texts` for what is generated.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

/// The languages in the order of `domain::Lang`; the first is the source.
const LANGS: [(&str, &str); 4] = [("fr", "Fr"), ("nl", "Nl"), ("en", "En"), ("de", "De")];

/// A text as written: one form, or one for a single thing and one for several.
#[derive(Clone, PartialEq)]
enum Text {
    Plain(String),
    Plural { one: String, other: String },
}

type Locale = BTreeMap<(String, String), Text>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    let mut problems = Vec::new();
    let mut locales = Vec::new();
    for (lang, _) in LANGS {
        let file = format!("locales/{lang}.toml");
        let table = fs::read_to_string(&file)?
            .parse::<toml::Table>()
            .map_err(|e| format!("{file}: {e}"))?;
        let mut locale = read(&file, &table, &mut problems);
        if lang == "fr" {
            locale.values_mut().for_each(keep_signs);
        }
        locales.push(locale);
    }
    compare(&locales, &mut problems);
    if !problems.is_empty() {
        for problem in problems {
            println!("cargo::error={problem}");
        }
        process::exit(1);
    }
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    fs::write(Path::new(&out).join("texts.rs"), generate(&locales)?)?;
    Ok(())
}

/// Reads the sections of one file, noting whatever is neither a text nor a plural.
fn read(file: &str, table: &toml::Table, problems: &mut Vec<String>) -> Locale {
    let mut locale = Locale::new();
    for (section, entries) in table {
        let Some(entries) = entries.as_table() else {
            problems.push(format!("{file}: {section} stands outside of a [section]"));
            continue;
        };
        for (key, value) in entries {
            match text(value) {
                Some(text) => {
                    locale.insert((section.clone(), key.clone()), text);
                }
                None => problems.push(format!(
                    "{file}: {section}.{key} is neither a text nor {{ one, other }}"
                )),
            }
        }
    }
    locale
}

/// French sets a blank before `: ; ? ! %` and inside guillemets, on which no line may break.
fn keep_signs(text: &mut Text) {
    let kept = |form: &mut String| {
        *form = form
            .replace(" :", "\u{a0}:")
            .replace("« ", "«\u{a0}")
            .replace(" »", "\u{a0}»");
        for sign in [";", "?", "!", "%"] {
            *form = form.replace(&format!(" {sign}"), &format!("\u{202f}{sign}"));
        }
    };
    match text {
        Text::Plain(plain) => kept(plain),
        Text::Plural { one, other } => {
            kept(one);
            kept(other);
        }
    }
}

fn text(value: &toml::Value) -> Option<Text> {
    if let Some(plain) = value.as_str() {
        return Some(Text::Plain(plain.to_owned()));
    }
    let table = value.as_table().filter(|table| table.len() == 2)?;
    let form = |name: &str| table.get(name)?.as_str().map(str::to_owned);
    Some(Text::Plural {
        one: form("one")?,
        other: form("other")?,
    })
}

/// Every language must have the keys of French, with the same arguments.
fn compare(locales: &[Locale], problems: &mut Vec<String>) {
    let Some((source, others)) = locales.split_first() else {
        return;
    };
    for (other, (lang, _)) in others.iter().zip(&LANGS[1..]) {
        for ((section, key), french) in source {
            match other.get(&(section.clone(), key.clone())) {
                None => problems.push(format!("locales/{lang}.toml: {section}.{key} is missing")),
                Some(text) if is_plural(text) != is_plural(french) => {
                    problems.push(format!(
                        "locales/{lang}.toml: {section}.{key} is a plural in one language only"
                    ));
                }
                Some(text) if names(text) != names(french) => problems.push(format!(
                    "locales/{lang}.toml: {section}.{key} has the arguments {:?}, French has {:?}",
                    names(text),
                    names(french)
                )),
                Some(_) => {}
            }
        }
        for (section, key) in other.keys().filter(|k| !source.contains_key(k)) {
            problems.push(format!(
                "locales/{lang}.toml: {section}.{key} is not in locales/fr.toml"
            ));
        }
    }
}

fn is_plural(text: &Text) -> bool {
    matches!(text, Text::Plural { .. })
}

/// The arguments as a set, to compare languages; `n` always belongs to a plural.
fn names(text: &Text) -> BTreeSet<String> {
    arguments(text).into_iter().collect()
}

/// The arguments in the order in which they are first read.
fn arguments(text: &Text) -> Vec<String> {
    let mut found = Vec::new();
    let forms: Vec<&str> = match text {
        Text::Plain(plain) => vec![plain],
        Text::Plural { one, other } => {
            found.push("n".to_owned());
            vec![other, one]
        }
    };
    for form in forms {
        let form = form.replace("{{", "").replace("}}", "");
        for part in form.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default().to_owned();
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

fn generate(locales: &[Locale]) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let source = &locales[0];
    let sections: BTreeSet<&str> = source.keys().map(|(section, _)| section.as_str()).collect();
    for section in sections {
        writeln!(out, "/// The texts of `[{section}]`.\npub mod {section} {{")?;
        writeln!(out, "    use super::{{{}}};", needs(source, section))?;
        for (key, french) in source
            .iter()
            .filter(|((s, _), _)| s == section)
            .map(|((_, key), text)| (key, text))
        {
            let texts: Vec<&Text> = locales
                .iter()
                .filter_map(|l| l.get(&(section.to_owned(), key.clone())))
                .collect();
            function(&mut out, key, french, &texts)?;
        }
        writeln!(out, "}}")?;
    }
    Ok(out)
}

/// What the functions of a section use of the module around.
fn needs(source: &Locale, section: &str) -> String {
    let texts = || {
        source
            .iter()
            .filter(|((s, _), _)| s == section)
            .map(|(_, text)| text)
    };
    let display = texts().any(|text| arguments(text).iter().any(|a| a != "n" || !is_plural(text)));
    let number = texts().any(is_plural);
    let mut names = vec!["Lang"];
    if display {
        names.insert(0, "Display");
    }
    if number {
        names.push("number");
    }
    names.join(", ")
}

fn function(out: &mut String, key: &str, french: &Text, texts: &[&Text]) -> std::fmt::Result {
    let name = identifier(key);
    let arguments = arguments(french);
    let doc = match french {
        Text::Plain(plain) => plain.clone(),
        Text::Plural { other, .. } => other.clone(),
    };
    writeln!(
        out,
        "    /// « {} »",
        doc.replace(['\n', '\r'], " ").replace('[', "\\[")
    )?;
    if arguments.is_empty() {
        writeln!(
            out,
            "    pub const fn {name}(l: Lang) -> &'static str {{\n        match l {{"
        )?;
        arms(out, texts, |text| {
            format!("{:?}", plain(text).replace("{{", "{").replace("}}", "}"))
        })?;
    } else {
        let list: Vec<String> = arguments
            .iter()
            .map(|a| {
                if is_plural(french) && a == "n" {
                    "n: i64".into()
                } else {
                    format!("{a}: impl Display")
                }
            })
            .collect();
        writeln!(
            out,
            "    pub fn {name}(l: Lang, {}) -> String {{",
            list.join(", ")
        )?;
        if is_plural(french) {
            if texts
                .iter()
                .any(|text| matches!(text, Text::Plural { one, other } if one != other))
            {
                writeln!(
                    out,
                    "        let one = if l == Lang::Fr {{ n <= 1 }} else {{ n == 1 }};"
                )?;
            }
            writeln!(out, "        let n = number(l, n);")?;
        }
        writeln!(out, "        match l {{")?;
        arms(out, texts, |text| match text {
            Text::Plain(plain) => formatted(plain),
            Text::Plural { one, other } if one == other => formatted(other),
            Text::Plural { one, other } => {
                let (one, other) = (formatted(one), formatted(other));
                format!("if one {{ {one} }} else {{ {other} }}")
            }
        })?;
    }
    writeln!(out, "        }}\n    }}")
}

/// A form without arguments, such as "one day", needs no formatting.
fn formatted(form: &str) -> String {
    if arguments(&Text::Plain(form.to_owned())).is_empty() {
        format!("String::from({:?})", form.replace("{{", "{").replace("}}", "}"))
    } else {
        format!("format!({form:?})")
    }
}

fn plain(text: &Text) -> &str {
    match text {
        Text::Plain(plain) | Text::Plural { other: plain, .. } => plain,
    }
}

/// One arm per different text: languages that say the same share theirs.
fn arms(out: &mut String, texts: &[&Text], body: impl Fn(&Text) -> String) -> std::fmt::Result {
    let mut done: Vec<&Text> = Vec::new();
    for text in texts {
        if done.contains(text) {
            continue;
        }
        done.push(text);
        let langs: Vec<String> = texts
            .iter()
            .zip(LANGS)
            .filter(|(other, _)| *other == text)
            .map(|(_, (_, variant))| format!("Lang::{variant}"))
            .collect();
        writeln!(out, "            {} => {},", langs.join(" | "), body(text))?;
    }
    Ok(())
}

/// A key that Rust keeps for itself is written raw.
fn identifier(key: &str) -> String {
    const KEPT: &[&str] = &[
        "as", "break", "const", "continue", "else", "enum", "extern", "false", "fn", "for", "if", "impl",
        "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct",
        "trait", "true", "type", "unsafe", "use", "where", "while", "async", "await", "dyn", "abstract",
        "become", "box", "do", "final", "macro", "override", "priv", "typeof", "unsized", "virtual", "yield",
        "try", "gen",
    ];
    if KEPT.contains(&key) {
        format!("r#{key}")
    } else {
        key.to_owned()
    }
}
