//! Numbers that identify a client: read in any punctuation, checked, kept normalised, printed as people print them.
//!
//! A Belgian VAT number is the enterprise number with `BE` in front, and is kept as one; it does not say that the
//! client is liable to VAT, which many non-profits with a number are not.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

words! {
    /// Which kind of number it is. VAT numbers of EU countries whose check digits are not verified are `eu_vat`.
    Scheme {
        BeEnterprise = "be_enterprise",
        BeEstablishment = "be_establishment",
        FrSiren = "fr_siren",
        FrSiret = "fr_siret",
        FrVat = "fr_vat",
        NlKvk = "nl_kvk",
        NlBtw = "nl_btw",
        LuVat = "lu_vat",
        DeVat = "de_vat",
        EuVat = "eu_vat",
    }
}

words! {
    /// The rule that a number breaks.
    IdentifierError {
        /// Nothing that could be a number was typed.
        Empty = "empty",
        /// Too few or too many characters for its kind.
        Length = "length",
        /// A letter or a sign where the kind has a digit.
        Letter = "letter",
        /// A first digit that its kind does not have (an establishment is not an enterprise).
        FirstDigit = "first_digit",
        /// The digits contradict each other: one of them was mistyped.
        CheckDigits = "check_digits",
        /// Not a number of any kind known here.
        Unknown = "unknown",
    }
}

impl std::error::Error for IdentifierError {}

/// A number of known kind whose check digits, where there are any, agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    pub scheme: Scheme,
    /// Digits and capitals only, without the country's letters (except for `eu_vat`).
    pub number: String,
}

impl Identifier {
    /// Reads a number in any punctuation, with or without country letters or a label in front.
    ///
    /// Without a hint, letters in front and length tell the kind; nine bare digits are the old Belgian form and
    /// nothing else, because a mistyped Belgian number passes the French or German check once in ten times.
    pub fn parse(text: &str, hint: Option<Scheme>) -> Result<Self, IdentifierError> {
        let bare = unlabelled(&squeeze(text));
        if bare.is_empty() {
            return Err(IdentifierError::Empty);
        }
        let scheme = match hint {
            Some(scheme) => scheme,
            None => scheme_of(&bare)?,
        };
        read(&bare, scheme).map(|number| Self { scheme, number })
    }

    /// As people print it in the country it comes from.
    pub fn printed(&self) -> String {
        let n = self.number.as_str();
        let part = |from: usize, to: usize| n.get(from..to).unwrap_or_default();
        match self.scheme {
            Scheme::BeEnterprise => format!("{}.{}.{}", part(0, 4), part(4, 7), part(7, 10)),
            Scheme::BeEstablishment => {
                format!("{}.{}.{}.{}", part(0, 1), part(1, 4), part(4, 7), part(7, 10))
            }
            Scheme::FrSiren => format!("{} {} {}", part(0, 3), part(3, 6), part(6, 9)),
            Scheme::FrSiret => format!("{} {} {} {}", part(0, 3), part(3, 6), part(6, 9), part(9, 14)),
            Scheme::FrVat => format!("FR{n}"),
            Scheme::NlBtw => format!("NL{n}"),
            Scheme::LuVat => format!("LU{n}"),
            Scheme::DeVat => format!("DE{n}"),
            Scheme::NlKvk | Scheme::EuVat => n.to_owned(),
        }
    }

    /// A Dutch VAT number from before 2020 can contain a sole trader's national number and is then never shown to
    /// members. It cannot be told from a company's, so every number of the old form counts: prefer the KvK number.
    pub fn sensitive(&self) -> bool {
        self.scheme == Scheme::NlBtw && self.number.get(..9).is_some_and(passes_eleven_test)
    }

    /// The enterprise number, if it is one.
    pub fn enterprise(&self) -> Option<EnterpriseNumber> {
        (self.scheme == Scheme::BeEnterprise).then(|| self.number.parse().ok().map(EnterpriseNumber))?
    }

    /// The number of the legal unit behind it: SIREN for a SIRET or a French VAT number, itself otherwise.
    /// Two numbers of one client share it.
    pub fn legal_unit(&self) -> Self {
        let siren = match self.scheme {
            Scheme::FrSiret => self.number.get(..9),
            Scheme::FrVat => self.number.get(2..).filter(|siren| !siren.starts_with("000")),
            _ => None,
        };
        match siren {
            Some(siren) => Self {
                scheme: Scheme::FrSiren,
                number: siren.to_owned(),
            },
            None => self.clone(),
        }
    }
}

