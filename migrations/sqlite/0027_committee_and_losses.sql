-- Opinions on cases; what a bankruptcy loses stands apart.

-- The ethics committee is asked about a stance, or about a case before any stance is proposed; one question waits at a time.
CREATE TABLE opinion_new (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER REFERENCES stance (id),
    dossier_id INTEGER REFERENCES dossier (id),
    asked_by INTEGER NOT NULL REFERENCES person (id),
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    given_by INTEGER REFERENCES person (id),
    given_at TEXT,
    advises TEXT CHECK (advises IN ('none', 'informative', 'restrictive', 'punitive')),
    text TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((stance_id IS NULL) <> (dossier_id IS NULL))
) STRICT;
INSERT INTO opinion_new (id, stance_id, asked_by, asked_at, question, given_by, given_at, advises, text, revision)
SELECT id, stance_id, asked_by, asked_at, question, given_by, given_at, advises, text, revision FROM opinion;
DROP TABLE opinion;
ALTER TABLE opinion_new RENAME TO opinion;
CREATE INDEX opinion_stance ON opinion (stance_id, id);
CREATE INDEX opinion_dossier ON opinion (dossier_id, id) WHERE dossier_id IS NOT NULL;
CREATE INDEX opinion_open ON opinion (asked_at, id) WHERE given_at IS NULL;
CREATE UNIQUE INDEX opinion_waits ON opinion (stance_id) WHERE given_at IS NULL;
CREATE UNIQUE INDEX opinion_case_waits ON opinion (dossier_id) WHERE given_at IS NULL;

-- What a bankrupt client owes is lost, as the money chart says: neither open nor overdue, and counted apart.
ALTER TABLE client_debt ADD COLUMN lost_cents INTEGER NOT NULL DEFAULT 0;
UPDATE contract SET overdue = 0 WHERE overdue AND debt_state = 'bankrupt';
UPDATE client_debt SET
    lost_cents = (SELECT COALESCE(SUM(c.price_cents), 0) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state = 'bankrupt'),
    contracts = (SELECT COUNT(*) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off', 'bankrupt')),
    members = (SELECT COUNT(DISTINCT c.member_id) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off', 'bankrupt')),
    open_cents = (SELECT COALESCE(SUM(c.price_cents), 0) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off', 'bankrupt')),
    overdue_cents = (SELECT COALESCE(SUM(c.price_cents), 0) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.overdue AND c.state <> 'paid'
        AND c.debt_state NOT IN ('paid', 'written_off', 'bankrupt')),
    oldest_due_on = (SELECT MIN(c.due_on) FROM contract c WHERE c.client_id = client_debt.client_id
        AND c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off', 'bankrupt'))
WHERE EXISTS (SELECT 1 FROM contract c WHERE c.client_id = client_debt.client_id AND c.debt_state = 'bankrupt');
UPDATE client_card SET
    open_cents = COALESCE((SELECT d.open_cents FROM client_debt d WHERE d.client_id = client_card.client_id), 0),
    overdue_cents = COALESCE((SELECT d.overdue_cents FROM client_debt d WHERE d.client_id = client_card.client_id), 0)
WHERE EXISTS (SELECT 1 FROM contract c WHERE c.client_id = client_card.client_id AND c.debt_state = 'bankrupt');
