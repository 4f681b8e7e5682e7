-- Control limits that begin anew: from which month on, by whom, and why. The newest of a series holds; none is ever changed.
CREATE TABLE limits_begun (
    id INTEGER PRIMARY KEY,
    chart TEXT NOT NULL,
    -- The whole, or one part of a split.
    split TEXT NOT NULL,
    cell TEXT NOT NULL,
    -- Counts from 1 in its series, so that two who saw the same limits do not both begin them anew.
    turn INTEGER NOT NULL,
    from_month INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    by_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    UNIQUE (chart, split, cell, turn)
) STRICT;
