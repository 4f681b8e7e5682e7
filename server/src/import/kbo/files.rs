//! The files of an extract: their columns, and a line of each as the store takes it.

use super::super::Refusal;
use chrono::NaiveDate;
use csv::StringRecord;
use domain::client::identifier::IdentifierError;
use store::contract::Reason;
use store::register::{
    Activity, Address, Code, Contact, Enterprise, Establishment, ExtractKind, Name, Subject,
};

/// One file of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub subject: Subject,
    pub change: Change,
}

/// What the lines of a file do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// All that there is (every file of a full extract, and `code.csv` always).
    All,
    /// Entities whose rows an update takes away or brings anew.
    Delete,
    /// All rows of the entities that an update brings.
    Insert,
}

/// The files to read, in their order: enterprises before what belongs to them. Their own list of deletions comes after
/// the insertions, so that no enterprise looks stopped while an update runs.
pub fn parts(kind: ExtractKind) -> Vec<Part> {
    use Subject::{Activity, Address, Code, Contact, Enterprise, Establishment, Name};
    let mut parts = vec![Part {
        subject: Code,
        change: Change::All,
    }];
    for subject in [Enterprise, Establishment, Name, Address, Contact, Activity] {
        let changes: &[Change] = match (kind, subject) {
            (ExtractKind::Full, _) => &[Change::All],
            (ExtractKind::Update, Enterprise | Establishment) => &[Change::Insert, Change::Delete],
            (ExtractKind::Update, _) => &[Change::Delete, Change::Insert],
        };
        parts.extend(changes.iter().map(|change| Part {
            subject,
            change: *change,
        }));
    }
    parts
}

impl Part {
    /// Its name in the extract.
    pub fn file(self) -> String {
        let subject = match self.subject {
            Subject::Code => "code",
            Subject::Enterprise => "enterprise",
            Subject::Establishment => "establishment",
            Subject::Name => "denomination",
            Subject::Address => "address",
            Subject::Contact => "contact",
            Subject::Activity => "activity",
        };
        match self.change {
            Change::All => format!("{subject}.csv"),
            Change::Delete => format!("{subject}_delete.csv"),
            Change::Insert => format!("{subject}_insert.csv"),
        }
    }

    /// The columns that are read.
    const fn columns(self) -> &'static [&'static str] {
        match (self.subject, self.change) {
            (Subject::Code, _) => &["Category", "Code", "Language", "Description"],
            (Subject::Enterprise, Change::Delete) => &["EnterpriseNumber"],
            (Subject::Establishment, Change::Delete) => &["EstablishmentNumber"],
            (_, Change::Delete) => &["EntityNumber"],
            (Subject::Enterprise, _) => &[
                "EnterpriseNumber",
                "JuridicalSituation",
                "TypeOfEnterprise",
                "JuridicalForm",
                "JuridicalFormCAC",
                "StartDate",
            ],
            (Subject::Establishment, _) => &["EstablishmentNumber", "StartDate", "EnterpriseNumber"],
            (Subject::Name, _) => &["EntityNumber", "Language", "TypeOfDenomination", "Denomination"],
            (Subject::Address, _) => &[
                "EntityNumber",
                "TypeOfAddress",
                "CountryNL",
                "CountryFR",
                "Zipcode",
                "MunicipalityNL",
                "MunicipalityFR",
                "StreetNL",
                "StreetFR",
                "HouseNumber",
                "Box",
                "DateStrikingOff",
            ],
            (Subject::Contact, _) => &["EntityNumber", "EntityContact", "ContactType", "Value"],
            (Subject::Activity, _) => &[
                "EntityNumber",
                "ActivityGroup",
                "NaceVersion",
                "NaceCode",
                "Classification",
            ],
        }
    }
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Empty for the line as a whole.
    pub column: &'static str,
    pub value: String,
    pub reason: Reason,
}

/// The columns of a file, found by their names.
#[derive(Debug, Clone)]
pub struct Columns {
    names: &'static [&'static str],
    places: Vec<usize>,
    /// Cells of the first line.
    pub cells: usize,
}

impl Columns {
    pub fn read(part: Part, first: &StringRecord) -> Result<Self, Refusal> {
        let names = part.columns();
        let place = |name: &&str| {
            first
                .iter()
                .position(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let missing: Vec<&'static str> = names
            .iter()
            .filter(|name| place(name).is_none())
            .copied()
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::MissingColumns(missing));
        }
        Ok(Self {
            names,
            places: names.iter().filter_map(place).collect(),
            cells: first.len(),
        })
    }

    /// The cells of a line, in the order of the part's columns.
    pub fn line<'a>(&'a self, record: &'a StringRecord) -> Result<Cells<'a>, Wrong> {
        if record.len() != self.cells {
            let reason = Reason::Cells { found: record.len() };
            return Err(Wrong {
                column: "",
                value: String::new(),
                reason,
            });
        }
        Ok(Cells {
            columns: self,
            record,
        })
    }
}

/// One line.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
}

