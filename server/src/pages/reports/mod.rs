//! Trends for management: the page, and each chart as a file.

pub mod drawn;
pub mod file;
pub mod load;
pub mod show;
