-- The whole life of a stance: proposed, notified, heard, approved, in force, then renewed, changed, lifted, stepped down or ended;
-- the notices by which its client is heard, replies, appeals, opinions, derogations, agreements.
-- SQLite cannot change a CHECK: the table and its two children are made anew.
CREATE TABLE stance_new (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    -- What is in force: a stance past its review steps down to informative and keeps its first kind beside.
    kind TEXT NOT NULL CHECK (kind IN ('informative', 'restrictive', 'punitive')),
    stepped_down_from TEXT CHECK (stepped_down_from IN ('restrictive', 'punitive')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'notified', 'heard', 'approved', 'in_force', 'refused', 'lifted', 'ended')),
    scope TEXT NOT NULL,
    scope_key TEXT NOT NULL,
    conditions TEXT NOT NULL,
    reason TEXT NOT NULL,
    running TEXT NOT NULL CHECK (running IN ('go_on', 'stop')),
    -- Review date; for a punitive one its end.
    review_on TEXT NOT NULL,
    to_lift TEXT NOT NULL,
    note_fr TEXT NOT NULL,
    note_nl TEXT NOT NULL,
    -- The day the client was sent the text, and the day from which members read it.
    sent_on TEXT,
    note_from TEXT,
    -- It rests on debts alone: lifted within 5 days of their payment.
    on_debts INTEGER NOT NULL DEFAULT 0,
    -- What the policy recommended on the day of the proposal (`none` or a kind), and why the choice differs.
    recommended TEXT NOT NULL DEFAULT '' CHECK (recommended IN ('', 'none', 'informative', 'restrictive', 'punitive')),
    policy_id INTEGER,
    departs_because TEXT NOT NULL DEFAULT '',
    -- What was judged, frozen when the client was notified, and its SHA-256: an approval is bound to it.
    snapshot TEXT,
    snapshot_hash TEXT NOT NULL DEFAULT '',
    -- The stance of the same client and scope that this one changes.
    replaces_id INTEGER REFERENCES stance_new (id),
    outcome TEXT CHECK (outcome IN ('paid', 'improved', 'reversed', 'relapsed', 'expired', 'replaced')),
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
    -- Nobody decides alone twice: a strict stance took two people, whatever it has stepped down to since.
    CHECK (kind = 'informative' OR approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (kind = 'informative' OR in_force_at IS NULL OR approved_by IS NOT NULL)
) STRICT;
INSERT INTO stance_new (id, client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, to_lift, note_fr, note_nl,
    sent_on, note_from, proposed_by, proposed_at, approved_by, approved_at, in_force_at, ended_at, in_force_month, ended_month,
    sector, region, size_band, revision)
SELECT id, client_id, kind, state, scope, scope_key, conditions, reason, running, review_on, to_lift, note_fr, note_nl,
    sent_on, note_from, proposed_by, proposed_at, approved_by, approved_at, in_force_at, ended_at, in_force_month, ended_month,
    sector, region, size_band, revision FROM stance;

CREATE TABLE stance_ground_new (
    stance_id INTEGER NOT NULL REFERENCES stance_new (id),
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    PRIMARY KEY (stance_id, issue_id)
) STRICT;
INSERT INTO stance_ground_new SELECT stance_id, issue_id FROM stance_ground;

CREATE TABLE stance_event_new (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance_new (id),
    step TEXT NOT NULL CHECK (step IN ('propose', 'amend', 'notify', 'send', 'receive', 'bounce', 'extend', 'reply', 'hear', 'approve', 'refuse',
        'take_effect', 'renew', 'change', 'lift', 'step_down', 'end')),
    to_state TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    -- Figures of the step (the new review date, the kind before), never a text of a person.
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
INSERT INTO stance_event_new (id, stance_id, step, to_state, by_id, at, reason)
SELECT id, stance_id, step, to_state, by_id, at, reason FROM stance_event;

DROP TABLE stance_event;
DROP TABLE stance_ground;
DROP TABLE stance;
ALTER TABLE stance_new RENAME TO stance;
ALTER TABLE stance_ground_new RENAME TO stance_ground;
ALTER TABLE stance_event_new RENAME TO stance_event;
-- One stance in force per client and scope, whatever two people do at once.
CREATE UNIQUE INDEX stance_in_force ON stance (client_id, scope_key) WHERE state = 'in_force';
CREATE INDEX stance_client ON stance (client_id, id);
CREATE INDEX stance_state ON stance (state, review_on, id);
CREATE INDEX stance_event_stance ON stance_event (stance_id, id);
CREATE INDEX stance_ground_issue ON stance_ground (issue_id);

-- A letter to the client about a stance, with a link of one purpose. Only the SHA-256 of the link's token is kept.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('hearing', 'decision', 'end')),
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'letter', 'registered')),
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    address TEXT NOT NULL DEFAULT '',
    token_hash TEXT NOT NULL UNIQUE,
    sent_by INTEGER REFERENCES person (id),
    sent_at TEXT NOT NULL,
    -- The clock of the days to react runs from here; a bounce stops it.
    received_on TEXT,
    received_how TEXT CHECK (received_how IN ('link', 'mail_receipt', 'registered', 'staff')),
    bounced_on TEXT,
    -- Ten more days, once, where the client asked for them.
    extended_on TEXT,
    due_on TEXT,
    -- The client has said what it has to say.
    closed_on TEXT,
    expires_on TEXT NOT NULL,
    revoked_at TEXT,
    reminded_on TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX notice_stance ON notice (stance_id, id);
