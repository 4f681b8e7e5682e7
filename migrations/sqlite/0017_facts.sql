-- Facts: figures by category, the funder's and the charter's part, corrections with the old text kept, the periods of protected
-- reports, and cases that are decided once.

-- Which figures a category asks for.
ALTER TABLE category ADD COLUMN ask_wage TEXT NOT NULL DEFAULT 'no' CHECK (ask_wage IN ('no', 'optional', 'needed'));
ALTER TABLE category ADD COLUMN ask_hours TEXT NOT NULL DEFAULT 'no' CHECK (ask_hours IN ('no', 'optional', 'needed'));
ALTER TABLE category ADD COLUMN hours_are TEXT NOT NULL DEFAULT 'worked' CHECK (hours_are IN ('worked', 'extra'));
ALTER TABLE category ADD COLUMN ask_days_late TEXT NOT NULL DEFAULT 'no' CHECK (ask_days_late IN ('no', 'optional', 'needed'));
ALTER TABLE category ADD COLUMN ask_unpaid TEXT NOT NULL DEFAULT 'no' CHECK (ask_unpaid IN ('no', 'optional', 'needed'));
ALTER TABLE category ADD COLUMN ask_article TEXT NOT NULL DEFAULT 'no' CHECK (ask_article IN ('no', 'optional', 'needed'));
-- For a house that was planted before; a new one reads them from its reference data.
UPDATE category SET ask_days_late = 'needed', ask_unpaid = 'optional' WHERE code = 'late_payment';
UPDATE category SET ask_unpaid = 'needed', ask_days_late = 'optional' WHERE code = 'non_payment';
UPDATE category SET ask_wage = 'optional', ask_hours = 'optional' WHERE code = 'undeclared_work';
UPDATE category SET ask_unpaid = 'optional' WHERE code IN ('breach_of_contract', 'rights_and_credit', 'deceptive_business');
UPDATE category SET ask_wage = 'needed', ask_hours = 'optional' WHERE code = 'low_pay';
UPDATE category SET ask_article = 'needed' WHERE code = 'conflicting_values';
UPDATE category SET ask_wage = 'optional' WHERE code = 'abusive_negotiation';
UPDATE category SET ask_hours = 'needed', ask_unpaid = 'optional' WHERE code = 'unpaid_test_work';
UPDATE category SET ask_hours = 'needed', hours_are = 'extra', ask_wage = 'optional' WHERE code = 'excessive_hours';

-- The article of the charter with which the conduct conflicts (an article of one version; checked when it is written).
ALTER TABLE issue ADD COLUMN charter_article_id INTEGER;
-- The beginning of the present spell, where the issue was reopened; else it is the report.
ALTER TABLE issue ADD COLUMN spell_at TEXT;
-- Staff took it up and its reporter was told so: undeclared work, within 7 days.
ALTER TABLE issue ADD COLUMN acknowledged_at TEXT;
-- The reports whose periods run: few, and looked through every day.
CREATE INDEX issue_protected ON issue (id) WHERE sensitivity = 'whistleblower' AND state IN ('reported', 'under_review');
-- The issues of a case, page by page.
CREATE INDEX issue_dossier ON issue (dossier_id, id) WHERE dossier_id IS NOT NULL;

-- SQLite cannot change a CHECK: the table is made anew, with the steps of correction, classification and evidence.
CREATE TABLE issue_event_new (
    id INTEGER PRIMARY KEY,
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    step TEXT NOT NULL CHECK (step IN ('report', 'review', 'confirm', 'dismiss', 'resolve', 'withdraw', 'reopen', 'correct', 'classify', 'evidence')),
    from_state TEXT,
    to_state TEXT NOT NULL,
    by_id INTEGER REFERENCES person (id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    -- The text before a correction, the file that came, the case in which it was decided.
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;
INSERT INTO issue_event_new (id, issue_id, step, from_state, to_state, by_id, at, reason)
SELECT id, issue_id, step, from_state, to_state, by_id, at, reason FROM issue_event;
DROP TABLE issue_event;
ALTER TABLE issue_event_new RENAME TO issue_event;
CREATE INDEX issue_event_issue ON issue_event (issue_id, id);

-- A case keeps to one client, one filter and one circle of readers; issues for named handlers have cases of their own.
ALTER TABLE dossier ADD COLUMN filter TEXT NOT NULL DEFAULT 'payment' CHECK (filter IN ('legal', 'ethics', 'support', 'payment'));
ALTER TABLE dossier ADD COLUMN named_handlers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN decided_at TEXT;
UPDATE dossier SET filter = COALESCE((SELECT MIN(i.filter) FROM issue i WHERE i.dossier_id = dossier.id), 'payment');
CREATE INDEX dossier_state ON dossier (state, id);
ALTER TABLE dossier_event ADD COLUMN issues INTEGER NOT NULL DEFAULT 0;

-- Who holds a file, for its download.
CREATE INDEX issue_file_file ON issue_file (file_id);
CREATE INDEX reply_file_file ON reply_file (file_id);
CREATE INDEX appeal_file_file ON appeal_file (file_id);
