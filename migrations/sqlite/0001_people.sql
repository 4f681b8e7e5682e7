-- People with an account, how they sign in, and the settings of the house.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'counsellor', 'accounts', 'manager', 'committee', 'analyst', 'admin')),
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    password_hash TEXT,
    named_handler INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Members as the contract system knows them; most never open an account here.
CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    person_id INTEGER UNIQUE REFERENCES person (id)
) STRICT;

-- Only the SHA-256 of the session's token is kept.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    user_agent TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Attempts to sign in, for the limit per address and for "my sign-ins"; the e-mail stands as a hash.
CREATE TABLE sign_in (
    id INTEGER PRIMARY KEY,
    email_hash TEXT NOT NULL,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
    succeeded INTEGER NOT NULL,
    at TEXT NOT NULL,
    user_agent TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sign_in_recent ON sign_in (email_hash, at);
CREATE INDEX sign_in_person ON sign_in (person_id, at);

-- Facts about the house itself: its secret salt for pseudonyms, whether its data is synthetic.
CREATE TABLE house (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- The second of two equal posts gets the first's answer.
CREATE TABLE idempotency (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    location TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);
