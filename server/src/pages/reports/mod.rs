//! Trends for management: the page, and each chart's table as a file.

pub mod csv;
pub mod drawn;
mod load;
pub mod show;
