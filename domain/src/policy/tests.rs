//! The policy: twelve worked clients, and what holds for any client at all.

mod alike;
mod always;
mod history;
mod worked;
