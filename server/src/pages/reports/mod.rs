//! Trends for management, and protected tables for others: the pages, and each chart as a file.

pub mod drawn;
pub mod file;
pub mod load;
pub mod protected;
pub mod show;
