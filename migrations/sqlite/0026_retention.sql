-- Forgetting and merging: how long what is kept, the purges with what they did, legal holds; clients that were two and are
-- one; what a person contests.

-- How long what is kept from a day on; where nothing stands here the house's first periods hold.
CREATE TABLE retention_period (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL CHECK (subject IN ('dismissed_issue', 'withdrawn_issue', 'decided_issue', 'check', 'reporter')),
    months INTEGER NOT NULL CHECK (months > 0),
    from_on TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by INTEGER NOT NULL REFERENCES person (id),
    set_at TEXT NOT NULL
) STRICT;

-- A purge: the planned one and those that were done. What it has reached stands here, so that any server takes it further.
CREATE TABLE purge_run (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('planned', 'done')),
    due_on TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT 'dismissed_issue',
    after_id INTEGER NOT NULL DEFAULT 0,
    -- Done and left, by subject.
    counts TEXT NOT NULL DEFAULT '{}',
    moved_by INTEGER REFERENCES person (id),
    started_at TEXT,
    finished_at TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
-- One planned purge, whatever two servers do at once.
CREATE UNIQUE INDEX purge_run_planned ON purge_run (state) WHERE state = 'planned';

-- What a legal hold names is not forgotten while it stands.
CREATE TABLE legal_hold (
    id INTEGER PRIMARY KEY,
    client_id INTEGER REFERENCES client (id),
    dossier_id INTEGER REFERENCES dossier (id),
    issue_id INTEGER REFERENCES issue (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    placed_by INTEGER NOT NULL REFERENCES person (id),
    placed_at TEXT NOT NULL,
    until_on TEXT NOT NULL,
    lifted_by INTEGER REFERENCES person (id),
    lifted_at TEXT,
    lift_reason TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((CASE WHEN client_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN dossier_id IS NULL THEN 0 ELSE 1 END)
         + (CASE WHEN issue_id IS NULL THEN 0 ELSE 1 END) = 1),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;
CREATE INDEX legal_hold_standing ON legal_hold (until_on, id) WHERE lifted_at IS NULL;
CREATE INDEX legal_hold_client ON legal_hold (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX legal_hold_dossier ON legal_hold (dossier_id) WHERE dossier_id IS NOT NULL;
CREATE INDEX legal_hold_issue ON legal_hold (issue_id) WHERE issue_id IS NOT NULL;

-- What a reporter does with the own report stands in the log under the negative id of this row. The row goes with the
-- identity: the log stays whole and names nobody.
CREATE TABLE reporter_key (
    -- A number that was given is never given again.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL UNIQUE REFERENCES issue (id),
    person_id INTEGER NOT NULL REFERENCES person (id)
) STRICT;
CREATE INDEX reporter_key_person ON reporter_key (person_id);

-- The contract would name the reporter: when the identity goes, issues of one contract keep only that they belong together.
ALTER TABLE issue ADD COLUMN contract_group INTEGER;
-- What can be due, by the day from which its period runs.
CREATE INDEX issue_closed ON issue (state, decided_at, id) WHERE state IN ('dismissed', 'withdrawn');
CREATE INDEX issue_counted ON issue (happened_on, id) WHERE state IN ('confirmed', 'resolved');
CREATE INDEX issue_identity ON issue (decided_at, id) WHERE reporter_id IS NOT NULL AND decided_at IS NOT NULL;
CREATE INDEX kept_check_age ON kept_check (kept_at, id);
-- Whether a file still belongs to something.
CREATE INDEX check_need_file ON check_need (file_id) WHERE file_id IS NOT NULL;

-- Two clients that are one. `gone` keeps its own row and points to `kept`; what moved is noted row by row.
CREATE TABLE client_merge (
    id INTEGER PRIMARY KEY,
    kept_id INTEGER NOT NULL REFERENCES client (id),
    gone_id INTEGER NOT NULL REFERENCES client (id),
    why TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    -- Names and numbers of the one that goes, as they were.
    identity TEXT NOT NULL,
    undone_by INTEGER REFERENCES person (id),
    undone_at TEXT,
    undo_why TEXT NOT NULL DEFAULT '',
    CHECK (kept_id <> gone_id)
) STRICT;
CREATE UNIQUE INDEX client_merge_standing ON client_merge (gone_id) WHERE undone_at IS NULL;
CREATE INDEX client_merge_kept ON client_merge (kept_id, id);
CREATE INDEX client_merge_gone ON client_merge (gone_id, id);

-- A row that moved (its id), or one that was added (the id of its other side); `was` is what it said before.
CREATE TABLE client_merge_row (
    merge_id INTEGER NOT NULL REFERENCES client_merge (id),
    what TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    was TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (merge_id, what, row_id)
) STRICT;
CREATE INDEX client_merged ON client (merged_into_id) WHERE merged_into_id IS NOT NULL;
-- A stance that came from a merged client (or whose grounds went with one) waits for a named person; it holds meanwhile.
ALTER TABLE stance ADD COLUMN from_merge_id INTEGER REFERENCES client_merge (id);
CREATE INDEX stance_from_merge ON stance (client_id, id) WHERE from_merge_id IS NOT NULL;

-- What a person who is a client contests: shown so, and not counted until it is settled.
CREATE TABLE client_contest (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    what TEXT NOT NULL,
    opened_by INTEGER NOT NULL REFERENCES person (id),
    opened_at TEXT NOT NULL,
    settled_by INTEGER REFERENCES person (id),
    settled_at TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((settled_by IS NULL) = (settled_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX client_contest_open ON client_contest (client_id) WHERE settled_at IS NULL;
CREATE INDEX client_contest_client ON client_contest (client_id, id);
-- The day on which a person was erased on request: the number stays, nothing says whose it was.
ALTER TABLE client ADD COLUMN erased_on TEXT;
