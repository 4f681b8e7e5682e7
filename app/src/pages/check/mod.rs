//! A member's check: the form with its preview, the answer, the kept check, and the go-aheads to answer.

pub mod answer;
pub mod approvals;
pub mod form;
pub mod kept;
pub mod model;
