-- How many of those tested were held against late payment; the others against issues. Runs of before did not tell them apart.
ALTER TABLE mover_run ADD COLUMN tested_late BIGINT;
