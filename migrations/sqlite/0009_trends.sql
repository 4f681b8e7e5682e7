-- Signed counts per series, month, split and cell: appended in the fact's transaction, folded by a job.
-- Readers add folded and fresh, so that figures are exact at once and no row is hot.
CREATE TABLE trend_delta (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    month INTEGER NOT NULL,
    split TEXT NOT NULL,
    cell TEXT NOT NULL,
    delta INTEGER NOT NULL
) STRICT;

CREATE TABLE trend_total (
    series TEXT NOT NULL,
    split TEXT NOT NULL,
    month INTEGER NOT NULL,
    cell TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (series, split, month, cell)
) STRICT, WITHOUT ROWID;
