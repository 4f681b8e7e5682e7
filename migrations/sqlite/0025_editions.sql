-- The monthly edition: figures frozen as they were known, who read it, what was decided, who asked for it by mail.

-- One a month, for ever: once ready, neither its figures nor its day change.
CREATE TABLE edition (
    month INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('asked', 'ready', 'failed')),
    asked_at TEXT NOT NULL,
    -- NULL: by itself, on the first of the next month, or by the command line.
    asked_by INTEGER REFERENCES person (id),
    made_at TEXT,
    -- What those who read all filters see, and what those who follow payment see.
    figures TEXT,
    payment TEXT,
    CHECK ((state = 'ready') = (made_at IS NOT NULL)),
    CHECK ((made_at IS NULL) = (figures IS NULL)),
    CHECK ((figures IS NULL) = (payment IS NULL))
) STRICT;

-- The document as it was first set, in each language that somebody asked for.
CREATE TABLE edition_document (
    month INTEGER NOT NULL REFERENCES edition (month),
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    scope TEXT NOT NULL CHECK (scope IN ('all', 'payment')),
    content BLOB NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (month, language, scope)
) STRICT;

-- Who said that they have read it.
CREATE TABLE edition_reader (
    month INTEGER NOT NULL REFERENCES edition (month),
    person_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    PRIMARY KEY (month, person_id)
) STRICT;

-- What was decided on reading it, who does it, until when.
CREATE TABLE edition_decision (
    id INTEGER PRIMARY KEY,
    month INTEGER NOT NULL REFERENCES edition (month),
    what TEXT NOT NULL CHECK (what <> ''),
    owner_id INTEGER NOT NULL REFERENCES person (id),
    until_on TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    done_at TEXT,
    done_by INTEGER REFERENCES person (id),
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((done_at IS NULL) = (done_by IS NULL))
) STRICT;
CREATE INDEX edition_decision_month ON edition_decision (month, id);
CREATE INDEX edition_decision_open ON edition_decision (owner_id, until_on) WHERE done_at IS NULL;

-- Who gets each edition by mail.
CREATE TABLE edition_subscription (
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    since_at TEXT NOT NULL
) STRICT;
