-- Retention: what each customer of a year before pays a year, then and at the end of the window (today, if that is earlier),
-- by currency in minor units. Then and now are the contracts in force on those days; one past its end that nobody decided
-- goes on, and is undecided. Customers who came since are not among them.
-- uses: contracts, customers
-- bound: to_day, today
WITH ends AS (
    SELECT CAST(least(coalesce(CAST($to_day AS DATE), CAST($today AS DATE) + 1), CAST($today AS DATE) + 1) AS TIMESTAMP) AS until
),
stood AS (
    SELECT
        k.*,
        e.until,
        k.began_at < e.until - INTERVAL 1 YEAR
        AND (k.ended_at IS NULL OR k.ended_at >= e.until - INTERVAL 1 YEAR) AS was,
        k.began_at < e.until AND (k.ended_at IS NULL OR k.ended_at >= e.until) AS is_now
    FROM contracts AS k
    CROSS JOIN ends AS e
)
SELECT
    s.customer,
    any_value(c.contact) AS contact,
    any_value(c.owner) AS owner,
    any_value(c.segment) AS segment,
    max(CASE WHEN s.currency <> '' THEN s.currency END) AS currency,
    count(DISTINCT s.currency) FILTER (WHERE s.currency <> '' AND (s.was OR s.is_now)) AS currencies,
    CAST(coalesce(sum(s.amount) FILTER (WHERE s.was), 0) AS BIGINT) AS amount_then,
    CAST(coalesce(sum(s.amount) FILTER (WHERE s.is_now), 0) AS BIGINT) AS amount_now,
    count(*) FILTER (WHERE s.is_now) AS contracts_now,
    count(*) FILTER (WHERE s.was AND s.amount IS NULL) AS unpriced,
    count(*) FILTER (WHERE s.is_now AND s.due_at < s.until) AS undecided,
    CAST(coalesce(sum(s.amount) FILTER (WHERE s.is_now AND s.due_at < s.until), 0) AS BIGINT) AS amount_undecided,
    min(s.due_at) FILTER (WHERE s.is_now) AS due_at
FROM stood AS s
JOIN customers AS c ON c.customer = s.customer
GROUP BY s.customer
HAVING bool_or(s.was)
ORDER BY s.customer
