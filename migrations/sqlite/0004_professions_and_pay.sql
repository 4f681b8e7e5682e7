-- The nomenclature of professions, and the dated figures that a wage is held against; all of it is data with a source.
CREATE TABLE profession (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'conditional', 'refused', 'paused')),
    filter TEXT CHECK (filter IN ('legal', 'ethics', 'support', 'payment')),
    reason_fr TEXT NOT NULL DEFAULT '',
    reason_nl TEXT NOT NULL DEFAULT '',
    proofs TEXT NOT NULL,
    since_on TEXT NOT NULL,
    review_on TEXT,
    source TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Names in four languages and all the ways in which contracts write them; `preferred` is the one to show.
CREATE TABLE profession_name (
    profession_id INTEGER NOT NULL REFERENCES profession (id),
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    preferred INTEGER NOT NULL,
    PRIMARY KEY (language, folded)
) STRICT;
CREATE INDEX profession_name_profession ON profession_name (profession_id);

-- `minimum` binds by law, `reference` is fair for the profession; both gross for one unit, in cents.
CREATE TABLE pay_reference (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('minimum', 'reference')),
    profession_id INTEGER REFERENCES profession (id),
    unit TEXT NOT NULL CHECK (unit IN ('hour', 'day', 'service', 'cachet', 'project')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    source TEXT NOT NULL,
    source_url TEXT NOT NULL DEFAULT '',
    -- False while staff have still to confirm the figure.
    confirmed INTEGER NOT NULL
) STRICT;
CREATE INDEX pay_reference_day ON pay_reference (unit, valid_from);

-- The dated factor that turns a wage into a price, in ten-thousandths; what it gives is an estimate and says so.
CREATE TABLE price_factor (
    valid_from TEXT PRIMARY KEY,
    factor INTEGER NOT NULL CHECK (factor > 10000),
    source TEXT NOT NULL,
    confirmed INTEGER NOT NULL
) STRICT;
