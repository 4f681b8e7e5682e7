-- The policy: versions of what facts weigh, the trials of a draft on all clients, and past cases by their facts.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    content_json TEXT NOT NULL,
    -- What it changes and why.
    why TEXT NOT NULL DEFAULT '',
    -- A draft has no day; a version holds from its day until the next one begins. The past keeps its policy.
    from_on TEXT UNIQUE,
    -- NULL: planted with the house.
    drafted_by INTEGER REFERENCES person (id),
    drafted_at TEXT NOT NULL,
    put_by INTEGER REFERENCES person (id),
    put_at TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE policy_event (
    id INTEGER PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    step TEXT NOT NULL CHECK (step IN ('draft', 'edit', 'measure', 'simulate', 'put', 'withdraw', 'discard')),
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX policy_event_policy ON policy_event (policy_id, id);

-- A draft tried on all clients: done in steps by whichever server has time, each step from where the last one ended.
CREATE TABLE policy_trial (
    id INTEGER PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    -- The draft and the policy in force as they were when it was asked for.
    draft_json TEXT NOT NULL,
    against_json TEXT NOT NULL,
    against_id INTEGER NOT NULL REFERENCES policy (id),
    revision_tried INTEGER NOT NULL,
    facts_on TEXT NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES person (id),
    asked_at TEXT NOT NULL,
    done_at TEXT,
    -- Clients up to this id are done.
    reached INTEGER NOT NULL DEFAULT 0,
    last_client INTEGER NOT NULL,
    tally_json TEXT NOT NULL,
    history_json TEXT NOT NULL
) STRICT;
CREATE INDEX policy_trial_policy ON policy_trial (policy_id, id);
-- Few wait at a time: what the background work reads.
CREATE INDEX policy_trial_waiting ON policy_trial (id) WHERE done_at IS NULL;

-- The clients that a trial would change, and those that another weight would change.
CREATE TABLE policy_trial_client (
    trial_id INTEGER NOT NULL REFERENCES policy_trial (id),
    client_id INTEGER NOT NULL REFERENCES client (id),
    now_rank INTEGER NOT NULL,
    draft_rank INTEGER NOT NULL,
    half_rank INTEGER NOT NULL,
    more_rank INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    members INTEGER NOT NULL,
    income_cents INTEGER NOT NULL,
    PRIMARY KEY (trial_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_trial_client_changes ON policy_trial_client (trial_id, income_cents, client_id) WHERE changes;
CREATE INDEX policy_trial_client_client ON policy_trial_client (client_id);

-- A past case by its facts on the day of the proposal, for equal treatment: no name, no text.
CREATE TABLE policy_case (
    stance_id INTEGER PRIMARY KEY REFERENCES stance (id),
    facts_on TEXT NOT NULL,
    recommended TEXT NOT NULL CHECK (recommended IN ('none', 'informative', 'restrictive', 'punitive')),
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    facts_json TEXT NOT NULL
) STRICT;
