-- The register (KBO/BCE), apart from clients, with its own date: it prefills and proposes, it never overwrites.
CREATE TABLE register_extract (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('full', 'update')),
    snapshot_on TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    -- Files already loaded, so that an interrupted import goes on where it stopped.
    done TEXT NOT NULL,
    UNIQUE (number, kind)
) STRICT;

CREATE TABLE register_code (
    category TEXT NOT NULL,
    code TEXT NOT NULL,
    language TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (category, code, language)
) STRICT, WITHOUT ROWID;

-- Numbers are ten digits as text. An enterprise that a newer full extract no longer holds keeps its row: it has stopped.
CREATE TABLE register_enterprise (
    number TEXT PRIMARY KEY,
    situation TEXT NOT NULL,
    enterprise_type TEXT NOT NULL,
    form TEXT,
    form_cac TEXT,
    started_on TEXT,
    seen_in INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX register_enterprise_seen ON register_enterprise (seen_in);

CREATE TABLE register_establishment (
    number TEXT PRIMARY KEY,
    enterprise_number TEXT NOT NULL,
    started_on TEXT,
    seen_in INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE register_name (
    entity_number TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entity_number, kind, language, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_address (
    entity_number TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL,
    postcode TEXT NOT NULL,
    municipality_nl TEXT NOT NULL,
    municipality_fr TEXT NOT NULL,
    street_nl TEXT NOT NULL,
    street_fr TEXT NOT NULL,
    house_number TEXT NOT NULL,
    box TEXT NOT NULL,
    struck_off_on TEXT,
    PRIMARY KEY (entity_number, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE register_contact (
    entity_number TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (entity_number, entity_kind, kind, value)
) STRICT, WITHOUT ROWID;

-- Only the MAIN activities of the newest NACE version that an entity has.
CREATE TABLE register_activity (
    entity_number TEXT NOT NULL,
    activity_group TEXT NOT NULL,
    nace_version INTEGER NOT NULL,
    nace_code TEXT NOT NULL,
    PRIMARY KEY (entity_number, activity_group, nace_version, nace_code)
) STRICT, WITHOUT ROWID;
