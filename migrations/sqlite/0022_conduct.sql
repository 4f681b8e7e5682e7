-- Figures about our own conduct: choices beside recommendations, endings and relapses, low pay by funder, movers and alerts.

-- A choice as it is counted: what was recommended and what was chosen, the client's size of that day, the month of decision.
-- Cases are written down again, and counted, by the job that writes them.
DELETE FROM policy_case;
ALTER TABLE policy_case ADD COLUMN choice TEXT NOT NULL DEFAULT '';
ALTER TABLE policy_case ADD COLUMN size_band TEXT NOT NULL DEFAULT '';
ALTER TABLE policy_case ADD COLUMN decided_month INTEGER NOT NULL DEFAULT 0;
-- The newest choice of its client: a client counts once where clients are counted.
ALTER TABLE policy_case ADD COLUMN newest INTEGER NOT NULL DEFAULT 0;

-- How a stance ended stays, whatever is recorded later about what became of it.
ALTER TABLE stance ADD COLUMN ended_how TEXT CHECK (ended_how IN ('lifted', 'ended', 'replaced'));
UPDATE stance SET ended_how = CASE WHEN state = 'lifted' THEN 'lifted' WHEN outcome = 'replaced' THEN 'replaced' ELSE 'ended' END
    WHERE ended_month IS NOT NULL;
-- The first day after its end on which the same was confirmed of the client again.
ALTER TABLE stance ADD COLUMN relapsed_on TEXT;

-- The lists behind the marks.
CREATE INDEX stance_ended ON stance (ended_month, id) WHERE ended_month IS NOT NULL;
CREATE INDEX stance_stepped_down ON stance (stepped_down_month, id) WHERE stepped_down_month IS NOT NULL;
CREATE INDEX policy_case_choice ON policy_case (choice, stance_id);

-- Confirmed reports of low pay by client, funder (0: none named) and month: a purge takes nothing from it.
CREATE TABLE low_pay (
    client_id INTEGER NOT NULL REFERENCES client (id),
    funder_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    issues INTEGER NOT NULL,
    PRIMARY KEY (client_id, funder_id, month)
) STRICT, WITHOUT ROWID;

-- What moved against its own past, once for each mature month: the run with the numbers it was made with, and what it found.
CREATE TABLE mover_run (
    -- The last of the three months watched.
    month INTEGER PRIMARY KEY,
    ran_at TEXT NOT NULL,
    -- How many clients and sectors had enough facts to be tested.
    tested INTEGER NOT NULL,
    -- The frozen priors, in millionths, and what they weigh.
    late_mean INTEGER NOT NULL,
    late_weight INTEGER NOT NULL,
    issue_rate INTEGER NOT NULL,
    issue_weight INTEGER NOT NULL
) STRICT;

CREATE TABLE mover (
    id INTEGER PRIMARY KEY,
    month INTEGER NOT NULL REFERENCES mover_run (month),
    subject TEXT NOT NULL CHECK (subject IN ('client', 'sector')),
    client_id INTEGER REFERENCES client (id),
    sector TEXT NOT NULL DEFAULT '',
    measure TEXT NOT NULL CHECK (measure IN ('late', 'issues')),
    up INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    n INTEGER NOT NULL,
    -- In millionths: what was expected, the 95 % ends of what was seen, the cautious end of the change, and how often chance
    -- alone would move it as far.
    expected INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    cautious INTEGER NOT NULL,
    chance INTEGER NOT NULL,
    -- It spoke in the three months before: in the chart, in no alert.
    silent INTEGER NOT NULL,
    dismissed_by INTEGER REFERENCES person (id),
    dismissed_at TEXT,
    dismiss_reason TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((subject = 'client') = (client_id IS NOT NULL)),
    CHECK ((dismissed_by IS NULL) = (dismissed_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX mover_once ON mover (month, subject, COALESCE(client_id, 0), sector, measure);
CREATE INDEX mover_open ON mover (month, id) WHERE NOT silent AND dismissed_at IS NULL;
CREATE INDEX mover_client ON mover (client_id, month) WHERE client_id IS NOT NULL;

-- Who wants alerts by mail.
CREATE TABLE alert_subscription (
    person_id INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    since TEXT NOT NULL
) STRICT;
