-- Deals won, renewals apart, each counted once: to the lead of its contact that was under way when the deal began, or
-- to the contact's first lead when the deal came before any touch (kept and flagged). Days to won are
-- calendar days from the lead's first contact to the day it was won, both in UTC: a source that gives a
-- day alone means that day, wherever the report is read.
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
    WHERE d.won_at IS NOT NULL AND d.deal_type IS DISTINCT FROM 'renewal'
),
local_days AS (
    SELECT
        *,
        CAST(timezone($zone, timezone('UTC', won_at)) AS DATE) AS won_day,
        date_diff('day', CAST(first_at AS DATE), CAST(won_at AS DATE)) AS days_to_won
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
    days_to_won,
    coalesce(won_at < first_at, false) AS before_contact
FROM local_days
