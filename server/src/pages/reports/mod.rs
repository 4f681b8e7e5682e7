//! Trends for management, and protected tables for others: the pages, and each chart as a file.

pub mod beside;
mod conduct;
pub mod drawn;
pub mod file;
mod issues;
pub mod limits;
pub mod load;
mod payment;
pub mod protected;
pub mod show;
mod work;
