-- Opinions on cases; what a bankruptcy loses stands apart.

-- The ethics committee is asked about a stance, or about a case before any stance is proposed; one question waits at a time.
ALTER TABLE opinion ALTER COLUMN stance_id DROP NOT NULL;
ALTER TABLE opinion ADD COLUMN dossier_id BIGINT REFERENCES dossier (id);
ALTER TABLE opinion ADD CHECK ((stance_id IS NULL) <> (dossier_id IS NULL));
CREATE INDEX opinion_dossier ON opinion (dossier_id, id) WHERE dossier_id IS NOT NULL;
CREATE UNIQUE INDEX opinion_case_waits ON opinion (dossier_id) WHERE given_at IS NULL;

-- What a bankrupt client owes is lost, as the money chart says: neither open nor overdue, and counted apart.
ALTER TABLE client_debt ADD COLUMN lost_cents BIGINT NOT NULL DEFAULT 0;
UPDATE contract SET overdue = FALSE WHERE overdue AND debt_state = 'bankrupt';
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
