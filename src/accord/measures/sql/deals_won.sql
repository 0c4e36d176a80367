-- Deals won, each counted once: to the lead of its contact that was under way when the deal began, or
-- to the contact's first lead when the deal came before any touch (kept and flagged). Days to won are
-- calendar days in the reporting zone from the lead's first contact to the day it was won.
-- bound: zone
WITH candidates AS (
    SELECT
        d.deal,
        d.contact,
        d.source AS system,
        d.won_at,
        d.amount,
        d.currency,
        l.lead,
        l.source,
        coalesce(l.first_touch_at, l.opened_at) AS first_at,
        row_number() OVER (
            PARTITION BY d.deal
            ORDER BY
                CASE WHEN l.opened_at <= coalesce(d.created_at, d.won_at) THEN 0 ELSE 1 END,
                CASE WHEN l.opened_at <= coalesce(d.created_at, d.won_at) THEN -l.lead ELSE l.lead END
        ) AS choice
    FROM deals AS d
    LEFT JOIN leads AS l ON l.contact = d.contact
    WHERE d.won_at IS NOT NULL
),
local_days AS (
    SELECT
        *,
        CAST(timezone($zone, timezone('UTC', won_at)) AS DATE) AS won_day,
        CAST(timezone($zone, timezone('UTC', first_at)) AS DATE) AS first_day
    FROM candidates
    WHERE choice = 1
)
SELECT
    deal,
    contact,
    lead,
    system,
    coalesce(nullif(source, ''), '(empty)') AS source,
    won_at,
    won_day,
    amount,
    currency,
    date_diff('day', first_day, won_day) AS days_to_won,
    coalesce(won_at < first_at, false) AS before_contact
FROM local_days
