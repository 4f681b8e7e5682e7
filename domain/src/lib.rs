//! The words of Vigie as types and its rules as pure functions: no I/O, no clock, no randomness, no SQL, no HTML.
#[macro_use]
pub mod word;

pub mod agreement;
pub mod api_key;
pub mod appeal;
pub mod audit;
pub mod case;
pub mod category;
pub mod charter;
pub mod check;
pub mod client;
pub mod clock;
pub mod contract;
pub mod debt;
pub mod detection;
pub mod file;
pub mod hold;
pub mod home;
pub mod id;
pub mod issue;
pub mod lang;
pub mod lookup;
pub mod message;
pub mod money;
pub mod month;
pub mod notice;
pub mod partner;
pub mod pay;
pub mod payment;
pub mod permission;
pub mod person;
pub mod policy;
pub mod profession;
pub mod register;
pub mod reply;
pub mod retention;
pub mod stance;
pub mod trend;
pub mod watch;
pub mod wording;

pub use id::*;
pub use lang::Lang;
pub use money::{Money, Price, Wage};
pub use month::Month;
pub use person::{Person, Role};
