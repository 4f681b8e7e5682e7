-- Checks that a member kept, and the counsellor's answer where one is needed.
CREATE TABLE kept_check (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    client_id INTEGER REFERENCES client (id),
    profession_id INTEGER NOT NULL REFERENCES profession (id),
    offer TEXT NOT NULL,
    answer TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    -- The client's facts at that moment: where they have moved on, the answer no longer holds.
    facts_revision INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX kept_check_person ON kept_check (person_id, id);
CREATE INDEX kept_check_client ON kept_check (client_id, id);

-- A go-ahead: per member, client and profession, for 3 months.
CREATE TABLE approval (
    id INTEGER PRIMARY KEY,
    kept_check_id INTEGER NOT NULL UNIQUE REFERENCES kept_check (id),
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'declined')),
    asked_at TEXT NOT NULL,
    due_on TEXT NOT NULL,
    decided_by INTEGER REFERENCES person (id),
    decided_at TEXT,
    valid_until TEXT,
    comment TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX approval_state ON approval (state, kept_check_id);

-- Moves on whenever a stance or hold of the client changes.
CREATE TABLE client_facts (
    client_id INTEGER PRIMARY KEY REFERENCES client (id),
    revision INTEGER NOT NULL
) STRICT;
