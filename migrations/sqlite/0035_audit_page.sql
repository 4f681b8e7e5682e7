-- The log as a page reads it: the newest first, of one action or of one person.
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_person ON audit (by_id, id);
