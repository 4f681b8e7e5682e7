-- The log: entries are written in the transaction of their change, then chained in order by one sealer.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by_id INTEGER,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE TABLE audit_seal (
    sequence INTEGER PRIMARY KEY,
    audit_id INTEGER NOT NULL UNIQUE REFERENCES audit (id),
    -- SHA-256 of the previous seal's hash and this entry, in hexadecimal.
    hash TEXT NOT NULL,
    sealed_at TEXT NOT NULL
) STRICT;

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- Two jobs with one key are one job.
    unique_key TEXT UNIQUE,
    run_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    locked_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX job_next ON job (run_at, id) WHERE state IN ('waiting', 'running');

-- One holder at a time, for work that only one server may do.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until_at TEXT NOT NULL
) STRICT;
