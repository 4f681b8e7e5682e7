-- Stances with their scope, conditions, grounds and life; holds.
CREATE TABLE stance (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    kind TEXT NOT NULL CHECK (kind IN ('informative', 'restrictive', 'punitive')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'in_force', 'refused', 'lifted', 'ended')),
    scope TEXT NOT NULL,
    scope_key TEXT NOT NULL,
    conditions TEXT NOT NULL,
    reason TEXT NOT NULL,
    running TEXT NOT NULL CHECK (running IN ('go_on', 'stop')),
    review_on TEXT NOT NULL,
    to_lift TEXT NOT NULL,
    note_fr TEXT NOT NULL,
    note_nl TEXT NOT NULL,
    -- The day the client was sent the text, and the day from which members read it.
    sent_on TEXT,
    note_from TEXT,
    proposed_by INTEGER NOT NULL REFERENCES person (id),
    proposed_at TEXT NOT NULL,
    approved_by INTEGER REFERENCES person (id),
    approved_at TEXT,
    in_force_at TEXT,
    ended_at TEXT,
    in_force_month INTEGER,
    ended_month INTEGER,
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    size_band TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    -- A restrictive stance in force took two people.
    CHECK (kind <> 'restrictive' OR in_force_at IS NULL OR approved_by IS NOT NULL)
) STRICT;
-- One stance in force per client and scope, whatever two people do at once.
CREATE UNIQUE INDEX stance_in_force ON stance (client_id, scope_key) WHERE state = 'in_force';
CREATE INDEX stance_client ON stance (client_id, id);
CREATE INDEX stance_state ON stance (state, review_on, id);

CREATE TABLE stance_ground (
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    PRIMARY KEY (stance_id, issue_id)
) STRICT;

CREATE TABLE stance_event (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    step TEXT NOT NULL CHECK (step IN ('propose', 'approve', 'refuse', 'send', 'lift', 'end')),
    to_state TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stance_event_stance ON stance_event (stance_id, id);

-- "Speak to a counsellor first": short, never published.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    reason TEXT NOT NULL,
    placed_by INTEGER NOT NULL REFERENCES person (id),
    placed_at TEXT NOT NULL,
    until_on TEXT NOT NULL,
    lifted_by INTEGER REFERENCES person (id),
    lifted_at TEXT
) STRICT;
CREATE INDEX hold_client ON hold (client_id, until_on);
