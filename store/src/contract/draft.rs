//! A client as one line of the export tells of it; what the line does not say comes from the register, or is unknown.

use crate::client::Standing;
use crate::{StoreError, Tx};
use domain::Lang;
use domain::client::identifier::{Identifier, Scheme};
use domain::client::sector::SectorGroup;
use domain::client::{Address, ClientDraft, ClientKind};
use domain::register::RegisterState;

/// The client to add for a number that no client has.
pub(super) async fn from_line(
    tx: &mut Tx,
    number: &Identifier,
    written: &str,
) -> Result<(ClientDraft, Option<Standing>), StoreError> {
    let lang = language(written);
    let mut draft = ClientDraft {
        legal_name: written.trim().to_owned(),
        other_names: Vec::new(),
        identifiers: vec![number.clone()],
        kind: kind(written),
        natural_person: false,
        language: lang,
        address: Address {
            country: country(number.scheme).to_owned(),
            ..Address::default()
        },
        sector: SectorGroup::Other,
        nace: None,
        phone: String::new(),
        email: String::new(),
        parent: None,
        subsidised: false,
        funders: Vec::new(),
    };
    let Some(enterprise) = number.enterprise() else {
        return Ok((draft, None));
    };
    let Some(register) = crate::register::find_in(tx, enterprise, lang).await? else {
        // Not in the register, which is something to know where there is one.
        let as_of = crate::register::as_of_in(tx).await?;
        return Ok((
            draft,
            as_of.map(|as_of| Standing {
                state: RegisterState::Unknown,
                as_of,
            }),
        ));
    };
    draft.natural_person = register.natural_person;
    draft.kind = register.kind();
    draft.sector = register.sector();
    draft.nace = register
        .activities
        .first()
        .map(|activity| (activity.nace_version, activity.nace_code.clone()));
    if let Some(address) = register.address(lang) {
        draft.address = address;
    }
    Ok((
        draft,
        Some(Standing {
            state: register.state,
            as_of: register.as_of,
        }),
    ))
}

const fn country(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::FrSiren | Scheme::FrSiret | Scheme::FrVat => "FR",
        Scheme::NlKvk | Scheme::NlBtw => "NL",
        Scheme::LuVat => "LU",
        Scheme::DeVat => "DE",
        // A VAT number of another country begins with its letters, but the line's address is not known.
        Scheme::EuVat => "",
        Scheme::BeEnterprise | Scheme::BeEstablishment => "BE",
    }
}

/// The legal form written with the name tells the kind and the language; most names have none.
fn has_form(written: &str, forms: &[&str]) -> bool {
    let letters = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    written
        .split_whitespace()
        .any(|word| forms.contains(&letters(word).as_str()))
}

fn kind(written: &str) -> ClientKind {
    if has_form(
        written,
        &["asbl", "aisbl", "vzw", "ivzw", "stichting", "fondation"],
    ) {
        ClientKind::NonProfit
    } else {
        ClientKind::Company
    }
}

fn language(written: &str) -> Lang {
    if has_form(
        written,
        &[
            "vzw",
            "ivzw",
            "bv",
            "nv",
            "bvba",
            "cv",
            "cvba",
            "commv",
            "vof",
            "stichting",
        ],
    ) {
        Lang::Nl
    } else {
        Lang::Fr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_form_tells_kind_and_language() {
        for (written, expected) in [
            ("Halles du Quai ASBL", (ClientKind::NonProfit, Lang::Fr)),
            ("Kaaien & Zonen BV", (ClientKind::Company, Lang::Nl)),
            ("Het Veld v.z.w.", (ClientKind::NonProfit, Lang::Nl)),
            ("Rapid Courses SRL", (ClientKind::Company, Lang::Fr)),
            ("Atelier Perdu", (ClientKind::Company, Lang::Fr)),
        ] {
            assert_eq!((kind(written), language(written)), expected, "{written}");
        }
    }
}
