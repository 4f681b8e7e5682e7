-- Exact histograms per series, month, split and cell: a count and a sum of cents for each whole value (a day, a number
-- of days). Appended in the fact's transaction and folded by a job, as the counts are.
CREATE TABLE trend_bar_delta (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    month INTEGER NOT NULL,
    split TEXT NOT NULL,
    cell TEXT NOT NULL,
    value INTEGER NOT NULL,
    n INTEGER NOT NULL,
    cents INTEGER NOT NULL
) STRICT;

CREATE TABLE trend_bar (
    series TEXT NOT NULL,
    split TEXT NOT NULL,
    month INTEGER NOT NULL,
    cell TEXT NOT NULL,
    value INTEGER NOT NULL,
    n INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (series, split, month, cell, value)
) STRICT, WITHOUT ROWID;

-- Members whose money is late, without reading the ledger.
CREATE INDEX contract_overdue_member ON contract (member_id) WHERE overdue;

-- What the ledger holds already, counted as the program counts it from now on.
INSERT INTO trend_bar (series, split, month, cell, value, n, cents)
SELECT f.series, s.split, f.month,
       CASE s.split WHEN 'all' THEN 'all' WHEN 'sector' THEN f.sector WHEN 'region' THEN f.region ELSE f.size_band END,
       f.value, COUNT(*), SUM(f.price_cents)
FROM (
    SELECT CASE WHEN NOT counted OR state = 'disputed' OR debt_state = 'disputed' THEN 'outside'
                WHEN paid_on IS NOT NULL THEN 'delay_ended'
                WHEN state = 'paid' OR debt_state = 'paid' THEN 'outside'
                WHEN debt_state IN ('bankrupt', 'written_off') THEN 'delay_never'
                ELSE 'delay_open' END AS series,
           CAST(strftime('%Y%m', due_on) AS INTEGER) AS month,
           CASE WHEN NOT counted THEN CASE WHEN amended_by_id IS NULL THEN 2 ELSE 1 END
                WHEN state = 'disputed' OR debt_state = 'disputed' THEN 0
                WHEN paid_on IS NOT NULL THEN CAST(julianday(paid_on) - 1721424.5 AS INTEGER) - CAST(julianday(due_on) - 1721424.5 AS INTEGER)
                WHEN state = 'paid' OR debt_state = 'paid' THEN 3
                ELSE CAST(julianday(due_on) - 1721424.5 AS INTEGER) END AS value,
           price_cents, sector, region, size_band
    FROM contract WHERE due_on IS NOT NULL AND state NOT IN ('draft', 'refunded')
    UNION ALL
    SELECT m.series, CAST(strftime('%Y%m', m.day) AS INTEGER), CAST(julianday(m.day) - 1721424.5 AS INTEGER), m.price_cents, m.sector, m.region, m.size_band
    FROM (
        SELECT 'open_in' AS series, COALESCE(invoiced_on, received_on) AS day, price_cents, sector, region, size_band
        FROM contract WHERE counted AND debt_state NOT IN ('bankrupt', 'written_off')
            AND (paid_on IS NOT NULL OR (state <> 'paid' AND debt_state <> 'paid'))
            AND (paid_on IS NULL OR paid_on >= COALESCE(invoiced_on, received_on))
        UNION ALL
        SELECT 'open_out', paid_on, price_cents, sector, region, size_band
        FROM contract WHERE counted AND debt_state NOT IN ('bankrupt', 'written_off')
            AND paid_on >= COALESCE(invoiced_on, received_on)
        UNION ALL
        SELECT 'overdue_in', date(due_on, '+8 days'), price_cents, sector, region, size_band
        FROM contract WHERE counted AND debt_state NOT IN ('bankrupt', 'written_off', 'disputed') AND state <> 'disputed'
            AND (paid_on IS NOT NULL OR (state <> 'paid' AND debt_state <> 'paid'))
            AND (paid_on IS NULL OR paid_on >= date(due_on, '+8 days'))
        UNION ALL
        SELECT 'overdue_out', paid_on, price_cents, sector, region, size_band
        FROM contract WHERE counted AND debt_state NOT IN ('bankrupt', 'written_off', 'disputed') AND state <> 'disputed'
            AND paid_on >= date(due_on, '+8 days')
    ) AS m WHERE m.day IS NOT NULL
) AS f
CROSS JOIN (SELECT 'all' AS split UNION ALL SELECT 'sector' UNION ALL SELECT 'region' UNION ALL SELECT 'size') AS s
GROUP BY 1, 2, 3, 4, 5;
