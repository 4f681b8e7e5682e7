-- Small numbers: tables that protected readers see, made once for each closed and mature period, and never again.

-- What waits to be published: closed months for the analysts' floor, analysts' tables for the members', members' for the
-- public's. With each cell stand some keyed pseudonyms; the row goes when the last table that needs it is made.
CREATE TABLE protected_unit (
    measure TEXT NOT NULL CHECK (measure IN ('issues', 'payment', 'checks', 'stances')),
    waits_for TEXT NOT NULL CHECK (waits_for IN ('analysts', 'members', 'public')),
    first_month BIGINT NOT NULL,
    last_month BIGINT NOT NULL,
    content JSONB NOT NULL,
    PRIMARY KEY (measure, waits_for, first_month)
);

-- What is published: the rows of all splits of one period, as its readers see them.
CREATE TABLE protected_table (
    measure TEXT NOT NULL CHECK (measure IN ('issues', 'payment', 'checks', 'stances')),
    readers TEXT NOT NULL CHECK (readers IN ('analysts', 'members', 'public')),
    first_month BIGINT NOT NULL,
    last_month BIGINT NOT NULL,
    content JSONB NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (measure, readers, first_month)
);

-- Distinct people and clients of months, quarters and years: they do not add up, so each period has its own count.
CREATE TABLE trend_distinct (
    series TEXT NOT NULL,
    first_month BIGINT NOT NULL,
    last_month BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (series, first_month, last_month)
);
