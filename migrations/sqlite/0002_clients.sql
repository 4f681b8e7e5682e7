-- Clients with their numbers, names, establishments, funders, and the prepared card that lists and sheets read.
CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    legal_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('company', 'non_profit', 'public_body', 'platform', 'person')),
    natural_person INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    sector TEXT NOT NULL,
    nace_version INTEGER,
    nace_code TEXT,
    region TEXT NOT NULL,
    street TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    municipality TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT 'BE',
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    parent_id INTEGER REFERENCES client (id),
    subsidised INTEGER NOT NULL DEFAULT 0,
    register_state TEXT NOT NULL DEFAULT 'unknown' CHECK (register_state IN ('unknown', 'normal', 'stopped', 'bankrupt', 'other')),
    register_as_of TEXT,
    -- Set when the client was merged into another; its own rows stay, so that the merge can be undone.
    merged_into_id INTEGER REFERENCES client (id),
    created_by INTEGER REFERENCES person (id),
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX client_parent ON client (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX client_phone ON client (phone) WHERE phone <> '';
CREATE INDEX client_postcode ON client (postcode, street) WHERE street <> '';

-- Numbers are normalised text: digits (and letters where the scheme has them), no punctuation.
CREATE TABLE client_identifier (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    scheme TEXT NOT NULL,
    number TEXT NOT NULL,
    UNIQUE (number, scheme)
) STRICT;
CREATE INDEX client_identifier_client ON client_identifier (client_id);

CREATE TABLE client_name (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    kind TEXT NOT NULL CHECK (kind IN ('legal', 'trade', 'former', 'abbreviation')),
    name TEXT NOT NULL,
    -- Folded in Rust when written: no accents, case, legal form or punctuation.
    folded TEXT NOT NULL,
    UNIQUE (client_id, kind, folded)
) STRICT;
CREATE INDEX client_name_folded ON client_name (folded);

-- Words of folded names, for the prefixes that people type.
CREATE TABLE client_word (
    word TEXT NOT NULL,
    client_name_id INTEGER NOT NULL REFERENCES client_name (id) ON DELETE CASCADE,
    client_id INTEGER NOT NULL,
    PRIMARY KEY (word, client_name_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_word_name ON client_word (client_name_id);

CREATE TABLE establishment (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    number TEXT,
    name TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    municipality TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT 'BE',
    region TEXT NOT NULL,
    UNIQUE (number)
) STRICT;
CREATE INDEX establishment_client ON establishment (client_id);

CREATE TABLE funder (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_fr TEXT NOT NULL,
    name_nl TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_de TEXT NOT NULL
) STRICT;

CREATE TABLE client_funder (
    client_id INTEGER NOT NULL REFERENCES client (id),
    funder_id INTEGER NOT NULL REFERENCES funder (id),
    PRIMARY KEY (client_id, funder_id)
) STRICT;

-- Two clients that somebody looked at and found to be different.
CREATE TABLE client_not_same (
    client_id INTEGER NOT NULL REFERENCES client (id),
    other_id INTEGER NOT NULL REFERENCES client (id),
    decided_by INTEGER NOT NULL REFERENCES person (id),
    decided_at TEXT NOT NULL,
    PRIMARY KEY (client_id, other_id),
    CHECK (client_id < other_id)
) STRICT;

-- A person of the cooperative who also works on the client's side, or for a rival: kept out of what members say of it.
CREATE TABLE person_client (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    client_id INTEGER NOT NULL REFERENCES client (id),
    relation TEXT NOT NULL CHECK (relation IN ('own', 'rival')),
    PRIMARY KEY (person_id, client_id)
) STRICT;

-- What happened to the client's own record.
CREATE TABLE client_event (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    kind TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX client_event_client ON client_event (client_id, id);

-- One prepared row a client, kept in the transaction that changes what it tells.
CREATE TABLE client_card (
    client_id INTEGER PRIMARY KEY REFERENCES client (id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    municipality TEXT NOT NULL,
    -- The stances in force, as sheets and checks show them; and the strictest of them for lists.
    stances TEXT NOT NULL DEFAULT '[]',
    -- 0 none, 1 informative, 2 restrictive, 3 punitive: the strictest in force in any scope.
    stance_rank INTEGER NOT NULL DEFAULT 0,
    issues_open INTEGER NOT NULL DEFAULT 0,
    issues_confirmed INTEGER NOT NULL DEFAULT 0,
    issues_resolved INTEGER NOT NULL DEFAULT 0,
    contracts INTEGER NOT NULL DEFAULT 0,
    members INTEGER NOT NULL DEFAULT 0,
    paid_on_time INTEGER NOT NULL DEFAULT 0,
    paid_late_30 INTEGER NOT NULL DEFAULT 0,
    paid_late_60 INTEGER NOT NULL DEFAULT 0,
    paid_late_over_60 INTEGER NOT NULL DEFAULT 0,
    open_cents INTEGER NOT NULL DEFAULT 0,
    overdue_cents INTEGER NOT NULL DEFAULT 0,
    first_contract_on TEXT
) STRICT;
-- The staff list is ordered by name; each filter that people combine has its own path.
CREATE INDEX client_card_name ON client_card (folded, client_id);
CREATE INDEX client_card_stance ON client_card (stance_rank, folded, client_id);
CREATE INDEX client_card_sector ON client_card (sector, folded, client_id);
CREATE INDEX client_card_open_issues ON client_card (folded, client_id) WHERE issues_open > 0;
CREATE INDEX client_card_overdue ON client_card (folded, client_id) WHERE overdue_cents > 0;
CREATE INDEX client_card_sector_open_issues ON client_card (sector, folded, client_id) WHERE issues_open > 0;
CREATE INDEX client_card_sector_overdue ON client_card (sector, folded, client_id) WHERE overdue_cents > 0;
CREATE INDEX client_card_stance_open_issues ON client_card (stance_rank, folded, client_id) WHERE issues_open > 0;
CREATE INDEX client_card_stance_overdue ON client_card (stance_rank, folded, client_id) WHERE overdue_cents > 0;
-- Who owes most, for accounts.
CREATE INDEX client_card_most_overdue ON client_card (overdue_cents, client_id) WHERE overdue_cents > 0;
-- The same paths for a sector within them, and the sizes of each choice for the count beside the list.
CREATE INDEX client_card_sector_stance ON client_card (sector, stance_rank, folded, client_id);
