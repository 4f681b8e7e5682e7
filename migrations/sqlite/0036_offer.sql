-- The same offer as it was checked before: found at once, however many checks a member has kept.
CREATE INDEX kept_check_offer ON kept_check
    (person_id, profession_id, (COALESCE(client_id, 0)), (offer->>'starts_on'), (offer->>'ends_on'), id);
