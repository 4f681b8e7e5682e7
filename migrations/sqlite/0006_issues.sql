-- Issues, the cases that group them, and every step of their life.
CREATE TABLE category (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    filter TEXT NOT NULL CHECK (filter IN ('legal', 'ethics', 'support', 'payment')),
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('ordinary', 'named_handlers', 'whistleblower')),
    name_fr TEXT NOT NULL,
    name_nl TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_de TEXT NOT NULL,
    position INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0
) STRICT;

-- CASE is a word of SQL; the table says dossier, the French word of `product.md`.
CREATE TABLE dossier (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'decided')),
    opened_by INTEGER REFERENCES person (id),
    opened_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX dossier_client ON dossier (client_id);

CREATE TABLE dossier_event (
    id INTEGER PRIMARY KEY,
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    kind TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX dossier_event_dossier ON dossier_event (dossier_id, id);

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    category_id INTEGER NOT NULL REFERENCES category (id),
    dossier_id INTEGER REFERENCES dossier (id),
    filter TEXT NOT NULL CHECK (filter IN ('legal', 'ethics', 'support', 'payment')),
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('ordinary', 'named_handlers', 'whistleblower')),
    severity TEXT NOT NULL CHECK (severity IN ('minor', 'moderate', 'serious', 'critical')),
    cause TEXT NOT NULL CHECK (cause IN ('unknown', 'negligent', 'deliberate', 'structural')),
    state TEXT NOT NULL CHECK (state IN ('reported', 'under_review', 'confirmed', 'dismissed', 'resolved', 'withdrawn')),
    source TEXT NOT NULL CHECK (source IN ('member', 'staff', 'ledger')),
    facts TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    reported_at TEXT NOT NULL,
    decided_at TEXT,
    -- The reporter's identity is erased 24 months after the decision; the keyed pseudonym stays for counting.
    reporter_id INTEGER REFERENCES person (id),
    reporter_pseudonym TEXT NOT NULL,
    contract_id INTEGER REFERENCES contract (id),
    profession_id INTEGER REFERENCES profession (id),
    funder_id INTEGER REFERENCES funder (id),
    wage_unit TEXT CHECK (wage_unit IN ('hour', 'day', 'service', 'cachet', 'project')),
    wage_cents INTEGER,
    -- Hundredths of an hour.
    hours INTEGER,
    days_late INTEGER,
    unpaid_cents INTEGER,
    again TEXT CHECK (again IN ('yes', 'no', 'unsure')),
    may_tell_client INTEGER NOT NULL,
    confirmed_by INTEGER REFERENCES person (id),
    -- Dimensions frozen on the day of the report.
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    size_band TEXT NOT NULL,
    reported_month INTEGER NOT NULL,
    decided_month INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    -- Nobody decides alone twice: the database refuses it too.
    CHECK (confirmed_by IS NULL OR reporter_id IS NULL OR confirmed_by <> reporter_id)
) STRICT;
CREATE INDEX issue_client ON issue (client_id, id);
CREATE INDEX issue_state ON issue (state, id);
CREATE INDEX issue_reporter ON issue (reporter_id, id);
-- The list behind a mark of the trend.
CREATE INDEX issue_reported ON issue (reported_month, filter, id);
CREATE INDEX issue_reported_month ON issue (reported_month, id);
CREATE INDEX issue_category ON issue (category_id, id);
-- The triage and the counts of the menu: small beside all issues, and with all that decides who may see them.
CREATE INDEX issue_open ON issue (id, filter, sensitivity, client_id, reporter_id) WHERE state IN ('reported', 'under_review');

CREATE TABLE issue_event (
    id INTEGER PRIMARY KEY,
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    step TEXT NOT NULL CHECK (step IN ('report', 'review', 'confirm', 'dismiss', 'resolve', 'withdraw', 'reopen')),
    from_state TEXT,
    to_state TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX issue_event_issue ON issue_event (issue_id, id);

-- What a purge leaves of an issue or a stance: frozen dimensions, dates and outcome; no text, no ids.
CREATE TABLE tombstone (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('issue', 'stance', 'check')),
    facts TEXT NOT NULL,
    purged_at TEXT NOT NULL
) STRICT;

-- Staff text about a client that is never published.
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    text TEXT NOT NULL,
    written_by INTEGER NOT NULL REFERENCES person (id),
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX note_client ON note (client_id, id);
