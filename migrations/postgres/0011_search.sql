-- Names by trigrams, so that a typo still finds them. The word table of 0002 answers prefixes.
-- pg_trgm is a trusted extension: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX client_name_trigram ON client_name USING gin (folded gin_trgm_ops);
