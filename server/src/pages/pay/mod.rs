//! Dated figures of pay, interest and price: read by everyone, kept by managers, proposed by counsellors; the calculator.

pub mod keep;
pub mod show;
