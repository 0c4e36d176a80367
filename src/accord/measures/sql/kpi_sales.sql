-- Sales: the amounts of deals won in the window by currency, in minor units; deals without an amount are
-- counted apart. Currencies are never added here.
-- uses: deals_won
-- bound: from_day, to_day
WITH in_window AS (
    SELECT amount, coalesce(currency, '') AS currency
    FROM deals_won
    WHERE ($from_day IS NULL OR won_day >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR won_day < CAST($to_day AS DATE))
)
SELECT
    CASE WHEN amount IS NULL THEN '' ELSE currency END AS currency,
    count(*) AS deals,
    CAST(sum(amount) AS BIGINT) AS amount
FROM in_window
GROUP BY 1
ORDER BY 1
