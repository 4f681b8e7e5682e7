//! What an import has to say, in the reader's language.

use super::{Refusal, Stopped};
use app::format::date;
use app::texts::import as t;
use domain::Lang;
use domain::client::identifier::IdentifierError;
use domain::contract::{ContractState, RefundError, WageUnit};
use domain::money::AmountError;
use store::contract::{Column, Reason};
use store::register::Refused;

/// Why an import stopped, and what that leaves behind, as one or two sentences.
pub fn sentence(lang: Lang, stopped: &Stopped) -> String {
    match stopped {
        Stopped::Refused { file, why, midway } => {
            let left = if *midway {
                t::stopped_midway(lang)
            } else {
                t::nothing_changed(lang)
            };
            format!("{} {left}", refusal(lang, file, why))
        }
        Stopped::Store(error) => error.to_string(),
    }
}

fn refusal(lang: Lang, file: &str, why: &Refusal) -> String {
    match why {
        Refusal::NotFound => t::no_such_file(lang, file),
        Refusal::Unreadable(cause) => t::unreadable(lang, file, cause),
        Refusal::Empty => t::empty(lang, file),
        Refusal::IsZip => t::is_zip(lang, file),
        Refusal::Binary => t::binary(lang, file),
        Refusal::NotUtf8 => t::not_utf8(lang, file),
        Refusal::OpenQuote { line } => t::open_quote(lang, file, line),
        Refusal::LongLine { line } => t::long_line(lang, file, line),
        Refusal::MissingColumns(columns) => t::missing_columns(lang, file, columns.join(", ")),
        Refusal::BrokenZip => t::broken_zip(lang, file),
        Refusal::MissingFile(part) => t::missing_file(lang, file, part),
        Refusal::BadMeta(variable) => t::bad_meta(lang, file, variable),
        Refusal::Extract(Refused::Older { number, snapshot_on }) => {
            t::older_extract(lang, number, date(lang, *snapshot_on))
        }
        Refusal::Extract(Refused::NoFull) => t::no_full_extract(lang).to_owned(),
    }
}

/// Why a cell is refused.
pub(super) fn reason(lang: Lang, column: Option<Column>, reason: &Reason, expected: usize) -> String {
    match reason {
        Reason::Missing => t::reason_missing(lang).to_owned(),
        Reason::TooLong => t::reason_too_long(lang).to_owned(),
        Reason::NotADate => t::reason_not_a_date(lang).to_owned(),
        Reason::NoSuchDay => t::reason_no_such_day(lang).to_owned(),
        Reason::EndsBeforeStart => t::reason_ends_before_start(lang).to_owned(),
        Reason::Negative => t::reason_negative(lang).to_owned(),
        Reason::Zero => t::reason_zero(lang).to_owned(),
        Reason::NoClient => t::reason_no_client(lang).to_owned(),
        Reason::SeveralClients => t::reason_several_clients(lang).to_owned(),
        Reason::UnknownWord => t::reason_unknown_word(lang, words(column)),
        Reason::Cells { found } => t::reason_cells(lang, found, expected),
        Reason::Amount(amount) => self::amount(lang, *amount).to_owned(),
        Reason::Number(number) => self::number(lang, *number).to_owned(),
        Reason::Refund(refund) => self::refund(lang, *refund).to_owned(),
    }
}

fn words(column: Option<Column>) -> String {
    let codes: Vec<&str> = if column == Some(Column::Status) {
        ContractState::ALL.iter().map(|state| state.code()).collect()
    } else {
        WageUnit::ALL.iter().map(|unit| unit.code()).collect()
    };
    codes.join(", ")
}

const fn amount(lang: Lang, error: AmountError) -> &'static str {
    match error {
        AmountError::Empty => t::reason_missing(lang),
        AmountError::NotANumber => t::reason_not_a_number(lang),
        AmountError::Grouping => t::reason_grouping(lang),
        AmountError::TooPrecise => t::reason_too_precise(lang),
        AmountError::Ambiguous => t::reason_ambiguous(lang),
        AmountError::TooLarge => t::reason_too_large(lang),
    }
}

const fn number(lang: Lang, error: IdentifierError) -> &'static str {
    match error {
        IdentifierError::Empty => t::reason_missing(lang),
        IdentifierError::Length => t::reason_number_length(lang),
        IdentifierError::Letter => t::reason_number_letter(lang),
        IdentifierError::FirstDigit => t::reason_number_first_digit(lang),
        IdentifierError::CheckDigits => t::reason_number_check_digits(lang),
        IdentifierError::Unknown => t::reason_number_unknown(lang),
    }
}

const fn refund(lang: Lang, error: RefundError) -> &'static str {
    match error {
        RefundError::NamedNotFound => t::reason_named_not_found(lang),
        RefundError::AlreadyTakenBack => t::reason_already_taken_back(lang),
        RefundError::NoneOpposite => t::reason_none_opposite(lang),
        RefundError::SeveralOpposite => t::reason_several_opposite(lang),
    }
}
