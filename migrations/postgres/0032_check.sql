-- What was settled for one contract is used by one signature; of those before, the first keeps it.
UPDATE signature SET kept_check_id = NULL
WHERE EXISTS (SELECT 1 FROM signature o WHERE o.kept_check_id = signature.kept_check_id AND o.id < signature.id);
CREATE UNIQUE INDEX signature_check ON signature (kept_check_id) WHERE kept_check_id IS NOT NULL;

-- A hold that ran out has moved its client's facts on, once.
ALTER TABLE hold ADD COLUMN lapsed_at TIMESTAMPTZ;
