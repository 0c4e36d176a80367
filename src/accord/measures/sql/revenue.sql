-- Revenue by deal and currency, in minor units: what a system reports as revenue (less credit notes);
-- where a system reports none at all, the amount of its won deals. Currencies are never added.
-- uses: deals_won
WITH reported AS (
    SELECT f.subject AS deal, f.currency, sum(CASE WHEN f.kind = 77 THEN -f.amount ELSE f.amount END) AS amount
    FROM facts AS f
    WHERE f.kind IN (76, 77) AND f.amount IS NOT NULL
    GROUP BY f.subject, f.currency
),
reporting_systems AS (
    SELECT DISTINCT d.source AS system
    FROM reported AS r
    JOIN deals AS d ON d.deal = r.deal
)
SELECT w.deal, w.contact, w.lead, w.source, w.won_day, r.currency, r.amount
FROM deals_won AS w
JOIN reported AS r ON r.deal = w.deal
UNION ALL
SELECT w.deal, w.contact, w.lead, w.source, w.won_day, w.currency, w.amount
FROM deals_won AS w
WHERE w.amount IS NOT NULL
  AND w.system NOT IN (SELECT system FROM reporting_systems)
