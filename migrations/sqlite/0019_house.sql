-- The house's own rules and helpers: the charter and who acknowledged it, the nomenclature kept by people, partners,
-- and changes of people's rights with their second person.

-- One version of the charter. It holds no person: who wrote and adopted it stands in its events.
CREATE TABLE charter (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('draft', 'adopted', 'discarded')),
    -- Given when it is adopted; never changed afterwards.
    version INTEGER UNIQUE,
    in_force_on TEXT UNIQUE,
    begun_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((state = 'adopted') = (version IS NOT NULL)),
    CHECK ((version IS NULL) = (in_force_on IS NULL))
) STRICT;
-- One draft at a time, whatever two people do at once.
CREATE UNIQUE INDEX charter_draft ON charter (state) WHERE state = 'draft';

-- An article keeps its number in every version.
CREATE TABLE charter_article (
    id INTEGER PRIMARY KEY,
    charter_id INTEGER NOT NULL REFERENCES charter (id),
    number INTEGER NOT NULL CHECK (number > 0),
    title_fr TEXT NOT NULL,
    title_nl TEXT NOT NULL,
    title_en TEXT NOT NULL,
    title_de TEXT NOT NULL,
    text_fr TEXT NOT NULL,
    text_nl TEXT NOT NULL,
    text_en TEXT NOT NULL,
    text_de TEXT NOT NULL,
    UNIQUE (charter_id, number)
) STRICT;

CREATE TABLE charter_event (
    id INTEGER PRIMARY KEY,
    charter_id INTEGER NOT NULL REFERENCES charter (id),
    kind TEXT NOT NULL CHECK (kind IN ('begin', 'write_article', 'remove_article', 'adopt', 'discard')),
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    -- Numbers and dates; the articles themselves stand beside.
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX charter_event_charter ON charter_event (charter_id, id);

-- Who clicked OK (or said so), when, to which version: once a version.
CREATE TABLE charter_acknowledgement (
    id INTEGER PRIMARY KEY,
    charter_id INTEGER NOT NULL REFERENCES charter (id),
    person_id INTEGER REFERENCES person (id),
    client_id INTEGER REFERENCES client (id),
    channel TEXT NOT NULL CHECK (channel IN ('click', 'link', 'mail', 'letter', 'meeting', 'contract')),
    -- The letter whose link was used.
    notice_id INTEGER REFERENCES notice (id),
    -- Staff who wrote down what a client said.
    recorded_by INTEGER REFERENCES person (id),
    acknowledged_on TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (person_id, charter_id),
    UNIQUE (client_id, charter_id),
    CHECK ((person_id IS NULL) <> (client_id IS NULL))
) STRICT;
CREATE INDEX charter_acknowledgement_charter ON charter_acknowledgement (charter_id, client_id);

-- The nomenclature: where a profession belongs, its reason in all languages, and what it means for the cooperative.
ALTER TABLE profession ADD COLUMN field TEXT NOT NULL DEFAULT 'other';
ALTER TABLE profession ADD COLUMN reason_en TEXT NOT NULL DEFAULT '';
ALTER TABLE profession ADD COLUMN reason_de TEXT NOT NULL DEFAULT '';
ALTER TABLE profession ADD COLUMN effect_fr TEXT NOT NULL DEFAULT '';
ALTER TABLE profession ADD COLUMN effect_nl TEXT NOT NULL DEFAULT '';
ALTER TABLE profession ADD COLUMN effect_en TEXT NOT NULL DEFAULT '';
ALTER TABLE profession ADD COLUMN effect_de TEXT NOT NULL DEFAULT '';

-- What a counsellor would change in the nomenclature; a manager decides, never the proposer.
CREATE TABLE profession_proposal (
    id INTEGER PRIMARY KEY,
    -- NULL: a profession that is not there yet.
    profession_id INTEGER REFERENCES profession (id),
    -- The revision that the proposer saw.
    seen_revision INTEGER,
    draft TEXT NOT NULL,
    why TEXT NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES person (id),
    proposed_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    decided_by INTEGER REFERENCES person (id),
    decided_at TEXT,
    comment TEXT NOT NULL DEFAULT '',
    CHECK ((profession_id IS NULL) = (seen_revision IS NULL) OR state = 'accepted'),
    CHECK (state IN ('open', 'withdrawn') OR decided_by <> proposed_by),
    CHECK ((state = 'open') = (decided_by IS NULL))
) STRICT;
CREATE INDEX profession_proposal_open ON profession_proposal (proposed_at, id) WHERE state = 'open';
CREATE INDEX profession_proposal_profession ON profession_proposal (profession_id, id);

CREATE TABLE profession_event (
    id INTEGER PRIMARY KEY,
    profession_id INTEGER NOT NULL REFERENCES profession (id),
    kind TEXT NOT NULL CHECK (kind IN ('add', 'edit')),
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    proposal_id INTEGER REFERENCES profession_proposal (id),
    -- Each changed field with what it was and what it became.
    details TEXT NOT NULL
) STRICT;
CREATE INDEX profession_event_profession ON profession_event (profession_id, id);

-- Who trains or accompanies members, by filter and region.
CREATE TABLE partner (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('training', 'guidance', 'advice')),
    offer_fr TEXT NOT NULL,
    offer_nl TEXT NOT NULL,
    offer_en TEXT NOT NULL DEFAULT '',
    offer_de TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    -- Members pay nothing: somebody funds it.
    free INTEGER NOT NULL DEFAULT 0,
    retired INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX partner_folded ON partner (folded) WHERE NOT retired;

CREATE TABLE partner_filter (
    partner_id INTEGER NOT NULL REFERENCES partner (id),
    filter TEXT NOT NULL CHECK (filter IN ('legal', 'ethics', 'support', 'payment')),
    PRIMARY KEY (partner_id, filter)
) STRICT;

CREATE TABLE partner_region (
    partner_id INTEGER NOT NULL REFERENCES partner (id),
    region TEXT NOT NULL CHECK (region IN ('brussels', 'flanders', 'wallonia', 'abroad')),
    PRIMARY KEY (partner_id, region)
) STRICT;

CREATE TABLE partner_event (
    id INTEGER PRIMARY KEY,
    partner_id INTEGER NOT NULL REFERENCES partner (id),
    kind TEXT NOT NULL CHECK (kind IN ('add', 'edit', 'retire', 'bring_back')),
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX partner_event_partner ON partner_event (partner_id, id);

-- A person's role or rights to be changed: asked by one, made by a second who is neither the first nor the person.
CREATE TABLE person_change (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    seen_revision INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'counsellor', 'accounts', 'manager', 'committee', 'analyst', 'admin')),
    named_handler INTEGER NOT NULL,
    why TEXT NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'made', 'declined', 'withdrawn')),
    decided_by INTEGER REFERENCES person (id) ON DELETE CASCADE,
    decided_at TEXT,
    CHECK (state <> 'made' OR (decided_by <> asked_by AND decided_by <> person_id)),
    CHECK ((state = 'asked') = (decided_by IS NULL))
) STRICT;
-- One open wish a person.
CREATE UNIQUE INDEX person_change_open ON person_change (person_id) WHERE state = 'asked';

-- A link with which a person sets a password: shown or mailed once, only the SHA-256 of its token is kept.
CREATE TABLE password_link (
    token_hash TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    made_by INTEGER REFERENCES person (id) ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX password_link_person ON password_link (person_id);
