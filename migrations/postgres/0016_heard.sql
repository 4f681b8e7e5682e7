-- The client is heard: what exactly a letter said, keys against a second click on its link, conditions of an appeal.

-- The whole content of the letter, frozen when it was sent: facts and dates, never a reporter.
ALTER TABLE notice ADD COLUMN letter JSONB NOT NULL DEFAULT '{}';
-- The kind that decided the client's days: a stance may step down later.
ALTER TABLE notice ADD COLUMN kind TEXT NOT NULL DEFAULT 'informative' CHECK (kind IN ('informative', 'restrictive', 'punitive'));
-- One letter of a stance works at a time.
CREATE UNIQUE INDEX notice_working ON notice (stance_id) WHERE revoked_at IS NULL;
CREATE INDEX notice_expiry ON notice (expires_on, id) WHERE revoked_at IS NULL;

-- A client has no account: the keys of its forms belong to its letter.
CREATE TABLE notice_key (
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    key TEXT NOT NULL,
    location TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (notice_id, key)
);
CREATE INDEX notice_key_age ON notice_key (created_at);

ALTER TABLE appeal ADD COLUMN conditions TEXT NOT NULL DEFAULT '';
ALTER TABLE appeal ADD COLUMN reminded_on DATE;
CREATE INDEX appeal_person ON appeal (person_id, id) WHERE person_id IS NOT NULL;
-- Each side has one appeal open at a time.
CREATE UNIQUE INDEX appeal_one_of_client ON appeal (stance_id) WHERE state = 'open' AND notice_id IS NOT NULL;
CREATE UNIQUE INDEX appeal_one_of_member ON appeal (stance_id, person_id) WHERE state = 'open' AND person_id IS NOT NULL;

CREATE INDEX reply_published ON reply (client_id, published_at) WHERE published_at IS NOT NULL;
CREATE INDEX outbox_about ON outbox (about, id) WHERE about <> '';
