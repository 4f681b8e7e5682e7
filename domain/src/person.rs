//! People with an account and the roles they act in.

use crate::{ClientId, Lang, MemberId, PersonId};

words! {
    /// What a person does in the cooperative (`product.md`, "Who may do what").
    Role {
        Member = "member",
        Counsellor = "counsellor",
        Accounts = "accounts",
        Manager = "manager",
        Committee = "committee",
        Analyst = "analyst",
        Admin = "admin",
    }
}

impl Role {
    /// Staff read exact figures and lists; members and analysts read protected ones.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Counsellor | Self::Accounts | Self::Manager)
    }
}

/// The person who asks, as known from the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub lang: Lang,
    /// Named to read harassment and discrimination issues (in Belgium the prevention adviser).
    pub named_handler: bool,
    /// The member behind this account, for members.
    pub member: Option<MemberId>,
    /// Clients this person works for on the client's side, and their rivals: kept out of what members say of them.
    pub own_clients: Vec<ClientId>,
}

/// A change of somebody's role or rights that waits for a second person (`product.md`, "Who may do what").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RightsWish {
    /// Whose rights.
    pub person: PersonId,
    pub asked_by: PersonId,
}

/// Why somebody may not act on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefused {
    #[error("nobody changes their own rights")]
    Own,
    #[error("the second person is not the one who asked")]
    Asked,
    #[error("nothing would change")]
    Nothing,
    #[error("one active administrator has to stay")]
    LastAdmin,
}

impl RightsWish {
    /// May this person be the second one?
    pub fn may_be_made_by(self, by: PersonId) -> Result<(), AccountRefused> {
        if by == self.person {
            Err(AccountRefused::Own)
        } else if by == self.asked_by {
            Err(AccountRefused::Asked)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_take_two_people_and_neither_is_the_one_concerned() {
        let wish = RightsWish {
            person: PersonId(1),
            asked_by: PersonId(2),
        };
        assert_eq!(wish.may_be_made_by(PersonId(1)), Err(AccountRefused::Own));
        assert_eq!(wish.may_be_made_by(PersonId(2)), Err(AccountRefused::Asked));
        assert_eq!(wish.may_be_made_by(PersonId(3)), Ok(()));
    }
}
