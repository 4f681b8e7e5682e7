-- Who wrote and decided a stance, each version of its text, renewals, stepping down; people who stepped aside.
ALTER TABLE stance ADD COLUMN sole_confirmer_id INTEGER REFERENCES person (id) CHECK (sole_confirmer_id IS NULL OR approved_by IS NULL OR approved_by <> sole_confirmer_id OR proposed_by <> sole_confirmer_id);
-- The day it stepped down and its month; from then on review_on is the day it ends.
ALTER TABLE stance ADD COLUMN stepped_down_on TEXT;
ALTER TABLE stance ADD COLUMN stepped_down_month INTEGER;
-- A later review date that waits for the people it needs; who asked and who granted the last one stay.
ALTER TABLE stance ADD COLUMN renewal_until_on TEXT;
ALTER TABLE stance ADD COLUMN renewal_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE stance ADD COLUMN renewal_asked_by INTEGER REFERENCES person (id);
ALTER TABLE stance ADD COLUMN renewed_by INTEGER REFERENCES person (id) CHECK (kind = 'informative' OR renewed_by IS NULL OR renewed_by <> renewal_asked_by);
-- One that waits for a decision, by when it was put forward: the queues.
CREATE INDEX stance_waiting ON stance (state, proposed_at, id) WHERE state IN ('proposed', 'notified', 'heard');
CREATE INDEX stance_renewal ON stance (renewal_until_on, id) WHERE renewal_until_on IS NOT NULL;
-- The daily job lifts those whose debts are paid, and reads no other.
CREATE INDEX stance_on_debts ON stance (id) WHERE on_debts AND state = 'in_force';

-- Everyone whose words it is: the proposer, and who changed it materially. None of them approves it.
CREATE TABLE stance_author (
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (stance_id, person_id)
) STRICT;
INSERT INTO stance_author (stance_id, person_id) SELECT id, proposed_by FROM stance;

-- Text, grounds and facts each time they were written or put to the client, under the SHA-256 of their canonical form.
CREATE TABLE stance_version (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    hash TEXT NOT NULL,
    content TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    UNIQUE (stance_id, hash)
) STRICT;

-- More steps: renewals and what became of it.
CREATE TABLE stance_event_new (
    id INTEGER PRIMARY KEY,
    stance_id INTEGER NOT NULL REFERENCES stance (id),
    step TEXT NOT NULL CHECK (step IN ('propose', 'amend', 'notify', 'send', 'receive', 'bounce', 'extend', 'reply', 'hear', 'approve', 'refuse',
        'take_effect', 'ask_renewal', 'renew', 'decline_renewal', 'change', 'lift', 'step_down', 'end', 'outcome')),
    to_state TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    -- Figures of the step (the new review date, the kind before), never a text of a person.
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
INSERT INTO stance_event_new (id, stance_id, step, to_state, by_id, at, reason, details)
SELECT id, stance_id, step, to_state, by_id, at, reason, details FROM stance_event;
DROP TABLE stance_event;
ALTER TABLE stance_event_new RENAME TO stance_event;
CREATE INDEX stance_event_stance ON stance_event (stance_id, id);

-- Kept out of a client: its own people, those of a rival, and who stepped aside.
CREATE TABLE person_client_new (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    client_id INTEGER NOT NULL REFERENCES client (id),
    relation TEXT NOT NULL CHECK (relation IN ('own', 'rival', 'recused')),
    PRIMARY KEY (person_id, client_id)
) STRICT;
INSERT INTO person_client_new (person_id, client_id, relation) SELECT person_id, client_id, relation FROM person_client;
DROP TABLE person_client;
ALTER TABLE person_client_new RENAME TO person_client;
CREATE INDEX person_client_client ON person_client (client_id);
CREATE INDEX recusal_client ON recusal (client_id);

-- Why a hold was lifted; another manager renews it.
ALTER TABLE hold ADD COLUMN lift_reason TEXT NOT NULL DEFAULT '' CHECK (renewed_by IS NULL OR renewed_by <> placed_by);
-- One request of a member, one question to the committee at a time.
CREATE UNIQUE INDEX derogation_waits ON derogation (stance_id, person_id) WHERE state = 'asked';
CREATE UNIQUE INDEX opinion_waits ON opinion (stance_id) WHERE given_at IS NULL;

-- Nobody decides alone twice: what a CHECK of one row cannot see.
CREATE TRIGGER stance_approver BEFORE UPDATE OF approved_by ON stance
WHEN NEW.approved_by IS NOT NULL AND NEW.kind <> 'informative' BEGIN
    SELECT RAISE(ABORT, 'who wrote a stance does not approve it') WHERE EXISTS (
        SELECT 1 FROM stance_author a WHERE a.stance_id = NEW.id AND a.person_id = NEW.approved_by);
    SELECT RAISE(ABORT, 'a punitive stance is approved by a manager') WHERE NEW.kind = 'punitive' AND NOT EXISTS (
        SELECT 1 FROM person p WHERE p.id = NEW.approved_by AND p.role = 'manager');
END;
CREATE TRIGGER appeal_judge BEFORE UPDATE OF decided_by ON appeal
WHEN NEW.decided_by IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'who took part does not judge the appeal') WHERE EXISTS (
        SELECT 1 FROM stance_event e WHERE e.stance_id = NEW.stance_id AND e.by_id = NEW.decided_by
          AND e.step IN ('propose', 'amend', 'notify', 'approve', 'take_effect', 'ask_renewal', 'renew', 'step_down')
    ) OR EXISTS (
        SELECT 1 FROM stance_ground g JOIN issue i ON i.id = g.issue_id
        WHERE g.stance_id = NEW.stance_id AND (i.confirmed_by = NEW.decided_by OR i.reporter_id = NEW.decided_by));
END;
