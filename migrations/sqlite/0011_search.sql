-- Names by trigrams, so that a typo still finds them. The word table of 0002 answers prefixes.
CREATE VIRTUAL TABLE client_name_trigram USING fts5 (folded, content = 'client_name', content_rowid = 'id', tokenize = 'trigram', detail = 'none');

CREATE TRIGGER client_name_trigram_insert AFTER INSERT ON client_name BEGIN
    INSERT INTO client_name_trigram (rowid, folded) VALUES (new.id, new.folded);
END;
CREATE TRIGGER client_name_trigram_delete AFTER DELETE ON client_name BEGIN
    INSERT INTO client_name_trigram (client_name_trigram, rowid, folded) VALUES ('delete', old.id, old.folded);
END;
CREATE TRIGGER client_name_trigram_update AFTER UPDATE OF folded ON client_name BEGIN
    INSERT INTO client_name_trigram (client_name_trigram, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO client_name_trigram (rowid, folded) VALUES (new.id, new.folded);
END;
