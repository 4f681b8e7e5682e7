-- The ledger: contracts as the cooperative's own system exports them, with the due dates that follow from the law.
CREATE TABLE contract (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    client_id INTEGER NOT NULL REFERENCES client (id),
    establishment_id INTEGER REFERENCES establishment (id),
    member_id INTEGER NOT NULL REFERENCES member (id),
    profession_id INTEGER REFERENCES profession (id),
    profession_text TEXT NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL,
    wage_unit TEXT NOT NULL CHECK (wage_unit IN ('hour', 'day', 'service', 'cachet', 'project')),
    -- Hundredths of a unit; negative on a line that takes another back.
    units INTEGER NOT NULL,
    wage_cents INTEGER NOT NULL,
    price_cents INTEGER NOT NULL,
    invoiced_on TEXT,
    received_on TEXT,
    agreed_due_on TEXT,
    -- The earlier of the agreed and the lawful due date.
    due_on TEXT,
    paid_on TEXT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'paid', 'disputed', 'refunded')),
    debt_state TEXT NOT NULL CHECK (debt_state IN ('open', 'overdue', 'reminded', 'disputed', 'plan', 'plan_broken', 'judged', 'bankrupt', 'written_off', 'paid')),
    -- The line that takes this one back, or the one this line takes back.
    amends_id INTEGER REFERENCES contract (id),
    amended_by_id INTEGER REFERENCES contract (id),
    -- In the rates: neither draft nor refunded, nor a consumer's.
    counted INTEGER NOT NULL,
    -- Already on the card as overdue; the daily job turns it on the day it becomes true.
    overdue INTEGER NOT NULL DEFAULT 0,
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    size_band TEXT NOT NULL,
    due_month INTEGER,
    -- A hash of the line as it was read: the same line again changes nothing.
    line_hash TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX contract_client ON contract (client_id, start_on, id);
CREATE INDEX contract_member ON contract (member_id, client_id);
-- What is not paid, by client: small beside the ledger.
CREATE INDEX contract_unpaid ON contract (client_id, due_on) WHERE paid_on IS NULL AND counted;
-- What can still become overdue, by the day: the daily job reads nothing else.
CREATE INDEX contract_due ON contract (due_on) WHERE paid_on IS NULL AND counted AND NOT overdue;

-- Earlier versions of a line whose content changed under the same reference.
CREATE TABLE contract_event (
    id INTEGER PRIMARY KEY,
    contract_id INTEGER NOT NULL REFERENCES contract (id),
    kind TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX contract_event_contract ON contract_event (contract_id, id);

-- Members of a client, once each: the card's count of members without counting contracts.
CREATE TABLE client_member (
    client_id INTEGER NOT NULL REFERENCES client (id),
    member_id INTEGER NOT NULL REFERENCES member (id),
    contracts INTEGER NOT NULL,
    paid_on_time INTEGER NOT NULL DEFAULT 0,
    paid_late_30 INTEGER NOT NULL DEFAULT 0,
    paid_late_60 INTEGER NOT NULL DEFAULT 0,
    paid_late_over_60 INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (client_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_run (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('contracts', 'register')),
    file_hash TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    lines INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0
) STRICT;
