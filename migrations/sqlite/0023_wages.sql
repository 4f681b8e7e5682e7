-- Wages against the figures of their day, and what each client's months come to.

-- The minimum and the reference for one unit of the wage on the contract's first day, as known when it was written: frozen, so
-- that a figure entered later moves no past count. NULL: there is none for this unit and profession.
ALTER TABLE contract ADD COLUMN minimum_cents INTEGER;
ALTER TABLE contract ADD COLUMN reference_cents INTEGER;

-- What one client's facts of one month come to, by the dimensions frozen on them: kept in the transaction of each fact.
-- Invoices by month due; contracts by month begun; issues by month reported, those that stand (neither dismissed nor
-- withdrawn, nor detected). Late in a mature month is paid_late + unpaid.
CREATE TABLE client_month (
    client_id INTEGER NOT NULL REFERENCES client (id),
    month INTEGER NOT NULL,
    sector TEXT NOT NULL,
    region TEXT NOT NULL,
    size_band TEXT NOT NULL,
    due INTEGER NOT NULL,
    paid_late INTEGER NOT NULL,
    unpaid INTEGER NOT NULL,
    contracts INTEGER NOT NULL,
    issues INTEGER NOT NULL,
    PRIMARY KEY (client_id, month, sector, region, size_band)
) STRICT, WITHOUT ROWID;
