//! What an edit of a client changed, field by field, as its history tells it.

use super::{ClientDraft, ClientName, NameKind};
use crate::{ClientId, MergeId, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// A field of the client form.
    ClientField {
        LegalName = "legal_name",
        OtherNames = "other_names",
        Numbers = "numbers",
        Kind = "kind",
        NaturalPerson = "natural_person",
        Language = "language",
        Address = "address",
        Sector = "sector",
        Nace = "nace",
        Phone = "phone",
        Email = "email",
        Parent = "parent",
        Subsidised = "subsidised",
        Funders = "funders",
    }
}

/// One field before and after; words of closed lists stand as their codes, several values with "; " between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: ClientField,
    pub old: String,
    pub new: String,
}

words! {
    /// What happened to a client's own record.
    ClientEventKind {
        Added = "added",
        Edited = "edited",
        /// Another client was merged into this one.
        Merged = "merged",
        /// It was merged into another one.
        MergedInto = "merged_into",
        MergeUndone = "merge_undone",
        /// Something is contested: shown so, not counted.
        Contested = "contested",
        ContestSettled = "contest_settled",
        /// A person was erased.
        Erased = "erased",
    }
}

/// One step of a client's own history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientEvent {
    pub kind: ClientEventKind,
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    pub changes: Vec<Change>,
    /// The merge and the other client, where it is about one.
    pub merge: Option<(MergeId, ClientId)>,
    /// In the words of whoever did it; empty where none were asked for.
    pub why: String,
}

/// The fields that differ, in the order of the form.
pub fn changes(old: &ClientDraft, new: &ClientDraft) -> Vec<Change> {
    ClientField::ALL
        .iter()
        .map(|&field| Change {
            field,
            old: value(old, field),
            new: value(new, field),
        })
        .filter(|change| change.old != change.new)
        .collect()
}

/// The names after an edit: a legal name that was given up stays as a former one, so that people still find it.
pub fn names_after(old_legal: &str, new: &ClientDraft) -> Vec<ClientName> {
    let fold = |name: &str| super::name::fold(name).text;
    let mut names = vec![ClientName {
        kind: NameKind::Legal,
        name: new.legal_name.clone(),
    }];
    names.extend(new.other_names.iter().cloned());
    let given_up = fold(old_legal) != fold(&new.legal_name);
    let known = names
        .iter()
        .any(|n| n.kind == NameKind::Former && fold(&n.name) == fold(old_legal));
    if given_up && !known {
        names.push(ClientName {
            kind: NameKind::Former,
            name: old_legal.to_owned(),
        });
    }
    names
}

fn value(draft: &ClientDraft, field: ClientField) -> String {
    let list = |mut items: Vec<String>| {
        items.sort_unstable();
        items.join("; ")
    };
    match field {
        ClientField::LegalName => draft.legal_name.clone(),
        ClientField::OtherNames => list(draft.other_names.iter().map(|n| n.name.clone()).collect()),
        ClientField::Numbers => list(
            draft
                .identifiers
                .iter()
                .map(super::identifier::Identifier::printed)
                .collect(),
        ),
        ClientField::Kind => draft.kind.code().to_owned(),
        ClientField::NaturalPerson => draft.natural_person.to_string(),
        ClientField::Language => draft.language.code().to_owned(),
        ClientField::Address => {
            let a = &draft.address;
            let town = format!("{} {}", a.postcode, a.municipality);
            let lines = [a.street.as_str(), town.trim(), a.country.as_str()];
            lines
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }
        ClientField::Sector => draft.sector.code().to_owned(),
        ClientField::Nace => draft
            .nace
            .as_ref()
            .map(|(version, code)| format!("{code} ({version})"))
            .unwrap_or_default(),
        ClientField::Phone => draft.phone.clone(),
        ClientField::Email => draft.email.clone(),
        ClientField::Parent => draft.parent.map(ClientId::reference).unwrap_or_default(),
        ClientField::Subsidised => draft.subsidised.to_string(),
        ClientField::Funders => list(draft.funders.iter().map(ToString::to_string).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use crate::client::sector::SectorGroup;
    use crate::client::{Address, ClientKind};

    fn draft(name: &str) -> ClientDraft {
        ClientDraft {
            legal_name: name.into(),
            other_names: Vec::new(),
            identifiers: Vec::new(),
            kind: ClientKind::Company,
            natural_person: false,
            language: Lang::Fr,
            address: Address::default(),
            sector: SectorGroup::Events,
            nace: None,
            phone: String::new(),
            email: String::new(),
            parent: None,
            subsidised: false,
            funders: Vec::new(),
        }
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let new = ClientDraft {
            phone: "+32 2 555 01 02".into(),
            ..draft("Rapid Courses")
        };
        let found = changes(&draft("Rapid Courses"), &new);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].field, found[0].new.as_str()),
            (ClientField::Phone, "+32 2 555 01 02")
        );
    }

    #[test]
    fn a_name_given_up_stays_as_a_former_one_and_another_spelling_does_not() {
        let former = |old: &str, new: &str| {
            names_after(old, &draft(new))
                .iter()
                .filter(|n| n.kind == NameKind::Former)
                .count()
        };
        assert_eq!(former("Rapid Courses", "Allegro Courses"), 1);
        assert_eq!(former("Rapid Courses SRL", "RAPID COURSES"), 0);
    }
}
