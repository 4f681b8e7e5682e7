//! Tables of Vigie as files, from the same read models and texts as the pages. No queries.

pub mod table;
