-- What people are told, the mails that leave the house, and files.

-- Words for one person, shown on the first page and sent by mail: a kind with its figures, put into words in the reader's language.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    at TEXT NOT NULL,
    read_at TEXT
) STRICT;
CREATE INDEX message_person ON message (person_id, id);
CREATE INDEX message_unread ON message (person_id, id) WHERE read_at IS NULL;

-- Mails written out, until the mail server has taken them; a job sends each and tries again.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    to_address TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    written_at TEXT NOT NULL,
    sent_at TEXT,
    failed_at TEXT,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent_at IS NULL AND failed_at IS NULL;

-- Files as they came, recognised by content, named by their hash; served as downloads only.
CREATE TABLE stored_file (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL CHECK (media IN ('pdf', 'png', 'jpeg', 'webp', 'text', 'mail')),
    size INTEGER NOT NULL,
    content BLOB NOT NULL,
    -- NULL: it came by a client's link.
    added_by INTEGER REFERENCES person (id),
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE issue_file (
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    file_id INTEGER NOT NULL REFERENCES stored_file (id),
    PRIMARY KEY (issue_id, file_id)
) STRICT;

CREATE TABLE reply_file (
    reply_id INTEGER NOT NULL REFERENCES reply (id),
    file_id INTEGER NOT NULL REFERENCES stored_file (id),
    PRIMARY KEY (reply_id, file_id)
) STRICT;

CREATE TABLE appeal_file (
    appeal_id INTEGER NOT NULL REFERENCES appeal (id),
    file_id INTEGER NOT NULL REFERENCES stored_file (id),
    PRIMARY KEY (appeal_id, file_id)
) STRICT;