CREATE INDEX notice_due ON notice (due_on, id) WHERE due_on IS NOT NULL AND closed_on IS NULL AND revoked_at IS NULL;

-- What the client says, in its own words; never changed, set as large as what is held against it.
CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    notice_id INTEGER NOT NULL REFERENCES notice (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'correction')),
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    -- Staff read it; only then members do (words about persons, health or opinions are pointed out first).
    published_by INTEGER REFERENCES person (id),
    published_at TEXT
) STRICT;
CREATE INDEX reply_stance ON reply (stance_id, id);
CREATE INDEX reply_client ON reply (client_id, id);

CREATE TABLE appeal (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    -- By the client, through a notice's link, or by a member whom the stance touches.
    notice_id INTEGER REFERENCES notice (id),
    person_id INTEGER REFERENCES person (id),
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'granted_with_conditions', 'refused')),
    -- What was judged, as it was on the day of the appeal.
    snapshot TEXT NOT NULL,
    decided_by INTEGER REFERENCES person (id),
    decided_at TEXT,
    reasons TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((notice_id IS NULL) <> (person_id IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> person_id)
) STRICT;
CREATE INDEX appeal_stance ON appeal (stance_id, id);
CREATE INDEX appeal_open ON appeal (due_on, id) WHERE state = 'open';

-- What the ethics committee says of a stance or a case; it does not decide.
CREATE TABLE opinion (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    asked_by INTEGER NOT NULL REFERENCES person (id),
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    given_by INTEGER REFERENCES person (id),
    given_at TEXT,
    advises TEXT CHECK (advises IN ('none', 'informative', 'restrictive', 'punitive')),
    text TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX opinion_stance ON opinion (stance_id, id);
CREATE INDEX opinion_open ON opinion (asked_at, id) WHERE given_at IS NULL;

-- A member asks to be let work under a punitive stance (hardship); answered in 2 working days.
CREATE TABLE derogation (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'declined')),
    until_on TEXT,
    decided_by INTEGER REFERENCES person (id),
    decided_at TEXT,
    comment TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK (decided_by IS NULL OR decided_by <> person_id)
) STRICT;
CREATE INDEX derogation_stance ON derogation (stance_id, person_id);
CREATE INDEX derogation_person ON derogation (person_id, id);
CREATE INDEX derogation_open ON derogation (due_on, id) WHERE state = 'asked';

-- Terms negotiated with one client: the way back from a stance, or instead of one.
CREATE TABLE agreement (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    stance_id INTEGER REFERENCES stance (id),
    terms TEXT NOT NULL,
    milestones TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'in_force', 'kept', 'broken', 'ended')),
    proposed_by INTEGER NOT NULL REFERENCES person (id),
    proposed_at TEXT NOT NULL,
    agreed_by INTEGER REFERENCES person (id),
    agreed_at TEXT,
    ended_at TEXT,
    reason TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK (agreed_by IS NULL OR agreed_by <> proposed_by)
) STRICT;
CREATE INDEX agreement_client ON agreement (client_id, id);
CREATE INDEX agreement_running ON agreement (ends_on, id) WHERE state = 'in_force';

-- A counsellor with a conflict of interest steps aside and is kept out.
CREATE TABLE recusal (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    client_id INTEGER NOT NULL REFERENCES client (id),
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person_id, client_id)
) STRICT;

-- A hold is renewed once, by another manager, with reasons.
ALTER TABLE hold ADD COLUMN renewed_by INTEGER REFERENCES person (id);
ALTER TABLE hold ADD COLUMN renewed_at TEXT;
ALTER TABLE hold ADD COLUMN renewal_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE hold ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
