//! Who may be the same client under another name: pointed out before one is added, never decided by the program.

use super::{ClientCandidate, name};
use crate::ClientId;
use crate::stance::StanceKind;

/// Why a client may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Holds one of the numbers: it is the same.
    SameNumber,
    SameName,
    /// A typo, another word order, or one name within the other.
    NearName,
    SamePhone,
    /// Another client, but it has a phone, an address or a parent in common with one that has a strict stance.
    SharesWithRestricted,
}

/// A client that may be the one being added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbableDuplicate {
    pub client: ClientCandidate,
    pub likeness: Likeness,
    /// The strictest stance in force, of the client that it is held against.
    pub stance: Option<StanceKind>,
}

impl ProbableDuplicate {
    pub fn id(&self) -> ClientId {
        self.client.id
    }
}

/// How alike two names are, if they are alike enough to ask the person who adds a client.
pub fn names_alike(new: &str, known: &str) -> Option<Likeness> {
    let (new, known) = (name::fold(new), name::fold(known));
    if new.text == known.text {
        return Some(Likeness::SameName);
    }
    let mut sorted = (new.words.clone(), known.words.clone());
    sorted.0.sort();
    sorted.1.sort();
    if sorted.0 == sorted.1 {
        return Some(Likeness::SameName);
    }
    (name::similarity(&new.text, &known.text) >= 0.6).then_some(Likeness::NearName)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_legal_forms_and_word_order_do_not_make_another_client() {
        assert_eq!(
            names_alike("Théâtre des Écluses ASBL", "ECLUSES (THEATRE DES)"),
            Some(Likeness::SameName)
        );
    }

    #[test]
    fn a_typo_is_pointed_out_and_another_name_is_not() {
        assert_eq!(
            names_alike("Halles du Quay", "Halles du Quai"),
            Some(Likeness::NearName)
        );
        assert_eq!(names_alike("Halles du Quai", "Rapid Courses"), None);
    }
}
