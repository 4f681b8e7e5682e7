-- Why, and since when, somebody belongs to a client or to a rival of it; who stepped aside has both in `recusal`.
ALTER TABLE person_client ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE person_client ADD COLUMN at TIMESTAMPTZ;