impl std::fmt::Display for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.printed())
    }
}

/// A Belgian enterprise number (KBO/BCE) with right check digits; its text is the ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnterpriseNumber(u64);

impl EnterpriseNumber {
    /// Reads it in any punctuation, with `BE` or without, also in the old form of nine digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let id = Identifier::parse(text, Some(Scheme::BeEnterprise))?;
        id.enterprise().ok_or(IdentifierError::Unknown)
    }

    /// The number that begins with these eight digits (0 to 19,999,999): for invented ones.
    pub fn from_root(root: u32) -> Option<Self> {
        (root < 20_000_000).then(|| Self(u64::from(root) * 100 + u64::from(belgian_check(root))))
    }

    /// Ten digits, as stored.
    pub fn digits(self) -> String {
        format!("{:010}", self.0)
    }

    /// `0999.100.295`, as people print it.
    pub fn printed(self) -> String {
        Identifier::from(self).printed()
    }
}

impl From<EnterpriseNumber> for Identifier {
    fn from(number: EnterpriseNumber) -> Self {
        Self {
            scheme: Scheme::BeEnterprise,
            number: number.digits(),
        }
    }
}

impl std::fmt::Display for EnterpriseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.printed())
    }
}

impl std::str::FromStr for EnterpriseNumber {
    type Err = IdentifierError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for EnterpriseNumber {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.digits())
    }
}