impl<'a> Cells<'a> {
    fn text(self, place: usize) -> &'a str {
        self.columns
            .places
            .get(place)
            .and_then(|column| self.record.get(*column))
            .unwrap_or_default()
            .trim()
    }

    fn owned(self, place: usize) -> String {
        self.text(place).to_owned()
    }

    fn maybe(self, place: usize) -> Option<String> {
        Some(self.text(place))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    fn wrong(self, place: usize, reason: Reason) -> Wrong {
        let column = self.columns.names.get(place).copied().unwrap_or_default();
        Wrong {
            column,
            value: self.owned(place),
            reason,
        }
    }

    fn needed(self, place: usize) -> Result<String, Wrong> {
        self.maybe(place)
            .ok_or_else(|| self.wrong(place, Reason::Missing))
    }

    fn number(self, place: usize) -> Result<String, Wrong> {
        number(self.text(place)).map_err(|error| self.wrong(place, Reason::Number(error)))
    }

    fn day(self, place: usize) -> Result<Option<NaiveDate>, Wrong> {
        let text = self.text(place);
        if text.is_empty() {
            return Ok(None);
        }
        day(text).map(Some).map_err(|reason| self.wrong(place, reason))
    }

    /// The entity that the line is about: its first column in every file but `code.csv`.
    pub fn entity(self) -> Result<String, Wrong> {
        self.number(0)
    }

    pub fn code(self) -> Result<Code, Wrong> {
        Ok(Code {
            category: self.needed(0)?,
            code: self.needed(1)?,
            language: self.needed(2)?,
            description: self.owned(3),
        })
    }

    pub fn enterprise(self) -> Result<Enterprise, Wrong> {
        Ok(Enterprise {
            number: self.number(0)?,
            situation: self.owned(1),
            enterprise_type: self.owned(2),
            form: self.maybe(3),
            form_cac: self.maybe(4),
            started_on: self.day(5)?,
        })
    }

    pub fn establishment(self) -> Result<Establishment, Wrong> {
        Ok(Establishment {
            number: self.number(0)?,
            started_on: self.day(1)?,
            enterprise_number: self.number(2)?,
        })
    }

    pub fn name(self, entity: String) -> Result<Name, Wrong> {
        Ok(Name {
            entity,
            language: self.owned(1),
            kind: self.needed(2)?,
            name: self.needed(3)?,
        })
    }

    pub fn address(self, entity: String) -> Result<Address, Wrong> {
        let country = if self.text(3).is_empty() {
            self.owned(2)
        } else {
            self.owned(3)
        };
        Ok(Address {
            entity,
            kind: self.needed(1)?,
            country,
            postcode: self.owned(4),
            municipality_nl: self.owned(5),
            municipality_fr: self.owned(6),
            street_nl: self.owned(7),
            street_fr: self.owned(8),
            house_number: self.owned(9),
            box_number: self.owned(10),
            struck_off_on: self.day(11)?,
        })
    }

    pub fn contact(self, entity: String) -> Result<Contact, Wrong> {
        Ok(Contact {
            entity,
            entity_kind: self.needed(1)?,
            kind: self.needed(2)?,
            value: self.needed(3)?,
        })
    }

    /// `None` for an activity that is not a main one.
    pub fn activity(self, entity: String) -> Result<Option<Activity>, Wrong> {
        if self.text(4) != "MAIN" {
            return Ok(None);
        }
        let nace_version = self
            .text(2)
            .parse()
            .map_err(|_| self.wrong(2, Reason::UnknownWord))?;
        Ok(Some(Activity {
            entity,
            group: self.needed(1)?,
            nace_version,
            nace_code: self.needed(3)?,
        }))
    }
}

/// Ten digits of a dotted number. Branches have numbers of the register's own, without check digits.
pub fn number(text: &str) -> Result<String, IdentifierError> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    if digits.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Letter);
    }
    if digits.len() != 10 {
        return Err(IdentifierError::Length);
    }
    let value: u64 = digits.parse().map_err(|_| IdentifierError::Length)?;
    if !is_branch(&digits) && !(value / 100 + value % 100).is_multiple_of(97) {
        return Err(IdentifierError::CheckDigits);
    }
    Ok(digits)
}

/// A branch of a foreign enterprise: not looked up by anyone.
pub fn is_branch(number: &str) -> bool {
    number.starts_with('9')
}

/// `dd-mm-yyyy`, as the register writes its days.
pub fn day(text: &str) -> Result<NaiveDate, Reason> {
    let mut parts = text.split('-');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Reason::NotADate);
    };
    let read = |part: &str| part.parse::<u32>().map_err(|_| Reason::NotADate);
    let year = i32::try_from(read(year)?).map_err(|_| Reason::NotADate)?;
    NaiveDate::from_ymd_opt(year, read(month)?, read(day)?).ok_or(Reason::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_numbers_become_ten_digits() {
        assert_eq!(number("0200.065.765"), Ok("0200065765".to_owned()));
        assert_eq!(number("2.297.964.444"), Ok("2297964444".to_owned()));
        assert_eq!(number("0200.065.766"), Err(IdentifierError::CheckDigits));
        assert_eq!(number("9.000.006.626"), Ok("9000006626".to_owned()));
        assert_eq!(number("0200.065.76"), Err(IdentifierError::Length));
        assert_eq!(number("0200.065.76x"), Err(IdentifierError::Letter));
        assert_eq!(number(""), Err(IdentifierError::Empty));
    }

    #[test]
    fn days_are_those_of_the_register() {
        assert_eq!(
            day("09-08-1960"),
            Ok(NaiveDate::from_ymd_opt(1960, 8, 9).unwrap())
        );
        assert_eq!(day("31-02-1960"), Err(Reason::NoSuchDay));
        assert_eq!(day("1960"), Err(Reason::NotADate));
    }

    #[test]
    fn an_update_has_two_files_for_each_but_codes() {
        let files: Vec<String> = parts(ExtractKind::Update).into_iter().map(Part::file).collect();
        assert_eq!(files.len(), 13);
        assert_eq!(
            files[..5],
            [
                "code.csv",
                "enterprise_insert.csv",
                "enterprise_delete.csv",
                "establishment_insert.csv",
                "establishment_delete.csv"
            ]
        );
        assert_eq!(
            files[5..7],
            ["denomination_delete.csv", "denomination_insert.csv"]
        );
        assert_eq!(parts(ExtractKind::Full).len(), 7);
    }
}
