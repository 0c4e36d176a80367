-- Revenue by lead, currency and day, in minor units: what a system reports as revenue (less credit notes),
-- by the lead that was under way, else the person's first; where a system reports none at all, the amounts
-- of its won deals, by the day won. Currencies are never added.
-- uses: deals_won
-- bound: zone
WITH reported AS (
    SELECT
        f.seq,
        f.source AS system,
        coalesce(i.contact, d.contact) AS contact,
        f.occurred_at,
        f.currency,
        CASE WHEN f.kind = 77 THEN -f.amount ELSE f.amount END AS amount
    FROM facts AS f
    LEFT JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN deals AS d ON d.deal = f.subject
    WHERE f.kind IN (76, 77) AND f.amount IS NOT NULL
),
placed AS (
    SELECT
        r.*,
        l.lead,
        coalesce(nullif(l.source, ''), '(empty)') AS source,
        row_number() OVER (
            PARTITION BY r.seq
            ORDER BY
                CASE WHEN l.opened_at <= r.occurred_at THEN 0 ELSE 1 END,
                CASE WHEN l.opened_at <= r.occurred_at THEN -l.lead ELSE l.lead END
        ) AS choice
    FROM reported AS r
    LEFT JOIN leads AS l ON l.contact = r.contact
)
SELECT
    contact,
    lead,
    source,
    CAST(timezone($zone, timezone('UTC', occurred_at)) AS DATE) AS day,
    currency,
    amount
FROM placed
WHERE choice = 1
UNION ALL
SELECT contact, lead, source, won_day AS day, currency, amount
FROM deals_won
WHERE amount IS NOT NULL
  AND system NOT IN (SELECT system FROM reported)
