-- What a contract still needs, the go-ahead bound to what was read, watched clients, keys of other systems, look-ups.

-- Each need of a kept check: ticked with its proof, or waived once by a named person with a reason.
CREATE TABLE check_need (
    kept_check_id INTEGER NOT NULL REFERENCES kept_check (id),
    position INTEGER NOT NULL,
    need TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'met', 'waived')),
    -- The proof in words, or the reason of a waiver.
    text TEXT NOT NULL DEFAULT '',
    file_id INTEGER REFERENCES stored_file (id),
    by_id INTEGER REFERENCES person (id),
    at TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (kept_check_id, position),
    -- A waiver has a name and a reason, a tick a name.
    CHECK (state = 'open' OR by_id IS NOT NULL),
    CHECK (state <> 'waived' OR text <> '')
) STRICT, WITHOUT ROWID;

-- The files among the proofs.
CREATE TABLE check_file (
    kept_check_id INTEGER NOT NULL REFERENCES kept_check (id),
    file_id INTEGER NOT NULL REFERENCES stored_file (id),
    PRIMARY KEY (kept_check_id, file_id)
) STRICT;
CREATE INDEX check_file_file ON check_file (file_id);

-- A profession may change too; that the member was told so; that they said what they did, but not what: that is only counted.
ALTER TABLE kept_check ADD COLUMN profession_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE kept_check ADD COLUMN told_at TEXT;
ALTER TABLE kept_check ADD COLUMN outcome_told INTEGER NOT NULL DEFAULT 0;
UPDATE kept_check SET profession_revision = (SELECT p.revision FROM profession p WHERE p.id = kept_check.profession_id);
-- What can still be told outdated: small beside all checks.
CREATE INDEX kept_check_untold ON kept_check (valid_until, id) WHERE told_at IS NULL;

-- The stances whose approval a yes is (a changed one needs a new yes), the facts it was read with, and its one reminder.
ALTER TABLE approval ADD COLUMN stances TEXT NOT NULL DEFAULT '[]';
ALTER TABLE approval ADD COLUMN facts_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approval ADD COLUMN reminded_on TEXT;
CREATE INDEX approval_unreminded ON approval (due_on, id) WHERE state = 'asked' AND reminded_on IS NULL;

-- Who watches which client, and what they were last told of it.
CREATE TABLE watch (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    client_id INTEGER NOT NULL REFERENCES client (id),
    since_at TEXT NOT NULL,
    seen TEXT NOT NULL,
    seen_revision INTEGER NOT NULL,
    PRIMARY KEY (person_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_client ON watch (client_id);

-- Different clients that a member looked at on a day: one row each, for the limit; forgotten after two days.
CREATE TABLE lookup (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    day_on TEXT NOT NULL,
    client_id INTEGER NOT NULL REFERENCES client (id),
    PRIMARY KEY (person_id, day_on, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_day ON lookup (day_on);

-- Keys by which other systems ask. Only the SHA-256 of the token is kept, with its first characters to know it by.
CREATE TABLE api_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES person (id),
    created_at TEXT NOT NULL,
    last_used_at TEXT,
    revoked_by INTEGER REFERENCES person (id),
    revoked_at TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The second of two equal requests gets the first's answer.
CREATE TABLE api_answer (
    api_key_id INTEGER NOT NULL REFERENCES api_key (id),
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (api_key_id, key)
) STRICT;
CREATE INDEX api_answer_age ON api_answer (created_at);

-- Contracts that were signed after their check: work to come, on which a stance takes effect.
CREATE TABLE signature (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL REFERENCES member (id),
    client_id INTEGER REFERENCES client (id),
    profession_id INTEGER NOT NULL REFERENCES profession (id),
    kept_check_id INTEGER REFERENCES kept_check (id),
    offer TEXT NOT NULL,
    answer TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    api_key_id INTEGER NOT NULL REFERENCES api_key (id),
    facts_revision INTEGER NOT NULL
) STRICT;
CREATE INDEX signature_client ON signature (client_id, ends_on);
CREATE INDEX signature_member ON signature (member_id, id);

-- What was paid since the last closed month: payment bands for members run to its end.
CREATE INDEX contract_paid ON contract (client_id, paid_on) WHERE paid_on IS NOT NULL;