impl<'de> Deserialize<'de> for EnterpriseNumber {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The number that people quote first: the enterprise number, else the first that members may see.
pub fn shown(identifiers: &[Identifier]) -> Option<&Identifier> {
    let open = || identifiers.iter().filter(|id| !id.sensitive());
    open()
        .find(|id| id.scheme == Scheme::BeEnterprise)
        .or_else(|| open().next())
}

/// Every number that this text could be, the likeliest first: for the search box, where a wrong guess finds nothing.
pub fn guess(text: &str) -> Vec<Identifier> {
    let likeliest = Identifier::parse(text, None).ok();
    let bare = unlabelled(&squeeze(text));
    let others = Scheme::ALL
        .iter()
        .filter(|scheme| **scheme != Scheme::EuVat)
        .filter_map(|&scheme| {
            let number = read(&bare, scheme).ok()?;
            Some(Identifier { scheme, number })
        });
    let mut found: Vec<Identifier> = likeliest.into_iter().collect();
    for id in others {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// The digits typed so far, when the text can be the beginning of a number (at least three digits, no name):
/// `BE 0999.1` gives `09991`.
pub fn digits_prefix(text: &str) -> Option<String> {
    let bare = unlabelled(&squeeze(text));
    let digits = bare.strip_prefix("BE").unwrap_or(&bare);
    let fits = (3..=14).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.to_owned())
}

/// The beginnings under which a number typed so far may be stored: as typed, and with the leading zero that people
/// leave out of Belgian numbers.
pub fn number_prefixes(text: &str) -> Vec<String> {
    let Some(digits) = digits_prefix(text) else {
        return Vec::new();
    };
    let padded = (digits.len() <= 9 && !digits.starts_with('0')).then(|| format!("0{digits}"));
    std::iter::once(digits).chain(padded).collect()
}

/// The last two digits of the Belgian number that begins with these eight: 97 where the remainder is 0, never 00.
pub const fn belgian_check(root: u32) -> u32 {
    97 - root % 97
}

/// Capitals and digits, without the blanks and signs that people put between them.
fn squeeze(text: &str) -> String {
    let is_sign = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '.' | '-' | '/' | '(' | ')' | '[' | ']' | '_' | ',' | ':' | ';' | '\'' | '’' | '°' | '·' | '‐'..='―' | '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    // The ordinal signs go before normalisation, which would make letters of them.
    text.chars()
        .filter(|c| !matches!(c, 'º' | '°'))
        .nfkc()
        .filter(|&c| !is_sign(c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Without the words that people copy along with a number.
fn unlabelled(squeezed: &str) -> String {
    const LABELS: &[&str] = &[
        "TVA", "BTW", "MWST", "VAT", "USTIDNR", "UST", "BCE", "KBO", "ZDU", "CBE", "RPM", "RPR", "SIRET",
        "SIREN", "KVK", "IDNR", "NR", "NO", "N",
    ];
    let mut rest = squeezed;
    while let Some(shorter) = LABELS.iter().find_map(|label| rest.strip_prefix(label)) {
        // `NL` and `NO` begin with the label `N`: country letters stay.
        if rest.starts_with("NL") || !shorter.contains(|c: char| c.is_ascii_digit()) {
            break;
        }
        rest = shorter;
    }
    rest.to_owned()
}

fn scheme_of(bare: &str) -> Result<Scheme, IdentifierError> {
    let letters: String = bare.chars().take_while(char::is_ascii_alphabetic).collect();
    let after = bare.len() - letters.len();
    match (letters.as_str(), after) {
        ("", _) => Ok(scheme_of_digits(bare)),
        ("BE", _) => Ok(Scheme::BeEnterprise),
        ("FR", 9) => Ok(Scheme::FrSiren),
        ("FR", 14) => Ok(Scheme::FrSiret),
        ("NL", 8) => Ok(Scheme::NlKvk),
        ("NL", _) => Ok(Scheme::NlBtw),
        ("LU", _) => Ok(Scheme::LuVat),
        ("DE", _) => Ok(Scheme::DeVat),
        _ if bare.starts_with("FR") => Ok(Scheme::FrVat),
        _ if EU.iter().any(|country| bare.starts_with(country)) => Ok(Scheme::EuVat),
        _ => Err(IdentifierError::Unknown),
    }
}

fn scheme_of_digits(bare: &str) -> Scheme {
    let bytes = bare.as_bytes();
    let first = bytes.first().copied().unwrap_or_default();
    match bytes.len() {
        12 if bytes.get(9) == Some(&b'B') => Scheme::NlBtw,
        14 => Scheme::FrSiret,
        10 if (b'2'..=b'8').contains(&first) => Scheme::BeEstablishment,
        _ => Scheme::BeEnterprise,
    }
}

/// Countries of the EU whose VAT numbers are taken as they are; Greece writes EL, Northern Ireland XI.
const EU: &[&str] = &[
    "AT", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "HR", "HU", "IE", "IT", "LT", "LV", "MT", "PL",
    "PT", "RO", "SE", "SI", "SK", "XI",
];

fn read(bare: &str, scheme: Scheme) -> Result<String, IdentifierError> {
    let without = |country: &str| bare.strip_prefix(country).unwrap_or(bare);
    match scheme {
        Scheme::BeEnterprise => enterprise(without("BE")),
        Scheme::BeEstablishment => establishment(without("BE")),
        Scheme::FrSiren => digits(without("FR"), 9).and_then(|n| keep(luhn(&n), n)),
        Scheme::FrSiret => digits(without("FR"), 14).and_then(|n| keep(siret(&n), n)),
        Scheme::FrVat => french_vat(without("FR")),
        Scheme::NlKvk => digits(without("NL"), 8),
        Scheme::NlBtw => dutch_vat(without("NL")),
        Scheme::LuVat => {
            digits(without("LU"), 8).and_then(|n| keep(number(&n[..6]) % 89 == number(&n[6..]), n))
        }
        Scheme::DeVat => german_vat(without("DE")),
        Scheme::EuVat => eu_vat(bare),
    }
}

fn keep(checks: bool, number: String) -> Result<String, IdentifierError> {
    if checks {
        Ok(number)
    } else {
        Err(IdentifierError::CheckDigits)
    }
}

/// Exactly so many ASCII digits; a letter is named before a wrong length.
fn digits(text: &str, length: usize) -> Result<String, IdentifierError> {
    if text.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Letter);
    }
    if text.len() == length {
        Ok(text.to_owned())
    } else {
        Err(IdentifierError::Length)
    }
}

/// Digits only, at most 18 of them.
fn number(digits: &str) -> u64 {
    digits
        .bytes()
        .fold(0, |n, b| n * 10 + u64::from(b.saturating_sub(b'0')))
}

fn enterprise(text: &str) -> Result<String, IdentifierError> {
    let padded = if text.len() == 9 {
        format!("0{text}")
    } else {
        text.to_owned()
    };
    let n = digits(&padded, 10)?;
    if !n.starts_with(['0', '1']) {
        return Err(IdentifierError::FirstDigit);
    }
    keep(passes_97(&n), n)
}

fn establishment(text: &str) -> Result<String, IdentifierError> {
    let n = digits(text, 10)?;
    if !n.starts_with(|c: char| ('2'..='8').contains(&c)) {
        return Err(IdentifierError::FirstDigit);
    }
    keep(passes_97(&n), n)
}

fn passes_97(ten: &str) -> bool {
    97 - number(&ten[..8]) % 97 == number(&ten[8..])
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, b)| {
            let doubled = u32::from(b - b'0') << (place % 2);
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The post office has more establishments than Luhn numbers: for them the digits add up to a multiple of five.
fn siret(digits: &str) -> bool {
    if digits.starts_with("356000000") && digits != "35600000000048" {
        return digits
            .bytes()
            .map(|b| u32::from(b - b'0'))
            .sum::<u32>()
            .is_multiple_of(5);
    }
    luhn(&digits[..9]) && luhn(digits)
}

/// Two key characters and a SIREN; numbers that begin with three zeros are Monaco's and have no SIREN.
fn french_vat(text: &str) -> Result<String, IdentifierError> {
    const KEYS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if text.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !text.is_ascii() {
        return Err(IdentifierError::Letter);
    }
    if text.len() != 11 {
        return Err(IdentifierError::Length);
    }
    let (key, siren) = text.split_at(2);
    let siren = digits(siren, 9)?;
    let mut places = key.chars().map(|c| KEYS.find(c).map(|place| place as i64));
    let (Some(Some(first)), Some(Some(second))) = (places.next(), places.next()) else {
        return Err(IdentifierError::Letter);
    };
    if !siren.starts_with("000") && !luhn(&siren) {
        return Err(IdentifierError::CheckDigits);
    }
    let body = number(&siren) as i64;
    let agrees = if first < 10 && second < 10 {
        first * 10 + second == (12 + 3 * (body % 97)) % 97
    } else {
        let check = if first < 10 {
            first * 24 + second - 10
        } else {
            first * 34 + second - 100
        };
        (body + 1 + check.div_euclid(11)).rem_euclid(11) == check.rem_euclid(11)
    };
    keep(agrees, text.to_owned())
}

/// Nine digits, `B`, two digits: the old form passes the eleven test, the form since 2020 ISO 7064 MOD 97-10.
fn dutch_vat(text: &str) -> Result<String, IdentifierError> {
    if text.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !text.is_ascii() {
        return Err(IdentifierError::Letter);
    }
    if text.len() != 12 {
        return Err(IdentifierError::Length);
    }
    let body = digits(&text[..9], 9)?;
    if &text[9..10] != "B" {
        return Err(IdentifierError::Letter);
    }
    let suffix = digits(&text[10..], 2)?;
    // N, L and B count as 23, 21 and 11.
    let modulus = format!("2321{body}11{suffix}")
        .bytes()
        .fold(0, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97);
    keep(
        number(&body) > 0 && (passes_eleven_test(&body) || modulus == 1),
        text.to_owned(),
    )
}

fn passes_eleven_test(nine: &str) -> bool {
    let weighted: i64 = nine
        .bytes()
        .zip([9, 8, 7, 6, 5, 4, 3, 2, -1])
        .map(|(b, w)| i64::from(b - b'0') * w)
        .sum();
    weighted % 11 == 0
}

/// ISO 7064 MOD 11,10.
fn german_vat(text: &str) -> Result<String, IdentifierError> {
    let n = digits(text, 9)?;
    if n.starts_with('0') {
        return Err(IdentifierError::FirstDigit);
    }
    let product = n[..8].bytes().fold(10, |product, b| {
        let sum = (u64::from(b - b'0') + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    keep((11 - product) % 10 == number(&n[8..]), n)
}

fn eu_vat(text: &str) -> Result<String, IdentifierError> {
    let Some(rest) = EU.iter().find_map(|country| text.strip_prefix(country)) else {
        return Err(IdentifierError::Unknown);
    };
    if !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(IdentifierError::Letter);
    }
    let enough = (2..=12).contains(&rest.len()) && rest.bytes().any(|b| b.is_ascii_digit());
    if enough {
        Ok(text.to_owned())
    } else {
        Err(IdentifierError::Length)
    }
}

#[cfg(test)]
mod tests;
