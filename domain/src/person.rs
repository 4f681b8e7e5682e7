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
