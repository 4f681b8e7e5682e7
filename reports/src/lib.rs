//! Tables, pictures and documents of Vigie as files, from the same charts and texts as the pages. No queries.

pub mod document;
pub mod edition;
pub mod pdf;
pub mod picture;
pub mod processing;
pub mod public;
pub mod table;
pub mod workbook;
