-- A histogram is one row: the bars of a month and cell in a line, "value n cents value n cents …". A chart reads months, and a
-- row costs more to hand over than the numbers in it. Fresh bars stay rows, so that no row is hot.
CREATE TABLE trend_histogram (
    series TEXT NOT NULL,
    split TEXT NOT NULL,
    month INTEGER NOT NULL,
    cell TEXT NOT NULL,
    bars TEXT NOT NULL,
    PRIMARY KEY (series, split, month, cell)
) STRICT;

INSERT INTO trend_histogram (series, split, month, cell, bars)
SELECT series, split, month, cell,
       string_agg(CAST(value AS TEXT) || ' ' || CAST(n AS TEXT) || ' ' || CAST(cents AS TEXT), ' ')
FROM trend_bar
GROUP BY series, split, month, cell;

DROP TABLE trend_bar;
