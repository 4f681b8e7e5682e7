//! Tables and pictures of Vigie as files, from the same charts and texts as the pages. No queries.

pub mod picture;
pub mod table;
pub mod workbook;
