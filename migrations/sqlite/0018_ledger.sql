-- The ledger speaks: the life of debts with plans and formal notices, what is owed by client, what detection found,
-- and the dated figures that people keep.

-- How a contract's debt is followed up; the state itself stands on the contract. Only for contracts that somebody followed.
CREATE TABLE debt (
    contract_id INTEGER PRIMARY KEY REFERENCES contract (id),
    since_on TEXT NOT NULL,
    reminded_on TEXT,
    -- The first formal notice: 30 days later the debt is proven.
    notice_on TEXT,
    plan_id INTEGER,
    -- What accounts do next, and by when; NULL where nothing more is expected.
    next_step TEXT CHECK (next_step IN ('remind', 'formal_notice', 'decide', 'watch_instalment', 'settle_dispute', 'collect', 'declare_claim')),
    next_on TEXT
) STRICT;
-- What accounts have seen paid before the export says so.
CREATE INDEX contract_paid_by_hand ON contract (client_id, id) WHERE debt_state = 'paid' AND state = 'open';
CREATE INDEX debt_plan_of ON debt (plan_id) WHERE plan_id IS NOT NULL;

CREATE TABLE debt_event (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contract (id),
    step TEXT NOT NULL CHECK (step IN ('fall_due', 'remind', 'formal_notice', 'dispute', 'settle', 'plan', 'instalment', 'break_plan', 'judge',
        'bankrupt', 'write_off', 'pay', 'reopen')),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    -- NULL: the calendar, or an import without a person.
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX debt_event_contract ON debt_event (contract_id, id);

-- A plan covers one or several contracts of one client; their `debt` names it.
CREATE TABLE debt_plan (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    agreed_on TEXT NOT NULL,
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    by_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX debt_plan_client ON debt_plan (client_id, id);

CREATE TABLE debt_instalment (
    plan_id INTEGER NOT NULL REFERENCES debt_plan (id),
    number INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    paid_on TEXT,
    PRIMARY KEY (plan_id, number)
) STRICT, WITHOUT ROWID;

-- A formal notice as it was sent: its lines with the interest of that day are frozen in it.
CREATE TABLE formal_notice (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client (id),
    sent_on TEXT NOT NULL,
    deadline_on TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fr', 'nl', 'en', 'de')),
    content TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    by_id INTEGER NOT NULL REFERENCES person (id),
    at TEXT NOT NULL
) STRICT;
CREATE INDEX formal_notice_client ON formal_notice (client_id, id);

-- What a client owes, one prepared row for each that owes anything; kept in the transaction that changes it.
CREATE TABLE client_debt (
    client_id INTEGER PRIMARY KEY REFERENCES client (id),
    -- The parent, else the client itself; `grouped` where there is a parent or a child.
    group_id INTEGER NOT NULL REFERENCES client (id),
    grouped INTEGER NOT NULL,
    contracts INTEGER NOT NULL,
    members INTEGER NOT NULL,
    open_cents INTEGER NOT NULL,
    overdue_cents INTEGER NOT NULL,
    oldest_due_on TEXT,
    -- The earliest due date of what nobody has followed yet: a reminder is due a week later.
    untouched_due_on TEXT,
    next_on TEXT
) STRICT;
CREATE INDEX client_debt_most ON client_debt (overdue_cents, client_id);
CREATE INDEX client_debt_group ON client_debt (group_id) WHERE grouped;

-- When a client's ledger has to be looked at next; who writes a fact sets it to today.
CREATE TABLE detection_due (
    client_id INTEGER PRIMARY KEY REFERENCES client (id),
    due_on TEXT NOT NULL,
    -- Moves with each change: a look that a change overtakes writes nothing.
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX detection_due_day ON detection_due (due_on, client_id);

-- An issue that the ledger opened: one for each client, quarter and kind.
CREATE TABLE detected (
    issue_id INTEGER PRIMARY KEY REFERENCES issue (id),
    client_id INTEGER NOT NULL REFERENCES client (id),
    -- 20263 is the third quarter of 2026.
    quarter INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('over_60', 'late_share', 'low_wages')),
    figures TEXT NOT NULL,
    found_at TEXT NOT NULL,
    UNIQUE (client_id, quarter, kind)
) STRICT;

-- The contracts behind it, and through them the members concerned.
CREATE TABLE detected_contract (
    issue_id INTEGER NOT NULL REFERENCES detected (issue_id),
    contract_id INTEGER NOT NULL REFERENCES contract (id),
    PRIMARY KEY (issue_id, contract_id)
) STRICT, WITHOUT ROWID;

-- Legal interest on late payment, in basis points a year.
CREATE TABLE interest_rate (
    id INTEGER PRIMARY KEY,
    valid_from TEXT NOT NULL UNIQUE,
    valid_to TEXT NOT NULL,
    basis_points INTEGER NOT NULL CHECK (basis_points >= 0),
    source TEXT NOT NULL,
    source_url TEXT NOT NULL DEFAULT '',
    confirmed INTEGER NOT NULL,
    CHECK (valid_from <= valid_to)
) STRICT;
ALTER TABLE price_factor ADD COLUMN source_url TEXT NOT NULL DEFAULT '';

-- What happened to the dated figures; `figure` is pay-12, rate-3 or factor-2015-01-01.
CREATE TABLE figure_event (
    id INTEGER PRIMARY KEY,
    figure TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('add', 'end', 'confirm', 'propose', 'accept', 'decline')),
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

-- Figures that counsellors propose; a manager who is not the proposer enters them.
CREATE TABLE figure_proposal (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
    proposed_by INTEGER NOT NULL REFERENCES person (id),
    proposed_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES person (id),
    decided_at TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK (decided_by IS NULL OR decided_by <> proposed_by)
) STRICT;
CREATE INDEX figure_proposal_open ON figure_proposal (id) WHERE state = 'open';

-- What is owed today; from now on each change keeps it.
INSERT INTO client_debt (client_id, group_id, grouped, contracts, members, open_cents, overdue_cents, oldest_due_on, untouched_due_on)
SELECT c.client_id, COALESCE(MAX(k.parent_id), c.client_id),
       MAX(CASE WHEN k.parent_id IS NOT NULL OR EXISTS (SELECT 1 FROM client h WHERE h.parent_id = c.client_id) THEN 1 ELSE 0 END),
       COUNT(*), COUNT(DISTINCT c.member_id), SUM(c.price_cents), SUM(CASE WHEN c.overdue THEN c.price_cents ELSE 0 END),
       MIN(c.due_on), MIN(c.due_on)
FROM contract c JOIN client k ON k.id = c.client_id
WHERE c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off')
GROUP BY c.client_id;

-- What was written off is lost, and counted as owed no more.
UPDATE client_card SET
    open_cents = COALESCE((SELECT d.open_cents FROM client_debt d WHERE d.client_id = client_card.client_id), 0),
    overdue_cents = COALESCE((SELECT d.overdue_cents FROM client_debt d WHERE d.client_id = client_card.client_id), 0)
WHERE EXISTS (SELECT 1 FROM contract c WHERE c.client_id = client_card.client_id AND c.paid_on IS NULL AND c.counted
              AND c.debt_state = 'written_off');
UPDATE contract SET overdue = 0 WHERE overdue AND debt_state = 'written_off';
